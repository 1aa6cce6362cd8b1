/**
 * Whether the cost of an operation grows with its input and no faster: by how much the processor time grows when the input doubles. Linear work
 * gives 2, and a little more where the input outgrows the caches; quadratic work gives 4. It must stay below 2.5. Measured over two doublings, of which a
 * disturbance counts half, and from the least times of some rounds in turns: the processor time of this process does not include a busy machine, but it
 * does the compiler and the collector of garbage. A topic that is over is measured again before it fails.
 */

/** An operation on a list or a stream. */
export interface GrowthTopic {
  /** `protocol/work`; `--only` takes any beginning of it. */
  readonly name: string
  /** How large the smallest input is at least; it grows until the work can be timed. */
  readonly from: number
  /** The largest input that a limit allows; work that is too short there is repeated. */
  readonly most?: number | undefined
  /** Makes an input of a size, and gives the work on it, which can be done again and again. */
  readonly make: (size: number) => () => unknown
}

export interface Growth {
  readonly name: string
  /** Size of the smaller input, n; the larger is 4n. */
  readonly size: number
  /** Milliseconds of processor time for it. */
  readonly time: number
  /** Time at twice the size over time at the size, the mean of two doublings. */
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
export const standard: GrowthEffort = { least: 8, rounds: 7, attempts: 4 }

/** Two doublings. */
const LARGER = 4

/** How often work is done before a size is settled: what takes long only until it is compiled is still too small. */
const WARM = 5

/** Measures a topic, and again while it is over. */
export function measureGrowth(topic: GrowthTopic, effort: GrowthEffort = standard): Growth {
  const { size, repeat } = calibrate(topic, effort.least)
  const [small, large] = [topic.make(size), topic.make(LARGER * size)]
  let best = { ratio: Number.POSITIVE_INFINITY, time: 0 }
  for (let attempt = 0; attempt < effort.attempts && best.ratio >= LIMIT; attempt++) {
    let [time, larger] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let round = 0; round < effort.rounds; round++) {
      time = Math.min(time, timeOf(small, repeat))
      larger = Math.min(larger, timeOf(large, repeat))
    }
    const ratio = Math.sqrt(larger / time)
    if (ratio < best.ratio) best = { ratio, time }
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
    let time = Number.POSITIVE_INFINITY
    for (let done = 0; done < WARM && time >= least; done++) time = Math.min(time, timeOf(run, repeat))
    if (time >= least) return { size, repeat }
    if (2 * LARGER * size <= most) size *= 2
    else repeat *= 2
  }
}

/**
 * Milliseconds of processor time. Young garbage of earlier work is collected before; all of it would be too much: a full collection throws away
 * compiled code, and compiling it again costs as much at either size.
 */
function timeOf(run: () => unknown, repeat: number): number {
  collectGarbage?.({ type: 'minor' })
  const start = process.cpuUsage()
  for (let done = 0; done < repeat; done++) sink = run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Keeps the compiler from dropping work whose result nobody looks at. */
export let sink: unknown

const collectGarbage = (globalThis as { gc?: (options: { type: 'minor' }) => void }).gc

/** Wide enough for every name. */
const line = (name: string, ...cells: readonly string[]): string =>
  `${name.padEnd(46)}${cells.map(cell => cell.padStart(10)).join('')}`.trimEnd()

export const growthHeadings: string = line('topic', 'n', 'ms at n', '2n over n')

/** A topic's line under the headings. */
export const growthLine = ({ name, size, time, ratio, isOver }: Growth): string =>
  line(name, String(size), time.toFixed(1), ratio.toFixed(2), isOver ? 'over' : '')
