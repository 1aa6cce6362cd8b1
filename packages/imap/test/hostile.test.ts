/** What a hostile peer may send, group by group: the code and the place of each error, every limit at its edge, linear work, bounded memory. */
import { asBytes, asChars, byteByByte, caught, drive, Held, processorTime } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type CommandBodyInit,
  decodeCommand,
  decodeResponse,
  encodeCommand,
  encodeCommandWhole,
  encodeResponse,
  type FetchResponse,
  type Response,
  ResponseDecoder,
  type ResponseInit,
  type ResponseOptions,
  ServerConnection,
  sequenceSetFilter,
} from '../src/index.js'
import { type Read, read, readAnyCut } from './streams.js'

const NEXT = '* 23 EXISTS\r\n'
const MIB = 1_048_576

const decode = (line: string, options: ResponseOptions = {}): Response => decodeResponse(asBytes(`${line}\r\n`), options)
const refused = (line: string, options: ResponseOptions = {}) => caught(() => decode(line, options))
/** The FETCH response with these items. */
function fetched(items: string, options?: ResponseOptions): Response & FetchResponse {
  const found = decode(`* 1 FETCH (${items})`, options)
  if (found.type !== 'fetch') throw new Error('no FETCH')
  return found
}
const fatal = (code: string, offset: number) => ({ type: 'fatal', error: { name: 'ImapError', code, offset, fault: 'remote' } })
const nils = (count: number): string => Array.from({ length: count }, () => 'NIL').join(' ')

/** The bytes of a long text, without a callback for each. */
/** `bytes`, for texts of many megabytes. */
const large = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

/** Fails where it takes what only more than linear work does: none of the tests needs more than a third of it. */
function quickly<Value>(run: () => Value, milliseconds = 8000): Value {
  const start = processorTime()
  const value = run()
  expect(processorTime() - start).toBeLessThan(milliseconds)
  return value
}

/** The first response of a long text, behind which another one must be read. */
function first(text: string, options: ResponseOptions = {}): Read {
  const events = quickly(() => read([large(`${text}\r\n${NEXT}`)], options))
  expect(events.at(-1)).toEqual({ type: 'exists', number: 23, warnings: [], damaged: [] })
  return events[0]!
}

/** A client in a session, which sent these commands. */
function client(...commands: CommandBodyInit[]): ClientConnection {
  const session = new ClientConnection()
  drive(session, [asBytes('* PREAUTH hi\r\n')])
  for (const command of commands) session.send(command)
  return session
}
const status = (type: 'ok' | 'preauth', tag?: string): ResponseInit => ({ type, tag, code: undefined, text: 'x' })

describe('1, 2: sizes of literals', () => {
  it.each(['4294967296', '9007199254740992', '9007199254740993', '99999999999999999999', '9'.repeat(400)])(
    '{%s} is too large, at its marker, and never a number that is not exact',
    size => {
      const text = `* 1 FETCH (BODY[] {${size}}\r\n`
      const [found] = readAnyCut(text)
      expect(found).toMatchObject(fatal('literal-too-large', 18))
      expect(String(found!.type === 'fatal' && found!.error)).not.toMatch(/Infinity|e\+/)
      const session = client({ verb: 'noop' })
      expect(drive(session, [asBytes(text)])).toMatchObject([
        { type: 'unanswered', command: { tag: 'A1' } },
        { type: 'protocol-error', fatal: true, error: { code: 'literal-too-large' } },
      ])
    },
  )

  it.each([
    [49, 'body-start'],
    [50, 'body-start'],
    [51, 'fatal'],
  ])('%i bytes of 50: %s', (size, type) => {
    const events = readAnyCut(`* OK x\r\n* 1 FETCH (BODY[] {${size}}\r\n`, { limits: { literal: 50, inlineLiteral: 10 } })
    expect(events[1]).toMatchObject(type === 'fatal' ? fatal('literal-too-large', 26) : { type, size })
  })

  it('what is announced is not allocated', () => {
    const limits = { inlineLiteral: 4_000_000_000, message: 8_000_000_000 }
    const decoder = new ResponseDecoder({ limits })
    const before = process.memoryUsage().arrayBuffers
    decoder.push(asBytes('* 1 FETCH (BODY[] {4000000000}\r\nabc'))
    expect([decoder.next(), decoder.partial]).toEqual([undefined, true])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MIB)
  })
})

describe('3, 5: what is not a marker', () => {
  it.each(['{-1}', '{+5}', '{ 5}', '{5 }', '{}', '{0x10}', '{1.5}', '{5}x', '{5', '{five}'])('%s', marker => {
    const item = `BODY[] ${marker}`
    // Among other items it is damage; at the end of a line nothing is taken for the bytes of a literal.
    const found = fetched(`UID 7 ${item} MODSEQ (5)`)
    expect(found.items).toMatchObject({ uid: 7, modseq: 5n, sections: [] })
    expect(found.damaged[0]).toMatchObject({ name: 'BODY', section: '[]', error: { code: 'bad-syntax' } })
    const error = refused(`* 1 FETCH (UID 7 ${item})`, { strict: true })
    expect(error.code).toBe('bad-syntax')
    expect(error.offset).toBeGreaterThanOrEqual(25)
    expect(readAnyCut(`* 1 FETCH (UID 7 ${item}\r\n${NEXT}`)).toMatchObject([{ type: 'invalid' }, { type: 'exists' }])
  })

  it('{5+} of a server is a quirk', () => {
    expect(fetched('BODY[] {5+}\r\nhello').warnings).toEqual([{ code: 'non-synchronizing-literal', offset: 20 }])
    expect(refused('* 1 FETCH (BODY[] {5+}\r\nhello)', { strict: true })).toMatchObject({ code: 'bad-syntax', offset: 20 })
  })

  it('{5} before a bare LF is one, with a warning, and ends the stream when strict', () => {
    const text = '* 1 FETCH (BODY[] {5}\nhello)\r\n'
    expect(readAnyCut(text)).toMatchObject([{ type: 'fetch', warnings: [{ code: 'bare-lf', offset: 21 }] }])
    expect(readAnyCut(text, { strict: true })).toMatchObject([fatal('bare-lf', 21)])
  })
})

