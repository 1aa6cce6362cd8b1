/** The command line of the benchmarks: which topics, how thorough, and how to print what was found. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measure, type Outcome, quick, thorough } from './measure.js'
import { topics } from './registry.js'
import { json, markdown, table, withTable } from './report.js'

/** Seen from `dist`, where this runs. */
const PAGE = new URL('../../../docs/performance.md', import.meta.url)

const HELP = `Usage: npm run bench -- -- [options]

Times mailwire beside the libraries that people use today: all in one process, in turns, and only after each gave the right
result. Prints how many times as fast as the incumbent each is, and the noise: within it lies the middle half of the rounds.

  --only <topic>   Topics whose name begins so, such as dns or smtp/data; may be given several times
  --quick          Fewer and shorter rounds: a first impression in a few seconds
  --list           The topics and what they measure
  --json           Everything as JSON
  --markdown       The table as Markdown
  --update         Puts that table of all topics into docs/performance.md
  --help           This text
`

const { values } = parseArgs({
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
else await run()

async function run(): Promise<void> {
  if (values.update && (values.only !== undefined || values.quick)) {
    process.stderr.write('bench: --update is for all topics, measured thoroughly: leave --only and --quick out\n')
    process.exitCode = 1
    return
  }
  const chosen = topics(values.only)
  if (chosen.length === 0) {
    process.stderr.write(`bench: no topic begins with ${values.only?.join(' or ')}; --list shows them all\n`)
    process.exitCode = 1
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
