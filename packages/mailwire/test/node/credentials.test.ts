import { plainClient } from '@mailwire/sasl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ClientTlsOptions,
  type Endpoint,
  type MailHost,
  readImap,
  readPop3,
  selfSignedCertificate,
  sendMail,
  startMailHost,
} from '../../src/node.js'
import { answering, MESSAGE, mailbox } from '../peers.js'

type Options = ClientTlsOptions & { readonly timeout?: number }

/** The three clients that send a password; all take the same options. */
const clients = {
  sendMail: (server: Endpoint, options: Options) =>
    sendMail(
      server,
      { sender: null, recipients: [mailbox('a')], content: MESSAGE },
      {
        timeout: 1000,
        ...options,
        hostname: 'pc.example',
        authenticate: () => plainClient({ authenticationId: 'someone', password: 'secret' }),
      },
    ),
  readPop3: (server: Endpoint, options: Options) =>
    readPop3(server, { timeout: 1000, ...options, name: 'someone', password: 'secret' }),
  readImap: (server: Endpoint, options: Options) =>
    readImap(server, { timeout: 1000, ...options, name: 'someone', password: 'secret' }),
} as const

interface Fake {
  /** Offers STARTTLS, which is taken out of the offer otherwise. */
  readonly offers?: boolean
  /** What it says to STARTTLS. */
  readonly starttls?: string
  /** What else it announces. */
  readonly more?: string
  readonly greeting?: string
}

/** Servers that take any password, in the clear. */
const fakes = {
  sendMail: ({ offers = false, starttls = '454 not now\r\n', more = '', greeting = '220 hi\r\n' }: Fake) =>
    answering(greeting, line => {
      if (line.startsWith('EHLO')) return `250-hi\r\n${offers ? '250-STARTTLS\r\n' : ''}${more}250 AUTH PLAIN\r\n`
      if (line === 'STARTTLS') return starttls
      return line === 'DATA' ? '354 go\r\n' : line.startsWith('AUTH') ? '235 ok\r\n' : '250 ok\r\n'
    }),
  readPop3: ({ offers = false, starttls = '-ERR not now\r\n', more = '', greeting = '+OK hi\r\n' }: Fake) =>
    answering(greeting, line => {
      if (line === 'CAPA') return `+OK\r\n${offers ? 'STLS\r\n' : ''}${more}USER\r\n.\r\n`
      if (line === 'STLS') return starttls
      return line === 'STAT' ? '+OK 0 0\r\n' : line === 'UIDL' ? '+OK\r\n.\r\n' : '+OK\r\n'
    }),
  readImap: ({ offers = false, starttls = 'TAG NO not now\r\n', more = '', greeting = '* OK hi\r\n' }: Fake) =>
    answering(greeting, line => {
      const [tag = '', verb] = line.split(' ')
      const said =
        verb === 'CAPABILITY'
          ? `* CAPABILITY IMAP4rev1${offers ? ' STARTTLS' : ''}${more}\r\nTAG OK\r\n`
          : verb === 'STARTTLS'
            ? starttls
            : 'TAG OK\r\n'
      return said.replaceAll('TAG', tag)
    }),
} as const

const SECRET = /AUTH|USER|PASS|LOGIN|secret|AHNvbWVvbmU/
const names = ['sendMail', 'readPop3', 'readImap'] as const

