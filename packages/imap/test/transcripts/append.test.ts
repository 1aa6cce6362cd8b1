/** APPEND (RFC 9051 6.3.12) of one message and of several (RFC 3502), of parts (RFC 4469), of binary data (RFC 4466 2); REPLACE (RFC 8508). */

import { asBytes } from '@mailwire/tooling/testing'
import type { AppendContent, CommandBodyInit } from '../../src/index.js'
import { answers, authenticated, chapter, ok, S, type Step, says, selected } from './transcript.js'

const content = (text: string, binary = false) =>
  ({ type: 'message', binary, size: text.length, bytes: asBytes(text) }) as const satisfies AppendContent
/** The same on the other side, where a message has come as chunks. */
const streamed = (text: string, binary = false) => ({ type: 'message', binary, size: text.length, bytes: undefined })
const goOn = { type: 'continuation', text: 'go on' } as const
const first = 'Subject: one\r\n\r\n1\r\n'
const second = 'Subject: two\r\n\r\n22\r\n'

const appended = (message: object, ...options: object[]) => ({
  type: 'command',
  command: { tag: 'A1', verb: 'append', mailbox: 'Sent', messages: [message, ...options], warnings: [] },
})
const body = (text: string) => [
  { type: 'body-start', tag: 'A1', size: text.length },
  { type: 'body-chunk', bytes: asBytes(text) },
  { type: 'body-end' },
]

const append = (...messages: Extract<CommandBodyInit, { verb: 'append' }>['messages']): CommandBodyInit => ({
  verb: 'append',
  mailbox: 'Sent',
  messages,
})

const waiting: Step[] = [
  ...authenticated('IMAP4REV1', 'UIDPLUS'),
  says(
    `A1 APPEND Sent (\\Seen $Sent) " 7-Mar-2021 10:11:12 +0100" {${first.length}}`,
    append({ flags: ['\\Seen', '$Sent'], internalDate: ' 7-Mar-2021 10:11:12 +0100', content: content(first) }),
    {
      type: 'literal',
      tag: 'A1',
      name: 'APPEND',
      size: first.length,
      nonSynchronizing: false,
      append: { mailbox: 'Sent', flags: ['\\Seen', '$Sent'], internalDate: ' 7-Mar-2021 10:11:12 +0100', index: 0 },
    },
  ),
  answers('+ go on', goOn),
  says(
    first,
    undefined,
    ...body(first),
    appended({ flags: ['\\Seen', '$Sent'], internalDate: ' 7-Mar-2021 10:11:12 +0100', content: streamed(first) }),
  ),
  S('A1 OK [APPENDUID 31 407] done', ok('A1', 'done', { name: 'APPENDUID', uidValidity: 31, uids: [{ start: 407, end: 407 }] })),
]