describe('4: a megabyte of zeros in a size', () => {
  it('is read past, up to the limit of a line', () => {
    const text = `* 1 FETCH (BODY[] {${'0'.repeat(MIB)}5}\r\nhello)`
    expect(first(text)).toMatchObject({ items: { sections: [{ data: asBytes('hello') }] } })
    const lineLength = text.indexOf('\n') + 1
    for (const [line, isRead] of [
      [lineLength - 1, false],
      [lineLength, true],
    ] as const)
      expect(read([large(`${text}\r\n`)], { limits: { line } })[0]).toMatchObject(
        isRead ? { type: 'fetch' } : fatal('line-too-long', 0),
      )
  })
})

describe('6: markers in text and in quotes', () => {
  it.each<[string, object]>([
    ['* OK foo {5}', { text: 'foo {5}' }],
    ['a NO [ALERT] foo {5}', { text: 'foo {5}' }],
    ['+ foo {5}', { text: 'foo {5}' }],
    ['* NO [BADCHARSET ({5}\r\nUTF-8)] foo {5}', { code: { charsets: ['UTF-8'] }, text: 'foo {5}' }],
    ['* LIST () "/" "{5}"', { mailbox: '{5}' }],
    ['* 1 FETCH (X "{5}" UID 3)', { items: { uid: 3 } }],
  ])('%s', (line, expected) => {
    expect(readAnyCut(`${line}\r\n${NEXT}`)).toMatchObject([expected, { type: 'exists' }])
  })
})

