/**
 * How the rows of listings are read, each function named after its rule: STAT, LIST and UIDL (RFC 1939 5 and 7), LAST (RFC 1460 5), LANG (RFC 6856 3.2) and
 * the names that AUTH without an argument lists. Deviations become warnings of the row.
 */
import { encodeText, LF, upperAscii } from '@mailwire/bytes'
import type { Command } from './command/command.js'
import { LANGUAGE_TAG, MECHANISM } from './command/grammar.js'
import { fail } from './error.js'
import type { DropListing, LanguageListing, ScanListing, UniqueIdListing } from './listing.js'
import { Row } from './row.js'

/** `drop-listing = nn SP mm`, and no requirement on what follows (RFC 1939 5). */
export function readDropListing(row: Row): DropListing {
  const [count, octets] = twoNumbers(row, 'STAT', 0)
  return { count, octets }
}

/** `scan-listing = msg SP size`, and no requirement on what follows (RFC 1939 5). */
export function readScanListing(row: Row): ScanListing {
  const [message, octets] = twoNumbers(row, 'LIST', 1)
  return { message, octets }
}

/** A number from `least`, a space and a size; whatever follows. */
function twoNumbers(row: Row, what: string, least: number): [number, number] {
  row.begin(what)
  const first = row.number(least)
  row.space()
  const size = row.number(0)
  row.anything()
  return [first, size]
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

/** A language tag, and after one space its name (RFC 6856 3.2). */
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
  return LANGUAGE_TAG.test(tag) ? tag : row.refuse('a language tag expected')
}

/** The name of a mechanism, alone in its row. */
export function readMechanism(row: Row): string {
  row.begin('AUTH')
  const name = upperAscii(row.word())
  if (!MECHANISM.test(name)) row.refuse('a mechanism name expected')
  row.finish()
  return name
}

/** The message number that a row of LIST or UIDL starts with, even where the rest of it cannot be read. */
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

/** Checks that a row is about the message that was asked for, if one was. @throws {@link Pop3Error} `bad-listing` */
export function ofMessage<One extends { readonly message: number }>(row: Row, one: One, message: number | undefined): One {
  return message === undefined || one.message === message
    ? one
    : row.refuse(`the row is about message ${one.message}, but message ${message} was requested`)
}

/** Refuses rows, or a text, that a strict client could not read. None of them may hold an LF. @throws {@link Pop3Error} `bad-listing`, `bad-text` */
export function checkRows(command: Command, texts: readonly string[]): void {
  const read = readerOf(command)
  if (read === undefined || texts.length === 0) return
  const row = new Row(true)
  // Encoded at once: an array for each row costs more than reading the row (measured).
  const bytes = encodeText(`${texts.join('\n')}\n`, fail)
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(LF, start)
    read(row.moveTo(bytes, start, end, 0))
    start = end + 1
  }
}
