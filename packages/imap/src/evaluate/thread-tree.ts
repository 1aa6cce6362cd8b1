/**
 * Threads as THREAD tells them (RFC 5256 3, REFERENCES, step 6, and 4): siblings by their sent dates, an only child in one list with its parent. It takes no stack, and
 * what it gives is never deeper than can be written and read.
 */
import type { Thread } from '../response/thread.js'
import type { Links } from './thread-references.js'

const NONE = -1

interface OpenThread extends Thread {
  readonly messages: number[]
  readonly branches: Thread[]
}

/** A message that is to be written, into which list, and how deep that is. */
interface Pending {
  readonly message: number
  readonly into: Thread[]
  readonly depth: number
}

/**
 * The threads of messages by their places.
 *
 * @param order the places in the order of their sent dates
 * @param numberOf the number of a message in the result
 * @param depth how deep threads may be in each other; deeper branches become siblings
 */
export function threadTree(
  { parents, groups }: Links,
  order: Uint32Array,
  numberOf: (message: number) => number,
  depth: number,
): Thread[] {
  const { first, next } = siblings(parents, order)
  const threads: Thread[] = []
  const pending: Pending[] = []
  const dummies = new Map<number, Thread[]>()
  for (const message of order) {
    if (parents[message] !== NONE) continue
    const group = groups[message]!
    let into = group === NONE ? threads : dummies.get(group)
    if (into === undefined) {
      into = []
      threads.push({ messages: [], branches: into })
      dummies.set(group, into)
    }
    pending.push({ message, into, depth: into === threads ? 1 : 2 })
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      const thread: OpenThread = { messages: [], branches: [] }
      one.into.push(thread)
      let last = one.message
      for (;;) {
        thread.messages.push(numberOf(last))
        const only = first[last]!
        if (only === NONE || next[only] !== NONE) break
        last = only
      }
      const isDeepest = one.depth === depth
      const into = isDeepest ? one.into : thread.branches
      const from = pending.length
      for (let child = first[last]!; child !== NONE; child = next[child]!)
        pending.push({ message: child, into, depth: isDeepest ? depth : one.depth + 1 })
      // The first child is taken next.
      reverseFrom(pending, from)
    }
  }
  return threads
}

/** Each message's oldest child, and the next sibling of each. */
function siblings(parents: Int32Array, order: Uint32Array): { first: Int32Array; next: Int32Array } {
  const first = new Int32Array(parents.length).fill(NONE)
  const next = new Int32Array(parents.length).fill(NONE)
  for (let at = order.length - 1; at >= 0; at--) {
    const message = order[at]!
    const parent = parents[message]!
    if (parent === NONE) continue
    next[message] = first[parent]!
    first[parent] = message
  }
  return { first, next }
}

function reverseFrom<Item>(items: Item[], from: number): void {
  for (let low = from, high = items.length - 1; low < high; low++, high--) {
    const item = items[low]!
    items[low] = items[high]!
    items[high] = item
  }
}
