import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught, cutAt, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  decodeReply,
  encodeReply,
  enhancedMeaning,
  enhancedStatuses,
  formatEnhancedStatus,
  parseEnhancedStatus,
  ReplyDecoder,
} from '../src/all.js'
import { reply } from './arbitraries.js'
import { replyInvariant } from './invariants.js'

describe('replies, decoded and encoded (RFC 5321 4.2, RFC 2034)', () => {
  it.each<[string, object]>([
    ['250 ok\r\n', { code: 250, enhanced: undefined, lines: ['ok'] }],
    ['250 2.1.5 ok\r\n', { code: 250, enhanced: '2.1.5', lines: ['ok'] }],
    ['250 2.0.0\r\n', { code: 250, enhanced: '2.0.0', lines: [''] }],
    ['250-one\r\n250-\r\n250 three\r\n', { code: 250, enhanced: undefined, lines: ['one', '', 'three'] }],
    ['550-5.7.1 one\r\n550 5.7.1 two\r\n', { code: 550, enhanced: '5.7.1', lines: ['one', 'two'] }],
    ['550-5.7.1 one\r\n550 two\r\n', { code: 550, enhanced: undefined, lines: ['5.7.1 one', 'two'] }],
    ['250 5.1.1 of another class\r\n', { code: 250, enhanced: undefined, lines: ['5.1.1 of another class'] }],
    ['334 AHRpbQB4\r\n', { code: 334, enhanced: undefined, lines: ['AHRpbQB4'] }],
    ['220 caf\xe9\r\n', { code: 220, enhanced: undefined, lines: ['caf\udce9'] }],
  ])('%j at every split', (text, expected) => {
    for (const chunks of everySplit(asBytes(text))) {
      const decoder = new ReplyDecoder()
      const found = chunks.flatMap(chunk => {
        decoder.push(chunk)
        const next = decoder.next()
        chunk.fill(0xaa)
        return next === undefined ? [] : [next]
      })
      expect(found).toEqual([expected])
    }
    expect(encodeReply(decodeReply(asBytes(text)))).toEqual(asBytes(text))
  })

  it('longer than the text decoded at once, through one reused buffer', () => {
    const lines = Array.from({ length: 40 }, (_, at) => `line ${at} ${'x'.repeat(at * 7)}${at % 9 === 8 ? '\xe9' : ''}`)
    const wire = asBytes(lines.map((line, at) => `250${at < 39 ? '-' : ' '}${line}\r\n`).join(''))
    const decoder = new ReplyDecoder()
    const buffer = Buffer.alloc(wire.length)
    for (const size of [wire.length, 1500, 64, 7]) {
      let found: unknown
      for (let from = 0; from < wire.length; from += size) {
        const piece = wire.subarray(from, from + size)
        buffer.set(piece)
        decoder.push(buffer.subarray(0, piece.length))
        found = decoder.next()
      }
      expect(found, `pieces of ${size}`).toEqual({
        code: 250,
        enhanced: undefined,
        lines: lines.map(line => line.replace('\xe9', '\udce9')),
      })
    }
  })

  it('takes a code alone', () => {
    expect(decodeReply(asBytes('250\r\n'))).toEqual({ code: 250, enhanced: undefined, lines: [''] })
    expect(decodeReply(asBytes('334\r\n')).lines).toEqual([''])
  })

  it.each([
    ['1: not three digits', 'hello\r\n', 'bad-reply'],
    ['1: a code below 200', '150 x\r\n', 'bad-reply'],
    ['1: a code above 599', '600 x\r\n', 'bad-reply'],
    ['1: another separator', '250+x\r\n', 'bad-reply'],
    ['2: two codes in one reply', '250-a\r\n251 b\r\n', 'bad-reply'],
    ['4: a bare LF', '250 a\n', 'bare-lf'],
    ['a bare CR', '250 a\rb\r\n', 'bad-reply'],
    ['5: an endless line', `250 ${'x'.repeat(5000)}`, 'line-too-long'],
    ['5: an endless reply', '250-x\r\n'.repeat(1001), 'limit'],
    ['one that is not whole', '250-x\r\n', 'bad-reply'],
    ['two of them', '250 x\r\n250 y\r\n', 'bad-reply'],
  ])('refuses %s', (_name, text, code) => {
    expect(caught(() => decodeReply(asBytes(text)))).toMatchObject({ name: 'SmtpError', code })
  })

  it('1: strict ends at 559', () => {
    expect(decodeReply(asBytes('571 x\r\n')).code).toBe(571)
    expect(caught(() => decodeReply(asBytes('571 x\r\n'), { strict: true }))).toMatchObject({ code: 'bad-reply' })
  })

  it.each([
    { code: 99 },
    { code: 600 },
    { code: 250.5 },
    { code: 250, lines: [] },
    { code: 250, lines: ['a\r\nb'] },
    { code: 250, lines: ['\0'] },
    { code: 250, enhanced: '5.0.0' },
    { code: 250, enhanced: '2.0' },
    { code: 250, enhanced: '2.0.0 ' },
    { code: 354, enhanced: '3.0.0' },
    { code: 250, lines: ['x'.repeat(600)] },
  ])('never writes %j', value => {
    expect(caught(() => encodeReply(value))).toMatchObject({ name: 'SmtpError' })
  })

  test.prop([reply])('decode undoes encode', value => {
    expect(decodeReply(encodeReply(value))).toEqual(value)
  })

  test.prop([fc.uint8Array({ maxLength: 80 })])('no foreign error for any bytes', replyInvariant)

  test.prop([fc.array(reply, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(), { maxLength: 8 })])(
    'any split of a stream of replies gives the same',
    (replies, points) => {
      const stream = asBytes(asChars(replies.map(one => encodeReply(one))))
      const decoder = new ReplyDecoder()
      const found = cutAt(stream, points).flatMap(chunk => {
        decoder.push(chunk)
        const whole = []
        for (let next = decoder.next(); next !== undefined; next = decoder.next()) whole.push(next)
        chunk.fill(0xaa)
        return whole
      })
      expect(found).toEqual(replies)
      expect([decoder.unread, decoder.partial]).toEqual([0, false])
    },
  )

  it('5: an endless line is refused at its limit, however small its pieces', () => {
    const decoder = new ReplyDecoder()
    let pushed = 0
    const error = caught(() => {
      for (; pushed < 10_000; pushed++) {
        decoder.push(asBytes(pushed < 4 ? '250 '[pushed]! : 'x'))
        decoder.next()
      }
    })
    expect(error).toMatchObject({ code: 'line-too-long', offset: 0 })
    expect(pushed).toBe(4096)
  })

  it('5: an endless reply is refused at its limits, however short its lines', () => {
    const decoder = new ReplyDecoder()
    let lines = 0
    const error = caught(() => {
      for (; lines < 10_000; lines++) {
        decoder.push(asBytes('250-\r\n'))
        decoder.next()
      }
    })
    expect(error).toMatchObject({ code: 'limit' })
    expect(lines).toBe(1000)
  })
})

