/**
 * The client side of an IMAP session (RFC 9051). Commands are given to `send` and tagged; responses are events, and a completion has the
 * command it completes. Large literals are streamed.
 */
import { type Connection, copyOf, Engine, type UpgradeEvent, type Waiting } from '@mailwire/bytes'
import type { CommandInit } from '../command/command.js'
import { fail, ImapError } from '../error.js'
import type { Frame, LiteralMarker } from '../grammar/frame.js'
import { defaultLimits, type ImapLimits, limitsOf } from '../limits.js'
import type { Response } from '../response/response.js'
import { type ResponseEvent, ResponseReader } from '../response/response-decoder.js'
import { fieldsOf, optionsOf, shownName } from '../values.js'
import { isForCommand } from './damage.js'
import type { ClientEvent, ClientOptions, ClientSend, ClientWord, Status, TaggedCommand } from './events.js'
import { CANCELLATION, Exchange, unexpectedContinuation, unknownWord } from './exchange.js'
import { ClientIdle, DONE } from './idle.js'
import { Known } from './known.js'
import { MASKED, unexpectedTag } from './mask.js'
import { assertAnnounced, assertOffered, literalsFor } from './offered.js'
import { ResponseTap } from './response-tap.js'
import { commandOf } from './route.js'
import { Sending } from './sending.js'
import { afterHandshake, gates, isAllowed, isAuthenticated, isVerb, type Mode, type State, stateAfter } from './state.js'

