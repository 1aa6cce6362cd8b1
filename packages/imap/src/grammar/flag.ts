/** Flags, keywords and attributes (RFC 9051 9, `flag`, `flag-perm`, `mbx-list-flags`): one token each, with what servers put in their place. */
import { upperAscii } from '@mailwire/bytes'
import { ASTRING, isFlag } from './classes.js'
import type { Reader } from './reader.js'

/** No flags: one array for all messages that have none. */
const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** Where flags are: `\Recent` is one of a message alone, `\*` of PERMANENTFLAGS, attributes of a mailbox begin with a backslash. */
export type FlagPlace = 'message' | 'mailbox' | 'permanent' | 'attributes'

/** `"(" [flag *(SP flag)] ")"` */
export function flagList(reader: Reader, place: FlagPlace): readonly string[] {
  if (!reader.beginList()) return NONE
  const flags: string[] = []
  do {
    const { pos } = reader
    const flag = listedFlag(reader, place === 'permanent')
    if (flag === undefined) continue
    if (place !== 'message') checkPlace(reader, flag, place, pos)
    flags.push(flag)
  } while (reader.nextMember())
  if (place === 'attributes' && flags.length > 1) checkAttributes(reader, flags)
  return flags
}

function checkPlace(reader: Reader, flag: string, place: FlagPlace, at: number): void {
  if (place === 'attributes') {
    if (flag.charCodeAt(0) !== 0x5c) reader.warn('list-attribute', at)
  } else if (flag.length === 7 && upperAscii(flag) === '\\RECENT') reader.warn('recent-flag', at)
}

/** `mbx-list-flags` has at most one `mbx-list-sflag`. */
function checkAttributes(reader: Reader, attributes: readonly string[]): void {
  let found = 0
  for (const attribute of attributes) if (SELECTABILITY.has(upperAscii(attribute))) found++
  if (found > 1) reader.warn('list-attribute')
}

const SELECTABILITY: ReadonlySet<string> = /* @__PURE__ */ new Set(['\\NONEXISTENT', '\\NOSELECT', '\\MARKED', '\\UNMARKED'])

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
