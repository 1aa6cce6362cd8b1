/** What a client learns from replies, and what STARTTLS and XCLIENT make it forget (RFC 5321 4.1.1.1, RFC 3207 4.2). */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit } from '../../src/all.js'
import { ehlo, mail, ready } from '../support.js'

const starttls: CommandInit = { verb: 'starttls' }
const xclient: CommandInit = { verb: 'xclient', attributes: [{ name: 'NAME', value: 'x' }] }
const auth: CommandInit = { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('x') }
const offered = '250-STARTTLS\r\n250-XCLIENT NAME\r\n250-AUTH PLAIN\r\n250-REQUIRETLS\r\n250-PIPELINING\r\n'
const requiretls: CommandInit = { verb: 'mail', reversePath: null, parameters: { requiretls: true } }

const say = (client: ClientConnection, text: string): string => {
  drive(client, [asBytes(text)])
  return asChars(client.takeOutput())
}

const facts = ({ secure, authenticated, extensions }: ClientConnection) => [secure, authenticated, extensions]

describe('what is learned', () => {
  it('from the lines of EHLO after the first, which has the name and a greeting', () => {
    const client = new ClientConnection()
    client.send(ehlo)
    say(client, '220 x\r\n250-SIZE 99\r\n250-ETRN\r\n250 HELP\r\n')
    expect(client.extensions).toEqual({ etrn: true, help: true })
    client.send(ehlo)
    say(client, '250-ETRN\r\n250 SIZE 5\r\n')
    expect(client.extensions).toEqual({ size: 5 })
  })

  it('nothing from HELO, however many lines its reply has', () => {
    const client = ready(offered, { verb: 'helo', domain: 'a' })
    say(client, '250-x\r\n250 SIZE 5\r\n')
    expect(client.extensions).toEqual({})
  })

  it('nothing from a refused EHLO', () => {
    const client = ready('250-ETRN\r\n', ehlo)
    say(client, '550-no\r\n550 SIZE 5\r\n')
    expect(client.extensions).toEqual({ etrn: true, help: true })
  })

  it('that the client is logged in, and once only (RFC 4954 4)', () => {
    const client = ready(offered, auth)
    expect(client.authenticated).toBe(false)
    say(client, '535 no\r\n')
    expect(client.authenticated).toBe(false)
    client.send(auth)
    say(client, '235 ok\r\n')
    expect(client.authenticated).toBe(true)
    expect(caught(() => client.send(auth))).toMatchObject({
      code: 'invalid-state',
      message: 'send auth: not allowed in this session',
    })
  })
})

describe('what is forgotten (RFC 3207 4.2)', () => {
  it('by STARTTLS: offers and the login, and TLS is up after the handshake', () => {
    const client = ready(offered, auth)
    say(client, '235 ok\r\n')
    expect(caught(() => client.check(requiretls))).toMatchObject({ message: 'send mail: REQUIRETLS needs TLS' })
    client.send(starttls)
    say(client, '220 go\r\n')
    expect(facts(client)).toEqual([false, false, undefined])
    client.upgraded()
    expect(facts(client)).toEqual([true, false, undefined])
    client.send(ehlo)
    say(client, `250-x\r\n${offered}250 HELP\r\n`)
    expect(() => client.check(requiretls)).not.toThrow()
    expect(() => client.check(auth)).not.toThrow()
    expect(caught(() => client.send(starttls))).toMatchObject({
      code: 'invalid-state',
      message: 'send starttls: not allowed in this session',
    })
  })

  it('by XCLIENT: the same, but for TLS', () => {
    const client = new ClientConnection({ tls: true })
    client.send(ehlo)
    say(client, `220 x\r\n250-x\r\n${offered}250 HELP\r\n`)
    client.send(auth)
    say(client, '235 ok\r\n')
    expect(facts(client).slice(0, 2)).toEqual([true, true])
    client.send(xclient)
    say(client, '220 again\r\n')
    expect(facts(client)).toEqual([true, false, undefined])
  })

  it('by neither where it is refused', () => {
    for (const command of [starttls, xclient]) {
      const client = ready(offered, auth)
      say(client, '235 ok\r\n')
      const before = client.extensions
      client.send(command)
      say(client, '454 no\r\n')
      expect(facts(client)).toEqual([false, true, before])
    }
  })

  it('offers are not used behind STARTTLS or XCLIENT in the queue, whatever is answered before it', () => {
    for (const command of [starttls, xclient]) {
      const client = ready(offered, { verb: 'noop', argument: undefined }, command, ehlo)
      say(client, '250 ok\r\n')
      const code = 'not-offered'
      expect(caught(() => client.send(auth))).toMatchObject({ code })
      expect(caught(() => client.check(mail, { verb: 'rset' }, auth))).toMatchObject({ code })
    }
  })
})
