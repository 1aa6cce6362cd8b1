/** Errors say what to do: which option helps, which server it was, what it said. */
import { plainClient } from '@mailwire/sasl'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import {
  type Certificate,
  type ClientTlsOptions,
  compose,
  connect,
  deliver,
  type Endpoint,
  type Listener,
  Maildrop,
  nonDeliveryReport,
  readImap,
  readPop3,
  relayMail,
  resolve,
  route,
  selfSignedCertificate,
  sendMail,
  startImapServer,
  startPop3Server,
  startSmtpServer,
} from '../../src/node.js'
import { answering, MESSAGE, mailbox, smtpAnswers } from '../peers.js'

const message = { sender: null, recipients: [mailbox('a', '[127.0.0.1]')], content: MESSAGE }
const login = { name: 'a', password: 'p' }
const authenticate = () => plainClient({ authenticationId: 'a', password: 'p' })
const nowhere = { host: '127.0.0.1', port: 1 }
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

/** The four clients, and what each says of a server. */
const clients = {
  sendMail: (server: Endpoint, options: ClientTlsOptions) =>
    errorOf(sendMail(server, message, { hostname: 'pc.example', authenticate, ...options })),
  readPop3: (server: Endpoint, options: ClientTlsOptions) => errorOf(readPop3(server, { ...login, ...options })),
  readImap: (server: Endpoint, options: ClientTlsOptions) => errorOf(readImap(server, { ...login, ...options })),
  deliver: async (server: Endpoint, options: ClientTlsOptions) => {
    const way = { hostname: 'pc.example', dns: { server: nowhere }, dial: () => server, authenticate, ...options }
    const { failed } = await deliver(message, way)
    return { message: failed[0]?.diagnostic, code: failed[0]?.status === '4.7.5' ? 'tls' : failed[0]?.status }
  },
} as const
const servers = { sendMail: 'smtp', readPop3: 'pop3', readImap: 'imap', deliver: 'smtp' } as const
const names = Object.keys(clients) as (keyof typeof clients)[]

describe('a certificate that cannot be trusted: the option is named (RFC 9051 11.1)', () => {
  const up = new Map<string, Listener>()
  let good: Certificate
  let expired: Certificate
  beforeAll(async () => {
    good = await selfSignedCertificate(['mx.some.domain'])
    const day = 86_400_000
    const made = await generate([{ name: 'commonName', value: 'mx.some.domain' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - 2 * day),
      notAfterDate: new Date(Date.now() - day),
    })
    expired = { cert: made.cert, key: made.private }
    for (const [kind, credentials] of [
      ['good', good],
      ['expired', expired],
    ] as const) {
      const shared = { hostname: 'mx.some.domain', credentials, implicitTls: true }
      const users = [{ ...login, maildrop: new Maildrop() }]
      const verify = () => true
      up.set(`smtp ${kind}`, await startSmtpServer({ ...shared, verify, onMessage: () => ({ code: 250 }) }))
      up.set(`pop3 ${kind}`, await startPop3Server({ ...shared, users }))
      up.set(`imap ${kind}`, await startImapServer({ ...shared, users }))
    }
  })
  afterAll(async () => void (await Promise.all([...up.values()].map(listener => listener.close()))))

  it.each(names)('%s', async name => {
    const of = async (kind: string, options: ClientTlsOptions): Promise<unknown> =>
      clients[name](up.get(`${servers[name]} ${kind}`)!, { tls: 'implicit', ...options })
    const says = (pattern: RegExp) => ({ code: 'tls', message: expect.stringMatching(pattern) })
    const servername = 'mx.some.domain'
    expect(await of('good', { servername })).toMatchObject(says(/self.signed certificate.*pass it .*option ca$/))
    expect(await of('good', { servername, ca: expired.cert })).toMatchObject(says(/neither in the option ca nor issued/))
    expect(await of('good', { ca: good.cert, servername: 'other.example' })).toMatchObject(
      says(/not for "other.example" but for mx.some.domain; .*option servername$/),
    )
    expect(await of('expired', { servername, ca: expired.cert })).toMatchObject(says(/expired: the server needs a new .*clock/))
    const fine = await of('good', { servername, ca: good.cert })
    expect(name === 'deliver' ? (fine as { message?: string }).message : fine).toBeUndefined()
  })
})

