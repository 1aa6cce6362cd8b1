/** STORE and flags (RFC 9051 6.4.6, 2.3.2), EXPUNGE (6.4.3) and what others change meanwhile. */
import { C, chapter, ok, remark, S, selected } from './transcript.js'

const flags = (sequence: number, ...names: string[]) => ({ type: 'fetch', sequence, items: { flags: names } }) as const
const expunge = (number: number) => ({ type: 'expunge', number }) as const

chapter('STORE and flags (RFC 9051 6.4.6)', {
  'added, taken away and replaced': [
    ...selected('IMAP4REV1'),
    C('A1 STORE 2:4 +FLAGS (\\Deleted $Todo)', {
      verb: 'store',
      uid: false,
      set: [{ start: 2, end: 4 }],
      item: 'FLAGS',
      action: 'add',
      silent: false,
      flags: ['\\Deleted', '$Todo'],
    }),
    S('* 2 FETCH (FLAGS (\\Deleted $Todo))', flags(2, '\\Deleted', '$Todo')),
    S('* 3 FETCH (FLAGS (\\Deleted $Todo \\Seen))', flags(3, '\\Deleted', '$Todo', '\\Seen')),
    S('A1 OK done', ok('A1')),
    C('A2 UID STORE 71 -FLAGS.SILENT (\\Flagged)', {
      verb: 'store',
      uid: true,
      set: [{ start: 71, end: 71 }],
      item: 'FLAGS',
      action: 'remove',
      silent: true,
      flags: ['\\Flagged'],
    }),
    S('A2 OK done', ok('A2')),
    C('A3 STORE 5 FLAGS ()', {
      verb: 'store',
      uid: false,
      set: [{ start: 5, end: 5 }],
      item: 'FLAGS',
      action: 'replace',
      silent: false,
      flags: [],
    }),
    S('* 5 FETCH (FLAGS ())', flags(5)),
    S('A3 NO [NOPERM] not the rest', { type: 'no', tag: 'A3', code: { name: 'NOPERM' }, text: 'not the rest' }),
  ],
  'messages go, and others come (RFC 9051 7.4.1, 7.5.1)': [
    ...selected('IMAP4REV1', 'UIDPLUS'),
    C('A1 EXPUNGE', { verb: 'expunge' }),
    S('* 3 EXPUNGE', expunge(3)),
    S('* 3 EXPUNGE', expunge(3)),
    S('A1 OK done', ok('A1')),
    C('A2 UID EXPUNGE 70:80', { verb: 'expunge', uids: [{ start: 70, end: 80 }] }),
    S('* 8 EXPUNGE', expunge(8)),
    S('A2 OK done', ok('A2')),
    C('A3 NOOP', { verb: 'noop' }),
    S('* 9 EXISTS', { type: 'exists', number: 9 }),
    S('* OK [ALERT] the disk is nearly full', remark('the disk is nearly full', { name: 'ALERT' })),
    S('A3 OK done', ok('A3')),
    C('A4 CHECK', { verb: 'check' }),
    S('A4 OK done', ok('A4')),
  ],
})
