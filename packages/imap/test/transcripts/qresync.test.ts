/** QRESYNC (RFC 7162 3.2): a mailbox that was known before, what is gone from it, and EXPUNGE by identifier. */
import { authenticated, C, chapter, ok, remark, S } from './transcript.js'

const range = (start: number, end = start) => ({ start, end })
const vanished = (earlier: boolean, ...uids: { start: number; end: number }[]) => ({ type: 'vanished', earlier, uids }) as const

chapter('QRESYNC (RFC 7162 3.2)', {
  'back to a mailbox': [
    ...authenticated('IMAP4REV1', 'ENABLE', 'QRESYNC', 'CONDSTORE'),
    C('A1 ENABLE QRESYNC', { verb: 'enable', capabilities: ['QRESYNC'] }),
    S('* ENABLED QRESYNC', { type: 'enabled', capabilities: ['QRESYNC'] }),
    S('A1 OK done', ok('A1')),
    C('A2 SELECT INBOX (QRESYNC (31 902 40:90 (1,5 40,61)))', {
      verb: 'select',
      mailbox: 'INBOX',
      parameters: [
        {
          name: 'QRESYNC',
          uidValidity: 31,
          modseq: 902n,
          knownUids: [range(40, 90)],
          seqMatch: { sequences: [range(1), range(5)], uids: [range(40), range(61)] },
        },
      ],
    }),
    S('* 30 EXISTS', { type: 'exists', number: 30 }),
    S('* OK [UIDVALIDITY 31] valid', remark('valid', { name: 'UIDVALIDITY', value: 31 })),
    S('* OK [HIGHESTMODSEQ 955] highest', remark('highest', { name: 'HIGHESTMODSEQ', modseq: 955n })),
    S('* VANISHED (EARLIER) 41,43:52', vanished(true, range(41), range(43, 52))),
    S('* 9 FETCH (UID 60 FLAGS (\\Seen) MODSEQ (944))', {
      type: 'fetch',
      sequence: 9,
      items: { uid: 60, flags: ['\\Seen'], modseq: 944n },
    }),
    S('A2 OK [READ-WRITE] done', ok('A2', 'done', { name: 'READ-WRITE' })),
    C('A3 UID FETCH 40:90 (FLAGS) (CHANGEDSINCE 955 VANISHED)', {
      verb: 'fetch',
      uid: true,
      set: [range(40, 90)],
      items: [{ item: 'FLAGS' }],
      modifiers: [{ name: 'CHANGEDSINCE', modseq: 955n }, { name: 'VANISHED' }],
    }),
    S('* VANISHED (EARLIER) 77', vanished(true, range(77))),
    S('A3 OK done', ok('A3')),
    C('A4 EXPUNGE', { verb: 'expunge' }),
    S('* VANISHED 60,88', vanished(false, range(60), range(88))),
    S('A4 OK [HIGHESTMODSEQ 961] done', ok('A4', 'done', { name: 'HIGHESTMODSEQ', modseq: 961n })),
  ],
  'a mailbox that is no longer the same one': [
    ...authenticated('IMAP4REV1', 'ENABLE', 'QRESYNC'),
    C('A1 ENABLE QRESYNC', { verb: 'enable', capabilities: ['QRESYNC'] }),
    S('* ENABLED QRESYNC', { type: 'enabled', capabilities: ['QRESYNC'] }),
    S('A1 OK done', ok('A1')),
    C('A2 SELECT INBOX (QRESYNC (30 902))', {
      verb: 'select',
      mailbox: 'INBOX',
      parameters: [{ name: 'QRESYNC', uidValidity: 30, modseq: 902n, knownUids: undefined, seqMatch: undefined }],
    }),
    S('* OK [UIDVALIDITY 31] another', remark('another', { name: 'UIDVALIDITY', value: 31 })),
    S('A2 OK done', ok('A2')),
  ],
})
