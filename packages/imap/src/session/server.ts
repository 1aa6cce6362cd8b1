/**
 * The server's side of an IMAP session (RFC 9051). It hands out one command at a time, each with the responses that the protocol
 * suggests, and keeps no mailbox. The `+` for a literal is the one thing that it writes by itself.
 */
import {
  asciiBytes,
  type Connection,
  concat,
  Engine,
  encodeBase64,
  readExchangeLine,
  Tally,
  upperAscii,
  type Waiting,
} from '@mailwire/bytes'
import { type Command, decodeCommandFrame, tagOf } from '../command/command.js'
import { fail, ImapError } from '../error.js'
import { type Frame, Framer } from '../grammar/framing.js'
import { isAtom } from '../grammar/writer.js'
import { defaultServerLimits, type ImapLimits, limitsOf } from '../limits.js'
import { encodeResponse, encodeResponsePieces, type ResponseInit } from '../response/response.js'
import { type StatusType, statusType } from '../response/status.js'
import { bytesOf, fieldsOf, lineOf, listOf, optionsOf, textOf } from '../values.js'
import type { ServerCommand, ServerEvent, ServerOptions, ServerSend } from './events.js'
import { isNearlyLogin, isSecretTag, MASKED, MASKED_CHALLENGE, NOT_A_COMMAND, visible } from './mask.js'
import {
  type AnsweredVerb,
  afterHandshake,
  isAllowed,
  isAuthenticated,
  mayAnswer,
  maySendUntagged,
  type State,
  stateAfter,
} from './state.js'
import { status, suggest } from './suggest.js'

/** What waits for its answer. */
interface Pending {
  readonly verb: AnsweredVerb
  readonly tag: string | undefined
  readonly command: Command | undefined
}

/** What `send` will have done once everything was found to be right. */
interface Plan {
  state: State
  pending: Pending | undefined
  /** BYE was sent. */
  said: boolean
  ended: boolean
  readonly answered: { readonly pending: Pending; readonly type: StatusType }[]
  readonly writes: { readonly bytes: Uint8Array; readonly shown: Uint8Array | undefined }[]
}

const DEFAULT_CAPABILITIES = ['IMAP4REV1', 'LITERAL+', 'SASL-IR']

/**
 * An IMAP session from the server's side, without I/O.
 *
 * @example
 * const session = new ServerConnection({ hostname: 'imap.example' })
 * for (let event; (event = session.nextEvent()); ) {
 *   if (event.type === 'command') session.send(mailboxes(event.command) ?? event.suggestedReply)
 * }
 */
export class ServerConnection implements Connection<ServerEvent> {
  readonly #engine: Engine<ServerEvent, ImapError>
  readonly #options: ServerOptions
  readonly #limits: ImapLimits
  #framer: Framer
  #state: State = 'connecting'
  #secure: boolean
  #started = false
  /** What `send` is to answer. */
  #pending: Pending | undefined
  /** The AUTHENTICATE whose exchange is under way. */
  #exchange: Pending | undefined
  #afterLogin = false // a login that could not be read: what follows may be the rest of it
  readonly #tally: Tally
  #saidBye = false

