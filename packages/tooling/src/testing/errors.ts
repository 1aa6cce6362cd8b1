/** What a call throws, so that a test can look at its code and offset. */

/** The error that `run` throws; fails the test when it throws none. */
export function caught(run: () => unknown): Error & { code?: unknown; offset?: unknown } {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
    throw new Error(`threw what is no error: ${String(error)}`)
  }
  throw new Error('nothing was thrown')
}

/** True unless `run` throws something else than an error of the given class name: the invariant of every decoder. */
export function throwsOnly(name: string, run: () => unknown): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (error instanceof Error && error.name === name) return true
    throw error
  }
}
