/**
 * The messages that others changed since the client was told of them (RFC 9051 7.5.2), and what the store says of them. What it says is checked and
 * copied when it is asked: nothing that it gave can throw later.
 */
import { fieldsOf, iterableOf, textOf, unexpected } from '../values.js'
import { modseqOf } from './modseq.js'
import type { SessionViewOptions } from './session-options.js'

/** The state of a message, checked. */
export interface DescribedMessage {
  readonly uid: number
  readonly flags: readonly string[]
  readonly modseq: bigint | undefined
}

export class ChangedMessages {
  readonly #describe: SessionViewOptions['describe']
  readonly #marked = new Set<number>()

  constructor(describe: SessionViewOptions['describe']) {
    this.#describe = describe
  }

  get size(): number {
    return this.#marked.size
  }

  has(uid: number): boolean {
    return this.#marked.has(uid)
  }

  mark(uid: number): void {
    this.#marked.add(uid)
  }

  unmark(uid: number): boolean {
    return this.#marked.delete(uid)
  }

  /** The states of all of them, without those that are gone. None is marked then, but what changed while the store was asked. */
  takeAll(): readonly DescribedMessage[] {
    return this.#take([...this.#marked])
  }

  /** The same of one message, marked or not. */
  take(uid: number): DescribedMessage | undefined {
    return this.#take([uid])[0]
  }

  /** Marks are taken off before the store is asked, so that those which it sets meanwhile stay. If it throws, they are set again. */
  #take(uids: readonly number[]): readonly DescribedMessage[] {
    const marked = uids.filter(uid => this.#marked.delete(uid))
    try {
      return uids.flatMap(uid => this.#stateOf(uid) ?? [])
    } catch (error) {
      for (const uid of marked) this.#marked.add(uid)
      throw error
    }
  }

  #stateOf(uid: number): DescribedMessage | undefined {
    const describe = this.#describe
    const state = describe(uid)
    if (state === undefined) return undefined
    const { flags, modseq } = fieldsOf(state, 'describe message')
    // The characters of a text would be strings as well.
    if (typeof flags === 'string') unexpected(flags, 'an iterable', 'describe message: flags')
    return {
      uid,
      flags: Array.from(iterableOf(flags, 'describe message: flags'), flag => textOf(flag, 'describe message: flags')),
      modseq: modseq === undefined ? undefined : modseqOf(modseq, 'describe message: modseq'),
    }
  }
}
