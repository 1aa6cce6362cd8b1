/** AUTH from the client's side (RFC 5034 4): the server's challenges, and the client's responses. */
import { exchangeLine } from '@mailwire/bytes'
import { type Continuation, decodeContinuation, isContinuation } from '../continuation.js'
import { fail, Pop3Error } from '../error.js'
import { bytesOf } from '../values.js'
import type { Outstanding } from './pipeline.js'
import type { SessionVerb } from './state.js'

/** True for a line of an exchange; anything else is a response. */
export const isChallenge = ({ verb }: Outstanding, line: Uint8Array): boolean =>
  (verb === 'auth' || verb === 'auth-initial') && isContinuation(line)

export class ClientExchange {
  readonly #strict: boolean
  readonly #limit: number
  #challenged = false
  #challenges = 0
  /** What the client said last in the exchange; `undefined` where AUTH is all that it has said. */
  #said: 'auth-response' | 'auth-cancel' | undefined

  /** `limit`: the challenges of one exchange. */
  constructor(strict: boolean, limit: number) {
    this.#strict = strict
    this.#limit = limit
  }

  /** What the next response to a command answers: inside an exchange, what the client said last. A server that ends it unasked cancels it. */
  verbOf(entry: Outstanding): SessionVerb {
    return this.#challenged ? 'auth-cancel' : (this.#said ?? entry.verb)
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
      if (entry.initialResponse === undefined || this.#said !== undefined) {
        this.#challenged = true
        return found
      }
      return found.data.length === 0
        ? undefined
        : new Pop3Error('bad-sequence', offset, 'receive: the challenge that requests the initial response must be empty')
    } catch (error) {
      if (error instanceof Pop3Error) return error
      throw error
    }
  }

  /** The data of what a caller sends; `undefined` cancels the exchange. @throws {@link Pop3Error} `invalid-state`, `bad-value` */
  answerOf(type: unknown, data: unknown, offset: number): Uint8Array | undefined {
    if (type !== 'auth-response' && type !== 'auth-cancel')
      fail('bad-value', 0, 'send: type must be auth-response or auth-cancel')
    if (!this.#challenged) fail('invalid-state', offset, `send ${type}: no challenge waits for a response`)
    return type === 'auth-cancel' ? undefined : bytesOf(data, `send ${type}`)
  }

  /** The line that answers a challenge; without data it cancels the exchange. */
  answer(data: Uint8Array | undefined): Uint8Array {
    this.#said = data === undefined ? 'auth-cancel' : 'auth-response'
    this.#challenged = false
    return exchangeLine(data)
  }

  /** A command was answered, so that no exchange goes on. */
  end(): void {
    this.#said = undefined
    this.#challenged = false
    this.#challenges = 0
  }
}
