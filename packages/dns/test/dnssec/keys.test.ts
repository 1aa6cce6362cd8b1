/** Keys as DNSKEY bytes, as JSON Web Keys and in Web Crypto: what is exact, and what is refused. */
import { encodeBase64 } from '@mailwire/bytes'
import { caught } from '@mailwire/tooling/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Dnskey,
  dnskeyFromJwk,
  dnskeyToJwk,
  type JwkLike,
  parseZone,
  type RecordInit,
  signRrset,
  verifyRrset,
} from '../../src/all.js'

const bytes = (length: number, value = 0xfb): Uint8Array => new Uint8Array(length).fill(value)
const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const refused = (code: string) => expect.objectContaining({ name: 'DnsError', code })

describe('RFC 3110 2: an RSA key', () => {
  it.each([
    ['an exponent of 3 bytes', [3, 1, 0, 1], Uint8Array.of(1, 0, 1)],
    ['an exponent of 255 bytes', [255, ...bytes(255)], bytes(255)],
    ['an exponent of 256 bytes', [0, 1, 0, ...bytes(256)], bytes(256)],
    ['an exponent of 257 bytes', [0, 1, 1, ...bytes(257)], bytes(257)],
  ])('of %s has its length in front', (_what, head, exponent) => {
    const publicKey = Uint8Array.from([...head, ...bytes(64, 0xff)])
    const jwk = { kty: 'RSA', e: base64Url(exponent), n: base64Url(bytes(64, 0xff)) }
    expect(dnskeyToJwk({ algorithm: 8, publicKey })).toEqual(jwk)
    expect(dnskeyFromJwk(jwk, 8)).toEqual({ flags: 256, protocol: 3, algorithm: 8, publicKey })
  })

  it('has no leading zeros as a JWK (RFC 7518 6.3.1), nor as a DNSKEY of one', () => {
    const publicKey = Uint8Array.of(4, 0, 1, 0, 1, 0, 0, 9, 0, 9)
    expect(dnskeyToJwk({ algorithm: 8, publicKey })).toEqual({ kty: 'RSA', e: 'AQAB', n: 'CQAJ' })
    const jwk = { kty: 'RSA', e: base64Url(Uint8Array.of(0, 1, 0, 1)), n: base64Url(Uint8Array.of(0, 0, 9, 0, 9)) }
    expect(dnskeyFromJwk(jwk, 8).publicKey).toEqual(Uint8Array.of(3, 1, 0, 1, 9, 0, 9))
  })

  it.each([
    ['nothing', []],
    ['a length alone', [3]],
    ['a long length alone', [0, 0, 3]],
    ['no exponent', [0, 0, 0, 9, 9]],
    ['an exponent of zero', [2, 0, 0, 9, 9]],
    ['no modulus', [3, 1, 0, 1]],
    ['a modulus of zero', [3, 1, 0, 1, 0, 0]],
    ['an exponent that is cut off', [4, 1, 0, 1]],
  ])('of %s is refused', (_what, key) => {
    expect(() => dnskeyToJwk({ algorithm: 8, publicKey: Uint8Array.from(key) })).toThrow(refused('bad-key'))
  })
})

