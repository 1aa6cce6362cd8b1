/** Flags, keywords and attributes (RFC 9051 9, `flag`, `flag-perm`, `mbx-list-flags`): one token each, including deviations of servers. */
import { upperAscii } from '@mailwire/bytes'
import { ASTRING, ATOM, isFlag } from './classes.js'
import type { Reader } from './reader.js'
import { isWord } from './words.js'

const BACKSLASH = 0x5c
const RBRACKET = 0x5d

/** The shared array of messages without flags. */
const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** The place of flags: `\Recent` is only for messages, `\*` only for PERMANENTFLAGS, and mailbox attributes begin with a backslash. */
export type FlagPlace = 'message' | 'mailbox' | 'permanent' | 'attributes'

/**
 * `"(" [flag *(SP flag)] ")"`. The array is created with its first members: one that grows has room for seventeen, and most lists have one or two
 * (half of the memory of a kept mailbox).
 */
export function flagList(reader: Reader, place: FlagPlace): readonly string[] {
  if (!reader.beginList()) return NONE
  const first = placedFlag(reader, place)
  if (!reader.nextMember()) return first === undefined ? NONE : [first]
  const second = placedFlag(reader, place)
  const flags = first === undefined || second === undefined ? [first, second].filter(isFound) : [first, second]
  while (reader.nextMember()) {
    const flag = placedFlag(reader, place)
    if (flag !== undefined) flags.push(flag)
  }
  if (place === 'attributes') checkSelectability(reader, flags)
  return flags
}

const isFound = (flag: string | undefined): flag is string => flag !== undefined

function placedFlag(reader: Reader, place: FlagPlace): string | undefined {
  const { pos } = reader
  const flag = listedFlag(reader, place === 'permanent')
  if (flag === undefined || place === 'message') return flag
  if (place === 'attributes') {
    if (flag.charCodeAt(0) !== BACKSLASH) reader.warn('list-attribute', pos)
  } else if (isWord('\\RECENT', reader.bytes, pos, reader.pos)) reader.warn('recent-flag', pos)
  return flag
}

/** `mbx-list-flags` has at most one `mbx-list-sflag`, which tells whether a mailbox can be selected. */
function checkSelectability(reader: Reader, attributes: readonly string[]): void {
  let found = 0
  for (const attribute of attributes) if (SELECTABILITY.has(upperAscii(attribute))) found++
  if (found > 1) reader.warn('list-attribute')
}

const SELECTABILITY: ReadonlySet<string> = /* @__PURE__ */ new Set(['\\NONEXISTENT', '\\NOSELECT', '\\MARKED', '\\UNMARKED'])

/** A flag of a list. Quoted text that is not a valid flag, NIL, and a single backslash are omitted. */
function listedFlag(reader: Reader, isPermanent: boolean): string | undefined {
  const { pos } = reader
  if (reader.peek() === 0x22) {
    reader.warn('quoted-flag')
    const quoted = reader.string()
    return isFlag(quoted) ? quoted : undefined
  }
  const flag = flagToken(reader, isPermanent)
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
  reader.skipRun(ATOM)
  if (reader.peek() === RBRACKET) {
    reader.warn('bad-flag', start)
    reader.skipRun(ASTRING)
  }
  if (reader.pos === start || (isSystem && reader.pos === start + 1 && reader.strict)) reader.refuse('a flag')
  return reader.common(start)
}
