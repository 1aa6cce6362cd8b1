/**
 * `$GENERATE`: one line that produces many records (a BIND extension, in no RFC). In a word `$` becomes the number, `\$` and `$$` a dollar, and
 * `$` with `offset,width,base` in braces the number plus an offset, padded with zeros, in base d, o, x or X, or as nibbles: hex digits separated
 * by dots, the lowest first (n, N). As in BIND, quoted data is split into tokens again: `MX "10 mail$"`.
 */
import type { TypeNames } from '../iana/types.js'
import { refuse, type Token } from '../text/token.js'
import { ZoneTokenizer } from '../text/tokenizer.js'

/** The highest number, as in BIND and others. */
const MAX_NUMBER = 2 ** 31 - 1

/** The numbers of a range, both ends included. */
interface GenerateRange {
  readonly start: number
  readonly stop: number
  readonly step: number
}

/** `start-stop` or `start-stop/step`. @throws {@link DnsError} `bad-value`, `limit` */
export function parseRange(token: Token): GenerateRange {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(token.text)
  const [start, stop, step] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 1)]
  if (match === null || start > stop || step < 1) refuse('bad-value', 'a range such as 1-9 or 0-100/10 expected', token)
  if (stop > MAX_NUMBER) refuse('limit', `range ends above ${MAX_NUMBER}`, token)
  return { start, stop, step }
}

/** The template of a record, after the range. @throws {@link DnsError} `bad-syntax` */
export function parseTemplate(tokens: readonly Token[], types: TypeNames): readonly Token[] {
  const template = tokens.slice(2)
  if (template.length < 3) refuse('bad-syntax', '$GENERATE needs a range, an owner, a type and data', tokens[0]!)
  const data = template[template.length - 1]!
  const type = template[template.length - 2]!
  if (!data.quoted || type.quoted || types.typeCode(type.text) === undefined) return template
  const tokenizer = new ZoneTokenizer()
  tokenizer.push(data.text)
  tokenizer.end()
  const words = tokenizer.next()?.tokens ?? []
  return [...template.slice(0, -1), ...words.map(({ text, quoted }) => ({ ...data, text, quoted }))]
}

/** The token for one number. @throws {@link DnsError} `bad-value`, also if it is longer than `longest` characters */
export function generated(token: Token, value: number, longest: number): Token {
  if (!token.text.includes('$')) return token
  // Match an escape as a whole, so that `\$` is not replaced, and the second half of `\\` does not start an escape.
  const text = token.text.replace(/\\.|\$(?:\$|\{([^}]*)\}?)?/gs, (found, modifiers?: string) => {
    if (found === '\\$' || found === '$$') return '\\$'
    if (found.startsWith('\\')) return found
    return modifiers === undefined ? String(value) : modified(found, modifiers, value, token)
  })
  if (text.length > longest) refuse('limit', `$GENERATE produces a word of more than ${longest} characters`, token)
  return { ...token, text }
}

/** `offset[,width[,base]]` in its braces. */
function modified(found: string, modifiers: string, value: number, token: Token): string {
  const match = /^([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/.exec(modifiers)
  if (match === null || !found.endsWith('}')) refuse('bad-value', 'offset, width and base expected in braces', token)
  const number = value + Number(match[1])
  const width = Number(match[2] ?? 0)
  const base = match[3] ?? 'd'
  if (number < 0 || number > MAX_NUMBER)
    refuse('bad-value', `$GENERATE produces the number ${number}, 0 to ${MAX_NUMBER} allowed`, token)
  if (base === 'n' || base === 'N') return nibbles(number, width, base === 'N')
  const digits = number.toString(base === 'd' ? 10 : base === 'o' ? 8 : 16)
  return (base === 'X' ? digits.toUpperCase() : digits).padStart(width, '0')
}

/** The width counts digits and dots; if it ends at a dot, so does the text. */
function nibbles(number: number, width: number, upper: boolean): string {
  const digits = [...number.toString(16).padStart(Math.ceil(width / 2), '0')].reverse().join('.')
  return (upper ? digits.toUpperCase() : digits) + (digits.length < width ? '.' : '')
}
