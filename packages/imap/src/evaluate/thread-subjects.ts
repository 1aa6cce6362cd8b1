/** REFERENCES, steps 4 and 5 (RFC 5256 3): threads whose subjects say that they belong together become one. */
import type { Links } from './thread-references.js'

const NONE = -1

/** The facts about the messages, each by its index. */
export interface ThreadFacts {
  /** The places in the order of their sent dates. */
  readonly order: Uint32Array
  /** A number for each different base subject. */
  readonly subjects: Uint32Array
  /** How many of them there are. */
  readonly subjectCount: number
  /** That of the empty base subject, if there is one. */
  readonly emptySubject: number | undefined
  /** 1 for a message whose subject is that of a reply or a forwarded message. */
  readonly replies: Uint8Array
}

/** The same forest as {@link Links}, in which those of one group are siblings without a parent. */
export class ThreadMerge {
  readonly #facts: ThreadFacts
  readonly #parents: Int32Array
  /** Threads by number: that of a message without siblings is its place, that of a dummy is above all places. */
  readonly #groups: Int32Array
  /** The children of each dummy, the oldest first. */
  readonly #members = new Map<number, number[]>()
  readonly #count: number
  #nextDummy: number

  constructor(links: Links, facts: ThreadFacts) {
    this.#facts = facts
    this.#parents = links.parents
    this.#groups = new Int32Array(links.groups.length).fill(NONE)
    this.#count = links.parents.length
    this.#nextDummy = this.#count
    this.#merge(this.#threads(links.groups))
  }

  /** `parents` where a thread became a reply, and `groups` with -1 for what has no siblings under a dummy. */
  get links(): Links {
    return { parents: this.#parents, groups: this.#groups }
  }

  /** Step 4: the threads in the order of their first messages, each as its message, or as a dummy where a group has several. */
  #threads(groups: Int32Array): readonly number[] {
    const threads: number[] = []
    /** Where each group is among the threads. */
    const placeOf = new Map<number, number>()
    for (const message of this.#facts.order) {
      if (this.#parents[message] !== NONE) continue
      const group = groups[message]!
      const place = placeOf.get(group)
      if (place === undefined) placeOf.set(group, threads.push(message) - 1)
      else if (this.#isDummy(threads[place]!)) this.#join(threads[place]!, message)
      else threads[place] = this.#newDummy(threads[place]!, message)
    }
    return threads
  }

  /** Step 5. */
  #merge(threads: readonly number[]): void {
    const { subjectCount, emptySubject } = this.#facts
    const table = new Int32Array(subjectCount).fill(NONE)
    for (const thread of threads) {
      const subject = this.#subjectOf(thread)
      if (subject === emptySubject) continue
      const known = table[subject]!
      const isBetter = known !== NONE && !this.#isDummy(known) && (this.#isDummy(thread) || this.#answers(known, thread))
      if (known === NONE || isBetter) table[subject] = thread
    }
    for (const thread of threads) {
      const subject = this.#subjectOf(thread)
      if (subject === emptySubject || table[subject] === thread) continue
      const known = table[subject]!
      if (this.#isDummy(known)) for (const message of this.#members.get(thread) ?? [thread]) this.#join(known, message)
      else if (this.#answers(thread, known)) this.#parents[thread] = known
      else table[subject] = this.#newDummy(known, thread)
    }
  }

  #isDummy(thread: number): boolean {
    return thread >= this.#count
  }

  #subjectOf(thread: number): number {
    return this.#facts.subjects[this.#members.get(thread)?.[0] ?? thread]!
  }

  /** True where the first one is a reply or forwarded, and the second one is not. */
  #answers(one: number, other: number): boolean {
    return this.#facts.replies[one] === 1 && this.#facts.replies[other] === 0
  }

  #newDummy(...messages: readonly number[]): number {
    const dummy = this.#nextDummy++
    this.#members.set(dummy, [])
    for (const message of messages) this.#join(dummy, message)
    return dummy
  }

  #join(dummy: number, message: number): void {
    this.#members.get(dummy)!.push(message)
    this.#groups[message] = dummy
  }
}
