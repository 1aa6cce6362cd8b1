/**
 * Python's smtplib, swaks and msmtp submit to our servers and hand messages to our mail exchanger; aiosmtpd and Postfix's sink take what we
 * send. (Debian: python3-aiosmtpd, swaks with libnet-ssleay-perl, msmtp, postfix.)
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sendMail, startSmtpServer } from 'mailwire/node'
import { describe, expect, it } from 'vitest'
import { message, NAME, USER } from '../test/world.js'
import { placeFor } from './place.js'
import { isRoot, type Ran, run as runIn, start } from './programs.js'

const PYTHON = '/usr/bin/python3'
const place = placeFor('smtp', 'from outside')

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1')
const MESSAGE = (): string => text(message('from outside'))

const run = (program: string, args: readonly string[], input = ''): Promise<Ran> =>
  runIn(program, args, { cwd: place.folder, input })

const python = (script: string): Promise<Ran> =>
  run(PYTHON, [
    '-c',
    `import base64, smtplib, ssl\ncontext = ssl.create_default_context(cafile='ca.pem')\ncontext.check_hostname = False\n${script}`,
  ])

describe("Python's smtplib", () => {
  it('submits over TLS, byte for byte (its login() knows ASCII only: it is done by hand)', async () => {
    const { said, code } = await python(`
s = smtplib.SMTP('127.0.0.1', ${place.world.host.services.submission.port}, local_hostname='pc.example')
s.starttls(context=context)
s.ehlo()
assert s.has_extn('smtputf8') and s.has_extn('chunking') and not s.has_extn('starttls')
plain = '\\0'.join(['', ${JSON.stringify(USER.name)}, ${JSON.stringify(USER.password)}])
print(s.docmd('AUTH', 'PLAIN ' + base64.b64encode(plain.encode()).decode())[0])
print(s.sendmail('writer@sender.example', ['someone@some.domain'], open('message', 'rb').read(), ['BODY=8BITMIME']))
print(s.docmd('MAIL', 'FROM:<a@b> SIZE=99999999'), s.docmd('STARTTLS'), s.verify('x'), s.help(), s.noop(), s.rset(), s.quit()[0])`)
    expect(said).toContain('235\n{}\n(552, ')
    expect(code).toBe(0)
    expect(text(place.world.submitted.at(-1)?.content).endsWith(MESSAGE())).toBe(true)
  })

  it('sends addresses and a header beyond ASCII (send_message, SMTPUTF8)', async () => {
    const { said, code } = await python(`
from email.message import EmailMessage
from email.policy import SMTPUTF8
m = EmailMessage(SMTPUTF8)
m['From'] = 'jos\\u00e9@sender.example'
m['To'] = 'someone@some.domain'
m['Subject'] = 'ol\\u00e1'
m.set_content('.x\\n')
s = smtplib.SMTP('127.0.0.1', ${place.world.host.services.mx.port}, local_hostname='my_host')
print(s.send_message(m), s.quit()[0])`)
    expect([code, said]).toEqual([0, '{} 221\n'])
    const stored = Buffer.from(place.world.host.users[0]!.maildrop.messages.at(-1)!.content).toString('utf8')
    expect(stored).toMatch(/^Return-Path: <josé@sender.example>\r\nReceived: .*\r\n by \S+ with UTF8SMTP id /)
    expect(stored).toContain('Subject: olá\r\n')
  })

  it('tries the mechanisms that it knows, and is told that the password is wrong', async () => {
    const { said } = await python(`
s = smtplib.SMTP('127.0.0.1', ${place.world.host.services.submission.port})
s.starttls(context=context)
s.login('someone', 'guess')`)
    expect(said).toContain('SMTPAuthenticationError: (535')
  })
})

describe('swaks', () => {
  const swaks = (port: number, ...args: string[]) =>
    run('swaks', [
      '--server',
      `127.0.0.1:${port}`,
      '--helo',
      'pc.example',
      '--from',
      'writer@sender.example',
      '--data',
      '@message',
      ...args,
    ])

  it('submits over TLS with AUTH, and delivers with pipelining', async () => {
    const { submission, mx } = place.world.host.services
    const login = ['--auth', 'PLAIN', '--auth-user', USER.name, '--auth-password', USER.password]
    const submitted = await swaks(submission.port, '--to', 'someone@some.domain', '--tls', ...login)
    expect([submitted.code, submitted.said.includes('235 2.7.0')]).toEqual([0, true])
    expect(text(place.world.submitted.at(-1)?.content)).toContain('\r\nSubject: from outside\r\n')
    const before = place.world.host.users[0]!.maildrop.messages.length
    expect(await swaks(mx.port, '--to', 'someone@some.domain,nobody@some.domain', '--pipeline')).toMatchObject({ code: 0 })
    expect(place.world.host.users[0]!.maildrop.messages).toHaveLength(before + 1)
  })

  it('sees nobody let in without TLS, or with a wrong password', async () => {
    const { submission } = place.world.host.services
    const login = ['--auth', 'PLAIN', '--auth-user', 'someone', '--auth-password', 'guess', '--to', 'someone@some.domain']
    expect((await swaks(submission.port, ...login)).said).toContain('Host did not advertise authentication')
    expect((await swaks(submission.port, '--tls', ...login)).said).toContain('535 5.7.8')
    expect((await swaks(submission.port, '--to', 'someone@some.domain')).said).toContain('530 5.7.0')
  })
})

describe('msmtp', () => {
  it('submits, and is told which recipient is refused', async () => {
    const { submission, mx } = place.world.host.services
    const common = ['--host=127.0.0.1', '--from=writer@sender.example', '--domain=pc.example', '--timeout=10']
    const login = ['--auth=plain', `--user=${USER.name}`, `--passwordeval=printf '%s' '${USER.password}'`]
    const tls = ['--tls=on', '--tls-starttls=on', '--tls-certcheck=off']
    const sent = await run('msmtp', [...common, `--port=${submission.port}`, ...tls, ...login, 'someone@some.domain'], MESSAGE())
    expect(sent).toMatchObject({ code: 0 })
    expect(text(place.world.submitted.at(-1)?.content).endsWith(MESSAGE())).toBe(true)
    const refused = await run('msmtp', [...common, `--port=${mx.port}`, 'nobody@some.domain'], MESSAGE())
    expect(refused.said).toContain('550')
    expect(refused.code).not.toBe(0)
  })
})

it('where TLS comes first, swaks, msmtp and smtplib submit too (RFC 8314 3.3)', async () => {
  const taken: boolean[] = []
  const server = await startSmtpServer({
    hostname: NAME,
    credentials: place.world.certificate,
    implicitTls: true,
    verify: ({ authenticationId, password }) => authenticationId === 'writer' && password === 'right',
    onMessage: ({ content, secure }) => {
      taken.push(secure && text(content).includes('\r\nSubject: from outside\r\n'))
      return { code: 250, enhanced: '2.0.0', lines: ['ok'] }
    },
  })
  const to = ['--from', 'writer@sender.example', '--to', 'a@some.domain', '--data', '@message']
  const login = ['--auth', 'PLAIN', '--auth-user', 'writer', '--auth-password', 'right']
  const ran = [
    await run('swaks', ['--server', `127.0.0.1:${server.port}`, '--tls-on-connect', ...login, ...to]),
    await run(
      'msmtp',
      [
        ...['--host=127.0.0.1', `--port=${server.port}`, '--tls=on', '--tls-starttls=off', '--tls-certcheck=off', '--timeout=10'],
        ...['--auth=plain', '--user=writer', '--passwordeval=echo right', '--from=writer@sender.example', 'a@some.domain'],
      ],
      MESSAGE(),
    ),
    await python(`
s = smtplib.SMTP_SSL('127.0.0.1', ${server.port}, local_hostname='pc.example', context=context)
s.login('writer', 'right')
assert s.sendmail('writer@sender.example', ['a@some.domain'], open('message', 'rb').read()) == {}
s.quit()`),
  ]
  await server.close()
  expect(ran.map(({ code, said }) => (code === 0 ? 0 : said))).toEqual([0, 0, 0])
  expect(taken).toEqual([true, true, true])
})

describe("Postfix's smtp-source and smtp-sink", () => {
  it('send sessions side by side, several messages in each', async () => {
    const { maildrop } = place.world.host.users[0]!
    const before = maildrop.messages.length
    const to = ['-f', 'writer@sender.example', '-t', 'someone@some.domain', `127.0.0.1:${place.world.host.services.mx.port}`]
    expect(await run('smtp-source', ['-d', '-s', '5', '-m', '20', '-l', '20000', ...to])).toEqual({ code: 0, said: '' })
    expect(maildrop.messages).toHaveLength(before + 20)
    // Without HELO a session does not begin (RFC 5321 4.1.4).
    expect((await run('smtp-source', ['-o', ...to])).said).toContain('503 5.5.1')
  })

  it.each([
    ['takes it', [], { delivered: true }],
    ['knows HELO only', ['-e'], { delivered: true }],
    ['does not offer PIPELINING', ['-p'], { delivered: true }],
    ['refuses MAIL', ['-f', 'MAIL'], { delivered: false, reply: { code: 500 } }],
    ['refuses RCPT for now', ['-r', 'RCPT'], { delivered: false, reply: { code: 450 }, rejected: [{ temporary: true }, {}] }],
    ['refuses the message', ['-f', '.'], { delivered: false, reply: { code: 500 }, rejected: [{}, {}] }],
    ['says 421 and hangs up', ['-Q', 'MAIL'], { delivered: false, reply: { code: 421 } }],
    ['refuses to serve', ['-r', 'CONNECT'], 'refused'],
    ['hangs up at DATA', ['-q', 'DATA'], 'closed'],
  ])('a sink that %s', async (_, args, outcome) => {
    const user = isRoot ? ['-u', 'nobody'] : []
    const sink = await start('smtp-sink', port => ['-v', ...user, ...args, `127.0.0.1:${port}`, '10'], place.folder)
    const content = Uint8Array.from(Buffer.from('Subject: x\r\n\r\n.\r\n..\r\n'))
    const recipients = ['a', 'b'].map(localPart => ({ localPart, domain: 'some.domain' }))
    const options = { hostname: 'pc.example', timeout: 5000 }
    const sent = sendMail(sink, { sender: null, recipients, content }, options).finally(() => sink.stop())
    if (typeof outcome === 'string') await expect(sent).rejects.toMatchObject({ name: 'NetworkError', code: outcome })
    else expect(await sent).toMatchObject(outcome)
  })
})

describe('aiosmtpd', () => {
  it('takes what we send; what needs SMTPUTF8 too', async () => {
    const script = `
import asyncio, sys
from aiosmtpd.smtp import SMTP
class Handler:
    async def handle_DATA(self, server, session, envelope):
        print(repr((envelope.mail_from, envelope.rcpt_tos, envelope.smtp_utf8, envelope.original_content)), flush=True)
        return '250 2.0.0 ok'
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=True, hostname='aio', loop=loop), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())`
    const server = spawn(PYTHON, ['-W', 'ignore', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const said: string[] = []
    server.stdout.setEncoding('utf8').on('data', (part: string) => said.push(part))
    await once(server.stdout, 'data')
    const sender = { localPart: 'josé', domain: 'sender.example' }
    const recipients = [{ localPart: '"a b"', domain: 'some.domain' }]
    const content = Uint8Array.from(Buffer.from('Subject: olá\r\n\r\n.\r\n..\r\nx\r\n'))
    const to = { host: '127.0.0.1', port: Number(said[0]) }
    const options = { hostname: 'pc.example', servername: NAME, timeout: 5000 }
    expect(await sendMail(to, { sender, recipients, content }, options)).toMatchObject({ delivered: true })
    server.kill()
    await once(server, 'close')
    expect(said.join('')).toContain(
      `('josé@sender.example', ['"a b"@some.domain'], True, b'Subject: ol\\xc3\\xa1\\r\\n\\r\\n.\\r\\n..\\r\\nx\\r\\n')`,
    )
  })
})
