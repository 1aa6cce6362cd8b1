/**
 * POP3 clients that fetch from our server, over STLS and over implicit TLS, by each mechanism that they have: mpop, getmail, fetchmail, curl and
 * Python's poplib. (Debian: mpop, getmail6, fetchmail, curl, python3.)
 */
import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type Listener, type MailboxServerOptions, Maildrop, selfSignedCertificate, startPop3Server } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message } from '../test/world.js'
import { placeFor } from './place.js'
import { isRoot, type Ran, run } from './programs.js'

const place = placeFor('pop3-clients', 'to a client')
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const NAME = 'someone'
const RIGHT = 'right'
const TOKEN = 'token'

const MESSAGES = [
  text(message('to a client')),
  'Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n\r\n.\r\n',
  'Subject: 8-bit\r\n\r\n\xe9\xff\x80\r\n',
  `Subject: long\r\n\r\n${'x'.repeat(5_000)}\r\n`,
  'Subject: empty\r\n\r\n',
  'Subject: no line end\r\n\r\n.last',
]
/** As they are on the wire, where a message ends with a line. */
const SENT = MESSAGES.map(content => (content.endsWith('\r\n') ? content : `${content}\r\n`))

const servers = {} as { stls: Listener; implicit: Listener }
const used = new Set<string>()

beforeAll(async () => {
  chmodSync(place.folder, 0o755)
  const certificate = await selfSignedCertificate(['127.0.0.1', 'localhost'])
  const own = await selfSignedCertificate([NAME])
  for (const [name, content] of Object.entries({ 'server.pem': certificate.cert, 'own.pem': own.cert, 'own.key': own.key }))
    writeFileSync(`${place.folder}/${name}`, content)
  const maildrop = new Maildrop()
  for (const content of MESSAGES) maildrop.deliver(Uint8Array.from(Buffer.from(content, 'latin1')))
  const options: MailboxServerOptions = {
    hostname: 'host.example',
    credentials: certificate,
    users: [{ name: NAME, password: RIGHT, tokens: [TOKEN], maildrop }],
    mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'EXTERNAL', 'OAUTHBEARER', 'XOAUTH2', 'CRAM-MD5', 'PLAIN', 'LOGIN'],
    verifyExternal: ({ certificate: { raw } }) =>
      raw.equals(new X509Certificate(own.cert).raw) && { authenticationId: NAME, authorizationId: NAME },
    tap: (direction, bytes) => {
      const line = /^AUTH ([A-Z\d-]+)/m.exec(text(bytes))
      if (direction === 'received' && line !== null) used.add(line[1]!)
    },
  }
  servers.stls = await startPop3Server(options)
  servers.implicit = await startPop3Server({ ...options, implicitTls: true })
})
afterAll(async () => void (await Promise.all(Object.values(servers).map(server => server.close()))))

type Way = keyof typeof servers
const ways: readonly Way[] = ['stls', 'implicit']

/** A folder for what is fetched. */
const target = (): string => {
  const folder = mkdtempSync(`${place.folder}/fetched-`)
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(`${folder}/${name}`)
  for (const name of ['', 'new', 'cur', 'tmp']) chmodSync(`${folder}/${name}`, 0o777)
  return folder
}
/** What is in a maildir, as it was on the wire. */
const fetched = (folder: string): string[] =>
  readdirSync(`${folder}/new`)
    .map(name => readFileSync(`${folder}/new/${name}`, 'latin1').replaceAll('\n', '\r\n'))
    .sort()
const all = [...SENT].sort()

describe('mpop', () => {
  const mpop = (way: Way, auth: string, secret: string, folder: string): Promise<Ran> =>
    run(
      'mpop',
      [
        ...['--host=127.0.0.1', `--port=${servers[way].port}`, '--timeout=5', '--tls=on', '--tls-trust-file=server.pem'],
        ...[`--tls-starttls=${way === 'stls' ? 'on' : 'off'}`, '--tls-cert-file=own.pem', '--tls-key-file=own.key'],
        ...[`--auth=${auth}`, `--user=${NAME}`, `--passwordeval=echo ${secret}`, '--keep=on', '--received-header=off'],
        ...[`--uidls-file=${folder}/uidls`, `--delivery=maildir,${folder}`, '--quiet'],
      ],
      { cwd: place.folder },
    )

  it.each(['scram-sha-256', 'scram-sha-1', 'external', 'oauthbearer', 'xoauth2', 'cram-md5', 'plain', 'login', 'user'])(
    '%s',
    async auth => {
      const secret = /oauth/.test(auth) ? TOKEN : RIGHT
      for (const way of ways) {
        used.clear()
        const folder = target()
        expect(await mpop(way, auth, secret, folder)).toMatchObject({ code: 0 })
        expect(fetched(folder)).toEqual(all)
        expect([...used]).toEqual(auth === 'user' ? [] : [auth.toUpperCase()])
      }
      if (auth !== 'external') expect((await mpop('implicit', auth, 'wrong', target())).code).not.toBe(0)
    },
  )
})

