import { test } from '@fast-check/vitest'
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { annotateMessage, encodeMessage } from '../src/all.js'
import { message } from './arbitraries.js'
import { seed } from './seed.js'

/** `section[index] field offset+length value`, a line each. */
const listing = (bytes: Uint8Array): string[] =>
  annotateMessage(bytes).map(
    ({ section, index, field, offset, length, value }) => `${section}[${index}] ${field} ${offset}+${length} ${value}`,
  )

describe('the annotated listing', () => {
  it('names each field of the starting document', () => {
    const lines = listing(encodeMessage(seed))
    expect(lines.slice(0, 16)).toEqual([
      'header[0] id 0+2 1985',
      'header[0] flags 2+2 0x8180',
      'header[0] question count 4+2 1',
      'header[0] answer count 6+2 5',
      'header[0] authority count 8+2 4',
      'header[0] additional count 10+2 11',
      'question[0] name 12+11 gmail.com.',
      'question[0] type 23+2 MX',
      'question[0] class 25+2 IN',
      'answer[0] name 27+2 gmail.com.',
      'answer[0] type 29+2 MX',
      'answer[0] class 31+2 IN',
      'answer[0] ttl 33+4 262',
      'answer[0] rdlength 37+2 32',
      'answer[0] preference 39+2 40',
      'answer[0] exchange 41+30 alt4.gmail-smtp-in.l.google.com.',
    ])
  })

  it('shows a layout that is not a sequence of fields, opaque data, and bytes after the message', () => {
    const bytes = encodeMessage({
      answers: [
        { name: '.', type: 'A6', data: { prefixLength: 120, address: '::7', prefixName: 'a' } },
        { name: '.', type: 'TYPE999', data: { bytes: hex('abcd') } },
      ],
    })
    const lines = listing(Uint8Array.from([...bytes, 0xff]))
    expect(lines).toContain('answer[0] prefix length 23+1 78')
    expect(lines).toContain('answer[0] address suffix 24+1 07')
    expect(lines).toContain('answer[0] name 25+3 a.')
    expect(lines).toContain('answer[1] rdata 39+2 ABCD')
    expect(lines.at(-1)).toMatch(/ trailing 41\+1 FF$/)
  })

  it('RFC 6891 6.1: shows the size, the version, the flags and each option of OPT', () => {
    const bytes = encodeMessage({
      rcode: 'BADVERS',
      edns: {
        udpPayloadSize: 1232,
        version: 1,
        flags: { do: true, z: 1 },
        options: [
          { name: 'ECS', family: 1, sourcePrefix: 24, scopePrefix: 0, address: '192.0.2.0' },
          { code: 65001, data: hex('abcd') },
          { name: 'NSID', data: hex('') },
        ],
      },
    })
    expect(listing(bytes).slice(6)).toEqual([
      'additional[0] name 12+1 .',
      'additional[0] type 13+2 OPT',
      'additional[0] udp payload size 15+2 1232',
      'additional[0] extended rcode 17+1 1',
      'additional[0] version 18+1 1',
      'additional[0] flags 19+2 0x8001 do',
      'additional[0] rdlength 21+2 21',
      'additional[0] option code 23+2 ECS',
      'additional[0] option length 25+2 7',
      'additional[0] option data 27+7 192.0.2.0/24/0',
      'additional[0] option code 34+2 OPT65001',
      'additional[0] option length 36+2 2',
      'additional[0] option data 38+2 ABCD',
      'additional[0] option code 40+2 NSID',
      'additional[0] option length 42+2 0',
    ])
  })

  it('with keepDamaged shows malformed data as bytes, and what follows it', () => {
    const damaged = '00 000f 0001 0000003c 0004 0001 c0ff'
    const good = '00 0001 0001 0000003c 0004 7f000001'
    const bytes = hex(`0007 8180 0000 0002 0000 0001 ${damaged} ${good} 00 0029 04d0 00000000 0005 0008 0001 00`)
    expect(caught(() => annotateMessage(bytes))).toMatchObject({ name: 'DnsError', section: 'answer', index: 0 })
    const fields = annotateMessage(bytes, { keepDamaged: true }).map(({ field, value }) => `${field} ${value}`)
    expect(fields).toContain('rdata 0001C0FF')
    expect(fields).not.toContain('preference 1')
    expect(fields).toContain('address 127.0.0.1')
    expect(fields.slice(-3)).toEqual(['option code ECS', 'option length 1', 'option data 00'])
  })

  test.prop([message], { numRuns: 100 })('covers any message, byte by byte', value => {
    const bytes = encodeMessage(value)
    let at = 0
    for (const { offset, length } of annotateMessage(bytes)) {
      expect(offset).toBe(at)
      at += length
    }
    expect(at).toBe(bytes.length)
  })

  it('refuses what does not decode', () => {
    expect(caught(() => annotateMessage(hex('0000')))).toMatchObject({ name: 'DnsError', code: 'truncated' })
  })
})
