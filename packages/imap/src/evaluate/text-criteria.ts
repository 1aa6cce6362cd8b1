/** Conditions on the text of a message (RFC 9051 6.4.4, BODY and TEXT): all that are pending look through each piece at once, and no piece is kept. */
import type { DecisionTree } from './decision.js'
import { Folding, Needle } from './needle.js'

interface TextLeaf {
  readonly leaf: number
  readonly needle: Needle
  /** TEXT looks into the header, too. */
  readonly isAnywhere: boolean
}

export class TextCriteria {
  /** Characters that were compared with a text, once for each. */
  compared = 0
  readonly #tree: DecisionTree
  readonly #texts: TextLeaf[] = []
  readonly #folding = new Folding()
  /** Those that look into the part that is read now. */
  #looking: readonly TextLeaf[] = []

  constructor(tree: DecisionTree) {
    this.#tree = tree
  }

  /** The leaf is true where the body holds the text, or with `isAnywhere` the header. */
  add(leaf: number, text: string, isAnywhere: boolean): void {
    this.#texts.push({ leaf, needle: new Needle(text), isAnywhere })
  }

  /** Begins to look into a part; false where the outcome does not depend on it. */
  begin(part: 'header' | 'body'): boolean {
    this.#folding.end()
    this.#looking = this.#texts.filter(({ leaf, isAnywhere }) => (part === 'body' || isAnywhere) && this.#tree.isPending(leaf))
    for (const { needle } of this.#looking) needle.restart()
    return this.#looking.length > 0
  }

  /** True while the outcome depends on the rest of the part. */
  get isReading(): boolean {
    return this.#looking.some(({ leaf }) => this.#tree.isPending(leaf))
  }

  /** Looks through the next piece; `undefined` is the end of the part. False where no leaf was set. */
  take(part: 'header' | 'body', piece: string | undefined): boolean {
    const tree = this.#tree
    const folded = piece === undefined ? this.#folding.end() : this.#folding.push(piece)
    let isSet = false
    for (const { leaf, needle } of this.#looking) {
      if (!tree.isPending(leaf)) continue
      this.compared += folded.length
      const isFound = needle.push(folded)
      // What is not in the header may still be in the body, which is read last.
      if (!isFound && (piece !== undefined || part === 'header')) continue
      tree.set(leaf, isFound)
      isSet = true
    }
    return isSet
  }
}
