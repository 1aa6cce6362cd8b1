/**
 * A client's commands between `send` and their completion, in order. Each step takes constant time: the next command to begin is an index,
 * and a completion finds its command by tag.
 */
import type { CommandBodyInit, Verb } from '../command/command.js'
import type { StatusType } from '../response/status.js'
import type { IsFetched } from './fetched.js'
import type { OutgoingMessage } from './outgoing.js'
import { afterHandshake, endsPipeline, isAllowed, mayExpunge, planAfter, type State, usesNumbers } from './state.js'

/** A command between `send` and its completion. */
export interface QueuedCommand {
  readonly command: { readonly tag: string } & CommandBodyInit
  parts: readonly Uint8Array[]
  /** The parts with the other encoding of mailbox names: while an ENABLE is outstanding, both are made. */
  readonly otherParts: readonly Uint8Array[] | undefined
  readonly utf8: boolean
  /** The test for its FETCH responses, created for the first one. */
  isFetched?: IsFetched
  /** The streamed message of an APPEND, which is sent before the last part. */
  readonly message: OutgoingMessage | undefined
  /** The number of parts written. */
  written: number
  /** Its position among the begun commands. */
  order: number
}

/** True once every part was written. */
export const isWhole = (entry: QueuedCommand): boolean => entry.written === entry.parts.length

/** The message, once everything before it was written. */
export const messageOf = ({ message, written, parts }: QueuedCommand): OutgoingMessage | undefined =>
  written === parts.length - 1 ? message : undefined

const NOTHING: readonly Uint8Array[] = []

/** Begun commands are removed from the array once there are this many, and more than of the others. */
const MANY = 1024

export class Pipeline {
  /** The commands not begun, from `#head` on. */
  #waiting: QueuedCommand[] = []
  #head = 0
  /** The open commands, in order. Completed ones are released, as they may contain a message. */
  readonly #byTag = new Map<string, QueuedCommand>()
  #last: QueuedCommand | undefined // the last one begun, while it is open
  #running = 0 // number begun and not completed
  /** Open commands by verb, in order: those without data so far, and those that had their data. */
  readonly #byVerb = new Map<Verb, readonly [open: Set<QueuedCommand>, told: Set<QueuedCommand>]>()
  #begun = 0
  #expunging = 0 // number of open commands during which EXPUNGE is allowed
  #tags = 0
  readonly #underWay = new Map<Verb, number>() // open commands per verb
  #planned: State = 'not-authenticated'
  #isPlanned = true // false if the plan must be recomputed

  /** The number of open commands. */
  get size(): number {
    return this.#byTag.size
  }

  /** The last command begun, unless completed: a `+` is for it. */
  get last(): QueuedCommand | undefined {
    return this.#last
  }