describe('7: literal8 and NUL', () => {
  it.each<[string, string | undefined]>([
    ['BINARY[1] ~{3}\r\na\0b', undefined],
    ['BINARY[1] {3}\r\na\0b', 'nul-in-literal'],
    ['BODY[1] ~{3}\r\na\0b', 'literal8'],
    ['BODY[1] {3}\r\na\0b', 'nul-in-literal'],
    ['RFC822 {3}\r\na\0b', 'nul-in-literal'],
  ])('%j: %s', (item, quirk) => {
    const found = fetched(`${item} UID 3`)
    expect(found.items).toMatchObject({ uid: 3, sections: [{ data: asBytes('a\0b') }] })
    expect(found.warnings.map(({ code }) => code)).toEqual(quirk === undefined ? [] : [quirk])
    const strict = () => fetched(`${item} UID 3`, { strict: true })
    if (quirk === undefined) expect(strict().items.uid).toBe(3)
    else expect(caught(strict)).toMatchObject({ code: 'bad-syntax', offset: 11 + item.search(/~?\{/) })
  })

  it('a command with NUL in a literal is refused (RFC 9051 9, CHAR8)', () => {
    expect(caught(() => decodeCommand(asBytes('a LOGIN x {3+}\r\na\0b\r\n')))).toMatchObject({ code: 'nul', offset: 10 })
  })
})

describe('8: 100,000 literals of nothing', () => {
  const many = (text: string): string => text.repeat(100_000)
  it.each<[string, string, object]>([
    ['items', `* 1 FETCH (${many('BODY[] {0}\r\n ')}UID 5)`, { type: 'fetch', items: { uid: 5 }, damaged: [] }],
    ['a list', `* 1 FETCH (X (${many('{0}\r\n ')}a) UID 5)`, { type: 'fetch', items: { uid: 5 }, damaged: [] }],
    ['an unknown response', `* X${many(' {0}\r\n')}`, { type: 'unknown' }],
    ['a damaged item', `* 1 FETCH (BODY[1 ${many('{0}\r\n ')}UID 5)`, { type: 'fetch', items: { uid: 5 } }],
    ['literal8', `* 1 FETCH (${many('BINARY[1] ~{0}\r\n ')}UID 5)`, { type: 'fetch', items: { uid: 5 }, warnings: [] }],
    ['BADCHARSET', `* NO [BADCHARSET (${many('{0}\r\n ')}x)] y`, { type: 'no', text: 'y' }],
    ['empty lines behind them', `* 1 FETCH (X (${many('{0}\r\n\r\n ')}a) UID 5)`, { type: 'fetch' }],
    ['nothing that can be read', `* LIST ${many('({0}\r\n ')}`, { type: 'invalid' }],
  ])('%s: in one chunk, and byte by byte', (name, text, expected) => {
    const whole = first(text)
    expect(whole).toMatchObject(expected)
    if (!['items', 'BADCHARSET'].includes(name)) return
    const cut = quickly(() => read(byteByByte(large(`${text}\r\n`))), 20_000)
    expect(JSON.stringify(cut)).toBe(JSON.stringify([whole]))
  })

  it('as pieces', () => {
    const text = `* 1 FETCH (${many('BODY[] {1}\r\nx ')}UID 05)`
    const events = quickly(() => read([large(`${text}\r\n`)], { limits: { inlineLiteral: 0 } }))
    expect(events).toHaveLength(300_001)
    expect(events.at(-1)).toMatchObject({
      items: { uid: 5 },
      warnings: [{ code: 'leading-zero', offset: text.length - 3 }],
    })
  })
})

describe('9: nesting', () => {
  const deep = (depth: number): string => `${'('.repeat(depth)}"a" "b" ${nils(3)} "7bit" 5${') "mixed"'.repeat(depth - 1)})`
  const message = (depth: number): string =>
    `${`("message" "rfc822" ${nils(3)} "7bit" 5 (${nils(10)}) `.repeat(depth - 1)}("a" "b" ${nils(3)} "7bit" 5)${' 1)'.repeat(depth - 1)}`

  it.each([
    [64, true],
    [99, true],
    [100, false],
    [101, false],
  ])('structures of depth %i are read whole: %s', (depth, isWhole) => {
    // The list of items is one level, too; what is around the part that is too deep is kept.
    for (const value of [deep(depth), message(depth)]) {
      const found = fetched(`UID 7 BODYSTRUCTURE ${value} FLAGS ()`)
      expect([found.items.uid, found.items.flags]).toEqual([7, []])
      expect(found.damaged.map(({ error }) => error.code)).toEqual(isWhole ? [] : ['too-deep'])
    }
  })

  const MILLION = '('.repeat(1_000_000)
  const CLOSED = `${MILLION}${')'.repeat(1_000_000)}`
  it.each<[string, string]>([
    ['a structure', `* 1 FETCH (BODYSTRUCTURE ${MILLION}`],
    ['a structure that is closed', `* 1 FETCH (BODYSTRUCTURE ${CLOSED} UID 5)`],
    ['an envelope', `* 1 FETCH (ENVELOPE ${CLOSED} UID 5)`],
    ['flags', `* 1 FETCH (FLAGS ${CLOSED} UID 5)`],
    ['an unknown item', `* 1 FETCH (X ${CLOSED} UID 5)`],
    ['items', `* 1 FETCH ${MILLION}`],
    ['LIST', `* LIST ${MILLION}`],
    ['extended data', `* LIST () "/" x ${MILLION}`],
    ['STATUS', `* STATUS x ${MILLION}`],
    ['ESEARCH', `* ESEARCH X ${CLOSED}`],
    ['NAMESPACE', `* NAMESPACE ${MILLION}`],
    ['a response code', `* OK [PERMANENTFLAGS ${MILLION}`],
    ['THREAD', `* THREAD ${CLOSED}`],
    ['an unknown response', `* X ${CLOSED}`],
    ['a tag', MILLION],
  ])('1,000,000 parentheses: %s', (_name, text) => {
    for (const depth of [100, 1000]) {
      const found = first(text, { limits: { depth } })
      if (text.includes('UID 5')) expect(found).toMatchObject({ items: { uid: 5 } })
      // Damage inside of damage is not kept twice.
      if ('damaged' in found) expect(found.damaged.length).toBeLessThanOrEqual(1)
    }
  })

  it('damage is copied once, however deep it is', () => {
    const size = 200_000
    const found = fetched(`BODYSTRUCTURE ${'('.repeat(size)}${')'.repeat(size)}`, { limits: { depth: 1000 } })
    expect(found.damaged.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(3 * size)
    const parts = fetched(`BODYSTRUCTURE (${'(("x")("x")("x") y)'.repeat(5000)} "mixed")`)
    expect(parts.damaged).toHaveLength(5000)
  })

  it('damage that could not be written again is looked at a bounded number of times', () => {
    const text = `${'('.repeat(900)}(x) ${'a '.repeat(100_000)}\0${')'.repeat(900)}`
    const found = quickly(() => fetched(`BODYSTRUCTURE ${text} UID 5`, { limits: { depth: 1000 } }))
    expect(found).toMatchObject({ items: { uid: 5, bodyStructure: undefined }, damaged: [{ name: 'BODYSTRUCTURE' }] })
  })

  it('what is damaged and kept adds no warnings of its own', () => {
    const part = '("a" "b" NIL NIL NIL "7bit" 5)'
    const found = fetched(`BODYSTRUCTURE (("a" {01+}\r\nx y)${part} "mixed")`)
    expect(found.items.bodyStructure).toMatchObject({ parts: [{ kind: 'damaged', bytes: asBytes('("a" {1}\r\nx y)') }, {}] })
    expect(found.warnings).toEqual([{ code: 'damaged-part', offset: 26 }])
    expect(found.damaged).toMatchObject([{ section: '1', bytes: asBytes('("a" {01+}\r\nx y)') }])
  })

  it('a value in the middle of damage is looked at a bounded number of times', () => {
    // Each level has a damaged part, and is damaged itself.
    const text = `${'('.repeat(900)}${'(x)'.repeat(5000)}${'(x) y)'.repeat(900)}`
    const found = quickly(() => fetched(`BODYSTRUCTURE (${text} "mixed") UID 5`, { limits: { depth: 1000 } }))
    expect([found.items.uid, found.damaged.length]).toEqual([5, 1])
  })
})

describe('10: how much there may be', () => {
  const limitsAt = (key: 'line' | 'message' | 'items', value: number): ResponseOptions => ({ limits: { [key]: value } })

  it.each<['line' | 'message' | 'items', number, string, string]>([
    ['line', 20, '* OK 1234567890123\r\n', 'line-too-long'],
    ['message', 42, '* X {9}\r\n123456789 {9}\r\n123456789 {1}\r\nx y', 'limit'],
    ['items', 5, '* FLAGS (a b c d e)\r\n', 'limit'],
    ['items', 5, '* 1 FETCH (UID 1 FLAGS (a b c))\r\n', 'limit'],
  ])('%s: %i', (key, value, given, code) => {
    const text = given.endsWith('\r\n') ? given : `${given}\r\n`
    for (const more of [1, 0]) expect(readAnyCut(text, limitsAt(key, value + more))[0]).not.toHaveProperty('error')
    const found = readAnyCut(text, limitsAt(key, value - 1)).at(-1)
    expect(found).toMatchObject({ type: key === 'items' ? 'invalid' : 'fatal', error: { code } })
  })

  it('a line without an end is given up at its limit, and only that much is kept', () => {
    const decoder = new ResponseDecoder({ limits: { line: MIB } })
    const chunk = large('x'.repeat(65_536))
    const before = process.memoryUsage().arrayBuffers
    let pushed = 0
    const error = caught(() => {
      for (; pushed < 64; pushed++) {
        decoder.push(chunk)
        decoder.next()
      }
    })
    expect(error).toMatchObject({ code: 'line-too-long', offset: 0 })
    expect(pushed).toBe(16)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MIB)
  })

  it.each<[string, string, object]>([
    ['text', `* OK ${'x'.repeat(16 * MIB - 10)}`, { type: 'ok' }],
    ['escapes', `* LIST () "/" "${'\\"'.repeat(7 * MIB)}"`, { type: 'list' }],
    ['quotes that open nothing', `* 1 FETCH (ENVELOPE (${'"a '.repeat(1_000_000)}) UID 5)`, { items: { uid: 5 } }],
    ['numbers', `* SEARCH${' 1'.repeat(8_000_000)}`, { type: 'search' }],
    ['digits', `* X {${'1'.repeat(2_000_000)}`, { type: 'unknown' }],
    ['a set', `* ESEARCH ALL 1${',1'.repeat(1_000_000)}`, { type: 'esearch' }],
    ['sets, one behind the other', `* ESEARCH${' ALL 1'.repeat(100_000)}`, { type: 'esearch' }],
    ['updates', `* ESEARCH${' ADDTO (1 2)'.repeat(400_000)}`, { type: 'esearch', warnings: [] }],
    ['a thread', `* THREAD (${'1 '.repeat(1_000_000)}1)`, { type: 'thread', warnings: [] }],
    ['threads', `* THREAD ${'(1)'.repeat(2_000_000)}`, { type: 'invalid', error: { code: 'limit' } }],
    ['scores', `* ESEARCH RELEVANCY (${'1 '.repeat(7_000_000)})`, { type: 'invalid', error: { code: 'limit' } }],
    ['URLs', `* OK [REFERRAL${' a'.repeat(7_000_000)}] x`, { type: 'invalid', error: { code: 'limit' } }],
    ['mechanisms', `* OK [URLMECH INTERNAL${' a'.repeat(7_000_000)}] x`, { type: 'invalid', error: { code: 'limit' } }],
    ['flags', `* FLAGS (${'a '.repeat(7_000_000)})`, { type: 'invalid', error: { code: 'limit', offset: 2_000_009 } }],
    ['names that are almost one', `* STATUS ${'a ('.repeat(1_000_000)}`, { type: 'invalid' }],
  ])('a line of up to 16 MB: %s', (_name, text, expected) => {
    expect(first(text)).toMatchObject(expected)
  })
})

describe('11: numbers', () => {
  it.each<[string, object]>([
    ['* 4294967295 EXISTS', { number: 4294967295 }],
    ['* 1 FETCH (UID 4294967295)', { items: { uid: 4294967295 } }],
    ['* 1 FETCH (RFC822.SIZE 4294967296)', { items: { size: 4294967296 } }],
    ['* 1 FETCH (RFC822.SIZE 9007199254740991)', { items: { size: 9007199254740991 } }],
    ['* 1 FETCH (MODSEQ (9223372036854775807))', { items: { modseq: 9223372036854775807n } }],
    ['* STATUS x (SIZE 9007199254740991)', { items: { size: 9007199254740991 } }],
    ['* SEARCH 4294967295', { numbers: Uint32Array.of(4294967295) }],
  ])('%s', (line, expected) => {
    expect(decode(line, { strict: true })).toMatchObject({ ...expected, warnings: [] })
  })

  it.each(['* 4294967296 EXISTS', '* 18446744073709551615 EXISTS', '* SEARCH 1 4294967296'])('%s is refused', line => {
    expect(refused(line)).toMatchObject({ code: 'bad-number', offset: line.search(/\d{5}/) })
  })

  it.each<[string, string]>([
    ['UID', '4294967296'],
    ['RFC822.SIZE', '9007199254740992'],
    ['RFC822.SIZE', '18446744073709551615'],
    ['MODSEQ', '(9223372036854775808)'],
    ['MODSEQ', '(18446744073709551615)'],
    ['MODSEQ', `(${'9'.repeat(400)})`],
  ])('%s %s costs the item: no number is rounded', (name, value) => {
    const found = fetched(`${name} ${value} FLAGS (a)`)
    expect(found.items).toMatchObject({ flags: ['a'], uid: undefined, size: undefined, modseq: undefined })
    expect(found.damaged).toMatchObject([{ name, error: { code: 'bad-number', offset: 12 + name.length + value.search(/\d/) } }])
    expect(refused(`* 1 FETCH (${name} ${value})`, { strict: true })).toMatchObject({ code: 'bad-number' })
  })

  it.each<[string, string]>([
    ['* 0 EXPUNGE', 'zero-number'],
    ['* 1 FETCH (UID 0)', 'zero-number'],
    ['* 01 EXPUNGE', 'leading-zero'],
    ['* 1 FETCH (UID 01)', 'leading-zero'],
  ])('%s: %s', (line, quirk) => {
    const { warnings } = decode(line)
    expect(warnings).toMatchObject([{ code: quirk }])
    expect(refused(line, { strict: true })).toMatchObject({ code: 'bad-syntax', offset: warnings[0]!.offset })
  })
})

describe('12: sets', () => {
  const all = { start: 1, end: 4294967295 }

  it('1:4294967295 stays a range, and is looked up without being listed', () => {
    const found = decode('* ESEARCH ALL 1:4294967295')
    if (found.type !== 'esearch') throw new Error('no ESEARCH')
    expect(found.all).toEqual([all])
    expect(sequenceSetFilter(found.all!, 1)(4_000_000_000)).toBe(true)
    expect(decode('a OK [COPYUID 1 1:4294967295 1:4294967295] x')).toMatchObject({
      code: { source: [all], destination: [all] },
      warnings: [],
    })
    expect(decode('* VANISHED 1:4294967295')).toMatchObject({ type: 'vanished', uids: [all] })
  })

  it.each<[string, string[]]>([
    ['1:3 5:9', ['code-value']],
    ['1 5,6', ['code-value']],
    ['3:1 5:9', ['code-value']],
    ['1:3 5:7', []],
    ['3:1 5:7', []],
    ['1,2,3 7:5', []],
  ])('COPYUID 1 %s: as many on each side (RFC 4315 3)', (sets, quirks) => {
    for (const strict of [false, true]) {
      const found = decode(`a OK [COPYUID 1 ${sets}] x`, { strict })
      expect(found).toMatchObject({ code: { name: 'COPYUID', uidValidity: 1 } })
      expect(found.warnings).toEqual(quirks.map(code => ({ code, offset: 16 })))
    }
  })

  it('keeps the order: 5:1 is not 1:5 (RFC 4315 3, RFC 5267 3.1)', () => {
    expect(decode('a OK [COPYUID 1 3:1 5:7] x')).toMatchObject({ code: { source: [{ start: 3, end: 1 }] } })
    expect(decode('a OK [APPENDUID 1 9:5] x')).toMatchObject({ code: { uids: [{ start: 9, end: 5 }] } })
    expect(decode('* ESEARCH ALL 5:1')).toMatchObject({ all: [{ start: 5, end: 1 }] })
  })

  it('* of a server is no number: a warning, or a code without its value', () => {
    expect(decode('* ESEARCH ALL 1:*').warnings).toEqual([{ code: 'wildcard-in-set', offset: 14 }])
    expect(decode('a OK [COPYUID 1 1:* 5:9] x')).toMatchObject({
      code: { name: 'unknown', code: 'COPYUID' },
      warnings: [{ code: 'code-value', offset: 5 }],
      damaged: [{ name: 'COPYUID', error: { code: 'bad-syntax', offset: 18 } }],
    })
  })
})

describe('13: characters where they do not belong', () => {
  it.each<[string, string, number]>([
    ['a\x7fb OK x', 'bad-syntax', 1],
    ['\xe9 OK x', 'bad-syntax', 0],
    ['a\0b OK x', 'bad-syntax', 1],
    ['* X\0Y', 'bad-syntax', 3],
    ['* FLAGS (a\0b)', 'bad-syntax', 10],
    ['* FLAGS (a\xe9)', 'bad-syntax', 10],
    ['* LIST () "/" "a\rb"', 'bad-syntax', 16],
    ['* LIST () "/" "a\0b"', 'bad-syntax', 16],
    ['* LIST () "/" "abc', 'bad-syntax', 18],
    ['* STATUS "abc (MESSAGES 1)', 'bad-syntax', 26],
  ])('%j is refused in both modes', (line, code, offset) => {
    for (const strict of [false, true]) expect(refused(line, { strict })).toMatchObject({ code, offset })
  })

  it.each<[string, string, number]>([
    ['* LIST () "/" "a\\xb"', 'bad-escape', 16],
    ['\0* 5 EXISTS', 'control-character', 0],
    ['* OK a\0b', 'control-character', 5],
  ])('%j is a warning, and refused when strict', (line, code, offset) => {
    expect(decode(line).warnings).toMatchObject([{ code, offset }])
    expect(refused(line, { strict: true })).toMatchObject({ code: 'bad-syntax', offset })
  })

  it('a text may hold a quote that nothing closes', () => {
    expect(decode('* OK "abc', { strict: true })).toMatchObject({ text: '"abc', warnings: [] })
  })

  it('in the name of an item they cost the item', () => {
    const found = fetched('X-\x7f 5 UID 3')
    expect(found.items.uid).toBe(3)
    expect(found.damaged[0]).toMatchObject({ name: 'X-', error: { code: 'bad-syntax', offset: 13 } })
  })
})

describe('14, 15, 18, 19: completions that belong to nothing', () => {
  const noop = { verb: 'noop' } as const
  /** Its argument is a literal, for which it waits. */
  const waits: CommandBodyInit = { verb: 'unknown', name: 'X', bytes: asBytes(' {2}\r\nab') }
  const outcome = (event: ClientEvent | undefined): unknown => event !== undefined && 'error' in event && event.error.code

  it.each<[string, CommandBodyInit[], string, string]>([
    ['a tag that is not ours', [noop], 'B9 OK x', 'unexpected-tag'],
    ['a second completion', [noop, noop], 'A1 OK x\r\nA1 OK x', 'unexpected-tag'],
    ['a tagged PREAUTH', [noop], 'A1 PREAUTH x', 'bad-syntax'],
    ['OK to a command whose literal was not asked for', [waits], 'A1 OK x', 'unexpected-tag'],
    ['OK to a command that was not sent', [waits, noop], 'A2 OK x', 'unexpected-tag'],
    ['NO to a command that was not sent', [waits, noop], 'A2 NO x', 'unexpected-tag'],
  ])('%s ends the session, and each command has an outcome', (_name, commands, lines, code) => {
    const events = drive(client(...commands), [asBytes(`${lines}\r\n`)])
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code, fault: 'remote' } })
    const tags = events.flatMap(event => ('command' in event && event.type !== 'response' ? [event.command.tag] : []))
    expect(tags).toEqual(commands.map((_, at) => `A${at + 1}`))
  })

  it('NO to a command whose literal was not asked for completes it', () => {
    const session = client(waits)
    expect(drive(session, [asBytes('A1 NO x\r\n')])).toMatchObject([{ type: 'completed', response: { type: 'no' } }])
    expect(asChars(session.takeOutput())).toBe('A1 X {2}\r\n')
  })

  it('data behind BYE is data; behind the OK of LOGOUT nothing is read', () => {
    expect(drive(client(noop), [asBytes('* BYE x\r\n* 5 EXISTS\r\n')]).map(({ type }) => type)).toEqual(['response', 'response'])
    expect(drive(client({ verb: 'logout' }), [asBytes('* BYE x\r\nA1 OK x\r\n* 5 EXISTS\r\nA1 OK x\r\n')]).at(-1)).toEqual({
      type: 'closed',
    })
  })

  it('a + that nothing waits for is reported, and the session goes on', () => {
    const session = client(noop)
    const events = drive(session, [asBytes('+ go on\r\nA1 OK x\r\n')])
    expect(events).toMatchObject([{ type: 'protocol-error', fatal: false }, { type: 'completed' }])
    expect(outcome(events[0])).toBe('unexpected-continuation')
  })

  it.each(['* NO x', '* BAD x', '* 5 EXISTS', '+ go', 'A1 OK x', '220 host ESMTP', ''])('%j is no greeting', line => {
    const session = new ClientConnection()
    session.send(noop)
    const events = drive(session, [asBytes(`${line}\r\n`)])
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true })
    expect([asChars(session.takeOutput()), session.waiting]).toEqual(['', 'closed'])
  })
})

