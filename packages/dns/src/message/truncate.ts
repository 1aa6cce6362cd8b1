/** What may be omitted from a message that is too large, and when that needs TC (RFC 2181 5 and 9, RFC 9471). */
import { isBytes } from '@mailwire/bytes'
import { located } from '../error.js'
import { checkObject } from '../given.js'
import { classCode } from '../iana/classes.js'
import { recordTypes, type TypeNames } from '../iana/types.js'
import { canonicalName, isSubdomain } from '../names/name.js'
import type { RecordInit } from '../rdata/record.js'
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
  const covered = data !== undefined && (code === recordTypes.RRSIG || code === recordTypes.SIG) ? coveredBy(data, types) : ''
  return `${canonicalName(name)} ${classCode(recordClass)} ${code} ${covered}`
}

/** The number of the type that a signature covers; for opaque data, its first two bytes (RFC 4034 3.1). */
function coveredBy(data: object, types: TypeNames): number | undefined {
  checkObject(data, 'encode record: data')
  if ('typeCovered' in data) return types.typeCode(data.typeCovered as string)
  return 'bytes' in data && isBytes(data.bytes) && data.bytes.length > 1 ? u16At(data.bytes, 0) : undefined
}

/** True for a referral: no answers, no SOA, but name servers (RFC 2308 2.1). */
export function isReferral({ answers = [], authorities = [], flags }: MessageInit, types: TypeNames): boolean {
  const has = (code: number): boolean => authorities.some(({ type }) => types.typeCode(type) === code)
  return flags?.aa !== true && answers.length === 0 && has(recordTypes.NS) && !has(recordTypes.SOA)
}

/**
 * Tells glue: addresses of name servers below the zone they serve, which a client of this referral cannot find elsewhere (RFC 9471 2.1). Opaque NS data
 * may be the name of any server, so that with it every address counts.
 */
export function glueTest({ authorities = [] }: MessageInit, types: TypeNames): (record: RecordInit) => boolean {
  const owners = new Set<string>()
  let unknownServer = false
  for (const { name: zone, type, data } of authorities) {
    if (data === undefined || types.typeCode(type) !== recordTypes.NS) continue
    if (!('nsdname' in data) || typeof data.nsdname !== 'string') unknownServer = true
    else if (isSubdomain(data.nsdname, zone)) owners.add(canonicalName(data.nsdname))
  }
  return ({ name, type }) => {
    const code = types.typeCode(type)
    return (code === recordTypes.A || code === recordTypes.AAAA) && (unknownServer || owners.has(canonicalName(name)))
  }
}
