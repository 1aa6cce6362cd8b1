/** Comparison of flags (RFC 9051 2.3.2, 9 `flag`): case and order do not matter. */
import { lowerAscii } from '@mailwire/bytes'

/** The comparison keys of flags. `\\Recent` is omitted: it belongs to the session, not to the message (RFC 3501 2.3.2). */
export function flagKeys(flags: Iterable<string>): Set<string> {
  const keys = new Set<string>()
  for (const flag of flags) keys.add(lowerAscii(flag))
  keys.delete('\\recent')
  return keys
}

/** True if both have the same flags. */
export function haveSameFlags(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === other.length && one.every((flag, at) => flag === other[at])) return true
  const [left, right] = [flagKeys(one), flagKeys(other)]
  return left.size === right.size && [...left].every(flag => right.has(flag))
}
