/** Gathers the rows of a positive response and types them by the command that asked (RFC 1939 5 and 7, RFC 2449 5, RFC 6856 3). */
import { CR, DOT, encodeText, type Input } from '@mailwire/bytes'
import { type Capabilities, CapabilityReader } from './capability.js'
import type { Command } from './command/command.js'
import { fail, Pop3Error } from './error.js'
import type { Pop3Limits } from './limits.js'
import type { DropListing, LanguageListing, ScanListing, UniqueIdListing } from './listing.js'
import {
  messageOfRow,
  ofMessage,
  readChosenLanguage,
  readDropListing,
  readLanguageListing,
  readLast,
  readMechanism,
  readScanListing,
  readUniqueIdListing,
} from './listing-rows.js'
import { LONGEST_PLAIN_ROW, type ReadPlainRows, readPlainScanListings, readPlainUniqueIdListings } from './plain-rows.js'
import type { Pop3Warning } from './quirks.js'
import type { Response } from './response.js'
import { type MalformedRow, Row } from './row.js'

/** Rows of a piece, from which on the next begins. */
const PIECE = 4096

/** What every listing has besides what it lists. */
interface Read {
  /** What was read although the grammar does not allow it. */
  readonly warnings: readonly Pop3Warning[]
}

/** Rows of which each counts alone. */
interface Rows extends Read {
  /** The rows that could not be read. */
  readonly malformed: readonly MalformedRow[]
}

/** What a positive response says beyond its first line, by the command that asked. */
export type Listing =
  | ({ readonly type: 'stat'; readonly drop: DropListing } & Read)
  /** The highest message number that was accessed, or 0. */
  | ({ readonly type: 'last'; readonly message: number } & Read)
  | ({ readonly type: 'list'; readonly rows: readonly ScanListing[] } & Rows)
  | ({ readonly type: 'uidl'; readonly rows: readonly UniqueIdListing[] } & Rows)
  | ({ readonly type: 'capa'; readonly capabilities: Capabilities; readonly rows: readonly string[] } & Rows)
  /** With a tag it is one row: the tag that was chosen, and the text of the response. */
  | ({ readonly type: 'lang'; readonly rows: readonly LanguageListing[] } & Rows)
  /** AUTH without an argument: names of mechanisms in upper case. */
  | ({ readonly type: 'auth'; readonly mechanisms: readonly string[] } & Rows)
  /** The one line that answers STAT, LAST, or LIST, UIDL or LANG with an argument, where it does not follow its grammar or is about another message. */
  | { readonly type: 'malformed'; readonly rows: readonly string[]; readonly error: Pop3Error }

/** How the rows of one command are read, and what they make together. */
interface Kind {
  readonly read: (row: Row) => void
  /** Reads the plain rows that a chunk begins with, at most `most`, for kinds that have a faster way. */
  readonly readPlain?: (bytes: Uint8Array, most: number) => { readonly rows: number; readonly bytes: number }
  readonly listing: (rows: Rows) => Listing
  /** Rows that start with a message number. */
  readonly ofMessages: boolean
}

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
  }

  /**
   * Takes the rows of a chunk that can be read without being framed first. It gives what {@link add} gives for each of them, and leaves those that are
   * near a limit or in any way special.
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
      fail('limit', error.offset, `receive: more than ${malformedRows} malformed rows`)
    this.#malformed.push({ row, message: this.#kind.ofMessages ? messageOfRow(row) : undefined, error })
  }

  get listing(): Listing {
    return this.#kind.listing({ malformed: this.#malformed, warnings: this.#row.warnings })
  }
}

/** A row that cannot be read may be so because it is no line. */
function assertFramed(bytes: Uint8Array, start: number, end: number, offset: number): void {
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0) fail('nul', offset + at - start, 'receive: NUL in a listing')
    if (bytes[at] === CR) fail('bare-cr', offset + at - start, 'receive: CR in a listing')
  }
}

