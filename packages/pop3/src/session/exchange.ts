/** AUTH from the client's side (RFC 5034 4): the server's challenges, and the client's responses. */
import { exchangeLine } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { type Continuation, decodeContinuation, isContinuation } from '../continuation.js'
import { fail, Pop3Error } from '../error.js'
import { bytesOf } from '../values.js'
import type { Outstanding } from './pipeline.js'

/** True for a line of an exchange; anything else is a response. */
export const isChallenge = (command: Command, line: Uint8Array): boolean =>
  command.verb === 'auth' && command.mechanism !== undefined && isContinuation(line)

export class ClientExchange {
  readonly #strict: boolean
  readonly #limit: number
  #challenged = false
  #challenges = 0

  /** `limit`: the challenges of one exchange. */
  constructor(strict: boolean, limit: number) {
    this.#strict = strict
    this.#limit = limit
  }

  /** True while a challenge waits for the caller. */
  get challenged(): boolean {
    return this.#challenged
  }

  /**
   * The challenge for the caller; `undefined` where it asks for an initial response that was held back; an error for a challenge that cannot be
   * read, which the client cancels.
   *
   * @throws {@link Pop3Error} `limit` for one too many
   */
  challenge(entry: Outstanding, line: Uint8Array, offset: number): Continuation | Pop3Error | undefined {
    if (++this.#challenges > this.#limit) fail('limit', offset, `receive: more than ${this.#limit} challenges in one exchange`)
    try {
      const found = decodeContinuation(line, { origin: offset, strict: this.#strict })
      if (entry.initialResponse === undefined) {
        this.#challenged = true
        return found
      }
      return found.data.length === 0
        ? undefined
        : new Pop3Error('bad-sequence', offset, 'receive: a challenge that is not empty before the initial response')
    } catch (error) {
      if (error instanceof Pop3Error) return error
      throw error
    }
  }

  /** The data of what a caller sends; `undefined` cancels the exchange. @throws {@link Pop3Error} `invalid-state`, `bad-value` */
  answerOf(type: unknown, data: unknown, offset: number): Uint8Array | undefined {
    if (type !== 'auth-response' && type !== 'auth-cancel')
      fail('bad-value', 0, 'send: the type is neither auth-response nor auth-cancel')
    if (!this.#challenged) fail('invalid-state', offset, `send ${type}: no challenge is waiting`)
    return type === 'auth-cancel' ? undefined : bytesOf(data, `send ${type}`)
  }

  /** The line that answers a challenge; without data it cancels the exchange. */
  answer(entry: Outstanding, data: Uint8Array | undefined): Uint8Array {
    entry.verb = data === undefined ? 'auth-cancel' : 'auth-response'
    entry.initialResponse = undefined
    this.#challenged = false
    return exchangeLine(data)
  }

  /** AUTH was answered. */
  end(entry: Outstanding): void {
    if (this.#challenged) entry.verb = 'auth-cancel'
    this.#challenged = false
    this.#challenges = 0
  }
}
