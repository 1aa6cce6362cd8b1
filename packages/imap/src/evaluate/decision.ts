/**
 * A tree of conditions of which some are not known yet (RFC 9051 6.4.4: AND, OR, NOT). It is one array, children before their parents, so that no depth takes stack.
 *
 * Always: what is decided stays decided, and what cannot change the outcome is not pending.
 */

/** A condition that is false, true, or not known yet. */
export type Verdict = typeof FALSE | typeof TRUE | typeof UNKNOWN
export const FALSE = 0
export const TRUE = 1
export const UNKNOWN = 2

/** A condition over others: over one, for `not`. */
interface Branch {
  /** Its number. */
  readonly at: number
  readonly operator: 'all' | 'any' | 'not'
  readonly of: readonly number[]
}

/** Built from its leaves up. */
export class DecisionTree {
  readonly #branches: Branch[] = []
  #count = 0
  #values: Uint8Array = new Uint8Array(0)
  #isPending: Uint8Array = new Uint8Array(0)

  /** Adds a condition that has no others in it; its number. */
  addLeaf(): number {
    return this.#count++
  }

  /** Adds a condition over others that were added before; its number. The last one that is added is the outcome. */
  add(operator: Branch['operator'], of: readonly number[]): number {
    this.#branches.push({ at: this.#count, operator, of })
    return this.#count++
  }

  /** Nothing is known any more. */
  reset(): void {
    if (this.#values.length !== this.#count) {
      this.#values = new Uint8Array(this.#count)
      this.#isPending = new Uint8Array(this.#count)
    }
    this.#values.fill(UNKNOWN)
  }

  /** A leaf is known. */
  set(leaf: number, isTrue: boolean): void {
    this.#values[leaf] = isTrue ? TRUE : FALSE
  }

  /** The outcome by what is known; after it `isPending` is right. */
  verdict(): Verdict {
    const values = this.#values
    for (const branch of this.#branches) values[branch.at] = this.#valueOf(branch)
    const verdict = values[values.length - 1] as Verdict
    if (verdict === UNKNOWN) this.#findPending()
    return verdict
  }

  /** True for a leaf that is not known and on which the outcome depends, as of the last `verdict`, which was {@link UNKNOWN}. */
  isPending(leaf: number): boolean {
    return this.#isPending[leaf] === 1 && this.#values[leaf] === UNKNOWN
  }

  #valueOf({ operator, of }: Branch): Verdict {
    const values = this.#values
    if (operator === 'not') {
      const inner = values[of[0]!] as Verdict
      return inner === UNKNOWN ? UNKNOWN : inner === TRUE ? FALSE : TRUE
    }
    const decisive = operator === 'all' ? FALSE : TRUE
    let value: Verdict = operator === 'all' ? TRUE : FALSE
    for (const one of of) {
      const inner = values[one] as Verdict
      if (inner === decisive) return decisive
      if (inner === UNKNOWN) value = UNKNOWN
    }
    return value
  }

  /** Only what is in an unknown condition that is pending itself can still change the outcome. */
  #findPending(): void {
    const isPending = this.#isPending
    isPending.fill(0)
    isPending[isPending.length - 1] = 1
    for (let index = this.#branches.length - 1; index >= 0; index--) {
      const { at, of } = this.#branches[index]!
      if (isPending[at] === 1 && this.#values[at] === UNKNOWN) for (const one of of) isPending[one] = 1
    }
  }
}
