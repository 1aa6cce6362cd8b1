import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  canonicalRdata,
  canonicalRecord,
  compareRdata,
  decodeMessage,
  encodeMessage,
  formatRdata,
  parseZone,
  type RecordInit,
} from '../src/all.js'

/** One record of a type with RDATA in hex. */
const message = (type: string, rdata: string): Uint8Array =>
  encodeMessage({ answers: [{ name: '.', type, data: { bytes: hex(rdata) } }] })
const decoded = (type: string, rdata: string): unknown => decodeMessage(message(type, rdata), { strict: true }).answers[0]!.data
const parsed = (type: string, text: string): unknown => parseZone(`. 0 IN ${type} ${text}`)[0]!.data
/** RDATA alone; the canonical form but for the case of names. */
const encoded = (type: string, data: object): string => {
  const bytes = encodeMessage({ answers: [{ name: '.', type, data } as RecordInit] })
  return Array.from(bytes.subarray(23), byte => byte.toString(16).padStart(2, '0')).join('')
}

const A_B = '0161 0162 00'
const strings = { strings: ['a', 'b c'] }

describe('text, value and wire are one (RFC 1035 2.3.2, 3.3.1 to 3.4.2)', () => {
  it.each<[type: string, text: string, wire: string, data: object]>([
    ['A', '10.1.0.52', '0a010034', { address: '10.1.0.52' }],
    ['NS', 'a.b.', A_B, { nsdname: 'a.b' }],
    ['CNAME', 'a.b.', A_B, { cname: 'a.b' }],
    [
      'SOA',
      'a.b. . 20 7200 600 3600000 60',
      `${A_B} 00 00000014 00001c20 00000258 0036ee80 0000003c`,
      { mname: 'a.b', rname: '.', serial: 20, refresh: 7200, retry: 600, expire: 3_600_000, minimum: 60 },
    ],
    ['PTR', 'a.b.', A_B, { ptrdname: 'a.b' }],
    ['MX', '10 a.b.', `000a ${A_B}`, { preference: 10, exchange: 'a.b' }],
    ['TXT', '"a" "b c"', '0161 03622063', strings],
    ['AAAA', '2001:db8::1', '20010db8000000000000000000000001', { address: '2001:db8::1' }],
    ['SRV', '0 1 9 a.b.', `0000 0001 0009 ${A_B}`, { priority: 0, weight: 1, port: 9, target: 'a.b' }],
    ['MD', 'a.b.', A_B, { madname: 'a.b' }],
    ['MF', 'a.b.', A_B, { madname: 'a.b' }],
    ['MB', 'a.b.', A_B, { madname: 'a.b' }],
    ['MG', 'a.b.', A_B, { mgmname: 'a.b' }],
    ['MR', 'a.b.', A_B, { newname: 'a.b' }],
    ['NULL', '\\# 2 00FF', '00ff', { anything: hex('00ff') }],
    // RFC 1183 2: WKS 128.8.1.14 tcp ftp telnet smtp
    ['WKS', '128.8.1.14 6 21 23 25', '8008010e 06 00000540', { address: '128.8.1.14', protocol: 6, services: [21, 23, 25] }],
    ['WKS', '10.0.0.1 17', '0a000001 11', { address: '10.0.0.1', protocol: 17, services: [] }],
    ['HINFO', '"NeXT" "UNIX"', '044e655854 04554e4958', { cpu: 'NeXT', os: 'UNIX' }],
    ['HINFO', '"RFC8482" ""', '0752464338343832 00', { cpu: 'RFC8482', os: '' }],
    ['MINFO', 'a.b. .', `${A_B} 00`, { rmailbx: 'a.b', emailbx: '.' }],
    // RFC 1183 2.2
    ['RP', 'a.b. .', `${A_B} 00`, { mbox: 'a.b', txt: '.' }],
    // RFC 1183 1
    [
      'AFSDB',
      '1 bigbird.toaster.com.',
      '0001 0762696762697264 07746f6173746572 03636f6d 00',
      { subtype: 1, hostname: 'bigbird.toaster.com' },
    ],
    // RFC 1183 3.1
    ['X25', '"311061700956"', '0c 333131303631373030393536', { psdnAddress: '311061700956' }],
    // RFC 1183 3.2
    ['ISDN', '"150862028003217"', '0f 313530383632303238303033323137', { isdnAddress: '150862028003217' }],
    [
      'ISDN',
      '"150862028003217" "004"',
      '0f 313530383632303238303033323137 03303034',
      { isdnAddress: '150862028003217', subaddress: '004' },
    ],
    ['RT', '10 a.b.', `000a ${A_B}`, { preference: 10, intermediateHost: 'a.b' }],
    // RFC 1706 7
    [
      'NSAP',
      '0x47000580005a0000000001e133ffffff00016100',
      '47000580005a0000000001e133ffffff00016100',
      { nsap: hex('47000580005a0000000001e133ffffff00016100') },
    ],
    ['NSAP-PTR', 'a.b.', A_B, { ptrdname: 'a.b' }],
    // RFC 2163 4
    [
      'PX',
      '50 ab.fr. PRMD-ab.ADMD-ac.C-fr.',
      '0032 026162026672 00 0750524d442d6162 0741444d442d6163 04432d6672 00',
      { preference: 50, map822: 'ab.fr', mapx400: 'PRMD-ab.ADMD-ac.C-fr' },
    ],
    // RFC 1712 4
    [
      'GPOS',
      '-32.6882 116.8652 10.0',
      '082d33322e36383832 083131362e38363532 0431302e30',
      { longitude: '-32.6882', latitude: '116.8652', altitude: '10.0' },
    ],
    // RFC 1876 4: 42 21 54 N 71 06 18 W -24m 30m
    [
      'LOC',
      '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m',
      '00 33 16 13 89 17 2d d0 70 be 15 f0 00 98 8d 20',
      {
        size: 3000,
        horizontalPrecision: 1_000_000,
        verticalPrecision: 1000,
        latitude: 152_514_000,
        longitude: -255_978_000,
        altitude: -2400,
      },
    ],
    [
      'LOC',
      '90 0 0.000 S 180 0 0.000 E 42849672.95m 90000000m 0.00m 0.05m',
      '00 99 00 50 6cb02700 a69fb200 ffffffff',
      {
        size: 9_000_000_000,
        horizontalPrecision: 0,
        verticalPrecision: 5,
        latitude: -324_000_000,
        longitude: 648_000_000,
        altitude: 4_284_967_295,
      },
    ],
    // RFC 2535 5.3
    ['NXT', 'a.b. A MX SIG NXT', `${A_B} 40010082`, { next: 'a.b', types: ['A', 'MX', 'SIG', 'NXT'] }],
    ['EID', 'E32C6F78163A9348', 'e32c6f78163a9348', { endpointIdentifier: hex('e32c6f78163a9348') }],
    ['NIMLOC', '3200FF', '3200ff', { locator: hex('3200ff') }],
    ['ATMA', '+61200000000', '01 3631323030303030303030', { address: { format: 1, digits: '61200000000' } }],
    ['ATMA', '39246f00', '00 39246f00', { address: { format: 0, digits: '39246f00' } }],
    // RFC 2915 4
    [
      'NAPTR',
      '100 10 "" "" "/urn:cid:.+@([^\\\\.]+\\\\.)(.*)$/\\\\2/i" .',
      '0064 000a 00 00 202f75726e3a6369643a2e2b40285b5e5c2e5d2b5c2e29282e2a29242f5c322f69 00',
      { order: 100, preference: 10, flags: '', services: '', regexp: '/urn:cid:.+@([^\\.]+\\.)(.*)$/\\2/i', replacement: '.' },
    ],
    ['KX', '10 a.b.', `000a ${A_B}`, { preference: 10, exchanger: 'a.b' }],
    // RFC 2874 5.1
    [
      'A6',
      '64 ::1234:5678:9abc:def0 a.b.',
      `40 123456789abcdef0 ${A_B}`,
      { prefixLength: 64, address: '::1234:5678:9abc:def0', prefixName: 'a.b' },
    ],
    ['A6', '128 a.b.', `80 ${A_B}`, { prefixLength: 128, address: '::', prefixName: 'a.b' }],
    ['A6', '0 2001:db8::1', '00 20010db8000000000000000000000001', { prefixLength: 0, address: '2001:db8::1' }],
    [
      'A6',
      '60 ::9:0:0:0:1 a.b.',
      `3c 090000000000000001 ${A_B}`,
      { prefixLength: 60, address: '::9:0:0:0:1', prefixName: 'a.b' },
    ],
    ['DNAME', 'a.b.', A_B, { target: 'a.b' }],
    ['SINK', '8 0 2 l4ik', '08 00 02 9788a4', { meaning: 8, coding: 0, subcoding: 2, data: hex('9788a4') }],
    ['SINK', '1 0 0', '01 00 00', { meaning: 1, coding: 0, subcoding: 0, data: hex('') }],
    // RFC 3123 8
    [
      'APL',
      '1:192.168.32.0/21 !1:192.168.38.0/28',
      '0001 15 03 c0a820 0001 1c 83 c0a826',
      {
        items: [
          { family: 1, negated: false, address: '192.168.32.0', prefix: 21 },
          { family: 1, negated: true, address: '192.168.38.0', prefix: 28 },
        ],
      },
    ],
    [
      'APL',
      '1:224.0.0.0/4 2:ff00::/8',
      '0001 04 01 e0 0002 08 01 ff',
      {
        items: [
          { family: 1, negated: false, address: '224.0.0.0', prefix: 4 },
          { family: 2, negated: false, address: 'ff00::', prefix: 8 },
        ],
      },
    ],
    ['APL', '\\# 6 0003C802ABCD', '0003 c8 02 abcd', { items: [{ family: 3, negated: false, address: 'abcd', prefix: 200 }] }],
    ['APL', '', '', { items: [] }],
    ['NINFO', '"a" "b c"', '0161 03622063', strings],
    ['RKEY', '0 1 5 AQID', '0000 01 05 010203', { flags: 0, protocol: 1, algorithm: 5, publicKey: hex('010203') }],
    ['TALINK', '. a.b.', `00 ${A_B}`, { previous: '.', next: 'a.b' }],
    ['SPF', '"v=spf1 -all"', '0b 763d73706631202d616c6c', { strings: ['v=spf1 -all'] }],
    // RFC 6742 2.1.3, 2.2.3, 2.3.3, 2.4.3
    ['NID', '10 0014:4fff:ff20:ee64', '000a 00144fffff20ee64', { preference: 10, nodeId: '0014:4fff:ff20:ee64' }],
    ['L32', '10 10.1.2.0', '000a 0a010200', { preference: 10, locator32: '10.1.2.0' }],
    ['L64', '10 2001:0db8:1140:1000', '000a 20010db811401000', { preference: 10, locator64: '2001:0db8:1140:1000' }],
    ['LP', '10 a.b.', `000a ${A_B}`, { preference: 10, fqdn: 'a.b' }],
    // RFC 7043 3.3, 4.3
    ['EUI48', '00-00-5e-00-53-2a', '00005e00532a', { address: '00-00-5e-00-53-2a' }],
    ['EUI64', '00-00-5e-ef-10-00-00-2a', '00005eef1000002a', { address: '00-00-5e-ef-10-00-00-2a' }],
    ['URI', '10 1 "ftp://a/"', '000a 0001 6674703a2f2f612f', { priority: 10, weight: 1, target: 'ftp://a/' }],
    // RFC 6844 3
    ['CAA', '0 issue "ca.example"', '00 05 6973737565 63612e6578616d706c65', { flags: 0, tag: 'issue', value: 'ca.example' }],
    ['CAA', '128 tbs ""', '80 03 746273', { flags: 128, tag: 'tbs', value: '' }],
    ['AVC', '"a" "b c"', '0161 03622063', strings],
    [
      'DOA',
      '0 1 2 "text" AQID',
      '00000000 00000001 02 0474657874 010203',
      { enterprise: 0, type: 1, location: 2, mediaType: 'text', data: hex('010203') },
    ],
    [
      'DOA',
      `0 1 1 "" ${'AQID'.repeat(20)}`,
      `00000000 00000001 01 00 ${'010203'.repeat(20)}`,
      { enterprise: 0, type: 1, location: 1, mediaType: '', data: hex('010203'.repeat(20)) },
    ],
    ['DOA', '1 2 3 "" -', '00000001 00000002 03 00', { enterprise: 1, type: 2, location: 3, mediaType: '', data: hex('') }],
    // RFC 8777 4.3.2
    [
      'AMTRELAY',
      '10 0 1 203.0.113.15',
      '0a 01 cb00710f',
      { precedence: 10, discoveryOptional: false, relayType: 1, relay: '203.0.113.15' },
    ],
    [
      'AMTRELAY',
      '10 0 2 2001:db8::15',
      '0a 02 20010db8000000000000000000000015',
      { precedence: 10, discoveryOptional: false, relayType: 2, relay: '2001:db8::15' },
    ],
    ['AMTRELAY', '128 1 3 a.b.', `80 83 ${A_B}`, { precedence: 128, discoveryOptional: true, relayType: 3, relay: 'a.b' }],
    ['AMTRELAY', '\\# 2 0A04', '0a 04', { precedence: 10, discoveryOptional: false, relayType: 4, relay: '' }],
    ['AMTRELAY', '\\# 4 0AFF0102', '0a ff 0102', { precedence: 10, discoveryOptional: true, relayType: 127, relay: '0102' }],
    ['AMTRELAY', '0 1 0 .', '00 80', { precedence: 0, discoveryOptional: true, relayType: 0, relay: '.' }],
    [
      'RESINFO',
      '"qnamemin" "exterr=15-17"',
      '08716e616d656d696e 0c6578746572723d31352d3137',
      { strings: ['qnamemin', 'exterr=15-17'] },
    ],
    ['WALLET', '"a" "b c"', '0161 03622063', strings],
    ['CLA', '"a" "b c"', '0161 03622063', strings],
    ['IPN', '18446744073709551615', 'ffffffffffffffff', { nodeNumber: 0xffff_ffff_ffff_ffffn }],
  ])('%s %s', (type, text, wire, data) => {
    expect(decoded(type, wire)).toEqual(data)
    expect(encoded(type, data)).toBe(wire.replaceAll(' ', ''))
    expect(parsed(type, text)).toEqual(data)
    expect(formatRdata({ name: '.', type, data } as RecordInit)).toBe(text)
  })
})

