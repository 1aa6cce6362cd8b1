/**
 * Every deviation from the grammar that is read, by the id that a warning carries: nothing outside the grammar is accepted in any other
 * way. `strict` refuses those that the grammar does not allow, and warns of those that only the prose forbids. A table, which is why it is so long.
 */
import { frozen, type Quirk, type QuirkWarning } from '@mailwire/bytes'
import type { ImapError } from './error.js'

/** A row of {@link quirks}. */
export type ImapQuirk =
  | 'extra-space'
  | 'bare-lf'
  | 'missing-text'
  | 'control-character'
  | 'not-utf8'
  | 'code-without-status'
  | 'bad-code'
  | 'code-value'
  | 'zero-number'
  | 'leading-zero'
  | 'large-number'
  | 'negative-number'
  | 'float-number'
  | 'quoted-flag'
  | 'bad-flag'
  | 'recent-flag'
  | 'list-attribute'
  | 'xlist'
  | 'no-revision'
  | 'wildcard-flag'
  | 'no-flag'
  | 'bad-delimiter'
  | 'damaged-list'
  | 'extension-value'
  | 'damaged-status'
  | 'unquoted-mailbox'
  | 'bad-utf7'
  | 'modseq-order'
  | 'wildcard-in-set'
  | 'empty-set'
  | 'bad-score'
  | 'single-branch'
  | 'bad-escape'
  | 'quote-in-string'
  | 'nil-for-string'
  | 'empty-list'
  | 'damaged-item'
  | 'damaged-part'
  | 'nested-items'
  | 'stray-parenthesis'
  | 'repeated-item'
  | 'bad-date'
  | 'no-such-date'
  | 'section-of-rfc822'
  | 'partial-length'
  | 'missing-value'
  | 'field-count'
  | 'nil-address'
  | 'repeated-parameters'
  | 'childless-multipart'
  | 'short-part'
  | 'bad-disposition'
  | 'blank-line'
  | 'literal8'
  | 'nul-in-literal'
  | 'non-synchronizing-literal'
  | 'unquoted-string'
  | 'id-field'
  | 'damaged-resource'
  | 'bad-right'
  | 'damaged-entry'
  | 'entry-name'
  | 'options-behind'
  | 'joined-metadata'
  | 'compression-algorithm'
  | 'event-rules'
  | 'mime-type'
  | 'converted-header'
  | 'uid-order'
  | 'unknown-response'
  | 'unknown-item'
  | 'unknown-key'
  | 'unknown-command'
  | 'gmail-extension'

/** A deviation that the grammar or the prose does not allow and that was accepted. */
export type ImapWarning = QuirkWarning<ImapQuirk>

/** A part of a response that could not be read; all the rest of the response was. */
export interface Damage {
  /** The item, the response code or the status item, in upper case; empty where not even that could be read. */
  readonly name: string
  /** The section of an item in its brackets, the number of a body part, or the name of what is damaged inside the item. */
  readonly section: string | undefined
  /** The received bytes of the item, its literals included. */
  readonly bytes: Uint8Array
  /** Why it could not be read, and where. */
  readonly error: ImapError
}

/** A row of the table. */
export interface ImapQuirkRow extends Quirk {
  /** What an error says in strict mode. */
  readonly found: string
  /** What does not have it: `grammar` (an error in strict mode) or only the `prose` (a warning in both modes). */
  readonly rule: 'grammar' | 'prose'
  /** The release that accepted it first. */
  readonly since: string
}

type Row = readonly [found: string, accepts: string, sentBy: string, departsFrom: string, rule?: 'prose']

const UNNAMED = 'no known server'

