/** Walks every pair of states that a client and a server back to back can come to (see `Pair`), breadth first. */

/** A client and a server, as far as some actions have brought them. */
export interface Pair<Action> {
  /** What tells this pair from others: two with the same key can do the same. */
  readonly key: string
  /** The transitions that were taken on the way. */
  readonly taken: Iterable<string>
  /** All that may be done now; a bound on the commands in flight keeps it finite. */
  actions(): readonly Action[]
  act(action: Action): void
  /** Throws for what must not be true of the two, wherever they are: a deadlock, an answer to the wrong command, states that differ. */
  check(actions: readonly Action[]): void
}

/** Gives the transitions that were taken, and how many pairs were seen. An error says by which actions it was reached. */
export function walkPairs<Action>(start: () => Pair<Action>): { readonly taken: Set<string>; readonly pairs: number } {
  const seen = new Set<string>()
  const taken = new Set<string>()
  let paths: Action[][] = [[]]
  while (paths.length > 0) {
    const next: Action[][] = []
    for (const path of paths) {
      try {
        const pair = start()
        for (const action of path) pair.act(action)
        for (const one of pair.taken) taken.add(one)
        if (seen.has(pair.key)) continue
        seen.add(pair.key)
        const actions = pair.actions()
        pair.check(actions)
        for (const action of actions) next.push([...path, action])
      } catch (error) {
        throw new Error(`${String(error)} after ${JSON.stringify(path)}`, { cause: error })
      }
    }
    paths = next
  }
  return { taken, pairs: seen.size }
}