describe('zone text that may be written otherwise', () => {
  it.each<[type: string, text: string, shown: string]>([
    ['WKS', '128.8.1.14 tcp smtp ftp TELNET 25', '128.8.1.14 6 21 23 25'],
    ['HINFO', 'NeXT UNIX', '"NeXT" "UNIX"'],
    // RFC 1706 4 and 7
    ['NSAP', '0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00', '0x47000580005a0000000001e133ffffff00016100'],
    // RFC 1876 4
    ['LOC', '42 21 54 N 71 06 18 W -24m 30m', '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m'],
    ['LOC', '42 21 43.952 N 71 5 6.344 W -24m 1m 200m', '42 21 43.952 N 71 5 6.344 W -24.00m 1m 200m 10m'],
    ['LOC', '52 14 05 N 00 08 50 E 10m', '52 14 5.000 N 0 8 50.000 E 10.00m 1m 10000m 10m'],
    ['LOC', '32 7 19 S 116 2 25 E 10m', '32 7 19.000 S 116 2 25.000 E 10.00m 1m 10000m 10m'],
    ['LOC', '42 N 71 W -0 12m 1.25 0', '42 0 0.000 N 71 0 0.000 W 0.00m 10m 1m 0.00m'],
    ['APL', '2:FF00:0:0:0:0:0:0:0/8', '2:ff00::/8'],
    // As BIND writes it: RFC 3123 has no text for other families.
    ['APL', '1:0.0.0.0/0 !3:ABCD00/16', '\\# 10 0001000000031082ABCD'],
    ['A6', '128 :: a.b.', '128 a.b.'],
    ['A6', '64 2001:db8::1 a.b.', '64 ::1 a.b.'],
    ['ATMA', '39.246f.00', '39246f00'],
    ['ATMA', '+61.2.0000.0000', '+61200000000'],
    ['LOC', '1 2 3. N 4 5 .6 E 0', '1 2 3.000 N 4 5 0.600 E 0.00m 1m 10000m 10m'],
    ['NXT', 'a. NXT a MX TYPE1', 'a. A MX NXT'],
    ['NXT', 'a. 30 1 TYPE15', 'a. A MX NXT'],
    ['NXT', 'a. TYPE88 120 A', 'a. A 88 120'],
    ['EID', 'e32c 6f78', 'E32C6F78'],
    ['L64', '1 2001:db8:0:1', '1 2001:0db8:0000:0001'],
    ['EUI48', '00-00-5E-00-53-2A', '00-00-5e-00-53-2a'],
    ['CAA', '0 issue ca.example', '0 issue "ca.example"'],
    ['NAPTR', '1 1 U E2U+sip "" .', '1 1 "U" "E2U+sip" "" .'],
  ])('%s %s', (type, text, shown) => {
    expect(formatRdata({ name: '.', type, data: parsed(type, text) } as RecordInit)).toBe(shown)
  })
})

