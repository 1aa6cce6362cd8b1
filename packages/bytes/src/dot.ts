/**
 * The multi-line framing that SMTP's DATA and POP3's multi-line responses share: lines end in CRLF, a line that starts with a dot
 * has one dot more on the wire, and CRLF "." CRLF ends it (RFC 5321 4.5.2, RFC 1939 3). The CRLF before the first line counts.
 *
 * Only that sequence ends it. A bare CR, a bare LF, a NUL or a line that is too long never does: the decoder records it, hands the
 * octets on as they are and reads to the true end, so that the two sides cannot come to disagree about where that is.
 */
import { CR, DOT, LF, viewOf } from './ascii.js'
import type { Fail } from './fail.js'
import type { Input } from './input.js'

/** One kind of octets that do not belong in a mail message, how often, and where the first stood (in the decoded content). */
export interface DataViolation {
  readonly kind: 'bare-cr' | 'bare-lf' | 'nul' | 'line-too-long'
  readonly offset: number
  readonly count: number
}

// What stood before the next octet.
const LINE_START = 0
const IN_LINE = 1
const AFTER_CR = 2
const AFTER_DOT = 3 // a dot at the start of a line, withheld
const AFTER_DOT_CR = 4 // and a CR behind it, withheld too

/** Undoes dot-stuffing: `push` a chunk, then `next` until it gives `undefined`. What it gives are views on the chunk, or copies of short lines. */
export class DotDecoder {
  /** True once CRLF "." CRLF was read; `position` is then just behind it. */
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
  #decoded = 0 // octets given so far
  #lineLength = 0 // octets of the current line given so far

  /** `maxLine` counts the octets of a decoded line with its CRLF; longer ones are reported, not refused. */
  constructor(maxLine: number = Number.POSITIVE_INFINITY) {
    this.#maxLine = maxLine
  }

  /** What was seen that should not be in a message, one entry a kind. */
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
   * The next piece of content from what a connection has received, which is used up to there; `undefined` at the end, or when more is
   * needed. Not to be mixed with `push` and `next`. `saw` is told of the octets as they stood.
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
      const octet = chunk[this.position]!
      switch (this.#before) {
        case LINE_START:
          if (octet !== DOT) return this.#content()
          this.position++
          this.#before = AFTER_DOT
          break
        case AFTER_DOT:
          if (octet !== CR) return this.#content()
          this.position++
          this.#before = AFTER_DOT_CR
          break
        case AFTER_DOT_CR:
          if (octet !== LF) {
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

  /** Content from here to the next dot that may be the end, or the end of the chunk; at least one octet. */
  #content(): Uint8Array {
    const chunk = this.#chunk
    this.#lines ??= new PlainLines(chunk, this.#maxLine)
    const lines = this.#lines
    const end = chunk.length
    let origin = this.position - this.#decoded // decoded octets are counted from here
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
            // A view of its own is worth it where the octets are many, or where the dot may be the last of all.
            if (at - from > SHORT || at + 1 === end || chunk[at + 1] === CR) return this.#give(from, at, LINE_START, 0)
            this.#pieces ??= new Pieces(chunk)
            this.#pieces.add(from, at)
            this.#decoded += at - from
            origin++
            lines.lineStart = from = ++at
          }
        } else this.#violation('bare-cr', at - 1 - origin)
      }
      at = lines.next(at)
      if (at === end) return this.#give(from, at, IN_LINE, at - lines.lineStart)
      const octet = chunk[at++]
      if (octet === CR) {
        if (at === end) return this.#give(from, at, AFTER_CR, at - lines.lineStart)
        afterCr = true
      } else if (octet === LF) this.#violation('bare-lf', at - 1 - origin)
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

  /** The chunk is used up: nothing of the caller's memory is held on to. */
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

/** Up to this many octets it is cheaper to copy them than to make a view of them (measured). */
const SHORT = 128
/** Short pieces are gathered in arrays of this size. Much larger ones would have to be fetched from the system each time. */
const GATHERED = 4096

