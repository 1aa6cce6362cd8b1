import { encodeMessage, type MessageInit } from '@mailwire/dns'
import { hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { matchResponse } from '../../src/index.js'

const question = { name: 'some.domain', type: 'MX' } as const
const query = encodeMessage({ id: 1985, questions: [question] })
const answer: MessageInit = {
  id: 1985,
  flags: { qr: true },
  questions: [question],
  answers: [{ ...question, ttl: 60, data: { preference: 10, exchange: 'mail.some.domain' } }],
}
const matched = (response: Uint8Array, asked = query, exactCase = false): unknown => {
  const match = matchResponse(asked, response, { exactCase })
  return match.type === 'response' ? match.message.rcode : [match.reason, match.detail]
}
const answered = (change: MessageInit): unknown => matched(encodeMessage({ ...answer, ...change }))

describe('matchResponse: what answers a query (RFC 1035 7.3, RFC 5452 9.1)', () => {
  it('takes the answer', () => {
    expect(answered({})).toBe('NOERROR')
    expect(answered({ rcode: 'NXDOMAIN', answers: [] })).toBe('NXDOMAIN')
  })

  it.each<[string, MessageInit, string, string]>([
    ['another ID', { id: 7 }, 'id', 'ID 7, 1985 expected'],
    ['a query', { flags: {} }, 'not-a-response', 'a query, a response expected'],
    ['another opcode', { opcode: 'NOTIFY' }, 'opcode', 'opcode NOTIFY, QUERY expected'],
    ['no question', { questions: [] }, 'question-count', '0 questions with NOERROR, 1 expected'],
    [
      'NXDOMAIN of no name',
      { questions: [], answers: [], rcode: 'NXDOMAIN' },
      'question-count',
      '0 questions with NXDOMAIN, 1 expected',
    ],
    [
      'an error of no name with records',
      { questions: [], rcode: 'SERVFAIL' },
      'question-count',
      '0 questions with SERVFAIL, 1 expected',
    ],
    ['the question twice', { questions: [question, question] }, 'question-count', '2 questions with NOERROR, 1 expected'],
    [
      'a second question',
      { questions: [question, { name: 'b', type: 'A' }] },
      'question-count',
      '2 questions with NOERROR, 1 expected',
    ],
    [
      'another name',
      { questions: [{ name: 'other.domain', type: 'MX' }] },
      'question',
      'question other.domain IN MX, some.domain IN MX expected',
    ],
    [
      'another type',
      { questions: [{ name: 'some.domain', type: 'A' }] },
      'question',
      'question some.domain IN A, some.domain IN MX expected',
    ],
    [
      'class CH',
      { questions: [{ ...question, class: 'CH' }] },
      'question',
      'question some.domain CH MX, some.domain IN MX expected',
    ],
    [
      'the class bit of multicast DNS',
      { questions: [{ ...question, unicastResponse: true }] },
      'question',
      'question some.domain IN MX, some.domain IN MX expected',
    ],
  ])('refuses %s', (_title, change, reason, detail) => {
    expect(answered(change)).toEqual([reason, detail])
  })

  it.each(['mx', 'TYPE15', 'type15', 'MX'])('a query of type %s is answered by MX (RFC 3597 5)', type => {
    for (const recordClass of ['in', 'CLASS1'])
      expect(
        matched(
          encodeMessage(answer),
          encodeMessage({ id: 1985, questions: [{ name: 'SOME.d\\111main.', type, class: recordClass }] }),
        ),
      ).toBe('NOERROR')
  })

  it('compares the case of the name on request (draft-vixie-dnsext-dns0x20)', () => {
    const mixed = encodeMessage({ id: 1985, questions: [{ name: 'sOmE.doMain', type: 'MX' }] })
    const same = encodeMessage({ ...answer, questions: [{ name: 'sOmE.doMain', type: 'MX' }] })
    expect(matched(encodeMessage(answer), mixed)).toBe('NOERROR')
    expect(matched(same, mixed, true)).toBe('NOERROR')
    expect(matched(encodeMessage(answer), mixed, true)).toEqual([
      'question',
      'question some.domain IN MX, sOmE.doMain IN MX expected',
    ])
  })

  it.each(['FORMERR', 'NOTIMP', 'SERVFAIL', 'REFUSED'])('%s need not repeat a question that could not be read', rcode => {
    expect(answered({ rcode, questions: [], answers: [] })).toBe(rcode)
  })

  it.each<[string, MessageInit, string]>([
    ['NOERROR of no name and no records', { questions: [], answers: [] }, '0 questions with NOERROR, 1 expected'],
    [
      'an error of no name with a record of authority',
      { rcode: 'SERVFAIL', questions: [], answers: [], authorities: answer.answers },
      '0 questions with SERVFAIL, 1 expected',
    ],
    [
      'an error of no name with an additional record',
      { rcode: 'SERVFAIL', questions: [], answers: [], additionals: answer.answers },
      '0 questions with SERVFAIL, 1 expected',
    ],
    [
      'an error of no name with as many records in two sections',
      { rcode: 'SERVFAIL', questions: [], authorities: answer.answers },
      '0 questions with SERVFAIL, 1 expected',
    ],
    [
      'an error of no name with an answer and an additional record',
      { rcode: 'SERVFAIL', questions: [], additionals: answer.answers },
      '0 questions with SERVFAIL, 1 expected',
    ],
    [
      'an error about another name (RFC 5452 9.1)',
      { rcode: 'SERVFAIL', questions: [{ name: 'other.domain', type: 'MX' }], answers: [] },
      'question other.domain IN MX, some.domain IN MX expected',
    ],
  ])('%s is refused', (_title, change, detail) => {
    const match = matchResponse(query, encodeMessage({ ...answer, ...change }))
    expect(match).toMatchObject({ type: 'mismatch', detail })
  })

  it('says where a response is malformed', () => {
    const bytes = encodeMessage(answer)
    const detail = (length: number): unknown => matchResponse(query, bytes.subarray(0, length))
    expect(detail(-1)).toMatchObject({ reason: 'malformed', detail: expect.stringMatching(/^decode .+ in answer 1 at byte 41$/) })
    expect(detail(14)).toMatchObject({
      reason: 'malformed',
      detail: expect.stringMatching(/^decode .+ in question 1 at byte 12$/),
    })
  })

  it('at every byte that a response is cut, it is malformed, unless TC says so (RFC 2181 9)', () => {
    const whole = encodeMessage(answer)
    const truncated = encodeMessage({ ...answer, flags: { qr: true, tc: true } })
    const questionEnd = 12 + 13 + 4
    for (let length = 0; length < whole.length; length++) {
      expect(matched(whole.subarray(0, length))).toEqual(['malformed', expect.any(String)])
      expect(matched(truncated.subarray(0, length))).toEqual(length < questionEnd ? ['malformed', expect.any(String)] : 'NOERROR')
    }
  })

  it('bytes of any other kind are malformed or of another ID', () => {
    expect(matched(hex('07c1'))).toEqual(['malformed', '2 bytes, at least 12 expected'])
    expect(matched(new Uint8Array(600).fill(0xff))).toMatchObject(['id', expect.any(String)])
    expect(matched(hex('07c1 8000 ffff ffff ffff ffff'))).toMatchObject(['malformed', expect.any(String)])
  })

  it('a query must have exactly one question', () => {
    for (const questions of [[], [question, question]])
      expect(() => matchResponse(encodeMessage({ questions }), encodeMessage(answer))).toThrow(
        expect.objectContaining({
          code: 'bad-value',
          message: `match response: a query of ${questions.length} questions, 1 expected`,
        }),
      )
  })
})
