/** Values of every kind of field, and from them records of every type in the registry. */

import { fc } from '@fast-check/vitest'
import { decodeText, formatIPv4, formatIPv6 } from '@mailwire/bytes'
import { allRecordTypes, decodeName, type MessageInit, type RecordInit } from '../src/index.js'
import { securityKinds } from './arbitraries-security.js'

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

/** By `Field.kind`. */
const kinds: Record<string, fc.Arbitrary<unknown>> = {
  ...securityKinds,
  u8: fc.nat(0xff),
  u16: fc.nat(0xffff),
  u32: fc.integer({ min: 0, max: 0xffffffff }),
  name: domainName,
  ipv4: octets(4, 4).map(bytes => formatIPv4(bytes)),
  ipv6: octets(16, 16).map(bytes => formatIPv6(bytes)),
  'character-strings': fc.array(characterString, { minLength: 1, maxLength: 3 }),
}

/** A record of any type. */
export const record: fc.Arbitrary<RecordInit> = fc.constantFrom(...allRecordTypes).chain(type =>
  fc.record({
    name: domainName,
    type: fc.constant(type.name),
    class: fc.constant('IN'),
    ttl: fc.integer({ min: 0, max: 0xffffffff }),
    data: fc.record(Object.fromEntries(Object.entries(type.fields).map(([key, field]) => [key, kinds[field.kind]!]))),
    cacheFlush: fc.constantFrom(undefined, true as const),
  }),
)

const bit = fc.boolean()

/** A message with every key, as decoding gives it. */
export const message: fc.Arbitrary<MessageInit> = fc.record({
  id: fc.nat(0xffff),
  opcode: fc.constantFrom('QUERY', 'NOTIFY', 'UPDATE', 'OPCODE7'),
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
