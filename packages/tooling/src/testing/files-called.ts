/** Which source files a piece of work passes through: who follows it in the code has to open as many. */
import { Session } from 'node:inspector/promises'

/**
 * The files of these packages with a function that `work` calls, as V8 counts them: `dns/src/wire/reader.ts`. Functions without a name are left out: the
 * test runner reads each import through one.
 */
export async function filesCalled(packages: readonly string[], work: () => void | Promise<void>): Promise<string[]> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    await session.post('Profiler.takePreciseCoverage')
    await work()
    const { result } = await session.post('Profiler.takePreciseCoverage')
    return result
      .filter(({ functions }) =>
        functions.some(({ functionName, ranges }) => functionName !== '' && ranges.some(({ count }) => count > 0)),
      )
      .map(({ url }) => url.slice(url.indexOf('/packages/') + '/packages/'.length))
      .filter(file => packages.some(id => file.startsWith(`${id}/src/`)))
      .sort()
  } finally {
    session.disconnect()
  }
}

/** The source files that a section of a page names. */
export const filesNamed = (text: string): string[] =>
  [...text.matchAll(/`([a-z0-9]+\/src\/[^`]+\.ts)`/g)].map(([, file]) => file!)
