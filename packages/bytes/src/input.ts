/**
 * The bytes that a connection has received and not yet used, as a queue of the caller's own chunks. Lines are framed in
 * place, with the runtime's `indexOf`, and no byte is searched twice. Only the unfinished line at the end of a chunk is
 * copied, so that nothing refers to the caller's chunks any more when a reader needs more input.
 */
import { CR, LF, viewOf } from './ascii.js'
import { indexOfByte } from './native.js'

/**
 * What `readLine` found. A line that breaks the framing is reported where it breaks, once, and is then skipped up to its CRLF:
 * one line, one answer, however it was cut.
 */
export type LineStatus = 'line' | 'too-long' | 'bare-lf' | undefined

/** One line without its terminator, or the first bytes of one that breaks the framing; a view that is valid until the next read. */
export interface Line {
  bytes: Uint8Array
  start: number
  end: number
  /** Bytes from the start of the stream to `start`. */
  offset: number
  /** True when a bare LF ended it. */
  bareLf: boolean
  /** True only when every byte is known to be printing ASCII or a space, so that no caller has to check again. */
  plain: boolean
}

const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
/** How many bytes of a broken line are shown: enough to recognize it. */
const HEAD = 128
/** Up to this many bytes a loop is faster than the runtime's `indexOf` (measured). */
const NEAR = 96
/** Entries of chunks that were read are dropped once there are this many, and they are half of all entries. */
const SPARE = 64
/** Size in bytes of the arrays that small queued chunks are gathered in. */
const PAGE = 4096

export class Input {
  /** The line that the last `readLine` gave. */
  readonly line: Line = { bytes: NOTHING, start: 0, end: 0, offset: 0, bareLf: false, plain: false }
  /** Bytes received and not yet used. */
  length = 0
  /** Bytes used since the start of the stream. */
  offset = 0
  /** The length in bytes of the longest line that was or is being skipped, for callers that bound it before it ends. */
  skipped = 0
  /** Where that line starts. */
  skippedFrom = 0

  #chunk: Uint8Array | undefined // the first of them
  #start = 0 // of its unread part
  #later: Uint8Array[] = [] // the chunks after it
  #next = 0 // the first of these
  #page: Uint8Array = NOTHING // what small chunks among these are gathered in
  #partial: Uint8Array = NOTHING // an unfinished line, copied
  #partialLength = 0
  #skipping = false
  #skippedCr = false
  #pastLf = false // a bare LF of the line that is skipped was reported
  #atLf = false // another one was skipped
  #skippedHere = 0 // of the current line
  #skippedFrom = 0

  /** Bytes that were not searched yet. Those of an unfinished line are not among them: `limit` bounds them. */
  get unseen(): number {
    return this.length - this.#partialLength
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.length += chunk.length
    if (this.#chunk === undefined) this.#chunk = chunk
    else this.#pushBehind(chunk)
  }

  /** It may stay queued for long: a chunk that is small, or a view on a much larger array, is copied, so that it keeps no other memory alive. */
  #pushBehind(chunk: Uint8Array): void {
    const { length } = chunk
    if (length > PAGE / 4) {
      this.#later.push(2 * length < chunk.buffer.byteLength ? Uint8Array.from(chunk) : chunk)
      return
    }
    const last = this.#later.length - 1
    const used = last >= this.#next && this.#later[last]!.buffer === this.#page.buffer ? this.#later[last]!.length : PAGE
    if (used + length > PAGE) {
      this.#page = new Uint8Array(PAGE)
      this.#page.set(chunk)
      this.#later.push(viewOf(this.#page, 0, length))
    } else {
      this.#page.set(chunk, used)
      this.#later[last] = viewOf(this.#page, 0, used + length)
    }
  }

  /**
   * Takes the next line into {@link line}: up to CRLF, or also up to a bare LF with `acceptBareLf`.
   * `limit` counts the bytes of a line with its terminator. With `everyLf` each further bare LF of a line that is skipped is reported
   * too, so that a person who types without CR is answered each time.
   */
  readLine(limit: number, acceptBareLf = false, everyLf = false): LineStatus {
    return this.#readLine(limit, acceptBareLf, everyLf, true)
  }

  /** The same for callers that do not need {@link Line.plain}: it is found by the runtime alone, in half the time. */
  readAnyLine(limit: number, acceptBareLf = false): LineStatus {
    return this.#readLine(limit, acceptBareLf, false, false)
  }

