/** What a message may lose when it has to become smaller, and what its receiver must be told (RFC 2181 5 and 9, RFC 9471). */
import { canonicalName, isSubdomain } from '../name.js'
import type { RecordInit } from '../record.js'
import type { MessageInit } from './types.js'

/**
 * How many records from the start can stay when the one at `first` does not fit: the most that holds no part of an RRset of which another
 * part is missing. Records of one RRset need not stand together.
 */
export function wholeRrsets(records: readonly RecordInit[], first: number): number {
  const last = new Map<string, number>()
  const keys = records.map(rrsetKey)
  for (const [index, key] of keys.entries()) last.set(key, index)
  let kept = 0
  let reach = -1
  for (let index = 0; index < first; index++) {
    reach = Math.max(reach, last.get(keys[index]!)!)
    if (reach <= index) kept = index + 1
  }
  return kept
}

/** Signatures over different types are different RRsets to who looks for one of them. */
function rrsetKey({ name, type, class: recordClass = 'IN', data }: RecordInit): string {
  const covered = data !== undefined && 'typeCovered' in data ? String(data.typeCovered) : ''
  return `${canonicalName(name)} ${recordClass} ${type} ${covered}`
}

/** An answer that only says which servers know more: no answers, no SOA, but name servers (RFC 2308 2.1). */
export function isReferral({ answers = [], authorities = [], flags }: MessageInit): boolean {
  return (
    flags?.aa !== true &&
    answers.length === 0 &&
    authorities.some(({ type }) => type === 'NS') &&
    !authorities.some(({ type }) => type === 'SOA')
  )
}

/** True for an address of a name server that lies below the name it serves: it can be found nowhere else (RFC 9471 2.1). */
export function isGlue({ authorities = [] }: MessageInit, { name, type }: RecordInit): boolean {
  if (type !== 'A' && type !== 'AAAA') return false
  const owner = canonicalName(name)
  return authorities.some(
    ({ name: zone, data }) =>
      data !== undefined &&
      'nsdname' in data &&
      typeof data.nsdname === 'string' &&
      canonicalName(data.nsdname) === owner &&
      isSubdomain(owner, zone),
  )
}
