/** What the runtime lacks, and comparisons of secrets. */
import { createHmac } from 'node:crypto'
import { asBytes, caught, hashes, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { equalSecrets, hmacOver, webCryptoOf } from '../src/index.js'

describe('webCryptoOf', () => {
  const fail = (code: string, offset: number, message: string): never => {
    throw Object.assign(new Error(message), { code, offset })
  }
  const withGlobal = <Result>(value: unknown, run: () => Result): Result => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!
    Object.defineProperty(globalThis, 'crypto', { configurable: true, value })
    try {
      return run()
    } finally {
      Object.defineProperty(globalThis, 'crypto', own)
    }
  }
  const given = { subtle: {} }

  it('is what the caller passed, or the runtime’s own', () => {
    expect(webCryptoOf(given, fail)).toBe(given)
    expect(webCryptoOf(undefined, fail)).toBe(globalThis.crypto)
    expect(withGlobal(undefined, () => webCryptoOf(given, fail))).toBe(given)
  })

  it.each([
    ['none', undefined, undefined],
    ['an insecure context, which has no `subtle`', undefined, {}],
    ['what was passed, instead of which no other is taken,', { subtle: undefined }, given],
  ])('%s is an error of the package', (_what, passed, global) => {
    expect(caught(() => withGlobal(global, () => webCryptoOf<{ subtle: unknown }>(passed, fail)))).toMatchObject({
      code: 'no-crypto',
      offset: 0,
      message: expect.stringMatching(/^check crypto: .* no Web Crypto; pass .* `crypto`$/),
    })
  })
})

describe('equalSecrets', () => {
  it.each([
    ['', '', true],
    ['secret', 'secret', true],
    ['secret', 'secres', false],
    ['secret', 'tecret', false],
    ['secret', 'sEcret', false],
    ['secret', 'secre', false],
    ['secret', '', false],
    ['secret', 'secret\0', false],
    ['ab', 'ba', false],
  ])('%j and %j: %s', (a, b, equal) => {
    expect([equalSecrets(asBytes(a), asBytes(b)), equalSecrets(asBytes(b), asBytes(a))]).toEqual([equal, equal])
  })

  it('sees each bit of each byte', () => {
    const secret = hex('00ff5a')
    for (let bit = 0; bit < 24; bit++) {
      const other = secret.slice()
      other[bit >> 3]! ^= 1 << (bit & 7)
      expect(equalSecrets(secret, other), `bit ${bit}`).toBe(false)
    }
  })

  it('reads both to the end wherever they differ', () => {
    const reads: PropertyKey[] = []
    const watched = new Proxy(asBytes('xbcd'), {
      get: (bytes, name) => {
        if (name !== 'length') reads.push(name)
        return Reflect.get(bytes, name, bytes) as unknown
      },
    })
    expect(equalSecrets(watched, asBytes('abcd'))).toBe(false)
    expect(reads).toEqual(['0', '1', '2', '3'])
  })
})

describe('hmacOver (RFC 2104 2)', () => {
  it.each([
    ['0b'.repeat(16), 'Hi There', '9294727a3638bb1c13f48ef8158bfc9d'],
    ['4a656665', 'what do ya want for nothing?', '750c783e6ab0b503eaa86e310a5db738'],
    ['aa'.repeat(80), 'Test Using Larger Than Block-Size Key - Hash Key First', '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd'],
  ])('RFC 2202 2: a key of %s', async (key, data, digest) => {
    expect(await hmacOver(hashes.md5, hex(key), asBytes(data))).toEqual(hex(digest))
  })

  // A key of one block is used as it is, a longer one is hashed.
  it.each([0, 1, 63, 64, 65, 128])('a key of %i bytes, with a hash that takes its time', async length => {
    const key = Uint8Array.from({ length }, (_, at) => at)
    const before = key.slice()
    for (const name of ['md5', 'sha224'] as const) {
      const found = await hmacOver(async data => hashes[name](data), key, asBytes('data'))
      expect(found).toEqual(new Uint8Array(createHmac(name, key).update('data').digest()))
    }
    expect(key).toEqual(before)
  })
})
