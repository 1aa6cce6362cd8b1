/** What else a resolver sees every day, beside the messages of `dns.ts`: signatures, denials, referrals, aliases, and a mix of them all. */
import type { MessageInit, RecordInit } from '@mailwire/dns'
import { type MessageInput, messages, record, soa } from './dns.js'

/** A response with EDNS; `some` names its sections. */
const response = (
  name: string,
  type: string,
  some: Pick<MessageInit, 'rcode' | 'answers' | 'authorities' | 'additionals'>,
): MessageInit => ({
  id: 1985,
  flags: { qr: true, rd: true, ra: true },
  questions: [{ name, type }],
  edns: { udpPayloadSize: 1232 },
  ...some,
})

const query = (name: string, type: string): MessageInit => ({
  id: 1985,
  flags: { rd: true },
  questions: [{ name, type }],
  edns: { udpPayloadSize: 1232 },
})

/** Bytes that no two fields have alike. */
const opaque = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 24) ^ (seed * 37))

const RSA_2048 = 256
const ECDSA_P256 = 64
const SHA_256 = 32

/** The signature of a set, as its zone's key makes it. */
const rrsig = (name: string, typeCovered: string, ttl: number, signer: string, length: number): RecordInit =>
  record(name, 'RRSIG', ttl, {
    typeCovered,
    algorithm: length === RSA_2048 ? 8 : 13,
    labels: name.split('.').length,
    originalTtl: ttl,
    expiration: 1_795_564_800,
    inception: 1_793_750_400,
    keyTag: 20_326,
    signer,
    signature: opaque(length, typeCovered.length + name.length),
  })

const a = (name: string, address: string): RecordInit => record(name, 'A', 300, { address })
const aaaa = (name: string, address: string): RecordInit => record(name, 'AAAA', 300, { address })
const cname = (name: string, target: string): RecordInit => record(name, 'CNAME', 300, { cname: target })
const ns = (name: string, nsdname: string): RecordInit => record(name, 'NS', 172_800, { nsdname })

const hosts = [1, 2, 3].map(index => `ns${index}.signed.example`)

/** Addresses and the servers of their zone, each set with its signature. */
const dnssec = response('www.signed.example', 'A', {
  answers: [
    a('www.signed.example', '192.0.2.80'),
    a('www.signed.example', '192.0.2.81'),
    rrsig('www.signed.example', 'A', 300, 'signed.example', RSA_2048),
  ],
  authorities: [
    ...hosts.map(host => ns('signed.example', host)),
    rrsig('signed.example', 'NS', 172_800, 'signed.example', RSA_2048),
  ],
  additionals: [
    a(hosts[0]!, '192.0.2.53'),
    rrsig(hosts[0]!, 'A', 300, 'signed.example', RSA_2048),
    aaaa(hosts[0]!, '2001:db8::53'),
    rrsig(hosts[0]!, 'AAAA', 300, 'signed.example', RSA_2048),
    a(hosts[1]!, '192.0.2.54'),
    rrsig(hosts[1]!, 'A', 300, 'signed.example', RSA_2048),
  ],
})

/** The keys of a zone while one follows another, signed by each of the three. */
const dnskey = response('signed.example', 'DNSKEY', {
  answers: [
    ...[257, 257, 256].map((flags, index) =>
      record('signed.example', 'DNSKEY', 3600, { flags, protocol: 3, algorithm: 8, publicKey: opaque(260, index) }),
    ),
    ...[1, 2, 3].map(() => rrsig('signed.example', 'DNSKEY', 3600, 'signed.example', RSA_2048)),
  ],
})

const caa = response('some.domain', 'CAA', {
  answers: [
    record('some.domain', 'CAA', 3600, { flags: 0, tag: 'issue', value: 'letsencrypt.org' }),
    record('some.domain', 'CAA', 3600, { flags: 0, tag: 'issuewild', value: ';' }),
    record('some.domain', 'CAA', 3600, { flags: 0, tag: 'iodef', value: 'mailto:security@some.domain' }),
    rrsig('some.domain', 'CAA', 3600, 'some.domain', ECDSA_P256),
  ],
})

const ds = response('some.domain', 'DS', {
  answers: [
    record('some.domain', 'DS', 3600, { keyTag: 20_326, algorithm: 13, digestType: 2, digest: opaque(SHA_256, 3) }),
    record('some.domain', 'DS', 3600, { keyTag: 38_696, algorithm: 13, digestType: 2, digest: opaque(SHA_256, 4) }),
    rrsig('some.domain', 'DS', 3600, 'domain', ECDSA_P256),
  ],
})

const negative = response('nowhere.some.domain', 'A', { rcode: 'NXDOMAIN', authorities: [soa] })

