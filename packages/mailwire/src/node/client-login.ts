/**
 * How a client logs in by SASL, whichever protocol carries it (RFC 4954 4, RFC 5034 4, RFC 9051 6.2.2). Here is the one loop between a
 * mechanism, which may take its time, and a connection, which never calls one.
 */
import { type ClientMechanism, chooseMechanism, isSaslError, loginClient, plainClient } from '@mailwire/sasl'
import { badOption, closed, type NetworkError, reworded } from './errors.js'

/** How a client logs in; the same for sending and for reading. */
export interface LoginOptions {
  /** Who logs in. With `password`; not together with `authenticate`. */
  readonly name?: string | undefined
  /** Goes by PLAIN or LOGIN, whichever the server offers; where it offers neither, by POP3's USER and PASS and by IMAP's LOGIN command. */
  readonly password?: string | undefined
  /** A mechanism of the caller's own in their place, made anew for each session. What it throws comes through. */
  readonly authenticate?: (() => ClientMechanism) | undefined
}

/** True where the session has credentials to protect. */
export const hasLogin = ({ name, authenticate }: LoginOptions): boolean => name !== undefined || authenticate !== undefined

/**
 * Logs in by the caller's own mechanism, or else by PLAIN or LOGIN, as the server offers them; where it does not say what it offers, the
 * caller's own is tried all the same. `otherwise` is for when there is no such mechanism; it is told so in words.
 *
 * @throws {@link NetworkError} `bad-option` where `authenticate` gives no mechanism; otherwise as {@link runExchange}
 */
export async function logIn(
  options: LoginOptions,
  offered: readonly string[] | undefined,
  exchangeOf: (mechanism: string) => ClientExchange,
  otherwise: (reason: string) => Promise<void>,
): Promise<void> {
  const { name = '', password = '', authenticate } = options
  const wanted = authenticate === undefined ? passwordMechanisms(name, password) : [made(authenticate)]
  const mechanism = offered === undefined && authenticate !== undefined ? wanted[0] : chooseMechanism(offered ?? [], wanted)
  if (mechanism !== undefined) return runExchange(mechanism, exchangeOf(mechanism.name))
  const names = wanted.map(({ name }) => name).join(' or ')
  await otherwise(`the server does not offer ${names}; it offers ${offered?.join(', ') || 'no mechanism'}`)
}

/** PLAIN and LOGIN, in order of preference. What they cannot carry, as an empty password, other commands of POP3 and IMAP can. */
export const passwordMechanisms = (authenticationId: string, password: string): readonly ClientMechanism[] =>
  [plainClient, loginClient].flatMap(make => {
    try {
      return [make({ authenticationId, password })]
    } catch (error) {
      if (isSaslError(error)) return []
      throw error
    }
  })

function made(authenticate: () => ClientMechanism): ClientMechanism {
  const mechanism: ClientMechanism | undefined = authenticate()
  return typeof mechanism?.name === 'string' && typeof mechanism.respond === 'function'
    ? mechanism
    : badOption('log in', 'authenticate', 'the function gives no mechanism')
}

/** What a server says in an exchange. */
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
 * @throws {@link NetworkError} `refused` with the server's words, also where it asked for more than the mechanism has to say; `closed` for a
 * server that accepts before the exchange is over: it has not proved what the mechanism wants proved. What the mechanism throws comes through,
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
    if (answer.type === 'refused') throw answer.error
    if (answer.type === 'accepted') {
      if (waiting === undefined && mechanism.done) return
      throw closed(`${what}: the server accepted before the exchange was over, and proved nothing`)
    }
    // Only an empty challenge asks for the initial response.
    if (waiting === undefined ? mechanism.done : answer.data.length > 0) throw unanswerable(what, await cancel(exchange))
    try {
      exchange.send({ type: 'auth-response', data: waiting ?? (await mechanism.respond(answer.data)) })
      waiting = undefined
    } catch (error) {
      await cancel(exchange).catch(() => {})
      throw error
    }
  }
}

/** Gives the exchange up (RFC 4422 3.5), so that the session can go on to its end. */
async function cancel(exchange: ClientExchange): Promise<ExchangeAnswer> {
  exchange.send({ type: 'auth-cancel' })
  return exchange.answer()
}

function unanswerable(what: string, answer: ExchangeAnswer): NetworkError {
  const reason = 'the server sent a challenge that the mechanism has no answer to'
  return answer.type === 'refused'
    ? reworded(answer.error, `${answer.error.message}; ${reason}`)
    : closed(`${what}: ${reason}, and went on when the exchange was cancelled`)
}
