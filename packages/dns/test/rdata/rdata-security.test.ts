/** Types of keys, signatures, certificates and service bindings: text, value and wire, with the examples of their RFCs; and what must be refused. */
import { caught, hex } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  canonicalRdata,
  decodeMessage,
  encodeMessage,
  formatRdata,
  parseZone,
  type RecordInit,
  type Svcb,
  type SvcParam,
} from '../../src/all.js'

/** One record of a type with RDATA in hex. */
const message = (type: string, rdata: string): Uint8Array =>
  encodeMessage({ answers: [{ name: '.', type, data: { bytes: hex(rdata) } }] })
const decoded = (type: string, rdata: string): unknown => decodeMessage(message(type, rdata), { strict: true }).answers[0]!.data
const parsed = (type: string, text: string): unknown => parseZone(`. 0 IN ${type} ${text}`)[0]!.data
const encoded = (type: string, data: object): Uint8Array =>
  encodeMessage({ answers: [{ name: '.', type, data } as RecordInit] }).subarray(23)

const A_B = '0161 0162 00'
const EXAMPLE = '076578616d706c65 03636f6d 00'
const FOO = `03666f6f ${EXAMPLE}`
const FOO_ORG = '03666f6f 076578616d706c65 036f7267 00'

const HIP_KEY =
  '03010001b771ca136e4aeb5ce44333c53b3d2c13c22243851fc708bcce29f7e2eb5787b5f56ccad34f8223acc10904ddb56b2ec4a6d623' +
  '2f3b50ea094f0914b3b941bbe529af582c36bbadefdaf2adaf9b4911906f5b2522603c615272b880ec8fb930cc6ee39c444daa75b1678f' +
  '005a4b2499d1da5433f805c7a5ad3237acc5dd5c5e43'
const HIP_TEXT =
  'AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKbWIy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSR' +
  'GQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D'
const SIGNATURE =
  'a090755ba58d1affa576f4375831b4310920e481218d18a9f164eb3d81afd3b875d3c75428631e0cf2a28d50875f70c329d7dbfafea807' +
  'dc1fba1dc34c95d401f23f334ce63bfcf3f1b5b44739e5f0eded18d6b33f040a911376d173d757a9f0c1fa1798941bb0b36b2df9062790' +
  'fa7f0166f2737eea907378341fb12dc0a77a'
const SIGNATURE_TEXT =
  'oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKi jVCHX3DDKdfb+v6oB9wfuh3DTJXUAfI/M0zmO/zz8bW0Rznl8O3tG' +
  'Naz PwQKkRN20XPXV6nwwfoXmJQbsLNrLfkGJ5D6fwFm8nN+6pBzeDQfsS3A p3o='
const ZONE_KEY =
  '0103d22a6ca77f35b893206fd35e4c506d8378843709b97e041647e1bff43d8d64c649af1e371973c9e891fce3df519a8c840a63ee42a6' +
  'd2ebddbb97035d215aa4e417b1fa45fa11a9741ea2098c1dfa5fb5feb332fd4bc8152089aef36ba644cce2413b3b72be18cbef8da253f4' +
  'e93d2103866d9234a2e28df529a67d5468dbefe3'
const ZONE_KEY_TEXT =
  'AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8no kfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6RfoRqXQeogmMHfpft' +
  'f6z Mv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1U aNvv4w=='

const digest = hex('2bb183af5f22588179a53b0a98631fad1a292118')
const ipsecKey = hex('010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801')
const IPSEC_KEY = 'AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=='
const hit = hex('200100107b1a74df365639cc39f1d578')
const association = hex('d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971')
const three = hex('010203')
const none = hex('')

/** The layouts that several types share. */
const delegation = { keyTag: 60_485, algorithm: 5, digestType: 1, digest }
const DELEGATION = [
  '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  'ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118',
] as const
const publicKey = { flags: 256, protocol: 3, algorithm: 5, publicKey: hex(ZONE_KEY) }
const PUBLIC_KEY = [`256 3 5 ${ZONE_KEY_TEXT}`, `0100 03 05 ${ZONE_KEY}`] as const
const signature = {
  typeCovered: 'A',
  algorithm: 5,
  labels: 3,
  originalTtl: 86_400,
  expiration: 1_048_354_263,
  inception: 1_045_762_263,
  keyTag: 2642,
  signer: 'example.com',
  signature: hex(SIGNATURE),
}
const SIGNED = [
  `A 5 3 86400 20030322173103 20030220173103 2642 example.com. ${SIGNATURE_TEXT}`,
  `0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 ${EXAMPLE} ${SIGNATURE}`,
] as const

