/**
 * Writes commands and responses into one growing array. Everything sent goes through it: text that does not fit an atom is quoted, and text
 * that does not fit quotes is a literal. A literal that the peer must request ends a part; each further part is sent after a `+`.
 */
import { concat, decodeText, encodeText, indexOfByte, upperAscii, writeAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { bytesOf, fieldsOf, lineOf, listOf, shownNumber, textOf } from '../values.js'
import { ASTRING, ATOM, isFlag, isRun, LIST_CHAR } from './classes.js'
import { MAX_MODSEQ } from './reader.js'
import type { Word } from './words.js'

/** Options for encoding commands. */
export interface WriterOptions {
  /** Whether literals are sent without waiting: with `LITERAL+`, up to 4096 bytes with `LITERAL-` (RFC 7888), and always in a response. */
  readonly literals?: 'synchronizing' | 'LITERAL+' | 'LITERAL-' | 'response' | undefined
  /** True once mailbox names and quoted strings may contain UTF-8: after ENABLE UTF8=ACCEPT or IMAP4rev2 (RFC 6855 3, RFC 9051 5.1). */
  readonly utf8?: boolean | undefined
}

/** Something written that not every server takes, and the capabilities of which one is needed for it. */
export interface Need {
  readonly name: string
  readonly announcedBy: readonly string[]
}

const LITERALS: readonly string[] = ['synchronizing', 'LITERAL+', 'LITERAL-', 'response']

/** The largest literal that need not wait if only LITERAL- is announced (RFC 7888 5). */
export const MAX_NON_SYNCHRONIZING = 4096

/** True if a literal of this size is sent without waiting for `+`. */
export const isNonSynchronizing = (literals: WriterOptions['literals'], size: number): boolean =>
  literals === 'LITERAL+' || (literals === 'LITERAL-' && size <= MAX_NON_SYNCHRONIZING)

/** The longest quoted string; longer text is a literal, so that lines stay short. */
const MAX_QUOTED = 1024
/** A literal above this size, in bytes, is not copied: it is a separate piece. */
const MAX_COPIED = 16_384
const FIRST_SIZE = 256

export class ImapWriter {
  /** True if mailbox names are written as UTF-8. */
  readonly utf8: boolean
  readonly #literals: NonNullable<WriterOptions['literals']>
  readonly #streams: boolean
  #bytes: Uint8Array = new Uint8Array(FIRST_SIZE)
  #length = 0
  /** The start of the current piece in `#bytes`. */
  #from = 0
  readonly #pieces: Uint8Array[] = []
  /** The number of pieces up to the end of each part except the last. */
  readonly #partEnds: number[] = []
  /** What was written that has to be announced. */
  readonly needs: Need[] = []

  /** `streams`: a message may be omitted, and its bytes written by the caller. */
  constructor(options: WriterOptions = {}, streams = false) {
    this.#streams = streams
    const { literals = 'synchronizing', utf8 = false } = fieldsOf(options, 'encode')
    if (!LITERALS.includes(literals))
      fail('bad-value', 0, 'encode: literals must be synchronizing, LITERAL+, LITERAL- or response')
    this.#literals = literals
    this.utf8 = utf8
  }

  /** Writes our own text: ASCII without CR, LF and NUL. */
  raw(text: string): this {
    this.#reserve(text.length)
    if (!writeAscii(text, this.#bytes, this.#length)) fail('bad-text', 0, 'encode: the text is not ASCII')
    this.#length += text.length
    return this
  }

  /** Notes that what is written has to be announced, if it does. */
  needing({ name, announcedBy }: Pick<Word, 'name' | 'announcedBy'>): this {
    if (announcedBy !== undefined) this.needs.push({ name, announcedBy })
    return this
  }

  /** Writes text for people, which the caller has checked to be one line. */
  text(text: string): this {
    return this.bytes(encodeText(text, fail))
  }

  /** A word that must be an atom. */
  atom(text: string, what: string): this {
    return isRun(textOf(text, `encode ${what}`), ATOM) ? this.raw(text) : fail('bad-value', 0, `encode ${what}: an atom expected`)
  }

  /** `astring`: an atom if possible and not mistaken for NIL. */
  astring(text: string, action = 'encode string'): this {
    return isRun(textOf(text, action), ASTRING) && upperAscii(text) !== 'NIL' ? this.raw(text) : this.string(text, action)
  }

  /** `list-mailbox = 1*list-char / string` */
  listMailbox(text: string): this {
    return isRun(textOf(text, 'encode pattern'), LIST_CHAR) ? this.raw(text) : this.string(text)
  }

  /** `string`: in quotes if possible. */
  string(text: string, action = 'encode string'): this {
    if (textOf(text, action).length <= MAX_QUOTED && this.#quoted(text)) return this
    const bytes = encodeText(text, fail)
    return this.utf8 && bytes.length <= MAX_QUOTED && isPrintable(text) ? this.#quotedUtf8(bytes) : this.literal(bytes)
  }

  /** `DQUOTE QUOTED-CHAR DQUOTE / nil`: the hierarchy delimiter. */
  delimiter(text: string | null): this {
    if (text === null) return this.raw('NIL')
    const isOne = /^[^\0\r\n]$/u.test(textOf(text, 'encode delimiter'))
    return isOne
      ? this.#quotedUtf8(encodeText(text, fail))
      : fail('bad-value', 0, 'encode delimiter: one character or null expected')
  }

  /** `nstring` */
  nstring(text: string | null): this {
    return text === null ? this.raw('NIL') : this.string(text)
  }

  /** `nstring / literal8`: in quotes if possible; a literal8 only if there is a NUL. */
  nstring8(value: Uint8Array | null, action: string): this {
    if (value === null) return this.raw('NIL')
    const bytes = bytesOf(value, action)
    const isPlain = bytes.length <= MAX_QUOTED && bytes.every(byte => byte >= 0x20 && byte <= 0x7e)
    return isPlain ? this.string(decodeText(bytes)) : this.literal(bytes, 'for-nul')
  }

  /** `quoted`, whatever its length, for a rule without literals. @throws {@link ImapError} `bad-value` for CR, LF and NUL */
  quoted(text: string, action = 'encode quoted string'): this {
    return this.#quotedUtf8(encodeText(lineOf(text, action), fail))
  }

  /** `literal`, or `literal8`, which only BINARY accepts: `for-nul` if the bytes contain a NUL (RFC 9051 9). */
  literal(bytes: Uint8Array, literal8: 'never' | 'for-nul' | 'always' = 'never'): this {
    const hasNul = indexOfByte(bytesOf(bytes, 'encode literal'), 0) >= 0
    // A server sends messages as they are: a strict reader can still find the end of the literal.
    if (hasNul && literal8 === 'never' && this.#literals !== 'response')
      fail('nul', 0, 'encode literal: NUL; only a literal8 may contain it')
    if (!this.#marker(bytes.length, literal8 === 'always' || (hasNul && literal8 === 'for-nul'))) this.#endPart()
    if (bytes.length > MAX_COPIED) {
      this.#endPiece()
      this.#pieces.push(bytes)
    } else this.bytes(bytes)
    return this
  }

  /** Writes bytes whose framing the caller has checked. */
  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** Writes the marker of a literal whose bytes are written by the caller; what follows them is a separate part. */
  streamedLiteral(size: number, isLiteral8: boolean): this {
    if (!this.#streams) fail('bad-value', 0, 'encode APPEND: the message is missing; only a connection sends one in pieces')
    this.#marker(size, isLiteral8)
    this.#endPart()
    return this
  }

  /** Writes a marker; true if the literal's bytes need not wait. */
  #marker(size: number, isLiteral8: boolean): boolean {
    const isFree = isNonSynchronizing(this.#literals, size)
    this.raw(`${isLiteral8 ? '~' : ''}{${size}${isFree ? '+' : ''}}\r\n`)
    return isFree || this.#literals === 'response'
  }

  /** `(a b c)` */
  list<Item>(items: readonly Item[], write: (item: Item) => void): this {
    this.raw('(')
    let isFirst = true
    for (const item of listOf(items, 'encode list')) {
      if (!isFirst) this.raw(' ')
      isFirst = false
      write(item)
    }
    return this.raw(')')
  }

  /** Writes a list of flags. `\*` is valid only in PERMANENTFLAGS, and where servers are known to send it. */
  flags(flags: readonly string[]): this {
    return this.list(flags, flag => this.flag(flag))
  }

  flag(flag: string): this {
    return isFlag(textOf(flag, 'encode flag'))
      ? this.raw(flag)
      : fail('bad-value', 0, `encode flag: ${JSON.stringify(flag.slice(0, 80))} is not a flag`)
  }

  /** Writes a whole number of at most 53 bits, or `max`. */
  number(value: number, what: string, max: number = Number.MAX_SAFE_INTEGER): this {
    if (Number.isSafeInteger(value) && value >= 0 && value <= max) return this.raw(String(value))
    return fail('bad-value', 0, `encode ${what}: ${shownNumber(value)} is not a whole number from 0 to ${max}`)
  }

  /** Writes a mod-sequence of at most 63 bits (RFC 7162 7), or `max`. */
  bigint(value: bigint, what: string, max: bigint = MAX_MODSEQ): this {
    if (typeof value === 'bigint' && value >= 0n && value <= max) return this.raw(String(value))
    return fail('bad-value', 0, `encode ${what}: a bigint from 0 to ${max} expected`)
  }

  /** Ends the line and returns the parts, each except the last ending with a literal that must be requested. */
  finish(): Uint8Array[] {
    this.raw('\r\n').#endPart()
    let from = 0
    return this.#partEnds.map(end => {
      const part = concat(this.#pieces.slice(from, end))
      from = end
      return part
    })
  }

  /** Ends the line of a response; large literals are pieces without a copy. */
  finishResponse(): Uint8Array[] {
    this.raw('\r\n').#endPiece()
    return this.#pieces
  }

  /** Writes a quoted string; false, without writing, if the text does not fit quotes. */
  #quoted(text: string): boolean {
    this.#reserve(2 * text.length + 2)
    const bytes = this.#bytes
    let at = this.#length
    bytes[at++] = 0x22
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code < 0x20 || code > 0x7e) return false
      if (code === 0x22 || code === 0x5c) bytes[at++] = 0x5c
      bytes[at++] = code
    }
    bytes[at++] = 0x22
    this.#length = at
    return true
  }

  #quotedUtf8(text: Uint8Array): this {
    this.#reserve(2 * text.length + 2)
    this.#bytes[this.#length++] = 0x22
    for (const byte of text) {
      if (byte === 0x22 || byte === 0x5c) this.#bytes[this.#length++] = 0x5c
      this.#bytes[this.#length++] = byte
    }
    this.#bytes[this.#length++] = 0x22
    return this
  }

  #reserve(room: number): void {
    const needed = this.#length + room
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, 2 * (needed - this.#from)))
    grown.set(this.#bytes.subarray(this.#from, this.#length))
    this.#length -= this.#from
    this.#from = 0
    this.#bytes = grown
  }

  #endPiece(): void {
    if (this.#length > this.#from) this.#pieces.push(this.#bytes.subarray(this.#from, this.#length))
    this.#from = this.#length
  }

  #endPart(): void {
    this.#endPiece()
    this.#partEnds.push(this.#pieces.length)
  }
}

/** True for well-formed text without control characters. */
const isPrintable = (text: string): boolean => !/[\p{Cc}\p{Surrogate}]/u.test(text)
