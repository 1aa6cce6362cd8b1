import { fc, test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  decodeMessage,
  type EdnsOptionInit,
  ednsOptionCode,
  ednsOptionName,
  ednsOptions,
  encodeMessage,
  extendedErrors,
  formatMessage,
  udpLimit,
} from '../src/all.js'
import { decoded } from './invariants.js'

const length = (size: number): string => size.toString(16).padStart(4, '0')
/** A response with one option. */
const withOption = (code: number, data: string): Uint8Array => {
  const size = data.replace(/ /g, '').length / 2
  return hex(`0000 8180 0000 0000 0000 0001 00 0029 04d0 00 00 0000 ${length(size + 4)} ${length(code)} ${length(size)} ${data}`)
}

describe('options both ways (RFC 6891 6.1.2)', () => {
  it.each<[string, string, object]>([
    [
      'LLQ',
      '0001 0001 0000 0102030405060708 00000e10',
      { version: 1, opcode: 1, error: 0, id: hex('0102030405060708'), lease: 3600 },
    ],
    ['UL', '00000e10', { lease: 3600, keyLease: undefined }],
    ['UL', '00000e10 00093a80', { lease: 3600, keyLease: 604_800 }],
    ['NSID', '6e7331', { data: hex('6e7331') }],
    ['DAU', '080d0f', { algorithms: [8, 13, 15] }],
    ['DHU', '0204', { algorithms: [2, 4] }],
    ['N3U', '01', { algorithms: [1] }],
    ['ECS', '0001 18 00 c00002', { family: 1, sourcePrefix: 24, scopePrefix: 0, address: '192.0.2.0' }],
    ['ECS', '0001 14 10 c000f0', { family: 1, sourcePrefix: 20, scopePrefix: 16, address: '192.0.240.0' }],
    ['ECS', '0002 38 00 20010db8000100', { family: 2, sourcePrefix: 56, scopePrefix: 0, address: '2001:db8:1::' }],
    ['ECS', '0000 00 00', { family: 0, sourcePrefix: 0, scopePrefix: 0, address: '' }],
    ['EXPIRE', '', { seconds: undefined }],
    ['EXPIRE', '00093a80', { seconds: 604_800 }],
    ['COOKIE', '0011223344556677', { client: hex('0011223344556677'), server: undefined }],
    ['COOKIE', '0011223344556677 8899aabbccddeeff', { client: hex('0011223344556677'), server: hex('8899aabbccddeeff') }],
    ['KEEPALIVE', '', { timeout: undefined }],
    ['KEEPALIVE', '012c', { timeout: 300 }],
    ['PADDING', '000000', { data: hex('000000') }],
    ['CHAIN', '03636f6d00', { trustPoint: 'com' }],
    ['KEY-TAG', '4f66 4a5c', { tags: [20_326, 19_036] }],
    ['EDE', '0012 626c6f636b6564', { infoCode: 18, text: 'blocked' }],
    ['CLIENT-TAG', '0007', { tag: 7 }],
    ['SERVER-TAG', '0008', { tag: 8 }],
    ['REPORT-CHANNEL', '0172017800', { agentDomain: 'r.x' }],
    ['ZONEVERSION', '', { version: undefined }],
    ['ZONEVERSION', '02 00 7899bdb1', { version: { labelCount: 2, type: 0, data: hex('7899bdb1') } }],
    ['ZONEVERSION', '02 f6 01', { version: { labelCount: 2, type: 246, data: hex('01') } }],
    ['MQTYPE-QUERY', '001c 0041', { types: ['AAAA', 'HTTPS'] }],
    ['MQTYPE-RESPONSE', '001c', { types: ['AAAA'] }],
    ['OPT65001', 'abcd', { data: hex('abcd') }],
  ])('%s %s', (name, data, expected) => {
    const code = ednsOptionCode(name)!
    const bytes = withOption(code, data)
    const message = decodeMessage(bytes)
    expect(message.edns!.options).toEqual([{ code, name, ...expected }])
    expect(encodeMessage(message)).toEqual(bytes)
    // By name alone, and as bytes.
    const init = (name.startsWith('OPT') ? { code, ...expected } : { name, ...expected }) as EdnsOptionInit
    expect(encodeMessage({ flags: message.flags, edns: { options: [init] } })).toEqual(bytes)
    expect(encodeMessage({ flags: message.flags, edns: { options: [{ code, data: hex(data) }] } })).toEqual(bytes)
  })

  it('are kept in order, unknown and repeated ones too', () => {
    const options = [
      { code: 65_001, data: hex('01') },
      { name: 'EDE', infoCode: 3, text: '' },
      { code: 4, data: hex('') },
      { name: 'EDE', infoCode: 22, text: 'é' },
    ] as const
    expect(decodeMessage(encodeMessage({ edns: { options } })).edns!.options.map(({ name }) => name)).toEqual([
      'OPT65001',
      'EDE',
      'OPT4',
      'EDE',
    ])
  })

  it("have the registry's names", () => {
    for (const [name, code] of Object.entries(ednsOptions)) expect(ednsOptionName(code)).toBe(name)
    expect(extendedErrors).toHaveLength(36)
    expect([extendedErrors[0], extendedErrors[17], extendedErrors[35]]).toEqual([
      'Other',
      'Filtered',
      'Blocked by Upstream DNS Server',
    ])
  })
})

