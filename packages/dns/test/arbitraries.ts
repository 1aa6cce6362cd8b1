/** Whole messages: sections or DSO, with EDNS options of every kind, and signed by TSIG, SIG(0) or not. */
import { fc } from '@fast-check/vitest'
import { decodeText, formatIPv4, formatIPv6 } from '@mailwire/bytes'
import {
  type DsoTlvInit,
  type EdnsOptionInit,
  ednsOptionCode,
  type MessageInit,
  type OptionDataByName,
  type RecordInit,
  type Sig,
  sig,
  tsig,
  typeName,
} from '../src/all.js'
import { byteArray, dataOf, domainName, record } from './arbitraries-records.js'

export { domainName, record, recordOf } from './arbitraries-records.js'

const u8 = fc.nat(0xff)
const u16 = fc.nat(0xffff)
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const bit = fc.boolean()
const typeMnemonic = u16.map(typeName)
const algorithms = fc.record({ algorithms: fc.array(u8, { maxLength: 5 }) })
const types = fc.record({ types: fc.array(typeMnemonic, { maxLength: 4 }) })
const tag = fc.record({ tag: u16 })

/** A network: the bits beyond its prefix are zero. */
const subnet = (family: 1 | 2) => {
  const size = family === 1 ? 4 : 16
  return fc
    .record({ address: byteArray(size, size), sourcePrefix: fc.nat(8 * size), scopePrefix: fc.nat(8 * size) })
    .map(({ address, sourcePrefix, scopePrefix }) => {
      const network = address.map((byte, at) => byte & ~(0xff >> Math.min(8, Math.max(0, sourcePrefix - 8 * at))))
      return { family, sourcePrefix, scopePrefix, address: family === 1 ? formatIPv4(network) : formatIPv6(network) }
    })
}

/** By the name of the option: a kind without an arbitrary does not compile. */
const options: { readonly [Name in keyof OptionDataByName]: fc.Arbitrary<OptionDataByName[Name]> } = {
  LLQ: fc.record({ version: u16, opcode: u16, error: u16, id: byteArray(8, 8), lease: u32 }),
  UL: fc.record({ lease: u32, keyLease: fc.option(u32, { nil: undefined }) }),
  NSID: fc.record({ data: byteArray(0, 20) }),
  DAU: algorithms,
  DHU: algorithms,
  N3U: algorithms,
  ECS: fc.oneof(subnet(1), subnet(2), fc.constant({ family: 0, sourcePrefix: 0, scopePrefix: 0, address: '' })),
  EXPIRE: fc.record({ seconds: fc.option(u32, { nil: undefined }) }),
  COOKIE: fc.record({ client: byteArray(8, 8), server: fc.option(byteArray(8, 32), { nil: undefined }) }),
  KEEPALIVE: fc.record({ timeout: fc.option(u16, { nil: undefined }) }),
  PADDING: fc.record({ data: byteArray(0, 20) }),
  CHAIN: fc.record({ trustPoint: domainName }),
  'KEY-TAG': fc.record({ tags: fc.array(u16, { minLength: 1, maxLength: 4 }) }),
  EDE: fc.record({ infoCode: u16, text: byteArray(0, 20).map(bytes => decodeText(bytes)) }),
  'CLIENT-TAG': tag,
  'SERVER-TAG': tag,
  'REPORT-CHANNEL': fc.record({ agentDomain: domainName }),
  ZONEVERSION: fc.record({
    version: fc.oneof(
      fc.constant(undefined),
      fc.record({ labelCount: u8, type: fc.constant(0), data: byteArray(4, 4) }),
      fc.record({ labelCount: u8, type: fc.integer({ min: 1, max: 255 }), data: byteArray(0, 9) }),
    ),
  }),
  'MQTYPE-QUERY': types,
  'MQTYPE-RESPONSE': types,
}

const option: fc.Arbitrary<EdnsOptionInit> = fc.oneof(
  fc.record({ code: fc.constant(65_001), name: fc.constant('OPT65001'), data: byteArray(0, 20) }),
  ...Object.entries<fc.Arbitrary<object>>(options).map(([name, data]) =>
    data.map(value => ({ code: ednsOptionCode(name)!, name, ...value }) as EdnsOptionInit),
  ),
)

const edns = fc.record({
  udpPayloadSize: u16,
  version: u8,
  flags: fc.record({ do: bit, co: bit, z: fc.nat(0x3fff) }),
  options: fc.array(option, { maxLength: 4 }),
})

const tsigRecord = fc.record({
  name: domainName,
  type: fc.constant('TSIG'),
  class: fc.constant('ANY'),
  ttl: fc.constant(0),
  data: dataOf(tsig),
}) as fc.Arbitrary<RecordInit>

