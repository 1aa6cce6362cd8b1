/**
 * A coverage-guided run of one target: `npm run fuzz -- dns/message --seconds 30`. Inputs that reach code which no input reached before are
 * kept and mutated further. It ends after `--seconds` (60 unless given) or `--runs`, or at the first input for which the target throws: that
 * one is made as small as it stays a failure, and written to `crash-...` with the error. `--seed` makes a run repeatable, and a file
 * name behind the target runs that input alone.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Coverage } from './coverage.js'
import { dictionaryOf, seedsOf, targets } from './inputs.js'
import { mutate, randomFrom } from './mutate.js'

/** Reading the coverage costs more than a run, so that it is read once for so many. */
const BATCH = 64

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, runs: { type: 'string' }, seed: { type: 'string' } },
})
const [target, file] = positionals
const root = new URL('../../', import.meta.url)

if (target === undefined || !targets(root).includes(target)) {
  console.error(`Usage: npm run fuzz -- <target> [file] [--seconds n] [--runs n] [--seed n]\n\n${targets(root).join('\n')}`)
  process.exit(2)
}

const script = new URL(`dist/targets/${target}.js`, root).href
const { fuzz } = (await import(script)) as { readonly fuzz: (bytes: Uint8Array) => void }

process.exitCode = file === undefined ? run(target) : replay(file)

function run(target: string): number {
  const seed = values.seed === undefined ? Date.now() % 0x100000000 : Number(values.seed)
  const random = randomFrom(seed)
  const dictionary = dictionaryOf(root, target)
  const coverage = new Coverage(script)
  const end = Date.now() + Number(values.seconds) * 1000
  const maxRuns = Number(values.runs ?? Number.POSITIVE_INFINITY)
  const corpus: Uint8Array[] = []
  let runs = 0
  let shown = 0
  const started = Date.now()
  const show = (): void => {
    const perSecond = Math.round((runs * 1000) / Math.max(1, Date.now() - started))
    console.log(
      `${target}: ${runs} runs, ${perSecond}/s, ${corpus.length} inputs, ${coverage.reached} octets of code reached, seed ${seed}`,
    )
    shown = Date.now()
  }

  /** Finds which inputs of a batch brought the news, half by half. */
  const keepNews = (batch: readonly Uint8Array[]): void => {
    if (batch.length === 1) return void corpus.push(batch[0]!)
    coverage.forget()
    const middle = batch.length >> 1
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      for (const input of half) attempt(input)
      if (coverage.news()) keepNews(half)
    }
  }

  let batch: Uint8Array[] = [new Uint8Array(0), ...seedsOf(root, target).values()]
  while (true) {
    for (const input of batch) if (attempt(input) !== undefined) return crash(input)
    runs += batch.length
    if (coverage.news()) keepNews(batch)
    if (Date.now() - shown > 2000) show()
    if (Date.now() >= end || runs >= maxRuns) break
    batch = Array.from({ length: Math.min(BATCH, maxRuns - runs) }, () => mutate(corpus, dictionary, random))
  }
  show()
  return 0
}

function replay(file: string): number {
  const error = attempt(Uint8Array.from(readFileSync(file)))
  console.log(error ?? `${file}: all that should hold holds`)
  return error === undefined ? 0 : 1
}

/** What the target throws. */
function attempt(input: Uint8Array): unknown {
  try {
    fuzz(input.slice())
    return undefined
  } catch (error) {
    return error ?? new Error('it threw undefined')
  }
}

function crash(input: Uint8Array): number {
  const smallest = minimized(input)
  const digest = createHash('sha256').update(smallest).digest('hex').slice(0, 12)
  const name = `crash-${target!.replace('/', '-')}-${digest}`
  writeFileSync(name, smallest)
  console.error(attempt(smallest))
  console.error(`\n${smallest.length} octets: ${Buffer.from(smallest).toString('hex')}\nWritten to ${process.cwd()}/${name}`)
  return 1
}

/** Takes pieces away, ever smaller ones, as long as the target still throws the same kind of error. */
function minimized(input: Uint8Array): Uint8Array {
  const kind = kindOf(attempt(input))
  for (let size = Math.ceil(input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < input.length; ) {
      const less = Uint8Array.from([...input.subarray(0, at), ...input.subarray(at + size)])
      if (kindOf(attempt(less)) === kind) input = less
      else at += size
    }
  return input
}

/** Its class and the start of its message, which holds no values yet. */
function kindOf(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message.slice(0, 24)}` : String(error)
}
