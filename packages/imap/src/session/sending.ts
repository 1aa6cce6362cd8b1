/**
 * What a client has to say, on its way to the server: commands in their order, the parts of one behind the `+` for each of its literals, and the
 * message of an APPEND or REPLACE in pieces.
 */
import type { Engine } from '@mailwire/bytes'
import { encodeCommandParts } from '../command/command.js'
import type { ImapError } from '../error.js'
import { ImapWriter, type WriterOptions } from '../grammar/writer.js'
import type { StatusType } from '../response/status.js'
import type { ClientEvent, ClientWord, TaggedCommand } from './events.js'
import { visible } from './mask.js'
import { outgoingMessage } from './outgoing.js'
import { isWhole, messageOf, Pipeline, type QueuedCommand } from './pipeline.js'
import type { State } from './state.js'

/** What it has to know of its session. */
export interface SendingHooks {
  /** True while nothing may be written: before the greeting, and while a layer begins. */
  isHeld(): boolean
  /** True once names of mailboxes are UTF-8. */
  isUtf8(): boolean
  /** False for a command that may not go any more; it and what waits behind it are withdrawn. */
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

  /** The command whose message is being given. */
  get outgoing(): TaggedCommand | undefined {
    return this.#outgoing?.command
  }

  /** Takes a command, whose bytes are made now, so that a mistake is the caller's; it goes once it may. */
  give(command: TaggedCommand, literals: Literals): void {
    const utf8 = this.#hooks.isUtf8()
    const message = outgoingMessage(command, literals)
    const parts = encoded(command, literals, utf8)
    const otherParts = this.queue.isUnderWay('enable', 'unauthenticate') ? encoded(command, literals, !utf8) : undefined
    const entry = this.queue.push({ command, utf8, message, parts, otherParts })
    if (message !== undefined) this.#outgoing = entry
    this.release()
  }

  /** Takes a piece of the message, or its end; false where no message is being given. */
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

  /** Writes what may go now: commands one behind the other, up to one whose end must be seen or that waits for a `+`. */
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

  /** Writes the part that a `+` was for; false when it was for something else. */
  resume(): boolean {
    const entry = this.queue.last
    if (entry === undefined || isWhole(entry) || messageOf(entry) !== undefined) return false
    this.#writePart(entry)
    this.release()
    return true
  }

  /** Lets the message go that a `+` was for; `undefined` when it was for something else. */
  resumeMessage(text: string): ClientEvent | undefined {
    const { last } = this.queue
    if (last === undefined || messageOf(last)?.isReleased !== false) return undefined
    const event = this.#letGo(last, text)
    this.release()
    return event
  }

  /** Takes out the command of this tag; a message that the server did not ask for is not given on. */
  complete(tag: string, type: StatusType): QueuedCommand | undefined {
    const entry = this.queue.complete(tag, type)
    if (entry !== undefined && entry === this.#outgoing && entry.message?.isReleased === false) this.#outgoing = undefined
    return entry
  }

  /** Commands that do not go out after all are told of. */
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
      // ENABLE was answered since it was given: names are written in the other way.
      if (entry.utf8 !== this.#hooks.isUtf8() && entry.otherParts !== undefined) entry.parts = entry.otherParts
      this.#hooks.begins(entry.command)
    }
    this.#engine.write(entry.parts[entry.written++]!, this.#engine.tapped ? visible(entry.command, isFirst) : undefined)
    if (messageOf(entry)?.isNonSynchronizing === true) this.#engine.follow(this.#letGo(entry, undefined))
  }

  /** The message may go: what was given of it is written. */
  #letGo(entry: QueuedCommand, text: string | undefined): ClientEvent {
    for (const bytes of entry.message!.release()) this.#engine.write(bytes)
    this.#endMessage(entry)
    return { type: 'continuation', command: entry.command, text }
  }

  /** Behind the whole message the command ends. */
  #endMessage(entry: QueuedCommand): void {
    if (messageOf(entry)?.isDone === true) this.#writePart(entry)
  }
}

/** How literals are written. */
type Literals = NonNullable<WriterOptions['literals']>

const encoded = (command: TaggedCommand, literals: Literals, utf8: boolean): readonly Uint8Array[] =>
  encodeCommandParts(command, new ImapWriter({ literals, utf8 }, true))
