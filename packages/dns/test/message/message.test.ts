import { fc, test } from '@fast-check/vitest'
import { asBytes, caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  allDsoTlvs,
  cookieOption,
  type DnsError,
  type DnsRecord,
  decodeMessage,
  defaultCodec,
  effectiveTtl,
  encodeInto,
  encodeMessage,
  formatMessage,
  type MessageInit,
  messageCodec,
  mx,
  type RecordInit,
  rcodes,
  udpLimit,
} from '../../src/all.js'
import { allTypes } from '../../src/message/everything.js'
import { message as anyMessage } from '../arbitraries.js'
import { seed, seedText } from '../seed.js'

const header = (counts: string, bits = '8180'): string => `07c1 ${bits} ${counts}`
/** A response with one question for the root and one answer record in hex. */
const withAnswer = (record: string): Uint8Array => hex(`${header('0001 0001 0000 0000')} 00 0001 0001 ${record}`)

describe('the starting document', () => {
  it('is 417 bytes, as a real server compressed it', () => {
    expect(encodeMessage(seed)).toHaveLength(417)
  })

  it('decodes to what was encoded, and encodes to the same bytes again', () => {
    const bytes = encodeMessage(seed)
    const message = decodeMessage(bytes)
    expect(message).toMatchObject({
      id: 1985,
      opcode: 'QUERY',
      rcode: 'NOERROR',
      flags: { qr: true, rd: true, ra: true, aa: false },
      warnings: [],
    })
    expect(message.answers[0]).toEqual({
      name: 'gmail.com',
      type: 'MX',
      class: 'IN',
      ttl: 262,
      data: { preference: 40, exchange: 'alt4.gmail-smtp-in.l.google.com' },
    })
    expect(message.additionals.map(record => record.data)).toEqual(seed.additionals!.map(record => record.data))
    expect(message.edns).toEqual({ udpPayloadSize: 4096, version: 0, flags: { do: false, co: false, z: 0 }, options: [] })
    expect(encodeMessage(message)).toEqual(bytes)
    expect(decodeMessage(encodeMessage(message))).toEqual(message)
  })

  it('prints as dig printed it', () => {
    const text = formatMessage(decodeMessage(encodeMessage(seed)), { footer: { queryTime: 10, size: 417 } })
    expect(text.replace(/[\t ]+/g, ' ')).toBe(seedText)
    // The columns stand on BIND's tab stops.
    expect(text).toContain(';gmail.com.\t\t\tIN\tMX\n')
    expect(text).toContain('gmail.com.\t\t262\tIN\tMX\t40 alt4.gmail-smtp-in.l.google.com.\n')
    expect(text).toContain('gmail-smtp-in.l.google.com. 69\tIN\tA\t64.233.186.26\n')
    expect(text).toContain('alt1.gmail-smtp-in.l.google.com. 226 IN\tA\t74.125.133.27\n')
    expect(formatMessage(decodeMessage(encodeMessage(seed)), { short: true }).split('\n')[4]).toBe(
      '5 gmail-smtp-in.l.google.com.',
    )
  })

  it('is left as it was by encoding', () => {
    const before = JSON.stringify(seed)
    encodeMessage(seed, { maxSize: 300 })
    expect(JSON.stringify(seed)).toBe(before)
  })
})

describe('the header (RFC 1035 4.1.1)', () => {
  it('keeps every bit, and the numbers without a name', () => {
    const bytes = hex('ffff ffff 0000 0000 0000 0000')
    const message = decodeMessage(bytes)
    expect(message).toMatchObject({
      id: 65535,
      opcode: 'OPCODE15',
      rcode: 'RCODE15',
      flags: { qr: true, aa: true, tc: true, rd: true, ra: true, z: true, ad: true, cd: true },
    })
    expect(encodeMessage(message)).toEqual(bytes)
  })

  it('merges the upper bits of the response code from OPT (RFC 6891 6.1.3)', () => {
    const bytes = hex(`${header('0000 0000 0000 0001', '8185')} 00 0029 1000 01 00 8000 0000`)
    const message = decodeMessage(bytes)
    expect(message).toMatchObject({ rcode: 'BADALG', edns: { udpPayloadSize: 4096, flags: { do: true } } })
    expect(encodeMessage(message)).toEqual(bytes)
    expect(decodeMessage(encodeMessage({ rcode: 'BADVERS', edns: {} })).rcode).toBe('BADVERS')
    expect(rcodes.BADVERS).toBe(16)
  })
})

