/**
 * Mailbox names in messages: in wire form, and decoded. A client uses the wire form that the server sent, so that even a name that is not
 * modified UTF-7 works.
 */
import { fail } from '../error.js'
import { LIST_CHAR } from '../grammar/classes.js'
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { textOf } from '../values.js'
import { decodeMailboxName, decodeModifiedUtf7, encodeMailboxName } from './name.js'

/** A mailbox by its name. */
export interface NamedMailbox {
  readonly mailbox: string
  /** The name in wire form. */
  readonly wireName: string
}

/** A mailbox as a command names it. */
export interface MailboxInit {
  readonly mailbox: string
  /** The name as the server sent it, if known; without it, `mailbox` is encoded. */
  readonly wireName?: string | undefined
}

/** `mailbox = "INBOX" / astring`: its wire form, which {@link nameOf} decodes. */
export const wireMailbox = (reader: Reader): string => reader.astring()

/** `list-mailbox = 1*list-char / string` */
export function listMailbox(reader: Reader): string {
  const byte = reader.peek()
  return byte === 0x22 || byte === 0x7b ? reader.string() : reader.run(LIST_CHAR) || reader.refuse('a pattern')
}

/** The decoded name of a wire form: modified UTF-7, or UTF-8 once that is enabled. */
export function nameOf(reader: Reader, wireName: string, at: number): string {
  if (reader.utf8 || wireName.indexOf('&') < 0) return wireName
  const name = decodeModifiedUtf7(wireName)
  if (name === undefined) reader.warn('bad-utf7', at)
  return name ?? wireName
}

/** `mailbox`, in wire form and decoded. */
export function namedMailbox(reader: Reader): NamedMailbox {
  const { pos } = reader
  const wireName = wireMailbox(reader)
  return { mailbox: nameOf(reader, wireName, pos), wireName }
}

/** Writes a mailbox by its wire form, or encodes its name. */
export function writeMailbox(writer: ImapWriter, { mailbox, wireName }: MailboxInit): ImapWriter {
  return writer.astring(wireNameOf(writer, textOf(mailbox, 'encode mailbox name'), wireName))
}

/** The wire form of a name. @throws {@link ImapError} `bad-value` if the two given forms are not the same name */
export function wireNameOf(writer: ImapWriter, mailbox: string, wireName: string | undefined): string {
  if (wireName === undefined) return writer.utf8 ? mailbox : encodeMailboxName(mailbox)
  const isSame = textOf(wireName, 'encode mailbox name') === mailbox || decodeMailboxName(wireName) === mailbox
  return isSame ? wireName : fail('bad-value', 0, 'encode mailbox name: wireName and mailbox are different names')
}
