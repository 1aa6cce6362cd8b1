/** What a server keeps of a password, and its text. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  formatScramCredentials,
  loginServer,
  parseScramCredentials,
  plainServer,
  type ScramCredentials,
  type ScramCredentialsInit,
  type ScramHash,
  type ScramOptions,
  scramCredentials,
  verifyScramPassword,
  type WebCryptoLike,
} from '../src/index.js'
import { EMPTY, rejectedWith } from './scram.js'

/** Computed with Python's hashlib and hmac. */
const known: readonly [ScramHash, string, string][] = [
  ['SHA-1', 'pencil', 'SCRAM-SHA-1$4096:MDEyMzQ1Njc4OWFiY2RlZg==$rPJ7iPSJer+bnDr9PCWJNRIA68M=:rcHjOyVIe4jH3uaHsm83lApzxlo='],
  [
    'SHA-256',
    'pencil',
    'SCRAM-SHA-256$4096:MDEyMzQ1Njc4OWFiY2RlZg==$nQpbZ77WudtqufPwikHXGRt6g2QJ4zns8bZLw273DRM=:jn2amWP1q1h+jgjy0YTO14S6/F02SV7taipOeB7ef20=',
  ],
  [
    'SHA-512',
    'pencil',
    'SCRAM-SHA-512$4096:MDEyMzQ1Njc4OWFiY2RlZg==$50q+37QH8XpaNkNxjgBGkxqXkoXVH2Lh3lHJ07g7AOGVlU4FcOi+wjKQc80Fl2VeSw/SniKUPcJigYjLk6Y/2w==:fgiGfVDf7076b3mVdGf4ced4bUxY4L8AjpHsD8KRzbGOujkLSpj40lrcb9IvGqJ4Uv3dBiyDgUgoQnoVamua2Q==',
  ],
  [
    'SHA-256',
    'pä,=ßwörd 名',
    'SCRAM-SHA-256$4096:MDEyMzQ1Njc4OWFiY2RlZg==$NCjUfebfHWm6UMMapAeW4m+o1TzVn9ZbUmZGOfeJQKo=:hoU43ya8JSxq36s6u9kS/OkhBWpowU/LxsOWQJuMRmw=',
  ],
]
const salt = asBytes('0123456789abcdef')

