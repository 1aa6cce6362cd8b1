/** Flags, keywords and attributes (RFC 9051 9, `flag`, `flag-perm`, `mbx-list-flags`): one token each, with what servers put in their place. */
import { ASTRING, isFlag } from './classes.js'
import type { Reader } from './reader.js'

/** No flags: one array for all messages that have none. */
const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** `"(" [flag *(SP flag)] ")"`; `\*` is a flag in PERMANENTFLAGS alone. */
export function flagList(reader: Reader, hasWildcard = false): readonly string[] {
  if (!reader.beginList()) return NONE
  const flags: string[] = []
  do {
    const flag = listedFlag(reader, hasWildcard)
    if (flag !== undefined) flags.push(flag)
  } while (reader.nextMember())
  return flags
}

/** A flag of a list; what is in quotes and could not be written as a flag, NIL, and a backslash alone are left out. */
function listedFlag(reader: Reader, hasWildcard: boolean): string | undefined {
  const { pos } = reader
  if (reader.peek() === 0x22) {
    reader.warn('quoted-flag')
    const quoted = reader.string()
    return isFlag(quoted) ? quoted : undefined
  }
  const flag = flagToken(reader, hasWildcard)
  if (flag === '\\' || flag === 'NIL') {
    if (flag === 'NIL' && reader.strict) return flag
    reader.warn('no-flag', pos)
    return undefined
  }
  return flag
}

/** `flag`, one token. */
export function flagToken(reader: Reader, hasWildcard = false): string {
  const start = reader.pos
  const isSystem = reader.skip(0x5c)
  if (isSystem && reader.skip(0x2a)) {
    if (!hasWildcard) reader.warn('wildcard-flag', start)
    return '\\*'
  }
  reader.skipRun(ASTRING)
  if (reader.pos === start || (isSystem && reader.pos === start + 1 && reader.strict)) reader.refuse('a flag')
  const flag = reader.common(start)
  if (flag.includes(']')) reader.warn('bad-flag', start)
  return flag
}
