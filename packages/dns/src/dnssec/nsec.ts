/** NSEC: which names a record proves not to exist (RFC 4034 4, RFC 4035 5.4). */
import { canonicalRdata } from '../canonical.js'
import { compareNames } from '../name.js'
import { MessageReader } from '../reader.js'
import type { RecordInit } from '../record.js'

/**
 * True when an NSEC record proves that no name `name` exists: it lies strictly between the owner and the next name. The last record of a zone
 * leads back to the zone's own name.
 *
 * @example
 * nsecCovers({ name: 'a.example', type: 'NSEC', data: { nextName: 'c.example', types: ['A'] } }, 'b.example') // => true
 */
export function nsecCovers(record: RecordInit, name: string): boolean {
  const next = new MessageReader(canonicalRdata(record)).name()
  const behind = compareNames(record.name, name) < 0
  const before = compareNames(name, next) < 0
  return compareNames(record.name, next) < 0 ? behind && before : behind
}
