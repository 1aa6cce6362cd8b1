/** What STAT, LIST and UIDL say, typed (RFC 1939 5 and 7). Rows are parsed for what the RFC says; what follows on a row is left alone. */
import { fail } from './error.js'

/** STAT: the maildrop in short. */
export interface DropListing {
  /** Messages that are not marked as deleted. */
  readonly count: number
  readonly octets: number
}

/** A row of LIST. */
export interface ScanListing {
  readonly message: number
  readonly octets: number
}

/** A row of UIDL. */
export interface UniqueIdListing {
  readonly message: number
  /** 1 to 70 characters from `!` to `~`. */
  readonly uid: string
}

/** `drop-listing = nn SP mm`. @throws {@link Pop3Error} `bad-listing` */
export function parseDropListing(text: string): DropListing {
  const [, count, octets] = /^(\d{1,16}) (\d{1,16})(?: |$)/.exec(text) ?? refuse('STAT')
  return { count: number(count!, 0), octets: number(octets!, 0) }
}

/** `scan-listing = msg SP size`. @throws {@link Pop3Error} `bad-listing` */
export function parseScanListing(text: string): ScanListing {
  const [, message, octets] = /^(\d{1,16}) +(\d{1,16})(?: |$)/.exec(text) ?? refuse('LIST')
  return { message: number(message!, 1), octets: number(octets!, 0) }
}

/** `unique-id-listing = msg SP unique-id`. @throws {@link Pop3Error} `bad-listing` */
export function parseUniqueIdListing(text: string): UniqueIdListing {
  const [, message, uid] = /^(\d{1,16}) +([!-~]{1,70}) *$/.exec(text) ?? refuse('UIDL')
  return { message: number(message!, 1), uid: uid! }
}

/** The inverse of {@link parseDropListing}. */
export const formatDropListing = ({ count, octets }: DropListing): string => `${whole(count, 0)} ${whole(octets, 0)}`
/** The inverse of {@link parseScanListing}. */
export const formatScanListing = ({ message, octets }: ScanListing): string => `${whole(message, 1)} ${whole(octets, 0)}`
/** The inverse of {@link parseUniqueIdListing}. */
export const formatUniqueIdListing = ({ message, uid }: UniqueIdListing): string =>
  /^[!-~]{1,70}$/.test(uid)
    ? `${whole(message, 1)} ${uid}`
    : fail('bad-listing', 0, 'format UIDL: a unique-id is 1 to 70 characters from ! to ~')

function number(digits: string, least: number): number {
  const value = Number(digits)
  return Number.isSafeInteger(value) && value >= least
    ? value
    : fail('bad-listing', 0, `parse listing: ${digits} is out of range`)
}

function whole(value: number, least: number): number {
  return Number.isSafeInteger(value) && value >= least
    ? value
    : fail('bad-listing', 0, `format listing: ${String(value)} is out of range`)
}

function refuse(what: string): never {
  return fail('bad-listing', 0, `parse ${what}: the row does not follow its grammar`)
}
