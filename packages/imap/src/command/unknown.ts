/** Commands without a type: of extensions (RFC 9051 6.5), and RFC 3501's experimental ones. Name and arguments are kept unchanged. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { rawRest, writeRaw } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { literalEnd } from '../grammar/salvage.js'
import { REV1 } from '../grammar/words.js'
import type { ImapWriter } from '../grammar/writer.js'
import { bytesOf, textOf } from '../values.js'
import { ruleOf } from './registry.js'

/** A command that this package does not know. */
export interface UnknownCommand {
  readonly verb: 'unknown'
  /** In upper case; `UID` with what follows it. */
  readonly name: string
  /** What follows the name, unchanged, with the space before it and with its literals. */
  readonly bytes: Uint8Array
}

/** A command whose name has no rule, from its name on. */
export function unknownCommand(reader: Reader, uid: boolean): UnknownCommand {
  const { pos } = reader
  const name = reader.keyword('a command')
  if (name === 'UID' && !uid) reader.refuse('a command after UID')
  if (!reader.atEnd && reader.peek() !== 0x20) reader.refuse("' '")
  if (uid || !isExperimental(reader, name)) reader.warn('unknown-command', pos)
  return { verb: 'unknown', name: uid ? `UID ${name}` : name, bytes: rawRest(reader) }
}

/** `x-command = "X" atom <experimental command arguments>` (RFC 3501 9), the arguments text of 7 bits and literals */
function isExperimental(reader: Reader, name: string): boolean {
  const { bytes, end } = reader
  if (!reader.has(REV1) || !name.startsWith('X') || name.length < 2) return false
  const start = reader.pos + 1
  if (start === end) return false
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === 0 || byte > 0x7f) return false
    if (byte !== 0x7b) continue
    const brace = at
    at = literalEnd(bytes, brace, end) - 1
    // Of a literal that went by as pieces only the marker is here.
    if (reader.frame.streamed.has(brace)) at = bytes.indexOf(0x0a, brace)
  }
  return true
}

/** Writes it; its literals wait where they must. @throws {@link ImapError} `bad-value` */
export function writeUnknown(writer: ImapWriter, { name, bytes }: UnknownCommand): void {
  const upper = upperAscii(textOf(name, 'encode command'))
  const uid = upper.startsWith('UID ')
  const own = uid ? upper.slice(4) : upper
  if (!isRun(own, ATOM) || upper === 'UID') fail('bad-value', 0, 'encode command: invalid name; UID alone is not a command')
  // Its own rules know its secrets and its states.
  if (ruleOf(own, uid) !== undefined) fail('bad-value', 0, `encode command: ${upper} has a verb of its own; use that`)
  if (bytesOf(bytes, 'encode command').length > 0 && bytes[0] !== 0x20)
    fail('bad-value', 0, 'encode command: bytes must begin with a space')
  writeRaw(writer.raw(upper), bytes, 'encode command')
}
