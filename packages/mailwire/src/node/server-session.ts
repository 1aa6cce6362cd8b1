/**
 * The one loop of the three servers: events in, answers out, until either side ends the session. A client has a time
 * for its first command and for its login, and the wire gives it one for each step: bytes that drip in do not extend them.
 */
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import type { ChannelBinding } from '@mailwire/sasl'
import type { Tap } from '@mailwire/smtp'
import { NetworkError } from './errors.js'
import type { ListenOptions, Visit } from './listen.js'
import type { PeerCertificate } from './tls-side.js'
import { Wire, type WireConnection } from './wire.js'

/** What every server of mail takes. */
export interface MailServerOptions extends ListenOptions {
  /** The name that the server greets with: a domain, in ASCII or A-labels. */
  readonly hostname: string
  /**
   * A key and its certificate, with which STARTTLS (POP3: STLS) is offered. Logins need TLS, so without them no login is possible, unless
   * `allowCleartextCredentials` is set.
   */
  readonly credentials?: SecureContextOptions | undefined
  /** Begins each session with TLS, as ports 465, 993 and 995 have it (RFC 8314 3.3); needs `credentials`. */
  readonly implicitTls?: boolean | undefined
  /** Takes user names and passwords without TLS, too, where everybody on the way can read them (RFC 8314 3); false by default. */
  readonly allowCleartextCredentials?: boolean | undefined
  /** Milliseconds for the first command, and for the TLS handshake before it; one minute by default, for SMTP `timeout`. */
  readonly greetingTimeout?: number | undefined
  /** Milliseconds until somebody is logged in, where that is needed; three minutes by default. */
  readonly loginTimeout?: number | undefined
  /** Sees every session, secrets masked. */
  readonly tap?: Tap | undefined
  /** Hears of what went wrong: with a session, with a callback of the caller's, with what it returned. */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Why a session ends from this side. */
export type Goodbye = 'timeout' | 'shutdown'

/** The client of a session, as far as its policy needs to know. */
export interface SessionPeer {
  /** Writes what was sent so far and gives others their turn; false when the client is gone. */
  written(): Promise<boolean>
  /** What binds an exchange to the TLS of the session; empty without TLS. */
  channelBindings(): readonly ChannelBinding[]
  /** The client's certificate, where it was asked for one and has one. */
  certificate(): PeerCertificate | undefined
  /** Has the policy's `woken` called as soon as the session waits for the client. Safe to call at any time. */
  wake(): void
}

/** What one session answers. */
export interface SessionPolicy<Event> {
  readonly connection: WireConnection<Event>
  /** False while the session waits for a login without which it is of no use. */
  readonly isLoggedIn: boolean
  /** True while the session is worth more than a new one: it keeps its place when all places are taken. */
  readonly keepsPlace: boolean
  /** True where a client may log in by its certificate. */
  readonly wantsCertificate?: boolean | undefined
  /** Answers an event. */
  handle(event: Event, peer: SessionPeer): Promise<void>
  /** Somebody called the peer's `wake`: queues what there is to tell. */
  woken?(): void
  /** Queues the last words. */
  sayGoodbye(reason: Goodbye): void
  /** The session is over, in whatever way. */
  end(): void
}

interface SessionTimes {
  readonly timeout: number
  readonly greetingTimeout: number
  readonly loginTimeout: number
}

/** Milliseconds until somebody is logged in (Dovecot gives as many). */
export const LOGIN_TIMEOUT = 180_000

/** True where a session may take a name and a password: inside TLS, unless the caller says otherwise. */
export const takesCredentials = ({ allowCleartextCredentials }: MailServerOptions, secure: boolean): boolean =>
  secure || allowCleartextCredentials === true

/** Implicit TLS needs a certificate. @throws {@link NetworkError} `tls` */
export function needCredentials({ implicitTls, credentials }: MailServerOptions): void {
  if (implicitTls === true && credentials === undefined)
    throw new NetworkError('tls', 'start server: credentials: implicit TLS needs a key and its certificate')
}

/** Runs one session to its end. @throws {@link NetworkError} `timeout`, `unreachable`, `tls` */
export async function runSession<Event extends { readonly type: string }>(
  socket: Socket,
  visit: Visit,
  policy: SessionPolicy<Event>,
  options: MailServerOptions,
  times: SessionTimes,
): Promise<void> {
  const { credentials, implicitTls } = options
  const { connection } = policy
  // Timers and signals call it, and would not catch its errors.
  const sayGoodbye = (reason: Goodbye): void => {
    try {
      policy.sayGoodbye(reason)
    } catch (error) {
      report(options, error)
    }
  }
  const wire = new Wire<Event>(connection, socket, {
    timeout: times.timeout,
    onTimeout: () => sayGoodbye('timeout'),
    onWake: () => {
      try {
        policy.woken?.()
      } catch (error) {
        report(options, error)
      }
    },
    implicitTls,
    ...(credentials === undefined
      ? {}
      : { tls: { side: 'server', credentials, requestCertificate: policy.wantsCertificate ?? false } }),
  })
  const peer: SessionPeer = {
    written: async () => {
      await wire.flush()
      await wire.yield()
      return !wire.isGone
    },
    channelBindings: () => wire.channelBindings(),
    certificate: () => wire.peerCertificate,
    wake: () => wire.wake(),
  }
  let isBusy = false
  let grace: NodeJS.Timeout | undefined
  let farewell: Promise<void> | undefined
  const goodbye = (): void => {
    sayGoodbye('shutdown')
    farewell ??= wire.close().catch(() => {})
  }
  // A pending answer is sent first: a client that gets 421 for a message that is being stored would send it again.
  const leave = (): void => {
    if (isBusy) grace = setTimeout(goodbye, visit.closeTimeout)
    else goodbye()
  }
  visit.closing.addEventListener('abort', leave)
  const clock = new SessionClock(times, policy, reason => {
    sayGoodbye('timeout')
    wire.abort(new NetworkError('timeout', `read: ${reason}`))
  })
  try {
    for (;;) {
      clock.start()
      const event = await wire.next()
      clock.stop(event)
      if (event === undefined || wire.isGone) return
      isBusy = true
      await policy.handle(event, peer)
      visit.keepPlace(policy.keepsPlace)
      // A slow reader has its own time for each piece; the next step begins when all was taken.
      await wire.flush()
      if (wire.isGone) return
      isBusy = false
      if (visit.closing.aborted) goodbye()
    }
  } finally {
    clock.stop()
    clearTimeout(grace)
    visit.closing.removeEventListener('abort', leave)
    policy.end()
    await farewell
  }
}

/** The times that a whole session has, beside those of its steps: for a first command, and for a login. */
class SessionClock {
  readonly #times: SessionTimes
  readonly #policy: Pick<SessionPolicy<never>, 'isLoggedIn'>
  readonly #expire: (reason: string) => void
  readonly #begun = performance.now()
  #timer: NodeJS.Timeout | undefined
  #isGreeted = false // by a first command

