/** Values of every kind of field, and from them records of every type in the registry. */

import { fc } from '@fast-check/vitest'
import { decodeText, encodeHex, formatIPv4, formatIPv6 } from '@mailwire/bytes'
import { type AnyRecordType, allRecordTypes, decodeName, type RecordInit, typeName } from '../src/all.js'
import { securityKinds } from './arbitraries-security.js'

export const byteArray = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max })

/** A name of any bytes, as decoding gives it. */
export const domainName: fc.Arbitrary<string> = fc
  .oneof(
    fc.array(byteArray(1, 63), { maxLength: 3 }),
    fc.array(
      fc.constantFrom('mx', 'example', 'com', 'a', 'MX').map(text => Uint8Array.from(text, char => char.charCodeAt(0))),
      { maxLength: 6 },
    ),
  )
  .map(labels => decodeName(Uint8Array.from([...labels.flatMap(label => [label.length, ...label]), 0])).name)

const characterString = byteArray(0, 255).map(bytes => decodeText(bytes))

const text = (min: number) => byteArray(min, 300).map(bytes => decodeText(bytes))
const matching = (pattern: RegExp) => fc.stringMatching(pattern)
const sortedSet = (max: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max }), { maxLength: 8 }).map(numbers => numbers.sort((a, b) => a - b))
const hexText = (min: number, max: number) =>
  byteArray(min, max).map(bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(''))
const grouped = (count: number, digits: number, separator: string) =>
  hexText((count * digits) / 2, (count * digits) / 2).map(all => all.match(new RegExp(`.{${digits}}`, 'g'))!.join(separator))
const ipv4 = byteArray(4, 4).map(bytes => formatIPv4(bytes))
const ipv6 = byteArray(16, 16).map(bytes => formatIPv6(bytes))
const aplItem = (family: number, address: fc.Arbitrary<string>, prefix: number) =>
  fc.record({ family: fc.constant(family), negated: fc.boolean(), address, prefix: fc.nat(prefix) })