describe('a DNSKEY of a JWK', () => {
  const [x31, x32, x33, x48, x57] = [31, 32, 33, 48, 57].map(length => base64Url(bytes(length)))
  const ec = { kty: 'EC', crv: 'P-256', x: x32, y: x32 }

  it.each<[string, JwkLike, number, number]>([
    ['of P-256', ec, 13, 64],
    ['of P-384', { ...ec, crv: 'P-384', x: x48, y: x48 }, 14, 96],
    ['of Ed25519', { kty: 'OKP', crv: 'Ed25519', x: x32 }, 15, 32],
    ['of Ed448', { kty: 'OKP', crv: 'Ed448', x: x57 }, 16, 57],
  ])('%s has its bytes, and is the same JWK again', (_what, jwk, algorithm, length) => {
    const dnskey = dnskeyFromJwk({ ...jwk, n: 'ignored' }, algorithm, 257)
    expect(dnskey).toEqual({ flags: 257, protocol: 3, algorithm, publicKey: bytes(length) })
    expect(dnskeyToJwk(dnskey)).toEqual(jwk)
  })

  it('of which nothing is padded', () => {
    for (const length of [1, 2, 3])
      expect(dnskeyToJwk({ algorithm: 8, publicKey: Uint8Array.from([1, 3, ...bytes(length)]) }).n).toBe(
        encodeBase64(bytes(length)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_'),
      )
    expect(dnskeyToJwk({ algorithm: 8, publicKey: Uint8Array.of(1, 3, 0xfb, 0xff) }).n).toBe('-_8')
    expect(dnskeyToJwk({ algorithm: 8, publicKey: Uint8Array.of(1, 3, 0xfb) }).n).toBe('-w')
  })

  it.each<[string, JwkLike, number, string]>([
    ['of another kind than RSA', { kty: 'EC', e: 'AQAB', n: 'CQ' }, 8, 'bad-key'],
    ['of another kind than EC', { ...ec, kty: 'OKP' }, 13, 'bad-key'],
    ['of another kind than OKP', { kty: 'EC', crv: 'Ed25519', x: x32 }, 15, 'bad-key'],
    ['of no kind', { crv: 'Ed25519', x: x32 }, 15, 'bad-key'],
    ['of another curve than P-256', { ...ec, crv: 'P-384' }, 13, 'bad-key'],
    ['of another curve than Ed25519', { kty: 'OKP', crv: 'X25519', x: x32 }, 15, 'bad-key'],
    ['of no curve', { kty: 'OKP', x: x32 }, 15, 'bad-key'],
    ['without exponent', { kty: 'RSA', n: 'CQ' }, 8, 'bad-key'],
    ['without modulus', { kty: 'RSA', e: 'AQAB' }, 8, 'bad-key'],
    ['with an empty exponent', { kty: 'RSA', e: '', n: 'CQ' }, 8, 'bad-key'],
    ['with an exponent of zero', { kty: 'RSA', e: 'AAAA', n: 'CQ' }, 8, 'bad-key'],
    ['with a modulus of zero', { kty: 'RSA', e: 'AQAB', n: 'AA' }, 8, 'bad-key'],
    ['without x', { ...ec, x: undefined }, 13, 'bad-key'],
    ['without y', { ...ec, y: undefined }, 13, 'bad-key'],
    ['whose x is no string', { kty: 'OKP', crv: 'Ed25519', x: 5 as unknown as string }, 15, 'bad-key'],
    ['whose x is short', { kty: 'OKP', crv: 'Ed25519', x: x31 }, 15, 'bad-key'],
    ['whose x is long', { kty: 'OKP', crv: 'Ed25519', x: x33 }, 15, 'bad-key'],
    ['whose y is short', { ...ec, y: x31 }, 13, 'bad-key'],
    ['whose x lacks the byte that y has more (RFC 7518 6.2.1.2)', { ...ec, x: x31, y: x33 }, 13, 'bad-key'],
    ['whose x is not base64url', { kty: 'OKP', crv: 'Ed25519', x: '!' }, 15, 'bad-base64'],
    ['of an algorithm that is not known', ec, 12, 'no-crypto'],
  ])('%s is refused', (_what, jwk, algorithm, code) => {
    expect(caught(() => dnskeyFromJwk(jwk, algorithm))).toMatchObject({ name: 'DnsError', code, fault: 'local' })
  })
})

describe('a key in Web Crypto', () => {
  const times = { inception: 1_700_000_000, expiration: 1_700_000_100 }
  const now = times.inception
  const records = parseZone('www.example. 60 IN A 192.0.2.1')
  let jwk: JwkLike
  let dnskey: Dnskey
  beforeAll(async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    jwk = await crypto.subtle.exportKey('jwk', pair.privateKey)
    dnskey = dnskeyFromJwk(jwk, 13)
  })
  const keyRecord = (): RecordInit => ({ name: 'example', type: 'DNSKEY', data: dnskey })
  /** The runtime's Web Crypto, but for how it imports keys. */
  const withImport = (importKey: (...given: unknown[]) => Promise<unknown>) => {
    const { subtle } = crypto
    return { crypto: { subtle: { importKey, sign: subtle.sign.bind(subtle), verify: subtle.verify.bind(subtle) } } as never }
  }

  it('cannot be exported, and is for one use', async () => {
    const given: unknown[][] = []
    const options = withImport((...all) => {
      given.push(all.slice(0, 1).concat(all.slice(2)))
      return crypto.subtle.importKey(...(all as Parameters<typeof crypto.subtle.importKey>))
    })
    const rrsig = await signRrset(records, { zone: 'example', dnskey, privateKey: jwk }, { ...times, ...options })
    expect(await verifyRrset(records, rrsig, keyRecord(), { now, ...options })).toEqual({ ok: true, wildcard: undefined })
    const parameters = { name: 'ECDSA', namedCurve: 'P-256' }
    expect(given).toEqual([
      ['jwk', parameters, false, ['sign']],
      ['jwk', parameters, false, ['verify']],
    ])
  })

  it.each<[string, unknown, code: string, failure: string]>([
    ['that the runtime does not support', new DOMException('', 'NotSupportedError'), 'no-crypto', 'unsupported'],
    ['that is invalid', new DOMException('', 'DataError'), 'bad-key', 'bad-key'],
    ['over which the runtime throws anything', null, 'bad-key', 'bad-key'],
  ])('%s is refused', async (_what, error, code, failure) => {
    const options = withImport(() => Promise.reject(error))
    const rrsig = await signRrset(records, { zone: 'example', dnskey, privateKey: jwk }, times)
    expect(await verifyRrset(records, rrsig, keyRecord(), { now, ...options })).toEqual({ ok: false, error: failure })
    const made = signRrset(records, { zone: 'example', dnskey, privateKey: jwk }, { ...times, ...options })
    await expect(made).rejects.toThrow(refused(code))
  })
})
