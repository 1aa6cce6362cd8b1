/**
 * How a client logs in by SASL, whichever protocol carries it (RFC 4954 4, RFC 5034 4, RFC 9051 6.2.2). This is the only loop between a mechanism, which may be asynchronous, and a connection, which never calls one.
 */
import {
  type ChannelBinding,
  type ClientMechanism,
  type Credentials,
  isSaslError,
  type MechanismChoice,
  mechanismChoices,
  type PasswordCredentials,
  type SaslError,
  withdrawnMechanisms,
} from '@mailwire/sasl'
import type { ClientTlsOptions } from './client-tls.js'
import type { Endpoint } from './endpoint.js'
import { badOption, closed, NetworkError, reworded } from './errors.js'
import { md5 } from './md5.js'

/** How a client logs in; the same for sending and for reading. */
export interface LoginOptions {
  /** Who logs in, with `password`: short for `credentials: { authenticationId: name, password }`. */
  readonly name?: string | undefined
  readonly password?: string | undefined
  /**
   * What the client proves itself with: a password, an OAuth token, a TLS client certificate, or nothing. It goes by the strongest mechanism
   * that the server offers for it. Where there is none for a password, and `mechanisms` is not given, POP3's APOP (in the clear) or USER and
   * PASS and IMAP's LOGIN command carry it.
   */
  readonly credentials?: Credentials | undefined
  /**
   * The mechanisms that may be used, in order of preference, and nothing else; all that carry the credentials, the strongest first, unless
   * given. SCRAM goes by its `-PLUS` where the server has it and `channelBinding` is not `none`; to demand that, name those alone.
   */
  readonly mechanisms?: readonly string[] | undefined
  /**
   * What SCRAM is bound to: `tls-exporter` with TLS 1.3 and `tls-unique` before (RFC 9266 2) unless given, and where the connection does not
   * have the given type. `none` does not bind.
   */
  readonly channelBinding?: ChannelBinding['type'] | 'none' | undefined
  /** The fewest iterations that SCRAM accepts of a server; 4,096 unless given. */
  readonly minimumIterations?: number | undefined
  /** A mechanism of the caller's own in place of credentials, created for each session. An error from it is rethrown. */
  readonly authenticate?: (() => ClientMechanism) | undefined
  /** Called with how the client logged in. An error from it is rethrown. */
  readonly onLogin?: ((login: Login) => void) | undefined
}

/** How a client logged in. */
export interface Login {
  /** The mechanism, or the command that took its place: `APOP`, `USER`, `LOGIN command`. */
  readonly mechanism: string
  /** The mechanisms that the server offered; `undefined` where it does not say. */
  readonly offered: readonly string[] | undefined
  /** Those that it offered before TLS and not after: a man in the middle may have removed them (RFC 4422 6.1.2). */
  readonly withdrawn: readonly string[]
}

/** True where the session has credentials to protect. */
export const hasLogin = (options: LoginOptions): boolean =>
  credentialsOf(options) !== undefined || options.authenticate !== undefined

/** The login that the options describe. `null` is not accepted for "no login". */
export function credentialsOf({ name, password, credentials }: LoginOptions): Credentials | undefined {
  if (credentials !== undefined) return credentials
  return name === undefined ? undefined : { authenticationId: name, password: password ?? '' }
}

/** What a session passes to the login. */
export interface LoginSession {
  readonly service: 'smtp' | 'pop' | 'imap'
  readonly server: Endpoint
  readonly secure: boolean
  /** What the server offers; `undefined` where it does not say. */
  readonly offered: readonly string[] | undefined
  /** What it offered before TLS. */
  readonly offeredBefore?: readonly string[] | undefined
  readonly channelBinding: (type: ChannelBinding['type'] | undefined) => ChannelBinding | undefined
  readonly exchangeOf: (mechanism: string) => ClientExchange
  /**
   * Logs in where no mechanism carries the credentials, for the given reason; returns the command that was used. Without a password that may go
   * by a command it throws.
   * @throws {@link NetworkError} `refused`
   */
  readonly otherwise: (reason: string, password: PasswordCredentials | undefined) => Promise<string>
}

