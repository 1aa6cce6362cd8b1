import { ClientConnection, type Listing } from '@mailwire/pop3'
import { expect, it } from 'vitest'
import { Maildrop, startPop3Server } from '../../src/node.js'
import { asBytes, converse } from '../peers.js'

it.each([
  ['', 0],
  ['.', 3],
  ['a', 3],
  ['a\r\n', 3],
  ['a\n', 3],
  ['a\r', 3],
  ['a\nb', 6],
  ['a\rb\r\n', 6],
  ['a\r\r\nb\n\n', 10],
  ['..\r\n.\r\n', 7],
])('the size of %j is what RETR gives (RFC 1939 11)', async (content, size) => {
  const maildrop = new Maildrop()
  maildrop.deliver(asBytes(content))
  const users = [{ name: 'a', password: 'b', maildrop }]
  const server = await startPop3Server({ hostname: 'pop.example', users, allowCleartextCredentials: true })
  const peer = await converse(server)
  peer.write('USER a\r\nPASS b\r\nSTAT\r\nLIST\r\nRETR 1\r\nQUIT\r\n')
  const said = asBytes(await peer.end())
  await server.close()
  const client = new ClientConnection({ pipelining: true })
  const listings: Listing[] = []
  let got = 0
  for (const verb of ['user', 'pass', 'stat', 'list', 'retr', 'quit'] as const)
    client.send({ verb, name: 'a', password: 'b', message: verb === 'retr' ? 1 : undefined } as Parameters<typeof client.send>[0])
  client.receive(said)
  for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) {
    if (event.type === 'response' && event.listing !== undefined) listings.push(event.listing)
    if (event.type === 'body-chunk') got += event.bytes.length
  }
  expect(listings).toMatchObject([{ drop: { count: 1, octets: size } }, { rows: [{ message: 1, octets: size }] }])
  expect(got).toBe(size)
})
