/** What a second session changes, told during IDLE, by NOTIFY, and in a search that is kept up to date. */
import { literal, opened, type Topic } from './topic.js'

const message = literal('Subject: one\r\n\r\ntext\r\n', '+')

export const changes: Topic = {
  name: 'changes',
  sessions: { a: { user: 'a' }, b: { user: 'a' }, q: { user: 'a' } },
  rows: [
    { send: 'CREATE box' },
    { send: `APPEND box ${message} ${message}`, status: 'OK [APPENDUID # 1:2]' },
    { send: 'SELECT box', answers: [...opened({ exists: 2, recent: 2, unseen: 1, uidNext: 3 })], status: 'OK [READ-WRITE]' },
    {
      send: 'IDLE',
      shows: ['IDLE'],
      meanwhile: [{ by: 'b', send: `APPEND box ${message}`, status: 'OK [APPENDUID # 3]' }],
      answers: ['* 3 EXISTS', '* 3 RECENT'],
    },
    {
      by: 'b',
      send: 'SELECT box',
      answers: [...opened({ exists: 3, recent: 0, unseen: 1, uidNext: 4 })],
      status: 'OK [READ-WRITE]',
    },
    {
      send: 'IDLE',
      meanwhile: [{ by: 'b', send: 'STORE 1 +FLAGS.SILENT (\\Deleted)' }],
      answers: ['* 1 FETCH (FLAGS (\\Deleted \\Recent))'],
    },
    { by: 'q', send: 'ENABLE QRESYNC', answers: ['* ENABLED QRESYNC'] },
    {
      by: 'q',
      send: 'SELECT box',
      answers: [...opened({ exists: 3, recent: 0, unseen: 1, uidNext: 4, modseq: 4 })],
      status: 'OK [READ-WRITE]',
    },
    {
      by: 'q',
      send: 'IDLE',
      meanwhile: [{ by: 'b', send: 'EXPUNGE', answers: ['* 1 EXPUNGE'] }],
      answers: ['* VANISHED 1', '* OK [HIGHESTMODSEQ #] …'],
    },
    { send: 'IDLE', meanwhile: [], answers: ['* 1 EXPUNGE', '* 2 RECENT'] },
    { send: 'NOTIFY SET (SELECTED (MessageNew (UID FLAGS) MessageExpunge FlagChange))', shows: ['NOTIFY'] },
    {
      by: 'b',
      send: `APPEND box ${message}`,
      answers: ['* 3 EXISTS', '* 1 RECENT'],
      status: 'OK [APPENDUID # 4]',
    },
    // A message alone is told later, when Dovecot looks again.
    { by: 'b', send: 'STORE 1 +FLAGS.SILENT (\\Flagged \\Deleted)', pause: 1200 },
    {
      send: 'NOOP',
      hears: 4,
      answers: [
        '* 1 FETCH (FLAGS (\\Flagged \\Deleted \\Recent))',
        '* 3 EXISTS',
        '* 2 FETCH (UID 3 FLAGS (\\Recent))',
        '* 3 FETCH (UID 4 FLAGS ())',
      ],
    },
    { by: 'b', send: 'EXPUNGE', answers: ['* 1 EXPUNGE'], pause: 1200 },
    { send: 'NOOP', hears: 2, answers: ['* 1 EXPUNGE', '* 1 RECENT'] },
    { send: 'UNSELECT' },
    { send: 'STATUS Sent (MESSAGES)', answers: ['* STATUS Sent (MESSAGES 0)'] },
    { send: 'STATUS INBOX (MESSAGES)', answers: ['* STATUS INBOX (MESSAGES 0)'] },
    {
      send: 'NOTIFY SET STATUS (PERSONAL (MessageNew MessageExpunge MailboxName SubscriptionChange))',
      isUnordered: true,
      answers: [
        '* STATUS Sent (MESSAGES 0 UIDNEXT 1 UIDVALIDITY # UNSEEN 0)',
        '* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY # UNSEEN 0)',
        '* STATUS box (MESSAGES 2 UIDNEXT 5 UIDVALIDITY # UNSEEN 2)',
      ],
    },
    { by: 'b', send: 'CREATE fresh' },
    { send: 'NOOP', hears: 1, answers: ['* LIST () "/" fresh'] },
    { by: 'b', send: 'SUBSCRIBE fresh' },
    { send: 'NOOP', hears: 1, answers: ['* LIST (\\Subscribed) "/" fresh'] },
    { by: 'b', send: `APPEND fresh ${message}`, status: 'OK [APPENDUID # 1]' },
    { send: 'NOOP', hears: 1, answers: ['* STATUS fresh (MESSAGES 1 UIDNEXT 2 UIDVALIDITY # UNSEEN 1)'] },
    { by: 'b', send: 'RENAME fresh newer' },
    { send: 'NOOP', hears: 1, answers: ['* LIST () "/" newer (OLDNAME (fresh))'] },
    { by: 'b', send: 'DELETE newer' },
    { send: 'NOOP', hears: 1, answers: ['* LIST (\\NonExistent) "/" newer'] },
    {
      send: 'NOTIFY SET (SUBTREE (box) (MessageNew MessageExpunge)) (MAILBOXES (INBOX Sent) (MessageNew MessageExpunge FlagChange)) (SUBSCRIBED NONE)',
    },
    {
      send: 'NOTIFY SET (PERSONAL (AnnotationChange MessageNew MessageExpunge))',
      status: 'NO [BADEVENT AnnotationChange]',
      quirks: ['code-value'],
    },
    { send: 'NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge))' },
    { send: 'NOTIFY NONE' },
    {
      send: 'SELECT box',
      answers: [...opened({ exists: 2, recent: 0, unseen: 1, uidNext: 5, modseq: 8 })],
      status: 'OK [READ-WRITE]',
    },
    { send: 'UID SEARCH RETURN (UPDATE ALL) UNFLAGGED', tag: 'S1', answers: ['* ESEARCH (TAG "S1") UID ALL 3:4'] },
    { by: 'b', send: 'STORE 1 +FLAGS.SILENT (\\Flagged)' },
    { send: 'NOOP', answers: ['* ESEARCH (TAG "S1") UID REMOVEFROM (0 3)'] },
    { by: 'b', send: 'STORE 1 -FLAGS.SILENT (\\Flagged)' },
    { send: 'NOOP', answers: ['* ESEARCH (TAG "S1") UID ADDTO (0 3)'] },
    { send: 'CANCELUPDATE "S1"' },
    { send: 'CANCELUPDATE "S9"', status: 'NO' },
    { by: 'b', send: 'STORE 1 +FLAGS.SILENT (\\Flagged)' },
    { send: 'NOOP' },
  ],
}
