/**
 * Dovecot: its lmtpd takes what we send over LMTP (RFC 2033), for some of the recipients only; its submission server takes what we submit and hands it to
 * our server in chunks (RFC 3030). (Debian: dovecot-lmtpd, dovecot-submissiond.)
 */
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { sasl, sendMail, startSmtpServer } from 'mailwire/node'
import { expect, it } from 'vitest'
import { message } from '../test/world.js'
import { passwords, service, startDovecot, user } from './dovecot.js'
import { placeFor } from './place.js'
import type { Started } from './programs.js'

const place = placeFor('dovecot', 'to dovecot')
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const at = (localPart: string) => ({ localPart, domain: 'some.domain' })

/** A Dovecot with one service, for users a, b and full; the last has no room. */
async function startService(name: 'lmtp' | 'submission', more: string): Promise<Started & { folder: string }> {
  chmodSync(place.folder, 0o755)
  const folder = `${place.folder}/${name}`
  const rule = (name: string): string => (name === 'full' ? 'userdb_quota_rule=*:storage=1B' : '')
  const users = ['a', 'b', 'full'].map(name => user(folder, name, 'right', rule(name))).join('')
  const settings = `protocols = ${name}
ssl = no
mail_plugins = quota
plugin {
  quota = count:User
  quota_vsizes = yes
}
${passwords(folder)}${more}`
  return { ...(await startDovecot(folder, users, settings)), folder }
}

it('lmtpd stores a message for some, knows some not, and has no room for some', async () => {
  const server = await startService('lmtp', service('lmtp', 'lmtp', 'PORT'))
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
  const server = await startService(
    'submission',
    `submission_relay_host = 127.0.0.1
submission_relay_port = ${relay.port}
${service('submission-login', 'submission', 'PORT', 'submissions')}`,
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
