/** How many files of the source a command passes through, from its bytes to its reply: who follows it in the code has to open as many. */
import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ServerConnection } from '../src/all.js'

/**
 * The files of this package and of `bytes` with a function that `work` calls, as V8 counts them. Functions without a name are left out: the
 * test runner reads each import through one.
 */
async function filesCalled(work: () => void): Promise<string[]> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    await session.post('Profiler.takePreciseCoverage')
    work()
    const { result } = await session.post('Profiler.takePreciseCoverage')
    return result
      .filter(({ functions }) =>
        functions.some(({ functionName, ranges }) => functionName !== '' && ranges.some(({ count }) => count > 0)),
      )
      .flatMap(({ url }) => /packages\/((?:smtp|bytes)\/src\/.*)$/.exec(url)?.[1] ?? [])
      .sort()
  } finally {
    session.disconnect()
  }
}

describe('from bytes to an answer', () => {
  it('MAIL goes through the files that docs/architecture.md names', async () => {
    const server = new ServerConnection({ hostname: 'x', extensions: { pipelining: true } })
    const serve = (): void => {
      for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
        if (event.type === 'command') server.send(event.suggestedReply)
    }
    server.receive(octets('EHLO a\r\n'))
    serve()
    const line = octets('MAIL FROM:<a@b.example>\r\n')
    const files = await filesCalled(() => {
      server.receive(line)
      serve()
      server.takeOutput()
    })
    expect(server.state).toBe('mail')
    const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8')
    const section = /### From bytes to an answer\n(.*?)\n## /s.exec(page)?.[1] ?? ''
    const namedIn = (text: string): string[] => [...text.matchAll(/`((?:smtp|bytes)\/src\/[^`]+)`/g)].map(([, file]) => file!)
    expect(namedIn(section).sort()).toEqual(files)
    const steps = section.split('\n').filter(line => line.startsWith('|'))
    expect(namedIn(steps.join('\n'))).toHaveLength(12)
  })
})
