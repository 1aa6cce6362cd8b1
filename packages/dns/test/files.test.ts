/** How many files of the source a message passes through, from its bytes to the data of a record. */
import { readFileSync } from 'node:fs'
import { filesCalled, filesNamed } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../src/all.js'

it('a record goes through the files that docs/architecture.md names', async () => {
  const name = 'gmail.com'
  const mail = { name, type: 'MX', ttl: 262, data: { preference: 5, exchange: 'mail.google.com' } } as const
  const bytes = encodeMessage({ flags: { qr: true }, questions: [{ name, type: 'MX' }], answers: [mail] })
  decodeMessage(bytes) // what is made once is made
  let data: unknown
  const files = await filesCalled(['dns', 'bytes'], () => {
    data = decodeMessage(bytes).answers[0]!.data
  })
  expect(data).toEqual(mail.data)
  const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8')
  const section = /### From bytes to a record\n(.*?)\n##/s.exec(page)?.[1] ?? ''
  expect(filesNamed(section).sort()).toEqual(files)
  const steps = section.split('\n').filter(line => line.startsWith('|'))
  expect(filesNamed(steps.join('\n')).length).toBeLessThanOrEqual(9)
})
