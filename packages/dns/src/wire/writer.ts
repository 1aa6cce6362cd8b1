/**
 * The cursor that encodes a message, with name compression (RFC 1035 4.1.4): any suffix of any name that was written is found again,
 * byte for byte, so that the case of letters survives. An open-addressed table holds hashes of suffixes and where they stand, and each
 * candidate is verified against the bytes that were written. Before it comes a small table of whole names by their text: most names of
 * an answer were written before, and are then nothing but a pointer. They are looked up without a text made for it.
 *
 * Where a name stands is kept as `#era + offset`. Each message has an era of its own, and as far as a pointer reaches lies between two, so that
 * both tables are empty for it without being emptied.
 */
import { Writer } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkBytes, checkWhole, shown } from '../given.js'
import { ianaTypes, type TypeNames } from '../iana/types.js'
import { checkString, MAX_LABEL, MAX_NAME, plainLabel, plainName, type WireName, wireName } from '../names/name.js'
import { POINTER_RANGE, pointerAt, writeU16 } from './integers.js'
import { hasFinalDot, isEnd, TEXTS, textSlot } from './name-text.js'

const DOT = 0x2e
/** The two bits that make a pointer of an offset (RFC 1035 4.1.4). */
const POINTER = 0xc000
/** Two numbers of one array are a slot of the table of suffixes: the hash of a suffix, and where it stands. */
const SLOT = 2
const PLACE = 1
/** Slots looked at for one suffix. Names made to collide are written in full rather than searched for long. */
const MAX_PROBES = 32
/** Numbers of a writer's first table, which has 64 slots. A power of two, as the next ones are. */
const SLOTS = 128
/** A table grows when a quarter of its slots are full, so that a search looks at few of them: to four times its size, and is a sixteenth full. */
const SPARSE = 4
const GROWTH = 4
/** What a writer keeps for its next message is no larger than these, so that one large message does not hold memory for ever. */
const KEPT_SLOTS = 4096
const KEPT_BYTES = 16_384

export class MessageWriter extends Writer {
  #slots: Int32Array = new Int32Array(SLOTS) // see SLOT; a place of another era is an empty slot
  #used = 0
  #era = POINTER_RANGE
  readonly #texts: string[] = new Array(TEXTS).fill('')
  readonly #places = new Int32Array(TEXTS) // of the texts
  readonly #textHashes = new Int32Array(TEXTS)
  readonly #canonical: boolean
  readonly #hashes = new Int32Array(128)
  #target = 0 // where the suffix found last stands; 0 for none
  #own: Uint8Array // while `bytes` is an array of the caller's
  #fixed = false
  /** Where the message begins: pointers count from here. */
  base = 0
  /** No name is compressed, whatever its type says: there is no telling where its RDATA ends up. */
  inFull = false
  /** What was malformed when it was decoded may be written as it came. */
  allowDamaged = false

  /** What types are called in what is written. */
  types: TypeNames

  /** `canonical`: DNSSEC's form of RDATA, with names in full, and in lower case where their type says so (RFC 4034 6.2). */
  constructor(capacity?: number, canonical = false, types: TypeNames = ianaTypes) {
    if (capacity !== undefined) checkWhole(capacity, 0xffff, 'encode message: capacity')
    super(capacity)
    this.#canonical = canonical
    this.types = types
    this.#own = this.bytes
  }

  /** Bytes of the message so far. */
  get length(): number {
    return this.pos - this.base
  }

