/**
 * Domain names as text (RFC 1035 5.1, RFC 4343): labels joined by dots, without the final dot; the root is ".". In a label, `.` and
 * `\` are written `\.` and `\\`, and every unprintable byte `\DDD`, so that text and bytes convert to each other without loss.
 *
 * Always: decoded text has no character above 0x7e and no space, and encodes to the original bytes, case included.
 */
import { byteClass, latin1, lowerAscii } from '@mailwire/bytes'
import { DnsError, fail, ofText } from '../error.js'

/** The maximum length of a label in bytes (RFC 1035 2.3.4). */
export const MAX_LABEL = 63
/** The maximum length of a name on the wire in bytes, including the root label (RFC 1035 2.3.4). */
export const MAX_NAME = 255

const DOT = 0x2e
const BACKSLASH = 0x5c

/** Bytes that are not escaped in a name's text: printable ones except dot, backslash and characters with a meaning in zone text. */
export const PLAIN: Uint8Array = /* @__PURE__ */ byteClass(
  byte => byte > 0x20 && byte < 0x7f && !'."\\;()@$'.includes(String.fromCharCode(byte)),
)

/** A name's labels in wire form, in a shared array: use it before the next name is encoded. */
export interface WireName {
  /** Length bytes and labels, the root's 0 included. */
  readonly bytes: Uint8Array
  length: number
  /** The offset of each label's length byte. */
  readonly labels: Uint8Array
  /** A hash of each label's bytes. */
  readonly hashes: Int32Array
  labelCount: number
}

/** The offset basis and the prime of FNV-1a. */
const HASH_BASIS = 0x811c9dc5 | 0
const HASH_PRIME = 0x01000193

/** What {@link wireName} gives, overwritten by each call. It is shared by functions that have no codec, such as `compareNames`, and by all writers. */
const scratch: WireName = /* @__PURE__ */ Object.seal({
  bytes: /* @__PURE__ */ new Uint8Array(MAX_NAME + 1),
  length: 0,
  labels: /* @__PURE__ */ new Uint8Array(128),
  hashes: /* @__PURE__ */ new Int32Array(128),
  labelCount: 0,
})

/**
 * A name's wire form without compression, in shared memory.
 *
 * @throws {@link DnsError} `bad-name` for an empty label, a bad escape or a non-ASCII character (apply IDNA first);
 * `bad-label` above 63 bytes, `name-too-long` above 255; offsets count characters of the text
 */
export function wireName(text: string): WireName {
  checkString(text)
  if (isPlainName(text, scratch.bytes, 0)) return scratch
  const { bytes, labels, hashes } = scratch
  let length = 1 // the first label's length byte
  let start = 0
  let count = 0
  let hash = HASH_BASIS
  const end = text.length
  if (text !== '.') {
    if (end === 0) fail('bad-name', 0, 'encode name: empty; the root is "."')
    for (let at = 0; at < end; at++) {
      let byte = text.charCodeAt(at)
      if (byte === DOT) {
        finishLabel(length - start - 1, at, text)
        bytes[start] = length - start - 1
        hashes[count] = hash
        labels[count++] = start
        start = length++
        hash = HASH_BASIS
        continue
      }
      if (byte === BACKSLASH) {
        byte = escapedByte(text, at)
        at += isThreeDigits(text, at + 1) ? 3 : 1
      } else if (byte > 0x7e || byte < 0x21) byte = unescaped(byte, at)
      if (length >= MAX_NAME) fail('name-too-long', at, `encode name: more than ${MAX_NAME} bytes`)
      bytes[length++] = byte
      hash = Math.imul(hash ^ byte, HASH_PRIME)
    }
    if (length - start > 1) {
      finishLabel(length - start - 1, end, text)
      bytes[start] = length - start - 1
      hashes[count] = hash
      labels[count++] = start
      start = length++
    }
    if (length > MAX_NAME) fail('name-too-long', end, `encode name: more than ${MAX_NAME} bytes`)
  }
  bytes[start] = 0
  scratch.length = length
  scratch.labelCount = count
  return scratch
}

/** Refuses anything but a string. */
export function checkString(text: string): void {
  if (typeof text !== 'string') fail('bad-name', 0, `encode name: a string expected, not ${typeof text}`)
}

