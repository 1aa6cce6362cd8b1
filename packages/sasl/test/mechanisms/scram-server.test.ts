/** What a SCRAM server rejects, and what it does not tell. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type ChannelBinding,
  defaultLimits,
  type Identity,
  type ScramCredentials,
  type ScramHash,
  type ScramServerOptions,
  type ServerStep,
  scramClient,
  scramCredentials,
  scramServer,
  type WebCryptoLike,
} from '../../src/index.js'
import { EMPTY, meet, rejectedWith, replaced } from '../scram.js'
import { vectors } from '../scram-vectors.js'

const [vector] = vectors as readonly [(typeof vectors)[number]]
const [CLIENT_FIRST, , CLIENT_FINAL, SERVER_FINAL] = vector.messages
const salt = new Uint8Array(Buffer.from(vector.salt, 'base64'))
const kept = await scramCredentials('pencil', { hash: 'SHA-1', salt, iterations: 4096 })
const ofAnotherHash = await scramCredentials('x', { hash: 'SHA-256', iterations: 1 })
const find = (name: string): ScramCredentials | undefined => (name === 'user' ? kept : undefined)
const user = { authenticationId: 'user', password: 'pencil' }

const server = (options: ScramServerOptions = {}) => scramServer('SHA-1', find, { nonce: vector.serverNonce, ...options })
const failed = (code: string) => ({ type: 'failure', error: { name: 'SaslError', code, fault: 'remote' } })

/** A failure, and the exchange over. */
async function expectOver(mechanism: ReturnType<typeof scramServer>, step: ServerStep, code: string): Promise<void> {
  expect(step).toMatchObject(failed(code))
  expect(await rejectedWith(() => mechanism.respond(asBytes(CLIENT_FINAL)))).toMatchObject({ code: 'unexpected' })
}

describe('the first message of the client (RFC 5802 5.1 and 7)', () => {
  it.each([
    ['', 'bad-message'],
    ['n', 'bad-message'],
    ['n,,', 'bad-message'],
    ['n,', 'bad-message'],
    ['N,,n=user,r=x', 'bad-message'],
    ['x,,n=user,r=x', 'bad-message'],
    ['F,n,,n=user,r=x', 'bad-message'],
    [',,n=user,r=x', 'bad-message'],
    ['nn,,n=user,r=x', 'bad-message'],
    ['p,,n=user,r=x', 'bad-message'],
    ['p=,,n=user,r=x', 'bad-message'],
    ['p=a_b,,n=user,r=x', 'bad-message'],
    ['n,b=x,n=user,r=x', 'bad-message'],
    ['n,a=,n=user,r=x', 'bad-message'],
    ['n,a,n=user,r=x', 'bad-message'],
    ['n,a=x=,n=user,r=x', 'bad-message'],
    ['n,,r=x,n=user', 'bad-message'],
    ['n,,n=user', 'bad-message'],
    ['n,,n=user,r=', 'bad-message'],
    ['n,,n=,r=x', 'bad-message'],
    ['n,,n=u=ser,r=x', 'bad-message'],
    ['n,,n=u=2cser,r=x', 'bad-message'],
    ['n,,n=u=3,r=x', 'bad-message'],
    ['n,,n=u\0,r=x', 'bad-message'],
    ['n,,n=u\xff,r=x', 'bad-message'],
    ['n,,n=\xed\xa0\x80,r=x', 'bad-message'],
    ['n,,m=x,n=user,r=x', 'bad-message'],
    ['n,,n=user,m=x,r=x', 'bad-message'],
    ['n,,n=user,r=x,m=x', 'bad-message'],
    ['n,,n=user,r=x,n=root', 'bad-message'],
    ['n,,n=user,r=x,', 'bad-message'],
    ['n,,n=user,rr=x', 'bad-message'],
    ['n,,n=user,r=x,xy=z', 'bad-message'],
    ['n,,n=user,r=x,1x=y', 'bad-message'],
    ['n,,n=user,r=x y', 'bad-message'],
    ['n,,n=user,r=\xc3\xa9', 'bad-message'],
    ['n,,n=user,r=x\n', 'bad-message'],
    ['n,,n=\x07,r=x', 'bad-string'],
    ['p=tls-exporter,,n=user,r=x', 'bad-channel-binding'],
  ])('%j is rejected', async (text, code) => {
    const mechanism = server()
    await expectOver(mechanism, await mechanism.start(asBytes(text)), code)
  })

  it.each([
    ['n,,n=user,r=x,x=y,Q=a=b'],
    ['y,,n=user,r=x'],
    ['n,a=user,n=user,r=!~=-'],
    ['n,,n=user,r=x,z=\xc3\xa9'],
    ['n,,n=\xef\xbb\xbfuser,r=x'],
    // Unassigned in Unicode 3.2: the name is a query (RFC 5802 5.1).
    ['n,,n=\xc8\xa1,r=x'],
  ])('%j is answered', async text => {
    const step = await server().start(asBytes(text))
    expect(step.type === 'challenge' && asChars(step.data)).toMatch(/^r=[^,]+3rfcNHYJY1ZVvWVs7j,s=[^,]+,i=\d+$/)
  })

  it('an unknown extension is signed, and ignored', async () => {
    const mechanism = server()
    await mechanism.start(asBytes(`${CLIENT_FIRST},x=y`))
    await expectOver(mechanism, await mechanism.respond(asBytes(CLIENT_FINAL)), 'bad-credentials')
  })

  it.each([
    [defaultLimits.message - 1, true],
    [defaultLimits.message, true],
    [defaultLimits.message + 1, false],
  ])('of %i bytes: %s; the last one, too', async (size, isAccepted) => {
    const first = asBytes(`${CLIENT_FIRST},x=`.padEnd(size, 'y'))
    expect(await server().start(first)).toMatchObject(isAccepted ? { type: 'challenge' } : failed('too-long'))
    const mechanism = server()
    await mechanism.start(asBytes(CLIENT_FIRST))
    const [withoutProof, proof] = CLIENT_FINAL.split(',p=')
    const final = asBytes(`${`${withoutProof},x=`.padEnd(size - 3 - proof!.length, 'y')},p=${proof}`)
    expect(final.length).toBe(size)
    expect(await mechanism.respond(final)).toMatchObject(failed(isAccepted ? 'bad-credentials' : 'too-long'))
  })
})

