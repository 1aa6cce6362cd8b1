/**
 * A client's commands between `send` and their completion, in order. Each step takes the same time however many there are: the next one
 * to begin is an index, and a completion finds its command by tag.
 */
import type { CommandBodyInit, Verb } from '../command/command.js'
import type { StatusType } from '../response/status.js'
import type { IsFetched } from './fetched.js'
import type { OutgoingMessage } from './outgoing.js'
import { afterHandshake, endsPipeline, isAllowed, mayExpunge, planAfter, type State, usesNumbers } from './state.js'

/** One of them. */
export interface QueuedCommand {
  readonly command: { readonly tag: string } & CommandBodyInit
  parts: readonly Uint8Array[]
  /** The same where names of mailboxes have come to be written in the other way: while an ENABLE is under way both are made. */
  readonly otherParts: readonly Uint8Array[] | undefined
  readonly utf8: boolean
  /** True for a FETCH response that it asks for; made for the first one. */
  isFetched?: IsFetched
  /** The message of an APPEND that streams: it goes before the last part. */
  readonly message: OutgoingMessage | undefined
  /** How many of the parts were written. */
  written: number
  /** Its place among those that were begun. */
  order: number
}

/** True once every part was written. */
export const isWhole = (entry: QueuedCommand): boolean => entry.written === entry.parts.length

/** The message whose turn it is, once what is before it was written. */
export const messageOf = ({ message, written, parts }: QueuedCommand): OutgoingMessage | undefined =>
  written === parts.length - 1 ? message : undefined

const NOTHING: readonly Uint8Array[] = []

/** Commands in front that were begun are cut off once there are this many, and more than of the others. */
const MANY = 1024

export class Pipeline {
  /** Those that were not begun, from `#head` on. */
  #waiting: QueuedCommand[] = []
  #head = 0
  /** Those that are not done, in order: a completed one is let go, since a message may be part of it. */
  readonly #byTag = new Map<string, QueuedCommand>()
  #last: QueuedCommand | undefined // begun last, while it is not done
  #running = 0 // begun and not done
  /** The same, in their order: those that no data was told of, and behind them those that have had their answer. */
  readonly #byVerb = new Map<Verb, readonly [open: Set<QueuedCommand>, told: Set<QueuedCommand>]>()
  #begun = 0
  #expunging = 0 // those of them during which the server may tell EXPUNGE
  #tags = 0
  readonly #underWay = new Map<Verb, number>() // how many of each are not done
  #planned: State = 'not-authenticated'
  #isPlanned = true // false when the plan has to be made again

  /** How many are not done. */
  get size(): number {
    return this.#byTag.size
  }

  /** The one that was begun last, unless it is done: what a `+` is for. */
  get last(): QueuedCommand | undefined {
    return this.#last
  }

  /** A tag that no command under way has, whoever chose it; `push` uses it up. */
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

  /** How many were begun, done or not. */
  get begun(): number {
    return this.#begun
  }

  /** How many were begun and are not done. */
  get outstanding(): number {
    return this.#running
  }

  /** True while one is under way during which EXPUNGE may come (RFC 9051 7.5.1). */
  get mayExpunge(): boolean {
    return this.#expunging > 0
  }

  /** True while one of these is on its way. */
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

  /** The next one to begin, if it may go now. */
  get next(): QueuedCommand | undefined {
    const entry = this.#waiting[this.#head]
    if (entry === undefined) return undefined
    const last = this.#last
    const mustWait =
      endsPipeline(entry.command.verb) || (last !== undefined && (!isWhole(last) || endsPipeline(last.command.verb)))
    if (this.#running > 0 && mustWait) return undefined
    return this.#expunging > 0 && usesNumbers(entry.command) ? undefined : entry
  }

  /** Begins it. */
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

  /** Takes out the one of this tag; `undefined` when none was begun, or OK came for one that was not sent whole. */
  complete(tag: string, type: StatusType): QueuedCommand | undefined {
    const entry = this.#byTag.get(tag)
    if (entry === undefined || entry.written === 0 || (!isWhole(entry) && type === 'ok')) return undefined
    if (entry === this.#last) this.#last = undefined
    // A password may be among them; a message that was refused early is still to be ended.
    if (entry.message === undefined) entry.parts = NOTHING
    this.#running--
    for (const entries of this.#ofVerb(entry.command.verb)) entries.delete(entry)
    if (mayExpunge(entry.command)) this.#expunging--
    this.#byTag.delete(tag)
    this.#count(entry, -1)
    return entry
  }

  /**
   * Takes back those that were not begun, but LOGOUT; with `state`, from the first on that may not be given there.
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

  /** Takes out everything, when the session is over. */
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

  /** Where the session is once everything that waits was accepted; `state` is where it is now. */
  planned(state: State): State {
    if (!this.#isPlanned) {
      this.#isPlanned = true
      this.#planned = state === 'tls' ? afterHandshake : state
      for (const { command } of this.unfinished()) this.#planned = planAfter(this.#planned, command.verb)
    }
    return this.#planned
  }

  /** What was answered otherwise changes where the commands behind it will be answered. */
  replan(): void {
    this.#isPlanned = false
  }

  #ofVerb(verb: Verb): readonly [open: Set<QueuedCommand>, told: Set<QueuedCommand>] {
    const found = this.#byVerb.get(verb) ?? [new Set(), new Set()]
    this.#byVerb.set(verb, found)
    return found
  }

  /** The command has had the one response that it gets: the next of the kind is another one's. */
  tell(entry: QueuedCommand): void {
    const [open, told] = this.#ofVerb(entry.command.verb)
    if (open.delete(entry)) told.add(entry)
  }

  get(tag: string): QueuedCommand | undefined {
    return this.#byTag.get(tag)
  }

  /** The oldest of these verbs that fits, of those that were begun and are not done; no more than `most` of a verb are looked at. */
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

  /** Those that are not done, in order. */
  unfinished(): Iterable<QueuedCommand> {
    return this.#byTag.values()
  }
}
