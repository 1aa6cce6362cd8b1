/** Mailboxes: LIST and its options, STATUS, NAMESPACE, CREATE and the like, SELECT (RFC 9051 6.3). */
import { authenticated, C, chapter, greeted, ok, remark, S } from './transcript.js'

const list = (mailbox: string, attributes: readonly string[], more: object = {}) =>
  ({ type: 'list', attributes, delimiter: '/', mailbox, ...more }) as const
const wireReference = { reference: '', wireReference: '' }

chapter('mailboxes (RFC 9051 6.3)', {
  'CREATE, SUBSCRIBE, RENAME, UNSUBSCRIBE, DELETE (RFC 9051 6.3.4 to 6.3.8)': [
    ...authenticated('IMAP4REV1', 'CREATE-SPECIAL-USE'),
    C('A1 CREATE Caf&AOk-/2019', { verb: 'create', mailbox: 'Café/2019', wireName: 'Caf&AOk-/2019' }),
    S('A1 OK [MAILBOXID (b-19)] done', ok('A1', 'done', { name: 'MAILBOXID', mailboxId: 'b-19' })),
    C('A2 CREATE Old (USE (\\Archive))', {
      verb: 'create',
      mailbox: 'Old',
      parameters: [{ name: 'USE', attributes: ['\\Archive'] }],
    }),
    S('A2 NO [USEATTR] there is one', { type: 'no', tag: 'A2', code: { name: 'USEATTR' }, text: 'there is one' }),
    C('A3 SUBSCRIBE "to do"', { verb: 'subscribe', mailbox: 'to do' }),
    S('A3 OK done', ok('A3')),
    C('A4 RENAME "to do" done', { verb: 'rename', mailbox: 'to do', newName: 'done' }),
    S('A4 NO [ALREADYEXISTS] taken', { type: 'no', tag: 'A4', code: { name: 'ALREADYEXISTS' }, text: 'taken' }),
    C('A5 UNSUBSCRIBE "to do"', { verb: 'unsubscribe', mailbox: 'to do' }),
    S('A5 OK done', ok('A5')),
    C('A6 DELETE "to do"', { verb: 'delete', mailbox: 'to do' }),
    S('A6 NO [NONEXISTENT] not here', { type: 'no', tag: 'A6', code: { name: 'NONEXISTENT' }, text: 'not here' }),
  ],
  'LIST, LSUB and NAMESPACE (RFC 9051 6.3.9, 6.3.10, 7.3.1, 7.3.2, RFC 2342 5)': [
    ...authenticated('IMAP4REV1', 'NAMESPACE'),
    C('A1 LIST "" %', { verb: 'list', ...wireReference, patterns: ['%'] }),
    S('* LIST (\\HasNoChildren \\Trash) "/" "Old mail"', list('Old mail', ['\\HasNoChildren', '\\Trash'])),
    S('* LIST (\\Noselect) NIL INBOX', list('INBOX', ['\\Noselect'], { delimiter: null })),
    S('A1 OK done', ok('A1')),
    C('A2 LSUB "" *', { verb: 'lsub', ...wireReference, pattern: '*' }),
    S('* LSUB () "/" Caf&AOk-', { type: 'lsub', attributes: [], delimiter: '/', mailbox: 'Café', wireName: 'Caf&AOk-' }),
    S('A2 OK done', ok('A2')),
    C('A3 NAMESPACE', { verb: 'namespace' }),
    S('* NAMESPACE (("" "/")) NIL (("Team/" "/"))', {
      type: 'namespace',
      personal: [{ prefix: '', wirePrefix: '', delimiter: '/', extensions: [] }],
      otherUsers: null,
      shared: [{ prefix: 'Team/', wirePrefix: 'Team/', delimiter: '/', extensions: [] }],
    }),
    S('A3 OK done', ok('A3')),
  ],
  'LIST with options (RFC 9051 6.3.9.1, 6.3.9.2, RFC 5258 3) and STATUS for each (RFC 5819 2)': [
    ...authenticated('IMAP4REV1', 'LIST-EXTENDED', 'LIST-STATUS', 'SPECIAL-USE'),
    C('A1 LIST (SUBSCRIBED RECURSIVEMATCH) "" (Team/% *) RETURN (CHILDREN STATUS (MESSAGES UNSEEN))', {
      verb: 'list',
      selectionOptions: [{ name: 'SUBSCRIBED' }, { name: 'RECURSIVEMATCH' }],
      ...wireReference,
      patterns: ['Team/%', '*'],
      returnOptions: [{ name: 'CHILDREN' }, { name: 'STATUS', items: ['MESSAGES', 'UNSEEN'] }],
    }),
    S(
      '* LIST (\\HasChildren) "/" Team (CHILDINFO ("SUBSCRIBED"))',
      list('Team', ['\\HasChildren'], { extended: [{ name: 'CHILDINFO', options: ['SUBSCRIBED'] }] }),
    ),
    S('* STATUS Team (MESSAGES 12 UNSEEN 3)', { type: 'status', mailbox: 'Team', items: { messages: 12, unseen: 3 } }),
    S(
      '* LIST (\\Subscribed) "/" New (OLDNAME (Older))',
      list('New', ['\\Subscribed'], { extended: [{ name: 'OLDNAME', mailbox: 'Older', wireName: 'Older' }] }),
    ),
    S('A1 OK done', ok('A1')),
    C('A2 LIST (SPECIAL-USE) "" * RETURN (SPECIAL-USE)', {
      verb: 'list',
      selectionOptions: [{ name: 'SPECIAL-USE' }],
      ...wireReference,
      patterns: ['*'],
      returnOptions: [{ name: 'SPECIAL-USE' }],
    }),
    S('* LIST (\\Junk) "/" Rubbish', list('Rubbish', ['\\Junk'])),
    S('A2 OK done', ok('A2')),
  ],
  'STATUS with all its items (RFC 9051 6.3.11, RFC 7889 4, RFC 8438 2, RFC 9208 5)': [
    ...authenticated('IMAP4REV2', 'APPENDLIMIT'),
    C('A1 STATUS INBOX (MESSAGES UIDNEXT SIZE DELETED APPENDLIMIT)', {
      verb: 'status',
      mailbox: 'INBOX',
      items: ['MESSAGES', 'UIDNEXT', 'SIZE', 'DELETED', 'APPENDLIMIT'],
    }),
    S('* STATUS INBOX (MESSAGES 9 UIDNEXT 71 DELETED 2 SIZE 5000000000 APPENDLIMIT NIL)', {
      type: 'status',
      mailbox: 'INBOX',
      items: { messages: 9, uidNext: 71, size: 5_000_000_000, deleted: 2, appendLimit: null },
    }),
    S('A1 OK done', ok('A1')),
  ],
  'SELECT, EXAMINE, UNSELECT (RFC 3691 2) and CLOSE (RFC 9051 6.3.2, 6.3.3, 6.4.1, 6.4.2, 7.3.5)': [
    ...authenticated('IMAP4REV1', 'UNSELECT'),
    C('A1 SELECT INBOX', { verb: 'select', mailbox: 'INBOX' }),
    S('* 41 EXISTS', { type: 'exists', number: 41 }),
    S('* 0 RECENT', { type: 'recent', number: 0 }),
    S('* FLAGS (\\Seen \\Deleted $Todo)', { type: 'flags', flags: ['\\Seen', '\\Deleted', '$Todo'] }),
    S(
      '* OK [PERMANENTFLAGS (\\Seen \\*)] these last',
      remark('these last', { name: 'PERMANENTFLAGS', flags: ['\\Seen', '\\*'] }),
    ),
    S('* OK [UNSEEN 7] first', remark('first', { name: 'UNSEEN', value: 7 })),
    S('* OK [UIDVALIDITY 20260101] valid', remark('valid', { name: 'UIDVALIDITY', value: 20260101 })),
    S('* OK [UIDNEXT 977] next', remark('next', { name: 'UIDNEXT', value: 977 })),
    S('A1 OK [READ-WRITE] done', ok('A1', 'done', { name: 'READ-WRITE' })),
    C('A2 UNSELECT', { verb: 'unselect' }),
    S('A2 OK done', ok('A2')),
    C('A3 EXAMINE Old', { verb: 'examine', mailbox: 'Old' }),
    S('* 0 EXISTS', { type: 'exists', number: 0 }),
    S('A3 OK [READ-ONLY] done', ok('A3', 'done', { name: 'READ-ONLY' })),
    C('A4 CLOSE', { verb: 'close' }),
    S('A4 OK done', ok('A4')),
  ],
  'a mailbox of another server (RFC 2193 3, RFC 2221 3)': [
    ...greeted('IMAP4REV1', 'MAILBOX-REFERRALS', 'LOGIN-REFERRALS'),
    C('A1 LOGIN rosa "tulip"', { verb: 'login', username: 'rosa', password: 'tulip' }),
    S('A1 NO [REFERRAL imap://rosa@west.example/] over there', {
      type: 'no',
      tag: 'A1',
      code: { name: 'REFERRAL', urls: ['imap://rosa@west.example/'] },
      text: 'over there',
    }),
  ],
})
