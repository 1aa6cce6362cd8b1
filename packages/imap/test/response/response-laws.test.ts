/**
 * The law of the codec for responses: what is written is read as the same, however it is cut; nothing but a literal or the end of a line holds CR, LF
 * or NUL; any bytes give responses, invalid ones or a typed error.
 */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, byteByByte, caught, cutAt, joined, mutant, randomFrom, tokenMutant } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type AnyResponse,
  decodeResponse,
  encodeResponse,
  isImapError,
  type Response,
  ResponseDecoder,
  type ResponseEvent,
  type ResponseInit,
} from '../../src/index.js'
import { families, sentence } from '../abnf/index.js'
import { codesByName, oddResponses, responsesBy } from '../response-arbitraries.js'

/** How often each law is tried: more by hand. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 100)

/** A response without what is reported of it. */
const plain = ({ warnings: _, damaged: __, ...response }: Response): object => response

/** Throws unless CR, LF and NUL are in literals, or CR and LF at the end. Text for people holds no literals, whatever it ends with. */
function assertFramed(bytes: Uint8Array): void {
  const written = asChars(bytes)
  const isText = /^(\+|\S+ (ok|no|bad|bye|preauth)) /i.test(written) && !/^\S+ \w+ \[BADCHARSET \(/.test(written)
  for (let at = 0; at < written.length; ) {
    const end = written.indexOf('\r\n', at)
    const line = written.slice(at, end)
    if (end < 0 || /[\r\n\0]/.test(line)) throw new Error(`broken at ${at}: ${JSON.stringify(written)}`)
    const size = isText || isClosedCode(written, end) ? undefined : /\{(\d+)\}$/.exec(line)?.[1]
    at = end + 2 + Number(size ?? 0)
    if (size === undefined && at !== written.length) throw new Error(`a second line at ${at}: ${JSON.stringify(written)}`)
    if (size !== undefined && at >= written.length) throw new Error(`nothing behind a literal: ${JSON.stringify(written)}`)
  }
}

/** True on a last line that begins behind the response code of BADCHARSET: text for people. */
const isClosedCode = (written: string, end: number): boolean => written.includes(' [BADCHARSET (') && end + 2 === written.length

/** Reads it in both modes and writes it again. */
function assertLaw(response: AnyResponse, utf8: boolean, isValid: boolean): void {
  const bytes = encodeResponse(response, { utf8 })
  assertFramed(bytes)
  const found = decodeResponse(bytes, { utf8 })
  // Records of fast-check have no prototype.
  expect(plain(found)).toStrictEqual(structuredClone(response))
  expect(asChars(encodeResponse(found, { utf8 }))).toBe(asChars(bytes))
  if (!isValid) return
  expect([...found.warnings, ...found.damaged]).toEqual([])
  expect(decodeResponse(bytes, { utf8, strict: true })).toStrictEqual(found)
}

describe.each([false, true])('decode(encode(x)) is x, with UTF-8 in names: %s', utf8 => {
  const byType = responsesBy(utf8)
  const odd = oddResponses(utf8)
  it.each(Object.keys(byType) as (keyof typeof byType)[])('%s', type => {
    fc.assert(
      fc.property(byType[type] as fc.Arbitrary<AnyResponse>, response =>
        assertLaw(response, utf8, type !== 'unknown' && type !== 'xlist'),
      ),
      { numRuns: RUNS },
    )
  })

  it.each(Object.keys(odd))('%s', name => {
    fc.assert(
      fc.property(odd[name]!, response => assertLaw(response, utf8, false)),
      { numRuns: RUNS },
    )
  })
})

describe('decode(encode(x)) is x for each response code', () => {
  it.each(Object.keys(codesByName) as (keyof typeof codesByName)[])('%s', name => {
    fc.assert(
      fc.property(codesByName[name], code => assertLaw({ type: 'no', tag: 'a', code, text: 'x' }, false, true)),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })
})

// ----- What the law found -----

describe('what is read can be written', () => {
  it.each<[string, object]>([
    ['[a OK done', { type: 'ok', tag: '[a', code: undefined, text: 'done' }],
    ['[ALERT] done', { type: 'ok', tag: undefined, code: { name: 'ALERT' }, text: 'done' }],
    ['* NO [INUSE ]', { type: 'no', code: undefined, text: '[INUSE ]' }],
    ['* NO [ALERT \r] x', { type: 'no', code: undefined, text: 'ALERT \ufffd] x' }],
    ['* NO [[A b\0c] x', { type: 'no', code: undefined, text: 'A b\ufffdc] x' }],
    ['* NO [AL\rERT] x', { type: 'no', code: undefined, text: '[AL\ufffdERT] x' }],
    ['* NO \xc3\0\xa9', { type: 'no', code: undefined, text: '\udcc3\ufffd\udca9' }],
    ['* NO [BADCHARSET (]a "b")] x', { type: 'no', code: { name: 'BADCHARSET', charsets: [']a', 'b'] }, text: 'x' }],
    ['* ESEARCH [1] 2', { type: 'esearch', unknown: [{ name: '[1]', section: undefined, bytes: asBytes('2') }] }],
    ['* ESEARCH  UID COUNT 2', { type: 'esearch', uid: true, count: 2, unknown: [] }],
  ])('%j', (input, expected) => {
    const found = decodeResponse(asBytes(`${input}\r\n`))
    expect(found).toMatchObject(expected)
    assertStable(found, input)
  })

  it.each(['("text" {1+}\r\na)', '("text" {01}\r\na)'])('a part that cannot be read, with a literal: %j', part => {
    const found = decodeResponse(asBytes(`* 1 FETCH (BODYSTRUCTURE (${part} "mixed"))\r\n`))
    const bytes = asBytes('("text" {1}\r\na)')
    expect(found).toMatchObject({ items: { bodyStructure: { parts: [{ kind: 'damaged', bytes }] } } })
    assertStable(found, part)
  })

  it('a quote inside a word hides no parenthesis from the framing of what is behind it', () => {
    const bytes = asBytes(' a"b "(" {0}\r\n')
    assertLaw({ type: 'unknown', name: 'X', number: undefined, bytes }, false, false)
  })

  it('a part with NUL outside a literal costs the structure, and nothing else', () => {
    const found = decodeResponse(asBytes('* 1 FETCH (UID 5 BODYSTRUCTURE (("text" a\0b) "mixed"))\r\n'))
    expect(found).toMatchObject({ items: { uid: 5, bodyStructure: undefined }, damaged: [{ name: 'BODYSTRUCTURE' }] })
    assertStable(found, '')
  })

  it('charsets with a bracket before one that is a literal', () => {
    const code = { name: 'BADCHARSET', charsets: [']a', '\x7f'] } as const
    assertLaw({ type: 'no', tag: undefined, code, text: 'x {3}' }, false, true)
  })

  it('extension data with a literal in another form', () => {
    const structure = '("text" "plain" NIL NIL NIL "7bit" 1 1 NIL NIL NIL NIL {01}\r\na)'
    const found = decodeResponse(asBytes(`* 1 FETCH (BODYSTRUCTURE ${structure})\r\n`))
    expect(found).toMatchObject({ items: { bodyStructure: { extensions: [asBytes('{1}\r\na')] } } })
    assertStable(found, structure)
  })
})

describe('what would be read as something else is not written', () => {
  const status = { type: 'no', tag: undefined } as const
  const bytes = asBytes('5')
  it.each<[string, ResponseInit]>([
    ['a text that is a code', { ...status, code: undefined, text: '[ALERT] x' }],
    ['a text that is an unknown code', { ...status, code: undefined, text: '[X-A b] x' }],
    ['a text that is a code with a warning', { ...status, code: undefined, text: '[CAPABILITY ]' }],
    ['a text that begins a literal', { ...status, code: undefined, text: '[BADCHARSET ({3}' }],
    [
      'a code and a text that begin one',
      { ...status, code: { name: 'unknown', code: 'BADCHARSET', value: '("' }, text: 'x {3}' },
    ],
    ['data of ESEARCH with a key of its own', { type: 'esearch', unknown: [{ name: 'COUNT', section: undefined, bytes }] }],
    [
      'an item of STATUS with a key of its own',
      { type: 'status', mailbox: 'a', items: {}, unknown: [{ name: 'MESSAGES', section: undefined, bytes }] },
    ],
  ])('%s', (_, response) => {
    expect(caught(() => encodeResponse(response))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})

// ----- However it is cut -----

/** What a decoder makes of it, with the pieces of a literal joined, and what it throws. */
function events(chunks: readonly Uint8Array[], limits: object = {}): unknown[] {
  const decoder = new ResponseDecoder({ limits })
  const found: (ResponseEvent | { readonly type: 'thrown'; readonly error: unknown })[] = []
  try {
    for (const chunk of chunks) {
      decoder.push(chunk)
      for (let event = decoder.next(); event !== undefined; event = decoder.next())
        found.push(event.type === 'body-chunk' ? { ...event, bytes: event.bytes.slice() } : event)
    }
    decoder.end()
  } catch (error) {
    if (!isImapError(error)) throw error
    found.push({ type: 'thrown', error })
  }
  return joined(found)
}

const all: fc.Arbitrary<AnyResponse> = fc.oneof(
  ...[...Object.values(responsesBy(false)), ...Object.values(oddResponses(false))].map(one => one as fc.Arbitrary<AnyResponse>),
)
const cuts = fc.array(fc.nat(400), { maxLength: 8 })

describe('the same events, whole, byte by byte and in random chunks', () => {
  const stream = fc.array(all, { minLength: 1, maxLength: 4 })
  test.prop([stream, cuts, fc.constantFrom(2, 1 << 16)], { numRuns: RUNS })(
    'of valid responses',
    (responses, points, inlineLiteral) => {
      const bytes = asBytes(responses.map(one => asChars(encodeResponse(one))).join(''))
      const limits = { inlineLiteral }
      const found = events([bytes.slice()], limits)
      expect(events(byteByByte(bytes), limits)).toEqual(found)
      expect(events(cutAt(bytes, points), limits)).toEqual(found)
      if (inlineLiteral > 2) expect(found.map(one => plain(one as Response))).toStrictEqual(structuredClone(responses))
    },
  )

  test.prop([stream, cuts, fc.nat()], { numRuns: RUNS })('of damaged ones', (responses, points, seed) => {
    const random = randomFrom(seed)
    const bytes = asBytes(responses.map(one => mutant(asChars(encodeResponse(one)), random)).join(''))
    const limits = { inlineLiteral: 4 }
    const found = events([bytes.slice()], limits)
    expect(events(byteByByte(bytes), limits)).toEqual(found)
    expect(events(cutAt(bytes, points), limits)).toEqual(found)
  })
})

// ----- Any bytes -----

const hostile = fc.string({
  unit: fc.constantFrom(
    ...'*+ ()[]{}<>"\\~0123.,:$\r\n\0\xff%',
    '* ',
    ' OK ',
    ' FETCH (',
    'BODY[',
    'ENVELOPE (',
    '{2}\r\n',
    ' NIL',
    '\r\n',
  ),
  maxLength: 60,
})

describe('any bytes', () => {
  test.prop(
    [
      fc.oneof(
        hostile,
        fc.uint8Array({ maxLength: 60 }).map(bytes => asChars(bytes)),
      ),
    ],
    { numRuns: 5 * RUNS },
  )('give responses, invalid ones or a typed error, and what is read can be written', input => {
    for (const event of events([asBytes(input)]) as ResponseEvent[]) {
      if (event.type === 'invalid') expect(isImapError(event.error)).toBe(true)
      else if (!['thrown', 'body-start', 'body-chunk', 'body-end'].includes(event.type)) assertStable(event as Response, input)
    }
  })

  test.prop([hostile.map(text => text.replaceAll(/[\r\n{]/g, ''))], { numRuns: 2 * RUNS })(
    'leave a decoder that reads the next line',
    input => {
      const found = events([asBytes(`${input}\r\n* 1 EXISTS\r\n`)]) as ResponseEvent[]
      expect(found.at(-1)).toMatchObject({ type: 'exists', number: 1 })
      expect(found).toHaveLength(input === '' ? found.length : 2)
    },
  )
})

/** What was read is written, and read again as the same value. */
function assertStable(found: Response, input: string): void {
  const bytes = encodeResponse(found)
  assertFramed(bytes)
  expect(plain(decodeResponse(bytes)), input).toStrictEqual(plain(found))
}

// ----- Neighbours of the grammar's sentences -----

const WORDS =
  'NIL 0 1 -1 01 1.5 4294967296 * $ 1:* "" "a" "a"b" {1} {0}\r\n {1}\r\nx {1}\r\n\0 ~{1}\r\n\0 {1+}\r\nx ( ) () (NIL) [] [1] <0> <0.1> \\Seen \\* \\ X FLAGS UID ENVELOPE BODYSTRUCTURE BODY[1] "\\a" "A" ("a" "b") ("a" NIL)'
const words = [...WORDS.split(' '), ' ', '  ', '"\xc3\xa9"', '"\xe9"', '&x', '"&AOk-"', '(a b)', '("a" {1}\r\n()', '\t']

describe('whatever is read can be written, and reads as the same', () => {
  it.each(families('response', 'union'))('%s', rule => {
    const random = randomFrom(Number(process.env['LAW_SEED'] ?? 11) + rule.length)
    let read = 0
    for (let at = 0; at < RUNS; at++) {
      const text = sentence('response', 'union', rule, random)
      const once = tokenMutant(text, random, words)
      for (const near of [text, mutant(text, random), once, tokenMutant(once, random, words), mutant(once, random)]) {
        let found: Response
        try {
          found = decodeResponse(asBytes(near))
        } catch (error) {
          if (!isImapError(error)) throw error
          continue
        }
        read++
        assertStable(found, near)
      }
    }
    expect(read).toBeGreaterThan(RUNS)
  })
})
