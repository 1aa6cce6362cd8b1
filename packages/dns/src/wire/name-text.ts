/** The writer's table of whole names by their text: the slot of a name and its comparison, without allocating a substring. */

const DOT = 0x2e
const BACKSLASH = 0x5c
/** How many whole names the table holds; a power of two. */
export const TEXTS = 1024

/** True if the final dot can be dropped: a name with it and without has one entry, so that both give the same bytes. */
export function hasFinalDot(text: string): boolean {
  const last = text.length - 1
  if (last < 1 || text.charCodeAt(last) !== DOT) return false
  const before = text.charCodeAt(last - 1)
  return before !== DOT && before !== BACKSLASH
}

/**
 * The only slot of the table that may hold the name that `text` has from `cut` on. Names of one message begin alike or end alike, so the hash takes four
 * characters spread over the name, each with its own odd factor; the factors differ enough that swapping two characters changes the sum.
 */
export const textSlot = (text: string, cut: number): number => {
  const length = text.length - cut
  const ends = 3 * text.charCodeAt(cut) + 131 * text.charCodeAt(cut + length - 1)
  const middle = 37 * text.charCodeAt(cut + (length >> 2)) + 291 * text.charCodeAt(cut + (length >> 1))
  return (length + ends + middle) & (TEXTS - 1)
}

/** True when `end` equals `text` from `cut` on. Allocates no substring. */
export const isEnd = (end: string, text: string, cut: number): boolean =>
  cut === 0 ? end === text : end.length === text.length - cut && text.endsWith(end)