const malformed: readonly (readonly [title: string, code: number, data: string])[] = [
  ['17: ECS of family 3', 8, '0003 00 00'],
  ['17: ECS with an IPv4 prefix of 33', 8, '0001 21 00 c000020001'],
  ['17: ECS with an IPv4 scope of 33', 8, '0001 18 21 c00002'],
  ['17: ECS with an IPv6 prefix of 129', 8, `0002 81 00 ${'00'.repeat(17)}`],
  ['17: ECS with bits beyond the prefix', 8, '0001 14 00 c000ff'],
  ['17: ECS with too short an address', 8, '0001 18 00 c000'],
  ['17: ECS with too long an address', 8, '0001 18 00 c0000200'],
  ['17: ECS of family 0 with a prefix', 8, '0000 08 00 01'],
  ['17: ECS of three bytes', 8, '000100'],
  ['18: COOKIE of 7 bytes', 10, '00112233445566'],
  ['18: COOKIE of 9 bytes', 10, '001122334455667788'],
  ['18: COOKIE of 15 bytes', 10, '00'.repeat(15)],
  ['18: COOKIE of 41 bytes', 10, '00'.repeat(41)],
  ['18: KEEPALIVE of 1 byte', 11, '01'],
  ['18: KEEPALIVE of 3 bytes', 11, '010203'],
  ['18: EXPIRE of 3 bytes', 9, '010203'],
  ['18: EXPIRE of 5 bytes', 9, '0102030405'],
  ['18: EDE of 1 byte', 15, '00'],
  ['18: EDE of no byte', 15, ''],
  ['LLQ of 17 bytes', 1, '00'.repeat(17)],
  ['UL of 5 bytes', 2, '00'.repeat(5)],
  ['KEY-TAG of 3 bytes', 14, '010203'],
  ['CHAIN with a pointer', 13, 'c00c'],
  ['CHAIN with bytes behind the name', 13, '0000'],
  ['REPORT-CHANNEL without end', 18, '0161'],
  ['ZONEVERSION of 1 byte', 19, '01'],
  ['ZONEVERSION with a serial number of 3 bytes', 19, '0100010203'],
  ['MQTYPE-QUERY of 1 byte', 20, '01'],
]

