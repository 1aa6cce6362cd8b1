/** COPY and MOVE (RFC 9051 6.4.7, 6.4.8; RFC 6851), and which identifiers the copies have (RFC 4315 3). */
import { C, chapter, ok, remark, S, selected } from './transcript.js'

const range = (start: number, end = start) => ({ start, end })
const copied = { name: 'COPYUID', uidValidity: 31, source: [range(7), range(9, 10)], destination: [range(401, 403)] } as const

chapter('COPY and MOVE (RFC 9051 6.4.7, 6.4.8)', {
  'a copy, and one to a mailbox that is not there': [
    ...selected('IMAP4REV1', 'UIDPLUS'),
    C('A1 UID COPY 7,9:10 "Old mail"', { verb: 'copy', uid: true, set: [range(7), range(9, 10)], mailbox: 'Old mail' }),
    S('A1 OK [COPYUID 31 7,9:10 401:403] done', ok('A1', 'done', copied)),
    C('A2 COPY 2 Lost', { verb: 'copy', uid: false, set: [range(2)], mailbox: 'Lost' }),
    S('A2 NO [TRYCREATE] not here', { type: 'no', tag: 'A2', code: { name: 'TRYCREATE' }, text: 'not here' }),
  ],
  'a move: what is gone comes before its OK (RFC 6851 4.3)': [
    ...selected('IMAP4REV1', 'MOVE', 'UIDPLUS'),
    C('A1 UID MOVE 7,9:10 Trash', { verb: 'move', uid: true, set: [range(7), range(9, 10)], mailbox: 'Trash' }),
    S('* OK [COPYUID 31 7,9:10 401:403] moved', remark('moved', copied)),
    S('* 2 EXPUNGE', { type: 'expunge', number: 2 }),
    S('* 3 EXPUNGE', { type: 'expunge', number: 3 }),
    S('* 3 EXPUNGE', { type: 'expunge', number: 3 }),
    S('A1 OK done', ok('A1')),
    C('A2 MOVE 1:2 Trash', { verb: 'move', uid: false, set: [range(1, 2)], mailbox: 'Trash' }),
    S('A2 NO [OVERQUOTA] no room', { type: 'no', tag: 'A2', code: { name: 'OVERQUOTA' }, text: 'no room' }),
  ],
})
