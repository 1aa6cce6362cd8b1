/**
 * Where the parts of a stored message lie (RFC 2045, RFC 2046 5.1, RFC 5322 2): what an IMAP server needs to answer FETCH
 * BODYSTRUCTURE and FETCH BODY[1.2]. Offsets only, nothing is decoded; the octets stay the message's own.
 */
import { parseHeaderValue } from 'nodemailer/lib/mime-funcs'

/** One header field, its value unfolded. */
export interface HeaderField {
  readonly name: string
  readonly value: string
  /** Where the field lies in the message, its CRLF included. */
  readonly start: number
  readonly end: number
}

/** A media type with parameters, or a disposition. */
export interface StructuredValue {
  readonly value: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** One entity: the message itself, or a part of it. `children` are the parts of a multipart; `message` is what message/rfc822 holds. */
export interface MimePart {
  readonly fields: readonly HeaderField[]
  readonly type: string
  readonly subtype: string
  readonly parameters: StructuredValue['parameters']
  /** The header with the empty line after it, then the body. */
  readonly headerStart: number
  readonly bodyStart: number
  readonly bodyEnd: number
  readonly children: readonly MimePart[]
  readonly message: MimePart | undefined
}

/** Parts in parts deeper than this are taken as they are: nobody writes them, and a reader has a stack. */
const MAX_DEPTH = 32

/** The structure of a whole message. */
export const parseMime = (bytes: Uint8Array): MimePart =>
  parsePart(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length, 0, 'text/plain')

/** The value of the first field of that name, or `undefined`. */
export const fieldOf = (part: MimePart, name: string): string | undefined =>
  part.fields.find(field => field.name.toLowerCase() === name.toLowerCase())?.value

/** `text/plain; charset=utf-8` taken apart. */
export function parseStructured(text: string): StructuredValue {
  const { value, params } = parseHeaderValue(text)
  return { value: value.trim(), parameters: Object.entries(params) }
}

function parsePart(bytes: Buffer, start: number, end: number, depth: number, fallback: string): MimePart {
  const { fields, bodyStart } = parseHeader(bytes, start, end)
  const contentType = fields.find(field => field.name.toLowerCase() === 'content-type')?.value
  const parsed = parseStructured(contentType ?? fallback)
  const known = /^[^\s/]+\/[^\s/]+$/.test(parsed.value) ? parsed : { value: 'text/plain', parameters: [] }
  const [type = 'text', subtype = 'plain'] = known.value.toLowerCase().split('/')
  const boundary = type === 'multipart' ? known.parameters.find(([name]) => name === 'boundary')?.[1] : undefined
  const deeper = depth < MAX_DEPTH
  return {
    fields,
    type,
    subtype,
    parameters: known.parameters,
    headerStart: start,
    bodyStart,
    bodyEnd: end,
    children:
      boundary === undefined || !deeper
        ? []
        : partsBetween(bytes, bodyStart, end, boundary).map(([from, to]) =>
            parsePart(bytes, from, to, depth + 1, subtype === 'digest' ? 'message/rfc822' : 'text/plain'),
          ),
    message:
      type === 'message' && subtype === 'rfc822' && deeper
        ? parsePart(bytes, bodyStart, end, depth + 1, 'text/plain')
        : undefined,
  }
}

function parseHeader(bytes: Buffer, start: number, end: number): { fields: HeaderField[]; bodyStart: number } {
  const fields: HeaderField[] = []
  let at = start
  while (at < end) {
    let next = lineEnd(bytes, at, end)
    if (isBlank(bytes, at, next)) return { fields, bodyStart: next }
    while (next < end && (bytes[next] === 0x20 || bytes[next] === 0x09)) next = lineEnd(bytes, next, end)
    const text = bytes.toString('utf8', at, next)
    const colon = text.indexOf(':')
    if (colon > 0)
      fields.push({
        name: text.slice(0, colon).trimEnd(),
        value: text
          .slice(colon + 1)
          .replace(/\r?\n/g, '')
          .trim(),
        start: at,
        end: next,
      })
    at = next
  }
  return { fields, bodyStart: end }
}

/** Where each part of a multipart lies: behind a delimiter line, up to the CRLF of the next one. */
function partsBetween(bytes: Buffer, start: number, end: number, boundary: string): [from: number, to: number][] {
  const parts: [number, number][] = []
  const delimiter = Buffer.from(`--${boundary}`)
  const body = bytes.subarray(0, end)
  let from = -1
  for (let at = body.indexOf(delimiter, start); at >= 0; at = body.indexOf(delimiter, at)) {
    const line = at
    at = lineEnd(bytes, line, end)
    if (line > start && bytes[line - 1] !== 0x0a) continue
    const rest = bytes.toString('latin1', line + delimiter.length, at).trimEnd()
    if (rest !== '' && rest !== '--') continue
    if (from >= 0) parts.push([from, Math.max(from, line - (bytes[line - 2] === 0x0d ? 2 : 1))])
    if (rest === '--') return parts
    from = at
  }
  if (from >= 0) parts.push([from, end])
  return parts
}

function lineEnd(bytes: Buffer, from: number, end: number): number {
  const lf = bytes.subarray(from, end).indexOf(0x0a)
  return lf < 0 ? end : from + lf + 1
}

const isBlank = (bytes: Buffer, from: number, to: number): boolean =>
  to - from <= 2 && (bytes[from] === 0x0a || (bytes[from] === 0x0d && bytes[from + 1] === 0x0a))
