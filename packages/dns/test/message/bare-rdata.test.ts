/** RDATA outside a message: all of it is data, and no name points elsewhere. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { canonicalRdata } from '../../src/all.js'

const canonical = (type: string, digits: string): Uint8Array => canonicalRdata({ name: 'a', type, data: { bytes: hex(digits) } })
const label = `3f${'61'.repeat(63)}`

describe('opaque RDATA of a known type (RFC 3597 5)', () => {
  it.each<[what: string, type: string, digits: string, code: string]>([
    ['bytes behind the data', 'NS', '00 00', 'rdata-length'],
    ['a name that does not end', 'NS', '0161', 'truncated'],
    ['a label that does not end', 'NS', '0261', 'truncated'],
    ['no name', 'NS', '', 'truncated'],
    ['a label of another kind', 'NS', '40', 'bad-label'],
    ['a pointer for a name', 'MINFO', '00 c000', 'bad-pointer'],
    ['a pointer behind a label', 'MINFO', '0161 00 0162 c000', 'bad-pointer'],
    ['a pointer behind the longest label', 'MINFO', `00 ${label} c000`, 'bad-pointer'],
    ['a pointer to a name behind the longest label', 'MINFO', `0b ${'61'.repeat(11)} 0161 00 ${label} c00c`, 'bad-pointer'],
    ['a pointer behind two labels', 'MINFO', '00 0161 0162 c000', 'bad-pointer'],
  ])('refuses %s', (_what, type, digits, code) => {
    expect(caught(() => canonical(type, digits))).toMatchObject({ name: 'DnsError', code })
  })

  it.each([
    ['two names', 'MINFO', `${label} 00 0161 0162 00`],
    ['what begins like a pointer behind a name', 'SIG', '0001 0d 01 0000003c 00000001 00000000 0001 00 c000'],
  ])('accepts %s', (_what, type, digits) => expect(canonical(type, digits)).toEqual(hex(digits)))
})
