/** A block of runs of a `UidList`: each has its first unique identifier, 0 if unknown, and its number of messages. */

/** The capacity of a block in runs. Searching a block of 512 takes about as long as finding it. */
export const CAPACITY = 512
const SMALLEST = 8

export class RunBlock {
  first: Uint32Array = new Uint32Array(SMALLEST)
  count: Uint32Array = new Uint32Array(SMALLEST)
  length = 0
  /** The total number of messages. */
  size = 0

  /** The largest known identifier; 0 if none is known. Of two adjacent runs at least one is known. */
  get lastUid(): number {
    for (let run = this.length - 1; run >= 0; run--) if (this.first[run]! > 0) return this.first[run]! + this.count[run]! - 1
    return 0
  }

  /** The first run with a known identifier that is not below this one; `length` if there is none. */
  runFrom(uid: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      // A run without known identifiers is next to one with them.
      const run = this.first[middle]! > 0 || middle === low ? middle : middle - 1
      if (this.first[run]! > 0 && this.first[run]! + this.count[run]! - 1 >= uid) high = run
      else low = middle + 1
    }
    while (low < this.length && this.first[low]! === 0) low++
    return low
  }

  /** True if a run with this first identifier continues the last one. */
  continues(first: number): boolean {
    const last = this.length - 1
    return last >= 0 && isOneRun(this.first[last]!, this.count[last]!, first)
  }

  /** Adds a run at the end. */
  push(first: number, count: number): void {
    this.size += count
    if (this.continues(first)) this.count[this.length - 1]! += count
    else this.#set(this.length++, first, count)
  }

  #set(run: number, first: number, count: number): void {
    this.#grow(run + 1)
    this.first[run] = first
    this.count[run] = count
  }

  #grow(length: number): void {
    if (length <= this.first.length) return
    const size = Math.min(CAPACITY, this.first.length * 2)
    this.first = grown(this.first, size)
    this.count = grown(this.count, size)
  }

  /** Replaces messages of a run by one with this identifier, or by none if it is below 0. There must be room for two more runs. */
  replace(run: number, offset: number, count: number, uid: number): void {
    const [first, all] = [this.first[run]!, this.count[run]!]
    // The neighbouring runs may merge with the new ones.
    const from = Math.max(0, run - 1)
    const to = Math.min(this.length, run + 2)
    const runs: number[] = []
    if (run > 0) join(runs, this.first[from]!, this.count[from]!)
    if (offset > 0) join(runs, first, offset)
    if (uid >= 0) join(runs, uid, 1)
    if (offset + count < all) join(runs, first === 0 ? 0 : first + offset + count, all - offset - count)
    if (run + 1 < to) join(runs, this.first[run + 1]!, this.count[run + 1]!)
    this.#exchange(from, to, runs)
    this.size += (uid < 0 ? 0 : 1) - count
  }

  /** Replaces runs with others. */
  #exchange(from: number, to: number, runs: readonly number[]): void {
    const { length } = this
    const behind = from + runs.length / 2
    this.length += behind - to
    this.#grow(this.length)
    this.first.copyWithin(behind, to, length)
    this.count.copyWithin(behind, to, length)
    for (let at = 0; at < runs.length; at += 2) {
      this.first[from + at / 2] = runs[at]!
      this.count[from + at / 2] = runs[at + 1]!
    }
  }

  /** Splits off the second half. */
  halve(): RunBlock {
    const behind = new RunBlock()
    const middle = this.length >>> 1
    for (let run = middle; run < this.length; run++) behind.push(this.first[run]!, this.count[run]!)
    this.length = middle
    this.size -= behind.size
    return behind
  }

  /** Adds the runs of another block. */
  take(other: RunBlock): void {
    for (let run = 0; run < other.length; run++) this.push(other.first[run]!, other.count[run]!)
  }
}

/** True if the second run continues the first one, or if both are unknown. */
const isOneRun = (first: number, count: number, next: number): boolean => (first === 0 ? next === 0 : next === first + count)

/** Adds a run to a list of runs, each a first identifier and a count. */
function join(runs: number[], first: number, count: number): void {
  const last = runs.length - 2
  if (last >= 0 && isOneRun(runs[last]!, runs[last + 1]!, first)) runs[last + 1]! += count
  else runs.push(first, count)
}

function grown(array: Uint32Array, size: number): Uint32Array {
  const larger = new Uint32Array(size)
  larger.set(array)
  return larger
}
