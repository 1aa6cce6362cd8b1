/** The tokens of one record's data, which the fields of its type read one after the other (RFC 1035 5.1). */
import { decodeText } from '@mailwire/bytes'
import type { DnsErrorCode } from '../error.js'
import { shown } from '../given.js'
import { ianaTypes, type TypeNames } from '../iana/types.js'
import { refuse, type Token, tokenBytes, tokenName } from './token.js'

/** The tokens of one entry's RDATA, for its fields. */
export class RdataTokens {
  readonly #tokens: readonly Token[]
  readonly #origin: string | undefined
  #at: number

  /** The names of record types. */
  readonly types: TypeNames

  /** `origin` completes relative names; without one they are refused. */
  constructor(tokens: readonly Token[], at: number, origin: string | undefined, types: TypeNames = ianaTypes) {
    this.types = types
    this.#tokens = tokens
    this.#at = at
    this.#origin = origin
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** The next token, without consuming it. */
  peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  /** The next token; `what` names it in the error if it is missing. */
  next(what: string): Token {
    const token = this.#tokens[this.#at]
    if (token === undefined)
      return this.refuse('bad-syntax', `${what} expected, end of entry found`, this.#tokens[this.#tokens.length - 1]!)
    this.#at++
    return token
  }

  /** A domain name, converted to an absolute one (RFC 1035 5.1). */
  name(): string {
    return tokenName(this.next('a domain name'), this.#origin)
  }

  /** A character-string with its escapes resolved; some types allow longer strings. */
  characterString(max = 255): string {
    const token = this.next('a character-string')
    const bytes = tokenBytes(token)
    if (bytes.length > max) this.refuse('bad-value', `character-string of ${bytes.length} bytes, at most ${max} allowed`, token)
    return decodeText(bytes)
  }

  /** The remaining tokens, joined: base64 and hex may be written in pieces. */
  rest(): string {
    const joined = this.#tokens
      .slice(this.#at)
      .map(token => token.text)
      .join('')
    this.#at = this.#tokens.length
    return joined
  }

  /** Throws an error at `token`. A reason that says what is expected is completed by what was found. */
  refuse(code: DnsErrorCode, reason: string, token: Token): never {
    return refuse(code, reason.endsWith(' expected') ? `${reason}, not ${shown(token.text.slice(0, 40))}` : reason, token)
  }
}
