import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseMessage } from '@mailwire/dns/dig'
import { plainClient } from '@mailwire/sasl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../src/cli/main.js'
import type { Served } from '../src/cli/serve-guide.js'
import { message2015 } from '../src/demo/message-2015.js'
import { startWorld, type World } from '../src/demo/world.js'
import { readImap, readPop3, sendMail } from '../src/node.js'

/** Runs a command line, and gives what it wrote and its exit status. */
async function run(...argv: string[]): Promise<{ status: number; out: string; error: string }> {
  let out = ''
  let error = ''
  const status = await main(argv, { out: text => (out += text), error: text => (error += text), env: {}, terminal: false })
  return { status, out, error }
}

describe('mailwire', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j shows the commands', async argv => {
    const { status, out } = await run(...argv)
    expect(status).toBe(0)
    for (const command of ['demo', 'serve', 'dig']) expect(out).toContain(`  ${command}`)
  })

  it.each(['demo', 'serve', 'dig'])('%s --help describes the command', async command => {
    expect(await run(command, '--help')).toMatchObject({
      status: 0,
      out: expect.stringContaining(`Usage: mailwire ${command}`),
      error: '',
    })
  })

  it('--version', async () => {
    expect(await run('--version')).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+/) })
  })

  it.each([
    [[], 'Usage'],
    [['dance'], 'unknown command "dance"'],
    [['demo', '--fast'], 'unknown option "--fast"; see mailwire demo --help'],
    [['serve', '--fast'], "Unknown option '--fast'"],
    [['serve', '--dns-port', '99999'], '--dns-port takes a port from 0 to 65535, not "99999"'],
    [['dig', '-z'], 'unknown option "-z"'],
    [['dig', '+dance'], 'unknown option "+dance"'],
    [['dig', '+time=0'], '+time takes a number from 1 to 3600'],
    [['dig', '-p'], '-p needs a value'],
    [['dig', '-t', 'DANCE'], 'unknown record type "DANCE"'],
    [['dig', '@127.0.0.1', 'x.example', 'y.example'], 'one name at a time'],
    [['dig', '-x', 'nowhere'], 'nowhere'],
    [['dig', '@127.0.0.1', 'a..b'], 'empty label'],
  ])('%j is refused with status 2, in one line', async (argv, message) => {
    const { status, out, error } = await run(...argv)
    expect([status, out]).toEqual([2, ''])
    expect(error).toContain(message)
    expect(error).not.toContain('    at ')
    if (argv.length > 0) expect(error.trimEnd().split('\n')).toHaveLength(1)
  })

  it('a port in use: what to do, and status 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    try {
      expect(await run('serve', '--imap-port', String(port))).toMatchObject({
        status: 2,
        out: '',
        error: `mailwire serve: the port is in use (port ${port}); choose another, or leave the option out to use a free one\n`,
      })
    } finally {
      taken.close()
    }
  })

  it('serve says where it listens, and ends when it is interrupted', async () => {
    const running = run('serve', '--json')
    setTimeout(() => process.emit('SIGTERM'), 500)
    const { status, out } = await running
    expect(status).toBe(0)
    const { services, users, certificate } = JSON.parse(out) as Served
    expect(services.map(row => row.service)).toEqual(['dns', 'submission', 'mx', 'pop3', 'imap'])
    expect(users.map(({ name }) => name)).toEqual(['writer', 'someone'])
    await expect(access(certificate)).rejects.toMatchObject({ code: 'ENOENT' }) // it was a temporary file
  })

  it('serve: a certificate that cannot be written is refused with status 2, and leaves nothing running', async () => {
    const file = join(tmpdir(), 'no', 'such', 'folder', 'ca.pem')
    expect(await run('serve', '--cert-out', file)).toEqual({
      status: 2,
      out: '',
      error: `mailwire serve: cannot write the certificate to "${file}": ENOENT; choose another file with --cert-out; see mailwire serve --help\n`,
    })
  })

  it('demo --json and --quiet', async () => {
    const { status, out } = await run('demo', '--json')
    expect(status).toBe(0)
    const story = JSON.parse(out) as { ok: boolean; steps: { ok: boolean; lines: string[] }[] }
    expect(story.ok).toBe(true)
    expect(story.steps).toHaveLength(8)
    const quiet = await run('demo', '-q')
    expect(quiet.status).toBe(0)
    expect(quiet.out).toContain('What was read is what was sent')
    expect(quiet.out).not.toContain('EHLO')
  })
})

