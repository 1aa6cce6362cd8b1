/** Items of FETCH that extensions bring, told by servers. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeResponse, encodeResponse, type FetchItems } from '../../src/index.js'

const decode = (items: string, options: object = {}) => {
  const response = decodeResponse(asBytes(`* 7 FETCH (${items})\r\n`), options)
  if (response.type !== 'fetch') throw new Error('no FETCH')
  return response
}
const encode = (items: Partial<FetchItems>, options: object = {}): string =>
  asChars(encodeResponse({ type: 'fetch', sequence: 7, items }, options))

describe('items of extensions', () => {
  it.each<[string, Partial<FetchItems>]>([
    ['EMAILID (M-1_x)', { emailId: 'M-1_x' }],
    ['THREADID (T1)', { threadId: 'T1' }],
    ['THREADID NIL', { threadId: null }],
    ['THREADID (NIL)', { threadId: 'NIL' }],
    ['SAVEDATE "17-Jul-1996 02:44:25 -0700"', { saveDate: '17-Jul-1996 02:44:25 -0700' }],
    ['SAVEDATE NIL', { saveDate: null }],
    ['PREVIEW "hello"', { preview: 'hello' }],
    ['PREVIEW {3}\r\na\r\n', { preview: 'a\r\n' }],
    ['PREVIEW NIL', { preview: null }],
    ['PREVIEW ""', { preview: '' }],
    [
      'ANNOTATION (/comment (value.priv "a" size.priv "1") /1/comment (value ~{2}\r\n\0) value.shared NIL))',
      {
        annotations: [
          {
            entry: '/comment',
            attributes: [
              { name: 'value.priv', value: asBytes('a') },
              { name: 'size.priv', value: asBytes('1') },
            ],
          },
          {
            entry: '/1/comment',
            attributes: [
              { name: 'value', value: asBytes('\0)') },
              { name: 'value.shared', value: null },
            ],
          },
        ],
      },
    ],
    [
      'ANNOTATION (/comment /altsubject)',
      {
        annotations: [
          { entry: '/comment', attributes: undefined },
          { entry: '/altsubject', attributes: undefined },
        ],
      },
    ],
  ])('%j (RFC 8474 7, RFC 8514 5, RFC 8970 6, RFC 5257 5)', (line, expected) => {
    for (const strict of [false, true]) {
      const { items, warnings, damaged } = decode(`${line} UID 5`, { strict })
      expect(items).toMatchObject({ ...expected, uid: 5, unknown: [] })
      expect([...warnings, ...damaged]).toEqual([])
    }
    expect(encode(expected)).toBe(`* 7 FETCH (${line})\r\n`)
  })

  it.each([
    'EMAILID NIL',
    'EMAILID (a.b)',
    `THREADID (${'x'.repeat(256)})`,
    'PREVIEW (x)',
    'ANNOTATION ("/c%" (value "x"))',
    'ANNOTATION (/a (value "x") /b)',
    'ANNOTATION (/a /b (value "x"))',
  ])('%j costs itself and nothing else (RFC 8474 7, RFC 5257 5)', line => {
    const { items, damaged } = decode(`${line} UID 5`)
    expect(items).toMatchObject({ uid: 5, emailId: undefined, threadId: undefined, preview: undefined, annotations: undefined })
    expect(damaged).toMatchObject([{ name: line.slice(0, line.indexOf(' ')) }])
    expect(caught(() => decode(line, { strict: true }))).toMatchObject({ code: 'bad-syntax' })
  })

  it.each<[string, Partial<FetchItems>]>([
    ['an identifier with a dot', { emailId: 'a.b' }],
    ['an identifier that is too long', { threadId: 'x'.repeat(256) }],
    ['no entries', { annotations: [] }],
    ['an entry without attributes', { annotations: [{ entry: '/a', attributes: [] }] }],
    [
      'entries with attributes and without',
      {
        annotations: [
          { entry: '/a', attributes: undefined },
          { entry: '/b', attributes: [{ name: 'value', value: null }] },
        ],
      },
    ],
    ['a pattern', { annotations: [{ entry: '/*', attributes: undefined }] }],
    ['a number of more than 64 bits', { gmailThreadId: 2n ** 64n }],
  ])('what would be refused is not written: %s', (_, items) => {
    expect(caught(() => encode(items))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})

describe('items of Gmail, which are of no RFC', () => {
  const line =
    'X-GM-MSGID 18446744073709551615 X-GM-THRID 1266894439832287888 X-GM-LABELS ("\\\\Inbox" \\Sent Entw&APw-rfe "a b" NIL)'
  it('are read with a warning each, and refused in strict mode', () => {
    const { items, warnings } = decode(line)
    expect(items).toMatchObject({
      gmailMessageId: 18446744073709551615n,
      gmailThreadId: 1266894439832287888n,
      gmailLabels: ['\\Inbox', '\\Sent', 'Entwürfe', 'a b'],
    })
    expect(warnings.map(({ code, offset }) => `${code}@${offset}`)).toEqual([
      'gmail-extension@11',
      'gmail-extension@43',
      'gmail-extension@74',
      `nil-for-string@${line.indexOf('NIL') + 11}`,
    ])
    expect(caught(() => decode(line, { strict: true }))).toMatchObject({ code: 'bad-syntax' })
  })

  it('are written as Gmail writes them', () => {
    expect(encode({ gmailMessageId: 7n, gmailLabels: ['\\Inbox', 'Entwürfe', 'NIL', 'a&b'] })).toBe(
      '* 7 FETCH (X-GM-MSGID 7 X-GM-LABELS ("\\\\Inbox" Entw&APw-rfe "NIL" a&-b))\r\n',
    )
    expect(encode({ gmailLabels: ['é'] }, { utf8: true })).toBe('* 7 FETCH (X-GM-LABELS ("\xc3\xa9"))\r\n')
  })

  it('a number of more than 64 bits costs its item', () => {
    expect(decode('X-GM-MSGID 18446744073709551616 UID 5')).toMatchObject({
      items: { uid: 5, gmailMessageId: undefined },
      damaged: [{ name: 'X-GM-MSGID', error: { code: 'bad-number' } }],
    })
  })
})
