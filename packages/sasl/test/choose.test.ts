import { hashes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type ChannelBinding,
  type ChooseOptions,
  type Credentials,
  chooseMechanism,
  mechanismChoices,
  withdrawnMechanisms,
} from '../src/index.js'

const { md5 } = hashes
const password: Credentials = { authenticationId: 'tim', password: 'tanstaaf' }
const token: Credentials = { authenticationId: 'tim@example.com', token: 'ya29' }
const channelBinding: ChannelBinding = { type: 'tls-exporter', data: new Uint8Array(32) }
const everything: ChooseOptions = { secure: true, channelBinding, historic: true, md5, service: 'imap', host: 'mx.example' }

/** All mechanisms that carry a password, the strongest first. */
const forPasswords = [
  'SCRAM-SHA-512-PLUS',
  'SCRAM-SHA-256-PLUS',
  'SCRAM-SHA-1-PLUS',
  'SCRAM-SHA-512',
  'SCRAM-SHA-256',
  'SCRAM-SHA-1',
  'DIGEST-MD5',
  'CRAM-MD5',
  'PLAIN',
  'LOGIN',
]

const name = (offered: readonly string[], credentials: Credentials, options?: ChooseOptions): string | undefined =>
  chooseMechanism(offered, credentials, options)?.name

describe('the strongest mechanism that is offered is chosen (RFC 4422 6.1)', () => {
  it.each(forPasswords.map((_, at) => forPasswords.slice(at)))('%s before all that follow, in whatever order', (...offered) => {
    expect(name(offered, password, everything)).toBe(offered[0])
    expect(name([...offered].reverse(), password, everything)).toBe(offered[0])
  })

  it('without a binding -PLUS is not, and the client says that it cannot bind (RFC 5802 6)', async () => {
    const offered = ['SCRAM-SHA-512-PLUS', 'SCRAM-SHA-512']
    const mechanism = chooseMechanism(offered, password, { ...everything, channelBinding: undefined })
    expect(mechanism!.name).toBe('SCRAM-SHA-512')
    expect(new TextDecoder().decode(await mechanism!.respond(new Uint8Array(0)))).toMatch(/^n,,/)
  })

  it('or the one that the caller prefers, of those that may be used', () => {
    expect(name(forPasswords, password, { ...everything, mechanisms: ['login', 'PLAIN'] })).toBe('LOGIN')
    expect(name(['PLAIN'], password, { ...everything, mechanisms: ['SCRAM-SHA-256'] })).toBeUndefined()
    expect(name(['PLAIN'], password, { ...everything, mechanisms: [] })).toBeUndefined()
    expect(name(forPasswords, password, { ...everything, mechanisms: ['GSSAPI', 'constructor', 'PLAIN'] })).toBe('PLAIN')
  })

  it('names are read in either case, and what is not a name matches none', () => {
    expect(name(['LOGIN', 'plain'], password, { secure: true })).toBe('PLAIN')
    expect(name([null, ['PLAIN'], 7] as unknown as string[], password, everything)).toBeUndefined()
    expect(name('PLAIN' as unknown as string[], password, everything)).toBeUndefined()
  })
})

describe('what is chosen depends on the credentials', () => {
  const all = [...forPasswords, 'OAUTHBEARER', 'XOAUTH2', 'EXTERNAL', 'ANONYMOUS', 'GSSAPI', 'NTLM', 'constructor']

  it.each<[Credentials, string[]]>([
    [password, forPasswords],
    [token, ['OAUTHBEARER', 'XOAUTH2']],
    [{ external: true }, ['EXTERNAL']],
    [{ anonymous: '' }, ['ANONYMOUS']],
  ])('%j', (credentials, names) => {
    expect(mechanismChoices(all, credentials, everything).map(choice => choice.name)).toEqual(names)
    expect(mechanismChoices(all, credentials, everything).every(choice => 'mechanism' in choice)).toBe(true)
  })

  it.each([
    {},
    { authenticationId: 'tim' },
    { authenticationId: 'tim', password: 'x', token: 'y' },
    { external: true, anonymous: '' },
    undefined,
    'tim',
  ])('%j is no kind of credentials', credentials => {
    expect(() => chooseMechanism([], credentials as Credentials)).toThrow(expect.objectContaining({ code: 'bad-value' }))
  })

  it('a password that SASLprep rejects goes by a mechanism that takes it as it is', () => {
    const emoji: Credentials = { authenticationId: 'tim', password: '🦄' }
    expect(name(['SCRAM-SHA-256', 'PLAIN'], emoji, everything)).toBe('PLAIN')
    expect(mechanismChoices(['SCRAM-SHA-256'], emoji, everything)).toContainEqual({
      name: 'SCRAM-SHA-256',
      reason: expect.stringContaining('A.1'),
    })
    expect(JSON.stringify(mechanismChoices(['SCRAM-SHA-256'], emoji, everything))).not.toContain('🦄')
  })
})

