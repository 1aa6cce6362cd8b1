/** The message of an APPEND or REPLACE on its way to the server (RFC 9051 6.3.12): exactly the announced number of bytes, once they may be sent. */
import { checkMessage } from '../command/append-content.js'
import type { AppendMessageInit } from '../command/append-message.js'
import type { CommandBodyInit } from '../command/command.js'
import { fail } from '../error.js'
import { isNonSynchronizing, type WriterOptions } from '../grammar/writer.js'
import { bytesOf, listOf } from '../values.js'

export class OutgoingMessage {
  /** True if it need not wait for the server (RFC 7888). */
  readonly isNonSynchronizing: boolean
  readonly #size: number
  readonly #isBinary: boolean
  #held: Uint8Array[] = []
  #given = 0
  #isReleased = false
  #isEnded = false

  constructor(size: number, isBinary: boolean, isNonSynchronizing: boolean) {
    this.#size = size
    this.#isBinary = isBinary
    this.isNonSynchronizing = isNonSynchronizing
  }

  /** True once the server allows it to be sent. */
  get isReleased(): boolean {
    return this.#isReleased
  }

  /** True once all of it is written. */
  get isDone(): boolean {
    return this.#isReleased && this.#isEnded
  }

  /** Takes a piece, and returns what to write now. @throws {@link ImapError} `bad-value` for more than was announced, `nul` */
  give(given: Uint8Array): readonly Uint8Array[] {
    // Copy it, as a later change of the bytes would break the framing.
    const bytes = new Uint8Array(bytesOf(given, 'send body-chunk'))
    const total = this.#given + bytes.length
    if (total > this.#size)
      fail('bad-value', this.#given, `send body-chunk: ${total} bytes, and the APPEND announced ${this.#size}`)
    checkMessage(bytes, this.#isBinary, 'send body-chunk')
    this.#given = total
    if (this.#isReleased) return bytes.length > 0 ? [bytes] : []
    this.#held.push(bytes)
    return []
  }

  /** @throws {@link ImapError} `bad-value` when bytes are missing */
  end(): void {
    if (this.#given < this.#size)
      fail('bad-value', this.#given, `send body-end: ${this.#given} bytes, and the APPEND announced ${this.#size}`)
    this.#isEnded = true
  }

  /** The server allows it to be sent; returns the pieces held until now. */
  release(): readonly Uint8Array[] {
    const held = this.#held.filter(bytes => bytes.length > 0)
    this.#held = []
    this.#isReleased = true
    return held
  }
}

/** The messages that a command appends. */
export const messagesOf = (command: CommandBodyInit): readonly AppendMessageInit[] =>
  command.verb === 'append'
    ? listOf(command.messages, 'encode APPEND: messages')
    : command.verb === 'replace'
      ? [command.message]
      : []

/** The last message of an APPEND or REPLACE if it is given without its bytes; otherwise `undefined`. */
export function outgoingMessage(command: CommandBodyInit, literals: WriterOptions['literals']): OutgoingMessage | undefined {
  const content = messagesOf(command).at(-1)?.content
  if (content?.type !== 'message' || content.bytes !== undefined) return undefined
  return new OutgoingMessage(content.size, content.binary, isNonSynchronizing(literals, content.size))
}
