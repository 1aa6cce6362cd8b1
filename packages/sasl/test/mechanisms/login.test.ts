import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  chooseMechanism,
  decodeInitialResponse,
  loginClient,
  loginServer,
  type PasswordCredentials,
  plainServer,
  type ServerStep,
  type VerifyPassword,
} from '../../src/index.js'

const EMPTY = new Uint8Array(0)
const tim = { authenticationId: 'tim', password: 'x' }
const verify: VerifyPassword = ({ authenticationId, password }) => authenticationId === 'tim' && password === 'x'
const challenge = (text: string): ServerStep => ({ type: 'challenge', data: asBytes(text) })

describe('the LOGIN exchange', () => {
  it('asks for the name, then for the password', () => {
    const client = loginClient(tim)
    const server = loginServer(verify)
    expect([client.name, client.clientFirst, client.done, server.name]).toEqual(['LOGIN', false, false, 'LOGIN'])
    expect(server.start(undefined)).toEqual(challenge('Username:'))
    expect(server.respond(client.respond(asBytes('Username:')) as Uint8Array)).toEqual(challenge('Password:'))
    expect(client.done).toBe(false)
    expect(server.respond(client.respond(asBytes('Password:')) as Uint8Array)).toEqual({
      type: 'success',
      identity: { authenticationId: 'tim', authorizationId: 'tim' },
    })
    expect(client.done).toBe(true)
  })

  it.each(['', 'User Name\0', 'Passwort', '\xff'])('the client does not mind what the prompt says: %j', prompt => {
    const client = loginClient(tim)
    expect([prompt, prompt].map(text => asChars(client.respond(asBytes(text)) as Uint8Array))).toEqual(['tim', 'x'])
    expect(caught(() => client.respond(EMPTY))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
  })

  it.each([
    ['GNU SASL 2.2.0', 'VXNlciBOYW1l', 'UGFzc3dvcmQ='],
    ['Cyrus SASL 2.1.28', 'VXNlcm5hbWU6', 'UGFzc3dvcmQ6'],
  ])('of %s (recorded)', (_peer, name, password) => {
    const client = loginClient({ authenticationId: 'tim', password: 'tanstaaftanstaaf' })
    expect(client.respond(decodeInitialResponse(name))).toEqual(decodeInitialResponse('dGlt'))
    expect(client.respond(decodeInitialResponse(password))).toEqual(decodeInitialResponse('dGFuc3RhYWZ0YW5zdGFhZg=='))
  })

  it('RFC 4422 3.4.1: the client refuses to act as somebody else, whom LOGIN cannot name', () => {
    expect(caught(() => loginClient({ ...tim, authorizationId: 'shared' }))).toMatchObject({
      code: 'bad-credentials',
      fault: 'local',
    })
    expect(loginClient({ ...tim, authorizationId: 'tim' }).name).toBe('LOGIN')
    expect(loginClient({ ...tim, authorizationId: '' }).name).toBe('LOGIN')
    expect(chooseMechanism(['LOGIN'], { ...tim, authorizationId: 'shared' }, { secure: true })).toBeUndefined()
  })

  it('the server takes a name that came with the command', () => {
    const server = loginServer(verify)
    expect(server.start(asBytes('tim'))).toEqual(challenge('Password:'))
    expect(server.respond(asBytes('x'))).toMatchObject({ type: 'success' })
  })

  it.each([
    ['a wrong password', ['tim', 'y'], 'bad-credentials'],
    ['an empty name', [''], 'bad-message'],
    ['an empty password', ['tim', ''], 'bad-message'],
    ['a NUL', ['t\0m'], 'bad-message'],
    ['what is not UTF-8', ['tim', '\xff'], 'bad-message'],
    ['a long name', ['x'.repeat(1021)], 'too-long'],
  ])('fails for %s, and is over', (_name, responses, code) => {
    const server = loginServer(verify)
    server.start(undefined)
    const steps = responses.map(text => server.respond(asBytes(text)))
    expect(steps.at(-1)).toMatchObject({ type: 'failure', error: { name: 'SaslError', code } })
    expect(JSON.stringify(steps)).not.toContain('tim')
    expect(caught(() => server.respond(asBytes('x')))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
  })

  it('takes a name of 1,020 bytes', () => {
    const server = loginServer(({ authenticationId }) => authenticationId.length === 1020)
    expect(server.start(asBytes('x'.repeat(1020)))).toEqual(challenge('Password:'))
    expect(server.respond(asBytes('p'))).toMatchObject({ type: 'success' })
    expect(asChars(loginClient({ ...tim, password: 'x'.repeat(1020) }).respond(EMPTY) as Uint8Array)).toBe('tim')
  })

  it.each<[unknown, string]>([
    [{ ...tim, authenticationId: '' }, 'bad-credentials'],
    [{ ...tim, password: '' }, 'bad-credentials'],
    [{ ...tim, password: 'a\0' }, 'bad-credentials'],
    [{ ...tim, password: '\ud800' }, 'bad-credentials'],
    [{ ...tim, password: '\udcff' }, 'bad-credentials'],
    [{ ...tim, password: 'x'.repeat(1021) }, 'too-long'],
    [{ authenticationId: 'tim' }, 'bad-value'],
    [undefined, 'bad-value'],
  ])('the client has no mechanism for %j', (credentials, code) => {
    expect(caught(() => loginClient(credentials as PasswordCredentials))).toMatchObject({ name: 'SaslError', code })
  })

  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(text => !text.includes('\0'))
  test.prop([part, part])('brings any name and password across', async (authenticationId, password) => {
    const client = loginClient({ authenticationId, password })
    let got: unknown
    const judge: VerifyPassword = message => {
      got = message
      return true
    }
    const server = loginServer(judge, { prepare: false })
    let step = await server.start(undefined)
    for (let round = 0; round < 3 && step.type === 'challenge'; round++)
      step = await server.respond(await client.respond(step.data))
    expect(got).toEqual({ authorizationId: '', authenticationId, password })
    expect(step).toEqual({ type: 'success', identity: { authenticationId, authorizationId: authenticationId } })
  })
})

describe('PLAIN on the same interface (RFC 4616 2, RFC 4422 5)', () => {
  it('begins with an empty challenge, or judges what came with the command', () => {
    expect(plainServer(verify).start(undefined)).toEqual({ type: 'challenge', data: EMPTY })
    expect(plainServer(verify).start(asBytes('\0tim\0x'))).toMatchObject({ type: 'success' })
    expect(plainServer(verify).start(EMPTY)).toMatchObject({ type: 'failure', error: { code: 'bad-message' } })
  })
})

it.each([plainServer, loginServer])('an exchange begins once: %o', make => {
  for (const initial of [undefined, asBytes('x')]) {
    const server = make(() => true)
    server.start(initial)
    expect(caught(() => server.start(undefined))).toMatchObject({ name: 'SaslError', code: 'unexpected' })
  }
  const responded = make(() => true)
  responded.respond(asBytes('x'))
  expect(caught(() => responded.start(undefined))).toMatchObject({ code: 'unexpected' })
})
