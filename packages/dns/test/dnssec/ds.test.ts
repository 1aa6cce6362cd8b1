/** Which key a DS record refers to. */
import { describe, expect, it } from 'vitest'
import { type Dnskey, type Ds, makeDs, matchesDs, parseZone } from '../../src/all.js'

/** RFC 6605 6.1. */
const [keyRecord, dsRecord] = parseZone(
  `example.net. 3600 IN DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==
example.net. 3600 IN DS 55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17`,
)
const key = keyRecord!.data as Dnskey
const ds = dsRecord!.data as Ds

describe('RFC 4035 5.2: a DS record', () => {
  it.each<[what: string, change: Partial<Ds>, owner: string, expected: boolean]>([
    ['refers to the key that it was made of', {}, 'Example.net.', true],
    ['of another owner does not', {}, 'example.com', false],
    ['of another algorithm does not', { algorithm: 14 }, 'example.net', false],
    ['of another key tag does not', { keyTag: 55649 }, 'example.net', false],
    ['of another digest does not', { digest: ds.digest.map((byte, at) => (at === 31 ? byte ^ 1 : byte)) }, 'example.net', false],
    ['of a part of the digest does not', { digest: ds.digest.subarray(0, 31) }, 'example.net', false],
    ['of no digest does not', { digest: new Uint8Array(0) }, 'example.net', false],
    ['with the digest of another type does not', { digestType: 4 }, 'example.net', false],
    ['of a digest type that is not known does not', { digestType: 3 }, 'example.net', false],
    ['of the reserved digest type does not', { digestType: 0 }, 'example.net', false],
  ])('%s', async (_what, change, owner, expected) => {
    expect(await matchesDs({ ...ds, ...change }, owner, key)).toBe(expected)
  })

  it.each([1, 2, 4])('of digest type %i is made and refers to its key (RFC 4509, RFC 6605 2)', async digestType => {
    const made = await makeDs('example.net', key, digestType)
    expect(made).toMatchObject({ keyTag: 55648, algorithm: 13, digestType })
    expect(await matchesDs(made, 'example.net', key)).toBe(true)
  })
})
