/** A client's commands between `send` and their responses: when each may be sent, and the state after them (RFC 2449 6.6). */
import { Queue } from '@mailwire/bytes'
import { type Command, checkCommand, encodeCommand } from '../command/command.js'
import { endsPipeline, planAfter, type SessionVerb, type State, verbOf } from './state.js'

/** A command between `send` and its response. */
export interface Outstanding {
  readonly command: Command
  readonly bytes: Uint8Array
  readonly verb: SessionVerb
  /** An initial response that did not fit into the line: it is sent when the server asks for it (RFC 5034 4). */
  readonly initialResponse: Uint8Array | undefined
}

/** The command as it is sent: AUTH without its initial response if that makes the line too long (RFC 5034 4). */
export function outstanding(input: Command, longest: number): Outstanding {
  const { command, bytes } = checkCommand(input)
  if (bytes.length <= longest || command.verb !== 'auth')
    return { command, bytes, verb: verbOf(command), initialResponse: undefined }
  const alone: Command = { ...command, initialResponse: undefined }
  return { command, bytes: encodeCommand(alone), verb: verbOf(alone), initialResponse: command.initialResponse }
}

export class Pipeline {
  /** The state once every outstanding command is answered with `+OK`. */
  planned: State = 'authorization'
  readonly #waiting = new Queue<Outstanding>()
  readonly #sent = new Queue<Outstanding>()
  #upgrades = 0
  #utf8 = false // it was sent

  /** The command that the next response answers. */
  get first(): Outstanding | undefined {
    return this.#sent.first
  }

  /** True while an STLS is outstanding: what was learned of the server will be forgotten (RFC 2595 4). */
  get upgrades(): boolean {
    return this.#upgrades > 0
  }

  push(entry: Outstanding): void {
    if (entry.verb === 'stls') this.#upgrades++
    this.planned = planAfter(this.planned, entry.verb)
    this.#waiting.push(entry)
  }

  /** True once UTF8 was sent, or will be (RFC 6856 2.1). */
  get utf8(): boolean {
    return this.#utf8 || this.#waiting.items().some(({ verb }) => verb === 'utf8')
  }

  /** The next command that may be sent now, with at most `window` commands unanswered. */
  next(window: number): Outstanding | undefined {
    const before = this.#sent.last
    const mayFollow = before === undefined || (this.#sent.length < window && !endsPipeline(before.command.verb))
    return mayFollow ? this.#waiting.first : undefined
  }

  /** The next command was sent. */
  release(): void {
    const entry = this.#waiting.shift()!
    if (entry.verb === 'utf8') this.#utf8 = true
    this.#sent.push(entry)
  }

  /** Takes out the command that was answered. */
  answered(): Outstanding {
    const entry = this.#sent.shift()!
    if (entry.verb === 'stls') this.#upgrades--
    return entry
  }

  /**
   * Takes back the commands after a refused STLS or login: they were meant for another state, and a password must not be sent in this one. QUIT
   * is still sent. Returns the commands that were taken back; `state` is the state of the session now.
   */
  withdraw(state: State): Command[] {
    const withdrawn: Command[] = []
    this.planned = state
    for (const { verb } of this.#sent.items()) this.planned = planAfter(this.planned, verb)
    for (const entry of this.#waiting.drain()) {
      if (entry.verb === 'stls') this.#upgrades--
      if (entry.verb === 'quit') this.push(entry)
      else withdrawn.push(entry.command)
    }
    return withdrawn
  }

  /** Takes out all commands when the session is over. */
  drain(): { readonly command: Command; readonly sent: boolean }[] {
    return [
      ...this.#sent.drain().map(({ command }) => ({ command, sent: true })),
      ...this.#waiting.drain().map(({ command }) => ({ command, sent: false })),
    ]
  }
}
