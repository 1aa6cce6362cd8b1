/** The options of the two connections, and the checks when a connection is created. */
import type { SessionFacts, Tap } from '@mailwire/bytes'
import { fail, quoted } from '../error.js'
import type { Extensions } from '../extensions/extensions.js'
import { domain, lineOf } from '../grammar/domain.js'
import { outgoingRules, wholly } from '../grammar/line.js'
import { limitsOf, type SmtpLimits } from '../limits.js'
import type { OutgoingQuirk, SmtpQuirk } from '../quirks.js'
import { assertCallback, assertKeys, assertObject, assertString, encoding } from '../values.js'

export interface ClientOptions {
  /** Sends groups of commands ahead of their replies if the server offers PIPELINING; on unless set to false. */
  readonly pipelining?: boolean | undefined
  /** Speaks LMTP (RFC 2033): LHLO instead of EHLO, and a reply for each recipient at the end of a message. */
  readonly lmtp?: boolean | undefined
  /** True if the session runs inside TLS from the start (RFC 8314 3.3). */
  readonly tls?: boolean | undefined
  /** Converts bare CR and LF in the message to CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  /** Accepts a bare LF as the line end of a reply, which few servers still send; without it a bare LF is fatal. */
  readonly acceptBareLf?: boolean | undefined
  /** Accepts only the reply grammar of RFC 5321 4.2. */
  readonly strict?: boolean | undefined
  /** The quirks allowed in commands: `domain-underscore`. */
  readonly accept?: readonly OutgoingQuirk[] | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the bytes on the wire, with secrets masked. */
  readonly tap?: Tap | undefined
}

export interface ServerOptions {
  /** The server's name in the greeting and in its reply to EHLO: a domain in ASCII, no address literal (RFC 5321 4.1.1.1, RFC 6531 3.7.1). */
  readonly hostname: string
  /**
   * What EHLO offers; a function is called again after TLS starts, and after AUTH. ENHANCEDSTATUSCODES is offered unless set to `undefined`;
   * STARTTLS never inside TLS, and REQUIRETLS only there (RFC 8689 2). SMTPUTF8 adds 8BITMIME (RFC 6531 3.1), and BINARYMIME adds CHUNKING.
   */
  readonly extensions?: Extensions | ((session: SessionFacts) => Extensions) | undefined
  /** Speaks LMTP (RFC 2033), which always offers PIPELINING and ENHANCEDSTATUSCODES. */
  readonly lmtp?: boolean | undefined
  /** True if the session runs inside TLS from the start, so that STARTTLS is not offered. */
  readonly tls?: boolean | undefined
  /** Accepts only the grammar of RFC 5321. */
  readonly strict?: boolean | undefined
  /** The quirks to accept in command lines, instead of the default ones: see `quirks`. Not together with `strict`. */
  readonly accept?: readonly SmtpQuirk[] | undefined
  /** Closes the session after the reply to a message with a bare CR, a bare LF, a NUL or an overlong line: it may be an SMTP smuggling attempt. */
  readonly closeOnViolation?: boolean | undefined
  readonly limits?: Partial<SmtpLimits> | undefined
  /** Sees the bytes on the wire, with secrets masked. */
  readonly tap?: Tap | undefined
}

/** The names of the options of each side; one that is missing here is a type error. */
const NAMES: { readonly client: Names<ClientOptions>; readonly server: Names<ServerOptions> } = {
  client: {
    pipelining: true,
    lmtp: true,
    tls: true,
    normalize: true,
    acceptBareLf: true,
    strict: true,
    accept: true,
    limits: true,
    tap: true,
  },
  server: {
    hostname: true,
    extensions: true,
    lmtp: true,
    tls: true,
    strict: true,
    accept: true,
    closeOnViolation: true,
    limits: true,
    tap: true,
  },
}

type Names<Options> = { readonly [Name in keyof Options]-?: true }

/** Checks that both connections make when created: the names of the options, the limits and the tap. @throws {@link SmtpError} `bad-value`, `bad-number` */
export function openWith(options: Pick<ServerOptions, 'limits' | 'tap'>, side: 'client' | 'server'): SmtpLimits {
  assertObject(options, 'open session')
  assertKeys(options, Object.keys(NAMES[side]), 'open session', 'option')
  assertCallback(options.tap, 'open session: tap')
  return limitsOf(options.limits)
}

/** Checks a server's name: the greeting may have an address literal instead, but the reply to EHLO has a domain (RFC 5321 4.2, 4.1.1.1). @throws {@link SmtpError} `bad-value`, `bad-path` */
export function checkHostname(hostname: string): void {
  const action = 'open session: hostname'
  assertString(hostname, action)
  if (/[^\0-\x7f]/.test(hostname)) fail('bad-path', 0, `${action}: not ASCII; use A-labels: ${quoted(hostname)}`)
  const line = lineOf(hostname, outgoingRules(undefined, undefined, action))
  encoding(action, hostname, () => wholly(line, 'bad-path', 'parse domain', domain))
}
