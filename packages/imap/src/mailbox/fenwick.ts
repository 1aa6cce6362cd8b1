/**
 * Sums of counts, in logarithmic time (Fenwick 1994): `tree[i]` is the sum of a range of counts that ends with count `i - 1`, and as long as the
 * lowest bit of `i`.
 */

/** The tree of these counts. */
export function treeOf(counts: readonly number[]): number[] {
  const tree = [0, ...counts]
  for (let at = 1; at < tree.length; at++) {
    const above = at + (at & -at)
    if (above < tree.length) tree[above]! += tree[at]!
  }
  return tree
}

/** Makes a count larger. */
export function addTo(tree: number[], index: number, by: number): void {
  for (let at = index + 1; at < tree.length; at += at & -at) tree[at]! += by
}

/** The sum of the counts before this one. */
export function sumBefore(tree: readonly number[], index: number): number {
  let sum = 0
  for (let at = index; at > 0; at &= at - 1) sum += tree[at]!
  return sum
}

/** The count that a number is in: the first before which, and in which, there are more in all. */
export function indexOf(tree: readonly number[], number: number): number {
  const length = tree.length - 1
  let left = number
  let index = 0
  for (let step = length === 0 ? 0 : 1 << (31 - Math.clz32(length)); step > 0; step >>= 1) {
    const next = index + step
    if (next > length || tree[next]! > left) continue
    left -= tree[next]!
    index = next
  }
  return index
}
