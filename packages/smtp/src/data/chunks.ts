/**
 * Content sent by length instead of dot-stuffing (RFC 3030 2). Unless announced as BINARYMIME it is still text: lines end in CRLF, and a bare
 * CR, a bare LF or a NUL in it allows SMTP smuggling once the next server relays it with DATA.
 */
import { CR, type DataViolation, LF, viewOf } from '@mailwire/bytes'
import { fail } from '../error.js'

/** Records what is not allowed in a text message, however the chunks are split. */
export class ChunkScanner {
  readonly #maxLine: number
  readonly #violations = new Map<DataViolation['kind'], { offset: number; count: number }>()
  #afterCr = false
  #seen = 0
  #lineStart = 0

  /** `maxLine` counts the bytes of a line with its CRLF. */
  constructor(maxLine: number) {
    this.#maxLine = maxLine
  }

  scan(bytes: Uint8Array): void {
    const { length } = bytes
    let afterCr = this.#afterCr
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!
      // Few bytes are below 14; the others only matter after a CR.
      if (byte > CR && !afterCr) continue
      if (byte === LF && afterCr) {
        this.#endLine(this.#seen + at + 1)
        afterCr = false
        continue
      }
      if (afterCr) this.#violation('bare-cr', this.#seen + at - 1)
      afterCr = byte === CR
      if (byte === LF) this.#violation('bare-lf', this.#seen + at)
      else if (byte === 0) this.#violation('nul', this.#seen + at)
    }
    this.#afterCr = afterCr
    this.#seen += length
  }

  /** The violations of the whole content, one entry per kind. */
  end(): DataViolation[] {
    if (this.#afterCr) this.#violation('bare-cr', this.#seen - 1)
    this.#afterCr = false
    this.#endLine(this.#seen)
    return Array.from(this.#violations, ([kind, { offset, count }]) => ({ kind, offset, count }))
  }

  #endLine(at: number): void {
    if (at - this.#lineStart > this.#maxLine) this.#violation('line-too-long', this.#lineStart)
    this.#lineStart = at
  }

  #violation(kind: DataViolation['kind'], offset: number): void {
    const seen = this.#violations.get(kind)
    if (seen === undefined) this.#violations.set(kind, { offset, count: 1 })
    else seen.count++
  }
}

/** Refuses or normalizes bytes that may not be sent, as for content sent with DATA. */
export class ChunkEncoder {
  readonly #normalize: boolean
  #afterCr = false
  #encoded = 0

  constructor(normalize: boolean) {
    this.#normalize = normalize
  }

  /** The next bytes of the message, as views. @throws {@link SmtpError} `bare-cr`, `bare-lf`, `nul`, before anything is returned */
  encode(content: Uint8Array): Uint8Array[] {
    const out: Uint8Array[] = []
    let afterCr = this.#afterCr
    let from = 0
    const insert = (at: number, byte: number): void => {
      if (at > from) out.push(viewOf(content, from, at))
      out.push(Uint8Array.of(byte))
      from = at
    }
    for (let at = 0; at < content.length; at++) {
      const byte = content[at]!
      if (byte > CR && !afterCr) continue
      if (byte === 0) this.#refuse('nul', at)
      if (afterCr && byte !== LF) {
        if (!this.#normalize) this.#refuse('bare-cr', at - 1)
        insert(at, LF)
      } else if (!afterCr && byte === LF) {
        if (!this.#normalize) this.#refuse('bare-lf', at)
        insert(at, CR)
      }
      afterCr = byte === CR
    }
    if (content.length > from) out.push(viewOf(content, from, content.length))
    this.#afterCr = afterCr
    this.#encoded += content.length
    return out
  }

  /** The LF missing after a final CR. @throws {@link SmtpError} `bare-cr` */
  end(): Uint8Array[] {
    if (!this.#afterCr) return []
    if (!this.#normalize) this.#refuse('bare-cr', -1)
    this.#afterCr = false
    return [Uint8Array.of(LF)]
  }

  #refuse(kind: 'bare-cr' | 'bare-lf' | 'nul', at: number): never {
    return fail(
      kind,
      this.#encoded + at,
      `encode chunk: ${kind === 'nul' ? 'NUL' : `bare ${kind.slice(5).toUpperCase()}`} in content`,
    )
  }
}
