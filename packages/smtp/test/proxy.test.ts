import { fc, test } from '@fast-check/vitest'
import { asBytes, caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { decodeProxyHeader, encodeProxyHeader, type ProxyHeader, type ProxyHeaderInit } from '../src/all.js'
import { proxyHeader } from './arbitraries.js'
import { proxyInvariant } from './invariants.js'

const SIGNATURE = '0d0a0d0a000d0a515549540a'
const v2 = (rest: string): Uint8Array => hex(SIGNATURE + rest)
const proxy = (header: Partial<ProxyHeader>): ProxyHeader => ({
  version: 2,
  command: 'proxy',
  transport: 'unknown',
  source: undefined,
  destination: undefined,
  tlvs: [],
  ...header,
})
const end = (address: string, port: number) => ({ address, port })

describe('PROXY headers, both ways', () => {
  it.each<[string, Uint8Array, ProxyHeader]>([
    [
      'v1 TCP4',
      asBytes('PROXY TCP4 255.255.255.255 192.168.0.11 65535 25\r\n'),
      proxy({ version: 1, transport: 'tcp4', source: end('255.255.255.255', 65_535), destination: end('192.168.0.11', 25) }),
    ],
    [
      'v1 TCP6',
      asBytes('PROXY TCP6 2001:db8::1 ::1 0 25\r\n'),
      proxy({ version: 1, transport: 'tcp6', source: end('2001:db8::1', 0), destination: end('::1', 25) }),
    ],
    ['v1 UNKNOWN', asBytes('PROXY UNKNOWN\r\n'), proxy({ version: 1 })],
    ['v2 LOCAL', v2('20 00 0000'), proxy({ command: 'local' })],
    ['v2 unspecified', v2('21 00 0000'), proxy({})],
    [
      'v2 TCP over IPv4',
      v2('21 11 000c 7f000001 c0000202 9c40 0019'),
      proxy({ transport: 'tcp4', source: end('127.0.0.1', 40_000), destination: end('192.0.2.2', 25) }),
    ],
    [
      'v2 UDP over IPv6',
      v2(`21 22 0024 20010db8000000000000000000000001 00000000000000000000000000000001 0001 0002`),
      proxy({ transport: 'udp6', source: end('2001:db8::1', 1), destination: end('::1', 2) }),
    ],
    [
      'v2 Unix',
      v2(`21 31 00d8 2f61${'00'.repeat(106)} 2f62${'00'.repeat(106)}`),
      proxy({
        transport: 'unix-stream',
        source: { address: '/a', port: undefined },
        destination: { address: '/b', port: undefined },
      }),
    ],
    [
      'v2 with TLVs',
      v2(
        '21 00 0034 01 0002 6832 02 0003 612e62 04 0001 00 05 0002 0102 20 0014 05 00000000 21 0007 544c5376312e33 22 0002 636e 30 0002 6e73 ee 0001 ff',
      ),
      proxy({
        tlvs: [
          { type: 'alpn', value: asBytes('h2') },
          { type: 'authority', value: 'a.b' },
          { type: 'noop', value: asBytes('\0') },
          { type: 'unique-id', value: asBytes('\x01\x02') },
          {
            type: 'ssl',
            value: {
              client: 5,
              verify: 0,
              tlvs: [
                { type: 'version', value: 'TLSv1.3' },
                { type: 'cn', value: 'cn' },
              ],
            },
          },
          { type: 'netns', value: 'ns' },
          { type: 'unknown', code: 0xee, value: asBytes('\xff') },
        ],
      }),
    ],
  ])('%s', (_name, bytes, header) => {
    expect(decodeProxyHeader(bytes)).toEqual({ header, length: bytes.length })
    expect(decodeProxyHeader(Uint8Array.of(...bytes, ...asBytes('EHLO a\r\n')))).toEqual({ header, length: bytes.length })
    for (let at = 0; at < bytes.length; at++) expect(decodeProxyHeader(bytes.subarray(0, at))).toBeUndefined()
    expect(encodeProxyHeader(header)).toEqual(bytes)
  })

  it('v1 UNKNOWN may be followed by anything, which is passed over', () => {
    const header = proxy({ version: 1 })
    const line = 'PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n'
    expect(decodeProxyHeader(asBytes(line))).toEqual({ header, length: line.length })
  })

  it('addresses in a LOCAL header are ignored, whatever the family', () => {
    const addresses = 'c0000201 c0000202 9c40 0019'
    for (const rest of [
      `20 11 000c ${addresses}`,
      `20 11 0010 ${addresses} 66616b65`,
      '20 00 0009 6173646667686a6b6c',
      '20 21 0004 00000000',
      '20 ff 0003 010203',
      '20 00 0007 03 0004 00000000',
    ])
      expect(decodeProxyHeader(v2(rest))?.header).toEqual(proxy({ command: 'local' }))
  })

  it('so are the addresses of an unspecified family or transport, though complete TLVs are read (2.2)', () => {
    const addresses = 'c0000201 c0000202 9c40 0019'
    const header = proxy({ transport: 'unknown' })
    for (const rest of [
      `21 01 000c ${addresses}`,
      `21 10 000c ${addresses}`,
      `21 20 0001 00`,
      '21 00 0003 616263',
      '21 00 0001 00',
    ])
      expect(decodeProxyHeader(v2(rest))).toMatchObject({ header, length: v2(rest).length })
    expect(decodeProxyHeader(v2('21 00 0004 02 0001 61'))?.header.tlvs).toEqual([{ type: 'authority', value: 'a' }])
    for (const rest of ['21 00 0007 03000400000000', '21 03 0000', '21 40 0000'])
      expect(caught(() => decodeProxyHeader(v2(rest)))).toMatchObject({ code: 'bad-proxy' })
  })

  it('a checksum is checked and written (CRC-32C, RFC 3720 B.4)', () => {
    const bytes = encodeProxyHeader({
      version: 2,
      command: 'proxy',
      transport: 'unknown',
      tlvs: [{ type: 'crc32c' }, { type: 'authority', value: 'a' }],
    })
    expect(decodeProxyHeader(bytes)?.header.tlvs).toEqual([{ type: 'crc32c' }, { type: 'authority', value: 'a' }])
    for (let at = 12; at < bytes.length; at++) {
      const changed = bytes.slice()
      changed[at] = changed[at]! ^ 0x40
      // The header is rejected, or is longer and not whole yet, or has no sum because its type changed.
      let hasSum: boolean | undefined
      try {
        hasSum = decodeProxyHeader(changed)?.header.tlvs.some(tlv => tlv.type === 'crc32c')
      } catch (error) {
        expect(error).toMatchObject({ name: 'SmtpError', code: 'bad-proxy' })
      }
      expect(hasSum).not.toBe(true)
    }
    // 32 bytes of zeros have the sum 8A9136AA: here as the value of a NOOP, so that a table of our own is not its own witness.
    expect(sumOf(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(bytes.slice(19, 23)).toEqual(sumBytes(sumOf(withZeros(bytes, 19))))
  })
})

describe('invalid PROXY headers', () => {
  it.each<[string, string]>([
    ['another protocol', 'EHLO a\r\n'],
    ['a verb that only begins so', 'PROXYTCP4 1.2.3.4 1.2.3.4 1 1\r\n'],
    ['lower case', 'proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n'],
    ['another family', 'PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n'],
    ['too few words', 'PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n'],
    ['too many', 'PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n'],
    ['two spaces', 'PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n'],
    ['IPv6 in TCP4', 'PROXY TCP4 ::1 1.2.3.4 1 1\r\n'],
    ['IPv4 in TCP6', 'PROXY TCP6 ::1 1.2.3.4 1 1\r\n'],
    ['leading zeros', 'PROXY TCP4 01.2.3.4 1.2.3.4 1 1\r\n'],
    ['a port too large', 'PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n'],
    ['a port with a leading zero', 'PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n'],
    ['a bare LF', 'PROXY UNKNOWN\n'],
    ['a line without end', `PROXY UNKNOWN ${'x'.repeat(100)}`],
  ])('v1: %s', (_name, text) => {
    expect(caught(() => decodeProxyHeader(asBytes(text)))).toMatchObject({ name: 'SmtpError', code: 'bad-proxy' })
  })

  it.each<[string, Uint8Array]>([
    ['another signature', hex('0d0a0d0a000d0a515549540b')],
    ['another version', v2('31')],
    ['another command', v2('22')],
    ['another family', v2('21 41')],
    ['another transport', v2('21 13')],
    ['too short for its addresses', v2('21 11 000b')],
    ['longer than the limit', v2('21 00 ffff')],
    ['a TLV that is not whole', v2('21 11 000e c0000201 c0000202 9c40 0019 0100')],
    ['a TLV that is longer than the header', v2('21 11 0010 c0000201 c0000202 9c40 0019 01000200')],
    ['a checksum of another length', v2('21 11 0011 c0000201 c0000202 9c40 0019 0300020000')],
    ['a wrong checksum', v2('21 11 0013 c0000201 c0000202 9c40 0019 03000400000000')],
    ['an SSL TLV that is too short', v2('21 11 0011 c0000201 c0000202 9c40 0019 2000020100')],
    ['an SSL TLV with half a TLV', v2('21 11 0015 c0000201 c0000202 9c40 0019 200006 0100000000 21')],
    ['a unique id that is too long', v2(`21 00 0084 05 0081 ${'00'.repeat(129)}`)],
  ])('v2: %s', (_name, bytes) => {
    expect(caught(() => decodeProxyHeader(bytes))).toMatchObject({ name: 'SmtpError', code: 'bad-proxy' })
  })

  it('v2: no more than maxLength bytes', () => {
    const bytes = encodeProxyHeader({
      version: 2,
      command: 'local',
      transport: 'unknown',
      tlvs: [{ type: 'noop', value: new Uint8Array(100) }],
    })
    expect(decodeProxyHeader(bytes, { maxLength: bytes.length })?.length).toBe(bytes.length)
    expect(caught(() => decodeProxyHeader(bytes.subarray(0, 16), { maxLength: bytes.length - 1 }))).toMatchObject({
      code: 'bad-proxy',
    })
  })

  const [source, destination] = [end('192.0.2.1', 1), end('192.0.2.2', 2)]
  const from = { version: 2, command: 'proxy', transport: 'tcp4', source, destination } as const
  it.each<ProxyHeaderInit>([
    { ...from, version: 3 as 2 },
    { ...from, command: 'x' as 'proxy' },
    { ...from, transport: 'x' as 'tcp4' },
    { ...from, command: 'local' },
    { ...from, transport: 'unknown' },
    { ...from, transport: 'tcp6' },
    { ...from, source: undefined },
    { ...from, source: end('192.0.2.1', 65_536) },
    { ...from, source: end('x\r\n', 1) },
    { ...from, transport: 'unix-stream', source: { address: 'x'.repeat(109), port: undefined } },
    { ...from, transport: 'unix-stream' },
    { ...from, version: 1, transport: 'udp4' },
    { ...from, version: 1, tlvs: [{ type: 'crc32c' }] },
    { ...from, version: 1, command: 'local' },
    { ...from, version: 1, transport: 'x' as 'tcp4' },
    { ...from, tlvs: [{ type: 'crc32c' }, { type: 'crc32c' }] },
    { ...from, tlvs: [{ type: 'unknown', code: 1, value: asBytes('') }] },
    { ...from, tlvs: [{ type: 'unknown', code: 256, value: asBytes('') }] },
    { ...from, tlvs: [{ type: 'noop', value: new Uint8Array(65_536) }] },
    { ...from, tlvs: [{ type: 'noop', value: new Uint8Array(65_535) }] },
    { ...from, tlvs: [{ type: 'unique-id', value: new Uint8Array(129) }] },
    { ...from, tlvs: [{ type: 'ssl', value: { client: 256, verify: 0, tlvs: [] } }] },
    { ...from, tlvs: [{ type: 'ssl', value: { client: 0, verify: -1, tlvs: [] } }] },
  ])('are not written: %j', value => {
    expect(caught(() => encodeProxyHeader(value))).toMatchObject({ name: 'SmtpError', code: 'bad-proxy' })
  })

  test.prop([proxyHeader])('decode undoes encode', header => {
    expect(decodeProxyHeader(encodeProxyHeader(header))?.header).toEqual(header)
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])('no foreign error for any bytes', proxyInvariant)
  test.prop([fc.constantFrom('21', '20'), fc.constantFrom('00', '11', '21', '31'), fc.uint8Array({ maxLength: 60 })])(
    'nor for any bytes behind the signature',
    (command, family, rest) => {
      proxyInvariant(Uint8Array.of(...v2(command + family), 0, rest.length, ...rest))
    },
  )
  test.prop([fc.array(fc.constantFrom('TCP4', 'TCP6', 'UNKNOWN', ' ', '1.2.3.4', '::1', '25', '\r\n'), { maxLength: 12 })])(
    'nor in a line',
    words => {
      proxyInvariant(asBytes(`PROXY ${words.join('')}`))
    },
  )
})

/** CRC-32C from its definition, with the polynomial the other way round than in the source: most significant bit first. */
function sumOf(bytes: Uint8Array): number {
  const reversed = (value: number, bits: number): number => {
    let result = 0
    for (let bit = 0; bit < bits; bit++) if ((value >>> bit) & 1) result |= 1 << (bits - 1 - bit)
    return result >>> 0
  }
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum = (sum ^ (reversed(byte, 8) << 24)) >>> 0
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x80000000 ? (sum << 1) ^ 0x1edc6f41 : sum << 1) >>> 0
  }
  return reversed((sum ^ 0xffffffff) >>> 0, 32)
}

const withZeros = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index >= at && index < at + 4 ? 0 : byte))
const sumBytes = (sum: number): Uint8Array => Uint8Array.of(sum >>> 24, sum >>> 16, sum >>> 8, sum)
