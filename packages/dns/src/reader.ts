/**
 * The cursor that decodes a message: big-endian integers up to a boundary, and names with compression (RFC 1035 4.1.4).
 *
 * Names cost linear time in the whole message, whatever it holds: each pointer target is decoded once and remembered. A pointer must
 * point before the run of labels that it ends, so that no name can contain itself, and a name takes at most {@link MAX_HOPS} pointers.
 */
import { latin1, Reader } from '@mailwire/bytes'
import { type DnsWarning, type DnsWarningCode, fail } from './error.js'
import { MAX_NAME, PLAIN, writeLabelText } from './name.js'
import { NameTable } from './name-table.js'

/** The most pointers of one name: more than it can have labels. */
export const MAX_HOPS = 127

const DOT = 0x2e
// Text of one name's own labels: at most four characters an octet.
const scratch: Uint8Array = /* @__PURE__ */ new Uint8Array(4 * (MAX_NAME + 1))
// Where each label of the run that is walked stands, and where its text does.
const starts: Uint16Array = /* @__PURE__ */ new Uint16Array(128)
const textStarts: Uint16Array = /* @__PURE__ */ new Uint16Array(128)

export class MessageReader extends Reader {
  readonly #strict: boolean
  /** What {@link warn} was told. */
  readonly warnings: DnsWarning[] = []
  #names: NameTable | undefined
  // Of the name that was read last: its octets without compression, how many pointers it takes, and where the first leads.
  #octets = 0
  #hops = 0
  #leads = 0

