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
    const byte =
      random() < 0.8 ? TELLING[Math.floor(random() * TELLING.length)]! : (text[Math.floor(random() * text.length)] ?? 'x')
    const kind = random()
    if (kind < 0.3) text = text.slice(0, at) + text.slice(at + 1)
    else if (kind < 0.6) text = text.slice(0, at) + byte + text.slice(at)
    else if (kind < 0.9) text = text.slice(0, at) + byte + text.slice(at + 1)
    else if (kind < 0.93) text = text.slice(0, at) + swapped(text.slice(at, at + 3)) + text.slice(at + 3)
    else text = text.slice(0, at) + text.slice(at, at + 3).repeat(2) + text.slice(at + 3)
  }
  return text
}

/** A neighbour by tokens: one left out, doubled, replaced, exchanged with another, or a word put in. Words come from the sentence and from `words`. */
export function tokenMutant(sentence: string, random: () => number, words: readonly string[]): string {
  const tokens = sentence.match(/"(?:[^"\\]|\\.)*"|[^\s()"[\]]+|./gs) ?? []
  const pick = (count: number): number => Math.floor(random() * count)
  const word = (): string => (random() < 0.3 ? tokens[pick(tokens.length)]! : words[pick(words.length)]!)
  const at = pick(tokens.length)
  const other = pick(tokens.length)
  const kind = random()
  if (kind < 0.2) tokens.splice(at, 1)
  else if (kind < 0.3) tokens.splice(at, 2)
  else if (kind < 0.4) tokens.splice(at, 0, tokens[at]!)
  else if (kind < 0.7) tokens[at] = word()
  else if (kind < 0.9) tokens.splice(at, 0, random() < 0.5 ? ' ' : '', word(), random() < 0.5 ? ' ' : '')
  else [tokens[at], tokens[other]] = [tokens[other]!, tokens[at]!]
  return tokens.join('')
}

const swapped = (text: string): string => text.replace(/[A-Za-z]/g, letter => String.fromCharCode(letter.charCodeAt(0) ^ 0x20))
