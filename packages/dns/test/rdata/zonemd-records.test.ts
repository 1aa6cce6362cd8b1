/** The digest of RFC 8976 A.1's zone; what a mail domain publishes. */
import { encodeHex } from '@mailwire/bytes'
import { describe, expect, it } from 'vitest'
import {
  bimiName,
  dkimName,
  isNullMx,
  joinTxt,
  mailServiceName,
  parseZone,
  policyName,
  type RecordInit,
  selectPolicy,
  verifyZonemd,
  zoneDigest,
} from '../../src/all.js'

const zone = `$ORIGIN example.
example. 86400 IN SOA ns1 admin 2018031900 1800 900 604800 86400
 86400 IN NS ns1
 86400 IN NS ns2
ns1 3600 IN A 203.0.113.63
ns2 3600 IN AAAA 2001:db8::63`

it('digests the simple zone of RFC 8976 A.1, in any order, and neither duplicates, strangers nor ZONEMD count', async () => {
  const records = parseZone(zone) as RecordInit[]
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
  for (const set of [records, more])
    expect(encodeHex(await zoneDigest('example', set)).toLowerCase()).toBe(
      'c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c',
    )
  expect(await zoneDigest('example', records, 2)).toHaveLength(64)
  await expect(zoneDigest('example', records, 3)).rejects.toMatchObject({ name: 'DnsError', code: 'no-crypto' })
})

it('checks a zone against its ZONEMD (RFC 8976 4)', async () => {
  const digest = 'C68090D90A7AED716BC459F9340E3D7C1370D4D24B7E2FC3A1DDC0B9A87153B9A9713B3C9AE5CC27777F98B8E730044C'
  const check = (...more: string[]) => verifyZonemd('Example.', parseZone([zone, ...more].join('\n')) as RecordInit[])
  const good = `example. 86400 IN ZONEMD 2018031900 1 1 ${digest}`
  const zeros = '00'.repeat(48)
  expect(await check(good)).toEqual({ ok: true })
  // One that can be used and is right is enough; the others are passed over.
  expect(
    await check(
      good,
      `example. 86400 IN ZONEMD 2018031900 2 1 ${zeros}`,
      `example. 1 IN ZONEMD 1 1 2 ${zeros}${'00'.repeat(16)}`,
    ),
  ).toEqual({
    ok: true,
  })
  const failed = (error: string): object => ({ ok: false, error })
  expect(await check()).toEqual(failed('no-zonemd'))
  expect(await check(good.replace('2018031900', '2018031901'))).toEqual(failed('serial'))
  expect(await check(good.replace('1 1 C6', '2 1 C6'))).toEqual(failed('unsupported'))
  expect(await check(good.replace('1 1 C6', '1 3 C6'))).toEqual(failed('unsupported'))
  await expect(async () => check(good.slice(0, -2))).rejects.toMatchObject({ code: 'bad-value' })
  expect(await check(good, `example. 86400 IN ZONEMD 2018031900 1 1 ${zeros}`)).toEqual(failed('unsupported'))
  expect(await check(good.replace('C68', 'C69'))).toEqual(failed('mismatch'))
  expect(await check(good, 'new.example. 1 IN A 192.0.2.1')).toEqual(failed('mismatch'))
  expect(await verifyZonemd('example', [])).toEqual(failed('no-soa'))
})

describe('mail', () => {
  it('policies are at their names', () => {
    expect(policyName('spf', 'example.com')).toBe('example.com')
    expect(policyName('tls-rpt', 'example.com')).toBe('_smtp._tls.example.com')
    expect([dkimName('s1', 'example.com'), bimiName('example.com')]).toEqual([
      's1._domainkey.example.com',
      'default._bimi.example.com',
    ])
    expect(mailServiceName('submissions', 'example.com')).toBe('_submissions._tcp.example.com')
  })

  it('one text is the policy', () => {
    expect(joinTxt([new Uint8Array([0x76]), new Uint8Array([0x3d, 0x73])])).toBe('v=s')
    expect(selectPolicy('spf', ['V=SPF1 -all', 'v=spf10 x'])).toEqual({ text: 'V=SPF1 -all' })
    expect(selectPolicy('spf', ['v=spf1', 'v=spf1 -all'])).toBe('several')
    expect(selectPolicy('dmarc', ['v=dmarc1; p=none'])).toBe('none')
    expect(selectPolicy('dmarc', ['v=DMARC1; p=none'])).toEqual({ text: 'v=DMARC1; p=none' })
    expect(selectPolicy('mta-sts', ['v=STSv1; id=1;'])).toEqual({ text: 'v=STSv1; id=1;' })
  })

  it('a null MX must be alone', () => {
    const mx = (preference: number, exchange: string): RecordInit => ({ name: 'a', type: 'MX', data: { preference, exchange } })
    expect(isNullMx([mx(0, '.')])).toBe(true)
    for (const set of [[], [mx(1, '.')], [mx(0, 'a')], [mx(0, '.'), mx(1, 'a')]]) expect(isNullMx(set)).toBe(false)
  })
})
