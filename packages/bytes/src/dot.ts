/**
 * The multi-line framing that SMTP's DATA and POP3's multi-line responses share: lines end in CRLF, a line that starts with a dot
 * has one dot more on the wire, and CRLF "." CRLF ends it (RFC 5321 4.5.2, RFC 1939 3). The CRLF before the first line counts.
 *
 * Only that sequence ends it. A bare CR, a bare LF, a NUL or a line that is too long never does: the decoder records it, hands the
 * octets on as they are and reads to the true end, so that the two sides cannot come to disagree about where that is.
 */
import { CR, DOT, LF } from './ascii.js'
import type { Fail } from './fail.js'
import { viewOf } from './input.js'

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

/** Undoes dot-stuffing: `push` a chunk, then `next` until it gives `undefined`. What it gives are views on the chunk. */
export class DotDecoder {
  /** True once CRLF "." CRLF was read; `position` is then just behind it. */
  done = false
  /** How much of the pushed chunk is used. */
  position = 0

  readonly #maxLine: number
  readonly #violations = new Map<DataViolation['kind'], { offset: number; count: number }>()
  #chunk: Uint8Array = new Uint8Array(0)
  #words: Int32Array | undefined
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
    this.#words = wordsOf(chunk)
    this.position = 0
  }

  /** The next piece of content, or `undefined` when the chunk is used up or the end was read (see `done`). */
  next(): Uint8Array | undefined {
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
    return undefined
  }

  /** Content from here to the next withheld dot or the end of the chunk; at least one octet. */
  #content(): Uint8Array {
    const chunk = this.#chunk
    const start = this.position
    let at = start
    let lineStart = start - this.#lineLength
    if (this.#before === AFTER_CR) {
      if (chunk[at] === LF) {
        at++
        this.#endLine(at - lineStart, start, at)
        lineStart = at
        if (chunk[at] === DOT || at === chunk.length) return this.#give(at - start, LINE_START, 0)
      } else this.#violation('bare-cr', -1)
    }
    for (;;) {
      at = this.#nextControl(at)
      if (at === chunk.length) return this.#give(at - start, IN_LINE, at - lineStart)
      const octet = chunk[at++]
      if (octet === CR) {
        if (at === chunk.length) return this.#give(at - start, AFTER_CR, at - lineStart)
        if (chunk[at] !== LF) {
          this.#violation('bare-cr', at - 1 - start)
          continue
        }
        at++
        this.#endLine(at - lineStart, start, at)
        lineStart = at
        if (chunk[at] === DOT || at === chunk.length) return this.#give(at - start, LINE_START, 0)
      } else if (octet === LF) this.#violation('bare-lf', at - 1 - start)
      else if (octet === 0) this.#violation('nul', at - 1 - start)
    }
  }

  #give(length: number, before: number, lineLength: number): Uint8Array {
    this.#before = before
    this.#lineLength = lineLength
    this.#decoded += length
    const view = viewOf(this.#chunk, this.position, this.position + length)
    this.position += length
    return view
  }

  #endLine(length: number, start: number, at: number): void {
    if (length > this.#maxLine) this.#violation('line-too-long', at - start - length)
  }

  #violation(kind: DataViolation['kind'], at: number): void {
    const seen = this.#violations.get(kind)
    if (seen === undefined) this.#violations.set(kind, { offset: this.#decoded + at, count: 1 })
    else seen.count++
  }

  /** Where the next octet below 14 stands (CR, LF, NUL and their like), or the chunk's length: four octets at a step. */
  #nextControl(from: number): number {
    const chunk = this.#chunk
    const words = this.#words
    let at = from
    if (words !== undefined) {
      const first = firstWord(chunk)
      for (; at < first || ((at - first) & 3) !== 0; at++) if (at === chunk.length || chunk[at]! < 14) return at
      for (let word = (at - first) >> 2; word < words.length; word++, at += 4) {
        const four = words[word]!
        if (((four - 0x0e0e0e0e) & ~four & 0x80808080) !== 0) break
      }
    }
    while (at < chunk.length && chunk[at]! >= 14) at++
    return at
  }
}

/** Where the first aligned word of a chunk begins. */
const firstWord = (chunk: Uint8Array): number => -chunk.byteOffset & 3

/** The whole words of a chunk, or `undefined` for one so short that a view costs more than it saves. */
function wordsOf(chunk: Uint8Array): Int32Array | undefined {
  const count = (chunk.length - firstWord(chunk)) >> 2
  return count < 16 ? undefined : new Int32Array(chunk.buffer, chunk.byteOffset + firstWord(chunk), count)
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
   * The wire form of the next piece of content, as views on it.
   *
   * @throws `bare-cr`, `bare-lf`, `nul`, before anything of this piece is given; the offset counts content octets.
   */
  encode(content: Uint8Array): Uint8Array[] {
    const out: Uint8Array[] = []
    let before = this.#before
    let from = 0
    const put = (to: number): void => {
      if (to > from) out.push(viewOf(content, from, to))
    }
    for (let at = 0; at < content.length; at++) {
      const octet = content[at]!
      if (before === AFTER_CR && octet !== LF) {
        if (!this.#normalize) this.#refuse('bare-cr', at - 1)
        put(at)
        out.push(Uint8Array.of(LF))
        from = at
        before = LINE_START
      }
      if (octet === DOT && before === LINE_START) {
        // The dot ends one view and starts the next, and so goes out twice.
        put(at + 1)
        from = at
      } else if (octet === 0) this.#refuse('nul', at)
      else if (octet === LF && before !== AFTER_CR) {
        if (!this.#normalize) this.#refuse('bare-lf', at)
        put(at)
        out.push(Uint8Array.of(CR))
        from = at
      }
      before = octet === LF ? LINE_START : octet === CR ? AFTER_CR : IN_LINE
    }
    put(content.length)
    this.#before = before
    this.#encoded += content.length
    return out
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