  constructor(times: SessionTimes, policy: Pick<SessionPolicy<never>, 'isLoggedIn'>, expire: (reason: string) => void) {
    this.#times = times
    this.#policy = policy
    this.#expire = expire
  }

  /** Waiting for the client begins. */
  start(): void {
    const { greetingTimeout, loginTimeout } = this.#times
    if (!this.#isGreeted && (this.#policy.isLoggedIn || greetingTimeout < loginTimeout))
      this.#expireAt(greetingTimeout, `no command within ${greetingTimeout} ms`)
    else if (!this.#policy.isLoggedIn) this.#expireAt(loginTimeout, `no login within ${loginTimeout} ms`)
  }

  stop(event?: { readonly type: string; readonly command?: unknown }): void {
    clearTimeout(this.#timer)
    this.#isGreeted ||= event?.type === 'command' && !isConnect(event.command)
  }

  #expireAt(age: number, reason: string): void {
    this.#timer = setTimeout(() => this.#expire(reason), Math.max(0, age - (performance.now() - this.#begun)))
  }
}

const isConnect = (command: unknown): boolean =>
  typeof command === 'object' && command !== null && 'verb' in command && command.verb === 'connect'

/** What went wrong in a callback goes to `onError`; what goes wrong in that one goes nowhere. */
export function report({ onError }: Pick<MailServerOptions, 'onError'>, error: unknown): void {
  try {
    onError?.(error)
  } catch {
    // An error of `onError` itself cannot be reported.
  }
}

/** The tap of a session: one that throws must not end the session, or make it answer twice. */
export function guardedTap(options: Pick<MailServerOptions, 'tap' | 'onError'>): Tap | undefined {
  const { tap } = options
  if (tap === undefined) return undefined
  return (direction, bytes) => {
    try {
      tap(direction, bytes)
    } catch (error) {
      report(options, error)
    }
  }
}