describe('malformed options', () => {
  const plain = { udpPayloadSize: 1232, version: 0, flags: { do: false, co: false, z: 0 } }

  it.each(malformed)('%s', (_title, code, data) => {
    const bytes = withOption(code, data)
    const name = ednsOptionName(code)
    expect(caught(() => decodeMessage(bytes))).toMatchObject({ code: 'bad-edns', section: 'additional', index: 0, field: name })
    expect(caught(() => encodeMessage({ edns: { options: [{ code, data: hex(data) }] } }))).toMatchObject({ code: 'bad-edns' })
    const partial = decodeMessage(bytes, { partial: true })
    expect(partial.edns!.options).toEqual([{ code, name: `OPT${code}`, data: hex(data), error: partial.errors[0] }])
    expect(partial.errors).toMatchObject([{ code: 'bad-edns', section: 'additional', index: 0, field: name }])
  })

  it.each<[string, EdnsOptionInit]>([
    ['ECS without its address', { name: 'ECS', family: 1, sourcePrefix: 24, scopePrefix: 0, address: '' }],
    ['ECS with host bits', { name: 'ECS', family: 1, sourcePrefix: 24, scopePrefix: 0, address: '192.0.2.1' }],
    ['ECS of the other family', { name: 'ECS', family: 2, sourcePrefix: 24, scopePrefix: 0, address: '192.0.2.0' }],
    ['a client cookie of 7 bytes', { name: 'COOKIE', client: new Uint8Array(7), server: undefined }],
    ['a server cookie of 33 bytes', { name: 'COOKIE', client: new Uint8Array(8), server: new Uint8Array(33) }],
    ['an LLQ id of 7 bytes', { name: 'LLQ', version: 1, opcode: 1, error: 0, id: new Uint8Array(7), lease: 0 }],
    ['an unknown name', { name: 'NOPE' } as never],
  ])('%s is not encoded', (_title, option) => {
    expect(caught(() => encodeMessage({ edns: { options: [option] } }))).toMatchObject({ name: 'DnsError', code: 'bad-edns' })
  })

  // The data of the option begins at byte 27.
  it.each([
    [8, '0003 00 00', 27, 'ECS: unknown address family 3'],
    [8, '0001 21 00 c000020001', 29, 'ECS: prefix of 33 bits, at most 32 allowed'],
    [8, '0001 18 21 c00002', 30, 'ECS: prefix of 33 bits, at most 32 allowed'],
    [8, '0001 14 00 c000ff', 31, 'ECS: address bits beyond the prefix of 20 bits must be zero'],
    [10, '00'.repeat(15), 35, 'COOKIE: server cookie of 7 bytes, 8 to 32 allowed'],
    [19, '01 00 010203', 29, 'ZONEVERSION: serial number of 3 bytes, 4 expected'],
  ])('of code %i, %s: at byte %i, %s', (code, data, offset, reason) => {
    const message = `decode option ${reason}`
    expect(caught(() => decodeMessage(withOption(code, data)))).toMatchObject({ offset, message, fault: 'remote' })
  })

  it.each<[EdnsOptionInit, string]>([
    [{ name: 'ECS', family: 3, sourcePrefix: 0, scopePrefix: 0, address: '' }, 'unknown address family 3'],
    [{ name: 'ECS', family: 1, sourcePrefix: 40, scopePrefix: 0, address: '192.0.2.0' }, 'prefix of 40 bits, at most 32 allowed'],
    [
      { name: 'ECS', family: 1, sourcePrefix: 24, scopePrefix: 0, address: '192.0.2.1' },
      'address bits beyond the prefix of 24 bits must be zero',
    ],
    [{ name: 'COOKIE', client: new Uint8Array(8), server: new Uint8Array(7) }, 'server cookie of 7 bytes, 8 to 32 allowed'],
    [
      { name: 'ZONEVERSION', version: { labelCount: 1, type: 0, data: new Uint8Array(3) } },
      'serial number of 3 bytes, 4 expected',
    ],
  ])('%o: the caller is at fault, also where it is printed', (option, reason) => {
    const error = { code: 'bad-edns', message: `encode option ${option.name}: ${reason}`, fault: 'local' }
    expect(caught(() => encodeMessage({ edns: { options: [option] } }))).toMatchObject(error)
    const message = { ...decodeMessage(encodeMessage({ edns: {} })), edns: { ...plain, options: [option] } }
    expect(caught(() => formatMessage(message as never))).toMatchObject(error)
  })

  it.each<[string, object, object]>([
    ['a size above 16 bits', { udpPayloadSize: 65_536 }, {}],
    ['a version above 8 bits', { version: 256 }, {}],
    ['an unknown flag', { flags: { ad: true } }, {}],
    ['no list', { options: {} }, {}],
    ['an option of no name', { options: [{ data: new Uint8Array(1) }] }, {}],
    ['the same, with padding', { options: [{ data: new Uint8Array(1) }] }, { padTo: 128 }],
    ['no object', [] as never, {}],
    ['a value that its option cannot have', { options: [{ name: 'ECS', family: 9 }] }, {}],
  ])('an OPT record with %s is refused with its place', (_title, edns, options) => {
    const error = caught(() => encodeMessage({ edns: edns as never }, options))
    expect(error).toMatchObject({ name: 'DnsError', section: 'additional', field: 'OPT' })
  })

  it('are kept as they came between good ones in a partial result', () => {
    const bytes = hex(
      '0000 8180 0000 0000 0000 0001 00 0029 04d0 00 00 0000 0013 000f 0002 0003 000b 0001 00 000a 0000 000f 0002 0004'.replace(
        '0013',
        '0015',
      ),
    )
    const partial = decodeMessage(bytes, { partial: true })
    expect(partial.edns!.options).toMatchObject([{ infoCode: 3 }, { name: 'OPT11' }, { name: 'OPT10' }, { infoCode: 4 }])
    expect(partial.errors.map(({ field, offset }) => [field, offset])).toEqual([
      ['KEEPALIVE', 33],
      ['COOKIE', 38],
    ])
  })

  test.prop([fc.constantFrom(...Object.values(ednsOptions)), fc.uint8Array({ maxLength: 40 })])(
    'of any bytes are a value that encodes to them, or bad-edns',
    (code, data) => {
      const bytes = withOption(code, Array.from(data, byte => byte.toString(16).padStart(2, '0')).join(''))
      const message = decoded(() => decodeMessage(bytes))
      if (message === undefined) expect(caught(() => decodeMessage(bytes))).toMatchObject({ code: 'bad-edns' })
      else expect(encodeMessage(message)).toEqual(bytes)
    },
  )
})

