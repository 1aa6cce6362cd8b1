import { afterEach, describe, expect, it } from 'vitest'
import { findUser, type Listener, Maildrop, startImapServer, startPop3Server, type User } from '../../src/node.js'
import { converse } from '../peers.js'

const open: Listener[] = []
afterEach(() => Promise.all(open.splice(0).map(server => server.close())))

const user = (name: string, password: string): User => ({ name, password, maildrop: new Maildrop() })

describe('a password that SASLprep rejects, or leaves nothing of, is no password (RFC 4616 2)', () => {
  it.each(['', '\u00ad', '\u200d', 'p\ue000', 'x\u05d0'])('%j is refused at start, and opens nothing', async password => {
    const options = { hostname: 'mx.example', users: [user('u', password)] }
    for (const start of [startPop3Server, startImapServer])
      await expect(start(options)).rejects.toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining('"u": password'),
      })
    for (const given of ['', '\u00ad', password]) expect(await findUser(options.users, 'u', given)).toBeUndefined()
  })

  it('nor does it open the maildrop of somebody else', async () => {
    const users = [user('u', 'secret')]
    for (const given of ['', '\u00ad', 'secret\ue000']) expect(await findUser(users, 'u', given)).toBeUndefined()
    expect(await findUser(users, 'U', 'sec\u00adret')).toBe(users[0])
  })
})

it.each(['e\u0301ric', 'I\u00adX', 'ſam', 'a\u00a0b', 'Ⅸ'])('a user called %j can log in, and nobody beside', async name => {
  const users = [user(name, 'secret')]
  expect(await findUser(users, name, 'secret')).toBe(users[0])
  expect(await findUser(users, name.normalize('NFKC').replace('\u00ad', ''), 'secret')).toBe(users[0])
  const twice = [...users, user(name.normalize('NFKC').replace('\u00ad', '').toUpperCase(), 'other')]
  await expect(startPop3Server({ hostname: 'mx.example', users: twice })).rejects.toMatchObject({ code: 'bad-option' })
})

it('TOP counts the lines that a client gets, whatever ends them (RFC 1939 7)', async () => {
  const one = user('u', 'secret')
  one.maildrop.deliver(new TextEncoder().encode('S: x\r\n\r\na\rb\rc\nd\r\n'))
  const server = await startPop3Server({ hostname: 'mx.example', users: [one], allowCleartextCredentials: true })
  open.push(server)
  const peer = await converse(server)
  peer.write('USER u\r\nPASS secret\r\nTOP 1 1\r\nTOP 1 3\r\nQUIT\r\n')
  const said = await peer.end()
  expect(said).toContain('S: x\r\n\r\na\r\n.\r\n')
  expect(said).toContain('S: x\r\n\r\na\r\nb\r\nc\r\n.\r\n')
})
