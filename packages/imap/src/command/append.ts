/**
 * APPEND (RFC 9051 6.3.12), of several messages in one command where MULTIAPPEND is announced (RFC 3502). The content of a message follows its
 * options, and its bytes may stream.
 */
import { fail, ImapError } from '../error.js'
import { TAG } from '../grammar/classes.js'
import type { LiteralMarker } from '../grammar/frame.js'
import type { Reader } from '../grammar/reader.js'
import { type NamedMailbox, namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { listOf } from '../values.js'
import { messageContent } from './append-content.js'
import {
  type AppendMessage,
  type AppendMessageInit,
  appendMessage,
  type MessageOptions,
  messageOptions,
  writeMessage,
} from './append-message.js'
import { replacedNumber } from './replace.js'
import type { CommandRule, Loose } from './rule.js'

/** A message whose literal is announced, with its options. */
export interface AppendedMessage extends MessageOptions {
  readonly mailbox: string
  readonly wireName: string
  /** Which message of the command it is: 0 for the first one (RFC 3502). */
  readonly index: number
  /** True for a `literal8`, which may hold NUL; only where BINARY is announced. */
  readonly binary: boolean
  /** In bytes. */
  readonly size: number
}

/** APPEND (RFC 9051 6.3.12): messages for a mailbox, all of them or none. */
export interface AppendCommand {
  readonly verb: 'append'
  readonly mailbox: string
  readonly wireName: string
  /** One, or several where MULTIAPPEND is announced (RFC 3502). */
  readonly messages: readonly AppendMessage[]
}

/** The same as `encodeCommand` takes it. */
export type AppendCommandInit = Loose<Omit<AppendCommand, 'messages'>, 'wireName'> & {
  readonly messages: readonly AppendMessageInit[]
}
/** `append = "APPEND" SP mailbox 1*append-message` */
export const append: CommandRule<AppendCommand, AppendCommandInit> = {
  name: 'APPEND',
  verb: 'append',
  section: 'RFC 9051 6.3.12',
  decode(reader) {
    reader.space()
    const mailbox = namedMailbox(reader)
    const messages: AppendMessage[] = []
    do messages.push(appendMessage(reader))
    while (!reader.atEnd)
    return { verb: 'append', ...mailbox, messages }
  },
  // With the bytes of the messages, or up to where those of the last one stream.
  encode(writer, command) {
    writeMailbox(writer.raw('APPEND '), command)
    const messages = listOf(command.messages, 'encode APPEND: messages')
    if (messages.length === 0) fail('bad-value', 0, 'encode APPEND: messages is empty')
    let isBehindUnknown = false
    messages.forEach((message, at) => {
      const { type } = writeMessage(writer, message, { isLast: at === messages.length - 1, isBehindUnknown })
      isBehindUnknown = type === 'unknown'
    })
  },
}

/** A message of the command that was announced before: reading continues after it, not at the beginning of the command. */
export interface AnnouncedMessage extends NamedMailbox {
  readonly index: number
  /** Where its literal begins, counted from the beginning of the command. */
  readonly place: number
}

/**
 * The options of the message whose literal an APPEND or REPLACE announces, after the message that was announced before; `undefined` if the literal is
 * not a message.
 */
export function appendedMessage(
  reader: Reader,
  { size, streamedBefore, ...head }: LiteralMarker,
  before: AnnouncedMessage | undefined,
): AppendedMessage | undefined {
  reader.reset({ ...head, type: 'frame', streamed: streamedBefore })
  try {
    const { mailbox, wireName } = before ?? commandHead(reader)
    let index = 0
    if (before !== undefined) {
      reader.pos += before.place
      messageContent(reader)
      index = before.index + 1
    }
    for (; ; index++) {
      const { content, ...options } = messageOptions(reader)
      const binary = content === undefined && reader.peek() === 0x7e && reader.peekNext() === -1
      if (binary) reader.pos++
      if (content === undefined && reader.atEnd) return { mailbox, wireName, index, ...options, binary, size }
      if (content === undefined) messageContent(reader)
    }
  } catch (error) {
    if (error instanceof ImapError) return undefined
    throw error
  }
}

/** Up to the mailbox of a command that appends. */
function commandHead(reader: Reader): NamedMailbox {
  reader.run(TAG)
  reader.space()
  if (reader.word('UID')) reader.space()
  if (reader.word('REPLACE')) replacedNumber(reader)
  else if (!reader.word('APPEND')) reader.refuse('APPEND or REPLACE')
  reader.space()
  return namedMailbox(reader)
}
