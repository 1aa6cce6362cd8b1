/**
 * The mod-sequence up to which a client has heard of every change (RFC 7162 6). It may go on from it after the connection was cut, so that it is
 * never ahead of what was told: a server that holds VANISHED back says so with HIGHESTMODSEQ.
 */
import type { ResponseCode } from '../response/code/code.js'

export class HighestModseq {
  /** What is true of a mailbox that is in step; `undefined` where the server keeps no mod-sequences. */
  value: bigint | undefined
  #isInStep = false
  /** The value after the next completion. It becomes `value` while the mailbox is in step. */
  #next: bigint | undefined
  #code: bigint | undefined
  #largest = 0n

  constructor(value: bigint | undefined) {
    this.value = value
  }

  /** True for a mailbox that is open and has one. */
  get isKept(): boolean {
    return this.#next !== undefined
  }

  /** The mailbox is not open any more. */
  closed(): void {
    this.#isInStep = false
    this.#next = undefined
    this.#forget()
  }

  /** The mailbox was opened: nothing counts until it is in step. */
  opened(code: bigint | undefined): void {
    this.#isInStep = false
    this.#next = code
    this.#forget()
    // It counts, whatever is told in the same answer (RFC 7162 6).
    this.#code = code
  }

  /** What was told up to now is all that there is. */
  inStep(): void {
    this.#isInStep = true
    this.value = this.#next
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

  /** A command was completed: the code counts, and without one the largest mod-sequence that was told since the last completion. */
  completed(code: ResponseCode | undefined): void {
    this.take(code)
    if (this.#code !== undefined) this.#next = this.#code
    else if (this.#next !== undefined && this.#largest > this.#next) this.#next = this.#largest
    if (this.#isInStep) this.value = this.#next
    this.#forget()
  }

  /** The server keeps none. */
  drop(): void {
    this.value = this.#next = undefined
    this.#forget()
  }

  #forget(): void {
    this.#code = undefined
    this.#largest = 0n
  }
}
