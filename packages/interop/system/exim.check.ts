/**
 * Exim: as a client it hands messages to our servers in chunks (RFC 3030), with SMTPUTF8 and over TLS, and speaks LMTP to ours; as a server it takes our
 * chunks, and refuses some. (Debian: exim4-daemon-light. It cannot be installed beside Postfix, but may be unpacked anywhere, as `install` does: EXIM
 * names the program then, and root needs a user Debian-exim.)
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { connect, type IncomingMessage, sasl, sendMail, smtp, startSmtpServer, Wire } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message, NAME } from '../test/world.js'
import { placeFor } from './place.js'
import { isRoot, type Ran, run, type Started, start } from './programs.js'

const EXIM = process.env.EXIM ?? '/usr/sbin/exim4'
const place = placeFor('exim', 'by exim')

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const asBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

// It is Debian-exim once it has begun, and must find its way.
beforeAll(() => chmodSync(place.folder, 0o755))

/** An Exim with a spool of its own. */
function configure(name: string, options: string): { folder: string; file: string } {
  const folder = `${place.folder}/${name}`
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  const { username } = userInfo()
  const user = isRoot ? '' : `exim_user = ${username}\nexim_group = ${process.getgid?.()}\n`
  const common = `exim_path = ${EXIM}\nkeep_environment =\nprimary_hostname = pc.example\nspool_directory = ${folder}/spool\nlog_file_path = ${folder}/%slog\n${user}`
  const file = `${folder}/configure`
  writeFileSync(file, common + options)
  return { folder, file }
}

/** One that sends everything to a port; says what it logged. */
async function exim(
  name: string,
  port: number,
  to: readonly string[],
  input: string,
  protocol = 'smtp',
  ...more: string[]
): Promise<Ran> {
  const { folder, file } = configure(
    name,
    `tls_advertise_hosts =
smtputf8_advertise_hosts = *
begin routers
out:
  driver = manualroute
  transport = out
  route_list = * 127.0.0.1
  self = send
begin transports
out:
  driver = smtp
  protocol = ${protocol}
  port = ${port}
  hosts_try_chunking = *
  allow_localhost
`,
  )
  const { code, said } = await run(EXIM, ['-C', file, '-odf', '-oi', ...more, ...to], { cwd: folder, input })
  // Without privileges it logs to its standard error.
  const log = `${folder}/mainlog`
  return { code, said: said + (existsSync(log) ? readFileSync(log, 'utf8') : '') }
}

const stored = (): string => text(place.world.host.users[0]!.maildrop.messages.at(-1)!.content)

