/**
 * Which mechanism a client uses: the strongest that the server offers and that carries the credentials, and never one that shows a password or a token to an eavesdropper (RFC 4422 6.1, RFC 8314 3).
 */
import { type HashFunction, upperAscii } from '@mailwire/bytes'
import type { ChannelBinding } from './channel-binding.js'
import type {
  AnonymousCredentials,
  Credentials,
  ExternalCredentials,
  PasswordCredentials,
  TokenCredentials,
} from './credentials.js'
import type { CryptoOptions, ScramHash } from './crypto.js'
import { fail, SaslError } from './error.js'
import type { SaslLimits } from './limits.js'
import type { ClientMechanism } from './mechanism.js'
import { anonymousClient } from './mechanisms/anonymous.js'
import { cramMd5Client } from './mechanisms/cram-md5.js'
import { digestMd5Client } from './mechanisms/digest-md5.js'
import { externalClient } from './mechanisms/external.js'
import { loginClient } from './mechanisms/login.js'
import { oauthBearerClient } from './mechanisms/oauthbearer.js'
import { plainClient } from './mechanisms/plain.js'
import { scramClient } from './mechanisms/scram-client.js'
import { xoauth2Client } from './mechanisms/xoauth2.js'
import { fieldsOf } from './values.js'

/** What a choice depends on, besides the credentials. */
export interface ChooseOptions extends CryptoOptions {
  /** True inside TLS. Without it no mechanism is chosen that sends the password or the token itself. */
  readonly secure?: boolean | undefined
  /** Sends passwords and tokens without TLS, too. */
  readonly allowCleartextCredentials?: boolean | undefined
  /** What binds SCRAM to this TLS connection (RFC 5802 6): the `-PLUS` mechanisms need it. */
  readonly channelBinding?: ChannelBinding | undefined
  /** The mechanisms that may be used, in order of preference; by default all of them, the strongest first. */
  readonly mechanisms?: readonly string[] | undefined
  /** Allows DIGEST-MD5, which is historic (RFC 6331). Naming it in `mechanisms` allows it, too. It needs `md5`, `service` and `host`. */
  readonly historic?: boolean | undefined
  /** The MD5 function, which Web Crypto lacks. CRAM-MD5 and DIGEST-MD5 need it. */
  readonly md5?: HashFunction | undefined
  /** `smtp`, `pop` or `imap`. */
  readonly service?: string | undefined
  /** The server's name and port: OAUTHBEARER sends them, DIGEST-MD5 needs the name. */
  readonly host?: string | undefined
  readonly port?: number | undefined
  /** Given to the mechanism that is chosen. */
  readonly limits?: Partial<SaslLimits> | undefined
  /** The fewest iterations that SCRAM accepts; 4,096 by default. */
  readonly minimumIterations?: number | undefined
}

/** A mechanism that carries the credentials, or the reason why this one cannot be used. */
export type MechanismChoice =
  | { readonly name: string; readonly mechanism: ClientMechanism }
  | { readonly name: string; readonly reason: string }

/** What a mechanism carries, by the property that distinguishes the kinds of credentials. */
type Kind = 'password' | 'token' | 'external' | 'anonymous'

interface Candidate {
  readonly carries: Kind
  /** An eavesdropper learns the password or the token. */
  readonly cleartext?: boolean
  /** The mechanism, or the reason why it cannot be used here. */
  readonly make: (credentials: Credentials, options: ChooseOptions, offers: (name: string) => boolean) => ClientMechanism | string
}

const forPassword = (
  make: (credentials: PasswordCredentials, options: ChooseOptions, offers: (name: string) => boolean) => ClientMechanism | string,
  cleartext = false,
): Candidate => ({ carries: 'password', cleartext, make: make as Candidate['make'] })

const scramPlus = (hash: ScramHash): Candidate =>
  forPassword((credentials, options) =>
    options.channelBinding === undefined ? 'no channel binding was given' : scramClient(hash, credentials, options),
  )

/** By `-PLUS` where the server offers it and there is a binding, even where only the plain name was asked for. */
const scram = (hash: ScramHash): Candidate =>
  forPassword((credentials, { channelBinding, ...options }, offers) => {
    const plus = offers(`SCRAM-${hash}-PLUS`)
    // Where it is not offered, the flag `y` says that this client could bind: a server that does offer it learns that the list was changed
    // (RFC 5802 6).
    return scramClient(hash, credentials, channelBinding === undefined ? options : { ...options, channelBinding, plus })
  })

const NO_MD5 = 'no MD5 function was given (option md5)'

/** Every mechanism, the strongest first: those that also authenticate the server, those that hide the password, those that send it. */
const candidates: Readonly<Record<string, Candidate>> = {
  EXTERNAL: { carries: 'external', make: credentials => externalClient(credentials as ExternalCredentials) },
  'SCRAM-SHA-512-PLUS': /* @__PURE__ */ scramPlus('SHA-512'),
  'SCRAM-SHA-256-PLUS': /* @__PURE__ */ scramPlus('SHA-256'),
  'SCRAM-SHA-1-PLUS': /* @__PURE__ */ scramPlus('SHA-1'),
  'SCRAM-SHA-512': /* @__PURE__ */ scram('SHA-512'),
  'SCRAM-SHA-256': /* @__PURE__ */ scram('SHA-256'),
  'SCRAM-SHA-1': /* @__PURE__ */ scram('SHA-1'),
  'DIGEST-MD5': /* @__PURE__ */ forPassword((credentials, { historic, mechanisms, md5, service, host, crypto }) => {
    if (historic !== true && !namesOf(mechanisms).has('DIGEST-MD5')) return 'it is historic (RFC 6331); set historic to use it'
    if (service === undefined || host === undefined) return 'the options service and host are missing'
    return md5 === undefined ? NO_MD5 : digestMd5Client(credentials, { md5, service, host, crypto })
  }),
  'CRAM-MD5': /* @__PURE__ */ forPassword((credentials, { md5, limits }) =>
    md5 === undefined ? NO_MD5 : cramMd5Client(credentials, { md5, limits }),
  ),
  PLAIN: /* @__PURE__ */ forPassword(plainClient, true),
  LOGIN: /* @__PURE__ */ forPassword(loginClient, true),
  OAUTHBEARER: {
    carries: 'token',
    cleartext: true,
    make: (credentials, { host, port, limits }) => oauthBearerClient(credentials as TokenCredentials, { host, port, limits }),
  },
  XOAUTH2: {
    carries: 'token',
    cleartext: true,
    make: (credentials, { limits }) => xoauth2Client(credentials as TokenCredentials, { limits }),
  },
  ANONYMOUS: { carries: 'anonymous', make: credentials => anonymousClient(credentials as AnonymousCredentials) },
}

