/** The canonical form of a record and the order of RDATA; each type's own form is in `rdata.test.ts`. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type AnyRecordInit, canonicalRdata, canonicalRecord, compareRdata } from '../../src/all.js'

const ns = { name: 'A.Example', type: 'NS', ttl: 60, data: { nsdname: 'NS.B' } } as const
const opaque = (type: string, digits: string): AnyRecordInit => ({ name: 'a', type, data: { bytes: hex(digits) } })

describe('canonical RDATA (RFC 4034 6.2)', () => {
  it.each<[what: string, record: AnyRecordInit, digits: string]>([
    ['names in lower case', ns, '026e73 0162 00'],
    ['the same of opaque data', opaque('NS', '024e53 0142 00'), '026e73 0162 00'],
    ['unknown types unchanged (RFC 3597 7)', opaque('TYPE65280', '0142 00'), '0142 00'],
    ['no data', { name: 'a', type: 'NS', class: 'ANY' }, ''],
  ])('%s', (_what, record, digits) => expect(canonicalRdata(record)).toEqual(hex(digits)))

  it('a record has its owner in lower case, and a copy of opaque bytes', () => {
    const record = canonicalRecord({ ...ns, data: { nsdname: 'A.Example' } })
    expect(record).toEqual(hex('0161 076578616d706c65 00 0002 0001 0000003c 000b 0161 076578616d706c65 00'))
    const bytes = hex('abcd')
    expect(canonicalRdata({ name: 'a', type: 'TYPE65280', data: { bytes } })).not.toBe(bytes)
  })

  it.each<[what: string, record: unknown, code: string]>([
    ['an unknown type', { ...ns, type: 'NOPE' }, 'bad-type'],
    ['an unknown class', { ...ns, class: 'NOPE' }, 'bad-class'],
    ['data that is no object', { ...ns, data: 5 }, 'bad-value'],
    ['opaque data that is no bytes', { ...ns, data: { bytes: 5 } }, 'bad-value'],
    ['the same of an unknown type', { ...ns, type: 'TYPE65280', data: { bytes: [1] } }, 'bad-value'],
    ['a type without codec', { ...ns, type: 'TYPE65280' }, 'bad-value'],
    ['a TTL of more than 32 bits', { ...ns, ttl: 2 ** 32 }, 'bad-value'],
  ])('refuses %s', (_what, record, code) => {
    expect(caught(() => canonicalRecord(record as AnyRecordInit))).toMatchObject({ name: 'DnsError', code })
  })
})

describe('the order of RDATA (RFC 4034 6.3)', () => {
  it.each([
    ['', '', 0],
    ['', '00', -1],
    ['01', '01', 0],
    ['01', '0100', -1],
    ['0101', '02', -1],
    ['0001', '0002', -1],
    ['7f', '80', -1],
    ['0102', '0201', -1],
  ])('%s and %s', (one, other, order) => {
    expect(Math.sign(compareRdata(hex(one), hex(other)))).toBe(order)
    expect(Math.sign(compareRdata(hex(other), hex(one))) + order).toBe(0)
  })

  it('is of bytes alone', () => {
    for (const [one, other] of [
      ['a', hex('')],
      [hex(''), [1]],
    ] as unknown as Uint8Array[][])
      expect(caught(() => compareRdata(one!, other!))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
  })
})
