/**
 * The rows of listings, typed: STAT, LIST and UIDL (RFC 1939 5 and 7), LAST (RFC 1460 5), LANG (RFC 6856 3.2) and the names of mechanisms that
 * AUTH alone lists. `parse` functions read the grammar and nothing else; what servers are known to send besides, a connection reads.
 */
import { encodeText, upperAscii } from '@mailwire/bytes'
import type { Command } from './command/command.js'
import { LANGUAGE_TAG, MECHANISM } from './command/grammar.js'
import { fail } from './error.js'
import { Row } from './row.js'
import { fieldsOf, lineOf, textOf, wholeNumber } from './values.js'

/** STAT: the maildrop in short. */
export interface DropListing {
  /** Messages that are not marked as deleted. */
  readonly count: number
  /** Their sizes together, in bytes. */
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

/** A row of LANG: a language that the server has for its texts. */
export interface LanguageListing {
  /** A language tag, such as `en` or `en-boont` (RFC 5646). */
  readonly tag: string
  /** The language's name in the language itself. */
  readonly name: string | undefined
}

/** `drop-listing = nn SP mm`, and no requirement on what follows (RFC 1939 5). */
export function readDropListing(row: Row): DropListing {
  row.begin('STAT')
  const count = row.number(0)
  row.space()
  const octets = row.number(0)
  row.anything()
  return { count, octets }
}

/** `scan-listing = msg SP size`, and no requirement on what follows (RFC 1939 5). */
export function readScanListing(row: Row): ScanListing {
  row.begin('LIST')
  const message = row.number(1)
  row.space()
  const octets = row.number(0)
  row.anything()
  return { message, octets }
}

/** `unique-id-listing = msg SP unique-id`, and nothing follows (RFC 1939 7). */
export function readUniqueIdListing(row: Row): UniqueIdListing {
  row.begin('UIDL')
  const message = row.number(1)
  row.space()
  const uid = row.uniqueId()
  row.finish()
  return { message, uid }
}

/** `nn`: the highest message number that was accessed, or 0 (RFC 1460 5). */
export function readLast(row: Row): number {
  row.begin('LAST')
  const message = row.number(0)
  if (row.onlySpacesLeft) row.finish()
  else row.textAfter()
  return message
}

/** A language tag, and behind one space its name (RFC 6856 3.2). */
export function readLanguageListing(row: Row): LanguageListing {
  const tag = languageTag(row)
  if (row.onlySpacesLeft) {
    row.finish()
    return { tag, name: undefined }
  }
  row.space()
  return { tag, name: row.rest() }
}

/** The answer to LANG with a tag: the tag that was chosen, a space, and text in that language, which may be empty (RFC 6856 3.2). */
export function readChosenLanguage(row: Row): LanguageListing {
  const tag = languageTag(row)
  if (row.atEnd) return { tag, name: undefined }
  row.separator()
  return { tag, name: row.rest() }
}

function languageTag(row: Row): string {
  row.begin('LANG')
  const tag = row.word()
  return LANGUAGE_TAG.test(tag) ? tag : row.refuse('not a language tag')
}

/** The name of a mechanism, alone in its row. */
export function readMechanism(row: Row): string {
  row.begin('AUTH')
  const name = upperAscii(row.word())
  if (!MECHANISM.test(name)) row.refuse('not the name of a mechanism')
  row.finish()
  return name
}

/** The message number that a row of LIST or UIDL starts with, also where the rest of it is damaged. */
export function messageOfRow(row: string): number | undefined {
  const message = Number(/^([0-9]{1,16})(?: |$)/.exec(row)?.[1])
  return Number.isSafeInteger(message) && message > 0 ? message : undefined
}

/** How a row, or the text, of the positive answer to a command is read; `undefined` where it is for people. */
function readerOf(command: Command): ((row: Row) => unknown) | undefined {
  switch (command.verb) {
    case 'stat':
      return readDropListing
    case 'last':
      return readLast
    case 'list':
      return row => ofMessage(row, readScanListing(row), command.message)
    case 'uidl':
      return row => ofMessage(row, readUniqueIdListing(row), command.message)
    case 'lang':
      return command.tag === undefined ? readLanguageListing : readChosenLanguage
    case 'auth':
      return command.mechanism === undefined ? readMechanism : undefined
    case 'capa':
      return readWords
    default:
      return undefined
  }
}

/** A capability, whatever it is (RFC 2449 3). */
function readWords(row: Row): void {
  row.begin('CAPA')
  row.words()
}

/** What a row says, which must be about the message that was asked for, if one was. @throws {@link Pop3Error} `bad-listing` */
export function ofMessage<One extends { readonly message: number }>(row: Row, one: One, message: number | undefined): One {
  return message === undefined || one.message === message
    ? one
    : row.refuse(`message ${one.message} answers for message ${message}`)
}

/** Refuses a row, or a text, that a client could not read. @throws {@link Pop3Error} `bad-listing`, `bad-text` */
export function checkRow(command: Command, text: string): void {
  const read = readerOf(command)
  if (read !== undefined) strictly(read, text, 'parse row')
}

const strictly = <Value>(read: (row: Row) => Value, text: unknown, action: string): Value => {
  const bytes = encodeText(textOf(text, action), fail)
  return read(new Row(true).moveTo(bytes, 0, bytes.length, 0))
}

/**
 * The text of the answer to STAT. What follows the two numbers is left alone (RFC 1939 5).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that stands for no byte,
 * `bad-value` for anything but a string
 *
 * @example
 * parseDropListing('2 320') // => { count: 2, octets: 320 }
 */
export const parseDropListing = (text: string): DropListing => strictly(readDropListing, text, 'parse STAT')

/**
 * A row of LIST, or the text of the answer to LIST with a number. What follows the two numbers is left alone (RFC 1939 5).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that stands for no byte,
 * `bad-value` for anything but a string
 *
 * @example
 * parseScanListing('1 120') // => { message: 1, octets: 120 }
 */
export const parseScanListing = (text: string): ScanListing => strictly(readScanListing, text, 'parse LIST')

/**
 * A row of UIDL, or the text of the answer to UIDL with a number (RFC 1939 7).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that stands for no byte,
 * `bad-value` for anything but a string
 *
 * @example
 * parseUniqueIdListing('1 whqtswO00WBw418f9t5JxYwZ') // => { message: 1, uid: 'whqtswO00WBw418f9t5JxYwZ' }
 */
export const parseUniqueIdListing = (text: string): UniqueIdListing => strictly(readUniqueIdListing, text, 'parse UIDL')

/**
 * A row of LANG (RFC 6856 3.2).
 *
 * @throws {@link Pop3Error} `bad-listing` for what does not follow the grammar, `bad-text` for a lone surrogate that stands for no byte,
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
  if (!LANGUAGE_TAG.test(tag)) fail('bad-listing', 0, 'format LANG: not a language tag')
  if (name === undefined) return tag
  const text = lineOf(name, 'bad-listing', 'format LANG')
  return text.startsWith(' ') || text === ''
    ? fail('bad-listing', 0, 'format LANG: a name that is empty or starts with a space')
    : `${tag} ${text}`
}

const whole = (value: unknown, least: number, what: string): number => wholeNumber(value, least, 'bad-listing', `format ${what}`)
