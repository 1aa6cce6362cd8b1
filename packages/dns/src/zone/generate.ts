/**
 * `$GENERATE`: one line that stands for many (BIND's extension; no RFC has it). `$` in a word becomes the number, `\$` and `$$` a dollar, and
 * `${offset,width,base}` the number plus an offset, padded with zeros, in base d, o, x or X, or as nibbles of hex apart by dots (n, N).
 */
import { DnsError } from '../error.js'
import type { Token } from './tokenizer.js'

/** The numbers of a range, both ends included. */
export interface GenerateRange {
  readonly start: number
  readonly stop: number
  readonly step: number
}

/** `start-stop` or `start-stop/step`. @throws {@link DnsError} `bad-value` */
export function parseGenerate(token: Token): GenerateRange {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(token.text)
  const [start, stop, step] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 1)]
  if (match === null || start > stop || stop > 0x7fffffff || step < 1) refuse('a range such as 1-9 or 0-100/10 expected', token)
  return { start, stop, step }
}

/** The token for one number. @throws {@link DnsError} `bad-value`, also when it becomes longer than `longest` */
export function generated(token: Token, value: number, longest: number): Token {
  const { text } = token
  if (!text.includes('$')) return token
  // An escape is one piece, so that `\$` is not taken for a number, nor the second half of `\\` for the start of one.
  const made = text.replace(
    /\\.|\$(?:\$|\{([^}]*)\}|(\{))?/gs,
    (found, modifiers: string | undefined, open: string | undefined) => {
      if (found === '\\$' || found === '$$') return '\\$'
      if (found.startsWith('\\')) return found
      if (open !== undefined) refuse('a ${ without its }', token)
      return modifiers === undefined ? String(value) : modified(modifiers, value, token)
    },
  )
  if (made.length > longest) refuse(`a word of more than ${longest} characters`, token)
  return { ...token, text: made }
}

/** `offset[,width[,base]]`. */
function modified(modifiers: string, value: number, token: Token): string {
  const match = /^([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/.exec(modifiers)
  if (match === null) refuse('${offset,width,base} expected', token)
  const number = value + Number(match[1])
  const width = Number(match[2] ?? 0)
  const base = match[3] ?? 'd'
  if (number < 0) refuse(`the number becomes ${number}`, token)
  if (base === 'n' || base === 'N') return nibbles(number, width, base === 'N')
  const digits = number.toString(base === 'd' ? 10 : base === 'o' ? 8 : 16)
  return (base === 'X' ? digits.toUpperCase() : digits).padStart(width, '0')
}

/** Hex digits from the lowest on, each behind a dot: the width counts the dots too, as BIND has it. */
function nibbles(number: number, width: number, upper: boolean): string {
  const digits = number.toString(16).padStart(Math.ceil(width / 2), '0')
  return [...(upper ? digits.toUpperCase() : digits)].reverse().join('.')
}

function refuse(reason: string, token: Token): never {
  throw new DnsError('bad-value', token.offset, `parse zone: $GENERATE: ${reason}`, { line: token.line, column: token.column })
}
