/** Cursors over binary data in network order: a reader that stops at a boundary, and a writer that grows. */
import { copyOf } from './ascii.js'
import type { Fail } from './fail.js'

/** Reads unsigned big-endian integers from `pos` up to `end`, and never past it. */
export class Reader {
  bytes: Uint8Array
  pos: number
  /** The boundary: no read goes past it. Narrow it to read a field of a given length. */
  end: number
  readonly fail: Fail<'truncated'>

  constructor(bytes: Uint8Array, fail: Fail<'truncated'>, pos = 0, end: number = bytes.length) {
    this.bytes = bytes
    this.fail = fail
    this.pos = pos
    this.end = end
  }

  /** Steps over `count` bytes and gives where they began. @throws `truncated` when fewer are left. */
  take(count: number, what = 'value'): number {
    const start = this.pos
    // A description of one's own may have set `pos` to anything.
    if (!(start >= 0 && count <= this.end - start))
      this.fail('truncated', start, `decode ${what}: ${count} bytes needed, ${this.end - start} left`)
    this.pos = start + count
    return start
  }

  u8(what?: string): number {
    return this.bytes[this.take(1, what)]!
  }

  u16(what?: string): number {
    const at = this.take(2, what)
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!
  }

  u32(what?: string): number {
    const at = this.take(4, what)
    const bytes = this.bytes
    return bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)
  }

  /** A copy of the next `count` bytes, which does not keep the whole array alive. */
  copy(count: number, what?: string): Uint8Array {
    const at = this.take(count, what)
    return copyOf(this.bytes, at, at + count)
  }
}

/** Writes unsigned big-endian integers into an array of its own that grows by doubling. Callers check ranges first. */
export class Writer {
  bytes: Uint8Array
  pos = 0

  constructor(capacity = 512) {
    this.bytes = new Uint8Array(capacity)
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.pos + count <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.pos + count))
    grown.set(this.bytes.subarray(0, this.pos))
    this.bytes = grown
  }

  u8(value: number): void {
    this.reserve(1)
    this.bytes[this.pos++] = value
  }

  u16(value: number): void {
    const at = this.take(2)
    this.bytes[at] = value >>> 8
    this.bytes[at + 1] = value
  }

  u32(value: number): void {
    const at = this.take(4)
    const { bytes } = this
    bytes[at] = value >>> 24
    bytes[at + 1] = value >>> 16
    bytes[at + 2] = value >>> 8
    bytes[at + 3] = value
  }

  /** Makes room for `count` bytes, which the caller writes, and gives where they begin. */
  take(count: number): number {
    this.reserve(count)
    const start = this.pos
    this.pos = start + count
    return start
  }

  raw(bytes: Uint8Array): void {
    const at = this.take(bytes.length) // first, since it may replace the array
    this.bytes.set(bytes, at)
  }

  /** Overwrites two bytes that were written before, such as a length that is known only now. */
  patch16(at: number, value: number): void {
    this.bytes[at] = value >>> 8
    this.bytes[at + 1] = value
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.pos)
  }
}
