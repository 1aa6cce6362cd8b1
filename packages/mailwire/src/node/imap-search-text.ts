/**
 * The texts of a message that SEARCH looks into (RFC 9051 6.4.4): its header with encoded words decoded, its parts with their transfer encoding and charset, a part at a
 * time. Parts that are neither text nor messages are left out.
 */
import { decodeWords } from '@mailwire/imap/message'
import type { HeaderField } from '@mailwire/imap/serve'
import { fieldOf, type MimePart } from './mime.js'

/** One message of a search. Its structure is read once, and each of its texts once. */
export class SearchedMessage {
  readonly #content: Uint8Array
  readonly #structure: MimePart
  /** What the body consists of, in order. */
  #texts: readonly BodyText[] | undefined

  constructor(content: Uint8Array, structure: MimePart) {
    this.#content = content
    this.#structure = structure
  }

  /** All fields of these names, which are in lower case. */
  fields(names: readonly string[]): readonly HeaderField[] {
    return this.#structure.fields.filter(({ name }) => names.includes(name.toLowerCase()))
  }

  /** A piece of the header, with the headers of its parts, or of the body; `undefined` after the last one. */
  text(part: 'header' | 'body', piece: number): string | undefined {
    if (part === 'header') return piece === 0 ? headersOf(this.#structure).join('\n') : undefined
    this.#texts ??= textsOf(this.#structure)
    const text = this.#texts[piece]
    return text && `${text.type === 'header' ? headerText(text.part) : decodedText(this.#content, text.part)}\n`
  }
}

/** The text of a part, or the header of a message that is in a message. */
interface BodyText {
  readonly type: 'header' | 'text'
  readonly part: MimePart
}

/** Headers of messages in the message are part of its body. */
const headersOf = (part: MimePart): string[] => [headerText(part), ...part.children.flatMap(headersOf)]

const headerText = (part: MimePart): string => decodeWords(part.fields.map(({ name, value }) => `${name}: ${value}`).join('\n'))

/** What a person would read, messages in it included. */
function textsOf(part: MimePart): readonly BodyText[] {
  if (part.children.length > 0) return part.children.flatMap(textsOf)
  if (part.message !== undefined) return [{ type: 'header', part: part.message }, ...textsOf(part.message)]
  return part.type === 'text' || part.type === 'message' ? [{ type: 'text', part }] : []
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
