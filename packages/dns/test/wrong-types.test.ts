/** What JavaScript callers give in spite of the types: typed errors that name what was expected, and never another value than the one that was meant. */
import { fc, test } from '@fast-check/vitest'
import { caught, detachedBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import * as dns from '../src/all.js'
import { decodeMessage, encodeMessage, type MessageInit } from '../src/all.js'
import { MessageReader } from '../src/wire/reader.js'
import { MessageWriter } from '../src/wire/writer.js'
import { message } from './arbitraries.js'
import { encoded } from './invariants.js'
import { seed } from './seed.js'

const junk: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  '1',
  1.5,
  -1,
  Number.NaN,
  2 ** 32,
  7n,
  true,
  Symbol('x'),
  {},
  [],
  [undefined],
  [{}],
  new ArrayBuffer(3),
  new Uint8Array(3),
  detachedBytes(),
  () => 1,
]

/** Where a value can be replaced, as ways from the root. */
function* placesIn(value: unknown, way: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  yield way
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const key of Object.keys(value)) yield* placesIn((value as Record<string, unknown>)[key], [...way, key])
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) }
  ;(copy as Record<string, unknown>)[key] = replaced((value as Record<string, unknown>)[key], rest, by)
  return copy
}

/** Refused with a DnsError, or written so that it reads. */
function encodes(value: unknown): void {
  const bytes = encoded(() => encodeMessage(value as MessageInit))
  if (bytes !== undefined) decodeMessage(bytes)
}

describe('encode takes any value or throws a DnsError', () => {
  it.each(
    [...placesIn({ ...seed, answers: seed.answers!.slice(0, 1), authorities: [], additionals: [] })].map(
      way => [way.join('.'), way] as const,
    ),
  )('at %s', (_name, way) => {
    for (const by of junk) encodes(replaced(seed, way, by))
  })

  test.prop([message, fc.nat(), fc.constantFrom(...junk)], { numRuns: 1000 })(
    'at any place of any message',
    (value, place, by) => {
      const ways = [...placesIn(value)]
      encodes(replaced(value, ways[place % ways.length]!, by))
    },
  )

  it.each(junk.map(value => [typeof value, value]))('as the options of encode: %s', (_kind, value) => {
    for (const key of ['maxSize', 'reserve', 'padTo', 'allowDamaged'])
      encoded(() => encodeMessage({ id: 7, edns: {} }, { [key]: value } as object))
  })
})

