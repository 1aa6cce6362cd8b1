/**
 * The output of a client: commands in order, the parts of a command after the `+` for each literal, and the message of an APPEND or REPLACE in
 * pieces.
 */
import type { Engine } from '@mailwire/bytes'
import { encodeCommandParts } from '../command/command.js'
import type { ImapError } from '../error.js'
import { ImapWriter, type Need, type WriterOptions } from '../grammar/writer.js'
import type { StatusType } from '../response/status.js'
import type { ClientEvent, ClientWord, TaggedCommand } from './events.js'
import { visible } from './mask.js'
import { outgoingMessage } from './outgoing.js'
import { isWhole, messageOf, Pipeline, type QueuedCommand } from './pipeline.js'
import type { State } from './state.js'

/** The facts and callbacks of its session. */
export interface SendingHooks {
  /** True while nothing may be written: before the greeting, and while TLS or compression begins. */
  isHeld(): boolean
  /** True once mailbox names are UTF-8. */
  isUtf8(): boolean
  /** False for a command that may no longer be sent; it and the commands after it are withdrawn. */
  mayBegin(command: TaggedCommand): boolean
  /** A command begins. */
  begins(command: TaggedCommand): void
}

export class Sending {
  readonly queue: Pipeline = new Pipeline()
  readonly #engine: Engine<ClientEvent, ImapError>
  readonly #hooks: SendingHooks
  #outgoing: QueuedCommand | undefined

  constructor(engine: Engine<ClientEvent, ImapError>, hooks: SendingHooks) {
    this.#engine = engine
    this.#hooks = hooks
  }

  /** The command whose message is being sent. */
  get outgoing(): TaggedCommand | undefined {
    return this.#outgoing?.command
  }

  /** Queues a command, which is encoded now so that errors are thrown to the caller, and sent once allowed; `check` takes what it needs. */
  give(command: TaggedCommand, literals: Literals, check: (needs: readonly Need[]) => void): void {
    const utf8 = this.#hooks.isUtf8()
    const message = outgoingMessage(command, literals)
    const parts = encoded(command, literals, utf8, check)
    const otherParts = this.queue.isUnderWay('enable', 'unauthenticate') ? encoded(command, literals, !utf8, check) : undefined
    const entry = this.queue.push({ command, utf8, message, parts, otherParts })
    if (message !== undefined) this.#outgoing = entry
    this.release()
  }

  /** Takes a piece of the message, or its end; false if no message is open. */
  content(word: ClientWord & { readonly type: 'body-chunk' | 'body-end' }): boolean {
    const entry = this.#outgoing
    if (entry?.message === undefined) return false
    if (word.type === 'body-chunk') for (const bytes of entry.message.give(word.bytes)) this.#engine.write(bytes)
    else {
      entry.message.end()
      this.#outgoing = undefined
      this.#endMessage(entry)
      this.release()
    }
    return true
  }

  /** Writes what may be sent now: commands in order, up to one that must be completed first or that waits for a `+`. */
  release(): void {
    if (this.#hooks.isHeld()) return
    for (;;) {
      const next = this.queue.next
      if (next === undefined) return
      if (!this.#hooks.mayBegin(next.command)) {
        this.withdraw()
        continue
      }
      const entry = this.queue.start()
      if (entry === undefined) return
      this.#writePart(entry)
    }
  }

  /** Writes the next part after a `+`; false if the `+` was for something else. */
  resume(): boolean {
    const entry = this.queue.last
    if (entry === undefined || isWhole(entry) || messageOf(entry) !== undefined) return false
    this.#writePart(entry)
    this.release()
    return true
  }

  /** Releases the message after a `+`; `undefined` if the `+` was for something else. */
  resumeMessage(text: string): ClientEvent | undefined {
    const { last } = this.queue
    if (last === undefined || messageOf(last)?.isReleased !== false) return undefined
    const event = this.#letGo(last, text)
    this.release()
    return event
  }

  /** Removes the command with this tag; a message that the server did not request is dropped. */
  complete(tag: string, type: StatusType): QueuedCommand | undefined {
    const entry = this.queue.complete(tag, type)
    if (entry !== undefined && entry === this.#outgoing && entry.message?.isReleased === false) this.#outgoing = undefined
    return entry
  }

  /** Withdraws commands, and reports them as `unanswered`. */
  withdraw(state?: State): void {
    for (const command of this.queue.withdraw(state)) {
      if (command === this.#outgoing?.command) this.#outgoing = undefined
      this.#engine.follow({ type: 'unanswered', command, sent: false })
    }
    this.queue.replan()
  }

  #writePart(entry: QueuedCommand): void {
    const isFirst = entry.written === 0
    if (isFirst) {
      // ENABLE was answered since it was queued, so the encoding of names changed.
      if (entry.utf8 !== this.#hooks.isUtf8() && entry.otherParts !== undefined) entry.parts = entry.otherParts
      this.#hooks.begins(entry.command)
    }
    const part = entry.parts[entry.written++]!
    const announcing = isWhole(entry) ? undefined : part
    this.#engine.write(part, this.#engine.tapped ? visible(entry.command, isFirst, announcing) : undefined)
    if (messageOf(entry)?.isNonSynchronizing === true) this.#engine.follow(this.#letGo(entry, undefined))
  }

  /** Releases the message: the pieces given so far are written. */
  #letGo(entry: QueuedCommand, text: string | undefined): ClientEvent {
    for (const bytes of entry.message!.release()) this.#engine.write(bytes)
    this.#endMessage(entry)
    return { type: 'continuation', command: entry.command, text }
  }

  /** Ends the command after the complete message. */
  #endMessage(entry: QueuedCommand): void {
    if (messageOf(entry)?.isDone === true) this.#writePart(entry)
  }
}

/** How literals are written. */
type Literals = NonNullable<WriterOptions['literals']>

function encoded(
  command: TaggedCommand,
  literals: Literals,
  utf8: boolean,
  check: (needs: readonly Need[]) => void,
): readonly Uint8Array[] {
  const writer = new ImapWriter({ literals, utf8 }, true)
  const parts = encodeCommandParts(command, writer)
  check(writer.needs)
  return parts
}