/** {@link wireName}, but written into `bytes` from `to` on; `undefined` for a name that is not plain. */
export const plainName = (text: string, bytes: Uint8Array, to: number): WireName | undefined =>
  isPlainName(text, bytes, to) ? scratch : undefined

/**
 * Fast path: writes a name of plain labels in wire form into `bytes`, in a third of the time, as each character is one byte. False for
 * any other name.
 */
function isPlainName(text: string, bytes: Uint8Array, to: number): boolean {
  const { labels, hashes } = scratch
  const { length } = text
  if (length > MAX_NAME - 2) return false
  let count = 0
  let start = 0
  let hash = HASH_BASIS
  for (let at = 0; at <= length; at++) {
    const byte = at < length ? text.charCodeAt(at) : DOT
    if (byte !== DOT) {
      if (byte > 0x7e || byte < 0x21 || byte === BACKSLASH) return false
      bytes[to + at + 1] = byte
      hash = Math.imul(hash ^ byte, HASH_PRIME)
      continue
    }
    if (at === start || at - start > MAX_LABEL) return false
    bytes[to + start] = at - start
    hashes[count] = hash
    labels[count++] = start
    start = at + 1
    hash = HASH_BASIS
  }
  bytes[to + start] = 0
  scratch.length = length + 2
  scratch.labelCount = count
  return true
}

/** Writes a label without escapes into `out` from `at` on, and returns its hash; `undefined` for any other label. */
export function plainLabel(text: string, start: number, end: number, out: Uint8Array, at: number): number | undefined {
  let hash = HASH_BASIS
  for (let from = start; from < end; from++) {
    const byte = text.charCodeAt(from)
    if (byte > 0x7e || byte < 0x21 || byte === BACKSLASH) return undefined
    out[at++] = byte
    hash = Math.imul(hash ^ byte, HASH_PRIME)
  }
  return hash
}

/** A name's wire form without compression (RFC 1035 3.1). @throws as {@link wireName} */
export function encodeName(text: string): Uint8Array {
  const name = wireName(text)
  return name.bytes.slice(0, name.length)
}

/** Writes one label's text into `out` at `at`, and returns its end. Each byte takes at most four characters. */
export function writeLabelText(out: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  let from = start
  while (from < end) {
    // Nearly all bytes need no escape, so copy four at a time.
    for (; from + 4 <= end; from += 4, at += 4) {
      const one = bytes[from]!
      const two = bytes[from + 1]!
      const three = bytes[from + 2]!
      const four = bytes[from + 3]!
      if ((PLAIN[one]! & PLAIN[two]! & PLAIN[three]! & PLAIN[four]!) === 0) break
      out[at] = one
      out[at + 1] = two
      out[at + 2] = three
      out[at + 3] = four
    }
    for (; from < end && PLAIN[bytes[from]!] === 1; from++) out[at++] = bytes[from]!
    for (; from < end && PLAIN[bytes[from]!] === 0; from++) at = writeEscape(out, at, bytes[from]!)
  }
  return at
}

/** `\.`, or `\DDD` for an unprintable byte. */
function writeEscape(out: Uint8Array, at: number, byte: number): number {
  out[at++] = BACKSLASH
  if (byte > 0x20 && byte < 0x7f) {
    out[at++] = byte
    return at
  }
  const tens = (byte * 205) >>> 11 // byte / 10
  out[at + 2] = 0x30 + byte - 10 * tens
  const hundreds = (tens * 205) >>> 11
  out[at + 1] = 0x30 + tens - 10 * hundreds
  out[at] = 0x30 + hundreds
  return at + 3
}

/**
 * The labels of a name, escapes kept; none for the root.
 *
 * @example
 * splitLabels('some\\.one.example') // => ['some\\.one', 'example']
 */
export function splitLabels(name: string): string[] {
  checkString(name)
  const text = withoutFinalDot(name)
  return text === '' ? [] : (text.match(/(?:\\.|[^\\.])+/g) ?? [])
}

/** The name without its first label; the root for one label, and for the root itself. */
export function parentName(name: string): string {
  return splitLabels(name).slice(1).join('.') || '.'
}

/** True if both are the same name, ignoring the case of ASCII letters, with escapes resolved (RFC 4343 3). */
export const equalNames = (a: string, b: string): boolean => canonicalName(a) === canonicalName(b)