describe('what was meant is said', () => {
  const answer = (record: object): MessageInit => ({ answers: [record as dns.RecordInit] })
  it.each<[what: string, message: unknown, code: string, text: RegExp]>([
    ['a record without data', answer({ name: 'a', type: 'A' }), 'bad-value', /^encode record: A without data; only UPDATE/],
    [
      'a record without data of a type without codec',
      answer({ name: 'a', type: 'TYPE65280' }),
      'bad-value',
      /TYPE65280 without data/,
    ],
    ['data of null', answer({ name: 'a', type: 'A', data: null }), 'bad-value', /an object expected, not null/],
    [
      'data as an ArrayBuffer',
      answer({ name: 'a', type: 'A', data: { bytes: new ArrayBuffer(4) } }),
      'bad-value',
      /not ArrayBuffer; wrap it in new Uint8Array/,
    ],
    [
      'data as a string',
      answer({ name: 'a', type: 'TYPE999', data: { bytes: '1234' } }),
      'bad-value',
      /a Uint8Array expected, not a string/,
    ],
    [
      'a flag in capitals',
      { flags: { RD: true } },
      'bad-value',
      /^encode header: unknown flag RD; the flags are qr, aa, tc, rd, ra, z, ad, cd/,
    ],
    ['a flag as a number', { flags: { rd: 1 } }, 'bad-value', /^encode header: flag rd: a boolean expected, not a number/],
    ['a flag beside the right ones', { flags: { rd: true, ad: false, do: true } }, 'bad-value', /unknown flag do;/],
    ['a flag that is in every object', { flags: { constructor: true } }, 'bad-value', /unknown flag constructor;/],
    ['flags as a list', { flags: ['rd'] }, 'bad-value', /^encode header flags: an object expected, not Array/],
    ['flags of null', { flags: null }, 'bad-value', /^encode header flags: an object expected, not null/],
    ['flags of EDNS of null', { edns: { flags: null } }, 'bad-value', /^encode OPT flags: an object expected, not null/],
    ['a flag of EDNS beside the right ones', { edns: { flags: { do: true, z: 0, rd: true } } }, 'bad-value', /unknown flag rd;/],
    [
      'bits of EDNS as a boolean',
      { edns: { flags: { z: true } } },
      'bad-value',
      /^encode OPT: z: a whole number up to 16383 expected, not a boolean/,
    ],
    ['a flag of EDNS in capitals', { edns: { flags: { DO: true } } }, 'bad-value', /^encode OPT: unknown flag DO/],
    [
      'a number as text',
      answer({ name: 'a', type: 'MX', data: { preference: '1', exchange: 'a' } }),
      'bad-value',
      /a whole number up to 65535 expected, not "1"/,
    ],
    [
      'a time to live as text',
      answer({ name: 'a', type: 'A', ttl: '60', data: { address: '1.2.3.4' } }),
      'bad-value',
      /^encode record: TTL: a whole number up to 4294967295 expected, not "60"/,
    ],
    [
      'a type out of range',
      answer({ name: 'a', type: 65536, data: { bytes: new Uint8Array(0) } }),
      'bad-type',
      /unknown type 65536/,
    ],
    ['no type', { questions: [{ name: 'a' }] }, 'bad-type', /^encode type: a name or TYPEn expected/],
    [
      'an address prefix that is not an object',
      answer({ name: 'a', type: 'APL', data: { items: [undefined] } }),
      'bad-value',
      /^encode APL item: an object expected, not undefined/,
    ],
    ['a section that is no list', { answers: 'a' }, 'bad-value', /^encode answer section: an array expected, not a string/],
    ['no record', { answers: [undefined] }, 'bad-value', /^encode record: an object expected, not undefined/],
    ['no message', undefined, 'bad-value', /^encode message: an object expected, not undefined/],
    [
      'cacheFlush as a number',
      answer({ name: 'a', type: 'A', data: { address: '1.2.3.4' }, cacheFlush: 1 }),
      'bad-value',
      /^encode class: cacheFlush: a boolean expected, not 1/,
    ],
    [
      'unicastResponse as a number',
      { questions: [{ name: 'a', type: 'A', unicastResponse: 1 }] },
      'bad-value',
      /^encode class: unicastResponse: a boolean expected, not 1/,
    ],
    [
      'a cookie as text',
      { edns: { options: [{ name: 'COOKIE', client: '12345678' }] } },
      'bad-value',
      /COOKIE: a Uint8Array expected, not a string/,
    ],
  ])('%s', (_what, value, code, text) => {
    const error = caught(() => encodeMessage(value as MessageInit))
    expect(error).toMatchObject({ name: 'DnsError', code })
    expect(error.message).toMatch(text)
  })

  it('the field of RDATA is named', () => {
    const error = caught(() => encodeMessage(answer({ name: 'a', type: 'MX', data: { preference: '1', exchange: 'a' } })))
    expect(error).toMatchObject({ section: 'answer', index: 0, field: 'preference' })
  })

  it('what is harmless is taken: a number as a type, as a class, as a code', () => {
    const mx = { name: 'a', type: 15, class: 1, data: { preference: 1, exchange: 'b' } } as unknown as dns.RecordInit
    const value = { opcode: 0, rcode: 3, questions: [{ name: 'a', type: 15 }], answers: [mx] } as unknown as MessageInit
    expect(decodeMessage(encodeMessage(value))).toMatchObject({
      rcode: 'NXDOMAIN',
      questions: [{ type: 'MX' }],
      answers: [{ type: 'MX', class: 'IN', data: { preference: 1, exchange: 'b' } }],
    })
  })

  it('a flag that is undefined is absent', () => {
    const { flags, edns } = decodeMessage(
      encodeMessage({ flags: { rd: true, qr: undefined }, edns: { flags: { do: true, z: 5 } } }),
    )
    expect(flags).toEqual({ qr: false, aa: false, tc: false, rd: true, ra: false, z: false, ad: false, cd: false })
    expect(edns!.flags).toEqual({ do: true, co: false, z: 5 })
  })

  it('RFC 2136 2.4, 2.5: records without data are written where they have a meaning', () => {
    const bare = { name: 'a', type: 'A' }
    for (const value of [
      { opcode: 'UPDATE', authorities: [bare] },
      answer({ ...bare, class: 'ANY' }),
      answer({ ...bare, class: 'NONE' }),
    ])
      expect(encodeMessage(value)).toHaveLength(12 + 3 + 10)
  })
})

