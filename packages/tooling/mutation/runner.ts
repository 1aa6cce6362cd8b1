/**
 * Stryker's test runner: all tests of a package in one bundle, loaded once; then each mutant against those tests that run through it, the quickest
 * first. State that a mutant left behind would fail the tests of others: the test that noticed it runs again without it, and if that fails too, the
 * bundle is loaded anew.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MutantCoverage } from '@stryker-mutator/api/core'
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
} from '@stryker-mutator/api/test-runner'
import { bundleTests, testFiles } from './bundle.js'
import type { Failure, runUntilFailure, Test } from './vitest.js'

interface Bundle {
  readonly tests: readonly Test[]
  readonly runUntilFailure: typeof runUntilFailure
}

/** What the instrumented code reads and writes. */
interface Instrumented {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  mutantCoverage?: MutantCoverage
  hitCount?: number | undefined
  hitLimit?: number | undefined
}

const instrumented: Instrumented = ((globalThis as { __stryker__?: Instrumented }).__stryker__ ??= {})

class InProcessRunner implements TestRunner {
  #bundle!: Bundle
  /** How often the bundle was loaded: each time it is another module. */
  #loaded = 0
  readonly #milliseconds = new Map<string, number>()

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true }
  }

  async init(): Promise<void> {
    await this.#load()
  }

  /** Each test alone, to learn its time and what it runs through. */
  async dryRun(): Promise<DryRunResult> {
    const results: TestResult[] = []
    for (const test of this.#bundle.tests) {
      instrumented.currentTestId = test.id
      const start = performance.now()
      const failure = await this.#bundle.runUntilFailure([test])
      const timeSpentMs = performance.now() - start
      instrumented.currentTestId = undefined
      this.#milliseconds.set(test.id, timeSpentMs)
      const result = { id: test.id, name: test.id, fileName: resolve(test.file), timeSpentMs }
      results.push(
        failure === undefined
          ? { ...result, status: TestStatus.Success }
          : { ...result, status: TestStatus.Failed, failureMessage: messageOf(failure.error) },
      )
    }
    return {
      status: DryRunStatus.Complete,
      tests: results,
      mutantCoverage: instrumented.mutantCoverage ?? { static: {}, perTest: {} },
    }
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const tests = this.#testsOf(options)
    if (options.mutantActivation === 'static') {
      instrumented.activeMutant = options.activeMutant.id
      await this.#load()
    }
    const found = await this.#run(tests, options)
    if (options.mutantActivation === 'static') await this.#load()
    else if (found !== undefined && (await this.#bundle.runUntilFailure([found.test])) !== undefined) {
      await this.#load()
      return this.#result(await this.#run(this.#testsOf(options), options), tests.length)
    }
    return this.#result(found, tests.length)
  }

  /** The first failure among tests while the mutant is active. */
  async #run(tests: readonly Test[], { activeMutant, hitLimit }: MutantRunOptions): Promise<Failure | undefined> {
    instrumented.hitCount = 0
    instrumented.hitLimit = hitLimit
    instrumented.activeMutant = activeMutant.id
    const failure = await this.#bundle.runUntilFailure(tests)
    instrumented.activeMutant = undefined
    return failure
  }

  #result(failure: Failure | undefined, nrOfTests: number): MutantRunResult {
    if (failure === undefined) return { status: MutantRunStatus.Survived, nrOfTests }
    if ((instrumented.hitCount ?? 0) > (instrumented.hitLimit ?? Number.POSITIVE_INFINITY))
      return { status: MutantRunStatus.Timeout, reason: 'the mutant ran without an end' }
    return { status: MutantRunStatus.Killed, killedBy: [failure.test.id], failureMessage: messageOf(failure.error), nrOfTests }
  }

  #testsOf({ testFilter }: MutantRunOptions): Test[] {
    const chosen = testFilter === undefined ? undefined : new Set(testFilter)
    const cost = ({ id }: Test): number => this.#milliseconds.get(id) ?? 0
    return this.#bundle.tests.filter(({ id }) => chosen?.has(id) ?? true).sort((a, b) => cost(a) - cost(b))
  }

  async #load(): Promise<void> {
    const name = process.env['MUTATE_PACKAGE']!
    const file = resolve('packages/tooling/mutated-tests.mjs')
    const chosen = JSON.parse(process.env['MUTATE_TESTS']!) as [parts: string[], without: string[]]
    if (!existsSync(file)) await bundleTests(testFiles(name, ...chosen), file)
    this.#bundle = (await import(`${pathToFileURL(file).href}?${this.#loaded++}`)) as Bundle
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)]
