/** Search keys and options of RETURN that extensions bring. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeCommand, encodeCommandWhole, type SearchCommandInit, type SearchKey } from '../../src/index.js'

const decode = (line: string, options: object = {}) => decodeCommand(asBytes(`a SEARCH ${line}\r\n`), options)
const encode = (body: Partial<SearchCommandInit>): string =>
  asChars(encodeCommandWhole({ tag: 'a', verb: 'search', uid: false, keys: [{ key: 'ALL' }], ...body }))

describe('search keys of extensions', () => {
  it.each<[string, readonly SearchKey[]]>([
    [
      'OLDER 1 YOUNGER 259200',
      [
        { key: 'OLDER', seconds: 1 },
        { key: 'YOUNGER', seconds: 259200 },
      ],
    ],
    [
      'UIDAFTER 317 NOT UIDBEFORE 4294967295',
      [
        { key: 'UIDAFTER', uid: 317 },
        { key: 'NOT', of: { key: 'UIDBEFORE', uid: 4294967295 } },
      ],
    ],
    [
      'SAVEDBEFORE 1-Feb-1994 SAVEDON 2-Feb-1994 SAVEDSINCE 3-Feb-1994 SAVEDATESUPPORTED',
      [
        { key: 'SAVEDBEFORE', date: '1-Feb-1994' },
        { key: 'SAVEDON', date: '2-Feb-1994' },
        { key: 'SAVEDSINCE', date: '3-Feb-1994' },
        { key: 'SAVEDATESUPPORTED' },
      ],
    ],
    [
      'EMAILID M-1 THREADID nil',
      [
        { key: 'EMAILID', id: 'M-1' },
        { key: 'THREADID', id: 'nil' },
      ],
    ],
    [
      'ANNOTATION /c* value "x" ANNOTATION "a b" value.priv NIL ANNOTATION % value.shared ~{1+}\r\n\0',
      [
        { key: 'ANNOTATION', entry: '/c*', attribute: 'value', value: asBytes('x') },
        { key: 'ANNOTATION', entry: 'a b', attribute: 'value.priv', value: null },
        { key: 'ANNOTATION', entry: '%', attribute: 'value.shared', value: asBytes('\0') },
      ],
    ],
    ['FILTER on-the-road', [{ key: 'FILTER', name: 'on-the-road' }]],
    [
      'FUZZY (SUBJECT "x" FUZZY NOT SEEN)',
      [
        {
          key: 'FUZZY',
          of: {
            key: 'AND',
            of: [
              { key: 'SUBJECT', text: 'x' },
              { key: 'FUZZY', of: { key: 'NOT', of: { key: 'SEEN' } } },
            ],
          },
        },
      ],
    ],
  ])('%j (RFC 5032 3, RFC 8514 5, RFC 8474 7, RFC 5257 5, RFC 5466 4, RFC 6203 7, RFC 9738 3.2)', (line, keys) => {
    for (const strict of [false, true]) expect(decode(line, { strict })).toMatchObject({ keys, warnings: [] })
    expect(encode({ keys })).toBe(`a SEARCH ${line.replace('"x" FUZZY', 'x FUZZY')}\r\n`)
  })

  it('of Gmail, each with a warning; strict mode refuses them', () => {
    const keys: readonly SearchKey[] = [
      { key: 'X-GM-RAW', text: 'has:attachment in:unread' },
      { key: 'X-GM-MSGID', id: 18446744073709551615n },
      { key: 'X-GM-THRID', id: 7n },
      { key: 'X-GM-LABELS', label: '\\Inbox' },
      { key: 'X-GM-LABELS', label: 'Entwürfe' },
    ]
    const line =
      'X-GM-RAW "has:attachment in:unread" X-GM-MSGID 18446744073709551615 X-GM-THRID 7 X-GM-LABELS "\\\\Inbox" X-GM-LABELS Entw&APw-rfe'
    const found = decode(line)
    expect(found).toMatchObject({ keys })
    expect(found.warnings.map(({ code, offset }) => `${code}@${offset}`)).toEqual(
      [...line.matchAll(/X-GM-/g)].map(({ index }) => `gmail-extension@${index + 'a SEARCH '.length}`),
    )
    expect(encode({ keys })).toBe(`a SEARCH ${line}\r\n`)
    expect(caught(() => decode('X-GM-RAW x', { strict: true }))).toMatchObject({ code: 'bad-syntax' })
  })

  it('nest no deeper than the limit (RFC 6203 3)', () => {
    expect(caught(() => decode(`${'FUZZY '.repeat(101)}ALL`))).toMatchObject({ code: 'too-deep' })
    let key: SearchKey = { key: 'ALL' }
    for (let level = 0; level < 1001; level++) key = { key: 'FUZZY', of: key }
    expect(caught(() => encode({ keys: [key] }))).toMatchObject({ code: 'too-deep' })
  })

  it.each<[string, SearchKey]>([
    ['a filter with a slash', { key: 'FILTER', name: 'a/b' }],
    ['a filter with a space', { key: 'FILTER', name: 'a b' }],
    ['an identifier with a dot', { key: 'EMAILID', id: 'a.b' }],
    ['another attribute', { key: 'ANNOTATION', entry: '/a', attribute: 'size' as 'value', value: null }],
    ['a number below 0', { key: 'X-GM-MSGID', id: -1n }],
    ['a key with a form of its own', { key: 'unknown', name: 'FUZZY', bytes: asBytes(' ALL') }],
  ])('what would be refused is not written: %s', (_, key) => {
    expect(caught(() => encode({ keys: [key] }))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})

it('options of RETURN (RFC 5267 5, RFC 5465 8, RFC 6203 7, RFC 9394 4)', () => {
  const line = 'RETURN (CONTEXT UPDATE (UID FLAGS) PARTIAL -1:-100 RELEVANCY UPDATE COUNT) ALL'
  const returnOptions = [
    { name: 'CONTEXT' },
    { name: 'UPDATE', items: [{ item: 'UID' }, { item: 'FLAGS' }] },
    { name: 'PARTIAL', range: { start: -1, end: -100 } },
    { name: 'RELEVANCY' },
    { name: 'UPDATE', items: undefined },
    { name: 'COUNT' },
  ] as const
  expect(decode(line, { strict: true })).toMatchObject({ returnOptions, warnings: [] })
  expect(encode({ returnOptions })).toBe(`a SEARCH ${line}\r\n`)
})
