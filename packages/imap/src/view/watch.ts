/**
 * Watches for changes during a session: by NOTIFY (RFC 5465), IDLE (RFC 2177, RFC 9051 6.3.13), or NOOP and STATUS (RFC 9051 6.1.2, 6.3.11). It tells
 * what to send and when to call it again; it sends nothing and has no timers. It never has two commands open, and every IDLE gets at most one DONE.
 */
import type { CommandBodyInit } from '../command/command.js'
import type { Response } from '../response/response.js'
import type { ClientEvent, ClientSend, Status } from '../session/events.js'
import { fieldsOf } from '../values.js'
import { Clock, Deadline, nextTurn } from './watch-clock.js'
import { delaysExpunge, planOf, type WatchMode, type WatchOptions, type WatchPlan } from './watch-plan.js'
import { StatusPolls } from './watch-status.js'
import type { WatchState, WatchStep } from './watch-step.js'

/** An IDLE that lasts this long counts as working, whichever side ends it. */
const LASTING = 60_000
/** How long to wait after the first IDLE that the server ends sooner; doubled for each further one, up to `poll`. */
const BACKOFF = 1000

/** A command of the watch. */
interface UnderWay {
  readonly tag: string
  readonly verb: CommandBodyInit['verb']
  readonly from: number
}

/**
 * Keeps a client informed of changes (RFC 2177 3, RFC 5465 3.1, RFC 9051 6.1.2). Pass it every event of the session, and follow `next` until it
 * gives `wait`. The changes themselves are the events: `exists`, `expunge`, `fetch`, `status`, ...
 *
 * Start after login; a mailbox need not be selected. Before a command of your own call `pause`, continue to follow `next` until `isPaused`, and call
 * `resume` when your commands are completed: while its IDLE is open, `send` throws `invalid-state` for every other command. Send no IDLE, DONE or
 * NOTIFY yourself: after `pause`, `next` gives the DONE. If the server refuses NOTIFY or IDLE, the next best mode is used; see `mode` and `refusal`.
 *
 * `now` is a time in ms of any clock. A monotonic one is best; if the clock is set back or jumps, that costs at most one command.
 *
 * @throws {@link ImapError} `bad-value` for invalid options, and for a `now` that is not finite
 *
 * @example
 * const watch = new Watch({ capabilities: new Set(['IMAP4REV2']) })
 * watch.next(0) // => { type: 'send', output: { verb: 'idle', tag: 'W1' } }
 * watch.take({ type: 'continuation', command: { verb: 'idle', tag: 'W1' }, text: 'idling' }, 40)
 * watch.next(40) // => { type: 'wait', until: 1_740_000 }
 * watch.next(1_740_000) // => { type: 'send', output: { type: 'done' } }
 */
export class Watch {
  readonly #plan: WatchPlan
  readonly #clock = new Clock()
  #mode: WatchMode
  #canIdle: boolean
  #phase: Exclude<WatchState, 'paused'> = 'ready'
  #wantsPause = false
  #tags = 0
  #underWay: UnderWay | undefined
  #deadline: Deadline | undefined
  #lost: Extract<WatchStep, { readonly type: 'reconnect' }>['reason'] | undefined
  #refusal: Status | undefined
  #idleSince: number | undefined
  #idleFrom = 0 // no IDLE before this time
  #shortIdles = 0 // consecutive IDLEs that the server ended early
  #noopAt: number
  readonly #polls: StatusPolls
  #hasToNotify: boolean
  #isReduced = false // after an overflow, NOTIFY is for the selected mailbox only
  #owesResync = false

  constructor(options: WatchOptions) {
    const plan = planOf(options)
    this.#plan = plan
    this.#mode = plan.mode
    this.#canIdle = plan.canIdle
    this.#polls = new StatusPolls(plan)
    this.#hasToNotify = plan.mode === 'notify'
    this.#noopAt = this.#interval
  }

  /** The current state. */
  get state(): WatchState {
    return this.isPaused ? 'paused' : this.#phase
  }

  /** The current mode, which may be lower than the requested one if the server refused that. */
  get mode(): WatchMode {
    return this.#mode
  }

  /** The last tagged NO or BAD to IDLE or NOTIFY, with its code, such as BADEVENT (RFC 5465 3.1). */
  get refusal(): Status | undefined {
    return this.#refusal
  }

