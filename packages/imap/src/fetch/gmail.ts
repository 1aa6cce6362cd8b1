/**
 * X-GM-MSGID, X-GM-THRID and X-GM-LABELS: what Gmail tells of a message beyond the RFCs, as it is documented at
 * https://developers.google.com/workspace/gmail/imap/imap-extensions. Each of them is a quirk.
 */
import { flagToken } from '../grammar/flag.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { nameOf, wireNameOf } from '../mailbox/read-name.js'
import { textOf } from '../values.js'
import type { FetchItemRule } from './item.js'

/** An unsigned number of 64 bits: a message, or a thread. */
export const MAX_GMAIL_ID = 0xffff_ffff_ffff_ffffn

/** `"X-GM-MSGID" SP number`, and X-GM-THRID */
const identifier = (name: string, key: 'gmailMessageId' | 'gmailThreadId'): FetchItemRule => ({
  name,
  section: 'Gmail IMAP Extensions',
  begins: '0',
  decode(reader, items) {
    reader.warn('gmail-extension', reader.pos - name.length)
    reader.space()
    const value = reader.whole(reader.bigint(MAX_GMAIL_ID))
    const isRepeated = items[key] !== undefined
    items[key] = value
    return isRepeated
  },
  encode(writer, { [key]: id }) {
    if (id !== undefined) writer.item(`${name} `).bigint(id, name, MAX_GMAIL_ID)
  },
})

export const gmailMessageId: FetchItemRule = /* @__PURE__ */ identifier('X-GM-MSGID', 'gmailMessageId')
export const gmailThreadId: FetchItemRule = /* @__PURE__ */ identifier('X-GM-THRID', 'gmailThreadId')

/** `"X-GM-LABELS" SP "(" [label *(SP label)] ")"` */
export const gmailLabels: FetchItemRule = {
  name: 'X-GM-LABELS',
  section: 'Gmail IMAP Extensions',
  begins: '(',
  decode(reader, items) {
    reader.warn('gmail-extension', reader.pos - 'X-GM-LABELS'.length)
    reader.space()
    const value = reader.whole(labels(reader))
    const isRepeated = items.gmailLabels !== undefined
    items.gmailLabels = value
    return isRepeated
  },
  encode(writer, { gmailLabels: found }) {
    if (found !== undefined) writeLabels(writer.item('X-GM-LABELS '), found)
  },
}

const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** `"(" [label *(SP label)] ")"`; NIL among them, which Gmail has been seen to send, is left out. */
export function labels(reader: Reader): readonly string[] {
  if (!reader.beginList()) return NONE
  const found: string[] = []
  do if (!reader.nilForString()) found.push(reader.whole(label(reader)))
  while (reader.nextMember())
  return found
}

/** `label = astring / "\" atom`, of which the first is modified UTF-7 */
export function label(reader: Reader): string {
  const { pos } = reader
  return reader.peek() === 0x5c ? flagToken(reader) : nameOf(reader, reader.astring(), pos)
}

/** A list of labels. */
export const writeLabels = (writer: ImapWriter, found: readonly string[]): ImapWriter =>
  writer.list(found, one => writeLabel(writer, one))

/** A label; one of Gmail itself comes into quotes, as Gmail sends it. */
export const writeLabel = (writer: ImapWriter, one: string): ImapWriter =>
  writer.astring(wireNameOf(writer, textOf(one, 'encode X-GM-LABELS'), undefined))