/** One text for all spellings of a name: lower case, one form of escapes, no final dot. */
export const canonicalName = (name: string): string => lowerAscii(normalizeName(name))

/** The name as if decoded from its bytes: one form of escapes, no final dot, case unchanged. */
export function normalizeName(name: string): string {
  checkString(name)
  if (/^[\w-]+(?:\.[\w-]+)*$/.test(name) && name.length < 64) return name
  const { bytes, labels, labelCount } = wireName(name)
  if (labelCount === 0) return '.'
  const out = new Uint8Array(4 * MAX_NAME)
  let at = 0
  for (let label = 0; label < labelCount; label++) {
    if (label > 0) out[at++] = DOT
    const start = labels[label]!
    at = writeLabelText(out, at, bytes, start + 1, start + 1 + bytes[start]!)
  }
  return latin1(out, 0, at)
}

/** The result of `read` for received text: errors are about the text, not about the caller's value. */
export function fromText<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw ofText(error)
  }
}

/** The name with a final dot, as in zone text: absolute, and escaped so that no character has a special meaning. */
export function dottedName(name: string): string {
  const normal = normalizeName(name)
  return normal === '.' ? '.' : `${normal}.`
}

/** Orders names as DNSSEC does: by labels from the root, lower-cased, byte by byte (RFC 4034 6.1). For `Array.sort`. */
export function compareNames(a: string, b: string): number {
  const left = canonicalLabels(a)
  const right = canonicalLabels(b)
  for (let label = 0; label < left.length && label < right.length; label++) {
    const x = left[label]!
    const y = right[label]!
    for (let at = 0; at < x.length && at < y.length; at++) if (x[at] !== y[at]) return x[at]! - y[at]!
    if (x.length !== y.length) return x.length - y.length
  }
  return left.length - right.length
}

/** True if `name` is `ancestor` or below it. */
export function isSubdomain(name: string, ancestor: string): boolean {
  const below = splitLabels(canonicalName(name))
  const above = splitLabels(canonicalName(ancestor))
  return above.length <= below.length && above.every((label, at) => label === below[below.length - above.length + at])
}

/** Labels from the root on, as lower-case bytes. */
function canonicalLabels(name: string): Uint8Array[] {
  const { bytes, labels, labelCount } = wireName(name)
  const result: Uint8Array[] = []
  for (let label = labelCount - 1; label >= 0; label--) {
    const start = labels[label]!
    result.push(
      bytes.slice(start + 1, start + 1 + bytes[start]!).map(byte => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)),
    )
  }
  return result
}

/** The name without a final dot that is not escaped; '' for the root. */
function withoutFinalDot(name: string): string {
  return /(?:^|[^\\])(?:\\\\)*\.$/.test(name) ? name.slice(0, -1) : name
}

function finishLabel(length: number, at: number, text: string): void {
  if (length === 0) fail('bad-name', at, `encode name: empty label in ${JSON.stringify(text.slice(0, 300))}`)
  if (length > MAX_LABEL) fail('bad-label', at, `encode name: label of ${length} bytes, at most ${MAX_LABEL} allowed`)
}

/** The byte of the escape at `at`. */
function escapedByte(text: string, at: number): number {
  if (isThreeDigits(text, at + 1)) {
    const byte = 100 * digitAt(text, at + 1) + 10 * digitAt(text, at + 2) + digitAt(text, at + 3)
    if (byte > 255) fail('bad-name', at, `encode name: escape \\${byte} is above \\255`)
    return byte
  }
  const byte = text.charCodeAt(at + 1)
  if (!(byte < 0x80) || (byte >= 0x30 && byte <= 0x39))
    fail('bad-name', at, 'encode name: three digits or another ASCII character expected after \\')
  return byte
}

const isThreeDigits = (text: string, at: number): boolean =>
  digitAt(text, at) <= 9 && digitAt(text, at + 1) <= 9 && digitAt(text, at + 2) <= 9

/** The value of a digit; above 9 for any other character. */
const digitAt = (text: string, at: number): number => (at < text.length ? (text.charCodeAt(at) - 0x30) >>> 0 : 10)

/** A caller's name may contain unescaped control characters and spaces, but no non-ASCII characters. */
function unescaped(char: number, at: number): number {
  if (char > 0x7f) fail('bad-name', at, 'encode name: non-ASCII character; convert the name with IDNA first')
  return char
}