const sig0Record = fc.record({
  name: domainName,
  type: fc.constant('SIG'),
  class: fc.constant('ANY'),
  ttl: u32,
  data: dataOf(sig).map(data => ({ ...data, typeCovered: 'TYPE0' })),
}) as fc.Arbitrary<RecordInit>

/** At most one signature. */
const signature: fc.Arbitrary<{ readonly tsig?: RecordInit | undefined; readonly sig0?: RecordInit | undefined }> = fc.oneof(
  fc.constant({ tsig: undefined, sig0: undefined }),
  fc.record({ tsig: tsigRecord, sig0: fc.constant(undefined) }),
  fc.record({ tsig: fc.constant(undefined), sig0: sig0Record }),
)

const header = {
  id: u16,
  flags: fc.record({ qr: bit, aa: bit, tc: bit, rd: bit, ra: bit, z: bit, ad: bit, cd: bit }),
}

/** Multicast DNS is of class IN. */
const question = fc
  .tuple(domainName, fc.constantFrom('MX', 'ANY', 'TYPE999'), fc.constantFrom(['IN', undefined], ['IN', true], ['CH', undefined]))
  .map(([name, type, [questionClass, unicastResponse]]) => ({ name, type, class: questionClass, unicastResponse }))

const sections = fc
  .tuple(
    fc.record({
      ...header,
      opcode: fc.constantFrom('QUERY', 'NOTIFY', 'UPDATE', 'OPCODE7'),
      questions: fc.array(question, { maxLength: 2 }),
      answers: fc.array(record, { maxLength: 4 }),
      authorities: fc.array(record, { maxLength: 2 }),
      // A SIG that covers nothing signs the message, and is in `sig0`.
      additionals: fc.array(
        record.filter(({ data }) => (data as Partial<Sig>).typeCovered !== 'TYPE0'),
        { maxLength: 2 },
      ),
    }),
    signature,
    // More than four bits of response code need an OPT record.
    fc.oneof(
      fc.record({ edns: fc.constant(undefined), rcode: fc.constantFrom('NOERROR', 'NXDOMAIN', 'RCODE15') }),
      fc.record({ edns, rcode: fc.constantFrom('NOERROR', 'NXDOMAIN', 'RCODE15', 'BADVERS', 'BADCOOKIE', 'RCODE4095') }),
    ),
  )
  .map(([base, signed, extended]): MessageInit => ({ ...base, ...signed, ...extended }))

const subject = { name: domainName, type: fc.constantFrom('MX', 'ANY', 'TYPE999'), class: fc.constantFrom('IN', 'ANY') }
const tlvOf = (code: number, name: string, data: fc.Arbitrary<object>): fc.Arbitrary<DsoTlvInit> =>
  data.map(value => ({ code, name, ...value }) as DsoTlvInit)
const tlv = fc.oneof(
  tlvOf(1, 'KEEPALIVE', fc.record({ inactivityTimeout: u32, keepaliveInterval: u32 })),
  tlvOf(2, 'RETRY-DELAY', fc.record({ retryDelay: u32 })),
  tlvOf(3, 'ENCRYPTION-PADDING', fc.record({ data: byteArray(0, 20) })),
  tlvOf(0x40, 'SUBSCRIBE', fc.record({ question: fc.record(subject) })),
  tlvOf(0x41, 'PUSH', fc.record({ records: fc.array(record, { maxLength: 3 }) })),
  tlvOf(0x42, 'UNSUBSCRIBE', fc.record({ id: u16 })),
  tlvOf(
    0x43,
    'RECONFIRM',
    record.map(({ name, type, data }) => ({ record: { name, type, class: 'IN', data } })),
  ),
  tlvOf(0xf800, 'DSO63488', fc.record({ data: byteArray(0, 20) })),
)

const dso = fc
  .record({
    ...header,
    rcode: fc.constantFrom('NOERROR', 'DSOTYPENI'),
    tlvs: fc.array(tlv, { maxLength: 3 }),
  })
  .map(
    ({ tlvs, ...base }): MessageInit => ({
      ...base,
      opcode: 'DSO',
      questions: [],
      answers: [],
      authorities: [],
      additionals: [],
      edns: undefined,
      tsig: undefined,
      sig0: undefined,
      dso: { tlvs },
    }),
  )

/** A message with every key, as decoding gives it. */
export const message: fc.Arbitrary<MessageInit> = fc.oneof({ arbitrary: sections, weight: 4 }, { arbitrary: dso, weight: 1 })