describe('invalid RDATA (hostile 10, 11, 13, 20)', () => {
  it.each<[type: string, rdata: string, code: string]>([
    ['MD', '', 'truncated'],
    ['MB', '00 00', 'rdata-length'],
    ['WKS', '7f000001', 'truncated'],
    ['WKS', `7f000001 06 ${'00'.repeat(8193)}`, 'bad-value'],
    ['HINFO', '0141', 'truncated'],
    ['HINFO', '0141 0141 00', 'rdata-length'],
    ['MX', '000a', 'truncated'],
    ['RP', '00', 'truncated'],
    ['RP', '00 00 00', 'rdata-length'],
    ['AFSDB', '0001', 'truncated'],
    ['X25', '', 'truncated'],
    ['X25', '0331', 'truncated'],
    ['ISDN', '0131 0131 00', 'rdata-length'],
    ['NSAP', '', 'truncated'],
    ['PX', '000a 00', 'truncated'],
    ['GPOS', '0131 0131', 'truncated'],
    ['GPOS', '0131 0131 0161', 'bad-value'],
    ['GPOS', '00 0131 0131', 'bad-value'],
    ['LOC', '00 12 16 13 80000000 80000000 009896', 'truncated'],
    ['LOC', '00 12 16 13 80000000 80000000 00989680 00', 'rdata-length'],
    ['LOC', '01 12 16 13 80000000 80000000 00989680', 'bad-value'],
    ['LOC', '00 a2 16 13 80000000 80000000 00989680', 'bad-value'],
    ['LOC', '00 12 1a 13 80000000 80000000 00989680', 'bad-value'],
    ['LOC', '00 12 16 13 00000000 80000000 00989680', 'bad-value'],
    ['LOC', '00 12 16 13 80000000 00000000 00989680', 'bad-value'],
    ['NXT', '00 80000002', 'bad-value'],
    ['NXT', `00 ${'01'.repeat(17)}`, 'bad-value'],
    ['EID', '', 'truncated'],
    ['SRV', '0001 0002 0003', 'truncated'],
    ['ATMA', '00', 'truncated'],
    ['ATMA', '02 00', 'bad-value'],
    ['ATMA', '01 61', 'bad-value'],
    ['NAPTR', '0001 0001 012b 00 00 00', 'bad-value'],
    ['NAPTR', '0001 0001 00 00 00', 'truncated'],
    ['A6', '81', 'bad-value'],
    ['A6', '40 00000000', 'truncated'],
    ['A6', '40 0000000000000000', 'truncated'],
    ['A6', '00 00000000000000000000000000000000 00', 'rdata-length'],
    ['DNAME', '0161', 'truncated'],
    ['APL', '0001 20 05 0102030405', 'bad-value'],
    ['APL', '0002 80 11 0000000000000000000000000000000001', 'bad-value'],
    ['APL', '0001 21 00', 'bad-value'],
    ['APL', '0002 81 00', 'bad-value'],
    ['APL', '0001 20 04 010203', 'truncated'],
    ['APL', '0001', 'truncated'],
    ['RKEY', '0000 01 05', 'truncated'],
    ['TXT', '', 'truncated'],
    ['TXT', '05 41', 'truncated'],
    ['SPF', '', 'truncated'],
    ['NID', '000a 00144fffff20ee', 'truncated'],
    ['L32', '000a 0a010200 00', 'rdata-length'],
    ['EUI48', '00005e0053', 'truncated'],
    ['EUI48', '00005e00532a00', 'rdata-length'],
    ['EUI64', '00005eef100000', 'truncated'],
    ['URI', '000a 0001', 'truncated'],
    ['CAA', '', 'truncated'],
    ['CAA', '00 00', 'bad-value'],
    ['CAA', '00 01 2d', 'bad-value'],
    ['CAA', '00 05 6973', 'truncated'],
    ['DOA', '00000000 00000001 02', 'truncated'],
    ['AMTRELAY', '0a 00 00', 'rdata-length'],
    ['AMTRELAY', '0a 01 7f0000', 'truncated'],
    ['IPN', '00', 'truncated'],
  ])('%s %s', (type, rdata, code) => {
    expect(caught(() => decodeMessage(message(type, rdata)))).toMatchObject({
      name: 'DnsError',
      code,
      section: 'answer',
      index: 0,
    })
  })
})

