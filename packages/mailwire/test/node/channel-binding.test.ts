/** Channel bindings: both sides of a connection find the same, and a login cannot be relayed into another connection. */
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type SecureVersion, type TLSSocket } from 'node:tls'
import type { ChannelBinding } from '@mailwire/sasl'
import { generate } from 'selfsigned'
import { beforeAll, describe, expect, it } from 'vitest'
import { certificateHash, channelBindingOf, channelBindingsOf } from '../../src/node/channel-binding.js'
import { type Certificate, selfSignedCertificate, Wire, type WireConnection } from '../../src/node.js'
import { login, names, opened, PASSWORD, protocols, relay } from '../login-peers.js'

const users = [{ name: 'someone', password: 'secret' }]

let certificate: Certificate
let other: Certificate
beforeAll(async () => {
  ;[certificate, other] = await Promise.all([selfSignedCertificate(['mx.example']), selfSignedCertificate(['mx.example'])])
})

/** Two ends of a TLS connection; with `session` it is resumed. */
async function ends(
  maxVersion: SecureVersion,
  session?: { bytes: Buffer | undefined },
  secureOptions = 0,
): Promise<readonly [TLSSocket, TLSSocket]> {
  const accepted = once(listening, 'secureConnection') as Promise<[TLSSocket]>
  const { port } = listening.address() as AddressInfo
  const client = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    maxVersion,
    secureOptions,
    session: session?.bytes,
  })
  client.on('session', bytes => {
    if (session !== undefined) session.bytes = bytes
  })
  await once(client, 'secureConnect')
  const [server] = await accepted
  opened({ close: () => void client.destroy() })
  server.on('error', () => {})
  return [client, server]
}
let listening: ReturnType<typeof createServer>
beforeAll(async () => {
  listening = createServer(certificate, socket => void socket.write('hi')).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return () => void listening.close()
})

describe('both sides find the same', () => {
  it.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])('by a Wire of either side, with %s', async version => {
    const [client, server] = await ends(version)
    const silent: WireConnection<never> = {
      receive: () => {},
      receiveEnd: () => {},
      nextEvent: () => undefined,
      takeOutput: () => [],
      upgraded: () => new Uint8Array(0),
      waiting: 'input',
    }
    const wire = new Wire(silent, server, { tls: { side: 'server', credentials: certificate } })
    expect(wire.channelBinding()).toBeDefined()
    expect(wire.channelBinding()).toEqual(new Wire(silent, client).channelBinding())
  })

  it.each<[SecureVersion, ChannelBinding['type'] | undefined, ChannelBinding['type'] | undefined]>([
    ['TLSv1.3', undefined, 'tls-exporter'],
    ['TLSv1.3', 'tls-exporter', 'tls-exporter'],
    ['TLSv1.3', 'tls-unique', undefined], // RFC 9266 1: TLS 1.3 has none
    ['TLSv1.3', 'tls-server-end-point', 'tls-server-end-point'],
    ['TLSv1.2', undefined, 'tls-unique'],
    ['TLSv1.2', 'tls-unique', 'tls-unique'],
    ['TLSv1.2', 'tls-exporter', 'tls-exporter'],
    ['TLSv1.2', 'tls-server-end-point', 'tls-server-end-point'],
  ])('%s, %s: %s', async (version, type, expected) => {
    const [client, server] = await ends(version)
    const found = channelBindingOf(client, 'client', type)
    expect(found?.type).toBe(expected)
    expect(channelBindingOf(server, 'server', type)).toEqual(found)
    if (found === undefined) return
    expect(channelBindingsOf(server)).toContainEqual(found)
    expect(found.data.length).toBe(expected === 'tls-unique' ? 12 : 32)
    // Another connection has another, but for the certificate.
    const [elsewhere] = await ends(version)
    const there = channelBindingOf(elsewhere, 'client', type)
    if (expected === 'tls-server-end-point') expect(there).toEqual(found)
    else expect(there).not.toEqual(found)
  })

  it('tls-unique is the first Finished: of the client, and of the server where a session was resumed (RFC 5929 3.1)', async () => {
    const session: { bytes: Buffer | undefined } = { bytes: undefined }
    for (const isReused of [false, true]) {
      const [client, server] = await ends('TLSv1.2', session)
      await once(client, 'data')
      expect([client.isSessionReused(), server.isSessionReused()]).toEqual([isReused, isReused])
      const first = isReused ? server.getFinished() : client.getFinished()
      for (const [socket, side] of [[client, 'client'] as const, [server, 'server'] as const])
        expect(channelBindingOf(socket, side)).toEqual({
          type: 'tls-unique',
          data: Uint8Array.from(first!),
          tlsVersion: 'TLSv1.2',
        })
    }
  })
})

