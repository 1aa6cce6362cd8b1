/** The header, sizes, padding and signatures of an encoded message. What is omitted if it is too large is in `truncate.test.ts`. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  allRecordTypes,
  type DnsError,
  decodeMessage,
  type EncodeOptions,
  encodeMessage,
  type MessageInit,
  messageCodec,
  type RecordInit,
} from '../../src/all.js'

describe('a list that grows while it is encoded (RFC 1035 4.1.1)', () => {
  const growing = (item: object): object[] => {
    const list: object[] = []
    list.push({
      ...item,
      get name() {
        if (list.length < 3) list.push({ ...item, name: 'b.example' })
        return 'a.example'
      },
    })
    return list
  }

  it('of questions', () => {
    const message = decodeMessage(encodeMessage({ questions: growing({ type: 'A' }) } as MessageInit), { strict: true })
    expect(message.questions.map(({ name }) => name)).toEqual(['a.example'])
  })

  it.each(['answers', 'authorities', 'additionals'] as const)('of %s', section => {
    const records = growing({ type: 'A', data: { address: '192.0.2.1' } })
    const message = decodeMessage(encodeMessage({ [section]: records } as MessageInit), { strict: true })
    expect(message[section].length).toBe(records.length)
  })
})

describe('the header', () => {
  const flags = { qr: true, aa: true, tc: true, rd: true, ra: true, z: true, ad: true, cd: true }

  it('has each flag by its bit (RFC 1035 4.1.1, RFC 4035 3.2)', () => {
    for (const name of Object.keys(flags)) {
      const { flags: decoded } = decodeMessage(encodeMessage({ flags: { [name]: true } }))
      expect(Object.entries(decoded).filter(([, isSet]) => isSet)).toEqual([[name, true]])
    }
    const none = Object.fromEntries(Object.keys(flags).map(name => [name, false]))
    expect(encodeMessage({ flags: none })).toEqual(new Uint8Array(12))
    expect(encodeMessage({ flags: { qr: undefined } as never })).toEqual(new Uint8Array(12))
  })

  it('is made of one reading of each flag', () => {
    const reads: string[] = []
    const counted = new Proxy(flags, {
      get: (target, key) => {
        reads.push(String(key))
        return Reflect.get(target, key) as unknown
      },
    })
    encodeMessage({ flags: counted })
    expect(reads).toEqual(Object.keys(flags))
  })

  it.each<[what: string, message: unknown, code: string, text: string]>([
    ['an unknown flag', { flags: { bogus: true } }, 'bad-value', 'encode header: unknown flag bogus'],
    ['two unknown flags', { flags: { bogus: true, other: true } }, 'bad-value', 'unknown flag bogus'],
    ['a flag that is no boolean', { flags: { qr: 1 } }, 'bad-value', 'encode header: flag qr'],
    ['flags that are no object', { flags: 5 }, 'bad-value', 'encode header flags'],
    ['an unknown operation code', { opcode: 'NOPE' }, 'bad-value', 'NOPE'],
    ['an unknown response code', { rcode: 'NOPE' }, 'bad-value', 'NOPE'],
    ['a response code above 15 without EDNS (RFC 6891 6.1.3)', { rcode: 'BADVERS' }, 'bad-value', 'needs edns'],
    ['an ID above 16 bits', { id: 65_536 }, 'bad-value', '65536'],
  ])('is refused with %s', (_what, message, code, text) => {
    const error = caught(() => encodeMessage(message as MessageInit))
    expect(error).toMatchObject({ name: 'DnsError', code, message: expect.stringContaining(text) as string })
  })
})

describe('sizes', () => {
  const answers: RecordInit[] = [{ name: 'a', type: 'A', data: { address: '192.0.2.1' } }]
  const padding = { code: 12, data: new Uint8Array(20) }
  const sized = (message: MessageInit, options?: EncodeOptions): number | unknown => {
    try {
      return encodeMessage(message, options).length
    } catch (error) {
      return (error as DnsError).code
    }
  }

  it.each<[what: string, message: MessageInit, size: number]>([
    ['an OPT record with padding of its own', { edns: { options: [padding] } }, 12 + 11 + 24],
    ['a DSO message', { dso: { tlvs: [{ code: 0xf800, data: new Uint8Array(20) }] } }, 12 + 24],
    ['a question', { questions: [{ name: 'a', type: 'A' }] }, 12 + 7],
  ])('%s needs its whole size', (_what, message, size) => {
    expect(sized(message, { maxSize: size })).toBe(size)
    expect(sized(message, { maxSize: size - 1 })).toBe('too-long')
    expect(sized(message, { maxSize: size + 4, reserve: 4 })).toBe(size)
    expect(sized(message, { maxSize: size + 3, reserve: 4 })).toBe('too-long')
  })

  it('room is kept for padding of its own that an OPT record has', () => {
    const message = { answers, edns: { options: [padding] } }
    const bytes = encodeMessage(message, { maxSize: encodeMessage(message).length - 1 })
    expect(decodeMessage(bytes)).toMatchObject({ answers: [], flags: { tc: true }, edns: { options: [{ code: 12 }] } })
  })

  it('a count of questions has 16 bits, which is seen before any is written', () => {
    const question = { name: '.', type: 'A' } as const
    const error = (count: number): unknown => caught(() => encodeMessage({ questions: Array(count).fill(question) }))
    expect(error(65_536)).toMatchObject({ code: 'too-long', offset: 0, section: 'question', index: undefined })
    expect(error(65_535)).toMatchObject({ code: 'too-long', section: undefined })
  })

  it.each<[padTo: unknown, expected: unknown]>([
    [0, 'bad-value'],
    [1, 12 + 11 + 4],
    [27, 27],
    [28, 28],
    [26, 52],
    [65_535, 65_535],
    [65_536, 'bad-value'],
    [1.5, 'bad-value'],
    ['128', 'bad-value'],
  ])('padding to blocks of %s bytes (RFC 7830 3, RFC 8467 4.1)', (padTo, expected) => {
    expect(sized({ edns: {} }, { padTo: padTo as number })).toBe(expected)
    if (typeof expected === 'string') return
    expect(sized({ edns: {} }, { padTo: padTo as number, maxSize: 27 })).toBe(27)
    expect(sized({ edns: {} }, { padTo: padTo as number, maxSize: 26 })).toBe(23)
  })

  it('padding needs OPT', () => {
    expect(sized({ answers }, { padTo: 128 })).toBe('bad-edns')
  })
})

describe('where an error is', () => {
  it.each([
    ['questions', 'question'],
    ['answers', 'answer'],
    ['authorities', 'authority'],
    ['additionals', 'additional'],
  ])('in %s', (key, section) => {
    const bad = { name: 'a', type: 'NOPE' }
    expect(caught(() => encodeMessage({ [key]: [bad] } as MessageInit))).toMatchObject({ code: 'bad-type', section, index: 0 })
    expect(caught(() => encodeMessage({ [key]: 5 } as MessageInit))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
    expect(caught(() => encodeMessage({ [key]: { length: 0 } } as MessageInit))).toMatchObject({ code: 'bad-value' })
  })
})

describe('signatures', () => {
  const sig = (typeCovered: string): object => ({
    typeCovered,
    algorithm: 13,
    labels: 0,
    originalTtl: 0,
    expiration: 1,
    inception: 0,
    keyTag: 1,
    signer: '.',
    signature: new Uint8Array(4),
  })
  const tsigData = {
    algorithm: 'hmac-sha256',
    timeSigned: 1,
    fudge: 300,
    mac: new Uint8Array(32),
    originalId: 0,
    error: 0,
    other: new Uint8Array(0),
  }
  const tsig = { name: 'key', type: 'TSIG', data: tsigData }
  const sig0 = { name: '.', type: 'SIG', data: sig('TYPE0') }

  it('have class ANY by default (RFC 8945 4.2, RFC 2931 3)', () => {
    for (const message of [{ tsig }, { sig0 }] as MessageInit[]) {
      const decoded = decodeMessage(encodeMessage(message))
      expect((decoded.tsig ?? decoded.sig0)?.class).toBe('ANY')
    }
    expect(decodeMessage(encodeMessage({ sig0: { ...sig0, class: 'IN' } } as MessageInit)).sig0?.class).toBe('IN')
  })

  it.each<[what: string, message: object, code: string, field: string | undefined]>([
    ['both of them (RFC 2931 3.2)', { tsig, sig0 }, 'bad-signature', undefined],
    ['TSIG of another class', { tsig: { ...tsig, class: 'IN' } }, 'bad-signature', 'TSIG'],
    ['TSIG of another type', { tsig: sig0 }, 'bad-signature', 'TSIG'],
    ['TSIG without data', { tsig: { ...tsig, data: undefined } }, 'bad-signature', 'TSIG'],
    ['TSIG that is no record', { tsig: 5 }, 'bad-value', 'TSIG'],
    ['SIG(0) of another type', { sig0: tsig }, 'bad-signature', 'SIG(0)'],
    ['SIG(0) that covers a type', { sig0: { ...sig0, data: sig('A') } }, 'bad-signature', 'SIG(0)'],
    ['SIG(0) without data', { sig0: { ...sig0, data: undefined } }, 'bad-signature', 'SIG(0)'],
    ['SIG(0) that is no record', { sig0: 5 }, 'bad-value', 'SIG(0)'],
  ])('are refused for %s', (_what, message, code, field) => {
    expect(caught(() => encodeMessage(message as MessageInit))).toMatchObject({
      name: 'DnsError',
      code,
      section: field === undefined ? undefined : 'additional',
      field,
    })
  })

  it('TSIG without data is refused when it is decoded, too', () => {
    const bytes = hex('0000 8000 0000 0000 0000 0001 00 00fa 00ff 00000000 0000')
    for (const options of [{}, { strict: true }, { keepDamaged: true }])
      expect(caught(() => decodeMessage(bytes, options))).toMatchObject({
        name: 'DnsError',
        code: 'bad-signature',
        section: 'additional',
        index: 0,
        field: 'TSIG',
      })
    expect(decodeMessage(bytes, { partial: true }).errors).toMatchObject([{ code: 'bad-signature' }])
  })

  it.each<[what: string, section: string, data: object, code: string | undefined]>([
    ['SIG(0)', 'additionals', sig('TYPE0'), 'bad-signature'],
    ['SIG(0) in bytes', 'additionals', { bytes: Uint8Array.of(0, 0) }, 'bad-signature'],
    ['SIG of a type', 'additionals', sig('A'), undefined],
    ['SIG of a type whose number ends in 0', 'additionals', sig('TYPE256'), undefined],
    ['too few bytes for a type', 'additionals', { bytes: Uint8Array.of(0) }, undefined],
    ['no bytes', 'additionals', { bytes: new Uint8Array(0) }, undefined],
    ['SIG of type 0 that is no additional record', 'answers', sig('TYPE0'), undefined],
  ])('%s among the %s', (_what, section, data, code) => {
    const run = (): unknown =>
      messageCodec(allRecordTypes).encode({ [section]: [{ name: '.', type: 'SIG', data }] } as MessageInit)
    if (code === undefined) run()
    else expect(caught(run)).toMatchObject({ name: 'DnsError', code })
  })
})

describe('a DSO message (RFC 8490 5.4)', () => {
  const dso = { tlvs: [] }
  const one = { name: 'a', type: 'A', data: { address: '192.0.2.1' } }
  it.each<[what: string, message: object]>([
    ['another operation code', { opcode: 'QUERY' }],
    ['a question', { questions: [{ name: 'a', type: 'A' }] }],
    ['answers', { answers: [one] }],
    ['authorities', { authorities: [one] }],
    ['additional records', { additionals: [one] }],
    ['a section of null', { questions: null }],
    ['OPT', { edns: {} }],
    ['TSIG', { tsig: {} }],
    ['SIG(0)', { sig0: {} }],
  ])('is refused with %s', (_what, message) => {
    for (const kind of [{ dso }, { opcode: 'DSO', dso }, { opcode: 'DSO' }])
      if (!('opcode' in message) || 'dso' in kind)
        expect(caught(() => encodeMessage({ ...kind, ...message } as MessageInit))).toMatchObject({
          name: 'DnsError',
          code: 'bad-dso',
        })
  })

  it('has no counts, whatever message was written before', () => {
    const codec = messageCodec(allRecordTypes)
    const message = { answers: [one, one], questions: [{ name: 'a', type: 'A' }] } as MessageInit
    codec.encode({ ...message, authorities: message.answers, additionals: message.answers })
    expect([...codec.encode({ opcode: 'DSO' })]).toEqual([0, 0, 0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect([...codec.encode({ dso })]).toEqual([0, 0, 0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  })
})
