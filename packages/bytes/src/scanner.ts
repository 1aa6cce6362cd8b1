/** A cursor over one line of a text protocol; grammar functions, each named after its ABNF rule, advance it. */
import { SP, showByte } from './ascii.js'
import type { Fail } from './fail.js'
import { latin1 } from './native.js'
import { decodeText } from './text.js'

export class Scanner<Code extends string> {
  readonly bytes: Uint8Array
  pos: number
  readonly end: number
  /** The stream offset of byte 0 of `bytes`, so that errors on a connection carry the stream's offset. */
  readonly origin: number
  readonly #fail: Fail<Code>

  constructor(bytes: Uint8Array, fail: Fail<Code>, start = 0, end: number = bytes.length, origin = 0) {
    this.bytes = bytes
    this.#fail = fail
    this.pos = start
    this.end = end
    this.origin = origin
  }

  get atEnd(): boolean {
    return this.pos >= this.end
  }

  /** The byte here, or -1 at the end. */
  peek(): number {
    return this.pos < this.end ? this.bytes[this.pos]! : -1
  }

  /** Reports bad input here, or at `at`. */
  fail(code: Code, message: string, at: number = this.pos): never {
    return this.#fail(code, this.origin + at, message)
  }

  /** Steps over one byte if it is the next one. */
  skip(byte: number): boolean {
    if (this.peek() !== byte) return false
    this.pos++
    return true
  }

  /** Steps over one byte, which is required. */
  expect(byte: number, code: Code, action: string): void {
    if (!this.skip(byte)) this.fail(code, `${action}: ${showByte(byte)} expected, ${this.shown()} found`)
  }

  /** Steps over one space, which is required. */
  space(code: Code, action: string): void {
    this.expect(SP, code, action)
  }

  /** The longest run of bytes of a class (see `byteClass`), one character per byte; empty when there is none. */
  run(table: Uint8Array): string {
    const start = this.pos
    this.pos = this.runEnd(table)
    return latin1(this.bytes, start, this.pos)
  }

  /** The same as text that may hold any byte. */
  text(table: Uint8Array): string {
    const start = this.pos
    this.pos = this.runEnd(table)
    return decodeText(this.bytes, start, this.pos)
  }

  /** Where the run of a class that begins here ends. */
  runEnd(table: Uint8Array): number {
    const { bytes, end } = this
    let at = this.pos
    while (at < end && table[bytes[at]!] === 1) at++
    return at
  }

  /** 1*DIGIT as a number of at most `max`; `what` names it in the message. */
  number(code: Code, what: string, max: number = Number.MAX_SAFE_INTEGER): number {
    const start = this.pos
    let value = 0
    for (let byte = this.peek(); byte >= 0x30 && byte <= 0x39; byte = this.peek()) {
      value = value * 10 + (byte - 0x30)
      if (value > max) this.fail(code, `decode ${what}: larger than ${max}`, start)
      this.pos++
    }
    if (this.pos === start) this.fail(code, `decode ${what}: a digit expected, ${this.shown()} found`)
    return value
  }

  /** Everything that is left, as text that may hold any byte. */
  rest(): string {
    const start = this.pos
    this.pos = this.end
    return decodeText(this.bytes, start, this.end)
  }

  /** The byte here, for a message. */
  shown(): string {
    return this.atEnd ? 'the end' : showByte(this.peek())
  }
}
