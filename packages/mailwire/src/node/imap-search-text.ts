/**
 * The texts of a message that SEARCH looks into (RFC 9051 6.4.4): fields of its header with their encoded words decoded, its parts with their
 * transfer encoding and charset. Parts that are neither text nor messages are left out. All of it in lower case.
 */
import { decodeWords } from '@mailwire/imap/message'
import { fieldOf, type MimePart } from './mime.js'
import type { StoredMessage } from './stored-mailbox.js'

/** How much of messages a search may still look through, in bytes of content and characters of text. */
export class SearchBudget {
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  get left(): number {
    return this.#left
  }

  take(amount: number): void {
    this.#left -= amount
  }
}

/** One message of a search. What of it is read is read once. */
export class Candidate {
  readonly message: StoredMessage
  /** Its message number. */
  readonly number: number
  readonly budget: SearchBudget
  #structure: MimePart | undefined
  #header: string | undefined
  #body: string | undefined
  #partHeaders: string | undefined

  constructor(message: StoredMessage, number: number, budget: SearchBudget) {
    this.message = message
    this.number = number
    this.budget = budget
  }

  get structure(): MimePart {
    if (this.#structure === undefined) {
      this.budget.take(this.message.content.length)
      this.#structure = this.message.structure
    }
    return this.#structure
  }

  /** The values of all fields of that name. */
  fields(name: string): readonly string[] {
    return this.structure.fields
      .filter(field => field.name.toLowerCase() === name)
      .map(field => decodeWords(field.value).toLowerCase())
  }

  /** The whole header, a line for each field. */
  get header(): string {
    this.#header ??= headerText(this.structure)
    return this.#header
  }

  /** The headers of its parts; those of messages in it are part of the body. */
  get partHeaders(): string {
    this.#partHeaders ??= [...partsBelow(this.structure)].map(headerText).join('\n')
    return this.#partHeaders
  }

  /** What a person would read of it, messages in it included. */
  get body(): string {
    if (this.#body === undefined) {
      this.#body = textsOf(this.message.content, this.structure).join('\n').toLowerCase()
      this.budget.take(this.#body.length)
    }
    return this.#body
  }
}

const headerText = (part: MimePart): string =>
  decodeWords(part.fields.map(({ name, value }) => `${name}: ${value}`).join('\n')).toLowerCase()

function* partsBelow(part: MimePart): Generator<MimePart> {
  for (const child of part.children) {
    yield child
    yield* partsBelow(child)
  }
}

function textsOf(content: Uint8Array, part: MimePart): readonly string[] {
  if (part.children.length > 0) return part.children.flatMap(child => textsOf(content, child))
  if (part.message !== undefined) return [headerText(part.message), ...textsOf(content, part.message)]
  return part.type === 'text' || part.type === 'message' ? [decodedText(content, part)] : []
}

/** A part of text without its transfer encoding (RFC 2045 6) and its charset; an unknown charset is read as UTF-8. */
function decodedText(content: Uint8Array, part: MimePart): string {
  const raw = content.subarray(part.bodyStart, part.bodyEnd)
  const charset = part.parameters.find(([name]) => name.toLowerCase() === 'charset')?.[1]
  return decoded(withoutEncoding(raw, fieldOf(part, 'Content-Transfer-Encoding')), charset)
}

function withoutEncoding(raw: Uint8Array, encoding = '7bit'): Uint8Array {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1'), 'base64')
    case 'quoted-printable':
      return withoutQuotedPrintable(raw)
    default:
      return raw
  }
}

const EQUALS = 0x3d
const CR = 0x0d
const LF = 0x0a

/** Without `=3D` and soft line breaks (RFC 2045 6.7); `=` before anything else stays as it is. */
function withoutQuotedPrintable(raw: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(raw.length)
  let size = 0
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at]!
    if (byte !== EQUALS) decoded[size++] = byte
    else if (raw[at + 1] === LF) at++
    else if (raw[at + 1] === CR && raw[at + 2] === LF) at += 2
    else {
      const value = hexDigit(raw[at + 1]) * 16 + hexDigit(raw[at + 2])
      decoded[size++] = Number.isNaN(value) ? byte : value
      if (!Number.isNaN(value)) at += 2
    }
  }
  return decoded.subarray(0, size)
}

function hexDigit(byte: number | undefined): number {
  const digit = byte === undefined ? -1 : '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase())
  return digit < 0 ? Number.NaN : digit
}

function decoded(bytes: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/**
 * A text to look for in others, in either case. In linear time, whatever both are (Knuth, Morris and Pratt): `String.prototype.includes` takes the
 * product of their lengths for texts that repeat themselves.
 */
export class Needle {
  readonly #text: string
  /** For each length of a beginning of the text, the longest shorter one that it ends with. */
  readonly #shorter: Uint32Array

  constructor(text: string) {
    this.#text = text.toLowerCase()
    this.#shorter = new Uint32Array(this.#text.length + 1)
    for (let at = 1, length = 0; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      while (length > 0 && this.#text.charCodeAt(length) !== code) length = this.#shorter[length]!
      if (this.#text.charCodeAt(length) === code) length++
      this.#shorter[at + 1] = length
    }
  }

  /** True where it is in the text, which is in lower case. What is left of the budget is looked through, and nothing more. */
  isIn(text: string, budget: SearchBudget): boolean {
    if (this.#text === '') return true
    if (budget.left <= 0) return false
    budget.take(text.length)
    const wanted = this.#text
    for (let at = 0, length = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      while (length > 0 && wanted.charCodeAt(length) !== code) length = this.#shorter[length]!
      if (wanted.charCodeAt(length) === code && ++length === wanted.length) return true
    }
    return false
  }
}
