/** The tagged responses of an IMAP server, and what of a session its commands share. */
import type { PlainCodeName, ResponseCode, ResponseInit } from '@mailwire/imap'
import type { MailboxRefusal } from './mailbox-tree.js'

/** A command, as far as its completion goes. */
export interface Tagged {
  readonly tag: string
}

export const ok = ({ tag }: Tagged, text: string, code?: ResponseCode): ResponseInit => ({ type: 'ok', tag, code, text })

/** NO with a code (RFC 5530 3). */
export const no = ({ tag }: Tagged, name: PlainCodeName, text: string): ResponseInit => ({
  type: 'no',
  tag,
  code: { name },
  text,
})

export const bad = ({ tag }: Tagged, text: string): ResponseInit => ({ type: 'bad', tag, code: undefined, text })

/** What the store says to a command: that it was done, or why not. */
export const completion = (command: Tagged, done: string, refused: MailboxRefusal | undefined): ResponseInit =>
  refused === undefined ? ok(command, done) : no(command, refused.code, refused.text)