  /** `strict` makes errors of what would be warnings. `names` is an empty table that nobody else uses now. */
  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length, strict = false, names?: NameTable) {
    super(bytes, fail, start, end)
    this.#strict = strict
    this.#names = names
  }

  /** Reports what no sender should do and everyone can read. @throws `code` when strict */
  warn(code: DnsWarningCode, offset: number, message: string): void {
    if (this.#strict) fail(code, offset, message)
    this.warnings.push({ code, offset, message })
  }

  /** A domain name. @throws `truncated`, `bad-label`, `bad-pointer`, `name-too-long` */
  name(): string {
    const { bytes, pos } = this
    const names = (this.#names ??= new NameTable())
    // Four names in five are nothing but a pointer to one that is known.
    if (pos + 1 < this.end && bytes[pos]! >= 0xc0) {
      const known = names.find(((bytes[pos]! & 0x3f) << 8) | bytes[pos + 1]!)
      if (known >= 0 && names.hops(known) < MAX_HOPS) {
        this.pos = pos + 2
        return names.text(known)
      }
      return this.#nameAt(names, pos, this.end, true)
    }
    const text = this.#nameAt(names, pos, this.end, true)
    if (this.#octets > 1 && names.find(pos) < 0) names.add(pos, text, this.#octets, this.#hops, this.#leads)
    return text
  }

  /** The name at `start`; its labels must lie before `end`. With `advance`, `pos` goes behind it; else it is where a pointer leads. */
  #nameAt(names: NameTable, start: number, end: number, advance: boolean): string {
    const { bytes } = this
    let at = start
    let length = 0 // of the text in scratch
    let count = 0 // of labels, where a pointer leads
    for (;;) {
      if (at >= end) fail('truncated', at, 'decode name: the input ends inside a name')
      const octet = bytes[at]!
      if (octet === 0) {
        if (advance) this.pos = at + 1
        const text = length === 0 ? '.' : latin1(scratch, 0, length)
        return this.#named(names, start, text, at + 1 - start, 0, 0, count)
      }
      if (octet >= 0xc0) break
      if (octet > 63) fail('bad-label', at, `decode name: label type 0x${(octet & 0xc0).toString(16)} is not in use`)
      const next = at + 1 + octet
      if (next > end) fail('truncated', at, `decode name: a label of ${octet} octets, ${end - at - 1} left`)
      if (next - start >= MAX_NAME) fail('name-too-long', start, `decode name: more than ${MAX_NAME} octets`)
      if (length > 0) scratch[length++] = DOT
      if (!advance) {
        // Any label may be pointed to next, and so no label is ever walked twice.
        const known = at === start ? -1 : names.find(at)
        if (known >= 0 && names.leads(known) < start) {
          const octets = at - start + names.octets(known)
          if (octets > MAX_NAME) fail('name-too-long', start, `decode name: more than ${MAX_NAME} octets`)
          const text = latin1(scratch, 0, length) + names.text(known)
          return this.#named(names, start, text, octets, names.hops(known), names.leads(known), count)
        }
        starts[count] = at
        textStarts[count++] = length
      }
      length = this.#label(at + 1, next, length)
      at = next
    }
    if (at + 2 > end) fail('truncated', at, 'decode name: the input ends inside a pointer')
    // With the dot that comes before the rest; following the pointer may overwrite scratch.
    scratch[length] = DOT
    const own = length === 0 ? '' : latin1(scratch, 0, length + 1)
    const target = ((bytes[at]! & 0x3f) << 8) | bytes[at + 1]!
    const suffix = this.#target(names, target, start, at)
    if (advance) this.pos = at + 2
    const octets = at - start + this.#octets
    if (octets > MAX_NAME) fail('name-too-long', start, `decode name: more than ${MAX_NAME} octets`)
    if (this.#hops >= MAX_HOPS) fail('bad-pointer', at, `decode name: more than ${MAX_HOPS} pointers`)
    const text = length === 0 ? suffix : suffix === '.' ? own.slice(0, -1) : own + suffix
    return this.#named(names, start, text, octets, this.#hops + 1, target, count)
  }

  /** Keeps the measures of the name at `start`, and the names that its later labels begin. */
  #named(names: NameTable, start: number, text: string, octets: number, hops: number, leads: number, count: number): string {
    for (let label = 1; label < count; label++)
      if (names.find(starts[label]!) < 0)
        names.add(starts[label]!, text.substring(textStarts[label]!), octets - starts[label]! + start, hops, leads)
    this.#octets = octets
    this.#hops = hops
    this.#leads = leads
    return text
  }

  /** The name that a pointer at `at`, in the run of labels that begins at `start`, points to. */
  #target(names: NameTable, target: number, start: number, at: number): string {
    const known = names.find(target)
    if (known >= 0 && target < start) {
      this.#octets = names.octets(known)
      this.#hops = names.hops(known)
      return names.text(known)
    }
    if (target >= start || target < 12) fail('bad-pointer', at, `decode name: pointer to ${target} does not point back to a name`)
    // The way back is walked without recursion: the innermost name first.
    const chain = [target]
    for (
      let next = this.#pointerOf(names, target);
      next !== undefined && names.find(next) < 0;
      next = this.#pointerOf(names, next)
    ) {
      if (next >= chain[chain.length - 1]! || next < 12)
        fail('bad-pointer', chain[chain.length - 1]!, `decode name: pointer to ${next} does not point back to a name`)
      if (chain.push(next) > MAX_HOPS) fail('bad-pointer', at, `decode name: more than ${MAX_HOPS} pointers`)
    }
    let found = '.'
    for (let index = chain.length - 1; index >= 0; index--) {
      const from = chain[index]!
      found = this.#nameAt(names, from, this.bytes.length, false)
      names.add(from, found, this.#octets, this.#hops, this.#leads)
    }
    return found
  }

  /** Where the run of labels at `at` points to, or `undefined` when it ends without a pointer, in a known name or badly. */
  #pointerOf(names: NameTable, at: number): number | undefined {
    const { bytes } = this
    const start = at
    while (at < bytes.length && bytes[at]! !== 0 && bytes[at]! <= 63 && at - start < MAX_NAME) {
      at += bytes[at]! + 1
      const known = names.find(at)
      if (known >= 0 && names.leads(known) < start) return undefined
    }
    return at + 1 < bytes.length && bytes[at]! >= 0xc0 ? ((bytes[at]! & 0x3f) << 8) | bytes[at + 1]! : undefined
  }

  #label(start: number, end: number, length: number): number {
    const { bytes } = this
    for (let at = start; at < end; at++) {
      const octet = bytes[at]!
      if (PLAIN[octet] !== 1) return writeLabelText(scratch, length, bytes, at, end)
      scratch[length++] = octet
    }
    return length
  }
}

/**
 * The name at `offset` of a message, and where it ends; names it points to are looked up in the same octets.
 *
 * @throws {@link DnsError} `truncated`, `bad-label`, `bad-pointer`, `name-too-long`
 *
 * @example
 * decodeName(encodeName('gmail.com')) // => { name: 'gmail.com', end: 11 }
 */
export function decodeName(bytes: Uint8Array, offset = 0): { name: string; end: number } {
  const reader = new MessageReader(bytes, offset)
  const name = reader.name()
  return { name, end: reader.pos }
}
