/**
 * The server's side of a POP3 session (RFC 1939). It hands out one command at a time, each with the response that the protocol suggests,
 * and keeps no maildrop: what STAT, LIST, UIDL, RETR, TOP and DELE say is the caller's.
 */
import {
  asciiBytes,
  type ClosedEvent,
  CR,
  concat,
  DotEncoder,
  decodeBase64,
  decodeText,
  Endpoint,
  type EndpointErrorCode,
  encodeBase64,
  encodeText,
  LF,
  type ProtocolErrorEvent,
  type Tap,
  type UpgradeEvent,
} from '@mailwire/bytes'
import { type Capabilities, formatCapabilities } from './capability.js'
import { visible } from './client.js'
import { type Command, decodeCommandLine } from './command.js'
import { fail, Pop3Error } from './error.js'
import { defaultLimits, type Pop3Limits } from './limits.js'
import { encodeResponse, type ResponseInit } from './response.js'
import { framingOf, isAllowed, type SessionVerb, type State, stateAfter, verbOf } from './state.js'

/** What a server has to answer: a command, one that cannot be read, or the connection itself. */
export type ServerCommand =
  | Command
  /** The client connected: answered with the greeting. */
  | { readonly verb: 'connect' }
  /** A line that is no command, or a command that is not for this state, which is then in `command`: nothing to act on. */
  | { readonly verb: 'invalid'; readonly error: Pop3Error; readonly command: Command | undefined }

/** What a server sends to answer a command. */
export type Reply = ResponseInit & {
  /** The rows of a listing; only with `+OK` to a command that asks for rows. */
  readonly rows?: readonly string[] | undefined
}

/** What a server may send: a reply, the pieces of a message after `+OK` to RETR or TOP, or a challenge. */
export type ServerSend =
  | Reply
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'body-end' }
  | { readonly type: 'challenge'; readonly data: Uint8Array }

export type ServerEvent =
  | { readonly type: 'command'; readonly command: ServerCommand; readonly suggestedReply: Reply }
  /** The client answers a challenge. */
  | { readonly type: 'auth-response'; readonly data: Uint8Array; readonly suggestedReply: Reply }
  /** The client gives the exchange up, or what it sent is not base 64. */
  | { readonly type: 'auth-cancel'; readonly suggestedReply: Reply }
  | UpgradeEvent
  | ClosedEvent
  | ProtocolErrorEvent<Pop3Error>

export interface ServerOptions {
  /** What CAPA says. */
  readonly capabilities?: Capabilities | undefined
  /** Named in the greeting. */
  readonly hostname?: string | undefined
  /** A `msg-id` for APOP, put into the greeting; another for each session. */
  readonly timestamp?: string | undefined
  /** True where the session runs below TLS from the start, so that STLS is refused. */
  readonly tls?: boolean | undefined
  /** Turns bare CR and LF in messages into CRLF; without it `send` refuses them. */
  readonly normalize?: boolean | undefined
  readonly limits?: Partial<Pop3Limits> | undefined
  /** Sees the wire, secrets masked. */
  readonly tap?: Tap | undefined
}

/**
 * A POP3 session from the server's side, without I/O.
 *
 * @example
 * const session = new ServerConnection({ hostname: 'pop.example', capabilities: { user: true, uidl: true } })
 * for (let event; (event = session.nextEvent()); ) {
 *   if (event.type === 'command') session.send(maildrop(event.command) ?? event.suggestedReply)
 * }
 */
export class ServerConnection extends Endpoint<ServerEvent, Pop3Error> {
  readonly #options: ServerOptions
  readonly #limits: Pop3Limits
  #state: State = 'connecting'
  #secure: boolean
  #started = false
  /** What `send` is to answer: a command, or a response in an exchange; or a body is to be sent. */
  #pending: ServerCommand | 'response' | undefined
  #body: DotEncoder | undefined
  #badCommands = 0

  constructor(options: ServerOptions = {}) {
    const limits = { ...defaultLimits, ...options.limits }
    super(limits.buffered, options)
    this.#options = options
    this.#limits = limits
    this.#secure = options.tls ?? false
  }

  /** Where the session is, after what was sent. */
  get state(): State {
    return this.#state
  }

  /**
   * Answers the command that was handed out. The state follows the answer.
   *
   * @throws {@link Pop3Error} `invalid-state` when nothing waits for it, `bad-response` and `bad-listing` for what cannot be written,
   * `bare-cr`, `bare-lf`, `nul` for what may not stand in a message
   */
  send(output: ServerSend): void {
    this.assertOpen('send')
    if ('type' in output) this.#sendPart(output)
    else this.#reply(output)
  }

