/** First in, first out, at a cost that does not depend on the length: an array's own `shift` moves all other items. */
export class Queue<Item> {
  #items: Item[] = []
  #head = 0

  get length(): number {
    return this.#items.length - this.#head
  }

  get first(): Item | undefined {
    return this.#items[this.#head]
  }

  get last(): Item | undefined {
    return this.length === 0 ? undefined : this.#items.at(-1)
  }

  push(item: Item): void {
    this.#items.push(item)
  }

  /** Takes the first item out. Slots that were taken out are dropped once they are half of all, so that each item moves once at most. */
  shift(): Item | undefined {
    if (this.length === 0) return undefined
    const item = this.#items[this.#head++]
    if (2 * this.#head >= this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  /** All items, in order. */
  items(): Item[] {
    return this.#items.slice(this.#head)
  }

  /** Takes all items out. */
  drain(): Item[] {
    const items = this.items()
    this.#items = []
    this.#head = 0
    return items
  }
}
