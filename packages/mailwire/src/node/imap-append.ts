/** APPEND (RFC 9051 6.3.12, RFC 4315, RFC 7889): a message is accepted or refused before its bytes are read, and stored once all of them are received. */
import {
  type AppendCommand,
  type AppendedMessage,
  parseDateTime,
  type ResponseInit,
  type ServerEvent,
  type ServerSend,
} from '@mailwire/imap'
import { Gathered } from './gathered.js'
import { bad, flagsRefusal, no, ok, type Tagged } from './imap-replies.js'
import type { MailboxTree } from './mailbox-tree.js'

const TRYCREATE = 'no such mailbox; create it first'

/** The message of one session that is coming in. */
export class IncomingAppend {
  #content: Gathered | undefined

  /** The answer to an announced literal. */
  announce(event: Extract<ServerEvent, { type: 'literal' }>, tree: MailboxTree | undefined): ServerSend {
    this.#content = undefined
    const { append, error, name, suggestedReply, tag } = event
    if (append === undefined || error !== undefined || tag === undefined || tree === undefined) return suggestedReply
    if (name !== 'APPEND') return bad({ tag }, `${name} is not announced`) // REPLACE (RFC 8508)
    if (append.index > 0) return bad({ tag }, 'MULTIAPPEND is not announced')
    const refusal = optionRefusal({ tag }, append, append.binary, append.size, tree)
    if (refusal !== undefined) return refusal
    this.#content = new Gathered()
    return { type: 'continuation', text: 'go on' }
  }

  take(bytes: Uint8Array): void {
    this.#content?.add(bytes)
  }

  /** Drops what was received of a command that was not completed. */
  drop(): void {
    this.#content = undefined
  }

  /** Stores the message. The mailbox, and the room for it, may be gone by now. */
  finish(command: AppendCommand & Tagged, tree: MailboxTree): ResponseInit {
    const content = this.#content?.bytes()
    this.#content = undefined
    const { mailbox: name, messages } = command
    const [message] = messages
    if (messages.length !== 1 || message === undefined) return bad(command, 'MULTIAPPEND is not announced')
    if (message.content.type !== 'message') return bad(command, `APPEND of ${message.content.type} is not announced`)
    const { size, binary } = message.content
    const bytes = message.content.bytes ?? content
    const refusal = optionRefusal(command, { ...message, mailbox: name }, binary, size, tree)
    if (refusal !== undefined) return refusal
    if (bytes === undefined) return no(command, 'SERVERBUG', 'the message was not received')
    const mailbox = tree.find(name)!
    const [stored] = mailbox.add([{ content: bytes, received: receivedOf(message.internalDate), flags: message.flags }])
    const uids = [{ start: stored!.uid, end: stored!.uid }]
    return ok(command, 'APPEND done', { name: 'APPENDUID', uidValidity: mailbox.uidValidity, uids })
  }
}

/** Why a message is not taken; `undefined` where it is. */
function optionRefusal(
  command: Tagged,
  {
    mailbox,
    flags,
    internalDate,
    annotations,
    extensions,
  }: Pick<AppendedMessage, 'mailbox' | 'flags' | 'internalDate' | 'annotations' | 'extensions'>,
  binary: boolean,
  size: number,
  tree: MailboxTree,
): ResponseInit | undefined {
  if (binary) return bad(command, 'BINARY is not announced')
  if (annotations.length > 0) return bad(command, 'ANNOTATE-EXPERIMENT-1 is not announced')
  const [extension] = extensions
  if (extension !== undefined) return bad(command, `APPEND with ${extension.name} is not announced`)
  const tooMuch = flagsRefusal(command, flags)
  if (tooMuch !== undefined) return tooMuch
  if (internalDate !== undefined && receivedOf(internalDate) === undefined) return bad(command, 'the date does not exist')
  if (tree.find(mailbox) === undefined) return no(command, 'TRYCREATE', TRYCREATE)
  const full = tree.refusalOf(size)
  return full && no(command, full.code, full.text)
}

/** The date in UTC, of which FETCH can tell the years 1 to 9999. */
function receivedOf(internalDate: string | undefined): Date | undefined {
  const time = internalDate === undefined ? undefined : parseDateTime(internalDate)
  if (time === undefined) return undefined
  const date = new Date(time)
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? date : undefined
}