/** Sections of RFC 9051 where no other document is named; RFC 3501 has the same rules unless it says so. */
const rows: Readonly<Record<ImapQuirk, Row>> = {
  'extra-space': [
    'a space that is not allowed here',
    'more than one space, and spaces at the end of a line or a list and between addresses, which are dropped',
    'Outlook.com, Exchange, Yahoo, iCloud, Dovecot, DavMail, SurgeMail, QQ',
    'RFC 9051 9',
  ],
  'bare-lf': [
    'a line that ends in a bare LF',
    'a line that ends in a bare LF',
    'servers and clients that write the line ends of their system',
    'RFC 9051 9, CRLF',
  ],
  'missing-text': [
    'a status or a + without the space after it',
    'a status or a + without the space after it, read as one with an empty text',
    'iCloud, DBMail; public-inbox and Exchange: a + alone',
    'RFC 9051 9, resp-text and continue-req',
  ],
  'control-character': [
    'NUL or CR in a text, or NULs before a response',
    'NULs before a response, which are dropped, and NUL or CR in a text, which are kept',
    'servers that pad their buffers',
    'RFC 9051 9, TEXT-CHAR',
  ],
  'not-utf8': [
    'text that is not UTF-8',
    'bytes in a quoted string or in a text that are not UTF-8, which are kept as lone surrogates',
    'servers that copy header fields and mailbox names unchanged',
    'RFC 9051 9, QUOTED-CHAR',
  ],
  'code-without-status': [
    'a response code without a status',
    'a response code without the status before it, as that of an untagged OK',
    'Exchange and Office 365 after COPY',
    'RFC 9051 9, resp-cond-state',
  ],
  'bad-code': [
    'a response code that does not follow its grammar',
    'a response code without the space after it; brackets without a code, which are read as text',
    'Gmail, Yahoo, Zoho; Office 365: details of an error',
    'RFC 9051 7.1',
    'prose',
  ],
  'code-value': [
    'a response code with an invalid value',
    'a response code whose value does not follow the rule of its name: a number that is 0, COPYUID sets of different sizes, damage',
    'Outlook.com, Cyrus Murder, xwtec; Dovecot: BADEVENT',
    'RFC 9051 7.1',
    'prose',
  ],
  'zero-number': [
    'a number that may not be 0',
    'a message number, a unique identifier or a mod-sequence of 0',
    'Courier, Zoho, Purelymail',
    'RFC 9051 9, nz-number; RFC 7162 7, mod-sequence-value',
  ],
  'leading-zero': [
    'a number that begins with 0',
    'zeros before a number that may not begin with one',
    UNNAMED,
    'RFC 9051 9, nz-number',
  ],
  'large-number': [
    'a number of more than 32 bits',
    'a number of more than 32 bits where the grammar has 32, exact up to 2^53 - 1',
    'hosting servers whose UIDVALIDITY is a time in milliseconds',
    'RFC 9051 9, number',
  ],
  'negative-number': [
    'a number below 0',
    'a size, a count of lines or a mod-sequence below 0, read as 0',
    'Dovecot, Exchange, GMX, Zoho',
    'RFC 9051 9, number',
  ],
  'float-number': [
    'a number with a fraction or an exponent',
    'a size with a fraction or an exponent, if its value is a whole number',
    'mail.ru',
    'RFC 9051 9, number',
  ],
  'quoted-flag': [
    'a flag in quotes',
    'a flag in quotes, read as the flag; one that needs the quotes is left out',
    'InterMail',
    'RFC 9051 9, flag',
  ],
  'bad-flag': [
    'a flag that contains a character not allowed in flags',
    'a keyword that contains "]"',
    'Gmail and other servers that turn labels into keywords',
    'RFC 9051 9, flag-keyword',
  ],
  'recent-flag': [
    'the flag \\Recent outside FETCH',
    '\\Recent among the flags of a mailbox or a command',
    UNNAMED,
    'RFC 9051 9, flag',
  ],
  'list-attribute': [
    'attributes of a mailbox that do not follow their grammar',
    'an attribute without a backslash, and two of \\NonExistent, \\Noselect, \\Marked and \\Unmarked',
    UNNAMED,
    'RFC 9051 9, mbx-list-flags',
  ],
  xlist: [
    'XLIST, which no RFC defines',
    'XLIST, read like LIST',
    'Gmail, Yandex, and servers that follow them',
    'RFC 9051 9, mailbox-data',
  ],
  'no-revision': [
    'capabilities without IMAP4rev1 and IMAP4rev2',
    'a list of capabilities that names no revision of the protocol',
    'servers of IMAP4 (RFC 1730)',
    'RFC 9051 9, capability-data',
  ],
  'wildcard-flag': [
    'the flag \\* outside PERMANENTFLAGS',
    '\\* among the flags of a mailbox or a message',
    'GreenMail',
    'RFC 9051 9, flag-perm',
  ],
  'no-flag': [
    'NIL or a single backslash among flags',
    'NIL or a single backslash among flags, which is left out',
    'servers whose mailbox has no flags',
    'RFC 9051 9, flag',
  ],
  'bad-delimiter': [
    'a delimiter that is not one character',
    'a hierarchy delimiter that is not one character, read as none; it is in `damaged`',
    UNNAMED,
    'RFC 9051 9, mailbox-list',
  ],
  'damaged-list': [
    'extended data of a mailbox that does not follow its grammar',
    'extended data of LIST that does not follow its grammar; it is in `damaged`',
    UNNAMED,
    'RFC 9051 9, mbox-list-extended',
  ],
  'extension-value': [
    'a value of an extension that does not follow its grammar',
    'a value of extended data that is not a number, a set or a list of strings, kept unchanged',
    UNNAMED,
    'RFC 9051 9, tagged-ext-val',
  ],
  'damaged-status': [
    'a status item that does not follow its grammar',
    'an item of STATUS that does not follow its grammar; it is in `damaged`, and the others are read',
    UNNAMED,
    'RFC 9051 9, status-att-val',
  ],
  'unquoted-mailbox': [
    'a mailbox name without the quotes that it needs',
    'a mailbox name with spaces, tabs or parentheses and without quotes: read up to the list after it, or to the last field of QUOTAROOT',
    'Strato, Exchange, Telus',
    'RFC 9051 9, mailbox',
  ],
  'bad-utf7': [
    'a mailbox name that is not modified UTF-7',
    'a mailbox name that is not modified UTF-7, kept unchanged',
    'servers that send & unencoded',
    'RFC 3501 5.1.3',
    'prose',
  ],
  'modseq-order': [
    'MODSEQ that does not follow numbers',
    'MODSEQ of SEARCH or SORT before the numbers, or without any',
    UNNAMED,
    'RFC 7162 7, mailbox-data',
  ],
  'wildcard-in-set': [
    '* in a set that a server sends',
    '* in a set that a server sends, where it has no meaning',
    UNNAMED,
    'RFC 9051 7.3.4',
    'prose',
  ],
  'empty-set': ['VANISHED without a set', 'VANISHED that names no message', 'Apache James', 'RFC 7162 7, known-uids'],
  'bad-score': [
    'a relevancy that is not from 1 to 100',
    'a relevancy of 0, or above 100, kept unchanged',
    UNNAMED,
    'RFC 6203 7, score',
  ],
  'single-branch': [
    'a thread with one branch',
    'a thread with one branch, which should be written without parentheses; it is kept',
    UNNAMED,
    'RFC 5256 5, thread-nested',
  ],
  'bad-escape': [
    'a backslash before a character other than " and the backslash',
    'a backslash in a quoted string before a character other than " and the backslash: it is kept',
    'David.fx, servers that copy header fields into quotes unchanged',
    'RFC 9051 9, quoted',
  ],
  'quote-in-string': [
    'a quote inside a quoted string',
    'a quote in a quoted string that is not before a space or a parenthesis: it is kept, and does not end the string',
    'iCloud, QQ, IceWarp, 163.com, GreenMail, BlitzMail',
    'RFC 9051 9, quoted',
  ],
  'nil-for-string': [
    'NIL where the grammar has a string',
    'NIL where the grammar has a string: a type, a subtype, an encoding, the name or value of a parameter, a disposition, a language; among labels it is left out',
    'Office 365, Exchange, iCloud, maddy, Bluemind, mail.ru, Gmail',
    'RFC 9051 9, body-fields and body-fld-param',
  ],
  'empty-list': [
    'an empty list where the grammar requires a member',
    'an empty list of addresses, parameters, languages or items, a thread without messages',
    'Yahoo, mail.ru, QIP',
    'RFC 9051 9, env-from, body-fld-param and msg-att; RFC 5256 5, thread-list',
  ],
  'damaged-item': [
    'an item of FETCH that does not follow its grammar',
    'an item of FETCH or CONVERTED that does not follow its grammar; it is in `damaged`, and the others are read',
    'iCloud, QQ, IceWarp, 163.com, GreenMail, BlitzMail',
    'RFC 9051 9, msg-att',
  ],
  'damaged-part': [
    'a body part that does not follow its grammar',
    'a part of a multipart that does not follow its grammar: it has the kind `damaged`, and the others are read',
    UNNAMED,
    'RFC 9051 9, body',
  ],
  'nested-items': [
    'items in extra parentheses, or a list without an item',
    'items of FETCH, and data of ESEARCH, in extra parentheses, which are read; a list without an item, which is in `damaged`',
    'Domino; mail.ru: a second structure; servers reported to MailKit: ESEARCH',
    'RFC 9051 9, msg-att and esearch-response',
  ],
  'stray-parenthesis': [
    'a parenthesis that closes the items too early',
    'a parenthesis followed by more items of FETCH, which are read, or only by parentheses',
    UNNAMED,
    'RFC 9051 9, msg-att',
  ],
  'repeated-item': [
    'an item that appears twice',
    'an item of FETCH or STATUS, or data of ESEARCH, that appears twice: the last one counts, and of ALL both',
    UNNAMED,
    'RFC 9051 7.5.2',
    'prose',
  ],
  'bad-date': [
    'a date that is not a date-time',
    'an INTERNALDATE or a SAVEDATE that is not a date-time, kept unchanged',
    'Domino, QQ',
    'RFC 9051 9, date-time',
  ],
  'no-such-date': [
    'a date-time that does not exist',
    'an INTERNALDATE or a SAVEDATE of a day or a time that does not exist, kept unchanged',
    'Domino',
    'RFC 9051 2.3.3',
    'prose',
  ],
  'section-of-rfc822': [
    'a section after an item that has none',
    'RFC822 with a section, read as BODY with that section',
    'servers reported to Ruby clients',
    'RFC 3501 9, msg-att-static',
  ],
  'partial-length': [
    'a length after the origin',
    'the requested length after the origin of a part of a section, which is dropped',
    'servers that repeat the requested range',
    'RFC 9051 9, msg-att-static',
  ],
  'missing-value': [
    'a section or a parameter without its value',
    'a section or a parameter without its value, read as NIL or as the empty string',
    'Yandex: a part that does not exist',
    'RFC 9051 9, msg-att-static and body-fld-param',
  ],
  'field-count': [
    'an envelope or an address with the wrong number of fields',
    'an envelope of more or less than ten fields, an address of more or less than four: what is missing is NIL',
    'servers that leave out the last fields',
    'RFC 9051 9, envelope and address',
  ],
  'nil-address': ['NIL among addresses', 'NIL among addresses, which is left out', 'SmarterMail', 'RFC 9051 9, env-from'],
  'repeated-parameters': [
    'a list in the place of the MD5',
    'a list in the place of the MD5 of a part, which is left out',
    'GMX: the parameters again',
    'RFC 9051 9, body-fld-md5',
  ],
  'childless-multipart': [
    'a multipart without parts',
    'a multipart without parts, or with NIL in their place',
    'Gmail, QQ, Yandex, Dovecot',
    'RFC 9051 9, body-type-mpart',
  ],
  'short-part': [
    'a part without the fields of its type',
    'a part without its subtype, a text without its count of lines, a message/rfc822 without envelope, structure and lines',
    'Gmail: messages that it does not parse',
    'RFC 9051 9, body-type-1part',
  ],
  'bad-disposition': [
    'a disposition that is not a type and parameters',
    'a disposition that is not a type and parameters: a string alone, or a list of another length; one in the place of the language',
    'Exchange',
    'RFC 9051 9, body-fld-dsp',
  ],
  'blank-line': [
    'an empty line after a literal',
    'an empty line between a literal and the parenthesis after it',
    'several small servers',
    'RFC 9051 9, literal',
  ],
  literal8: [
    'a literal8 where the grammar has a literal',
    'a literal8 where the grammar has a literal',
    UNNAMED,
    'RFC 9051 9, literal8',
  ],
  'nul-in-literal': [
    'NUL in a literal',
    'NUL in a literal that is not a literal8',
    'servers that pass messages on unchanged',
    'RFC 9051 9, CHAR8',
  ],
  'non-synchronizing-literal': [
    'a server literal with +',
    'a server literal that is marked as non-synchronizing',
    UNNAMED,
    'RFC 9051 4.3, literal',
  ],
  'unquoted-string': [
    'a string without quotes',
    'an atom where the grammar has a string: a name or a value of ID',
    'Proton Bridge',
    'RFC 2971 4',
  ],
  'id-field': [
    'fields of ID beyond what RFC 2971 allows',
    'more than 30 fields of ID, a name of more than 30 bytes, a value of more than 1024, and a repeated name',
    UNNAMED,
    'RFC 2971 3.3',
    'prose',
  ],
  'damaged-resource': [
    'a resource of a quota that does not follow its grammar',
    'a resource of QUOTA that does not follow its grammar; it is in `damaged`, and the others are read',
    UNNAMED,
    'RFC 9208 7, quota-resource',
  ],
  'bad-right': [
    'a right that is not a lower-case letter or a digit',
    'a right that is not a lower-case letter or a digit; it is kept',
    UNNAMED,
    'RFC 4314 7, rights',
    'prose',
  ],
  'damaged-entry': [
    'an entry that does not follow its grammar',
    'an entry of METADATA that does not follow its grammar; it is in `damaged`, and the others are read',
    UNNAMED,
    'RFC 5464 5, entry-value',
  ],
  'entry-name': [
    'an invalid entry name',
    'an entry name that does not begin with /, ends with one, or contains * or %; it is kept',
    UNNAMED,
    'RFC 5464 3.2',
    'prose',
  ],
  'options-behind': [
    'options after the mailbox',
    'options of GETMETADATA after the name of the mailbox',
    'clients written after the examples of RFC 5464 4.2',
    'RFC 5464 5, getmetadata',
  ],
  'joined-metadata': [
    'metadata of a URL in one pair of parentheses',
    'several metadata of URLFETCH in one pair of parentheses, where each has its own',
    'Dovecot',
    'RFC 5524 5, url-metadata',
  ],
  'compression-algorithm': [
    'an algorithm other than DEFLATE',
    'an algorithm of COMPRESS other than DEFLATE',
    UNNAMED,
    'RFC 4978 5, algorithm',
  ],
  'event-rules': [
    'events that exclude each other',
    'events of NOTIFY that need other events or another filter, and SELECTED twice',
    UNNAMED,
    'RFC 5465 8, message-event',
    'prose',
  ],
  'mime-type': [
    'a media type that is not a type and a subtype',
    'a media type of CONVERT that is not a type and a subtype; it is kept',
    UNNAMED,
    'RFC 5259 10, to-mime-type; RFC 4288 4.2',
  ],
  'converted-header': [
    'a header in CONVERTED',
    'BODY with a section in CONVERTED',
    'servers written after the examples of RFC 5259 6',
    'RFC 5259 10, convert-msg-att',
  ],
  'uid-order': [
    'UID that is not the first item',
    'UID after other items of CONVERTED',
    UNNAMED,
    'RFC 5259 10, convert-msg-attrs',
    'prose',
  ],
  'unknown-response': [
    'an unknown response',
    'an unknown untagged response, kept unchanged',
    'servers with extensions; line noise',
    'RFC 9051 9, response-data',
  ],
  'unknown-item': [
    'an unknown item',
    'an unknown item of FETCH or STATUS, kept unchanged',
    'servers with extensions',
    'RFC 9051 9, msg-att and status-att-val',
  ],
  'unknown-key': [
    'an unknown search key',
    'an unknown search key; the rest of its list is kept unchanged',
    'clients with extensions',
    'RFC 9051 9, search-key',
  ],
  'unknown-command': [
    'an unknown command',
    'an unknown command, with its arguments kept unchanged',
    'clients with extensions',
    'RFC 9051 9, command',
  ],
  'gmail-extension': [
    'an extension of Gmail, which no RFC defines',
    'X-GM-MSGID, X-GM-THRID and X-GM-LABELS as items and search keys, and X-GM-RAW, as Gmail documents them',
    'Gmail',
    'RFC 9051 9, msg-att, fetch-att and search-key',
  ],
}

/**
 * The table of all quirks.
 *
 * @example
 * quirks['nil-address'].sentBy // => 'SmarterMail'
 */
export const quirks: Readonly<Record<ImapQuirk, ImapQuirkRow>> = /* @__PURE__ */ (() =>
  frozen(
    Object.fromEntries(
      Object.entries<Row>(rows).map(([id, [found, accepts, sentBy, departsFrom, rule = 'grammar']]) => [
        id,
        { accepts, sentBy, departsFrom, found, rule, since: '0.1' },
      ]),
    ) as Record<ImapQuirk, ImapQuirkRow>,
  ))()
