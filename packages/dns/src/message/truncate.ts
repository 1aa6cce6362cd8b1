/** What a message may lose when it has to become smaller, and what its receiver must be told (RFC 2181 5 and 9, RFC 9471). */
import { classCode } from '../iana/classes.js'
import { recordTypes, type TypeNames, typeCode } from '../iana/types.js'
import { canonicalName, isSubdomain } from '../names/name.js'
import type { RecordInit } from '../rdata/record.js'
import { u16At } from '../wire/integers.js'
import type { MessageInit } from './types.js'

/**
 * How many records from the start can stay when the one at `first` does not fit: the most that holds no part of an RRset of which another
 * part is missing. Records of one RRset need not stand together.
 */
export function wholeRrsets(records: readonly RecordInit[], first: number, types: TypeNames): number {
  const last = new Map<string, number>()
  const keys = records.map(record => rrsetKey(record, types))
  for (const [index, key] of keys.entries()) last.set(key, index)
  let kept = 0
  let reach = -1
  for (let index = 0; index < first; index++) {
    reach = Math.max(reach, last.get(keys[index]!)!)
    if (reach <= index) kept = index + 1
  }
  return kept
}

/** The RRset of a record. Signatures over different types are of different RRsets to whoever asks for one of them. */
function rrsetKey(record: RecordInit, types: TypeNames): string {
  const { name, type, class: recordClass = 'IN', data } = record
  const code = types.typeCode(type)
  const covered = data !== undefined && (code === recordTypes.RRSIG || code === recordTypes.SIG) ? coveredBy(data, types) : ''
  return `${canonicalName(name)} ${classCode(recordClass)} ${code} ${covered}`
}

/** The type that a signature covers, by number; of opaque data its first two bytes (RFC 4034 3.1). */
function coveredBy(data: object, types: TypeNames): number | undefined {
  if ('typeCovered' in data) return types.typeCode(data.typeCovered as string)
  return 'bytes' in data && data.bytes instanceof Uint8Array && data.bytes.length > 1 ? u16At(data.bytes, 0) : undefined
}

/** An answer that only says which servers know more: no answers, no SOA, but name servers (RFC 2308 2.1). */
export function isReferral({ answers = [], authorities = [], flags }: MessageInit): boolean {
  return (
    flags?.aa !== true &&
    answers.length === 0 &&
    authorities.some(({ type }) => typeCode(type) === recordTypes.NS) &&
    !authorities.some(({ type }) => typeCode(type) === recordTypes.SOA)
  )
}

/** The name servers of a referral that are below the name that they serve: their addresses can be found nowhere else (RFC 9471 2.1). */
export function glueOwners({ authorities = [] }: MessageInit): ReadonlySet<string> {
  const owners = new Set<string>()
  for (const { name: zone, data } of authorities)
    if (data !== undefined && 'nsdname' in data && typeof data.nsdname === 'string' && isSubdomain(data.nsdname, zone))
      owners.add(canonicalName(data.nsdname))
  return owners
}

/** True for an address of one of these name servers. */
export function isGlue(owners: ReadonlySet<string>, { name, type }: RecordInit): boolean {
  const code = typeCode(type)
  return (code === recordTypes.A || code === recordTypes.AAAA) && owners.has(canonicalName(name))
}
