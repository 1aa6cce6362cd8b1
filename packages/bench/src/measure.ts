/**
 * The clock. All contenders of a topic take turns, one short batch each, round after round, and each round begins with another one:
 * what disturbs the machine hits all alike, and what counts is the processor's time, not the clock on the wall. A ratio is taken inside a round and its median over all rounds, so that only
 * what the two did at about the same time is compared.
 *
 * Benchmark libraries run one contender to its end before the next begins, which is what lets a busy minute look like a slow
 * parser; hence this loop.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Contender, Topic } from './topic.js'

export interface Effort {
  readonly rounds: number
  /** How long one contender runs before the next takes its turn, in milliseconds. */
  readonly batch: number
}

export const thorough: Effort = { rounds: 25, batch: 20 }
export const quick: Effort = { rounds: 7, batch: 5 }

/** How a contender did against the incumbent. */
export interface Standing {
  readonly name: string
  /** How many times as fast as the incumbent: the median of the rounds. */
  readonly ratio: number
  /** Half of the range in which the middle half of the rounds lies, as a share of the ratio. */
  readonly noise: number
  /** Nanoseconds for one run, the median; of this machine at this moment only. */
  readonly nanoseconds: number
}

export interface Outcome {
  readonly topic: Topic
  readonly standings: readonly Standing[]
  /** Contenders that gave another result than the expected one, and what: they are not timed. */
  readonly excluded: readonly { readonly name: string; readonly reason: string }[]
}

/** Checks the contenders of a topic, then times those that are right. @throws if mailwire or the incumbent is wrong */
export async function measure(topic: Topic, effort: Effort): Promise<Outcome> {
  const { right, excluded } = await check(topic)
  for (const name of ['mailwire', topic.incumbent]) {
    const wrong = excluded.find(contender => contender.name === name)
    if (wrong !== undefined) throw new Error(`${topic.name}: ${name} ${wrong.reason}`)
  }
  const times = await timeInTurns(right, effort)
  const reference = times[right.findIndex(({ name }) => name === topic.incumbent)]
  if (reference === undefined) throw new Error(`${topic.name}: no contender is called ${topic.incumbent}`)
  const standings = right.map(({ name }, index) => {
    const own = times[index]!
    const ratios = own.map((time, round) => reference[round]! / time)
    const ratio = quantile(ratios, 0.5)
    const noise = (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2 / ratio
    return { name, ratio, noise, nanoseconds: quantile(own, 0.5) }
  })
  return { topic, standings, excluded }
}

/** Runs each contender once and compares what it gives. */
export async function check({ contenders, expected }: Topic): Promise<{
  readonly right: readonly Contender[]
  readonly excluded: readonly { readonly name: string; readonly reason: string }[]
}> {
  const right: Contender[] = []
  const excluded: { name: string; reason: string }[] = []
  for (const contender of contenders) {
    const reason = await fault(contender, expected)
    if (reason === undefined) right.push(contender)
    else excluded.push({ name: contender.name, reason })
  }
  return { right, excluded }
}

async function fault({ run, result }: Contender, expected: unknown): Promise<string | undefined> {
  let given: unknown
  try {
    given = result(await run())
  } catch (error) {
    return `throws: ${error instanceof Error ? error.message : String(error)}`
  }
  return isDeepStrictEqual(given, expected) ? undefined : `gives another result: ${firstDifference(given, expected)}`
}

/** Where two results part, for a person to read. */
function firstDifference(given: unknown, expected: unknown, path = ''): string {
  if (typeof given === 'object' && typeof expected === 'object' && given !== null && expected !== null) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(given)])
    for (const key of keys) {
      const [mine, theirs] = [given, expected].map(value => (value as Record<string, unknown>)[key])
      if (!isDeepStrictEqual(mine, theirs)) return firstDifference(mine, theirs, `${path}/${key}`)
    }
  }
  const show = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60)
  return `${path === '' ? '' : `at ${path} `}${show(given)}, not ${show(expected)}`
}

/** Nanoseconds for one run, of each contender in each round. */
async function timeInTurns(contenders: readonly Contender[], { rounds, batch }: Effort): Promise<readonly (readonly number[])[]> {
  const counts = contenders.map(() => 1)
  const times = contenders.map((): number[] => [])
  for (let round = -WARM_UP; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (turn + round + WARM_UP) % contenders.length
      const count = counts[index]!
      // Each pays for its own garbage: what the one before left behind is cleared away first.
      collectGarbage?.({ type: 'minor' })
      const elapsed = await time(contenders[index]!, count)
      if (round >= 0) times[index]!.push((elapsed * 1e6) / count)
      else counts[index] = Math.max(1, Math.round(count * Math.min(8, batch / Math.max(elapsed, batch / 100))))
    }
  }
  return times
}

/** Rounds for the compiler, in which it also turns out how many runs of each contender fill a batch. */
const WARM_UP = 12

/**
 * Milliseconds that this process has computed. Waiting while others have the processor does not count; helper threads would, but
 * `--single-threaded` leaves none. Windows counts in steps too wide for a batch; there the wall clock has to do.
 */
function now(): number {
  if (process.platform === 'win32') return performance.now()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Milliseconds for `count` runs. */
async function time({ run, settle }: Contender, count: number): Promise<number> {
  const start = now()
  let last = run()
  if (last instanceof Promise) {
    await last
    for (let done = 1; done < count; done++) await run()
  } else for (let done = 1; done < count; done++) last = run()
  await settle?.()
  const elapsed = now() - start
  sink = last
  return elapsed
}

/** Keeps the compiler from dropping work whose result nobody looks at. */
export let sink: unknown

const collectGarbage = (globalThis as { gc?: (options: { type: 'minor' }) => void }).gc

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  return sorted[low]! + (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!) * (at - low)
}
