/**
 * The server side of an SMTP or LMTP session (RFC 5321, RFC 2033, RFC 2920, RFC 3030, RFC 3207, RFC 4954). It hands out one command at a
 * time, each with a suggested reply; who may send, and to whom, is for the caller to decide.
 */
import { type Connection, Engine, type ExchangeLine, encodeBase64, Tally, type Waiting } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { fail, SmtpError } from '../error.js'
import type { Extensions } from '../extensions/extensions.js'
import { offeredBy, offers } from '../extensions/offers.js'
import { checkedOptions } from '../grammar/line.js'
import type { SmtpLimits } from '../limits.js'
import { encodeReply, isTooManyRecipients, type ReplyInit, replyClass } from '../reply/reply.js'
import { assertBytes, assertObject, shown } from '../values.js'
import { CommandIn } from './command-in.js'
import type { ServerCommand, ServerEnvelope, ServerEvent, ServerSend } from './events.js'
import { visibleReply } from './mask.js'
import { type MessageEnd, MessageIn } from './message-in.js'
import { checkHostname, openWith, type ServerOptions } from './options.js'
import {
  afterHandshake,
  effectOf,
  endsMessage,
  endsPipeline,
  inputModes,
  mayAnswer,
  type SessionVerb,
  type State,
  stateAfter,
  verbOf,
} from './state.js'
import {
  greeting,
  type Situation,
  suggestChunkReply,
  suggestLoginReply,
  suggestMessageReply,
  suggestRefusal,
  suggestReply,
} from './suggest.js'

/** What the next `send` answers. */
interface Pending {
  readonly verb: SessionVerb
  readonly command?: ServerCommand | undefined
  /** The exchange was cancelled, so only a refusal can answer it. */
  readonly cancelled?: boolean | undefined
}

/** What a 421 answers when no reply is due. */
const GOODBYE: Pending = { verb: 'invalid' }

/**
 * The server side of an SMTP session, without I/O.
 *
 * @example
 * const session = new ServerConnection({ hostname: 'mx.example', extensions: { size: 26_214_400, pipelining: true } })
 * session.receive(chunk)
 * for (let event; (event = session.nextEvent()); ) {
 *   switch (event.type) {
 *     case 'command':    session.send(policy(event.command) ?? event.suggestedReply); break
 *     case 'body-chunk': store.write(event.bytes); break
 *     case 'body-end':   session.send(event.violations.length > 0 ? event.suggestedReply : { code: 250, enhanced: '2.0.0', lines: ['queued'] }); break
 *   }
 * }
 * for (const bytes of session.takeOutput()) socket.write(bytes)
 *
 * @throws {@link SmtpError} `bad-path` for a hostname that is not a domain in ASCII, on creation
 */
export class ServerConnection implements Connection<ServerEvent> {
  readonly #engine: Engine<ServerEvent, SmtpError>
  #earlyTalker = false
  #authenticated = false
  readonly #options: ServerOptions
  readonly #limits: SmtpLimits
  #state: State = 'connecting'
  #secure: boolean
  #extensions: Extensions
  #started = false
  #pending: Pending | undefined
  readonly #message: MessageIn
  #hangUp = false // after the reply that is due
  readonly #tally: Tally
  readonly #lines: CommandIn

