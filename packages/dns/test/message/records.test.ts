/** What one question and one record need; each type's own data is in `rdata.test.ts`. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type MessageInit, type RecordInit } from '../../src/all.js'

const a = { name: 'a', type: 'A', ttl: 0, data: { address: '127.0.0.1' } } as const
const answer = (record: object, options = {}, message: MessageInit = {}): Uint8Array =>
  encodeMessage({ ...message, answers: [{ ...a, ...record } as RecordInit] }, options)
/** A message with one answer, owned by the root. */
const wire = (digits: string, bits = '0000'): Uint8Array => hex(`0000 ${bits} 0000 0001 0000 0000 00 ${digits}`)

describe('a record to encode', () => {
  it.each<[what: string, record: object, code: string, text: string]>([
    ['no data', { data: undefined }, 'bad-value', 'without data'],
    ['data of null', { data: null }, 'bad-value', 'an object expected, not null'],
    ['data of a string', { data: '127.0.0.1' }, 'bad-value', 'an object expected, not a string'],
    ['data of a number', { data: 5 }, 'bad-value', 'an object expected, not a number'],
    ['data of a list', { data: [] }, 'bad-value', 'an object expected'],
    ['a type without codec', { type: 'TYPE65280' }, 'bad-value', 'no codec'],
    ['an unknown class', { class: 'NOPE' }, 'bad-class', 'NOPE'],
    ['a cache-flush bit of 1', { cacheFlush: 1 }, 'bad-value', 'cacheFlush: a boolean expected'],
    ['a cache-flush bit of null', { cacheFlush: null }, 'bad-value', 'cacheFlush: a boolean expected'],
    ['a cache-flush bit in another class', { class: 'CH', cacheFlush: true }, 'bad-class', 'multicast'],
  ])('is refused for %s', (_what, record, code, text) => {
    expect(caught(() => answer(record))).toMatchObject({
      name: 'DnsError',
      code,
      section: 'answer',
      index: 0,
      message: expect.stringContaining(text) as string,
    })
  })

  it.each<[what: string, record: object, message: MessageInit]>([
    ['class ANY (RFC 2136 2.4.1)', { class: 'ANY' }, {}],
    ['class NONE (RFC 2136 2.4.3)', { class: 'NONE' }, {}],
    ['an update', {}, { opcode: 'UPDATE' }],
    ['an update by its number', {}, { opcode: 'OPCODE5' }],
  ])('has no data in %s', (_what, record, message) => {
    const bytes = answer({ ...record, data: undefined }, {}, message)
    expect(decodeMessage(bytes).answers).toMatchObject([{ type: 'A', data: undefined }])
  })

  it('has no cache-flush bit if that is false, as if it is left out', () => {
    expect(answer({ cacheFlush: false })).toEqual(answer({}))
    expect(answer({ cacheFlush: true })).not.toEqual(answer({}))
    expect(answer({ class: 'in' })).toEqual(answer({}))
  })
})

describe('a record to decode', () => {
  it.each([
    ['is longer than its data', '0001 0001 00000000 0005 7f000001 00', 'rdata-length'],
    ['has no data', '0001 0001 00000000 0000', 'truncated'],
    ['has no data in another class', '0010 0003 00000000 0000', 'truncated'],
  ])('that %s is refused (RFC 1035 3.2.1)', (_what, digits, code) => {
    expect(caught(() => decodeMessage(wire(digits)))).toMatchObject({ name: 'DnsError', code, section: 'answer', index: 0 })
  })

  it('may have no data in an update (RFC 2136 2.5.4)', () => {
    expect(decodeMessage(wire('0001 0001 00000000 0000', '2800')).answers).toMatchObject([{ type: 'A', data: undefined }])
  })

  it('that is damaged and has no data is opaque', () => {
    const { answers } = decodeMessage(wire('0001 0001 00000000 0000'), { keepDamaged: true })
    expect(answers).toMatchObject([{ type: 'TYPE1', data: { bytes: hex('') }, error: { code: 'truncated' } }])
  })
})

describe('a question', () => {
  it('points to the name of the one before (RFC 1035 4.1.4)', () => {
    const question = { name: 'a.example', type: 'A' }
    expect(encodeMessage({ questions: [question, question] })).toHaveLength(12 + 11 + 4 + 2 + 4)
  })

  it('is refused with another QU bit than a boolean (RFC 6762 5.4)', () => {
    const question = { name: 'a', type: 'A', unicastResponse: 1 as never }
    expect(caught(() => encodeMessage({ questions: [question] }))).toMatchObject({
      code: 'bad-value',
      section: 'question',
      message: expect.stringContaining('unicastResponse: a boolean expected') as string,
    })
  })
})
