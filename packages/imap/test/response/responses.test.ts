import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, byteByByte, caught, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeResponse, encodeResponse, ResponseDecoder, type ResponseEvent, type ResponseInit } from '../../src/index.js'
import { responseInvariant, responseSplitInvariant } from '../invariants.js'

/** Every response of a stream, cut into chunks; pieces of a literal joined. */
function decodeAll(chunks: Uint8Array[], options: object = {}): ResponseEvent[] {
  const decoder = new ResponseDecoder(options)
  const found: ResponseEvent[] = []
  for (const chunk of chunks) {
    decoder.push(chunk)
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      const last = found.at(-1)
      if (event.type === 'body-chunk' && last?.type === 'body-chunk')
        found[found.length - 1] = { ...last, bytes: Uint8Array.from([...last.bytes, ...event.bytes]) }
      else found.push(event.type === 'body-chunk' ? { ...event, bytes: event.bytes.slice() } : event)
    }
    chunk.fill(0xaa)
  }
  return found
}

const untagged = (type: 'ok' | 'no' | 'bad' | 'bye' | 'preauth', text: string, code?: object) => ({
  type,
  tag: undefined,
  code,
  text,
})
const items = (given: object) => ({
  uid: undefined,
  flags: undefined,
  internalDate: undefined,
  size: undefined,
  envelope: undefined,
  bodyStructure: undefined,
  body: undefined,
  modseq: undefined,
  emailId: undefined,
  threadId: undefined,
  saveDate: undefined,
  preview: undefined,
  annotations: undefined,
  gmailMessageId: undefined,
  gmailThreadId: undefined,
  gmailLabels: undefined,
  sections: [],
  binarySizes: [],
  unknown: [],
  ...given,
})
const whole = { part: [], text: undefined, fields: [] }
const terry = { name: 'Terry Gray', route: null, mailbox: 'gray', host: 'cac.washington.edu' }
const text = (given: object = {}) => ({
  kind: 'text',
  type: 'text',
  subtype: 'plain',
  parameters: [['charset', 'us-ascii']],
  id: null,
  description: null,
  encoding: '7bit',
  size: 3028,
  lines: 92,
  md5: undefined,
  disposition: undefined,
  language: undefined,
  location: undefined,
  extensions: [],
  ...given,
})
/** Values as the decoder gives them: a mailbox with its wire form, and a status with every item. */
const listed = (given: { readonly mailbox: string }) => ({ wireName: given.mailbox, extended: [], ...given })
const known = (given: object) => ({
  messages: undefined,
  uidNext: undefined,
  uidValidity: undefined,
  unseen: undefined,
  deleted: undefined,
  size: undefined,
  recent: undefined,
  highestModseq: undefined,
  deletedStorage: undefined,
  appendLimit: undefined,
  mailboxId: undefined,
  ...given,
})
const range = (start: number, end: number = start) => ({ start, end })
const unknown = (name: string, value: string, section?: string) => ({ name, section, bytes: asBytes(value) })
const PLAIN = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3028 92)'

