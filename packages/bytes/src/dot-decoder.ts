/**
 * The multi-line framing that SMTP's DATA and POP3's multi-line responses share: lines end in CRLF, a line that starts with a dot
 * has one dot more on the wire, and CRLF "." CRLF ends it (RFC 5321 4.5.2, RFC 1939 3). The CRLF before the first line counts.
 *
 * Only that sequence ends it. A bare CR, a bare LF, a NUL or a line that is too long never does: the decoder records it, hands the
 * bytes on as they are and reads to the true end, so that the two sides cannot come to disagree about where that is.
 */
import { CR, DOT, LF, viewOf } from './ascii.js'
import type { Input } from './input.js'
import { Pieces, SHORT } from './pieces.js'
import { PlainLines } from './plain-lines.js'

/** A kind of byte that must not be in a mail message, how often it occurred, and the offset of the first one in the decoded content. */
export interface DataViolation {
  readonly kind: 'bare-cr' | 'bare-lf' | 'nul' | 'line-too-long'
  readonly offset: number
  readonly count: number
}

// What precedes the next byte.
const LINE_START = 0
const IN_LINE = 1
const AFTER_CR = 2
const AFTER_DOT = 3 // a dot at the start of a line, withheld
const AFTER_DOT_CR = 4 // and a CR after it, withheld too

const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

/** Undoes dot-stuffing: `push` a chunk, then `next` until it gives `undefined`. What it gives are views on the chunk, or copies of short lines. */
export class DotDecoder {
  /** True once CRLF "." CRLF was read; `position` is then just after it. */
  done = false
  /** How much of the pushed chunk is used. */
  position = 0

  readonly #maxLine: number
  readonly #violations = new Map<DataViolation['kind'], { offset: number; count: number }>()
  #chunk: Uint8Array = NOTHING
  #lines: PlainLines | undefined
  #pieces: Pieces | undefined
  #ready: Uint8Array[] = [] // decoded and not yet given, the next one last
  #before = LINE_START
  #decoded = 0 // bytes given so far
  #lineLength = 0 // bytes of the current line given so far

  /** `maxLine` counts the bytes of a decoded line with its CRLF; longer ones are reported, not refused. */
  constructor(maxLine: number = Number.POSITIVE_INFINITY) {
    this.#maxLine = maxLine
  }

  /** What was seen that must not be in a message, one entry per kind. */
  get violations(): DataViolation[] {
    return Array.from(this.#violations, ([kind, { offset, count }]) => ({ kind, offset, count }))
  }

  /** Gives the next chunk to decode; the one before must be used up. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#lines = undefined
    this.position = 0
  }

  /**
   * The next piece of content from what a connection has received, which is consumed up to there; `undefined` at the end, or when more is
   * needed. Not to be mixed with `push` and `next`. `saw` gets the bytes as they were on the wire.
   */
  read(input: Input, saw?: (bytes: Uint8Array) => void): Uint8Array | undefined {
    for (;;) {
      const from = this.position
      const bytes = this.next()
      const used = this.position - from
      if (used > 0) {
        saw?.(input.peek(used)!.slice())
        input.consume(used)
      }
      if (bytes !== undefined || this.done) return bytes
      const chunk = input.peek()
      if (chunk === undefined) return undefined
      this.push(chunk)
    }
  }

  /** The next piece of content, or `undefined` when the chunk is used up or the end was read (see `done`). */
  next(): Uint8Array | undefined {
    if (this.#ready.length > 0) return this.#ready.pop()
    const chunk = this.#chunk
    while (!this.done && this.position < chunk.length) {
      const byte = chunk[this.position]!
      switch (this.#before) {
        case LINE_START:
          if (byte !== DOT) return this.#content()
          this.position++
          this.#before = AFTER_DOT
          break
        case AFTER_DOT:
          if (byte !== CR) return this.#content()
          this.position++
          this.#before = AFTER_DOT_CR
          break
        case AFTER_DOT_CR:
          if (byte !== LF) {
            this.#before = AFTER_CR
            this.#lineLength = 1
            this.#decoded++
            return Uint8Array.of(CR)
          }
          this.position++
          this.done = true
          break
        default:
          return this.#content()
      }
    }
    this.#release()
    return undefined
  }

  /** Content from here to the next dot that may be the end, or the end of the chunk; at least one byte. */
  #content(): Uint8Array {
    const chunk = this.#chunk
    this.#lines ??= new PlainLines(chunk, this.#maxLine)
    const lines = this.#lines
    const end = chunk.length
    let origin = this.position - this.#decoded // decoded bytes are counted from here
    let from = this.position // what is before it is among the pieces
    let at = from
    lines.lineStart = at - this.#lineLength
    let afterCr = this.#before === AFTER_CR
    for (;;) {
      if (afterCr) {
        afterCr = false
        if (chunk[at] === LF) {
          at++
          if (at - lines.lineStart > this.#maxLine) this.#violation('line-too-long', lines.lineStart - origin)
          lines.lineStart = at
          if (at === end) return this.#give(from, at, LINE_START, 0)
          if (chunk[at] === DOT) {
            // A view pays off for many bytes, and where the dot may end the content.
            if (at - from > SHORT || at + 1 === end || chunk[at + 1] === CR) return this.#give(from, at, LINE_START, 0)
            const pieces = (this.#pieces ??= new Pieces(chunk))
            pieces.add(from, at)
            from = pieces.addDotted(at, false, Math.min(SHORT, this.#maxLine - 2))
            origin += pieces.dots
            this.#decoded = from - origin
            at = from
            lines.lineStart = pieces.lineStart
            if (chunk[at - 1] === LF && (at === end || chunk[at] === DOT)) return this.#give(from, at, LINE_START, 0)
          }
        } else this.#violation('bare-cr', at - 1 - origin)
      }
      at = lines.next(at)
      if (at === end) return this.#give(from, at, IN_LINE, at - lines.lineStart)
      const byte = chunk[at++]
      if (byte === CR) {
        if (at === end) return this.#give(from, at, AFTER_CR, at - lines.lineStart)
        afterCr = true
      } else if (byte === LF) this.#violation('bare-lf', at - 1 - origin)
      else this.#violation('nul', at - 1 - origin)
    }
  }

  #give(from: number, to: number, before: number, lineLength: number): Uint8Array {
    const chunk = this.#chunk
    this.#before = before
    this.#lineLength = lineLength
    this.#decoded += to - from
    this.position = to
    if (to === chunk.length) this.#release()
    const pieces = this.#pieces
    if (pieces === undefined) return viewOf(chunk, from, to)
    this.#pieces = undefined
    pieces.add(from, to)
    this.#ready = pieces.all().reverse()
    return this.#ready.pop()!
  }

  /** The chunk is used up: drop all references to the caller's memory. */
  #release(): void {
    this.#chunk = NOTHING
    this.#lines = undefined
  }

  #violation(kind: DataViolation['kind'], offset: number): void {
    const seen = this.#violations.get(kind)
    if (seen === undefined) this.#violations.set(kind, { offset, count: 1 })
    else seen.count++
  }
}