/** Pieces of a chunk one behind the other: views of the long ones, and copies that hold many short ones each. */
class Pieces {
  readonly #all: Uint8Array[] = []
  readonly #chunk: Uint8Array
  readonly #from: DataView // four octets at a step, wherever they lie
  #copy: Uint8Array = NOTHING
  #to: DataView
  #length = 0 // of the copy, so far

  constructor(chunk: Uint8Array) {
    this.#chunk = chunk
    this.#from = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#to = this.#from
  }

  add(from: number, to: number): void {
    if (to - from > SHORT) {
      this.#finish()
      this.#all.push(viewOf(this.#chunk, from, to))
      return
    }
    this.#makeRoom(to - from)
    let length = this.#length
    let at = from
    for (; at + 4 <= to; at += 4, length += 4) this.#to.setInt32(length, this.#from.getInt32(at))
    for (; at < to; at++) this.#copy[length++] = this.#chunk[at]!
    this.#length = length
  }

  /** An octet that does not stand in the chunk. */
  put(octet: number): void {
    this.#makeRoom(1)
    this.#copy[this.#length++] = octet
  }

  /** All of them; nothing is added behind it. */
  all(): Uint8Array[] {
    this.#finish()
    return this.#all
  }

  #makeRoom(octets: number): void {
    if (this.#length + octets <= this.#copy.length) return
    this.#finish()
    this.#copy = new Uint8Array(Math.max(octets, Math.min(GATHERED, 2 * this.#chunk.length)))
    this.#to = new DataView(this.#copy.buffer)
  }

  #finish(): void {
    if (this.#length > 0) this.#all.push(viewOf(this.#copy, 0, this.#length))
    this.#copy = NOTHING
    this.#length = 0
  }
}

const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
const NO_WORDS: Int32Array = /* @__PURE__ */ new Int32Array(0)
/** Which octet of a word stands first in memory; where it is the last, words are not used. */
const LITTLE_ENDIAN: boolean = /* @__PURE__ */ (() => new Uint8Array(Uint32Array.of(1).buffer)[0] === 1)()

/** All memory that a chunk lies in, by words of four octets; none where the chunk is so short that it costs more than it saves. */
const wordsOf = (chunk: Uint8Array): Int32Array =>
  LITTLE_ENDIAN && chunk.length >= 64 && chunk.buffer.byteLength <= 0x7fffffff
    ? new Int32Array(chunk.buffer, 0, chunk.buffer.byteLength >> 2)
    : NO_WORDS

/** In each octet of a word the highest bit. */
const HIGH = -0x7f7f7f80

/**
 * Steps over content in which there is nothing to do: lines that end in CRLF, are not too long and have no dot behind them, of any octets
 * but CR, LF and NUL.
 *
 * Four octets at a step: in `(w - 0x0e0e0e0e) & ~w`, the highest bit of an octet is set where the octet was below 14. Borrowing can set it
 * in others too, but only above one that truly was, so that the lowest is always right.
 */
class PlainLines {
  /** Where the line begins that `next` stopped in. */
  lineStart = 0
  readonly #chunk: Uint8Array
  readonly #words: Int32Array
  readonly #offset: number
  readonly #maxLine: number

  constructor(chunk: Uint8Array, maxLine: number) {
    this.#chunk = chunk
    this.#words = wordsOf(chunk)
    this.#offset = chunk.byteOffset
    this.#maxLine = Math.min(maxLine, 0x3fffffff) // a small integer, also where there is no limit
  }