describe('responses, both ways (RFC 9051 7)', () => {
  it.each<[string, object]>([
    ['* OK IMAP4rev1 Service Ready', untagged('ok', 'IMAP4rev1 Service Ready')],
    ['* PREAUTH hello', untagged('preauth', 'hello')],
    ['* BYE going', untagged('bye', 'going')],
    ['a1 NO [AUTHENTICATIONFAILED] no', { type: 'no', tag: 'a1', code: { name: 'AUTHENTICATIONFAILED' }, text: 'no' }],
    [
      'a1 OK [READ-WRITE] [Gmail]/Sent Mail selected. (Success)',
      { type: 'ok', tag: 'a1', code: { name: 'READ-WRITE' }, text: '[Gmail]/Sent Mail selected. (Success)' },
    ],
    [
      '* OK [CAPABILITY IMAP4REV1 AUTH=PLAIN 1234 NIL +] hi',
      untagged('ok', 'hi', { name: 'CAPABILITY', capabilities: ['IMAP4REV1', 'AUTH=PLAIN', '1234', 'NIL', '+'] }),
    ],
    [
      '* OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] ok',
      untagged('ok', 'ok', { name: 'PERMANENTFLAGS', flags: ['\\Deleted', '\\Seen', '\\*'] }),
    ],
    ['* OK [UIDNEXT 4392] ok', untagged('ok', 'ok', { name: 'UIDNEXT', value: 4392 })],
    ['* NO [BADCHARSET (UTF-8)] no', untagged('no', 'no', { name: 'BADCHARSET', charsets: ['UTF-8'] })],
    [
      '* OK [COPYUID 38505 304,319:320 3956:3958] done',
      untagged('ok', 'done', {
        name: 'COPYUID',
        uidValidity: 38505,
        source: [range(304), range(319, 320)],
        destination: [range(3956, 3958)],
      }),
    ],
    ['* OK [APPENDUID 38505 3955] done', untagged('ok', 'done', { name: 'APPENDUID', uidValidity: 38505, uids: [range(3955)] })],
    ['* OK [HIGHESTMODSEQ 715194045007] ok', untagged('ok', 'ok', { name: 'HIGHESTMODSEQ', modseq: 715194045007n })],
    ['a OK [MODIFIED 7,9] ok', { type: 'ok', tag: 'a', code: { name: 'MODIFIED', set: [range(7), range(9)] }, text: 'ok' }],
    ['* OK [X-FOO a b] ok', untagged('ok', 'ok', { name: 'unknown', code: 'X-FOO', value: 'a b' })],
    ['* OK [X-FOO] ok', untagged('ok', 'ok', { name: 'unknown', code: 'X-FOO', value: undefined })],
    ['* OK Hello " foo {5}', untagged('ok', 'Hello " foo {5}')],
    ['+ go on', { type: 'continuation', text: 'go on' }],
    ['+ ', { type: 'continuation', text: '' }],
    ['* CAPABILITY IMAP4REV1 STARTTLS', { type: 'capability', capabilities: ['IMAP4REV1', 'STARTTLS'] }],
    [
      '* LIST (\\Noselect) "/" ~/Mail/foo',
      { ...listed({ mailbox: '~/Mail/foo' }), type: 'list', attributes: ['\\Noselect'], delimiter: '/', mailbox: '~/Mail/foo' },
    ],
    ['* LIST () NIL INBOX', { ...listed({ mailbox: 'INBOX' }), type: 'list', attributes: [], delimiter: null, mailbox: 'INBOX' }],
    ['* LIST () "\\\\" "a b"', { ...listed({ mailbox: 'a b' }), type: 'list', attributes: [], delimiter: '\\', mailbox: 'a b' }],
    ['* LSUB () "." "NIL"', { ...listed({ mailbox: 'NIL' }), type: 'lsub', attributes: [], delimiter: '.', mailbox: 'NIL' }],
    [
      '* LIST () "/" Entw&APw-rfe',
      { ...listed({ mailbox: 'Entwürfe' }), wireName: 'Entw&APw-rfe', type: 'list', attributes: [], delimiter: '/' },
    ],
    [
      '* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)',
      {
        type: 'status',
        mailbox: 'blurdybloop',
        wireName: 'blurdybloop',
        items: known({ messages: 231, uidNext: 44292 }),
        unknown: [],
      },
    ],
    ['* FLAGS (\\Answered $Forwarded)', { type: 'flags', flags: ['\\Answered', '$Forwarded'] }],
    ['* SEARCH 2 84 882', { type: 'search', numbers: Uint32Array.of(2, 84, 882), modseq: undefined }],
    ['* SEARCH', { type: 'search', numbers: new Uint32Array(0), modseq: undefined }],
    ['* SEARCH 2 5 (MODSEQ 917162500)', { type: 'search', numbers: Uint32Array.of(2, 5), modseq: 917162500n }],
    ['* 23 EXISTS', { type: 'exists', number: 23 }],
    ['* 5 RECENT', { type: 'recent', number: 5 }],
    ['* 44 EXPUNGE', { type: 'expunge', number: 44 }],
    ['* ENABLED X', { type: 'enabled', capabilities: ['X'] }],
    [
      '* NAMESPACE (("" "/")("#mh/" NIL "X-P" ("a" "b"))) NIL (("&AOk-" "."))',
      {
        type: 'namespace',
        personal: [
          { prefix: '', wirePrefix: '', delimiter: '/', extensions: [] },
          { prefix: '#mh/', wirePrefix: '#mh/', delimiter: null, extensions: [{ name: 'X-P', values: ['a', 'b'] }] },
        ],
        otherUsers: null,
        shared: [{ prefix: 'é', wirePrefix: '&AOk-', delimiter: '.', extensions: [] }],
      },
    ],
    [
      '* ESEARCH (TAG "A1") UID MIN 2 MAX 9 ALL 2:4,9 COUNT 4 MODSEQ 7 X-A (b "c")',
      {
        type: 'esearch',
        tag: 'A1',
        uid: true,
        min: 2,
        max: 9,
        all: [range(2, 4), range(9)],
        count: 4,
        modseq: 7n,
        updates: [],
        unknown: [unknown('X-A', '(b "c")')],
      },
    ],
    [
      '* LIST () "/" a (CHILDINFO ("SUBSCRIBED") OLDNAME (b) X-A (c "d"))',
      {
        ...listed({ mailbox: 'a' }),
        type: 'list',
        attributes: [],
        delimiter: '/',
        extended: [
          { name: 'CHILDINFO', options: ['SUBSCRIBED'] },
          { name: 'OLDNAME', mailbox: 'b', wireName: 'b' },
          { name: 'unknown', tag: 'X-A', bytes: asBytes('(c "d")') },
        ],
      },
    ],
    [
      '* 1 FETCH (UID 5 MODSEQ (12111230047) BINARY[1] ~{3}\r\na\0b BINARY.SIZE[2.1] 7)',
      {
        type: 'fetch',
        sequence: 1,
        items: items({
          uid: 5,
          modseq: 12111230047n,
          sections: [{ item: 'BINARY', section: { ...whole, part: [1] }, origin: undefined, data: asBytes('a\0b') }],
          binarySizes: [{ part: [2, 1], size: 7 }],
        }),
      },
    ],
    [
      '* 23 FETCH (UID 7 FLAGS (\\Seen) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 44827)',
      {
        type: 'fetch',
        sequence: 23,
        items: items({ uid: 7, flags: ['\\Seen'], internalDate: '17-Jul-1996 02:44:25 -0700', size: 44827 }),
      },
    ],
    [
      '* 12 FETCH (ENVELOPE ("Wed, 17 Jul 1996" "IMAP4rev1 WG mtg" (("Terry Gray" NIL "gray" "cac.washington.edu")) NIL NIL (("Terry Gray" NIL "gray" "cac.washington.edu")("Terry Gray" NIL "gray" "cac.washington.edu")) NIL NIL NIL "<B27397@cac>"))',
      {
        type: 'fetch',
        sequence: 12,
        items: items({
          envelope: {
            date: 'Wed, 17 Jul 1996',
            subject: 'IMAP4rev1 WG mtg',
            from: [terry],
            sender: null,
            replyTo: null,
            to: [terry, terry],
            cc: null,
            bcc: null,
            inReplyTo: null,
            messageId: '<B27397@cac>',
          },
        }),
      },
    ],
    [`* 12 FETCH (BODY ${PLAIN})`, { type: 'fetch', sequence: 12, items: items({ body: text() }) }],
    [
      `* 12 FETCH (BODYSTRUCTURE (${PLAIN}${PLAIN} "mixed" ("boundary" "x") NIL "en" NIL (1 "a") NIL))`,
      {
        type: 'fetch',
        sequence: 12,
        items: items({
          bodyStructure: {
            kind: 'multipart',
            type: 'multipart',
            subtype: 'mixed',
            parts: [text(), text()],
            parameters: [['boundary', 'x']],
            disposition: null,
            language: ['en'],
            location: null,
            extensions: [asBytes('(1 "a")'), asBytes('NIL')],
          },
        }),
      },
    ],
    [
      `* 12 FETCH (BODYSTRUCTURE ("message" "rfc822" NIL NIL NIL "7bit" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ${PLAIN} 5 "md5" ("attachment" ("filename" "a b")) ("en" "de") "here"))`,
      {
        type: 'fetch',
        sequence: 12,
        items: items({
          bodyStructure: text({
            kind: 'message',
            type: 'message',
            subtype: 'rfc822',
            parameters: null,
            size: 9,
            lines: 5,
            envelope: {
              date: null,
              subject: null,
              from: null,
              sender: null,
              replyTo: null,
              to: null,
              cc: null,
              bcc: null,
              inReplyTo: null,
              messageId: null,
            },
            body: text(),
            md5: 'md5',
            disposition: { type: 'attachment', parameters: [['filename', 'a b']] },
            language: ['en', 'de'],
            location: 'here',
          }),
        }),
      },
    ],
    [
      '* 1 FETCH (BODY[] {3}\r\na b BODY[1.2.HEADER.FIELDS (DATE FROM)]<10> NIL)',
      {
        type: 'fetch',
        sequence: 1,
        items: items({
          sections: [
            { item: 'BODY', section: whole, origin: undefined, data: asBytes('a b') },
            { item: 'BODY', section: { part: [1, 2], text: 'HEADER.FIELDS', fields: ['DATE', 'FROM'] }, origin: 10, data: null },
          ],
        }),
      },
    ],
    [
      '* 1 FETCH (RFC822.HEADER {2}\r\n\r\n BODY[1.MIME] {0}\r\n)',
      {
        type: 'fetch',
        sequence: 1,
        items: items({
          sections: [
            { item: 'RFC822.HEADER', section: whole, origin: undefined, data: asBytes('\r\n') },
            { item: 'BODY', section: { part: [1], text: 'MIME', fields: [] }, origin: undefined, data: asBytes('') },
          ],
        }),
      },
    ],
  ])('%s', (line, expected) => {
    const bytes = asBytes(`${line}\r\n`)
    const decoded = { ...expected, warnings: [], damaged: [] }
    expect(decodeResponse(bytes, { strict: true })).toEqual(decoded)
    expect(asChars(encodeResponse(expected as ResponseInit))).toBe(`${line}\r\n`)
    for (const chunks of everySplit(bytes)) expect(decodeAll(chunks)).toEqual([decoded])
  })

  it.each<[string, object]>([
    [
      '* 86 NOOP froopy {3}\r\na\nb snood',
      { type: 'unknown', name: 'NOOP', number: 86, bytes: asBytes(' froopy {3}\r\na\nb snood') },
    ],
    ['* FOO', { type: 'unknown', name: 'FOO', number: undefined, bytes: asBytes('') }],
    [
      '* 1 FETCH (X-LABELS ("\\\\Starred" (a NIL)) XAOL.SPAM.REASON 5 X-A[1]<2> ({1}\r\n)))',
      {
        type: 'fetch',
        sequence: 1,
        items: items({
          unknown: [
            unknown('X-LABELS', '("\\\\Starred" (a NIL))'),
            unknown('XAOL.SPAM.REASON', '5'),
            unknown('X-A', '({1}\r\n))', '[1]<2>'),
          ],
        }),
      },
    ],
    [
      '* STATUS a (UNSEEN 1 X-A ("b" {1}\r\nc))',
      { type: 'status', mailbox: 'a', wireName: 'a', items: known({ unseen: 1 }), unknown: [unknown('X-A', '("b" {1}\r\nc)')] },
    ],
  ])('what is not known, kept with its literals: %j', (line, expected) => {
    const bytes = asBytes(`${line}\r\n`)
    const { warnings, ...decoded } = decodeResponse(bytes)
    expect(warnings[0]?.code).toMatch(/^unknown-/)
    expect(decoded).toEqual({ ...expected, damaged: [] })
    expect(asChars(encodeResponse(expected as ResponseInit))).toBe(`${line}\r\n`)
    for (const chunks of everySplit(bytes)) expect(decodeAll(chunks)).toEqual([{ ...decoded, warnings }])
    expect(caught(() => decodeResponse(bytes, { strict: true }))).toMatchObject({ code: 'bad-syntax' })
  })

  it.each([
    '',
    '*',
    '* ',
    '* 5',
    '* FLAGS',
    '* FLAGS (',
    '* LIST () "/"',
    '* LIST () / INBOX',
    '* STATUS x (MESSAGES)',
    '* FOO(a)',
    '* FOO a\0b',
    '* SEARCH x',
    '* SEARCH 4294967296',
    '* 4294967296 EXISTS',
    '* 1 EXISTS x',
    '* 1 FETCH',
    '* 1 FETCH (',
    '* 1 FETCH (UID 1',
    'a1 MAYBE x',
    '* LIST () "/" "a\0b"',
  ])('refuses %j', line => {
    expect(caught(() => decodeResponse(asBytes(`${line}\r\n`)))).toMatchObject({ name: 'ImapError' })
  })

  it.each<ResponseInit>([
    { type: 'ok', tag: 'a b', code: undefined, text: 'x' },
    { type: 'ok', tag: undefined, code: undefined, text: 'a\r\n* BYE' },
    { type: 'ok', tag: undefined, code: undefined, text: '[UIDNEXT 1] x' },
    { type: 'ok', tag: undefined, code: { name: 'unknown', code: 'X', value: 'a] b' }, text: 'x' },
    { type: 'flags', flags: ['a b'] },
    { type: 'flags', flags: ['\\Seen\r\n'] },
    { type: 'list', attributes: [], delimiter: '//', mailbox: 'x' },
    { type: 'exists', number: -1 },
    { type: 'search', numbers: [1.5] },
    { type: 'continuation', text: 'a\r\n' },
    { type: 'unknown', name: 'X Y', number: undefined, bytes: asBytes('') },
    { type: 'unknown', name: 'EXISTS', number: 5, bytes: asBytes('') },
    { type: 'unknown', name: 'X', number: undefined, bytes: asBytes('a') },
    { type: 'unknown', name: 'X', number: undefined, bytes: asBytes('\r\n') },
    { type: 'unknown', name: 'X', number: undefined, bytes: asBytes(' {3}') },
    { type: 'unknown', name: 'X', number: undefined, bytes: asBytes(' {3}\r\nab') },
    { type: 'unknown', name: 'X', number: 5, bytes: asBytes(' a {03+}') },
    { type: 'list', attributes: [], delimiter: '/', mailbox: 'a', wireName: 'b' },
    { type: 'status', mailbox: 'a', items: {}, unknown: [{ name: 'X', section: undefined, bytes: asBytes('a b') }] },
    { type: 'esearch', unknown: [{ name: 'X', section: undefined, bytes: asBytes('(a\r\n* BYE)') }] },
    {
      type: 'fetch',
      sequence: 1,
      items: { sections: [{ item: 'BODY', section: { part: [0], text: undefined, fields: [] }, origin: undefined, data: null }] },
    },
    {
      type: 'fetch',
      sequence: 1,
      items: {
        sections: [{ item: 'BODY', section: { part: [], text: 'HEADER.FIELDS', fields: [] }, origin: undefined, data: null }],
      },
    },
    { type: 'fetch', sequence: 1, items: { unknown: [{ name: 'X', section: undefined, bytes: asBytes('\r\n') }] } },
    { type: 'capability', capabilities: ['A\r\nB'] },
  ])('never writes %j', value => {
    expect(caught(() => encodeResponse(value))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
  })

  it('writes what does not fit quotes as a literal', () => {
    const mailbox = 'a\r\n* BYE "x'
    const bytes = encodeResponse({ type: 'fetch', sequence: 1, items: { internalDate: mailbox } })
    expect(asChars(bytes)).toBe('* 1 FETCH (INTERNALDATE {11}\r\na\r\n* BYE "x)\r\n')
    expect(asChars(encodeResponse({ type: 'list', attributes: [], delimiter: null, mailbox: 'a"\\&ü' }))).toBe(
      '* LIST () NIL "a\\"\\\\&-&APw-"\r\n',
    )
  })
})

describe('hostile input (the numbers are those of the checklist)', () => {
  it.each<[string, string, string]>([
    ['1: a literal above 32 bits', '* 1 FETCH (BODY[] {4294967296}\r\n', 'literal-too-large'],
    ['1: a literal of 20 digits', '* 1 FETCH (BODY[] {99999999999999999999}\r\n', 'literal-too-large'],
    ['1: a literal of 30 digits', `* 1 FETCH (BODY[] {${'9'.repeat(30)}}\r\n`, 'literal-too-large'],
    ['10: a line without end', `* ${'x'.repeat(2000)}`, 'line-too-long'],
    ['10: one response of many literals', `* 1 FETCH (${'X {10}\r\n0123456789 '.repeat(500)})\r\n`, 'limit'],
  ])('%s', (_name, line, code) => {
    expect(caught(() => decodeAll([asBytes(line)], { limits: { line: 1000, message: 4000 } }))).toMatchObject({
      name: 'ImapError',
      code,
    })
  })

  it.each(['{-1}', '{ 5}', '{5 }', '{}', '{0x10}', '{1.5}'])('3: %s is no literal', marker => {
    expect(decodeAll([asBytes(`* 1 FETCH (BODY[] ${marker}\r\n* 2 EXISTS\r\n`)])).toMatchObject([
      { type: 'invalid' },
      { type: 'exists', number: 2 },
    ])
  })

  it('4: leading zeros of a literal', () => {
    expect(decodeAll([asBytes(`* 1 FETCH (BODY[] {${'0'.repeat(30)}5}\r\nabcde)\r\n`)])).toMatchObject([
      { items: { sections: [{ data: asBytes('abcde') }] } },
    ])
  })

  it('6: a marker in text is text', () => {
    expect(
      decodeAll([asBytes('* OK foo {5}\r\n+ foo {5}\r\na1 NO [ALERT] {5}\r\n* 2 EXISTS\r\n')]).map(event => event.type),
    ).toEqual(['ok', 'continuation', 'no', 'exists'])
    expect(decodeAll([asBytes('* NO [BADCHARSET ({5}\r\nUTF-8)] no\r\n')])).toMatchObject([{ code: { charsets: ['UTF-8'] } }])
  })

  it('8: 10,000 literals of nothing, byte by byte', () => {
    const wire = asBytes(`* 1 FETCH (${'X {0}\r\n '.repeat(9999)}X {0}\r\n)\r\n`)
    expect(decodeAll(byteByByte(wire))).toMatchObject([{ type: 'fetch' }])
  })

  it('9: lists in lists', () => {
    const deep = (depth: number): ResponseEvent[] =>
      decodeAll([asBytes(`* 1 FETCH (BODYSTRUCTURE ${'('.repeat(depth)}${PLAIN}${' "mixed")'.repeat(depth)})\r\n* 2 EXISTS\r\n`)])
    expect(deep(64)).toMatchObject([{ type: 'fetch', items: { bodyStructure: { type: 'multipart' } } }, { number: 2 }])
    expect(deep(1000)).toMatchObject([
      { type: 'fetch', warnings: [{}], damaged: [{ error: { code: 'too-deep' } }] },
      { number: 2 },
    ])
    expect(decodeAll([asBytes(`* 1 FETCH (X ${'('.repeat(1_000_000)})\r\n* 2 EXISTS\r\n`)])).toMatchObject([
      { type: 'fetch', warnings: [{ code: 'damaged-item' }], damaged: [{ name: 'X' }] },
      { number: 2 },
    ])
  })

  it('20: the end inside a response', () => {
    for (const partial of ['* 1 FETCH (BODY[] {5}\r\nab', '* 1 FE', '* 1 FETCH (BODY[] {5}\r\n']) {
      const decoder = new ResponseDecoder()
      decoder.push(asBytes(partial))
      while (decoder.next() !== undefined);
      expect(caught(() => decoder.end())).toMatchObject({ code: 'truncated' })
    }
  })

  it('21: bytes of a literal are never a response', () => {
    expect(decodeAll([asBytes('* 1 FETCH (BODY[] {12}\r\n* 3 EXISTS\r\n( oops\r\n* 2 EXISTS\r\n')])).toMatchObject([
      { type: 'invalid' },
      { number: 2 },
    ])
  })

  it('23: names that objects have', () => {
    expect(decodeAll([asBytes('* 1 FETCH (__proto__ 1 constructor (2))\r\n* STATUS x (__PROTO__ 5)\r\n')])).toMatchObject([
      {
        items: {
          unknown: [unknown('__PROTO__', '1'), unknown('CONSTRUCTOR', '(2)')],
        },
      },
      { unknown: [unknown('__PROTO__', '5')] },
    ])
  })
})

describe('large literals stream', () => {
  const wire = asBytes(
    '* 12 FETCH (UID 5 BODY[1]<0> {12}\r\nHello world!FLAGS (\\Seen))\r\n* 2 EXISTS\r\n'.replace('!FLAGS', '! FLAGS'),
  )

  it('as pieces before their response, at every split', () => {
    for (const chunks of everySplit(wire)) {
      expect(decodeAll(chunks, { limits: { inlineLiteral: 10 } })).toMatchObject([
        { type: 'body-start', size: 12, sequence: 12, uid: undefined, item: 'BODY[1]<0>' },
        { type: 'body-chunk', bytes: asBytes('Hello world!') },
        { type: 'body-end' },
        {
          type: 'fetch',
          sequence: 12,
          items: { uid: 5, flags: ['\\Seen'], sections: [{ origin: 0, data: { streamed: true, size: 12 } }] },
        },
        { type: 'exists', number: 2 },
      ])
    }
  })
})

describe('the item that a streamed literal belongs to (RFC 9051 7.5.2)', () => {
  const fields = `BODY[HEADER.FIELDS (${Array.from({ length: 40 }, (_, at) => `X-Field-${at}`).join(' ')})]`
  it.each<[before: string, item: string | undefined]>([
    ['BODY[] ', 'BODY[]'],
    ['UID 5 BODY[1.2.MIME]<10> ', 'BODY[1.2.MIME]<10>'],
    ['RFC822.TEXT ', 'RFC822.TEXT'],
    ['BINARY[1] ~', 'BINARY[1]'],
    [`${fields} `, fields],
    ['BODY[]', undefined],
    ['] ', undefined],
    ['> ', undefined],
    ['(((( ', undefined],
  ])('%j', (before, item) => {
    expect(decodeAll([asBytes(`* 1 FETCH (${before}{11}\r\nHello world)\r\n`)], { limits: { inlineLiteral: 10 } })[0]).toEqual({
      type: 'body-start',
      size: 11,
      sequence: 1,
      item,
    })
  })
})

describe('properties', () => {
  test.prop([fc.uint8Array({ maxLength: 100 })])('no foreign error for any bytes', responseInvariant)

  const word = fc.constantFrom(
    '* ',
    'OK ',
    'FETCH ',
    '1 ',
    '(',
    ')',
    '"',
    '{3}\r\n',
    'abc',
    'NIL ',
    'BODY[] ',
    'BODYSTRUCTURE ',
    'ENVELOPE ',
    'FLAGS ',
    '\\Seen',
    '\r\n',
    ' ',
    'LIST ',
    'a1 ',
    '[',
    ']',
    '+ ',
    '\0',
  )
  test.prop([fc.array(word)])('for anything that looks like a response', parts => {
    responseInvariant(asBytes(`${parts.join('')}\r\n`))
    responseSplitInvariant(asBytes(`${parts.join('')}\r\n`))
  })
})
