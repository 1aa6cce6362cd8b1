/** Words and numbers (RFC 9051 4.1, 4.2, 9): a terminal returns a string, a number or a rule of a registry, never a view. */
import { latin1, upperAscii } from '@mailwire/bytes'
import { ATOM, classes, DIGIT } from './classes.js'
import { Cursor } from './cursor.js'
import { Interned, isWord, type Word, type Words } from './words.js'

/** The largest mod-sequence: 63 bits. */
export const MAX_MODSEQ = 0x7fff_ffff_ffff_ffffn

export class Tokens extends Cursor {
  /** Frequently repeated words. */
  readonly interned: Interned = new Interned()

  /** The longest run of a class; it may be empty. */
  run(kind: number): string {
    const start = this.skipRun(kind)
    return latin1(this.bytes, start, this.pos)
  }

  /** Skips the longest run of a class, and returns where it began. */
  skipRun(kind: number): number {
    const { bytes, end, pos: start } = this
    let at = start
    while (at < end && (classes[bytes[at]!]! & kind) !== 0) at++
    this.pos = at
    return start
  }

  /** Skips the word here, a run of a class, and returns its rule; `undefined`, without skipping, for a word that is not in the table. */
  rule<Rule extends Word>(words: Words<Rule>, kind: number): Rule | undefined {
    const { bytes, end, pos: start } = this
    let at = start
    while (at < end && (classes[bytes[at]!]! & kind) !== 0) at++
    const found = words.find(bytes, start, at)
    if (found === undefined || (found.only !== undefined && !this.has(found.only))) return undefined
    this.pos = at
    return found
  }

  /** Skips this word, ignoring case, if it is next; `name` is in upper case. The caller checks what follows. */
  word(name: string): boolean {
    const end = this.pos + name.length
    if (end > this.end || !isWord(name, this.bytes, this.pos, end)) return false
    this.pos = end
    return true
  }

  /** `atom = 1*ATOM-CHAR` */
  atom(expected = 'an atom'): string {
    return this.run(ATOM) || this.refuse(expected)
  }

  /** An atom in upper case. */
  keyword(expected?: string): string {
    return upperAscii(this.atom(expected))
  }

  /** The ASCII text from `start` to here, as a shared string, for frequently repeated text. */
  common(start: number): string {
    return this.interned.get(this.bytes, start, this.pos, latin1)
  }

  // ----- Numbers -----

  /** `number = 1*DIGIT`; larger than `max` is refused. */
  number(max = 0xffff_ffff): number {
    const { bytes, end, pos: start } = this
    let value = 0
    let at = start
    for (; at < end; at++) {
      const digit = bytes[at]! - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
      if (value > max) this.fail('bad-number', `parse: a number larger than ${max}`, start)
    }
    if (at === start) this.refuse('a number')
    this.pos = at
    return value
  }

  /** `number64`, of which 2^53 - 1 is the largest that is exact. */
  number64(): number {
    return this.number(Number.MAX_SAFE_INTEGER)
  }

  /** `nz-number = digit-nz *DIGIT`: 0 and leading zeros are quirks. */
  nzNumber(max?: number): number {
    const start = this.pos
    const value = this.number(max)
    if (this.bytes[start] === 0x30) this.warn(value === 0 ? 'zero-number' : 'leading-zero', start)
    return value
  }

  /** `mod-sequence-value`, `mod-sequence-valzer` (RFC 7162 7): 63 bits, unless `max` says more. */
  bigint(max: bigint = MAX_MODSEQ): bigint {
    const start = this.pos
    while (this.peek() === 0x30) this.pos++
    const from = this.skipRun(DIGIT)
    if (this.pos === start) this.refuse('a number')
    // Fifteen digits fit a `number`, which takes a fraction of the time.
    if (this.pos - from <= 15) return BigInt(digitsOf(this.bytes, from, this.pos))
    const value = this.pos - from > 20 ? max + 1n : BigInt(latin1(this.bytes, from, this.pos))
    return value > max ? this.fail('bad-number', `parse: a number larger than ${max}`, start) : value
  }

  /** A number that may not be 0 (RFC 7162 7, `mod-sequence-value`). */
  nzBigint(): bigint {
    const start = this.pos
    const value = this.bigint()
    if (value === 0n) this.warn('zero-number', start)
    return value
  }
}

function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + bytes[at]! - 0x30
  return value
}
