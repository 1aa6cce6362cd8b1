/**
 * Words of the protocol, found by their bytes: no string is made of a known word. A table is made once from a registry; a lookup hashes a few
 * bytes of the word, and then compares all of them.
 */

import { asciiBytes } from '@mailwire/bytes'
import { ITEM, isRun } from './classes.js'

/** Bits of the two revisions (RFC 3501, RFC 9051), for rules that only one of them has. */
export const REV1 = 1
export const REV2 = 2

/** The fields of every rule of a registry. */
export interface Word {
  /** In upper case. */
  readonly name: string
  /** The only revision that has it, if the other one does not. */
  readonly only?: typeof REV1 | typeof REV2 | undefined
  /** A client sends it only to a server that announces one of these capabilities. If omitted, every server has it. */
  readonly announcedBy?: readonly string[] | undefined
}

/** A to Z for a to z; every other byte as it is. */
const upper: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte,
)

/** The hash of a word, from its length and its ends, in which words differ. Case does not matter. */
const hashOf = (bytes: Uint8Array, start: number, end: number): number =>
  (Math.imul(end - start, 11) +
    Math.imul(upper[bytes[start]!]!, 5) +
    Math.imul(upper[bytes[end - 1]!]!, 3) +
    upper[bytes[(start + end) >> 1]!]!) >>>
  0

/** Rules by their names, in a hash table with open addressing and linear probing. */
export class Words<Rule extends Word> {
  readonly #rules: (Rule | undefined)[]
  readonly #names: Uint8Array[]
  readonly #mask: number

  constructor(rules: readonly Rule[]) {
    let size = 8
    while (size < 4 * rules.length) size *= 2
    this.#mask = size - 1
    this.#rules = new Array<Rule | undefined>(size).fill(undefined)
    this.#names = new Array<Uint8Array>(size).fill(new Uint8Array(0))
    for (const rule of rules) {
      const name = asciiBytes(rule.name)
      let slot = hashOf(name, 0, name.length) & this.#mask
      while (this.#rules[slot] !== undefined) slot = (slot + 1) & this.#mask
      this.#rules[slot] = rule
      this.#names[slot] = name
    }
  }

  /** The rule of the word between two positions, ignoring case. */
  find(bytes: Uint8Array, start: number, end: number): Rule | undefined {
    if (start === end) return undefined
    for (let slot = hashOf(bytes, start, end) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const rule = this.#rules[slot]
      if (rule === undefined || isSame(this.#names[slot]!, bytes, start, end)) return rule
    }
  }

  /** The rule of a name in upper case. */
  get(name: string): Rule | undefined {
    const rule = isRun(name, ITEM) ? this.find(asciiBytes(name), 0, name.length) : undefined
    return rule?.name === name ? rule : undefined
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start
  if (name.length !== length) return false
  for (let at = 0; at < length; at++) if (upper[bytes[start + at]!] !== name[at]) return false
  return true
}

/** True if the bytes are this word, given in upper case, ignoring case. */
export function isWord(name: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false
  for (let at = 0; at < name.length; at++) if (upper[bytes[start + at]!] !== name.charCodeAt(at)) return false
  return true
}

/** The number of strings that a table keeps, and their maximum length: words such as `text`, `charset`, `\Seen`. */
const KEPT = 256
const MAX_KEPT_LENGTH = 32
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

/**
 * Frequently repeated strings, kept by their bytes: media types, parameters, flags. They share one string each, and no new string is made for a
 * repetition (a quarter of the time of BODYSTRUCTURE). A slot keeps the last string.
 */
export class Interned {
  // The bytes of each string, and how many there are: comparing bytes is faster than comparing characters (measured).
  // They are created with the first string: most decoders of one message need none.
  #keys: Uint8Array = NO_BYTES
  #lengths: Uint8Array = NO_BYTES
  #texts: string[] = []
  readonly #change: (text: string) => string

  /** `change` is applied to each string once, for example lower case. */
  constructor(change: (text: string) => string = text => text) {
    this.#change = change
  }

  /** The string of these ASCII bytes; `make` creates one that is not kept. */
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