describe('16, 17: TLS that is to come', () => {
  const begin = (greeting: string): ClientConnection => {
    const session = new ClientConnection()
    session.send({ verb: 'starttls' })
    session.send({ verb: 'login', username: 'tim', password: 'secret' })
    drive(session, [asBytes(`${greeting}\r\n`)])
    return session
  }

  it.each(['* 5 EXISTS\r\n', '\r\n', '*', '\0'])('%j behind the OK of STARTTLS is fatal', more => {
    const session = begin('* OK hi')
    const events = drive(session, [asBytes(`A1 OK x\r\n${more}`)])
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'plaintext-after-upgrade' } })
    expect(asChars(session.takeOutput())).toBe('A1 STARTTLS\r\n')
  })

  it('what a client sends behind STARTTLS is fatal for a server', () => {
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'STARTTLS'] })
    const events = drive(server, [asBytes('a STARTTLS\r\nb NOOP\r\n')], event => {
      if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'plaintext-after-upgrade' } })
  })

  it('what comes in a later chunk is for TLS, and no session takes it before that is up', () => {
    const session = begin('* OK hi')
    expect(drive(session, [asBytes('A1 OK x\r\n')]).at(-1)).toMatchObject({ type: 'upgrade' })
    expect(caught(() => session.receive(asBytes('* 5 EXISTS\r\n')))).toMatchObject({ code: 'invalid-state' })
  })

  it('PREAUTH where TLS was to come: neither STARTTLS nor the password goes out (RFC 9051 6.2.1)', () => {
    const session = begin('* PREAUTH hi')
    expect(asChars(session.takeOutput())).toBe('')
    expect(session.state).toBe('authenticated')
    const fresh = new ClientConnection()
    fresh.send({ verb: 'starttls' })
    expect(drive(fresh, [asBytes('* PREAUTH hi\r\n')])).toMatchObject([
      { type: 'greeting', response: { type: 'preauth' } },
      { type: 'unanswered', command: { verb: 'starttls' }, sent: false },
    ])
  })
})

