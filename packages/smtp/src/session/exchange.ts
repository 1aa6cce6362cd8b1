/** AUTH from the client's side (RFC 4954 4): challenges that come, and what answers them. */
import { decodeBase64, exchangeLine } from '@mailwire/bytes'
import { fail, isSmtpError, type SmtpError } from '../error.js'
import type { Reply } from '../reply/reply.js'
import { assertBytes } from '../values.js'
import type { ClientSend } from './events.js'

type Response = Extract<ClientSend, { type: 'auth-response' | 'auth-cancel' }>

export class ClientExchange {
  #challenged = false
  #challenges = 0
  #cancelled = false // by `*`: the server has no more to ask

  /** True while a challenge waits for the caller. */
  get challenged(): boolean {
    return this.#challenged
  }

  /** What a challenge holds; the error of one that cannot be decoded, which is to be cancelled. @throws {@link SmtpError} for one too many */
  challenge(reply: Reply, offset: number, limit: number): Uint8Array | SmtpError {
    if (this.#cancelled) fail('bad-reply', offset, 'receive: challenge after the exchange was cancelled')
    if (++this.#challenges > limit) fail('limit', offset, `receive: more than ${limit} challenges in one exchange`)
    try {
      const data = decodeBase64(reply.lines.join(''), fail, offset)
      this.#challenged = true
      return data
    } catch (error) {
      if (isSmtpError(error)) return error
      throw error
    }
  }

  /** The line of what a caller sends. @throws {@link SmtpError} `invalid-state` where no challenge waits, `bad-value` */
  respond(input: Response, offset: number): Uint8Array {
    const { type } = input
    const data = type === 'auth-response' ? input.data : undefined
    if (data !== undefined) assertBytes(data, 'send auth-response')
    else if (type !== 'auth-cancel') fail('bad-value', 0, 'send: unknown type')
    if (!this.#challenged) fail('invalid-state', offset, `send ${type}: no challenge is waiting`)
    return this.answer(data)
  }

  /** The line that answers a challenge; without data the exchange is given up, and the server's reply to that ends it. */
  answer(data: Uint8Array | undefined): Uint8Array {
    this.#challenged = false
    this.#cancelled = data === undefined
    return exchangeLine(data)
  }

  /** AUTH was answered. */
  end(): void {
    this.#challenges = 0
    this.#cancelled = false
  }
}
