/**
 * One token of zone text (RFC 1035 5.1): its text as written, its place for errors, and what the text stands for: bytes, or an absolute name.
 */
import { encodeText } from '@mailwire/bytes'
import { blamed, DnsError, type DnsErrorCode, fail, located } from '../error.js'
import { fromText, normalizeName } from '../names/name.js'

/** A place in the text. */
export interface Place {
  /** Characters from the start of the text. */
  readonly offset: number
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** One word or quoted string; `text` keeps its escapes. */
export interface Token extends Place {
  readonly text: string
  readonly quoted: boolean
}

/** Throws an error at `token`. */
export function refuse(code: DnsErrorCode, reason: string, token: Place): never {
  throw new DnsError(code, token.offset, `parse zone: ${reason}`, { line: token.line, column: token.column })
}

/** Runs `run`, and adds the place of `token` to its errors. */
export function attempt<Value>(token: Token, run: () => Value): Value {
  try {
    return run()
  } catch (error) {
    throw located(blamed(error, 'remote'), token)
  }
}

/** The absolute name of a token. @throws {@link DnsError} `bad-name`, `bad-syntax`, ... with the token's place */
export const tokenName = (token: Token, origin: string | undefined): string => attempt(token, () => absoluteName(token, origin))

/** `@`, a name with a final dot, or a name relative to the origin (RFC 1035 5.1). */
function absoluteName(token: Token, origin: string | undefined): string {
  const { text } = token
  if (text === '@' && !token.quoted) return origin ?? noOrigin(text)
  if (/(?:^|[^\\])(?:\\\\)*\.$/.test(text)) return fromText(() => normalizeName(text))
  const base = origin ?? noOrigin(text)
  return fromText(() => normalizeName(base === '.' ? text : `${text}.${base}`))
}

function noOrigin(text: string): never {
  return fail('bad-name', 0, `parse zone: relative name without an origin: ${JSON.stringify(text.slice(0, 80))}`)
}

/** The bytes of a token, with its escapes resolved. @throws {@link DnsError} `bad-syntax`, `bad-text` with the token's place */
export const tokenBytes = (token: Token): Uint8Array => attempt(token, () => unescapeBytes(token.text))

/** The bytes of a token with `\DDD` and `\X` resolved. */
function unescapeBytes(text: string): Uint8Array {
  if (!text.includes('\\')) return encodeText(text, fail)
  let plain = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\') {
      plain += text[at]
      continue
    }
    const digits = /^\d{1,3}/.exec(text.slice(at + 1, at + 4))?.[0]
    if (digits === undefined) {
      plain += text[++at] ?? fail('bad-syntax', at, 'parse zone: \\ at the end of a string')
      continue
    }
    if (digits.length < 3) fail('bad-syntax', at, `parse zone: escape \\${digits} has fewer than three digits`)
    if (Number(digits) > 255) fail('bad-syntax', at, `parse zone: escape \\${digits} is above \\255`)
    // A single byte; a non-ASCII one becomes the surrogate that represents it.
    plain += String.fromCharCode(Number(digits) < 0x80 ? Number(digits) : 0xdc00 + Number(digits))
    at += 3
  }
  return encodeText(plain, fail)
}
