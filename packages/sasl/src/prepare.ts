/**
 * SASLprep (RFC 4013), the preparation of names and passwords: mapping, NFKC, prohibited output, the bidirectional check. It is stringprep
 * (RFC 3454) on Unicode 3.2, whatever version of Unicode the runtime has. The time taken is linear, and the length is the caller's to bound.
 */
import { normalize } from './normalize.js'
import { checkCharacters, checkDirection, kindOf, PROHIBITED, UNASSIGNED } from './stringprep.js'
import { fieldsOf, textOf } from './values.js'

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
  checkCharacters(text, action, PROHIBITED, allowUnassigned)
  const prepared = normalizeAssigned(text.replace(SPACES, ' ').replace(NOTHING, ''))
  checkDirection(prepared, action)
  return prepared
}

/**
 * Normalizes what is between the unassigned characters, and leaves those alone: they neither decompose nor compose in Unicode 3.2, so the
 * text on both sides of them normalizes apart.
 */
function normalizeAssigned(text: string): string {
  let prepared = ''
  let piece = ''
  for (const char of text)
    if (kindOf(char.codePointAt(0)!) === UNASSIGNED) {
      prepared += normalize(piece) + char
      piece = ''
    } else piece += char
  return prepared + normalize(piece)
}