describe('the last message of the client (RFC 5802 5.1, 6 and 7)', () => {
  const [withoutProof, proof] = CLIENT_FINAL.split(',p=') as [string, string]
  it.each([
    ['', 'bad-message'],
    [withoutProof, 'bad-message'],
    [`p=${proof}`, 'bad-message'],
    [`${withoutProof},p=`, 'bad-message'],
    [`${withoutProof},p=AAAA`, 'bad-message'],
    [`${withoutProof},p=${proof},x=y`, 'bad-message'],
    [`${withoutProof},p=${proof},p=${proof}`, 'bad-message'],
    [`${withoutProof},p=${proof} `, 'bad-message'],
    [`${withoutProof},p=${proof.replace('s=', 't=')}`, 'bad-message'],
    [`${withoutProof},m=x,p=${proof}`, 'bad-message'],
    [`m=x,${withoutProof},p=${proof}`, 'bad-message'],
    [`${withoutProof},r=x,p=${proof}`, 'bad-message'],
    [`${withoutProof},x=\0,p=${proof}`, 'bad-message'],
    [`${withoutProof},x=\xff,p=${proof}`, 'bad-message'],
    [CLIENT_FINAL.replace('c=biws', 'C=biws'), 'bad-message'],
    [CLIENT_FINAL.replace('c=biws,', ''), 'bad-message'],
    [CLIENT_FINAL.replace('biws', 'biwt='), 'bad-message'],
    [CLIENT_FINAL.replace('biws', 'eSws'), 'bad-channel-binding'],
    [CLIENT_FINAL.replace('biws', 'biwsAA=='), 'bad-channel-binding'],
    [CLIENT_FINAL.replace('biws', 'bixhPXVzZXIs'), 'bad-channel-binding'],
    [CLIENT_FINAL.replace('r=fyko', 'r=fykO'), 'bad-nonce'],
    [CLIENT_FINAL.replace('7j,', '7jx,'), 'bad-nonce'],
    [CLIENT_FINAL.replace('7j,', '7,'), 'bad-nonce'],
    [`${withoutProof},x=y,p=${proof}`, 'bad-credentials'],
    [CLIENT_FINAL.replace('v0X8', 'w0X8'), 'bad-credentials'],
  ])('%j is rejected', async (text, code) => {
    const mechanism = server()
    await mechanism.start(asBytes(CLIENT_FIRST))
    await expectOver(mechanism, await mechanism.respond(asBytes(text)), code)
  })

  it('the exchange of the vector is accepted', async () => {
    const mechanism = server()
    await mechanism.start(asBytes(CLIENT_FIRST))
    expect(await mechanism.respond(asBytes(CLIENT_FINAL))).toMatchObject({ type: 'success', data: asBytes(SERVER_FINAL) })
  })

  it('c= is checked although the proof is right (RFC 5802 6)', async () => {
    // A client that was told of no -PLUS, and says in its proof that it was.
    const exporter: ChannelBinding = { type: 'tls-exporter', data: asBytes('x') }
    const client = scramClient('SHA-1', user, { channelBinding: exporter, plus: false })
    const outcome = await meet(client, server(), (message, index) => (index === 0 ? replaced(message, /^y/, 'n') : message))
    expect(outcome.step).toMatchObject(failed('bad-channel-binding'))
  })
})

