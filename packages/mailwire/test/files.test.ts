/** How many files of the source `mailwire dig` passes through, from the words of the command line to the text. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { encodeMessage } from '@mailwire/dns'
import { filesCalled, filesNamed } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { main } from '../src/cli/main.js'

it('dig goes through the files that docs/architecture.md names', async () => {
  const name = 'gmail.com'
  const answer = encodeMessage({
    id: 1985,
    flags: { qr: true, rd: true, ra: true },
    questions: [{ name, type: 'MX' }],
    answers: [{ name, type: 'MX', ttl: 262, data: { preference: 5, exchange: 'mail.google.com' } }],
    edns: { udpPayloadSize: 4096 },
  })
  // The server has its answer ready, so that only the client's work is counted.
  const server = createSocket('udp4').on('message', (_query, from) => server.send(answer, from.port, from.address))
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  let text = ''
  const write = (part: string): void => {
    text += part
  }
  const argv = ['dig', '@127.0.0.1', '-p', String(server.address().port), '+qid=1985', name, 'MX']
  const dig = async (): Promise<void> => {
    await main(argv, { out: write, error: write, env: {}, terminal: false })
  }
  await dig() // what is made once is made
  text = ''
  const files = await filesCalled(['mailwire', 'dns', 'bytes'], dig)
  server.close()
  expect(text).toContain('gmail.com.\t\t262\tIN\tMX\t5 mail.google.com.\n')
  const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8')
  const section = /### From the words of dig to its text\n(.*?)\n## /s.exec(page)?.[1] ?? ''
  expect(filesNamed(section).sort()).toEqual(files)
  const steps = section.split('\n').filter(line => line.startsWith('|'))
  expect(filesNamed(steps.join('\n')).length).toBeLessThanOrEqual(10)
})
