/** A client's side of the exchange inside AUTHENTICATE (RFC 9051 6.2.2): a challenge, a response, until the server completes the command. */
import { decodeBase64, exchangeLine } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { bytesOf } from '../values.js'
import type { ClientWord } from './events.js'

/** Gives the exchange up; the server answers BAD. */
export const CANCELLATION: Uint8Array = /* @__PURE__ */ exchangeLine(undefined)

/** A `+` that nothing waits for. */
export const unexpectedContinuation = (offset: number): ImapError =>
  new ImapError('unexpected-continuation', offset, 'receive: a continuation (+) without a command that waits for it')

export class Exchange {
  /** A challenge waits for its response. */
  isChallenged = false
  /** It was given up: what the server still asks is no challenge. */
  isCancelled = false

  /** Takes a challenge; one that is not base 64 gives the exchange up, and throws. */
  challenge(text: string, offset: number): Uint8Array {
    this.isCancelled = true
    const data = decodeBase64(text.trim(), fail, offset)
    this.isCancelled = false
    this.isChallenged = true
    return data
  }

  /** The line that the challenge gets; of a cancellation nothing is secret. */
  respond(word: ClientWord & { readonly type: 'auth-response' | 'auth-cancel' }): Uint8Array {
    const line = word.type === 'auth-cancel' ? CANCELLATION : exchangeLine(bytesOf(word.data, 'send auth-response'))
    this.isChallenged = false
    this.isCancelled = word.type === 'auth-cancel'
    return line
  }
}