describe.each(names)('%s sends credentials over TLS only (RFC 8314 3, RFC 4954 14)', name => {
  const client = clients[name]
  const attempt = async (fake: Fake, options: Options): Promise<{ error: unknown; heard: readonly string[] }> => {
    const server = await fakes[name](fake)
    const error = await client(server, options).then(
      () => undefined,
      (error: unknown) => error,
    )
    await server.close()
    return { error, heard: server.heard }
  }

  it.each([undefined, 'offered', 'required', 'never'] as const)(
    'where STARTTLS was taken out of the offer, tls: %s',
    async tls => {
      const { error, heard } = await attempt({}, { tls })
      expect(error).toMatchObject({ name: 'NetworkError', code: 'tls' })
      expect(heard.filter(line => SECRET.test(line))).toEqual([])
    },
  )

  it.each([undefined, 'offered', 'required'] as const)('where STARTTLS is answered with an error, tls: %s', async tls => {
    for (const allowCleartextCredentials of [false, true]) {
      const { error, heard } = await attempt({ offers: true }, { tls, allowCleartextCredentials })
      expect(error).toMatchObject({ name: 'NetworkError', code: 'tls', message: expect.stringContaining('not now') })
      expect(heard.filter(line => SECRET.test(line))).toEqual([])
    }
  })

  it('where the handshake fails, and where another certificate comes', async () => {
    const go = { sendMail: '220 go\r\n', readPop3: '+OK\r\n', readImap: 'TAG OK\r\n' }[name]
    const { error, heard } = await attempt({ offers: true, starttls: go }, { allowCleartextCredentials: true, timeout: 200 })
    expect(error).toMatchObject({ name: 'NetworkError' })
    expect(heard.filter(line => SECRET.test(line))).toEqual([])
  })

  it('where capabilities are injected behind the answer to STARTTLS (RFC 3207 4.1, RFC 2595 4, RFC 9051 6.2.1)', async () => {
    const starttls = {
      sendMail: '220 go\r\n250 AUTH PLAIN\r\n',
      readPop3: '+OK\r\n+OK\r\nUSER\r\n.\r\n',
      readImap: 'TAG OK\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n',
    }[name]
    const { error, heard } = await attempt({ offers: true, starttls }, { allowCleartextCredentials: true })
    expect(error).toMatchObject({ name: 'NetworkError', message: expect.stringContaining('before TLS was up') })
    expect(heard.filter(line => SECRET.test(line))).toEqual([])
  })

  it('unless the caller allows it by name', async () => {
    for (const tls of [undefined, 'never'] as const) {
      const { error, heard } = await attempt({}, { tls, allowCleartextCredentials: true })
      expect(error).toBeUndefined()
      expect(heard.some(line => SECRET.test(line))).toBe(true)
    }
    expect((await attempt({}, { tls: 'required', allowCleartextCredentials: true })).error).toMatchObject({ code: 'tls' })
  })
})

it('readImap sends no LOGIN where LOGINDISABLED is announced (RFC 9051 6.2.3)', async () => {
  const server = await fakes.readImap({ more: ' LOGINDISABLED' })
  const sent = clients.readImap(server, { allowCleartextCredentials: true })
  await expect(sent).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('LOGINDISABLED') })
  expect(server.heard.filter(line => SECRET.test(line))).toEqual([])
  await server.close()
})

it('readImap reads no mailbox of a PREAUTH session without TLS: STARTTLS cannot follow (RFC 9051 7.1.4)', async () => {
  const server = await fakes.readImap({ offers: true, greeting: '* PREAUTH welcome\r\n' })
  await expect(clients.readImap(server, {})).rejects.toMatchObject({ code: 'tls' })
  expect(server.heard.map(line => line.split(' ')[1])).toEqual(['CAPABILITY'])
  expect(await clients.readImap(server, { allowCleartextCredentials: true })).toEqual([])
  await server.close()
})

it.each(['readPop3', 'readImap'] as const)('%s tries STARTTLS where capabilities are refused', async name => {
  const refused = { readPop3: '-ERR what\r\n', readImap: 'TAG BAD what\r\n' }[name]
  const verb = { readPop3: 'STLS', readImap: 'STARTTLS' }[name]
  const server = await answering(name === 'readPop3' ? '+OK\r\n' : '* OK\r\n', line =>
    refused.replace('TAG', line.split(' ')[0] ?? ''),
  )
  await expect(clients[name](server, {})).rejects.toMatchObject({ code: 'tls', message: expect.stringContaining(verb) })
  expect(server.heard.some(line => line.endsWith(verb))).toBe(true)
  await server.close()
})

describe('over TLS', () => {
  let host: MailHost
  let ca: string
  beforeAll(async () => {
    const credentials = await selfSignedCertificate(['mx.some.domain'])
    ca = credentials.cert
    host = await startMailHost({
      domain: 'some.domain',
      hostname: 'mx.some.domain',
      users: [{ name: 'someone', password: 'secret' }],
      credentials,
      onSubmit: () => ({ code: 250 }),
    })
  })
  afterAll(() => host.close())

  it.each([
    ['sendMail', 'submission'],
    ['readPop3', 'pop3'],
    ['readImap', 'imap'],
  ] as const)('%s uses STARTTLS unasked, and checks the certificate', async (name, service) => {
    const server = host.services[service]
    await clients[name](server, { ca, servername: 'mx.some.domain' })
    for (const wrong of [{ servername: 'mx.some.domain' }, { ca, servername: 'other.example' }])
      await expect(clients[name](server, { ...wrong, allowCleartextCredentials: true })).rejects.toMatchObject({ code: 'tls' })
  })
})