describe('scramCredentials (RFC 5802 3)', () => {
  it.each(known)('of SCRAM-%s for %j, as Python has them', async (hash, password, text) => {
    const made = await scramCredentials(password, { hash, salt, iterations: 4096 })
    expect(formatScramCredentials(made)).toBe(text)
    expect(parseScramCredentials(text)).toEqual(made)
    expect(await verifyScramPassword(password, made)).toBe(true)
    expect(await verifyScramPassword(`${password} `, made)).toBe(false)
  })

  it('makes a random salt of 16 bytes and 15,000 iterations', async () => {
    const [one, other] = [await scramCredentials('x', { hash: 'SHA-1' }), await scramCredentials('x', { hash: 'SHA-1' })]
    expect([one.salt.length, one.iterations]).toEqual([16, 15_000])
    expect(one.salt).not.toEqual(other.salt)
  })

  it('copies the salt', async () => {
    const own = asBytes('abcd')
    const promise = scramCredentials('x', { hash: 'SHA-1', salt: own, iterations: 1 })
    own.fill(0)
    expect((await promise).salt).toEqual(asBytes('abcd'))
  })

  it.each<[unknown, unknown, unknown, string]>([
    ['', { hash: 'SHA-1' }, {}, 'bad-credentials'],
    ['secret\0', { hash: 'SHA-1' }, {}, 'bad-credentials'],
    ['secret\ud800', { hash: 'SHA-1' }, {}, 'bad-credentials'],
    ['secret\x07', { hash: 'SHA-1' }, {}, 'bad-string'],
    ['secret'.repeat(171), { hash: 'SHA-1' }, {}, 'too-long'],
    [undefined, { hash: 'SHA-1' }, {}, 'bad-value'],
    ['secret', { hash: 'SHA-3' }, {}, 'bad-value'],
    ['secret', { hash: ['SHA-1'] }, {}, 'bad-value'],
    ['secret', { hash: { toString: () => 'SHA-1' } }, {}, 'bad-value'],
    ['secret', undefined, {}, 'bad-value'],
    ['secret', { hash: 'SHA-1', salt: EMPTY }, {}, 'bad-value'],
    ['secret', { hash: 'SHA-1', salt: 'x' }, {}, 'bad-value'],
    ['secret', { hash: 'SHA-1', iterations: 0 }, {}, 'bad-value'],
    ['secret', { hash: 'SHA-1', iterations: 2_000_001 }, {}, 'limit'],
    ['secret', { hash: 'SHA-1', iterations: 2 ** 31 }, { limits: { iterations: Number.POSITIVE_INFINITY } }, 'limit'],
    ['secret', { hash: 'SHA-1', iterations: 11 }, { limits: { iterations: 10 } }, 'limit'],
    ['secret', { hash: 'SHA-1' }, { crypto: {} }, 'no-crypto'],
    ['secret', { hash: 'SHA-1' }, null, 'bad-value'],
  ])('%j with %j and %j are none, and the password is not said', async (password, init, options, code) => {
    const error = await rejectedWith(() =>
      scramCredentials(password as string, init as ScramCredentialsInit, options as ScramOptions),
    )
    expect(error).toMatchObject({ name: 'SaslError', code, fault: 'local' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it.each([9, 10])('%i iterations of 10 allowed are made', async iterations => {
    const made = await scramCredentials('x', { hash: 'SHA-1', iterations }, { limits: { iterations: 10 } })
    expect(made.iterations).toBe(iterations)
  })
})

it('a limit of the runtime is an error of ours', async () => {
  const subtle = globalThis.crypto.subtle as unknown as WebCryptoLike['subtle']
  const deriveBits = () => Promise.reject(new DOMException('no more than 100000', 'NotSupportedError'))
  const crypto: WebCryptoLike = {
    subtle: { digest: subtle.digest, sign: subtle.sign, importKey: subtle.importKey.bind(subtle), deriveBits },
    getRandomValues: array => array,
  }
  const error = await rejectedWith(() => scramCredentials('secret', { hash: 'SHA-1', iterations: 100_001 }, { crypto }))
  expect(error).toMatchObject({ name: 'SaslError', code: 'limit', fault: 'local' })
  expect(error.message).toBe("derive key: this runtime's PBKDF2 does not allow 100001 iterations")
})

describe('verifyScramPassword', () => {
  const stored = scramCredentials('pencil', { hash: 'SHA-256', iterations: 1 })

  it.each([
    ['pencil', true],
    ['pencilx', false],
    ['Pencil', false],
    ['', false],
    ['pencil\0', false],
    ['pencil\x07', false],
    ['pencil\ud800', false],
    ['x'.repeat(5000), false],
  ])('%j: %s', async (password, isRight) => {
    expect(await verifyScramPassword(password, await stored)).toBe(isRight)
  })

  it('does not derive more than it may', async () => {
    const many = { ...(await stored), iterations: 2_000_001 }
    expect(await rejectedWith(() => verifyScramPassword('x', many))).toMatchObject({ code: 'limit', fault: 'local' })
    const low: ScramOptions = { limits: { iterations: 1 } }
    expect(await verifyScramPassword('pencil', await stored, low)).toBe(true)
    expect(await rejectedWith(async () => verifyScramPassword('x', { ...(await stored), iterations: 2 }, low))).toMatchObject({
      code: 'limit',
    })
  })

  it('looks at every byte of the key', async () => {
    const { storedKey, ...rest } = await stored
    for (let at = 0; at < storedKey.length; at++) {
      const changed = storedKey.map((byte, place) => (place === at ? byte ^ 1 : byte))
      expect(await verifyScramPassword('pencil', { ...rest, storedKey: changed })).toBe(false)
    }
  })

  it('lets a server that keeps nothing else judge PLAIN and LOGIN', async () => {
    const verify = async ({ authenticationId, password }: { authenticationId: string; password: string }) =>
      authenticationId === 'user' && (await verifyScramPassword(password, await stored))
    expect(await plainServer(verify).start(asBytes('\0user\0pencil'))).toMatchObject({ type: 'success' })
    expect(await plainServer(verify).start(asBytes('\0user\0penciL'))).toMatchObject({ type: 'failure' })
    const login = loginServer(verify)
    await login.start(asBytes('user'))
    expect(await login.respond(asBytes('pencil'))).toMatchObject({ type: 'success' })
  })
})

describe('credentials as text (RFC 5803, PostgreSQL)', () => {
  const [, , TEXT] = known[1]!

  it.each([
    '',
    TEXT.replace('SCRAM-', ''),
    ` ${TEXT}`,
    `x${TEXT}`,
    TEXT.replace('SHA-256', 'SHA-224'),
    TEXT.replace('SHA-256', 'sha-256'),
    TEXT.replace('SHA-256', 'SHA-512'),
    TEXT.replace('4096', '04096'),
    TEXT.replace('4096', '0'),
    TEXT.replace('4096', ''),
    TEXT.replace('4096', '2147483648'),
    TEXT.replace('4096', '9'.repeat(400)),
    TEXT.replace('4096:', '4096$'),
    TEXT.replace(/4096:[^$]*/, '4096:'),
    TEXT.replace('==$', '=$'),
    `${TEXT} `,
    `${TEXT}\n`,
    `${TEXT}:x`,
    TEXT.slice(0, -4),
    TEXT.replace(/:[^:]*$/, ''),
  ])('%j is none', text => {
    const error = caught(() => parseScramCredentials(text))
    expect(error).toMatchObject({ name: 'SaslError', code: 'bad-credentials' })
    expect(error.message.length).toBeLessThan(120)
  })

  it.each(['1', '4096', '2147483647'])('%s iterations are read', iterations => {
    expect(parseScramCredentials(TEXT.replace('4096', iterations)).iterations).toBe(Number(iterations))
  })

  it.each<[string, unknown]>([
    ['a short key', { serverKey: new Uint8Array(31) }],
    ['an empty salt', { salt: EMPTY }],
    ['another hash', { hash: 'SHA-1' }],
    ['invalid iterations', { iterations: 1.5 }],
  ])('are not written with %s', (_name, change) => {
    const credentials = { ...parseScramCredentials(TEXT), ...(change as object) }
    expect(caught(() => formatScramCredentials(credentials as ScramCredentials))).toMatchObject({
      name: 'SaslError',
      code: 'bad-value',
      fault: 'local',
    })
  })

  const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
  test.prop([fc.uint8Array({ minLength: 1, maxLength: 70 }), fc.integer({ min: 1, max: 0x7fffffff }), key, key])(
    'parse undoes format',
    (salt, iterations, storedKey, serverKey) => {
      const credentials: ScramCredentials = { hash: 'SHA-256', salt, iterations, storedKey, serverKey }
      expect(parseScramCredentials(formatScramCredentials(credentials))).toEqual(credentials)
    },
  )
})
