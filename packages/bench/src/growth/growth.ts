/**
 * Whether the cost of an operation grows with its input and no faster: processor time at twice the size over that at once the size. Linear work
 * gives 2, quadratic work 4; the median of five must stay below 2.5. The clock is the processor time of this process, so that a busy machine
 * does not count; a topic that is over is measured again before it fails, since the collector of garbage may have been busy.
 */

/** An operation on a list or a stream. */
export interface GrowthTopic {
  /** `protocol/work`; `--only` takes any beginning of it. */
  readonly name: string
  /** How large the smaller of the two inputs is at least; it grows until the work can be timed. */
  readonly from: number
  /** The largest input that a limit allows; work that is too short there is repeated. */
  readonly most?: number | undefined
  /** Makes an input of a size, and gives the work on it, which can be done again and again. */
  readonly make: (size: number) => () => unknown
}

export interface Growth {
  readonly name: string
  /** Size of the smaller input. */
  readonly size: number
  /** Milliseconds of processor time for it. */
  readonly time: number
  /** Time at twice the size over time at the size, the median. */
  readonly ratio: number
  readonly isOver: boolean
}

export interface GrowthEffort {
  /** Milliseconds that the smaller input takes at least. */
  readonly least: number
  readonly rounds: number
  /** How often a topic is measured before it is over. */
  readonly attempts: number
}

export const LIMIT = 2.5
export const standard: GrowthEffort = { least: 15, rounds: 5, attempts: 3 }

/** Measures a topic, and again while it is over. */
export function measureGrowth(topic: GrowthTopic, effort: GrowthEffort = standard): Growth {
  const { size, repeat } = calibrate(topic, effort.least)
  const [once, twice] = [topic.make(size), topic.make(2 * size)]
  twice() // for the compiler
  let best = { ratio: Number.POSITIVE_INFINITY, time: 0 }
  for (let attempt = 0; attempt < effort.attempts && best.ratio >= LIMIT; attempt++) {
    const rounds = Array.from({ length: effort.rounds }, () => {
      const time = timeOf(once, repeat)
      return { time, ratio: timeOf(twice, repeat) / time }
    }).sort((a, b) => a.ratio - b.ratio)
    const median = rounds[effort.rounds >> 1]!
    if (median.ratio < best.ratio) best = median
  }
  return { name: topic.name, size, time: best.time / repeat, ratio: best.ratio, isOver: best.ratio >= LIMIT }
}

/** Finds a size, or where a limit forbids more, a number of repetitions that takes some time. */
function calibrate(
  { make, from, most = Number.POSITIVE_INFINITY }: GrowthTopic,
  least: number,
): { size: number; repeat: number } {
  let size = from
  let repeat = 1
  for (;;) {
    const run = make(size)
    // Ten times: what takes long only until it is compiled is still too small.
    if (Array.from({ length: 10 }).every(() => timeOf(run, repeat) >= least)) return { size, repeat }
    if (4 * size <= most) size *= 2
    else repeat *= 2
  }
}

/** Milliseconds of processor time, garbage of earlier work not included. */
function timeOf(run: () => unknown, repeat: number): number {
  collectGarbage?.()
  const start = process.cpuUsage()
  for (let done = 0; done < repeat; done++) sink = run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Keeps the compiler from dropping work whose result nobody looks at. */
export let sink: unknown

const collectGarbage = (globalThis as { gc?: () => void }).gc

/** Wide enough for every name. */
const line = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(36)}${cells.map(cell => cell.padStart(10)).join('')}`.trimEnd()

export const growthHeadings: string = line('topic', 'n', 'ms at n', '2n over n')

/** A topic's line under the headings. */
export const growthLine = ({ name, size, time, ratio, isOver }: Growth): string =>
  line(name, String(size), time.toFixed(1), ratio.toFixed(2), isOver ? 'over' : '')