  /** Where the first CR, LF or NUL stands that needs a look, or the chunk's length. */
  next(from: number): number {
    const chunk = this.#chunk
    const words = this.#words
    const offset = this.#offset
    const maxLine = this.#maxLine
    const end = chunk.length
    const last = words.length === 0 ? 0 : (offset + end) >> 2 // the first word that does not lie in the chunk altogether
    let lineStart = this.lineStart
    let at = from
    while (at < end) {
      let word = (offset + at) >> 2
      if (word < last) {
        // What stands before `at` in the first word is made to look like 0xff.
        let four = words[word]! | ((1 << (((offset + at) & 3) << 3)) - 1)
        let found = (four - 0x0e0e0e0e) & ~four & HIGH
        if (found === 0) {
          // Two words at a step while neither holds one.
          for (word++; word + 1 < last; word += 2) {
            const one = words[word]!
            const two = words[word + 1]!
            if (((((one - 0x0e0e0e0e) & ~one) | ((two - 0x0e0e0e0e) & ~two)) & HIGH) !== 0) break
          }
          for (; word < last; word++) {
            four = words[word]!
            found = (four - 0x0e0e0e0e) & ~four & HIGH
            if (found !== 0) break
          }
        }
        at = (word << 2) - offset
        if (found === 0) continue
        at += (31 - Math.clz32(found & -found)) >> 3
      }
      const octet = chunk[at]!
      if (octet === CR) {
        const next = at + 2
        if (next >= end || chunk[at + 1] !== LF || chunk[next] === DOT || next - lineStart > maxLine) break
        lineStart = next
        at = next
      } else if (octet === LF || octet === 0) break
      else at++
    }
    this.lineStart = lineStart
    return at
  }
}

/** What a {@link DotEncoder} does with octets that may not go out. */
export interface DotEncoderOptions {
  /** Turns a bare CR or LF into CRLF instead of refusing it. A NUL is refused either way. */
  readonly normalize?: boolean
}

/** Dot-stuffs content for the wire; adds the last CRLF where it is missing, and the dot that ends it all. */
export class DotEncoder {
  readonly #fail: Fail<'bare-cr' | 'bare-lf' | 'nul'>
  readonly #normalize: boolean
  #before = LINE_START
  #encoded = 0

  constructor(fail: Fail<'bare-cr' | 'bare-lf' | 'nul'>, options: DotEncoderOptions = {}) {
    this.#fail = fail
    this.#normalize = options.normalize ?? false
  }

  /**
   * The wire form of the next piece of content, as views on it and copies of short lines.
   *
   * @throws `bare-cr`, `bare-lf`, `nul`, before anything of this piece is given; the offset counts content octets.
   */
  encode(content: Uint8Array): Uint8Array[] {
    const end = content.length
    const lines = new PlainLines(content, Number.POSITIVE_INFINITY)
    const pieces = new Pieces(content)
    let from = 0
    let at = 0
    let lineStart = this.#before === LINE_START
    let afterCr = this.#before === AFTER_CR
    while (at < end) {
      if (afterCr) {
        if (content[at] === LF) at++
        else {
          if (!this.#normalize) this.#refuse('bare-cr', at - 1)
          pieces.add(from, at)
          pieces.put(LF)
          from = at
        }
        lineStart = true
        afterCr = false
        if (at === end) break
      }
      if (lineStart && content[at] === DOT) {
        // The dot ends one piece and starts the next, and so goes out twice.
        pieces.add(from, at + 1)
        from = at
      }
      lineStart = false
      at = lines.next(at)
      if (at === end) break
      const octet = content[at]
      if (octet === 0) this.#refuse('nul', at)
      if (octet === LF) {
        if (!this.#normalize) this.#refuse('bare-lf', at)
        pieces.add(from, at)
        pieces.put(CR)
        from = at
        lineStart = true
      }
      afterCr = octet === CR
      at++
    }
    pieces.add(from, end)
    this.#before = afterCr ? AFTER_CR : lineStart ? LINE_START : IN_LINE
    this.#encoded += end
    return pieces.all()
  }

  /** The end: CRLF if the last line lacks it, then the dot. @throws `bare-cr` */
  end(): Uint8Array {
    if (this.#before === AFTER_CR && !this.#normalize) this.#refuse('bare-cr', -1)
    const missing = this.#before === LINE_START ? [] : this.#before === AFTER_CR ? [LF] : [CR, LF]
    this.#before = LINE_START
    this.#encoded = 0
    return Uint8Array.of(...missing, DOT, CR, LF)
  }

  #refuse(kind: 'bare-cr' | 'bare-lf' | 'nul', at: number): never {
    return this.#fail(
      kind,
      this.#encoded + at,
      `encode data: ${kind === 'nul' ? 'NUL' : `bare ${kind.slice(5).toUpperCase()}`} in content`,
    )
  }
}
