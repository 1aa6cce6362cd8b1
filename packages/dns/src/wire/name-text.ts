/** Whole names by their text: where the writer's table has them, and whether they are the same, without a text made for either. */

const DOT = 0x2e
const BACKSLASH = 0x5c
/** Whole names that are known by their text; a power of two. */
export const TEXTS = 1024

/** True for a final dot that can go: a name is known by one text with it and without, so that both give the same bytes. */
export function hasFinalDot(text: string): boolean {
  const last = text.length - 1
  if (last < 1 || text.charCodeAt(last) !== DOT) return false
  const before = text.charCodeAt(last - 1)
  return before !== DOT && before !== BACKSLASH
}

/**
 * Where the table of texts has what `text` is from `cut` on, if at all. Names of one message begin alike or end alike, so four characters are taken from
 * all over it, each with a factor of its own: odd, and apart enough that two that change places give another sum.
 */
export const textSlot = (text: string, cut: number): number => {
  const length = text.length - cut
  const ends = 3 * text.charCodeAt(cut) + 131 * text.charCodeAt(cut + length - 1)
  const middle = 37 * text.charCodeAt(cut + (length >> 2)) + 291 * text.charCodeAt(cut + (length >> 1))
  return (length + ends + middle) & (TEXTS - 1)
}

/** True when `end` is what `text` is from `cut` on. No text is made for it. */
export const isEnd = (end: string, text: string, cut: number): boolean =>
  cut === 0 ? end === text : end.length === text.length - cut && text.endsWith(end)
