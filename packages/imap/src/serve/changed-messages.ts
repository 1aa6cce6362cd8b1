/**
 * The messages that others changed since the client last received them (RFC 9051 7.5.2), and their states in the store. A state is checked and copied
 * when it is read, so that nothing can throw later.
 */
import { fieldsOf, iterableOf, textOf, unexpected } from '../values.js'
import { modseqOf } from './modseq.js'
import type { SessionViewOptions } from './session-options.js'

/** The checked state of a message. */
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

  /** The states of all marked messages, without expunged ones. Their marks are removed, except for changes during the call. */
  takeAll(): readonly DescribedMessage[] {
    return this.#take([...this.#marked])
  }

  /** The same for one message, marked or not. */
  take(uid: number): DescribedMessage | undefined {
    return this.#take([uid])[0]
  }

  /** Removes the marks before asking the store, so that marks set by it during the call stay. If it throws, they are restored. */
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
    // A string is iterable too, but its characters are not flags.
    if (typeof flags === 'string') unexpected(flags, 'an iterable', 'describe message: flags')
    return {
      uid,
      flags: Array.from(iterableOf(flags, 'describe message: flags'), flag => textOf(flag, 'describe message: flags')),
      modseq: modseq === undefined ? undefined : modseqOf(modseq, 'describe message: modseq'),
    }
  }
}
