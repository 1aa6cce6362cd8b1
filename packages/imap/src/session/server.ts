/**
 * The server side of an IMAP session (RFC 9051). It hands out one command at a time, each with suggested responses, and keeps no mailbox.
 * It writes nothing by itself except the `+` for a small literal.
 */
import { type Connection, Engine, readExchangeLine, Tally, type UpgradeEvent, upperAscii, type Waiting } from '@mailwire/bytes'
import { type Command, tagOf } from '../command/command.js'
import { fail, ImapError } from '../error.js'
import { defaultServerLimits, type ImapLimits, limitsOf } from '../limits.js'
import { offers } from '../offers.js'
import { encodeResponse, type ResponseInit } from '../response/response.js'
import type { StatusType } from '../response/status.js'
import { lineOf, optionsOf, strictnessOf } from '../values.js'
import { announcedAs, capabilityNames, DEFAULT_CAPABILITIES, maxMessage, maxNonSynchronizing } from './announced.js'
import { commandOf, GO_ON, type Pending, Plan, reasonOf, type Standing, standingAtStart } from './answer.js'
import type { ServerCommand, ServerEvent, ServerOptions, ServerOutput, ServerSend } from './events.js'
import { isDone } from './idle.js'
import { type AnnouncedLiteral, bareLfAt, CommandReader, verbOfMessage, type WholeCommand } from './literal.js'
import { isNearlyLogin, isSecretTag, MASKED, NOT_A_COMMAND, visible } from './mask.js'
import { misplaced, refusalOf, secondMessage } from './refusal.js'
import { afterHandshake, isAllowed, isAuthenticated, isUtf8, type Mode, mayExpunge, type State } from './state.js'
import { exchanged, status, suggest, suggestLiteral } from './suggest.js'