describe('a server that takes credentials over TLS only: the option is named', () => {
  const clear = { allowCleartextCredentials: true, timeout: 1000 }
  const withServer = async (server: Listener, name: keyof typeof clients, options: ClientTlsOptions): Promise<unknown> => {
    const error = await clients[name](server, options)
    await server.close()
    return error
  }

  it('POP3 without STLS, and one that refuses USER in the clear', async () => {
    const pop3 = () => answering('+OK hi\r\n', line => (line === 'CAPA' ? '+OK\r\nUSER\r\n.\r\n' : '-ERR [AUTH] use TLS\r\n'))
    const server = await pop3()
    expect(await withServer(server, 'readPop3', {})).toMatchObject({
      code: 'tls',
      message: `127.0.0.1 port ${server.port}: start TLS: the server does not offer STLS; credentials are sent over TLS only, unless allowCleartextCredentials is true; for a port that starts with TLS (995) use tls: 'implicit'`,
    })
    expect(await withServer(await pop3(), 'readPop3', clear)).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^127.0.0.1 port \d+: USER: \[AUTH\] use TLS; .*tls at 'offered' or 'required' to use STLS/),
    })
  })

  it.each(['', '250-STARTTLS\r\n'])('SMTP without AUTH in the clear, offering %j', async starttls => {
    const server = await answering(
      '220 hi\r\n',
      smtpAnswers(line => (/^EHLO/.test(line) ? `250-hi\r\n${starttls}250 HELP\r\n` : undefined)),
    )
    expect(await withServer(server, 'sendMail', { ...clear, tls: 'never' })).toMatchObject({
      code: 'not-offered',
      message: expect.stringMatching(/the server does not offer AUTH; .*over TLS only, leave tls at .*tls: 'implicit'.*465/),
    })
  })

  it('IMAP with LOGINDISABLED, and one that refuses LOGIN in the clear', async () => {
    const imap = (capability: string) =>
      answering('* OK hi\r\n', line => {
        const [tag, verb] = line.split(' ')
        return verb === 'CAPABILITY'
          ? `* CAPABILITY IMAP4rev1${capability}\r\n${tag} OK\r\n`
          : `${tag} NO [PRIVACYREQUIRED] use TLS\r\n`
      })
    const option = /leave tls at 'offered' or 'required' to use STARTTLS, or use tls: 'implicit'/
    for (const [capability, what] of [
      [' LOGINDISABLED', 'LOGIN: the server announces LOGINDISABLED'],
      ['', 'LOGIN: use TLS'],
    ] as const) {
      const server = await imap(capability)
      const error = await withServer(server, 'readImap', clear)
      expect(error).toMatchObject({ code: 'refused', message: expect.stringMatching(option) })
      expect((error as Error).message.startsWith(`127.0.0.1 port ${server.port}: ${what}`)).toBe(true)
    }
  })

  it('a refused login has the host and the words of the server', async () => {
    const refuse = smtpAnswers(line =>
      /^EHLO/.test(line) ? '250-hi\r\n250 AUTH PLAIN\r\n' : /^AUTH/.test(line) ? '535 5.7.8 wrong password\r\n' : undefined,
    )
    const server = await answering('220 hi\r\n', refuse)
    const error = await withServer(server, 'sendMail', clear)
    expect(error).toMatchObject({ name: 'NetworkError', code: 'refused', status: '5.7.8' })
    expect((error as Error).message).toContain(`127.0.0.1 port ${server.port}: AUTH PLAIN: 535 5.7.8 wrong password`)
  })
})

