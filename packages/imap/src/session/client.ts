/**
 * The client's side of an IMAP session (RFC 9051). Commands go in by `send` and are tagged; responses come out as events, a command's
 * completion with the command it completes. Large literals stream.
 */
import { type Connection, decodeBase64, Engine, exchangeLine, latin1, upperAscii, type Waiting } from '@mailwire/bytes'
import { type CommandBody, type CommandInit, encodeCommand } from '../command/command.js'
import { fail, ImapError } from '../error.js'
import type { Frame } from '../grammar/framing.js'
import { TAG } from '../grammar/reader.js'
import type { WriterOptions } from '../grammar/writer.js'
import { defaultLimits, type ImapLimits, limitsOf } from '../limits.js'
import { type Response, type ResponseEvent, ResponseReader } from '../response/response.js'
import { bytesOf, fieldsOf, optionsOf, textOf } from '../values.js'
import type { ClientEvent, ClientOptions, ClientSend, Status, TaggedCommand } from './events.js'
import { MASKED, MASKED_CHALLENGE, visible } from './mask.js'
import { isWhole, Pipeline, type QueuedCommand } from './pipeline.js'
import { afterHandshake, isAllowed, isAuthenticated, type State, stateAfter } from './state.js'

/**
 * An IMAP session from the client's side, without I/O.
 *
 * @example
 * const session = new ClientConnection()
 * session.send({ verb: 'login', username: 'tim', password })
 * session.receive(chunk)
 * for (let event; (event = session.nextEvent()); ) {
 *   if (event.type === 'response' && event.response.type === 'fetch') console.log(event.response.items.uid)
 * }
 */
export class ClientConnection implements Connection<ClientEvent> {
  readonly #engine: Engine<ClientEvent, ImapError>
  readonly #limits: ImapLimits
  readonly #options: ClientOptions
  #responses: ResponseReader
  #state: State = 'connecting'
  #secure: boolean
  #capabilities: ReadonlySet<string> | undefined
  readonly #queue: Pipeline = new Pipeline()
  #tags = 0
  #untagged = 0
  #challenged = false
  /** The exchange was given up: what the server still asks is no challenge. */
  #cancelled = false
  /** The line begins with the tag of a command under way. Unreadable, it leaves the command without an outcome, so it ends the session. */
  #damagesCompletion = false

