/** Values of every kind of field, and from them records of every type in the registry. */

import { fc } from '@fast-check/vitest'
import { decodeText, formatIPv4, formatIPv6 } from '@mailwire/bytes'
import { type AnyRecordType, allRecordTypes, decodeName, type MessageInit, type RecordInit, typeName } from '../src/index.js'

const octets = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max })

/** A name of any octets, as decoding gives it. */
export const domainName: fc.Arbitrary<string> = fc
  .oneof(
    fc.array(octets(1, 63), { maxLength: 3 }),
    fc.array(
      fc.constantFrom('mx', 'example', 'com', 'a', 'MX').map(text => Uint8Array.from(text, char => char.charCodeAt(0))),
      { maxLength: 6 },
    ),
  )
  .map(labels => decodeName(Uint8Array.from([...labels.flatMap(label => [label.length, ...label]), 0])).name)

const characterString = octets(0, 255).map(bytes => decodeText(bytes))

const hexText = (octets_: fc.Arbitrary<Uint8Array>) => octets_.map(bytes => Buffer.from(bytes).toString('hex').toUpperCase())
const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`))
const u8 = fc.nat(0xff)
const u16 = fc.nat(0xffff)
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const ipv4 = octets(4, 4).map(bytes => formatIPv4(bytes))
const ipv6 = octets(16, 16).map(bytes => formatIPv6(bytes))
/** Distinct numbers in ascending order. */
const ascending = (min: number, max: number, maxLength: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { maxLength }).map(numbers => numbers.sort((a, b) => a - b))
const types = (max: number) => ascending(1, max, 12).map(codes => codes.map(typeName))

/** By `Field.kind`; `*` stands for any end. */
const kinds: Record<string, fc.Arbitrary<unknown>> = {
  u8,
  u16,
  u32,
  u48: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  u64: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  name: domainName,
  ipv4,
  ipv6,
  'character-string': characterString,
  'optional-string': fc.option(characterString, { nil: undefined }),
  'character-strings': fc.array(characterString, { minLength: 1, maxLength: 3 }),
  'text-rest': octets(0, 300).map(bytes => decodeText(bytes)),
  digits: digits(4, 20),
  alphanumeric: fc.stringMatching(/^[A-Za-z0-9]{0,5}$/),
  'decimal-90': fc.double({ min: -90, max: 90, noNaN: true }).map(number => number.toFixed(4)),
  'decimal-180': fc.double({ min: -180, max: 180, noNaN: true }).map(number => number.toFixed(2)),
  [`decimal-${Number.MAX_VALUE}`]: fc.integer().map(String),
  'caa-tag': fc.stringMatching(/^[A-Za-z0-9]{1,20}$/),
  'record-type': u16.map(typeName),
  'type-bitmap': types(0xffff),
  'nxt-bitmap': types(127),
  'port-bitmap': ascending(0, 0xffff, 8),
  'hex-rest-0': octets(0, 40),
  'hex-rest-1': octets(1, 40),
  'hex-rest-12': octets(12, 64),
  'base64-rest-0': octets(0, 80),
  'base64-rest-1': octets(1, 80),
  'hex-counted-1-0': octets(0, 255),
  'base32-counted-1-1': octets(1, 255),
  'base64-counted-2-0': octets(0, 300),
  'hyphenated-6': octets(6, 6),
  'hyphenated-8': octets(8, 8),
  'hex-groups': fc.array(u16, { minLength: 4, maxLength: 4 }).map(groups => groups.map(group => group.toString(16)).join(':')),
  'address-prefixes': fc.array(
    fc.oneof(
      fc.record({ family: fc.constant(1), prefixLength: fc.nat(32), negated: fc.boolean(), address: ipv4 }),
      fc.record({ family: fc.constant(2), prefixLength: fc.nat(128), negated: fc.boolean(), address: ipv6 }),
      fc.record({
        family: fc.constant(77),
        prefixLength: u8,
        negated: fc.boolean(),
        address: hexText(octets(0, 20).filter(bytes => bytes.at(-1) !== 0)),
      }),
    ),
    { maxLength: 3 },
  ),
}

/** What a gateway of each type is. */
const gateway = fc.oneof(
  fc.constant([0, undefined] as const),
  ipv4.map(address => [1, address] as const),
  ipv6.map(address => [2, address] as const),
  domainName.map(name => [3, name] as const),
)
const centimetres = fc.tuple(fc.nat(9), fc.nat(9)).map(([digit, power]) => digit * 10 ** power)
const item = octets(1, 40).map(bytes => decodeText(bytes))
const utf8 = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' })

/** One value for each key of a service binding. */
const svcValues: Record<string, fc.Arbitrary<unknown>> = {
  alpn: fc.array(item, { minLength: 1, maxLength: 3 }),
  port: u16,
  ipv4hint: fc.array(ipv4, { minLength: 1, maxLength: 3 }),
  ech: octets(1, 30),
  ipv6hint: fc.array(ipv6, { minLength: 1, maxLength: 3 }),
  dohpath: utf8,
  ohttp: fc.constant(undefined),
  'tls-supported-groups': fc.uniqueArray(u16, { minLength: 1, maxLength: 4 }),
  docpath: fc.array(item, { maxLength: 3 }),
  pvd: fc.constant(undefined),
  oots: utf8,
  key667: octets(0, 30),
}
const svcParams = fc
  .tuple(fc.subarray(Object.keys(svcValues)), fc.boolean(), fc.boolean())
  .chain(([keys, noDefault, mandatory]) =>
    fc.tuple(...keys.map(key => svcValues[key]!.map(value => ({ key, value })))).map(params => {
      const all = [...params] as { key: string; value: unknown }[]
      if (noDefault && keys.includes('alpn')) all.splice(1, 0, { key: 'no-default-alpn', value: undefined })
      if (mandatory && keys.length > 0) all.unshift({ key: 'mandatory', value: keys })
      return all
    }),
  )
const binding = fc.oneof(
  fc.record({ priority: fc.constant(0), target: domainName, params: fc.constant([]) }),
  fc.record({ priority: fc.integer({ min: 1, max: 0xffff }), target: domainName, params: svcParams }),
)

/** The data of types with a layout of their own. */
const layouts: Record<string, fc.Arbitrary<object>> = {
  NULL: fc.record({ bytes: octets(0, 40) }),
  LOC: fc.record({
    size: centimetres,
    horizontalPrecision: centimetres,
    verticalPrecision: centimetres,
    latitude: fc.integer({ min: -324_000_000, max: 324_000_000 }),
    longitude: fc.integer({ min: -648_000_000, max: 648_000_000 }),
    altitude: fc.integer({ min: -10_000_000, max: 4_284_967_295 }),
  }),
  ATMA: fc.oneof(
    fc.record({ format: fc.constant(0), address: octets(1, 20) }),
    fc.record({ format: fc.constant(1), address: digits(1, 15).map(text => Uint8Array.from(Buffer.from(text))) }),
  ),
  A6: fc.tuple(fc.nat(128), octets(16, 16), domainName).map(([prefixLength, bytes, name]) => {
    for (let bit = 0; bit < prefixLength; bit++) bytes[bit >> 3]! &= ~(0x80 >> (bit & 7))
    return {
      prefixLength,
      suffix: prefixLength === 128 ? undefined : formatIPv6(bytes),
      prefixName: prefixLength === 0 ? undefined : name,
    }
  }),
  IPSECKEY: fc.tuple(u8, u8, gateway, octets(0, 40)).map(([precedence, algorithm, [gatewayType, to], publicKey]) => ({
    precedence,
    gatewayType,
    algorithm,
    gateway: to,
    publicKey,
  })),
  AMTRELAY: fc
    .tuple(u8, fc.boolean(), gateway)
    .map(([precedence, discoveryOptional, [relayType, relay]]) => ({ precedence, discoveryOptional, relayType, relay })),
  HIP: fc.record({
    algorithm: u8,
    hit: octets(1, 40),
    publicKey: octets(1, 40),
    servers: fc.array(domainName, { maxLength: 2 }),
  }),
  SVCB: binding,
  HTTPS: binding,
  TSIG: fc.record({
    algorithm: domainName,
    timeSigned: kinds['u48'] as fc.Arbitrary<number>,
    fudge: u16,
    mac: octets(0, 64),
    originalId: u16,
    error: u16,
    other: octets(0, 6),
  }),
}

/** Data of a type, as decoding gives it. */
export const dataOf = (type: AnyRecordType): fc.Arbitrary<object> =>
  'layout' in type
    ? layouts[type.name]!
    : fc.record(Object.fromEntries(Object.entries(type.fields).map(([key, field]) => [key, kinds[field.kind]!])))

/** Types that stand in the sections of messages as they are; the others are parts of the message by themselves. */
const inSections = allRecordTypes.filter(type => type.name !== 'TSIG')

/** A record of any type. */
export const record: fc.Arbitrary<RecordInit> = fc.constantFrom(...inSections).chain(type =>
  fc.record({
    name: domainName,
    type: fc.constant(type.name),
    class: fc.constant('IN'),
    ttl: u32,
    data: dataOf(type),
    cacheFlush: fc.constantFrom(undefined, true as const),
  }),
)

const bit = fc.boolean()

/** A message with every key, as decoding gives it. */
export const message: fc.Arbitrary<MessageInit> = fc.record({
  id: fc.nat(0xffff),
  // Not UPDATE, where RDATA of no octets is no data at all (RFC 2136 2.4).
  opcode: fc.constantFrom('QUERY', 'NOTIFY', 'OPCODE7'),
  rcode: fc.constantFrom('NOERROR', 'NXDOMAIN', 'RCODE15'),
  flags: fc.record({ qr: bit, aa: bit, tc: bit, rd: bit, ra: bit, z: bit, ad: bit, cd: bit }),
  questions: fc.array(
    fc.record({
      name: domainName,
      type: fc.constantFrom('MX', 'ANY', 'TYPE999'),
      class: fc.constantFrom('IN', 'CH'),
      unicastResponse: fc.constant(undefined),
    }),
    { maxLength: 2 },
  ),
  answers: fc.array(record, { maxLength: 4 }),
  authorities: fc.array(record, { maxLength: 2 }),
  additionals: fc.array(record, { maxLength: 2 }),
  edns: fc.option(
    fc.record({
      udpPayloadSize: fc.nat(0xffff),
      version: fc.nat(0xff),
      flags: fc.record({ do: bit, co: bit, z: fc.nat(0x3fff) }),
      options: fc.array(fc.record({ code: fc.constant(65_001), name: fc.constant('OPT65001'), data: octets(0, 20) }), {
        maxLength: 2,
      }),
    }),
    { nil: undefined },
  ),
})
