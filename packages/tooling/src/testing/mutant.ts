/** Neighbours of sentences: what is one or two bytes away from a grammar, the same ones each time. */

/** A generator of numbers that begins the same each time (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const TELLING = '\0\t\n\r  !"#<>()@,.:;=[]\\+-_~{}\x7f\x80\xbf\xc3\xa9\xff019azAZ/*%'

/** A neighbour of a sentence: a byte left out, put in or changed, letters in the other case, or a piece doubled, once or twice. */
export function mutant(sentence: string, random: () => number): string {
  let text = sentence
  for (let times = random() < 0.7 ? 1 : 2; times > 0; times--) {
    const at = Math.floor(random() * (text.length + 1))
    const octet =
      random() < 0.8 ? TELLING[Math.floor(random() * TELLING.length)]! : (text[Math.floor(random() * text.length)] ?? 'x')
    const kind = random()
    if (kind < 0.3) text = text.slice(0, at) + text.slice(at + 1)
    else if (kind < 0.6) text = text.slice(0, at) + octet + text.slice(at)
    else if (kind < 0.9) text = text.slice(0, at) + octet + text.slice(at + 1)
    else if (kind < 0.93) text = text.slice(0, at) + swapped(text.slice(at, at + 3)) + text.slice(at + 3)
    else text = text.slice(0, at) + text.slice(at, at + 3).repeat(2) + text.slice(at + 3)
  }
  return text
}

const swapped = (text: string): string => text.replace(/[A-Za-z]/g, letter => String.fromCharCode(letter.charCodeAt(0) ^ 0x20))