describe('text, value and wire are one', () => {
  it.each<[type: string, text: string, wire: string, data: object]>([
    ['CERT', 'PGP 0 0 AQID', '0003 0000 00 010203', { certificateType: 3, keyTag: 0, algorithm: 0, certificate: three }],
    [
      'CERT',
      '65534 65535 RSASHA1 AQID',
      'fffe ffff 05 010203',
      { certificateType: 65_534, keyTag: 65_535, algorithm: 5, certificate: three },
    ],
    ['CERT', '9 0 NSEC3RSASHA1 AQID', '0009 0000 07 010203', { certificateType: 9, keyTag: 0, algorithm: 7, certificate: three }],
    ['CERT', '9 0 23 AQID', '0009 0000 17 010203', { certificateType: 9, keyTag: 0, algorithm: 23, certificate: three }],
    // RFC 4255 3.2
    [
      'SSHFP',
      '2 1 123456789ABCDEF67890123456789ABCDEF67890',
      '02 01 123456789abcdef67890123456789abcdef67890',
      { algorithm: 2, fingerprintType: 1, fingerprint: hex('123456789abcdef67890123456789abcdef67890') },
    ],
    // RFC 4025 3.2
    [
      'IPSECKEY',
      `10 1 2 192.0.2.38 ${IPSEC_KEY}`,
      '0a 01 02 c0000226 010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801',
      { precedence: 10, gatewayType: 1, algorithm: 2, gateway: '192.0.2.38', publicKey: ipsecKey },
    ],
    [
      'IPSECKEY',
      `10 0 2 . ${IPSEC_KEY}`,
      '0a 00 02 010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801',
      { precedence: 10, gatewayType: 0, algorithm: 2, gateway: '.', publicKey: ipsecKey },
    ],
    [
      'IPSECKEY',
      `10 3 2 mygateway.example.com. ${IPSEC_KEY}`,
      `0a 03 02 096d7967617465776179 ${EXAMPLE} 010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801`,
      { precedence: 10, gatewayType: 3, algorithm: 2, gateway: 'mygateway.example.com', publicKey: ipsecKey },
    ],
    [
      'IPSECKEY',
      `10 2 2 2001:db8:0:8002::2000:1 ${IPSEC_KEY}`,
      '0a 02 02 20010db8000080020000000020000001 010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801',
      { precedence: 10, gatewayType: 2, algorithm: 2, gateway: '2001:db8:0:8002::2000:1', publicKey: ipsecKey },
    ],
    [
      'IPSECKEY',
      '\\# 4 0A040200',
      '0a 04 02 00',
      { precedence: 10, gatewayType: 4, algorithm: 2, gateway: '00', publicKey: none },
    ],
    ['IPSECKEY', '\\# 3 0AFF00', '0a ff 00', { precedence: 10, gatewayType: 255, algorithm: 0, gateway: '', publicKey: none }],
    ['IPSECKEY', '10 0 0 .', '0a 00 00', { precedence: 10, gatewayType: 0, algorithm: 0, gateway: '.', publicKey: none }],
    // A type of gateway that no RFC defines, and what RFC 3597 5 has for it.
    [
      'IPSECKEY',
      '\\# 6 0A0402010203',
      '0a 04 02 010203',
      { precedence: 10, gatewayType: 4, algorithm: 2, gateway: '010203', publicKey: none },
    ],
    ['IPSECKEY', '\\# 3 0AFF00', '0a ff 00', { precedence: 10, gatewayType: 255, algorithm: 0, gateway: '', publicKey: none }],
    // RFC 4701 3.6.1
    [
      'DHCID',
      'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
      '000201636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40',
      { data: hex('000201636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40') },
    ],
    // RFC 4034 4.3
    [
      'NSEC',
      'host.example.com. A MX RRSIG NSEC TYPE1234',
      `04686f7374 ${EXAMPLE} 00 06 400100000003 04 1b ${'00'.repeat(26)}20`,
      { nextName: 'host.example.com', types: ['A', 'MX', 'RRSIG', 'NSEC', 'TYPE1234'] },
    ],
    ['NSEC', 'a.b. TYPE65535', `${A_B} ff 20 ${'00'.repeat(31)}01`, { nextName: 'a.b', types: ['TYPE65535'] }],
    [
      'NSEC',
      '\\000.a.b. RRSIG NSEC NXNAME',
      `0100 ${A_B} 00 11 ${'00'.repeat(5)}03${'00'.repeat(10)}80`,
      { nextName: '\\000.a.b', types: ['RRSIG', 'NSEC', 'NXNAME'] },
    ],
    // RFC 5155 B
    [
      'NSEC3',
      '1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR NS SOA MX RRSIG DNSKEY NSEC3PARAM',
      '01 01 000c 04 aabbccdd 14 174eb2409fe28bcb4887a1836f957f0a8425e27b 00 07 22010000000290',
      {
        hashAlgorithm: 1,
        flags: 1,
        iterations: 12,
        salt: hex('aabbccdd'),
        nextHashed: hex('174eb2409fe28bcb4887a1836f957f0a8425e27b'),
        types: ['NS', 'SOA', 'MX', 'RRSIG', 'DNSKEY', 'NSEC3PARAM'],
      },
    ],
    [
      'NSEC3',
      '1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR',
      '01 00 0000 00 14 174eb2409fe28bcb4887a1836f957f0a8425e27b',
      {
        hashAlgorithm: 1,
        flags: 0,
        iterations: 0,
        salt: none,
        nextHashed: hex('174eb2409fe28bcb4887a1836f957f0a8425e27b'),
        types: [],
      },
    ],
    [
      'NSEC3PARAM',
      '1 0 12 AABBCCDD',
      '01 00 000c 04 aabbccdd',
      { hashAlgorithm: 1, flags: 0, iterations: 12, salt: hex('aabbccdd') },
    ],
    ['NSEC3PARAM', '1 0 0 -', '01 00 0000 00', { hashAlgorithm: 1, flags: 0, iterations: 0, salt: none }],
    // RFC 6698 2.3
    ...(['TLSA', 'SMIMEA'] as const).map((type): [string, string, string, object] => [
      type,
      '0 0 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB10 6618E971',
      '00 00 01 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971',
      { usage: 0, selector: 0, matchingType: 1, certificateData: association },
    ]),
    // RFC 5205 7
    [
      'HIP',
      `2 200100107B1A74DF365639CC39F1D578 ${HIP_TEXT}`,
      `10 02 0084 200100107b1a74df365639cc39f1d578 ${HIP_KEY}`,
      { algorithm: 2, hit, publicKey: hex(HIP_KEY), servers: [] },
    ],
    [
      'HIP',
      `2 200100107B1A74DF365639CC39F1D578 ${HIP_TEXT} rvs1.example.com. rvs2.example.com.`,
      `10 02 0084 200100107b1a74df365639cc39f1d578 ${HIP_KEY} 0472767331 ${EXAMPLE} 0472767332 ${EXAMPLE}`,
      { algorithm: 2, hit, publicKey: hex(HIP_KEY), servers: ['rvs1.example.com', 'rvs2.example.com'] },
    ],
    ['OPENPGPKEY', 'AQID', '010203', { publicKey: three }],
    // RFC 7477 2.1.2
    ['CSYNC', '66 3 A NS AAAA', '00000042 0003 0004 60000008', { serial: 66, flags: 3, types: ['A', 'NS', 'AAAA'] }],
    ['CSYNC', '0 0', '00000000 0000', { serial: 0, flags: 0, types: [] }],
    [
      'ZONEMD',
      '2018031500 1 3 000102030405060708090A0B',
      '7848b78c 01 03 000102030405060708090a0b',
      { serial: 2_018_031_500, scheme: 1, hashAlgorithm: 3, digest: hex('000102030405060708090a0b') },
    ],
    // RFC 8976 A.3: a private scheme says itself how long its digests are.
    [
      'ZONEMD',
      '2018031900 241 1 E1846540E33A9E4189792D18D5D131F605FC283E',
      '7848b91c f1 01 e1846540e33a9e4189792d18d5d131f605fc283e',
      { serial: 2_018_031_900, scheme: 241, hashAlgorithm: 1, digest: hex('e1846540e33a9e4189792d18d5d131f605fc283e') },
    ],
    ['SSHFP', '0 0', '00 00', { algorithm: 0, fingerprintType: 0, fingerprint: none }],
    ['DSYNC', 'CDS NOTIFY 5359 a.b.', `003b 01 14ef ${A_B}`, { type: 'CDS', scheme: 1, port: 5359, target: 'a.b' }],
    ['DSYNC', 'CSYNC 128 53 .', '003e 80 0035 00', { type: 'CSYNC', scheme: 128, port: 53, target: '.' }],
    ['DSYNC', 'SOA 0 1 .', '0006 00 0001 00', { type: 'SOA', scheme: 0, port: 1, target: '.' }],
    ['HHIT', 'AQID', '010203', { content: three }],
    ['BRID', 'AQID', '010203', { content: three }],
    ['NXNAME', '', '', {}],
    [
      'TKEY',
      'gss-tsig. 1045762263 1048354263 3 NOERROR 3 AQID 0',
      '086773732d74736967 00 3e5510d7 3e7c9dd7 0003 0000 0003 010203 0000',
      { algorithm: 'gss-tsig', inception: 1_045_762_263, expiration: 1_048_354_263, mode: 3, error: 0, key: three, other: none },
    ],
    // Errors have their names, those that mean nothing here the ones that dig prints.
    ...(
      [
        ['YXDOMAIN', 6],
        ['RESERVED13', 13],
        ['23', 23],
      ] as const
    ).map(([shown, error]): [string, string, string, object] => [
      'TKEY',
      `a.b. 1 2 3 ${shown} 0 0`,
      `${A_B} 00000001 00000002 0003 00${error.toString(16).padStart(2, '0')} 0000 0000`,
      { algorithm: 'a.b', inception: 1, expiration: 2, mode: 3, error, key: none, other: none },
    ]),
    // RFC 4034 5.4, 2.3 and 3.3
    ...(['DS', 'CDS', 'TA', 'DLV'] as const).map((type): [string, string, string, object] => [type, ...DELEGATION, delegation]),
    ...(['DNSKEY', 'CDNSKEY', 'KEY'] as const).map((type): [string, string, string, object] => [type, ...PUBLIC_KEY, publicKey]),
    ...(['RRSIG', 'SIG'] as const).map((type): [string, string, string, object] => [type, ...SIGNED, signature]),
    // What covers a message covers type 0 (RFC 2931 3.1), which BIND writes as a number, as any that has no name.
    [
      'SIG',
      '0 8 0 0 19700101000002 19700101000001 3 a.b. AQ==',
      `0000 08 00 00000000 00000002 00000001 0003 ${A_B} 01`,
      {
        typeCovered: 'TYPE0',
        algorithm: 8,
        labels: 0,
        originalTtl: 0,
        expiration: 2,
        inception: 1,
        keyTag: 3,
        signer: 'a.b',
        signature: Uint8Array.of(1),
      },
    ],
    // RFC 8078 4: take the delegation away.
    ['CDS', '0 0 0 00', '0000 00 00 00', { keyTag: 0, algorithm: 0, digestType: 0, digest: hex('00') }],
    ['CDNSKEY', '0 3 0 AA==', '0000 03 00 00', { flags: 0, protocol: 3, algorithm: 0, publicKey: hex('00') }],
    ['DNSKEY', '256 4 5 AQID', '0100 04 05 010203', { flags: 256, protocol: 4, algorithm: 5, publicKey: three }],
    ['KEY', '49152 3 3', 'c000 03 03', { flags: 49_152, protocol: 3, algorithm: 3, publicKey: none }],
  ])('%s %s', (type, text, wire, data) => {
    expect(decoded(type, wire)).toEqual(data)
    expect(encoded(type, data)).toEqual(hex(wire))
    expect(parsed(type, text)).toEqual(data)
    expect(formatRdata({ name: '.', type, data } as RecordInit)).toBe(text)
  })
})

