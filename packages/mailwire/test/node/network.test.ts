import type { RecordInit } from '@mailwire/dns'
import { plainClient } from '@mailwire/sasl'
import { ClientConnection, type ClientEvent } from '@mailwire/smtp'
import { parseMailbox } from '@mailwire/smtp/address'
import { describe, expect, it } from 'vitest'
import { Gathered } from '../../src/node/gathered.js'
import {
  compose,
  connect,
  deliver,
  type IncomingMessage,
  nonDeliveryReport,
  relayMail,
  resolve,
  route,
  type SendMailOptions,
  selfSignedCertificate,
  sendMail,
  startDnsServer,
  startSmtpServer,
  Wire,
} from '../../src/node.js'
import { MESSAGE, mailbox, say, scripted, simple, text } from '../peers.js'

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
    ['the handshake fails', '220 go', 2, []],
    ['STARTTLS is refused', '454 not now', 1, ['QUIT']],
  ])(
    'goes on in the clear where %s, unless TLS is required (RFC 7435 3, RFC 3207 4.1)',
    async (_, starttls, sessions, goodbye) => {
      const server = await simple('250-STARTTLS\r\n', starttls)
      const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
      const options = { hostname: 'pc.example', timeout: 1000 }
      await expect(sendMail(server, message, { ...options, tls: 'required' })).rejects.toMatchObject({ code: 'tls' })
      expect(server.heard).toEqual(['EHLO pc.example', 'STARTTLS', ...goodbye])
      server.heard.length = 0
      expect(await sendMail(server, message, options)).toMatchObject({ delivered: true })
      expect(server.heard.filter(line => line.startsWith('EHLO'))).toHaveLength(sessions)
      await server.close()
    },
  )

  it('says HELO to a server that does not know EHLO (RFC 5321 3.2, F.3), but not to one that says "later"', async () => {
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
      const sent = sendMail(server, message, {
        hostname: 'pc.example',
        timeout: 1000,
        authenticate,
        allowCleartextCredentials: true,
        tap,
      })
      await expect(sent).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('535') })
      await server.close()
    }
    expect(heard.filter(line => !/^(EHLO|QUIT)/.test(line))).toEqual(['AUTH PLAIN ***\r\n', 'AUTH PLAIN\r\n', '***\r\n'])
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
    ['MAIL', ['554 5.7.1 we do not know you\r\n'], { code: 554, enhanced: '5.7.1' }],
    ['all recipients', ['250 ok\r\n', '550 5.1.1 a\r\n550 5.1.2 b\r\n'], { code: 550, enhanced: '5.1.1' }],
  ])(
    'a server that refuses %s and hangs up has refused, though the rest of the group has no reply',
    async (_, replies, reply) => {
      const server = await scripted('220 hi\r\n', '250-hi\r\n250 PIPELINING\r\n', replies.join(''), undefined)
      const recipients = [mailbox('a'), mailbox('b')]
      const { result, attempts } = await relayMail(
        [{ host: 'x', addresses: ['127.0.0.1', '127.0.0.1'] }],
        { sender: mailbox('w'), recipients, content: MESSAGE },
        { hostname: 'pc.example', timeout: 1000, dial: () => server },
      )
      expect(result).toMatchObject({ delivered: false, accepted: [], rejected: [{ recipient: recipients[0], reply }, {}], reply })
      expect(attempts).toHaveLength(1)
      await server.close()
    },
  )

  it('a server that hangs up with recipients left open has not answered', async () => {
    const server = await scripted('220 hi\r\n', '250-hi\r\n250 PIPELINING\r\n', '250 ok\r\n550 5.1.1 a\r\n', undefined)
    const message = { sender: null, recipients: [mailbox('a'), mailbox('b')], content: MESSAGE }
    await expect(sendMail(server, message, { hostname: 'pc.example', timeout: 1000 })).rejects.toMatchObject({ code: 'closed' })
    await server.close()
  })

  it.each([
    ['the greeting refuses', 'refused', {}, ['554 5.3.2 no mail here\r\n']],
    ['TLS is wanted and not offered', 'tls', { tls: 'required' as const }, ['220 hi\r\n', '250 hi\r\n']],
    [
      'AUTH is wanted and not offered',
      'not-offered',
      { authenticate: () => plainClient({ authenticationId: 'a', password: 'b' }), allowCleartextCredentials: true },
      ['220 hi\r\n', '250 hi\r\n'],
    ],
  ])('says QUIT where %s (RFC 5321 4.1.1.10)', async (_, code, more, said) => {
    const heard: string[] = []
    const tap = (direction: string, bytes: Uint8Array): void => void (direction === 'sent' && heard.push(text(bytes)))
    const server = await scripted(...said, '221 bye\r\n')
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    const sending = sendMail(server, message, { hostname: 'pc.example', timeout: 1000, tap, ...more })
    await expect(sending).rejects.toMatchObject({ code })
    expect(heard.at(-1)).toBe('QUIT\r\n')
    await server.close()
  })

  it('says how far a session had come that broke off, and of which host it speaks', async () => {
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    const send = async (said: (string | undefined)[], more: Partial<SendMailOptions> = {}): Promise<string> => {
      const server = await scripted(...said)
      const options = { hostname: 'pc.example', timeout: 100, dial: () => server, ...more }
      const error = await relayMail([{ host: 'mx.example', addresses: ['127.0.0.1'] }], message, options).catch(
        (error: Error) => error,
      )
      await server.close()
      return (error as Error).message
    }
    expect(await send(['220 hi\r\n', undefined])).toMatch(/^mx.example: .*; the reply to EHLO was due$/)
    expect(await send(['', undefined])).toMatch(/^mx.example: .*; no greeting came$/)
    expect(await send([''])).toMatch(
      /^mx.example: 127.0.0.1 port \d+: read: nothing came for 100 ms; no greeting came; .*tls: 'implicit'$/,
    )
    expect(await send(['220 hi\r\n', '250 hi\r\n', '250 ok\r\n', '250 ok\r\n', '354 go\r\n', ''])).toMatch(
      /; the reply to the end of the message was due$/,
    )
    expect(await send(['220 hi\r\n', '451 4.3.0 later\r\n'])).toMatch(/^mx.example: 127.0.0.1 port \d+: EHLO: 451 4.3.0 later$/)
    expect(await send(['220 hi\r\n'], { tls: 'implicit', timeout: 1000 })).toMatch(
      /^mx.example: 127.0.0.1 port \d+: start TLS: the peer did not answer with TLS; this port may not start with TLS$/,
    )
  })

  it('waits for each reply as long as its command says (RFC 5321 4.5.3.2)', async () => {
    const server = await scripted('220 hi\r\n', '250 hi\r\n', '')
    const client = new ClientConnection()
    const asked: (string | undefined)[] = []
    const timeout = (): number => {
      asked.push(client.awaiting)
      return 200
    }
    const wire = new Wire<ClientEvent>(client, await connect(server), { timeout })
    expect(await wire.next()).toMatchObject({ type: 'greeting' })
    client.send({ verb: 'ehlo', domain: 'pc.example' })
    expect(await wire.next()).toMatchObject({ type: 'reply' })
    client.send({ verb: 'mail', reversePath: null })
    await expect(wire.next()).rejects.toMatchObject({ code: 'timeout', message: 'read: nothing came for 200 ms' })
    expect([...new Set(asked)]).toEqual(['connect', 'ehlo', 'mail'])
    await server.close()
  })

  it.each([
    ['greeting', ['521 5.3.2 no mail here\r\n'], '5.3.2'],
    ['EHLO', ['220 hi\r\n', '421 4.3.2 later\r\n'], '4.3.2'],
    ['HELO', ['220 hi\r\n', '500 what\r\n', '504 who\r\n'], '5.0.0'],
  ])('who refuses %s is quoted, with the status of the reply', async (what, said, status) => {
    const server = await scripted(...said)
    const sent = sendMail(
      server,
      { sender: null, recipients: [mailbox('a')], content: MESSAGE },
      { hostname: 'pc.example', timeout: 1000 },
    )
    await expect(sent).rejects.toMatchObject({ code: 'refused', status, message: expect.stringContaining(`${what}: `) })
    await server.close()
  })

  it('in LMTP those whose reply came have it, whatever happens to the session behind it (RFC 2033 4.2)', async () => {
    const server = await scripted(
      '220 hi\r\n',
      '250-hi\r\n250 PIPELINING\r\n',
      '250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n',
      '250 2.0.0 a has it\r\n',
    )
    const message = { sender: null, recipients: [mailbox('a'), mailbox('b')], content: MESSAGE }
    expect(await sendMail(server, message, { hostname: 'pc.example', timeout: 250, lmtp: true })).toMatchObject({
      delivered: true,
      accepted: [mailbox('a')],
      rejected: [{ recipient: mailbox('b'), temporary: true, reply: { code: 451, enhanced: '4.4.2' } }],
    })
    await server.close()
  })

  it('an LMTP server that does not know LHLO is not greeted by another name (RFC 2033 4.1)', async () => {
    const server = await scripted('220 hi\r\n', '500 5.5.1 what\r\n', '250 hi\r\n')
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    await expect(sendMail(server, message, { hostname: 'pc.example', timeout: 1000, lmtp: true })).rejects.toMatchObject({
      code: 'refused',
      message: `127.0.0.1 port ${server.port}: LHLO: 500 5.5.1 what`,
    })
    await server.close()
  })

  it('what a server does behind the reply to the message does not send it again', async () => {
    const taken = ['220 hi\r\n', ...Array(3).fill('250 ok\r\n'), '354 go\r\n', '250 queued\r\n']
    for (const last of ['', '250 and more\r\n']) {
      const server = await scripted(...taken, last)
      const { result, attempts } = await relayMail(
        [{ host: 'a', addresses: ['127.0.0.1', '127.0.0.1'] }],
        { sender: null, recipients: [mailbox('a')], content: MESSAGE },
        { hostname: 'pc.example', timeout: 300, dial: () => server },
      )
      expect(result).toMatchObject({ delivered: true, reply: { lines: ['queued'] } })
      expect(attempts).toMatchObject([{ error: undefined }])
      await server.close()
    }
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

  it('a host whose addresses cannot be had is passed over, and tells why where there is no other (RFC 5321 5.1)', async () => {
    const mx = (name: string, preference: number, exchange: string): RecordInit => ({
      name,
      type: 'MX',
      class: 'IN',
      ttl: 1,
      data: { preference, exchange },
    })
    const server = await startDnsServer({
      answer: ({ id, questions }) => {
        const { name, type } = questions[0]!
        const answers: Record<string, RecordInit[]> = {
          'd.example MX': [mx(name, 1, 'lost.d.example'), mx(name, 2, 'half.d.example')],
          'half.d.example A': [{ name, type: 'A', class: 'IN', ttl: 1, data: { address: '192.0.2.1' } }],
          'e.example MX': [mx(name, 1, 'lost.d.example')],
        }
        const found = answers[`${name} ${type}`]
        return { id, flags: { qr: true }, rcode: found === undefined ? 'SERVFAIL' : 'NOERROR', questions, answers: found ?? [] }
      },
    })
    const dns = { server, timeout: 1000 }
    expect(await route('d.example', dns)).toMatchObject([
      { host: 'lost.d.example', addresses: [] },
      { host: 'half.d.example', addresses: ['192.0.2.1'] },
    ])
    await expect(route('e.example', dns)).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringContaining('SERVFAIL'),
    })
    const message = { sender: null, recipients: [mailbox('a', 'e.example')], content: MESSAGE }
    expect(await deliver(message, { hostname: 'pc.example', dns })).toMatchObject({ failed: [{ status: '4.4.3' }] })
    await server.close()
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

it('a message that comes a byte at a time takes no more than twice its memory', () => {
  const gathered = new Gathered()
  const large = new Uint8Array(1_048_576).fill(7)
  for (let at = 0; at < 100_000; at++) gathered.add(large.subarray(at, at + 1))
  expect(gathered.bytes()).toEqual(new Uint8Array(100_000).fill(7))
  expect(gathered.bytes().buffer.byteLength).toBe(100_000)
})

it('a report calls smtp what a server replied, and nothing else (RFC 3464 2.3.6)', async () => {
  const failures = ['550 5.1.1 nobody', 'the domain gone.example does not exist'].map((diagnostic, at) => ({
    recipient: mailbox(`r${at}`),
    status: '5.1.1',
    diagnostic,
  }))
  const report = text((await nonDeliveryReport('mx.example', mailbox('a'), MESSAGE, failures)).content)
  expect(report.match(/^Diagnostic-Code: .*$/gm)?.map(line => line.trim())).toEqual([
    'Diagnostic-Code: smtp; 550 5.1.1 nobody',
    'Diagnostic-Code: x-network; the domain gone.example does not exist',
  ])
})

it('a report names the host that refused (RFC 3464 2.3.5)', async () => {
  const failures = [{ recipient: mailbox('a'), status: '5.1.1', diagnostic: '550 5.1.1 nobody', host: 'mx.some.domain' }]
  const report = text((await nonDeliveryReport('mx.example', mailbox('w'), MESSAGE, failures)).content)
  expect(report).toContain('\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.some.domain\r\nDiagnostic-Code: smtp; 550 5.1.1 nobody\r\n')
  expect(report).toContain('  a@some.domain: mx.some.domain said: 550 5.1.1 nobody\r\n')
})

it('an LMTP server takes the message for each recipient alone, and each has a reply (RFC 2033 4.2)', async () => {
  const taken: unknown[] = []
  const server = await startSmtpServer({
    hostname: 'mx.example',
    lmtp: true,
    refuseRecipient: ({ localPart }) =>
      localPart === 'nobody' ? { code: 550, enhanced: '5.1.1', lines: ['nobody'] } : undefined,
    onMessage: ({ recipients, content, helo, lmtp }) => {
      taken.push([recipients.map(one => one.localPart), text(content), helo, lmtp])
      return recipients[0]?.localPart === 'full' ? { code: 452, enhanced: '4.2.2', lines: ['full'] } : { code: 250 }
    },
  })
  const recipients = ['a', 'full', 'nobody', 'b'].map(name => mailbox(name))
  const message = { sender: null, recipients, content: MESSAGE }
  for (const content of [MESSAGE, new Uint8Array(0)])
    expect(await sendMail(server, { ...message, content }, { hostname: 'pc.example', timeout: 1000, lmtp: true })).toMatchObject({
      delivered: true,
      accepted: [mailbox('a'), mailbox('b')],
      rejected: [
        { recipient: mailbox('nobody'), reply: { code: 550 } },
        { recipient: mailbox('full'), reply: { code: 452 } },
      ],
    })
  expect(taken).toEqual(
    [text(MESSAGE), ''].flatMap(content => ['a', 'full', 'b'].map(name => [[name], content, 'pc.example', true])),
  )
  await server.close()
})

it('a session may begin with TLS, and the certificate counts (RFC 8314 3.3)', async () => {
  const credentials = await selfSignedCertificate(['mx.example'])
  const taken: IncomingMessage[] = []
  const server = await startSmtpServer({
    hostname: 'mx.example',
    credentials,
    implicitTls: true,
    verify: ({ password }) => password === 'right',
    onMessage: message => {
      taken.push(message)
      return { code: 250 }
    },
  })
  const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
  const authenticate = () => plainClient({ authenticationId: 'me', password: 'right' })
  const options = { hostname: 'pc.example', timeout: 1000, tls: 'implicit', servername: 'mx.example', authenticate } as const
  expect(await sendMail(server, message, { ...options, ca: credentials.cert })).toMatchObject({ delivered: true })
  expect(taken).toMatchObject([{ secure: true, user: 'me' }])
  await expect(sendMail(server, message, options)).rejects.toMatchObject({ code: 'tls' })
  await expect(
    sendMail(server, message, { ...options, servername: 'other.example', ca: credentials.cert }),
  ).rejects.toMatchObject({ code: 'tls' })
  await server.close()
  await expect(
    startSmtpServer({ hostname: 'mx.example', implicitTls: true, onMessage: () => ({ code: 250 }) }),
  ).rejects.toMatchObject({
    code: 'tls',
    message: expect.stringContaining('credentials'),
  })
})

it.each([false, true])(
  'a server that is closed says so to a client whose message is not stored in time (RFC 5321 3.8); over TLS: %s',
  async secure => {
    const credentials = await selfSignedCertificate(['mx.example'])
    let taking = (): void => {}
    const busy = new Promise<void>(settle => {
      taking = settle
    })
    let release = (): void => {}
    const errors: unknown[] = []
    const server = await startSmtpServer({
      hostname: 'mx.example',
      ...(secure ? { credentials, implicitTls: true } : {}),
      onMessage: () => {
        taking()
        return new Promise(settle => {
          release = () => settle({ code: 250 })
        })
      },
      onError: error => errors.push(error),
      closeTimeout: 50,
    })
    const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
    const tls = secure ? ({ tls: 'implicit', servername: 'mx.example', ca: credentials.cert } as const) : {}
    const sent = sendMail(server, message, { hostname: 'pc.example', timeout: 3000, ...tls })
    await busy
    await server.close()
    expect(await sent).toMatchObject({ delivered: false, reply: { code: 421, enhanced: '4.3.2' } })
    release()
    await new Promise(settle => setTimeout(settle, 20))
    expect(errors).toEqual([])
  },
)

it('a server that hears nothing says so, and hangs up (RFC 5321 3.8, 4.5.3.2.7)', async () => {
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const server = await startSmtpServer({ hostname: 'mx.example', timeout: 50, onMessage: () => ({ code: 250 }), onError })
  expect(await say(server, 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n')).toEqual([220, 250, 250, 250, 354, 421])
  expect(errors).toMatchObject([{ code: 'timeout' }])
  await server.close()
})

it('a server that takes its time to store a message does not blame its client', async () => {
  const onMessage = async () => {
    await new Promise(settle => setTimeout(settle, 200))
    return { code: 250 }
  }
  const server = await startSmtpServer({ hostname: 'mx.example', timeout: 50, onMessage })
  const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
  expect(await sendMail(server, message, { hostname: 'pc.example', timeout: 2000 })).toMatchObject({ delivered: true })
  await server.close()
})

it('a server hangs up on who guesses (RFC 4954 9)', async () => {
  const server = await startSmtpServer({
    hostname: 'mx.example',
    verify: () => false,
    allowCleartextCredentials: true,
    onMessage: () => ({ code: 250 }),
  })
  const attempt = `AUTH PLAIN ${Buffer.from('\0a\0b').toString('base64')}\r\n`
  expect(await say(server, `EHLO a\r\n${attempt.repeat(6)}NOOP\r\n`)).toEqual([220, 250, 535, 535, 535, 535, 421])
  await server.close()
})

it('a source route is taken, and goes no further (RFC 5321 3.6.1, 4.1.1.3, F.2)', async () => {
  const taken: IncomingMessage[] = []
  const server = await startSmtpServer({
    hostname: 'mx.example',
    onMessage: message => {
      taken.push(message)
      return { code: 250 }
    },
  })
  await say(
    server,
    'EHLO a\r\nMAIL FROM:<@x.example:a@b.example>\r\nRCPT TO:<@x.example,@y.example:c@d.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n',
  )
  expect(taken).toMatchObject([{ sender: mailbox('a', 'b.example'), recipients: [mailbox('c', 'd.example')] }])
  expect([taken[0]!.sender, ...taken[0]!.recipients].map(one => Object.keys(one!))).toEqual(
    Array(2).fill(['localPart', 'domain']),
  )
  await server.close()
})

it('a server without a limit keeps the whole message (RFC 1870 4)', async () => {
  const kept: Uint8Array[] = []
  const onMessage = ({ content }: { content: Uint8Array }) => {
    kept.push(content)
    return { code: 250 }
  }
  const server = await startSmtpServer({ hostname: 'mx.example', size: 0, onMessage })
  const message = { sender: null, recipients: [mailbox('a')], content: MESSAGE }
  expect(await sendMail(server, message, { hostname: 'pc.example', timeout: 1000 })).toMatchObject({ delivered: true })
  expect(kept).toEqual([MESSAGE])
  await server.close()
})

describe('recipients that are more than a server takes at once (RFC 9422 4)', () => {
  const recipients = ['a@x.example', 'b@x.example', 'c@y.example', 'd@z.example'].map(text => parseMailbox(text))
  const message = { sender: null, recipients, content: MESSAGE }
  const options = { hostname: 'pc.example', timeout: 1000 }

  it.each([
    ['RCPTMAX=3', [3, 1]],
    ['RCPTDOMAINMAX=1', [2, 1, 1]],
    ['RCPTMAX=1 MAILMAX=10', [1, 1, 1, 1]],
    ['RCPTMAX=4', [4]],
  ])('go in several messages: %s', async (limits, groups) => {
    const server = await simple(`250-LIMITS ${limits}\r\n`)
    expect(await sendMail(server, message, options)).toMatchObject({ delivered: true, accepted: recipients, rejected: [] })
    const verbs = server.heard.map(line => line.slice(0, 4)).filter(verb => verb === 'MAIL' || verb === 'RCPT')
    expect(verbs).toEqual(groups.flatMap(count => ['MAIL', ...Array(count).fill('RCPT')]))
    await server.close()
  })

  it.each([
    [452, '4.5.3'],
    [552, undefined],
  ])('go in several, where the server only says so by %i %s to RCPT (RFC 5321 4.5.3.1.10)', async (code, enhanced) => {
    const taken: string[][] = []
    let named = 0
    const server = await startSmtpServer({
      hostname: 'mx.example',
      refuseRecipient: ({ localPart }) =>
        localPart === 'd' ? { code: 550, enhanced: '5.1.1' } : ++named > 2 ? { code, enhanced, lines: ['too many'] } : undefined,
      onMessage: ({ recipients }) => {
        named = 0
        taken.push(recipients.map(one => one.localPart))
        return { code: 250 }
      },
    })
    const many = { ...message, recipients: ['a', 'b', 'c', 'd', 'e', 'f'].map(name => mailbox(name)) }
    expect(await sendMail(server, many, options)).toMatchObject({
      delivered: true,
      accepted: ['a', 'b', 'c', 'e', 'f'].map(name => mailbox(name)),
      rejected: [{ recipient: mailbox('d'), reply: { code: 550 } }],
    })
    expect(taken).toEqual([['a', 'b'], ['c', 'e'], ['f']])
    named = 2
    expect(await sendMail(server, many, options)).toMatchObject({
      delivered: false,
      rejected: [{ temporary: true }, {}, {}, {}, {}, {}],
    })
    await server.close()
  })

  it('those for whom there is no message left are told to wait, and nobody gets it twice', async () => {
    const server = await simple('250-LIMITS RCPTMAX=1 MAILMAX=2\r\n')
    const { result, attempts } = await relayMail([{ host: 'x', addresses: ['127.0.0.1', '127.0.0.1'] }], message, {
      ...options,
      dial: () => server,
    })
    expect(result).toMatchObject({
      delivered: true,
      accepted: recipients.slice(0, 2),
      rejected: recipients.slice(2).map(recipient => ({ recipient, temporary: true, reply: { code: 452 } })),
    })
    expect(attempts).toHaveLength(1)
    await server.close()
  })

  it.each([
    ['says nothing', [''], 451],
    ['hangs up', [], 451],
    ['says what is no reply', ['hello?\r\n'], 451],
    ['says 421', ['421 going down\r\n'], 421],
  ])('a server that %s in the middle has what it took', async (_, last, code) => {
    const ok = '250 ok\r\n'
    const limits = '250-hi\r\n250 LIMITS RCPTMAX=1\r\n'
    const server = await scripted('220 hi\r\n', limits, ok, ok, '354 go\r\n', '250 queued\r\n', ...last)
    expect(await sendMail(server, message, { ...options, timeout: 300 })).toMatchObject({
      delivered: true,
      accepted: recipients.slice(0, 1),
      rejected: recipients.slice(1).map(recipient => ({ recipient, temporary: true, reply: { code } })),
    })
    await server.close()
  })
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
