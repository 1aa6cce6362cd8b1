/** The client side of AUTH (RFC 4954 4): challenges and responses. */
import { decodeBase64, exchangeLine } from '@mailwire/bytes'
import { fail, isSmtpError, type SmtpError } from '../error.js'
import type { Reply } from '../reply/reply.js'
import { assertBytes, shown } from '../values.js'
import type { ClientSend } from './events.js'

type Response = Extract<ClientSend, { type: 'auth-response' | 'auth-cancel' }>

export class ClientExchange {
  #challenged = false
  #challenges = 0
  #cancelled = false // with `*`: no challenge may follow

  /** True while a challenge waits for the caller's response. */
  get challenged(): boolean {
    return this.#challenged
  }

  /** The data of a challenge, or the error of one that cannot be decoded; then cancel the exchange. @throws {@link SmtpError} for one too many */
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

  /** The line for the caller's response. @throws {@link SmtpError} `invalid-state` if no challenge is waiting, `bad-value` */
  respond(input: Response, offset: number): Uint8Array {
    const { type } = input
    const data = type === 'auth-response' ? input.data : undefined
    if (type === 'auth-response') assertBytes(data, 'send auth-response')
    else if (type !== 'auth-cancel') {
      const types = 'body-chunk, body-end, auth-response or auth-cancel'
      fail('bad-value', 0, `send: a command or the type ${types} expected, not ${shown(type)}`)
    }
    if (!this.#challenged) fail('invalid-state', offset, `send ${type}: no challenge is waiting`)
    return this.answer(data)
  }

  /** The line that answers a challenge; without data it cancels the exchange, and the server's reply to that ends it. */
  answer(data: Uint8Array | undefined): Uint8Array {
    this.#challenged = false
    this.#cancelled = data === undefined
    return exchangeLine(data)
  }

  /** AUTH received its final reply. */
  end(): void {
    this.#challenges = 0
    this.#cancelled = false
  }
}