/** SSL_OP_NO_EXTENDED_MASTER_SECRET of OpenSSL 3, which `node:crypto` does not name. */
const NO_EXTENDED_MASTER_SECRET = 1

it('without the extended master secret there is no tls-exporter (RFC 9266 4.2), and no tls-unique of a resumed session (RFC 7677 4)', async () => {
  const session: { bytes: Buffer | undefined } = { bytes: undefined }
  for (const isReused of [false, true]) {
    const both = await ends('TLSv1.2', session, NO_EXTENDED_MASTER_SECRET)
    await once(both[0], 'data')
    for (const [at, side] of (['client', 'server'] as const).entries()) {
      const socket = both[at]!
      expect(socket.isSessionReused()).toBe(isReused)
      expect(channelBindingOf(socket, side, 'tls-exporter')).toBeUndefined()
      expect(channelBindingOf(socket, side, 'tls-unique')?.type).toBe(isReused ? undefined : 'tls-unique')
    }
    expect(channelBindingsOf(both[1]).map(({ type }) => type)).toEqual([
      ...(isReused ? [] : ['tls-unique']),
      'tls-server-end-point',
    ])
  }
})

describe('tls-server-end-point is the hash of the certificate by that of its signature (RFC 5929 4.1)', () => {
  const hashOf = (der: Uint8Array): number | undefined => certificateHash(der)?.length
  it.each<['rsa' | 'ec', string, number]>([
    ['rsa', 'sha256', 32],
    ['rsa', 'sha1', 32], // SHA-256 in its place
    ['rsa', 'sha384', 48],
    ['rsa', 'sha512', 64],
    ['ec', 'sha256', 32],
    ['ec', 'sha384', 48],
    ['ec', 'sha512', 64],
  ])('%s with %s: %i bytes', async (keyType, algorithm, length) => {
    const { cert } = await generate([{ name: 'commonName', value: 'a' }], { keyType, algorithm, keySize: 2048 })
    expect(hashOf(new X509Certificate(cert).raw)).toBe(length)
  })

  /** A certificate of which only the algorithm is read. */
  const signedBy = (oid: string): Uint8Array => {
    const der = (tag: number, hex: string): string => {
      const bytes = hex.length / 2
      return Buffer.from(bytes < 128 ? [tag, bytes] : [tag, 0x82, bytes >> 8, bytes & 255]).toString('hex') + hex
    }
    const signed = der(0x30, '00'.repeat(300)) // a length of two bytes
    return Uint8Array.from(Buffer.from(der(0x30, signed + der(0x30, der(0x06, oid)) + der(0x03, '00')), 'hex'))
  }
  it.each<[string, string, number | undefined]>([
    ['MD5 with RSA', '2a864886f70d010104', 32],
    ['SHA-224 with RSA', '2a864886f70d01010e', 28],
    ['ECDSA with SHA-1', '2a8648ce3d0401', 32],
    ['ECDSA with SHA-224', '2a8648ce3d040301', 28],
    ['Ed25519, which has no hash', '2b6570', undefined],
  ])('%s', (_, oid, length) => {
    expect(hashOf(signedBy(oid))).toBe(length)
  })

  it('what is cut off has none', () => {
    const whole = signedBy('2a864886f70d01010b')
    for (let end = 0; end < whole.length - 3; end++) expect(hashOf(whole.subarray(0, end))).toBeUndefined()
  })
})

