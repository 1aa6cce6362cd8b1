/**
 * The server's side of a POP3 session (RFC 1939). It hands out one command at a time, each with the response that the protocol suggests. Of the
 * maildrop it keeps only the marks of DELE: the caller answers STAT, LIST, UIDL, RETR, TOP and DELE. An answer that the tables do not allow
 * throws.
 */
import { type Connection, concat, DotEncoder, Engine, type ExchangeLine, Tally, upperAscii, type Waiting } from '@mailwire/bytes'
import type { Capabilities } from '../capability.js'
import type { Command } from '../command/command.js'
import { encodeContinuation } from '../continuation.js'
import { fail, Pop3Error } from '../error.js'
import { limitsOf, type Pop3Limits } from '../limits.js'
import { encodeResponse, type ResponseInit } from '../response.js'
import { bytesOf, fieldsOf, lineOf, listOf } from '../values.js'
import { checkAnswer, encodeRows, reasonOf } from './answer.js'
import { CommandIn } from './command-in.js'
import type { ServerCommand, ServerEvent, ServerOptions, ServerResponse, ServerSend } from './events.js'
import { Marks } from './marks.js'
import { maskedChallenge } from './mask.js'
import { isUtf8, takesUtf8 } from './offered.js'
import { announcedBy, checkOptions } from './server-options.js'
import {
  type Answer,
  afterHandshake,
  forbiddenIn,
  framingOf,
  isAuthenticated,
  isLogin,
  type SessionVerb,
  type State,
  stateAfter,
  verbOf,
} from './state.js'
import { loginFailed, suggestedReply } from './suggest.js'

/** What `send` has to answer. */
interface Pending {
  readonly verb: SessionVerb
  /** The command, where it is one that may get `+OK`. */
  readonly command?: Command | undefined
}

/**
 * A POP3 session from the server's side, without I/O.
 *
 * @example
 * const session = new ServerConnection({ hostname: 'pop.example', capabilities: { user: true, uidl: true } })
 * for (let event; (event = session.nextEvent()); ) {
 *   if (event.type === 'command') session.send(maildrop(event.command) ?? event.suggestedReply)
 *   if (event.type === 'update') session.send(event.suggestedReply) // once the messages in event.deleted are removed
 * }
 */
export class ServerConnection implements Connection<ServerEvent> {
  readonly #engine: Engine<ServerEvent, Pop3Error>
  readonly #options: ServerOptions
  readonly #limits: Pop3Limits
  readonly #lines: CommandIn
  #state: State = 'connecting'
  #secure: boolean
  #capabilities: Capabilities
  #started = false
  #utf8 = false
  readonly #marks = new Marks()
  #pending: Pending | undefined
  #body: DotEncoder | undefined
  readonly #tally: Tally
  #isAnswered = false // the client already got the reason why the session ends

