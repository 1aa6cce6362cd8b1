/** Flags as they compare (RFC 9051 2.3.2, 9 `flag`): without regard to case and order. */
import { lowerAscii } from '@mailwire/bytes'

/** Flags by what they compare by. `\\Recent` is left out: it is of the session and not of the message (RFC 3501 2.3.2). */
export function flagKeys(flags: Iterable<string>): Set<string> {
  const keys = new Set<string>()
  for (const flag of flags) keys.add(lowerAscii(flag))
  keys.delete('\\recent')
  return keys
}

/** True for the same flags. */
export function haveSameFlags(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === other.length && one.every((flag, at) => flag === other[at])) return true
  const [left, right] = [flagKeys(one), flagKeys(other)]
  return left.size === right.size && [...left].every(flag => right.has(flag))
}