  /** A tag that no open command has, including tags chosen by the caller; `push` uses it up. */
  freeTag(): string {
    while (this.has(this.#nextTag)) this.#tags++
    return this.#nextTag
  }

  get #nextTag(): string {
    return `A${this.#tags + 1}`
  }

  has(tag: string): boolean {
    return this.#byTag.has(tag)
  }

  /** The number of commands begun. */
  get begun(): number {
    return this.#begun
  }

  /** The number of commands begun and not completed. */
  get outstanding(): number {
    return this.#running
  }

  /** True while a command is open during which EXPUNGE may be sent (RFC 9051 7.5.1). */
  get mayExpunge(): boolean {
    return this.#expunging > 0
  }

  /** True while a command with one of these verbs is open. */
  isUnderWay(...verbs: readonly Verb[]): boolean {
    return verbs.some(verb => (this.#underWay.get(verb) ?? 0) > 0)
  }

  push(given: Omit<QueuedCommand, 'written' | 'order'>): QueuedCommand {
    const entry: QueuedCommand = { ...given, written: 0, order: 0 }
    const { command } = entry
    this.#waiting.push(entry)
    if (command.tag === this.#nextTag) this.#tags++
    this.#byTag.set(command.tag, entry)
    this.#count(entry, 1)
    this.#planned = planAfter(this.#planned, command.verb)
    return entry
  }

  #count({ command: { verb } }: QueuedCommand, by: 1 | -1): void {
    this.#underWay.set(verb, (this.#underWay.get(verb) ?? 0) + by)
  }

  /** The next command to begin, if it may be sent now. */
  get next(): QueuedCommand | undefined {
    const entry = this.#waiting[this.#head]
    if (entry === undefined) return undefined
    const last = this.#last
    const mustWait =
      endsPipeline(entry.command.verb) || (last !== undefined && (!isWhole(last) || endsPipeline(last.command.verb)))
    if (this.#running > 0 && mustWait) return undefined
    return this.#expunging > 0 && usesNumbers(entry.command) ? undefined : entry
  }

  /** Begins the next command. */
  start(): QueuedCommand | undefined {
    const entry = this.next
    if (entry === undefined) return undefined
    this.#last = entry
    this.#running++
    entry.order = ++this.#begun
    this.#ofVerb(entry.command.verb)[0].add(entry)
    if (mayExpunge(entry.command)) this.#expunging++
    if (++this.#head > MANY && this.#head > this.#waiting.length / 2) {
      this.#waiting = this.#waiting.slice(this.#head)
      this.#head = 0
    } else if (this.#head === this.#waiting.length) {
      this.#waiting = []
      this.#head = 0
    }
    return entry
  }

  /** Removes the command with this tag; `undefined` if it was not begun, or if OK came before all of it was sent. */
  complete(tag: string, type: StatusType): QueuedCommand | undefined {
    const entry = this.#byTag.get(tag)
    if (entry === undefined || entry.written === 0 || (!isWhole(entry) && type === 'ok')) return undefined
    if (entry === this.#last) this.#last = undefined
    // Release the parts, which may contain a password, unless a message refused early must still be ended.
    if (entry.message === undefined) entry.parts = NOTHING
    this.#running--
    for (const entries of this.#ofVerb(entry.command.verb)) entries.delete(entry)
    if (mayExpunge(entry.command)) this.#expunging--
    this.#byTag.delete(tag)
    this.#count(entry, -1)
    return entry
  }

  /**
   * Withdraws the commands not begun, except LOGOUT; with `state`, only from the first one that is not allowed there.
   */
  withdraw(state?: State): QueuedCommand['command'][] {
    const withdrawn: QueuedCommand['command'][] = []
    for (const entry of this.#waiting.splice(this.#firstMisplaced(state))) {
      if (entry.command.verb === 'logout') this.#waiting.push(entry)
      else {
        this.#byTag.delete(entry.command.tag)
        this.#count(entry, -1)
        withdrawn.push(entry.command)
      }
    }
    return withdrawn
  }

  #firstMisplaced(state: State | undefined): number {
    if (state === undefined) return this.#head
    let planned = state
    for (let at = this.#head; at < this.#waiting.length; at++) {
      const { verb } = this.#waiting[at]!.command
      if (!isAllowed(planned, verb)) return at
      planned = planAfter(planned, verb)
    }
    return this.#waiting.length
  }

  /** Removes everything at the end of the session. */
  drain(): { readonly command: QueuedCommand['command']; readonly sent: boolean }[] {
    const left = [...this.#byTag.values()].map(({ command, written }) => ({ command, sent: written > 0 }))
    this.#byTag.clear()
    this.#byVerb.clear()
    this.#underWay.clear()
    this.#waiting = []
    this.#last = undefined
    this.#head = this.#running = this.#expunging = 0
    return left
  }

  /** The planned state, if everything queued is accepted; `state` is the current one. */
  planned(state: State): State {
    if (!this.#isPlanned) {
      this.#isPlanned = true
      this.#planned = state === 'tls' ? afterHandshake : state
      for (const { command } of this.unfinished()) this.#planned = planAfter(this.#planned, command.verb)
    }
    return this.#planned
  }

  /** After an unexpected answer, later commands will be answered in other states. */
  replan(): void {
    this.#isPlanned = false
  }

  #ofVerb(verb: Verb): readonly [open: Set<QueuedCommand>, told: Set<QueuedCommand>] {
    const found = this.#byVerb.get(verb) ?? [new Set(), new Set()]
    this.#byVerb.set(verb, found)
    return found
  }

  /** The command had the one data response that it gets: the next one is for another command. */
  tell(entry: QueuedCommand): void {
    const [open, told] = this.#ofVerb(entry.command.verb)
    if (open.delete(entry)) told.add(entry)
  }

  get(tag: string): QueuedCommand | undefined {
    return this.#byTag.get(tag)
  }

  /** The oldest open command with one of these verbs that fits; at most `most` of each verb are checked. */
  oldest(verbs: readonly Verb[], most: number, fits: (entry: QueuedCommand) => boolean): QueuedCommand | undefined {
    return this.#oldest(0, verbs, most, fits) ?? this.#oldest(1, verbs, most, fits)
  }

  #oldest(at: 0 | 1, verbs: readonly Verb[], most: number, fits: (entry: QueuedCommand) => boolean): QueuedCommand | undefined {
    let oldest: QueuedCommand | undefined
    for (const verb of verbs) {
      let left = most
      for (const entry of this.#byVerb.get(verb)?.[at] ?? []) {
        if (left-- === 0) break
        if (!fits(entry)) continue
        if (oldest === undefined || entry.order < oldest.order) oldest = entry
        break
      }
    }
    return oldest
  }

  /** The open commands, in order. */
  unfinished(): Iterable<QueuedCommand> {
    return this.#byTag.values()
  }
}
