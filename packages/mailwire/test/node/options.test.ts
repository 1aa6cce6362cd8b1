/** What can never work is refused where it is given, by name. */
import { once } from 'node:events'
import { describe, expect, it, test } from 'vitest'
import {
  compose,
  connect,
  listen,
  Maildrop,
  type MailHostOptions,
  type ReadLimits,
  readPop3,
  sendMail,
  startDnsServer,
  startImapServer,
  startMailHost,
  startPop3Server,
  startSmtpServer,
} from '../../src/node.js'
import { answering, MESSAGE, mailbox } from '../peers.js'

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
    await expect(start({ hostname, users: [user, { ...user, name: 'A' }] })).rejects.toThrow('users: two users have the name "A"')
})

test.each(['', 'a b', '[127.0.0.1]', 'é.example'])('no server starts with the name %j', async hostname => {
  const reason = `hostname: a domain in ASCII or A-labels expected: found ${JSON.stringify(hostname)}`
  await expect(startSmtpServer({ hostname, onMessage: () => ok })).rejects.toThrow(reason)
  for (const start of [startPop3Server, startImapServer]) await expect(start({ hostname, users: [user] })).rejects.toThrow(reason)
})

test.each(['domain', 'users', 'onSubmit', 'hostname'])('no mail host starts without %s', async option => {
  const options: MailHostOptions = { domain: 'a.example', hostname: 'mx.a.example', users: [], onSubmit: () => ok }
  await expect(startMailHost({ ...options, [option]: undefined })).rejects.toThrow(`start server: ${option}: `)
})

test('an option of a server that is missing or can never work is a typed error', async () => {
  const any = (value: unknown): never => value as never
  const bad = (option: string) => ({
    name: 'NetworkError',
    code: 'bad-option',
    message: expect.stringContaining(`: ${option}: `),
  })
  const hostname = 'mx.example'
  for (const start of [startSmtpServer, startPop3Server, startImapServer, startMailHost, startDnsServer])
    await expect(start(any(undefined))).rejects.toMatchObject(bad('options'))
  await expect(startDnsServer(any({}))).rejects.toMatchObject(bad('answer'))
  await expect(startSmtpServer(any({ hostname }))).rejects.toMatchObject(bad('onMessage'))
  await expect(startPop3Server(any({ hostname }))).rejects.toMatchObject(bad('users'))
  for (const port of [-1, 65_536, Number.NaN, '25'])
    await expect(startImapServer({ hostname, users: [], port: any(port) })).rejects.toMatchObject(bad('port'))
  for (const maxConnections of [0, Number.NaN])
    await expect(startImapServer({ hostname, users: [], maxConnections })).rejects.toMatchObject(bad('maxConnections'))
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

test('text with a lone surrogate is refused before a host is tried', async () => {
  const options = { hostname: 'c.example' }
  const nowhere = { host: '127.0.0.1', port: 1 }
  const broken = { sender: null, recipients: [mailbox('a')], content: 'abc\ud800' }
  await expect(sendMail(nowhere, broken, options)).rejects.toMatchObject({ code: 'bad-text', offset: 3 })
  const draft = { from: 'a@b.example', to: ['c@d.example'], subject: 'x\udc00', text: 'x' }
  await expect(compose(draft)).rejects.toMatchObject({ code: 'bad-text', offset: 1 })
})

describe('an error of a limit of readPop3 names the limit that was hit, and no other', () => {
  /** A maildrop of one message; `changed` answers in place of what it would say. */
  const error = async (changed: Readonly<Record<string, string>>, limits: Partial<ReadLimits>): Promise<unknown> => {
    const usual: Record<string, string> = {
      CAPA: `+OK\r\nUSER\r\n${'UIDL\r\n'.repeat(40)}.\r\n`,
      STAT: '+OK 1 1\r\n',
      UIDL: '+OK\r\n1 a\r\n.\r\n',
      LIST: '+OK\r\n1 1\r\n.\r\n',
      'RETR 1': '+OK\r\nabc\r\n.\r\n',
    }
    const server = await answering('+OK hi\r\n', line => changed[line] ?? usual[line] ?? '+OK\r\n')
    try {
      return await readPop3(server, { name: 'a', password: 'p', allowCleartextCredentials: true, limits })
    } catch (error) {
      return error
    } finally {
      await server.close()
    }
  }
  const rows = (count: number, row: (number: number) => string) =>
    `+OK\r\n${Array.from({ length: count }, (_, at) => `${row(at + 1)}\r\n`).join('')}.\r\n`

  it('none, where a limit is small and CAPA is not', async () => {
    expect(await error({}, { messages: 1, content: 5 })).toMatchObject([{ uid: 'a' }])
  })

  it.each<[string, Record<string, string>, Partial<ReadLimits>, RegExp]>([
    ['STAT of more messages', { STAT: '+OK 3 3\r\n' }, { messages: 2 }, /more than 2 messages \(limits\.messages\)$/],
    ['rows of UIDL', { UIDL: rows(3, at => `${at} u`) }, { messages: 2 }, /UIDL: .*more than 2 rows \(limits\.messages\)$/],
    [
      'bytes of UIDL',
      { UIDL: rows(900, at => `${at} ${'u'.repeat(75)}`) },
      { messages: 900 },
      /UIDL: .*more than 72000 bytes \(limits\.messages\)$/,
    ],
    ['rows of LIST', { STAT: '-ERR\r\n', LIST: rows(3, at => `${at} 1`) }, { messages: 2 }, /LIST: .*rows \(limits\.messages\)$/],
    ['rows of CAPA', { CAPA: rows(1001, () => 'X') }, { messages: 2 }, /CAPA: receive: a listing of more than 1000 rows$/],
    [
      'bytes of CAPA',
      { CAPA: rows(10, () => 'X'.repeat(9000)) },
      { messages: 2 },
      /CAPA: receive: a listing of more than 65536 bytes$/,
    ],
    ['bytes of the messages', {}, { content: 4 }, /more than 4 bytes \(limits\.content\)$/],
  ])('%s', async (_, changed, limits, said) => {
    expect(await error(changed, limits)).toMatchObject({
      name: 'NetworkError',
      code: 'limit',
      message: expect.stringMatching(said),
    })
  })
})
