/** NSEC and NSEC3 by RFC 5155 A; DoH by RFC 8484 4.1.1; where DANE's records stand. */
import { createHash } from 'node:crypto'
import { encodeBase32Hex } from '@mailwire/bytes'
import { describe, expect, it } from 'vitest'
import {
  closestEncloser,
  type DnsRecord,
  decodeDohParameter,
  encodeDohParameter,
  encodeMessage,
  encodeName,
  matchesTlsa,
  nsec3Hash,
  nsec3Owner,
  nsecCovers,
  openpgpkeyName,
  parseZone,
  smimeaName,
  type Tlsa,
  tlsaName,
} from '../../src/all.js'

const salt = Uint8Array.of(0xaa, 0xbb, 0xcc, 0xdd)

describe('NSEC3', () => {
  it.each([
    ['example', '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom'],
    ['A.example.', '35mthgpgcu1qg68fab165klnsnk3dpvl'],
    ['*.w.example', 'r53bq7cc2uvmubfu5ocmm6pers9tk9en'],
    ['x.y.w.example', '2vptu5timamqttgl4luu9kg21e0aor3s'],
    ['xx.example', 't644ebqk9bibcna874givr6joj62mlhv'],
  ])('hashes %s (RFC 5155 A)', async (name, hash) => {
    expect(encodeBase32Hex(await nsec3Hash(name, salt, 12)).toLowerCase()).toBe(hash)
    expect(await nsec3Owner(name, 'Example', salt, 12)).toBe(`${hash}.example`)
  })

  it('refuses more iterations than RFC 9276 allows a resolver to bear', async () => {
    await expect(nsec3Hash('example', salt, 101)).rejects.toMatchObject({ name: 'DnsError', code: 'limit' })
    await expect(nsec3Hash('example', salt, 101, { maxIterations: 101 })).resolves.toHaveLength(20)
  })

  it('proves the closest encloser', async () => {
    const hash = (name: string): Promise<Uint8Array> => nsec3Hash(name, salt, 1)
    const record = async (owner: Uint8Array, next: Uint8Array, flags: number) => ({
      name: `${encodeBase32Hex(owner)}.example`,
      type: 'TYPE50',
      data: { bytes: Uint8Array.from([1, flags, 0, 1, 4, ...salt, 20, ...next]) },
    })
    const apex = await hash('example')
    const only = await record(apex, apex, 1)
    const proof = await closestEncloser('a.b.example', 'example', [only])
    expect(proof).toEqual({ closest: 'example', nextCloser: 'b.example', optOut: true })
    expect(await closestEncloser('example', 'example', [only])).toBeUndefined()
    expect(await closestEncloser('a.other', 'example', [only])).toBeUndefined()
    expect(await closestEncloser('a.example', 'example', [])).toBeUndefined()
  })
})

it('NSEC covers the names between, and the last one all names after it', () => {
  const record = (name: string, next: string) => ({
    name,
    type: 'TYPE47',
    data: { bytes: Uint8Array.from([...encodeName(next), 0, 1, 0x40]) },
  })
  expect(
    ['a.example', 'b.example', 'x.a.example', 'c.example', 'd.example'].map(name =>
      nsecCovers(record('a.example', 'c.example'), name),
    ),
  ).toEqual([false, true, true, false, false])
  expect(nsecCovers(record('z.example', 'example'), 'zz.example')).toBe(true)
  expect(nsecCovers(record('z.example', 'example'), 'a.example')).toBe(false)
})

it('a DoH parameter is that of RFC 8484 4.1.1', () => {
  const query = encodeMessage({ flags: { rd: true }, questions: [{ name: 'www.example.com', type: 'A' }] })
  expect(encodeDohParameter(query)).toBe('AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB')
  expect(decodeDohParameter('AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB')).toEqual(query)
  for (const bad of ['AA==', 'A+AA', 'A', 'A A'])
    expect(() => decodeDohParameter(bad)).toThrow(expect.objectContaining({ name: 'DnsError', code: 'bad-base64' }))
})

describe('DANE', () => {
  it('names its records', async () => {
    expect(tlsaName('MX.example.')).toBe('_25._tcp.MX.example')
    expect(() => tlsaName('mx.example', 65536)).toThrow(expect.objectContaining({ code: 'bad-value' }))
    const hash = createHash('sha256').update('hugh').digest('hex').slice(0, 56)
    expect(await openpgpkeyName('hugh@example.com')).toBe(`${hash}._openpgpkey.example.com`)
    expect(await smimeaName('hugh@example.com')).toBe(`${hash}._smimecert.example.com`)
    await expect(smimeaName('@example.com')).rejects.toMatchObject({ code: 'bad-value' })
  })

  it('matches a certificate or its key, whole or by digest', async () => {
    const [certificate, info] = [Uint8Array.of(1, 2, 3), Uint8Array.of(2)]
    const sha = (name: string, bytes: Uint8Array) => new Uint8Array(createHash(name).update(bytes).digest())
    const matches = (selector: number, matchingType: number, certificateData: Uint8Array, usage = 3) =>
      matchesTlsa({ usage, selector, matchingType, certificateData }, certificate, info)
    expect(await matches(0, 0, certificate)).toBe(true)
    expect(await matches(1, 1, sha('sha256', info))).toBe(true)
    expect(await matches(0, 2, sha('sha512', certificate))).toBe(true)
    expect(await matches(0, 1, sha('sha256', info))).toBe(false)
    for (const usage of [0, 1, 2]) expect(await matches(0, 0, certificate, usage)).toBe(true)
    // What is not known is unusable.
    expect(await matches(2, 0, certificate)).toBe(false)
    expect(await matches(0, 3, certificate)).toBe(false)
    for (const usage of [4, 255, Number.NaN]) expect(await matches(0, 0, certificate, usage)).toBe(false)
    const [tlsa] = parseZone('_25._tcp.mx. 0 IN TLSA 3 0 0 010203') as DnsRecord[]
    expect(await matchesTlsa(tlsa!.data as Tlsa, certificate, info)).toBe(true)
  })
})