  #sendPart(output: Exclude<ServerSend, Reply>): void {
    if (output.type === 'challenge') {
      const pending = this.#pending
      const inExchange =
        pending === 'response' ||
        (typeof pending === 'object' &&
          pending.verb === 'auth' &&
          pending.mechanism !== undefined &&
          isAllowed(this.#state, 'auth'))
      if (!inExchange) fail('invalid-state', this.input.offset, 'send challenge: no AUTH exchange is under way')
      this.#state = 'exchange'
      this.#pending = undefined
      this.write(asciiBytes(`+ ${encodeBase64(output.data)}\r\n`))
      return
    }
    const body = this.#body ?? fail('invalid-state', this.input.offset, `send ${output.type}: no message is being sent`)
    for (const part of output.type === 'body-chunk' ? body.encode(output.bytes) : [body.end()]) this.write(part)
    if (output.type === 'body-end') this.#body = undefined
  }

  #reply(reply: Reply): void {
    const pending = this.#pending
    if (pending === undefined) fail('invalid-state', this.input.offset, 'send: no command waits for a response')
    const ok = reply.status === '+OK'
    const command = pending === 'response' ? undefined : pending
    const framing =
      command !== undefined && ok && command.verb !== 'connect' && command.verb !== 'invalid' ? framingOf(command) : 'line'
    if ((framing === 'rows') !== (reply.rows !== undefined)) {
      fail(
        'invalid-state',
        this.input.offset,
        framing === 'rows' ? 'send: the command asks for rows' : 'send: rows answer no such command',
      )
    }
    const bytes = [encodeResponse(reply), ...(reply.rows === undefined ? [] : [encodeRows(reply.rows)])]
    this.#pending = undefined
    this.write(concat(bytes))
    if (framing === 'body') this.#body = new DotEncoder(fail, { normalize: this.#options.normalize ?? false })
    const verb: SessionVerb =
      command === undefined
        ? 'auth'
        : command.verb === 'invalid'
          ? 'unknown'
          : command.verb === 'connect'
            ? 'connect'
            : verbOf(command)
    this.#state = stateAfter(this.#state, verb, ok)
    if (this.#state === 'ended') this.finish()
  }

  protected override step(): ServerEvent | undefined {
    if (!this.#started) {
      this.#started = true
      const { hostname, timestamp } = this.#options
      const text = [hostname ?? '', 'ready', timestamp ?? ''].filter(word => word !== '').join(' ')
      return this.#hand({ verb: 'connect' }, { status: '+OK', text })
    }
    if (this.#state === 'tls') return this.pauseFor('tls')
    if (this.owesAnswer()) return undefined
    const inExchange = this.#state === 'exchange'
    const limit = inExchange ? this.#limits.authLine : this.#limits.commandLine
    const status = this.input.readLine(limit)
    const { bytes, start, end, offset } = this.input.line
    const { skipped, skippedFrom } = this.input
    if (skipped > this.#limits.skipped) {
      return this.fatal(
        new Pop3Error('line-too-long', skippedFrom, `receive: a line of more than ${this.#limits.skipped} octets`),
      )
    }
    switch (status) {
      case undefined:
        return undefined
      case 'bare-lf':
        return this.#invalid(new Pop3Error('bare-lf', offset, 'receive: the line ends in a bare LF; lines end in CRLF'))
      case 'too-long':
        return this.#invalid(new Pop3Error('line-too-long', offset, `receive: a line of more than ${limit} octets`))
      default:
        return inExchange ? this.#exchangeLine(bytes.subarray(start, end), offset) : this.#commandLine(bytes, start, end, offset)
    }
  }

  #commandLine(bytes: Uint8Array, start: number, end: number, origin: number): ServerEvent {
    let command: Command
    try {
      command = decodeCommandLine(bytes, start, end, { origin })
    } catch (error) {
      if (!(error instanceof Pop3Error)) throw error
      if (this.tapped) this.saw(asciiBytes('(a line that is no command)\r\n'))
      return this.#invalid(error)
    }
    if (this.tapped) this.saw(visible(command) ?? Uint8Array.from([...bytes.subarray(start, end), CR, LF]))
    const verb = verbOf(command)
    if (!isAllowed(this.#state, verb)) {
      return this.#invalid(
        new Pop3Error('bad-sequence', origin, `receive: ${verb.toUpperCase()} is not for the ${this.#state} state`),
        command,
      )
    }
    if (command.verb === 'unknown') return this.#bad(command, { status: '-ERR', text: 'unknown command' })
    this.#badCommands = 0
    return this.#hand(command, this.#suggest(command))
  }

  #exchangeLine(line: Uint8Array, offset: number): ServerEvent {
    if (this.tapped) this.saw(asciiBytes('***\r\n'))
    this.#pending = 'response'
    const suggestedReply: Reply = { status: '-ERR', code: 'AUTH', text: 'authentication failed' }
    if (line.length === 1 && line[0] === 0x2a)
      return { type: 'auth-cancel', suggestedReply: { status: '-ERR', text: 'authentication was given up' } }
    try {
      return { type: 'auth-response', data: decodeBase64(decodeText(line), fail, offset), suggestedReply }
    } catch (error) {
      if (error instanceof Pop3Error)
        return { type: 'auth-cancel', suggestedReply: { status: '-ERR', text: 'that is not base 64' } }
      throw error
    }
  }

