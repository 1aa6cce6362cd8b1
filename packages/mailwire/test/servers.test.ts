import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { plainClient } from '@mailwire/sasl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuery, loadZone } from '../src/index.js'
import { Gathered } from '../src/node/gathered.js'
import {
  compose,
  connect,
  deliver,
  type IncomingMessage,
  type Listener,
  type MailHost,
  type OutgoingMessage,
  readImap,
  readPop3,
  relayMail,
  resolve,
  route,
  selfSignedCertificate,
  sendMail,
  startDnsServer,
  startMailHost,
} from '../src/node.js'

const mailbox = (localPart: string, domain: string | undefined = 'some.domain') => ({ localPart, domain })
const octets = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const MESSAGE = octets('Subject: hi\r\n\r\n.a\r\n..\r\nb\r\n')

/** A server that says what it is told to, a line at a time, and then hangs up. */
async function scripted(...lines: (string | undefined)[]): Promise<Listener> {
  const server = createServer((socket: Socket) => {
    const rest = [...lines]
    const say = (): void => {
      const line = rest.shift()
      if (line === undefined) socket.end()
      else socket.write(line)
    }
    socket.on('error', () => {})
    socket.on('data', say)
    say()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { host: '127.0.0.1', port, close: async () => void server.close() }
}

/** The codes of all replies to octets that are sent at once. */
async function say({ host, port }: Listener, octets: string): Promise<number[]> {
  const socket = await connect({ host, port })
  socket.write(octets)
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return [
    ...Buffer.concat(parts)
      .toString()
      .matchAll(/^(\d{3})(?: |$)/gm),
  ].map(match => Number(match[1]))
}

/** A server of few extensions that takes everything, and what it was told. TLS is what it offers at most, and never has. */
async function simple(keywords: string, starttls = '220 go'): Promise<Listener & { readonly heard: string[] }> {
  const heard: string[] = []
  const server = createServer((socket: Socket) => {
    let content = false
    socket.on('error', () => {})
    socket.write('220 hi\r\n')
    socket.on('data', chunk => {
      if (chunk[0] === 0x16) return void socket.end('no TLS here\r\n')
      for (const line of chunk.toString('utf8').split('\r\n').slice(0, -1)) {
        heard.push(line)
        if (content && line !== '.') continue
        const [verb = ''] = line.split(' ')
        content = verb === 'DATA'
        const replies: Record<string, string> = {
          EHLO: `250-hi\r\n${keywords}250 HELP`,
          DATA: '354 go',
          STARTTLS: starttls,
          QUIT: '221 bye',
        }
        socket.write(`${replies[verb] ?? '250 ok'}\r\n`)
        if (verb === 'QUIT') socket.end()
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { host: '127.0.0.1', port, heard, close: async () => void server.close() }
}

describe('a mail host', () => {
  let host: MailHost
  let dns: Listener
  let cert: string
  const submitted: OutgoingMessage[] = []
  const arrived: [string, IncomingMessage][] = []
  const envelope = { sender: mailbox('writer', 'sender.example'), recipients: [mailbox('someone')], content: MESSAGE }
  const reader = () => ({ name: 'someone', password: 'secret', servername: 'mx.some.domain', ca: cert, timeout: 3000 })

  beforeAll(async () => {
    const certificate = await selfSignedCertificate(['mx.some.domain'])
    cert = certificate.cert
    host = await startMailHost({
      domain: 'some.domain',
      hostname: 'mx.some.domain',
      users: [
        { name: 'someone', password: 'secret' },
        { name: 'other', password: 'secret' },
      ],
      credentials: certificate,
      onSubmit: message => {
        submitted.push(message)
        return { code: 250, lines: ['ok'] }
      },
      onDeliver: (name, message) => void arrived.push([name, message]),
    })
    const zone = loadZone(
      '@ 60 SOA ns h 1 2 3 4 5\n@ 60 MX 10 mx\nmx 60 A 127.0.0.1\nnomail 60 MX 0 .\nadrift 60 MX 5 nowhere\nplain 60 A 127.0.0.1\nxn--bcher-kva 60 A 127.0.0.1',
      { origin: 'some.domain' },
    )
    dns = await startDnsServer({ answer: query => answerQuery(query, [zone]) })
  })
  afterAll(async () => {
    await host.close()
    await dns.close()
  })

  const options = () => ({ hostname: 'pc.example', servername: 'mx.some.domain', ca: cert, timeout: 3000 })

  it('takes a message for its users, all of them in one session', async () => {
    const result = await sendMail(
      host.services.mx,
      { ...envelope, recipients: [mailbox('someone'), mailbox('nobody'), mailbox('Other', 'SOME.domain')] },
      options(),
    )
    expect(result).toMatchObject({
      delivered: true,
      accepted: [mailbox('someone'), mailbox('Other', 'SOME.domain')],
      rejected: [{ recipient: mailbox('nobody'), reply: { code: 550, enhanced: '5.1.1' } }],
    })
    expect(arrived.map(([name]) => name)).toEqual(['someone', 'other'])
    const stored = text(host.users[0]!.maildrop.messages[0]!.content)
    expect(stored).toMatch(
      /^Return-Path: <writer@sender.example>\r\nReceived: from pc.example \(\[127.0.0.1\]\)\r\n by mx.some.domain with ESMTPS id /,
    )
    // Two recipients: neither is told of the other (RFC 5321 7.6).
    expect(stored).not.toContain(' for <')
    expect(stored.endsWith(text(MESSAGE))).toBe(true)
  })

  it('shows it over POP3 and IMAP, the dots as they were', async () => {
    const [pop3] = await readPop3(host.services.pop3, reader())
    const [imap] = await readImap(host.services.imap, reader())
    expect(text(pop3!.content).endsWith(text(MESSAGE))).toBe(true)
    expect(text(imap!.content)).toBe(text(pop3!.content))
    expect([imap!.uid, imap!.envelope?.subject]).toEqual([1, 'hi'])
    expect(host.users[0]!.maildrop.messages[0]!.flags).toEqual(new Set(['\\Seen']))
  })

  it('somebody reads what goes to postmaster (RFC 5321 4.5.1)', async () => {
    const postmaster = { localPart: 'Postmaster', domain: undefined }
    expect(await sendMail(host.services.mx, { ...envelope, recipients: [postmaster] }, options())).toMatchObject({
      delivered: true,
    })
    expect(arrived.at(-1)?.[0]).toBe('someone')
  })

  it('a wrong password is refused by each', async () => {
    const wrong = { ...reader(), password: 'guess' }
    await expect(readPop3(host.services.pop3, wrong)).rejects.toMatchObject({ name: 'NetworkError', code: 'refused' })
    await expect(readImap(host.services.imap, wrong)).rejects.toMatchObject({ name: 'NetworkError', code: 'refused' })
    await expect(
      sendMail(host.services.submission, envelope, {
        ...options(),
        authenticate: () => plainClient({ authenticationId: 'someone', password: 'guess' }),
      }),
    ).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('535') })
  })

  it('submission wants AUTH (RFC 6409 4.3), and AUTH wants TLS', async () => {
    const authenticate = () => plainClient({ authenticationId: 'someone', password: 'secret' })
    expect(await sendMail(host.services.submission, envelope, options())).toMatchObject({
      delivered: false,
      reply: { code: 530 },
    })
    await expect(
      sendMail(host.services.submission, envelope, { ...options(), tls: 'never', authenticate }),
    ).rejects.toMatchObject({
      code: 'not-offered',
    })
    expect(await sendMail(host.services.submission, envelope, { ...options(), authenticate })).toMatchObject({ delivered: true })
    expect(text(submitted[0]!.content)).toMatch(
      /^Received: .*\r\n by mx.some.domain with ESMTPSA id \S+\r\n for <someone@some.domain>;/,
    )
  })

  it('a certificate that leads nowhere, or is for another name, ends it where TLS is required, or a password would go there', async () => {
    const authenticate = () => plainClient({ authenticationId: 'someone', password: 'secret' })
    for (const wrong of [{ ca: undefined }, { servername: 'other.example' }, { servername: '127.0.0.1' }]) {
      await expect(sendMail(host.services.mx, envelope, { ...options(), ...wrong, tls: 'required' })).rejects.toMatchObject({
        code: 'tls',
      })
      await expect(sendMail(host.services.submission, envelope, { ...options(), ...wrong, authenticate })).rejects.toMatchObject({
        code: 'tls',
      })
    }
  })

  it('TLS is opportunistic between mail hosts: any certificate is better than none (RFC 7435)', async () => {
    for (const wrong of [{ ca: undefined }, { servername: 'other.example' }, { servername: '127.0.0.1' }]) {
      expect(await sendMail(host.services.mx, envelope, { ...options(), ...wrong })).toMatchObject({ delivered: true })
      expect(arrived.at(-1)?.[1].secure).toBe(true)
    }
  })

  it('a message beyond ASCII comes in with SMTPUTF8, and says so in its trace (RFC 6531 4.3)', async () => {
    const before = host.users[0]!.maildrop.messages.length
    const content = Uint8Array.from(Buffer.from('Subject: olá\r\n\r\nx\r\n'))
    expect(
      await sendMail(host.services.mx, { ...envelope, sender: mailbox('josé', 'bücher.example'), content }, options()),
    ).toMatchObject({ delivered: true })
    expect(arrived.at(-1)?.[1]).toMatchObject({ smtputf8: true, sender: mailbox('josé', 'bücher.example') })
    const stored = Buffer.from(host.users[0]!.maildrop.messages[before]!.content).toString('utf8')
    expect(stored).toMatch(/^Return-Path: <josé@bücher.example>\r\nReceived: .*\r\n by mx.some.domain with UTF8SMTPS id /)
    expect(stored.endsWith('Subject: olá\r\n\r\nx\r\n')).toBe(true)
  })

  it('chunks make a message, and RSET throws away those that came (RFC 3030 2)', async () => {
    const before = host.users[0]!.maildrop.messages.length
    const start = 'MAIL FROM:<a@b.example> BODY=8BITMIME\r\nRCPT TO:<someone@some.domain>\r\n'
    const codes = await say(
      host.services.mx,
      `EHLO pc.example\r\n${start}BDAT 4\r\nlostRSET\r\n${start}BDAT 9\r\nSubject: BDAT 10\r\nx\r\n\r\n.\r\n\r\nBDAT 0 LAST\r\nQUIT\r\n`,
    )
    expect(codes).toEqual([220, 250, 250, 250, 250, 250, 250, 250, 250, 250, 250, 221])
    expect(text(host.users[0]!.maildrop.messages[before]!.content)).toMatch(/;\r\n [^\r]*\r\nSubject: x\r\n\r\n\.\r\n\r\n$/)
  })

  it('a message with a bare LF never leaves', async () => {
    await expect(sendMail(host.services.mx, { ...envelope, content: octets('a\nb\r\n') }, options())).rejects.toMatchObject({
      code: 'refused',
      status: '5.6.3',
      message: expect.stringContaining('BINARYMIME'),
    })
  })

  describe('delivery', () => {
    const way = () => ({
      hostname: 'submission.example',
      ca: cert,
      timeout: 3000,
      dns: { server: dns, timeout: 1000 },
      dial: (name: string) => (name === 'mx.some.domain' ? host.services.mx : { host: '127.0.0.1', port: 1 }),
    })

    it('finds its way, and reports what did not arrive to the sender', async () => {
      const before = host.users[1]!.maildrop.messages.length
      const report = await deliver(
        {
          sender: mailbox('other'),
          recipients: [
            mailbox('someone'),
            mailbox('nobody'),
            mailbox('x', 'nomail.some.domain'),
            { localPart: 'postmaster', domain: undefined },
          ],
          content: MESSAGE,
        },
        way(),
      )
      expect(report.delivered).toEqual([mailbox('someone')])
      expect(report.failed.map(({ recipient, status }) => [recipient.localPart, status])).toEqual([
        ['nobody', '5.1.1'],
        ['x', '5.1.2'],
        ['postmaster', '5.1.2'],
      ])
      expect(report.reported).toBe(true)
      const bounce = host.users[1]!.maildrop.messages[before]!
      expect(text(bounce.content)).toMatch(/^Return-Path: <>\r\n/)
      expect(bounce.structure).toMatchObject({
        type: 'multipart',
        subtype: 'report',
        parameters: expect.arrayContaining([['report-type', 'delivery-status']]),
      })
      expect(bounce.structure.children.map(part => `${part.type}/${part.subtype}`)).toEqual([
        'text/plain',
        'message/delivery-status',
        'text/rfc822-headers',
      ])
    })

    it.each([
      ['SMTPUTF8, by its sender', '', { sender: mailbox('josé', 'b.example') }, '5.6.7'],
      ['SMTPUTF8, by its header', '', { content: Uint8Array.from(Buffer.from('Subject: olá\r\n\r\n')) }, '5.6.7'],
      ['SMTPUTF8, with which it came', '250-8BITMIME\r\n', { content: octets('a: b\r\n\r\n\xff\r\n'), smtputf8: true }, '5.6.7'],
      ['8BITMIME', '', { content: octets('a: b\r\n\r\n\xff\r\n') }, '5.6.3'],
      ['BINARYMIME', '', { content: octets('a: b\r\n\r\n\0\r\n') }, '5.6.3'],
      ['a larger SIZE', '250-SIZE 10\r\n', {}, '5.3.4'],
    ])('what needs %s is not sent on without it (RFC 6531 3.5, RFC 6152 3, RFC 3030 3)', async (_, keywords, part, status) => {
      const next = await simple(keywords)
      const message = { sender: null, recipients: [mailbox('someone')], content: MESSAGE, ...part }
      const report = await deliver(message, { ...way(), dial: () => next })
      expect(report.failed).toMatchObject([{ recipient: mailbox('someone'), status }])
      expect(next.heard.filter(line => !/^(?:EHLO|QUIT)/.test(line))).toEqual([])
      await next.close()
    })

    it('tells of addresses beyond ASCII in base 64 (RFC 6533 3 and 4)', async () => {
      const before = host.users[1]!.maildrop.messages.length
      const content = Uint8Array.from(Buffer.from('Subject: olá\r\n\r\nx\r\n'))
      const message = { sender: mailbox('other'), recipients: [mailbox('josé')], content }
      expect(await deliver(message, way())).toMatchObject({ failed: [{ status: '5.1.1' }], reported: true })
      const bounce = host.users[1]!.maildrop.messages[before]!
      expect(text(bounce.content)).toMatch(/^[\0-\x7f]*$/)
      expect(bounce.structure.children.map(part => `${part.type}/${part.subtype}`)).toEqual([
        'text/plain',
        'message/global-delivery-status',
        'message/global-headers',
      ])
      const base64 = /global-delivery-status[\s\S]*?\r\n\r\n([^-]*)/.exec(text(bounce.content))?.[1] ?? ''
      expect(Buffer.from(base64, 'base64').toString('utf8')).toContain('Final-Recipient: utf-8; josé@some.domain\r\n')
    })

    it('an address literal is its own host (RFC 5321 5.1), and U-labels are asked for as A-labels (RFC 6531 3.7.1)', async () => {
      const ask = { server: dns, timeout: 1000 }
      expect(await route('[192.0.2.1]', ask)).toMatchObject([{ addresses: ['192.0.2.1'] }])
      expect(await route('[IPv6:2001:db8::1]', ask)).toMatchObject([{ addresses: ['2001:db8::1'] }])
      await expect(route('[x400:a]', ask)).rejects.toMatchObject({ code: 'no-route' })
      expect(await route('bücher.some.domain', ask)).toMatchObject([
        { host: 'xn--bcher-kva.some.domain', addresses: ['127.0.0.1'] },
      ])
      await expect(route('\u200d.some.domain', ask)).rejects.toMatchObject({ code: 'no-route' })
    })

    it('a bounce that cannot be delivered is the end of it', async () => {
      const lost = { sender: null, recipients: [mailbox('nobody')], content: MESSAGE }
      expect(await deliver(lost, way())).toMatchObject({ delivered: [], reported: false })
      const noReturn = { sender: mailbox('nobody'), recipients: [mailbox('a', 'adrift.some.domain')], content: MESSAGE }
      expect(await deliver(noReturn, way())).toMatchObject({ delivered: [], failed: [{ status: '5.1.2' }], reported: false })
    })

    it('routes: null MX, no such domain, no address, and a domain that is its own host', async () => {
      const ask = { server: dns, timeout: 1000 }
      await expect(route('nomail.some.domain', ask)).rejects.toMatchObject({
        code: 'no-route',
        message: expect.stringContaining('null MX'),
      })
      await expect(route('gone.some.domain', ask)).rejects.toMatchObject({ code: 'no-route' })
      await expect(route('adrift.some.domain', ask)).rejects.toMatchObject({
        code: 'no-route',
        message: expect.stringContaining('address'),
      })
      await expect(route('elsewhere.example', ask)).rejects.toMatchObject({
        code: 'no-answer',
        message: expect.stringContaining('REFUSED'),
      })
      expect(await route('plain.some.domain', ask)).toEqual([
        { host: 'plain.some.domain', preference: 0, addresses: ['127.0.0.1'] },
      ])
    })
  })
})

describe('what a network does', () => {
  it('a server that says "later" is passed over, one that says no ends it (RFC 5321 5.1)', async () => {
    const busy = await scripted('220 hi\r\n', '250 hi\r\n', '451 later\r\n', '221 bye\r\n')
    const full = await scripted('220 hi\r\n', '250 hi\r\n', '550 never\r\n', '221 bye\r\n')
    const targets = [
      { host: 'busy', addresses: ['127.0.0.1'] },
      { host: 'full', addresses: ['127.0.0.1'] },
      { host: 'never-asked', addresses: ['127.0.0.1'] },
    ]
    const { result, attempts } = await relayMail(
      targets,
      { sender: null, recipients: [mailbox('a')], content: MESSAGE },
      { hostname: 'pc.example', timeout: 2000, dial: name => (name === 'busy' ? busy : full) },
    )
    expect(result).toMatchObject({ delivered: false, reply: { code: 550 } })
    expect(attempts).toMatchObject([
      { host: 'busy', error: { code: 'refused' } },
      { host: 'full', error: undefined },
    ])
    await busy.close()
    await full.close()
  })

  it.each([
    ['the handshake fails', '220 go', 2],
    ['STARTTLS is refused', '454 not now', 1],
  ])('goes on in the clear where %s, unless TLS is required (RFC 7435 3, RFC 3207 4.1)', async (_, starttls, sessions) => {
    const server = await simple('250-STARTTLS\r\n', starttls)
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    const options = { hostname: 'pc.example', timeout: 1000 }
    await expect(sendMail(server, message, { ...options, tls: 'required' })).rejects.toMatchObject({ code: 'tls' })
    expect(server.heard).toEqual(['EHLO pc.example', 'STARTTLS'])
    server.heard.length = 0
    expect(await sendMail(server, message, options)).toMatchObject({ delivered: true })
    expect(server.heard.filter(line => line.startsWith('EHLO'))).toHaveLength(sessions)
    await server.close()
  })

  it('says HELO to a server that does not know EHLO (RFC 5321 3.2), but not to one that says "later"', async () => {
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    const options = { hostname: 'pc.example', timeout: 1000 }
    const old = await scripted(
      '220 hi\r\n',
      '500 what?\r\n',
      ...Array(3).fill('250 ok\r\n'),
      '354 go\r\n',
      '250 ok\r\n',
      '221 bye\r\n',
    )
    expect(await sendMail(old, message, options)).toMatchObject({ delivered: true })
    await expect(sendMail(old, message, { ...options, tls: 'required' })).rejects.toMatchObject({ code: 'tls' })
    await old.close()
    const busy = await scripted('220 hi\r\n', '450 later\r\n')
    await expect(sendMail(busy, message, options)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('450'),
    })
    await busy.close()
  })

  it('a password that makes AUTH too long for a command is sent in answer to a challenge (RFC 4954 4)', async () => {
    const heard: string[] = []
    const tap = (direction: string, bytes: Uint8Array): void => void (direction === 'sent' && heard.push(text(bytes)))
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    for (const length of [300, 400]) {
      const server = await scripted(
        '220 hi\r\n',
        '250-hi\r\n250 AUTH PLAIN\r\n',
        ...(length === 300 ? [] : ['334 \r\n']),
        '535 no\r\n',
      )
      const authenticate = () => plainClient({ authenticationId: 'a', password: 'x'.repeat(length) })
      const sent = sendMail(server, message, { hostname: 'pc.example', timeout: 1000, authenticate, tap })
      await expect(sent).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('535') })
      await server.close()
    }
    expect(heard.filter(line => !line.startsWith('EHLO'))).toEqual(['AUTH PLAIN ***\r\n', 'AUTH PLAIN\r\n', '***\r\n'])
  })

  it('says goodbye to a server that said 421 by saying nothing', async () => {
    const server = await scripted('220 hi\r\n', '250 hi\r\n', '421 going down\r\n')
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    expect(await sendMail(server, message, { hostname: 'pc.example', timeout: 1000 })).toMatchObject({
      delivered: false,
      reply: { code: 421 },
    })
    await server.close()
  })

  it.each([
    ['hangs up', [''], 'closed'],
    ['speaks another protocol', ['HTTP/1.1 400 Bad Request\r\n'], 'closed'],
    ['refuses service', ['554 not here\r\n'], 'refused'],
    ['says nothing', ['220 hi\r\n', ''], 'timeout'],
  ])('a server that %s', async (_, lines, code) => {
    const server = await scripted(...(lines[0] === '' ? [] : lines))
    await expect(
      sendMail(server, { sender: null, recipients: [mailbox('a')], content: MESSAGE }, { hostname: 'pc.example', timeout: 300 }),
    ).rejects.toMatchObject({ name: 'NetworkError', code })
    await server.close()
  })

  it('a closed port', async () => {
    const server = await scripted()
    await server.close()
    await expect(connect(server, 500)).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('refused') })
    await expect(resolve('a', 'A', { server, timeout: 200, tries: 1 })).rejects.toMatchObject({ name: 'NetworkError' })
    await expect(resolve('a', 'A', { server, timeout: 200, tcp: true })).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('a name server whose policy fails says SERVFAIL, and one is told of what cannot be read', async () => {
    const errors: unknown[] = []
    const server = await startDnsServer({
      answer: () => {
        throw new Error('out of order')
      },
      onError: error => errors.push(error),
    })
    const { message } = await resolve('a.example', 'A', { server, timeout: 1000 })
    expect([message.rcode, errors.length]).toEqual(['SERVFAIL', 1])
    await server.close()
  })
})

it('a message that comes an octet at a time takes no more than twice its memory', () => {
  const gathered = new Gathered()
  const large = new Uint8Array(1_048_576).fill(7)
  for (let at = 0; at < 100_000; at++) gathered.add(large.subarray(at, at + 1))
  expect(gathered.octets()).toEqual(new Uint8Array(100_000).fill(7))
  expect(gathered.octets().buffer.byteLength).toBe(100_000)
})

describe('compose', () => {
  it('a message whose lines end in CRLF', async () => {
    const content = text(
      await compose({
        from: 'a@b.example',
        to: ['c@d.example'],
        subject: 'é',
        text: 'x\ny',
        messageId: '<1@b.example>',
        date: new Date(0),
      }),
    )
    expect(content).toContain('Message-ID: <1@b.example>\r\n')
    expect(content.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/)
  })
})
