/** What STAT, LIST and UIDL say, typed (RFC 1939 5 and 7). Rows are parsed for what the RFC says; what follows on a row is left alone. */
import { fail } from './error.js'
import { fieldsOf, textOf, wholeNumber } from './values.js'

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

/** `drop-listing = nn SP mm`. @throws {@link Pop3Error} `bad-listing`, `bad-value` for anything but a string */
export function parseDropListing(text: string): DropListing {
  const [, count, octets] = /^(\d{1,16}) (\d{1,16})(?: |$)/.exec(textOf(text, 'parse STAT')) ?? refuse('STAT')
  return { count: number(count!, 0, 'STAT'), octets: number(octets!, 0, 'STAT') }
}

/** `scan-listing = msg SP size`. @throws {@link Pop3Error} `bad-listing`, `bad-value` for anything but a string */
export function parseScanListing(text: string): ScanListing {
  const [, message, octets] = /^(\d{1,16}) +(\d{1,16})(?: |$)/.exec(textOf(text, 'parse LIST')) ?? refuse('LIST')
  return { message: number(message!, 1, 'LIST'), octets: number(octets!, 0, 'LIST') }
}

/** `unique-id-listing = msg SP unique-id`. @throws {@link Pop3Error} `bad-listing`, `bad-value` for anything but a string */
export function parseUniqueIdListing(text: string): UniqueIdListing {
  const [, message, uid] = /^(\d{1,16}) +([!-~]{1,70}) *$/.exec(textOf(text, 'parse UIDL')) ?? refuse('UIDL')
  return { message: number(message!, 1, 'UIDL'), uid: uid! }
}

/** The message number that a row of LIST or UIDL starts with, also where the rest of it is damaged. */
export function messageOfRow(row: string): number | undefined {
  const message = Number(/^(\d{1,16})(?: |$)/.exec(row)?.[1])
  return Number.isSafeInteger(message) && message > 0 ? message : undefined
}

/** The inverse of {@link parseDropListing}. @throws {@link Pop3Error} `bad-listing`, `bad-value` */
export function formatDropListing(listing: DropListing): string {
  const { count, octets } = fieldsOf(listing, 'format STAT')
  return `${whole(count, 0, 'STAT')} ${whole(octets, 0, 'STAT')}`
}

/** The inverse of {@link parseScanListing}. @throws {@link Pop3Error} `bad-listing`, `bad-value` */
export function formatScanListing(listing: ScanListing): string {
  const { message, octets } = fieldsOf(listing, 'format LIST')
  return `${whole(message, 1, 'LIST')} ${whole(octets, 0, 'LIST')}`
}

/** The inverse of {@link parseUniqueIdListing}. @throws {@link Pop3Error} `bad-listing`, `bad-value` */
export function formatUniqueIdListing(listing: UniqueIdListing): string {
  const { message, uid } = fieldsOf(listing, 'format UIDL')
  const text = textOf(uid, 'format UIDL')
  return /^[!-~]{1,70}$/.test(text)
    ? `${whole(message, 1, 'UIDL')} ${text}`
    : fail('bad-listing', 0, 'format UIDL: a unique-id is 1 to 70 characters from ! to ~')
}

function number(digits: string, least: number, what: string): number {
  const value = Number(digits)
  return Number.isSafeInteger(value) && value >= least
    ? value
    : fail('bad-listing', 0, `parse ${what}: ${digits} is out of range`)
}

const whole = (value: unknown, least: number, what: string): number => wholeNumber(value, least, 'bad-listing', `format ${what}`)

function refuse(what: string): never {
  return fail('bad-listing', 0, `parse ${what}: the row does not follow its grammar`)
}
