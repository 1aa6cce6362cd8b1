/** What can never work is refused where it is given, by name. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import {
  compose,
  connect,
  listen,
  Maildrop,
  type MailHostOptions,
  readPop3,
  relayMail,
  sendMail,
  startImapServer,
  startMailHost,
  startPop3Server,
  startSmtpServer,
} from '../src/node.js'
import { answering, MESSAGE, mailbox } from './peers.js'

const ok = { code: 250 }
const user = { name: 'a', password: 'p', maildrop: new Maildrop() }

test.each(['münchen.example', 'a\r\nb', '', 'a b'])('no server starts with the hostname %j (RFC 5321 4.1.2)', async hostname => {
  const said = /^start server: hostname: /
  await expect(startSmtpServer({ hostname, onMessage: () => ok })).rejects.toThrow(said)
  await expect(startPop3Server({ hostname, users: [] })).rejects.toThrow(said)
  await expect(startImapServer({ hostname, users: [] })).rejects.toThrow(said)
})

test('no server starts with credentials, a size or users that cannot work', async () => {
  const hostname = 'mx.example'
  const onMessage = () => ok
  await expect(startSmtpServer({ hostname, onMessage, credentials: { key: 'x', cert: 'y' } })).rejects.toThrow('credentials: ')
  for (const size of [-1, Number.NaN, 1.5]) await expect(startSmtpServer({ hostname, onMessage, size })).rejects.toThrow('size: ')
  for (const start of [startPop3Server, startImapServer])
    await expect(start({ hostname, users: [user, { ...user, name: 'A' }] })).rejects.toThrow('users: two users are called "A"')
})

test.each(['domain', 'users', 'onSubmit', 'hostname'])('no mail host starts without %s', async option => {
  const options: MailHostOptions = { domain: 'a.example', hostname: 'mx.a.example', users: [], onSubmit: () => ok }
  await expect(startMailHost({ ...options, [option]: undefined })).rejects.toThrow(`start server: ${option}: `)
})

test('a session that throws while it is made ends alone, and onError hears of it', async () => {
  const errors: unknown[] = []
  const fail = (): never => {
    throw new Error('made')
  }
  const listener = await listen({}, fail, error => errors.push(error))
  try {
    for (const count of [1, 2]) {
      const socket = await connect(listener)
      await once(socket.resume(), 'close')
      expect(errors).toHaveLength(count)
    }
  } finally {
    await listener.close()
  }
})

test.each([
  ['BÜCHER.example', 'xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'bücher.example'],
])('a mail host of %s takes mail for %s (RFC 6531 3.2)', async (domain, at) => {
  const users = [{ name: 'a', password: 'p' }]
  const host = await startMailHost({ domain, hostname: 'mx.example', users, onSubmit: () => ok })
  try {
    const message = { sender: null, recipients: [mailbox('a', at)], content: MESSAGE }
    expect(await sendMail(host.services.mx, message, { hostname: 'c.example' })).toMatchObject({ delivered: true })
  } finally {
    await host.close()
  }
})

test('a message to nobody, and text with a lone surrogate, are refused before a host is tried', async () => {
  const options = { hostname: 'c.example' }
  const nowhere = { host: '127.0.0.1', port: 1 }
  const nobody = { sender: null, recipients: [], content: MESSAGE }
  await expect(sendMail(nowhere, nobody, options)).rejects.toMatchObject({ code: 'invalid-state' })
  await expect(relayMail([], nobody, options)).rejects.toMatchObject({ code: 'invalid-state' })
  const broken = { sender: null, recipients: [mailbox('a')], content: 'abc\ud800' }
  await expect(sendMail(nowhere, broken, options)).rejects.toMatchObject({ code: 'bad-text', offset: 3 })
  const draft = { from: 'a@b.example', to: ['c@d.example'], subject: 'x\udc00', text: 'x' }
  await expect(compose(draft)).rejects.toMatchObject({ code: 'bad-text', offset: 1 })
})

test('a listing above limits.messages is a limit (RFC 1939 7)', async () => {
  const rows = Array.from({ length: 100 }, (_, at) => `${at + 1} ${'u'.repeat(70)}\r\n`).join('')
  const server = await answering('+OK hi\r\n', line =>
    line === 'CAPA' ? '-ERR no\r\n' : line === 'STAT' ? '+OK 1 1\r\n' : line === 'UIDL' ? `+OK\r\n${rows}.\r\n` : '+OK\r\n',
  )
  try {
    const reading = readPop3(server, { name: 'a', password: 'p', allowCleartextCredentials: true, limits: { messages: 2 } })
    await expect(reading).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining('limits.messages') })
  } finally {
    await server.close()
  }
})