/** A denial by hashes (RFC 5155): the set of the zone, and that of the hash before the name. */
const nsec3 = response('nowhere.signed.example', 'A', {
  rcode: 'NXDOMAIN',
  authorities: [
    { ...soa, name: 'signed.example' } as RecordInit,
    rrsig('signed.example', 'SOA', 3600, 'signed.example', ECDSA_P256),
    ...['0p9mhaveqvm6t7vbl5lop2u3t2rp3tom', '2t7b4g4vsa5smi47k61mv5bv1a22bojr'].flatMap((hash, index) => [
      record(`${hash}.signed.example`, 'NSEC3', 300, {
        hashAlgorithm: 1,
        flags: 1,
        iterations: 0,
        salt: new Uint8Array(0),
        nextHashed: opaque(20, 5 + index),
        types: ['NS', 'SOA', 'MX', 'RRSIG', 'DNSKEY', 'NSEC3PARAM'],
      }),
      rrsig(`${hash}.signed.example`, 'NSEC3', 300, 'signed.example', ECDSA_P256),
    ]),
  ],
})

const tlsa = response('_25._tcp.mail.some.domain', 'TLSA', {
  answers: [3, 2].map(usage =>
    record('_25._tcp.mail.some.domain', 'TLSA', 3600, {
      usage,
      selector: 1,
      matchingType: 1,
      certificateData: opaque(SHA_256, usage),
    }),
  ),
})

const srv = response('_submissions._tcp.some.domain', 'SRV', {
  answers: [1, 2].map(index =>
    record('_submissions._tcp.some.domain', 'SRV', 3600, {
      priority: index,
      weight: 10,
      port: 465,
      target: `mail${index}.some.domain`,
    }),
  ),
})

const ptr = response('25.2.0.192.in-addr.arpa', 'PTR', {
  answers: [record('25.2.0.192.in-addr.arpa', 'PTR', 86_400, { ptrdname: 'mail.some.domain' })],
})

const servers = ['a', 'b', 'c', 'd', 'e', 'f'].map(letter => `${letter}.gtld-servers.net`)

/** What a server above the zone says (RFC 1034 4.3.2): the zone's servers, and where they are. */
const referral = response('www.some.domain', 'A', {
  authorities: servers.map(server => ns('domain', server)),
  additionals: servers.flatMap((server, index) => [
    a(server, `192.5.6.${30 + index}`),
    aaaa(server, `2001:503:a83e::2:${30 + index}`),
  ]),
})

/** Aliases on the way to where a page is served (RFC 1034 3.6.2). */
const aliases = response('www.some.domain', 'A', {
  answers: [
    cname('www.some.domain', 'www.some.domain.edge.example.net'),
    cname('www.some.domain.edge.example.net', 'e1985.dsca.edge.example.net'),
    cname('e1985.dsca.edge.example.net', 'e1985.dsca.cdn.example.com'),
    a('e1985.dsca.cdn.example.com', '192.0.2.44'),
    a('e1985.dsca.cdn.example.com', '192.0.2.45'),
  ],
})

export const everyday: readonly MessageInput[] = [
  { name: 'dnssec', about: 'a signed answer with the servers of its zone: five RSA signatures', message: dnssec },
  { name: 'dnskey', about: 'three RSA keys of a zone and their three signatures', message: dnskey },
  { name: 'caa-rrsig', about: 'three CAA records and their signature', message: caa },
  { name: 'ds-rrsig', about: 'two DS records and their signature', message: ds },
  { name: 'negative', about: 'there is no such name, and the SOA record that says for how long', message: negative },
  { name: 'nsec3', about: 'the same signed: SOA, two NSEC3 records and three signatures', message: nsec3 },
  { name: 'tlsa', about: 'two TLSA records', message: tlsa },
  { name: 'srv', about: 'two SRV records', message: srv },
  { name: 'ptr', about: 'the name of an address', message: ptr },
  { name: 'referral', about: 'the six servers of a zone and their twelve addresses', message: referral },
  { name: 'cname', about: 'a chain of three aliases and two addresses', message: aliases },
]

const named = (name: string): MessageInit =>
  [...messages, ...everyday].find(message => message.name === name)?.message ?? missing(name)

function missing(name: string): never {
  throw new Error(`no message is called ${name}`)
}

/** Half of what a resolver sees is queries and addresses, of which half lie behind aliases; the rest is some of everything. */
export const mix: readonly MessageInit[] = [
  query('www.some.domain', 'A'),
  named('a'),
  named('cname'),
  query('www.some.domain', 'AAAA'),
  response('www.some.domain', 'AAAA', {
    answers: [aaaa('www.some.domain', '2001:db8::25'), aaaa('www.some.domain', '2001:db8::26')],
  }),
  named('negative'),
  query('some.domain', 'MX'),
  named('gmail-mx'),
  named('referral'),
  query('25.2.0.192.in-addr.arpa', 'PTR'),
  named('ptr'),
  named('txt'),
  named('ds-rrsig'),
  response('www.some.domain', 'AAAA', { answers: [cname('www.some.domain', 'e1985.dsca.cdn.example.com')], authorities: [soa] }),
  named('srv'),
  named('cname'),
  named('tlsa'),
  named('nsec3'),
  response('cdn.some.domain', 'A', { answers: [1, 2, 3, 4].map(last => a('cdn.some.domain', `192.0.2.${last}`)) }),
  named('negative'),
]
