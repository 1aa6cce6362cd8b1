/**
 * The extension that each command and parameter belongs to, which must have been offered in the reply to EHLO (RFC 5321 2.2.1). A client
 * refuses to send the rest, and a server to accept it, by the same tables.
 */
import { frozen, lowerAscii, type SessionFacts, upperAscii } from '@mailwire/bytes'
import type { Verb } from '../command/command.js'
import type { ParameterExtension } from '../parameters/parameter.js'
import { type MailParameters, mailRegistry, type RcptParameters, rcptRegistry } from '../parameters/registry.js'
import { assertObject } from '../values.js'
import { type Extensions, formatExtensions } from './extensions.js'

/** An extension by its key. */
export type ExtensionKey = Exclude<keyof Extensions, 'unknown'>

/** The extension that defines a command; `undefined` for commands of RFC 5321 and RFC 2033, and for unknown ones. */
export const commandExtension: Readonly<Record<Verb, ExtensionKey | undefined>> = /* @__PURE__ */ frozen({
  ehlo: undefined,
  helo: undefined,
  lhlo: undefined,
  mail: undefined,
  rcpt: undefined,
  data: undefined,
  rset: undefined,
  vrfy: undefined,
  expn: undefined,
  help: undefined,
  noop: undefined,
  quit: undefined,
  unknown: undefined,
  starttls: 'starttls', // RFC 3207 2
  auth: 'auth', // RFC 4954 3
  bdat: 'chunking', // RFC 3030 2
  burl: 'burl', // RFC 4468 2
  etrn: 'etrn', // RFC 1985 3
  atrn: 'atrn', // RFC 2645 4
  turn: 'turn',
  xclient: 'xclient',
  xforward: 'xforward',
})

/** True if the extension is offered, whether or not its value is valid. */
export const offers = (extensions: Extensions | undefined, key: ExtensionKey): boolean =>
  extensions !== undefined && (extensions[key] !== undefined || extensions.unknown?.has(upperAscii(key)) === true)

const NONE: Extensions = {}

/** Extensions given by callers that can be written in a reply to EHLO. */
const said = /* @__PURE__ */ new WeakSet<Extensions>()

/** What a server's options offer. */
interface Offering {
  readonly extensions?: Extensions | ((session: SessionFacts) => Extensions) | undefined
  readonly lmtp?: boolean | undefined
}

/** What a server offers in its reply to EHLO, with the extensions that these require: see `ServerOptions`. */
export function offeredBy({ extensions = NONE, lmtp = false }: Offering, session: SessionFacts): Extensions {
  const given = typeof extensions === 'function' ? extensions(session) : extensions
  assertObject(given, 'open session')
  const offered: Extensions = {
    enhancedstatuscodes: true,
    ...given,
    ...(lmtp ? { pipelining: true, enhancedstatuscodes: true } : {}), // RFC 2033 5
  }
  const whole: Extensions = {
    ...offered,
    ...(offered.smtputf8 === true ? { '8bitmime': true } : {}), // RFC 6531 3.1
    ...(offered.binarymime === true ? { chunking: true } : {}), // RFC 3030 3
    [session.secure ? 'starttls' : 'requiretls']: undefined,
  }
  // Refuse what cannot be written in the reply now, not when EHLO arrives; an object is checked once for all sessions.
  if (typeof extensions === 'function' || !said.has(given)) formatExtensions(whole)
  said.add(given)
  return whole
}

/** A parameter, and the EHLO keyword that it needs. */
export interface NeededExtension {
  /** The parameter's keyword. */
  readonly keyword: string
  readonly extension: ParameterExtension
}

/**
 * The extensions that parameters of MAIL or RCPT need: what a server must have offered (RFC 5321 4.1.1.11). `BODY=BINARYMIME` needs
 * BINARYMIME and not 8BITMIME; `BODY=7BIT` is the default and needs nothing. Unknown parameters are not included.
 *
 * @example
 * neededExtensions({ ret: 'HDRS' }) // => [{ keyword: 'RET', extension: 'dsn' }]
 */
export function neededExtensions(parameters: MailParameters | RcptParameters): NeededExtension[] {
  assertObject(parameters, 'neededExtensions')
  const needed: NeededExtension[] = []
  for (const registry of [mailRegistry, rcptRegistry])
    for (const { key, keyword, extensionOf } of registry.parameters) {
      const value = (parameters as Readonly<Record<string, unknown>>)[key]
      const extension = value === undefined ? undefined : extensionOf(value)
      if (extension !== undefined) needed.push({ keyword, extension })
    }
  return needed
}

/**
 * The keyword of the first extension that parameters need and that is not offered. An unknown parameter needs the extension of the same
 * name.
 */
export function missingFor(parameters: MailParameters | RcptParameters, extensions: Extensions | undefined): string | undefined {
  const missing = neededExtensions(parameters).find(({ extension }) => !offers(extensions, extension))
  if (missing !== undefined) return upperAscii(missing.extension)
  return parameters.unknown?.map(({ keyword }) => upperAscii(keyword)).find(keyword => !offersUnknown(extensions, keyword))
}

const offersUnknown = (extensions: Extensions | undefined, keyword: string): boolean => {
  if (extensions === undefined) return false
  const key = lowerAscii(keyword)
  return extensions.unknown?.has(keyword) === true || (key === 'submitter' && extensions.submitter === true) // RFC 4405 4
}
