/** Which parts of one script ran, from the engine's own precise coverage. */
import { type Profiler, Session } from 'node:inspector'

export class Coverage {
  readonly #session = new Session()
  readonly #script: string
  /** By offset in the script: 1 where it ran. */
  #reached = new Uint8Array(0)
  /** The same of the last look alone; inner ranges overwrite outer ones. */
  #last = new Uint8Array(0)
  #before = new Uint8Array(0)
  /** How much of the script ran, in characters. */
  reached = 0

  /** @param script the URL of the module */
  constructor(script: string) {
    this.#script = script
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** True when something ran since the last call that never ran before. */
  news(): boolean {
    const ranges = this.#take()
    const length = Math.max(this.#reached.length, ...ranges.map(range => range.endOffset))
    if (length > this.#reached.length) {
      const grown = new Uint8Array(length)
      grown.set(this.#reached)
      this.#reached = grown
      this.#last = new Uint8Array(length)
    }
    this.#last.fill(0)
    for (const { startOffset, endOffset, count } of ranges) this.#last.fill(count > 0 ? 1 : 0, startOffset, endOffset)
    this.#before = this.#reached.slice()
    let news = 0
    for (let at = 0; at < length; at++)
      if (this.#last[at] === 1 && this.#reached[at] === 0) {
        this.#reached[at] = 1
        news++
      }
    this.reached += news
    return news > 0
  }

  /** Takes back what the last `news` found, so that it can be found again, input by input. */
  forget(): void {
    this.#reached = this.#before
    this.reached = this.#reached.reduce((sum, one) => sum + one, 0)
  }

  /** The engine answers at once, and counts from zero again. */
  #take(): Profiler.CoverageRange[] {
    let ranges: Profiler.CoverageRange[] = []
    this.#session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      ranges = result.filter(({ url }) => url === this.#script).flatMap(({ functions }) => functions.flatMap(one => one.ranges))
    })
    return ranges
  }
}