describe('what strict refuses and the default accepts', () => {
  it.each([
    ['a second digit above 5 (RFC 5321 4.2: Reply-code)', '260 x\r\n'],
    ['a code above 559', '560 x\r\n'],
    ['text beyond ASCII', '250 caf\xc3\xa9\r\n'],
    ['a control character', '250 a\x01b\r\n'],
  ])('%s', (_name, text) => {
    expect(decodeReply(asBytes(text)).code).toBe(Number(text.slice(0, 3)))
    expect(caught(() => decodeReply(asBytes(text), { strict: true }))).toMatchObject({ code: 'bad-reply' })
  })

  it('4: a bare LF only if acceptBareLf is set', () => {
    expect(decodeReply(asBytes('250-a\n250 b\r\n'), { acceptBareLf: true }).lines).toEqual(['a', 'b'])
    expect(caught(() => decodeReply(asBytes('250-a\n250 b\r\n')))).toMatchObject({ code: 'bare-lf', offset: 0 })
  })

  it('5: no more than limits.replySize of one reply', () => {
    const text = `250-${'x'.repeat(1000)}\r\n`.repeat(66)
    expect(caught(() => decodeReply(asBytes(text)))).toMatchObject({ code: 'limit' })
    expect(caught(() => decodeReply(asBytes('250-x\r\n250 y\r\n'), { limits: { replySize: 9 } }))).toMatchObject({
      code: 'limit',
    })
    expect(decodeReply(asBytes('250-x\r\n250 y\r\n'), { limits: { replySize: 10 } }).lines).toEqual(['x', 'y'])
  })
})

describe('enhanced status codes (RFC 3463, RFC 5248)', () => {
  it('have the meaning that the registry gives them', () => {
    expect(enhancedMeaning('5.1.1')).toBe('bad destination mailbox address')
    expect(enhancedMeaning('2.1.5')).toBe('destination address valid')
    expect(enhancedMeaning('4.7.30')).toBe('REQUIRETLS support required')
    for (const text of ['5.1.99', '3.1.1', '5.1', '', 'toString', '5.1.1 ', '5.1.1111'])
      expect(enhancedMeaning(text)).toBeUndefined()
    expect(Object.keys(enhancedStatuses)).toHaveLength(81)
  })

  test.prop([fc.constantFrom(2 as const, 4 as const, 5 as const), fc.nat(999), fc.nat(999)])(
    'parse undoes format',
    (kind, subject, detail) => {
      const status = { class: kind, subject, detail }
      expect(parseEnhancedStatus(formatEnhancedStatus(status))).toEqual(status)
    },
  )

  it('that are invalid are not written', () => {
    for (const wrong of [
      { class: 3 as 2, subject: 0, detail: 0 },
      { class: 5 as const, subject: 1000, detail: 0 },
      { class: 5 as const, subject: 1, detail: -1 },
    ])
      expect(caught(() => formatEnhancedStatus(wrong))).toMatchObject({ code: 'bad-reply' })
  })
})