  /**
   * @throws {@link Pop3Error} `bad-number` for an invalid limit, `bad-listing` for capabilities that CAPA cannot say, `bad-value` for options of the
   * wrong type; and what `capabilities` throws
   */
  constructor(options: ServerOptions = {}) {
    checkOptions(options)
    const limits = limitsOf(options.limits)
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#owesAnswer(),
      atRest: () => this.#atRest(),
      afterUpgrade: () => this.#afterUpgrade(),
      failure: Pop3Error,
      lastWords: error => this.#lastWords(error),
    })
    this.#options = { ...options }
    this.#limits = limits
    this.#lines = new CommandIn(options.strict ?? false, limits)
    this.#tally = new Tally(limits)
    this.#secure = options.tls ?? false
    this.#capabilities = announcedBy(options, { secure: this.#secure, authenticated: false })
  }

  get waiting(): Waiting {
    return this.#engine.waiting
  }

  receive(chunk: Uint8Array): void {
    this.#engine.receive(chunk)
  }

  receiveEnd(): void {
    this.#engine.receiveEnd()
  }

  nextEvent(): ServerEvent | undefined {
    return this.#engine.nextEvent()
  }

  takeOutput(): Uint8Array[] {
    return this.#engine.takeOutput()
  }

  upgraded(): Uint8Array {
    return this.#engine.upgraded()
  }

  /** The state of the session, after what was sent. */
  get state(): State {
    return this.#state
  }

  /** True inside TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** True once the client is logged in. */
  get authenticated(): boolean {
    return isAuthenticated(this.#state)
  }

  /** True for a message that DELE marked as deleted, until RSET (RFC 1939 5). STAT, LIST and UIDL leave it out. */
  isDeleted(message: number): boolean {
    return this.#marks.isDeleted(message)
  }

  /** What CAPA says now. */
  get capabilities(): Capabilities {
    return this.#capabilities
  }

  /**
   * Answers the command that was handed out. The state follows the answer. What throws leaves the session as it is.
   *
   * @throws {@link Pop3Error} `invalid-state` when nothing waits for it, or when it does not answer what waits (`+OK` to an invalid command,
   * to STLS inside TLS or to AUTH before any response; a challenge outside AUTH; rows to a command without); `bad-response` and
   * `bad-listing` for what cannot be written or is about another message, `line-too-long` for a first line above `limits.responseLine`,
   * `bare-cr`, `bare-lf`, `nul` for what may not be in a message, `bad-value` for values of the wrong type; and what the option `capabilities`
   * throws after a login
   */
  send(output: ServerSend): void {
    this.#engine.assertOpen('send')
    const { type, status, code, text, rows, data, bytes } = fieldsOf(output, 'send')
    switch (type) {
      case undefined:
        this.#respond({ status, code, text, rows })
        break
      case 'challenge':
        this.#challenge(bytesOf(data, 'send challenge'))
        break
      case 'body-chunk':
        this.#sendBody(body => body.encode(bytesOf(bytes, 'send body-chunk')))
        break
      case 'body-end':
        this.#sendBody(body => [body.end()])
        this.#body = undefined
        break
      default:
        fail('bad-value', 0, 'send: type must be challenge, body-chunk or body-end')
    }
  }

  #respond({ status, code, text, rows }: { readonly [Key in keyof ServerResponse]: unknown }): void {
    const first = encodeResponse({ status, code, text } as ResponseInit)
    const { responseLine } = this.#limits
    if (first.length > responseLine)
      fail(
        'line-too-long',
        this.#engine.input.offset,
        `send: the first line has ${first.length} bytes, at most ${responseLine} allowed`,
      )
    const { command, state, login } = this.#answer(status as ServerResponse['status'])
    const framing = command === undefined || status === '-ERR' ? undefined : framingOf(command)
    if (framing !== 'rows' && rows !== undefined)
      fail('invalid-state', this.#engine.input.offset, 'send: this command is answered without rows')
    if (framing === 'rows' && rows === undefined)
      fail(
        'invalid-state',
        this.#engine.input.offset,
        'send: this command is answered with rows, also where there are none (rows: [])',
      )
    const texts = rows === undefined ? undefined : listOf(rows, 'send rows').map(row => lineOf(row, 'bad-listing', 'send rows'))
    if (command !== undefined && status === '+OK') checkAnswer(command, texts ?? [(text ?? '') as string], this.#marks)
    const bytes = texts === undefined ? first : concat([first, encodeRows(texts)])
    // `capabilities` may be a function that throws, so call it before any change.
    if (isAuthenticated(state) && !this.authenticated)
      this.#capabilities = announcedBy(this.#options, { secure: this.#secure, authenticated: true })
    this.#pending = undefined
    this.#state = state
    if (framing === 'body') this.#body = new DotEncoder(fail, { normalize: this.#options.normalize ?? false })
    if (login && status === '-ERR') this.#tally.failedLogin()
    if (command !== undefined && status === '+OK') this.#accepted(command)
    this.#engine.write(bytes)
    if (state === 'ended' || state === 'update') this.#engine.finish()
  }

  #accepted(command: Command): void {
    if (command.verb === 'utf8') this.#utf8 = true
    this.#marks.follow(command)
  }

  #challenge(data: Uint8Array): void {
    const { state } = this.#answer('+')
    this.#pending = undefined
    this.#state = state
    this.#engine.write(encodeContinuation(data), maskedChallenge(data.length === 0))
  }

  /** Where an answer leads, if it is allowed. */
  #answer(answer: Answer): { command: Command | undefined; state: State; login: boolean } {
    const pending = this.#pending ?? fail('invalid-state', this.#engine.input.offset, 'send: no command waits for an answer')
    const { verb, command } = pending
    const state =
      stateAfter(this.#state, verb, answer) ??
      fail(
        'invalid-state',
        this.#engine.input.offset,
        `send ${answer}: not a valid answer to ${verb} in the ${this.#state} state`,
      )
    return { command, state, login: isLogin(verb) }
  }

  #sendBody(encode: (body: DotEncoder) => readonly Uint8Array[]): void {
    const body =
      this.#body ??
      fail('invalid-state', this.#engine.input.offset, 'send: no message is open; answer RETR or TOP with +OK first')
    for (const part of encode(body)) this.#engine.write(part)
  }

  #step(): ServerEvent | undefined {
    if (!this.#started) {
      this.#started = true
      const { hostname, timestamp } = this.#options
      const text = [hostname ?? '', 'ready', timestamp ?? ''].filter(word => word !== '').join(' ')
      return this.#hand({ verb: 'connect' }, { verb: 'connect' }, { status: '+OK', text })
    }
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    if (this.#owesAnswer()) return undefined
    if (this.#tally.excess !== undefined) {
      this.#isAnswered = true
      this.#tooMany(this.#tally.excess)
    }
    const found = this.#lines.read(this.#engine, this.#state === 'exchange')
    if (found === undefined) return undefined
    if (found.type === 'broken') return this.#invalid(found.error)
    return found.type === 'exchange' ? this.#exchangeLine(found.line) : this.#command(found.command, found.offset)
  }

  #command(command: Command, origin: number): ServerEvent {
    const verb = verbOf(command)
    const { verbs } = this.#options
    const place = forbiddenIn(this.#state, verb, { secure: this.#secure, utf8: this.#utf8 })
    if (place !== undefined)
      return this.#invalid(
        new Pop3Error('bad-sequence', origin, `receive: ${upperAscii(command.verb)} is not allowed in ${place}`),
        command,
      )
    if (takesUtf8(this.#capabilities) && !isUtf8(command))
      return this.#invalid(
        new Pop3Error('bad-text', origin, `receive: the argument of ${upperAscii(command.verb)} is not UTF-8`),
        command,
      )
    const deleted = this.#marks.deletedIn(command)
    if (deleted !== undefined) return this.#deleted(command, deleted, origin)
    const suggested = suggestedReply(command, this.#capabilities, this.#marks.highest)
    if (command.verb === 'unknown' && verbs?.includes(command.name) !== true) return this.#bad(command, suggested)
    this.#tally.good()
    if (verb !== 'quit' || this.#state !== 'transaction') return this.#hand({ verb, command }, command, suggested)
    this.#pending = { verb, command }
    return { type: 'update', deleted: this.#marks.deleted, suggestedReply: suggested }
  }

  #exchangeLine(found: ExchangeLine): ServerEvent {
    if (found.type !== 'response')
      return this.#cancelled(found.type === 'cancel' ? 'authentication was cancelled' : 'the response is not base64')
    this.#pending = { verb: 'auth-response' }
    return { type: 'auth-response', data: found.data, suggestedReply: loginFailed }
  }

  #cancelled(text: string): ServerEvent {
    this.#pending = { verb: 'auth-cancel' }
    return { type: 'auth-cancel', suggestedReply: { status: '-ERR', text } }
  }

  #invalid(error: Pop3Error, command?: Command): ServerEvent {
    if (this.#state === 'exchange') return this.#cancelled(reasonOf(error))
    return this.#bad({ verb: 'invalid', error, command }, { status: '-ERR', text: reasonOf(error) })
  }

  /** A command about a message that is marked as deleted can only be refused (RFC 1939 5). It is not a bad command: a client's list may be out of date. */
  #deleted(command: Command, message: number, origin: number): ServerEvent {
    this.#tally.good()
    const error = new Pop3Error('bad-sequence', origin, `receive: message ${message} is marked as deleted`)
    return this.#hand({ verb: 'invalid' }, { verb: 'invalid', error, command }, { status: '-ERR', text: reasonOf(error) })
  }

  /** A bad command, which can only be refused. Too many of them end the session, even with good ones in between. */
  #bad(command: ServerCommand, suggested: ServerResponse): ServerEvent {
    this.#tally.bad()
    if (this.#tally.excess !== undefined) this.#tooMany(this.#tally.excess)
    return this.#hand({ verb: 'invalid' }, command, suggested)
  }

  #tooMany(excess: string): never {
    return fail('too-many-errors', this.#engine.input.offset, `receive: ${excess}`)
  }

  #hand(pending: Pending, command: ServerCommand, suggested: ServerResponse): ServerEvent {
    this.#pending = pending
    return { type: 'command', command, suggestedReply: suggested }
  }

  #lastWords(error: Pop3Error): Uint8Array | undefined {
    // A failed login has its -ERR already.
    return error.code === 'unexpected-end' || this.#isAnswered
      ? undefined
      : encodeResponse({ status: '-ERR', text: reasonOf(error) })
  }

  #owesAnswer(): boolean {
    return this.#pending !== undefined || this.#body !== undefined
  }

  #atRest(): boolean {
    return this.#state !== 'exchange'
  }

  #afterUpgrade(): void {
    this.#capabilities = announcedBy(this.#options, { secure: true, authenticated: false })
    this.#secure = true
    this.#state = afterHandshake
  }
}
