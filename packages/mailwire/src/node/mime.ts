/**
 * Where the parts of a stored message are (RFC 2045, RFC 2046 5.1, RFC 5322 2): what an IMAP server needs to answer FETCH
 * BODYSTRUCTURE and FETCH BODY[1.2]. Offsets only, nothing is decoded, the bytes stay the message's own, and what is kept is bounded.
 */
import { parseHeaderValue } from 'nodemailer/lib/mime-funcs'

/** One header field, its value unfolded. */
export interface HeaderField {
  readonly name: string
  readonly value: string
  /** Where the field is in the message, its CRLF included. */
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

/** Limits on the structure of one message. Anything above them is left out, and its bytes belong to the enclosing part. */
export const mimeLimits = {
  /** Nesting of parts. Real mail has less, and it bounds the depth of recursion. */
  depth: 32,
  /** Parts of all multiparts together: a boundary of a few bytes costs some hundred bytes of memory. */
  parts: 1000,
  /** Header fields of all parts together. */
  fields: 10_000,
  /** Bytes of these fields. */
  headers: 1_048_576,
} as const

/** What may still be kept. */
type Budget = { -readonly [Limit in keyof typeof mimeLimits]: number }

/** The structure of a whole message. */
export const parseMime = (bytes: Uint8Array): MimePart =>
  parsePart(asBuffer(bytes), 0, bytes.length, { ...mimeLimits }, 'text/plain')

/** The offset of the body of a message: after the empty line, or at the end. */
export const bodyStartOf = (bytes: Uint8Array): number =>
  parseHeader(asBuffer(bytes), 0, bytes.length, { ...mimeLimits, fields: 0 }).bodyStart

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The value of the first field of that name, or `undefined`. */
export const fieldOf = (part: MimePart, name: string): string | undefined =>
  part.fields.find(field => field.name.toLowerCase() === name.toLowerCase())?.value

/** Splits a value such as `text/plain; charset=utf-8`. */
export function parseStructured(text: string): StructuredValue {
  const { value, params } = parseHeaderValue(text)
  return { value: value.trim(), parameters: Object.entries(params) }
}

function parsePart(bytes: Buffer, start: number, end: number, budget: Budget, fallback: string): MimePart {
  const { fields, bodyStart } = parseHeader(bytes, start, end, budget)
  const contentType = fields.find(field => field.name.toLowerCase() === 'content-type')?.value
  const parsed = parseStructured(contentType ?? fallback)
  const known = /^[^\s/]+\/[^\s/]+$/.test(parsed.value) ? parsed : { value: 'text/plain', parameters: [] }
  const [type = 'text', subtype = 'plain'] = known.value.toLowerCase().split('/')
  const boundary = type === 'multipart' ? known.parameters.find(([name]) => name === 'boundary')?.[1] : undefined
  const part = { fields, type, subtype, parameters: known.parameters, headerStart: start, bodyStart, bodyEnd: end }
  if (budget.depth === 0) return { ...part, children: [], message: undefined }
  budget.depth--
  const ranges = boundary === undefined ? [] : partsBetween(bytes, bodyStart, end, boundary, budget.parts)
  budget.parts -= ranges.length
  const whole = {
    ...part,
    children: ranges.map(([from, to]) =>
      parsePart(bytes, from, to, budget, subtype === 'digest' ? 'message/rfc822' : 'text/plain'),
    ),
    message: type === 'message' && subtype === 'rfc822' ? parsePart(bytes, bodyStart, end, budget, 'text/plain') : undefined,
  }
  budget.depth++
  return whole
}

function parseHeader(bytes: Buffer, start: number, end: number, budget: Budget): { fields: HeaderField[]; bodyStart: number } {
  const fields: HeaderField[] = []
  let at = start
  while (at < end) {
    let next = lineEnd(bytes, at, end)
    if (isBlank(bytes, at, next)) return { fields, bodyStart: next }
    while (next < end && (bytes[next] === 0x20 || bytes[next] === 0x09)) next = lineEnd(bytes, next, end)
    if (budget.fields > 0 && next - at <= budget.headers) {
      const text = bytes.toString('utf8', at, next)
      const colon = text.indexOf(':')
      const value = text
        .slice(colon + 1)
        .replace(/\r?\n/g, '')
        .trim()
      if (colon > 0) fields.push({ name: text.slice(0, colon).trimEnd(), value, start: at, end: next })
      budget.fields--
      budget.headers -= next - at
    }
    at = next
  }
  return { fields, bodyStart: end }
}

/**
 * The offsets of each part of a multipart: after a delimiter line, up to the CRLF of the next one. At most `most` parts. Lines that begin with
 * `--` are compared one by one: a search for the whole delimiter is quadratic where both are of hyphens.
 */
function partsBetween(bytes: Buffer, start: number, end: number, boundary: string, most: number): [from: number, to: number][] {
  const parts: [number, number][] = []
  const delimiter = Buffer.from(`--${boundary}`)
  const body = bytes.subarray(0, end)
  let from = -1
  let line = bytes[start] === 0x2d ? start : nextHyphens(body, start)
  for (let at = line; line < end; line = nextHyphens(body, at - 1)) {
    at = lineEnd(bytes, line, end)
    if (at - line < delimiter.length || body.compare(delimiter, 0, delimiter.length, line, line + delimiter.length) !== 0)
      continue
    const rest = bytes.toString('latin1', line + delimiter.length, at).trimEnd()
    if (rest !== '' && rest !== '--') continue
    if (from >= 0) parts.push([from, Math.max(from, line - (bytes[line - 2] === 0x0d ? 2 : 1))])
    if (rest === '--' || parts.length >= most) return parts
    from = at
  }
  if (from >= 0) parts.push([from, end])
  return parts
}

/** The next line after `from` that begins with two hyphens. */
function nextHyphens(body: Buffer, from: number): number {
  const found = body.indexOf('\n--', from)
  return found < 0 ? body.length : found + 1
}

function lineEnd(bytes: Buffer, from: number, end: number): number {
  const lf = bytes.subarray(from, end).indexOf(0x0a)
  return lf < 0 ? end : from + lf + 1
}

const isBlank = (bytes: Buffer, from: number, to: number): boolean =>
  to - from <= 2 && (bytes[from] === 0x0a || (bytes[from] === 0x0d && bytes[from + 1] === 0x0a))
