/** The trace of the demonstration: numbered steps, what crossed the wire in `C:` and `S:` lines, notes, and a table at the end. */
import pc from 'picocolors'

/** What one step did. */
export interface StepRecord {
  readonly number: number
  readonly title: string
  /** The outcome, in a few words. */
  outcome: string
  ok: boolean
  /** Milliseconds. */
  time: number
  /** Bytes on the wire, in both directions. */
  bytes: number
  readonly lines: string[]
}

/** Takes bytes of a session as its tap sees them. */
export type SessionTap = (direction: 'sent' | 'received', bytes: Uint8Array) => void

/** Longer lines are cut for display. */
const WIDTH = 150

export class Trace {
  readonly steps: StepRecord[] = []
  readonly #out: (text: string) => void
  readonly #colors: ReturnType<typeof pc.createColors>

  /** `out` receives each piece of text at once; leave it out to keep only the record. */
  constructor(out: (text: string) => void, color: boolean) {
    this.#out = out
    this.#colors = pc.createColors(color)
  }

  /** Runs a step. What it throws is its outcome, and goes on to the caller. */
  async step(title: string, run: () => Promise<string>): Promise<void> {
    const step: StepRecord = { number: this.steps.length + 1, title, outcome: '', ok: true, time: 0, bytes: 0, lines: [] }
    this.steps.push(step)
    const { bold, cyan, green, red, dim } = this.#colors
    this.#out(`\n${bold(cyan(`${step.number}. ${title}`))}\n`)
    const start = performance.now()
    try {
      step.outcome = await run()
    } catch (error) {
      step.ok = false
      step.outcome = error instanceof Error ? error.message : String(error)
      throw error
    } finally {
      step.time = performance.now() - start
      const mark = step.ok ? green('✓') : red('✗')
      this.#out(`   ${mark} ${step.outcome} ${dim(`(${step.time.toFixed(1)} ms)`)}\n`)
    }
  }

  /** A remark, or text such as a DNS answer, indented below the step. */
  note(text: string): void {
    const lines = text.split('\n')
    while (lines.length > 1 && lines.at(-1) === '') lines.pop()
    for (const line of lines) this.#line(line, this.#colors.dim(line))
  }

  /** A tap for one session: prints each line once it is whole. `title` names both sides. */
  session(title: string): SessionTap {
    this.#line(`(${title})`, this.#colors.dim(`(${title})`))
    const partial = { sent: '', received: '' }
    return (direction, bytes) => {
      const step = this.steps.at(-1)
      if (step !== undefined) step.bytes += bytes.length
      const lines = (partial[direction] + Buffer.from(bytes).toString('utf8')).split('\r\n')
      partial[direction] = lines.pop() ?? ''
      for (const line of lines) this.#wire(direction, line)
    }
  }

  /** The steps in a table. */
  table(): string {
    const { bold, green, red } = this.#colors
    const width = Math.max(...this.steps.map(({ title }) => title.length))
    const rows = this.steps.map(({ number, title, outcome, ok, time, bytes }) => {
      const size = bytes === 0 ? '' : `${bytes} B`
      const columns = [
        String(number).padStart(3),
        title.padEnd(width),
        `${time.toFixed(1)} ms`.padStart(10),
        size.padStart(9),
        '',
        outcome,
      ]
      return `${ok ? green('✓') : red('✗')} ${columns.join(' ')}`
    })
    const head = ['     ', 'Step'.padEnd(width), 'Time'.padStart(10), 'On wire'.padStart(9), '', 'Outcome'].join(' ')
    return [bold(head), ...rows].join('\n')
  }

  #wire(direction: 'sent' | 'received', line: string): void {
    const mark = direction === 'sent' ? 'C:' : 'S:'
    // What a peer sends must not reach a terminal as control characters.
    const visible = line.replace(/[\0-\x1f\x7f-\x9f]/g, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
    const shown = visible.length > WIDTH ? `${visible.slice(0, WIDTH)}…` : visible
    const paint = direction === 'sent' ? this.#colors.blue : this.#colors.yellow
    this.#line(`${mark} ${line}`, `${paint(mark)} ${shown}`)
  }

  #line(plain: string, shown: string): void {
    this.steps.at(-1)?.lines.push(plain)
    this.#out(`   ${shown}\n`)
  }
}
