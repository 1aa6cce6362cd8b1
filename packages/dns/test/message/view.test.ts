import { fc, test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  cookieOption,
  type DnsError,
  decodeMessage,
  defaultCodec,
  type Edns,
  encodeMessage,
  encodeName,
  MessageView,
  messageCodec,
  type OptionType,
  QuestionView,
  RecordView,
  recordTypes,
} from '../../src/all.js'
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

  it('tells queries from responses, and whole messages from truncated ones (RFC 1035 4.1.1)', () => {
    const bits = (flags: string): boolean[] => {
      const { isResponse, isTruncated } = new MessageView(hex(`0000 ${flags} 0000 0000 0000 0000`))
      return [isResponse, isTruncated]
    }
    expect(['0000', '8000', '0200', '8200'].map(bits)).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])
  })

  it('a question with an invalid name has an error with its place', () => {
    const questions = [...new MessageView(hex('0000 0000 0002 0000 0000 0000 00 0001 0001 c0ff 0001 0001')).questions()]
    expect(caught(() => questions[1]!.decode(defaultCodec()))).toMatchObject({
      code: 'bad-pointer',
      section: 'question',
      index: 1,
    })
  })

  it('refuses a place that is not in a view, and a codec that is missing', () => {
    const refused = { name: 'DnsError', code: 'bad-value', fault: 'local' }
    for (const other of [undefined, {}, bytes]) {
      expect(caught(() => new QuestionView(other as never, 12))).toMatchObject(refused)
      expect(caught(() => new RecordView(other as never, 12, 'answer', 0))).toMatchObject(refused)
    }
    for (const offset of [-1, 12.5, 65_536, '12'])
      expect(caught(() => new QuestionView(view, offset as never))).toMatchObject(refused)
    expect(caught(() => new MessageView(bytes).answer()!.decode(undefined as never))).toMatchObject(refused)
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

describe('EDNS in a view (RFC 6891 6.1)', () => {
  const options = [
    { name: 'ECS', code: 8, family: 1, sourcePrefix: 24, scopePrefix: 0, address: '192.0.2.0' },
    { name: 'COOKIE', code: 10, client: hex('0102030405060708'), server: undefined },
  ] as const
  const color: OptionType<{ readonly rgb: number }, 'COLOR'> = {
    name: 'COLOR',
    code: 65_100,
    decode: reader => ({ rgb: reader.u16() }),
    encode: (writer, { rgb }) => writer.u16(rgb),
  }
  const opt = '00 0029 04d0 00 00 8000'

  it('is as from decode', () => {
    const sent = encodeMessage({ ...seed, edns: { udpPayloadSize: 4096, flags: { do: true }, options } })
    const edns = new MessageView(sent).edns(defaultCodec())
    expect(edns).toEqual(decodeMessage(sent).edns)
    expect(edns!.options.map(({ name }) => name)).toEqual(['ECS', 'COOKIE'])
    expect(new MessageView(encodeMessage({})).edns(defaultCodec())).toBeUndefined()
  })

  it('is decoded by the options of the codec, and typed by them', () => {
    const sent = new MessageView(
      messageCodec([], [color]).encode({
        edns: {
          options: [
            { name: 'COLOR', rgb: 7 },
            { code: 10, data: hex('0102030405060708') },
          ],
        },
      }),
    )
    const own = sent.edns(messageCodec([], [color]))!
    const [first] = own.options
    expectTypeOf(own).toEqualTypeOf<Edns<{ readonly code: number; readonly name: 'COLOR' } & { readonly rgb: number }>>()
    expect(first?.name === 'COLOR' ? first.rgb : undefined).toBe(7)
    expect(own.options[1]).toMatchObject({ name: 'OPT10' })
    const other = sent.edns(messageCodec([], [cookieOption]))!
    expect(other.options.map(({ name }) => name)).toEqual(['OPT65100', 'COOKIE'])
    expectTypeOf(sent.edns(defaultCodec())).toEqualTypeOf<Edns | undefined>()
  })

  it('an option that the codec does not have is opaque, also a malformed one', () => {
    const sent = new MessageView(hex(`0007 0000 0000 0000 0000 0001 ${opt} 0005 000a 0001 01`))
    expect(caught(() => sent.edns(defaultCodec()))).toMatchObject({ code: 'bad-edns' })
    expect(sent.edns(messageCodec([]))!.options).toEqual([{ code: 10, name: 'OPT10', data: hex('01') }])
  })

  const [none, a] = [`${opt} 0000`, '00 0001 0001 00000000 0004 7f000001']
  it.each<[string, string, string, object]>([
    [
      'a malformed option',
      '0000 0000 0001',
      `${opt} 0005 000a 0001 01`,
      { code: 'bad-edns', section: 'additional', index: 0, field: 'COOKIE' },
    ],
    [
      'an option beyond RDATA',
      '0000 0000 0001',
      `${opt} 0005 000a 0002 01`,
      { code: 'bad-edns', section: 'additional', index: 0, field: 'OPT' },
    ],
    [
      'half the head of an option',
      '0000 0000 0001',
      `${opt} 0003 000a 00`,
      { code: 'bad-edns', section: 'additional', index: 0, field: 'OPT' },
    ],
    [
      'an owner that is not the root',
      '0000 0000 0001',
      `0161 ${none}`,
      { code: 'bad-edns', section: 'additional', index: 0, field: 'OPT' },
    ],
    ['a record in the answer section', '0001 0000 0000', none, { code: 'bad-edns', section: 'answer', index: 0, field: 'OPT' }],
    [
      'a record in the authority section',
      '0000 0002 0000',
      `${a} ${none}`,
      { code: 'bad-edns', section: 'authority', index: 1, field: 'OPT' },
    ],
    [
      'a second record',
      '0000 0000 0003',
      `${none} ${a} ${none}`,
      { code: 'bad-edns', section: 'additional', index: 2, field: 'OPT' },
    ],
    ['RDATA beyond the message', '0000 0000 0001', `${opt} 0001`, { code: 'truncated', section: 'additional', index: 0 }],
    [
      'a record after it that is cut off',
      '0000 0000 0002',
      `${none} 00 0001`,
      { code: 'truncated', section: 'additional', index: 1 },
    ],
  ])('refuses %s, as decode does', (_title, counts, records, place) => {
    const broken = hex(`0007 0000 0000 ${counts} ${records}`)
    const error = caught(() => new MessageView(broken).edns(defaultCodec()))
    expect(error).toMatchObject({ name: 'DnsError', fault: 'remote', ...place })
    expect(caught(() => decodeMessage(broken))).toMatchObject(place)
  })

  it('names of other records are not read', () => {
    const loop = 'c00c 0001 0001 00000000 0004 7f000001'
    expect(new MessageView(hex(`0007 0000 0000 0001 0000 0001 ${loop} ${none}`)).edns(defaultCodec())).toMatchObject({
      udpPayloadSize: 1232,
      flags: { do: true },
      options: [],
    })
  })

  it('a value that is not a codec is refused', () => {
    expect(caught(() => new MessageView(bytes).edns({} as never))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
  })
})

it('errors are inside the message, wherever it ends', () => {
  const whole = hex('0007 0000 0001 0001 0000 0000 03616263 c00c 0001 0001 03616263 c00c 0001 0001 00000000 0004 7f000001')
  for (let length = 12; length < whole.length; length++) {
    const cut = whole.subarray(0, length)
    const error = caught(() => [...new MessageView(cut).questions(), ...new MessageView(cut).records()]) as DnsError
    expect(error).toMatchObject({ code: 'truncated' })
    expect(error.offset).toBeLessThanOrEqual(length)
  }
})

it.each([
  [12, 12],
  [13, 13],
  [22, 13],
  [23, 23],
  [26, 23],
])('a record that is cut off after %i bytes has an error at %i, where decode has it', (length, offset) => {
  const cut = hex('0007 0000 0000 0001 0000 0000 00 0001 0001 00000000 0004 7f000001').subarray(0, length)
  expect(caught(() => new MessageView(cut).answer())).toMatchObject({ code: 'truncated', offset })
  expect(caught(() => decodeMessage(cut))).toMatchObject({ code: 'truncated', offset })
})
