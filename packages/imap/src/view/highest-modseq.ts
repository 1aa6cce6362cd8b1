/**
 * The mod-sequence up to which a client has received every change (RFC 7162 6). The client may resume from it after a lost connection, so it must not
 * be too high. A server that holds VANISHED back sends a lower HIGHESTMODSEQ, and Dovecot 2.3 is known to include changes in it that it sends only
 * during the next command: the value of a completion counts once a later command is completed too, and all earlier ones.
 */
import type { ResponseCode } from '../response/code/code.js'
import type { CompletedEvent } from '../session/events.js'

export class HighestModseq {
  /** The value for a mailbox in step; `undefined` if the server has no mod-sequences. */
  value: bigint | undefined
  #isInStep = false
  /** The counted value, which becomes `value` while the mailbox is in step. */
  #counted: bigint | undefined
  /** The value of a completion that does not count yet. */
  #pendingClaim = 0n
  /** The order of the last command sent before it, how many commands up to that one are open, and whether a later one is completed. */
  #pendingUntil = 0
  #pendingCount = 0
  #isFollowed = false
  #code: bigint | undefined
  #largest = 0n
  /** The value of the last completion. */
  #lastClaim = 0n

  constructor(value: bigint | undefined) {
    this.value = value
  }

  /** True for an open mailbox that has a value. */
  get isKept(): boolean {
    return this.#counted !== undefined
  }

  /** The mailbox was closed. */
  closed(): void {
    this.#isInStep = false
    this.#start(undefined)
  }

  /** The mailbox was opened: its code counts, whatever else the response contains (RFC 7162 6), once the mailbox is in step. */
  opened(code: bigint | undefined): void {
    this.#isInStep = false
    this.#start(code)
  }

  /** The mailbox is in step: everything was received. */
  inStep(): void {
    this.#isInStep = true
    this.value = this.#counted
  }

  /** The mailbox is out of step: its numbers are no longer trusted. */
  outOfStep(): void {
    this.#isInStep = false
  }

  told(modseq: bigint): void {
    if (modseq > this.#largest) this.#largest = modseq
  }

  take(code: ResponseCode | undefined): void {
    if (code?.name === 'HIGHESTMODSEQ' && code.modseq > 0n) this.#code = code.modseq
    else if (code?.name === 'NOMODSEQ') this.drop()
  }

  /** A command was completed: its value is its code, or else the largest mod-sequence received since the last completion. */
  completed(code: ResponseCode | undefined, event: CompletedEvent): void {
    this.take(code)
    if (this.#counted !== undefined) this.#claim(this.#code ?? larger(this.#lastClaim, this.#largest), event)
    // The first code of a mailbox opened without one counts like that of SELECT (RFC 7162 3.1).
    else if (this.#code !== undefined) this.#start(this.#code)
    if (this.#isInStep) this.value = this.#counted
    this.#forget()
  }

  /** Handles the value of a completion. If it is lower than before, the server is holding something back. */
  #claim(modseq: bigint, { order, begun, outstanding }: CompletedEvent): void {
    this.#lastClaim = modseq
    this.#pendingClaim = smaller(this.#pendingClaim, modseq)
    this.#counted = smaller(this.#counted!, modseq)
    if (order > this.#pendingUntil) this.#isFollowed = true
    else this.#pendingCount--
    if (!this.#isFollowed || this.#pendingCount > 0) return
    this.#counted = this.#pendingClaim
    this.#pendingClaim = modseq
    this.#pendingUntil = begun
    this.#pendingCount = outstanding
    this.#isFollowed = false
  }

  /** The server has no mod-sequences. */
  drop(): void {
    this.value = undefined
    this.#start(undefined)
  }

  /** Starts counting from this value; `undefined` if there is none. */
  #start(code: bigint | undefined): void {
    this.#counted = code
    this.#pendingClaim = this.#lastClaim = code ?? 0n
    this.#pendingUntil = this.#pendingCount = 0
    this.#isFollowed = false
    this.#forget()
  }

  #forget(): void {
    this.#code = undefined
    this.#largest = 0n
  }
}

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other)
const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other)
