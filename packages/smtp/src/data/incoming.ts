/** A message on its way in, as dot-stuffed lines or as counted chunks: how much there is of it, and what does not belong in it. */
import { type DataViolation, DotDecoder, type Input } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import type { ServerEvent } from '../session/events.js'
import { ChunkScanner } from './chunks.js'

export class Incoming {
  /** Octets so far, without the dots that were stuffed in. */
  size = 0
  readonly #dots: DotDecoder | undefined
  readonly #scanner: ChunkScanner | undefined

  /** `lines` is what follows DATA; `text` and `binary` come in chunks, and anything may stand in what is binary (RFC 3030 3). */
  constructor(kind: 'lines' | 'text' | 'binary', maxLine: number) {
    this.#dots = kind === 'lines' ? new DotDecoder(maxLine) : undefined
    this.#scanner = kind === 'text' ? new ChunkScanner(maxLine) : undefined
  }

  /** True once CRLF "." CRLF was read. */
  get done(): boolean {
    return this.#dots?.done === true
  }

  /** What does not belong in a message; ask once, when it is whole. */
  get violations(): readonly DataViolation[] {
    return this.#dots?.violations ?? this.#scanner?.end() ?? []
  }

  /** The next piece of the lines, its dots unstuffed. `undefined` at the end, or when more is needed. */
  readLines(input: Input, saw: ((bytes: Uint8Array) => void) | undefined): Uint8Array | undefined {
    const bytes = this.#dots?.read(input, saw)
    if (bytes !== undefined) this.size += bytes.length
    return bytes
  }

  /** Takes note of octets of a chunk. */
  count(bytes: Uint8Array): void {
    this.size += bytes.length
    this.#scanner?.scan(bytes)
  }
}

/** The octets behind a BDAT that are to come; where it was refused they are thrown away. */
export interface Chunk {
  readonly command: Command & { verb: 'bdat' }
  readonly refuse: (() => ServerEvent) | undefined
  left: number
}
