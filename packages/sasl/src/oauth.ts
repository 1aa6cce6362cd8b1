/**
 * What OAUTHBEARER (RFC 7628) and XOAUTH2 share: the first message carries a token, and a server that refuses it says why in a challenge of
 * JSON, which the client has to answer before the failure. The content of the challenge is untrusted, and nothing depends on it.
 */
import { asciiBytes, decodeText, encodeText } from '@mailwire/bytes'
import { checkedPart, decodedPart } from './credentials.js'
import { fail, type Rejection, SaslError } from './error.js'
import { chain, clientMechanism, serverMechanism } from './exchange.js'
import type { ClientMechanism, ServerMechanism, ServerStep } from './mechanism.js'
import { textOf } from './values.js'
import { type Verify, verdict } from './verify.js'

/** What a client sends in OAUTHBEARER or XOAUTH2. Ask the issuer which account the token is for, and compare that with the name. */
export interface TokenMessage {
  /** The account that the client named; empty where it named none, which OAUTHBEARER allows. */
  readonly authenticationId: string
  /** The same: neither mechanism distinguishes the authentication identity from the authorization identity. */
  readonly authorizationId: string
  readonly token: string
  /** The host that an OAUTHBEARER client says it is connected to. */
  readonly host: string | undefined
  /** The port, likewise. */
  readonly port: number | undefined
}

/** Between the parts of a message. */
export const KVSEP = '\x01'

const CONTROL = /[\0-\x1f\x7f]/

/** The account, as a client sends it. @throws {@link SaslError} `bad-credentials`, `bad-value` */
export function checkedAccount(value: unknown, action: string): string {
  const name = checkedPart(value, action)
  return CONTROL.test(name) ? fail('bad-credentials', 0, `${action}: the name contains a control character`) : name
}

/** The account, as a server takes it. @throws {@link SaslError} `bad-message` */
export function decodedAccount(text: string, action: string): string {
  const name = decodedPart(encodeText(text, fail), action)
  return CONTROL.test(name) ? fail('bad-message', 0, `${action}: the name contains a control character`) : name
}

/** Visible ASCII: RFC 6750 2.1 allows fewer characters, but tokens with others are in use. */
const TOKEN = /^[!-~]+$/

/** A token, as a client sends it. @throws {@link SaslError} `bad-credentials`, `bad-value`; neither shows the token */
export function checkedToken(value: unknown, action: string): string {
  const token = textOf(value, action)
  return TOKEN.test(token)
    ? token
    : fail('bad-credentials', 0, `${action}: a token must be one or more visible ASCII characters, without "Bearer "`)
}

/** The token of `Bearer token`, ignoring the case of the scheme; empty without a token, `undefined` for another scheme. */
export function bearerToken(credentials: string): string | undefined {
  if (credentials === '') return ''
  const found = /^bearer(?: +([!-~]*))?$/i.exec(credentials)
  return found === null ? undefined : (found[1] ?? '')
}

/** What a client mechanism with a token is made from. */
export interface TokenClientScript {
  readonly name: string
  readonly message: string
  /** What answers the error result. */
  readonly acknowledgement: Uint8Array
  readonly token: string
  /** The most bytes of a message or a challenge. */
  readonly most: number
}

/** One response, and a second one to an error result. After an error result a success is not believed. */
export function tokenClient({ name, message, acknowledgement, token, most }: TokenClientScript): ClientMechanism {
  const bytes = encodeText(message, fail)
  if (bytes.length > most) fail('too-long', 0, `encode ${name}: ${bytes.length} bytes, at most ${most} allowed (limits.message)`)
  let rejected: SaslError | undefined
  return clientMechanism({
    name,
    clientFirst: true,
    needed: 1,
    rejected: () => rejected,
    steps: [
      () => bytes,
      challenge => {
        const rejection = decodeErrorResult(challenge.length > most ? new Uint8Array(0) : challenge, token)
        rejected = new SaslError(
          'rejected',
          0,
          `respond ${name}: the server rejects the token: ${rejection.status}`,
          'remote',
          rejection,
        )
        return acknowledgement
      },
    ],
  })
}

/** What the error result of a server says, as far as it can be read: `unknown` where it is not JSON or has no status (RFC 7628 3.2.2). */
export function decodeErrorResult(challenge: Uint8Array, token: string): Rejection {
  const result = jsonObject(decodeText(challenge))
  const field = (name: string): string | undefined => {
    const value = result[name]
    return typeof value === 'string' ? harmless(value, token) : undefined
  }
  return {
    status: field('status') || 'unknown',
    scope: field('scope'),
    openidConfiguration: field('openid-configuration'),
    schemes: field('schemes'),
  }
}

/** The object that the text is. Another value has none of the fields, as an object of its kind, and neither has text that is not JSON. */
function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** Code units of a field that are kept. */
const MAX_FIELD = 1024

/** The text without control characters, with the token masked, of at most {@link MAX_FIELD} code units: it goes into error messages and logs. */
const harmless = (text: string, token: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(token, '***')
    .slice(0, MAX_FIELD)
    .replace(/\p{Cs}/gu, '')

/** The first message of a client. */
export interface ReceivedToken {
  readonly message: TokenMessage
  /** The status with which it is refused without asking the verifier. */
  readonly refused?: string | undefined
}

/** What a server mechanism with a token is made from. */
export interface TokenServerScript {
  readonly name: string
  readonly most: number
  /** @throws {@link SaslError} `bad-message` */
  readonly decode: (response: Uint8Array) => ReceivedToken
  readonly verify: Verify<TokenMessage>
  readonly errorResult: (refused: string | undefined) => Readonly<Record<string, string | undefined>>
}

/** One response that is verified. A refusal is first a challenge, and then a failure, whatever the client answers. */
export function tokenServer({ name, most, decode, verify, errorResult }: TokenServerScript): ServerMechanism {
  let refusal: ServerStep | undefined
  return serverMechanism({
    name,
    challenge: () => new Uint8Array(0),
    takesInitialResponse: true,
    steps: [
      response => {
        if (response.length > most)
          fail('too-long', 0, `decode ${name}: ${response.length} bytes, at most ${most} allowed (limits.message)`)
        const { message, refused } = decode(response)
        return chain(verdict(name, message, refused === undefined ? verify : () => false), step => {
          if (step.type !== 'failure') return step
          refusal = step
          return { type: 'challenge', data: encodeText(JSON.stringify(errorResult(refused)), fail) }
        })
      },
      () => refusal!,
    ],
  })
}

/** A text of the error result. @throws {@link SaslError} `bad-value` */
export const optionalText = (value: unknown, action: string): string | undefined =>
  value === undefined ? undefined : textOf(value, action)

/** A fresh answer of one byte to OAUTHBEARER's error result (RFC 7628 3.2.3). */
export const kvsep = (): Uint8Array => asciiBytes(KVSEP)
