import { fc, test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeMessage, defaultCodec, encodeMessage, encodeName, MessageView, recordTypes } from '../../src/all.js'
import { domainName, message } from '../arbitraries.js'
import { viewInvariant } from '../invariants.js'
import { seed } from '../seed.js'

const bytes = encodeMessage(seed)
const view = new MessageView(bytes)

describe('MessageView', () => {
  it('reads the header', () => {
    expect([view.id, view.opcode, view.rcode, view.isResponse, view.isTruncated]).toEqual([1985, 0, 0, true, false])
    expect([view.questionCount, view.answerCount, view.authorityCount, view.additionalCount]).toEqual([1, 5, 4, 11])
    expect(view.flags).toEqual(decodeMessage(bytes).flags)
  })

  it('finds a record without reading those before it', () => {
    const question = view.question()!
    expect([question.type, question.class, question.nameEquals(encodeName('GMAIL.com'))]).toEqual([recordTypes.MX, 1, true])
    expect(question.decode(defaultCodec())).toEqual(decodeMessage(bytes).questions[0])
    const record = view.answer()!
    expect([record.section, record.index, record.type, record.class, record.ttl]).toEqual(['answer', 0, recordTypes.MX, 1, 262])
    expect(record.nameEquals(encodeName('gmail.com'))).toBe(true)
    expect(record.nameEquals(encodeName('mail.com'))).toBe(false)
    expect(record.nameEquals(encodeName('gmail.com.example'))).toBe(false)
    expect(record.nameEquals(encodeName('com'))).toBe(false)
    expect(record.decode(defaultCodec())).toEqual(decodeMessage(bytes).answers[0])
    expect(record.data.buffer).toBe(bytes.buffer)
  })

  it('walks the sections', () => {
    const whole = decodeMessage(bytes)
    expect([...view.answers()].map(record => record.decode(defaultCodec()))).toEqual(whole.answers)
    expect([...view.authorities()].map(record => record.decode(defaultCodec()))).toEqual(whole.authorities)
    const additionals = [...view.additionals()]
    expect(additionals.pop()!.type).toBe(recordTypes.OPT)
    expect(additionals.map(record => record.decode(defaultCodec()))).toEqual(whole.additionals)
    expect([...view.records()].map(record => `${record.section} ${record.index}`)).toHaveLength(20)
    expect([...view.questions()]).toHaveLength(1)
  })

  it('is of an empty message too', () => {
    const empty = new MessageView(encodeMessage({}))
    expect([empty.question(), empty.answer(), [...empty.records()]]).toEqual([undefined, undefined, []])
  })

  it.each<[string, string, string]>([
    ['a record that is missing', '', 'truncated'],
    ['RDATA beyond the end', '00 0001 0001 00000000 0004 7f00', 'truncated'],
    ['a label of no type', '41 00', 'bad-label'],
    ['half a pointer', 'c0', 'truncated'],
  ])('refuses %s', (_title, record, code) => {
    const broken = new MessageView(hex(`0000 8180 0000 0001 0000 0000 ${record}`))
    expect(caught(() => broken.answer())).toMatchObject({ name: 'DnsError', code, section: 'answer', index: 0 })
  })

  it.each(['c00c 0001 0001 00000000 0000', 'c00e 0001 0001 00000000 0000', 'c000 0001 0001 00000000 0000'])(
    'takes a name that loops for no name: %s',
    record => {
      const answer = new MessageView(hex(`0000 8180 0000 0001 0000 0000 ${record}`)).answer()!
      expect(answer.nameEquals(encodeName('.'))).toBe(false)
      expect(caught(() => answer.decode(defaultCodec()))).toMatchObject({ code: 'bad-pointer', section: 'answer', index: 0 })
    },
  )

  test.prop([message])('agrees with decodeMessage', value => {
    viewInvariant(encodeMessage(value))
  })

  test.prop([domainName, domainName])('compares names as their bytes in lower case (RFC 1035 2.3.3)', (one, other) => {
    const question = new MessageView(encodeMessage({ questions: [{ name: one, type: 'A' }] })).question()!
    expect(question.nameEquals(encodeName(one))).toBe(true)
    const lower = (name: string): string =>
      Buffer.from(encodeName(name))
        .toString('latin1')
        .replace(/[A-Z]/g, letter => letter.toLowerCase())
    expect(question.nameEquals(encodeName(other))).toBe(lower(one) === lower(other))
  })

  test.prop([fc.uint8Array({ minLength: 12, maxLength: 100 })])('throws only DnsErrors', bytes => {
    viewInvariant(bytes)
  })
})
