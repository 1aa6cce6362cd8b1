/**
 * REFERENCES, steps 1 to 3 (RFC 5256 3): who answers whom by the Message IDs, and what is left once messages that are only spoken of are taken out. Messages come
 * in the order of the mailbox; nothing is kept of a reference but a number for each different ID.
 */
import { ThreadForest } from './thread-forest.js'

const DUMMY = -1
const NONE = -1

/** An ID takes some 200 bytes besides its text: an entry, a node and links. */
const OF_ID = 32

/** What links the messages. */
export interface Links {
  /** For each message the one that it answers, or -1. */
  readonly parents: Int32Array
  /** For each message without a parent the number of the group that it is in: those whose common ancestor is not there. */
  readonly groups: Int32Array
}

export class ReferenceLinks {
  /** The characters of all different Message IDs, and what each takes besides. */
  length = 0
  readonly #forest = new ThreadForest()
  readonly #nodes = new Map<string, number>()
  /** The message of each node, or {@link DUMMY}. */
  readonly #messages: number[] = []
  /** The node of each message. */
  readonly #nodeOf: number[] = []

  /** Step 1: the next message, with its Message ID if it has a valid one, and its references. */
  add(messageId: string | undefined, references: readonly string[]): void {
    const message = this.#nodeOf.length
    const node = this.#ownNode(messageId)
    this.#messages[node] = message
    this.#nodeOf.push(node)
    // Step 1 (A).
    let last = NONE
    for (const id of references) {
      const next = this.#node(id)
      if (last !== NONE && this.#forest.parentOf(next) === NONE) this.#forest.link(next, last)
      last = next
    }
    // Step 1 (B).
    if (last !== NONE && this.#forest.parentOf(node) === last) return
    this.#forest.cut(node)
    if (last !== NONE) this.#forest.link(node, last)
  }

  /** Of several messages with one ID only the first has it. */
  #ownNode(messageId: string | undefined): number {
    if (messageId === undefined) return this.#newNode()
    const node = this.#node(messageId)
    return this.#messages[node] === DUMMY ? node : this.#newNode()
  }

  #node(id: string): number {
    const known = this.#nodes.get(id)
    if (known !== undefined) return known
    const node = this.#newNode()
    this.#nodes.set(id, node)
    this.length += id.length + OF_ID
    return node
  }

  #newNode(): number {
    this.#messages.push(DUMMY)
    return this.#forest.add()
  }

  /**
   * Steps 2 and 3. Children of a dummy go up to its parent; below the root they stay together, as a group, unless there is only one. So the parent of
   * each message is the next ancestor that is a message, and its group is its first ancestor.
   */
  links(): Links {
    const count = this.#nodeOf.length
    const parents = new Int32Array(count)
    const groups = new Int32Array(count)
    /** For a dummy that was passed: the message above it, or the complement of its first ancestor. */
    const above = new Map<number, number>()
    for (let message = 0; message < count; message++) {
      const passed: number[] = []
      let node = this.#nodeOf[message]!
      let found: number | undefined
      while (found === undefined) {
        const parent = this.#forest.parentOf(node)
        if (parent === NONE) found = ~node
        else if (this.#messages[parent] !== DUMMY) found = this.#messages[parent]!
        else {
          found = above.get(parent)
          passed.push(parent)
          node = parent
        }
      }
      for (const dummy of passed) above.set(dummy, found)
      parents[message] = Math.max(found, NONE)
      groups[message] = found < 0 ? ~found : NONE
    }
    return { parents, groups }
  }
}
