/** The command line of the benchmarks: which topics, how thorough, and how to print what was found. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { growthHeadings, growthLine, measureGrowth } from './growth/growth.js'
import { growthTopics } from './growth/registry.js'
import { measure, type Outcome, quick, thorough } from './measure.js'
import { measureMemory, memoryHeadings, memoryLine } from './memory/memory.js'
import { memoryTopics } from './memory/registry.js'
import { topics } from './registry.js'
import { json, markdown, table, withTable } from './report.js'

/** Seen from `dist`, where this runs. */
const PAGE = new URL('../../../docs/performance.md', import.meta.url)

const HELP = `Usage: npm run bench -- [growth | memory] [options]

Times mailwire beside the libraries that people use today: all in one process, in turns, and only after each gave the right
result. Prints how many times as fast as the incumbent each is, and the noise: within it lies the middle half of the rounds.

With growth: whether the cost of each operation on a list or a stream is linear. Prints by how much the processor time grows when
the input doubles, and ends with 1 when that is 2.5 or more.

With memory: the bytes that decoded values hold on to. Ends with 1 when one that has a limit holds more.

  --only <topic>   Topics whose name begins so, such as dns or smtp/data; may be given several times
  --quick          Fewer and shorter rounds: a first impression in a few seconds
  --list           The topics and what they measure
  --json           Everything as JSON
  --markdown       The table as Markdown
  --update         Puts that table of all topics into docs/performance.md
  --help           This text
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) process.stdout.write(HELP)
else if (positionals.length === 0) await run()
else if (positionals.join(' ') === 'growth') runGrowth()
else if (positionals.join(' ') === 'memory') await runMemory()
else refuse(`unknown argument ${positionals[0]}; --help shows what there is`)

function refuse(reason: string): void {
  process.stderr.write(`bench: ${reason}\n`)
  process.exitCode = 1
}

function runGrowth(): void {
  const over: string[] = []
  for (const topic of listed(growthTopics(values.only), 'growth ', growthHeadings)) {
    const growth = measureGrowth(topic)
    process.stdout.write(`${growthLine(growth)}\n`)
    if (growth.isOver) over.push(growth.name)
  }
  if (over.length > 0) refuse(`more than linear time: ${over.join(', ')}`)
}

async function runMemory(): Promise<void> {
  const over: string[] = []
  for (const topic of listed(memoryTopics(values.only), 'memory ', memoryHeadings)) {
    const memory = await measureMemory(topic)
    process.stdout.write(`${memoryLine(memory)}\n`)
    if (memory.isOver) over.push(memory.name)
  }
  if (over.length > 0) refuse(`more memory than a value needs: ${over.join(', ')}`)
}

/** The topics to measure, below the headings; none where they are only to be listed, or there are none. */
function listed<T extends { readonly name: string }>(chosen: readonly T[], command: string, headings: string): readonly T[] {
  if (chosen.length === 0) refuse(`no topic begins with ${values.only?.join(' or ')}; ${command}--list shows them all`)
  else if (values.list) process.stdout.write(chosen.map(({ name }) => `${name}\n`).join(''))
  else {
    process.stdout.write(`${headings}\n`)
    return chosen
  }
  return []
}

async function run(): Promise<void> {
  if (values.update && (values.only !== undefined || values.quick)) {
    refuse('--update is for all topics, measured thoroughly: leave --only and --quick out')
    return
  }
  const chosen = topics(values.only)
  if (chosen.length === 0) {
    refuse(`no topic begins with ${values.only?.join(' or ')}; --list shows them all`)
    return
  }
  if (values.list) {
    process.stdout.write(chosen.map(({ name, about }) => `${name.padEnd(28)}${about}\n`).join(''))
    return
  }
  const outcomes: Outcome[] = []
  for (const topic of chosen) {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${outcomes.length + 1}/${chosen.length} ${topic.name}`)
    outcomes.push(await measure(topic, values.quick ? quick : thorough))
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  if (values.update) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), outcomes))
  const color = process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
  process.stdout.write(values.json ? json(outcomes) : values.markdown ? markdown(outcomes) : table(outcomes, color))
}