function kindOf(command: Command): Kind {
  switch (command.verb) {
    case 'list':
      return messages(readScanListing, readPlainScanListings, (rows, rest) => ({ type: 'list', rows, ...rest }))
    case 'uidl':
      return messages(readUniqueIdListing, readPlainUniqueIdListings, (rows, rest) => ({ type: 'uidl', rows, ...rest }))
    case 'capa':
      return capabilities()
    case 'lang':
      return each(readLanguageListing, (rows, rest) => ({ type: 'lang', rows, ...rest }))
    default: // No other command is answered by rows.
      return each(readMechanism, (mechanisms, rest) => ({ type: 'auth', mechanisms, ...rest }))
  }
}

function each<One>(read: (row: Row) => One, listing: (found: readonly One[], rest: Rows) => Listing): Kind {
  const found: One[] = []
  return {
    ofMessages: false,
    read: row => {
      found.push(read(row))
    },
    listing: rest => listing(found, rest),
  }
}

function capabilities(): Kind {
  const reader = new CapabilityReader()
  const rows: string[] = []
  return {
    ofMessages: false,
    read: row => {
      reader.read(row)
      rows.push(row.text)
    },
    listing: rest => ({ type: 'capa', capabilities: reader.capabilities, rows, ...rest }),
  }
}

/** Rows that start with a message number, each message once. Most servers list in order, and then there is nothing to remember but the rows. */
function messages<One extends { readonly message: number }>(
  read: (row: Row) => One,
  readPlain: ReadPlainRows<One>,
  listing: (found: readonly One[], rest: Rows) => Listing,
): Kind {
  const found = new RowList<One>()
  let last = 0
  let seen: Set<number> | undefined
  return {
    ofMessages: true,
    read: row => {
      const one = read(row)
      const { message } = one
      if (message <= last || seen !== undefined) {
        seen ??= new Set(found.all().map(before => before.message))
        if (seen.has(message)) row.refuse(`message ${message} is in it twice`)
        seen.add(message)
      }
      last = message
      found.open().push(one)
    },
    readPlain: (bytes, most) => {
      const rows = found.open()
      const before = rows.length
      const used = seen === undefined ? readPlain(bytes, most, last, rows) : 0
      if (used > 0) last = rows.at(-1)!.message
      return { rows: rows.length - before, bytes: used }
    },
    listing: rest => listing(found.all(), rest),
  }
}

/**
 * Rows in pieces, joined at the end. One array that grows to 100,000 rows is moved to larger memory twenty times: a tenth of the time of UIDL (measured).
 */
class RowList<One> {
  readonly #pieces: One[][] = [[]]

  /** The piece that the next rows go to. */
  open(): One[] {
    const last = this.#pieces.at(-1)!
    if (last.length < PIECE) return last
    const next: One[] = []
    this.#pieces.push(next)
    return next
  }

  all(): One[] {
    return this.#pieces.length === 1 ? this.#pieces[0]! : ([] as One[]).concat(...this.#pieces)
  }
}

/**
 * The listing in the text of a positive response, where the command has one there. `end` is the offset of the end of the response's line, which its
 * text ends.
 */
export function listingInLine(command: Command, { text }: Response, end: number, strict: boolean): Listing | undefined {
  const read = inLine(command)
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

function inLine(command: Command): ((row: Row, rest: Rows) => Listing) | undefined {
  switch (command.verb) {
    case 'stat':
      return (row, { warnings }) => ({ type: 'stat', drop: readDropListing(row), warnings })
    case 'last':
      return (row, { warnings }) => ({ type: 'last', message: readLast(row), warnings })
    case 'list':
      return (row, rest) => ({ type: 'list', rows: [ofMessage(row, readScanListing(row), command.message)], ...rest })
    case 'uidl':
      return (row, rest) => ({ type: 'uidl', rows: [ofMessage(row, readUniqueIdListing(row), command.message)], ...rest })
    case 'lang':
      return (row, rest) => ({ type: 'lang', rows: [readChosenLanguage(row)], ...rest })
    default:
      return undefined
  }
}

/** Refuses a listing of which a part does not follow its grammar. @throws {@link Pop3Error} `bad-listing` */
export function checkListing(listing: Listing | undefined): void {
  if (listing === undefined) return
  if (listing.type === 'malformed') throw listing.error
  const [first] = 'malformed' in listing ? listing.malformed : []
  if (first !== undefined) throw first.error
}