/**
 * The client side of an IMAP session, without I/O.
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
  readonly #known: Known
  readonly #sending: Sending
  #untagged = 0
  readonly #exchange = new Exchange()
  readonly #idle = new ClientIdle()
  readonly #tap: ResponseTap
  #saidBye = false
  /** The current line begins with the tag of an open command. If it is invalid, the command's outcome is unknown, so the session ends. */
  #damagesCompletion = false
  /** The first line, until there was a valid greeting. */
  #firstLine: Uint8Array | undefined

  constructor(options: ClientOptions = {}) {
    const limits = limitsOf(defaultLimits, optionsOf(options, 'ClientConnection').limits)
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#exchange.isChallenged,
      atRest: () => this.#atRest(),
      afterUpgrade: layer => this.#afterUpgrade(layer),
      failure: ImapError,
      outcomes: () => this.#sending.queue.drain().map(entry => ({ type: 'unanswered', ...entry })),
    })
    this.#tap = new ResponseTap(this.#engine)
    this.#limits = limits
    this.#options = options
    this.#responses = new ResponseReader(options, this.#engine.input)
    this.#known = new Known(options.tls ?? false, options.capabilities)
    this.#sending = new Sending(this.#engine, {
      isHeld: () => this.#state === 'connecting' || this.#state === 'tls' || this.#known.compression === 'begins',
      isUtf8: () => this.#known.isUtf8,
      mayBegin: command => this.#known.mayBegin(command),
      begins: ({ verb }) => {
        if (gates(verb)) this.#known.expectChange()
      },
    })
  }

  // Handed on one by one, here and on the server: a base class would be part of the declarations, and not the contract alone.
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

  /** The session's state, after everything received so far. */
  get state(): State {
    return this.#state
  }

  /** What may be sent: only `done` while the server is idling. */
  get mode(): Mode {
    return this.#idle.mode
  }

  /** True inside TLS. */
  get secure(): boolean {
    return this.#known.isSecure
  }

  /** True after a login. */
  get authenticated(): boolean {
    return isAuthenticated(this.#state)
  }

  /** True while the server may send EXPUNGE or VANISHED: during a command that allows it, or if NOTIFY requested it (RFC 9051 7.5.1). */
  get mayExpunge(): boolean {
    return this.#known.hearsExpunge || this.#sending.queue.mayExpunge
  }

  /** The announced capabilities in upper case; `undefined` while unknown, as after TLS started and after login (RFC 9051 6.2.1, 6.2.3). */
  get capabilities(): ReadonlySet<string> | undefined {
    return this.#known.capabilities
  }

  /**
   * Queues a command and returns its tag, or sends what belongs to an open command. If the last message of an `append` or `replace` has no `bytes`, it
   * follows as `body-chunk`s and `body-end`: they are sent once the server allows it, and nothing else may be sent before `body-end`. If the server
   * refuses the message before requesting it, the command is completed; if it refuses later, the whole message is still sent.
   *
   * @throws {@link ImapError} `invalid-state` if the protocol does not allow it now, `not-offered` for what the server did not announce,
   * `bad-value`, `bad-text` and `nul` for values that cannot be encoded, or whose length differs from the announced one
   */
  send(command: CommandInit): string
  send(word: ClientWord): undefined
  send(input: ClientSend): string | undefined
  send(input: ClientSend): string | undefined {
    this.#engine.assertOpen('send')
    const given = { ...fieldsOf(input, 'send') }
    if ('type' in given) {
      this.#say(given)
      return undefined
    }
    const { queue, outgoing } = this.#sending
    const command: TaggedCommand = { ...given, tag: given.tag ?? queue.freeTag() }
    const { verb } = command
    if (this.#saidBye) this.#refuse(verb, 'the server has sent BYE')
    if (outgoing !== undefined) this.#refuse(verb, `the message of ${outgoing.tag} is not complete; send body-end first`)
    if (this.#idle.mode === 'idle') this.#refuse(verb, 'IDLE is open; send done first, or pause the Watch that began it')
    if (queue.has(command.tag)) this.#refuse(verb, 'a command with this tag is still open')
    const planned = queue.planned(this.#state)
    const { offset } = this.#engine.input
    if (!isVerb(verb)) fail('bad-value', offset, `send: unknown verb ${shownName(verb)}`)
    if (!isAllowed(planned, verb)) this.#refuse(verb, `not allowed in the ${planned} state`)
    const reason = this.#known.refusalOf(command, queue)
    if (reason !== undefined) this.#refuse(verb, reason)
    // The capabilities after STARTTLS or a login are not known yet (RFC 9051 6.2.1, 6.2.3).
    const isKnown = !queue.isUnderWay('starttls', 'login', 'authenticate', 'enable', 'unauthenticate')
    const capabilities = isKnown ? this.#known.capabilities : undefined
    assertOffered(command, capabilities, offset)
    this.#sending.give(command, literalsFor(capabilities), needs => assertAnnounced(verb, needs, capabilities, offset))
    return command.tag
  }

  #refuse(what: string, reason: string): never {
    return fail('invalid-state', this.#engine.input.offset, `send ${String(what)}: ${reason}`)
  }

  #say(word: ClientWord): void {
    switch (word.type) {
      case 'auth-response':
      case 'auth-cancel':
        if (!this.#exchange.isChallenged) this.#refuse(word.type, 'no challenge waits for a response')
        this.#engine.write(this.#exchange.respond(word), word.type === 'auth-cancel' ? CANCELLATION : MASKED)
        break
      case 'done':
        if (this.#idle.mode !== 'idle') this.#refuse('done', 'no IDLE is open')
        this.#idle.done()
        this.#engine.write(DONE)
        break
      case 'body-chunk':
      case 'body-end':
        if (!this.#sending.content(word)) this.#refuse(word.type, 'no message is open; its APPEND may have been refused')
        break
      default:
        fail('bad-value', this.#engine.input.offset, unknownWord(word))
    }
  }

  #step(): ClientEvent | undefined {
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    // The bytes after the server's OK are compressed (RFC 4978 3).
    if (this.#known.compression === 'begins') return this.#engine.pauseFor('deflate', true)
    let found = this.#next()
    while (found?.type === 'continuation' && this.#sending.resume()) found = this.#next()
    if (found === undefined) return undefined
    switch (found.type) {
      case 'body-chunk':
        if (this.#engine.tapped) this.#engine.saw(found.bytes.slice())
        return found
      case 'body-start':
      case 'body-end':
        return found
      case 'invalid': {
        this.#count()
        const { error, bytes } = found
        return this.#damagesCompletion || this.#state === 'connecting'
          ? { ...this.#engine.fatal(error), bytes }
          : { type: 'protocol-error', error, fatal: false, bytes }
      }
      default:
        return this.#response(found)
    }
  }

  #next(): ResponseEvent | undefined {
    const show = (part: Frame | LiteralMarker): void =>
      this.#tap.show(part, this.#sending.queue.last?.command.verb === 'authenticate')
    return this.#responses.next(frame => {
      this.#damagesCompletion = isForCommand(frame, tag => this.#sending.queue.has(tag))
      this.#firstLine = this.#state === 'connecting' ? copyOf(frame.bytes, frame.start, frame.end) : undefined
      show(frame)
    }, show)
  }

  #response(response: Response): ClientEvent {
    if (response.type === 'bye') this.#sayGoodbye()
    if (response.type === 'capability') this.#known.announced(response.capabilities)
    if ('code' in response && response.code !== undefined && 'capabilities' in response.code)
      this.#known.announced(response.code.capabilities)
    if (this.#state === 'connecting') return this.#greeting(response)
    if (response.type === 'continuation') return this.#continuation(response.text)
    // ESEARCH has a tag too, which refers to its command.
    if ('code' in response && response.tag !== undefined) return this.#completed(response as Status & { tag: string })
    this.#count()
    const command = commandOf(response, this.#sending.queue)?.command
    if (response.type === 'enabled' && command !== undefined) this.#known.enabled(response.capabilities)
    return { type: 'response', response, command }
  }

  /** Limits the number of responses between two completions. */
  #count(): void {
    const most = this.#limits.untagged
    if (++this.#untagged > most)
      fail('limit', this.#engine.input.offset, `receive: more than ${most} untagged responses to one command (limits.untagged)`)
  }

  /** The server is closing the connection; open commands may still be completed, and no other one is begun (RFC 9051 7.1.5). */
  #sayGoodbye(): void {
    this.#saidBye = true
    this.#sending.withdraw()
  }

  #greeting(response: Response): ClientEvent {
    const isGreeting = response.type === 'ok' || response.type === 'preauth' || response.type === 'bye'
    if (!isGreeting || response.tag !== undefined) {
      const error = new ImapError('bad-syntax', 0, 'receive: the greeting must be an untagged OK, PREAUTH or BYE')
      return { ...this.#engine.fatal(error), bytes: this.#firstLine }
    }
    this.#state = stateAfter('connecting', 'connect', response.type)
    this.#sending.queue.replan()
    // Commands queued for an OK greeting, such as STARTTLS and a login, do not fit a PREAUTH session.
    this.#sending.withdraw(this.#state)
    if (this.#state === 'logout') this.#engine.finish()
    else this.#sending.release()
    return { type: 'greeting', response }
  }

  #continuation(text: string): ClientEvent {
    const message = this.#sending.resumeMessage(text)
    if (message !== undefined) return message
    const { last } = this.#sending.queue
    if (last !== undefined && this.#idle.continue(last.command.verb)) return { type: 'continuation', command: last.command, text }
    if (last?.command.verb !== 'authenticate' || this.#exchange.isChallenged || this.#exchange.isCancelled) {
      this.#count()
      return { type: 'protocol-error', error: unexpectedContinuation(this.#engine.input.offset), fatal: false }
    }
    this.#state = 'exchange'
    try {
      return { type: 'challenge', data: this.#exchange.challenge(text, this.#engine.input.offset) }
    } catch (error) {
      if (!(error instanceof ImapError)) throw error
      this.#engine.write(CANCELLATION)
      return { type: 'protocol-error', error, fatal: false }
    }
  }

  #completed(response: Status & { tag: string }): ClientEvent {
    const { queue } = this.#sending
    const completed = this.#sending.complete(response.tag, response.type)
    if (completed === undefined && this.#idle.takesForDone(response)) return { type: 'response', response, command: undefined }
    if (completed === undefined) return fail('unexpected-tag', this.#engine.input.offset, unexpectedTag(response.tag))
    const { command, order } = completed
    const before = this.#state
    if (response.type === 'ok' && !isAllowed(before, command.verb))
      return fail('bad-sequence', this.#engine.input.offset, `receive: OK to ${command.verb} is not valid in the ${before} state`)
    this.#untagged = 0
    this.#forgetExchange()
    this.#state = stateAfter(before, command.verb, response.type)
    this.#known.completed(command, response.type === 'ok')
    this.#responses.utf8 = this.#known.isUtf8
    if (this.#state !== stateAfter(before, command.verb, 'ok')) queue.replan()
    if (response.type !== 'ok' && gates(command.verb)) this.#sending.withdraw()
    const { begun, outstanding } = queue
    if (this.#state === 'logout') this.#engine.finish()
    else this.#sending.release()
    return { type: 'completed', command, response, order, begun, outstanding }
  }

  /** Forgets the exchange of a completed command. */
  #forgetExchange(): void {
    this.#exchange.isChallenged = this.#exchange.isCancelled = false
    this.#idle.end()
  }

  #atRest(): boolean {
    return (
      this.#state !== 'connecting' &&
      !this.#responses.partial &&
      [...this.#sending.queue.unfinished()].every(entry => entry.command.verb === 'logout')
    )
  }

  #afterUpgrade(layer: UpgradeEvent['layer']): void {
    this.#responses = new ResponseReader(this.#options, this.#engine.input)
    this.#responses.utf8 = this.#known.isUtf8
    if (layer === 'deflate') this.#known.compression = 'active'
    else {
      this.#state = afterHandshake
      this.#known.secured()
      this.#untagged = 0
      this.#forgetExchange()
      this.#sending.queue.replan()
    }
    this.#sending.release()
  }
}
