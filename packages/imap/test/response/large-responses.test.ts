import { asBytes } from '@mailwire/tooling/testing'
import { expect, it } from 'vitest'
import { ServerConnection } from '../../src/index.js'

it('a body in a large response is written as it is, without a copy (RFC 9051 7.5.2)', () => {
  const session = new ServerConnection()
  session.nextEvent()
  session.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
  session.receive(asBytes('a SELECT x\r\n'))
  session.nextEvent()
  session.send({ type: 'ok', tag: 'a', code: undefined, text: 'done' })
  session.takeOutput()
  const data = new Uint8Array(100_000).fill(0x78)
  const section = { part: [], text: undefined, fields: [] }
  const body = { item: 'BODY' as const, section, origin: undefined, data }
  session.send({ type: 'fetch', sequence: 1, items: { sections: [body, body] } })
  const output = session.takeOutput()
  expect(output.filter(bytes => bytes.buffer === data.buffer)).toHaveLength(2)
  expect(Buffer.concat(output).toString()).toBe(
    `* 1 FETCH (BODY[] {100000}\r\n${'x'.repeat(1e5)} BODY[] {100000}\r\n${'x'.repeat(1e5)})\r\n`,
  )
})
