/** Keys, DS and RRSIG by the examples of RFC 4034, 5702, 6605 and 8080, and by keys made here. */
import { describe, expect, it } from 'vitest'
import {
  type Dnskey,
  type Ds,
  dnskeyFromJwk,
  dnskeyToJwk,
  keyTag,
  makeDs,
  matchesDs,
  parseZone,
  type RecordInit,
  signRrset,
  verifyRrset,
} from '../src/all.js'

const records = (text: string): RecordInit[] => parseZone(text, { ttl: 3600 }) as RecordInit[]
type KeyPair = Extract<Awaited<ReturnType<typeof crypto.subtle.generateKey>>, { privateKey: unknown }>
type RsaParameters = Parameters<typeof crypto.subtle.generateKey>[0] & { name: string }
const seconds = (iso: string): number => Date.parse(iso) / 1000

const rsa256 = `example.net. 3600 IN DNSKEY 256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=
www.example.net. 3600 IN A 192.0.2.91
www.example.net. 3600 IN RRSIG A 8 3 3600 20300101000000 20000101000000 9033 example.net. kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==`
const rsa512 = `example.net. 3600 IN DNSKEY 256 3 10 AwEAAdHoNTOW+et86KuJOWRDp1pndvwb6Y83nSVXXyLA3DLroROUkN6X0O6pnWnjJQujX/AyhqFDxj13tOnD9u/1kTg7cV6rklMrZDtJCQ5PCl/D7QNPsgVsMu1J2Q8gpMpztNFLpPBz1bWXjDtaR7ZQBlZ3PFY12ZTSncorffcGmhOL
www.example.net. 3600 IN A 192.0.2.91
www.example.net. 3600 IN RRSIG A 10 3 3600 20300101000000 20000101000000 3740 example.net. tsb4wnjRUDnB1BUi+t6TMTXThjVnG+eCkWqjvvjhzQL1d0YRoOe0CbxrVDYd0xDtsuJRaeUw1ep94PzEWzr0iGYgZBWm/zpq+9fOuagYJRfDqfReKBzMweOLDiNa8iP5g9vMhpuv6OPlvpXwm9Sa9ZXIbNl1MBGk0fthPgxdDLw=`
const p256 = `example.net. 3600 IN DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==
www.example.net. 3600 IN A 192.0.2.1
www.example.net. 3600 IN RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==
example.net. 3600 IN DS 55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17`
const p384 = `example.net. 3600 IN DNSKEY 257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40
www.example.net. 3600 IN A 192.0.2.1
www.example.net. 3600 IN RRSIG A 14 3 3600 20100909102025 20100812102025 10771 example.net. /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm
example.net. 3600 IN DS 10771 14 4 72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6`
const ed25519 = `example.com. 3600 IN DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=
example.com. 3600 IN MX 10 mail.example.com.
example.com. 3600 IN RRSIG MX 15 2 3600 1440021600 1438207200 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==
example.com. 3600 IN DS 3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b`

describe('the examples of the RFCs', () => {
  it.each([
    ['RFC 5702 6.1', rsa256, '2020-01-01'],
    ['RFC 5702 6.2', rsa512, '2020-01-01'],
    ['RFC 6605 6.1', p256, '2010-08-20'],
    ['RFC 6605 6.2', p384, '2010-08-20'],
  ])('%s verifies, and no longer once a record changes', async (_where, text, day) => {
    const [key, record, rrsig, ds] = records(text) as [RecordInit, RecordInit, RecordInit, RecordInit | undefined]
    const now = seconds(day)
    expect(await verifyRrset([record, record], rrsig, key, { now })).toEqual({ ok: true, wildcard: undefined })
    const other: RecordInit = { ...record, type: 'A', data: { address: '192.0.2.2' } }
    expect(await verifyRrset([other], rrsig, key, { now })).toEqual({ ok: false, error: 'bad-signature' })
    expect(await verifyRrset([record], rrsig, key, { now: seconds('2031-01-01') })).toEqual({ ok: false, error: 'expired' })
    expect(await verifyRrset([record], rrsig, key, { now: seconds('1999-01-01') })).toEqual({ ok: false, error: 'not-yet-valid' })
    expect(await verifyRrset([record], rrsig, { ...key, name: 'example.org' }, { now })).toEqual({ ok: false, error: 'mismatch' })
    expect(keyTag(key.data as Dnskey)).toBe((rrsig.data as { keyTag: number }).keyTag)
    if (ds !== undefined) expect(await matchesDs(ds.data as Ds, 'EXAMPLE.net', key.data as Dnskey)).toBe(true)
  })

  it('RFC 4034 5.4: a DS of SHA-1', async () => {
    const [key, ds] =
      records(`dskey.example.com. 86400 IN DNSKEY 256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==
dskey.example.com. 86400 IN DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118`) as [RecordInit, RecordInit]
    expect(await makeDs('dskey.example.com', key.data as Dnskey, 1)).toEqual(ds.data)
    await expect(makeDs('.', key.data as Dnskey, 3)).rejects.toMatchObject({ name: 'DnsError', code: 'no-crypto' })
  })

  it('RFC 8080 6.1: a DS of an Ed25519 key, and its signature as the erratum corrects it (the printed one has too many labels)', async () => {
    const [key, mx, rrsig, ds] = records(ed25519) as [RecordInit, RecordInit, RecordInit, RecordInit]
    expect(await matchesDs(ds.data as Ds, 'example.com', key.data as Dnskey)).toBe(true)
    expect(await verifyRrset([mx], rrsig, key, { now: 1_440_000_000 })).toMatchObject({ ok: true })
  })
})