  constructor(options: ClientOptions = {}) {
    const limits = limitsOf(defaultLimits, optionsOf(options, 'ClientConnection').limits)
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#owesAnswer(),
      atRest: () => this.#atRest(),
      afterUpgrade: () => this.#afterUpgrade(),
      failure: ImapError,
      outcomes: () => this.#queue.drain().map(entry => ({ type: 'unanswered', ...entry })),
    })
    this.#limits = limits
    this.#options = options
    this.#secure = options.tls ?? false
    this.#responses = new ResponseReader(options, this.#engine.input)
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

  nextEvent(): ClientEvent | undefined {
    return this.#engine.nextEvent()
  }

  takeOutput(): Uint8Array[] {
    return this.#engine.takeOutput()
  }

  upgraded(): Uint8Array {
    return this.#engine.upgraded()
  }

  /** Where the session is, after what was received. */
  get state(): State {
    return this.#state
  }

  /** True below TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** True once somebody is logged in. */
  get authenticated(): boolean {
    return isAuthenticated(this.#state)
  }

  /** What the server announced, upper case; `undefined` while unknown, as after TLS came up and after login (RFC 9051 6.2.1, 6.2.3). */
  get capabilities(): ReadonlySet<string> | undefined {
    return this.#capabilities
  }

  /**
   * Queues a command, or answers a challenge. Gives the command's tag.
   *
   * @throws {@link ImapError} `invalid-state` where the protocol does not allow it, `not-offered` for what the server did not announce,
   * `bad-value` and `bad-text` for what cannot be written
   */
  send(input: ClientSend): string | undefined {
    this.#engine.assertOpen('send')
    const given = { ...fieldsOf(input, 'send') }
    if ('type' in given) {
      this.#answerChallenge(given)
      return undefined
    }
    const command: TaggedCommand = { ...given, tag: given.tag ?? this.#freeTag() }
    if (this.#queue.has(command.tag))
      fail('invalid-state', this.#engine.input.offset, 'send: a command with this tag is under way')
    const planned = this.#queue.planned(this.#state)
    if (!isAllowed(planned, command.verb))
      fail('invalid-state', this.#engine.input.offset, `send ${command.verb}: not in the ${planned} state`)
    this.#checkOffered(command)
    const parts = encodeCommand(command, { literals: this.#literals() })
    this.#queue.push(command, parts)
    if (this.#state !== 'connecting') this.#release()
    return command.tag
  }

  /** A tag that no command under way has, whoever chose it. */
  #freeTag(): string {
    let tag = `A${++this.#tags}`
    while (this.#queue.has(tag)) tag = `A${++this.#tags}`
    return tag
  }

  #answerChallenge(input: Exclude<ClientSend, CommandInit>): void {
    if (!this.#challenged) fail('invalid-state', this.#engine.input.offset, `send ${String(input.type)}: no challenge is waiting`)
    if (input.type === 'auth-cancel') this.#cancel()
    else this.#engine.write(exchangeLine(bytesOf(input.data, 'send auth-response')), MASKED)
    this.#challenged = false
  }

  /** Gives the exchange up (RFC 9051 6.2.2); the server answers BAD. */
  #cancel(): void {
    this.#cancelled = true
    this.#engine.write(exchangeLine(undefined))
  }

  #literals(): WriterOptions['literals'] {
    return this.capabilities?.has('LITERAL+') === true
      ? 'LITERAL+'
      : this.capabilities?.has('LITERAL-') === true
        ? 'LITERAL-'
        : 'synchronizing'
  }

  /** What the server says it does not do is not tried. */
  #checkOffered(command: CommandBody): void {
    const { capabilities } = this
    const refuse = (what: string): never => fail('not-offered', this.#engine.input.offset, `send ${command.verb}: ${what}`)
    if (command.verb === 'authenticate' && command.initialResponse !== undefined && capabilities?.has('SASL-IR') !== true)
      refuse('an initial response needs SASL-IR')
    if (capabilities === undefined) return
    if (command.verb === 'starttls' && !capabilities.has('STARTTLS')) refuse('the server does not announce STARTTLS')
    if (command.verb === 'login' && capabilities.has('LOGINDISABLED')) refuse('the server announces LOGINDISABLED')
    if (
      command.verb === 'authenticate' &&
      !capabilities.has(`AUTH=${upperAscii(textOf(command.mechanism, 'encode AUTHENTICATE'))}`)
    )
      refuse(`the server does not announce AUTH=${command.mechanism}`)
  }

  /** Writes what may go now: commands one behind the other, up to one whose end must be seen or that waits for a `+`. */
  #release(): void {
    if (this.#state === 'tls') return
    for (let entry = this.#queue.start(); entry !== undefined; entry = this.#queue.start()) this.#writePart(entry)
  }

  #writePart(entry: QueuedCommand): void {
    const first = entry.written === 0
    this.#engine.write(entry.parts[entry.written++]!, this.#engine.tapped ? visible(entry.command, first) : undefined)
  }

  #step(): ClientEvent | undefined {
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    let found = this.#next()
    while (found?.type === 'continuation' && this.#resume()) found = this.#next()
    if (found === undefined) return undefined
    switch (found.type) {
      case 'body-chunk':
        if (this.#engine.tapped) this.#engine.saw(found.bytes)
        return found
      case 'body-start':
      case 'body-end':
        return found
      case 'invalid':
        return this.#damagesCompletion
          ? this.#engine.fatal(found.error)
          : { type: 'protocol-error', error: found.error, fatal: false }
      default:
        return this.#response(found)
    }
  }

  #next(): ResponseEvent | undefined {
    return this.#responses.next(frame => {
      this.#damagesCompletion = this.#isForCommand(firstWord(frame))
      if (this.#engine.tapped) this.#show(frame)
    })
  }

  /** True for a word that begins with the tag of a command under way: some servers leave out the space behind it. */
  #isForCommand(word: string): boolean {
    for (let length = Math.min(word.length, LONGEST_TAG); length > 0; length--)
      if (this.#queue.has(word.slice(0, length))) return true
    return false
  }

  /** Inside AUTHENTICATE a `+` is a challenge, of which nothing is shown. */
  #show({ bytes, start, end }: Frame): void {
    const isChallenge = bytes[start] === 0x2b && this.#queue.last?.command.verb === 'authenticate'
    if (isChallenge) this.#engine.saw(MASKED_CHALLENGE)
    else this.#engine.sawLine(bytes, start, end)
  }

  #response(response: Response): ClientEvent {
    if (response.type === 'capability') this.#capabilities = new Set(response.capabilities)
    if ('code' in response && response.code !== undefined && 'capabilities' in response.code)
      this.#capabilities = new Set(response.code.capabilities)
    if (this.#state === 'connecting') return this.#greeting(response)
    if (response.type === 'continuation') return this.#continuation(response.text)
    if ('tag' in response && response.tag !== undefined) return this.#completed(response as Status & { tag: string })
    if (++this.#untagged > this.#limits.untagged)
      fail('limit', this.#engine.input.offset, `receive: more than ${this.#limits.untagged} untagged responses to one command`)
    return { type: 'response', response }
  }

  #greeting(response: Response): ClientEvent {
    if (response.type !== 'ok' && response.type !== 'preauth' && response.type !== 'bye')
      return fail('bad-syntax', 0, 'receive: a greeting that is neither OK, PREAUTH nor BYE')
    this.#state = stateAfter('connecting', 'connect', response.type)
    this.#queue.replan()
    if (this.#state === 'logout') this.#engine.finish()
    else this.#release()
    return { type: 'greeting', response }
  }

  #continuation(text: string): ClientEvent {
    if (this.#queue.last?.command.verb !== 'authenticate' || this.#challenged || this.#cancelled) {
      const error = new ImapError('unexpected-continuation', this.#engine.input.offset, 'receive: a + that nothing waits for')
      return { type: 'protocol-error', error, fatal: false }
    }
    this.#state = 'exchange'
    try {
      const data = decodeBase64(text.trim(), fail, this.#engine.input.offset)
      this.#challenged = true
      return { type: 'challenge', data }
    } catch (error) {
      if (!(error instanceof ImapError)) throw error
      this.#cancel()
      return { type: 'protocol-error', error, fatal: false }
    }
  }

  /** Writes the part that a `+` was for; false when it was for something else. */
  #resume(): boolean {
    const entry = this.#queue.last
    if (entry === undefined || isWhole(entry)) return false
    this.#writePart(entry)
    this.#release()
    return true
  }

  #completed(response: Status & { tag: string }): ClientEvent {
    const entry = this.#queue.complete(response.tag, response.type)
    if (entry === undefined)
      return fail('unexpected-tag', this.#engine.input.offset, 'receive: the completion of a command that was not given')
    const { command } = entry
    const before = this.#state
    this.#untagged = 0
    this.#challenged = this.#cancelled = false
    this.#state = stateAfter(before, command.verb, response.type)
    const loggedIn = this.#state === 'authenticated' && (before === 'not-authenticated' || before === 'exchange')
    if (loggedIn && !(response.code !== undefined && 'capabilities' in response.code)) this.#capabilities = undefined
    if (response.type !== 'ok' || this.#queue.size === 0) this.#queue.replan()
    if (response.type !== 'ok' && this.#state !== stateAfter(before, command.verb, 'ok'))
      for (const withdrawn of this.#queue.withdraw()) this.#engine.follow({ type: 'unanswered', command: withdrawn, sent: false })
    if (this.#state === 'logout') this.#engine.finish()
    else this.#release()
    return { type: 'completed', command, response }
  }

  #owesAnswer(): boolean {
    return this.#challenged
  }

  #atRest(): boolean {
    return (
      this.#state !== 'connecting' &&
      !this.#responses.partial &&
      [...this.#queue.outstanding()].every(entry => entry.command.verb === 'logout')
    )
  }

  #afterUpgrade(): void {
    this.#state = afterHandshake
    this.#secure = true
    this.#capabilities = undefined
    this.#untagged = 0
    this.#challenged = this.#cancelled = false
    this.#responses = new ResponseReader(this.#options, this.#engine.input)
    this.#queue.replan()
    this.#release()
  }
}

/** A longer tag, which only a caller gives, is not looked for where a status is glued to it. */
const LONGEST_TAG = 64

/** The tag, `*` or `+` of a line, behind the NULs that some servers send ahead of it. */
function firstWord({ bytes, start, end }: Frame): string {
  let from = start
  while (from < end && bytes[from] === 0) from++
  let to = from
  while (to < end && TAG[bytes[to]!] === 1) to++
  return latin1(bytes, from, to)
}
