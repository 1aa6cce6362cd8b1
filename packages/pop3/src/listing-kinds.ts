/** What each command lists (RFC 1939 5 and 7, RFC 2449 5, RFC 6856 3): how its rows are read and collected. */
import { type Capabilities, CapabilityReader } from './capability.js'
import type { Command } from './command/command.js'
import type { Pop3Error } from './error.js'
import type { DropListing, LanguageListing, ScanListing, UniqueIdListing } from './listing.js'
import {
  ofMessage,
  readChosenLanguage,
  readDropListing,
  readLanguageListing,
  readLast,
  readMechanism,
  readScanListing,
  readUniqueIdListing,
} from './listing-rows.js'
import { type ReadPlainRows, readPlainScanListings, readPlainUniqueIdListings } from './plain-rows.js'
import type { Pop3Warning } from './quirks.js'
import type { MalformedRow, Row } from './row.js'

/** What every listing has besides what it lists. */
export interface Read {
  /** What was read although the grammar does not allow it. */
  readonly warnings: readonly Pop3Warning[]
}

/** What a listing in rows has: a malformed row does not affect the others. */
export interface Rows extends Read {
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

/** How the rows of one command are read and collected. */
export interface Kind {
  readonly read: (row: Row) => void
  /** Reads at most `most` plain rows from the start of a chunk: a faster way, for the kinds that have one. */
  readonly readPlain?: (bytes: Uint8Array, most: number) => { readonly rows: number; readonly bytes: number }
  readonly listing: (rows: Rows) => Listing
  /** Rows that start with a message number. */
  readonly ofMessages: boolean
}

/** The kind of the rows that answer a command. */
export function kindOf(command: Command): Kind {
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

/** How the text of the positive response to a command is read; `undefined` where it is for people. */
export function lineReaderOf(command: Command): ((row: Row, rest: Rows) => Listing) | undefined {
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
        if (seen.has(message)) row.refuse(`message ${message} appears twice`)
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

/** Rows in one piece of a {@link RowList}. */
const PIECE = 4096

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
    return ([] as One[]).concat(...this.#pieces)
  }
}
