/**
 * The cursor that decodes a message: big-endian integers up to a boundary, and names with compression (RFC 1035 4.1.4).
 *
 * Names cost linear time in the whole message, whatever it holds: each pointer target is decoded once and kept. A pointer must
 * point before the labels that it follows, so that no name can contain itself, and a name may use at most {@link MAX_HOPS} pointers.
 */
import { copyOf, latin1, Reader } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkBytes, checkWhole } from '../given.js'
import type { TypeNames } from '../iana/types.js'
import { MAX_NAME, writeLabelText } from '../names/name.js'
import type { DnsQuirk, DnsWarning } from '../quirks.js'
import { pointerAt } from './integers.js'
import { hopsOf, lengthOf, NameTable, packExtent, targetOf } from './name-table.js'
import { OpaqueFields } from './opaque-fields.js'

/** The maximum number of pointers in one name: as many as it can have labels. */
export const MAX_HOPS = 127

const DOT = 0x2e
const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
// Three scratch arrays for one call of `#nameAt`; the next call, of any reader, overwrites them. As fields of the reader they would cost 5 % of the
// time of a message (measured): V8 compiles a top-level constant and its length into the code.
//
// The text of one name's own labels: at most four characters for each of MAX_NAME + 1 bytes. A literal, because an expression here would be kept in every bundle.
const scratch: Uint8Array = /* @__PURE__ */ new Uint8Array(1024)
// The offset of each label of the name being read, and the length of the text before it.
const starts: Uint16Array = /* @__PURE__ */ new Uint16Array(128)
const cuts: Uint16Array = /* @__PURE__ */ new Uint16Array(128)

/** Used where no codec gives the names of types, so that a program that does not need the names does not carry them. */
const numbers: Pick<TypeNames, 'typeName'> = { typeName: code => `TYPE${code}` }

export class MessageReader extends Reader {
  /** The names of record types. */
  types: Pick<TypeNames, 'typeName'>
  #strict = false
  #warnings: DnsWarning[] | undefined
  #names: NameTable | undefined
  #isReadOnce = false // if not, each opaque field is a copy of its own
  #borrow = false
  #opaque: OpaqueFields | undefined
  #nameEnd = 0 // the end of the name that was read last

  constructor(bytes: Uint8Array, start = 0, end?: number, types: Pick<TypeNames, 'typeName'> = numbers) {
    checkBytes(bytes, 'decode message')
    checkWhole(start, Number.MAX_SAFE_INTEGER, 'decode message: offset')
    if (end !== undefined) checkWhole(end, bytes.length, 'decode message: end')
    super(bytes, fail, start, end ?? bytes.length)
    this.types = types
  }

  /**
   * Starts with other bytes, of which none is read twice, and an empty table of names. With `strict`, warnings are errors; with `borrow`, opaque
   * fields are views of the bytes.
   */
  restart(bytes: Uint8Array, start: number, strict: boolean, borrow: boolean): void {
    this.bytes = bytes
    this.pos = start
    this.end = bytes.length
    this.#strict = strict
    this.#warnings = undefined
    this.#names?.restart(bytes.length)
    this.#isReadOnce = true
    this.#borrow = borrow
    this.#opaque = undefined
  }

  /** Drops the references to the message, so that it can be garbage collected. */
  release(): void {
    this.bytes = NOTHING
    this.#opaque = undefined
  }

