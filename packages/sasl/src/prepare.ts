/**
 * SASLprep (RFC 4013), the preparation of names and passwords: mapping, NFKC, prohibited output, the bidirectional check. It is stringprep
 * (RFC 3454) on Unicode 3.2, whatever version of Unicode the runtime has. The time taken is linear, and the length is the caller's to bound.
 */
import { fail } from './error.js'
import { normalize } from './normalize.js'
import { RUNS } from './prepare-tables.js'
import { fieldsOf, textOf } from './values.js'

/** The prohibited output (RFC 4013 2.3) by its letter in {@link RUNS}; C.1.2 is mapped to a space. */
const PROHIBITED: Readonly<Record<string, string>> = {
  A: 'C.2.1',
  B: 'C.2.2',
  C: 'C.3',
  D: 'C.4',
  E: 'C.5',
  F: 'C.6',
  G: 'C.7',
  H: 'C.8',
  I: 'C.9',
}

/** Non-ASCII spaces become a space (RFC 3454 C.1.2). U+200B is in B.1 too, and RFC 4013 2.1 names this table first. */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g
/** Commonly mapped to nothing (RFC 3454 B.1). */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g
const PLAIN_ASCII = /^[ -~]*$/

/** How {@link saslprep} prepares. */
export interface SaslprepOptions {
  /** Accept code points that Unicode 3.2 did not assign: a "query" in RFC 4013's words, and no "stored string". */
  readonly allowUnassigned?: boolean | undefined
}

/**
 * A name or password as SASLprep prepares it (RFC 4013). Printable ASCII stays as it is; the result may be empty.
 *
 * @throws {@link SaslError} `bad-string` for a character that is prohibited, or unassigned in Unicode 3.2, with its offset in UTF-16 code
 * units, and for text that mixes directions (RFC 3454 6), with offset 0; `bad-value` for anything but a string
 *
 * @example
 * saslprep('I\u00adX') // => 'IX'
 * saslprep('\u2168') // => 'IX'
 */
export function saslprep(text: string, options: SaslprepOptions = {}): string {
  const { allowUnassigned } = fieldsOf(options, 'prepare string')
  return prepare(textOf(text, 'prepare string'), 'prepare string', allowUnassigned === true)
}

/** The same for the mechanisms, whose errors begin with an action of their own. Messages never show the character, which may be a secret's. */
export function prepare(text: string, action: string, allowUnassigned: boolean): string {
  if (PLAIN_ASCII.test(text)) return text
  const hasUnassigned = checkCharacters(text, action, allowUnassigned)
  const mapped = text.replace(SPACES, ' ').replace(NOTHING, '')
  // What is unassigned neither decomposes nor composes in Unicode 3.2, so the text on both sides of it normalizes apart.
  const prepared = hasUnassigned ? normalizeAssigned(mapped) : normalize(mapped)
  checkDirection(prepared, action)
  return prepared
}

/**
 * Looks at each character before it is mapped and normalized, where offsets are the caller's: no character becomes prohibited or unassigned
 * by that, and {@link RUNS} marks none that they take away. True if there are unassigned ones.
 */
function checkCharacters(text: string, action: string, allowUnassigned: boolean): boolean {
  let hasUnassigned = false
  for (let at = 0, code = 0; at < text.length; at += widthOf(code)) {
    code = text.codePointAt(at)!
    const kind = kindOf(code)
    if (kind in PROHIBITED)
      fail('bad-string', at, `${action}: prohibited character (RFC 3454 ${PROHIBITED[kind]}) at offset ${at}`)
    if (kind !== 'U') continue
    if (!allowUnassigned)
      fail('bad-string', at, `${action}: a character that Unicode 3.2 does not assign (RFC 3454 A.1) at offset ${at}`)
    hasUnassigned = true
  }
  return hasUnassigned
}

/** Normalizes what is between the unassigned characters, and leaves those alone. */
function normalizeAssigned(text: string): string {
  const pieces: string[] = []
  let from = 0
  for (let at = 0, code = 0; at < text.length; at += widthOf(code)) {
    code = text.codePointAt(at)!
    if (kindOf(code) !== 'U') continue
    const end = at + widthOf(code)
    pieces.push(normalize(text.slice(from, at)), text.slice(at, end))
    from = end
  }
  pieces.push(normalize(text.slice(from)))
  return pieces.join('')
}

/** The requirements of RFC 3454 6; the first of them, C.8, is among the prohibited characters. */
function checkDirection(text: string, action: string): void {
  let first = ''
  let last = ''
  let hasLeft = false
  let hasRight = false
  for (let at = 0, code = 0; at < text.length; at += widthOf(code)) {
    code = text.codePointAt(at)!
    last = kindOf(code)
    if (at === 0) first = last
    hasLeft ||= last === 'L'
    hasRight ||= last === 'R'
  }
  if (!hasRight) return
  if (hasLeft) fail('bad-string', 0, `${action}: right-to-left and left-to-right characters in one string (RFC 3454 6)`)
  if (first !== 'R' || last !== 'R')
    fail('bad-string', 0, `${action}: right-to-left text that does not begin and end with such a character (RFC 3454 6)`)
}

const widthOf = (code: number): 1 | 2 => (code > 0xffff ? 2 : 1)

interface Runs {
  readonly starts: readonly number[]
  readonly kinds: readonly string[]
}
let decoded: Runs | undefined

/** {@link RUNS} as lists, made when the first text that is not ASCII comes. */
function decodeRuns(): Runs {
  const starts: number[] = []
  const kinds: string[] = []
  let start = 0
  for (const [, kind, length] of RUNS.matchAll(/([A-Z])([0-9a-z]*)/g)) {
    starts.push(start)
    kinds.push(kind!)
    start += length === '' ? 1 : Number.parseInt(length!, 36)
  }
  return { starts, kinds }
}

/** The letter of a code point in {@link RUNS}. */
function kindOf(code: number): string {
  const { starts, kinds } = (decoded ??= decodeRuns())
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= code) low = middle
    else high = middle
  }
  return kinds[low]!
}
