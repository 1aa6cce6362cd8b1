/** The tagged responses of an IMAP server, and what of a session its commands share. */
import type { PlainCodeName, ResponseCode, ResponseInit } from '@mailwire/imap'
import type { MailboxRefusal } from './mailbox-tree.js'
import { MAX_FLAGS } from './stored-mailbox.js'

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

/** The mod-sequence up to which the client knows everything, once it was told all that is before this (RFC 7162 3.1.2.1). */
export const highestModseq = (modseq: bigint): ResponseInit => ({
  type: 'ok',
  tag: undefined,
  code: { name: 'HIGHESTMODSEQ', modseq },
  text: 'as of now',
})

export const bad = ({ tag }: Tagged, text: string): ResponseInit => ({ type: 'bad', tag, code: undefined, text })

/** What the store says to a command: that it was done, or why not. */
export const completion = (command: Tagged, done: string, refused: MailboxRefusal | undefined): ResponseInit =>
  refused === undefined ? ok(command, done) : no(command, refused.code, refused.text)

/** Characters of a flag: it is kept for ever. */
const MAX_FLAG_LENGTH = 255

/** Why flags are not stored; `undefined` where they are. */
export function flagsRefusal(command: Tagged, flags: readonly string[]): ResponseInit | undefined {
  if (flags.length > MAX_FLAGS) return no(command, 'LIMIT', `at most ${MAX_FLAGS} flags`)
  const isTooLong = flags.some(({ length }) => length > MAX_FLAG_LENGTH)
  return isTooLong ? no(command, 'LIMIT', `flags of at most ${MAX_FLAG_LENGTH} characters`) : undefined
}
