/** What may be omitted from a message that is too large, and when that needs TC (RFC 2181 5 and 9, RFC 9471). */
import { isBytes } from '@mailwire/bytes'
import { located } from '../error.js'
import { checkObject } from '../given.js'
import { classCode } from '../iana/classes.js'
import { recordTypes, type TypeNames } from '../iana/types.js'
import { canonicalName, isSubdomain } from '../names/name.js'
import type { Ns } from '../rdata/ns.js'
import type { OpaqueData, RecordInit } from '../rdata/record.js'
import type { Rrsig } from '../rdata/rrsig.js'
import { u16At } from '../wire/integers.js'
import type { MessageInit } from './types.js'

/**
 * How many records from the start can be kept if the one at `first` does not fit: as many as possible without splitting an RRset. Records of one
 * RRset need not be adjacent.
 */
export function wholeRrsets(records: readonly RecordInit[], first: number, types: TypeNames): number {
  const last = new Map<string, number>()
  const keys = records.map((record, index) => {
    try {
      return rrsetKey(record, types)
    } catch (error) {
      throw located(error, { index })
    }
  })
  for (const [index, key] of keys.entries()) last.set(key, index)
  let kept = 0
  let reach = -1
  for (let index = 0; index < first; index++) {
    reach = Math.max(reach, last.get(keys[index]!)!)
    if (reach <= index) kept = index + 1
  }
  return kept
}

/** A key for the RRset of a record. Signatures that cover different types count as different RRsets. */
function rrsetKey(record: RecordInit, types: TypeNames): string {
  // Records that are omitted were not encoded, and so not checked.
  checkObject(record, 'encode record')
  const { name, type, class: recordClass = 'IN', data } = record
  const code = types.typeCode(type)
  const covered =
    data !== undefined && (code === recordTypes.RRSIG || code === recordTypes.SIG) ? coveredBy(data, types) : undefined
  return `${canonicalName(name)} ${classCode(recordClass)} ${code} ${covered}`
}

/** The number of the type that a signature covers; for opaque data, its first two bytes (RFC 4034 3.1). */
function coveredBy(data: object, types: TypeNames): number | undefined {
  checkObject(data, 'encode record: data')
  const { typeCovered, bytes } = data as Partial<Rrsig & OpaqueData>
  if (typeCovered !== undefined) return types.typeCode(typeCovered)
  return isBytes(bytes) ? u16At(bytes, 0) : undefined
}

/**
 * True if a referral lacks glue that the client needs to continue, which counts as truncation (RFC 9471 3). `omitted` are the additional records that did
 * not fit. A referral has no answers and no SOA, but name servers (RFC 2308 2.1), without which there is no glue.
 */
export function missesGlue(
  flags: MessageInit['flags'],
  answers: readonly RecordInit[],
  authorities: readonly RecordInit[],
  omitted: readonly RecordInit[],
  types: TypeNames,
): boolean {
  if (flags?.aa === true || answers.length !== 0) return false
  if (authorities.some(({ type }) => types.typeCode(type) === recordTypes.SOA)) return false
  return omitted.some(glueTest(authorities, types))
}

/**
 * Tells glue: addresses of name servers below the zone they serve, which a client of this referral cannot find elsewhere (RFC 9471 2.1). Opaque NS data
 * may be the name of any server, so that with it every address counts.
 */
function glueTest(authorities: readonly RecordInit[], types: TypeNames): (record: RecordInit) => boolean {
  const owners = new Set<string>()
  let unknownServer = false
  for (const { name: zone, type, data } of authorities) {
    if (data === undefined || types.typeCode(type) !== recordTypes.NS) continue
    const { nsdname } = data as Partial<Ns>
    if (nsdname === undefined) unknownServer = true
    else if (isSubdomain(nsdname, zone)) owners.add(canonicalName(nsdname))
  }
  return ({ name, type }) => {
    const code = types.typeCode(type)
    return (code === recordTypes.A || code === recordTypes.AAAA) && (unknownServer || owners.has(canonicalName(name)))
  }
}
