/** Detects whether an invalid line is the completion of a command, whose outcome is then unknown. */
import { latin1 } from '@mailwire/bytes'
import { classes, TAG } from '../grammar/classes.js'
import type { Frame } from '../grammar/frame.js'

/** Longer tags, which only a caller can choose, are not recognized if the space after them is missing. */
const LONGEST_TAG = 64

/** True for a line that begins with the tag of an open command; some servers omit the space after it. */
export function isForCommand(frame: Frame, isUnderWay: (tag: string) => boolean): boolean {
  const word = firstWord(frame)
  for (let length = Math.min(word.length, LONGEST_TAG); length > 0; length--) if (isUnderWay(word.slice(0, length))) return true
  return false
}

/** The tag, `*` or `+` of a line, after the NULs that some servers send first. */
function firstWord({ bytes, start, end }: Frame): string {
  let from = start
  while (from < end && bytes[from] === 0) from++
  let to = from
  while (to < end && (classes[bytes[to]!]! & TAG) !== 0) to++
  return latin1(bytes, from, to)
}