describe('Exim as a client', () => {
  it('hands a message over in one chunk, over TLS, and is told who is refused', async () => {
    const { mx } = place.world.host.services
    const to = ['someone@some.domain', 'nobody@some.domain']
    const { code, said } = await exim('one', mx.port, to, text(message('by exim')), 'smtp', '-f', '<>')
    expect(code).toBe(0)
    expect(said).toMatch(/=> someone@some.domain .* X=TLS\S* .*K C="250 2.0.0 /)
    expect(said).toMatch(/\*\* nobody@some.domain .*: 550 5.1.1 /)
    expect(stored()).toContain(' with ESMTPS id ')
    expect(stored().endsWith(text(message('by exim')))).toBe(true)
  })

  it('and a large one in several, dots and all (RFC 3030 2)', async () => {
    const { mx } = place.world.host.services
    const body = '.a line\r\n..\r\n.\r\n'.repeat(70_000)
    const { said } = await exim('large', mx.port, ['someone@some.domain'], `Subject: large\r\n\r\n${body}`)
    expect(said).toMatch(/=> someone@some.domain .*K C="250 2.0.0 /)
    expect(stored().endsWith(`\r\n\r\n${body}`)).toBe(true)
  })

  it('sends chunks along with recipients of whom none is accepted, and they are thrown away (RFC 3030 2)', async () => {
    const { mx } = place.world.host.services
    const before = place.world.host.users[0]!.maildrop.messages.length
    const { said } = await exim('nobody', mx.port, ['nobody@some.domain'], text(message('by exim')), 'smtp', '-f', '<>')
    expect(said).toContain('550 5.1.1')
    expect(place.world.host.users[0]!.maildrop.messages).toHaveLength(before)
  })

  it('asks for SMTPUTF8 where an address needs it (RFC 6531)', async () => {
    const { mx } = place.world.host.services
    await exim(
      'utf8',
      mx.port,
      ['someone@some.domain'],
      Buffer.from('Subject: olá\r\n\r\nolá\r\n').toString('latin1'),
      'smtp',
      '-f',
      'ana@exämple.example',
    )
    const mail = Buffer.from(stored(), 'latin1').toString()
    expect(mail).toMatch(/^Return-Path: <ana@exämple.example>\r\nReceived: .*\r\n by \S+ with UTF8SMTPS id /)
    expect(mail).toContain('Subject: olá\r\n')
  })

  it('speaks LMTP in chunks, with a reply for each recipient (RFC 2033 4.3)', async () => {
    const taken: IncomingMessage[] = []
    const server = await startSmtpServer({
      hostname: 'store.example',
      lmtp: true,
      refuseRecipient: ({ localPart }) =>
        localPart === 'nobody' ? { code: 550, enhanced: '5.1.1', lines: ['nobody'] } : undefined,
      onMessage: message => {
        taken.push(message)
        const full = message.recipients[0]?.localPart === 'full'
        return full ? { code: 552, enhanced: '5.2.2', lines: ['full'] } : { code: 250, enhanced: '2.0.0', lines: ['stored'] }
      },
    })
    const to = ['a', 'full', 'nobody', 'b'].map(name => `${name}@some.domain`)
    const { said } = await exim('lmtp', server.port, to, text(message('by exim')), 'lmtp', '-f', '<>')
    await server.close()
    for (const name of ['a', 'b']) expect(said).toMatch(new RegExp(`[-=]> ${name}@some.domain .*K C="250 2.0.0 stored"`))
    expect(said).toMatch(/\*\* full@some.domain .*552 5.2.2 full/)
    expect(said).toMatch(/\*\* nobody@some.domain .*550 5.1.1 nobody/)
    expect(taken.map(one => one.recipients[0]?.localPart)).toEqual(['a', 'full', 'b'])
    expect(text(taken[2]!.content).endsWith(text(message('by exim')))).toBe(true)
  })
})

it('Exim as a server takes what comes over TLS and with AUTH, be TLS first or by STARTTLS (RFC 8314 3.3)', async () => {
  const { key, cert } = place.world.certificate
  writeFileSync(`${place.folder}/key.pem`, key)
  chmodSync(`${place.folder}/key.pem`, 0o644)
  const message = {
    sender: null,
    recipients: [{ localPart: 'a', domain: 'some.domain' }],
    content: asBytes('Subject: x\r\n\r\nx\r\n'),
  }
  const login = (password: string) => () => sasl.plainClient({ authenticationId: 'me', password })
  const options = { hostname: 'pc.example', timeout: 5000, servername: NAME, ca: cert }
  for (const tls of ['implicit', 'required'] as const) {
    const { folder, file } = configure(
      `tls-${tls}`,
      `local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = ${place.folder}/ca.pem
tls_privatekey = ${place.folder}/key.pem
queue_only
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  accept authenticated = *
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{me}}{eq{$auth3}{right}}}}
  server_set_id = $auth2
  server_advertise_condition = \${if def:tls_in_cipher}
`,
    )
    const onConnect = tls === 'implicit' ? ['-tls-on-connect'] : []
    const server = await start(EXIM, port => ['-C', file, '-bdf', ...onConnect, '-oX', String(port)], folder)
    try {
      const send = (password: string, more = {}) =>
        sendMail(server, message, { ...options, tls, authenticate: login(password), ...more })
      expect(await send('right')).toMatchObject({ delivered: true })
      await expect(send('wrong')).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('535') })
      await expect(send('right', { ca: undefined })).rejects.toMatchObject({ code: 'tls' })
      expect(await sendMail(server, message, { ...options, tls })).toMatchObject({ delivered: false, reply: { code: 550 } })
    } finally {
      await server.stop()
    }
  }
})

