/**
 * The servers against clients that mean harm: silent, dripping, endless, wrong, never reading, closing at every byte. Each case ends by a limit
 * of the server, and afterwards the server still serves. docs/interop.md lists what was tried and what came out.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as tlsConnect } from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type Certificate,
  connect,
  type Listener,
  Maildrop,
  type MailServerOptions,
  selfSignedCertificate,
  startImapServer,
  startPop3Server,
  startSmtpServer,
} from '../../src/node.js'
import { asBytes, converse, type Talk } from '../peers.js'

interface Subject {
  readonly listener: Listener
  readonly errors: { code?: string; message?: string }[]
  readonly stored: Uint8Array[]
  readonly maildrop: Maildrop
  /** Bytes that the server sent, to everybody. */
  sent(): number
}

const open: Listener[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map(server => server.close()))))

const PLAIN = Buffer.from('\0u\0p').toString('base64')

const protocols = [
  {
    name: 'SMTP',
    start: startSmtpServer,
    greeting: '220 ',
    hello: 'EHLO a\r\n',
    noop: 'NOOP\r\n',
    startTls: ['EHLO a\r\nSTARTTLS\r\n', '220 2.0.0'],
    login: `EHLO a\r\nAUTH PLAIN ${PLAIN}\r\n`,
    loggedIn: '235 ',
    whole:
      'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n.\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 3 LAST\r\nx\r\nQUIT\r\n',
  },
  {
    name: 'POP3',
    start: startPop3Server,
    greeting: '+OK',
    hello: 'CAPA\r\n',
    noop: 'CAPA\r\n',
    startTls: ['STLS\r\n', '+OK start'],
    login: 'USER u\r\nPASS p\r\n',
    loggedIn: 'messages',
    whole: 'CAPA\r\nUSER u\r\nPASS p\r\nSTAT\r\nUIDL\r\nLIST\r\nRETR 1\r\nTOP 1 1\r\nNOOP\r\nRSET\r\nQUIT\r\n',
  },
  {
    name: 'IMAP',
    start: startImapServer,
    greeting: '* OK',
    hello: 'a CAPABILITY\r\n',
    noop: 'a NOOP\r\n',
    startTls: ['a STARTTLS\r\n', 'a OK'],
    login: 'a LOGIN u p\r\n',
    loggedIn: 'a OK',
    whole:
      'a CAPABILITY\r\nb LOGIN {1}\r\nu {1+}\r\np\r\nc SELECT INBOX\r\nd FETCH 1:* (FLAGS BODY[])\r\ne STORE 1 +FLAGS (x)\r\nf LOGOUT\r\n',
  },
] as const

type Protocol = (typeof protocols)[number]

let certificate: Certificate | undefined

async function subject(
  protocol: Protocol,
  options: Partial<MailServerOptions> & { timeout?: number; verify?: () => boolean } = {},
) {
  const errors: Subject['errors'] = []
  const stored: Uint8Array[] = []
  const maildrop = new Maildrop()
  let sent = 0
  const all = {
    hostname: 'x.example',
    users: [{ name: 'u', password: 'p', maildrop }],
    allowCleartextCredentials: true,
    timeout: 5000,
    tap: (direction: string, bytes: Uint8Array) => {
      if (direction === 'sent') sent += bytes.length
    },
    onMessage: ({ content }: { content: Uint8Array }) => {
      stored.push(content)
      return { code: 250 }
    },
    onError: (error: unknown) => void errors.push(error as Subject['errors'][number]),
    ...options,
  }
  const listener = await protocol.start(all)
  open.push(listener)
  return { listener, errors, stored, maildrop, sent: () => sent } satisfies Subject
}

const tls = async (): Promise<Certificate> => {
  certificate ??= await selfSignedCertificate(['x.example'])
  return certificate
}

