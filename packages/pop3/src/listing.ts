/**
 * The rows of listings, typed: STAT, LIST and UIDL (RFC 1939 5 and 7), LAST (RFC 1460 5), LANG (RFC 6856 3.2) and the names of mechanisms that
 * AUTH without an argument lists. The `parse` functions are strict: quirks of servers are read by a connection only.
 */
import { encodeText } from '@mailwire/bytes'
import { LANGUAGE_TAG } from './command/grammar.js'
import { fail } from './error.js'
import { readDropListing, readLanguageListing, readScanListing, readUniqueIdListing } from './listing-rows.js'
import { Row } from './row.js'
import { fieldsOf, lineOf, textOf, wholeNumber } from './values.js'

/** STAT: how many messages there are, and their size. */
export interface DropListing {
  /** Messages that are not marked as deleted. */
  readonly count: number
  /** The sum of their sizes in bytes. */
  readonly octets: number
}

/** A row of LIST. */
export interface ScanListing {
  readonly message: number
  /** The size of the message in bytes. */
  readonly octets: number
}

/** A row of UIDL. */
export interface UniqueIdListing {
  readonly message: number
  /** 1 to 70 characters from `!` to `~`. */
  readonly uid: string
}

/** A row of LANG: a language that the server can answer in. */
export interface LanguageListing {
  /** A language tag, such as `en` or `en-boont` (RFC 5646). */
  readonly tag: string
  /** The language's name in the language itself. */
  readonly name: string | undefined
}

const strictly = <Value>(read: (row: Row) => Value, text: unknown, action: string): Value => {
  const bytes = encodeText(textOf(text, action), fail)
  return read(new Row(true).moveTo(bytes, 0, bytes.length, 0))
}

/**
 * The text of the answer to STAT. What follows the two numbers is ignored (RFC 1939 5).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that does not represent a byte,
 * `bad-value` for anything but a string
 *
 * @example
 * parseDropListing('2 320') // => { count: 2, octets: 320 }
 */
export const parseDropListing = (text: string): DropListing => strictly(readDropListing, text, 'parse STAT')

/**
 * A row of LIST, or the text of the answer to LIST with a number. What follows the two numbers is ignored (RFC 1939 5).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that does not represent a byte,
 * `bad-value` for anything but a string
 *
 * @example
 * parseScanListing('1 120') // => { message: 1, octets: 120 }
 */
export const parseScanListing = (text: string): ScanListing => strictly(readScanListing, text, 'parse LIST')

/**
 * A row of UIDL, or the text of the answer to UIDL with a number (RFC 1939 7).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that does not represent a byte,
 * `bad-value` for anything but a string
 *
 * @example
 * parseUniqueIdListing('1 whqtswO00WBw418f9t5JxYwZ') // => { message: 1, uid: 'whqtswO00WBw418f9t5JxYwZ' }
 */
export const parseUniqueIdListing = (text: string): UniqueIdListing => strictly(readUniqueIdListing, text, 'parse UIDL')

/**
 * A row of LANG (RFC 6856 3.2).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that does not represent a byte,
 * `bad-value` for anything but a string
 *
 * @example
 * parseLanguageListing('en-boont English Boontling dialect') // => { tag: 'en-boont', name: 'English Boontling dialect' }
 */
export const parseLanguageListing = (text: string): LanguageListing => strictly(readLanguageListing, text, 'parse LANG')

/**
 * The inverse of {@link parseDropListing} (RFC 1939 5).
 *
 * @throws {@link Pop3Error} `bad-listing` for a number that may not be in it, `bad-value` for anything but an object
 *
 * @example
 * formatDropListing({ count: 2, octets: 320 }) // => '2 320'
 */
export function formatDropListing(listing: DropListing): string {
  const { count, octets } = fieldsOf(listing, 'format STAT')
  return `${whole(count, 0, 'STAT')} ${whole(octets, 0, 'STAT')}`
}

/**
 * The inverse of {@link parseScanListing} (RFC 1939 5).
 *
 * @throws {@link Pop3Error} `bad-listing` for a number that may not be in it, `bad-value` for anything but an object
 *
 * @example
 * formatScanListing({ message: 1, octets: 120 }) // => '1 120'
 */
export function formatScanListing(listing: ScanListing): string {
  const { message, octets } = fieldsOf(listing, 'format LIST')
  return `${whole(message, 1, 'LIST')} ${whole(octets, 0, 'LIST')}`
}

/**
 * The inverse of {@link parseUniqueIdListing} (RFC 1939 7).
 *
 * @throws {@link Pop3Error} `bad-listing` for a number or a unique-id that may not be in it, `bad-value` for values of the wrong type
 *
 * @example
 * formatUniqueIdListing({ message: 1, uid: 'a' }) // => '1 a'
 */
export function formatUniqueIdListing(listing: UniqueIdListing): string {
  const { message, uid } = fieldsOf(listing, 'format UIDL')
  const text = textOf(uid, 'format UIDL')
  return /^[!-~]{1,70}$/.test(text)
    ? `${whole(message, 1, 'UIDL')} ${text}`
    : fail('bad-listing', 0, 'format UIDL: a unique-id is 1 to 70 characters from ! to ~')
}

/**
 * The inverse of {@link parseLanguageListing} (RFC 6856 3.2).
 *
 * @throws {@link Pop3Error} `bad-listing` for a tag or a name that may not be in it, `bad-value` for values of the wrong type
 *
 * @example
 * formatLanguageListing({ tag: 'de', name: 'Deutsch' }) // => 'de Deutsch'
 */
export function formatLanguageListing(listing: LanguageListing): string {
  const { tag: given, name } = fieldsOf(listing, 'format LANG')
  const tag = textOf(given, 'format LANG')
  if (!LANGUAGE_TAG.test(tag)) fail('bad-listing', 0, 'format LANG: tag must be a language tag (RFC 5646)')
  if (name === undefined) return tag
  const text = lineOf(name, 'bad-listing', 'format LANG')
  return text.startsWith(' ') || text === ''
    ? fail('bad-listing', 0, 'format LANG: name is empty or starts with a space')
    : `${tag} ${text}`
}

const whole = (value: unknown, least: number, what: string): number => wholeNumber(value, least, 'bad-listing', `format ${what}`)