describe('20: the end of the stream', () => {
  it.each<[string, number]>([
    ['* 1 FETCH (UID 5', 16],
    ['* 1 FETCH (ENVELOPE ("a', 23],
    ['* 1 FETCH (BODY[] {5}\r\nhel', 26],
  ])('in the middle: %j', (text, offset) => {
    expect(readAnyCut(text)).toMatchObject([fatal('truncated', offset)])
    const session = client({ verb: 'noop' })
    drive(session, [asBytes(text)])
    session.receiveEnd()
    expect(drive(session, [])).toMatchObject([
      { type: 'unanswered', sent: true },
      { type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } },
    ])
  })

  it('of a message that is whole is none', () => {
    expect(readAnyCut('* OK x\r\n')).toHaveLength(1)
    expect(refused('* 1 FETCH (BODY[] {5}\r\nhel')).toMatchObject({ code: 'truncated' })
  })
})

describe('21: where reading goes on', () => {
  const hidden = 'A1 OK done\r\n* BYE x\r\n+ go\r\n'

  it.each([
    `* LIST nonsense {${hidden.length}}\r\n${hidden}`,
    `* 1 FETCH nonsense {${hidden.length}}\r\n${hidden} more`,
    `X nonsense {${hidden.length}}\r\n${hidden} {2}\r\n\r\n`,
    `\x7f {${hidden.length}}\r\n${hidden}`,
  ])('behind the response, its literals included: %j', text => {
    for (const inlineLiteral of [4, 65_536]) {
      const events = readAnyCut(`${text}\r\n${NEXT}`, { limits: { inlineLiteral } })
      expect(events.filter(({ type }) => !type.startsWith('body'))).toMatchObject([{ type: 'invalid' }, { type: 'exists' }])
    }
    const session = client({ verb: 'noop' })
    expect(drive(session, [asBytes(`${text}\r\nA1 OK x\r\n`)])).toMatchObject([
      { type: 'protocol-error', fatal: false },
      { type: 'completed' },
    ])
  })

  const damages: Record<string, string> = {
    envelope: 'ENVELOPE ("a" (x))',
    'a body without its string': 'BODY[1] foo',
    structure: 'BODYSTRUCTURE ("a" x)',
    'an odd structure': 'BODYSTRUCTURE (NIL (',
    'a quote that nothing closes': 'ENVELOPE ("a)',
    parentheses: 'ENVELOPE (((',
    'unknown, without an end': 'X (',
    words: 'INTERNALDATE foo bar',
    flags: 'FLAGS (a"b)',
    'a number': 'RFC822.SIZE x',
    'a section without an end': 'BODY[1',
    'an origin without an end': 'X<1',
    'a mod-sequence': 'MODSEQ (x',
    'a literal': 'BODY[1 {0}\r\n',
    'an invalid marker': 'BODY[1] {9}',
    NUL: 'ENVELOPE ("\0")',
  }

  it.each(Object.entries(damages))('10,000 damaged items in one FETCH, each alone: %s', (_name, damage) => {
    const items = Array.from({ length: 10_000 }, (_, at) => `${damage} BODY[${at + 1}] "${at}"`).join(' ')
    const found = first(`* 1 FETCH (FLAGS (\\Seen) ${items} UID 7)`)
    if (found.type !== 'fetch') throw new Error('no FETCH')
    expect(found.items).toMatchObject({ uid: 7, flags: ['\\Seen'] })
    expect(found.items.sections.map(({ data }) => asChars(data as Uint8Array))).toEqual(
      Array.from({ length: 10_000 }, (_, at) => String(at)),
    )
    expect(found.damaged.length).toBeGreaterThanOrEqual(10_000)
    for (const { bytes } of found.damaged) expect(bytes.length).toBeLessThanOrEqual(damage.length + 1)
  })

  it.each([
    'an odd structure',
    'a quote that nothing closes',
    'parentheses',
    'unknown, without an end',
    'a section without an end',
    'an origin without an end',
    'a literal',
  ])('20,000 of them and nothing else, whose end is looked for in vain: %s', name => {
    const found = first(`* 1 FETCH (${`${damages[name]} `.repeat(20_000)}UID 7)`, { limits: { damaged: 20_000 } })
    expect(found).toMatchObject({ type: 'fetch', items: { uid: 7 } })
  })
})

