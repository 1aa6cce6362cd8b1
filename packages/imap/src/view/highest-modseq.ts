/**
 * The mod-sequence up to which a client has heard of every change (RFC 7162 6). It may go on from it after the connection was cut, so that it is
 * never ahead of what was told. A server that holds VANISHED back says so with HIGHESTMODSEQ, and Dovecot 2.3 has been seen to name changes in it
 * that it tells during the next command only: what a completion claims counts once a command that was sent after it is completed, too.
 */
import type { ResponseCode } from '../response/code/code.js'
import type { CompletedEvent } from '../session/events.js'

export class HighestModseq {
  /** What is true of a mailbox that is in step; `undefined` where the server keeps no mod-sequences. */
  value: bigint | undefined
  #isInStep = false
  /** The value that counts. It becomes `value` while the mailbox is in step. */
  #counted: bigint | undefined
  /** What a completion claimed, and the last command that was sent before that, by its order. */
  #claimed = 0n
  #begun = 0
  #code: bigint | undefined
  #largest = 0n
  /** What the last completion claimed. */
  #last = 0n

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
    this.#counted = undefined
    this.#forget()
  }

  /** The mailbox was opened: its code counts, whatever is told in the same answer (RFC 7162 6), once the mailbox is in step. */
  opened(code: bigint | undefined): void {
    this.#isInStep = false
    this.#counted = code
    this.#claimed = this.#last = code ?? 0n
    this.#begun = 0
    this.#forget()
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
    this.#counted ??= this.#code
    if (this.#counted !== undefined) this.#claim(this.#code ?? larger(this.#last, this.#largest), event)
    if (this.#isInStep) this.value = this.#counted
    this.#forget()
  }

  /** A server that claims less than before holds something back. */
  #claim(modseq: bigint, { order, begun }: CompletedEvent): void {
    this.#last = modseq
    this.#claimed = smaller(this.#claimed, modseq)
    this.#counted = smaller(this.#counted!, modseq)
    if (order <= this.#begun) return
    this.#counted = this.#claimed
    this.#claimed = modseq
    this.#begun = begun
  }

  /** The server keeps none. */
  drop(): void {
    this.value = this.#counted = undefined
    this.#forget()
  }

  #forget(): void {
    this.#code = undefined
    this.#largest = 0n
  }
}

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other)
const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other)