describe('Exim as a server', () => {
  let server: Started
  let spool: string

  /** What lies there, in the order in which it came, with CRLF for its line ends. */
  const bodies = (): string[] =>
    readdirSync(spool)
      .filter(name => name.endsWith('-D'))
      .sort()
      .map(name => readFileSync(`${spool}/${name}`, 'utf8').replace(/^.*\n/, '').replaceAll('\n', '\r\n'))

  const at = (localPart: string, domain = 'some.domain') => ({ localPart, domain })

  /** Messages one after another in one session, in chunks of some bytes. */
  async function send(
    messages: readonly (smtp.Envelope & { content: Uint8Array })[],
    size: number,
  ): Promise<smtp.TransactionResult[]> {
    const client = new smtp.ClientConnection()
    const wire = new Wire<smtp.ClientEvent>(client, await connect(server), { timeout: 5000 })
    const next = async (): Promise<smtp.ClientEvent> => (await wire.next())!
    await next()
    client.send({ verb: 'ehlo', domain: 'pc.example' })
    await next()
    const results: smtp.TransactionResult[] = []
    for (const message of messages) {
      const transaction = new smtp.Transaction(client, message, { chunking: true })
      for (let step = transaction.handle(await next()); ; step = transaction.handle(await next())) {
        if (step.type === 'content') {
          for (let from = 0; from < message.content.length; from += size) {
            client.send({ type: 'body-chunk', bytes: message.content.subarray(from, from + size) })
            await wire.flush()
          }
          client.send({ type: 'body-end' })
        } else if (step.type === 'done') {
          results.push(step.result)
          break
        }
      }
    }
    client.send({ verb: 'quit' })
    while ((await wire.next()) !== undefined);
    return results
  }

  beforeAll(async () => {
    const { folder, file } = configure(
      'server',
      `local_interfaces = 127.0.0.1
tls_advertise_hosts =
smtputf8_advertise_hosts = *
dsn_advertise_hosts = *
queue_only
message_size_limit = 1M
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  deny local_parts = nobody
  defer local_parts = later
  accept
`,
    )
    server = await start(EXIM, port => ['-C', file, '-bdf', '-oX', String(port)], folder)
    spool = `${folder}/spool/input`
  })
  afterAll(() => server.stop())

  it('takes chunks of every size, several messages in a session, and says who is refused', async () => {
    const sender = at('w')
    const content = message('to exim')
    const body = text(content).slice(text(content).indexOf('\r\n\r\n') + 4)
    const dsn = {
      mailParameters: { ret: 'HDRS', envid: 'x+y', size: content.length, body: '8BITMIME' },
      rcptParameters: { notify: ['SUCCESS'], orcpt: { type: 'rfc822', address: 'c+@some.domain' } },
    } as const
    for (const size of [7, 100, content.length]) {
      const results = await send(
        [
          { sender, recipients: [at('a'), at('nobody'), at('later'), at('b')], content, ...dsn },
          { sender, recipients: [at('nobody')], content },
          { sender: null, recipients: [at('c')], content },
        ],
        size,
      )
      expect(results).toMatchObject([
        {
          delivered: true,
          accepted: [at('a'), at('b')],
          rejected: [
            { recipient: at('nobody'), temporary: false },
            { recipient: at('later'), temporary: true },
          ],
        },
        { delivered: false, rejected: [{ reply: { code: 550 } }] },
        { delivered: true, accepted: [at('c')] },
      ])
    }
    expect(bodies().map(one => Buffer.from(one).toString('latin1'))).toEqual(Array(6).fill(body))
  })

  it('takes what needs SMTPUTF8', async () => {
    const utf8 = {
      sender: at('josé', 'exämple.example'),
      recipients: [at('josé')],
      content: asBytes('Subject: olá\r\n\r\nolá\r\n'),
    }
    const results = await send([{ ...utf8, mailParameters: { smtputf8: true, body: '8BITMIME' } }], 100)
    expect(results).toMatchObject([{ delivered: true, accepted: [at('josé')] }])
    expect(bodies()).toContain('olá\r\n')
  })
})
