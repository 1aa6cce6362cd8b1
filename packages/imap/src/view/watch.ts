/**
 * Hears of changes for as long as a session lasts: by NOTIFY (RFC 5465), IDLE (RFC 2177, RFC 9051 6.3.13), or NOOP and STATUS (RFC 9051 6.1.2,
 * 6.3.11). It says what to send and when to ask it again; it sends nothing and has no timers. It never has two commands under way, and every IDLE
 * gets one DONE at most.
 */
import type { CommandBodyInit } from '../command/command.js'
import type { Response } from '../response/response.js'
import type { ClientEvent, ClientSend, Status } from '../session/events.js'
import { fieldsOf } from '../values.js'
import { Clock, Deadline, nextTurn } from './watch-clock.js'
import { delaysExpunge, planOf, type WatchMode, type WatchOptions, type WatchPlan } from './watch-plan.js'
import { StatusPolls } from './watch-status.js'
import type { WatchState, WatchStep } from './watch-step.js'

/** An IDLE that lasts this long works, whoever ends it. */
const LASTING = 60_000
/** How long to wait behind the first one that the server ends sooner; doubled for each further one, up to `poll`. */
const BACKOFF = 1000

/** A command of the watch. */
interface UnderWay {
  readonly tag: string
  readonly verb: CommandBodyInit['verb']
  readonly from: number
}

/**
 * Keeps a client informed of changes (RFC 2177 3, RFC 5465 3.1, RFC 9051 6.1.2). Show it every event of the session, and do what `next` says
 * until it says `wait`. The changes themselves are the events: `exists`, `expunge`, `fetch`, `status`, ...
 *
 * Begin once somebody is logged in; a mailbox need not be selected. Before a command of your own call `pause`, go on asking `next` until
 * `isPaused`, and `resume` when your commands are completed. Send no IDLE, DONE or NOTIFY beside it. A server that refuses NOTIFY or
 * IDLE is watched in the next best way; `mode` and `refusal` tell.
 *
 * `now` is a time in ms of any clock. A monotonic one is best; one that is set back, or jumps, costs a command at most.
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
  #idleFrom = 0 // no IDLE before
  #shortIdles = 0 // IDLEs in a row that the server ended soon
  #noopAt: number
  readonly #polls: StatusPolls
  #hasToNotify: boolean
  #isReduced = false // NOTIFY was too much, and is for the selected mailbox alone
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

  /** What it is at. */
  get state(): WatchState {
    return this.isPaused ? 'paused' : this.#phase
  }

  /** How it hears of changes now: less than what was asked for, where the server refused that. */
  get mode(): WatchMode {
    return this.#mode
  }

  /** The tagged NO or BAD to IDLE or NOTIFY that came last, with its code, as BADEVENT (RFC 5465 3.1). */
  get refusal(): Status | undefined {
    return this.#refusal
  }

  /** True from the server's `+` on, until DONE is given. */
  get isIdling(): boolean {
    return this.#phase === 'idling'
  }

  /** Since when the server idles, by the caller's clock; `undefined` while it does not. */
  get idleSince(): number | undefined {
    return this.isIdling ? this.#idleSince : undefined
  }

  /** True once it was asked to pause and has nothing under way: commands may be sent. */
  get isPaused(): boolean {
    return this.#wantsPause && this.#phase === 'ready'
  }

  /** Ends what is under way: `next` gives the DONE, once the server said `+`. Begins nothing until `resume`. */
  pause(): void {
    this.#wantsPause = true
  }

  /** Goes on, also where the pause is not reached yet. */
  resume(): void {
    this.#wantsPause = false
  }

  /**
   * What to do now. Ask after each event, after `pause` and `resume`, and when the time that it gave has come; as long as it says `send` or `resync`, ask again.
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
   * Takes in an event of the session. All of them: each is a sign of life.
   *
   * @throws {@link ImapError} `bad-value` for what is not an event, and for a `now` that is not finite
   */
  take(event: ClientEvent, now: number): void {
    const clock = this.#clock.read(now, 'Watch.take')
    const { type } = fieldsOf(event, 'Watch.take')
    if (type === 'closed' || (event.type === 'protocol-error' && event.fatal)) this.#phase = 'closed'
    this.#deadline?.hear(clock)
    if (this.#phase === 'closing' || this.#phase === 'closed') return
    if (event.type === 'response') this.#hear(event.response, clock)
    if (!('command' in event) || event.command === undefined || event.command.tag !== this.#underWay?.tag) return
    if (event.type === 'continuation') {
      this.#phase = 'idling'
      this.#idleSince = now
      this.#deadline = undefined
    } else if (event.type === 'completed') this.#completed(this.#underWay, event.response, clock)
    else if (event.type === 'unanswered') this.#withdrawn(this.#underWay, event.sent)
  }

  /** What is due, given where things are. */
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

  /** When to ask again, if no event comes before. */
  get #wakesAt(): number | undefined {
    if (this.#phase === 'idling') return this.#idleEndsAt
    if (this.#phase !== 'ready') return this.#deadline?.at
    return this.#wantsPause ? undefined : Math.min(this.#nextTurnAt, this.#nextStatusAt)
  }

  /** IDLE makes way for NOTIFY and STATUS, and for another IDLE before the server takes the client for gone (RFC 2177 3). */
  get #idleEndsAt(): number {
    return this.#hasToNotify ? 0 : Math.min(this.#underWay!.from + this.#plan.restart, this.#nextStatusAt)
  }

  get #nextTurnAt(): number {
    return this.#usesIdle ? this.#idleFrom : this.#noopAt
  }

  /** A NOTIFY in force tells of all mailboxes. */
  get #nextStatusAt(): number {
    return this.#mode === 'notify' && !this.#isReduced ? Number.POSITIVE_INFINITY : this.#polls.at
  }

  /** With NOTIFY, IDLE is needed for an EXPUNGE that waits for a command alone (RFC 5465 4, 6.1.2). */
  get #usesIdle(): boolean {
    return this.#canIdle && (this.#mode !== 'notify' || delaysExpunge(this.#groups))
  }

  /** Between two NOOPs: where news come by themselves, they only keep the session alive (RFC 9051 5.4). */
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

  /** From here on the server behaves as after NOTIFY NONE, also during IDLE (RFC 5465 5.8, 4), until a NOTIFY that is not too much for it. */
  #overflow(): void {
    if (this.#isReduced && !this.#hasToNotify) this.#lost = 'overflow'
    this.#isReduced = this.#hasToNotify = this.#owesResync = true
  }

  /** Nothing is under way any more; gives what it was at. */
  #settle(): WatchState {
    const phase = this.#phase
    this.#phase = 'ready'
    this.#underWay = this.#deadline = undefined
    return phase
  }

  /** What it depends on was refused, so that the caller has to see where the session is; or the session is over. */
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

  /** The server may refuse it whatever it announces, or end it on its own: at once, again and again, in the worst case. */
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
      // What was before the first NOTIFY still holds; behind an overflow nothing does.
      if (this.#isReduced) this.#lost = 'overflow'
      else {
        this.#mode = 'idle'
        this.#fallBack(clock)
      }
    }
  }

  /** From IDLE that there is not to asking, at once; with NOTIFY in force it stays. */
  #fallBack(clock: number): void {
    if (this.#mode === 'idle' && !this.#canIdle) this.#mode = 'poll'
    this.#noopAt = clock
  }
}
