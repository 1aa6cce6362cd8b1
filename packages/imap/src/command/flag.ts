/** Flags in commands (RFC 9051 9, `flag`): what is stored must be a flag in every FETCH response. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { flagToken } from '../grammar/flag.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { listOf } from '../values.js'

const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** `flag`: `\*` is not a flag here, and `\Recent` is the server's. */
export function storedFlag(reader: Reader): string {
  const { pos } = reader
  const flag = flagToken(reader, true)
  if (flag === '\\*' || flag === '\\') reader.fail('bad-syntax', 'parse: a flag expected, a single backslash or \\* found', pos)
  if (flag.length === 7 && upperAscii(flag) === '\\RECENT') reader.warn('recent-flag', pos)
  return flag
}

/** `flag-list = "(" [flag *(SP flag)] ")"` */
export function storedFlags(reader: Reader): readonly string[] {
  if (!reader.beginList()) return NONE
  const flags: string[] = []
  do flags.push(reader.whole(storedFlag(reader)))
  while (reader.nextMember())
  return flags
}

/** `flag-list` */
export function writeFlags(writer: ImapWriter, flags: readonly string[], action: string): void {
  if (listOf(flags, action).includes('\\*')) fail('bad-value', 0, `${action}: \\* is not a flag of a message`)
  writer.flags(flags)
}
