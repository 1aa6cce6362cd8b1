/** What a zone's digest is over, and which ZONEMD records are used. The zone is that of RFC 8976 A.1. */
import { decodeHex, encodeHex } from '@mailwire/bytes'
import { describe, expect, it } from 'vitest'
import { parseZone, type RecordInit, verifyZonemd, type ZonemdResult, zoneDigest } from '../../src/all.js'

const zone = `$ORIGIN example.
example. 86400 IN SOA ns1 admin 2018031900 1800 900 604800 86400
 86400 IN NS ns1
 86400 IN NS ns2
ns1 3600 IN A 203.0.113.63
ns2 3600 IN AAAA 2001:db8::63`
const sha384 = 'C68090D90A7AED716BC459F9340E3D7C1370D4D24B7E2FC3A1DDC0B9A87153B9A9713B3C9AE5CC27777F98B8E730044C'
const zeros = (length: number): string => '00'.repeat(length)
const recordsOf = (...more: string[]): RecordInit[] => parseZone([zone, ...more].join('\n')) as RecordInit[]
const soa = (serial: number, mname = 'ns1'): string => `example. 86400 IN SOA ${mname} admin ${serial} 1800 900 604800 86400`
const sha512 = (digest: string, serial = 2018031900): string => `example. 86400 IN ZONEMD ${serial} 1 2 ${digest}`
const rrsig = (owner: string, covered: string): string =>
  `${owner} 86400 IN RRSIG ${covered} 13 1 86400 20300101000000 20200101000000 1 example. AAAA`

it('digests the simple zone of RFC 8976 A.1, in any order, and neither duplicates, strangers nor ZONEMD count', async () => {
  const records = recordsOf()
  const more: RecordInit[] = [
    ...[...records].reverse(),
    records[1]!,
    { name: 'other', type: 'A', data: { address: '192.0.2.1' } },
    {
      name: 'EXAMPLE',
      type: 'TYPE63',
      ttl: 86400,
      data: { bytes: Uint8Array.from([...new Uint8Array(4), 1, 1, ...new Uint8Array(48)]) },
    },
  ]
  for (const set of [records, more]) expect(encodeHex(await zoneDigest('example', set))).toBe(sha384)
  expect(await zoneDigest('example', records, 2)).toHaveLength(64)
  await expect(zoneDigest('example', records, 3)).rejects.toMatchObject({ name: 'DnsError', code: 'no-crypto' })
})

describe('RFC 8976 3.3.1: the digest of a zone', () => {
  const digest = async (...more: string[]): Promise<string> => encodeHex(await zoneDigest('example', recordsOf(...more)))

  it.each([
    ['its ZONEMD', `example. 86400 IN ZONEMD 1 1 1 ${zeros(48)}`],
    ['the signature of its ZONEMD', rrsig('Example.', 'ZONEMD')],
    ['the same by the number of the type', rrsig('example.', 'TYPE63')],
    ['a record of another zone', 'other. 1 IN A 192.0.2.1'],
    ['a record that is there twice', 'NS1 3600 IN A 203.0.113.63'],
  ])('is not over %s', async (_what, text) => {
    expect(await digest(text)).toBe(sha384)
  })

  it.each([
    ['a ZONEMD below the apex (RFC 8976 2)', `ns1 86400 IN ZONEMD 1 1 1 ${zeros(48)}`],
    ['the signature of one below the apex', rrsig('ns1', 'ZONEMD')],
    ['the signature of SOA', rrsig('example.', 'SOA')],
    ['the signature of a type whose low byte is that of ZONEMD', rrsig('example.', 'TYPE319')],
    ['another record that begins like a signature of ZONEMD', 'example. 86400 IN MX 63 ns1'],
  ])('is over %s', async (_what, text) => {
    expect(await digest(text)).not.toBe(sha384)
  })
})