describe('types, classes and empty data (RFC 1035 3.2.1 to 3.2.5)', () => {
  it.each<[string, string, Partial<DnsRecord>]>([
    [
      'an unknown type is opaque (RFC 3597 3)',
      '00 ff7f 0001 0000003c 0002 abcd',
      { type: 'TYPE65407', class: 'IN', data: { bytes: hex('abcd') } },
    ],
    ['an unknown class', '00 0010 0077 0000003c 0002 01 41', { type: 'TXT', class: 'CLASS119', data: { strings: ['A'] } }],
    [
      'a type of IN in another class is opaque',
      '00 0001 0003 0000003c 0004 7f000001',
      { type: 'TYPE1', class: 'CH', data: { bytes: hex('7f000001') } },
    ],
    ['a mnemonic without codec is opaque', '00 0067 0001 0000003c 0001 00', { type: 'TYPE103', data: { bytes: hex('00') } }],
    ['no data in class ANY (RFC 2136 2.4)', '00 000f 00ff 00000000 0000', { type: 'MX', class: 'ANY', data: undefined }],
    [
      'the cache-flush bit (RFC 6762 10.2)',
      '00 0001 8001 00000078 0004 7f000001',
      { type: 'A', class: 'IN', cacheFlush: true, data: { address: '127.0.0.1' } },
    ],
    [
      'the same in ANY, without data',
      '00 0001 80ff 00000078 0000',
      { type: 'A', class: 'ANY', cacheFlush: true, data: undefined },
    ],
    [
      'NONE with the top bit is another class, whose data is opaque',
      '00 0001 80fe 00000078 0004 7f000001',
      { type: 'TYPE1', class: 'CLASS33022', cacheFlush: undefined, data: { bytes: hex('7f000001') } },
    ],
    ['a private class with the top bit is no cache-flush', '00 0010 fffe 00000078 0002 01 41', { class: 'CLASS65534' }],
    ['a TTL with its top bit is kept', '00 0001 0001 ffffffff 0004 7f000001', { ttl: 0xffffffff }],
  ])('%s', (_name, record, expected) => {
    const bytes = withAnswer(record)
    const message = decodeMessage(bytes)
    expect(message.answers[0]).toMatchObject(expected)
    expect(encodeMessage(message)).toEqual(bytes)
  })

  it('takes the QU bit of a question (RFC 6762 5.4)', () => {
    const bytes = hex(`${header('0001 0000 0000 0000')} 00 00ff 8001`)
    expect(decodeMessage(bytes).questions[0]).toEqual({ name: '.', type: 'ANY', class: 'IN', unicastResponse: true })
    expect(encodeMessage(decodeMessage(bytes))).toEqual(bytes)
  })

  it('accepts a compressed name where it should not be, and writes it in full (RFC 3597 4)', () => {
    const bytes = hex(`${header('0001 0001 0000 0000')} 01 61 00 0021 0001 c00c 0021 0001 00000000 0008 0001 0002 0003 c00c`)
    const message = decodeMessage(bytes)
    expect(message.answers[0]!.data).toEqual({ priority: 1, weight: 2, port: 3, target: 'a' })
    expect(decodeMessage(encodeMessage(message))).toEqual(message)
    expect(encodeMessage(message)).toHaveLength(bytes.length + 1)
  })
})

