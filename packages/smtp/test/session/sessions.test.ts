/** Whole sessions as transcripts: through the client, through the server, and the two back to back. Texts are ours, the rest is the RFC's. */
import { asChars, backToBack, byteByByte, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientEvent, type Extensions, ServerConnection, type SessionFacts } from '../../src/all.js'
import { blocksOf, linesOf, scriptedClient, scriptedServer, serve, wire } from '../support.js'
import { sessions } from '../transcripts.js'

describe.each(sessions)('$name', ({ extensions = {}, lmtp = false, transcript }) => {
  const blocks = blocksOf(transcript)
  const offered = (session: SessionFacts): Extensions => (typeof extensions === 'function' ? extensions(session) : extensions)
  const options = { hostname: 'foo.com', lmtp, extensions: offered }

  it.each([
    ['whole', (bytes: Uint8Array) => [bytes]],
    ['byte by byte', byteByByte],
  ])('back to back, %s', (_name, cut) => {
    const client = new ClientConnection({ lmtp })
    const server = new ServerConnection(options)
    const { connection, react } = scriptedClient(client, transcript)
    const reply = scriptedServer(transcript)
    const seen: ClientEvent[] = []
    const log = backToBack({
      client: connection,
      server,
      cut,
      onClient: event => {
        seen.push(event)
        react(event)
      },
      onServer: event => {
        const output = reply(event)
        if (output !== undefined) server.send(output)
      },
    })
    expect(log.map(line => line.trimEnd())).toEqual(linesOf(transcript))
    expect([seen.at(-1), client.waiting, server.waiting, client.state, server.state]).toEqual([
      { type: 'closed' },
      'closed',
      'closed',
      'ended',
      'ended',
    ])
    expect(server.earlyTalker).toBe(false)
  })

  it('the client alone, each reply cut at every point', () => {
    const expected = asChars(wire(blocks.flatMap(block => (block.side === 'C' ? block.lines : []))))
    const replies = blocks.filter(block => block.side === 'S').map(block => wire(block.lines))
    const longest = Math.max(...replies.map(bytes => bytes.length))
    const cuts: ((bytes: Uint8Array) => Uint8Array[])[] = [byteByByte]
    for (let point = 1; point <= longest; point++) cuts.push(bytes => [bytes.slice(0, point), bytes.slice(point)])
    for (const cut of cuts) {
      const client = new ClientConnection({ lmtp })
      const { connection, react } = scriptedClient(client, transcript)
      let sent = ''
      const drain = (): void => {
        for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) react(event)
        if (client.waiting === 'upgrade') client.upgraded()
        sent += asChars(connection.takeOutput())
      }
      for (const reply of replies)
        for (const chunk of cut(reply).filter(piece => piece.length > 0)) {
          client.receive(chunk)
          drain()
        }
      expect(sent).toBe(expected)
      expect([client.waiting, client.state]).toEqual(['closed', 'ended'])
    }
  })

  // With TLS a server may not be fed all at once.
  if (/C: STARTTLS/.test(transcript)) return
  it('the server alone, cut at every point', () => {
    const input = wire(blocks.flatMap(block => (block.side === 'C' ? block.lines : [])))
    const whole = serve([input.slice()], options, scriptedServer(transcript))
    expect(whole.output).toBe(asChars(wire(blocks.flatMap(block => (block.side === 'S' ? block.lines : [])))))
    for (const chunks of everySplit(input)) {
      const { events, output } = serve(chunks, options, scriptedServer(transcript))
      expect(output).toBe(whole.output)
      expect(events).toEqual(whole.events)
    }
  })
})