describe('acting as somebody else (RFC 5802 5.1)', () => {
  const other = (authorizationId: string) => scramClient('SHA-1', { ...user, authorizationId })
  const root: Identity = { authenticationId: 'user', authorizationId: 'root' }

  it.each<[string, ScramServerOptions['authorize'], string, unknown]>([
    ['nobody may', undefined, 'root', undefined],
    ['one may', () => true, 'root', root],
    ['one may later', async () => true, 'root', root],
    ['one may not', () => false, 'root', undefined],
    ['one may not later', async () => false, 'root', undefined],
    ['as yet another', () => ({ ...root, authorizationId: 'admin' }), 'root', { ...root, authorizationId: 'admin' }],
    ['an invalid answer', () => 1 as unknown as boolean, 'root', undefined],
    ['no answer', () => undefined as unknown as boolean, 'root', undefined],
    ['themselves', () => false, 'user', { ...root, authorizationId: 'user' }],
    ['themselves by default', undefined, '', { ...root, authorizationId: 'user' }],
  ])('%s', async (_name, authorize, authorizationId, identity) => {
    const { step, isDone } = await meet(other(authorizationId), server(authorize === undefined ? {} : { authorize }))
    expect(step).toMatchObject(identity === undefined ? failed('bad-credentials') : { type: 'success', identity })
    expect(isDone).toBe(identity !== undefined)
  })

  it.each([
    ['us\u00ader', 'us\u00ader'],
    ['us\u00ader', 'user'],
    ['user', '\uff55ser'],
  ])('the same name in another form, %j and %j, is themselves, and authorize is not asked', async (name, authorizationId) => {
    const client = scramClient('SHA-1', { ...user, authenticationId: name, authorizationId })
    const authorize = (): boolean => expect.fail('asked')
    const { step, isDone } = await meet(client, server({ authorize }))
    expect([step, isDone]).toEqual([expect.objectContaining({ identity: { ...root, authorizationId: 'user' } }), true])
  })

  it('is not asked for a wrong password, and is told who it is', async () => {
    const claims: Identity[] = []
    const authorize = (claim: Identity): boolean => claims.push(claim) > 0
    await meet(scramClient('SHA-1', { ...user, password: 'x', authorizationId: 'root' }), server({ authorize }))
    expect(claims).toEqual([])
    await meet(other('root'), server({ authorize }))
    expect(claims).toEqual([root])
  })

  it('what it throws comes through', async () => {
    const authorize = (): boolean => {
      throw new RangeError('mine')
    }
    expect((await meet(other('root'), server({ authorize }))).error).toBeInstanceOf(RangeError)
  })
})

