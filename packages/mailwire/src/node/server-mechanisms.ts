/** The mechanisms that a server offers: each where what it needs is given. */
import type { X509Certificate } from 'node:crypto'
import {
  type AnonymousMessage,
  anonymousServer,
  type ChannelBinding,
  cramMd5Server,
  type ExternalMessage,
  externalServer,
  loginServer,
  oauthBearerServer,
  plainServer,
  type ScramCredentials,
  type ScramHash,
  type ServerMechanism,
  scramServer,
  type TokenMessage,
  type Verify,
  type VerifyPassword,
  xoauth2Server,
} from '@mailwire/sasl'
import { md5 } from './md5.js'
import type { PeerCertificate } from './tls-side.js'

/** How a server judges logins. A mechanism is offered where what it needs is given, and only over TLS unless `allowCleartextCredentials`. */
export interface LoginMethods {
  /** Judges a name and a password: PLAIN and LOGIN. */
  readonly verify?: VerifyPassword | undefined
  /** Gives a user's keys for SCRAM, or `undefined`. */
  readonly scramOf?: ((name: string, hash: ScramHash) => Keys | Promise<Keys>) | undefined
  /** The hashes that `scramOf` has keys for: SCRAM is offered for these, and for none unless given. */
  readonly scramHashes?: readonly ScramHash[] | undefined
  /** Gives a user's password, or `undefined`: CRAM-MD5, which is offered only where `mechanisms` names it. */
  readonly passwordOf?: ((name: string) => string | undefined | Promise<string | undefined>) | undefined
  /** Judges an OAuth access token: OAUTHBEARER and XOAUTH2. */
  readonly verifyToken?: Verify<TokenMessage> | undefined
  /** Judges a client by its TLS certificate, which it is then asked for: EXTERNAL. */
  readonly verifyExternal?: Verify<CertificateClaim> | undefined
  /** Verifies a client without an identity: ANONYMOUS. */
  readonly verifyAnonymous?: Verify<AnonymousMessage> | undefined
  /**
   * The caller's own mechanisms, by name in upper case; the function makes one for each exchange. They come first, and replace ours of the same
   * name. Their names have at most 340 bytes together.
   */
  readonly ownMechanisms?: ReadonlyMap<string, () => ServerMechanism> | undefined
  /**
   * The mechanisms that are offered, in this order; all that can be, the strongest first, unless given. Without PLAIN and LOGIN among them no
   * command takes a password either: neither POP3's USER and PASS nor IMAP's LOGIN.
   */
  readonly mechanisms?: readonly string[] | undefined
}

type Keys = ScramCredentials | undefined

/** What a client shows and asks for with EXTERNAL (RFC 4422 appendix A). */
export interface CertificateClaim extends ExternalMessage {
  /** What the client proved in the TLS handshake to have the key of. */
  readonly certificate: X509Certificate
  /** True where the certificate is issued by an authority in `credentials.ca`: without it, compare its fingerprint. */
  readonly isTrusted: boolean
}

/** What an exchange depends on besides the methods. */
export interface LoginContext {
  readonly hostname: string
  readonly secure: boolean
  /** What SCRAM can be bound to; empty without TLS. */
  readonly channelBindings: () => readonly ChannelBinding[]
  readonly certificate: () => PeerCertificate | undefined
}

/** The mechanisms of a session, by name, in the order in which they are offered. */
export type Mechanisms = ReadonlyMap<string, () => ServerMechanism>

/** All mechanisms that the methods allow. */
export function mechanismsFor(methods: LoginMethods, context: LoginContext): Mechanisms {
  const own = [...(methods.ownMechanisms ?? [])]
  // The last mechanism of a name counts, at the position of the first: the caller's replace ours.
  const all: Mechanisms = new Map([...own, ...builtIn(methods, context, () => [...offered.keys()].some(isPlus)), ...own])
  const offered: Mechanisms = methods.mechanisms === undefined ? all : only(all, methods.mechanisms)
  return offered
}

/** True where logins are required: then every client must log in, also where a mistake leaves no mechanism to offer. */
export const judgesLogins = (methods: LoginMethods): boolean => WAYS.some(way => methods[way] !== undefined)

const WAYS = [
  'verify',
  'scramOf',
  'passwordOf',
  'verifyToken',
  'verifyExternal',
  'verifyAnonymous',
  'ownMechanisms',
  'mechanisms',
] as const satisfies readonly (keyof LoginMethods)[]

/** The names of all mechanisms that there are here. */
export const mechanismNames = (): string[] => [...builtIn(EVERYTHING, namesOnly(true), () => false).keys()]

/** The names that a session offers inside TLS, or without it. */
export const offeredNames = (methods: LoginMethods, secure: boolean): string[] => [
  ...mechanismsFor(methods, namesOnly(secure)).keys(),
]

const nobody = (): undefined => undefined
const EVERYTHING: LoginMethods = {
  verify: () => false,
  scramOf: nobody,
  scramHashes: ['SHA-512', 'SHA-256', 'SHA-1'],
  passwordOf: nobody,
  verifyToken: () => false,
  verifyExternal: () => false,
  verifyAnonymous: () => false,
  mechanisms: [],
}
const namesOnly = (secure: boolean): LoginContext => ({ hostname: '', secure, channelBindings: () => [], certificate: nobody })

const isPlus = (name: string): boolean => name.startsWith('SCRAM-') && name.endsWith('-PLUS')

function builtIn(methods: LoginMethods, context: LoginContext, offersPlus: () => boolean): Mechanisms {
  const { verify, scramOf, scramHashes = [], passwordOf, verifyToken, verifyExternal, verifyAnonymous } = methods
  const found = new Map<string, () => ServerMechanism>()
  if (verifyExternal !== undefined && context.secure)
    found.set('EXTERNAL', () =>
      externalServer(message => {
        const shown = context.certificate()
        return shown !== undefined && verifyExternal({ ...message, ...shown })
      }),
    )
  if (scramOf !== undefined)
    for (const plus of context.secure ? [true, false] : [false])
      for (const hash of scramHashes)
        found.set(`SCRAM-${hash}${plus ? '-PLUS' : ''}`, () =>
          scramServer(hash, name => scramOf(name, hash), {
            channelBindings: context.channelBindings(),
            plus,
            offersPlus: offersPlus(),
          }),
        )
  if (verifyToken !== undefined) {
    found.set('OAUTHBEARER', () => oauthBearerServer(verifyToken))
    found.set('XOAUTH2', () => xoauth2Server(verifyToken))
  }
  if (passwordOf !== undefined && methods.mechanisms !== undefined)
    found.set('CRAM-MD5', () =>
      cramMd5Server({ passwordOf, md5, hostname: context.hostname, time: Math.floor(Date.now() / 1000) }),
    )
  if (verify !== undefined) {
    found.set('PLAIN', () => plainServer(verify))
    found.set('LOGIN', () => loginServer(verify))
  }
  if (verifyAnonymous !== undefined) found.set('ANONYMOUS', () => anonymousServer(verifyAnonymous))
  return found
}

/** Those of the names, in their order. */
const only = (found: Mechanisms, names: readonly string[]): Mechanisms =>
  new Map(
    names.flatMap(name => {
      const make = found.get(name.toUpperCase())
      return make === undefined ? [] : [[name.toUpperCase(), make]]
    }),
  )
