/**
 * Content on its way in, by lines or by count: dot-stuffed lines behind DATA (RFC 5321 4.5.2), or the counted bytes of BDAT (RFC 3030 2). It
 * knows how much there is, and what does not belong in a message.
 */
import { type DataViolation, DotDecoder, type Input } from '@mailwire/bytes'
import { ChunkScanner } from './chunks.js'

/** `lines` is what follows DATA; `text` and `binary` come in chunks, and anything may be in what is binary (RFC 3030 3). */
export type IncomingKind = 'lines' | 'text' | 'binary'

/** Where content is read from, and who sees it. */
export interface ContentSource {
  readonly input: Input
  readonly tapped: boolean
  saw(bytes: Uint8Array): void
}

export class Incoming {
  /** Bytes so far, without the dots that were stuffed in. */
  size = 0
  readonly #dots: DotDecoder | undefined
  readonly #scanner: ChunkScanner | undefined

  /** `maxLine`: how long a line may be, with its CRLF. */
  constructor(kind: IncomingKind, maxLine: number) {
    this.#dots = kind === 'lines' ? new DotDecoder(maxLine) : undefined
    this.#scanner = kind === 'text' ? new ChunkScanner(maxLine) : undefined
  }

  /** True once CRLF "." CRLF was read. */
  get isDone(): boolean {
    return this.#dots?.done === true
  }

  /** What does not belong in a message; ask once, when it is whole. */
  get violations(): readonly DataViolation[] {
    return this.#dots?.violations ?? this.#scanner?.end() ?? []
  }

  /** The next piece of the lines, its dots unstuffed. `undefined` at the end, or when more is needed. */
  readLines(source: ContentSource): Uint8Array | undefined {
    const bytes = this.#dots?.read(source.input, source.tapped ? seen => source.saw(seen) : undefined)
    if (bytes !== undefined) this.size += bytes.length
    return bytes
  }

  /** Takes note of bytes of a chunk. */
  count(bytes: Uint8Array): void {
    this.size += bytes.length
    this.#scanner?.scan(bytes)
  }
}

/** The next of the counted bytes, `most` at most; `undefined` when more is needed. */
export function readCounted(source: ContentSource, most: number): Uint8Array | undefined {
  const bytes = source.input.peek(most)
  if (bytes === undefined) return undefined
  source.input.consume(bytes.length)
  if (source.tapped) source.saw(bytes.slice())
  return bytes
}