const trusting = (by: Certificate) => ({ ca: by.cert, servername: 'mx.example', tls: 'implicit', credentials: PASSWORD }) as const
const plus = ['SCRAM-SHA-256-PLUS']

describe.each(names)('a login by %s', name => {
  const { start } = protocols[name]
  const server = async (maxVersion: SecureVersion, mechanisms?: readonly string[]) =>
    opened(await start(users, { credentials: { ...certificate, maxVersion }, implicitTls: true, mechanisms }))

  it.each<[SecureVersion, ChannelBinding['type']]>([
    ['TLSv1.3', 'tls-exporter'],
    ['TLSv1.3', 'tls-server-end-point'],
    ['TLSv1.3', 'tls-unique'], // tls-exporter in its place
    ['TLSv1.2', 'tls-unique'],
    ['TLSv1.2', 'tls-server-end-point'],
    ['TLSv1.2', 'tls-exporter'],
  ])('over %s bound by %s', async (version, channelBinding) => {
    const client = { ...trusting(certificate), channelBinding, mechanisms: plus }
    expect(await login(name, await server(version), client)).toEqual({ by: 'SCRAM-SHA-256-PLUS', error: undefined })
  })

  it.each<[SecureVersion, ChannelBinding['type']]>([
    ['TLSv1.3', 'tls-exporter'],
    ['TLSv1.3', 'tls-server-end-point'],
    ['TLSv1.2', 'tls-unique'],
  ])(
    'over %s with %s cannot be relayed by who has a certificate that the client trusts (RFC 5802 6)',
    async (version, channelBinding) => {
      const middle = await relay(await server(version), other)
      const client = { ...trusting(other), channelBinding }
      expect((await login(name, middle, { ...client, mechanisms: ['PLAIN'] })).by).toBe('PLAIN')
      expect((await login(name, middle, { ...client, channelBinding: 'none' })).by).toBe('SCRAM-SHA-512')
      for (const mechanisms of [undefined, plus])
        expect(await login(name, middle, { ...client, mechanisms })).toMatchObject({ by: undefined, error: { code: 'refused' } })
    },
  )

  it('who takes -PLUS out of the offer is found out (RFC 5802 6)', async () => {
    const without = (text: string): string => text.replace(/ (AUTH=)?SCRAM-SHA-\d+-PLUS/g, '')
    const middle = await relay(await server('TLSv1.3'), other, without)
    expect(await login(name, middle, trusting(other))).toMatchObject({ by: undefined, error: { code: 'refused' } })
    // Who does not bind does not say that the server could.
    expect((await login(name, middle, { ...trusting(other), channelBinding: 'none' })).by).toBe('SCRAM-SHA-512')
  })

  it('without -PLUS, which the server was told not to offer, is nothing to be found out', async () => {
    const there = await server('TLSv1.3', ['SCRAM-SHA-256', 'PLAIN'])
    expect(await login(name, there, trusting(certificate))).toEqual({ by: 'SCRAM-SHA-256', error: undefined })
  })
})

describe('a client that shows a certificate', () => {
  it.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])(
    'may resume its session over %s; it stays as trusted as it was',
    async maxVersion => {
      for (const isTrusted of [true, false]) {
        const seen: boolean[] = []
        const server = opened(
          await protocols.pop3.start(users, {
            credentials: { ...certificate, maxVersion, ...(isTrusted ? { ca: other.cert } : {}) },
            implicitTls: true,
            verifyExternal: claim => {
              seen.push(claim.isTrusted)
              return false
            },
          }),
        )
        let session: Buffer | undefined
        for (const isReused of [false, true]) {
          const client = connect({ port: server.port, host: server.host, rejectUnauthorized: false, session, ...other })
          client.on('session', bytes => {
            session = bytes
          })
          await once(client, 'data')
          client.write('AUTH EXTERNAL =\r\n')
          expect(String(await once(client, 'data'))).toContain('-ERR')
          expect(client.isSessionReused()).toBe(isReused)
          client.destroy()
        }
        expect(seen).toEqual([isTrusted, isTrusted])
      }
    },
  )
})
