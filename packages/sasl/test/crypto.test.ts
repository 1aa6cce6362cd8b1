/** Where cryptography comes from, and what of it is used. */
import { describe, expect, it } from 'vitest'
import { type ScramOptions, scramCredentials, verifyScramPassword, type WebCryptoLike } from '../src/index.js'
import { rejectedWith } from './scram.js'

const real = globalThis.crypto as unknown as WebCryptoLike
const init = { hash: 'SHA-1', iterations: 1 } as const

/** Web Crypto with parts replaced. */
const withParts = (subtle: object, rest: object = {}): WebCryptoLike =>
  ({
    subtle: {
      digest: real.subtle.digest.bind(real.subtle),
      importKey: real.subtle.importKey.bind(real.subtle),
      sign: real.subtle.sign.bind(real.subtle),
      deriveBits: real.subtle.deriveBits.bind(real.subtle),
      ...subtle,
    },
    getRandomValues: (array: Uint8Array) => real.getRandomValues(array),
    ...rest,
  }) as WebCryptoLike

describe('the option crypto', () => {
  it.each<[string, WebCryptoLike]>([
    ['digest', withParts({ digest: undefined })],
    ['importKey', withParts({ importKey: undefined })],
    ['sign', withParts({ sign: 5 })],
    ['deriveBits', withParts({ deriveBits: {} })],
    ['getRandomValues', withParts({}, { getRandomValues: undefined })],
  ])('lacks %s: an error before anything is derived', async (_name, crypto) => {
    for (const more of [{}, { salt: new Uint8Array(16) }])
      expect(await rejectedWith(() => scramCredentials('x', { ...init, ...more }, { crypto }))).toMatchObject({
        name: 'SaslError',
        code: 'no-crypto',
        fault: 'local',
        message: 'check crypto: the option `crypto` lacks a function of Web Crypto',
      })
  })

  it('computes all of it, the salt too', async () => {
    const calls: string[] = []
    const counted = (name: 'digest' | 'importKey' | 'sign' | 'deriveBits') => ({
      [name]: (...args: never[]) => {
        calls.push(name)
        return (real.subtle[name] as (...args: never[]) => unknown).apply(real.subtle, args)
      },
    })
    const subtle = { ...counted('digest'), ...counted('importKey'), ...counted('sign'), ...counted('deriveBits') }
    const options: ScramOptions = {
      crypto: withParts(subtle, { getRandomValues: (array: Uint8Array) => array.fill(0xab) }),
    }
    const kept = await scramCredentials('pencil', init, options)
    expect(kept.salt).toEqual(new Uint8Array(16).fill(0xab))
    const made = calls.splice(0)
    expect(made).toEqual(['importKey', 'deriveBits', 'importKey', 'sign', 'importKey', 'sign', 'digest'])
    expect(await verifyScramPassword('pencil', kept, options)).toBe(true)
    expect(calls).toEqual(made)
  })

  it('gets keys that cannot be taken out of it again', async () => {
    const isExtractable: unknown[] = []
    const importKey = (...args: Parameters<WebCryptoLike['subtle']['importKey']>) => {
      isExtractable.push(args[3])
      return real.subtle.importKey(...args)
    }
    await scramCredentials('pencil', init, { crypto: withParts({ importKey }) })
    expect(isExtractable).toEqual([false, false, false])
  })
})