describe('a name that is not known', () => {
  const key = new Uint8Array(32).fill(7)
  const like = { decoy: { key, iterations: 4096, saltLength: salt.length } }

  /** What a server says of a name and a wrong password. */
  async function answers(authenticationId: string, options: ScramServerOptions = like) {
    const outcome = await meet(scramClient('SHA-1', { authenticationId, password: 'wrong' }, { nonce: 'c' }), server(options))
    const [, first] = outcome.messages.map(asChars)
    const [, encoded, iterations] = first!.match(/^r=c[^,]+,s=([^,]+),i=(\d+)$/)!
    return { salt: encoded!, iterations, step: outcome.step, shape: outcome.messages.map(({ length }) => length).slice(1) }
  }

  it('is answered as one with a wrong password', async () => {
    const [known, unknown] = [await answers('user'), await answers('nobody')]
    expect(known.salt).toBe(vector.salt)
    expect(unknown.salt).not.toBe(known.salt)
    expect({ ...unknown, salt: '' }).toEqual({ ...known, salt: '' })
    expect(JSON.stringify(unknown.step)).toBe(JSON.stringify(known.step))
    expect(unknown.step).toMatchObject(failed('bad-credentials'))
  })

  it('has the same salt each time, and another than any other name, hash and key', async () => {
    const salts = [
      await answers('nobody'),
      await answers('somebody'),
      await answers('nobody', { decoy: { ...like.decoy, key: key.map(byte => byte + 1) } }),
    ].map(one => one.salt)
    expect(new Set(salts).size).toBe(3)
    expect((await answers('nobody')).salt).toBe(salts[0])
    const step = await scramServer('SHA-256', find, like).start(asBytes('n,,n=nobody,r=c'))
    expect(step.type === 'challenge' && asChars(step.data)).not.toContain(salts[0])
  })

  it('has by default a salt as scramCredentials makes them, the same for this process', async () => {
    const made = await scramCredentials('x', { hash: 'SHA-1' })
    const [one, again] = [await answers('nobody', {}), await answers('nobody', {})]
    expect([one.salt.length, one.iterations]).toEqual([Buffer.from(made.salt).toString('base64').length, `${made.iterations}`])
    expect(again).toEqual(one)
  })

  it.each([null, undefined])('is what the store says with %j, at once or later', async none => {
    for (const lookUp of [() => none, async () => none]) {
      const mechanism = scramServer('SHA-1', lookUp as () => undefined)
      expect((await meet(scramClient('SHA-1', user), mechanism)).step).toMatchObject(failed('bad-credentials'))
    }
  })

  it('is not accepted with the proof for its stored key either', async () => {
    // Where every hash is zeros, so are the stored key and what any proof gives.
    const zeros = (algorithm: unknown): Promise<ArrayBuffer> => Promise.resolve(new ArrayBuffer(algorithm === 'HMAC' ? 64 : 20))
    const subtle = { digest: zeros, sign: zeros, importKey: async () => ({}), deriveBits: zeros }
    const crypto: WebCryptoLike = { subtle, getRandomValues: array => array }
    const all = { ...kept, storedKey: new Uint8Array(20) }
    for (const [found, type] of [
      [all, 'success'],
      [undefined, 'failure'],
    ] as const) {
      const mechanism = scramServer('SHA-1', () => found, { ...like, crypto, nonce: vector.serverNonce })
      await mechanism.start(asBytes(CLIENT_FIRST))
      expect(await mechanism.respond(asBytes(CLIENT_FINAL))).toMatchObject({ type })
    }
  })

  it('costs the same work', async () => {
    const calls: string[] = []
    const { subtle } = globalThis.crypto
    const counted = new Proxy(subtle, {
      get: (target, name) => {
        const method = target[name as 'sign'] as (...args: unknown[]) => unknown
        return (...args: unknown[]) => {
          calls.push(`${String(name)} ${args.map(arg => (typeof arg === 'string' ? arg : '')).join()}`)
          return method.apply(target, args)
        }
      },
    })
    const crypto = {
      subtle: counted,
      getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto),
    } as unknown as WebCryptoLike
    await answers('user', { ...like, crypto })
    const known = calls.splice(0)
    await answers('nobody', { ...like, crypto })
    expect(known.length).toBeGreaterThan(5)
    expect(calls).toEqual(known)
  })

  it.each<[unknown, string]>([
    [{ key: EMPTY }, 'bad-value'],
    [{ key: 'x' }, 'bad-value'],
    [{ saltLength: 0 }, 'bad-value'],
    [{ saltLength: 65 }, 'bad-value'],
    [{ iterations: 0 }, 'bad-value'],
    [1, 'bad-value'],
  ])('is not answered with %j', (decoy, code) => {
    expect(caught(() => server({ decoy: decoy as object }))).toMatchObject({ name: 'SaslError', code, fault: 'local' })
  })

  it.each([1, 64])('has a salt of %i bytes', async saltLength => {
    const { salt } = await answers('nobody', { decoy: { saltLength } })
    expect(Buffer.from(salt, 'base64').length).toBe(saltLength)
  })
})

