import { formatReply } from '@mailwire/smtp/replies'
import { afterEach, describe, expect, it } from 'vitest'
import { answerQuery, loadZone } from '../../src/index.js'
import {
  type DeliverOptions,
  deliver,
  type IncomingMessage,
  type Listener,
  nonDeliveryReport,
  relayMail,
  sendMail,
  startDnsServer,
  startSmtpServer,
} from '../../src/node.js'
import { answering, asBytes, MESSAGE, mailbox, scripted, simple, smtpAnswers, text } from '../peers.js'

const open: Listener[] = []
const opened = async <One extends Listener>(starting: Promise<One>): Promise<One> => {
  const one = await starting
  open.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(one => one.close()))
})

const options = { hostname: 'pc.example', timeout: 1000 }
const message = { sender: mailbox('w', 'sender.example'), recipients: [mailbox('a')], content: MESSAGE }

/** A domain with two hosts on one server, whose messages are kept. */
async function world(): Promise<{ taken: IncomingMessage[]; way: DeliverOptions }> {
  const taken: IncomingMessage[] = []
  const server = await opened(
    startSmtpServer({
      hostname: 'mx.example',
      onMessage: one => {
        taken.push(one)
        return { code: 250 }
      },
    }),
  )
  const zone = loadZone(
    `@ 60 SOA ns h 1 2 3 4 5\n${['one', 'two', 'a', 'b', 'c', 'sender'].map(name => `${name} 60 A 127.0.0.1`).join('\n')}`,
    { origin: 'example' },
  )
  const dns = await opened(startDnsServer({ answer: query => answerQuery(query, [zone]) }))
  return { taken, way: { ...options, dns: { server: dns, timeout: 1000 }, dial: () => server } }
}

/** Addresses that no command can hold: none of them is a reason to keep the message from the others. */
const UNSAYABLE = [
  { localPart: 'a b', domain: 'one.example' },
  { localPart: 'a\r\nRCPT TO:<x', domain: 'one.example' },
  { localPart: 'a', domain: 'b..example' },
  { localPart: 'a', domain: '' },
  { localPart: 'x'.repeat(65), domain: 'one.example' },
  { localPart: 'nobody', domain: undefined },
  { localPart: undefined as unknown as string, domain: 'one.example' },
  { localPart: 'a', domain: 7 as unknown as string },
]

