/**
 * How a server lets clients log in by SASL, whichever protocol carries it (RFC 4954 4, RFC 5034 4, RFC 9051 6.2.2). This is the only loop between a mechanism, which may be asynchronous, and a connection, which never calls one.
 */
import { type Identity, SaslError, type ServerMechanism, type ServerStep } from '@mailwire/sasl'
import { type LoginMethods, mechanismsFor, offeredNames } from './server-mechanisms.js'
import type { SessionPeer } from './server-session.js'

type Challenge = { readonly type: 'challenge'; readonly data: Uint8Array }

/** The session that an exchange is part of. */
export interface LoginSession<Answer> {
  readonly methods: LoginMethods
  /** The name of this host. */
  readonly hostname: string
  /** True inside TLS. */
  isSecure(): boolean
  /** True once the session has ended from this side: an answer would come too late. */
  isOver(): boolean
  send(output: Answer | Challenge): void
  /** Hears of what a mechanism throws. */
  report(error: unknown): void
}

/** How an exchange may end, in the words of the protocol. */
export interface LoginAnswers<Answer> {
  /** Lets them in, or not, as where the maildrop is in use. */
  readonly accepted: (identity: Identity) => Answer
  readonly refused: () => Answer
  /** Something on this side failed: it says nothing about the credentials. */
  readonly unavailable: Answer
}

/** The exchanges of one session, one at a time. */
export class ServerLogin<Answer> {
  readonly #session: LoginSession<Answer>
  #mechanism: ServerMechanism | undefined
  /** They have proved who they are, and are still to see what the mechanism has to say about it. */
  #proved: Identity | undefined

  constructor(session: LoginSession<Answer>) {
    this.#session = session
  }

  get wantsCertificate(): boolean {
    return this.#session.methods.verifyExternal !== undefined
  }

  /** The names of the mechanisms that are offered inside TLS, or without it. */
  offers(secure: boolean): string[] {
    return offeredNames(this.#session.methods, secure)
  }

  /** True where a command may carry a password as PLAIN and LOGIN do: POP3's USER and PASS, IMAP's LOGIN. */
  get takesPasswords(): boolean {
    return this.#session.methods.mechanisms?.some(name => ['PLAIN', 'LOGIN'].includes(name.toUpperCase())) ?? true
  }

  /** Begins an exchange. @returns false for a mechanism that is not one of the session's: nothing is answered */
  async start(
    { mechanism, initialResponse }: { readonly mechanism: string | undefined; readonly initialResponse?: Uint8Array | undefined },
    answers: LoginAnswers<Answer>,
    peer: SessionPeer,
  ): Promise<boolean> {
    const make = mechanism === undefined ? undefined : this.#mechanisms(peer).get(mechanism)
    if (make === undefined) return false
    this.#proved = undefined
    await this.#answer(() => (this.#mechanism = make()).start(initialResponse), answers, peer)
    return true
  }

  /** Takes the client's answer to a challenge. */
  async respond(response: Uint8Array, answers: LoginAnswers<Answer>, peer: SessionPeer): Promise<void> {
    const mechanism = this.#mechanism!
    const identity = this.#proved
    await this.#answer(
      () => (identity === undefined ? mechanism.respond(response) : confirmed(identity, response)),
      answers,
      peer,
    )
  }

  #mechanisms(peer: SessionPeer): ReturnType<typeof mechanismsFor> {
    const { methods, hostname } = this.#session
    return mechanismsFor(methods, {
      hostname,
      secure: this.#session.isSecure(),
      channelBindings: () => peer.channelBindings(),
      certificate: () => peer.certificate(),
    })
  }

  /** A client that left in the meantime is not let in. */
  async #answer(next: () => ServerStep | Promise<ServerStep>, answers: LoginAnswers<Answer>, peer: SessionPeer): Promise<void> {
    const step = await this.#attempt(async () => checkedStep(await next()))
    if (!(await peer.written()) || this.#session.isOver()) return
    const isSent = step && (await this.#attempt(() => this.#send(step, answers)))
    if (isSent !== true) this.#session.send(answers.unavailable)
  }

  /** A mechanism of the caller's own may have given what cannot be sent. */
  #send(step: ServerStep, answers: LoginAnswers<Answer>): true {
    this.#session.send(this.#answerTo(step, answers))
    return true
  }

  async #attempt<Value>(work: () => Value | Promise<Value>): Promise<Value | undefined> {
    try {
      return await work()
    } catch (error) {
      this.#session.report(error)
      return undefined
    }
  }

  #answerTo(step: ServerStep, { accepted, refused }: LoginAnswers<Answer>): Answer | Challenge {
    if (step.type === 'challenge') return step
    if (step.type === 'failure') return refused()
    if (step.data === undefined) return accepted(step.identity)
    // None of the three protocols has room for data beside a success: it goes as a challenge, to which the response is empty (RFC 4422 5).
    this.#proved = step.identity
    return { type: 'challenge', data: step.data }
  }
}

/** A step of a mechanism, which may be the caller's own. */
function checkedStep(step: ServerStep): ServerStep {
  const { type, data, identity } = Object(step) as { type?: unknown; data?: unknown; identity?: Identity }
  if (type === 'challenge' ? data instanceof Uint8Array : type === 'success' ? isIdentity(identity) : type === 'failure')
    return step
  throw new TypeError('log in: the mechanism must return a challenge with data, a success with an identity, or a failure')
}

const isIdentity = (value: Identity | undefined): boolean => typeof value?.authorizationId === 'string'

const confirmed = (identity: Identity, { length }: Uint8Array): ServerStep =>
  length === 0
    ? { type: 'success', identity }
    : { type: 'failure', error: new SaslError('bad-message', 0, 'verify: the response after the success data must be empty') }