describe('what the store gives', () => {
  it.each<[string, unknown]>([
    ['another hash', { ...kept, hash: 'SHA-256' }],
    ['credentials of another hash', ofAnotherHash],
    ['no salt', { ...kept, salt: EMPTY }],
    ['a short key', { ...kept, storedKey: new Uint8Array(19) }],
    ['no key', { ...kept, serverKey: undefined }],
    ['no iterations', { ...kept, iterations: 0 }],
    ['text', 'SCRAM-SHA-1$4096:'],
    ['a boolean', true],
  ])('is not %s: an error of the caller', async (_name, credentials) => {
    const mechanism = scramServer('SHA-1', () => credentials as ScramCredentials)
    expect(await rejectedWith(() => mechanism.start(asBytes(CLIENT_FIRST)))).toMatchObject({
      name: 'SaslError',
      code: 'bad-value',
      fault: 'local',
    })
    expect(await rejectedWith(() => mechanism.respond(asBytes(CLIENT_FINAL)))).toMatchObject({ code: 'unexpected' })
  })

  it('what it throws comes through', async () => {
    const mechanism = scramServer('SHA-1', () => {
      throw new RangeError('mine')
    })
    expect(await rejectedWith(() => mechanism.start(asBytes(CLIENT_FIRST)))).toBeInstanceOf(RangeError)
  })

  it('is looked up once, by the name alone', async () => {
    const asked: unknown[][] = []
    const mechanism = scramServer('SHA-1', (...args: unknown[]) => {
      asked.push(args)
      return kept
    })
    await meet(scramClient('SHA-1', user), mechanism)
    expect(asked).toEqual([['user']])
  })
})

describe('a server', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['another hash', 'SHA-384', find, {}],
    ['no store', 'SHA-1', undefined, {}],
    ['no options', 'SHA-1', find, null],
    ['bindings that are no list', 'SHA-1', find, { channelBindings: {} }],
    ['a nonce with a comma', 'SHA-1', find, { nonce: 'a,' }],
    ['an empty nonce', 'SHA-1', find, { nonce: '' }],
    ['authorize that is no function', 'SHA-1', find, { authorize: true }],
    ['a limit that bounds nothing', 'SHA-1', find, { limits: { message: Number.NaN } }],
  ])('is not made with %s', (_name, hash, lookUp, options) => {
    const make = () => scramServer(hash as ScramHash, lookUp as typeof find, options as ScramServerOptions)
    expect(caught(make)).toMatchObject({ name: 'SaslError', code: 'bad-value', fault: 'local' })
  })

  it('says no secret in any error', async () => {
    const errors: unknown[] = []
    for (const text of ['n,,n=topsecret', 'n,,n=topsecret,r=x,m=topsecret', 'n,,n=topsecret=,r=x', 'n,,n=topsecret\x07,r=x'])
      errors.push(await server().start(asBytes(text)))
    const wrong = scramClient('SHA-1', { authenticationId: 'topsecret', password: 'topsecret' })
    errors.push((await meet(wrong, server())).step)
    expect(errors.map(step => (step as ServerStep).type)).toEqual(Array(5).fill('failure'))
    expect(JSON.stringify(errors)).not.toContain('topsecret')
  })
})
