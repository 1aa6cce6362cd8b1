/**
 * Postfix's smtpd, into which our client logs in over STARTTLS by each mechanism that it offers: with Cyrus SASL behind it, and with Dovecot's.
 * It needs root for its master. (Debian: postfix, sasl2-bin, libsasl2-modules, dovecot-imapd.)
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { type Certificate, md5, type SendMailOptions, sasl, selfSignedCertificate, sendMail } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passwords, service, startDovecot, user } from './dovecot.js'
import { placeFor } from './place.js'
import { isRoot, run, type Started, start } from './programs.js'

const place = placeFor('postfix', 'to postfix')
const REALM = 'host.example'

let certificate: Certificate
const running: Started[] = []

/** A Postfix with one listener, that discards what it accepts. */
async function startPostfix(name: string, settings: string): Promise<Started> {
  const folder = `${place.folder}/${name}`
  const spool = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'pid', 'private', 'public']
  for (const part of ['data', 'spool', ...spool.map(part => `spool/${part}`)]) mkdirSync(`${folder}/${part}`, { recursive: true })
  chmodSync(folder, 0o755)
  const owned = ['data', ...spool.filter(part => part !== 'pid').map(part => `spool/${part}`)]
  await run('chown', ['postfix', ...owned], { cwd: folder })
  writeFileSync(`${folder}/cert.pem`, `${certificate.key}\n${certificate.cert}\n`)
  writeFileSync(
    `${folder}/main.cf`,
    `compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
myhostname = ${REALM}
mynetworks =
mydestination =
local_recipient_maps =
alias_maps =
maillog_file_prefixes = ${folder}
maillog_file = ${folder}/log
default_transport = discard
smtpd_tls_security_level = may
smtpd_tls_chain_files = ${folder}/cert.pem
smtpd_tls_auth_only = yes
smtpd_delay_reject = no
smtpd_error_sleep_time = 0
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_tls_security_options =
${settings}
`,
  )
  return start(
    '/usr/lib/postfix/sbin/master',
    port => {
      writeFileSync(
        `${folder}/master.cf`,
        `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`,
      )
      return ['-c', folder]
    },
    folder,
  )
}

/** The mechanism that a client uses, and whether it may send then. */
async function logIn(server: Started, options: Partial<SendMailOptions>) {
  let used: string | undefined
  const [sender, recipient] = ['w', 'r'].map(localPart => ({ localPart, domain: 'some.domain' }))
  const { delivered } = await sendMail(
    server,
    { sender: sender!, recipients: [recipient!], content: 'Subject: x\n\nx\n' },
    { hostname: 'pc.example', timeout: 5000, ca: certificate.cert, onLogin: login => void (used = login.mechanism), ...options },
  )
  return { used, delivered }
}

const digest = (password: string) => () =>
  sasl.digestMd5Client({ authenticationId: 'a', password }, { md5, service: 'smtp', host: '127.0.0.1' })

/** The right and the wrong password. */
async function tryPasswords(server: Started, mechanism: string): Promise<void> {
  const login = (password: string): Partial<SendMailOptions> =>
    mechanism === 'DIGEST-MD5' ? { authenticate: digest(password) } : { name: 'a', password, mechanisms: [mechanism] }
  expect(await logIn(server, login('right'))).toEqual({ used: mechanism, delivered: true })
  await expect(logIn(server, login('wrong'))).rejects.toMatchObject({ code: 'refused' })
}

/** Whoever is anonymous is logged in, and may not relay. */
async function tryAll(server: Started, passwords: readonly string[]): Promise<void> {
  await Promise.all(passwords.map(mechanism => tryPasswords(server, mechanism)))
  expect(await logIn(server, { credentials: { anonymous: 'token' } })).toEqual({ used: 'ANONYMOUS', delivered: false })
}

describe.runIf(isRoot)('Postfix', () => {
  beforeAll(async () => {
    chmodSync(place.folder, 0o755)
    certificate = await selfSignedCertificate(['127.0.0.1'])
  })
  afterAll(() => Promise.all(running.map(server => server.stop())))

  it('with Cyrus SASL', async () => {
    const folder = `${place.folder}/cyrus`
    mkdirSync(`${folder}/sasl`, { recursive: true })
    const mechanisms = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'DIGEST-MD5', 'CRAM-MD5', 'PLAIN', 'LOGIN']
    writeFileSync(
      `${folder}/sasl/smtpd.conf`,
      `pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: ${folder}/sasl/db\nmech_list: ${mechanisms.join(' ')} ANONYMOUS\n`,
    )
    const made = await run('saslpasswd2', ['-p', '-c', '-f', `${folder}/sasl/db`, '-u', REALM, 'a'], {
      cwd: folder,
      input: 'right',
    })
    expect(made.code).toBe(0)
    await run('chown', ['postfix', `${folder}/sasl/db`], { cwd: folder })
    const server = await startPostfix('cyrus', `smtpd_sasl_local_domain = ${REALM}\ncyrus_sasl_config_path = ${folder}/sasl`)
    running.push(server)
    await tryAll(server, mechanisms)
  })

  it("with Dovecot's SASL", async () => {
    const folder = `${place.folder}/dovecot`
    mkdirSync(folder)
    const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'DIGEST-MD5', 'CRAM-MD5', 'PLAIN', 'LOGIN']
    const settings = `protocols =\nssl = no\nauth_mechanisms = ${mechanisms.join(' ').toLowerCase()} anonymous\nauth_failure_delay = 0\n`
    const auth = await startDovecot(
      folder,
      user(folder, 'a', 'right'),
      settings + passwords(folder) + service('auth', 'auth', 'PORT'),
    )
    running.push(auth)
    const server = await startPostfix('for-dovecot', `smtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:127.0.0.1:${auth.port}`)
    running.push(server)
    await tryAll(server, mechanisms)
  })
})
