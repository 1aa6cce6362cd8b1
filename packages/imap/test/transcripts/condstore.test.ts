/** CONDSTORE (RFC 7162 3.1): mod-sequences of a mailbox and of messages, what changed since, and stores that must not overwrite. */
import { C, chapter, ok, remark, S, selected } from './transcript.js'

const range = (start: number, end: number | '*' = start) => ({ start, end })
const exact = 9_007_199_254_740_993n

chapter('CONDSTORE (RFC 7162 3.1)', {
  'a mailbox with mod-sequences, and one without': [
    ...selected('IMAP4REV1', 'CONDSTORE', 'ENABLE'),
    C('A1 SELECT INBOX (CONDSTORE)', { verb: 'select', mailbox: 'INBOX', parameters: [{ name: 'CONDSTORE' }] }),
    S('* OK [CLOSED] the one before', remark('the one before', { name: 'CLOSED' })),
    S('* 12 EXISTS', { type: 'exists', number: 12 }),
    S(`* OK [HIGHESTMODSEQ ${exact}] highest`, remark('highest', { name: 'HIGHESTMODSEQ', modseq: exact })),
    S('A1 OK [READ-WRITE] done', ok('A1', 'done', { name: 'READ-WRITE' })),
    C('A2 EXAMINE Old (CONDSTORE)', { verb: 'examine', mailbox: 'Old', parameters: [{ name: 'CONDSTORE' }] }),
    S('* OK [NOMODSEQ] none here', remark('none here', { name: 'NOMODSEQ' })),
    S('A2 OK done', ok('A2')),
    C('A3 STATUS INBOX (HIGHESTMODSEQ)', { verb: 'status', mailbox: 'INBOX', items: ['HIGHESTMODSEQ'] }),
    S(`* STATUS INBOX (HIGHESTMODSEQ ${exact})`, { type: 'status', mailbox: 'INBOX', items: { highestModseq: exact } }),
    S('A3 OK done', ok('A3')),
  ],
  'what changed since': [
    ...selected('IMAP4REV1', 'CONDSTORE'),
    C('A1 UID FETCH 1:* (FLAGS MODSEQ) (CHANGEDSINCE 881)', {
      verb: 'fetch',
      uid: true,
      set: [range(1, '*')],
      items: [{ item: 'FLAGS' }, { item: 'MODSEQ' }],
      modifiers: [{ name: 'CHANGEDSINCE', modseq: 881n }],
    }),
    S('* 2 FETCH (UID 71 FLAGS (\\Flagged) MODSEQ (902))', {
      type: 'fetch',
      sequence: 2,
      items: { uid: 71, flags: ['\\Flagged'], modseq: 902n },
    }),
    S('A1 OK done', ok('A1')),
    C('A2 SEARCH MODSEQ "/flags/\\\\draft" all 881', {
      verb: 'search',
      uid: false,
      keys: [{ key: 'MODSEQ', entry: { name: '/flags/\\draft', type: 'all' }, modseq: 881n }],
    }),
    S('* SEARCH 2 5 (MODSEQ 917)', { type: 'search', numbers: Uint32Array.of(2, 5), modseq: 917n }),
    S('A2 OK done', ok('A2')),
  ],
  'a store that loses no change of another (RFC 7162 3.1.3)': [
    ...selected('IMAP4REV1', 'CONDSTORE'),
    C('A1 UID STORE 71,75:80 (UNCHANGEDSINCE 902) +FLAGS.SILENT (\\Deleted)', {
      verb: 'store',
      uid: true,
      set: [range(71), range(75, 80)],
      modifiers: [{ name: 'UNCHANGEDSINCE', modseq: 902n }],
      item: 'FLAGS',
      action: 'add',
      silent: true,
      flags: ['\\Deleted'],
    }),
    S('* 2 FETCH (UID 71 MODSEQ (930))', { type: 'fetch', sequence: 2, items: { uid: 71, modseq: 930n } }),
    S('A1 NO [MODIFIED 75,77] others changed', {
      type: 'no',
      tag: 'A1',
      code: { name: 'MODIFIED', set: [range(75), range(77)] as { start: number; end: number }[] },
      text: 'others changed',
    }),
  ],
})
