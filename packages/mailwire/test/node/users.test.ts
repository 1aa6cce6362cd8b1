/** Users of a server: what each can prove itself with, and that no answer tells who there is. */
import { type ScramCredentials, type ScramHash, scramClient, scramCredentials, scramServer } from '@mailwire/sasl'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findUser, methodsOf } from '../../src/node/users.js'
import { Maildrop, startPop3Server } from '../../src/node.js'
import { base64, login, type Named, names, opened, PASSWORD, protocols, said } from '../login-peers.js'

const EMOJI = 'pass\u{1f600}'
let keys: Readonly<Record<ScramHash, ScramCredentials>>
beforeAll(async () => {
  const made = (hash: ScramHash) => scramCredentials('secret', { hash, iterations: 5000, salt: new Uint8Array(20) })
  keys = { 'SHA-1': await made('SHA-1'), 'SHA-256': await made('SHA-256'), 'SHA-512': await made('SHA-512') }
})
afterEach(() => vi.restoreAllMocks())

const clear = { allowCleartextCredentials: true } as const
const broken: Named = {
  name: 'broken',
  get password(): string {
    throw new Error('no directory')
  },
}

/** A SCRAM exchange with the keys of the users; what the server sent first, and whether it ended well. */
async function exchange(users: readonly Named[], name: string, password = 'secret', hash: ScramHash = 'SHA-256') {
  const { scramOf } = methodsOf(users)
  const server = scramServer(hash, asked => scramOf!(asked, hash))
  const client = scramClient(hash, { authenticationId: name, password })
  const first = await server.start(await client.respond(new Uint8Array(0)))
  if (first.type !== 'challenge') throw new Error('no challenge')
  const [, salt, iterations] = /s=(.*),i=(.*)$/.exec(new TextDecoder().decode(first.data))!
  const last = await server.respond(await client.respond(first.data))
  return { salt, iterations, last }
}

describe('SCRAM', () => {
  const users: Named[] = [
    { name: 'Someone', password: 'secret' },
    { name: 'emoji', password: EMOJI },
  ]

  it.each(['someone', 'SOMEONE'])('lets %s in by the password', async name => {
    for (const hash of ['SHA-1', 'SHA-256', 'SHA-512'] as const)
      expect((await exchange(users, name, 'secret', hash)).last.type).toBe('success')
  })

  it('takes the password that a user has now, not the one of an earlier login', async () => {
    const user = { name: 'someone', password: 'secret' }
    expect((await exchange([user], 'someone')).last.type).toBe('success')
    user.password = 'other'
    expect((await exchange([user], 'someone')).last.type).toBe('failure')
    expect((await exchange([user], 'someone', 'other')).last.type).toBe('success')
  })

  it.each<[string, () => readonly Named[], string]>([
    ['with a password', () => users, 'someone'],
    ['with keys', () => [{ name: 'someone', scram: [keys['SHA-256']] }], 'someone'],
    ['with keys of another hash', () => [{ name: 'someone', scram: [keys['SHA-1']] }], 'someone'],
    ['with a password among users with keys', () => [...users, { name: 'kept', scram: [keys['SHA-256']] }], 'someone'],
    ['with a password that SASLprep rejects', () => users, 'emoji'],
    ['with a token', () => [...users, { name: 'token', tokens: ['t'] }], 'token'],
  ])('answers alike for a user %s and for nobody, and works as much for it (RFC 5802 9)', async (_, list, name) => {
    const seen = await Promise.all(
      [name, 'nobody'].map(async who => {
        const [one, again, upper] = [
          await exchange(list(), who, 'guess'),
          await exchange(list(), who, 'guess'),
          await exchange(list(), who.toUpperCase(), 'guess'),
        ]
        expect(again.salt).toBe(one.salt)
        expect(upper.salt).toBe(one.salt)
        return { iterations: one.iterations, salt: one.salt!.length, last: one.last }
      }),
    )
    expect(seen[0]).toEqual(seen[1])
    // PBKDF2 is what takes its time.
    const work = vi.spyOn(crypto.subtle, 'deriveBits')
    const counts: unknown[] = []
    for (const who of [name, 'nobody']) {
      work.mockClear()
      await methodsOf(list()).scramOf!(who, 'SHA-256')
      counts.push(work.mock.calls.map(([algorithm]) => (algorithm as { iterations: number }).iterations))
    }
    expect(counts[0]).not.toEqual([])
    expect(counts[0]).toEqual(counts[1])
  })

  it('is offered for the hashes that everybody with a password or keys can use', () => {
    const hashes = (...users: Named[]) => methodsOf(users).scramHashes
    const all = ['SHA-512', 'SHA-256', 'SHA-1']
    const kept = (...hashes: ScramHash[]): Named => ({ name: 'kept', scram: hashes.map(hash => keys[hash]) })
    expect(hashes({ name: 'a', password: 'p' }, broken, { name: 't', tokens: ['t'] })).toEqual(all)
    expect(hashes({ name: 'a', password: 'p' }, kept('SHA-1'))).toEqual(['SHA-1'])
    expect(hashes(kept('SHA-1', 'SHA-256'), kept('SHA-256'))).toEqual(['SHA-256'])
    expect(hashes(kept('SHA-1'), kept('SHA-256'))).toEqual([])
    expect(hashes({ ...kept('SHA-1'), password: undefined })).toEqual(['SHA-1'])
    expect(hashes({ name: 't', tokens: ['t'] })).toEqual([])
    expect(hashes()).toEqual([])
  })
})