/** A well-behaved client is still served. */
async function serves({ listener }: Pick<Subject, 'listener'>, protocol: Protocol): Promise<void> {
  const peer = await converse(listener)
  await peer.until(protocol.greeting)
  peer.write(protocol.hello)
  await vi.waitFor(async () => expect((await peer.until(protocol.greeting)).split('\r\n').length).toBeGreaterThan(2))
  peer.socket.destroy()
}

/** Sends a text a byte at a time, for as long as the server listens. */
async function drip(peer: Talk, text: string): Promise<number> {
  let sent = 0
  while (!peer.socket.destroyed && peer.socket.writable && !peer.socket.readableEnded) {
    peer.write(text[sent++ % text.length]!)
    await sleep(5)
  }
  return sent
}

/** Everything until the server closes its side. */
const ending = async (peer: Talk): Promise<string> => {
  const heard: string[] = []
  peer.socket.on('data', chunk => heard.push(String(chunk)))
  await new Promise(settle => peer.socket.once('close', settle).once('end', settle))
  peer.socket.destroy()
  return heard.join('')
}

describe.each(protocols)('$name: a place is not held for ever', protocol => {
  it('by silent connections, more than there are places: a new client gets the place of the oldest', async () => {
    const server = await subject(protocol, { maxConnections: 10 })
    const silent = await Promise.all(Array.from({ length: 30 }, () => converse(server.listener)))
    await serves(server, protocol)
    for (const peer of silent) peer.socket.destroy()
  })

  it('by who says nothing at all: there is a time for the first command', async () => {
    const server = await subject(protocol, { greetingTimeout: 100 })
    await ending(await converse(server.listener))
    await vi.waitFor(() => expect(server.errors).toMatchObject([{ code: 'timeout', message: 'read: no command within 100 ms' }]))
  })

  it('by who drips a line, a byte inside every timeout', async () => {
    const server = await subject(protocol, { timeout: 200, greetingTimeout: 10_000 })
    const peer = await converse(server.listener)
    peer.write(protocol.hello)
    await peer.until(protocol.greeting)
    const over = ending(peer)
    expect(await drip(peer, 'x')).toBeLessThan(200)
    await over
    await vi.waitFor(() => expect(server.errors).toMatchObject([{ code: 'timeout' }]))
  })

  it('by who is busy, and never logs in', async () => {
    const server = await subject(protocol, { loginTimeout: 200, verify: () => true })
    const peer = await converse(server.listener)
    const over = ending(peer)
    const talking = setInterval(() => peer.socket.writable && peer.write(protocol.hello), 20)
    await over
    clearInterval(talking)
    await vi.waitFor(() => expect(server.errors).toMatchObject([{ message: 'read: no login within 200 ms' }]))
  })

  it('by who is logged in: it keeps its place, and the next one is turned away', async () => {
    const server = await subject(protocol, { maxConnections: 1, verify: () => true })
    const first = await converse(server.listener)
    first.write(protocol.login)
    await first.until(protocol.loggedIn)
    await vi.waitFor(async () =>
      expect(await (await converse(server.listener)).end()).toMatch(/^(?:421 4|-ERR \[SYS|\* BYE \[UNA)/),
    )
    first.write(protocol.noop)
    first.socket.destroy()
    await vi.waitFor(() => serves(server, protocol))
  })

  it('by one address, where the caller limits it', async () => {
    const server = await subject(protocol, { maxConnectionsPerAddress: 2 })
    const peers = [await converse(server.listener), await converse(server.listener)]
    for (const peer of peers) await peer.until(protocol.greeting)
    expect(await (await converse(server.listener)).end()).toMatch(/^(?:421 4|-ERR \[SYS|\* BYE \[UNA)/)
    peers[0]!.socket.destroy()
    await vi.waitFor(() => serves(server, protocol))
    peers[1]!.socket.destroy()
  })

  it('by who closes after STARTTLS was accepted: the session ends at once', async () => {
    const server = await subject(protocol, { credentials: await tls() })
    const [command, accepted] = protocol.startTls
    for (const leave of ['end', 'destroy', 'reset'] as const) {
      const peers = await Promise.all(Array.from({ length: 10 }, () => converse(server.listener)))
      for (const peer of peers) peer.write(command)
      for (const peer of peers) await peer.until(accepted)
      for (const { socket } of peers)
        leave === 'end' ? socket.end() : leave === 'reset' ? socket.resetAndDestroy() : socket.destroy()
      await vi.waitFor(() => expect(server.errors).toHaveLength(10), { timeout: 2000 })
      expect(server.errors.every(({ code }) => code === 'tls')).toBe(true)
      server.errors.length = 0
    }
    await serves(server, protocol)
  })

  it('by a TLS handshake that stalls, where TLS comes first (RFC 8314 3)', async () => {
    const server = await subject(protocol, { credentials: await tls(), implicitTls: true, timeout: 200, greetingTimeout: 200 })
    for (const begun of ['', '\x16\x03\x01']) {
      const peer = await converse(server.listener)
      peer.write(begun)
      await ending(peer)
    }
    await vi.waitFor(() => expect(server.errors).toHaveLength(2))
    const { host, port } = server.listener
    const secure = tlsConnect({ host, port, rejectUnauthorized: false })
    expect(String(await new Promise<Buffer>(settle => secure.once('data', settle)))).toContain(protocol.greeting.slice(0, 3))
    secure.destroy()
  })
})

describe.each(protocols)('$name: the time for a first command', protocol => {
  it('may pass while TLS is set up, before anything was said', async () => {
    const server = await subject(protocol, { credentials: await tls(), implicitTls: true, timeout: 400, greetingTimeout: 100 })
    await ending(await converse(server.listener))
    await vi.waitFor(() => expect(server.errors).toMatchObject([{ name: 'NetworkError', code: 'timeout' }]))
  })
})

describe.each(protocols)('$name: whatever comes', protocol => {
  it('closing at every byte of a session leaves nothing behind, and stores nothing that was not whole', async () => {
    const server = await subject(protocol)
    server.maildrop.deliver(asBytes('Subject: x\r\n\r\n.y\r\n'))
    for (let at = 0; at <= protocol.whole.length; at++) {
      const socket = await connect(server.listener)
      socket.on('error', () => {})
      socket.write(protocol.whole.slice(0, at), 'latin1')
      if (at % 3 === 2) {
        await new Promise<void>(settle => socket.once('data', () => settle()))
        socket.resetAndDestroy()
      } else if (at % 3 === 1) socket.destroy()
      else {
        socket.end()
        await new Promise(settle => socket.resume().once('close', settle))
      }
    }
    await serves(server, protocol)
    for (const content of server.stored) expect(Buffer.from(content).toString()).toBe('x\r\n')
    if (protocol.name === 'POP3') await vi.waitFor(() => expect(server.maildrop.lock()).toBeTypeOf('function'))
    expect(server.maildrop.messages).toHaveLength(1)
    await server.listener.close()
  })

  it.each([
    ['a TLS ClientHello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(30)],
    ['NULs', '\0'.repeat(200_000)],
    ['lines of nothing', '\r\n'.repeat(100)],
    ['a line without an end', 'x'.repeat(2_000_000)],
    ['bare LF and CR', 'a\nb\rc\n\r'.repeat(1000)],
    [
      'every byte',
      Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte).repeat(3))
        .join('\r\n')
        .repeat(5),
    ],
    ['QUIT twice', 'QUIT\r\nQUIT\r\na LOGOUT\r\nb LOGOUT\r\nNOOP\r\n'],
    ['commands for another time', 'PASS p\r\nDATA\r\n.\r\nRETR 1\r\na FETCH 1 ALL\r\na IDLE\r\nDONE\r\n'.repeat(10)],
    ['text behind STARTTLS', 'EHLO a\r\nSTARTTLS\r\nSTLS\r\na STARTTLS\r\nNOOP\r\nNOOP\r\na NOOP\r\n'],
  ])('%s', async (_, text) => {
    const server = await subject(protocol, { credentials: await tls() })
    const peer = await converse(server.listener)
    peer.write(text)
    await peer.end()
    await serves(server, protocol)
  })

  it('a flood of commands leaves others their turn', async () => {
    const server = await subject(protocol)
    const flood = await converse(server.listener)
    if (protocol.name !== 'SMTP') flood.write(protocol.login)
    const text = protocol.noop === 'CAPA\r\n' ? 'NOOP\r\n' : protocol.noop
    // The socket takes them as the server does.
    flood.socket.write(text.repeat(200_000))
    await flood.until(protocol.greeting)
    for (let others = 0; others < 5; others++) await serves(server, protocol)
    // Had the flood been answered in one turn, all of its answers would be there.
    expect(server.sent()).toBeLessThan(200_000 * 5)
    flood.socket.destroy()
  })
})

describe('work ends with the client', () => {
  const BODY = asBytes(
    `Subject: large\r\n\r\n${'0123456789012345678901234567890123456789012345678901234567890\r\n'.repeat(32_768)}`,
  ) // 2 MiB
  const COUNT = 200
  const requests = {
    POP3: 'RETR 1\r\n'.repeat(COUNT),
    IMAP: `b SELECT INBOX\r\n${'c FETCH 1 BODY.PEEK[]\r\n'.repeat(COUNT)}`,
  }

  it.each(protocols.filter(({ name }) => name !== 'SMTP'))('$name: that leaves with its answers outstanding', async protocol => {
    const server = await subject(protocol)
    server.maildrop.deliver(BODY)
    const peer = await converse(server.listener)
    peer.write(protocol.login)
    await peer.until(protocol.loggedIn)
    peer.write(requests[protocol.name as keyof typeof requests])
    await peer.until('Subject: large')
    peer.socket.resetAndDestroy()
    await sleep(100)
    const before = server.sent()
    await sleep(200)
    expect(server.sent()).toBe(before)
    expect(before).toBeLessThan((BODY.length * COUNT) / 4)
    expect(server.errors.filter(({ code }) => code !== 'unreachable')).toEqual([])
    await serves(server, protocol)
  })

  it.each(protocols.filter(({ name }) => name !== 'SMTP'))('$name: that never reads, after one timeout', async protocol => {
    const server = await subject(protocol, { timeout: 300 })
    server.maildrop.deliver(BODY)
    const socket = await connect(server.listener)
    socket.on('error', () => {})
    socket.write(protocol.login + requests[protocol.name as keyof typeof requests])
    await vi.waitFor(
      () => expect(server.errors).toMatchObject([{ code: 'timeout', message: expect.stringMatching(/^write: /) }]),
      {
        timeout: 5000,
      },
    )
    // What the system buffers, and the pieces of one message.
    expect(server.sent()).toBeLessThan(10 * BODY.length)
    socket.destroy()
    if (protocol.name === 'POP3') expect(server.maildrop.lock()).toBeTypeOf('function')
  })

  it('SMTP: that drips its message a byte at a time (RFC 5321 4.5.3.2.5)', async () => {
    const server = await subject(protocols[0], { timeout: 300 })
    const peer = await converse(server.listener)
    peer.write('EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
    await peer.until('354')
    const over = ending(peer)
    expect(await drip(peer, 'x'.repeat(60).concat('\r\n'))).toBeLessThan(300)
    expect(await over).toMatch(/^421 4\.4\.2 /m)
    expect(server.stored).toEqual([])
  })

  it('SMTP: a large message that keeps coming has all the time that it needs', async () => {
    const server = await subject(protocols[0], { timeout: 400 })
    const peer = await converse(server.listener)
    peer.write('EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
    await peer.until('354')
    for (let piece = 0; piece < 8; piece++) {
      peer.write(`${'x'.repeat(62)}\r\n`.repeat(1100))
      await sleep(100)
    }
    peer.write('.\r\nQUIT\r\n')
    await peer.end()
    expect(server.stored).toHaveLength(1)
  })
})