it('getmail', async () => {
  const getmail = (secret: string, folder: string): Promise<Ran> => {
    const retriever = `type = SimplePOP3SSLRetriever\nserver = 127.0.0.1\nport = ${servers.implicit.port}\nca_certs = ${place.folder}/server.pem`
    const options = 'delivered_to = false\nreceived = false\nverbose = 0'
    writeFileSync(
      `${folder}/rc`,
      `[retriever]\n${retriever}\nusername = ${NAME}\npassword = ${secret}\n[destination]\ntype = Maildir\npath = ${folder}/\n[options]\n${options}\n`,
    )
    // It does not deliver as root.
    const who = isRoot ? ['--reuid=65534', '--regid=65534', '--clear-groups'] : []
    return run('setpriv', [...who, 'getmail', `--getmaildir=${folder}`, `--rcfile=${folder}/rc`], { cwd: folder })
  }
  const folder = target()
  expect(await getmail(RIGHT, folder)).toMatchObject({ code: 0 })
  expect(fetched(folder).map(content => content.replace('Return-Path: <unknown>\r\n', ''))).toEqual(all)
  expect((await getmail('wrong', target())).said).toContain('[AUTH]')
})

describe('fetchmail', () => {
  const fetchmail = async (way: Way, auth: string, secret: string, folder: string): Promise<Ran> => {
    const tls = `${way === 'implicit' ? 'ssl ' : 'sslproto "TLS1.2+" '}sslcertck sslcommonname localhost sslcertfile "${place.folder}/server.pem"`
    writeFileSync(
      `${folder}/rc`,
      `set invisible\npoll 127.0.0.1 protocol POP3 auth ${auth} service ${servers[way].port} timeout 5 uidl no dns\n  user "${NAME}" password "${secret}" keep fetchall norewrite pass8bits ${tls}\n  mda "cat >$(mktemp ${folder}/new/XXXXXX)"\n`,
      { mode: 0o600 },
    )
    return run('fetchmail', ['-f', `${folder}/rc`, '-i', `${folder}/ids`, '--pidfile', `${folder}/pid`, '--nosyslog'], {
      cwd: place.folder,
    })
  }

  it.each([
    ['password', []],
    ['cram-md5', ['CRAM-MD5']],
  ])('%s', async (auth, mechanisms) => {
    for (const way of ways) {
      used.clear()
      const folder = target()
      expect(await fetchmail(way, auth, RIGHT, folder)).toMatchObject({ code: 0 })
      expect(fetched(folder)).toEqual(all)
      expect([...used]).toEqual(mechanisms)
    }
    expect(await fetchmail('implicit', auth, 'wrong', target())).toMatchObject({ code: 3 })
  })
})

describe('curl', () => {
  const curl = async (way: Way, mechanism: string, secret: string, path: string): Promise<Ran> =>
    run(
      'curl',
      [
        ...[
          '--silent',
          '--show-error',
          '--max-time',
          '10',
          '--ssl-reqd',
          '--cacert',
          'server.pem',
          '--cert',
          'own.pem',
          '--key',
          'own.key',
        ],
        ...(/OAUTH/.test(mechanism) ? ['--user', NAME, '--oauth2-bearer', secret] : ['--user', `${NAME}:${secret}`]),
        ...[
          '--login-options',
          `AUTH=${mechanism}`,
          `pop3${way === 'implicit' ? 's' : ''}://127.0.0.1:${servers[way].port}/${path}`,
        ],
      ],
      { cwd: place.folder },
    )

  it.each(['EXTERNAL', 'OAUTHBEARER', 'CRAM-MD5', 'PLAIN', 'LOGIN'])('%s', async mechanism => {
    const secret = { OAUTHBEARER: TOKEN, EXTERNAL: '' }[mechanism] ?? RIGHT
    for (const way of ways) {
      used.clear()
      const ran = await curl(way, mechanism, secret, `[1-${SENT.length}]`)
      expect(ran).toEqual({ code: 0, said: SENT.join('') })
      expect([...used]).toEqual([mechanism])
    }
    if (mechanism !== 'EXTERNAL') expect(await curl('implicit', mechanism, 'wrong', '')).toMatchObject({ code: 67 })
  })
})

it("Python's poplib", async () => {
  const script = `
import poplib, ssl, sys
poplib._MAXLINE = 10000
context = ssl.create_default_context(cafile='server.pem')
def opened(way):
    if way == 'implicit': return poplib.POP3_SSL('127.0.0.1', ${servers.implicit.port}, context=context, timeout=5)
    c = poplib.POP3('127.0.0.1', ${servers.stls.port}, timeout=5)
    c.stls(context)
    return c
for way in ('implicit', 'stls'):
    c = opened(way)
    c.user('${NAME}')
    try: c.pass_('wrong'); sys.exit('let in')
    except poplib.error_proto: pass
    c.user('${NAME}')
    c.pass_('${RIGHT}')
    for n in range(1, c.stat()[0] + 1):
        sys.stdout.buffer.write(b''.join(line + b'\\r\\n' for line in c.retr(n)[1]))
    assert len(c.list()[1]) == len(c.uidl()[1]) == ${SENT.length}
    assert c.top(2, 1)[1] == [b'Subject: dots', b'', b'.']
    c.dele(1); c.rset(); c.noop()
    c.quit()`
  expect(await run('/usr/bin/python3', ['-c', script], { cwd: place.folder })).toEqual({ code: 0, said: SENT.join('').repeat(2) })
})
