/**
 * The tests of one package as `npm run mutate` runs them: the quickest first, since the first to fail ends the run of a mutant, and
 * properties always with the same inputs.
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import workspace, { MEASURING } from '../../../vitest.config.js'

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const name = process.env['MUTATE_PACKAGE']

/** Test files by name, where not all of them are to run. */
const chosen = process.env['MUTATE_TESTS']
const tests = (chosen?.split(',').map(part => `*${part}*`) ?? ['*']).map(file => `packages/${name}/test/**/${file}.test.ts`)
/** A copy of the package that is compiled, and what measures memory or the growth of time. */
const SLOW = ['**/{recipe,memory,growth,prepare-peer}.test.ts']

/** Also of those that have a process of their own; `packages/imap/test/{a,b}.test.ts` is a pattern of them. */
const isChosen = (path: string): boolean => chosen === undefined || chosen.split(',').some(one => path.includes(one))

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse()
  }
}

export default defineConfig({
  resolve: {
    alias: [
      ...(workspace.resolve!.alias as { find: RegExp; replacement: string }[]),
      { find: /^@mailwire\/tooling\/testing$/, replacement: beside('../src/testing/index.ts') },
      { find: /^@fast-check\/vitest$/, replacement: beside('./properties.ts') },
    ],
  },
  test: {
    projects: [
      { extends: true, test: { name: 'shared', isolate: false, include: tests, exclude: [...SLOW, ...MEASURING] } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: MEASURING.filter(path => path.startsWith(`packages/${name}/`) && isChosen(path)),
          exclude: SLOW,
        },
      },
    ],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 60_000,
  },
})
