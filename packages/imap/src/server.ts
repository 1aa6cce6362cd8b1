/**
 * The server's side of an IMAP session (RFC 9051). It hands out one command at a time, each with the responses that the protocol
 * suggests, and keeps no mailbox. The `+` for a literal is the one thing that it writes by itself.
 */
import {
  asciiBytes,
  type ClosedEvent,
  decodeBase64,
  decodeText,
  Endpoint,
  type EndpointErrorCode,
  encodeBase64,
  type ProtocolErrorEvent,
  type Tap,
  type UpgradeEvent,
} from '@mailwire/bytes'
import { visible } from './client.js'
import { type Command, decodeCommandFrame, tagOf } from './command/command.js'
import { fail, ImapError } from './error.js'
import { defaultServerLimits, type ImapLimits } from './limits.js'
import { encodeResponse, encodeResponsePieces, type ResponseInit } from './response/response.js'
import { type StatusType, statusType } from './response/status.js'
import { isAllowed, type SessionVerb, type State, stateAfter } from './state.js'
import { type Frame, Framer } from './syntax/framing.js'

/** What a server has to answer: a command, one that cannot be carried out, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with an untagged OK, PREAUTH or BYE. */
  | { readonly verb: 'connect' }
  /** What is no command, or a command that is not for this state, which is then in `command`: nothing to act on. */
  | {
      readonly verb: 'invalid'
      readonly tag: string | undefined
      readonly error: ImapError
      readonly command: Command | undefined
    }

/** What a server may send: responses, of which the tagged one completes the command; or a challenge. */
export type ServerSend = ResponseInit | readonly ResponseInit[] | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: readonly ResponseInit[] }
  /** The client answers a challenge. */
  | {
      readonly type: 'auth-response'
      readonly tag: string
      readonly data: Uint8Array
      readonly suggestedReply: readonly ResponseInit[]
    }
  /** The client gives the exchange up, or what it sent is not base 64. */
  | { readonly type: 'auth-cancel'; readonly tag: string; readonly suggestedReply: readonly ResponseInit[] }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<ImapError>

export interface ServerOptions {
  /** What is announced; a function is asked again once TLS is up or somebody is logged in. IMAP4rev1, LITERAL+ and SASL-IR by default. */
  readonly capabilities?:
    | readonly string[]
    | ((session: { readonly secure: boolean; readonly state: State }) => readonly string[])
    | undefined
  /** Named in the greeting. */
  readonly hostname?: string | undefined
  /** True where the session runs below TLS from the start, so that STARTTLS is not announced. */
  readonly tls?: boolean | undefined
  readonly strict?: boolean | undefined
  readonly limits?: Partial<ImapLimits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
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
export class ServerConnection extends Endpoint<ServerEvent, ImapError> {
  readonly #options: ServerOptions
  readonly #limits: ImapLimits
  #framer: Framer
  #state: State = 'connecting'
  #secure: boolean
  #started = false
  /** What `send` is to answer. */
  #pending: { verb: SessionVerb; tag: string | undefined } | undefined
  /** The AUTHENTICATE whose exchange is under way. */
  #exchangeTag = ''
  #badCommands = 0

  constructor(options: ServerOptions = {}) {
    const limits = { ...defaultServerLimits, ...options.limits }
    super(limits.buffered, options)
    this.#options = options
    this.#limits = limits
    this.#secure = options.tls ?? false
    this.#framer = this.#newFramer()
  }

  /** Where the session is, after what was sent. */
  get state(): State {
    return this.#state
  }

