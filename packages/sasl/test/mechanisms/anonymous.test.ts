import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type AnonymousMessage, anonymousClient, anonymousServer, decodeInitialResponse, type Verify } from '../../src/index.js'
import { checkTrace } from '../../src/trace.js'
import { meet } from '../meet.js'

const EMPTY = new Uint8Array(0)
const nobody = { authenticationId: 'anonymous', authorizationId: 'anonymous' }
/** The error in a text, or `undefined`. */
function faultOf(text: string): unknown {
  try {
    checkTrace(text, 'bad-message', 'decode ANONYMOUS')
    return undefined
  } catch (error) {
    return error
  }
}

/** Kinds of text that are fine as they are. */
const traces = [
  '',
  'sirhc',
  'tim the "user"',
  'sirhc@example.com',
  '"s@h"@example.com',
  'a.b@[192.0.2.1]',
  'jürgen@bücher.example',
  'x'.repeat(255),
  '😀'.repeat(255),
  '\u05d0\u05d1',
  '\u0627 1 \u0628',
  '\u0221', // unassigned in Unicode 3.2, which the profile allows
]

/** Those that are not, with the reason's first word. */
const faults: readonly [text: string, reason: string][] = [
  ['a@b@c', 'neither'],
  ['@example.com', 'neither'],
  ['tim@', 'neither'],
  ['t im@example.com', 'neither'],
  ['tim@example..com', 'neither'],
  ['"tim@example.com', 'neither'],
  ['x'.repeat(256), 'neither'],
  ['a\r\nb', 'prohibited'],
  ['"a\r\n"@example.com', 'prohibited'],
  ['tim@[\x7f]', 'prohibited'],
  ['a\0', 'prohibited'],
  ['\u0085', 'prohibited'],
  ['\ue000', 'prohibited'],
  ['\ufdd0', 'prohibited'],
  ['\ufffd', 'prohibited'],
  ['\u202e', 'prohibited'],
  ['\u{e0041}', 'prohibited'],
  ['\u05d0a', 'right-to-left'],
  ['\u05d0 a \u05d0', 'right-to-left'],
  ['1\u05d0', 'right-to-left'],
  ['\u05d01', 'right-to-left'],
]

describe('the ANONYMOUS exchange (RFC 4505 2)', () => {
  it('is one response: the example (RFC 4505 4)', async () => {
    const client = anonymousClient({ anonymous: 'sirhc' })
    let got: unknown
    const server = anonymousServer(message => {
      got = message
      return nobody
    })
    expect([client.name, client.clientFirst, client.done, server.name]).toEqual(['ANONYMOUS', true, false, 'ANONYMOUS'])
    expect(server.start(undefined)).toEqual({ type: 'challenge', data: EMPTY })
    const response = client.respond(EMPTY) as Uint8Array
    expect(response).toEqual(decodeInitialResponse('c2lyaGM='))
    expect(client.done).toBe(true)
    expect(server.respond(response)).toEqual({ type: 'success', identity: nobody })
    expect(got).toEqual({ trace: 'sirhc' })
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
    expect(caught(() => server.respond(EMPTY))).toMatchObject({ code: 'unexpected' })
  })

  it('GNU SASL 2.2.0 and Cyrus SASL 2.1.28 send the same for these texts (recorded)', () => {
    expect(anonymousClient({ anonymous: 'sirhc' }).respond(EMPTY)).toEqual(decodeInitialResponse('c2lyaGM='))
    expect(anonymousClient({ anonymous: 'anonymous@vm' }).respond(EMPTY)).toEqual(decodeInitialResponse('YW5vbnltb3VzQHZt'))
  })

  it.each<[unknown]>([[true], [undefined], [null], [1], [{}], [{ authenticationId: 'anonymous' }]])(
    'nobody is let in by default: the verifier says %j (RFC 4505 5)',
    async verdict => {
      for (const verify of [() => verdict, async () => verdict])
        expect(await anonymousServer(verify as Verify<AnonymousMessage>).start(EMPTY)).toMatchObject({
          type: 'failure',
          error: { name: 'SaslError', code: 'bad-credentials', fault: 'remote' },
        })
    },
  )

  it('a verifier is needed', () => {
    expect(caught(() => anonymousServer(undefined as unknown as Verify<AnonymousMessage>))).toMatchObject({
      name: 'SaslError',
      code: 'bad-value',
      fault: 'local',
    })
  })

  it('takes one response', () => {
    const server = anonymousServer(() => false)
    server.start(asBytes('x'))
    expect(caught(() => server.respond(asBytes('x')))).toMatchObject({ code: 'unexpected' })
    expect(caught(() => anonymousClient({ anonymous: '' }).respond(asBytes('hello')))).toMatchObject({ code: 'bad-message' })
  })

  const printable = fc.string({ unit: 'grapheme', maxLength: 60 }).filter(text => faultOf(text) === undefined)
  test.prop([printable, fc.boolean()])('brings any trace across', async (anonymous, initial) => {
    let got: unknown
    const server = anonymousServer(({ trace }) => {
      got = trace
      return nobody
    })
    expect((await meet(anonymousClient({ anonymous }), server, initial)).step).toMatchObject({ type: 'success' })
    expect(got).toBe(anonymous)
  })

  test.prop([fc.uint8Array({ maxLength: 40 })])(
    'any bytes are judged or a failure, and what is accepted is sent again as it is',
    bytes => {
      let got: string | undefined
      const step = anonymousServer(({ trace }) => {
        got = trace
        return nobody
      }).start(bytes)
      expect(step).toMatchObject({ type: got === undefined ? 'failure' : 'success' })
      if (got !== undefined) expect(anonymousClient({ anonymous: got }).respond(EMPTY)).toEqual(bytes)
    },
  )
})

