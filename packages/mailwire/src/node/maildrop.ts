/** Mail in memory: one user's messages, which a POP3 and an IMAP server show and an SMTP server adds to. */
import { type MimePart, parseMime } from './mime.js'

/** A message that lies in a maildrop. */
export interface StoredMessage {
  /** Unique for ever in its maildrop, and rising (RFC 9051 2.3.1.1). */
  readonly uid: number
  readonly content: Uint8Array
  readonly received: Date
  /** `\Seen`, ... */
  readonly flags: Set<string>
  /** Where its parts lie. */
  readonly structure: MimePart
}

/** One user's messages. */
export class Maildrop {
  /** Changes when unique identifiers start over. */
  readonly uidValidity: number = Math.floor(Date.now() / 1000)
  uidNext = 1
  #messages: StoredMessage[] = []

  /** In the order in which they came. */
  get messages(): readonly StoredMessage[] {
    return this.#messages
  }

  /** Takes a message in; its octets are copied. */
  deliver(content: Uint8Array): StoredMessage {
    const bytes = content.slice()
    const message: StoredMessage = {
      uid: this.uidNext++,
      content: bytes,
      received: new Date(),
      flags: new Set(),
      structure: parseMime(bytes),
    }
    this.#messages.push(message)
    return message
  }

  /** Removes messages for good. */
  remove(uids: ReadonlySet<number>): void {
    this.#messages = this.#messages.filter(message => !uids.has(message.uid))
  }
}

/** A user: who they are, and their mail. */
export interface User {
  readonly name: string
  readonly password: string
  readonly maildrop: Maildrop
}

/** The user with these credentials, or `undefined`. */
export const findUser = (users: readonly User[], name: string, password: string): User | undefined =>
  users.find(user => user.name.toLowerCase() === name.toLowerCase() && user.password === password)
