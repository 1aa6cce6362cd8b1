/** Dot-stuffing for SMTP's DATA and POP3's multi-line responses (RFC 5321 4.5.2, RFC 1939 3): the other side of `dot-decoder.ts`. */
import { CR, DOT, LF } from './ascii.js'
import type { Fail } from './fail.js'
import { Pieces, SHORT } from './pieces.js'
import { PlainLines } from './plain-lines.js'

// What precedes the next byte.
const LINE_START = 0
const IN_LINE = 1
const AFTER_CR = 2

/** What a {@link DotEncoder} does with bytes that may not be sent. */
export interface DotEncoderOptions {
  /** Turns a bare CR or LF into CRLF instead of refusing it. A NUL is always refused. */
  readonly normalize?: boolean
}

/** Dot-stuffs content for the wire. Adds a missing CRLF at the end, and the final dot. */
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
   * @throws `bare-cr`, `bare-lf`, `nul`, before anything of this piece is given; the offset counts content bytes.
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
        if (at - from < SHORT) {
          pieces.add(from, at)
          from = at = pieces.addDotted(at, true)
          lineStart = content[at - 1] === LF
          continue
        }
        // The dot ends one piece and starts the next, so it is sent twice.
        pieces.add(from, at + 1)
        from = at
      }
      lineStart = false
      at = lines.next(at)
      if (at === end) break
      const byte = content[at]
      if (byte === 0) this.#refuse('nul', at)
      if (byte === LF) {
        if (!this.#normalize) this.#refuse('bare-lf', at)
        pieces.add(from, at)
        pieces.put(CR)
        from = at
        lineStart = true
      }
      afterCr = byte === CR
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