describe('22: what is written', () => {
  const CR_LF_NUL = ['\r', '\n', '\0']
  const commands: Record<string, (text: string) => CommandBodyInit & { readonly tag?: string }> = {
    tag: text => ({ tag: `a${text}`, verb: 'noop' }),
    name: text => ({ verb: 'unknown', name: `X${text}`, bytes: asBytes('') }),
    argument: text => ({ verb: 'unknown', name: 'X', bytes: asBytes(` ${text}`) }),
    mailbox: text => ({ verb: 'create', mailbox: `a${text}` }),
    password: text => ({ verb: 'login', username: 'a', password: `b${text}` }),
    flag: text => ({ verb: 'store', uid: false, set: [{ start: 1, end: 1 }], action: 'add', silent: false, flags: [`a${text}`] }),
    set: text => ({ verb: 'fetch', uid: false, set: [{ start: `1${text}` as never, end: 1 }], items: 'ALL' }),
    'search text': text => ({ verb: 'search', uid: false, keys: [{ key: 'SUBJECT', text: `a${text}` } as never] }),
    mechanism: text => ({ verb: 'authenticate', mechanism: `P${text}`, initialResponse: undefined }),
    date: text => ({
      verb: 'append',
      mailbox: 'x',
      messages: [
        {
          internalDate: `17-Jul-1996 02:44:25 -0700${text}`,
          content: { type: 'message', binary: false, size: 1, bytes: asBytes('x') },
        },
      ],
    }),
  }

  it.each(Object.entries(commands))('CR, LF and NUL never get into a line: %s', (_name, make) => {
    for (const char of CR_LF_NUL)
      for (const text of [char, `${char}z LOGOUT`, `\r\nz LOGOUT\r\n`]) {
        let lines: string
        try {
          lines = encodeCommand({ tag: 'a', ...make(text) }, { literals: 'LITERAL+' })
            .map(asChars)
            .join('')
        } catch (error) {
          expect(error).toMatchObject({ name: 'ImapError', fault: 'local' })
          continue
        }
        // Each literal and the CRLF at the end taken away, no control character is left.
        const marker = /\{(\d+)\+\}\r\n/
        for (let found = marker.exec(lines); found !== null; found = marker.exec(lines))
          lines = lines.slice(0, found.index) + lines.slice(found.index + found[0].length + Number(found[1]))
        expect(lines).toMatch(/^[^\0\r\n]*\r\n$/)
      }
  })

  it.each<[string, CommandBodyInit & { readonly tag?: string }]>([
    ['an empty tag', { tag: '', verb: 'noop' }],
    ['an empty name', { verb: 'unknown', name: '', bytes: asBytes('') }],
    [
      'an empty flag',
      {
        verb: 'append',
        mailbox: 'x',
        messages: [{ flags: [''], content: { type: 'message', binary: false, size: 1, bytes: asBytes('x') } }],
      },
    ],
    ['a marker at the end', { verb: 'unknown', name: 'X', bytes: asBytes(' a {5}') }],
    ['a marker with +', { verb: 'unknown', name: 'X', bytes: asBytes(' a {5+}') }],
    ['a literal whose bytes are missing', { verb: 'unknown', name: 'X', bytes: asBytes(' {5}\r\nabc') }],
  ])('%s is refused', (_name, command) => {
    expect(caught(() => encodeCommand({ tag: 'a', ...command }))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })

  it.each<[CommandBodyInit, string]>([
    [{ verb: 'create', mailbox: 'NIL' }, 'CREATE "NIL"'],
    [{ verb: 'create', mailbox: 'nil' }, 'CREATE "nil"'],
    [{ verb: 'create', mailbox: 'a"\\b' }, 'CREATE "a\\"\\\\b"'],
    [{ verb: 'create', mailbox: '' }, 'CREATE ""'],
    [{ verb: 'login', username: 'a', password: 'atom' }, 'LOGIN a "atom"'],
    [{ verb: 'login', username: 'é', password: 'x' }, 'LOGIN {2+}\r\n\xc3\xa9 "x"'],
  ])('%j', (command, expected) => {
    expect(asChars(encodeCommandWhole({ tag: 'a', ...command }))).toBe(`a ${expected}\r\n`)
  })

  it.each<ResponseInit>([
    { type: 'ok', tag: 'a\r\n', code: undefined, text: 'x' },
    { type: 'ok', tag: undefined, code: undefined, text: 'a\r\nb' },
    { type: 'ok', tag: undefined, code: undefined, text: 'a\0' },
    { type: 'ok', tag: undefined, code: { name: 'unknown', code: 'X', value: 'a\nb' }, text: 'x' },
    { type: 'flags', flags: ['a\r\nb'] },
    { type: 'flags', flags: [''] },
    { type: 'capability', capabilities: ['A\r\n'] },
    { type: 'unknown', name: 'X', number: undefined, bytes: asBytes(' a\r\n* BYE') },
    { type: 'unknown', name: 'X', number: undefined, bytes: asBytes(' {5}') },
    { type: 'continuation', text: 'a\r\nb' },
    { type: 'list', attributes: ['\\A\r\n'], delimiter: '/', mailbox: 'x' },
    { type: 'list', attributes: [], delimiter: '\n', mailbox: 'x' },
  ])('a response is refused: %j', response => {
    expect(caught(() => encodeResponse(response))).toMatchObject({ name: 'ImapError', fault: 'local' })
  })
})

describe('23: names of a prototype', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a name like any other', name => {
    const upper = name.toUpperCase()
    const item = { name: upper, section: undefined, bytes: asBytes('5') }
    expect(decode(`* STATUS ${name} (${name} 5 MESSAGES 1)`)).toMatchObject({
      mailbox: name,
      items: { messages: 1 },
      unknown: [item],
    })
    expect(fetched(`${name} 5 FLAGS (${name})`).items).toMatchObject({ flags: [name], unknown: [item] })
    const structure = fetched(`BODYSTRUCTURE ("a" "b" ("${name}" "x") NIL NIL "7bit" 5)`).items.bodyStructure
    expect(structure).toMatchObject({ parameters: [[name, 'x']] })
    expect(decode(`* OK [${name} 5] x`)).toMatchObject({ code: { name: 'unknown', code: upper, value: '5' } })
    expect(decode(`* ${name} x`)).toMatchObject({ type: 'unknown', name: upper })
    expect(decodeCommand(asBytes(`a ${name} x\r\n`))).toMatchObject({ verb: 'unknown', name: upper })
    expect(decode(`* CAPABILITY IMAP4rev1 ${name}`)).toMatchObject({ capabilities: ['IMAP4REV1', upper] })
  })
})