describe('RFC 8976 4: a zone is checked', () => {
  const good = `example. 86400 IN ZONEMD 2018031900 1 1 ${sha384}`
  const check = (...more: string[]): Promise<ZonemdResult> => verifyZonemd('Example.', recordsOf(...more))
  const failed = (error: string): object => ({ ok: false, error })

  it.each<[what: string, more: string[], result: object]>([
    ['against its ZONEMD', [good], { ok: true }],
    ['against no ZONEMD below the apex', [good.replace('example.', 'ns1')], failed('no-zonemd')],
    [
      'with its own serial number: SOA records below the apex do not count',
      [good, 'ns1 86400 IN SOA ns1 admin 1 1800 900 604800 86400'],
      failed('mismatch'),
    ],
    [
      'against one of its serial number: no other is used',
      [good.replace('0 1 1', '1 1 1'), sha512(zeros(64))],
      failed('mismatch'),
    ],
    ['against one of its serial number: there may be others', [good, sha512(zeros(64), 1)], { ok: true }],
    ['against no hash that appears twice', [good, good.replace('C68', 'C69')], failed('unsupported')],
    [
      'against no hash that appears twice, whatever the serial numbers',
      [good, good.replace('0 1 1', '1 1 1')],
      failed('unsupported'),
    ],
    ['once it has one SOA', [good, soa(2018031901)], failed('no-soa')],
    ['once it has one SOA, also of two with the same serial number', [good, soa(2018031900, 'ns2')], failed('no-soa')],
    ['with its SOA at both ends, as it is transferred', [good, soa(2018031900, 'NS1')], { ok: true }],
  ])('%s', async (_what, more, result) => {
    expect(await check(...more)).toEqual(result)
  })

  it('against its ZONEMD, and says why it fails', async () => {
    expect(await check(good)).toEqual({ ok: true })
    // One that can be used and is right is enough; the others are passed over.
    expect(
      await check(good, `example. 86400 IN ZONEMD 2018031900 2 1 ${zeros(48)}`, `example. 1 IN ZONEMD 1 1 2 ${zeros(64)}`),
    ).toEqual({
      ok: true,
    })
    expect(await check()).toEqual(failed('no-zonemd'))
    expect(await check(good.replace('2018031900', '2018031901'))).toEqual(failed('serial'))
    expect(await check(good.replace('1 1 C6', '2 1 C6'))).toEqual(failed('unsupported'))
    expect(await check(good.replace('1 1 C6', '1 3 C6'))).toEqual(failed('unsupported'))
    await expect(async () => check(good.slice(0, -2))).rejects.toMatchObject({ code: 'bad-value' })
    expect(await check(good, `example. 86400 IN ZONEMD 2018031900 1 1 ${zeros(48)}`)).toEqual(failed('unsupported'))
    expect(await check(good.replace('C68', 'C69'))).toEqual(failed('mismatch'))
    expect(await check(good, 'new.example. 1 IN A 192.0.2.1')).toEqual(failed('mismatch'))
    expect(await verifyZonemd('example', [])).toEqual(failed('no-soa'))
  })

  it('against each hash that can be used', async () => {
    const digest = encodeHex(await zoneDigest('example', recordsOf(), 2))
    expect(await check(good.replace('C68', 'C69'), sha512(digest))).toEqual({ ok: true })
    expect(await check(good.replace('0 1 1', '0 2 1'), sha512(digest))).toEqual({ ok: true })
    expect(await check(sha512(digest, 1))).toEqual(failed('serial'))
  })

  it('a digest of a wrong length is an error, given typed or opaque (RFC 8976 2.2.3)', async () => {
    const short = decodeHex(sha384.slice(2), () => expect.fail('not hex'))
    const opaque = { bytes: Uint8Array.from([0x78, 0x48, 0xb9, 0x1c, 1, 1, ...short]) }
    const typed = { serial: 2018031900, scheme: 1, hashAlgorithm: 1, digest: short }
    for (const data of [opaque, typed])
      await expect(verifyZonemd('example', [...recordsOf(), { name: 'example', type: 'ZONEMD', data }])).rejects.toMatchObject({
        name: 'DnsError',
        code: 'bad-value',
      })
  })
})
