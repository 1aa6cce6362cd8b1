/**
 * Zone text taken apart (RFC 1035 5.1): entries of tokens, with comments gone, parentheses joined and places kept. Escapes stay in a
 * token's text until its field says what they mean. Streaming: what was pushed is used up to the last whole entry.
 */
import { decodeText, encodeText } from '@mailwire/bytes'
import { DnsError, type DnsErrorCode, fail } from '../error.js'
import { normalizeName } from '../name.js'

/** One word or quoted string; `text` keeps its escapes. */
export interface Token {
  readonly text: string
  readonly quoted: boolean
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** One record or control line. */
export interface ZoneTokens {
  readonly tokens: readonly Token[]
  /** True when the line began with a blank: the owner is that of the record before. */
  readonly indented: boolean
}

/** The most characters of one entry: above all that RDATA can be, in any spelling. */
export const MAX_ENTRY = 1_048_576

/** `push` text, `next` until it gives `undefined`, `end` when there is no more. */
export class ZoneTokenizer {
  #text = ''
  #at = 0
  #line = 1
  #lineStart = 0 // where in #text the current line began
  #tokens: Token[] = []
  #depth = 0
  #indented = false
  #entryStart = true
  #size = 0
  #ended = false

  push(text: string): void {
    this.#lineStart -= this.#at
    this.#text = this.#text.slice(this.#at) + text
    this.#at = 0
  }

  end(): void {
    this.#ended = true
  }

  /** The next entry that has tokens. @throws {@link DnsError} `bad-syntax`, `limit` with line and column */
  next(): ZoneTokens | undefined {
    const text = this.#text
    for (;;) {
      if (this.#at >= text.length) return this.#ended ? this.#last() : undefined
      const start = this.#at
      const char = text[start]!
      if (char === '\n') {
        this.#at++
        this.#newLine()
        if (this.#depth > 0) continue
        const entry = this.#entry()
        if (entry !== undefined) return entry
      } else if (char === ' ' || char === '\t' || char === '\r') {
        if (this.#entryStart) this.#indented = true
        this.#at++
      } else if (char === ';') {
        const stop = text.indexOf('\n', start)
        // A comment that goes on in the next piece is a comment there too: its start is kept short.
        if (stop < 0 && !this.#ended) {
          this.#text = ';'
          this.#lineStart -= start
          this.#at = 0
          return undefined
        }
        this.#at = stop < 0 ? text.length : stop
      } else if (char === '(' || char === ')') {
        this.#depth += char === '(' ? 1 : -1
        if (this.#depth < 0) this.#refuse('bad-syntax', 'a ) without its (')
        this.#entryStart = false
        this.#at++
      } else {
        const stop = char === '"' ? this.#quotedEnd(start + 1) : this.#wordEnd(start)
        if (stop < 0) return undefined
        const quoted = char === '"'
        this.#tokens.push({
          text: text.slice(quoted ? start + 1 : start, stop),
          quoted,
          line: this.#line,
          column: start - this.#lineStart + 1,
        })
        this.#entryStart = false
        this.#at = quoted ? stop + 1 : stop
        this.#size += this.#at - start
        if (this.#size > MAX_ENTRY) this.#refuse('limit', `an entry of more than ${MAX_ENTRY} characters`)
      }
    }
  }

  #entry(): ZoneTokens | undefined {
    const entry = { tokens: this.#tokens, indented: this.#indented }
    this.#tokens = []
    this.#indented = false
    this.#entryStart = true
    this.#size = 0
    return entry.tokens.length === 0 ? undefined : entry
  }

  #last(): ZoneTokens | undefined {
    if (this.#depth > 0) this.#refuse('bad-syntax', 'a ( without its )')
    return this.#entry()
  }

  #newLine(): void {
    this.#line++
    this.#lineStart = this.#at
  }

  /** Where a word ends, or -1 when it may go on in the next piece. */
  #wordEnd(start: number): number {
    const text = this.#text
    for (let at = start; at < text.length; at++) {
      const char = text[at]!
      if (char === '\\') {
        if (at + 1 < text.length && text[at + 1] !== '\n') at++
        else if (at + 1 < text.length || this.#ended) this.#refuse('bad-syntax', 'a \\ at the end of a line')
      } else if (' \t\r\n;()"'.includes(char)) return at
      else if (char === '\0') this.#refuse('bad-syntax', 'a NUL')
    }
    return this.#unfinished(text.length - start)
  }

  /** Where the closing quote stands, or -1. A quoted string does not go over the end of a line. */
  #quotedEnd(start: number): number {
    const text = this.#text
    for (let at = start; at < text.length; at++) {
      const char = text[at]!
      if (char === '"') return at
      if (char === '\\' && text[at + 1] !== '\n') at++
      else if (char === '\n') this.#refuse('bad-syntax', 'a " without its other "')
    }
    if (this.#ended) this.#refuse('bad-syntax', 'a " without its other "')
    return this.#unfinished(text.length - start)
  }

  #unfinished(length: number): number {
    if (length > MAX_ENTRY) this.#refuse('limit', `an entry of more than ${MAX_ENTRY} characters`)
    return this.#ended ? this.#text.length : -1
  }

  #refuse(code: DnsErrorCode, reason: string): never {
    throw new DnsError(code, this.#at, `parse zone: ${reason}`, { line: this.#line, column: this.#at - this.#lineStart + 1 })
  }
}

/** The tokens of one entry's RDATA, for the fields to take. */
export class RdataTokens {
  readonly #tokens: readonly Token[]
  readonly #origin: string | undefined
  #at: number

