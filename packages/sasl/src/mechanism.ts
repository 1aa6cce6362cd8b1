/**
 * What a mechanism is (RFC 4422): an object that answers challenges, or gives them. It knows nothing of SMTP, POP3 or IMAP: those carry
 * its bytes. An answer may take time, so `respond` may give a promise; the caller awaits it and sends.
 */
import { upperAscii } from '@mailwire/bytes'
import { fail, type SaslError } from './error.js'
import { textOf } from './values.js'

/** Who authenticated, and who they act as. */
export interface Identity {
  /** Whose credentials they are. */
  readonly authenticationId: string
  /** Who to act as; the same as `authenticationId` unless the client asked for another. */
  readonly authorizationId: string
}

/** The client's side of one exchange. */
export interface ClientMechanism {
  /** As registered: `PLAIN`. */
  readonly name: string
  /** True when the client speaks first: its first response may go with the command that starts the exchange. */
  readonly clientFirst: boolean
  /** True once it has nothing more to say. */
  readonly done: boolean
  /**
   * The response to a challenge; an empty challenge asks for the initial response.
   *
   * @throws {@link SaslError} `unexpected` when it is `done`, `bad-message` for a challenge it cannot answer, `bad-value` for anything but a
   * `Uint8Array`
   */
  respond(challenge: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** What a server mechanism says to a response. */
export type ServerStep =
  /** Send this, and give the answer to `respond`. */
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  /** They are who they say; `data` goes with the success where the protocol can carry it. */
  | { readonly type: 'success'; readonly identity: Identity; readonly data?: Uint8Array | undefined }
  /** They are not, or the response does not follow the mechanism's grammar. */
  | { readonly type: 'failure'; readonly error: SaslError }

/** The server's side of one exchange. */
export interface ServerMechanism {
  readonly name: string
  /**
   * Takes a response. What a client sent never throws, it is a `failure`.
   *
   * @throws {@link SaslError} `unexpected` after a success or failure, and while a response is being judged; `bad-value` for anything but a
   * `Uint8Array`
   */
  respond(response: Uint8Array): ServerStep | Promise<ServerStep>
}

/** `sasl-mech = 1*20(UPPER-ALPHA / DIGIT / HYPHEN / UNDERSCORE)` (RFC 4422 3.1) */
const SASL_MECH = /^[A-Z0-9_-]{1,20}$/

/** True for a mechanism name; lower case is not one. */
export const isMechanismName = (text: string): boolean => typeof text === 'string' && SASL_MECH.test(text)

/** The name in upper case. @throws {@link SaslError} `bad-mechanism` for invalid names, `bad-value` for anything but a string */
export function parseMechanismName(text: string): string {
  const name = upperAscii(textOf(text, 'parse mechanism'))
  return isMechanismName(name) ? name : fail('bad-mechanism', 0, 'parse mechanism: not 1 to 20 letters, digits, - and _')
}

/**
 * The first of the wanted mechanisms that the server offers, or `undefined`. What is offered and not a string matches none,
 * and what is not a list holds none.
 *
 * @example
 * chooseMechanism(['LOGIN', 'plain'], [plainClient({ authenticationId: 'tim', password: 'x' })])?.name // => 'PLAIN'
 */
export function chooseMechanism<Wanted extends { readonly name: string }>(
  offered: readonly string[],
  wanted: readonly Wanted[],
): Wanted | undefined {
  const names = new Set<unknown>(listed(offered).flatMap((name: unknown) => (typeof name === 'string' ? [upperAscii(name)] : [])))
  return listed(wanted).find((mechanism: Wanted | undefined) => names.has(mechanism?.name))
}

/** Without the package's error, which a choice has no other use for: what is no list is an empty one. */
const listed = <Item>(list: readonly Item[]): readonly Item[] => (Array.isArray(list) ? list : [])