  /** True from the server's `+` until DONE is given. */
  get isIdling(): boolean {
    return this.#phase === 'idling'
  }

  /** The time since which the server idles, by the caller's clock; `undefined` while it does not. */
  get idleSince(): number | undefined {
    return this.isIdling ? this.#idleSince : undefined
  }

  /** True once it is paused and has no command open: other commands may be sent. */
  get isPaused(): boolean {
    return this.#wantsPause && this.#phase === 'ready'
  }

  /** Ends the current command: `next` gives the DONE once `+` was received. Nothing is begun until `resume`. */
  pause(): void {
    this.#wantsPause = true
  }

  /** Continues, even if the pause was not reached yet. */
  resume(): void {
    this.#wantsPause = false
  }

  /**
   * What to do now. Call it after each event, after `pause` and `resume`, and at the time that it gave; while it gives `send` or `resync`, call it again.
   *
   * @throws {@link ImapError} `bad-value` for a `now` that is not finite
   */
  next(now: number): WatchStep {
    const clock = this.#clock.read(now, 'Watch.next')
    if (this.#phase === 'closed') return { type: 'wait', until: undefined }
    this.#lost ??= this.#deadline?.missedBy(clock)
    if (this.#lost !== undefined) {
      this.#phase = 'closing'
      return { type: 'reconnect', reason: this.#lost }
    }
    if (this.#owesResync) {
      this.#owesResync = false
      return { type: 'resync' }
    }
    const output = this.#output(clock)
    if (output !== undefined) {
      this.#deadline = new Deadline(clock, this.#plan.stall)
      return { type: 'send', output }
    }
    const at = this.#wakesAt
    return { type: 'wait', until: at === undefined ? undefined : now + (at - clock) }
  }

  /**
   * Takes an event of the session. Pass every event: each shows that the connection is alive.
   *
   * @throws {@link ImapError} `bad-value` for an invalid event, and for a `now` that is not finite
   */
  take(event: ClientEvent, now: number): void {
    const clock = this.#clock.read(now, 'Watch.take')
    const { type } = fieldsOf(event, 'Watch.take')
    if (type === 'closed' || (event.type === 'protocol-error' && event.fatal)) this.#phase = 'closed'
    this.#deadline?.hear(clock)
    if (this.#phase === 'closing' || this.#phase === 'closed') return
    if (event.type === 'response') this.#hear(fieldsOf(event.response, 'Watch.take: response'), clock)
    if (
      !('command' in event) ||
      event.command === undefined ||
      fieldsOf(event.command, 'Watch.take: command').tag !== this.#underWay?.tag
    )
      return
    if (event.type === 'continuation') {
      this.#phase = 'idling'
      this.#idleSince = now
      this.#deadline = undefined
    } else if (event.type === 'completed')
      this.#completed(this.#underWay, fieldsOf(event.response, 'Watch.take: response'), clock)
    else if (event.type === 'unanswered') this.#withdrawn(this.#underWay, event.sent)
  }

  /** The input that is due in the current state. */
  #output(clock: number): ClientSend | undefined {
    if (this.#phase === 'idling') return this.#wantsPause || clock >= this.#idleEndsAt ? this.#done() : undefined
    if (this.#phase !== 'ready' || this.#wantsPause) return undefined
    if (this.#hasToNotify) {
      this.#hasToNotify = false
      return this.#give({ verb: 'notify', status: !this.#isReduced, groups: this.#groups }, clock)
    }
    const command = this.#polls.next(clock >= this.#nextStatusAt, clock)
    if (command !== undefined) return this.#give(command, clock)
    if (clock < this.#nextTurnAt) return undefined
    return this.#give({ verb: this.#usesIdle ? 'idle' : 'noop' }, clock)
  }

  #give(command: CommandBodyInit, from: number): ClientSend {
    const tag = `${this.#plan.tagPrefix}${++this.#tags}`
    this.#underWay = { tag, verb: command.verb, from }
    this.#phase = command.verb === 'idle' ? 'starting' : 'asking'
    return { ...command, tag }
  }

  #done(): ClientSend {
    this.#phase = 'ending'
    return { type: 'done' }
  }

  /** When to call `next` again, if no event comes first. */
  get #wakesAt(): number | undefined {
    if (this.#phase === 'idling') return this.#idleEndsAt
    if (this.#phase !== 'ready') return this.#deadline?.at
    return this.#wantsPause ? undefined : Math.min(this.#nextTurnAt, this.#nextStatusAt)
  }

  /** When to end IDLE: for NOTIFY and STATUS, and to restart it before the server times out (RFC 2177 3). */
  get #idleEndsAt(): number {
    return this.#hasToNotify ? 0 : Math.min(this.#underWay!.from + this.#plan.restart, this.#nextStatusAt)
  }

  get #nextTurnAt(): number {
    return this.#usesIdle ? this.#idleFrom : this.#noopAt
  }

  /** When the next STATUS is due: never while NOTIFY reports all mailboxes. */
  get #nextStatusAt(): number {
    return this.#mode === 'notify' && !this.#isReduced ? Number.POSITIVE_INFINITY : this.#polls.at
  }

  /** With NOTIFY, IDLE is needed only for EXPUNGEs that wait for a command (RFC 5465 4, 6.1.2). */
  get #usesIdle(): boolean {
    return this.#canIdle && (this.#mode !== 'notify' || delaysExpunge(this.#groups))
  }

