/** What is read although the grammar does not allow it: by default, not with `strict`, and each with a warning that names its row. */
import { frozen, type Quirk, type QuirkWarning } from '@mailwire/bytes'

/** A row of {@link quirks}. */
export type ImapQuirk =
  | 'extra-space'
  | 'missing-text'
  | 'control-character'
  | 'code-without-status'
  | 'bad-code'
  | 'zero-number'
  | 'large-number'
  | 'negative-size'
  | 'quoted-flag'
  | 'bad-flag'
  | 'no-flag'
  | 'damaged-list'
  | 'unquoted-mailbox'
  | 'modseq-order'
  | 'bad-escape'
  | 'nil-for-string'
  | 'empty-list'
  | 'damaged-item'
  | 'nested-items'
  | 'bad-date'
  | 'section-of-rfc822'
  | 'partial-length'
  | 'missing-value'
  | 'field-count'
  | 'nil-address'
  | 'repeated-parameters'
  | 'childless-multipart'
  | 'short-part'
  | 'bad-disposition'

/** Something that the grammar does not allow and that was read all the same. */
export type ImapWarning = QuirkWarning<ImapQuirk>

/** Sections of RFC 9051 where no other document is named; RFC 3501 has the same rules unless it says so. */
export const quirks: Readonly<Record<ImapQuirk, Quirk>> = /* @__PURE__ */ frozen({
  'extra-space': {
    accepts: 'more than one space, and spaces at the end of a line or a list and between addresses, which are dropped',
    sentBy: 'Outlook.com, Exchange, Yahoo, iCloud, Dovecot, DavMail, SurgeMail, QQ',
    departsFrom: 'RFC 9051 9',
  },
  'missing-text': {
    accepts: 'a status, a response code or a + without the space behind it, as one with an empty text',
    sentBy: 'Gmail, Yahoo, Zoho, iCloud, DBMail; public-inbox and Exchange: a + alone',
    departsFrom: 'RFC 9051 9, resp-text and continue-req',
  },
  'control-character': {
    accepts: 'NULs before a response, which are dropped, and NUL or CR in a text, which are kept',
    sentBy: 'servers that fill up their buffers',
    departsFrom: 'RFC 9051 9, TEXT-CHAR',
  },
  'code-without-status': {
    accepts: 'a response code without the status before it, as that of an untagged OK',
    sentBy: 'Exchange and Office 365 after COPY',
    departsFrom: 'RFC 9051 9, resp-cond-state',
  },
  'bad-code': {
    accepts:
      'a response code whose value does not follow its grammar, which is kept as it came, or that has text behind it without a space',
    sentBy: 'Office 365, Outlook.com, Cyrus Murder',
    departsFrom: 'RFC 9051 9, resp-text-code',
  },
  'zero-number': {
    accepts: 'a message number, UIDNEXT, UIDVALIDITY, UNSEEN or MODSEQ of 0',
    sentBy: 'Courier, xwtec, Zoho, Purelymail',
    departsFrom: 'RFC 9051 9, nz-number; RFC 7162 7, mod-sequence-value',
  },
  'large-number': {
    accepts: 'a value of STATUS that is not a number of 32 bits: exact up to 2^53, as it came beyond',
    sentBy: 'hosting servers whose UIDVALIDITY is a time in milliseconds',
    departsFrom: 'RFC 9051 9, status-att-val',
  },
  'negative-size': {
    accepts: 'a size or a count of lines below 0, as 0',
    sentBy: 'Dovecot, Exchange, GMX',
    departsFrom: 'RFC 9051 9, body-fld-octets and body-fld-lines',
  },
  'quoted-flag': {
    accepts: 'a flag in quotes, as the flag; one that could not be written without them is left out',
    sentBy: 'InterMail',
    departsFrom: 'RFC 9051 9, flag',
  },
  'bad-flag': {
    accepts: 'a keyword that holds "]"',
    sentBy: 'Gmail and other servers that make keywords of labels',
    departsFrom: 'RFC 9051 9, flag-keyword',
  },
  'no-flag': {
    accepts: 'NIL and a backslash alone among flags, which are left out',
    sentBy: 'servers whose mailbox has no flags',
    departsFrom: 'RFC 9051 9, flag',
  },
  'damaged-list': {
    accepts:
      'a delimiter that is not one character, as none; extended data of LIST that does not follow its grammar, which is left out',
    sentBy: 'no server that we know by name',
    departsFrom: 'RFC 9051 9, mailbox-list and mbox-list-extended',
  },
  'unquoted-mailbox': {
    accepts: 'the name of a mailbox with spaces or tabs and without quotes: all up to the list behind it',
    sentBy: 'Strato, Exchange',
    departsFrom: 'RFC 9051 9, mailbox',
  },
  'modseq-order': {
    accepts: 'MODSEQ of SEARCH before the numbers',
    sentBy: 'no server that we know by name',
    departsFrom: 'RFC 7162 7, mailbox-data',
  },
  'bad-escape': {
    accepts: 'a backslash in a quoted string before another character than " and the backslash: it is kept',
    sentBy: 'servers that copy header fields into quotes as they are',
    departsFrom: 'RFC 9051 9, quoted',
  },
  'nil-for-string': {
    accepts:
      'NIL where a string belongs: a type, a subtype, an encoding, the name or value of a parameter, a disposition, a language',
    sentBy: 'Office 365, Exchange, iCloud, maddy, Bluemind, mail.ru',
    departsFrom: 'RFC 9051 9, body-fields and body-fld-param',
  },
  'empty-list': {
    accepts: 'an empty list of addresses, parameters or languages, as NIL',
    sentBy: 'Yahoo, mail.ru',
    departsFrom: 'RFC 9051 9, env-from and body-fld-param',
  },
  'damaged-item': {
    accepts: 'an item of FETCH that does not follow its grammar, which is kept as it came; the other items are read',
    sentBy: 'iCloud, QQ, IceWarp, 163.com, GreenMail, BlitzMail: quotes inside quotes',
    departsFrom: 'RFC 9051 9, msg-att',
  },
  'nested-items': {
    accepts: 'items of FETCH in parentheses of their own, which are read; a list without an item, which is passed over',
    sentBy: 'Domino; mail.ru: a second structure',
    departsFrom: 'RFC 9051 9, msg-att',
  },
  'bad-date': {
    accepts: 'an INTERNALDATE that is not a date, as it came',
    sentBy: 'Domino, QQ',
    departsFrom: 'RFC 9051 9, date-time',
  },
  'section-of-rfc822': {
    accepts: 'RFC822 with a section, as BODY with it',
    sentBy: 'servers that Ruby programs met',
    departsFrom: 'RFC 3501 9, msg-att-static',
  },
  'partial-length': {
    accepts: 'the length that was asked for behind the origin of a part of a section, which is dropped',
    sentBy: 'servers that repeat the range they were asked for',
    departsFrom: 'RFC 9051 9, msg-att-static',
  },
  'missing-value': {
    accepts: 'a section or a parameter without its value, as NIL and as the empty string',
    sentBy: 'Yandex: a part that is not there',
    departsFrom: 'RFC 9051 9, msg-att-static and body-fld-param',
  },
  'field-count': {
    accepts: 'an envelope of more or less than ten fields, an address of more or less than four: what is missing is NIL',
    sentBy: 'servers that leave out the last fields',
    departsFrom: 'RFC 9051 9, envelope and address',
  },
  'nil-address': {
    accepts: 'NIL among addresses, which is left out',
    sentBy: 'SmarterMail',
    departsFrom: 'RFC 9051 9, env-from',
  },
  'repeated-parameters': {
    accepts: 'a list where the MD5 of a part belongs, which is left out',
    sentBy: 'GMX: the parameters again',
    departsFrom: 'RFC 9051 9, body-fld-md5',
  },
  'childless-multipart': {
    accepts: 'a multipart without parts, or with NIL in their place',
    sentBy: 'Gmail, QQ, Yandex, Dovecot',
    departsFrom: 'RFC 9051 9, body-type-mpart',
  },
  'short-part': {
    accepts:
      'a part without its subtype, a text without its count of lines, a message/rfc822 without envelope, structure and lines',
    sentBy: 'Gmail: messages that it does not look into',
    departsFrom: 'RFC 9051 9, body-type-1part',
  },
  'bad-disposition': {
    accepts: 'a disposition that is not a type and parameters: a string alone, or a list of another length',
    sentBy: 'Exchange',
    departsFrom: 'RFC 9051 9, body-fld-dsp',
  },
})