  /** What is announced now. */
  get capabilities(): readonly string[] {
    const { capabilities = DEFAULT_CAPABILITIES } = this.#options
    const announced =
      typeof capabilities === 'function' ? capabilities({ secure: this.#secure, state: this.#state }) : capabilities
    return this.#secure ? announced.filter(name => name.toUpperCase() !== 'STARTTLS') : announced
  }

  /**
   * Sends responses. The one with the command's tag completes it, and the state follows; for the greeting it is the untagged status.
   *
   * @throws {@link ImapError} `invalid-state` for a completion that nothing waits for, `bad-value` for what cannot be written
   */
  send(output: ServerSend): void {
    this.assertOpen('send')
    if (isList(output)) for (const response of output) this.#respond(response)
    else if (output.type === 'challenge') this.#challenge(output.data)
    else this.#respond(output)
  }

  #challenge(data: Uint8Array): void {
    const pending = this.#pending
    if (pending?.verb !== 'authenticate' || pending.tag === undefined)
      fail('invalid-state', this.input.offset, 'send challenge: no AUTHENTICATE is under way')
    this.#exchangeTag = pending.tag
    this.#state = 'exchange'
    this.#pending = undefined
    this.write(asciiBytes(`+ ${encodeBase64(data)}\r\n`))
  }

  #respond(response: ResponseInit): void {
    const status = statusType(response.type)
    const tag = 'tag' in response ? response.tag : undefined
    const pending = this.#pending
    if (tag !== undefined && (pending === undefined || pending.tag !== tag))
      fail('invalid-state', this.input.offset, 'send: no command of this tag waits for its completion')
    for (const piece of encodeResponsePieces(response)) this.write(piece)
    if (status === undefined) return
    // The greeting, and the answer to a line without a tag, are untagged.
    if (pending !== undefined && pending.tag === tag) this.#completed(pending.verb, status)
    else if (status === 'bye' && pending?.verb !== 'logout') this.finish()
  }

  #completed(verb: SessionVerb, status: StatusType): void {
    this.#pending = undefined
    this.#state = stateAfter(this.#state, verb, status)
    if (this.#state === 'logout') this.finish()
  }

  protected override step(): ServerEvent | undefined {
    if (!this.#started) {
      this.#started = true
      const { hostname = '' } = this.#options
      const code = { name: 'CAPABILITY' as const, capabilities: this.capabilities }
      return this.#hand({ verb: 'connect' }, [{ type: 'ok', tag: undefined, code, text: `${hostname} ready`.trim() }])
    }
    if (this.#state === 'tls') return this.pauseFor('tls')
    if (this.owesAnswer()) return undefined
    try {
      return this.#state === 'exchange' ? this.#exchangeLine() : this.#nextCommand()
    } catch (error) {
      if (error instanceof ImapError) return this.fatal(error)
      throw error
    }
  }

  #nextCommand(): ServerEvent | undefined {
    for (let found = this.#framer.next(); found !== undefined; found = this.#framer.next()) {
      if (found.type === 'literal' && !found.nonSynchronizing) this.write(asciiBytes('+ go on\r\n'))
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
      if (this.tapped) this.saw(asciiBytes('(what is no command)\r\n'))
      return this.#bad(tagOf(frame), error)
    }
    if (this.tapped)
      this.saw(visible(command, true) ?? Uint8Array.from([...frame.bytes.subarray(frame.start, frame.end), 13, 10]))
    if (!isAllowed(this.#state, command.verb)) {
      return this.#bad(
        command.tag,
        new ImapError('bad-sequence', frame.offset, `receive: ${command.verb.toUpperCase()} is not for the ${this.#state} state`),
        command,
      )
    }
    if (command.verb === 'unknown') this.#countBad()
    else this.#badCommands = 0
    if (this.#badCommands > this.#limits.badCommands) return this.#tooMany()
    return this.#hand(command, this.#suggest(command))
  }

  /** The responses that the protocol alone can give. */
  #suggest(command: Command): readonly ResponseInit[] {
    const { tag } = command
    const done = (type: 'ok' | 'no' | 'bad', text: string, name?: string): ResponseInit => ({
      type,
      tag,
      code: name === undefined ? undefined : { name, value: undefined },
      text,
    })
    const { capabilities } = this
    const announces = (name: string): boolean => capabilities.some(capability => capability.toUpperCase() === name)
    switch (command.verb) {
      case 'capability':
        return [{ type: 'capability', capabilities }, done('ok', 'CAPABILITY done')]
      case 'logout':
        return [{ type: 'bye', tag: undefined, code: undefined, text: 'goodbye' }, done('ok', 'LOGOUT done')]
      case 'starttls':
        return [
          announces('STARTTLS')
            ? done('ok', 'start TLS now')
            : done('bad', this.#secure ? 'TLS is up already' : 'STARTTLS is not announced'),
        ]
      case 'login':
        return [
          announces('LOGINDISABLED')
            ? done('no', 'LOGIN is disabled', 'PRIVACYREQUIRED')
            : done('no', 'login failed', 'AUTHENTICATIONFAILED'),
        ]
      case 'authenticate':
        return [
          announces(`AUTH=${command.mechanism}`)
            ? done('no', 'login failed', 'AUTHENTICATIONFAILED')
            : done('no', 'no such mechanism'),
        ]
      case 'select':
      case 'examine':
      case 'status':
      case 'delete':
      case 'rename':
      case 'subscribe':
      case 'unsubscribe':
        return [done('no', 'no such mailbox', 'NONEXISTENT')]
      case 'create':
        return [done('no', 'mailboxes cannot be made here', 'NOPERM')]
      case 'unknown':
        return [done('bad', 'unknown command')]
      default:
        return [done('ok', `${command.verb.toUpperCase()} done`)]
    }
  }

  /** A line inside AUTHENTICATE (RFC 9051 6.2.2). */
  #exchangeLine(): ServerEvent | undefined {
    const status = this.input.readLine(this.#limits.line, !(this.#options.strict ?? false))
    const { bytes, start, end, offset } = this.input.line
    if (status === undefined) return undefined
    if (status !== 'line')
      fail(
        status === 'too-long' ? 'line-too-long' : 'bare-lf',
        offset,
        'receive: a line of an exchange that is too long, or ends in a bare LF',
      )
    if (this.tapped) this.saw(asciiBytes('***\r\n'))
    const tag = this.#exchangeTag
    this.#pending = { verb: 'authenticate', tag }
    const answer = (type: 'no' | 'bad', text: string): readonly ResponseInit[] => [{ type, tag, code: undefined, text }]
    const text = decodeText(bytes, start, end)
    if (text === '*') return { type: 'auth-cancel', tag, suggestedReply: answer('bad', 'authentication was given up') }
    try {
      return { type: 'auth-response', tag, data: decodeBase64(text, fail, offset), suggestedReply: answer('no', 'login failed') }
    } catch (error) {
      if (error instanceof ImapError) return { type: 'auth-cancel', tag, suggestedReply: answer('bad', 'that is not base 64') }
      throw error
    }
  }

  #bad(tag: string | undefined, error: ImapError, command?: Command): ServerEvent {
    this.#countBad()
    if (this.#badCommands > this.#limits.badCommands) return this.#tooMany()
    // Without a tag that can be read the answer is untagged (RFC 9051 7.1.3).
    const reply: ResponseInit = { type: 'bad', tag, code: undefined, text: reasonOf(error) }
    return this.#hand({ verb: 'invalid', tag, error, command }, [reply])
  }

  #countBad(): void {
    this.#badCommands++
  }

