/** ENVELOPE (RFC 9051 2.3.5, 7.5.2): the most important header fields, parsed by the server. Encoded words stay encoded. */
import { SP } from '@mailwire/bytes'
import type { Reader } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'
import type { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, listOf } from '../values.js'

/** One address (RFC 9051 7.5.2). A group begins with one whose `host` is `null` and whose `mailbox` is its name, and ends with one where both are `null`. */
export interface Address {
  readonly name: string | null
  /** A source route; obsolete. */
  readonly route: string | null
  readonly mailbox: string | null
  readonly host: string | null
}

/**
 * ENVELOPE (RFC 9051 7.5.2). `null` is NIL: the field is not there. Texts are as the sender wrote them: `decodeWords`, `formatAddresses` and
 * `parseEnvelopeDate` of `@mailwire/imap/message` say what they mean.
 */
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

const LPAREN = 0x28
const RPAREN = 0x29

/** `envelope = "(" env-date SP env-subject SP env-from SP ... SP env-message-id ")"`; servers leave out the last fields. */
export function envelope(reader: Reader): Envelope {
  let more = reader.beginList()
  const date = more ? reader.nstring() : null
  const subject = (more &&= reader.nextMember()) ? reader.nstring() : null
  const fromStart = reader.pos + 1
  const from = (more &&= reader.nextMember()) ? addresses(reader) : null
  const fromEnd = reader.pos
  const sender = (more &&= reader.nextMember()) ? sameAddresses(reader, fromStart, fromEnd, from) : null
  const replyTo = (more &&= reader.nextMember()) ? sameAddresses(reader, fromStart, fromEnd, from) : null
  const to = more && reader.spaceNil() ? null : (more &&= reader.nextMember()) ? addresses(reader) : null
  const cc = more && reader.spaceNil() ? null : (more &&= reader.nextMember()) ? addresses(reader) : null
  const bcc = more && reader.spaceNil() ? null : (more &&= reader.nextMember()) ? addresses(reader) : null
  const inReplyTo = more && reader.spaceNil() ? null : (more &&= reader.nextMember()) ? reader.nstring() : null
  const messageId = (more &&= reader.nextMember()) ? reader.nstring() : null
  if (!more || reader.nextMember()) wrongCount(reader, more)
  return { date, subject, from, sender, replyTo, to, cc, bcc, inReplyTo, messageId }
}

/** Reports missing fields, or extra ones, which are skipped. */
function wrongCount(reader: Reader, hasMore: boolean): void {
  reader.warn('field-count')
  if (!hasMore) return
  do if (!skipValue(reader)) reader.refuse('a value')
  while (reader.nextMember())
}

/**
 * Sender and Reply-To are most often those of From (RFC 9051 7.5.2 has a server repeat them): the same bytes give the same addresses, which are
 * read once (a tenth of the time of a response, and of what is kept of it).
 */
function sameAddresses(reader: Reader, start: number, end: number, found: readonly Address[] | null): readonly Address[] | null {
  const { bytes, pos, warned } = reader
  const length = end - start
  if (found === null || warned > 0 || pos + length >= reader.end) return addresses(reader)
  for (let at = 0; at < length; at++) if (bytes[pos + at] !== bytes[start + at]) return addresses(reader)
  reader.pos = pos + length
  return found
}

/** `"(" 1*address ")" / nil`: nothing is between two addresses, where some servers put spaces. */
function addresses(reader: Reader): Address[] | null {
  if (reader.nil()) return null
  reader.expect(LPAREN)
  // Most fields have one address: an array that grows would have room for seventeen.
  let found: Address[] | undefined
  for (;;) {
    const byte = reader.peek()
    if (byte === LPAREN) {
      const one = address(reader)
      if (found === undefined) found = [one]
      else found.push(one)
    } else if (byte === RPAREN) break
    else if (byte === SP) reader.extraSpaces()
    else if (reader.nil()) reader.warn('nil-address')
    else reader.refuse("'(' or ')'")
  }
  reader.pos++
  if (found !== undefined) return found
  reader.warn('empty-list')
  return null
}

/** `address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"` */
function address(reader: Reader): Address {
  let more = reader.beginList()
  const name = more ? reader.nstring() : null
  const route = more && reader.spaceNil() ? null : (more &&= reader.nextMember()) ? reader.nstring() : null
  const mailbox = (more &&= reader.nextMember()) ? reader.nstring() : null
  // Few hosts send most mail.
  const host = (more &&= reader.nextMember()) ? (reader.nil() ? null : reader.commonString()) : null
  if (!more || reader.nextMember()) wrongCount(reader, more)
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
    writer.raw('(').nstring(name).raw(' ').nstring(route).raw(' ').nstring(mailbox).raw(' ').nstring(host).raw(')')
  }
  writer.raw(')')
}