describe('a name and a password', () => {
  it.each<[string, Named | undefined, string, boolean]>([
    ['that are right', { name: 'a', password: 'secret' }, 'secret', true],
    ['that are wrong', { name: 'a', password: 'secret' }, 'guess', false],
    ['that SASLprep rejects', { name: 'a', password: EMOJI }, EMOJI, true],
    ['alike once they are prepared (RFC 4013 3)', { name: 'a', password: '\u2168' }, 'IX', true],
    ['of nobody', undefined, 'secret', false],
    ['of who has a token', { name: 'a', tokens: ['secret'] }, 'secret', false],
  ])('%s', async (_, user, password, isFound) => {
    const users = [{ name: 'b', password: 'other' }, ...(user === undefined ? [] : [user])]
    expect(await findUser(users, 'A', password)).toBe(isFound ? user : undefined)
  })

  it('are judged by keys where there is no password; the work is that of any name', async () => {
    const kept = { name: 'kept', scram: [keys['SHA-256'], keys['SHA-1']] }
    const users: Named[] = [{ name: 'a', password: 'other' }, kept, { name: 'none' }, { name: 'empty', scram: [] }]
    expect(await findUser(users, 'kept', 'secret')).toBe(kept)
    // Keys of the one are no proof of another.
    for (const name of ['a', 'none', 'empty', 'nobody']) expect(await findUser(users, name, 'secret')).toBeUndefined()
    const work = vi.spyOn(crypto.subtle, 'deriveBits')
    for (const name of ['kept', 'a', 'none', 'nobody']) {
      work.mockClear()
      await findUser(users, name, 'guess')
      expect(work).toHaveBeenCalledTimes(1)
    }
  })
})

describe('a token', () => {
  const users: Named[] = [{ name: 'A', tokens: ['one', 'shared'] }, { name: 'b', tokens: ['two', 'shared'] }, { name: 'c' }]
  it.each([
    ['a', 'one', 'A'],
    ['', 'two', 'b'],
    ['b', 'shared', 'b'],
    ['b', 'one', undefined],
    ['c', 'one', undefined],
    ['nobody', 'one', undefined],
    ['', 'three', undefined],
  ])('of %j: %s is that of %s', async (authenticationId, token, owner) => {
    const message = { authenticationId, authorizationId: authenticationId, token, host: undefined, port: undefined }
    const found = owner !== undefined && { authenticationId: owner, authorizationId: owner }
    expect(await methodsOf(users).verifyToken!(message)).toEqual(found)
  })

  it('is asked for where somebody has one', () => {
    expect(
      methodsOf([
        { name: 'a', password: 'p' },
        { name: 'b', tokens: [] },
      ]).verifyToken,
    ).toBeUndefined()
  })
})

