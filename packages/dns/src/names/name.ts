/**
 * Domain names as text (RFC 1035 5.1, RFC 4343): labels joined by dots, without the final dot; the root is ".". In a label, `.` and
 * `\` are written `\.` and `\\`, and every octet that does not print `\DDD`, so that text and octets are the same name both ways.
 *
 * Always: what is decoded holds no octet above 0x7e and no space, and encodes to the octets that it came from, in their case.
 */
import { latin1, lowerAscii, octetClass } from '@mailwire/bytes'
import { DnsError, fail, ofText } from '../error.js'

/** The most octets of a label (RFC 1035 2.3.4). */
export const MAX_LABEL = 63
/** The most octets of a name on the wire, the root's included (RFC 1035 2.3.4). */
export const MAX_NAME = 255

const DOT = 0x2e
const BACKSLASH = 0x5c

/** Octets that stand for themselves in a name's text: what prints, apart from dot and backslash and what zone text gives a meaning. */
export const PLAIN: Uint8Array = /* @__PURE__ */ octetClass(
  octet => octet > 0x20 && octet < 0x7f && !'."\\;()@$'.includes(String.fromCharCode(octet)),
)

/** A name's labels in wire form, in an array that is reused: use it up before the next name. */
export interface WireName {
  /** Length octets and labels, the root's 0 included. */
  readonly bytes: Uint8Array
  length: number
  /** Where each label's length octet stands. */
  readonly labels: Uint8Array
  /** A hash of each label's octets. */
  readonly hashes: Int32Array
  labelCount: number
}

