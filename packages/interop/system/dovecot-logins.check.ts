/**
 * Dovecot's POP3, IMAP and submission servers, into which our clients log in over TLS by each mechanism that they offer. (Debian: dovecot-imapd,
 * dovecot-pop3d, dovecot-submissiond.)
 */
import { createHmac } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import {
  type Certificate,
  type Endpoint,
  type Listener,
  type Login,
  md5,
  type ReadMailOptions,
  readImap,
  readPop3,
  sasl,
  selfSignedCertificate,
  sendMail,
  startSmtpServer,
} from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passwords, service, startDovecot, user } from './dovecot.js'
import { placeFor } from './place.js'
import { freePort, type Started } from './programs.js'

const place = placeFor('dovecot-logins', 'to dovecot')
const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'CRAM-MD5', 'PLAIN', 'LOGIN']
const SECRET = 'a key of HMAC that is long enough'

let server: Started
let relay: Listener
const ports = { pop3: 0, imap: 0, submission: 0 }
let tls: ReadMailOptions
let certificateOfA: Certificate

/** An access token as Dovecot checks it by itself (RFC 7519). */
function token(subject: string, secret: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, iat: now, exp: now + 600 })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

beforeAll(async () => {
  chmodSync(place.folder, 0o755)
  const folder = `${place.folder}/all`
  mkdirSync(`${folder}/keys/default/HS256`, { recursive: true })
  const certificate = await selfSignedCertificate(['127.0.0.1'])
  const own = await selfSignedCertificate(['a'])
  const files = {
    'cert.pem': certificate.cert,
    'key.pem': certificate.key,
    'own.pem': own.cert,
    'keys/default/HS256/default': Buffer.from(SECRET).toString('base64'),
    oauth2: `introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix=${folder}/keys/\nusername_attribute = sub\n`,
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(`${folder}/${name}`, content)
  relay = await startSmtpServer({ hostname: 'relay.example', onMessage: () => ({ code: 250, lines: ['ok'] }) })
  ports.imap = await freePort()
  ports.submission = await freePort()
  server = await startDovecot(
    folder,
    user(folder, 'a', 'right') + user(folder, 'anonymous', ''),
    `protocols = pop3 imap submission
ssl = required
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
ssl_ca = <${folder}/own.pem
ssl_require_crl = no
ssl_verify_client_cert = yes
auth_ssl_username_from_cert = yes
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 external anonymous oauthbearer xoauth2 apop
auth_failure_delay = 0
submission_relay_host = 127.0.0.1
submission_relay_port = ${relay.port}
passdb {
  driver = static
  args = nopassword=y
  mechanisms = external
}
passdb {
  driver = oauth2
  args = ${folder}/oauth2
  mechanisms = oauthbearer xoauth2
}
${passwords(folder, 'plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 apop')}
${service('imap-login', 'imap', ports.imap, 'imaps')}
${service('submission-login', 'submission', ports.submission, 'submissions')}
${service('pop3-login', 'pop3', 'PORT', 'pop3s')}`,
  )
  ports.pop3 = server.port
  tls = { ca: certificate.cert, timeout: 5000, tls: 'required' }
  certificateOfA = own
})
afterAll(async () => {
  await server?.stop()
  await relay?.close()
})

type Service = keyof typeof ports
const services = Object.keys(ports) as Service[]

/** The mechanism that it logged in by. */
async function logIn(to: Service, options: ReadMailOptions): Promise<string | undefined> {
  const used: Login[] = []
  const endpoint: Endpoint = { host: '127.0.0.1', port: ports[to] }
  const all = { ...tls, ...options, onLogin: (login: Login) => void used.push(login) }
  if (to === 'pop3') await readPop3(endpoint, all)
  else if (to === 'imap') await readImap(endpoint, all)
  else {
    const [sender, recipient] = ['w', 'r'].map(localPart => ({ localPart, domain: 'some.domain' }))
    const message = { sender: sender!, recipients: [recipient!], content: 'Subject: x\n\nx\n' }
    expect(await sendMail(endpoint, message, { hostname: 'pc.example', ...all })).toMatchObject({ delivered: true })
  }
  return used[0]?.mechanism
}

describe.each(services)('%s', to => {
  const refuses = (options: ReadMailOptions) => expect(logIn(to, options)).rejects.toMatchObject({ code: 'refused' })

  it.concurrent.each(MECHANISMS)('by %s', async mechanism => {
    const login = (password: string) => ({ name: 'a', password, mechanisms: [mechanism] })
    expect(await logIn(to, login('right'))).toBe(mechanism)
    await refuses(login('wrong'))
  })

  it.concurrent('by DIGEST-MD5, which is for those who ask for it (RFC 6331)', async () => {
    const service = { pop3: 'pop', imap: 'imap', submission: 'smtp' }[to]
    const login = (password: string) => ({
      authenticate: () => sasl.digestMd5Client({ authenticationId: 'a', password }, { md5, service, host: '127.0.0.1' }),
    })
    expect(await logIn(to, login('right'))).toBe('DIGEST-MD5')
    await refuses(login('wrong'))
  })

  it.concurrent.each(['OAUTHBEARER', 'XOAUTH2'])('by %s', async mechanism => {
    const login = (secret: string) => ({
      credentials: { authenticationId: 'a', token: token('a', secret) },
      mechanisms: [mechanism],
    })
    expect(await logIn(to, login(SECRET))).toBe(mechanism)
    await refuses(login('another key of HMAC, long enough'))
  })

  it.concurrent('by EXTERNAL', async () => {
    const credentials = { external: true } as const
    expect(await logIn(to, { credentials, certificate: certificateOfA })).toBe('EXTERNAL')
    await refuses({ credentials })
  })

  it.concurrent('by ANONYMOUS, but for submission', async () => {
    const credentials = { anonymous: 'token' }
    if (to === 'submission') await expect(logIn(to, { credentials })).rejects.toMatchObject({ code: 'not-offered' })
    else expect(await logIn(to, { credentials })).toBe('ANONYMOUS')
  })
})