  /** `origin` completes relative names; without one they are refused. */
  constructor(tokens: readonly Token[], at: number, origin: string | undefined) {
    this.#tokens = tokens
    this.#at = at
    this.#origin = origin
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** The next token without taking it. */
  peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  /** The next token; `what` says in the message what is missing. */
  next(what: string): Token {
    const token = this.#tokens[this.#at]
    if (token === undefined)
      return this.refuse('bad-syntax', `${what} expected, the end found`, this.#tokens[this.#tokens.length - 1]!)
    this.#at++
    return token
  }

  /** A domain name, made absolute (RFC 1035 5.1). */
  name(): string {
    const token = this.next('a domain name')
    return this.#located(token, () => absoluteName(token, this.#origin))
  }

  /** A character-string with its escapes resolved. */
  characterString(): string {
    const token = this.next('a character-string')
    return this.#located(token, () => decodeText(unescapeOctets(token.text)))
  }

  /** What is left, joined: base 64 and hex may be written in pieces. */
  rest(): string {
    const joined = this.#tokens
      .slice(this.#at)
      .map(token => token.text)
      .join('')
    this.#at = this.#tokens.length
    return joined
  }

  /** Reports what stands at `token`. */
  refuse(code: DnsErrorCode, reason: string, token: Token): never {
    throw new DnsError(code, 0, `parse zone: ${reason}`, { line: token.line, column: token.column })
  }

  #located<Value>(token: Token, run: () => Value): Value {
    try {
      return run()
    } catch (error) {
      if (error instanceof DnsError) {
        error.line ??= token.line
        error.column ??= token.column
      }
      throw error
    }
  }
}

/** The absolute name of a token: `@`, a name with its final dot, or one that the origin completes. */
export function absoluteName(token: Token, origin: string | undefined): string {
  const { text } = token
  if (text === '@' && !token.quoted) return origin ?? noOrigin(text)
  if (/(?:^|[^\\])(?:\\\\)*\.$/.test(text)) return normalizeName(text)
  const base = origin ?? noOrigin(text)
  return normalizeName(base === '.' ? text : `${text}.${base}`)
}

function noOrigin(text: string): never {
  return fail('bad-name', 0, `parse zone: ${JSON.stringify(text.slice(0, 80))} is relative and there is no origin`)
}

/** The octets of a token with `\DDD` and `\X` resolved. */
function unescapeOctets(text: string): Uint8Array {
  if (!text.includes('\\')) return encodeText(text, fail)
  let plain = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\') {
      plain += text[at]
      continue
    }
    const digits = /^\d{3}/.exec(text.slice(at + 1, at + 4))?.[0]
    if (digits === undefined) {
      plain += text[++at] ?? fail('bad-syntax', at, 'parse zone: a \\ at the end of a string')
      continue
    }
    if (Number(digits) > 255) fail('bad-syntax', at, `parse zone: escape \\${digits} is above \\255`)
    // An octet on its own; beyond ASCII as the surrogate that stands for it.
    plain += String.fromCharCode(Number(digits) < 0x80 ? Number(digits) : 0xdc00 + Number(digits))
    at += 3
  }
  return encodeText(plain, fail)
}
