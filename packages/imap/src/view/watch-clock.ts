/**
 * Time for a `Watch`: the caller's clock, which may be set back and which jumps while a computer sleeps, and the moment until which an answer is
 * awaited. Nothing here reads a clock.
 */
import { fail } from '../error.js'
import { shownNumber } from '../values.js'

/** Time that only goes forward, in ms since it was first read. */
export class Clock {
  #last: number | undefined
  #elapsed = 0

  /** What passed until `now`. A clock that was set back loses nothing that passed before. */
  read(now: number, action: string): number {
    if (!Number.isFinite(now))
      fail('bad-value', 0, `${action}: now: a finite number of milliseconds expected: ${shownNumber(now)}`)
    this.#elapsed += Math.max(0, now - (this.#last ?? now))
    this.#last = now
    return this.#elapsed
  }
}

/** A step that takes this many times as long as silence may, while the server keeps talking, never ends. */
const LONGEST = 10

/**
 * Until when the server has to answer. Whatever it sends shows that the connection is alive, but does not put the answer off for ever.
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

  /** When it is over, as things are. */
  get at(): number {
    return Math.min(this.#heardAt + this.#stall, this.#from + LONGEST * this.#stall)
  }

  /** Something came. */
  hear(clock: number): void {
    this.#heardAt = clock
  }

  /**
   * How it was missed, if it was. Whoever asks much too late was asleep, and what came meanwhile is still to be read: the time starts again, once.
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
 * When something is due again that is done every `interval` ms and was last begun at `from`. A turn that was missed, because the answer took
 * longer than that, is not made up for.
 */
export const nextTurn = (from: number, interval: number, clock: number): number =>
  from + interval > clock ? from + interval : clock + interval