describe('messageCodec', () => {
  it('knows the types it is given and takes the others as opaque (RFC 1035 3.6)', () => {
    const codec = messageCodec([mx])
    const message = codec.decode(encodeMessage(seed))
    expect(message.answers[0]!.type).toBe('MX')
    expect(message.authorities[0]).toMatchObject({ type: 'TYPE2' })
    expect(codec.encode({ answers: [{ name: 'a', type: 'MX', data: { preference: 1, exchange: 'b' } }] })).toHaveLength(30)
    expect(caught(() => codec.encode({ answers: [{ name: 'a', type: 'A', data: { address: '127.0.0.1' } }] }))).toMatchObject({
      code: 'bad-value',
      section: 'answer',
      index: 0,
    })
  })

  it('knows the EDNS options and DSO TLVs it is given, and takes the others as opaque', () => {
    const none = messageCodec([])
    const some = messageCodec([], [cookieOption], allDsoTlvs)
    const client = new Uint8Array(8)
    const bytes = encodeMessage({
      edns: {
        options: [
          { name: 'COOKIE', client, server: undefined },
          { name: 'EXPIRE', seconds: 60 },
        ],
      },
    })
    expect(none.decode(bytes).edns!.options.map(({ name }) => name)).toEqual(['OPT10', 'OPT9'])
    expect(some.decode(bytes).edns!.options).toEqual([
      { code: 10, name: 'COOKIE', client, server: undefined },
      { code: 9, name: 'OPT9', data: hex('0000003c') },
    ])
    for (const codec of [none, some]) expect(codec.encode(codec.decode(bytes))).toEqual(bytes)
    const dso = encodeMessage({ dso: { tlvs: [{ name: 'RETRY-DELAY', retryDelay: 7 }] } })
    expect(none.decode(dso).dso!.tlvs).toEqual([{ code: 2, name: 'DSO2', data: hex('00000007') }])
    expect(some.decode(dso).dso!.tlvs).toEqual([{ code: 2, name: 'RETRY-DELAY', retryDelay: 7 }])
    for (const codec of [none, some]) expect(codec.encode(codec.decode(dso))).toEqual(dso)
  })
})

describe('maxSize (RFC 1035 4.2.1, RFC 2181 9)', () => {
  it('leaves out additional records first, and silently', () => {
    const message = decodeMessage(encodeMessage(seed, { maxSize: 300 }))
    expect([message.answers.length, message.authorities.length, message.flags.tc]).toEqual([5, 4, false])
    expect(message.additionals.length).toBeLessThan(10)
    expect(message.edns?.udpPayloadSize).toBe(4096)
  })

  it('never cuts an RRset, and says so when an answer is missing', () => {
    const message = decodeMessage(encodeMessage(seed, { maxSize: 120 }))
    expect([message.answers.length, message.authorities.length, message.additionals.length, message.flags.tc]).toEqual([
      0,
      0,
      0,
      true,
    ])
  })

  it('fits at every size from the question on', () => {
    for (let maxSize = 38; maxSize <= 417; maxSize++) {
      const bytes = encodeMessage(seed, { maxSize })
      expect(bytes.length).toBeLessThanOrEqual(maxSize)
      const message = decodeMessage(bytes)
      expect(message.flags.tc).toBe(message.answers.length + message.authorities.length < 9)
      expect(message.edns).toBeDefined()
    }
    expect(caught(() => encodeMessage(seed, { maxSize: 37 }))).toMatchObject({ code: 'too-long' })
    for (const maxSize of [Number.NaN, 60.5, 11, -1, Number.POSITIVE_INFINITY, '512' as never])
      expect(caught(() => encodeMessage(seed, { maxSize }))).toMatchObject({ code: 'bad-value' })
  })

  it('forgets the names of what was taken back', () => {
    const owner = (n: number): RecordInit => ({ name: `n${n}.example`, type: 'TXT', data: { strings: ['x'.repeat(30)] } })
    const bytes = encodeMessage(
      { questions: [{ name: 'example', type: 'TXT' }], answers: [owner(1), owner(2), owner(3)], edns: {} },
      { maxSize: 120 },
    )
    expect(decodeMessage(bytes)).toMatchObject({ answers: [{ name: 'n1.example' }], flags: { tc: true } })
  })
})