describe('an option that is missing or wrong is named, before anything is sent', () => {
  const send = { hostname: 'pc.example' }
  const dns = { server: nowhere }
  const failed = { recipient: mailbox('b'), status: '5.1.1', diagnostic: '550 no such user' }
  const any = (value: unknown): never => value as never
  it.each<[string, string, () => Promise<unknown>]>([
    ['server', 'sendMail', () => sendMail(any(undefined), message, send)],
    ['server.host', 'sendMail', () => sendMail(any({ port: 25 }), message, send)],
    ['server.port', 'sendMail', () => sendMail(any({ host: 'a' }), message, send)],
    ['server.port', 'sendMail', () => sendMail({ host: 'a', port: 70_000 }, message, send)],
    ['options', 'sendMail', () => sendMail(nowhere, message, any(undefined))],
    ['hostname', 'sendMail', () => sendMail(nowhere, message, any({}))],
    ['hostname', 'sendMail', () => sendMail(nowhere, message, { hostname: 'a b' })],
    ['tls', 'sendMail', () => sendMail(nowhere, message, { ...send, tls: any(true) })],
    ['ca', 'sendMail', () => sendMail(nowhere, message, { ...send, ca: '/etc/ssl/cert.pem' })],
    ['servername', 'sendMail', () => sendMail(nowhere, message, { ...send, servername: '' })],
    ['authenticate', 'sendMail', () => sendMail(nowhere, message, { ...send, authenticate: any(authenticate()) })],
    ['name', 'sendMail', () => sendMail(nowhere, message, { ...send, password: 'p' })],
    ['name', 'sendMail', () => sendMail(nowhere, message, { ...send, name: 'a', password: '' })],
    ['password', 'sendMail', () => sendMail(nowhere, message, { ...send, name: 'a' })],
    ['authenticate', 'sendMail', () => sendMail(nowhere, message, { ...send, ...login, authenticate })],
    ['hostname', 'relayMail', () => relayMail([], message, any({}))],
    ['hostname', 'deliver', () => deliver(message, any({ dns }))],
    ['dns', 'deliver', () => deliver(message, any(send))],
    ['dns.server', 'deliver', () => deliver(message, any({ ...send, dns: {} }))],
    ['dns.server.port', 'deliver', () => deliver(message, any({ ...send, dns: { server: { host: 'a' } } }))],
    ['options', 'resolve', () => resolve('a.example', 'A', any(undefined))],
    ['server', 'resolve', () => resolve('a.example', 'A', any({}))],
    ['server.host', 'resolve', () => resolve('a.example', 'A', { server: { host: '', port: 53 } })],
    ['server', 'route', () => route('a.example', any({}))],
    ['domain', 'route', () => route('a@b.example', dns)],
    ['server.host', 'connect', () => connect(any({ port: 25 }))],
    ['server.port', 'connect', () => connect({ host: 'a', port: Number.NaN })],
    ['server', 'readPop3', () => readPop3(any(undefined), login)],
    ['name', 'readPop3', () => readPop3(nowhere, any({ password: 'p' }))],
    ['password', 'readImap', () => readImap(nowhere, any({ name: 'a' }))],
    ['name', 'readImap', () => readImap(nowhere, {})],
    ['authenticate', 'readImap', () => readImap(nowhere, { authenticate: any('PLAIN') })],
    ['authenticate', 'readPop3', () => readPop3(nowhere, { ...login, authenticate })],
    ['options', 'readImap', () => readImap(nowhere, any(undefined))],
  ])('%s of %s', async (option, _, work) => {
    const error = await errorOf(work())
    expect(error).toMatchObject({ name: 'NetworkError', code: 'bad-option' })
    expect((error as Error).message).toMatch(new RegExp(`^[a-z ]+: ${option.replaceAll('.', '\\.')}: `))
  })

  const hint = /an address is \{ localPart, domain \}; parseMailbox/
  it('an address given as a string, where a mailbox is expected', async () => {
    const options = { ...send, dns }
    const asText = { ...message, recipients: [any('a@b.example'), mailbox('a', '[300.0.0.1]')] }
    expect((await deliver(asText, options)).failed[0]).toMatchObject({
      recipient: 'a@b.example',
      status: '5.1.3',
      diagnostic: expect.stringMatching(/^send to "a@b.example": .*parseMailbox/),
    })
    await expect(sendMail(nowhere, { ...message, recipients: [any('a@b.example')] }, send)).rejects.toMatchObject({
      code: 'bad-path',
      message: expect.stringMatching(hint),
    })
    await expect(sendMail(nowhere, { ...message, sender: any('a@b.example') }, send)).rejects.toMatchObject({
      code: 'bad-path',
      message: expect.stringMatching(/^send from "a@b.example": .*parseMailbox/),
    })
    for (const recipients of ['a@b.example', mailbox('a'), undefined])
      await expect(deliver({ ...message, recipients: any(recipients) }, options)).rejects.toMatchObject({
        name: 'SmtpError',
        code: 'bad-value',
        message: expect.stringMatching(hint),
      })
    await expect(sendMail(nowhere, any({ ...message, sender: undefined }), send)).rejects.toMatchObject({ code: 'bad-value' })
    await expect(sendMail(nowhere, any(undefined), send)).rejects.toMatchObject({ code: 'bad-value' })
  })

  it('a mailbox where an address is written in a header', async () => {
    const draft = { from: 'a@b.example', to: ['c@d.example'], subject: 's', text: 't' }
    for (const wrong of [{ from: mailbox('a') }, { to: [mailbox('a')] }, { to: 'c@d.example' }])
      await expect(compose(any({ ...draft, ...wrong }))).rejects.toMatchObject({
        name: 'SmtpError',
        code: 'bad-value',
        message: expect.stringContaining('formatMailbox'),
      })
  })

  it.each<[field: string, value: unknown]>([
    ['subject', 1],
    ['text', Symbol('x')],
    ['html', {}],
    ['messageId', 7n],
    ['date', new Date(Number.NaN)],
    ['date', '1970'],
  ])('a draft whose %s is %o', async (field, value) => {
    const draft = { from: 'a@b.example', to: ['c@d.example'], subject: 's', text: 't' }
    await expect(compose(any({ ...draft, [field]: value }))).rejects.toMatchObject({
      name: 'SmtpError',
      code: 'bad-value',
      message: expect.stringMatching(`^compose: ${field}: `),
    })
    await expect(compose(any(undefined))).rejects.toMatchObject({ name: 'SmtpError', code: 'bad-value' })
  })

  it('a draft with more than a draft has: it is not handed on', async () => {
    const draft = {
      from: 'a@b.example',
      to: ['c@d.example'],
      subject: 's',
      text: 't',
      raw: 'X: y\r\n\r\nother',
      headers: { 'X-A': 'b' },
    }
    const written = Buffer.from(await compose(draft)).toString('latin1')
    expect(written).toMatch(/^From: a@b\.example\r\n.*\r\n\r\nt/s)
    expect(written).not.toMatch(/X-A|other/)
  })

  it.each<[what: string, call: () => Promise<unknown>, option: string]>([
    ['the reporter adds a line', () => nonDeliveryReport('mx\r\nX-A: b', mailbox('a'), new Uint8Array(0), [failed]), 'reporter'],
    [
      'a host adds a line',
      () => nonDeliveryReport('mx', mailbox('a'), new Uint8Array(0), [{ ...failed, host: 'h\r\nX-A: b' }]),
      'host',
    ],
    [
      'a status adds a line',
      () => nonDeliveryReport('mx', mailbox('a'), new Uint8Array(0), [{ ...failed, status: '5.1.1\r\nX: y' }]),
      'status',
    ],
    [
      'a failure without its diagnostic',
      () => nonDeliveryReport('mx', mailbox('a'), new Uint8Array(0), [any({ ...failed, diagnostic: undefined })]),
      'diagnostic',
    ],
    ['no original', () => nonDeliveryReport('mx', mailbox('a'), any(undefined), [failed]), 'original'],
    ['no failures', () => nonDeliveryReport('mx', mailbox('a'), new Uint8Array(0), any(undefined)), 'failures'],
  ])('a report in which %s', async (_what, call, option) => {
    await expect(call()).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'bad-option',
      message: expect.stringMatching(`^report failed delivery: ${option}: `),
    })
  })

  it('no recipient, in all three ways to send', async () => {
    const nobody = { ...message, recipients: [] }
    for (const work of [sendMail(nowhere, nobody, send), relayMail([], nobody, send), deliver(nobody, { ...send, dns })])
      await expect(work).rejects.toMatchObject({
        name: 'SmtpError',
        code: 'invalid-state',
        message: 'send message: recipients: at least one mailbox expected, none found',
      })
  })
})

