/** Where responses and their literals begin and end (RFC 9051 2.2.2, 4.3): in one chunk, cut at any place, kept or as pieces. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ResponseDecoder, type ResponseOptions } from '../../src/index.js'
import { type Read, read, readAnyCut } from '../streams.js'

const NEXT = '* 23 EXISTS\r\n'
const next = { type: 'exists', number: 23, warnings: [], damaged: [] }

/** What a text is read as in any cut; a response is behind it, and is read. */
function before(text: string, options: ResponseOptions = {}): Read[] {
  const events = readAnyCut(text + NEXT, options)
  expect(events.at(-1)).toEqual(next)
  return events.slice(0, -1)
}

/** The one response of a text. */
function only(text: string, options?: ResponseOptions): Read {
  const events = before(text, options)
  expect(events).toHaveLength(1)
  return events[0]!
}

const fetchOf = (items: string): string => `* 1 FETCH (${items})\r\n`
const invalid = (code: string, offset: number, bytes?: string) => ({
  type: 'invalid',
  error: { name: 'ImapError', code, offset },
  ...(bytes === undefined ? {} : { bytes: asBytes(bytes) }),
})
const warnings = (...given: [code: string, offset: number][]) => ({
  warnings: given.map(([code, offset]) => ({ code, offset })),
})
const body = (data: string) => ({ items: { sections: [{ data: asBytes(data) }] } })

