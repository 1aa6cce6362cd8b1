/**
 * Incoming content: dot-stuffed lines after DATA (RFC 5321 4.5.2), or the counted bytes of BDAT (RFC 3030 2). It keeps the size, and
 * the violations found.
 */
import { type DataViolation, DotDecoder, type Input } from '@mailwire/bytes'
import { ChunkScanner } from './chunks.js'

/** `lines` follow DATA; `text` and `binary` come in chunks, and `binary` may contain any bytes (RFC 3030 3). */
export type IncomingKind = 'lines' | 'text' | 'binary'

/** The input that content is read from, and the tap that sees it. */
export interface ContentSource {
  readonly input: Input
  readonly tapped: boolean
  saw(bytes: Uint8Array): void
}

export class Incoming {
  /** Bytes so far, without the stuffed dots. */
  size = 0
  readonly #dots: DotDecoder | undefined
  readonly #scanner: ChunkScanner | undefined

  /** `maxLine` is the maximum length of a line, with its CRLF. */
  constructor(kind: IncomingKind, maxLine: number) {
    this.#dots = kind === 'lines' ? new DotDecoder(maxLine) : undefined
    this.#scanner = kind === 'text' ? new ChunkScanner(maxLine) : undefined
  }

  /** True once CRLF "." CRLF has been read. */
  get isDone(): boolean {
    return this.#dots?.done === true
  }

  /** The violations found; read this once, when the message is complete. */
  get violations(): readonly DataViolation[] {
    return this.#dots?.violations ?? this.#scanner?.end() ?? []
  }

  /** The next piece of the lines, dots unstuffed; `undefined` at the end, or when more input is needed. */
  readLines(source: ContentSource): Uint8Array | undefined {
    const bytes = this.#dots?.read(source.input, source.tapped ? seen => source.saw(seen) : undefined)
    if (bytes !== undefined) this.size += bytes.length
    return bytes
  }

  /** Counts and checks bytes of a chunk. */
  count(bytes: Uint8Array): void {
    this.size += bytes.length
    this.#scanner?.scan(bytes)
  }
}

/** The next counted bytes, at most `most`; `undefined` when more input is needed. */
export function readCounted(source: ContentSource, most: number): Uint8Array | undefined {
  const bytes = source.input.peek(most)
  if (bytes === undefined) return undefined
  source.input.consume(bytes.length)
  if (source.tapped) source.saw(bytes.slice())
  return bytes
}