describe('invalid text and values (hostile 20, 25, 30)', () => {
  it.each<[type: string, text: string, code: string]>([
    ['NULL', 'abcd', 'bad-syntax'],
    ['WKS', '1.2.3.4 nope', 'bad-value'],
    ['WKS', '1.2.3.4 tcp 65536', 'bad-value'],
    ['NSAP', '4700', 'bad-value'],
    ['NSAP', '0x470', 'bad-value'],
    ['GPOS', '1 2 x', 'bad-value'],
    ['GPOS', '90.1 0 0', 'bad-value'],
    ['GPOS', '0 -180.1 0', 'bad-value'],
    ['LOC', '91 N 0 E 0', 'bad-value'],
    ['LOC', '90 0 0.001 N 0 E 0', 'bad-value'],
    ['LOC', '1 60 N 0 E 0', 'bad-value'],
    ['LOC', '1 1 60 N 0 E 0', 'bad-value'],
    ['LOC', '1 E 0 E 0', 'bad-value'],
    ['LOC', '1 N 0 E -100000.01', 'bad-value'],
    ['LOC', '1 N 0 E 0 90000000.01', 'bad-value'],
    ['LOC', '1 N 0 E', 'bad-syntax'],
    ['NXT', 'a. TYPE128', 'bad-value'],
    ['EID', 'abc', 'bad-hex'],
    ['ATMA', '+12a', 'bad-value'],
    ['ATMA', '39..24', 'bad-value'],
    ['ATMA', '.39', 'bad-value'],
    ['ATMA', '+39.', 'bad-value'],
    ['LOC', '1 2 . N 4 E 0', 'bad-value'],
    ['NAPTR', '1 1 "+" "" "" .', 'bad-value'],
    ['A6', '129 ::', 'bad-value'],
    ['A6', '0 :: a.', 'bad-syntax'],
    ['A6', '1 ::', 'bad-syntax'],
    ['APL', '1:1.2.3.4', 'bad-value'],
    ['APL', '1:1.2.3.4/33', 'bad-value'],
    ['APL', '2:1.2.3.4/8', 'bad-value'],
    ['RKEY', '0 1 5 AQI', 'bad-base64'],
    ['NID', '1 ::1', 'bad-value'],
    ['EUI48', '00:00:5e:00:53:2a', 'bad-value'],
    ['EUI64', '00-00-5e-00-53-2a', 'bad-value'],
    ['URI', '1 1 ""', 'bad-value'],
    ['CAA', '0 "" "x"', 'bad-value'],
    ['CAA', '256 issue "x"', 'bad-value'],
    ['DOA', '0 1 2 ""', 'bad-syntax'],
    ['AMTRELAY', '1 0 4 x', 'bad-value'],
    ['AMTRELAY', '1 2 0 .', 'bad-value'],
    ['AMTRELAY', '1 0 0 a.', 'bad-value'],
    ['IPN', '18446744073709551616', 'bad-value'],
  ])('%s %s', (type, text, code) => {
    expect(caught(() => parsed(type, text))).toMatchObject({ name: 'DnsError', code, line: 1 })
  })

  it.each<[type: string, data: object]>([
    ['A6', { prefixLength: 0, address: '::', prefixName: 'a' }],
    ['A6', { prefixLength: 1, address: '::' }],
    ['LOC', { size: 1200, horizontalPrecision: 0, verticalPrecision: 0, latitude: 0, longitude: 0, altitude: 0 }],
    ['AMTRELAY', { precedence: 0, discoveryOptional: false, relayType: 1, relay: 'a' }],
    ['AMTRELAY', { precedence: 0, discoveryOptional: false, relayType: 4, relay: undefined }],
    ['AMTRELAY', { precedence: 0, discoveryOptional: false, relayType: 128, relay: '.' }],
    ['IPSECKEY', { precedence: 0, gatewayType: 4, algorithm: 2, gateway: '01', publicKey: Uint8Array.of(2) }],
    ['WKS', { address: '1.2.3.4', protocol: 6, services: [70_000] }],
    ['NXT', { next: 'a', types: ['CAA'] }],
    ['APL', { items: [{ family: 1, negated: false, address: '1.2.3.4', prefix: 33 }] }],
    ['IPN', { nodeNumber: 1 }],
  ])('%s %j', (type, data) => {
    expect(caught(() => encoded(type, data))).toMatchObject({ name: 'DnsError', code: 'bad-value' })
    expect(caught(() => formatRdata({ name: '.', type, data } as RecordInit))).toMatchObject({
      name: 'DnsError',
      code: 'bad-value',
    })
  })
})

