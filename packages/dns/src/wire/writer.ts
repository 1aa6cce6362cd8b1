/**
 * The cursor that encodes a message, with name compression (RFC 1035 4.1.4): any suffix of any written name is found again,
 * byte for byte, so that the case of letters is kept. An open-addressed table maps hashes of suffixes to their offsets, and each candidate
 * is compared with the bytes that were written. A small table of whole names by their text is asked first: most names of an answer were
 * written before and become a single pointer. That lookup allocates no string.
 *
 * The offset of a name is stored as `#era + offset`. Each message has its own era, and two eras are as far apart as a pointer can reach, so that
 * entries of earlier messages count as empty and the tables need no clearing.
 */
import { Writer } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkBytes, checkUnsigned, checkWhole } from '../given.js'
import { ianaTypes, type TypeNames } from '../iana/types.js'
import { checkString, MAX_LABEL, MAX_NAME, plainLabel, plainName, type WireName, wireName } from '../names/name.js'
import { POINTER_RANGE, pointerAt, writeU16 } from './integers.js'
import { hasFinalDot, isEnd, TEXTS, textSlot } from './name-text.js'

const DOT = 0x2e
const BACKSLASH = 0x5c
/** The two bits that make a pointer of an offset (RFC 1035 4.1.4). */
const POINTER = 0xc000
/** A slot of the table of suffixes is two numbers of one array: the hash of a suffix, and its offset. */
const SLOT = 2
const PLACE = 1
/** How many slots a search for one suffix probes. Names crafted to collide are written in full instead of searched for long. */
const MAX_PROBES = 32
/** How many names of one message may have the hash of another name. By chance none has; crafted ones would cost a comparison for each probe. */
const MAX_COLLISIONS = 256
/** The length of a writer's first table, which has 64 slots. All tables are powers of two. */
const SLOTS = 128
/** A table grows when a quarter of its slots are full, so that searches stay short: to four times its size, which is then a sixteenth full. */
const SPARSE = 4
const GROWTH = 4
/** The largest table and buffer that a writer keeps for its next message, so that one large message does not hold memory forever. */
const KEPT_SLOTS = 4096
const KEPT_BYTES = 65_536

export class MessageWriter extends Writer {
  #slots: Int32Array = new Int32Array(SLOTS) // see SLOT; a place of another era is an empty slot
  #used = 0
  #collisions = 0
  #era = POINTER_RANGE
  readonly #texts: string[] = new Array(TEXTS).fill('')
  readonly #places = new Int32Array(TEXTS) // of the texts
  readonly #textHashes = new Int32Array(TEXTS)
  readonly #canonical: boolean
  readonly #hashes = new Int32Array(128)
  #target = 0 // the offset of the suffix found last; 0 for none
  /** Compresses no name, whatever its type allows, because the RDATA may be used outside this message. */
  inFull = false
  /** Writes RDATA that was malformed when it was decoded, unchanged. */
  allowDamaged = false

  /** The names of record types. */
  types: TypeNames

  /** `canonical`: DNSSEC's form of RDATA, with uncompressed names, in lower case where their type requires it (RFC 4034 6.2). */
  constructor(capacity?: number, canonical = false, types: TypeNames = ianaTypes) {
    if (capacity !== undefined) checkWhole(capacity, 0xffff, 'encode message: capacity')
    super(capacity)
    this.#canonical = canonical
    this.types = types
  }

  /** Begins a new message. */
  restart(): void {
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(512)
    this.inFull = false
    this.allowDamaged = false
    this.pos = 0
    this.#forget()
  }

  /** Begins a new era. */
  #forget(): void {
    this.#used = this.#collisions = 0
    if (this.#slots.length > KEPT_SLOTS) this.#slots = new Int32Array(SLOTS)
    if (this.#era < 2 ** 31 - 2 * POINTER_RANGE) {
      this.#era += POINTER_RANGE
      return
    }
    this.#era = POINTER_RANGE
    this.#slots.fill(0)
    this.#places.fill(0)
  }

