/**
 * Dovecot: its lmtpd takes what we send over LMTP (RFC 2033), for some of the recipients only; its submission server takes what we submit and hands it to
 * our server in chunks (RFC 3030). (Debian: dovecot-lmtpd, dovecot-submissiond.)
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { sasl, sendMail, startSmtpServer } from 'mailwire/node'
import { expect, it } from 'vitest'
import { message } from '../test/world.js'
import { placeFor } from './place.js'
import { isRoot, run, type Started, start } from './programs.js'

const place = placeFor('dovecot', 'to dovecot')
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const at = (localPart: string) => ({ localPart, domain: 'some.domain' })

/** A Dovecot with one service, for users a, b and full; the last has no room. */
async function startDovecot(service: 'lmtp' | 'submission', more: string): Promise<Started & { folder: string }> {
  const folder = `${place.folder}/${service}`
  for (const name of [folder, `${folder}/home`]) mkdirSync(name)
  for (const name of [place.folder, folder]) chmodSync(name, 0o755)
  chmodSync(`${folder}/home`, 0o777)
  const { uid, gid, username } = userInfo()
  const owner = isRoot ? '65534:65534' : `${uid}:${gid}`
  const rule = (name: string): string => (name === 'full' ? 'userdb_quota_rule=*:storage=1B' : '')
  const users = ['a', 'b', 'full'].map(name => `${name}:{PLAIN}right:${owner}::${folder}/home/${name}::${rule(name)}\n`)
  writeFileSync(`${folder}/users`, users.join(''))
  const group = (await run('id', ['-gn'], { cwd: folder })).said.trim()
  const itself = isRoot
    ? ''
    : `default_login_user = ${username}\ndefault_internal_user = ${username}\ndefault_internal_group = ${group}\nservice anvil {\n  chroot =\n}\n`
  const configuration = `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
${itself}protocols = ${service}
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
hostname = store.example
auth_username_format = %n
mail_location = maildir:~/Maildir
mail_plugins = quota
plugin {
  quota = count:User
  quota_vsizes = yes
}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = passwd-file
  args = ${folder}/users
}
${more}
`
  const args = (port: number): string[] => {
    writeFileSync(`${folder}/conf`, configuration.replace('PORT', String(port)))
    return ['-F', '-c', `${folder}/conf`]
  }
  return { ...(await start('/usr/sbin/dovecot', args, folder)), folder }
}

const listener = (service: string, name: string): string =>
  `service ${service} {\n  inet_listener ${name} {\n    address = 127.0.0.1\n    port = PORT\n  }\n`

it('lmtpd stores a message for some, knows some not, and has no room for some', async () => {
  const server = await startDovecot('lmtp', `${listener('lmtp', 'lmtp')}}`)
  const content = message('to dovecot')
  const envelope = { sender: at('w'), recipients: ['a', 'nobody', 'full', 'b'].map(at) }
  const options = { hostname: 'pc.example', timeout: 5000, lmtp: true }
  expect(await sendMail(server, { ...envelope, content }, options).finally(() => server.stop())).toMatchObject({
    delivered: true,
    accepted: [at('a'), at('b')],
    rejected: [
      { recipient: at('nobody'), reply: { code: 550, enhanced: '5.1.1' } },
      { recipient: at('full'), reply: { code: 552, enhanced: '5.2.2' } },
    ],
  })
  for (const name of ['a', 'b']) {
    const box = `${server.folder}/home/${name}/Maildir/new`
    const stored = readdirSync(box).map(name => readFileSync(`${box}/${name}`, 'latin1').replaceAll('\n', '\r\n'))
    expect(stored.map(one => one.endsWith(text(content)))).toEqual([true])
  }
})

it('the submission server hands what we submit to our server, in chunks, and says who is refused', async () => {
  const heard = new Set<string>()
  const taken: Uint8Array[] = []
  const relay = await startSmtpServer({
    hostname: 'relay.example',
    refuseRecipient: ({ localPart }) =>
      localPart === 'nobody' ? { code: 550, enhanced: '5.1.1', lines: ['nobody'] } : undefined,
    onMessage: ({ content }) => {
      taken.push(content)
      return { code: 250, enhanced: '2.0.0', lines: ['ok'] }
    },
    tap: (direction, bytes) => void (direction === 'received' && heard.add(text(bytes.subarray(0, 5)))),
  })
  const server = await startDovecot(
    'submission',
    `submission_relay_host = 127.0.0.1
submission_relay_port = ${relay.port}
${listener('submission-login', 'submission')}${isRoot ? '' : '  chroot =\n'}  inet_listener submissions {
    port = 0
  }
}`,
  )
  const login = (password: string) => () => sasl.plainClient({ authenticationId: 'a', password })
  const send = (content: Uint8Array, password = 'right') =>
    sendMail(
      server,
      { sender: at('w'), recipients: ['someone', 'nobody'].map(at), content },
      { hostname: 'pc.example', timeout: 5000, authenticate: login(password), allowCleartextCredentials: true },
    )
  try {
    const large = Uint8Array.from(Buffer.from(`Subject: large\r\n\r\n${'.a line\r\n..\r\n.\r\n'.repeat(70_000)}`))
    for (const content of [message('to dovecot'), large]) {
      expect(await send(content)).toMatchObject({
        delivered: true,
        accepted: [at('someone')],
        rejected: [{ recipient: at('nobody'), reply: { code: 550, enhanced: '5.1.1' } }],
      })
      expect(text(taken.at(-1)!).endsWith(text(content))).toBe(true)
    }
    expect([heard.has('BDAT '), heard.has('DATA\r')]).toEqual([true, false])
    await expect(send(large, 'wrong')).rejects.toMatchObject({ code: 'refused', status: '5.7.8' })
  } finally {
    await server.stop()
    await relay.close()
  }
})