  #tooMany(): ServerEvent {
    return this.fatal(
      new ImapError(
        'too-many-errors',
        this.input.offset,
        `receive: more than ${this.#limits.badCommands} commands that make no sense`,
      ),
    )
  }

  #hand(command: ServerCommand, suggestedReply: readonly ResponseInit[]): ServerEvent {
    this.#pending = {
      verb: command.verb === 'invalid' ? 'unknown' : command.verb,
      tag: 'tag' in command ? command.tag : undefined,
    }
    return { type: 'command', command, suggestedReply }
  }

  protected override lastWords(error: ImapError): Uint8Array | undefined {
    return error.code === 'unexpected-end'
      ? undefined
      : encodeResponse({ type: 'bye', tag: undefined, code: undefined, text: reasonOf(error) })
  }

  protected override owesAnswer(): boolean {
    return this.#pending !== undefined
  }

  protected override atRest(): boolean {
    return this.#state !== 'exchange' && !this.#framer.partial
  }

  protected override afterUpgrade(): void {
    this.#secure = true
    this.#state = 'not-authenticated'
    this.#framer = this.#newFramer()
  }

  /** Commands are read from whatever input there is: TLS starts with a new one. */
  #newFramer(): Framer {
    return new Framer(this.input, { limits: this.#limits, strict: this.#options.strict ?? false, mayHoldLiteral: () => true })
  }

  protected override failure(code: EndpointErrorCode, offset: number, message: string): ImapError {
    return new ImapError(code, offset, message)
  }
}

const isList = (output: ServerSend): output is readonly ResponseInit[] => Array.isArray(output)

/** The reason in an error's message, for the client to read. */
const reasonOf = (error: ImapError): string => error.message.slice(error.message.indexOf(': ') + 2)
