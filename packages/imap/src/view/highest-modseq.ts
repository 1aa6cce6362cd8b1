/**
 * The mod-sequence up to which a client has heard of every change (RFC 7162 6). It may go on from it after the connection was cut, so that it is
 * never ahead of what was told. A server that holds VANISHED back says so with HIGHESTMODSEQ, and Dovecot 2.3 has been seen to name changes in it
 * that it tells during the next command only: what a completion claims counts once a command that was sent after it is completed, too, and all that
 * were sent before it.
 */
import type { ResponseCode } from '../response/code/code.js'
import type { CompletedEvent } from '../session/events.js'

export class HighestModseq {
  /** What is true of a mailbox that is in step; `undefined` where the server keeps no mod-sequences. */
  value: bigint | undefined
  #isInStep = false
  /** The value that counts. It becomes `value` while the mailbox is in step. */
  #counted: bigint | undefined
  /** What a completion claimed that does not count yet. */
  #pendingClaim = 0n
  /** The order of the last command that was sent before it, how many of those up to it are not done, and whether a later one is. */
  #pendingUntil = 0
  #pendingCount = 0
  #isFollowed = false
  #code: bigint | undefined
  #largest = 0n
  /** What the last completion claimed. */
  #lastClaim = 0n

  constructor(value: bigint | undefined) {
    this.value = value
  }

  /** True for a mailbox that is open and has one. */
  get isKept(): boolean {
    return this.#counted !== undefined
  }

  /** The mailbox is not open any more. */
  closed(): void {
    this.#isInStep = false
    this.#start(undefined)
  }

  /** The mailbox was opened: its code counts, whatever is told in the same answer (RFC 7162 6), once the mailbox is in step. */
  opened(code: bigint | undefined): void {
    this.#isInStep = false
    this.#start(code)
  }

  /** What was told up to now is all that there is. */
  inStep(): void {
    this.#isInStep = true
    this.value = this.#counted
  }

  /** The numbers of the mailbox are not trusted any more. */
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

  /** A command was completed: it claims its code, and without one the largest mod-sequence that was told since the last completion. */
  completed(code: ResponseCode | undefined, event: CompletedEvent): void {
    this.take(code)
    if (this.#counted !== undefined) this.#claim(this.#code ?? larger(this.#lastClaim, this.#largest), event)
    // The first code of a mailbox that was opened without one counts as that of SELECT does (RFC 7162 3.1).
    else if (this.#code !== undefined) this.#start(this.#code)
    if (this.#isInStep) this.value = this.#counted
    this.#forget()
  }

  /** A server that claims less than before holds something back. */
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

  /** The server keeps none. */
  drop(): void {
    this.value = undefined
    this.#start(undefined)
  }

  /** From here on this counts; nothing does where there is none. */
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
