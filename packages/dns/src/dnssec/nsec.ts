/** NSEC: the names that a record proves not to exist (RFC 4034 4, RFC 4035 5.4). */

import { type CodecOptions, registryOf } from '../message/everything.js'
import { compareNames, isSubdomain } from '../names/name.js'
import type { Nsec } from '../rdata/nsec.js'
import type { AnyRecordInit } from '../rdata/record.js'
import { typedData } from './keys.js'

/**
 * True if an NSEC record proves that `name` does not exist: it is strictly between the owner and the next name. The next name of a zone's last
 * record is the zone's own name; it proves nothing about names outside the zone.
 *
 * @throws {@link DnsError} `bad-type` for another record, and as `decodeMessage` for a malformed one
 *
 * @example
 * nsecCovers({ name: 'a.example', type: 'NSEC', data: { nextName: 'c.example', types: ['A'] } }, 'b.example') // => true
 */
export function nsecCovers(record: AnyRecordInit, name: string, options: CodecOptions = {}): boolean {
  const { nextName } = typedData<Nsec>(registryOf(options, 'read NSEC'), record, 'NSEC')
  return covers(record.name, nextName, name)
}

/** True if a name is strictly between two; a `next` before `owner` is the zone's own name. */
export function covers(owner: string, next: string, name: string): boolean {
  const behind = compareNames(owner, name) < 0
  return compareNames(owner, next) < 0 ? behind && compareNames(name, next) < 0 : behind && isSubdomain(name, next)
}
