/**
 * Unknown extensions, kept as raw bytes including their literals. Only bytes that passed the checks here can be encoded again, so that no
 * injected CR, LF or NUL reaches the wire.
 */
import { asciiBytes, CR, concat, LF, SP } from '@mailwire/bytes'
import { fail } from '../error.js'
import { defaultLimits } from '../limits.js'
import { partialRange } from '../mailbox/partial-range.js'
import { sequenceSet } from '../mailbox/read-set.js'
import { bytesOf } from '../values.js'
import { DIGIT } from './classes.js'
import { Reader } from './reader.js'
import { behindLiteral, literalEnd, skipValue } from './salvage.js'
import type { ImapWriter } from './writer.js'

/** An extension without a type here: an item of FETCH or STATUS, extended data of LIST, return data of ESEARCH. */
export interface UnknownItem {
  /** In upper case. */
  readonly name: string
  /** The text between the name and the value: a section in its brackets, and an origin; `undefined` if there is none. */
  readonly section: string | undefined
  /** Its value as received, including literals (RFC 9051 9, `tagged-ext-val`). */
  readonly bytes: Uint8Array
}

/** `tagged-ext-label = tagged-label-fchar *tagged-label-char`: the name of an extension. */
export const isExtensionLabel = (name: string): boolean => /^[A-Za-z._-][A-Za-z0-9.:_-]*$/.test(name)

/** `tagged-ext-val = tagged-ext-simple / "(" [tagged-ext-comp] ")"`, as received; a value of another form is a quirk. */
export function extensionValue(reader: Reader): Uint8Array {
  const { pos: start, depth, warned } = reader
  try {
    if (reader.peek() === 0x28) {
      if (reader.beginList()) extensionMembers(reader)
    } else extensionNumbers(reader)
    if (!reader.atBoundary) reader.refuse("' ' or ')'")
    return framedCopy(reader, start)
  } catch (error) {
    if (!reader.isContained(error)) throw error
    reader.restore(start, depth, warned)
    reader.warn('extension-value')
    return rawValue(reader)
  }
}

/** `tagged-ext-comp = astring / tagged-ext-comp *(SP tagged-ext-comp) / "(" tagged-ext-comp ")"`, up to the parenthesis after it */
function extensionMembers(reader: Reader): void {
  do {
    if (reader.peek() !== 0x28) reader.astring()
    else if (reader.beginList()) extensionMembers(reader)
    else reader.refuse('a member')
  } while (reader.nextMember())
}

/** `tagged-ext-simple = sequence-set / number / number64 / partial-range-last` (RFC 9394 4) */
function extensionNumbers(reader: Reader): void {
  const start = reader.pos
  if (reader.peek() === 0x2d) {
    partialRange(reader)
    return
  }
  if (reader.peek() === 0x30) {
    reader.bigint()
    return
  }
  const next = reader.skipRun(DIGIT)
  if (reader.pos > next && reader.atBoundary) {
    reader.pos = start
    reader.bigint()
    return
  }
  reader.pos = start
  if (!reader.skip(0x24)) sequenceSet(reader)
}

/** One value of any form, as received: an atom, a string, a list. */
export function rawValue(reader: Reader): Uint8Array {
  const start = reader.pos
  if (!skipValue(reader)) reader.refuse('a value')
  return framedCopy(reader, start)
}

/** Values with a space before each, up to the end of the list or the message, as received. */
export function rawValues(reader: Reader): Uint8Array {
  const start = reader.pos
  while (reader.skip(SP)) if (!skipValue(reader)) reader.refuse('a value')
  return framedCopy(reader, start)
}

/** The rest of a message, as received. */
export function rawRest(reader: Reader): Uint8Array {
  const start = reader.pos
  reader.pos = reader.end
  return framedCopy(reader, start)
}

/**
 * A copy of the bytes from `start` to here, in which CR, LF and NUL may only occur in literals. Literal markers are normalized: without `+` and
 * leading zeros. Of a streamed literal only the marker is included.
 */