  #readLine(limit: number, acceptBareLf: boolean, everyLf: boolean, looksAtBytes: boolean): LineStatus {
    const { line } = this
    if (this.#skipping && !this.#skipToCrlf(everyLf)) {
      if (!this.#atLf) return undefined
      this.#atLf = false
      line.bytes = NOTHING
      line.start = line.end = 0
      line.offset = this.offset - 1
      return 'bare-lf'
    }
    line.offset = this.offset
    for (;;) {
      const chunk = this.#chunk
      if (chunk === undefined) return undefined
      const start = this.#start
      const lf = looksAtBytes ? this.#findLf(chunk, start) : this.#findAnyLf(chunk, start)
      const stop = lf < 0 ? chunk.length : lf + 1
      if (this.#partialLength + stop - start > limit) {
        this.#showHead(chunk, Math.min(stop, start + Math.max(0, limit - this.#partialLength)))
        return this.#skipLine('too-long')
      }
      if (lf < 0) {
        this.#keep(chunk, stop)
        continue
      }
      const before = lf > start ? chunk[lf - 1] : this.#partial[this.#partialLength - 1]
      if (before !== CR && !acceptBareLf) {
        this.#showHead(chunk, stop)
        this.#drop(stop)
        return this.#skipLine('bare-lf', stop - start)
      }
      const terminator = before === CR ? 2 : 1
      line.bareLf = terminator === 1
      if (this.#partialLength > 0) return this.#finishLine(chunk, stop, terminator)
      line.bytes = chunk
      line.start = start
      line.end = stop - terminator
      this.#drop(stop)
      return 'line'
    }
  }

  /**
   * What is left of the first chunk, at most `max` bytes of it, as a view; `undefined` when nothing is. Follow with `consume`. A line that is
   * being skipped is not shown.
   */
  peek(max: number = Number.POSITIVE_INFINITY): Uint8Array | undefined {
    if (this.#skipping && !this.#skipToCrlf()) return undefined
    if (this.#partialLength > 0) return this.#partial.subarray(0, Math.min(max, this.#partialLength))
    const chunk = this.#chunk
    return chunk && viewOf(chunk, this.#start, Math.min(chunk.length, this.#start + max))
  }

  /** Marks bytes that `peek` showed as used. */
  consume(count: number): void {
    if (this.#partialLength > 0) {
      this.#partial = this.#partial.subarray(count)
      this.#partialLength -= count
    } else this.#advance(this.#start + count)
    this.length -= count
    this.offset += count
  }

  /** True when what comes next is in `bytes`, from `at` on: what is read there need not be copied to be joined to what is before it. */
  continuesAt(bytes: Uint8Array, at: number): boolean {
    return this.#partialLength === 0 && this.#chunk === bytes && this.#start === at
  }

  /** Uses `count` bytes when all of them are in the first chunk; false, and nothing is used, when they are not. */
  skip(count: number): boolean {
    if (this.#partialLength > 0 || this.#chunk === undefined || count > this.#chunk.length - this.#start) return false
    this.#drop(this.#start + count)
    return true
  }

  /** Everything unread, as one copy; nothing is left. */
  drain(): Uint8Array {
    let part = this.peek() // before the bytes are counted: it skips what belongs to a broken line
    const all = new Uint8Array(this.length)
    let at = 0
    for (; part !== undefined; part = this.peek()) {
      all.set(part, at)
      at += part.length
      this.consume(part.length)
    }
    return all
  }

  /** The end of a line of which a part was kept. */
  #finishLine(chunk: Uint8Array, stop: number, terminator: number): 'line' {
    const { line } = this
    this.#keep(chunk, stop)
    line.bytes = this.#partial
    line.plain = false
    line.start = 0
    line.end = this.#partialLength - terminator
    this.length -= this.#partialLength
    this.offset += this.#partialLength
    this.#partialLength = 0
    return 'line'
  }

  /**
   * Where the line ends, or -1. Most lines end before a call of the runtime's `indexOf` would pay off, and since every byte is read anyway, it
   * costs nothing to check whether all of them print.
   */
  #findLf(chunk: Uint8Array, from: number): number {
    const near = Math.min(chunk.length, from + NEAR)
    let at = from
    // Four bytes at a step, which saves a quarter.
    while (at + 4 <= near && prints(chunk[at]!) && prints(chunk[at + 1]!) && prints(chunk[at + 2]!) && prints(chunk[at + 3]!))
      at += 4
    let plain = true
    for (; at < near; at++) {
      const byte = chunk[at]!
      if (byte === LF) {
        this.line.plain = plain
        return at
      }
      if (!prints(byte) && (byte !== CR || chunk[at + 1] !== LF)) plain = false
    }
    this.line.plain = false
    return near === chunk.length ? -1 : indexOfByte(chunk, LF, near)
  }

  #findAnyLf(chunk: Uint8Array, from: number): number {
    this.line.plain = false
    return indexOfByte(chunk, LF, from)
  }

  /** Appends bytes of the first chunk to the unfinished line. */
  #keep(chunk: Uint8Array, stop: number): void {
    const needed = this.#partialLength + stop - this.#start
    if (needed > this.#partial.length) {
      const grown = new Uint8Array(Math.max(64, needed * 2))
      grown.set(this.#partial.subarray(0, this.#partialLength))
      this.#partial = grown
    }
    this.#partial.set(viewOf(chunk, this.#start, stop), this.#partialLength)
    this.#partialLength = needed
    this.#advance(stop)
  }

  #drop(stop: number): void {
    this.length -= stop - this.#start
    this.offset += stop - this.#start
    this.#advance(stop)
  }

  #advance(stop: number): void {
    this.#start = stop
    if (stop < this.#chunk!.length) return
    this.#start = 0
    this.#chunk = this.#later[this.#next]
    if (this.#chunk === undefined) {
      this.#later.length = 0
      this.#next = 0
      return
    }
    // Drop chunks that were read, also when more always arrives before the queue is empty.
    this.#later[this.#next++] = NOTHING
    if (this.#next < SPARE || 2 * this.#next < this.#later.length) return
    this.#later = this.#later.slice(this.#next)
    this.#next = 0
  }

  /** The first bytes of a line that goes on in a chunk up to `stop`. */
  #showHead(chunk: Uint8Array, stop: number): void {
    const kept = Math.min(HEAD, this.#partialLength)
    const head = new Uint8Array(kept + Math.min(HEAD - kept, stop - this.#start))
    head.set(this.#partial.subarray(0, kept))
    head.set(viewOf(chunk, this.#start, this.#start + head.length - kept), kept)
    this.line.bytes = head
    this.line.start = 0
    this.line.end = head.length
    this.line.plain = false
  }

  #skipLine(status: 'too-long' | 'bare-lf', dropped = 0): LineStatus {
    this.#skippedCr = this.#partial[this.#partialLength - 1] === CR
    this.#skippedFrom = this.line.offset
    this.#skippedHere = 0
    this.#countSkipped(this.#partialLength + dropped)
    this.length -= this.#partialLength
    this.offset += this.#partialLength
    this.#partial = NOTHING
    this.#partialLength = 0
    if (status === 'bare-lf') this.#skippedCr = false
    this.#pastLf = status === 'bare-lf'
    this.#skipping = true
    return status
  }

  #countSkipped(count: number): void {
    this.#skippedHere += count
    if (this.#skippedHere <= this.skipped) return
    this.skipped = this.#skippedHere
    this.skippedFrom = this.#skippedFrom
  }

  /** Goes on skipping; true once the CRLF was read. With `everyLf` it stops after a bare LF, but for the one that ends a line that is too long. */
  #skipToCrlf(everyLf = false): boolean {
    for (;;) {
      const chunk = this.#chunk
      if (chunk === undefined) return false
      const lf = indexOfByte(chunk, LF, this.#start)
      const stop = lf < 0 ? chunk.length : lf + 1
      const ended = lf >= 0 && (lf > this.#start ? chunk[lf - 1] === CR : this.#skippedCr)
      this.#skippedCr = chunk[stop - 1] === CR
      this.#countSkipped(stop - this.#start)
      this.#drop(stop)
      if (!ended) {
        if (lf < 0 || !everyLf) continue
        this.#atLf = this.#pastLf
        this.#pastLf = true
        if (this.#atLf) return false
        continue
      }
      this.#skipping = false
      return true
    }
  }
}

/** Printing ASCII or a space. */
const prints = (byte: number): boolean => (byte - 0x20) >>> 0 < 0x5f