/**
 * Logs in with the caller's own mechanism, or else with the strongest one that carries the credentials. The caller's own is tried even if the
 * server does not say what it offers.
 *
 * @throws {@link NetworkError} `bad-option` where `authenticate` gives no mechanism; `closed`, `limit` and `refused` for what the server did
 * in the exchange, with the {@link SaslError} as `cause`; otherwise as {@link runExchange}
 */
export async function logIn(options: SessionOptions, session: LoginSession): Promise<void> {
  const { offered, offeredBefore = [], exchangeOf } = session
  const { mechanism, reasons } = chosen(options, session)
  const by = mechanism === undefined ? await session.otherwise(reasons, forCommands(options)) : mechanism.name
  if (mechanism !== undefined)
    await runExchange(mechanism, exchangeOf(mechanism.name)).catch((error: unknown) => {
      throw options.authenticate === undefined && isSaslError(error) ? exchangeFailed(mechanism.name, error) : error
    })
  options.onLogin?.({ mechanism: by, offered, withdrawn: withdrawnMechanisms(offeredBefore, offered ?? []) })
}

type SessionOptions = LoginOptions & Pick<ClientTlsOptions, 'allowCleartextCredentials' | 'servername'>

/** The password, where a command may carry it: no command can carry another authorization identity or stands for a named mechanism. */
function forCommands({ mechanisms, ...options }: LoginOptions): PasswordCredentials | undefined {
  const credentials = credentialsOf(options)
  const fits = credentials !== undefined && 'password' in credentials && (credentials.authorizationId ?? '') === ''
  return fits && mechanisms === undefined ? credentials : undefined
}

/** An error that one of our mechanisms throws about the server. */
function exchangeFailed(mechanism: string, error: SaslError): NetworkError {
  const code = error.code === 'rejected' ? 'refused' : error.code === 'limit' ? 'limit' : 'closed'
  return new NetworkError(code, `log in by ${mechanism}: ${error.message}`, error)
}

/** The mechanism to use, or why there is none. */
function chosen(
  options: SessionOptions,
  session: LoginSession,
): { readonly mechanism: ClientMechanism | undefined; readonly reasons: string } {
  const { authenticate } = options
  const { offered } = session
  if (authenticate !== undefined) {
    const mechanism = made(authenticate)
    const isOffered = offered?.some(name => name.toUpperCase() === mechanism.name.toUpperCase()) ?? true
    return {
      mechanism: isOffered ? mechanism : undefined,
      reasons: `the server does not offer ${mechanism.name}; it offers ${offered?.join(', ') || 'no mechanism'}`,
    }
  }
  const choices = choicesFor(options, session)
  const usable = choices.find(choice => 'mechanism' in choice)
  const only = options.mechanisms === undefined ? '' : ` (mechanisms: ${options.mechanisms.join(', ')})`
  return { mechanism: usable?.mechanism, reasons: `${reasonsOf(choices, offered)}${offers(offered)}${only}` }
}

/** What carries the credentials in this session. */
function choicesFor(
  options: SessionOptions,
  { service, server: { host, port }, secure, offered = [], channelBinding }: LoginSession,
): MechanismChoice[] {
  const { mechanisms, channelBinding: binding, allowCleartextCredentials, servername, minimumIterations } = options
  return mechanismChoices(offered, credentialsOf(options)!, {
    secure,
    allowCleartextCredentials,
    // Without a binding, because of a TLS version that a man in the middle chose, the exchange could be relayed.
    channelBinding: binding === 'none' ? undefined : (channelBinding(binding) ?? channelBinding(undefined)),
    mechanisms,
    minimumIterations,
    md5,
    service,
    host: servername ?? host,
    port,
  })
}

/** Why the mechanisms that are offered do not carry the credentials, each with its reason. */
function reasonsOf(choices: readonly MechanismChoice[], offered: readonly string[] = []): string {
  const names = new Set(offered.map(name => name.toUpperCase()))
  return choices
    .map(choice => ('reason' in choice && names.has(choice.name) ? `${choice.name}: ${choice.reason}; ` : ''))
    .join('')
}