describe('a value that is not a Uint8Array is never read as one', () => {
  const bytes = new Uint8Array(12)
  const key = { name: 'k', algorithm: 'hmac-sha256', secret: new Uint8Array(32) }
  const signer = { zone: 'a', dnskey: { flags: 256, protocol: 3, algorithm: 13, publicKey: new Uint8Array(64) }, privateKey: {} }
  const tlsa = { usage: 3, selector: 0, matchingType: 0, certificateData: bytes }
  const view = new dns.MessageView(encodeMessage(seed))
  it.each<[string, (value: Uint8Array) => unknown]>([
    ['decodeMessage', value => dns.decodeMessage(value)],
    ['decodeMessage, partial', value => dns.decodeMessage(value, { partial: true })],
    ['messageCodec', value => dns.messageCodec([dns.a]).decode(value)],
    ['decodeName', value => dns.decodeName(value)],
    ['annotateMessage', value => dns.annotateMessage(value)],
    ['MessageView', value => new dns.MessageView(value)],
    ['MessageReader', value => new MessageReader(value)],
    ['nameEquals', value => view.answer()?.nameEquals(value)],
    ['MessageWriter.raw', value => new MessageWriter().raw(value)],
    ['encodeTcp', value => dns.encodeTcp(value)],
    ['encodeDoq', value => dns.encodeDoq(value)],
    ['decodeDoq', value => dns.decodeDoq(value)],
    ['TcpDecoder', value => new dns.TcpDecoder().push(value)],
    ['encodeDohParameter', value => dns.encodeDohParameter(value)],
    ['compareRdata', value => dns.compareRdata(value, bytes)],
    ['compareRdata, the other', value => dns.compareRdata(bytes, value)],
    ['canonicalRdata', value => dns.canonicalRdata({ name: 'a', type: 'A', data: { bytes: value } })],
    ['keyTag', value => dns.keyTag(value)],
    ['dnskeyToJwk', value => dns.dnskeyToJwk({ algorithm: 13, publicKey: value })],
    ['nsec3Hash', value => dns.nsec3Hash('a', value, 0)],
    ['signTsig', value => dns.signTsig(value, key, { now: 0 })],
    ['signTsig, a secret', value => dns.signTsig(bytes, { ...key, secret: value }, { now: 0 })],
    ['signTsig, a MAC', value => dns.signTsig(bytes, key, { now: 0, requestMac: value ?? 'none' })],
    ['verifyTsig', value => dns.verifyTsig(value, key, { now: 0 })],
    [
      'verifyTsig, a secret',
      value =>
        dns
          .signTsig(bytes, key, { now: 0 })
          .then(signed => dns.verifyTsig(signed.message, { ...key, secret: value }, { now: 0 })),
    ],
    ['TsigVerifier', value => new dns.TsigVerifier(key).verify(value, { now: 0 })],
    ['signSig0', value => dns.signSig0(value, signer, { inception: 0, expiration: 1 })],
    ['verifySig0', value => dns.verifySig0(value, { name: 'a', data: signer.dnskey }, { now: 0 })],
    [
      'verifySig0, a request',
      value => dns.verifySig0(bytes, { name: 'a', data: signer.dnskey }, { now: 0, request: value ?? 'none' } as never),
    ],
    ['matchesTlsa', value => dns.matchesTlsa(tlsa, value, bytes)],
    ['matchesTlsa, a key', value => dns.matchesTlsa(tlsa, bytes, value)],
    ['matchesTlsa, data', value => dns.matchesTlsa({ ...tlsa, certificateData: value }, bytes, bytes)],
    ['encodeInto', value => dns.encodeInto(seed, value ?? ('none' as never))],
  ])('%s', async (_name, call) => {
    for (const value of [
      new ArrayBuffer(64),
      'text that is long enough',
      undefined,
      null,
      [1, 2, 3],
      new DataView(bytes.buffer),
      7,
      new Proxy(new Uint8Array(64), {}),
      Object.create(Uint8Array.prototype),
    ]) {
      const error: unknown = await (async () => call(value as never))().then(
        () => 'nothing was thrown',
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({ name: 'DnsError' })
    }
  })
})

describe('an offset', () => {
  it.each([Number.NaN, 0.5, -1, 'x', null, new Uint8Array(1), 2 ** 53])(
    'that is %o is refused, and not searched for ever',
    offset => {
      const bytes = new Uint8Array([1, 97, 0])
      expect(caught(() => dns.decodeName(bytes, offset as number))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
    },
  )

  it('behind the end is the end', () => {
    expect(caught(() => dns.decodeName(new Uint8Array([1, 97, 0]), 4))).toMatchObject({ code: 'truncated' })
  })
})

describe('an array whose buffer was transferred is not read as an empty one', () => {
  const bytes = new Uint8Array(4)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  const key = { flags: 256, protocol: 3, algorithm: 13, publicKey: bytes }
  const answer = (type: string, data: object) => ({ name: 'a', type, data }) as dns.RecordInit
  it.each<[string, () => unknown]>([
    ['opaque data', () => encodeMessage({ answers: [answer('TYPE65280', { bytes })] })],
    ['a field', () => encodeMessage({ answers: [answer('DNSKEY', key)] })],
    ['an option', () => encodeMessage({ edns: { options: [{ code: 65_001, data: bytes }] } })],
    ['an option by its name', () => encodeMessage({ edns: { options: [{ name: 'NSID', data: bytes }] } })],
    ['a TLV', () => encodeMessage({ dso: { tlvs: [{ code: 65_001, data: bytes }] } })],
    ['opaque data in zone text', () => dns.formatRecord(answer('TYPE65280', { bytes }))],
    ['a message', () => decodeMessage(bytes)],
  ])('%s', (_what, call) => {
    expect(caught(call)).toMatchObject({ name: 'DnsError' })
  })
})
