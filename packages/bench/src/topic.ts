/**
 * What is measured. A topic is one piece of work on one input, done by several contenders, each of which must give the expected
 * result before it is timed.
 */

/** One library doing the work of a topic. */
export interface Contender {
  /** The package's name on npm, `mailwire`, or what a yardstick is. */
  readonly name: string
  /** Does the work once. A promise is waited for: some peers go through the event loop. */
  readonly run: () => unknown
  /** What `run` gave in the topic's common form, to be compared with `expected`. */
  readonly result: (value: unknown) => unknown
  /** Waits for work that `run` put off; counted with the batch after which it is called. */
  readonly settle?: (() => Promise<void>) | undefined
}

export interface Topic {
  /** `protocol/work/input`; `--only` takes any beginning of it. */
  readonly name: string
  /** One line: what goes in, and what is asked of it. */
  readonly about: string
  /** The contender that all are measured against: the library that people use today. */
  readonly incumbent: string
  readonly expected: unknown
  readonly contenders: readonly Contender[]
}

/** A contender, with what it gives typed from `run` to `result`. */
export const contender = <T>(
  name: string,
  run: () => T,
  result: (value: Awaited<T>) => unknown,
  settle?: () => Promise<void>,
): Contender => ({ name, run, result: result as (value: unknown) => unknown, settle })