describe('encodeInto', () => {
  const label = 'x'.repeat(63)
  const known: MessageInit = {
    questions: [{ name: `a.${label}.c.d`, type: 'A' }],
    answers: [
      { name: 'c.d', type: 'A', ttl: 0, data: { address: '192.0.2.1' } },
      { name: '.', type: 'CNAME', ttl: 0, data: { cname: `${label}.c.d` } },
    ],
  }

  test.prop([fc.oneof(anyMessage, fc.constant(known))], { examples: [[known]] })('fits where there is just room', init => {
    const bytes = encodeMessage(init)
    const exact = new Uint8Array(bytes.length)
    encodeInto(init, exact)
    expect(exact).toEqual(bytes)
    const target = new Uint8Array(bytes.length + 300).fill(0xee)
    encodeInto(init, target)
    expect(target.subarray(bytes.length).every(byte => byte === 0xee)).toBe(true)
  })

  it('writes the same bytes at any offset, and nothing around them', () => {
    const bytes = encodeMessage(seed)
    const target = new Uint8Array(bytes.length + 20).fill(0xee)
    expect(encodeInto(seed, target, 7)).toBe(bytes.length)
    expect(target.slice(7, 7 + bytes.length)).toEqual(bytes)
    expect([...target.slice(0, 7), ...target.slice(7 + bytes.length)]).toEqual(Array(20).fill(0xee))
    expect(encodeMessage(seed)).toEqual(bytes)
  })

  it('omits records like encodeMessage where the array has room for maxSize alone (RFC 2181 9)', () => {
    const answers = Array.from(
      { length: 100 },
      (_, last): RecordInit => ({ name: `h${last}.example`, type: 'A', data: { address: `192.0.2.${last}` } }),
    )
    const whole = encodeMessage({ answers }, { maxSize: 512 })
    const target = new Uint8Array(512)
    expect(encodeInto({ answers }, target, 0, { maxSize: 512 })).toBe(whole.length)
    expect(target.subarray(0, whole.length)).toEqual(whole)
  })

  it('reports where there is no room', () => {
    expect(caught(() => encodeInto(seed, new Uint8Array(416)))).toMatchObject({ name: 'DnsError', code: 'too-long' })
    for (const [offset, room] of [
      [-1, 0],
      [1.5, 0],
      [500, 0],
      [417, 0],
      [1, 416],
    ] as const)
      expect(caught(() => encodeInto(seed, new Uint8Array(417), offset))).toMatchObject({
        name: 'DnsError',
        code: 'too-long',
        offset: room,
      })
    const message = expect.stringContaining('0 left in the array') as string
    expect(caught(() => encodeInto(seed, new Uint8Array(417), 417))).toMatchObject({ message })
    expect(encodeInto(seed, new Uint8Array(417))).toBe(417)
  })

  it('may be called while a message is encoded', () => {
    const inner: number[] = []
    const message = {
      get answers() {
        inner.push(encodeMessage(seed).length)
        return seed.answers
      },
    }
    const bytes = encodeMessage(message)
    expect(inner).toEqual(Array(inner.length).fill(417))
    expect(decodeMessage(bytes).answers).toEqual(decodeMessage(encodeMessage(seed)).answers)
  })
})

describe('a codec that is used again', () => {
  it('says of a DSO message nothing of the one before', () => {
    const dso = hex(header('0001 0000 0000 0000', '3000'))
    const place = ({ section, index, field }: DnsError): unknown[] => [section, index, field]
    const fresh = messageCodec([])
    const error = caught(() => fresh.decode(dso)) as DnsError
    const used = messageCodec([])
    used.decode(encodeMessage(seed))
    expect(error).toMatchObject({ code: 'bad-dso', section: 'dso' })
    expect(place(caught(() => used.decode(dso)) as DnsError)).toEqual(place(error))
  })
})

