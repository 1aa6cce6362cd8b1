import { plainClient } from '@mailwire/sasl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuery, loadZone } from '../../src/index.js'
import {
  deliver,
  type IncomingMessage,
  type Listener,
  type MailHost,
  type OutgoingMessage,
  readImap,
  readPop3,
  route,
  selfSignedCertificate,
  sendMail,
  startDnsServer,
  startMailHost,
} from '../../src/node.js'
import { asBytes, MESSAGE, mailbox, say, simple, text } from '../peers.js'

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
      '@ 60 SOA ns h 1 2 3 4 5\n@ 60 MX 10 mx\nmx 60 A 127.0.0.1\nnomail 60 MX 0 .\nseveral 60 MX 5 mx\nseveral 60 MX 10 plain\nseveral 60 MX 20 far\nfar 60 A 127.0.0.1\nadrift 60 MX 5 nowhere\nplain 60 A 127.0.0.1\nxn--bcher-kva 60 A 127.0.0.1',
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
    expect(text(pop3!.content!).endsWith(text(MESSAGE))).toBe(true)
    expect(text(imap!.content!)).toBe(text(pop3!.content!))
    expect([imap!.uid, imap!.envelope?.subject]).toEqual([1, 'hi'])
    expect(host.users[0]!.maildrop.messages[0]!.flags).toEqual(new Set(['\\Seen']))
  })

  it('knows its users by every form of their names (RFC 5321 4.1.2)', async () => {
    const recipients = [mailbox('"some\\one"'), mailbox('SomeOne'), mailbox('"some one"')]
    expect(await sendMail(host.services.mx, { ...envelope, recipients }, options())).toMatchObject({
      accepted: recipients.slice(0, 2),
      rejected: [{ recipient: recipients[2] }],
    })
    const { maildrop } = host.users[0]!
    maildrop.remove(new Set([maildrop.messages.at(-1)!.uid]))
    arrived.pop()
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
    await expect(sendMail(host.services.submission, envelope, options())).rejects.toMatchObject({ code: 'auth-required' })
    const never = { ...options(), tls: 'never', authenticate } as const
    await expect(sendMail(host.services.submission, envelope, never)).rejects.toMatchObject({ code: 'tls' })
    await expect(
      sendMail(host.services.submission, envelope, { ...never, allowCleartextCredentials: true }),
    ).rejects.toMatchObject({ code: 'not-offered' })
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
    await expect(sendMail(host.services.mx, { ...envelope, content: asBytes('a\nb\r\n') }, options())).rejects.toMatchObject({
      name: 'SmtpError',
      code: 'bare-lf',
      offset: 1,
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

    it('finds its way, and reports what did not arrive to the sender (RFC 5321 3.6.2, 3.6.3)', async () => {
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
        ['x', '5.1.10'],
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
      ['SMTPUTF8, with which it came', '250-8BITMIME\r\n', { content: asBytes('a: b\r\n\r\n\xff\r\n'), smtputf8: true }, '5.6.7'],
      ['8BITMIME', '', { content: asBytes('a: b\r\n\r\n\xff\r\n') }, '5.6.3'],
      ['BINARYMIME', '', { content: asBytes('a: b\r\n\r\n\0\r\n') }, '5.6.3'],
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

    it('a bounce that cannot be delivered is the end of it (RFC 5321 4.5.5)', async () => {
      const lost = { sender: null, recipients: [mailbox('nobody')], content: MESSAGE }
      expect(await deliver(lost, way())).toMatchObject({ delivered: [], reported: false })
      const noReturn = { sender: mailbox('nobody'), recipients: [mailbox('a', 'adrift.some.domain')], content: MESSAGE }
      expect(await deliver(noReturn, way())).toMatchObject({ delivered: [], failed: [{ status: '5.1.2' }], reported: false })
    })

    it('routes end before the host that sends (RFC 5321 5.1)', async () => {
      const ask = { server: dns, timeout: 1000 }
      const hosts = async (...self: string[]) =>
        (await route('several.some.domain', { ...ask, self })).map(({ host }) => host.replace(/\..*/, ''))
      expect(await hosts()).toEqual(['mx', 'plain', 'far'])
      expect(await hosts('other.example')).toEqual(['mx', 'plain', 'far'])
      expect(await hosts('Plain.some.domain.')).toEqual(['mx'])
      expect(await hosts('far.some.domain', 'plain.some.domain')).toEqual(['mx'])
      await expect(hosts('mx.some.domain')).rejects.toMatchObject({ code: 'no-route', status: '5.4.6' })
      await expect(route('plain.some.domain', { ...ask, self: ['plain.some.domain'] })).rejects.toMatchObject({ status: '5.4.6' })
    })

    it('routes: null MX, no such domain, no address, and a domain that is its own host', async () => {
      const ask = { server: dns, timeout: 1000 }
      await expect(route('nomail.some.domain', ask)).rejects.toMatchObject({
        code: 'no-route',
        status: '5.1.10',
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
