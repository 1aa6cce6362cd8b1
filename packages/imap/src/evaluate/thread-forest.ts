/**
 * Parents and children without loops (RFC 5256 3, REFERENCES, step 1): whether a link would make one is found in amortized logarithmic time, however deep the
 * trees are. To walk up from each message to its first ancestor would take square time in a thread of 100,000 messages.
 *
 * A link-cut tree (Sleator and Tarjan): each path of a tree is a binary tree of its own, ordered by depth and kept short by rotating what is used to its top. `#up` of such a top is the node that
 * the path hangs from.
 */

const NONE = -1

export class ThreadForest {
  readonly #parents: number[] = []
  readonly #up: number[] = []
  readonly #left: number[] = []
  readonly #right: number[] = []
  /** True once a node had a child: before that nothing can descend from it. */
  readonly #hadChild: boolean[] = []

  /** A node without a parent; its number, from 0. */
  add(): number {
    this.#up.push(NONE)
    this.#left.push(NONE)
    this.#right.push(NONE)
    this.#hadChild.push(false)
    return this.#parents.push(NONE) - 1
  }

  /** The parent of a node, or -1. */
  parentOf(node: number): number {
    return this.#parents[node]!
  }

  /** Makes a node that has no parent the child of another, unless that descends from it or is the same. */
  link(child: number, parent: number): void {
    if (child === parent) return
    if (this.#hadChild[child]) {
      // It is the first of its tree.
      if (this.#rootOf(parent) === child) return
      this.#expose(child)
    }
    this.#up[child] = parent
    this.#parents[child] = parent
    this.#hadChild[parent] = true
  }

  /** Takes a node from its parent. */
  cut(node: number): void {
    if (this.#parents[node] === NONE) return
    this.#expose(node)
    this.#up[this.#left[node]!] = NONE
    this.#left[node] = NONE
    this.#parents[node] = NONE
  }

  #rootOf(node: number): number {
    this.#expose(node)
    let root = node
    while (this.#left[root] !== NONE) root = this.#left[root]!
    this.#splay(root)
    return root
  }

  /** Makes the path from the first ancestor to a node one binary tree, with the node at its top and nothing deeper in it. */
  #expose(node: number): void {
    this.#splay(node)
    this.#right[node] = NONE
    for (let above = this.#up[node]!; above !== NONE; above = this.#up[node]!) {
      this.#splay(above)
      this.#right[above] = node
      this.#splay(node)
    }
  }

  /** Rotates a node to the top of its binary tree, by two steps at a time. */
  #splay(node: number): void {
    while (!this.#isTop(node)) {
      const parent = this.#up[node]!
      if (!this.#isTop(parent)) {
        const isStraight = (this.#left[parent] === node) === (this.#left[this.#up[parent]!] === parent)
        this.#rotate(isStraight ? parent : node)
      }
      this.#rotate(node)
    }
  }

  #isTop(node: number): boolean {
    const up = this.#up[node]!
    return up === NONE || (this.#left[up] !== node && this.#right[up] !== node)
  }

  /** Changes places with the node above, and keeps the order. */
  #rotate(node: number): void {
    const parent = this.#up[node]!
    const above = this.#up[parent]!
    const [near, far] = this.#left[parent] === node ? [this.#left, this.#right] : [this.#right, this.#left]
    const moved = far[node]!
    if (!this.#isTop(parent)) {
      if (this.#left[above] === parent) this.#left[above] = node
      else this.#right[above] = node
    }
    near[parent] = moved
    if (moved !== NONE) this.#up[moved] = parent
    far[node] = parent
    this.#up[parent] = node
    this.#up[node] = above
  }
}