/** Where FNV-1a begins, and what it multiplies with. */
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
 * @throws {@link DnsError} `bad-name` for an empty label, a bad escape or a character beyond ASCII (IDNA is the caller's);
 * `bad-label` above 63 octets, `name-too-long` above 255; offsets count characters of the text
 */
export function wireName(text: string): WireName {
  checkString(text)
  if (isPlainName(text, scratch.bytes, 0)) return scratch
  const { bytes, labels, hashes } = scratch
  let length = 1 // the first label's length octet
  let start = 0
  let count = 0
  let hash = HASH_BASIS
  const end = text.length
  if (text !== '.') {
    if (end === 0) fail('bad-name', 0, 'encode name: empty; the root is "."')
    for (let at = 0; at < end; at++) {
      let octet = text.charCodeAt(at)
      if (octet === DOT) {
        finishLabel(length - start - 1, at, text)
        bytes[start] = length - start - 1
        hashes[count] = hash
        labels[count++] = start
        start = length++
        hash = HASH_BASIS
        continue
      }
      if (octet === BACKSLASH) {
        octet = escapedOctet(text, at)
        at += isThreeDigits(text, at + 1) ? 3 : 1
      } else if (octet > 0x7e || octet < 0x21) octet = unescaped(octet, at)
      if (length >= MAX_NAME) fail('name-too-long', at, `encode name: more than ${MAX_NAME} octets`)
      bytes[length++] = octet
      hash = Math.imul(hash ^ octet, HASH_PRIME)
    }
    if (length - start > 1) {
      finishLabel(length - start - 1, end, text)
      bytes[start] = length - start - 1
      hashes[count] = hash
      labels[count++] = start
      start = length++
    }
    if (length > MAX_NAME) fail('name-too-long', end, `encode name: more than ${MAX_NAME} octets`)
  }
  bytes[start] = 0
  scratch.length = length
  scratch.labelCount = count
  return scratch
}

/** Refuses what JavaScript may give in place of a name. */
export function checkString(text: string): void {
  if (typeof text !== 'string') fail('bad-name', 0, `encode name: ${typeof text} is no name`)
}

/** {@link wireName}, but with the octets in `bytes` from `to` on; `undefined` for a name that takes a closer look. */
export const plainName = (text: string, bytes: Uint8Array, to: number): WireName | undefined =>
  isPlainName(text, bytes, to) ? scratch : undefined

/**
 * Puts a name of plain labels in wire form into `bytes`, in a third of the time: an octet a character, each one place further on. False for
 * what takes a closer look.
 */
function isPlainName(text: string, bytes: Uint8Array, to: number): boolean {
  const { labels, hashes } = scratch
  const { length } = text
  if (length > MAX_NAME - 2) return false
  let count = 0
  let start = 0
  let hash = HASH_BASIS
  for (let at = 0; at <= length; at++) {
    const octet = at < length ? text.charCodeAt(at) : DOT
    if (octet !== DOT) {
      if (octet > 0x7e || octet < 0x21 || octet === BACKSLASH) return false
      bytes[to + at + 1] = octet
      hash = Math.imul(hash ^ octet, HASH_PRIME)
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

/** Writes the characters of a label without escapes into `out` from `at` on; gives their hash, `undefined` when one takes a closer look. */
export function plainLabel(text: string, start: number, end: number, out: Uint8Array, at: number): number | undefined {
  let hash = HASH_BASIS
  for (let from = start; from < end; from++) {
    const octet = text.charCodeAt(from)
    if (octet > 0x7e || octet < 0x21 || octet === BACKSLASH) return undefined
    out[at++] = octet
    hash = Math.imul(hash ^ octet, HASH_PRIME)
  }
  return hash
}

/** A name's wire form without compression (RFC 1035 3.1). @throws as {@link wireName} */
export function encodeName(text: string): Uint8Array {
  const name = wireName(text)
  return name.bytes.slice(0, name.length)
}

/** Writes one label's text into `out` at `at`; gives where it ends. At most four characters an octet. */
export function writeLabelText(out: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  let from = start
  while (from < end) {
    // Nearly all octets stand for themselves: four at a step.
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

/** `\.`, or `\DDD` for what does not print. */
function writeEscape(out: Uint8Array, at: number, octet: number): number {
  out[at++] = BACKSLASH
  if (octet > 0x20 && octet < 0x7f) {
    out[at++] = octet
    return at
  }
  const tens = (octet * 205) >>> 11 // octet / 10
  out[at + 2] = 0x30 + octet - 10 * tens
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

/** True when both are the same name: ASCII letters in either case, escapes by what they stand for (RFC 4343 3). */
export const equalNames = (a: string, b: string): boolean => canonicalName(a) === canonicalName(b)

/** One text for all spellings of a name: lower case, one form of escapes, no final dot. */
export const canonicalName = (name: string): string => lowerAscii(normalizeName(name))

/** The name as decoding its octets would give it: one form of escapes, no final dot, the case as it is. */
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

/** What `read` gives for text that was received: an error is one of the text, and not of the caller's value. */
export function fromText<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw ofText(error)
  }
}

/** The name with its final dot, as zone text has it: absolute, and nothing in it that means something else there. */
export function dottedName(name: string): string {
  const normal = normalizeName(name)
  return normal === '.' ? '.' : `${normal}.`
}

/** Orders names as DNSSEC does: by labels from the root, lower-cased, octet by octet (RFC 4034 6.1). For `Array.sort`. */
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

/** True when `name` is `ancestor` or below it. */
export function isSubdomain(name: string, ancestor: string): boolean {
  const below = splitLabels(canonicalName(name))
  const above = splitLabels(canonicalName(ancestor))
  return above.length <= below.length && above.every((label, at) => label === below[below.length - above.length + at])
}

/** Labels from the root on, in lower-cased octets. */
function canonicalLabels(name: string): Uint8Array[] {
  const { bytes, labels, labelCount } = wireName(name)
  const result: Uint8Array[] = []
  for (let label = labelCount - 1; label >= 0; label--) {
    const start = labels[label]!
    result.push(
      bytes.slice(start + 1, start + 1 + bytes[start]!).map(octet => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet)),
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
  if (length > MAX_LABEL) fail('bad-label', at, `encode name: a label of ${length} octets, ${MAX_LABEL} allowed`)
}

/** The octet that the escape at `at` stands for. */
function escapedOctet(text: string, at: number): number {
  if (isThreeDigits(text, at + 1)) {
    const octet = 100 * digitAt(text, at + 1) + 10 * digitAt(text, at + 2) + digitAt(text, at + 3)
    if (octet > 255) fail('bad-name', at, `encode name: escape \\${octet} is above \\255`)
    return octet
  }
  const octet = text.charCodeAt(at + 1)
  if (!(octet < 0x80) || (octet >= 0x30 && octet <= 0x39))
    fail('bad-name', at, 'encode name: \\ is followed by neither three digits nor a character')
  return octet
}

const isThreeDigits = (text: string, at: number): boolean =>
  digitAt(text, at) <= 9 && digitAt(text, at + 1) <= 9 && digitAt(text, at + 2) <= 9

/** The value of a digit; above 9 for what is none. */
const digitAt = (text: string, at: number): number => (at < text.length ? (text.charCodeAt(at) - 0x30) >>> 0 : 10)

/** Control characters and spaces may stand unescaped in what a caller gives; beyond ASCII nothing may. */
function unescaped(char: number, at: number): number {
  if (char > 0x7f) fail('bad-name', at, 'encode name: a character beyond ASCII; convert the name with IDNA first')
  return char
}
