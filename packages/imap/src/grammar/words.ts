/**
 * Words of the protocol, found by their bytes: no string is made of a word that is known. A table is made once from a registry; a look-up
 * compares the hash that the reader computed while it scanned the word, and then the bytes.
 */

/** Bits of the two revisions (RFC 3501, RFC 9051), for rules that only one of them has. */
export const REV1 = 1
export const REV2 = 2

/** What every rule of a registry says of its word. */
export interface Word {
  /** In upper case. */
  readonly name: string
  /** The revision that has it, where the other one has not. */
  readonly only?: typeof REV1 | typeof REV2 | undefined
}

/** One step of the hash of a word: the case of letters does not matter. */
export const hashStep = (hash: number, byte: number): number => (Math.imul(hash, 31) + (byte & 0xdf)) | 0

/** Rules by their names, in open addressing: a slot and those behind it, up to an empty one. */
export class Words<Rule extends Word> {
  readonly #rules: (Rule | undefined)[]
  readonly #hashes: Int32Array
  readonly #mask: number

  constructor(rules: readonly Rule[]) {
    let size = 8
    while (size < 4 * rules.length) size *= 2
    this.#mask = size - 1
    this.#hashes = new Int32Array(size)
    this.#rules = new Array<Rule | undefined>(size).fill(undefined)
    for (const rule of rules) {
      let hash = 0
      for (let at = 0; at < rule.name.length; at++) hash = hashStep(hash, rule.name.charCodeAt(at))
      let slot = this.#slotOf(hash)
      while (this.#rules[slot] !== undefined) slot = (slot + 1) & this.#mask
      this.#rules[slot] = rule
      this.#hashes[slot] = hash
    }
  }

  /** The rule of the word between two places, in either case; `hash` is that of its bytes. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): Rule | undefined {
    for (let slot = this.#slotOf(hash); ; slot = (slot + 1) & this.#mask) {
      const rule = this.#rules[slot]
      if (rule === undefined) return undefined
      if (this.#hashes[slot] === hash && isWord(rule.name, bytes, start, end)) return rule
    }
  }

  /** The rule of a name in upper case. */
  get(name: string): Rule | undefined {
    let hash = 0
    for (let at = 0; at < name.length; at++) hash = hashStep(hash, name.charCodeAt(at))
    for (let slot = this.#slotOf(hash); ; slot = (slot + 1) & this.#mask) {
      const rule = this.#rules[slot]
      if (rule === undefined || rule.name === name) return rule
    }
  }

  #slotOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & this.#mask
  }
}

/** True when the bytes are this word, in either case. */
export function isWord(name: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false
  for (let at = 0; at < name.length; at++) {
    const byte = bytes[start + at]!
    const upper = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
    if (upper !== name.charCodeAt(at)) return false
  }
  return true
}

/** How many strings a table keeps, and how long they are at most: words such as `text`, `charset`, `\Seen`. */
const KEPT = 256
const MAX_KEPT_LENGTH = 32
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

/**
 * Strings that come again and again, kept by their bytes: media types, parameters, flags. One string serves all, and none is made for what
 * was seen before (a quarter of the time of BODYSTRUCTURE). A slot holds what was seen last.
 */
export class Interned {
  // The bytes of each string, and how many there are: comparing bytes is faster than comparing characters (measured).
  // They are made when the first string comes: most decoders of one message need none.
  #keys: Uint8Array = NO_BYTES
  #lengths: Uint8Array = NO_BYTES
  #texts: string[] = []
  readonly #change: (text: string) => string

  /** `change` is applied to each string once: lower case, for one. */
  constructor(change: (text: string) => string = text => text) {
    this.#change = change
  }

  /** The string of these bytes, which are ASCII; `make` is asked for one that is not kept. */
  get(bytes: Uint8Array, start: number, end: number, make: (bytes: Uint8Array, start: number, end: number) => string): string {
    const length = end - start
    if (length === 0) return ''
    if (length > MAX_KEPT_LENGTH) return this.#change(make(bytes, start, end))
    if (this.#keys.length === 0) this.#open()
    const slot = (Math.imul(bytes[start]! + 31 * length, 97) + 7 * bytes[end - 1]! + bytes[start + (length >> 1)]!) & (KEPT - 1)
    const keys = this.#keys
    const key = slot * MAX_KEPT_LENGTH
    if (this.#lengths[slot] === length) {
      let same = 0
      while (same < length && keys[key + same] === bytes[start + same]) same++
      if (same === length) return this.#texts[slot]!
    }
    for (let at = 0; at < length; at++) keys[key + at] = bytes[start + at]!
    this.#lengths[slot] = length
    return (this.#texts[slot] = this.#change(make(bytes, start, end)))
  }

  #open(): void {
    this.#keys = new Uint8Array(KEPT * MAX_KEPT_LENGTH)
    this.#lengths = new Uint8Array(KEPT)
    this.#texts = new Array<string>(KEPT).fill('')
  }
}
