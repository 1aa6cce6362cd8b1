/** The resolver that is built into Node (c-ares), dns2 and dns-packet, against our name server, resolver and codec. */
import { Resolver } from 'node:dns/promises'
import dnsPacket from 'dns-packet'
import DNS from 'dns2'
import { dns as codec, type Listener, resolve } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, versionOf, type World } from './world.js'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.close())

describe(`c-ares ${process.versions.ares} asks our name server`, () => {
  const resolver = (): Resolver => {
    const made = new Resolver({ timeout: 2000, tries: 1 })
    made.setServers([`127.0.0.1:${world.dns.port}`])
    return made
  }
  it('MX, A, AAAA, TXT, SRV, SOA, NS, CNAME', async () => {
    const ask = resolver()
    expect((await ask.resolveMx('some.domain')).sort((a, b) => a.priority - b.priority)).toMatchObject([
      { priority: 5, exchange: 'first.mx.some.domain' },
      { priority: 10, exchange: 'mx.some.domain' },
    ])
    expect(await ask.resolve4('mx.some.domain')).toEqual(['127.0.0.1'])
    expect(await ask.resolve4('alias.some.domain')).toEqual(['127.0.0.1'])
    expect(await ask.resolve6('mx.some.domain')).toEqual(['::1'])
    expect(await ask.resolveTxt('some.domain')).toEqual([['v=spf1 mx -all', 'second string']])
    expect(await ask.resolveSrv('_imaps._tcp.some.domain')).toMatchObject([
      { priority: 1, weight: 2, port: 993, name: 'mx.some.domain' },
    ])
    expect(await ask.resolveSoa('some.domain')).toMatchObject({ nsname: 'ns.some.domain', serial: 1, minttl: 5 })
    expect(await ask.resolveNs('some.domain')).toEqual(['ns.some.domain'])
    expect(await ask.resolveCname('alias.some.domain')).toEqual(['mx.some.domain'])
  })
  it('goes to TCP for an answer that was truncated', async () => {
    expect(await resolver().resolveTxt('large.some.domain')).toHaveLength(40)
  })
  it('hears that there is nothing', async () => {
    await expect(resolver().resolve4('nobody.some.domain')).rejects.toMatchObject({ code: 'ENOTFOUND' })
    await expect(resolver().resolve4('some.domain')).rejects.toMatchObject({ code: 'ENODATA' })
  })
})

describe(`dns2 ${versionOf('dns2')}`, () => {
  it('asks our name server over UDP and TCP', async () => {
    for (const client of [DNS.UDPClient, DNS.TCPClient]) {
      const ask = client({ dns: '127.0.0.1', port: world.dns.port })
      const { answers } = await ask('some.domain', 'MX')
      expect(answers).toMatchObject([
        { exchange: 'mx.some.domain', priority: 10 },
        { exchange: 'first.mx.some.domain', priority: 5 },
      ])
    }
  })

  it('answers our resolver', async () => {
    const server = DNS.createServer({
      udp: true,
      tcp: true,
      handle: (request, send) => {
        const response = DNS.Packet.createResponseFromRequest(request)
        const [{ name }] = request.questions as unknown as [{ name: string }]
        response.answers.push({
          name,
          type: DNS.Packet.TYPE.MX,
          class: DNS.Packet.CLASS.IN,
          ttl: 60,
          exchange: 'mx.some.domain',
          priority: 7,
        } as never)
        void send(response)
      },
    })
    const addresses = (await server.listen({
      udp: { port: 0, address: '127.0.0.1' },
      tcp: { port: 0, address: '127.0.0.1' },
    })) as unknown as Record<'udp' | 'tcp', { port: number }>
    try {
      for (const transport of ['udp', 'tcp'] as const) {
        const at: Pick<Listener, 'host' | 'port'> = { host: '127.0.0.1', port: addresses[transport].port }
        const { message } = await resolve('some.domain', 'MX', {
          server: at,
          tcp: transport === 'tcp',
          edns: null,
          timeout: 2000,
        })
        expect(message.answers).toMatchObject([
          { name: 'some.domain', type: 'MX', ttl: 60, data: { preference: 7, exchange: 'mx.some.domain' } },
        ])
      }
    } finally {
      await server.close()
    }
  })
})

describe(`dns-packet ${versionOf('dns-packet')} reads what we write, and the other way round`, () => {
  const records = [
    { name: 'a.example', type: 'A', data: '192.0.2.1', ours: { address: '192.0.2.1' } },
    { name: 'a.example', type: 'AAAA', data: '2001:db8::1', ours: { address: '2001:db8::1' } },
    {
      name: 'a.example',
      type: 'MX',
      data: { preference: 5, exchange: 'mx.a.example' },
      ours: { preference: 5, exchange: 'mx.a.example' },
    },
    { name: 'a.example', type: 'CNAME', data: 'b.example', ours: { cname: 'b.example' } },
    { name: 'a.example', type: 'TXT', data: [Buffer.from('x y')], ours: ['x y'] },
  ]
  it('records of the types that both know', () => {
    const theirs = dnsPacket.encode({
      id: 7,
      type: 'response',
      answers: records.map(({ ours: _, ...record }) => ({ ...record, ttl: 60 })),
    })
    const read = codec.decodeMessage(Uint8Array.from(theirs))
    expect(read.answers.map(({ type }) => type)).toEqual(records.map(({ type }) => type))
    const written = codec.encodeMessage(read)
    expect(written.length).toBeLessThan(theirs.length)
    expect(dnsPacket.decode(Buffer.from(written)).answers).toMatchObject(records.map(({ ours: _, ...record }) => record))
    expect(read.answers.slice(0, 4).map(({ data }) => data)).toEqual(records.slice(0, 4).map(({ ours }) => ours))
  })
})