export function framedCopy(reader: Reader, start: number): Uint8Array {
  const { bytes, pos: end } = reader
  const parts: Uint8Array[] = []
  let from = start
  let behind = start
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === 0 || byte === CR || byte === LF) reader.fail('bad-syntax', 'parse: CR, LF or NUL outside a literal', at)
    if (byte !== 0x7b || literalEnd(bytes, at, end) === at + 1) continue
    reader.pos = at > behind && bytes[at - 1] === 0x7e ? at - 1 : at
    const content = reader.literal(true)
    const size = typeof content === 'number' ? reader.pos - content : content.size
    parts.push(bytes.subarray(from, at), asciiBytes(`{${size}}\r\n`))
    from = typeof content === 'number' ? content : reader.pos
    behind = reader.pos
    at = behind - 1
  }
  reader.pos = end
  const copy = parts.length === 0 ? reader.copy(start, end) : concat([...parts, bytes.subarray(from, end)])
  // A marker at the end would start a literal; inside a literal it is plain data.
  return endsInMarker(bytes, behind, end) ? reader.fail('bad-syntax', 'parse: the bytes of the literal are missing', end) : copy
}

/**
 * True if the bytes from `start` to here can be encoded again: CR, LF and NUL occur in literals only. Lists skipped and kept before were
 * checked already.
 */
export function isWritable(reader: Reader, start: number): boolean {
  const { bytes, pos: end, ends } = reader
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === 0 || byte === CR || byte === LF) {
      reader.lost++
      return false
    }
    const behind = byte === 0x28 ? ends?.get(at) : byte === 0x7b ? behindLiteral(reader, at) : undefined
    if (behind !== undefined) at = behind - 1
  }
  return true
}

/** A copy of such a part of the message. */
export function writableCopy(reader: Reader, start: number, end: number): Uint8Array {
  const { pos, depth, warned } = reader
  reader.pos = end
  const copy = framedCopy(reader, start)
  reader.restore(pos, depth, warned)
  return copy
}

/** A reader for bytes to encode, so that a writer sees them as the peer will. */
export const readerOf = (bytes: Uint8Array): Reader =>
  new Reader({ sender: 'server', strict: false, utf8: false, limits: defaultLimits }).reset({
    type: 'frame',
    bytes,
    start: 0,
    end: bytes.length,
    offset: 0,
    streamed: new Map(),
  })

/** Writes one raw value. @throws {@link ImapError} `bad-value` for anything but one complete value */
export function writeRawValue(writer: ImapWriter, value: Uint8Array, action: string): void {
  const bytes = bytesOf(value, action)
  const reader = readerOf(bytes)
  if (!skipValue(reader) || !reader.atEnd) fail('bad-value', 0, `${action}: bytes must be one atom, string or list`)
  writeRaw(writer, bytes, action)
}

/** Writes raw text, and its literals in a form that the peer accepts. @throws {@link ImapError} `bad-value` */
export function writeRaw(writer: ImapWriter, value: Uint8Array, action: string): void {
  const bytes = bytesOf(value, action)
  let from = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0 || byte === CR || byte === LF) fail('bad-value', 0, `${action}: CR, LF or NUL outside a literal`)
    if (byte !== 0x7b) continue
    const behind = literalEnd(bytes, at, Number.MAX_SAFE_INTEGER)
    if (behind === at + 1) continue
    if (behind > bytes.length) fail('bad-value', 0, `${action}: a literal whose bytes are missing`)
    const isLiteral8 = at > from && bytes[at - 1] === 0x7e
    writer.bytes(bytes.subarray(from, isLiteral8 ? at - 1 : at))
    const content = bytes.indexOf(LF, at) + 1
    writer.literal(bytes.subarray(content, behind), isLiteral8 ? 'always' : 'never')
    from = behind
    at = behind - 1
  }
  if (endsInMarker(bytes, from, bytes.length)) fail('bad-value', 0, `${action}: a literal whose bytes are missing`)
  writer.bytes(bytes.subarray(from))
}

/** True for a marker such as `{5}` at the end: the peer would take what follows for its bytes. */
export function endsInMarker(bytes: Uint8Array, start: number, end: number): boolean {
  let at = end - 1
  if (at < start || bytes[at] !== 0x7d) return false
  if (bytes[--at] === 0x2b) at--
  const last = at
  while (at >= start && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at--
  return at >= start && at < last && bytes[at] === 0x7b
}
