/**
 * What a mechanism is (RFC 4422): an object that answers challenges, or gives them. It does not depend on SMTP, POP3 or IMAP, which carry
 * its bytes. An answer may take time, so `respond` may give a promise; the caller awaits it and sends.
 */
import type { SaslError } from './error.js'

/** Who authenticated, and who they act as. */
export interface Identity {
  /** Whose credentials they are. */
  readonly authenticationId: string
  /** The identity to act as; the same as `authenticationId` unless the client asked for another. */
  readonly authorizationId: string
}

/** The client's side of one exchange. */
export interface ClientMechanism {
  /** As registered: `PLAIN`. */
  readonly name: string
  /** True when the client speaks first: its first response may go with the command that starts the exchange. */
  readonly clientFirst: boolean
  /** True once a success may be believed: the mechanism has nothing more to say, and the server has proved what it has to prove. */
  readonly done: boolean
  /** Why the server is about to refuse, where it says so inside the exchange (RFC 7628 3.2.2): a success after it may not be believed. */
  readonly rejected?: SaslError | undefined
  /**
   * The response to a challenge; an empty challenge asks for the initial response. After it threw, the exchange is over: cancel it.
   *
   * @throws {@link SaslError} `unexpected` when it has nothing more to say, and while a response is being made; `bad-message` for a challenge
   * it cannot answer, `bad-value` for anything but a `Uint8Array`, and the codes that the mechanism documents for what the server did
   */
  respond(challenge: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** The outcome of a response on the server. */
export type ServerStep =
  /** Send this, and give the answer to `respond`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /** The client is authenticated; `data` goes with the success where the protocol can carry it. */
  | { readonly type: 'success'; readonly identity: Identity; readonly data?: Uint8Array | undefined }
  /** The client is rejected, or the response does not follow the mechanism's grammar. */
  | { readonly type: 'failure'; readonly error: SaslError }

/** The server's side of one exchange. */
export interface ServerMechanism {
  readonly name: string
  /**
   * Begins the exchange, once: with the initial response, where one came with the command. Gives the first challenge otherwise, which is
   * empty where the client is to speak first (RFC 4422 5).
   *
   * @throws {@link SaslError} as `respond` does
   */
  start(initialResponse: Uint8Array | undefined): ServerStep | Promise<ServerStep>
  /**
   * Takes a response. What a client sent never throws, it is a `failure`.
   *
   * @throws {@link SaslError} `unexpected` after a success or failure, and while a response is being judged; `bad-value` for anything but a
   * `Uint8Array`
   */
  respond(response: Uint8Array): ServerStep | Promise<ServerStep>
}