  /** @throws {@link ImapError} `bad-value` for capabilities that are not atoms and a hostname that is not text, `bad-number` for limits */
  constructor(options: ServerOptions = {}) {
    const { capabilities, hostname } = optionsOf(options, 'ServerConnection')
    if (capabilities !== undefined && typeof capabilities !== 'function') capabilityNames(capabilities)
    if (hostname !== undefined) lineOf(hostname, 'ServerConnection: hostname')
    const limits = limitsOf(defaultServerLimits, options.limits)
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#owesAnswer(),
      atRest: () => this.#atRest(),
      afterUpgrade: () => this.#afterUpgrade(),
      failure: ImapError,
      lastWords: error => this.#lastWords(error),
    })
    this.#options = options
    this.#limits = limits
    this.#tally = new Tally(limits)
    this.#secure = options.tls ?? false
    this.#framer = this.#newFramer()
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

  /** Where the session is, after what was sent. */
  get state(): State {
    return this.#state
  }

  /** True inside TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** True once somebody is logged in. */
  get authenticated(): boolean {
    return isAuthenticated(this.#state)
  }

  /** What is announced now. */
  get capabilities(): readonly string[] {
    const { secure, authenticated } = this
    const { capabilities = DEFAULT_CAPABILITIES } = this.#options
    const announced = capabilityNames(typeof capabilities === 'function' ? capabilities({ secure, authenticated }) : capabilities)
    if (this.#secure) return announced.filter(name => upperAscii(name) !== 'STARTTLS')
    if (!this.#needsTls(announced)) return announced
    const others = announced.filter(name => !/^(?:LOGINDISABLED$|AUTH=)/i.test(name))
    return [...others, 'LOGINDISABLED']
  }

  /** True while a client has to start TLS before it may log in (RFC 9051 6.2.3, RFC 2595 2.3 and 3.2). */
  #needsTls(announced: readonly string[]): boolean {
    const { allowCleartextCredentials = false } = this.#options
    return !this.#secure && !allowCleartextCredentials && announced.some(name => upperAscii(name) === 'STARTTLS')
  }

  /**
   * Sends responses. The one with the command's tag completes it, and the state follows; for the greeting it is the untagged status. All of
   * them are checked before a byte is written: what the tables of `state.ts` do not allow throws, and nothing was sent.
   *
   * @throws {@link ImapError} `invalid-state` for an answer that nothing waits for or that the command may not get, untagged data that does
   * not belong in this state, and EXPUNGE while numbers may not change (RFC 9051 7.5.1); `bad-value` for what cannot be written
   */
  send(output: ServerSend): void {
    this.#engine.assertOpen('send')
    const plan: Plan = { state: this.#state, pending: this.#pending, said: this.#saidBye, ended: false, answered: [], writes: [] }
    for (const one of isList(output) ? output : [output]) {
      // A copy, so that a getter answers once.
      const response = { ...fieldsOf(one, 'send') }
      if (plan.ended) this.#refuse('the session ends with what was sent before')
      if (response.type === 'challenge') this.#planChallenge(plan, bytesOf(response.data, 'send challenge'))
      else this.#planResponse(plan, response)
    }
    for (const { bytes, shown } of plan.writes) this.#engine.write(bytes, shown)
    if (this.#pending?.verb === 'authenticate' && plan.state === 'exchange') this.#exchange = this.#pending
    this.#state = plan.state
    this.#pending = plan.pending
    this.#saidBye = plan.said
    for (const { pending, type } of plan.answered) this.#count(pending, type)
    if (plan.ended) this.#engine.finish()
  }

  #refuse(reason: string): never {
    return fail('invalid-state', this.#engine.input.offset, `send: ${reason}`)
  }

  #planChallenge(plan: Plan, data: Uint8Array): void {
    if (plan.pending?.verb !== 'authenticate') this.#refuse('a challenge, and no AUTHENTICATE is under way')
    plan.state = 'exchange'
    plan.pending = undefined
    plan.writes.push({ bytes: asciiBytes(`+ ${encodeBase64(data)}\r\n`), shown: MASKED_CHALLENGE })
  }

  #planResponse(plan: Plan, response: ResponseInit): void {
    const pieces = encodeResponsePieces(response)
    const type = statusType(response.type)
    const tag = 'tag' in response ? response.tag : undefined
    const { pending } = plan
    // The greeting, and the answer to a line without a tag, are untagged.
    const answers =
      type !== undefined && pending !== undefined && pending.tag === tag && !(type === 'bye' && pending.verb !== 'connect')
    if (answers) this.#planAnswer(plan, pending, type)
    else if (tag !== undefined) this.#refuse('no command of this tag waits for its completion')
    else if (!maySendUntagged(response.type, plan.state, pending?.verb === 'invalid' ? undefined : pending?.command))
      this.#refuse(`${upperAscii(response.type)} may not be sent in the ${plan.state} state during ${nameOf(pending)}`)
    else if (type === 'bye') {
      plan.said = true
      plan.ended = pending?.verb !== 'logout'
    }
    // What stands where a tag belongs may be a secret that was sent too late.
    const isStray =
      tag !== undefined &&
      (this.#afterLogin || isSecretTag(tag) || (pending?.verb === 'invalid' && pending.command === undefined))
    if (isStray)
      plan.writes.push({ bytes: concat(pieces), shown: concat([MASKED.subarray(0, 3), concat(pieces).subarray(tag.length)]) })
    else for (const bytes of pieces) plan.writes.push({ bytes, shown: undefined })
  }

  #planAnswer(plan: Plan, pending: Pending, type: StatusType): void {
    if (!mayAnswer(pending.verb, type)) this.#refuse(`${upperAscii(type)} may not answer ${nameOf(pending)}`)
    if (pending.verb === 'logout' && type === 'ok' && !plan.said)
      this.#refuse('BYE comes before the OK to LOGOUT (RFC 9051 6.1.3)')
    if (pending.verb !== 'invalid') plan.state = stateAfter(plan.state, pending.verb, type)
    plan.pending = undefined
    plan.answered.push({ pending, type })
    plan.ended = plan.state === 'logout'
  }

  /** Counts what makes a server end a session in the end. */
  #count({ verb, command }: Pending, type: StatusType): void {
    if (type === 'ok' && verb !== 'connect') this.#tally.good()
    if (type !== 'ok' && (command?.verb === 'login' || command?.verb === 'authenticate')) this.#tally.failedLogin()
    else if (type === 'bad' || verb === 'invalid') this.#tally.bad()
  }

  #step(): ServerEvent | undefined {
    if (!this.#started) {
      this.#started = true
      const { hostname = '' } = this.#options
      const code = { name: 'CAPABILITY' as const, capabilities: this.capabilities }
      return this.#hand({ verb: 'connect' }, [{ type: 'ok', tag: undefined, code, text: `${hostname} ready`.trim() }])
    }
    const { excess } = this.#tally
    if (excess !== undefined) fail('too-many-errors', this.#engine.input.offset, `receive: ${excess}`)
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    if (this.#owesAnswer()) return undefined
    return this.#state === 'exchange' ? this.#exchangeLine() : this.#nextCommand()
  }

  #nextCommand(): ServerEvent | undefined {
    for (let found = this.#framer.next(); found !== undefined; found = this.#framer.next()) {
      if (found.type === 'literal' && !found.nonSynchronizing) this.#engine.write(asciiBytes('+ go on\r\n'))
      if (found.type === 'frame') return this.#command(found)
    }
    return undefined
  }

  #command(frame: Frame): ServerEvent {
    let command: Command
    try {
      command = decodeCommandFrame(frame, this.#options.strict ?? false, this.#limits)
    } catch (error) {
      if (!(error instanceof ImapError)) throw error
      if (isNearlyLogin(frame.bytes, frame.start, frame.end)) this.#afterLogin = true
      if (this.#engine.tapped) this.#engine.saw(NOT_A_COMMAND)
      return this.#bad(tagOf(frame), error)
    }
    if (command.verb !== 'unknown') this.#afterLogin = false
    if (this.#engine.tapped) {
      const shown = this.#afterLogin ? MASKED : visible(command)
      if (shown === undefined) this.#engine.sawLine(frame.bytes, frame.start, frame.end)
      else this.#engine.saw(shown)
    }
    const { verb } = command
    const name = upperAscii(verb)
    if (!isAllowed(this.#state, verb)) {
      const reason = `receive: ${name} is not for the ${this.#state} state`
      return this.#bad(command.tag, new ImapError('bad-sequence', frame.offset, reason), command)
    }
    const { capabilities } = this
    if ((verb === 'login' || verb === 'authenticate') && this.#needsTls(capabilities)) {
      const error = new ImapError('tls-required', frame.offset, `receive: ${name} before TLS`)
      const refusal = status('no', command.tag, 'start TLS before you log in', 'PRIVACYREQUIRED')
      return this.#hand({ verb: 'invalid', tag: command.tag, error, command }, [refusal])
    }
    return this.#hand(command, suggest(command, { secure: this.#secure, capabilities }))
  }

  /** A line inside AUTHENTICATE (RFC 9051 6.2.2). */
  #exchangeLine(): ServerEvent | undefined {
    const found = this.#engine.input.readLine(this.#limits.line, !(this.#options.strict ?? false))
    const { bytes, start, end, offset } = this.#engine.input.line
    if (found === undefined) return undefined
    if (found !== 'line')
      fail(
        found === 'too-long' ? 'line-too-long' : 'bare-lf',
        offset,
        'receive: a line of an exchange that is too long, or ends in a bare LF',
      )
    if (this.#engine.tapped) this.#engine.saw(MASKED)
    const pending = this.#exchange!
    const tag = pending.tag!
    this.#pending = pending
    const answer = (type: 'no' | 'bad', text: string): readonly ResponseInit[] => [status(type, tag, text)]
    const response = readExchangeLine(bytes.subarray(start, end))
    if (response.type === 'response')
      return { type: 'auth-response', tag, data: response.data, suggestedReply: answer('no', 'login failed') }
    const reason = response.type === 'cancel' ? 'authentication was given up' : 'that is not base 64'
    return { type: 'auth-cancel', tag, suggestedReply: answer('bad', reason) }
  }

  #bad(tag: string | undefined, error: ImapError, command?: Command): ServerEvent {
    // Without a tag that can be read the answer is untagged (RFC 9051 7.1.3).
    return this.#hand({ verb: 'invalid', tag, error, command }, [status('bad', tag, reasonOf(error))])
  }

  #hand(command: ServerCommand, suggestedReply: readonly ResponseInit[]): ServerEvent {
    this.#pending = {
      verb: command.verb,
      tag: 'tag' in command ? command.tag : undefined,
      command: command.verb === 'connect' ? undefined : command.verb === 'invalid' ? command.command : command,
    }
    return { type: 'command', command, suggestedReply }
  }

  #lastWords(error: ImapError): Uint8Array | undefined {
    return error.code === 'unexpected-end'
      ? undefined
      : encodeResponse({ type: 'bye', tag: undefined, code: undefined, text: reasonOf(error) })
  }

  #owesAnswer(): boolean {
    return this.#pending !== undefined
  }

  #atRest(): boolean {
    return this.#state !== 'exchange' && !this.#framer.partial
  }

  #afterUpgrade(): void {
    this.#secure = true
    this.#state = afterHandshake
    this.#framer = this.#newFramer()
  }

  /** Commands are read from whatever input there is: TLS starts with a new one. */
  #newFramer(): Framer {
    return new Framer(this.#engine.input, {
      limits: this.#limits,
      strict: this.#options.strict ?? false,
      mayHoldLiteral: () => true,
    })
  }
}

/** Capabilities that can be announced: a list of atoms. */
function capabilityNames(given: readonly string[]): readonly string[] {
  const action = 'ServerConnection: capabilities'
  for (const name of listOf(given, action))
    if (!isAtom(textOf(name, action))) fail('bad-value', 0, `${action}: ${JSON.stringify(name)} is not an atom`)
  return given
}

/** What is being answered, for a message. */
const nameOf = (pending: Pending | undefined): string =>
  pending === undefined ? 'no command' : upperAscii(pending.command?.verb ?? pending.verb)

const isList = (output: ServerSend): output is readonly ResponseInit[] => Array.isArray(output)

/** The reason in an error's message, for the client to read. */
const reasonOf = (error: ImapError): string => error.message.slice(error.message.indexOf(': ') + 2)