describe('what mailwire serve prints is all that it takes', () => {
  let folder: string
  let out = ''
  let running: Promise<number>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailwire test '))
    await new Promise<void>((ready, reject) => {
      const io = { error: reject, env: {}, terminal: false, out: (text: string) => (out += text).includes('Ctrl-C') && ready() }
      running = main(['serve', '--cert-out', join(folder, 'ca.pem')], io)
      running.catch(reject)
    })
  })
  afterAll(async () => {
    process.emit('SIGTERM')
    expect(await running).toBe(0)
    await rm(folder, { recursive: true })
  })
  const found = (pattern: RegExp): string => pattern.exec(out)?.[1] ?? `nothing like ${pattern}`
  const endpoint = (service: string) => ({
    host: '127.0.0.1',
    port: Number(found(new RegExp(`^${service} +127.0.0.1 port (\\d+)$`, 'm'))),
  })

  it('to send and to read, with the certificate, the users and the ports', async () => {
    const ca = await readFile(found(/^certificate (.*)$/m), 'utf8')
    const password = found(/^user writer, password "(.*)": submission$/m)
    expect(found(/^user someone, password "(.*)": pop3, imap$/m)).toBe(password)
    const message = {
      sender: { localPart: 'writer', domain: 'sender.example' },
      recipients: [{ localPart: 'someone', domain: 'some-domain.example' }],
      content: 'Subject: hello\n\nIt works.\n',
    }
    const authenticate = () => plainClient({ authenticationId: 'writer', password })
    const sent = await sendMail(endpoint('submission'), message, { hostname: 'pc.example', ca, authenticate })
    expect(sent).toMatchObject({ delivered: true })
    const access = { name: 'someone', password, ca }
    await expect.poll(async () => (await readPop3(endpoint('pop3'), access)).length).toBe(1)
    const [overPop3] = await readPop3(endpoint('pop3'), access)
    const [overImap] = await readImap(endpoint('imap'), access)
    expect(Buffer.from(overPop3!.content!).toString()).toContain('\r\nSubject: hello\r\n\r\nIt works.\r\n')
    expect(overImap!.content).toEqual(overPop3!.content)
    const { host, port } = endpoint('dns')
    expect((await run('dig', `@${host}`, '-p', String(port), 'gmail.com', 'MX')).out).toContain('ANSWER: 5')
  })

  it('in lines that a shell takes as they are', async () => {
    // A program that says how it was called stands for both.
    for (const name of ['curl', 'mailwire'])
      await writeFile(join(folder, name), '#!/bin/sh\nprintf "%s\\n" "$@"\ncase "$*" in *-T*) cat;; esac\n', { mode: 0o755 })
    const lines = found(/\nTry:\n((?:.+\n)+)/)
      .trimEnd()
      .split('\n')
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
    const called = await Promise.all(
      lines.map(async line => (await promisify(execFile)('/bin/sh', ['-c', line], { env })).stdout.split('\n').slice(0, -1)),
    )
    const at = (service: string): string => `127.0.0.1:${endpoint(service).port}`
    const curl = (user: string, ...rest: string[]): string[] => [
      '--ssl-reqd',
      '--cacert',
      join(folder, 'ca.pem'),
      '-u',
      `${user}:a secret between friends`,
      ...rest,
    ]
    const envelope = ['--mail-from', 'writer@sender.example', '--mail-rcpt', 'someone@some-domain.example', '-T', '-']
    expect(called).toEqual([
      ['dig', '@127.0.0.1', '-p', String(endpoint('dns').port), 'gmail.com', 'MX'],
      curl('writer', ...envelope, `smtp://${at('submission')}/pc.example`, 'Subject: hello\r', '\r', 'It works.\r'),
      curl('someone', `pop3://${at('pop3')}/1`),
      curl('someone', `imap://${at('imap')}/INBOX;MAILINDEX=1`),
    ])
  })
})

describe('mailwire dig', () => {
  let world: World
  let at: string[]
  beforeAll(async () => {
    world = await startWorld({ onSubmit: () => ({ code: 550, lines: ['no'] }) })
    at = ['dig', `@${world.dns.host}`, '-p', String(world.dns.port)]
  })
  afterAll(() => world.close())

  it('prints the answer of 2015', async () => {
    const { status, out } = await run(...at, 'gmail.com', 'MX')
    expect(status).toBe(0)
    expect(out).toContain(';; flags: qr rd ra; QUERY: 1, ANSWER: 5, AUTHORITY: 4, ADDITIONAL: 11\n')
    expect(out).toContain('; EDNS: version: 0, flags:; udp: 4096\n')
    expect(out).toContain(';; MSG SIZE  rcvd: 417\n')
    const body = out.slice(out.indexOf(';; ->>HEADER<<-'), out.indexOf(';; Query time'))
    const { id, ...given } = parseMessage(body)
    const { id: idThen, ...then } = parseMessage(message2015)
    expect(given).toEqual(then)
    expect([typeof id, idThen]).toEqual(['number', 1985])
  })

  it('+qid, +short, +noall +answer, --json', async () => {
    expect((await run(...at, '+qid=1985', 'gmail.com', 'MX')).out).toContain('id: 1985')
    expect((await run(...at, '+short', 'gmail.com', 'MX')).out.split('\n')[4]).toBe('5 gmail-smtp-in.l.google.com.')
    expect((await run(...at, '+noall', '+answer', 'gmail.com', 'MX')).out.trim().split('\n')).toHaveLength(5)
    const { message, size } = JSON.parse((await run(...at, '--json', 'gmail.com', 'MX')).out)
    expect([size, message.answers.length]).toEqual([417, 5])
  })

  it('asks again over TCP when the answer was truncated, unless told not to', async () => {
    const { out } = await run(...at, '+noedns', 'some-domain.example', 'MX')
    expect(out).toContain(';; Truncated, retrying in TCP mode.')
    expect(out).toContain('ANSWER: 11')
    expect((await run(...at, '+noedns', '+ignore', 'some-domain.example', 'MX')).out).toContain('flags: qr aa tc rd')
    expect((await run(...at, '+tcp', 'some-domain.example', 'MX')).out).toContain('(TCP)')
  })

  it('a name that is not there is an answer', async () => {
    expect(await run(...at, 'nobody.some-domain.example')).toMatchObject({
      status: 0,
      out: expect.stringContaining('status: NXDOMAIN'),
    })
  })

  it('nobody listens: status 2', async () => {
    const { status, error } = await run('dig', '@127.0.0.1', '-p', String(world.closed.port), '+time=1', '+tries=1', 'gmail.com')
    expect(status).toBe(2)
    expect(error).toContain(`port ${world.closed.port}`)
  })
})