/** By `Field.kind`. */
const kinds: Record<string, fc.Arbitrary<unknown>> = {
  ...securityKinds,
  u8: fc.nat(0xff),
  u16: fc.nat(0xffff),
  u32: fc.integer({ min: 0, max: 0xffffffff }),
  u64: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
  name: domainName,
  ipv4,
  ipv6,
  'character-string': characterString,
  'character-strings': fc.array(characterString, { minLength: 1, maxLength: 3 }),
  text: text(0),
  'non-empty-text': text(1),
  coordinate: matching(/^[+-]?\d{1,5}(\.\d{0,5})?$/),
  'naptr-flags': matching(/^[A-Za-z0-9]{0,9}$/),
  'caa-tag': matching(/^[A-Za-z0-9]{1,15}$/),
  // NULL without bytes is a record without data in UPDATE messages.
  anything: byteArray(1, 40),
  nsap: byteArray(1, 20),
  'atm-address': fc.oneof(
    fc.record({ format: fc.constant(0), digits: hexText(1, 20) }),
    fc.record({ format: fc.constant(1), digits: matching(/^\d{1,15}$/) }),
  ),
  'wks-services': sortedSet(0xffff),
  'nxt-types': sortedSet(126).map(types => types.map(type => typeName(type + 1))),
  'apl-items': fc.array(
    fc.oneof(
      aplItem(1, ipv4, 32),
      aplItem(2, ipv6, 128),
      aplItem(
        3,
        hexText(0, 9).map(digits => digits.replace(/(00)+$/, '')),
        255,
      ),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  eui48: grouped(6, 2, '-'),
  eui64: grouped(8, 2, '-'),
  'half-ipv6': grouped(4, 4, ':'),
  centimetres: fc.tuple(fc.nat(9), fc.nat(9)).map(([digit, exponent]) => digit * 10 ** exponent),
  latitude: fc.integer({ min: -90 * 3_600_000, max: 90 * 3_600_000 }),
  longitude: fc.integer({ min: -180 * 3_600_000, max: 180 * 3_600_000 }),
  altitude: fc.integer({ min: -10_000_000, max: 4_284_967_295 }),
  u48: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  'bytes-12': byteArray(12, 64),
  'counted-0': byteArray(0, 255),
  'counted-1': byteArray(1, 255),
}

const item = byteArray(1, 40).map(bytes => decodeText(bytes))
const utf8 = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
/** One value for each key of a service binding, by ascending number. */
const svcValues: Record<string, fc.Arbitrary<unknown>> = {
  alpn: fc.array(item, { minLength: 1, maxLength: 3 }),
  port: fc.nat(0xffff),
  ipv4hint: fc.array(ipv4, { minLength: 1, maxLength: 3 }),
  ech: byteArray(1, 30),
  ipv6hint: fc.array(ipv6, { minLength: 1, maxLength: 3 }),
  dohpath: fc.constantFrom('/dns-query{?dns}', '/{+dns}', '/é%41/{a,dns:12,b.c*}x{&y}', '/q{?dns*}'),
  ohttp: fc.constant(undefined),
  'tls-supported-groups': fc.uniqueArray(fc.nat(0xffff), { minLength: 1, maxLength: 4 }),
  docpath: fc.array(item, { maxLength: 3 }),
  pvd: fc.constant(undefined),
  oots: utf8,
  key667: byteArray(0, 30),
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

/** By type, where one field decides about another. */
/** A gateway of an unknown type. */
const unknownGateway = byteArray(0, 20).map(encodeHex)

const layouts: Record<string, fc.Arbitrary<object>> = {
  SVCB: binding,
  HTTPS: binding,
  HIP: fc.record({
    algorithm: fc.nat(0xff),
    hit: byteArray(1, 40),
    publicKey: byteArray(1, 90),
    servers: fc.array(domainName, { maxLength: 2 }),
  }),
  IPSECKEY: fc.nat(4).chain(gatewayType =>
    fc.record({
      precedence: fc.nat(0xff),
      gatewayType: fc.constant(gatewayType),
      algorithm: fc.nat(0xff),
      gateway: [fc.constant('.'), ipv4, ipv6, domainName, unknownGateway][gatewayType]!,
      publicKey: byteArray(0, gatewayType > 3 ? 0 : 40),
    }),
  ),
  A6: fc.nat(128).chain(prefixLength =>
    fc.record({
      prefixLength: fc.constant(prefixLength),
      address: byteArray(16, 16).map(bytes =>
        formatIPv6(bytes.map((byte, at) => byte & (0xff >> Math.min(8, Math.max(0, prefixLength - 8 * at))))),
      ),
      prefixName: prefixLength === 0 ? fc.constant(undefined) : domainName,
    }),
  ),
  AMTRELAY: fc.nat(4).chain(relayType =>
    fc.record({
      precedence: fc.nat(0xff),
      discoveryOptional: fc.boolean(),
      relayType: fc.constant(relayType),
      relay: [fc.constant('.'), ipv4, ipv6, domainName, unknownGateway][relayType]!,
    }),
  ),
}

function ofKind(kind: string): fc.Arbitrary<unknown> {
  if (kind.startsWith('optional-')) return fc.option(ofKind(kind.slice('optional-'.length)), { nil: undefined })
  const found = kinds[kind]
  if (found === undefined) throw new Error(`no arbitrary for fields of kind ${kind}`)
  return found
}

/** The data of one type. */
export const dataOf = (type: AnyRecordType): fc.Arbitrary<object> =>
  (
    layouts[type.name] ??
    fc.record(Object.fromEntries(Object.entries(type.fields).map(([key, field]) => [key, ofKind(field.kind)])))
  ).filter(data => type.check?.(data) === undefined)

/** A record of one type. */
export const recordOf = (type: AnyRecordType): fc.Arbitrary<RecordInit> =>
  fc.record({
    name: domainName,
    type: fc.constant(type.name),
    class: fc.constant('IN'),
    ttl: fc.integer({ min: 0, max: 0xffffffff }),
    data: dataOf(type),
    cacheFlush: fc.constantFrom(undefined, true as const),
  }) as fc.Arbitrary<RecordInit>

/** A record of any type. */
export const record: fc.Arbitrary<RecordInit> = fc
  .constantFrom(...allRecordTypes.filter(type => !['TSIG', 'NXNAME'].includes(type.name)))
  .chain(recordOf)
