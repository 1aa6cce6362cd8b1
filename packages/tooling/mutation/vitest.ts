/**
 * The part of vitest that the tests use: `describe`, `it`, hooks and `expect`, in the process that runs mutants. Vitest itself makes a worker for each
 * run, which loads all modules again; that took longer than the tests. `expect` is vitest's own.
 */
import { ASYMMETRIC_MATCHERS_OBJECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect'
import { spyOn } from '@vitest/spy'
import * as chai from 'chai'

type Run = (...values: unknown[]) => unknown
type Hook = 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach'

export interface Suite {
  readonly name: string
  readonly parent: Suite | undefined
  readonly hooks: Readonly<Record<Hook, Run[]>>
}

export interface Test {
  /** The same in every process that loads the same files. */
  readonly id: string
  readonly file: string
  readonly suite: Suite
  readonly run: Run
}

const suiteIn = (parent: Suite | undefined, name: string): Suite => ({
  name,
  parent,
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
})

/** All tests, in the order of their files. */
export const tests: Test[] = []
let current: Suite = suiteIn(undefined, '')

/** What is declared from here on belongs to this file. */
export function begin(file: string): void {
  current = suiteIn(undefined, file)
}

const pathOf = (suite: Suite): string => (suite.parent === undefined ? suite.name : `${pathOf(suite.parent)} > ${suite.name}`)
const fileOf = (suite: Suite): string => (suite.parent === undefined ? suite.name : fileOf(suite.parent))

function declareTest(name: string, run: Run): void {
  const id = `${tests.length} ${pathOf(current)} > ${name}`
  tests.push({ id, file: fileOf(current), suite: current, run })
}

function declareSuite(name: string, declare: Run): void {
  const outside = current
  current = suiteIn(outside, name)
  declare()
  current = outside
}

type Declare = (name: string, run: Run) => void
type Rows = readonly unknown[]

/** Rows are the arguments if all are arrays. Names keep their placeholders: the number of a test tells it from the others. */
const withEach = (declare: Declare): Declare & { each(rows: Rows): Declare } =>
  Object.assign((name: string, run: Run) => declare(name, run), {
    each: (rows: Rows) => (name: string, run: Run) => {
      const isSpread = rows.every(Array.isArray)
      for (const row of rows) declare(name, () => (isSpread ? run(...(row as unknown[])) : run(row)))
    },
  })

export const it: ReturnType<typeof withEach> = withEach(declareTest)
export const test: typeof it = it
export const describe: typeof it = withEach(declareSuite)

const hook =
  (kind: Hook) =>
  (run: Run): void => {
    current.hooks[kind].push(run)
  }
export const beforeAll: (run: Run) => void = hook('beforeAll')
export const afterAll: (run: Run) => void = hook('afterAll')
export const beforeEach: (run: Run) => void = hook('beforeEach')
export const afterEach: (run: Run) => void = hook('afterEach')

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)
// Snapshots are not compared: a mutant that only changes one lives.
chai.use(({ Assertion }, { addMethod }) => addMethod(Assertion.prototype, 'toMatchInlineSnapshot', () => undefined))

const fail = (message: string): never => {
  throw new Error(message)
}
export const expect: unknown = Object.assign(
  (value: unknown, message?: string): unknown => chai.expect(value, message),
  chai.expect,
  (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
  { fail, unreachable: fail },
)

export const vi: { readonly spyOn: typeof spyOn } = { spyOn }

/** Types are checked by tsc: anything that is called on this is it again. */
const anything: unknown = new Proxy(() => anything, { get: () => anything })
export const expectTypeOf: unknown = anything

let stray: unknown
process.on('unhandledRejection', error => {
  stray = error ?? new Error('a promise was rejected')
})

export interface Failure {
  readonly test: Test
  readonly error: unknown
}

/** Runs tests in turn until one fails, also by a promise that nobody waits for. */
export async function runUntilFailure(list: readonly Test[]): Promise<Failure | undefined> {
  const entered = new Set<Suite>()
  try {
    for (const one of list)
      try {
        stray = undefined
        await runOne(one, entered)
        if (stray !== undefined) throw stray
      } catch (error) {
        return { test: one, error }
      }
    return undefined
  } finally {
    for (const suite of entered) for (const run of suite.hooks.afterAll) await run()
  }
}

async function runOne({ suite, run }: Test, entered: Set<Suite>): Promise<void> {
  const suites = outerFirst(suite)
  for (const each of suites) {
    if (entered.has(each)) continue
    entered.add(each)
    for (const hooked of each.hooks.beforeAll) await hooked()
  }
  for (const each of suites) for (const hooked of each.hooks.beforeEach) await hooked()
  try {
    await run()
  } finally {
    for (const each of suites) for (const hooked of each.hooks.afterEach) await hooked()
  }
}

const outerFirst = (suite: Suite): Suite[] => (suite.parent === undefined ? [suite] : [...outerFirst(suite.parent), suite])
