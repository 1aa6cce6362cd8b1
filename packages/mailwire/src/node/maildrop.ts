/** Mail in memory: one user's messages, which a POP3 and an IMAP server show and an SMTP server adds to. */
import { type MimePart, parseMime } from './mime.js'

/** A message that is stored in a maildrop. */
export interface StoredMessage {
  /** Unique for ever in its maildrop, and rising (RFC 9051 2.3.1.1). */
  readonly uid: number
  readonly content: Uint8Array
  readonly received: Date
  /** `\Seen`, ... */
  readonly flags: Set<string>
  /** Where its parts are. Read from the content each time it is asked for: nothing of it is kept. */
  readonly structure: MimePart
}

/** One user's messages. */
export class Maildrop {
  /** Changes when unique identifiers start over. */
  readonly uidValidity: number = Math.floor(Date.now() / 1000)
  uidNext = 1
  #messages: StoredMessage[] = []
  #isLocked = false
  #changes = 0

  /** How often messages came or went. */
  get changes(): number {
    return this.#changes
  }

  /** In the order in which they came, as they are now; who needs them as they were keeps a copy. */
  get messages(): readonly StoredMessage[] {
    return this.#messages
  }

  /** Takes a message in; its bytes are copied. */
  deliver(content: Uint8Array): StoredMessage {
    const message = new Message(this.uidNext++, content.slice())
    this.#messages.push(message)
    this.#changes++
    return message
  }

  /** Removes messages for good. */
  remove(uids: ReadonlySet<number>): void {
    if (uids.size === 0) return
    this.#messages = this.#messages.filter(message => !uids.has(message.uid))
    this.#changes++
  }

  /**
   * Locks the maildrop for one POP3 session (RFC 1939 4): gives the function that ends the lock, or `undefined` while another session holds it.
   * Mail is delivered all the same, and IMAP sessions go on.
   */
  lock(): (() => void) | undefined {
    if (this.#isLocked) return undefined
    this.#isLocked = true
    let isHeld = true
    return () => {
      if (isHeld) this.#isLocked = false
      isHeld = false
    }
  }
}

class Message implements StoredMessage {
  readonly uid: number
  readonly content: Uint8Array
  readonly received: Date = new Date()
  readonly flags: Set<string> = new Set()

  constructor(uid: number, content: Uint8Array) {
    this.uid = uid
    this.content = content
  }

  get structure(): MimePart {
    return parseMime(this.content)
  }
}
