/** The client side of the exchange inside AUTHENTICATE (RFC 9051 6.2.2): challenges and responses until the server completes the command. */
import { decodeBase64, exchangeLine } from '@mailwire/bytes'
import { fail, ImapError } from '../error.js'
import { bytesOf, shownName } from '../values.js'
import type { ClientWord } from './events.js'

/** The line that cancels the exchange; the server answers BAD. */
export const CANCELLATION: Uint8Array = /* @__PURE__ */ exchangeLine(undefined)

/** A `+` that nothing waits for. */
export const unexpectedContinuation = (offset: number): ImapError =>
  new ImapError('unexpected-continuation', offset, 'receive: a continuation (+) without a command that waits for it')

export class Exchange {
  /** True while a challenge waits for its response. */
  isChallenged = false
  /** True once it was cancelled: a further `+` is not a challenge. */
  isCancelled = false

  /** Decodes a challenge; one that is not base64 cancels the exchange and throws. */
  challenge(text: string, offset: number): Uint8Array {
    this.isCancelled = true
    const data = decodeBase64(text.trim(), fail, offset)
    this.isCancelled = false
    this.isChallenged = true
    return data
  }

  /** The line for a response. A cancellation contains no secret. */
  respond(word: ClientWord & { readonly type: 'auth-response' | 'auth-cancel' }): Uint8Array {
    const line = word.type === 'auth-cancel' ? CANCELLATION : exchangeLine(bytesOf(word.data, 'send auth-response'))
    this.isChallenged = false
    this.isCancelled = word.type === 'auth-cancel'
    return line
  }
}

/** Every `type` that a client may send, besides its commands, which have a `verb`. */
const WORDS: readonly ClientWord['type'][] = ['auth-response', 'auth-cancel', 'done', 'body-chunk', 'body-end']

/** The message for another one. */
export const unknownWord = ({ type }: { readonly type: unknown }): string =>
  `send: unknown type ${shownName(type)}; expected one of ${WORDS.join(', ')}, or a command with a verb`
