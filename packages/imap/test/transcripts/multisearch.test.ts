/** MULTISEARCH (RFC 7377): one search in several mailboxes, an answer for each. */
import type { EsearchResponse } from '../../src/index.js'
import { authenticated, C, chapter, ok, S } from './transcript.js'

const range = (start: number, end = start) => ({ start, end })
const found = (mailbox: string, uidValidity: number, data: Partial<EsearchResponse>) =>
  ({ type: 'esearch', tag: 'A1', uid: true, mailbox, uidValidity, ...data }) as const

chapter('MULTISEARCH (RFC 7377 2)', {
  'a subtree and two mailboxes': [
    ...authenticated('IMAP4REV1', 'MULTISEARCH', 'ESEARCH'),
    C('A1 ESEARCH IN (subtree Team mailboxes (Old "to do") personal) RETURN (MIN ALL) UNSEEN SUBJECT plum', {
      verb: 'esearch',
      uid: false,
      source: {
        mailboxes: [
          { filter: 'subtree', mailboxes: [{ mailbox: 'Team' }] },
          { filter: 'mailboxes', mailboxes: [{ mailbox: 'Old' }, { mailbox: 'to do' }] },
          { filter: 'personal' },
        ],
      },
      returnOptions: [{ name: 'MIN' }, { name: 'ALL' }],
      keys: [{ key: 'UNSEEN' }, { key: 'SUBJECT', text: 'plum' }],
    }),
    S('* ESEARCH (TAG "A1" MAILBOX Team/2019 UIDVALIDITY 4) UID MIN 8 ALL 8,11:12', {
      ...found('Team/2019', 4, { min: 8, all: [range(8), range(11, 12)] }),
    }),
    S('* ESEARCH (TAG "A1" MAILBOX "to do" UIDVALIDITY 31) UID ALL 2', found('to do', 31, { all: [range(2)] })),
    S('A1 OK done', ok('A1')),
  ],
})