  /** Begins a new message, in memory of its own or in an array of the caller's from `offset` on. */
  restart(target?: Uint8Array, offset = 0): void {
    if (target !== undefined) checkBytes(target, 'encode message')
    if (!this.#fixed) this.#own = this.bytes.length > KEPT_BYTES ? new Uint8Array(512) : this.bytes
    this.#fixed = target !== undefined
    if (target !== undefined && !(Number.isInteger(offset) && offset >= 0 && offset <= target.length))
      fail('too-long', 0, `encode message: offset ${shown(offset)} is outside the array of ${target.length} bytes`)
    this.bytes = target ?? this.#own
    this.base = offset
    this.inFull = false
    this.allowDamaged = false
    this.pos = offset
    this.#forget()
  }

  /** A new era begins. */
  #forget(): void {
    this.#used = 0
    if (this.#slots.length > KEPT_SLOTS) this.#slots = new Int32Array(SLOTS)
    if (this.#era < 2 ** 31 - 2 * POINTER_RANGE) {
      this.#era += POINTER_RANGE
      return
    }
    this.#era = POINTER_RANGE
    this.#slots.fill(0)
    this.#places.fill(0)
  }

  override reserve(count: number): void {
    if (this.pos + count <= this.bytes.length) return
    if (this.#fixed)
      fail('too-long', this.pos, `encode message: does not fit the ${this.bytes.length - this.base} bytes of the array`)
    super.reserve(count)
  }

  /**
   * A domain name; `compress` lets it point back to an earlier one, `fold` puts it in lower case in the canonical form. Either way later
   * names may point to it.
   */
  name(text: string, compress: boolean, fold = true): void {
    if (this.#canonical) {
      this.#canonicalName(text, fold)
      return
    }
    checkString(text)
    if (hasFinalDot(text)) text = text.substring(0, text.length - 1)
    const search = compress && !this.inFull
    const slot = textSlot(text, 0)
    const known = this.#placeOf(slot, text, 0)
    if (search && known > 0) {
      this.u16(POINTER | known)
      return
    }
    if (!search || this.#used === 0 || !this.#belowKnown(slot, text)) this.#nameByLabels(slot, text, search)
  }

  /** Most names that are new are one label below one that is known by its text: writes that label and a pointer. */
  #belowKnown(slot: number, text: string): boolean {
    // It is written before it is known whether the whole name is: in an array of the caller's that would overwrite what is behind the message.
    if (this.#fixed) return false
    const dot = text.indexOf('.')
    if (dot < 1 || dot > MAX_LABEL || text.length > MAX_NAME - 2) return false
    const above = textSlot(text, dot + 1)
    const target = this.#placeOf(above, text, dot + 1)
    if (target <= 0) return false
    const start = this.take(dot + 3)
    const { bytes } = this
    const label = plainLabel(text, 0, dot, bytes, start + 1)
    if (label === undefined) {
      this.pos = start
      return false
    }
    bytes[start] = dot
    writeU16(bytes, start + 1 + dot, POINTER | target)
    const hash = joinHash(this.#textHashes[above]!, label)
    const whole = this.#find(hash, bytes, start, start + dot + 3)
    if (whole !== 0) {
      this.pos = start
      this.u16(POINTER | whole)
    }
    this.#know(slot, text, whole || start - this.base, hash, whole === 0)
    return true
  }

  /**
   * Writes the labels before the longest suffix that was written earlier, and a pointer to that; or without `point` all labels. Either way each
   * suffix has one place, the first, so that names in full do not crowd the table and two pointers to one name are equal.
   */
  #nameByLabels(slot: number, text: string, point: boolean): void {
    const start = this.pos
    // Nearly all names are plain, and are written where they belong before it is known how much of them is. In an array of the caller's that would
    // overwrite what is behind the message.
    const isInPlace = !this.#fixed && start + text.length + 2 <= this.bytes.length
    const plain = isInPlace ? plainName(text, this.bytes, start) : undefined
    const name = plain ?? wireName(text)
    const source = plain === undefined ? name.bytes : this.bytes
    const first = plain === undefined ? 0 : start
    const fresh = this.#freshLabels(name, source, first)
    const found = this.#target
    const target = point ? found : 0
    const { labels, labelCount } = name
    const length = target === 0 ? name.length : labels[fresh]!
    this.take(target === 0 ? length : length + 2)
    const { bytes } = this
    if (plain === undefined) for (let at = 0; at < length; at++) bytes[start + at] = source[at]!
    if (target !== 0) {
      writeU16(bytes, start + length, POINTER | target)
    }
    const offset = start - this.base
    for (let label = 0; label < fresh && offset + labels[label]! < POINTER_RANGE; label++)
      this.#remember(this.#hashes[label]!, this.#era + offset + labels[label]!)
    if (labelCount === 0) return
    // All of it was known, only not by this text: then its place is where it was found.
    this.#know(slot, text, fresh === 0 ? found : offset, this.#hashes[0]!, false)
    if (found === 0 || fresh === 0 || text.charCodeAt(labels[1]! - 1) !== DOT) return
    // Where one name has a known end, others will: they ask for what is above it.
    const above = labels[1]!
    const parentSlot = textSlot(text, above)
    // Its text is made once, and not for each message.
    const parent = isEnd(this.#texts[parentSlot]!, text, above) ? this.#texts[parentSlot]! : text.substring(above)
    this.#know(parentSlot, parent, fresh === 1 ? found : offset + above, this.#hashes[1]!, false)
  }

  /** Where the name stands that `text` is from `cut` on, if its slot says so; 0 and below for nowhere. */
  #placeOf(slot: number, text: string, cut: number): number {
    const place = this.#places[slot]! - this.#era
    return place > 0 && isEnd(this.#texts[slot]!, text, cut) ? place : 0
  }

  /** Takes a name in by its text, and with `suffix` by its hash too. */
  #know(slot: number, text: string, place: number, hash: number, suffix: boolean): void {
    if (place === 0 || place >= POINTER_RANGE) return
    this.#texts[slot] = text
    this.#places[slot] = this.#era + place
    this.#textHashes[slot] = hash
    if (suffix) this.#remember(hash, this.#era + place)
  }

  #canonicalName(text: string, fold: boolean): void {
    const name = wireName(text)
    if (fold) lowerCase(name)
    this.raw(name.bytes.subarray(0, name.length))
  }

  /** Forgets what stands at `from` and behind, and goes back there. */
  rewind(from: number): void {
    this.pos = from
    const slots = this.#slots
    const first = this.#era + from - this.base
    // Emptied slots would break the search for those behind them: what was forgotten stands at 0, where no name is.
    for (let place = PLACE; place < slots.length; place += SLOT) if (slots[place]! >= first) slots[place] = this.#era
    for (let text = 0; text < TEXTS; text++) if (this.#places[text]! >= first) this.#places[text] = 0
  }

  override raw(bytes: Uint8Array): void {
    checkBytes(bytes, 'encode bytes')
    super.raw(bytes)
  }

  /** A length byte pair that is filled in later; gives where it stands. */
  openLength(): number {
    this.u16(0)
    return this.pos
  }

  closeLength(start: number, what: string): void {
    const length = this.pos - start
    if (length > 0xffff) fail('rdata-length', start, `encode ${what}: ${length} bytes, at most 65535 allowed`)
    this.patch16(start - 2, length)
  }

  /** How many labels come before the longest suffix that was written earlier, at `#target`; fills in the hash of each suffix. */
  #freshLabels({ length, labels, labelCount, hashes: ofLabels }: WireName, bytes: Uint8Array, first: number): number {
    const hashes = this.#hashes
    let hash = 0
    for (let label = labelCount - 1; label >= 0; label--) hashes[label] = hash = joinHash(hash, ofLabels[label]!)
    if (this.#used > 0) {
      for (let label = 0; label < labelCount; label++) {
        this.#target = this.#find(hashes[label]!, bytes, first + labels[label]!, first + length)
        if (this.#target !== 0) return label
      }
    }
    this.#target = 0
    return labelCount
  }

  /** Where the name was written that stands in `name` from `from` to `end`, and may itself end in a pointer; 0 for nowhere. */
  #find(hash: number, name: Uint8Array, from: number, end: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (SLOT * spread(hash)) & mask
    for (let probe = 0; probe < MAX_PROBES; probe++, slot = (slot + SLOT) & mask) {
      const target = slots[slot + PLACE]! - this.#era
      if (target < 0) return 0
      if (target > 0 && slots[slot] === hash && this.#matches(name, from, end, target)) return target
    }
    return 0
  }

  /** True when the name that was written at `target` is that one. */
  #matches(name: Uint8Array, from: number, end: number, target: number): boolean {
    const { bytes, base } = this
    let at = from
    let there = base + target
    while (at < end) {
      if (bytes[there]! >= 0xc0) there = base + pointerAt(bytes, there)
      if (name[at]! >= 0xc0) return this.#same(there, base + pointerAt(name, at))
      const byte = bytes[there]!
      for (let last = at + byte; at <= last; at++, there++) if (bytes[there] !== name[at]) return false
    }
    return true
  }

  /** True when one name stands at both places, which differ where it was written in full. */
  #same(one: number, other: number): boolean {
    const { bytes, base } = this
    while (one !== other) {
      if (bytes[one]! >= 0xc0) one = base + pointerAt(bytes, one)
      else if (bytes[other]! >= 0xc0) other = base + pointerAt(bytes, other)
      else {
        const byte = bytes[one]!
        for (let last = one + byte; one <= last; one++, other++) if (bytes[one] !== bytes[other]) return false
        if (byte === 0) return true
      }
    }
    return true
  }

  #remember(hash: number, place: number): void {
    if (this.#used * SPARSE * SLOT >= this.#slots.length) this.#grow()
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (SLOT * spread(hash)) & mask
    for (let probe = 0; probe < MAX_PROBES; probe++, slot = (slot + SLOT) & mask) {
      if (slots[slot + PLACE]! >= this.#era) continue
      slots[slot] = hash
      slots[slot + PLACE] = place
      this.#used++
      return
    }
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Int32Array(old.length * GROWTH)
    this.#used = 0
    for (let slot = 0; slot < old.length; slot += SLOT) {
      const place = old[slot + PLACE]!
      if (place > this.#era) this.#remember(old[slot]!, place)
    }
  }
}

/** Length bytes are below 64 and so no letters. */
function lowerCase({ bytes, length }: WireName): void {
  for (let at = 0; at < length; at++) if (bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) bytes[at]! |= 0x20
}

/**
 * The hash of a label and what comes behind it: a multiplication moves bits up, and the shift brings the upper ones down again, where the next one
 * moves them up once more. Any odd factor with its bits well spread would do; names that collide all the same meet MAX_PROBES.
 */
const joinHash = (rest: number, label: number): number => Math.imul(foldHash(rest), 0x2c1b3c6d) ^ label

/** The upper half of a hash into the lower, of which a table takes as many bits as it has slots. */
const foldHash = (hash: number): number => hash ^ (hash >>> 15)

/** A slot's number has no sign. */
const spread = (hash: number): number => foldHash(hash) & 0x3fffffff
