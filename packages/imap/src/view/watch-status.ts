/**
 * Polls the STATUS of mailboxes that are not selected: by one LIST for all of them (RFC 5819), or by one command each (RFC 9051 6.3.11).
 */
import type { CommandBodyInit } from '../command/command.js'
import { nextTurn } from './watch-clock.js'
import type { WatchPlan } from './watch-plan.js'

export class StatusPolls {
  readonly #plan: WatchPlan
  #hasListStatus: boolean
  #from = 0
  #at = 0
  /** The remaining commands of a turn, in reverse order, as removing from the end takes constant time. */
  #left: CommandBodyInit[] = []

  constructor(plan: WatchPlan) {
    this.#plan = plan
    this.#hasListStatus = plan.hasListStatus
  }

  /** When the next turn is due: never if there are no mailboxes. */
  get at(): number {
    return this.#plan.mailboxes.length === 0 ? Number.POSITIVE_INFINITY : this.#at
  }

  /** The next command of the current turn, or of a new one if `isDue`. */
  next(isDue: boolean, clock: number): CommandBodyInit | undefined {
    if (isDue && this.#left.length === 0) {
      this.#from = clock
      this.#left = this.#turn()
    }
    return this.#left.pop()
  }

  /** Handles an answer. If the server refuses LIST with STATUS although it announces it, single STATUS commands are used from then on. */
  answered({ verb, isOk }: { readonly verb: CommandBodyInit['verb']; readonly isOk: boolean }, clock: number): void {
    if (verb === 'list' && !isOk) {
      this.#hasListStatus = false
      this.#left = this.#turn()
    }
    this.#at = nextTurn(this.#from, this.#plan.poll, clock)
  }

  #turn(): CommandBodyInit[] {
    const { mailboxes, statusItems: items } = this.#plan
    return this.#hasListStatus
      ? [{ verb: 'list', reference: '', patterns: mailboxes, returnOptions: [{ name: 'STATUS', items }] }]
      : mailboxes.map((mailbox): CommandBodyInit => ({ verb: 'status', mailbox, items })).reverse()
  }
}