  constructor(options: ServerOptions) {
    const limits = openWith(options, 'server')
    this.#engine = new Engine(limits.buffered, options.tap, {
      step: () => this.#step(),
      owesAnswer: () => this.#pending !== undefined,
      atRest: () => !this.#message.isOpen && inputModes[this.#state] !== 'response',
      afterUpgrade: () => this.#afterUpgrade(),
      failure: SmtpError,
      lastWords: error =>
        error.code === 'unexpected-end' ? undefined : encodeReply({ ...error.suggestedReply, code: 421, enhanced: '4.7.0' }),
    })
    this.#lines = new CommandIn(checkedOptions(options, 'open session'), limits)
    this.#options = { ...options }
    checkHostname(this.#options.hostname)
    this.#limits = limits
    this.#tally = new Tally(limits)
    this.#message = new MessageIn(limits.textLine, options.lmtp ?? false)
    this.#secure = options.tls ?? false
    this.#extensions = offeredBy(options, { secure: this.#secure, authenticated: false })
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

  /** The session's state, after everything sent so far. */
  get state(): State {
    return this.#state
  }

  /** True inside TLS. */
  get secure(): boolean {
    return this.#secure
  }

  /** True once AUTH succeeded. */
  get authenticated(): boolean {
    return this.#authenticated
  }

  /** True if the client sent before the greeting, or before a reply that it had to wait for (RFC 5321 4.3.1, RFC 2920 3.1), as spam senders do. */
  get earlyTalker(): boolean {
    return this.#earlyTalker
  }

  /** The envelope of the current transaction, as far as it was accepted. */
  get envelope(): ServerEnvelope | undefined {
    return this.#message.envelope
  }

  /** What EHLO offers now. */
  get extensions(): Extensions {
    return this.#extensions
  }

  /**
   * Answers the command, the message or the response that was handed out. The state follows the answer. A 421 may be sent at any time, and
   * ends the session (RFC 5321 3.8).
   *
   * @throws {@link SmtpError} `invalid-state` if no reply is due; `bad-reply` for what cannot be encoded, and for a code that cannot answer the
   * command, before a byte is written
   */
  send(output: ServerSend): void {
    this.#engine.assertOpen('send')
    assertObject(output, 'send')
    if ('type' in output) {
      if (output.type !== 'challenge')
        fail('bad-value', 0, `send: a reply or the type challenge expected, not ${shown(output.type)}`)
      this.#challenge(output.data)
    } else {
      const { code, enhanced, lines } = output // each field is read once
      const pending =
        this.#pending ?? (code === 421 ? GOODBYE : fail('invalid-state', this.#engine.input.offset, 'send: no reply is due'))
      this.#answer(pending, { code, enhanced, lines })
    }
  }

  #challenge(data: Uint8Array): void {
    assertBytes(data, 'send challenge')
    if (this.#pending?.verb !== 'auth')
      fail('invalid-state', this.#engine.input.offset, 'send challenge: no AUTH exchange is open')
    this.#answer(this.#pending, { code: 334, lines: [encodeBase64(data)] })
  }

  #answer({ verb, command, cancelled }: Pending, reply: ReplyInit): void {
    const bytes = encodeReply(reply)
    if (!mayAnswer(this.#state, cancelled === true ? 'invalid' : verb, reply.code))
      fail(
        'bad-reply',
        this.#engine.input.offset,
        `send: ${reply.code} is not a valid reply to ${verb} in the ${this.#state} state`,
      )
    const kind = replyClass(reply.code)
    const effect = effectOf(verb, kind)
    // `extensions` may be a function that throws, so call it before any change.
    const authenticated = effect === 'authenticated' || (effect !== 'forget' && this.#authenticated)
    if (authenticated !== this.#authenticated)
      this.#extensions = offeredBy(this.#options, { secure: this.#secure, authenticated })
    this.#authenticated = authenticated
    this.#engine.write(bytes, this.#engine.tapped ? visibleReply(bytes, 0, bytes.length - 2) : undefined)
    this.#pending = undefined
    if (kind === 'negative') this.#refused(verb, reply)
    if (this.#engine.input.length > 0 && (endsPipeline(verb) || this.#extensions.pipelining !== true)) this.#earlyTalker = true
    if (reply.code !== 421 && this.#message.isDue(verb, this.#state)) return
    this.#state = stateAfter(this.#state, verb, reply.code, kind)
    if (this.#hangUp) this.#state = 'ended'
    if (this.#state === 'ended') this.#engine.finish()
    this.#message.follow(effect, command, this.#state)
  }

  get #situation(): Situation {
    return {
      hostname: this.#options.hostname,
      extensions: this.#extensions,
      limits: this.#limits,
      facts: {
        lmtp: this.#options.lmtp ?? false,
        secure: this.#secure,
        authenticated: this.#authenticated,
        binary: this.#message.isBinary,
      },
      message: this.#message,
    }
  }

  #step(): ServerEvent | undefined {
    if (!this.#started) {
      this.#started = true
      return this.#hand({ verb: 'connect' }, greeting(this.#situation))
    }
    if (this.#state === 'tls') return this.#engine.pauseFor('tls')
    if (this.#state === 'turned') {
      this.#engine.finish()
      return { type: 'turned', rest: this.#engine.input.drain() }
    }
    if (this.#pending !== undefined) return undefined
    this.#endExcess()
    if (this.#message.end !== undefined) return this.#messageEnd(this.#message.end)
    if (this.#message.isNext(this.#state)) return this.#readContent()
    return this.#readLine()
  }

  #readLine(): ServerEvent | undefined {
    const authMayCome = this.#state === 'ready' && offers(this.#extensions, 'auth')
    const found = this.#lines.read(this.#engine, inputModes[this.#state] === 'response', authMayCome)
    if (found === undefined) return undefined
    switch (found.type) {
      case 'command':
        return this.#command(found.command, found.offset)
      case 'exchange':
        return this.#exchange(found.line)
      case 'broken':
        this.#hangUp = found.isBdat
        return this.#invalid(found.error)
    }
  }

  #command(command: Command, offset: number): ServerEvent | undefined {
    const refusal = suggestRefusal(command, this.#state, this.#situation, offset)
    if (refusal === undefined && command.verb !== 'unknown') this.#tally.good()
    const hand = (): ServerEvent => {
      if (refusal !== undefined) return this.#bad({ verb: 'invalid', error: refusal.error, command }, refusal.reply)
      const suggestedReply = suggestReply(command, this.#situation)
      return command.verb === 'unknown' ? this.#bad(command, suggestedReply) : this.#hand(command, suggestedReply)
    }
    if (command.verb !== 'bdat') return hand()
    // The bytes of a refused BDAT are discarded (RFC 3030 2).
    this.#message.startChunk(command, refusal === undefined && offers(this.#extensions, 'chunking') ? undefined : hand)
    return this.#readContent()
  }

  #readContent(): ServerEvent | undefined {
    const step = this.#message.read(this.#engine)
    switch (step?.type) {
      case 'message-end':
        return this.#messageEnd('body-end')
      case 'chunk-end': {
        const { command, refuse } = step
        if (refuse !== undefined) return refuse()
        if (command.last) return this.#messageEnd('bdat-last')
        return this.#hand(command, suggestChunkReply(command, this.#message.size, this.#situation))
      }
      default:
        return step
    }
  }

  #messageEnd(verb: MessageEnd): ServerEvent {
    const { size, violations } = this.#message
    if (violations.length > 0 && this.#options.closeOnViolation === true) this.#hangUp = true
    this.#pending = { verb }
    const suggestedReply = suggestMessageReply(size, violations, this.#situation)
    return { type: 'body-end', size, violations, ...this.#message.ended(verb, this.#state), suggestedReply }
  }

  #exchange(line: ExchangeLine): ServerEvent {
    this.#pending = { verb: 'auth', cancelled: line.type !== 'response' }
    const suggestedReply = suggestLoginReply(line.type)
    return line.type === 'response'
      ? { type: 'auth-response', data: line.data, suggestedReply }
      : { type: 'auth-cancel', suggestedReply }
  }

  /** Counts a refusal. Recipients beyond the limit and refused messages do not count: they are no sign of a bad client (RFC 5321 4.5.3.1.10). */
  #refused(verb: SessionVerb, reply: ReplyInit): void {
    if (verb === 'auth') this.#tally.failedLogin()
    else if (!endsMessage(verb) && verb !== 'connect' && !(verb === 'rcpt' && isTooManyRecipients(reply))) this.#tally.refused()
  }

  /** Ends the session after too many failed logins or bad commands (RFC 4954 9). */
  #endExcess(): void {
    const { excess } = this.#tally
    if (excess !== undefined) fail('too-many-errors', this.#engine.input.line.offset, `receive: ${excess}`)
  }

  #invalid(error: SmtpError): ServerEvent {
    if (inputModes[this.#state] === 'response') {
      this.#pending = { verb: 'auth', cancelled: true }
      return { type: 'auth-cancel', suggestedReply: error.suggestedReply }
    }
    return this.#bad({ verb: 'invalid', error, command: undefined }, error.suggestedReply)
  }

  #bad(command: ServerCommand, suggestedReply: ReplyInit): ServerEvent {
    // Chunks sent before the refusal of an earlier one arrived are not the client's fault (RFC 3030 2).
    if (this.#state !== 'failed') {
      this.#tally.bad()
      this.#endExcess()
    }
    return this.#hand(command, suggestedReply)
  }

  #hand(command: ServerCommand, suggestedReply: ReplyInit): ServerEvent {
    const verb = command.verb === 'invalid' || command.verb === 'connect' ? command.verb : verbOf(command)
    this.#pending = { verb, command }
    return { type: 'command', command, suggestedReply }
  }

  #afterUpgrade(): void {
    this.#extensions = offeredBy(this.#options, { secure: true, authenticated: false })
    this.#secure = true
    this.#state = afterHandshake
  }
}