describe('24: nothing, and one byte at a time', () => {
  it('an empty chunk changes nothing, wherever it comes', () => {
    const text = '* OK x\r\n* 1 FETCH (BODY[] {3}\r\nabc)\r\n'
    const chunks = byteByByte(asBytes(text)).flatMap(chunk => [new Uint8Array(0), chunk, new Uint8Array(0)])
    for (const inlineLiteral of [0, 65_536])
      expect(
        read(
          chunks.map(chunk => chunk.slice()),
          { limits: { inlineLiteral } },
        ),
      ).toEqual(readAnyCut(text, { limits: { inlineLiteral } }))
    expect(read([])).toEqual([])
    expect(read([new Uint8Array(0)])).toEqual([])
  })

  it('a long response that comes byte by byte takes linear time', () => {
    const text = `* 1 FETCH (X (${'a '.repeat(200_000)}b) BODY[] {60000}\r\n${'x'.repeat(60_000)} UID 5)`
    const found = quickly(() => read(byteByByte(large(`${text}\r\n`))))
    expect(found).toMatchObject([{ type: 'fetch', items: { uid: 5 } }])
  })
})

describe('25: what is kept', () => {
  /** A text at the end of a chunk of a megabyte, as a socket that reads into one gives it. */
  function inside(text: string): Uint8Array {
    const chunk = new Uint8Array(MIB)
    chunk.set(asBytes(text), MIB - text.length)
    return chunk.subarray(MIB - text.length)
  }

  const responses = [
    '* OK [X-A b] hello',
    '* LIST (\\Noselect) "/" "a mailbox" (X-A (b))',
    '* STATUS x (MESSAGES 1 X-A (b))',
    '* 1 FETCH (UID 5 FLAGS (\\Seen $A) BODY[] {5}\r\nhello BODY[1] "x" X-A (b))',
    `* 1 FETCH (ENVELOPE (NIL "a subject" ${nils(8)}) BODY[2] foo INTERNALDATE "17-Jul-1996 02:44:25 -0700")`,
    '* 1 FETCH (BODYSTRUCTURE (("a" x)("a" "b" ("c" "d") NIL NIL "7bit" 5) "mixed"))',
    '* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {3}\r\nabc)',
    '* SEARCH 1 2 3',
    '* X-A {2}\r\nhi',
    'NOT A RESPONSE',
    '* 1 FETCH (BODY[] {12}\r\nhello, world)',
  ]

  it.each(responses)('no chunk is kept by what was read from it: %j', async text => {
    const chunks = new Held()
    const kept: unknown[] = []
    const decoder = new ResponseDecoder({ limits: { inlineLiteral: 8 } })
    for (let time = 0; time < 30; time++) {
      const chunk = inside(`${text}\r\n`)
      chunks.watch(chunk.buffer)
      decoder.push(chunk)
      // Pieces of a literal are views until the next read: the caller copies what it keeps.
      for (let event = decoder.next(); event !== undefined; event = decoder.next())
        if (event.type !== 'body-chunk') kept.push(event)
    }
    expect(await chunks.count()).toBeLessThanOrEqual(1)
    expect(kept.length).toBeGreaterThanOrEqual(30)
  })

  it('no chunk is kept by a response that is not whole', async () => {
    const chunks = new Held()
    const decoder = new ResponseDecoder()
    for (const letter of '* 1 FETCH (X (a "b" {2}\r\nhi {9}\r\nhello') {
      const chunk = inside(letter)
      chunks.watch(chunk.buffer)
      decoder.push(chunk)
      decoder.next()
    }
    expect(decoder.partial).toBe(true)
    expect(await chunks.count()).toBeLessThanOrEqual(1)
  })

  // Seconds: 24 MB of lines, and two collections of all that is alive in the process.
  it('a subject that is kept keeps no line', async () => {
    const gc = new Held()
    const line = `* 1 FETCH (X-A "${'x'.repeat(60_000)}" ENVELOPE (NIL "a subject of some length" ${nils(8)}))\r\n`
    const kept: unknown[] = []
    const decoder = new ResponseDecoder()
    await gc.count()
    const before = process.memoryUsage().heapUsed
    for (let time = 0; time < 400; time++) {
      decoder.push(large(line))
      const found = decoder.next()
      if (found?.type === 'fetch') kept.push(found.items.envelope!.subject)
    }
    await gc.count()
    const { heapUsed } = process.memoryUsage()
    expect(kept).toHaveLength(400)
    // 24 MB of lines went by.
    expect(heapUsed - before).toBeLessThan(12_000_000)
  })

  it('a client that gets damaged responses without end keeps none of them', async () => {
    const held = new Held()
    const session = new ClientConnection()
    drive(session, [asBytes('* PREAUTH hi\r\n')])
    for (let time = 0; time < 300; time++)
      for (const event of drive(session, [asBytes('* 1 FETCH (BODY[1] foo UID 5)\r\nNOT A RESPONSE\r\n')]))
        held.watch(event, ...('response' in event ? [event.response] : []))
    expect(await held.count()).toBeLessThanOrEqual(4)
    expect(session.send({ verb: 'noop' })).toBe('A1')
  })
})

describe('sessions whose peer is hostile', () => {
  it('a server answers 10,000 lines of nonsense by a bounded number of replies', () => {
    const server = new ServerConnection()
    const events = drive(server, [large('\x7f{5 \r\n'.repeat(10_000))], event => {
      if (event.type === 'command' && event.command.verb === 'connect') server.send(status('ok'))
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    expect(events.length).toBeLessThan(50)
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'too-many-errors' } })
  })
})
