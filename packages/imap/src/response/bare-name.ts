/** The name of a mailbox in a response: an astring, or what servers send that forget its quotes. */
import { decodeText, flatLatin1, LF, SP } from '@mailwire/bytes'
import { ASTRING, classes } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'

const LPAREN = 0x28

/** `mailbox`, its wire form. Without quotes, a name with spaces, tabs or parentheses ends before the list after it, or at the end. */
export function bareName(reader: Reader): string {
  const { bytes, end, pos: start } = reader
  const first = reader.peek()
  if (first === 0x22 || first === 0x7b) return reader.astring()
  let at = start
  while (at < end && (classes[bytes[at]!]! & ASTRING) !== 0) at++
  if (at > start && endsName(bytes, at, end)) {
    reader.pos = at
    return flatLatin1(bytes, start, at)
  }
  const behind = lastList(bytes, start, end)
  if (behind === start) return reader.refuse('a name or a string')
  reader.warn('unquoted-mailbox')
  reader.pos = behind
  return decodeText(bytes, start, behind)
}

/** True at the end, and before a list; spaces may be between. */
function endsName(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from
  while (at < end && bytes[at] === SP) at++
  return at === end || (at > from && bytes[at] === LPAREN)
}

/** Where the last ` (` is, or the end; a name holds no line end. */
function lastList(bytes: Uint8Array, start: number, end: number): number {
  let found = end
  for (let at = start; at < end; at++) {
    if (bytes[at] === LF || bytes[at] === 0x0d || bytes[at] === 0) return start
    if (bytes[at] === LPAREN && at > start && bytes[at - 1] === SP) found = at - 1
  }
  return found
}
