/**
 * What the tests use of @fast-check/vitest, whose import takes more than a second: in the run of a mutant that is most of the time.
 * Inputs are the same in each run, and a test's name is, by which Stryker finds it again.
 */
import fc from 'fast-check'
import { test as plain } from 'vitest'

export { fc }

type Run = (...values: unknown[]) => unknown

const prop =
  (arbitraries: [fc.Arbitrary<unknown>, ...fc.Arbitrary<unknown>[]], parameters?: fc.Parameters<unknown[]>) =>
  (name: string, run: Run, timeout?: number): void =>
    plain(
      name,
      async () => {
        const property = fc.asyncProperty(
          ...arbitraries,
          async (...values: unknown[]) => (await run(...values)) as boolean | undefined,
        )
        await fc.assert(property, { seed: 1985, ...parameters })
      },
      timeout,
    )

export const test: typeof plain & { prop: typeof prop } = Object.assign(plain, { prop })