describe('deviations that are accepted (RFC 3597 4, RFC 3123 4)', () => {
  /** A question for a.b., then a record whose RDATA points at it. */
  const pointing = (type: string, rdata: string): Uint8Array => {
    const code = encodeMessage({ questions: [{ name: '.', type }] }).subarray(13, 15)
    const data = hex(rdata)
    return Uint8Array.from([
      ...hex('0000 8000 0001 0001 0000 0000 01610162 00 0001 0001 00'),
      ...code,
      ...hex('0001 00000000 00'),
      data.length,
      ...data,
    ])
  }

  it.each<[type: string, rdata: string, key: string]>([
    ['RP', 'c00c c00c', 'txt'],
    ['AFSDB', '0001 c00c', 'hostname'],
    ['RT', '0001 c00c', 'intermediateHost'],
    ['PX', '0001 c00c c00c', 'mapx400'],
    ['NXT', 'c00c 00000002', 'next'],
    ['SRV', '0001 0001 0001 c00c', 'target'],
    ['NAPTR', '0001 0001 00 00 00 c00c', 'replacement'],
    ['KX', '0001 c00c', 'exchanger'],
    ['DNAME', 'c00c', 'target'],
  ])('%s is read with a pointer and written without (hostile 12)', (type, rdata, key) => {
    const { answers } = decodeMessage(pointing(type, rdata))
    expect(answers[0]!.data).toMatchObject({ [key]: 'a.b' })
    const again = encodeMessage({ questions: [{ name: 'a.b', type: 'A' }], answers })
    expect(again.subarray(25).includes(0xc0)).toBe(false)
  })

  it.each([
    ['APL', '0001 18 04 0a000000', { items: [{ family: 1, negated: false, address: '10.0.0.0', prefix: 24 }] }],
    ['NXT', '00 4000000200', { next: '.', types: ['A', 'NXT'] }],
  ])('%s with zero bytes at its end is a warning, and an error when strict', (type, rdata, data) => {
    const bytes = message(type, rdata)
    const { answers, warnings } = decodeMessage(bytes)
    expect(answers[0]!.data).toEqual(data)
    expect(warnings).toMatchObject([{ code: 'trailing-zero', offset: bytes.length - 1 }])
    expect(caught(() => decodeMessage(bytes, { strict: true }))).toMatchObject({
      code: 'trailing-zero',
      offset: bytes.length - 1,
      section: 'answer',
    })
  })

  it('the bits before an A6 suffix are padding (RFC 2874 3.1.1)', () => {
    expect(decoded('A6', '7c ff 00')).toEqual({ prefixLength: 124, address: '::f', prefixName: '.' })
  })
})

