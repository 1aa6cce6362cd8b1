/** Tells whether a line that cannot be read is the completion of a command, which then has no outcome. */
import { latin1 } from '@mailwire/bytes'
import { classes, TAG } from '../grammar/classes.js'
import type { Frame } from '../grammar/frame.js'

/** A longer tag, which only a caller gives, is not looked for where a status is glued to it. */
const LONGEST_TAG = 64

/** True for a line that begins with the tag of a command under way: some servers leave out the space behind it. */
export function isForCommand(frame: Frame, isUnderWay: (tag: string) => boolean): boolean {
  const word = firstWord(frame)
  for (let length = Math.min(word.length, LONGEST_TAG); length > 0; length--) if (isUnderWay(word.slice(0, length))) return true
  return false
}

/** The tag, `*` or `+` of a line, behind the NULs that some servers send ahead of it. */
function firstWord({ bytes, start, end }: Frame): string {
  let from = start
  while (from < end && bytes[from] === 0) from++
  let to = from
  while (to < end && (classes[bytes[to]!]! & TAG) !== 0) to++
  return latin1(bytes, from, to)
}