describe('keys', () => {
  it('of RSA/MD5 take their tag from the modulus (RFC 4034 B.1)', () => {
    expect(keyTag(Uint8Array.of(1, 0, 3, 1, 1, 3, 0x11, 0x22, 0x33))).toBe(0x1122)
    expect(() => keyTag(new Uint8Array(3))).toThrow(expect.objectContaining({ name: 'DnsError', code: 'truncated' }))
  })

  it('with a long exponent have three bytes of length (RFC 3110 2)', () => {
    const publicKey = Uint8Array.from([0, 1, 0, ...new Uint8Array(256).fill(3), ...new Uint8Array(64).fill(9)])
    expect(dnskeyFromJwk(dnskeyToJwk({ algorithm: 8, publicKey }), 8).publicKey).toEqual(publicKey)
  })

  it.each([
    [8, 0],
    [8, 1],
    [13, 63],
    [15, 31],
    [16, 32],
  ])('of algorithm %i are refused with %i bytes', (algorithm, length) => {
    expect(() => dnskeyToJwk({ algorithm, publicKey: new Uint8Array(length).fill(1) })).toThrow(
      expect.objectContaining({ name: 'DnsError', code: 'bad-key' }),
    )
  })
})

describe('signatures made here', () => {
  const rsa = (hash: string) => ({ name: 'RSASSA-PKCS1-v1_5', hash, modulusLength: 1024, publicExponent: Uint8Array.of(1, 0, 1) })
  it.each([
    [5, rsa('SHA-1')],
    [8, rsa('SHA-256')],
    [10, rsa('SHA-512')],
    [13, { name: 'ECDSA', namedCurve: 'P-256' }],
    [14, { name: 'ECDSA', namedCurve: 'P-384' }],
    [15, { name: 'Ed25519' }],
    [16, { name: 'Ed448' }],
  ])('of algorithm %i verify, from a CryptoKey and from a JWK', async (algorithm, parameters) => {
    const pair = (await crypto.subtle.generateKey(parameters as RsaParameters, true, ['sign', 'verify'])) as KeyPair
    const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey)
    const dnskey = dnskeyFromJwk(jwk, algorithm)
    const key: RecordInit = { name: 'example', type: 'DNSKEY', data: dnskey }
    const [inception, expiration] = [2 ** 32 - 100, 2 ** 32 + 100]
    const set = records('*.W.example. MX 1 B.example.\n*.w.example. MX 1 a.example.')
    for (const privateKey of [pair.privateKey, jwk]) {
      const rrsig = await signRrset(set, { zone: 'Example', dnskey, privateKey }, { inception, expiration })
      expect(rrsig.data).toMatchObject({ labels: 2, typeCovered: 'MX', signer: 'example', expiration: 100 })
      for (const now of [inception, 2 ** 32, expiration])
        expect(await verifyRrset([...set].reverse(), rrsig, key, { now })).toEqual({ ok: true, wildcard: undefined })
      expect(await verifyRrset(set, rrsig, key, { now: expiration + 1 })).toMatchObject({ error: 'expired' })
      const expanded = set.map(record => ({ ...record, name: 'a.b.w.example', ttl: 1 }))
      const same = { ...rrsig, name: 'a.b.w.example' }
      expect(await verifyRrset(expanded, same, key, { now: 2 ** 32 })).toEqual({ ok: true, wildcard: '*.w.example' })
      const short = { ...rrsig, data: { ...rrsig.data, signature: rrsig.data.signature.subarray(1) } }
      expect(await verifyRrset(set, short, key, { now: 2 ** 32 })).toEqual({ ok: false, error: 'bad-signature' })
    }
  })

  it('are refused for what is no RRset of the zone', async () => {
    const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as KeyPair
    const dnskey = dnskeyFromJwk(await crypto.subtle.exportKey('jwk', pair.publicKey), 13)
    const key = { zone: 'example', dnskey, privateKey: pair.privateKey }
    const times = { inception: 0, expiration: 1 }
    for (const text of [
      '',
      'a.example. A 1.2.3.4\nb.example. A 1.2.3.4',
      'a.other. A 1.2.3.4',
      'a.example. 1 A 1.2.3.4\na.example. 2 A 1.2.3.5',
    ])
      await expect(signRrset(records(text), key, times)).rejects.toMatchObject({ name: 'DnsError', code: 'bad-value' })
    const wrong = { ...key, privateKey: pair.publicKey }
    await expect(signRrset(records('a.example. A 1.2.3.4'), wrong, times)).rejects.toMatchObject({ code: 'bad-key' })
  })
})
