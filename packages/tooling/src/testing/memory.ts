/** What is still held: for tests that say how much a session may keep. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Counts which of many objects something still refers to. */
export class Held {
  readonly #refs: WeakRef<object>[] = []

  watch(...objects: readonly object[]): void {
    for (const one of objects) this.#refs.push(new WeakRef(one))
  }

  /** How many there are after a collection, between two turns of the runtime's loop. */
  async count(): Promise<number> {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    await new Promise(resolve => setTimeout(resolve))
    collect()
    return this.#refs.filter(ref => ref.deref() !== undefined).length
  }
}
