/**
 * The sent and queued commands of a client in order, and the plan that each new one is checked against (RFC 2920 3.1). After an unexpected
 * reply the plan is recomputed, but only when it is next needed, so that many refusals cost no more than one.
 */

import type { CommandInit } from '../command/command.js'
import { ChunkEncoder } from '../data/chunks.js'
import { fail } from '../error.js'
import type { Answered } from './events.js'
import { branchPlan, type Plan, type PlanFacts, planCommand, startPlan } from './plan.js'
import { type Outstanding, outstanding, ownContent, Queue } from './queue.js'
import { isAllowed, planAfter, type State, verbOf } from './state.js'

export class Pipeline {
  readonly #plan: Plan = startPlan() // state once every queued command is answered as expected
  readonly #queue = new Queue()
  #stale = false // after an unexpected reply: recompute the plan
  readonly #borrowed = new Set<Outstanding>() // entries whose bytes still belong to the caller
  #chunks: ChunkEncoder | undefined // of the message that the last chunk belongs to

  /** The command that the next reply answers. */
  get first(): Outstanding | undefined {
    return this.#queue.first
  }

  get length(): number {
    return this.#queue.length
  }

  /** Removes the first command, which was answered. */
  shift(): void {
    this.#queue.shift()
  }

  /** Marks the plan as stale: the session is in an unexpected state. */
  replan(): void {
    this.#stale = true
  }

  /** STARTTLS or XCLIENT was answered: the offers are known again, or will be after EHLO. */
  offersAnew(): void {
    this.#plan.forgottenBy = undefined
  }

  /** Adds a command: `own` is a copy, `given` the caller's object for events, and its line; `from` is the session's state. @throws {@link SmtpError} as `planCommand` does; nothing is added then */
  add(own: CommandInit, given: Pick<Outstanding, 'command' | 'line' | 'shown'>, from: State, facts: PlanFacts): void {
    const plan = this.#planFrom(from)
    planCommand(plan, own, facts)
    this.#endChunks(plan)
    this.#queue.push(outstanding(given.command, verbOf(own), plan.state, given))
  }

  /** A copy of the plan, to try commands on. */
  branch(from: State): Plan {
    return branchPlan(this.#planFrom(from))
  }

  /** Adds the end of a message sent with DATA: its reply is the next one. */
  addDataEnd(): void {
    this.#queue.putFirst(outstanding({ verb: 'body-end' }, 'body-end', 'ready'))
  }

  /** Adds a piece of the message without DATA, or its end, as a BDAT. Pieces that cannot be sent yet are combined. @throws {@link SmtpError} */
  addChunk(bytes: Uint8Array | undefined, normalize: boolean, from: State, facts: PlanFacts): void {
    const plan = this.#planFrom(from)
    const last = bytes === undefined
    if (!isAllowed(plan.state, 'bdat') || facts.extensions === undefined) {
      const reason = `send ${last ? 'body-end' : 'body-chunk'}: wait for 354, or with CHUNKING for an accepted recipient`
      fail('invalid-state', facts.offset, reason)
    }
    const waiting = this.#queue.lastWaiting
    const open = waiting?.verb === 'bdat' ? waiting : undefined
    const chunks = this.#chunks ?? new ChunkEncoder(normalize)
    const parts = last ? (plan.binary ? [] : chunks.end()) : plan.binary ? [bytes] : chunks.encode(bytes)
    let size = open?.command.verb === 'bdat' ? open.command.size : 0
    for (const part of parts) size += part.length
    if (!last && size === 0) return
    const command: CommandInit = { verb: 'bdat', size, last }
    planCommand(plan, command, facts)
    this.#chunks = last ? undefined : chunks
    const entry = open ?? outstanding(command, verbOf(command), plan.state, { content: [] })
    if (open === undefined) this.#queue.push(entry)
    else {
      open.command = command
      open.verb = verbOf(command)
      open.planned = plan.state
    }
    for (const part of parts) entry.content!.push(part)
    this.#borrowed.add(entry)
  }

  /** Copies queued bytes that belong to the caller. */
  own(): void {
    for (const entry of this.#borrowed) ownContent(entry)
    this.#borrowed.clear()
  }

  /**
   * The next command to send now, which then counts as sent. Chunks wait for `takeOutput` (`taken`), so that consecutive ones become one BDAT.
   */
  next(from: State, pipelining: boolean, window: number, taken: boolean): Outstanding | undefined {
    let entry = this.#queue.nextToSend(pipelining, window)
    if (entry?.content !== undefined && this.#stale) {
      this.#planFrom(from)
      entry = this.#queue.nextToSend(pipelining, window)
    }
    if (entry === undefined || (entry.content !== undefined && !taken)) return undefined
    this.#queue.markSent()
    return entry
  }

  /** Withdraws all commands that were not sent, except QUIT. */
  withdraw(): Answered[] {
    const withdrawn: Answered[] = []
    this.#queue.walk(({ verb, command, sent }) => {
      if (sent || verb === 'quit') return 'keep'
      if (verb === 'mail') this.#plan.mails--
      withdrawn.push(command)
      return 'drop'
    })
    this.#stale = true
    this.#chunks = undefined
    return withdrawn
  }

  /** All commands without a reply. They stay in the queue, so that `first` still names the awaited one. */
  all(): Outstanding[] {
    return this.#queue.all()
  }

  /** The plan, recomputed if stale: a refusal changes the states in which later commands will be answered. */
  #planFrom(from: State): Plan {
    const plan = this.#plan
    if (!this.#stale) return plan
    this.#stale = false
    const planned = plan.state
    plan.state = from
    let stopped = false
    this.#queue.walk(entry => {
      const { verb, content, sent } = entry
      // No chunk may follow one that was refused (RFC 3030 2).
      if (content !== undefined && !sent && !isAllowed(plan.state, verb)) return 'drop'
      plan.state = planAfter(plan.state, verb)
      // From here on the old plan still holds, for example after the second of two refused recipients.
      stopped = entry.planned === plan.state
      entry.planned = plan.state
      return stopped ? 'stop' : 'keep'
    })
    if (stopped) plan.state = planned
    this.#endChunks(plan)
    return plan
  }

  /** A CR at the end of one message must not make the LF at the start of the next valid. */
  #endChunks({ state }: Plan): void {
    if (!isAllowed(state, 'bdat')) this.#chunks = undefined
  }
}