/**
 * The server side of an IMAP session, without I/O.
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
  #reader: CommandReader
  readonly #standing: Standing = standingAtStart()
  #secure: boolean
  #started = false
  /** True after an invalid login or a refused literal: the next lines may be the rest of it. */
  #afterSecret = false
  /** How much of the current command the tap has seen. */
  #shown = 0
  readonly #tally: Tally

  /** @throws {@link ImapError} `bad-value` for capabilities that are not atoms and a hostname that is not text, `bad-number` for limits */
  constructor(options: ServerOptions = {}) {
    const { capabilities, hostname } = optionsOf(options, 'ServerConnection')
    if (capabilities !== undefined && typeof capabilities !== 'function') capabilityNames(capabilities)
    if (hostname !== undefined) lineOf(hostname, 'ServerConnection: hostname')
    const limits = limitsOf(defaultServerLimits, options.limits)
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#standing.pending !== undefined,
      atRest: () => this.#atRest(),
      afterUpgrade: layer => this.#afterUpgrade(layer),
      failure: ImapError,
      lastWords: error => this.#lastWords(error),
    })
    this.#options = options
    this.#limits = limits
    this.#tally = new Tally(limits)
    this.#secure = options.tls ?? false
    this.#reader = this.#newReader()
  }

  // Handed on one by one, as on the client.
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

  /** The session's state, after everything sent so far. */
  get state(): State {
    return this.#standing.state
  }

  /** True while EXPUNGE and VANISHED may be sent: the command being answered allows them, or NOTIFY requested them (RFC 9051 7.5.1). */
  get mayExpunge(): boolean {
    return this.#standing.tellsExpunge || mayExpunge(commandOf(this.#standing))
  }

  /** What the client may send: only DONE while IDLE is open. */
  get mode(): Mode {
    return this.#standing.open?.verb === 'idle' ? 'idle' : 'commands'
  }

  /** True inside TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** True after a login. */
  get authenticated(): boolean {
    return isAuthenticated(this.state)
  }

  /** The capabilities announced now. */
  get capabilities(): readonly string[] {
    const { secure, authenticated } = this
    const { capabilities = DEFAULT_CAPABILITIES } = this.#options
    const announced = capabilityNames(typeof capabilities === 'function' ? capabilities({ secure, authenticated }) : capabilities)
    return announcedAs(announced, { isSecure: secure, needsTls: this.#needsTls(announced) })
  }

  get #isStrict(): boolean {
    return (this.#options.strict ?? false) !== false
  }

  /** True while a client must start TLS before it may log in (RFC 9051 6.2.3, RFC 2595 2.3 and 3.2). */
  #needsTls(announced: readonly string[]): boolean {
    const { allowCleartextCredentials = false } = this.#options
    return !this.#secure && !allowCleartextCredentials && offers(announced, 'STARTTLS')
  }

  /**
   * Sends responses. The one with the command's tag completes it, and the state follows; for the greeting it is the untagged status. All of them
   * are checked before a byte is written: if the tables of `state.ts` do not allow one, it throws and sends nothing.
   *
   * @throws {@link ImapError} `invalid-state` for an answer if none is due or that is not valid for the command, untagged data that is not allowed in
   * this state, and EXPUNGE while numbers may not change (RFC 9051 7.5.1); `bad-value` for what cannot be encoded
   */
  send(output: ServerSend): void {
    this.#engine.assertOpen('send')
    const plan = new Plan(this.#standing, this.#engine.input.offset, this.#afterSecret)
    for (const one of isList(output) ? output : [output]) plan.add(one)
    const { decision } = plan
    if (decision !== undefined) {
      this.#reader.decide(decision)
      if (decision === 'refuse') this.#refused(this.#standing.pending!.literal!)
    }
    for (const { bytes, shown } of plan.writes) this.#engine.write(bytes, shown)
    plan.carryOut(this.#standing)
    this.#reader.utf8 = isUtf8(this.#standing.enabled)
    for (const answer of plan.answered) this.#count(answer.pending, answer.type)
    if (plan.isEnded) this.#engine.finish()
  }

  /** After a refused synchronizing literal: if the client sends it anyway, its bytes are not a command. */
  #refused({ append, marker }: AnnouncedLiteral): void {
    this.#shown = 0
    this.#afterSecret ||= !marker.nonSynchronizing
    if (append === undefined && this.#engine.tapped) this.#engine.saw(NOT_A_COMMAND)
  }

  /** Counts failed logins and bad commands, which end a session at their limits. */
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
    if (this.state === 'tls') return this.#engine.pauseFor('tls')
    if (this.#standing.compression === 'begins') return this.#engine.pauseFor('deflate')
    if (this.#standing.pending !== undefined) return undefined
    return this.state === 'exchange' ? this.#exchangeLine() : this.#next()
  }

  #next(): ServerEvent | undefined {
    const { mode } = this
    for (let found = this.#reader.next(mode); found !== undefined; found = this.#reader.next(mode)) {
      switch (found.type) {
        case 'command':
          return mode === 'idle' ? this.#idleLine(found) : this.#command(found)
        case 'literal':
          return this.#literal(found)
        case 'body-start': {
          const { marker, tag, name, append } = found.literal
          return { type: 'body-start', tag, name, size: marker.size, append }
        }
        case 'body-chunk':
          if (found.literal.append !== undefined && this.#engine.tapped) this.#engine.saw(found.bytes.slice())
          return { type: 'body-chunk', bytes: found.bytes }
        case 'body-end':
          return found
        default:
          if (this.#engine.tapped) this.#engine.saw(MASKED)
      }
    }
    return undefined
  }

  /** Handles an announced literal (RFC 9051 4.3), which may be accepted only if its command is allowed. */
  #literal(literal: AnnouncedLiteral): ServerEvent {
    const { marker, tag, name, append } = literal
    const { size, nonSynchronizing, offset, bytes, start, markerEnd } = marker
    const verb = verbOfMessage(name)
    const error =
      verb !== undefined && !isAllowed(this.state, verb)
        ? misplaced(upperAscii(verb), this.state, offset)
        : (secondMessage(literal, this.capabilities) ?? this.#reader.tooLarge(literal))
    if (append !== undefined && this.#engine.tapped) {
      this.#engine.saw(isSecretTag(tag!) ? MASKED : bytes.slice(start + this.#shown, markerEnd))
      this.#shown = markerEnd - start
    }
    const pending: Pending = { verb: 'literal', tag, command: undefined, literal, error }
    this.#standing.pending = pending
    const suggestedReply = suggestLiteral(literal, error)
    return { type: 'literal', tag, name, size, nonSynchronizing, append, error, suggestedReply }
  }

  /** Handles a line while IDLE is open; a line other than DONE also ends it (RFC 9051 6.3.13). */
  #idleLine(line: WholeCommand): ServerEvent {
    const open = this.#standing.open!
    const tag = open.tag!
    const { bytes, start, end, offset } = line.frame
    if (isDone(line)) {
      if (this.#engine.tapped) this.#engine.sawLine(bytes, start, end)
      this.#standing.pending = { ...open, verb: 'idle-done' }
      return { type: 'idle-done', tag, warnings: bareLfAt(line.frame.bareLf), suggestedReply: [status('ok', tag, 'IDLE done')] }
    }
    if (this.#engine.tapped) this.#engine.saw(NOT_A_COMMAND)
    if (isNearlyLogin(bytes, start, end)) this.#afterSecret = true
    return this.#bad(tag, new ImapError('bad-sequence', offset, 'receive: only DONE is allowed while IDLE is open'))
  }

  #command({ frame, damage }: WholeCommand): ServerEvent {
    let command: Command
    try {
      command = this.#reader.read(frame)
    } catch (error) {
      if (!(error instanceof ImapError)) throw error
      this.#shown = 0
      if (damage !== undefined || isNearlyLogin(frame.bytes, frame.start, frame.end)) this.#afterSecret = true
      if (this.#engine.tapped) this.#engine.saw(NOT_A_COMMAND)
      return this.#bad(tagOf(frame), error)
    }
    if (command.verb !== 'unknown') this.#afterSecret = false
    this.#show(command, frame)
    const { capabilities } = this
    const refusal = refusalOf(command, frame.offset, {
      standing: this.#standing,
      isSecure: this.#secure,
      needsTls: this.#needsTls(capabilities),
      capabilities,
      damage,
    })
    if (refusal !== undefined) {
      const { error, reply } = refusal
      return this.#hand({ verb: 'invalid', tag: command.tag, error, command }, [reply])
    }
    return this.#hand(command, suggest(command, { secure: this.#secure, enabled: this.#standing.enabled, capabilities }))
  }

  #show(command: Command, { bytes, start, end }: WholeCommand['frame']): void {
    const from = start + this.#shown
    this.#shown = 0
    if (!this.#engine.tapped) return
    const shown = this.#afterSecret ? MASKED : visible(command, from === start)
    if (shown === undefined) this.#engine.sawLine(bytes, from, end)
    else this.#engine.saw(shown)
  }

  /** Handles a line inside AUTHENTICATE (RFC 9051 6.2.2). */
  #exchangeLine(): ServerEvent | undefined {
    const found = this.#engine.input.readLine(this.#limits.line, !this.#isStrict)
    const { bytes, start, end, offset, bareLf } = this.#engine.input.line
    if (found === undefined) return undefined
    if (found !== 'line')
      fail(
        found === 'too-long' ? 'line-too-long' : 'bare-lf',
        offset,
        'receive: a line of the exchange is too long, or ends in a bare LF',
      )
    if (this.#engine.tapped) this.#engine.saw(MASKED)
    const warnings = bareLfAt(bareLf ? this.#engine.input.offset - 1 : undefined)
    const pending = this.#standing.open!
    const tag = pending.tag!
    const response = readExchangeLine(bytes.subarray(start, end))
    this.#standing.pending = { ...pending, isCancelled: response.type !== 'response' }
    return exchanged(response, tag, warnings)
  }

  #bad(tag: string | undefined, error: ImapError): ServerEvent {
    // Without a valid tag the answer is untagged (RFC 9051 7.1.3).
    return this.#hand({ verb: 'invalid', tag, error, command: undefined }, [status('bad', tag, reasonOf(error))])
  }

  #hand(command: ServerCommand, suggestedReply: readonly ResponseInit[]): ServerEvent {
    const pending: Pending = {
      verb: command.verb,
      tag: 'tag' in command ? command.tag : undefined,
      command: command.verb === 'connect' ? undefined : command.verb === 'invalid' ? command.command : command,
    }
    this.#standing.pending = pending
    return { type: 'command', command, suggestedReply }
  }

  #lastWords(error: ImapError): Uint8Array | undefined {
    return error.code === 'unexpected-end'
      ? undefined
      : encodeResponse({ type: 'bye', tag: undefined, code: undefined, text: reasonOf(error) })
  }

  #atRest(): boolean {
    return this.state !== 'exchange' && this.mode === 'commands' && !this.#reader.partial
  }

  #afterUpgrade(layer: UpgradeEvent['layer']): void {
    if (layer === 'deflate') this.#standing.compression = 'active'
    else {
      this.#secure = true
      this.#standing.state = afterHandshake
    }
    this.#reader = this.#newReader()
    this.#reader.utf8 = isUtf8(this.#standing.enabled)
  }

  /** A reader for the current input: TLS starts with a new one. */
  #newReader(): CommandReader {
    return new CommandReader(this.#engine.input, {
      limits: this.#limits,
      strict: strictnessOf(this.#options.strict, 'ServerConnection'),
      goOn: () => this.#engine.write(GO_ON),
      maxNonSynchronizing: () => maxNonSynchronizing(this.capabilities),
      maxMessage: () => maxMessage(this.capabilities),
    })
  }
}

const isList = (output: ServerSend): output is readonly ServerOutput[] => Array.isArray(output)
