/** Login options that can never work are refused by name before anything is sent, and no message shows a secret. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { scramCredentials } from '@mailwire/sasl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Certificate,
  type Endpoint,
  Maildrop,
  readImap,
  readPop3,
  selfSignedCertificate,
  sendMail,
  startImapServer,
  startPop3Server,
  startSmtpServer,
} from '../../src/node.js'
import { login, PASSWORD } from '../login-peers.js'
import { MESSAGE, mailbox } from '../peers.js'

const any = (value: unknown): never => value as never
const SECRET = 'hunter2-tanstaaf'

let connections = 0
const listening = createServer(socket => {
  connections++
  socket.destroy()
})
let server: Endpoint
let one: Certificate
let other: Certificate
beforeAll(async () => {
  ;[one, other] = await Promise.all([selfSignedCertificate(['a.example']), selfSignedCertificate(['a.example'])])
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  server = { host: '127.0.0.1', port: (listening.address() as AddressInfo).port }
})
afterAll(() => void listening.close())

const clients = {
  sendMail: (options: object) =>
    sendMail(server, { sender: null, recipients: [mailbox('a')], content: MESSAGE }, { hostname: 'pc.example', ...options }),
  readPop3: (options: object) => readPop3(server, any(options)),
  readImap: (options: object) => readImap(server, any(options)),
}

describe.each(['sendMail', 'readPop3', 'readImap'] as const)('%s refuses', name => {
  const refused = async (options: object, option: string): Promise<void> => {
    connections = 0
    const error = await clients[name](options).catch((error: unknown) => error)
    expect(error).toMatchObject({ name: 'NetworkError', code: 'bad-option', message: expect.stringContaining(`: ${option}: `) })
    expect((error as Error).message).not.toContain(SECRET)
    expect(connections).toBe(0)
  }

  it.each<[string, unknown]>([
    ['text', SECRET],
    ['a number', 5],
    ['null', null],
    ['a list', [SECRET]],
    ['nothing in it', {}],
    ['a name alone', { authenticationId: 'a' }],
    ['two kinds', { authenticationId: 'a', password: SECRET, token: SECRET }],
    ['a password that is not text', { authenticationId: 'a', password: [SECRET] }],
    ['a name that is not text', { authenticationId: 5, password: SECRET }],
    ['a password without a name', { password: SECRET }],
    ['a token without a name', { token: SECRET }],
    ['a token of two words', { authenticationId: 'a', token: `Bearer ${SECRET}` }],
    ['a token that is empty', { authenticationId: 'a', token: '' }],
    ['a token that is too long', { authenticationId: 'a', token: SECRET.repeat(1000) }],
    ['external that is not true', { external: SECRET }],
    ['a trace that is not text', { anonymous: [SECRET] }],
    ['a trace that is too long', { anonymous: SECRET.repeat(100) }],
  ])('credentials: %s', (_, credentials) => refused({ credentials: any(credentials) }, 'credentials'))

  it.each<[string, unknown]>([
    ['text', 'PLAIN'],
    ['numbers', [5]],
    ['null', null],
    ['none', []],
    ['none that is known', ['X-NONE']],
    ['none for a password', ['XOAUTH2', 'EXTERNAL']],
  ])('mechanisms: %s', (_, mechanisms) => refused({ credentials: PASSWORD, mechanisms: any(mechanisms) }, 'mechanisms'))

  it('a password that the only mechanism cannot carry', () =>
    refused(
      { credentials: { authenticationId: 'a', password: `${SECRET}\u{1f600}` }, mechanisms: ['SCRAM-SHA-256'] },
      'credentials',
    ))

  it.each(['tls-other', 5, null, true])('channelBinding: %j', channelBinding =>
    refused({ credentials: PASSWORD, channelBinding: any(channelBinding) }, 'channelBinding'),
  )

  it.each(['text', {}, null])('onLogin: %j', onLogin => refused({ credentials: PASSWORD, onLogin: any(onLogin) }, 'onLogin'))

  it.each<[string, () => unknown]>([
    ['text', () => one.cert],
    ['null', () => null],
    ['a certificate alone', () => ({ cert: one.cert })],
    ['names of files', () => ({ key: `/etc/${SECRET}.pem`, cert: '/etc/cert.pem' })],
    ['bytes', () => ({ key: Buffer.from(one.key), cert: Buffer.from(one.cert) })],
    ['the key of another', () => ({ key: other.key, cert: one.cert })],
  ])('certificate: %s', (_, certificate) =>
    refused({ credentials: { external: true }, certificate: any(certificate()) }, 'certificate'),
  )

  it('more than one way to log in', async () => {
    await refused({ credentials: PASSWORD, name: 'a', password: SECRET }, 'credentials')
    await refused({ credentials: PASSWORD, authenticate: () => any({}) }, 'authenticate')
    await refused({ name: 'a' }, 'password')
    await refused({ name: any(5), password: SECRET }, 'name')
  })

  it('nothing that could work', async () => {
    connections = 0
    for (const credentials of [PASSWORD, { authenticationId: 'a', token: 't' }, { external: true }, { anonymous: '' }])
      await expect(clients[name]({ credentials, certificate: one })).rejects.not.toMatchObject({ code: 'bad-option' })
    expect(connections).toBe(4)
  })

  it('an empty password, where no command carries it', async () => {
    const empty = { credentials: { authenticationId: 'a', password: '' } }
    if (name === 'sendMail') await refused(empty, 'credentials')
    else await expect(clients[name](empty)).rejects.not.toMatchObject({ code: 'bad-option' })
  })
})

it('a certificate brings no other option of TLS with it', async () => {
  const credentials = one
  const server = await startPop3Server({
    hostname: 'mx.example',
    credentials,
    users: [{ name: 'someone', password: 'secret', maildrop: new Maildrop() }],
  })
  const certificate = { ...other, rejectUnauthorized: false, ca: one.cert }
  const { error } = await login('pop3', server, { credentials: PASSWORD, servername: 'a.example', certificate })
  expect(error).toMatchObject({ code: 'tls' })
  await server.close()
})

describe('no server starts', () => {
  const hostname = 'mx.example'
  const maildrop = new Maildrop()
  const starts = {
    smtp: (options: object) => startSmtpServer({ hostname, onMessage: () => ({ code: 250 }), ...options }),
    pop3: (options: object) => startPop3Server({ hostname, users: [], ...options }),
    imap: (options: object) => startImapServer({ hostname, users: [], ...options }),
  }
  it.each<[string, object]>([
    ['mechanisms', { mechanisms: 'PLAIN' }],
    ['mechanisms', { mechanisms: [5] }],
    ['ownMechanisms', { ownMechanisms: { X: () => {} } }],
    ['ownMechanisms', { ownMechanisms: new Map([['x', () => {}]]) }],
    ['ownMechanisms', { ownMechanisms: new Map([['X Y', () => {}]]) }],
    ['ownMechanisms', { ownMechanisms: new Map([['X', 5]]) }],
    ['verifyToken', { verifyToken: 'token' }],
    ['verifyExternal', { verifyExternal: true }],
    ['verifyAnonymous', { verifyAnonymous: null }],
  ])('with %s: %j', async (option, options) => {
    for (const start of Object.values(starts))
      await expect(start(options)).rejects.toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining(`: ${option}: `),
      })
  })

  it('with secrets of users that nothing can use; those of a getter are not asked for', async () => {
    const keys = await scramCredentials('p', { hash: 'SHA-1', iterations: 1 })
    for (const secrets of [
      { password: 5 },
      { tokens: SECRET },
      { tokens: [5] },
      { scram: keys },
      { scram: ['p'] },
      { scram: [{ ...keys, storedKey: new Uint8Array(5) }] },
    ]) {
      const error = await starts.pop3({ users: [{ name: 'a', maildrop, ...secrets }] }).catch((error: unknown) => error)
      const message = expect.stringContaining(`users: "a": ${Object.keys(secrets)[0]}`)
      expect(error).toMatchObject({ code: 'bad-option', message })
      expect((error as Error).message).not.toContain(SECRET)
    }
    for (const user of [null, 'a']) await expect(starts.pop3({ users: [user] })).rejects.toMatchObject({ code: 'bad-option' })
    const users = [
      {
        name: 'a',
        maildrop,
        get password(): string {
          throw new Error('asked')
        },
      },
      { name: 'b', maildrop, scram: [keys], tokens: ['t'], password: undefined },
    ]
    await (await starts.imap({ users })).close()
  })
})