describe('the canonical form (RFC 4034 6)', () => {
  it.each<[type: string, data: object, wire: string]>([
    ['MX', { preference: 1, exchange: 'A.b' }, `0001 ${A_B}`],
    ['SRV', { priority: 1, weight: 1, port: 1, target: 'A.B' }, `0001 0001 0001 ${A_B}`],
    ['A6', { prefixLength: 128, address: '::', prefixName: 'A.B' }, `80 ${A_B}`],
    // Not in the list of RFC 4034 6.2: as it is.
    ['LP', { preference: 1, fqdn: 'A.b' }, '0001 01410162 00'],
    ['TALINK', { previous: 'A', next: '.' }, '0141 00 00'],
    ['TYPE65400', { bytes: hex('014100') }, '014100'],
    // Opaque data of a known type is that type all the same.
    ['NS', { bytes: hex('01410142 00') }, A_B],
  ])('%s', (type, data, wire) => {
    expect(canonicalRdata({ name: '.', type, data } as RecordInit)).toEqual(hex(wire))
  })

  it.each<[type: string, wire: string, code: string]>([
    ['A', 'c0000201 00', 'rdata-length'],
    ['MX', '0001 0161 00 00', 'rdata-length'],
    ['TLSA', '01', 'truncated'],
    ['RP', '0161 0162 0163 00 c002', 'bad-pointer'],
    // There is a name at byte 12 of the RDATA, but the pointer was not about it.
    ['RP', '0161 0162 0163 0164 0165 0166 0167 00 c00c', 'bad-pointer'],
  ])('refuses opaque data of %s that is not its data alone: %s (RFC 3597 4)', (type, wire, code) => {
    const record = { name: '.', type, data: { bytes: hex(wire) } } as RecordInit
    expect(() => canonicalRdata(record)).toThrow(expect.objectContaining({ code }))
    expect(() => canonicalRecord(record)).toThrow(expect.objectContaining({ code }))
  })

  it('of a whole record has its owner in lower case and its name in full', () => {
    expect(canonicalRecord({ name: 'A.B', type: 'NS', ttl: 60, data: { nsdname: 'a.b' } })).toEqual(
      hex(`${A_B} 0002 0001 0000003c 0005 ${A_B}`),
    )
  })

  it('sorts RDATA as bytes from the left, the shorter first (6.3)', () => {
    const sorted = ['', '00', '0000', '01', 'ff']
    expect(['ff', '0000', '01', '', '00'].map(hex).sort(compareRdata)).toEqual(sorted.map(hex))
    expect(compareRdata(hex('01'), hex('01'))).toBe(0)
  })
})
