/** Hashes, single NSEC3 records and the closest encloser: which records count, and which must prove nothing. */
import { encodeBase32Hex } from '@mailwire/bytes'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  closestEncloser,
  type Nsec3,
  nsec3Covers,
  nsec3Hash,
  nsec3Matches,
  nsec3Owner,
  parseZone,
  type RecordInit,
} from '../../src/all.js'

const none = new Uint8Array(0)
const lowest = new Uint8Array(20)
const highest = new Uint8Array(20).fill(0xff)
const hashed = (name: string): Promise<Uint8Array> => nsec3Hash(name, none, 0)

const ownerOf = (hash: Uint8Array, zone: string): string =>
  zone === '.' ? encodeBase32Hex(hash) : `${encodeBase32Hex(hash)}.${zone}`
const link = (owner: Uint8Array, nextHashed: Uint8Array, fields: Partial<Nsec3> = {}, zone = 'example'): RecordInit => ({
  name: ownerOf(owner, zone),
  type: 'NSEC3',
  data: { hashAlgorithm: 1, flags: 0, iterations: 0, salt: none, nextHashed, types: ['NS', 'SOA'], ...fields },
})
/** It covers all names but for a chance of 2 in 2 ** 160. */
const all = (fields: Partial<Nsec3> = {}, zone = 'example'): RecordInit => link(lowest, highest, fields, zone)

/** It matches a name and covers none: the next hash is one more. */
async function only(name: string, zone = 'example'): Promise<RecordInit> {
  const owner = await hashed(name)
  return link(
    owner,
    owner.map((byte, index) => (index === 19 ? byte + 1 : byte)),
    {},
    zone,
  )
}

describe('nsec3Hash', () => {
  it.each([
    ['a salt of 255 bytes', new Uint8Array(255), 0, undefined],
    ['a salt of 256 bytes (RFC 5155 3.1.5)', new Uint8Array(256), 0, 'bad-value'],
    ['100 iterations', none, 100, undefined],
    ['101 iterations (RFC 9276 3.2)', none, 101, 'limit'],
    ['fewer than no iterations', none, -1, 'bad-value'],
    ['half an iteration', none, 0.5, 'bad-value'],
  ])('%s', async (_what, salt, iterations, code) => {
    const result = nsec3Hash('example', salt, iterations)
    if (code === undefined) expect(await result).toHaveLength(20)
    else await expect(result).rejects.toMatchObject({ name: 'DnsError', code })
  })

  it('a limit that is no number allows nothing', async () => {
    await expect(nsec3Hash('example', none, 0, { maxIterations: Number.NaN })).rejects.toMatchObject({ code: 'limit' })
  })
})

it('nsec3Owner gives the owner of com in its own zone, as it is published, and in the root zone', async () => {
  expect(await nsec3Owner('COM', 'Com.', none, 0)).toBe('ck0pojmg874ljref7efn8430qvit8bsm.com')
  expect(await nsec3Owner('com', '.', none, 0)).toBe('ck0pojmg874ljref7efn8430qvit8bsm')
})

describe('a single NSEC3 record', () => {
  const name = 'a.example'
  let owner: Uint8Array
  beforeAll(async () => {
    owner = await hashed(name)
  })
  const proved = async (matching: RecordInit, covering: RecordInit): Promise<boolean[]> => [
    await nsec3Matches(matching, name),
    await nsec3Covers(covering, name),
  ]

  it.each<[what: string, fields: Partial<Nsec3>, expected: boolean]>([
    ['counts', {}, true],
    ['with opt-out counts', { flags: 1 }, true],
    ['with another hash does not (RFC 5155 8.1)', { hashAlgorithm: 2 }, false],
    ['with another flag does not (RFC 5155 8.2)', { flags: 2 }, false],
    ['with another flag beside opt-out does not (RFC 5155 8.2)', { flags: 3 }, false],
    ['whose next hash is too short does not', { nextHashed: highest.subarray(1) }, false],
    ['whose next hash is too long does not', { nextHashed: new Uint8Array(21).fill(0xff) }, false],
  ])('%s', async (_what, fields, expected) => {
    expect(await proved(link(owner, highest, fields), all(fields))).toEqual([expected, expected])
  })

  it('whose owner is not a hash, by its length, does not count', async () => {
    for (const hash of [none, lowest.subarray(1), new Uint8Array(21)])
      expect(await nsec3Covers({ ...all(), name: hash === none ? '.' : ownerOf(hash, 'example') }, name)).toBe(false)
  })

  it('of another zone does not count', async () => {
    const [matching, covering] = [link(owner, highest, {}, 'other'), all({}, 'other')]
    expect(await proved(matching, covering)).toEqual([false, false])
    expect(await proved({ ...matching, name: ownerOf(owner, 'EXAMPLE.') }, all({}, '.'))).toEqual([true, true])
  })

  it('covers the hashes behind it if it is the last, or the only one', async () => {
    const [before, behind] = [owner.map((byte, index) => (index === 0 ? byte - 1 : byte)), highest]
    expect(owner[0]).toBeGreaterThan(1)
    const covers = (from: Uint8Array, next: Uint8Array) => nsec3Covers(link(from, next), name)
    expect(await covers(before, lowest)).toBe(true)
    expect(await covers(behind, lowest)).toBe(false)
    expect(await covers(before, before)).toBe(true)
    expect(await covers(owner, owner)).toBe(false)
    expect(await covers(owner, lowest)).toBe(false)
    expect(await covers(highest, owner)).toBe(false)
  })

  it('of another type, or with an owner that is not base32hex, is an error', async () => {
    const [a] = parseZone('a.example. 0 IN A 192.0.2.1') as RecordInit[]
    await expect(nsec3Matches(a!, name)).rejects.toMatchObject({ name: 'DnsError', code: 'bad-type' })
    await expect(nsec3Matches({ ...all(), name: 'xyz.example' }, name)).rejects.toMatchObject({ code: 'bad-base64' })
  })
})

describe('RFC 5155 8.3: the closest encloser', () => {
  it('is proved by records of the same parameters only (RFC 5155 8.2)', async () => {
    const apex = await only('example')
    const prove = (...records: RecordInit[]) => closestEncloser('b.a.example', 'example', [apex, ...records])
    const proof = { closest: 'example', nextCloser: 'a.example', optOut: false }
    expect(await prove(all())).toEqual(proof)
    for (const fields of [{ iterations: 1 }, { salt: Uint8Array.of(1) }, { iterations: 1, salt: Uint8Array.of(1) }]) {
      expect(await prove(all(fields))).toBeUndefined()
      expect(await prove(all(fields), all())).toEqual(proof)
    }
  })

  it('is in the zone', async () => {
    const zone = 'b.example'
    const records = async (name: string) => [await only(name, zone), all({}, zone)]
    const prove = async (name: string) => closestEncloser('a.b.example', zone, await records(name))
    expect(await prove('b.example')).toEqual({ closest: 'b.example', nextCloser: 'a.b.example', optOut: false })
    expect(await prove('example')).toBeUndefined()
    expect(await prove('.')).toBeUndefined()
  })

  it('in the root zone is proved by no record of the root, which is not a hash', async () => {
    const root = await only('.', '.')
    const prove = (name: string) => closestEncloser('com', '.', [root, { ...all(), name }])
    expect(await prove(ownerOf(lowest, '.'))).toEqual({ closest: '.', nextCloser: 'com', optOut: false })
    expect(await prove('.')).toBeUndefined()
  })
})
