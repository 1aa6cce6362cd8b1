/** What the two connections may be told, and what is checked of it as one is made. */
import type { SessionFacts, Tap } from '@mailwire/bytes'
import type { Extensions } from '../extensions/extensions.js'
import { limitsOf, type SmtpLimits } from '../limits.js'
import type { OutgoingQuirk, SmtpQuirk } from '../quirks.js'
import { assertCallback, assertObject } from '../values.js'

export interface ClientOptions {
  /** Sends groups of commands ahead of their replies where the server offers PIPELINING; on unless set to false. */
  readonly pipelining?: boolean | undefined
  /** Speaks LMTP (RFC 2033): LHLO instead of EHLO, and a reply for each recipient at the end of a message. */
  readonly lmtp?: boolean | undefined
  /** True where the session runs inside TLS from the start (RFC 8314 3.3). */
  readonly tls?: boolean | undefined
  /** Turns bare CR and LF in the message into CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  /** Takes a bare LF for the end of a reply's line, as few servers still send; without it one is fatal. */
  readonly acceptBareLf?: boolean | undefined
  /** Accepts reply codes of RFC 5321 4.2 only. */
  readonly strict?: boolean | undefined
  /** The quirks that commands may have: `domain-underscore`. */
  readonly accept?: readonly OutgoingQuirk[] | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

export interface ServerOptions {
  /** What the server calls itself, in the greeting and in its reply to EHLO: a name in ASCII (RFC 6531 3.7.1). */
  readonly hostname: string
  /**
   * What EHLO offers; a function is asked again once TLS is up, and after AUTH. ENHANCEDSTATUSCODES is offered unless set to `undefined`; STARTTLS never
   * inside TLS, and REQUIRETLS only there (RFC 8689 2). SMTPUTF8 brings 8BITMIME along (RFC 6531 3.1), and BINARYMIME brings CHUNKING.
   */
  readonly extensions?: Extensions | ((session: SessionFacts) => Extensions) | undefined
  /** Speaks LMTP (RFC 2033), which offers PIPELINING and ENHANCEDSTATUSCODES whatever `extensions` says. */
  readonly lmtp?: boolean | undefined
  /** True where the session runs inside TLS from the start, so that STARTTLS is not offered. */
  readonly tls?: boolean | undefined
  /** Accepts the grammar of RFC 5321 only. */
  readonly strict?: boolean | undefined
  /** The quirks to accept in command lines, instead of those that are accepted by default: see `quirks`. Not together with `strict`. */
  readonly accept?: readonly SmtpQuirk[] | undefined
  /** Hangs up once a message with a bare CR, a bare LF, a NUL or a line that is too long was answered: it may be an attempt at smuggling. */
  readonly closeOnViolation?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/** What both sides check as a connection is made: that there are options, the limits, and the tap. @throws {@link SmtpError} `bad-value`, `bad-number` */
export function openWith(options: Pick<ServerOptions, 'limits' | 'tap'>): SmtpLimits {
  assertObject(options, 'open session')
  assertCallback(options.tap, 'open session')
  return limitsOf(options.limits)
}