const offers = (offered: readonly string[] | undefined): string =>
  offered === undefined || offered.length === 0
    ? 'the server offers no mechanism'
    : `no usable mechanism carries the credentials; the server offers ${offered.join(', ')}`

function made(authenticate: () => ClientMechanism): ClientMechanism {
  const mechanism: ClientMechanism | undefined = authenticate()
  return typeof mechanism?.name === 'string' && typeof mechanism.respond === 'function'
    ? mechanism
    : badOption('log in', 'authenticate', 'the function did not return a mechanism')
}

/** The answers of a server in an exchange. */
export type ExchangeAnswer =
  | { readonly type: 'challenge'; readonly data: Uint8Array }
  | { readonly type: 'accepted' }
  /** The error has the server's words. */
  | { readonly type: 'refused'; readonly error: NetworkError }

/** An exchange as a protocol carries it. */
export interface ClientExchange {
  /** Says whether the initial response may go with the command; it waits for an empty challenge otherwise. */
  mayGoAlong(initialResponse: Uint8Array): boolean
  /** Sends AUTH or AUTHENTICATE. */
  begin(initialResponse: Uint8Array | undefined): void
  send(line: { readonly type: 'auth-response'; readonly data: Uint8Array } | { readonly type: 'auth-cancel' }): void
  /** Waits for the server. @throws {@link NetworkError} where the session is over */
  answer(): Promise<ExchangeAnswer>
}

/**
 * Runs an exchange to its end.
 *
 * @throws {@link NetworkError} `refused` with the server's words, also where it asked for more responses than the mechanism has; `closed` for a
 * server that accepts before the exchange is over: without the proof that the mechanism requires. An error from the mechanism is rethrown,
 * once the exchange is cancelled
 */
export async function runExchange(mechanism: ClientMechanism, exchange: ClientExchange): Promise<void> {
  const what = `log in by ${mechanism.name}`
  let waiting = mechanism.clientFirst ? await mechanism.respond(new Uint8Array(0)) : undefined
  const goesAlong = waiting !== undefined && exchange.mayGoAlong(waiting)
  exchange.begin(goesAlong ? waiting : undefined)
  if (goesAlong) waiting = undefined
  for (;;) {
    const answer = await exchange.answer()
    if (answer.type === 'refused') throw withReason(answer.error, mechanism.rejected)
    if (answer.type === 'accepted') {
      if (waiting === undefined && mechanism.done) return
      throw closed(`${what}: the server accepted before the exchange was over, without the proof that the mechanism requires`)
    }
    // Only an empty challenge asks for the initial response.
    if (waiting !== undefined && answer.data.length > 0) throw unanswerable(what, await cancel(exchange))
    try {
      exchange.send({ type: 'auth-response', data: waiting ?? (await mechanism.respond(answer.data)) })
      waiting = undefined
    } catch (error) {
      if (isSaslError(error) && error.code === 'unexpected') throw unanswerable(what, await cancel(exchange))
      await cancel(exchange).catch(() => {})
      throw error
    }
  }
}

/** Cancels the exchange (RFC 4422 3.5), so that the session can end properly. */
async function cancel(exchange: ClientExchange): Promise<ExchangeAnswer> {
  exchange.send({ type: 'auth-cancel' })
  return exchange.answer()
}

/** The refusal with the reason that the server gave inside the exchange: the only reason that providers give (RFC 7628 3.2.2). */
function withReason(error: NetworkError, rejected: SaslError | undefined): NetworkError {
  if (rejected === undefined) return error
  const { scope } = rejected.rejection ?? {}
  const said = `${error.message}; ${rejected.message}${scope === undefined ? '' : `; scope ${scope}`}`
  return new NetworkError(error.code, said, rejected, error.status, error.unconfirmed)
}

function unanswerable(what: string, answer: ExchangeAnswer): NetworkError {
  const reason = "the server sent a challenge after the mechanism's last response"
  return answer.type === 'refused'
    ? reworded(answer.error, `${answer.error.message}; ${reason}`)
    : closed(`${what}: ${reason}, and accepted although the exchange was cancelled`)
}
