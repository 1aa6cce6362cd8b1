/**
 * Mailboxes that are not selected, asked for their STATUS in turns: one LIST for all of them (RFC 5819), or a command for each (RFC 9051 6.3.11).
 */
import type { CommandBodyInit } from '../command/command.js'
import { nextTurn } from './watch-clock.js'
import type { WatchPlan } from './watch-plan.js'

export class StatusPolls {
  readonly #plan: WatchPlan
  #hasListStatus: boolean
  #from = 0
  #at = 0
  /** What is left of a turn, the next one last: taking from the end takes the same time however many there are. */
  #left: CommandBodyInit[] = []

  constructor(plan: WatchPlan) {
    this.#plan = plan
    this.#hasListStatus = plan.hasListStatus
  }

  /** When the next turn is due: never where there is nothing to ask for. */
  get at(): number {
    return this.#plan.mailboxes.length === 0 ? Number.POSITIVE_INFINITY : this.#at
  }

  /** The next command of the turn under way, or of one that begins where `isDue`. */
  next(isDue: boolean, clock: number): CommandBodyInit | undefined {
    if (isDue && this.#left.length === 0) {
      this.#from = clock
      this.#left = this.#turn()
    }
    return this.#left.pop()
  }

  /** A mailbox that cannot be read is no reason to ask otherwise; a LIST that the server announces and does not take is. */
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