describe('what the system says is the cause, beside host and port', () => {
  const gone = { host: 'no..host', port: 53 } // which nobody needs to be asked for
  it.each<[string, Endpoint, string, (server: Endpoint) => Promise<unknown>]>([
    ['connect', nowhere, 'ECONNREFUSED', server => connect(server, 1000)],
    ['resolve over UDP', nowhere, 'ECONNREFUSED', server => resolve('a', 'A', { server, timeout: 1000 })],
    ['resolve over TCP', nowhere, 'ECONNREFUSED', server => resolve('a', 'A', { server, timeout: 1000, tcp: true })],
    ['readPop3', nowhere, 'ECONNREFUSED', server => readPop3(server, login)],
    ['connect', gone, 'ENOTFOUND', server => connect(server)],
    ['resolve over UDP', gone, 'ENOTFOUND', server => resolve('a', 'A', { server })],
    ['resolve over TCP', gone, 'ENOTFOUND', server => resolve('a', 'A', { server, tcp: true })],
  ])('%s of %j: %s', async (_, server, code, work) => {
    const error = (await errorOf(work(server))) as Error
    expect(error).toMatchObject({ name: 'NetworkError', code: 'unreachable', cause: { code } })
    expect(error.message).toContain(`${server.host} port ${server.port}: `)
    expect(error.message).toContain(`(${code})`)
  })

  test('nobody answers: a timeout, whoever noticed', async () => {
    const { systemError } = await import('../../src/node/errors.js')
    const error = systemError('a port 25', Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' }))
    expect(error).toMatchObject({ code: 'timeout', message: 'a port 25: no answer; the port may be blocked (ETIMEDOUT)' })
  })
})

describe('530 refuses the session, not the message (RFC 4954 6, RFC 3207 4)', () => {
  const options = { hostname: 'pc.example', timeout: 1000 }
  const said = '530 5.7.0 Authentication required'
  /** Refuses a command with 530, and AUTH is offered by `keywords`. */
  const wanting = (verb: string, keywords: string) =>
    answering(
      '220 hi\r\n',
      smtpAnswers(line =>
        /^EHLO/.test(line)
          ? `250-hi\r\n${keywords}250 HELP\r\n`
          : /^AUTH/.test(line)
            ? '235 ok\r\n'
            : line.startsWith(verb)
              ? `${said}\r\n`
              : undefined,
      ),
    )

  it.each(['MAIL', 'RCPT'])('in answer to %s it is an error that says to log in', async verb => {
    const server = await wanting(verb, '250-AUTH PLAIN\r\n')
    await expect(sendMail(server, message, options)).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'auth-required',
      status: '5.7.0',
      message: expect.stringContaining(
        `127.0.0.1 port ${server.port}: send message: ${said}; log in: by name and password, by credentials, or by authenticate`,
      ),
    })
    expect(server.heard.at(-1)).toBe('QUIT')
    await server.close()
  })

  it('no other host is tried, and a report has its status', async () => {
    const server = await wanting('MAIL', '250-AUTH PLAIN\r\n')
    const dial = () => server
    const targets = [{ host: 'mx.example', addresses: ['192.0.2.1', '192.0.2.2'] }]
    await expect(relayMail(targets, message, { ...options, dial })).rejects.toMatchObject({ code: 'auth-required' })
    expect(server.heard.filter(line => line.startsWith('EHLO'))).toHaveLength(1)
    const { failed } = await deliver(message, { ...options, dial, dns: { server: nowhere } })
    expect(failed).toMatchObject([{ status: '5.7.0', diagnostic: expect.stringContaining(said) }])
    await server.close()
  })

  it('in the clear, where no AUTH is offered, TLS comes first', async () => {
    const server = await wanting('MAIL', '')
    await expect(sendMail(server, message, options)).rejects.toMatchObject({
      code: 'refused',
      status: '5.7.0',
      message: expect.stringMatching(/530 5.7.0 .*; leave tls at .*tls: 'implicit'/),
    })
    await server.close()
  })

  it('who is logged in has a result, as for any other refusal', async () => {
    const server = await wanting('MAIL', '250-AUTH PLAIN\r\n')
    const given = { ...options, authenticate, allowCleartextCredentials: true }
    expect(await sendMail(server, message, given)).toMatchObject({ delivered: false, reply: { code: 530 } })
    await server.close()
  })
})