chapter('APPEND (RFC 9051 6.3.12)', {
  'a message for which the client waits, and APPENDUID (RFC 4315 3)': waiting,
  'a message that is refused before a byte of it': [
    ...authenticated('IMAP4REV1'),
    says(`A1 APPEND Sent {${first.length}}`, append({ content: content(first) }), { type: 'literal', size: first.length }),
    S('A1 NO [TRYCREATE] no such mailbox', { type: 'no', tag: 'A1', code: { name: 'TRYCREATE' }, text: 'no such mailbox' }),
  ],
  'a message that waits for nothing (RFC 7888 4), and its limit (RFC 7889 5)': [
    ...authenticated('IMAP4REV1', 'LITERAL+', 'APPENDLIMIT=40'),
    says(`A1 APPEND Sent {${first.length}+}\r\n${first}`, append({ content: content(first) }), {
      type: 'literal',
      size: first.length,
      nonSynchronizing: true,
    }),
    answers(
      'A1 NO [TOOBIG] too large',
      { type: 'no', tag: 'A1', code: { name: 'TOOBIG' }, text: 'too large' },
      {
        type: 'completed',
        response: { type: 'no', code: { name: 'TOOBIG' } },
      },
    ),
  ],
  'two messages (RFC 3502 6.3.11)': [
    ...authenticated('IMAP4REV1', 'MULTIAPPEND', 'UIDPLUS'),
    says(
      `A1 APPEND Sent {${first.length}}`,
      append({ content: content(first) }, { flags: ['\\Draft'], content: content(second) }),
      { type: 'literal', size: first.length, append: { index: 0 } },
    ),
    answers('+ go on', goOn),
    says(`${first} (\\Draft) {${second.length}}`, undefined, ...body(first), {
      type: 'literal',
      size: second.length,
      append: { index: 1, flags: ['\\Draft'] },
    }),
    answers('+ go on', goOn),
    says(
      second,
      undefined,
      ...body(second),
      appended({ flags: [], content: streamed(first) }, { flags: ['\\Draft'], content: streamed(second) }),
    ),
    S(
      'A1 OK [APPENDUID 31 408:409] done',
      ok('A1', 'done', { name: 'APPENDUID', uidValidity: 31, uids: [{ start: 408, end: 409 }] }),
    ),
  ],
  'binary data (RFC 3516 4.4)': [
    ...authenticated('IMAP4REV1', 'BINARY'),
    says('A1 APPEND Sent ~{4}', append({ content: content('a\0b\xff', true) }), {
      type: 'literal',
      size: 4,
      append: { binary: true },
    }),
    answers('+ go on', goOn),
    says('a\0b\xff', undefined, ...body('a\0b\xff'), appended({ content: streamed('a\0b\xff', true) })),
    S('A1 NO [UNKNOWN-CTE] not that', { type: 'no', tag: 'A1', code: { name: 'UNKNOWN-CTE' }, text: 'not that' }),
  ],
  'a message of parts (RFC 4469 3), of which one is refused': [
    ...authenticated('IMAP4REV1', 'CATENATE'),
    says(
      'A1 APPEND Sent (\\Seen) CATENATE (URL /Drafts;UIDVALIDITY=4/;UID=9 TEXT {2}',
      append({
        flags: ['\\Seen'],
        content: {
          type: 'catenate',
          parts: [
            { type: 'url', url: '/Drafts;UIDVALIDITY=4/;UID=9' },
            { type: 'text', size: 2, bytes: asBytes('..') },
          ],
        },
      }),
      { type: 'literal', size: 2, nonSynchronizing: false, append: undefined },
    ),
    answers('+ go on', goOn),
    says(
      '..)',
      undefined,
      appended({
        flags: ['\\Seen'],
        content: {
          type: 'catenate',
          parts: [
            { type: 'url', url: '/Drafts;UIDVALIDITY=4/;UID=9' },
            { type: 'text', size: 2, bytes: asBytes('..') },
          ],
        },
      }),
    ),
    S('A1 NO [BADURL /Drafts;UIDVALIDITY=4/;UID=9] not here', {
      type: 'no',
      tag: 'A1',
      code: { name: 'BADURL', url: '/Drafts;UIDVALIDITY=4/;UID=9' },
      text: 'not here',
    }),
  ],
})

chapter('REPLACE (RFC 8508 3)', {
  'a draft by its unique identifier': [
    ...selected('IMAP4REV1', 'REPLACE', 'UIDPLUS'),
    says(
      `A1 UID REPLACE 77 Drafts (\\Draft) {${second.length}}`,
      { verb: 'replace', uid: true, number: 77, mailbox: 'Drafts', message: { flags: ['\\Draft'], content: content(second) } },
      { type: 'literal', name: 'UID REPLACE', append: { mailbox: 'Drafts', flags: ['\\Draft'] } },
    ),
    answers('+ go on', goOn),
    says(second, undefined, ...body(second), {
      type: 'command',
      command: { verb: 'replace', uid: true, number: 77, mailbox: 'Drafts', warnings: [] },
    }),
    S('* 5 EXISTS', { type: 'exists', number: 5 }),
    S('* 4 EXPUNGE', { type: 'expunge', number: 4 }),
    S('A1 OK done', ok('A1')),
  ],
})