describe.each(names)('a server of %s', name => {
  const { start } = protocols[name]

  it('answers alike for a wrong password and for nobody, by every mechanism (RFC 1939 13, RFC 9051 11.7)', async () => {
    const users: Named[] = [{ name: 'someone', password: 'secret', tokens: ['token'] }, { name: 'nothing' }]
    const all = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-256', 'OAUTHBEARER', 'XOAUTH2']
    const server = opened(await start(users, { ...clear, mechanisms: all }))
    for (const mechanism of all) {
      const answers: unknown[] = []
      for (const authenticationId of ['someone', 'nobody', 'nothing']) {
        const credentials = /OAUTH/.test(mechanism)
          ? { authenticationId, token: 'guess' }
          : { authenticationId, password: 'guess' }
        const { by, error } = await login(name, server, { ...clear, credentials, mechanisms: [mechanism] })
        expect(by).toBeUndefined()
        answers.push((error as Error).message)
      }
      expect(new Set(answers).size).toBe(1)
    }
  })

  it('with keys alone: PLAIN by them, and SCRAM of their hash', async () => {
    const server = opened(await start([{ name: 'someone', scram: [keys['SHA-256']] }], clear))
    const by = async (...mechanisms: string[]) =>
      (await login(name, server, { ...clear, credentials: PASSWORD, ...(mechanisms.length > 0 ? { mechanisms } : {}) })).by
    expect(await by()).toBe('SCRAM-SHA-256')
    expect(await by('PLAIN')).toBe('PLAIN')
    expect(await by('SCRAM-SHA-512', 'SCRAM-SHA-1')).toBeUndefined()
    const wrong = { ...clear, credentials: { authenticationId: 'someone', password: 'guess' }, mechanisms: ['PLAIN'] }
    expect((await login(name, server, wrong)).error).toMatchObject({ code: 'refused' })
  })

  it('a password that SASLprep rejects goes by PLAIN', async () => {
    const server = opened(await start([{ name: 'someone', password: EMOJI }], clear))
    const credentials = { authenticationId: 'someone', password: EMOJI }
    expect(await login(name, server, { ...clear, credentials })).toEqual({ by: 'PLAIN', error: undefined })
  })

  it('a password that cannot be looked up is no wrong one', async () => {
    const errors: unknown[] = []
    const server = opened(await start([broken], { ...clear, onError: error => errors.push(error) }))
    for (const mechanism of ['SCRAM-SHA-256', 'PLAIN']) {
      const credentials = { authenticationId: 'broken', password: 'x' }
      const { error } = await login(name, server, { ...clear, credentials, mechanisms: [mechanism] })
      expect(error).toMatchObject({
        code: 'refused',
        message: expect.stringContaining('authentication is temporarily unavailable'),
      })
    }
    expect(errors).toEqual([new Error('no directory'), new Error('no directory')])
  })
})

it('users that are added and removed while the server runs count at the next session', async () => {
  const users: (Named & { readonly maildrop: Maildrop })[] = []
  const server = opened(await startPop3Server({ hostname: 'mx.example', users, ...clear }))
  const offered = async () => /SASL.*(?=\r)/.exec(await said(server, ['CAPA'], /\r\n\.\r\n/))?.[0]
  expect(await offered()).toBe('SASL PLAIN LOGIN')
  users.push({ name: 'someone', password: 'secret', tokens: ['token'], maildrop: new Maildrop() })
  expect(await offered()).toBe('SASL SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 PLAIN LOGIN')
  expect((await login('pop3', server, { ...clear, credentials: PASSWORD })).by).toBe('SCRAM-SHA-512')
  users.pop()
  expect((await login('pop3', server, { ...clear, credentials: PASSWORD })).by).toBeUndefined()
  expect(await said(server, [`AUTH PLAIN ${base64('\0someone\0secret')}`], /-ERR/)).toContain('-ERR [AUTH]')
})
