/** The table of quirks, walked: each is read with its warning and nothing else by default, and an error of the same code when strict. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type DnsQuirk, decodeMessage, encodeMessage, formatMessage, parseMessage, quirks } from '../src/all.js'

/** Both ways to read something that has a quirk, strict or not. */
type Read = (options: { strict?: boolean }) => { readonly warnings: readonly { readonly code: DnsQuirk }[] }

const wire =
  (bytes: Uint8Array): Read =>
  options =>
    decodeMessage(bytes, options)
const record = (type: string, rdata: string): Read =>
  wire(encodeMessage({ answers: [{ name: 'a', type, data: { bytes: hex(rdata) } }] }))
const text =
  (line: string): Read =>
  options =>
    parseMessage(`${line}\n${formatMessage(decodeMessage(hex('0000 0000 0000 0000 0000 0000')))}`, options)

/** One or more for each row; a row without one is a type error. */
const readings: Readonly<Record<DnsQuirk, readonly [Read, ...Read[]]>> = {
  trailing: [wire(hex('0000 0000 0000 0000 0000 0000 01'))],
  'trailing-zero': [
    record('NSEC', '00 0002 4000'),
    record('CSYNC', '00000001 0000 0002 4000'),
    record('NXT', '00 4000000200'),
    record('APL', '0001 18 04 0a000000'),
  ],
  'alias-params': [record('SVCB', '0000 00 0001 0003 026832'), record('HTTPS', '0000 00 0001 0003 026832')],
  'unknown-text': [text('what is this')],
  'invalid-key': [record('SVCB', '0001 00 ffff 0001 61')],
  'tsig-ttl': [
    wire(
      hex(
        '0000 0000 0000 0000 0000 0001 00 00fa 00ff 0000003c 001d 0b686d61632d736861323536 00 000000000001 012c 0000 0000 0000 0000',
      ),
    ),
  ],
}

describe('quirks', () => {
  it.each(Object.keys(quirks) as DnsQuirk[])('%s is read with a warning, and refused when strict', id => {
    expect(Object.values(quirks[id]).every(words => words !== '')).toBe(true)
    for (const read of readings[id]) {
      expect(read({}).warnings).toMatchObject([{ code: id }])
      expect(caught(() => read({ strict: true }))).toMatchObject({ name: 'DnsError', code: id })
    }
  })

  it('the table cannot be changed', () => {
    for (const table of [quirks, ...Object.values(quirks)]) expect(Object.isFrozen(table)).toBe(true)
  })
})