describe('deliver forgets nobody to whom it delivered (RFC 5321 6.1)', () => {
  it('whatever is wrong with an address is in the report, with the address: 5.1.3 (RFC 3463 3.2)', async () => {
    const { taken, way } = await world()
    const recipients = [mailbox('a', 'one.example'), ...UNSAYABLE, mailbox('z', 'two.example'), mailbox('b', 'one.example')]
    const report = await deliver({ ...message, recipients }, way)
    expect(report.delivered.map(one => one.localPart)).toEqual(['a', 'b', 'z'])
    expect(report.failed.map(({ recipient, status }) => [recipient, status])).toEqual(UNSAYABLE.map(one => [one, '5.1.3']))
    expect(report.failed[0]?.diagnostic).toMatch(/^send to "a b@one\.example": ./)
    for (const { diagnostic } of report.failed) expect(diagnostic).not.toMatch(/[\r\n]/)
    // The report about them can be said, and goes back.
    expect(report).toMatchObject({ reported: true, errors: [] })
    expect(text(taken.at(-1)!.content)).toContain('Final-Recipient: rfc822; "a b@one.example"\r\n')
    expect(text(taken.at(-1)!.content)).not.toMatch(/^RCPT TO/m)
  })

  it('a name that DNS cannot hold (RFC 1035 2.3.4) costs its own recipients only', async () => {
    const { way } = await world()
    const long = `${'x'.repeat(50)}.`.repeat(5)
    const recipients = [mailbox('a', 'one.example'), mailbox('b', `${long}example`), mailbox('z', 'two.example')]
    const report = await deliver({ ...message, sender: null, recipients }, way)
    expect(report.delivered.map(one => one.localPart)).toEqual(['a', 'z'])
    expect(report.failed).toMatchObject([{ recipient: recipients[1], status: expect.stringMatching(/^5\.1\.[23]$/) }])
  })

  it.each([
    ['a route', { dns: { onAnswer: (): void => boom('b.example') } }],
    ['a dial', { dial: (host: string) => (host.startsWith('b.') ? boom() : undefined) }],
  ])('%s that throws costs its own domain only', async (_, broken) => {
    const { way } = await world()
    const recipients = ['a.example', 'b.example', 'c.example'].map(domain => mailbox('x', domain))
    const dial: DeliverOptions['dial'] = (host, address) =>
      ('dial' in broken ? broken.dial(host) : undefined) ?? way.dial!(host, address)
    let asked = 0
    const onAnswer = (): void => void ('dns' in broken && ++asked === 2 && broken.dns.onAnswer())
    const report = await deliver({ ...message, sender: null, recipients }, { ...way, dial, dns: { ...way.dns, onAnswer } })
    expect(report.delivered.length).toBe(2)
    expect(report.failed).toMatchObject([{ status: '4.3.0', diagnostic: expect.stringContaining('boom') }])
  })

  it('a callback that throws is in errors, and changes nothing', async () => {
    const { taken, way } = await world()
    const thrown = new Error('boom')
    const onAttempt = (): never => {
      throw thrown
    }
    const report = await deliver({ ...message, recipients: [mailbox('a', 'one.example')] }, { ...way, onAttempt })
    expect(report).toMatchObject({ delivered: [{ localPart: 'a' }], failed: [], errors: [thrown] })
    expect(taken).toHaveLength(1)
    const relayed = await relayMail([{ host: 'x', addresses: ['127.0.0.1'] }], message, { ...way, onAttempt })
    expect(relayed).toMatchObject({ result: { delivered: true }, errors: [thrown] })
  })

  it('a tap that throws behind the reply to the message does not send it again', async () => {
    const { taken, way } = await world()
    const tap = (_: string, bytes: Uint8Array): void => void (text(bytes).startsWith('QUIT') && boom())
    const { result, attempts } = await relayMail([{ host: 'x', addresses: ['127.0.0.1', '127.0.0.1'] }], message, { ...way, tap })
    expect([result.delivered, attempts.length, taken.length]).toEqual([true, 1, 1])
  })

  it.each(UNSAYABLE)('a sender that cannot be said: nobody gets it, and all are told so: %j', async sender => {
    const { taken, way } = await world()
    const recipients = [mailbox('a', 'one.example'), mailbox('b', 'two.example')]
    const report = await deliver({ ...message, sender, recipients }, way)
    expect(report.failed.map(({ status }) => status)).toEqual(['5.1.7', '5.1.7'])
    expect(report).toMatchObject({ delivered: [], reported: false, errors: [{ message: expect.stringContaining('report to') }] })
    expect(taken).toEqual([])
    await expect(sendMail({ host: '127.0.0.1', port: 1 }, { ...message, sender }, options)).rejects.toMatchObject({
      name: 'SmtpError',
      code: 'bad-path',
      message: expect.stringMatching(/^send from "/),
    })
  })

  it('a report that cannot be written is in errors', async () => {
    const { way } = await world()
    let asked = 0
    const changing = {
      ...way,
      get hostname(): string {
        return asked++ === 0 ? 'pc.example' : (Symbol() as unknown as string)
      },
    }
    const report = await deliver({ ...message, recipients: [UNSAYABLE[0]!] }, changing)
    expect(report).toMatchObject({ failed: [{ status: '5.1.3' }], reported: false, errors: [{ code: 'bad-option' }] })
  })

  it('sendMail refuses those addresses, and sends to the others', async () => {
    const { taken, way } = await world()
    const server = way.dial!('', '')
    const recipients = [mailbox('a', 'one.example'), ...UNSAYABLE]
    const result = await sendMail(server, { ...message, recipients }, options)
    expect(result).toMatchObject({ delivered: true, accepted: [recipients[0]] })
    expect(result.rejected.map(({ recipient, reply }) => [recipient, reply.enhanced])).toEqual(
      UNSAYABLE.map(one => [one, '5.1.3']),
    )
    for (const { reply } of result.rejected) expect(formatReply(reply)).toContain('send to ')
    await expect(sendMail(server, { ...message, recipients: [UNSAYABLE[0]!] }, options)).rejects.toMatchObject({
      code: 'bad-path',
      message: expect.stringContaining('"a b@one.example"'),
    })
    expect(taken).toHaveLength(1)
  })

  it('a report can be made about any address', async () => {
    for (const one of UNSAYABLE) {
      const failures = [{ recipient: one, status: '5.1.3', diagnostic: 'no\r\nInjected: yes' }]
      expect(text((await nonDeliveryReport('mx.example', one, MESSAGE, failures)).content)).not.toMatch(/^(?:Injected|RCPT)/m)
    }
  })
})

function boom(_?: string): never {
  throw new Error('boom')
}

describe('what is sent is what was given (RFC 5321 2.3.7, RFC 3030 3)', () => {
  const BINARY = '250-BINARYMIME\r\n250-CHUNKING\r\n250-8BITMIME\r\n'
  const LF = 'Subject: x\n\none\r\ntwo\rthree\n'

  it('the lines of a string get CRLF, and never go as BINARYMIME', async () => {
    for (const keywords of ['', BINARY]) {
      const server = await opened(simple(keywords))
      expect(await sendMail(server, { ...message, content: `${LF}é\n` }, options).catch(error => error)).toMatchObject(
        keywords === '' ? { status: '5.6.3' } : { delivered: true },
      )
      expect(await sendMail(server, { ...message, content: LF }, options)).toMatchObject({ delivered: true })
      expect(server.heard.join('\n')).toContain('DATA\nSubject: x\n\none\ntwo\nthree\n.\n')
      expect(server.heard.join('\n')).not.toContain('BINARYMIME')
    }
  })

  it.each([
    ['a bare LF', LF, 'bare-lf', 10],
    ['a bare CR', 'a\r\nb\rc\r\n', 'bare-cr', 4],
    ['a CR at the end', 'a\r\n\r', 'bare-cr', 3],
    ['a LF behind a bare CR', 'a\r\r\n', 'bare-cr', 1],
    ['a LF at the start', '\na\r\n', 'bare-lf', 0],
  ])('bytes are refused before anything is sent: %s', async (_, content, code, offset) => {
    const server = await opened(simple(BINARY))
    const given = { ...message, content: asBytes(content) }
    await expect(sendMail(server, given, options)).rejects.toMatchObject({ name: 'SmtpError', code, offset })
    await expect(deliver(given, { ...options, dns: { server: { host: '127.0.0.1', port: 1 } } })).rejects.toMatchObject({
      code,
      offset,
    })
    expect(server.heard).toEqual([])
    expect(await sendMail(server, given, { ...options, normalize: true })).toMatchObject({ delivered: true })
    expect(server.heard.join('\n')).not.toContain('BDAT')
  })

  it('BINARYMIME is for content that was declared binary, and that is never changed', async () => {
    for (const content of ['a: b\n\n\0\r\n', `${'x'.repeat(2000)}\n\r\n`]) {
      const server = await opened(simple(BINARY))
      const given = { ...message, content: asBytes(content), binary: true }
      expect(await sendMail(server, given, { ...options, normalize: true })).toMatchObject({ delivered: true })
      expect(server.heard.join('\r\n')).toContain(`BDAT ${content.length} LAST\r\n${content}`)
    }
    const server = await opened(simple(BINARY))
    for (const content of ['a: b\r\n\r\n\0\r\n', `${'x'.repeat(2000)}\r\n`])
      await expect(sendMail(server, { ...message, content: asBytes(content) }, options)).rejects.toMatchObject({
        code: 'refused',
        status: '5.6.3',
      })
    expect(server.heard.filter(line => !/^(EHLO|QUIT)/.test(line))).toEqual([])
  })

  it.each([undefined, null, 7, new ArrayBuffer(3)])('content of another type is an error: %s', async content => {
    const given = { ...message, content: content as unknown as string }
    await expect(sendMail({ host: '127.0.0.1', port: 1 }, given, options)).rejects.toMatchObject({ code: 'bad-text' })
  })
})

describe('a server without SMTPUTF8 gets A-labels where that is enough (RFC 6531 3.2)', () => {
  it('for senders and recipients whose local part is ASCII', async () => {
    const server = await opened(simple(''))
    const recipients = [mailbox('user', 'bücher.example'), mailbox('a', 'plain.example'), mailbox('josé', 'bücher.example')]
    const result = await sendMail(server, { ...message, sender: mailbox('w', 'mañana.example'), recipients }, options)
    expect(server.heard.filter(line => /^(MAIL|RCPT)/.test(line))).toEqual([
      'MAIL FROM:<w@xn--maana-pta.example>',
      'RCPT TO:<user@xn--bcher-kva.example>',
      'RCPT TO:<a@plain.example>',
    ])
    expect(result.accepted).toEqual(recipients.slice(0, 2))
    expect(result.accepted[0]).toBe(recipients[0])
    expect(result.rejected).toMatchObject([{ recipient: recipients[2], reply: { code: 553, enhanced: '5.6.7' } }])
  })

  it('and those whom it refuses are named as the caller named them', async () => {
    const server = await opened(
      answering(
        '220 hi\r\n',
        smtpAnswers(line => (line.startsWith('RCPT TO:<user') ? '550 5.1.1 no\r\n' : undefined)),
      ),
    )
    const recipients = [mailbox('user', 'bücher.example'), mailbox('a')]
    const { rejected } = await sendMail(server, { ...message, recipients }, options)
    expect(rejected.map(({ recipient }) => recipient)).toEqual([recipients[0]])
  })

  it.each([
    ['a local part', { recipients: [mailbox('josé', 'bücher.example')] }],
    ['the sender', { sender: mailbox('josé', 'bücher.example') }],
    [
      'the header',
      { content: Uint8Array.from(Buffer.from('Subject: olá\r\n\r\n')), recipients: [mailbox('u', 'bücher.example')] },
    ],
  ])('5.6.7 where %s needs it all the same', async (_, part) => {
    const server = await opened(simple(''))
    await expect(sendMail(server, { ...message, ...part }, options)).rejects.toMatchObject({ code: 'refused', status: '5.6.7' })
    expect(server.heard.filter(line => !/^(EHLO|QUIT)/.test(line))).toEqual([])
  })

  it('where it is offered, addresses go as they are', async () => {
    const server = await opened(simple('250-SMTPUTF8\r\n250-8BITMIME\r\n'))
    await sendMail(server, { ...message, recipients: [mailbox('user', 'bücher.example')] }, options)
    expect(server.heard.filter(line => /^(MAIL|RCPT)/.test(line))).toEqual([
      expect.stringContaining('SMTPUTF8'),
      'RCPT TO:<user@bücher.example>',
    ])
  })
})

describe('a message is neither sent again when it was stored, nor taken for stored when it was not (RFC 1047)', () => {
  const upToContent = ['220 hi\r\n', '250 hi\r\n', '250 ok\r\n', '250 ok\r\n', '354 go\r\n']
  const send = async (...said: (string | undefined)[]) => {
    const server = await opened(scripted(...said))
    const attempts: unknown[] = []
    const sent = relayMail([{ host: 'mx', addresses: ['127.0.0.1', '127.0.0.1'] }], message, {
      ...options,
      timeout: 200,
      dial: () => server,
      onAttempt: attempt => attempts.push(attempt),
    })
    return { outcome: await sent.catch((error: unknown) => error), attempts }
  }

  it.each([
    ['the connection is lost', undefined],
    ['nothing comes', ''],
    ['the reply cannot be read', 'hello?\r\n'],
    ['354 comes again', '354 go\r\n'],
  ])('where %s behind the final dot, no other host is tried, and the outcome is said to be unknown', async (_, last) => {
    const { outcome, attempts } = await send(...upToContent, ...(last === undefined ? [] : [last]))
    expect(outcome).toMatchObject({
      name: 'NetworkError',
      unconfirmed: true,
      message: expect.stringContaining('may have been accepted'),
    })
    expect(attempts).toHaveLength(1)
  })

  it.each([
    ['before DATA', upToContent.slice(0, 4)],
    ['behind a refused DATA', [...upToContent.slice(0, 4), '451 later\r\n']],
  ])('where the session breaks off %s, the next host is tried', async (_, said) => {
    const { outcome, attempts } = await send(...said)
    expect(outcome).toMatchObject({ name: 'NetworkError', unconfirmed: false })
    expect(attempts).toHaveLength(2)
  })

  it('a reply that came before the content is not the reply to it', async () => {
    const { outcome, attempts } = await send(...upToContent.slice(0, 4), '354 go\r\n250 queued\r\n')
    expect(outcome).toMatchObject({ name: 'NetworkError', code: 'closed', unconfirmed: false })
    expect(attempts).toHaveLength(2)
  })

  it('a 421 in its place is what the server says last', async () => {
    const { outcome } = await send(...upToContent.slice(0, 4), '354 go\r\n421 4.3.2 going down\r\n')
    expect(outcome).toMatchObject({ code: 'refused', message: expect.stringContaining('421 4.3.2') })
  })

  it('in a session of several messages the one that is unknown says so, and the first stays delivered', async () => {
    const ok = '250 ok\r\n'
    const limits = '250-hi\r\n250 LIMITS RCPTMAX=1\r\n'
    const server = await opened(scripted('220 hi\r\n', limits, ok, ok, '354 go\r\n', ok, ok, ok, '354 go\r\n'))
    const recipients = ['a', 'b', 'c'].map(name => mailbox(name))
    const { accepted, rejected } = await sendMail(server, { ...message, recipients }, options)
    expect(accepted).toEqual(recipients.slice(0, 1))
    expect(rejected.map(({ reply }) => reply.lines.join().includes('may have been accepted'))).toEqual([true, false])
  })

  it('an error that is not of the network, behind a delivery, is a refusal of the others', async () => {
    const ok = '250 ok\r\n'
    const limits = '250-hi\r\n250 LIMITS RCPTMAX=1\r\n'
    const server = await opened(scripted('220 hi\r\n', limits, ok, ok, '354 go\r\n', ok, ok, ok, '354 go\r\n', ok, '221 bye\r\n'))
    let mails = 0
    const tap = (_: string, bytes: Uint8Array): void => void (text(bytes).startsWith('MAIL') && ++mails === 2 && boom())
    const recipients = ['a', 'b'].map(name => mailbox(name))
    expect(await sendMail(server, { ...message, recipients }, { ...options, tap })).toMatchObject({
      delivered: true,
      accepted: recipients.slice(0, 1),
      rejected: [{ recipient: recipients[1], reply: { enhanced: '4.3.0' } }],
    })
  })
})