describe('padding (RFC 8467 4)', () => {
  const query = { questions: [{ name: 'example.com', type: 'A' }], edns: {} }

  it.each([128, 468])('fills the last block of %i bytes', padTo => {
    for (let n = 1; n < 60; n++) {
      const bytes = encodeMessage({ ...query, questions: [{ name: `${'a'.repeat(n)}.example`, type: 'A' }] }, { padTo })
      expect(bytes).toHaveLength(padTo)
      expect(decodeMessage(bytes).edns!.options.map(({ name }) => name)).toEqual(['PADDING'])
    }
  })

  it('takes the place of padding that is given', () => {
    const edns = {
      options: [
        { name: 'PADDING', data: new Uint8Array(300) },
        { name: 'NSID', data: new Uint8Array(0) },
      ],
    } as const
    const bytes = encodeMessage({ ...query, edns }, { padTo: 128 })
    expect(bytes).toHaveLength(128)
    expect(decodeMessage(bytes).edns!.options.map(({ name }) => name)).toEqual(['NSID', 'PADDING'])
  })

  it('never makes a message larger than is allowed, and counts what is reserved', () => {
    expect(encodeMessage(query, { padTo: 128, maxSize: 100 })).toHaveLength(100)
    expect(encodeMessage(query, { padTo: 128, maxSize: 41 })).toHaveLength(40)
    expect(encodeMessage(query, { padTo: 128, reserve: 50 })).toHaveLength(78)
  })

  it('needs an OPT record and a block', () => {
    expect(caught(() => encodeMessage({}, { padTo: 128 }))).toMatchObject({ code: 'bad-edns' })
    expect(caught(() => encodeMessage(query, { padTo: 0 }))).toMatchObject({ code: 'bad-value' })
  })
})

describe('the size of a UDP response (RFC 6891 6.2.3 and 6.2.5)', () => {
  it.each<[number | undefined, number | undefined, number]>([
    [undefined, undefined, 512],
    [100, undefined, 512],
    [1000, undefined, 1000],
    [4096, undefined, 1232],
    [4096, 1400, 1400],
  ])('asked for %s by one who sends %s: %i', (udpPayloadSize, own, limit) => {
    expect(udpLimit(udpPayloadSize === undefined ? {} : { edns: { udpPayloadSize } }, own)).toBe(limit)
  })

  it("refuses a limit of the responder's own that is not a number", () => {
    const message = 'choose UDP limit: own limit: a whole number up to 9007199254740991 expected, not -1'
    expect(caught(() => udpLimit({}, -1))).toMatchObject({ code: 'bad-value', message })
  })
})
