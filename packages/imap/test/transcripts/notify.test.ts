/** NOTIFY (RFC 5465): what a client wants to be told of which mailboxes, and what a server tells. */
import { asBytes } from '@mailwire/tooling/testing'
import { C, chapter, ok, remark, S, selected } from './transcript.js'

const header = { part: [], text: 'HEADER.FIELDS' as const, fields: ['From'] }

chapter('NOTIFY (RFC 5465 3)', {
  'news of several mailboxes': [
    ...selected('IMAP4REV1', 'NOTIFY'),
    C(
      'A1 NOTIFY SET STATUS (SELECTED-DELAYED (MessageNew (UID BODY.PEEK[HEADER.FIELDS (From)]) MessageExpunge)) (MAILBOXES (Team "to do") (MessageNew MessageExpunge)) (PERSONAL NONE)',
      {
        verb: 'notify',
        status: true,
        groups: [
          {
            filter: { name: 'SELECTED-DELAYED' },
            events: [
              {
                name: 'MessageNew',
                items: [{ item: 'UID' }, { item: 'BODY[]', section: header, peek: true, partial: undefined }],
              },
              { name: 'MessageExpunge' },
            ],
          },
          {
            filter: { name: 'MAILBOXES', mailboxes: ['Team', 'to do'] },
            events: [{ name: 'MessageNew' }, { name: 'MessageExpunge' }],
          },
          { filter: { name: 'PERSONAL' }, events: null },
        ],
      },
    ),
    S('* STATUS Team (MESSAGES 7 UIDNEXT 40 UIDVALIDITY 2)', {
      type: 'status',
      mailbox: 'Team',
      items: { messages: 7, uidNext: 40, uidValidity: 2 },
    }),
    S('A1 OK done', ok('A1')),
    S('* 13 EXISTS', { type: 'exists', number: 13 }),
    S('* 13 FETCH (UID 907 BODY[HEADER.FIELDS (From)] {9}\r\nFrom: ben)', {
      type: 'fetch',
      sequence: 13,
      items: {
        uid: 907,
        sections: [
          {
            item: 'BODY',
            section: header,
            origin: undefined,
            data: asBytes('From: ben'),
          },
        ],
      },
    }),
    S('* STATUS "to do" (MESSAGES 3 UIDNEXT 12)', { type: 'status', mailbox: 'to do', items: { messages: 3, uidNext: 12 } }),
    S('* OK [NOTIFICATIONOVERFLOW] too much', remark('too much', { name: 'NOTIFICATIONOVERFLOW' })),
    C('A2 NOTIFY NONE', { verb: 'notify', status: false, groups: null }),
    S('A2 OK done', ok('A2')),
  ],
  'an event that the server does not have': [
    ...selected('IMAP4REV1', 'NOTIFY'),
    C('A1 NOTIFY SET (INBOXES (MailboxName))', {
      verb: 'notify',
      status: false,
      groups: [{ filter: { name: 'INBOXES' }, events: [{ name: 'MailboxName' }] }],
    }),
    S('A1 NO [BADEVENT (MessageNew FlagChange)] only these', {
      type: 'no',
      tag: 'A1',
      code: { name: 'BADEVENT', events: ['MessageNew', 'FlagChange'] },
      text: 'only these',
    }),
  ],
})