describe('a TTL and a UDP size as they are used', () => {
  it.each([
    [0, 0],
    [0x7ffffffe, 0x7ffffffe],
    [0x7fffffff, 0x7fffffff],
    [0x80000000, 0],
    [0xffffffff, 0],
  ])('RFC 2181 8: a TTL of %i counts as %i', (ttl, used) => expect(effectiveTtl(ttl)).toBe(used))

  it('are of 32 bits, and of an OPT record', () => {
    for (const ttl of [-1, 1.5, 2 ** 32, '1'])
      expect(caught(() => effectiveTtl(ttl as number))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
    for (const edns of [null, 5])
      expect(caught(() => udpLimit({ edns: edns as never }))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
  })

  it('the codec of everything is one', () => {
    expect(defaultCodec()).toBe(defaultCodec())
    expect(defaultCodec().decode(encodeMessage(seed))).toEqual(decodeMessage(encodeMessage(seed)))
    expect(allTypes()).toBe(defaultCodec().registry)
  })
})

describe('partial results', () => {
  const good = '00 0001 0001 00000000 0004 7f000001'

  it('keep a malformed record as bytes, and continue after it', () => {
    const bytes = hex(`${header('0000 0003 0000 0000')} ${good} 00 0001 0001 00000000 0003 7f0000 ${good}`)
    const { answers, errors } = decodeMessage(bytes, { partial: true })
    expect(answers).toMatchObject([
      { type: 'A' },
      { type: 'TYPE1', data: { bytes: hex('7f0000') }, error: errors[0] },
      { type: 'A' },
    ])
    expect(errors).toMatchObject([{ code: 'truncated', section: 'answer', index: 1, field: 'address', offset: 38 }])
  })

  it('23: end where the message does, with what came before', () => {
    const bytes = hex(`${header('0000 0002 0000 0001')} ${good}`)
    expect(caught(() => decodeMessage(bytes))).toMatchObject({ code: 'truncated', section: 'answer', index: 1 })
    const { answers, errors } = decodeMessage(bytes, { partial: true })
    expect(answers).toHaveLength(1)
    expect(errors).toMatchObject([{ code: 'truncated', section: 'answer', index: 1, field: 'name', offset: 27 }])
  })

  it.each([
    ['its name', '0161', 'name'],
    ['its type', '0161 00 00', undefined],
    ['its class', '0161 00 0001 00', undefined],
  ])('a question that ends inside %s has an error with that place', (_title, digits, field) => {
    const bytes = hex(`${header('0001 0000 0000 0000')} ${digits}`)
    const place = { code: 'truncated', section: 'question', index: 0, field }
    expect(caught(() => decodeMessage(bytes))).toMatchObject(place)
    expect(decodeMessage(bytes, { partial: true }).errors).toMatchObject([place])
  })

  it('a question with an invalid name that ends inside its type has an error for each', () => {
    const { errors } = decodeMessage(hex(`${header('0001 0000 0000 0000')} c0ff 00`), { partial: true })
    expect(errors.map(({ code, field }) => [code, field])).toEqual([
      ['bad-pointer', 'name'],
      ['truncated', undefined],
    ])
  })

  it('have no errors for a valid message, and need a header', () => {
    const bytes = encodeMessage(seed)
    expect(decodeMessage(bytes, { partial: true })).toEqual({ ...decodeMessage(bytes), errors: [] })
    expect(caught(() => decodeMessage(hex('0000'), { partial: true }))).toMatchObject({ code: 'truncated' })
    const trailing = Uint8Array.from([...bytes, 0])
    expect(decodeMessage(trailing, { partial: true, strict: true }).errors).toMatchObject([{ code: 'trailing', offset: 417 }])
  })
})

describe('what cannot be encoded (hostile 25)', () => {
  const answer = (record: object) => () =>
    encodeMessage({ answers: [{ name: 'a', type: 'A', data: { address: '127.0.0.1' }, ...record }] })
  it.each<[string, () => unknown, string]>([
    ['a TTL above 32 bits', answer({ ttl: 2 ** 32 }), 'bad-value'],
    ['a negative TTL', answer({ ttl: -1 }), 'bad-value'],
    ['a TTL that is no number', answer({ ttl: Number.NaN }), 'bad-value'],
    ['an unknown type', answer({ type: 'NOPE' }), 'bad-type'],
    ['an unknown class', answer({ class: 'UNKNOWN_77' }), 'bad-class'],
    ['an address that is none', answer({ data: { address: '1.2.3' } }), 'bad-value'],
    ['data that is missing a field', answer({ type: 'MX', data: { preference: 1 } }), 'bad-name'],
    ['a preference above 16 bits', answer({ type: 'MX', data: { preference: 65536, exchange: 'a' } }), 'bad-value'],
    ['a character-string above 255 bytes', answer({ type: 'TXT', data: { strings: ['x'.repeat(256)] } }), 'bad-value'],
    ['no character-string', answer({ type: 'TXT', data: { strings: [] } }), 'bad-value'],
    ['a lone surrogate', answer({ type: 'TXT', data: { strings: ['\ud800'] } }), 'bad-text'],
    ['RDATA above 64 KiB', answer({ type: 'TYPE999', data: { bytes: new Uint8Array(65_536) } }), 'rdata-length'],
    ['more than 64 KiB in all', answer({ type: 'TYPE999', data: { bytes: new Uint8Array(65_535) } }), 'too-long'],
    ['an ID above 16 bits', () => encodeMessage({ id: 65536 }), 'bad-value'],
    ['a response code above 15 without EDNS', () => encodeMessage({ rcode: 'BADVERS' }), 'bad-value'],
    ['an unknown response code', () => encodeMessage({ rcode: 'nope' }), 'bad-value'],
    ['OPT among the records', answer({ type: 'OPT' }), 'bad-edns'],
    [
      'more than 65535 records',
      () => encodeMessage({ answers: Array(65_536).fill({ name: '.', type: 'TYPE999', data: { bytes: asBytes('') } }) }),
      'too-long',
    ],
  ])('%s', (_name, run, code) => {
    expect(caught(run)).toMatchObject({ name: 'DnsError', code })
  })
})

describe('bytes in a Buffer', () => {
  it('go out as plain copies: nothing of the message stays alive, and nothing is of Node', () => {
    const bytes = encodeMessage({
      answers: [
        { name: 'a', type: 'TYPE65280', data: { bytes: Uint8Array.of(1, 2, 3) } },
        { name: 'a', type: 'DS', data: { keyTag: 1, algorithm: 8, digestType: 2, digest: new Uint8Array(32) } },
      ],
      edns: { options: [{ code: 65_001, name: 'OPT65001', data: Uint8Array.of(9) }] },
    })
    const pool = new Uint8Array(10_000)
    pool.set(bytes, 100)
    const buffer = Buffer.from(pool.buffer, 100, bytes.length)
    const { answers, edns } = decodeMessage(buffer)
    const found: Uint8Array[] = []
    JSON.stringify([answers, edns], (_key, value: unknown) => {
      if (value instanceof Uint8Array) found.push(value)
      return value instanceof Uint8Array ? undefined : value
    })
    expect(found).toHaveLength(3)
    for (const one of found) expect([one.constructor, one.buffer.byteLength]).toEqual([Uint8Array, one.length])
    expect(decodeMessage(buffer)).toEqual(decodeMessage(bytes))
  })
})

it('the bit of multicast DNS goes with IN and ANY alone (RFC 6762 18.12)', () => {
  const ask = (recordClass: string) => ({
    questions: [{ name: 'a', type: 'A', class: recordClass, unicastResponse: true as const }],
  })
  expect(decodeMessage(encodeMessage(ask('ANY'))).questions[0]).toMatchObject({ class: 'ANY', unicastResponse: true })
  expect(caught(() => encodeMessage(ask('CH')))).toMatchObject({ name: 'DnsError', code: 'bad-class' })
  const inClass = (recordClass: string) => () =>
    encodeMessage({ answers: [{ name: 'a', type: 'A', class: recordClass, data: { address: '127.0.0.1' } }] })
  expect(decodeMessage(inClass('NONE')()).answers[0]).toMatchObject({ class: 'NONE', data: { address: '127.0.0.1' } })
  expect(caught(inClass('CLASS33022'))).toMatchObject({ code: 'bad-value', message: expect.stringContaining('no codec') })
})
