/**
 * A client's commands between `send` and their completion, in order. Each step takes the same time however many there are: the next one
 * to begin and the first that is not done are indexes, and a completion finds its command by tag.
 */
import type { CommandBodyInit } from '../command/command.js'
import type { StatusType } from '../response/status.js'
import type { OutgoingMessage } from './outgoing.js'
import { afterHandshake, endsPipeline, isAllowed, mayExpunge, planAfter, type State, usesNumbers } from './state.js'

/** One of them. */
export interface QueuedCommand {
  readonly command: { readonly tag: string } & CommandBodyInit
  parts: readonly Uint8Array[]
  /** The message of an APPEND that streams: it goes before the last part. */
  readonly message: OutgoingMessage | undefined
  /** How many of the parts were written. */
  written: number
  done: boolean
}

/** True once every part was written. */
export const isWhole = (entry: QueuedCommand): boolean => entry.written === entry.parts.length

/** The message whose turn it is, once what is before it was written. */
export const messageOf = ({ message, written, parts }: QueuedCommand): OutgoingMessage | undefined =>
  written === parts.length - 1 ? message : undefined

const NOTHING: readonly Uint8Array[] = []

/** Completed commands in front are cut off once there are this many, and more than of the others. */
const MANY = 1024

export class Pipeline {
  #entries: QueuedCommand[] = []
  readonly #byTag = new Map<string, QueuedCommand>()
  #head = 0 // the first that is not done
  #next = 0 // the first that was not begun
  #running = 0 // begun and not done
  #expunging = 0 // those of them during which the server may tell EXPUNGE
  #tags = 0
  #upgrades = 0
  #planned: State = 'not-authenticated'
  #isPlanned = true // false when the plan has to be made again

  /** How many are not done. */
  get size(): number {
    return this.#byTag.size
  }

  /** The one that was begun last, unless it is done: what a `+` is for. */
  get last(): QueuedCommand | undefined {
    const entry = this.#entries[this.#next - 1]
    return entry?.done === false ? entry : undefined
  }

  /** A tag that no command under way has, whoever chose it; `push` uses it up. */
  freeTag(): string {
    while (this.has(this.#nextTag)) this.#tags++
    return this.#nextTag
  }

  get #nextTag(): string {
    return `A${this.#tags + 1}`
  }

  /** True while a STARTTLS is on its way. */
  get upgrades(): boolean {
    return this.#upgrades > 0
  }

  has(tag: string): boolean {
    return this.#byTag.has(tag)
  }

  push(command: QueuedCommand['command'], parts: readonly Uint8Array[], message?: OutgoingMessage): QueuedCommand {
    const entry = { command, parts, message, written: 0, done: false }
    this.#entries.push(entry)
    if (command.tag === this.#nextTag) this.#tags++
    this.#byTag.set(command.tag, entry)
    if (command.verb === 'starttls') this.#upgrades++
    this.#planned = planAfter(this.#planned, command.verb)
    return entry
  }

  /** Begins the next one, if it may go now. */
  start(): QueuedCommand | undefined {
    const entry = this.#entries[this.#next]
    if (entry === undefined) return undefined
    const { last } = this
    const mustWait =
      endsPipeline(entry.command.verb) || (last !== undefined && (!isWhole(last) || endsPipeline(last.command.verb)))
    if (this.#running > 0 && mustWait) return undefined
    if (this.#expunging > 0 && usesNumbers(entry.command)) return undefined
    this.#next++
    this.#running++
    if (mayExpunge(entry.command)) this.#expunging++
    return entry
  }

  /** Takes out the one of this tag; `undefined` when none was begun, or OK came for one that was not sent whole. */
  complete(tag: string, type: StatusType): QueuedCommand | undefined {
    const entry = this.#byTag.get(tag)
    if (entry === undefined || entry.written === 0 || (!isWhole(entry) && type === 'ok')) return undefined
    entry.done = true
    // A password may be among them; a message that was refused early is still to be ended.
    if (entry.message === undefined) entry.parts = NOTHING
    this.#running--
    if (mayExpunge(entry.command)) this.#expunging--
    this.#byTag.delete(tag)
    if (entry.command.verb === 'starttls') this.#upgrades--
    while (this.#entries[this.#head]?.done === true) this.#head++
    if (this.#byTag.size === 0 && this.#next === this.#entries.length) {
      this.#entries = []
      this.#head = this.#next = 0
    } else if (this.#head > MANY && this.#head > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#head)
      this.#next -= this.#head
      this.#head = 0
    }
    return entry
  }

  /**
   * Takes back those that were not begun, but LOGOUT; with `state`, from the first on that may not be given there.
   */
  withdraw(state?: State): QueuedCommand['command'][] {
    const withdrawn: QueuedCommand['command'][] = []
    for (const entry of this.#entries.splice(this.#firstMisplaced(state))) {
      if (entry.command.verb === 'logout') this.#entries.push(entry)
      else {
        this.#byTag.delete(entry.command.tag)
        if (entry.command.verb === 'starttls') this.#upgrades--
        withdrawn.push(entry.command)
      }
    }
    return withdrawn
  }

  #firstMisplaced(state: State | undefined): number {
    if (state === undefined) return this.#next
    let planned = state
    const at = this.#entries.findIndex(({ command: { verb } }, index) => {
      if (index < this.#next) return false
      const isMisplaced = !isAllowed(planned, verb)
      planned = planAfter(planned, verb)
      return isMisplaced
    })
    return at < 0 ? this.#entries.length : at
  }

  /** Takes out everything, when the session is over. */
  drain(): { readonly command: QueuedCommand['command']; readonly sent: boolean }[] {
    const left = [...this.#byTag.values()].map(({ command, written }) => ({ command, sent: written > 0 }))
    this.#byTag.clear()
    this.#entries = []
    this.#head = this.#next = this.#running = this.#expunging = 0
    return left
  }

  /** Where the session is once everything that waits was accepted; `state` is where it is now. */
  planned(state: State): State {
    if (!this.#isPlanned) {
      this.#isPlanned = true
      this.#planned = state === 'tls' ? afterHandshake : state
      for (const { command } of this.outstanding()) this.#planned = planAfter(this.#planned, command.verb)
    }
    return this.#planned
  }

  /** What was answered otherwise changes where the commands behind it will be answered. */
  replan(): void {
    this.#isPlanned = false
  }

  /** Those that are not done, in order. */
  outstanding(): Iterable<QueuedCommand> {
    return this.#byTag.values()
  }
}
