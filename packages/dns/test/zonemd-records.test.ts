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
  zoneDigest,
} from '../src/index.js'

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

describe('mail', () => {
  it('policies stand at their names', () => {
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

  it('a null MX stands alone', () => {
    const mx = (preference: number, exchange: string): RecordInit => ({ name: 'a', type: 'MX', data: { preference, exchange } })
    expect(isNullMx([mx(0, '.')])).toBe(true)
    for (const set of [[], [mx(1, '.')], [mx(0, 'a')], [mx(0, '.'), mx(1, 'a')]]) expect(isNullMx(set)).toBe(false)
  })
})
