/**
 * Time for a `Watch`: the caller's clock, which may be set back and which jumps while a computer sleeps, and deadlines for answers. Nothing here reads
 * a clock.
 */
import { fail } from '../error.js'
import { shownNumber } from '../values.js'

/** Monotonic time in ms, since the first reading. */
export class Clock {
  #last: number | undefined
  #elapsed = 0

  /** The time passed until `now`. Setting the clock back does not reduce it. */
  read(now: number, action: string): number {
    if (!Number.isFinite(now))
      fail('bad-value', 0, `${action}: now: a finite number of milliseconds expected: ${shownNumber(now)}`)
    this.#elapsed += Math.max(0, now - (this.#last ?? now))
    this.#last = now
    return this.#elapsed
  }
}

/** If a step takes this many times the allowed silence, although the server keeps sending, it counts as failed. */
const LONGEST = 10

/**
 * The deadline for an answer. Anything the server sends shows that the connection is alive, but does not extend the deadline without limit.
 */
export class Deadline {
  readonly #stall: number
  #from: number
  #heardAt: number
  #wasAsleep = false

  constructor(from: number, stall: number) {
    this.#from = this.#heardAt = from
    this.#stall = stall
  }

  /** The time of the deadline. */
  get at(): number {
    return Math.min(this.#heardAt + this.#stall, this.#from + LONGEST * this.#stall)
  }

  /** Something was received. */
  hear(clock: number): void {
    this.#heardAt = clock
  }

  /**
   * How the deadline was missed, if it was. A caller that asks much too late was asleep, with input still to be read: then the time starts again, once.
   */
  missedBy(clock: number): 'silence' | 'timeout' | undefined {
    if (clock < this.at) return undefined
    if (!this.#wasAsleep && clock >= this.at + this.#stall / 2) {
      this.#wasAsleep = true
      this.#from = this.#heardAt = clock
      return undefined
    }
    return clock >= this.#heardAt + this.#stall ? 'silence' : 'timeout'
  }
}

/**
 * When a task is due again that runs every `interval` ms and was last begun at `from`. Turns missed because the answer took longer are not repeated.
 */
export const nextTurn = (from: number, interval: number, clock: number): number =>
  from + interval > clock ? from + interval : clock + interval
