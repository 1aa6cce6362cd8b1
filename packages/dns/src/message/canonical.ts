/**
 * The canonical form of records (RFC 4034 6, amended by RFC 6840 5.1), which DNSSEC signs and sorts. Names are uncompressed, and in lower
 * case if their field's description says so.
 */
import { copyOf } from '@mailwire/bytes'
import { encodeData, type Registry } from '../codec.js'
import { fail } from '../error.js'
import { checkBytes, checkObject, checkUnsigned, shown, unknownType } from '../given.js'
import { classCode } from '../iana/classes.js'
import type { AnyRecordInit } from '../rdata/record.js'
import { MessageWriter } from '../wire/writer.js'
import { decodeBare } from './bare-rdata.js'
import { type CodecOptions, registryOf } from './everything.js'

/**
 * A record's RDATA in canonical form (RFC 4034 6.2); empty if the record has no data. Opaque data of a known type is decoded first, other
 * opaque data is left unchanged (RFC 3597 7).
 *
 * @throws {@link DnsError} as `encodeMessage`: `bad-type`, `bad-class`, `bad-value`, `bad-name`, ...; for opaque data that its type does not allow as
 * `decodeMessage`: `rdata-length`, `truncated`, ..., and `bad-pointer` for any compression pointer
 *
 * @example
 * canonicalRdata({ name: 'a.example', type: 'NS', data: { nsdname: 'NS.Example' } }).length // => 12
 */
export const canonicalRdata = (record: AnyRecordInit, options: CodecOptions = {}): Uint8Array =>
  canonicalRdataBy(registryOf(options, 'encode record'), record)

/** The same by what a codec knows. */
export function canonicalRdataBy(registry: Registry, record: AnyRecordInit): Uint8Array {
  checkObject(record, 'encode record')
  const { data } = record
  const type = typeOf(record, registry)
  if (data === undefined) return new Uint8Array(0)
  checkObject(data, 'encode record data')
  const codec = registry.find(type, classOf(record))
  const opaque = 'bytes' in data ? data.bytes : undefined
  if (opaque !== undefined) checkBytes(opaque, 'encode record data')
  if (codec === undefined)
    return opaque === undefined
      ? fail('bad-value', 0, `encode record: ${String(record.type)} has no codec; give its data as { bytes }`)
      : copyOf(opaque)
  const writer = new MessageWriter(undefined, true, registry)
  encodeData(codec, writer, opaque === undefined ? data : decodeBare(codec, opaque))
  return writer.finish()
}

/**
 * A complete record in canonical form: owner in lower case, type, class, TTL, RDLENGTH, RDATA (RFC 4034 6.2). For a signature, give the original
 * TTL of the RRSIG record as `ttl`, and the wildcard as owner if the record was expanded from one.
 *
 * @throws {@link DnsError} as {@link canonicalRdata}
 */
export const canonicalRecord = (record: AnyRecordInit, options: CodecOptions = {}): Uint8Array =>
  canonicalRecordBy(registryOf(options, 'encode record'), record)

/** The same by what a codec knows. */
export function canonicalRecordBy(registry: Registry, record: AnyRecordInit): Uint8Array {
  checkObject(record, 'encode record')
  const { ttl = 0 } = record
  checkUnsigned(ttl, 4)
  const writer = new MessageWriter(undefined, true, registry)
  writer.name(record.name, false)
  writer.u16(typeOf(record, registry))
  writer.u16(classOf(record))
  writer.u32(ttl)
  const start = writer.openLength()
  writer.raw(canonicalRdataBy(registry, record))
  writer.closeLength(start, String(record.type))
  return writer.finish()
}

/**
 * The order of records in an RRset: by canonical RDATA, byte by byte from the left, a prefix before the longer one (RFC 4034 6.3). For
 * `Array.sort`; 0 means that one of the two is a duplicate, which is signed once.
 *
 * @example
 * [Uint8Array.of(2), Uint8Array.of(1, 1)].sort(compareRdata)[0] // => Uint8Array.of(1, 1)
 */
export function compareRdata(a: Uint8Array, b: Uint8Array): number {
  checkBytes(a, 'compare RDATA')
  checkBytes(b, 'compare RDATA')
  return compareBytes(a, b)
}

/** The order of bytes from the left, a prefix before the longer one. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length && at < b.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return a.length - b.length
}

const typeOf = ({ type }: AnyRecordInit, registry: Registry): number =>
  registry.typeCode(type) ?? fail('bad-type', 0, `encode record: ${unknownType(type)}`)

const classOf = (record: AnyRecordInit): number =>
  classCode(record.class ?? 'IN') ?? fail('bad-class', 0, `encode record: unknown class ${shown(record.class)}`)