describe('a password or a token is shown to nobody who listens (RFC 8314 3)', () => {
  it.each<[string, Credentials]>([
    ['PLAIN', password],
    ['LOGIN', password],
    ['OAUTHBEARER', token],
    ['XOAUTH2', token],
  ])('%s is for TLS, unless the caller says otherwise', (mechanism, credentials) => {
    expect(name([mechanism], credentials)).toBeUndefined()
    expect(name([mechanism], credentials, { secure: false })).toBeUndefined()
    expect(name([mechanism], credentials, { secure: true })).toBe(mechanism)
    expect(name([mechanism], credentials, { allowCleartextCredentials: true })).toBe(mechanism)
    const choice = mechanismChoices([mechanism], credentials).find(one => one.name === mechanism)
    expect(choice).toEqual({ name: mechanism, reason: expect.stringContaining('not inside TLS') })
  })

  it('SCRAM and CRAM-MD5 are not for TLS alone', () => {
    expect(name(['PLAIN', 'SCRAM-SHA-1'], password)).toBe('SCRAM-SHA-1')
    expect(name(['PLAIN', 'CRAM-MD5'], password, { md5 })).toBe('CRAM-MD5')
  })
})

describe('limits', () => {
  it.each(['OAUTHBEARER', 'XOAUTH2'])('reach %s', mechanism => {
    const long = { authenticationId: 'tim', token: 'x'.repeat(10_000) }
    expect(name([mechanism], long, { secure: true })).toBeUndefined()
    expect(name([mechanism], long, { secure: true, limits: { message: 20_000 } })).toBe(mechanism)
  })

  it('reach CRAM-MD5', async () => {
    const mechanism = chooseMechanism(['CRAM-MD5'], password, { md5, limits: { message: 3 } })
    await expect(mechanism!.respond(new Uint8Array(4))).rejects.toMatchObject({ code: 'too-long' })
  })
})

describe('what a mechanism needs', () => {
  const reason = (mechanism: string, options: ChooseOptions): unknown =>
    mechanismChoices([mechanism], password, options).find(one => one.name === mechanism)

  it.each<[string, ChooseOptions, string]>([
    ['SCRAM-SHA-256-PLUS', { ...everything, channelBinding: undefined }, 'no channel binding'],
    ['CRAM-MD5', { ...everything, md5: undefined }, 'no MD5'],
    ['DIGEST-MD5', { ...everything, historic: undefined }, 'historic'],
    ['DIGEST-MD5', { ...everything, historic: undefined, mechanisms: ['digest-md5'] }, ''],
    ['DIGEST-MD5', { ...everything, md5: undefined }, 'no MD5'],
    ['DIGEST-MD5', { ...everything, service: undefined }, 'the options service and host'],
    ['DIGEST-MD5', { ...everything, host: undefined }, 'the options service and host'],
    ['SCRAM-SHA-1', { ...everything, mechanisms: ['SCRAM-SHA-1'] }, ''],
  ])('%s: %j', (mechanism, options, because) => {
    expect(reason(mechanism, options)).toEqual(
      because === ''
        ? { name: mechanism, mechanism: expect.anything() }
        : { name: mechanism, reason: expect.stringContaining(because) },
    )
  })

  it('what is not offered says so', () => {
    expect(mechanismChoices(['PLAIN'], password, everything).at(-1)).toEqual({
      name: 'LOGIN',
      reason: 'the server does not offer it',
    })
  })

  it('a binding that cannot be is an error of the caller', () => {
    const bad = { type: 'tls-unique', data: new Uint8Array(12), tlsVersion: 'TLSv1.3' } as const
    expect(() => chooseMechanism(['SCRAM-SHA-256-PLUS'], password, { channelBinding: bad })).toThrow(
      expect.objectContaining({ code: 'bad-channel-binding' }),
    )
  })
})

describe('a downgrade can be seen', () => {
  const first = async (offered: readonly string[]): Promise<string> => {
    const mechanism = chooseMechanism(offered, password, { secure: true, channelBinding })
    return new TextDecoder().decode(await mechanism!.respond(new Uint8Array(0)))
  }

  it('by the server, which is told that the client could bind (RFC 5802 6)', async () => {
    expect(await first(['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'])).toMatch(/^p=tls-exporter,,/)
    expect(await first(['SCRAM-SHA-256'])).toMatch(/^y,,/)
    // Another hash with -PLUS says nothing of this one.
    expect(await first(['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256'])).toMatch(/^p=tls-exporter,,/)
    // Also where another hash has -PLUS: somebody may have put that in the place of this one's.
    const preferred = chooseMechanism(['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-256'], password, {
      secure: true,
      channelBinding,
      mechanisms: ['SCRAM-SHA-256'],
    })
    expect(new TextDecoder().decode(await preferred!.respond(new Uint8Array(0)))).toMatch(/^y,,/)
    // Asked for by its plain name, it is bound all the same where it can be.
    const named = { secure: true, channelBinding, mechanisms: ['SCRAM-SHA-256'] }
    expect(name(['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'], password, named)).toBe('SCRAM-SHA-256-PLUS')
    const unbound = chooseMechanism(['SCRAM-SHA-256'], password, { secure: true })
    expect(new TextDecoder().decode(await unbound!.respond(new Uint8Array(0)))).toMatch(/^n,,/)
  })

  it('by the client, which is told what was withdrawn (RFC 4422 6.1.2)', () => {
    expect(withdrawnMechanisms(['scram-sha-256', 'PLAIN'], ['plain'])).toEqual(['SCRAM-SHA-256'])
    expect(withdrawnMechanisms([], ['PLAIN'])).toEqual([])
    expect(withdrawnMechanisms([5, 'PLAIN', null] as unknown as string[], [])).toEqual(['PLAIN'])
    expect(withdrawnMechanisms(undefined as unknown as string[], ['PLAIN'])).toEqual([])
  })
})