describe('trace texts (RFC 4505 2 and 3)', () => {
  it.each(traces)('accepts %j', text => {
    expect(faultOf(text)).toBeUndefined()
    expect(anonymousClient({ anonymous: text }).respond(EMPTY)).toEqual(utf8(text))
    expect(anonymousServer(() => nobody).start(utf8(text))).toMatchObject({ type: 'success' })
  })

  it.each(faults)('rejects %j: %s', (text, reason) => {
    const isShape = reason === 'neither'
    expect(faultOf(text)).toMatchObject({ message: expect.stringContaining(`decode ANONYMOUS: ${reason}`) })
    expect(caught(() => anonymousClient({ anonymous: text }))).toMatchObject({
      name: 'SaslError',
      code: isShape ? 'bad-credentials' : 'bad-string',
      fault: 'local',
    })
    expect(anonymousServer(() => nobody).start(utf8(text))).toMatchObject({
      type: 'failure',
      error: { code: isShape ? 'bad-message' : 'bad-string', fault: 'remote' },
    })
  })

  it.each(['\xff', 'a\xc0\x80', '\xed\xa0\x80'])('rejects %j, which is not UTF-8', text => {
    expect(anonymousServer(() => nobody).start(asBytes(text))).toMatchObject({ type: 'failure', error: { code: 'bad-message' } })
  })

  it.each([
    ['C.2.1', '\x1f\x7f'],
    ['C.2.2', '\x80\x9f\u06dd\u070f\u180e\u200c\u200d\u2028\u2029\u2060\u2063\ufeff\ufff9\ufffc\u{1d173}\u{1d17a}'],
    ['C.3', '\ue000\uf8ff\u{f0000}\u{ffffd}\u{100000}\u{10fffd}'],
    ['C.4', '\ufdd0\ufdef\ufffe\uffff\u{1fffe}\u{10ffff}'],
    ['C.5', '\udfff\ud800'],
    ['C.6', '\ufff9\ufffd'],
    ['C.8', '\u0340\u0341\u200e\u200f\u202a\u202e\u206a\u206f'],
    ['C.9', '\u{e0001}\u{e0020}\u{e007f}'],
  ])('the first and last of each range of %s are prohibited (RFC 3454, RFC 4505 3)', (_table, text) => {
    for (const character of text)
      for (const [place, around] of [`${character}a`, `a${character}`].entries())
        expect([character, faultOf(around)]).toEqual([
          character,
          expect.objectContaining({ code: 'bad-string', offset: place, message: expect.stringContaining(`at offset ${place}`) }),
        ])
  })

  it('the characters beside them are not, and neither are spaces (C.1) and description characters (C.7)', () => {
    for (const character of ' ~\xa0\u3000\u2ff0\u200a\u2010\u2064\ufe00') expect(faultOf(character)).toBeUndefined()
  })

  it.each([
    [1019, true],
    [1020, true],
    [1021, false],
  ])('an address of %i bytes: %s', (length, fits) => {
    const text = `${'x'.repeat(length - 12)}@example.com`
    if (fits) expect(asChars(anonymousClient({ anonymous: text }).respond(EMPTY) as Uint8Array)).toBe(text)
    else expect(caught(() => anonymousClient({ anonymous: text }))).toMatchObject({ code: 'too-long' })
    expect(anonymousServer(() => nobody).start(asBytes(text))).toMatchObject(
      fits ? { type: 'success' } : { type: 'failure', error: { code: 'too-long' } },
    )
  })

  it.each<[unknown]>([[undefined], [null], ['sirhc'], [{}], [{ anonymous: 5 }]])('rejects the credentials %j', credentials => {
    expect(caught(() => anonymousClient(credentials as { anonymous: string }))).toMatchObject({
      name: 'SaslError',
      code: 'bad-value',
    })
  })
})