  /**
   * Writes a domain name. `compress` lets it point to an earlier one, `fold` puts it in lower case in the canonical form. Later names may point to
   * it whether or not it is compressed itself.
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

  /** Most new names are one label below a name whose text is known: writes that label and a pointer. */
  #belowKnown(slot: number, text: string): boolean {
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
    this.#know(slot, text, whole || start, hash, whole === 0)
    return true
  }

  /**
   * Writes the labels before the longest suffix that was written earlier, and a pointer to that suffix; without `point` all labels. Each suffix is kept
   * at its first offset only, so that uncompressed names do not crowd the table and two pointers to one name are equal.
   */
  #nameByLabels(slot: number, text: string, point: boolean): void {
    const start = this.pos
    // Nearly all names are plain, and are written in place before it is clear how many of their labels are needed.
    const plain = start + text.length + 2 <= this.bytes.length ? plainName(text, this.bytes, start) : undefined
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
    for (let label = 0; label < fresh && start + labels[label]! < POINTER_RANGE; label++)
      this.#remember(this.#hashes[label]!, this.#era + start + labels[label]!)
    if (labelCount === 0) return
    // The whole name was found, but not by this text: keep the text with the offset that was found.
    this.#know(slot, text, fresh === 0 ? found : start, this.#hashes[0]!, false)
    if (found === 0 || fresh === 0) return
    // If one name ends in a known suffix, the next ones will, too: keep its parent by its text, which they look up. The text of a first label with
    // escapes is longer than its bytes, and may have an escaped dot at this place.
    const above = labels[1]!
    if (text.charCodeAt(above - 1) !== DOT || text.charCodeAt(above - 2) === BACKSLASH) return
    const parentSlot = textSlot(text, above)
    // The string is allocated once, not for each message.
    const parent = isEnd(this.#texts[parentSlot]!, text, above) ? this.#texts[parentSlot]! : text.substring(above)
    this.#know(parentSlot, parent, fresh === 1 ? found : start + above, this.#hashes[1]!, false)
  }

  /** The offset of the name that `text` has from `cut` on, if its slot holds that name; 0 if not. */
  #placeOf(slot: number, text: string, cut: number): number {
    const place = this.#places[slot]! - this.#era
    return place > 0 && isEnd(this.#texts[slot]!, text, cut) ? place : 0
  }

  /** Keeps a name by its text, and with `suffix` also by its hash. */
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

  /** Goes back to `from`, and forgets the names from there on. */
  rewind(from: number): void {
    this.pos = from
    const slots = this.#slots
    const first = this.#era + from
    // An emptied slot would end the search for the slots after it, so a forgotten name gets offset 0, which no name has.
    for (let place = PLACE; place < slots.length; place += SLOT) if (slots[place]! >= first) slots[place] = this.#era
    for (let text = 0; text < TEXTS; text++) if (this.#places[text]! >= first) this.#places[text] = 0
  }

  // A description of one's own passes whatever its caller gave, and the array would wrap it around without an error.
  override u8(value: number): void {
    checkUnsigned(value, 1)
    super.u8(value)
  }

  override u16(value: number): void {
    checkUnsigned(value, 2)
    super.u16(value)
  }

  override u32(value: number): void {
    checkUnsigned(value, 4)
    super.u32(value)
  }

  override raw(bytes: Uint8Array): void {
    checkBytes(bytes, 'encode bytes')
    super.raw(bytes)
  }

  /** Writes a two-byte length to be filled in by `closeLength`; returns the offset after it. */
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

  /** The offset at which the name in `name` from `from` to `end` was written; 0 if it was not. It may end in a pointer. */
  #find(hash: number, name: Uint8Array, from: number, end: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (SLOT * spread(hash)) & mask
    for (let probe = 0; probe < MAX_PROBES; probe++, slot = (slot + SLOT) & mask) {
      const target = slots[slot + PLACE]! - this.#era
      if (target < 0) return 0
      if (target <= 0 || slots[slot] !== hash) continue
      if (this.#matches(name, from, end, target)) return target
      if (++this.#collisions > MAX_COLLISIONS) return 0
    }
    return 0
  }

  /** True when the name that was written at `target` is the name in `name` from `from` to `end`. */
  #matches(name: Uint8Array, from: number, end: number, target: number): boolean {
    const { bytes } = this
    let at = from
    let there = target
    while (at < end) {
      if (bytes[there]! >= 0xc0) there = pointerAt(bytes, there)
      if (name[at]! >= 0xc0) return this.#same(there, pointerAt(name, at))
      const byte = bytes[there]!
      for (let last = at + byte; at <= last; at++, there++) if (bytes[there] !== name[at]) return false
    }
    return true
  }

  /** True when both offsets have the same name. A name has two offsets if it was written in full again. */
  #same(one: number, other: number): boolean {
    const { bytes } = this
    while (one !== other) {
      if (bytes[one]! >= 0xc0) one = pointerAt(bytes, one)
      else if (bytes[other]! >= 0xc0) other = pointerAt(bytes, other)
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

/** Length bytes are below 64, so they are never letters. */
function lowerCase({ bytes, length }: WireName): void {
  for (let at = 0; at < length; at++) if (bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) bytes[at]! |= 0x20
}

/**
 * The hash of a label and the suffix after it: a multiplication moves bits up, and the shift brings the upper ones down again for the next
 * multiplication. Any odd factor with well-spread bits would do; MAX_PROBES bounds the cost of names that collide anyway.
 */
const joinHash = (rest: number, label: number): number => Math.imul(foldHash(rest), 0x2c1b3c6d) ^ label

/** Folds the upper half of a hash into the lower: a table uses only as many of the low bits as it has slots. */
const foldHash = (hash: number): number => hash ^ (hash >>> 15)

/** A slot number is never negative. */
const spread = (hash: number): number => foldHash(hash) & 0x3fffffff
