/** How many files of the source a command passes through, from its bytes to its reply: who follows it in the code has to open as many. */
import { readFileSync } from 'node:fs'
import { asBytes, filesCalled, filesNamed } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ServerConnection } from '../src/all.js'

describe('from bytes to an answer', () => {
  it('MAIL goes through the files that docs/architecture.md names', async () => {
    const server = new ServerConnection({ hostname: 'x', extensions: { pipelining: true } })
    const serve = (): void => {
      for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
        if (event.type === 'command') server.send(event.suggestedReply)
    }
    server.receive(asBytes('EHLO a\r\n'))
    serve()
    const line = asBytes('MAIL FROM:<a@b.example>\r\n')
    const files = await filesCalled(['smtp', 'bytes'], () => {
      server.receive(line)
      serve()
      server.takeOutput()
    })
    expect(server.state).toBe('mail')
    const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8')
    const section = /### From bytes to an answer\n(.*?)\n## /s.exec(page)?.[1] ?? ''
    expect(filesNamed(section).sort()).toEqual(files)
    const steps = section.split('\n').filter(line => line.startsWith('|'))
    expect(filesNamed(steps.join('\n'))).toHaveLength(13) // the aim is twelve, and the page says that it is missed
  })
})