describe('any cut gives the same events (RFC 9051 2.2.2)', () => {
  const streams = [
    '* OK hi\r\n* 1 FETCH (UID 5 BODY[] {11}\r\nhello world FLAGS ())\r\na OK done\r\n',
    '* 1 FETCH (BODY[1] {0}\r\n BODY[2] {3}\r\na\r\n BODY[3] ~{2}\r\n\0b UID 1)\r\n',
    '* LIST () "/" {5}\r\na/"b"\r\n* STATUS {1}\r\nx (MESSAGES 1)\r\n+ go on {3}\r\n',
    '* X (a {2}\r\n)) "b") {1}\r\n(\r\n\r\n* 1 EXISTS\n* 2 EXISTS\r\n',
    '* NO [BADCHARSET ({5}\r\nUTF-8 "a]")] x\r\n* 1 FETCH (BODY[] {3}\r\nabc\r\n)\r\n',
    '* 1 FETCH (BODY[] {3}\nabc BODY[] {3+}\r\na\0c UID 05)\n* BYE {9}\r\n',
    '* 1 FETCH (ENVELOPE ("a" {3}\r\n")( x) UID 7)\r\n',
  ]

  it.each(streams.flatMap(text => [0, 2, 65_536].map(size => [size, text] as const)))('inlineLiteral %i: %j', (size, text) => {
    const events = readAnyCut(text, { limits: { inlineLiteral: size } })
    expect(events.some(event => event.type === 'fatal')).toBe(false)
    // A literal that streams has the bytes that it has where it is kept.
    const pieces = events.flatMap(event => (event.type === 'body-chunk' ? [asChars(event.bytes)] : []))
    for (const piece of pieces) expect(text).toContain(`\n${piece}`)
  })

  it('what is in place, gathered and streamed has the same warnings at the same offsets', () => {
    const text = '* 1 FETCH (UID 01 BODY[] {5}\r\nhello FLAGS (\\*) BODY[1] {2}\r\nxy MODSEQ (0) BODY[2] NIL UID 0)\r\n'
    const reports = [0, 2, 4, 65_536].map(inlineLiteral => {
      const response = before(text, { limits: { inlineLiteral } }).at(-1)!
      if (response.type !== 'fetch') throw new Error('no FETCH')
      return { warnings: response.warnings, damaged: response.damaged.map(({ error }) => error.offset) }
    })
    expect(reports[3]!.warnings.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual(
      ['01 BODY', '\\*', '0) BODY', 'UID 0)', '0)\r\n'].map(part => text.indexOf(part)),
    )
    for (const report of reports) expect(report).toEqual(reports[3])
  })
})

describe('NUL in a literal (RFC 9051 9, CHAR8)', () => {
  const text = fetchOf('UID 5 BODY[] {3}\r\na\0b')

  it.each([0, 65_536])('is kept with a warning, and refused when strict: inlineLiteral %i', inlineLiteral => {
    const limits = { inlineLiteral }
    const lenient = before(text, { limits })
    expect(lenient.at(-1)).toMatchObject({ type: 'fetch', items: { uid: 5 }, ...warnings(['nul-in-literal', 24]) })
    if (inlineLiteral === 0) expect(lenient[1]).toEqual({ type: 'body-chunk', bytes: asBytes('a\0b') })
    else expect(lenient[0]).toMatchObject(body('a\0b'))
    const strict = before(text, { strict: true, limits })
    expect(strict.at(-1)).toMatchObject(invalid('bad-syntax', 24))
  })

  it('is allowed in a literal8, streamed or not', () => {
    for (const inlineLiteral of [0, 65_536])
      expect(before(text.replace('BODY[] ', 'BINARY[1] ~'), { strict: true, limits: { inlineLiteral } }).at(-1)).toMatchObject({
        type: 'fetch',
        warnings: [],
      })
  })
})

describe('the marker of a literal (RFC 9051 9, literal)', () => {
  it.each<[string, string, number]>([
    ['a literal8 where the grammar has a literal', fetchOf('BODY[] ~{2}\r\nhi'), 18],
    ['a literal8 in an envelope', fetchOf(`ENVELOPE (NIL ~{2}\r\nhi${' NIL'.repeat(8)})`), 25],
    ['a literal8 in a list', '* FLAGS ()\r\n* 1 FETCH (BODYSTRUCTURE ("a" ~{1}\r\nb NIL NIL NIL "7bit" 5))\r\n', 42],
  ])('%s is a warning, and refused when strict', (_name, text, offset) => {
    expect(before(text).at(-1)).toMatchObject({ type: 'fetch', ...warnings(['literal8', offset]), damaged: [] })
    expect(before(text, { strict: true }).at(-1)).toMatchObject(invalid('bad-syntax', offset))
  })

  it('~{n} is not an astring: the name of a mailbox cannot be binary', () => {
    expect(only('* LIST () "/" ~{1}\r\na\r\n')).toMatchObject(invalid('bad-syntax', 14, '* LIST () "/" ~{1}\r\na'))
  })

  it('{n+} of a server is a warning, and refused when strict (RFC 7888 4)', () => {
    const text = fetchOf('BODY[] {2+}\r\nhi')
    expect(only(text)).toMatchObject({ ...body('hi'), ...warnings(['non-synchronizing-literal', 20]) })
    expect(only(text, { strict: true })).toMatchObject(invalid('bad-syntax', 20))
  })

  it.each([
    ['{012}', 'hello, world'],
    ['{0000000000000000000000002}', 'hi'],
    ['{0}', ''],
    ['{00}', ''],
  ])('%s has zeros in front, which number64 allows', (marker, data) => {
    expect(only(fetchOf(`BODY[TEXT] ${marker}\r\n${data}`), { strict: true })).toMatchObject({ ...body(data), warnings: [] })
  })

  it.each(['{5} ', '{5}x', '{5', '{}', '{+}', '{ 5}', '{5 }', '{-5}', '{5++}', '{0x5}', '"{5}"', '{5}"'])(
    '%j at the end of a line is not one: the line ends there',
    marker => {
      expect(only(`* X-A ${marker}\r\n`)).toMatchObject({ type: 'unknown', bytes: asBytes(` ${marker}`) })
    },
  )
})

describe('text for people holds no literal (RFC 9051 7.1)', () => {
  it.each<[string, object]>([
    ['* OK {5}', { type: 'ok', text: '{5}' }],
    ['* NO see {5}', { type: 'no', text: 'see {5}' }],
    ['* BYE {5+}', { type: 'bye', text: '{5+}' }],
    ['* PREAUTH ~{5}', { type: 'preauth', text: '~{5}' }],
    ['a OK done {5}', { type: 'ok', tag: 'a', text: 'done {5}' }],
    ['a BAD [ALERT] {5}', { code: { name: 'ALERT' }, text: '{5}' }],
    ['a NO [X-A b] {5}', { code: { name: 'unknown', code: 'X-A', value: 'b' }, text: '{5}' }],
    ['* ok [UIDNEXT 5] {5}', { code: { name: 'UIDNEXT', value: 5 }, text: '{5}' }],
    ['* OK [BADCHARSET] {5}', { code: { name: 'BADCHARSET' }, text: '{5}' }],
    ['* NO [BADCHARSET (UTF-8)] {5}', { code: { charsets: ['UTF-8'] }, text: '{5}' }],
    ['* NO [BADCHARSET ("]" a)] {5}', { code: { charsets: [']', 'a'] }, text: '{5}' }],
    ['* OK [X-A {5}', { code: undefined, text: '[X-A {5}' }],
    ['+ {5}', { type: 'continuation', text: '{5}' }],
    ['+ [ALERT] {5}', { type: 'continuation', text: '[ALERT] {5}' }],
    ['+ ', { type: 'continuation', text: '' }],
    ['+ a b=', { type: 'continuation', text: 'a b=' }],
  ])('%s', (line, expected) => {
    expect(only(`${line}\r\n`)).toMatchObject(expected)
    expect(only(`${line}\r\n`, { strict: true })).toMatchObject(expected)
  })

  it('+ without a space is an empty text with a warning; anything else behind it is invalid', () => {
    expect(only('+\r\n')).toMatchObject({ type: 'continuation', text: '', ...warnings(['missing-text', 1]) })
    expect(only('+\r\n', { strict: true })).toMatchObject(invalid('bad-syntax', 1, '+'))
    expect(only('+OK\r\n')).toMatchObject(invalid('bad-syntax', 1, '+OK'))
  })

  it.each<[string, string[], string]>([
    ['({5}\r\nUTF-8)] x {3}', ['UTF-8'], 'x {3}'],
    ['("a]b" {5}\r\nUTF-8 {3}\r\na]b)] x {3}', ['a]b', 'UTF-8', 'a]b'], 'x {3}'],
    ['("a" {3}\r\n"]" "q\\"]")] x {3}', ['a', '"]"', 'q"]'], 'x {3}'],
    ['({0}\r\n {1}\r\n" x)] {1}', ['', '"', 'x'], '{1}'],
    ['({2}\r\n\r\n b)] {1}', ['\r\n', 'b'], '{1}'],
  ])('BADCHARSET may hold literals, over several lines: %j', (value, charsets, text) => {
    expect(only(`* NO [BADCHARSET ${value}\r\n`, { strict: true })).toMatchObject({
      type: 'no',
      code: { name: 'BADCHARSET', charsets },
      text,
      warnings: [],
    })
  })
})

describe('an empty line behind a literal', () => {
  it.each<[string, object]>([
    [fetchOf('BODY[] {3}\r\nabc\r\n'), warnings(['blank-line', 26])],
    [fetchOf('BODY[] {3}\r\nabc\r\n UID 4'), { items: { uid: 4 }, ...warnings(['blank-line', 26]) }],
    [fetchOf('X (a {3}\r\n(((\r\n) UID 4'), { items: { uid: 4 } }],
    [fetchOf('X (a {3}\r\n)))\r\n) UID 4'), { items: { uid: 4 } }],
  ])('belongs to the response while a parenthesis is open: %j', (text, expected) => {
    for (const inlineLiteral of [0, 65_536])
      expect(before(text, { limits: { inlineLiteral } }).at(-1)).toMatchObject({ type: 'fetch', ...expected })
    expect(before(text, { strict: true })[0]).toMatchObject({ type: 'invalid' })
  })

  it.each([
    '* 1 FETCH (BODY[] {3}\r\nabc',
    '* 1 FETCH (UID 4 X ({1}\r\n)',
    '* LIST () "/" ({1}\r\n)',
    '* 1 FETCH (BODY[] {2}\r\nx)',
  ])('never takes the next response along: %j', text => {
    expect(only(`${text}\r\n`)).toMatchObject({ type: 'invalid', bytes: asBytes(text) })
    for (const other of ['a OK x', '+ go', '* OK x', '(', 'UID 4)']) {
      const events = readAnyCut(`${text}\r\n\r\n${other}\r\n${NEXT}`)
      expect(events.at(-1)).toEqual(next)
      expect(events[0]).toMatchObject({ type: 'invalid', bytes: asBytes(text) })
    }
  })

  it.each(['* 1 FETCH (BODY[] {3}\r\nabc)', '* LIST () "/" {3}\r\nabc', '* X (a) {1}\r\n('])(
    'is a line of its own where none is open: %j',
    text => {
      const events = before(`${text}\r\n\r\n`)
      expect(events[0]).not.toMatchObject({ type: 'invalid' })
      expect(events[1]).toMatchObject(invalid('bad-syntax', text.length + 2, ''))
    },
  )

  it('waits for what is behind it, and is inside the response until then', () => {
    const decoder = new ResponseDecoder()
    decoder.push(asBytes('* 1 FETCH (BODY[] {1}\r\nx\r\n'))
    expect([decoder.next(), decoder.partial]).toEqual([undefined, true])
    decoder.push(asBytes('*'))
    expect(decoder.next()).toMatchObject({ type: 'invalid', bytes: asBytes('* 1 FETCH (BODY[] {1}\r\nx') })
    decoder.push(asBytes(' 23 EXISTS\r\n'))
    expect(decoder.next()).toEqual(next)
  })
})

describe('a bare LF (RFC 9051 9, CRLF)', () => {
  it.each<[string, object]>([
    ['* 5 EXISTS\n', warnings(['bare-lf', 10])],
    ['* OK a\r\n* 5 EXISTS\n', warnings(['bare-lf', 18])],
    ['* 1 FETCH (BODY[] {3}\nabc)\r\n', { ...body('abc'), ...warnings(['bare-lf', 21]) }],
    ['* 1 FETCH (BODY[] {3}\r\na\nc)\n', { ...body('a\nc'), ...warnings(['bare-lf', 27]) }],
    ['* 1 FETCH (BODY[] {3}\nabc UID 05)\n', warnings(['bare-lf', 21], ['leading-zero', 30])],
    ['* 1 FETCH (BODY[] {1}\nx\n UID 05)\n', warnings(['bare-lf', 21], ['blank-line', 23], ['leading-zero', 29])],
  ])('ends a line with a warning: %j', (text, expected) => {
    expect(before(text).at(-1)).toMatchObject(expected)
  })

  it('ends the stream when strict, at the LF', () => {
    expect(readAnyCut('* OK a\r\n* 5 EXISTS\n* 6 EXISTS\r\n', { strict: true })).toMatchObject([
      { type: 'ok' },
      { type: 'fatal', error: { code: 'bare-lf', offset: 18 } },
    ])
  })

  it('a bare CR ends nothing', () => {
    expect(only('* 1 EXISTS\r* 2 EXISTS\r\n')).toMatchObject(invalid('bad-syntax', 10, '* 1 EXISTS\r* 2 EXISTS'))
  })
})

describe('a response that cannot be read', () => {
  it.each<[string, string, number]>([
    ['', 'bad-syntax', 0],
    ['*', 'bad-syntax', 1],
    ['* 5', 'bad-syntax', 3],
    ['NOT A RESPONSE', 'bad-syntax', 4],
    ['a BYE x', 'bad-syntax', 2],
    ['* 1 FETCH', 'bad-syntax', 9],
    ['* FLAGS (\\Seen) x', 'bad-syntax', 16],
    ['* 1 FETCH (BODY[] {3}\r\nabc', 'bad-syntax', 26],
    ['* LIST () {3}\r\n* 7 {1}\r\nx)', 'bad-syntax', 25],
  ])('%j: its bytes and the place of its error are in the event, and the next one is read', (text, code, offset) => {
    expect(only(`${text}\r\n`)).toMatchObject(invalid(code, offset, text))
    // In the second response of a stream, and behind a literal, kept or streamed.
    const ahead = fetchOf('BODY[] {5}\r\nhello')
    for (const inlineLiteral of [4, 65_536])
      expect(before(`${ahead}${text}\r\n`, { limits: { inlineLiteral } }).at(-1)).toMatchObject({
        type: 'invalid',
        error: { code, offset: ahead.length + offset },
      })
  })

  it('keeps its bytes when the chunk is used again', () => {
    const [event] = read([asBytes('* 1 FETCH (UID 5\r\n')])
    expect(event).toMatchObject({ bytes: asBytes('* 1 FETCH (UID 5') })
  })

  it('never takes the bytes of a literal for a response', () => {
    const hidden = 'a OK done\r\n* BYE x\r\n'
    const text = `* LIST () nonsense {${hidden.length}}\r\n${hidden}\r\n`
    expect(only(text)).toMatchObject(invalid('bad-syntax', 10, text.slice(0, -2)))
  })
})

describe('offsets are bytes from the start of the stream', () => {
  const ahead = '* OK hi\r\n* LIST () "/" {3}\r\na b\r\n'

  it.each<[string, string, string]>([
    ['a damaged item', 'UID x', 'x'],
    ['an item behind a literal', 'BODY[] {5}\r\nhello UID x', 'x'],
    ['an item behind two', 'BODY[] {5}\r\nhello BODY[1] {3}\r\nabc UID x', 'x'],
    ['an item behind a damaged one with a literal', 'BODY[1 {2}\r\nzz UID 5 UID x', 'x'],
  ])('of damage: %s', (_name, items, place) => {
    const text = `${ahead}* 1 FETCH (${items})\r\n`
    for (const inlineLiteral of [0, 65_536]) {
      const found = before(text, { limits: { inlineLiteral } }).at(-1)!
      if (found.type !== 'fetch') throw new Error('no FETCH')
      const last = found.damaged.at(-1)!
      expect([last.name, last.error.offset]).toEqual(['UID', text.lastIndexOf(place)])
      expect(found.warnings.at(-1)).toEqual({ code: 'damaged-item', offset: text.lastIndexOf('UID') })
    }
  })

  it('of a literal that is too large: its marker', () => {
    for (const cut of ['', 'BODY[1] {3}\r\nabc ']) {
      const text = `${ahead}* 1 FETCH (UID 1 ${cut}BODY[] {51}\r\n`
      expect(readAnyCut(text, { limits: { literal: 50 } }).at(-1)).toMatchObject({
        type: 'fatal',
        error: { code: 'literal-too-large', offset: text.indexOf('{51}') },
      })
    }
  })
})

describe('names of mailboxes in UTF-8 (RFC 6855 3, RFC 9051 5.1)', () => {
  it('are read as modified UTF-7 until `utf8` is set, between two responses', () => {
    const decoder = new ResponseDecoder()
    const line = (name: string): Uint8Array => asBytes(`* LIST () "/" ${name}\r\n`)
    decoder.push(line('Entw&APw-rfe'))
    expect(decoder.next()).toMatchObject({ mailbox: 'Entwürfe', wireName: 'Entw&APw-rfe' })
    decoder.utf8 = true
    decoder.push(line('Entw&APw-rfe'))
    expect(decoder.next()).toMatchObject({ mailbox: 'Entw&APw-rfe', warnings: [] })
    decoder.push(line('"Entw\xc3\xbcrfe"'))
    decoder.push(line('{9}\r\nEntw\xc3\xbcrfe'))
    expect(decoder.next()).toMatchObject({ mailbox: 'Entwürfe', wireName: 'Entwürfe', warnings: [] })
    decoder.utf8 = false
    expect(decoder.utf8).toBe(false)
    expect(decoder.next()).toMatchObject({ mailbox: 'Entwürfe' })
  })
})

describe('the end of a stream', () => {
  it.each<[string, number]>([
    ['*', 1],
    ['* OK x', 6],
    ['* OK x\r', 7],
    ['* 1 FETCH (BODY[] {5}\r\nhel', 26],
    ['* 1 FETCH (BODY[] {5}\r\nhello', 28],
    ['* 1 FETCH (BODY[] {5}\r\nhello)', 29],
    ['* 1 FETCH (ENVELOPE ("a', 23],
    ['* 1 FETCH (BODY[] {1}\r\nx\r\n', 26],
  ])('in the middle of a response is an error: %j', (text, offset) => {
    for (const inlineLiteral of [0, 65_536])
      expect(readAnyCut(text, { limits: { inlineLiteral } }).at(-1)).toMatchObject({
        type: 'fatal',
        error: { code: 'truncated', offset },
      })
  })
})