it('TSIG is a separate part of a message, and has text', () => {
  const text = 'hmac-sha256. 1500000000 300 3 AQID 43981 BADTIME 6 AAAAAAAB'
  const wire = '0b686d61632d736861323536 00 000059682f00 012c 0003 010203 abcd 0012 0006 000000000001'
  const data = {
    algorithm: 'hmac-sha256',
    timeSigned: 1_500_000_000,
    fudge: 300,
    mac: three,
    originalId: 43_981,
    error: 18,
    other: hex('000000000001'),
  }
  const record: RecordInit = { name: 'key', type: 'TSIG', class: 'ANY', ttl: 0, data }
  expect(canonicalRdata(record)).toEqual(hex(wire))
  expect(formatRdata(record)).toBe(text)
  expect(parseZone(`key. 0 ANY TSIG ${text}`)[0]!.data).toEqual(data)
  expect(caught(() => encodeMessage({ answers: [record] }))).toMatchObject({ name: 'DnsError' })
})

describe('SVCB and HTTPS (RFC 9460 D)', () => {
  const binding = (priority: number, target: string, ...params: Svcb['params']): Svcb => ({ priority, target, params })

  it.each<[text: string, wire: string, data: Svcb, shown?: string]>([
    ['0 foo.example.com.', `0000 ${FOO}`, binding(0, 'foo.example.com')],
    ['1 .', '0001 00', binding(1, '.')],
    ['16 foo.example.com. port=53', `0010 ${FOO} 0003 0002 0035`, binding(16, 'foo.example.com', { key: 'port', value: 53 })],
    [
      '1 foo.example.com. key667=hello',
      `0001 ${FOO} 029b 0005 68656c6c6f`,
      binding(1, 'foo.example.com', { key: 'key667', value: hex('68656c6c6f') }),
      '1 foo.example.com. key667="hello"',
    ],
    [
      '1 foo.example.com. key667="hello\\210qoo"',
      `0001 ${FOO} 029b 0009 68656c6c6fd2716f6f`,
      binding(1, 'foo.example.com', { key: 'key667', value: hex('68656c6c6fd2716f6f') }),
    ],
    [
      '1 foo.example.com. ( ipv6hint="2001:db8::1,2001:db8::53:1" )',
      `0001 ${FOO} 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001`,
      binding(1, 'foo.example.com', { key: 'ipv6hint', value: ['2001:db8::1', '2001:db8::53:1'] }),
      '1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1',
    ],
    [
      '1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33"',
      `0001 ${EXAMPLE} 0006 0010 20010db8012203440000 0000c0000221`,
      binding(1, 'example.com', { key: 'ipv6hint', value: ['2001:db8:122:344::c000:221'] }),
      '1 example.com. ipv6hint=2001:db8:122:344::c000:221',
    ],
    [
      '16 foo.example.org. ( alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1 )',
      `0010 ${FOO_ORG} 0000 0004 0001 0004 0001 0009 02 6832 05 68332d3139 0004 0004 c0000201`,
      binding(
        16,
        'foo.example.org',
        { key: 'mandatory', value: ['alpn', 'ipv4hint'] },
        { key: 'alpn', value: ['h2', 'h3-19'] },
        { key: 'ipv4hint', value: ['192.0.2.1'] },
      ),
      '16 foo.example.org. mandatory=alpn,ipv4hint alpn="h2,h3-19" ipv4hint=192.0.2.1',
    ],
    [
      '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
      `0010 ${FOO_ORG} 0001 000c 08 665c6f6f2c626172 02 6832`,
      binding(16, 'foo.example.org', { key: 'alpn', value: ['f\\oo,bar', 'h2'] }),
    ],
    [
      '16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
      `0010 ${FOO_ORG} 0001 000c 08 665c6f6f2c626172 02 6832`,
      binding(16, 'foo.example.org', { key: 'alpn', value: ['f\\oo,bar', 'h2'] }),
      '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    ],
    [
      '1 . no-default-alpn alpn=h3 ech="AQID" dohpath=/q{?dns} ohttp key65280=""',
      '0001 00 0001 0003 026833 0002 0000 0005 0003 010203 0007 0008 2f717b3f646e737d 0008 0000 ff00 0000',
      binding(
        1,
        '.',
        { key: 'alpn', value: ['h3'] },
        { key: 'no-default-alpn', value: undefined },
        { key: 'ech', value: three },
        { key: 'dohpath', value: '/q{?dns}' },
        { key: 'ohttp', value: undefined },
        { key: 'key65280', value: none },
      ),
      '1 . alpn="h3" no-default-alpn ech=AQID dohpath="/q{?dns}" ohttp key65280',
    ],
  ])('%s', (text, wire, data, shown = text) => {
    for (const type of ['SVCB', 'HTTPS']) {
      expect(decoded(type, wire)).toEqual(data)
      expect(encoded(type, data)).toEqual(hex(wire))
      expect(parsed(type, text)).toEqual(data)
      expect(formatRdata({ name: '.', type, data } as RecordInit)).toBe(shown)
      expect(parsed(type, shown)).toEqual(data)
    }
  })

  // RFC 9460 2.1, from memory: its text is not available. BIND 9.18 reads and prints the same.
  it.each<[string, SvcParam[], string]>([
    ['key1=\\002h2', [{ key: 'alpn', value: ['h2'] }], 'alpn="h2"'],
    ['key1="\\002h2\\002h3"', [{ key: 'alpn', value: ['h2', 'h3'] }], 'alpn="h2,h3"'],
    ['key3="\\000\\080"', [{ key: 'port', value: 80 }], 'port=80'],
    [
      'alpn=h2 key2',
      [
        { key: 'alpn', value: ['h2'] },
        { key: 'no-default-alpn', value: undefined },
      ],
      'alpn="h2" no-default-alpn',
    ],
    [
      'key0="\\000\\003" port=1',
      [
        { key: 'mandatory', value: ['port'] },
        { key: 'port', value: 1 },
      ],
      'mandatory=port port=1',
    ],
    ['key4="\\192\\000\\002\\001"', [{ key: 'ipv4hint', value: ['192.0.2.1'] }], 'ipv4hint=192.0.2.1'],
    ['key5="\\001\\002\\003"', [{ key: 'ech', value: hex('010203') }], 'ech=AQID'],
    ['key7="/q{?dns}"', [{ key: 'dohpath', value: '/q{?dns}' }], 'dohpath="/q{?dns}"'],
    ['key9="\\000\\029"', [{ key: 'tls-supported-groups', value: [29] }], 'tls-supported-groups=29'],
    [
      'mandatory=key3 key3="\\000\\080"',
      [
        { key: 'mandatory', value: ['port'] },
        { key: 'port', value: 80 },
      ],
      'mandatory=port port=80',
    ],
    ['key65535=a', [{ key: 'key65535', value: hex('61') }], 'key65535="a"'],
  ])('%s: the value of keyN is the bytes of the wire, also of a known key (RFC 9460 2.1)', (text, params, shown) => {
    const data = { priority: 1, target: '.', params }
    expect(parsed('SVCB', `1 . ${text}`)).toEqual(data)
    expect(formatRdata({ name: '.', type: 'SVCB', data })).toBe(`1 . ${shown}`)
    expect(decodeMessage(encodeMessage({ answers: [{ name: '.', type: 'SVCB', data }] })).answers[0]?.data).toEqual(data)
  })

  it.each([
    'key123=abc key123=def',
    'mandatory',
    'alpn',
    'port',
    'ipv4hint',
    'ipv6hint',
    'no-default-alpn=abc',
    'mandatory=key123',
    'mandatory=mandatory',
    'mandatory=key123,key123 key123=abc',
    // And further ones.
    'alpn=""',
    'alpn=h2,,h3',
    `alpn=${'a'.repeat(256)}`,
    'port=65536',
    'port=-1',
    'port="5 3"',
    'ipv4hint=1.2.3',
    'ipv6hint=1.2.3.4',
    'ech=AQI',
    ...[
      'q{?dns}',
      '/q',
      '/q{?name}',
      '/{dnsx}',
      '/{xdns}',
      '/{dns:0}',
      '/{dns:00}',
      '/{dns:10000}',
      '/{dns*,}',
      '/{??dns}',
      '/{dns',
    ].map(path => `dohpath=${path}`),
    ...['/%4{dns}', '/{dns,%4}', '/}{dns}', '/{{dns}}', '/<{dns}', '/\\127{dns}', '/{a..dns}', '/dns:,dns*{x}'].map(
      path => `dohpath=${path}`,
    ),
    'no-default-alpn',
    'key65536=a',
    'key01=a',
    'KEY667=a',
    'nope=a',
    '"port=53"',
    'key3=a',
    'key1=h2',
    'key1="\\003h2"',
    'key1="\\002h2" alpn=h3',
    'key2=a',
    'key3="\\000"',
    'key0="\\000\\000" port=1',
    'key4=192.0.2.1',
    'key7="/q"',
  ])('refuses 1 foo.example.com. %s', text => {
    expect(caught(() => parsed('SVCB', `1 foo.example.com. ${text}`))).toMatchObject({
      name: 'DnsError',
      code: 'bad-value',
      line: 1,
    })
  })

  it('RFC 9460 14.3.2: the key reserved as invalid is bytes like any unknown key, and a warning', () => {
    const bytes = encodeMessage({ answers: [{ name: '.', type: 'SVCB', data: { bytes: hex('0001 00 ffff 0001 61') } }] })
    const { answers, warnings } = decodeMessage(bytes)
    expect(answers[0]?.data).toMatchObject({ params: [{ key: 'key65535', value: hex('61') }] })
    expect(warnings).toMatchObject([{ code: 'invalid-key', offset: 26 }])
    expect(encodeMessage({ answers })).toEqual(bytes)
    expect(parsed('SVCB', '1 . key65535=a')).toEqual(answers[0]?.data)
    expect(caught(() => decodeMessage(bytes, { strict: true }))).toMatchObject({ code: 'invalid-key' })
  })

  it.each<[why: string, params: string, code: string]>([
    ['keys out of order', '0003 0002 0035 0001 0003 026832', 'bad-value'],
    ['a key twice', '0003 0002 0035 0003 0002 0035', 'bad-value'],
    ['half a key', '00', 'truncated'],
    ['half a length', '0003 00', 'truncated'],
    ['a value that runs over', '0003 0003 0035', 'truncated'],
    ['mandatory lists itself', '0000 0002 0000', 'bad-value'],
    ['mandatory lists an absent key', '0000 0002 0003', 'bad-value'],
    ['mandatory is not sorted', '0000 0004 0004 0003 0003 0002 0035 0004 0004 01020304', 'bad-value'],
    ['mandatory lists a key twice', '0000 0004 0003 0003 0003 0002 0035', 'bad-value'],
    ['mandatory lists nothing', '0000 0000', 'bad-value'],
    ['mandatory lists half a key', '0000 0001 00', 'truncated'],
    ['alpn without an id', '0001 0000', 'bad-value'],
    ['alpn with an empty id', '0001 0001 00', 'bad-value'],
    ['alpn that runs over', '0001 0002 0261', 'truncated'],
    ['no-default-alpn with a value', '0001 0003 026832 0002 0001 00', 'bad-value'],
    ['no-default-alpn without alpn', '0002 0000', 'bad-value'],
    ['port of one byte', '0003 0001 35', 'truncated'],
    ['port of three bytes', '0003 0003 003500', 'bad-value'],
    ['no port', '0003 0000', 'truncated'],
    ['ipv4hint without addresses', '0004 0000', 'bad-value'],
    ['ipv4hint of five bytes', '0004 0005 0102030405', 'truncated'],
    ['ech without bytes', '0005 0000', 'bad-value'],
    ['ipv6hint without addresses', '0006 0000', 'bad-value'],
    ['ipv6hint of four bytes', '0006 0004 01020304', 'truncated'],
    ['dohpath that is no UTF-8', '0007 0001 ff', 'bad-value'],
    ['ohttp with a value', '0008 0001 00', 'bad-value'],
  ])('refuses RDATA: %s (hostile 15)', (_why, params, code) => {
    expect(caught(() => decoded('SVCB', `0001 00 ${params}`))).toMatchObject({
      name: 'DnsError',
      code,
      section: 'answer',
      index: 0,
    })
  })

  it('keeps the parameters of an alias, which resolvers ignore, and warns about them (RFC 9460 2.4.2)', () => {
    const bytes = message('HTTPS', '0000 00 0001 0003 026832')
    const data = { priority: 0, target: '.', params: [{ key: 'alpn', value: ['h2'] }] }
    expect(decodeMessage(bytes).answers[0]!.data).toEqual(data)
    expect(encoded('HTTPS', data)).toEqual(hex('0000 00 0001 0003 026832'))
    expect(parsed('HTTPS', '0 . alpn=h2')).toEqual(data)
    expect(decodeMessage(bytes).warnings).toMatchObject([{ code: 'alias-params', offset: 26 }])
    expect(caught(() => decodeMessage(bytes, { strict: true }))).toMatchObject({ code: 'alias-params', offset: 26 })
    for (const params of ['0003 0001 35', '0000 0002 0001', 'ff'])
      expect(caught(() => decodeMessage(message('HTTPS', `0000 00 ${params}`)))).toMatchObject({ name: 'DnsError' })
  })

  it.each<object>([
    [{ key: 'port', value: 65_536 }],
    [{ key: 'port', value: '53' }],
    [{ key: 'alpn', value: [] }],
    [{ key: 'alpn', value: [''] }],
    [{ key: 'alpn', value: 'h2' }],
    [{ key: 'mandatory', value: ['port'] }],
    [{ key: 'mandatory', value: 'port' }],
    [{ key: 'ipv4hint', value: ['::1'] }],
    [{ key: 'ipv6hint', value: [1] }],
    [{ key: 'ech', value: 'AQID' }],
    [{ key: 'dohpath', value: 1 }],
    [{ key: 'ohttp', value: true }],
    [{ key: 'key667', value: 'text' }],
    [{ key: 'tls-supported-groups', value: 29 }],
    [{ key: '__proto__', value: undefined }],
    [{ key: 'key65536', value: none }],
    [
      { key: 'port', value: 1 },
      { key: 'key3', value: 1 },
    ],
    [undefined],
    [null],
  ])('refuses the parameters %j', params => {
    expect(caught(() => encoded('SVCB', { priority: 1, target: '.', params }))).toMatchObject({
      name: 'DnsError',
      code: 'bad-value',
    })
  })
})

describe('invalid RDATA (hostile 10, 11, 14, 19, 20)', () => {
  it.each<[type: string, rdata: string, code: string]>([
    ['CERT', '0003 0000', 'truncated'],
    ['SSHFP', '02', 'truncated'],
    ['SSHFP', '02 01', 'bad-value'],
    ['SSHFP', `02 01 ${'00'.repeat(19)}`, 'bad-value'],
    ['SSHFP', `02 02 ${'00'.repeat(33)}`, 'bad-value'],
    ['KEY', '0000 03 00', 'bad-value'],
    ['KEY', '8000 03 00', 'bad-value'],
    ['DNSKEY', '0100 03 05', 'truncated'],
    ['CDNSKEY', '0100 03 05', 'truncated'],
    ['CERT', '0003 0000 00', 'truncated'],
    ...([1, 2, 3, 4] as const).flatMap((type): [string, string, string][] => [
      ['DS', `ec45 05 0${type} ${'00'.repeat(19)}`, 'bad-value'],
      ['CDS', `ec45 05 0${type} ${'00'.repeat(49)}`, 'bad-value'],
    ]),
    ['TA', `ec45 05 01 ${'00'.repeat(21)}`, 'bad-value'],
    ['DLV', `ec45 05 02 ${'00'.repeat(31)}`, 'bad-value'],
    ['ZONEMD', `00000000 01 01 ${'00'.repeat(47)}`, 'bad-value'],
    ['ZONEMD', `00000000 01 02 ${'00'.repeat(48)}`, 'bad-value'],
    ['IPSECKEY', '0a 01 02 c00002', 'truncated'],
    ['IPSECKEY', '0a 02 02 20010db8', 'truncated'],
    ['IPSECKEY', '0a 03 02 0161', 'truncated'],
    ['IPSECKEY', '0a 00', 'truncated'],
    ['IPSECKEY', '0a 00 00 01', 'bad-value'],
    ['DHCID', '', 'truncated'],
    ['NSEC', '', 'truncated'],
    ['NSEC', '00 00', 'truncated'],
    ['NSEC', '00 00 00', 'bad-value'],
    ['NSEC', `00 00 21 ${'01'.repeat(33)}`, 'bad-value'],
    ['NSEC', '00 00 02 40', 'truncated'],
    ['NSEC', '00 01 01 40 00 01 40', 'bad-value'],
    ['NSEC', '00 00 01 40 00 01 40', 'bad-value'],
    ['NSEC', '00 00 02 4000', 'trailing-zero'],
    ['NSEC', '00 00 01 00', 'trailing-zero'],
    ['NSEC', '00 00 01 c0', 'bad-value'],
    ['NSEC3', '01 00 0000 00', 'truncated'],
    ['NSEC3', '01 00 0000 00 00', 'bad-value'],
    ['NSEC3', '01 00 0000 05 aabbccdd', 'truncated'],
    ['NSEC3', '01 00 0000 00 02 aa', 'truncated'],
    ['NSEC3PARAM', '01 00 0000', 'truncated'],
    ['NSEC3PARAM', '01 00 0000 00 00', 'rdata-length'],
    ['TLSA', '00 00', 'truncated'],
    ['TLSA', '00 00 01', 'truncated'],
    ['SMIMEA', '00 00 01', 'truncated'],
    ['HIP', '00 02 0001 01', 'bad-value'],
    ['HIP', '01 02 0000 01', 'bad-value'],
    ['HIP', '04 02 0001 0102', 'truncated'],
    ['HIP', '01 02 0004 01 0102', 'truncated'],
    ['HIP', '01 02 0001 01 01 0161', 'truncated'],
    ['OPENPGPKEY', '', 'truncated'],
    ['CSYNC', '00000042 00', 'truncated'],
    ['CSYNC', '00000042 0003 0000', 'bad-value'],
    ['ZONEMD', `00000000 01 01 ${'00'.repeat(11)}`, 'truncated'],
    ['DSYNC', '003b 01 14ef', 'truncated'],
    ['DSYNC', '003b 01 14ef 00 00', 'rdata-length'],
    ['HHIT', '', 'truncated'],
    ['BRID', '', 'truncated'],
    ['NXNAME', '00', 'rdata-length'],
    ['SVCB', '0001', 'truncated'],
    ['HTTPS', '', 'truncated'],
    ['TKEY', '00 00000000 00000000 0003 0000 0003 0102', 'truncated'],
    ['TKEY', '00 00000000 00000000 0003 0000 0000 0000 00', 'rdata-length'],
    ['DS', 'ec45 05 01', 'truncated'],
    ['CDS', 'ec45 05', 'truncated'],
    ['DNSKEY', '0100 03', 'truncated'],
    ['RRSIG', '0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 00', 'truncated'],
    ['RRSIG', '0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52', 'truncated'],
    ['SIG', '0001 05 03 00015180 3e7c9dd7', 'truncated'],
  ])('%s %s', (type, rdata, code) => {
    expect(caught(() => decoded(type, rdata))).toMatchObject({ name: 'DnsError', code, section: 'answer', index: 0 })
  })

  it.each(['NSEC', 'CSYNC'])('a bitmap of %s that ends in zero bytes is read with a warning unless strict', type => {
    const before = type === 'NSEC' ? '00' : '00000000 0000'
    const bytes = message(type, `${before} 00 02 4000 01 01 00`)
    const { answers, warnings } = decodeMessage(bytes)
    expect(answers[0]!.data).toMatchObject({ types: ['A'] })
    expect(warnings).toMatchObject([
      { code: 'trailing-zero', offset: bytes.length - 4 },
      { code: 'trailing-zero', offset: bytes.length - 1 },
    ])
  })
})

describe('invalid text (hostile 30)', () => {
  it.each<[type: string, text: string, code: string]>([
    ['CERT', 'NOPE 0 0 AQID', 'bad-value'],
    ['CERT', 'PGP 0 0 AQI', 'bad-base64'],
    ['CERT', 'PGP 0 0 A===', 'bad-base64'],
    ['SSHFP', '2 1 123', 'bad-hex'],
    ['SSHFP', '2 1', 'bad-value'],
    ['CERT', 'PGP 0 0', 'bad-syntax'],
    ['DNSKEY', '256 3 5', 'bad-syntax'],
    ['KEY', '0 3 5', 'bad-value'],
    ['KEY', 'NOPE 3 5 AQID', 'bad-value'],
    ['KEY', 'ZONE|HOST 3 5 AQID', 'bad-value'],
    ['KEY', 'ZONE|ZONE 3 5 AQID', 'bad-value'],
    ['KEY', 'ZONE| 3 5 AQID', 'bad-value'],
    ['KEY', 'SIG1|SIG2 3 5 AQID', 'bad-value'],
    ['KEY', 'SIG16 3 5 AQID', 'bad-value'],
    ['KEY', '__proto__ 3 5 AQID', 'bad-value'],
    ['KEY', '65536 3 5 AQID', 'bad-value'],
    ['DS', '1 5 2 2BB183AF', 'bad-value'],
    ['SSHFP', '256 1 00', 'bad-value'],
    ['IPSECKEY', '10 4 2 . AQID', 'bad-value'],
    ['IPSECKEY', '10 0 2 a. AQID', 'bad-value'],
    ['IPSECKEY', '10 1 2 a. AQID', 'bad-value'],
    ['IPSECKEY', '10 1 2', 'bad-syntax'],
    ['IPSECKEY', '10 0 0 . AQID', 'bad-value'],
    ['DHCID', '', 'bad-syntax'],
    ['DHCID', '!!!!', 'bad-base64'],
    ['NSEC', 'a. NOPE', 'bad-type'],
    ['NSEC', 'a. TYPE0', 'bad-type'],
    ['NSEC3', '1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJ', 'bad-base64'],
    ['NSEC3', '1 0 0 - W', 'bad-base64'],
    ['NSEC3', '1 0 0 abc 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR', 'bad-hex'],
    ['NSEC3PARAM', '1 0 65536 -', 'bad-value'],
    ['NSEC3PARAM', `1 0 0 ${'00'.repeat(256)}`, 'bad-value'],
    ['TLSA', '3 1 1 0g', 'bad-hex'],
    ['HIP', '2 00 AQI', 'bad-base64'],
    ['HIP', `2 ${'00'.repeat(256)} AQID`, 'bad-value'],
    ['CSYNC', '4294967296 0', 'bad-value'],
    ['ZONEMD', '1 1 1 0001', 'bad-value'],
    ['DSYNC', 'NOPE NOTIFY 1 .', 'bad-type'],
    ['DS', '1 NOPE 1 00', 'bad-value'],
    ['DS', '1 5 1', 'bad-syntax'],
    ['DNSKEY', '256 3 5 A', 'bad-base64'],
    ['RRSIG', 'A 5 3 86400 20030332173103 20030220173103 2642 a. AQID', 'bad-value'],
    ['RRSIG', 'A 5 3 86400 4294967296 20030220173103 2642 a. AQID', 'bad-value'],
    ['NXNAME', 'a', 'bad-syntax'],
    ['TSIG', 'a. 281474976710656 300 0 1 0 0', 'bad-value'],
    ['TSIG', 'a. 1 300 2 AQID 1 0 0', 'bad-value'],
    ['TSIG', 'a. 1 300 4 AQID 1 0 0', 'bad-syntax'],
  ])('%s %s', (type, text, code) => {
    expect(caught(() => parsed(type, text))).toMatchObject({ name: 'DnsError', code, line: 1 })
  })

  it.each<[type: string, text: string, shown: string]>([
    ['CERT', 'pgp 0 5 AQ ID', 'PGP 0 RSASHA1 AQID'],
    ['CERT', '3 0 RSASHA1-NSEC3-SHA1 AQID', 'PGP 0 NSEC3RSASHA1 AQID'],
    ['TKEY', 'a. 20030220173103 20030322173103 3 17 0 0', 'a. 1045762263 1048354263 3 BADKEY 0 0'],
    ['DNSKEY', '256 3 NSEC3DSA AQID', '256 3 6 AQID'],
    ['KEY', 'noauth|FLAG5|ZONE|SIG15 EMAIL DSA AQID', '34063 2 3 AQID'],
    ['KEY', 'NOKEY ALL 0', '49152 255 0'],
    ['KEY', 'USER|EXTEND|SIG0 NONE 3 AQID', '4096 0 3 AQID'],
    ['DNSKEY', '256 3 RSASHA1NSEC3SHA1 AQID', '256 3 7 AQID'],
    ['DNSKEY', '256 3 ECCGOST AQID', '256 3 12 AQID'],
    ['DS', '1 RSASHA256 7 2bb1 83AF', '1 8 7 2BB183AF'],
    ['TLSA', 'DANE-EE SPKI SHA2-256 00', '3 1 1 00'],
    // The same 32 bits, as dig shows what lies ahead by more than 68 years.
    ['RRSIG', 'A 5 3 0 19691231235933 22260101000000 1 a. AQID', 'A 5 3 0 21060207062749 20891123173144 1 a. AQID'],
    ['RRSIG', 'TYPE1 5 3 1d 1048354263 20030220173103 1 a. AQ ID', 'A 5 3 86400 20030322173103 20030220173103 1 a. AQID'],
    ['NSEC', 'a. MX TYPE1 MX', 'a. A MX'],
    ['NSEC3', '1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr', '1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR'],
  ])('but %s %s may be written so', (type, text, shown) => {
    expect(formatRdata({ name: '.', type, data: parsed(type, text) } as RecordInit)).toBe(shown)
  })
})
