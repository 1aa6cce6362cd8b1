/** ENVELOPE (RFC 9051 7.5.2): the header's most wanted fields, taken apart by the server. Encoded words stay encoded. */
import type { Cursor } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf } from '../values.js'

/** One address. A group begins with one whose `host` is `null` and whose `mailbox` is its name, and ends with one where both are `null`. */
export interface Address {
  readonly name: string | null
  /** A source route; obsolete. */
  readonly route: string | null
  readonly mailbox: string | null
  readonly host: string | null
}

/** `null` is NIL: the field is not there. */
export interface Envelope {
  readonly date: string | null
  readonly subject: string | null
  readonly from: readonly Address[] | null
  readonly sender: readonly Address[] | null
  readonly replyTo: readonly Address[] | null
  readonly to: readonly Address[] | null
  readonly cc: readonly Address[] | null
  readonly bcc: readonly Address[] | null
  readonly inReplyTo: string | null
  readonly messageId: string | null
}

/** `envelope = "(" env-date SP env-subject SP ... env-message-id ")"`; servers leave out the last fields. */
export function envelope(cursor: Cursor): Envelope {
  const fields: unknown[] = []
  cursor.list(() => {
    const at = fields.length
    if (at > 9) {
      cursor.warn('field-count', 'an envelope of more than ten fields')
      return cursor.nstring()
    }
    return fields.push(at >= 2 && at <= 7 ? addresses(cursor) : cursor.nstring())
  })
  if (fields.length < 10) cursor.warn('field-count', 'an envelope of less than ten fields')
  const [
    date = null,
    subject = null,
    from = null,
    sender = null,
    replyTo = null,
    to = null,
    cc = null,
    bcc = null,
    inReplyTo = null,
    messageId = null,
  ] = fields
  return { date, subject, from, sender, replyTo, to, cc, bcc, inReplyTo, messageId } as Envelope
}

/** `"(" 1*address ")" / nil`; an empty list is NIL, and spaces stand between addresses. */
function addresses(cursor: Cursor): Address[] | null {
  if (cursor.nil()) return null
  cursor.expect(0x28)
  const found: Address[] = []
  for (;;) {
    if (cursor.peek() === 0x20) cursor.extraSpaces()
    if (cursor.skip(0x29)) break
    if (cursor.nil()) cursor.warn('nil-address', 'NIL among addresses')
    else found.push(address(cursor))
  }
  if (found.length > 0) return found
  cursor.warn('empty-list', 'an empty list of addresses')
  return null
}

/** `address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"` */
function address(cursor: Cursor): Address {
  const fields = cursor.list(() => cursor.nstring())
  if (fields.length !== 4) cursor.warn('field-count', 'an address of more or less than four fields')
  const [name = null, route = null, mailbox = null, host = null] = fields
  return { name, route, mailbox, host }
}

export function encodeEnvelope(writer: ImapWriter, value: Envelope): void {
  fieldsOf(value, 'encode ENVELOPE')
  writer.raw('(').nstring(value.date).raw(' ').nstring(value.subject)
  for (const field of [value.from, value.sender, value.replyTo, value.to, value.cc, value.bcc])
    encodeAddresses(writer.raw(' '), field)
  writer.raw(' ').nstring(value.inReplyTo).raw(' ').nstring(value.messageId).raw(')')
}

/** Addresses follow one another without a space. */
function encodeAddresses(writer: ImapWriter, addressList: readonly Address[] | null): void {
  if (addressList === null || listOf(addressList, 'encode ENVELOPE').length === 0) {
    writer.raw('NIL')
    return
  }
  writer.raw('(')
  for (const one of addressList) {
    const { name, route, mailbox, host } = fieldsOf(one, 'encode address')
    writer.list([name, route, mailbox, host], part => writer.nstring(part))
  }
  writer.raw(')')
}