  /** The response that the protocol alone can give. */
  #suggest(command: Command): Reply {
    const { capabilities = {} } = this.#options
    const noMaildrop: Reply = { status: '-ERR', text: 'no such message' }
    switch (command.verb) {
      case 'capa':
        return {
          status: '+OK',
          text: 'capabilities follow',
          rows: formatCapabilities(this.#secure ? { ...capabilities, stls: undefined } : capabilities),
        }
      case 'noop':
      case 'rset':
        return { status: '+OK' }
      case 'user':
        return { status: '+OK', text: 'send PASS' }
      case 'quit':
        return { status: '+OK', text: 'goodbye' }
      case 'pass':
      case 'apop':
        return { status: '-ERR', code: 'AUTH', text: 'authentication failed' }
      case 'stls':
        if (this.#secure) return { status: '-ERR', text: 'TLS is up already' }
        return capabilities.stls === true
          ? { status: '+OK', text: 'start TLS now' }
          : { status: '-ERR', text: 'STLS is not offered' }
      case 'auth': {
        if (command.mechanism === undefined)
          return capabilities.sasl === undefined
            ? { status: '-ERR', text: 'AUTH is not offered' }
            : { status: '+OK', text: 'mechanisms follow', rows: capabilities.sasl }
        const offered = capabilities.sasl?.includes(command.mechanism) ?? false
        return offered
          ? { status: '-ERR', code: 'AUTH', text: 'authentication failed' }
          : { status: '-ERR', text: 'no such mechanism' }
      }
      case 'utf8':
        return capabilities.utf8 === undefined
          ? { status: '-ERR', text: 'UTF8 is not offered' }
          : { status: '+OK', text: 'UTF8 it is' }
      case 'lang':
        return { status: '-ERR', text: 'LANG is not offered' }
      case 'stat':
        return { status: '+OK', text: '0 0' }
      case 'list':
      case 'uidl':
        return command.message === undefined ? { status: '+OK', text: '0 messages', rows: [] } : noMaildrop
      default:
        return noMaildrop
    }
  }

  #invalid(error: Pop3Error, command?: Command): ServerEvent {
    if (this.#state === 'exchange') {
      this.#pending = 'response'
      return { type: 'auth-cancel', suggestedReply: { status: '-ERR', text: reasonOf(error) } }
    }
    return this.#bad({ verb: 'invalid', error, command }, { status: '-ERR', text: reasonOf(error) })
  }

  #bad(command: ServerCommand, suggestedReply: Reply): ServerEvent {
    if (++this.#badCommands > this.#limits.badCommands) {
      return this.fatal(
        new Pop3Error(
          'too-many-errors',
          this.input.offset,
          `receive: more than ${this.#limits.badCommands} commands that make no sense`,
        ),
      )
    }
    return this.#hand(command, suggestedReply)
  }

  #hand(command: ServerCommand, suggestedReply: Reply): ServerEvent {
    this.#pending = command
    return { type: 'command', command, suggestedReply }
  }

  protected override lastWords(error: Pop3Error): Uint8Array | undefined {
    return error.code === 'unexpected-end' ? undefined : encodeResponse({ status: '-ERR', text: reasonOf(error) })
  }

  protected override owesAnswer(): boolean {
    return this.#pending !== undefined || this.#body !== undefined
  }

  protected override atRest(): boolean {
    return this.#state !== 'exchange'
  }

  protected override afterUpgrade(): void {
    this.#secure = true
    this.#state = 'authorization'
  }

  protected override failure(code: EndpointErrorCode, offset: number, message: string): Pop3Error {
    return new Pop3Error(code, offset, message)
  }
}

/** Rows up to a dot, each dot-stuffed. */
function encodeRows(rows: readonly string[]): Uint8Array {
  for (const row of rows) if (/[\0\r\n]/.test(row)) fail('bad-listing', 0, 'send: CR, LF or NUL in a row')
  return encodeText(`${rows.map(row => (row.startsWith('.') ? `.${row}\r\n` : `${row}\r\n`)).join('')}.\r\n`, fail)
}

/** The reason in an error's message, for the client to read. */
const reasonOf = (error: Pop3Error): string => error.message.slice(error.message.indexOf(': ') + 2)