  /** Goes back to `pos`, and drops the warnings after it. */
  reread(pos: number): void {
    this.pos = pos
    if (this.#warnings !== undefined) this.#warnings = this.#warnings.filter(({ offset }) => offset < pos)
  }

  /** Reports a deviation that can be read. @throws `code` when strict */
  warn(code: DnsQuirk, offset: number, message: string): void {
    if (this.#strict) fail(code, offset, message)
    ;(this.#warnings ??= []).push({ code, offset, message })
  }

  /** The warnings of {@link warn}. */
  get warnings(): readonly DnsWarning[] {
    return this.#warnings ?? []
  }

  /**
   * The next `count` bytes as an opaque field: a copy, which overwriting the message does not change. With the option `borrow` of `decodeMessage` it is
   * a view of the message.
   */
  opaque(count: number, what?: string): Uint8Array {
    const at = this.take(count, what)
    if (!this.#isReadOnce) return copyOf(this.bytes, at, at + count)
    return (this.#opaque ??= new OpaqueFields(this.bytes, this.#borrow)).field(at, at + count)
  }

  /** A domain name. @throws `truncated`, `bad-label`, `bad-pointer`, `name-too-long` */
  name(): string {
    const { bytes, pos } = this
    const names = (this.#names ??= new NameTable(bytes.length))
    // Four names in five are only a pointer to a known name.
    if (pos + 1 < this.end && bytes[pos]! >= 0xc0) {
      const target = pointerAt(bytes, pos)
      if (target < pos && names.has(target)) {
        this.pos = pos + 2
        return names.text(target)
      }
    } else if (pos < this.end && bytes[pos]! === 0) {
      this.pos = pos + 1
      return '.'
    }
    const text = this.#nameAt(names, pos, this.end, true)
    this.pos = this.#nameEnd
    return text
  }

  /**
   * The name at `start`, whose labels must end before `end`. It is kept in the table, and so is each of its suffixes. A name that is read because a
   * pointer leads there may end at a label that is known.
   */
  #nameAt(names: NameTable, start: number, end: number, inPlace: boolean): string {
    const { bytes } = this
    let at = start
    let length = 0 // of the text in scratch
    let count = 0 // of labels
    let rest = -1 // the known name that it ends with
    for (; ; at += bytes[at]! + 1) {
      if (!(at < end)) fail('truncated', at, 'decode name: the input ends inside a name')
      const byte = bytes[at]!
      if (byte === 0) break
      if (byte > 63) {
        rest = this.#pointer(names, start, at, end)
        // Reading the unknown name overwrote the scratch arrays: start again.
        if (rest < 0) return this.#nameAt(names, start, end, inPlace)
        break
      }
      const next = at + 1 + byte
      // Also for an offset that is not a whole number, which a description may have set: no byte is there.
      if (!(next <= end)) fail('truncated', at, `decode name: label of ${byte} bytes, ${end - at - 1} left`)
      if (next - start >= MAX_NAME) fail('name-too-long', start, `decode name: more than ${MAX_NAME} bytes`)
      // Any label may be pointed to next, and so no label is ever walked twice.
      if (!inPlace && at > start && names.has(at) && targetOf(names.extent(at)) < start) {
        rest = at
        break
      }
      if (length > 0) scratch[length++] = DOT
      starts[count] = at
      cuts[count++] = length
      length = writeLabelText(scratch, length, bytes, at + 1, next)
    }
    let extent: number
    let text: string
    if (rest < 0) {
      this.#nameEnd = at + 1
      extent = packExtent(at + 1 - start, 0, 0)
      text = length === 0 ? '.' : latin1(scratch, 0, length)
    } else {
      this.#nameEnd = at + 2
      const known = names.extent(rest)
      const whole = at - start + lengthOf(known)
      if (whole > MAX_NAME) fail('name-too-long', start, `decode name: more than ${MAX_NAME} bytes`)
      extent = rest === at ? packExtent(whole, hopsOf(known), targetOf(known)) : packExtent(whole, hopsOf(known) + 1, rest)
      text = names.text(rest)
      if (length > 0 && text === '.') text = latin1(scratch, 0, length)
      else if (length > 0) {
        scratch[length++] = DOT
        text = latin1(scratch, 0, length) + text
      }
    }
    // One more pointer to this name would exceed the limit.
    if (hopsOf(extent) >= MAX_HOPS) return text
    names.add(start, text, extent)
    // The length is in the low bits of an extent.
    for (let label = 1; label < count; label++) names.addRest(starts[label]!, cuts[label]!, extent - (starts[label]! - start))
    return text
  }

  /** The target of the pointer at `at`, which follows the labels from `start` on; -1 if the name there had to be read first. */
  #pointer(names: NameTable, start: number, at: number, end: number): number {
    const { bytes } = this
    if (bytes[at]! < 0xc0) fail('bad-label', at, `decode name: unused label type 0x${(bytes[at]! & 0xc0).toString(16)}`)
    if (at + 2 > end) fail('truncated', at, 'decode name: the input ends inside a pointer')
    const target = pointerAt(bytes, at)
    if (target < start && names.has(target)) return target
    if (target >= start || target < 12) fail('bad-pointer', at, `decode name: pointer to ${target} does not point back to a name`)
    // Without recursion: the innermost name is read first.
    const chain = [target]
    for (let next = this.#pointerOf(names, target); next !== undefined && !names.has(next); next = this.#pointerOf(names, next)) {
      if (next >= chain[chain.length - 1]! || next < 12)
        fail('bad-pointer', chain[chain.length - 1]!, `decode name: pointer to ${next} does not point back to a name`)
      if (chain.push(next) > MAX_HOPS) fail('bad-pointer', at, `decode name: more than ${MAX_HOPS} pointers`)
    }
    for (let index = chain.length - 1; index >= 0; index--) this.#nameAt(names, chain[index]!, bytes.length, false)
    if (!names.has(target)) fail('bad-pointer', at, `decode name: more than ${MAX_HOPS} pointers`)
    return -1
  }

  /** The target of the pointer after the labels at `at`; `undefined` if they end without a pointer, at a known name or malformed. */
  #pointerOf(names: NameTable, at: number): number | undefined {
    const { bytes } = this
    const start = at
    while (at < bytes.length && bytes[at]! !== 0 && bytes[at]! <= 63 && at - start < MAX_NAME) {
      at += bytes[at]! + 1
      if (names.has(at) && targetOf(names.extent(at)) < start) return undefined
    }
    return at + 1 < bytes.length && bytes[at]! >= 0xc0 ? pointerAt(bytes, at) : undefined
  }
}

/**
 * The name at `offset` of a message, and the offset after it; pointers refer to the same bytes.
 *
 * @throws {@link DnsError} `truncated`, `bad-label`, `bad-pointer`, `name-too-long`; `bad-value` for an offset that is not a whole number
 *
 * @example
 * decodeName(encodeName('gmail.com')) // => { name: 'gmail.com', end: 11 }
 */
export function decodeName(bytes: Uint8Array, offset = 0): { name: string; end: number } {
  const reader = new MessageReader(bytes, offset)
  const name = reader.name()
  return { name, end: reader.pos }
}
