/** Gathers the rows of a positive response and types them by the command that asked (RFC 1939 5 and 7, RFC 2449 5). */
import { type Capabilities, parseCapabilities } from './capability.js'
import type { Command } from './command/command.js'
import { fail, Pop3Error } from './error.js'
import type { Pop3Limits } from './limits.js'
import {
  type DropListing,
  messageOfRow,
  parseDropListing,
  parseScanListing,
  parseUniqueIdListing,
  type ScanListing,
  type UniqueIdListing,
} from './listing.js'
import type { Response } from './response.js'

/** A row of LIST or UIDL that does not follow its grammar, or names a message for the second time. It costs only itself. */
export interface MalformedRow {
  readonly row: string
  /** The message that it starts with, where that can be read. */
  readonly message: number | undefined
  /** What is wrong with it; `offset` is where the row starts in the stream. */
  readonly error: Pop3Error
}

/** What a positive response says beyond its first line, by the command that asked. */
export type Listing =
  | { readonly type: 'stat'; readonly drop: DropListing }
  | { readonly type: 'list'; readonly rows: readonly ScanListing[]; readonly malformed: readonly MalformedRow[] }
  | { readonly type: 'uidl'; readonly rows: readonly UniqueIdListing[]; readonly malformed: readonly MalformedRow[] }
  | { readonly type: 'capa'; readonly capabilities: Capabilities; readonly rows: readonly string[] }
  /** LANG and AUTH without an argument. */
  | { readonly type: 'rows'; readonly rows: readonly string[] }
  /** The one line that answers STAT, or LIST or UIDL with a number, where it does not follow its grammar or is about another message. */
  | { readonly type: 'malformed'; readonly rows: readonly string[]; readonly error: Pop3Error }

/** The rows up to the dot that follow a response. */
export class ListingReader {
  readonly response: Response
  readonly #limits: Pop3Limits
  readonly #rows: MessageRows<{ readonly message: number }> | undefined
  readonly #texts: string[] = []
  readonly #make: (texts: readonly string[]) => Listing
  #size = 0
  #count = 0

  constructor(command: Command, response: Response, limits: Pop3Limits) {
    this.response = response
    this.#limits = limits
    if (command.verb === 'list') {
      const found = new MessageRows(parseScanListing)
      this.#rows = found
      this.#make = () => ({ type: 'list', rows: found.rows, malformed: found.malformed })
    } else if (command.verb === 'uidl') {
      const found = new MessageRows(parseUniqueIdListing)
      this.#rows = found
      this.#make = () => ({ type: 'uidl', rows: found.rows, malformed: found.malformed })
    } else if (command.verb === 'capa') this.#make = rows => ({ type: 'capa', capabilities: parseCapabilities(rows), rows })
    else this.#make = rows => ({ type: 'rows', rows })
  }

  /** Takes a row of so many bytes. @throws {@link Pop3Error} `limit` */
  add(row: string, size: number, offset: number): void {
    const { listing, listingRows, capabilityRows } = this.#limits
    const most = this.#rows === undefined ? capabilityRows : listingRows
    this.#size += size
    if (this.#size > listing) fail('limit', offset, `receive: a listing of more than ${listing} bytes`)
    if (++this.#count > most) fail('limit', offset, `receive: a listing of more than ${most} rows`)
    if (this.#rows === undefined) this.#texts.push(row)
    else this.#rows.add(row, offset)
  }

  get listing(): Listing {
    return this.#make(this.#texts)
  }
}

/** Rows that start with a message number, each message once. */
class MessageRows<Row extends { readonly message: number }> {
  readonly rows: Row[] = []
  readonly malformed: MalformedRow[] = []
  readonly #parse: (text: string) => Row
  readonly #messages = new Set<number>()

  constructor(parse: (text: string) => Row) {
    this.#parse = parse
  }

  add(text: string, offset: number): void {
    try {
      const row = this.#parse(text)
      if (this.#messages.has(row.message)) fail('bad-listing', 0, `parse listing: message ${row.message} is in it twice`)
      this.#messages.add(row.message)
      this.rows.push(row)
    } catch (error) {
      this.malformed.push({ row: text, message: messageOfRow(text), error: placed(error, offset) })
    }
  }
}

/** The listing in the text of a positive response, where the command has one there. */
export function listingInLine(command: Command, { text }: Response, offset: number): Listing | undefined {
  try {
    switch (command.verb) {
      case 'stat':
        return { type: 'stat', drop: parseDropListing(text) }
      case 'list':
        return { type: 'list', rows: [ofMessage(parseScanListing(text), command.message)], malformed: [] }
      case 'uidl':
        return { type: 'uidl', rows: [ofMessage(parseUniqueIdListing(text), command.message)], malformed: [] }
      default:
        return undefined
    }
  } catch (error) {
    return { type: 'malformed', rows: [text], error: placed(error, offset) }
  }
}

/** Refuses a listing of which a part does not follow its grammar. @throws {@link Pop3Error} `bad-listing`, `bad-number` */
export function checkListing(listing: Listing | undefined): void {
  if (listing === undefined) return
  if (listing.type === 'malformed') throw listing.error
  const [first] = 'malformed' in listing ? listing.malformed : []
  if (first !== undefined) throw first.error
}

/** The row, which must be about the message that was asked for, if one was. @throws {@link Pop3Error} `bad-listing` */
export function ofMessage<Row extends { readonly message: number }>(row: Row, message: number | undefined): Row {
  return message === undefined || row.message === message
    ? row
    : fail('bad-listing', 0, `parse listing: message ${row.message} answers for message ${message}`)
}

/** The error with its place in the stream. */
function placed(error: unknown, offset: number): Pop3Error {
  if (error instanceof Pop3Error) return new Pop3Error(error.code, offset, error.message)
  throw error
}
