/** FETCH (RFC 9051 6.4.5, 7.5.2): macros, envelopes and structures, sections and their parts, binary data (RFC 3516). */

import { asBytes } from '@mailwire/tooling/testing'
import type { Envelope, FetchItem } from '../../src/index.js'
import { C, chapter, ok, S, selected } from './transcript.js'

const one = [{ start: 1, end: 1 }]
const section = (
  part: readonly number[] = [],
  text?: 'MIME' | 'HEADER' | 'TEXT' | 'HEADER.FIELDS',
  fields: readonly string[] = [],
) => ({
  part,
  text,
  fields,
})
const body = (of: ReturnType<typeof section>, peek = true, partial?: { origin: number; length: number }): FetchItem => ({
  item: 'BODY[]',
  section: of,
  peek,
  partial,
})
const rosa = { name: 'Rosa "R" Lee', route: null, mailbox: 'rosa', host: 'mail.example' }
const envelope: Envelope = {
  date: 'Tue, 2 Mar 2021 09:00:00 +0000',
  subject: 'plums',
  from: [rosa],
  sender: null,
  replyTo: null,
  to: [
    { name: null, route: null, mailbox: 'friends', host: null },
    { name: null, route: null, mailbox: 'ben', host: 'mail.example' },
    { name: null, route: null, mailbox: null, host: null },
  ],
  cc: null,
  bcc: null,
  inReplyTo: null,
  messageId: '<p1@mail.example>',
}

chapter('FETCH (RFC 9051 6.4.5)', {
  'a macro, and its items': [
    ...selected('IMAP4REV1'),
    C('A1 FETCH 1,4:* ALL', { verb: 'fetch', uid: false, set: [...one, { start: 4, end: '*' }], items: 'ALL' }),
    S(
      '* 1 FETCH (FLAGS (\\Seen) INTERNALDATE " 2-Mar-2021 09:00:01 +0000" RFC822.SIZE 733 ENVELOPE ("Tue, 2 Mar 2021 09:00:00 +0000" "plums" (("Rosa \\"R\\" Lee" NIL "rosa" "mail.example")) NIL NIL ((NIL NIL "friends" NIL)(NIL NIL "ben" "mail.example")(NIL NIL NIL NIL)) NIL NIL NIL "<p1@mail.example>"))',
      {
        type: 'fetch',
        sequence: 1,
        items: { flags: ['\\Seen'], internalDate: ' 2-Mar-2021 09:00:01 +0000', size: 733, envelope },
      },
    ),
    S('A1 OK done', ok('A1')),
  ],
  'a structure': [
    ...selected('IMAP4REV1'),
    C('A1 UID FETCH 71 (BODYSTRUCTURE)', {
      verb: 'fetch',
      uid: true,
      set: [{ start: 71, end: 71 }],
      items: [{ item: 'BODYSTRUCTURE' }],
    }),
    S(
      '* 1 FETCH (UID 71 BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "8bit" 120 4 NIL NIL NIL NIL)("image" "png" NIL "<i@x>" NIL "base64" 4000 NIL ("attachment" ("filename" "p.png")) ("en" "fr") NIL) "mixed" ("boundary" "-=") NIL NIL NIL))',
      {
        type: 'fetch',
        sequence: 1,
        items: {
          uid: 71,
          bodyStructure: {
            kind: 'multipart',
            type: 'multipart',
            subtype: 'mixed',
            parts: [
              {
                kind: 'text',
                type: 'text',
                subtype: 'plain',
                parameters: [['charset', 'utf-8']],
                id: null,
                description: null,
                encoding: '8bit',
                size: 120,
                lines: 4,
                md5: null,
                disposition: null,
                language: null,
                location: null,
                extensions: [],
              },
              {
                kind: 'basic',
                type: 'image',
                subtype: 'png',
                parameters: null,
                id: '<i@x>',
                description: null,
                encoding: 'base64',
                size: 4000,
                md5: null,
                disposition: { type: 'attachment', parameters: [['filename', 'p.png']] },
                language: ['en', 'fr'],
                location: null,
                extensions: [],
              },
            ],
            parameters: [['boundary', '-=']],
            disposition: null,
            language: null,
            location: null,
            extensions: [],
          },
        },
      },
    ),
    S('A1 OK done', ok('A1')),
  ],
  'sections, of which one is a part': [
    ...selected('IMAP4REV1'),
    C('A1 FETCH 1 (BODY.PEEK[HEADER.FIELDS (Date "X Y")] BODY[2.MIME] BODY.PEEK[TEXT]<5.20>)', {
      verb: 'fetch',
      uid: false,
      set: one,
      items: [
        body(section([], 'HEADER.FIELDS', ['Date', 'X Y'])),
        body(section([2], 'MIME'), false),
        body(section([], 'TEXT'), true, { origin: 5, length: 20 }),
      ],
    }),
    S('* 1 FETCH (BODY[HEADER.FIELDS (Date "X Y")] {8}\r\nDate: x\n BODY[2.MIME] NIL BODY[TEXT]<5> {3}\r\na)b)', {
      type: 'fetch',
      sequence: 1,
      items: {
        sections: [
          {
            item: 'BODY',
            section: section([], 'HEADER.FIELDS', ['Date', 'X Y']),
            origin: undefined,
            data: asBytes('Date: x\n'),
          },
          { item: 'BODY', section: section([2], 'MIME'), origin: undefined, data: null },
          { item: 'BODY', section: section([], 'TEXT'), origin: 5, data: asBytes('a)b') },
        ],
      },
    }),
    S('A1 OK done', ok('A1')),
  ],
  'binary data and its size (RFC 3516 4)': [
    ...selected('IMAP4REV1', 'BINARY'),
    C('A1 FETCH 1 (BINARY.PEEK[1.2] BINARY.SIZE[2])', {
      verb: 'fetch',
      uid: false,
      set: one,
      items: [
        { item: 'BINARY[]', part: [1, 2], peek: true, partial: undefined },
        { item: 'BINARY.SIZE', part: [2] },
      ],
    }),
    S('* 1 FETCH (BINARY[1.2] ~{3}\r\n\0\r\xff BINARY.SIZE[2] 4096)', {
      type: 'fetch',
      sequence: 1,
      items: {
        sections: [{ item: 'BINARY', section: section([1, 2]), origin: undefined, data: asBytes('\0\r\xff') }],
        binarySizes: [{ part: [2], size: 4096 }],
      },
    }),
    S('A1 NO [UNKNOWN-CTE] part 2', { type: 'no', tag: 'A1', code: { name: 'UNKNOWN-CTE' }, text: 'part 2' }),
  ],
  'a page of messages (RFC 9394 3.3)': [
    ...selected('IMAP4REV1', 'PARTIAL'),
    C('A1 UID FETCH 1:* (UID) (PARTIAL -1:-30)', {
      verb: 'fetch',
      uid: true,
      set: [{ start: 1, end: '*' }],
      items: [{ item: 'UID' }],
      modifiers: [{ name: 'PARTIAL', range: { start: -1, end: -30 } }],
    }),
    S('* 9 FETCH (UID 905)', { type: 'fetch', sequence: 9, items: { uid: 905 } }),
    S('A1 OK done', ok('A1')),
  ],
})
