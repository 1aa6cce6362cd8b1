/** Deviations from the grammar that are read unless `strict` is set, each with a warning that names its row. */
import type { Quirk, QuirkWarning } from '@mailwire/bytes'

/** A row of {@link quirks}. */
export type Pop3Quirk =
  | 'trailing-space'
  | 'extra-space'
  | 'leading-space'
  | 'space-in-name'
  | 'keyword-length'
  | 'bare-auth'
  | 'not-utf8'
  | 'status-case'
  | 'glued-status'
  | 'bare-plus'
  | 'text-after'
  | 'mechanism-name'

/** A deviation from the grammar that was read. */
export type Pop3Warning = QuirkWarning<Pop3Quirk>

/** Options of a decoder. */
export interface DecodeOptions {
  /** Refuses what the grammar does not allow: every row of `quirks`. */
  readonly strict?: boolean | undefined
  /** Where the bytes start in their stream; added to the offsets of errors and warnings. */
  readonly origin?: number | undefined
}

/**
 * Every deviation from the grammar that is read, by the id that a warning carries.
 *
 * @example
 * quirks['extra-space'].departsFrom // => 'RFC 1939 5 and 7, RFC 2449 3'
 */
export const quirks: Readonly<Record<Pop3Quirk, Quirk>> = {
  'trailing-space': {
    accepts: 'spaces at the end of a command or of a row of a listing, which are dropped; a password keeps them',
    sentBy: 'programs that end each command with a space',
    departsFrom: 'RFC 1939 7, RFC 2449 3',
  },
  'extra-space': {
    accepts: 'more than one space where the grammar has one, in commands and in listings; a password keeps them',
    sentBy: 'people who type, and servers that align the columns of UIDL',
    departsFrom: 'RFC 1939 5 and 7, RFC 2449 3',
  },
  'leading-space': {
    accepts: 'spaces before the first word of a row of a listing, which are dropped',
    sentBy: 'servers that indent or align their listings',
    departsFrom: 'RFC 1939 5 and 7, RFC 2449 3',
  },
  'space-in-name': {
    accepts: 'spaces in the name of USER and APOP, which are part of the name',
    sentBy: 'mail programs of users with spaces in their names',
    departsFrom: 'RFC 2449 3',
  },
  'keyword-length': {
    accepts: 'an unknown command whose keyword does not have three or four characters',
    sentBy: 'programs with commands of their own, and people who type',
    departsFrom: 'RFC 2449 3',
  },
  'bare-auth': {
    accepts: 'AUTH without a mechanism, which requests the list of mechanisms',
    sentBy: 'mail programs that request the mechanisms as before CAPA',
    departsFrom: 'RFC 5034 5',
  },
  'not-utf8': {
    accepts: 'bytes that are not UTF-8 in a name, a password or a text, kept as lone surrogates',
    sentBy: 'programs that write ISO 8859-1',
    departsFrom: 'RFC 6856 2 and 3',
  },
  'status-case': {
    accepts: '+ok and -err in lower or mixed case',
    sentBy: 'servers written by hand',
    departsFrom: 'RFC 1939 3',
  },
  'glued-status': {
    accepts: 'a status with no space after it, before anything but a letter or a digit',
    sentBy: 'servers that write -ERR[IN-USE] or +OK<timestamp>',
    departsFrom: 'RFC 2449 3',
  },
  'bare-plus': {
    accepts: 'a continuation that is + alone, which is an empty challenge',
    sentBy: 'servers that drop the space before an empty challenge',
    departsFrom: 'RFC 5034 5',
  },
  'text-after': {
    accepts: 'words after the number of LAST, and after a capability without arguments, which are dropped',
    sentBy: 'servers that answer LAST with a sentence, as qpopper does',
    departsFrom: 'RFC 1460 5, RFC 2449 6',
  },
  'mechanism-name': {
    accepts: 'a word in the SASL capability that is not a mechanism name; it is left out',
    sentBy: 'servers whose mechanisms are configured by hand',
    departsFrom: 'RFC 4422 3.1',
  },
}
