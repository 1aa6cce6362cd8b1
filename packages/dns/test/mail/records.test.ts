/** What a mail domain publishes: where its policies are, which text is the policy, and the MX that refuses mail. */
import { describe, expect, it } from 'vitest'
import {
  bimiName,
  dkimName,
  isNullMx,
  joinTxt,
  mailServiceName,
  policyName,
  type RecordInit,
  selectPolicy,
} from '../../src/all.js'

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
