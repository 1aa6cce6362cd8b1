/** Reads the listing in a positive response, for a client: its rows up to the dot, or its text (RFC 1939 5 and 7, RFC 2449 5, RFC 6856 3). */
import { CR, DOT, encodeText, type Input } from '@mailwire/bytes'
import type { Command } from './command/command.js'
import { fail, Pop3Error } from './error.js'
import type { Pop3Limits } from './limits.js'
import { type Kind, kindOf, type Listing, lineReaderOf } from './listing-kinds.js'
import { messageOfRow } from './listing-rows.js'
import { LONGEST_PLAIN_ROW } from './plain-rows.js'
import type { Response } from './response.js'
import { type MalformedRow, Row } from './row.js'

/** The rows up to the dot that follow a response. */
export class ListingReader {
  readonly response: Response
  readonly #limits: Pop3Limits
  readonly #kind: Kind
  readonly #row: Row
  readonly #malformed: MalformedRow[] = []
  #size = 0
  #count = 0

  constructor(command: Command, response: Response, limits: Pop3Limits, strict: boolean) {
    this.response = response
    this.#limits = limits
    this.#kind = kindOf(command)
    this.#row = new Row(strict)
  }

  /** Takes a row, without its CRLF and with its dots stuffed. @throws {@link Pop3Error} `limit`, and `nul` and `bare-cr` for what no line may hold */
  add(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const { listing, listingRows, capabilityRows } = this.#limits
    const kind = this.#kind
    const most = kind.ofMessages ? listingRows : capabilityRows
    this.#size += end - start + 2
    if (this.#size > listing) fail('limit', offset, `receive: a listing of more than ${listing} bytes`)
    if (++this.#count > most) fail('limit', offset, `receive: a listing of more than ${most} rows`)
    const from = bytes[start] === DOT && start < end ? start + 1 : start
    const row = this.#row
    const { length } = row.warnings
    try {
      kind.read(row.moveTo(bytes, from, end, offset + from - start))
    } catch (error) {
      if (!(error instanceof Pop3Error)) throw error
      row.warnings.length = length
      assertFramed(bytes, start, end, offset)
      this.#refused(row.text, error)
    }
    const { warnings } = this.#limits
    if (row.warnings.length > warnings) fail('limit', offset, `receive: a listing with more than ${warnings} warnings`)
  }

  /**
   * Takes the rows at the start of a chunk that need no framing first, and gives for each what {@link add} gives. It stops before a row that is near a limit
   * or not plain.
   */
  addPlain(input: Input): void {
    const { readPlain } = this.#kind
    const { listing, listingRows, rowLine } = this.#limits
    if (readPlain === undefined || rowLine < LONGEST_PLAIN_ROW) return
    const chunk = input.peek(listing - this.#size)
    if (chunk === undefined) return
    const { rows, bytes } = readPlain(chunk, listingRows - this.#count)
    if (rows === 0) return
    this.#count += rows
    this.#size += bytes
    input.consume(bytes)
  }

  #refused(row: string, error: Pop3Error): void {
    const { malformedRows } = this.#limits
    if (this.#malformed.length === malformedRows)
      fail('limit', error.offset, `receive: a listing with more than ${malformedRows} malformed rows`)
    this.#malformed.push({ row, message: this.#kind.ofMessages ? messageOfRow(row) : undefined, error })
  }

  get listing(): Listing {
    return this.#kind.listing({ malformed: this.#malformed, warnings: this.#row.warnings })
  }
}

/** Ends the session for a row that cannot be read because its line is not framed as one. */
function assertFramed(bytes: Uint8Array, start: number, end: number, offset: number): void {
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0) fail('nul', offset + at - start, 'receive: a row of the listing contains NUL')
    if (bytes[at] === CR) fail('bare-cr', offset + at - start, 'receive: a row of the listing contains a bare CR')
  }
}

/** The listing in the text of a positive response, where the command has one there. `end` is the offset in the stream at which the text ends. */
export function listingInLine(command: Command, { text }: Response, end: number, strict: boolean): Listing | undefined {
  const read = lineReaderOf(command)
  if (read === undefined) return undefined
  const bytes = encodeText(text, fail)
  const row = new Row(strict).moveTo(bytes, 0, bytes.length, end - bytes.length)
  try {
    return read(row, { malformed: [], warnings: row.warnings })
  } catch (error) {
    if (error instanceof Pop3Error) return { type: 'malformed', rows: [text], error }
    throw error
  }
}

/** Throws for a listing that is not wholly well-formed. @throws {@link Pop3Error} `bad-listing` */
export function checkListing(listing: Listing | undefined): void {
  if (listing === undefined) return
  if (listing.type === 'malformed') throw listing.error
  const [first] = 'malformed' in listing ? listing.malformed : []
  if (first !== undefined) throw first.error
}