  /** The time between two NOOPs: if changes arrive without polling, they only keep the session alive (RFC 9051 5.4). */
  get #interval(): number {
    return this.#mode === 'notify' && !delaysExpunge(this.#groups) ? this.#plan.restart : this.#plan.poll
  }

  get #groups(): WatchPlan['groups'] {
    return this.#isReduced ? this.#plan.selectedGroups : this.#plan.groups
  }

  #hear(response: Response, clock: number): void {
    if (response.type === 'bye') {
      this.#phase = 'closing'
      this.#deadline = new Deadline(clock, this.#plan.stall)
    } else if (this.#mode === 'notify' && 'code' in response && response.code?.name === 'NOTIFICATIONOVERFLOW') this.#overflow()
  }

  /** After an overflow the server behaves as after NOTIFY NONE, even during IDLE (RFC 5465 5.8, 4), until a smaller NOTIFY. */
  #overflow(): void {
    if (this.#isReduced && !this.#hasToNotify) this.#lost = 'overflow'
    this.#isReduced = this.#hasToNotify = this.#owesResync = true
  }

  /** The open command ended; returns the state before. */
  #settle(): WatchState {
    const phase = this.#phase
    this.#phase = 'ready'
    this.#underWay = this.#deadline = undefined
    return phase
  }

  /** The command was withdrawn: an earlier one was refused, so that the caller must check the session's state, or the session is over. */
  #withdrawn({ verb }: UnderWay, wasSent: boolean): void {
    this.#settle()
    if (wasSent) this.#phase = 'closed'
    this.#wantsPause = true
    if (verb === 'notify') this.#hasToNotify = true
  }

  #completed({ verb, from }: UnderWay, response: Status, clock: number): void {
    const phase = this.#settle()
    if (verb === 'idle') this.#idleEnded(phase, response, clock - from, clock)
    else if (verb === 'noop') this.#noopAt = nextTurn(from, this.#interval, clock)
    else if (verb === 'notify') this.#notified(response, clock)
    else this.#polls.answered({ verb, isOk: response.type === 'ok' }, clock)
  }

  /** IDLE ended: the server may refuse it although announced, or end it by itself, in the worst case repeatedly and at once. */
  #idleEnded(phase: WatchState, response: Status, lasted: number, clock: number): void {
    if (phase === 'starting' && response.type !== 'ok') {
      this.#refusal = response
      this.#canIdle = false
      this.#fallBack(clock)
    } else if (lasted >= LASTING) this.#shortIdles = 0
    else if (phase !== 'ending') this.#idleFrom = clock + Math.min(BACKOFF * 2 ** this.#shortIdles++, this.#plan.poll)
  }

  #notified(response: Status, clock: number): void {
    if (response.type === 'ok') this.#noopAt = clock + this.#interval
    else if (!this.#hasToNotify) {
      this.#refusal = response
      // Before the first NOTIFY the default still applies; after an overflow nothing is sent.
      if (this.#isReduced) this.#lost = 'overflow'
      else {
        this.#mode = 'idle'
        this.#fallBack(clock)
      }
    }
  }

  /** Switches from a refused IDLE to polling at once; an accepted NOTIFY stays in force. */
  #fallBack(clock: number): void {
    if (this.#mode === 'idle' && !this.#canIdle) this.#mode = 'poll'
    this.#noopAt = clock
  }
}
