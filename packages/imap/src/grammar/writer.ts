/**
 * Writes commands and responses. The only gate to the wire: what does not fit an atom is quoted, and what does not fit quotes is a literal.
 * A literal that the peer must ask for ends a part; the parts are sent one after another `+`.
 */
import { concat, encodeText, octetClass, upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { bytesOf, fieldsOf, listOf, textOf } from '../values.js'
import { ASTRING, ATOM, LIST_CHAR } from './reader.js'

export interface WriterOptions {
  /** Literals without waiting: `LITERAL+`, or up to 4096 octets with `LITERAL-` (RFC 7888); always, in a response. */
  readonly literals?: 'synchronizing' | 'LITERAL+' | 'LITERAL-' | 'response' | undefined
}

const LITERALS: readonly string[] = ['synchronizing', 'LITERAL+', 'LITERAL-', 'response']

/** The largest literal that need not wait where only LITERAL- is announced (RFC 7888 5). */
export const MAX_NON_SYNCHRONIZING = 4096

/** True when a literal of this size is sent without waiting for `+`. */
export const isNonSynchronizing = (literals: WriterOptions['literals'], size: number): boolean =>
  literals === 'LITERAL+' || (literals === 'LITERAL-' && size <= MAX_NON_SYNCHRONIZING)

/** The longest quoted string; beyond it a literal is kinder to the reader's line. */
const MAX_QUOTED = 1024
/** A response up to this size, in bytes, is one piece: one write, and one line for a tap. */
const MAX_JOINED = 65_536
const QUOTED: Uint8Array = /* @__PURE__ */ octetClass(octet => octet >= 0x20 && octet < 0x7f)

export class ImapWriter {
  readonly #literals: NonNullable<WriterOptions['literals']>
  readonly #parts: Uint8Array[][] = [[]]
  readonly #streams: boolean
  #text = ''

  /** `streams`: a message may be left out, so that its bytes are written by somebody else. */
  constructor(options: WriterOptions = {}, streams = false) {
    this.#streams = streams
    const { literals = 'synchronizing' } = fieldsOf(options, 'encode')
    if (!LITERALS.includes(literals))
      fail('bad-value', 0, 'encode: literals that are not synchronizing, LITERAL+, LITERAL- or response')
    this.#literals = literals
  }

  /** Text of ours, which holds no CR, LF or NUL. */
  raw(text: string): this {
    this.#text += text
    return this
  }

  /** A word that must be an atom. */
  atom(text: string, what: string): this {
    return isAtom(textOf(text, `encode ${what}`)) ? this.raw(text) : fail('bad-value', 0, `encode ${what}: not an atom`)
  }

  /** `astring`: an atom where it can be, and is not mistaken for NIL. */
  astring(text: string): this {
    return isRun(textOf(text, 'encode string'), ASTRING) && upperAscii(text) !== 'NIL' ? this.raw(text) : this.string(text)
  }

  /** `list-mailbox = 1*list-char / string` */
  listMailbox(text: string): this {
    return isRun(textOf(text, 'encode pattern'), LIST_CHAR) ? this.raw(text) : this.string(text)
  }

  /** `string`: in quotes where it can be. */
  string(text: string): this {
    const bytes = encodeText(textOf(text, 'encode string'), fail)
    if (bytes.length <= MAX_QUOTED && bytes.every(octet => QUOTED[octet] === 1))
      return this.raw(`"${text.replace(/["\\]/g, '\\$&')}"`)
    return this.literal(bytes)
  }

  /** `nstring` */
  nstring(text: string | null): this {
    return text === null ? this.raw('NIL') : this.string(text)
  }

  /** `literal`, or `literal8`, which only BINARY takes: `for-nul` where the bytes hold a NUL (RFC 9051 9). */
  literal(bytes: Uint8Array, literal8: 'never' | 'for-nul' | 'always' = 'never'): this {
    bytesOf(bytes, 'encode literal')
    const isFree = this.#marker(bytes.length, literal8 === 'always' || (literal8 === 'for-nul' && bytes.includes(0)))
    if (!isFree) this.#parts.push([])
    this.#parts.at(-1)!.push(bytes)
    return this
  }

  /** The marker of a literal whose bytes are written by somebody else; what follows them is a part of its own. */
  streamedLiteral(size: number, isLiteral8: boolean): this {
    if (!this.#streams) fail('bad-value', 0, 'encode APPEND: no message; only a connection sends one in pieces')
    this.#marker(size, isLiteral8)
    this.#parts.push([])
    return this
  }

  /** True when the literal's bytes need not wait. */
  #marker(size: number, isLiteral8: boolean): boolean {
    const isFree = isNonSynchronizing(this.#literals, size)
    this.raw(`${isLiteral8 ? '~' : ''}{${size}${isFree ? '+' : ''}}\r\n`)
    this.#flush()
    return isFree || this.#literals === 'response'
  }

  /** `(a b c)` */
  list<Item>(items: readonly Item[], write: (item: Item) => void): this {
    this.raw('(')
    listOf(items, 'encode list').forEach((item, at) => {
      if (at > 0) this.raw(' ')
      write(item)
    })
    return this.raw(')')
  }

  /** A whole number that the wire can hold. */
  number(value: number, what: string): this {
    return Number.isSafeInteger(value) && value >= 0
      ? this.raw(String(value))
      : fail('bad-value', 0, `encode ${what}: ${String(value)} is no whole number`)
  }

  /** Ends the line; gives the parts, each but the last ended by a literal that must be asked for. */
  finish(): Uint8Array[] {
    this.raw('\r\n')
    this.#flush()
    return this.#parts.map(concat)
  }

  /** Ends the line of a response. A large one comes in pieces, its literals as they were given: no copy is made of a body. */
  finishResponse(): Uint8Array[] {
    this.raw('\r\n')
    this.#flush()
    const pieces = this.#parts.flat()
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
    return size > MAX_JOINED ? pieces : [concat(pieces)]
  }

  #flush(): void {
    if (this.#text !== '') this.#parts.at(-1)!.push(encodeText(this.#text, fail))
    this.#text = ''
  }
}

/** `atom = 1*ATOM-CHAR` */
export const isAtom = (text: string): boolean => isRun(text, ATOM)

const isRun = (text: string, table: Uint8Array): boolean => {
  if (text === '') return false
  for (let at = 0; at < text.length; at++) if (table[text.charCodeAt(at)] !== 1) return false
  return true
}