/**
 * The strongest mechanism that the server offers and that carries the credentials, or `undefined`; see {@link mechanismChoices} for why.
 * Entries of `offered` that are not strings match none.
 *
 * @throws {@link SaslError} `bad-value` for credentials of an unknown kind and for options of the wrong type, `bad-channel-binding`
 *
 * @example
 * chooseMechanism(['LOGIN', 'plain'], { authenticationId: 'tim', password: 'x' }, { secure: true })?.name // => 'PLAIN'
 *
 * @example
 * chooseMechanism(['PLAIN', 'SCRAM-SHA-256'], { authenticationId: 'tim', password: 'x' })?.name // => 'SCRAM-SHA-256'
 */
export function chooseMechanism(
  offered: readonly string[],
  credentials: Credentials,
  options: ChooseOptions = {},
): ClientMechanism | undefined {
  for (const choice of choices(offered, credentials, options)) if ('mechanism' in choice) return choice.mechanism
  return undefined
}

/**
 * Every mechanism that carries the credentials, in order of preference, each with the mechanism or the reason why it cannot be used: for error
 * messages, and for callers with a preference of their own.
 *
 * @throws {@link SaslError} as {@link chooseMechanism}
 *
 * @example
 * const choices = mechanismChoices(['PLAIN'], { authenticationId: 'tim', password: 'x' })
 * choices.at(-2) // => { name: 'PLAIN', reason: 'it sends the password or the token in the clear, and the session is not inside TLS' }
 */
export const mechanismChoices = (
  offered: readonly string[],
  credentials: Credentials,
  options: ChooseOptions = {},
): MechanismChoice[] => [...choices(offered, credentials, options)]

/**
 * The mechanisms that a server offered in the clear and no longer offers over TLS, in upper case. What it says in the clear proves nothing;
 * a mechanism that is withdrawn over TLS, such as SCRAM, may be a sign that a man in the middle wants the password (RFC 4422 6.1.2).
 *
 * @example
 * withdrawnMechanisms(['SCRAM-SHA-256', 'PLAIN'], ['plain']) // => ['SCRAM-SHA-256']
 */
export function withdrawnMechanisms(before: readonly string[], after: readonly string[]): string[] {
  const left = namesOf(after)
  return [...namesOf(before)].filter(name => !left.has(name))
}

function* choices(offered: readonly string[], credentials: Credentials, options: ChooseOptions): Generator<MechanismChoice> {
  const kind = kindOf(credentials)
  const { mechanisms } = fieldsOf(options, 'choose mechanism') as ChooseOptions
  const offers = namesOf(offered)
  const wanted = mechanisms === undefined ? Object.keys(candidates) : [...namesOf(mechanisms)]
  for (const name of wanted) {
    const candidate = Object.hasOwn(candidates, name) ? candidates[name] : undefined
    if (candidate?.carries === kind) yield choice(name, candidate, credentials, options, offers)
  }
}

function choice(
  name: string,
  { cleartext, make }: Candidate,
  credentials: Credentials,
  options: ChooseOptions,
  offers: ReadonlySet<string>,
): MechanismChoice {
  if (!offers.has(name)) return { name, reason: 'the server does not offer it' }
  if (cleartext === true && options.secure !== true && options.allowCleartextCredentials !== true)
    return { name, reason: 'it sends the password or the token in the clear, and the session is not inside TLS' }
  try {
    const made = make(credentials, options, other => offers.has(other))
    return typeof made === 'string' ? { name, reason: made } : { name, mechanism: made }
  } catch (error) {
    // A password that SASLprep rejects can still go by another mechanism.
    if (error instanceof SaslError && CREDENTIALS.includes(error.code)) return { name, reason: error.message }
    throw error
  }
}

/** Errors about credentials that one mechanism cannot carry and the next one may. */
const CREDENTIALS: readonly string[] = ['bad-credentials', 'bad-string', 'bad-text', 'too-long']

function kindOf(credentials: Credentials): Kind {
  const { password, token, external, anonymous } = fieldsOf(credentials, 'choose mechanism')
  const kinds = { password, token, external, anonymous }
  const [kind, ...more] = (Object.keys(kinds) as Kind[]).filter(one => kinds[one] !== undefined)
  return kind === undefined || more.length > 0
    ? fail('bad-value', 0, 'choose mechanism: credentials need exactly one of password, token, external and anonymous')
    : kind
}

/** Names in upper case. Entries that are not strings are ignored, and anything but a list counts as empty. */
const namesOf = (list: readonly string[] | undefined): ReadonlySet<string> =>
  new Set((Array.isArray(list) ? list : []).flatMap((name: unknown) => (typeof name === 'string' ? [upperAscii(name)] : [])))
