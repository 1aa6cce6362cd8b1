/** DNS messages as they are seen: values in our form, which both directions start from. */
import type { MessageInit, RecordInit } from '@mailwire/dns'

export interface MessageInput {
  readonly name: string
  readonly about: string
  readonly message: MessageInit
}

/** A record, of whatever type. */
export const record = (name: string, type: string, ttl: number, data: object): RecordInit =>
  ({ name, type, ttl, data }) as RecordInit
const mx = (preference: number, exchange: string): RecordInit =>
  record('gmail.com', 'MX', 262, { preference, exchange: `${exchange}.l.google.com` })
const a = (name: string, ttl: number, address: string): RecordInit => record(name, 'A', ttl, { address })
const aaaa = (name: string, ttl: number, address: string): RecordInit => record(name, 'AAAA', ttl, { address })

const answer = { id: 1985, flags: { qr: true, rd: true, ra: true }, edns: { udpPayloadSize: 4096 } }

const gmailMx: MessageInit = {
  ...answer,
  questions: [{ name: 'gmail.com', type: 'MX' }],
  answers: [
    mx(40, 'alt4.gmail-smtp-in'),
    mx(20, 'alt2.gmail-smtp-in'),
    mx(30, 'alt3.gmail-smtp-in'),
    mx(10, 'alt1.gmail-smtp-in'),
    mx(5, 'gmail-smtp-in'),
  ],
  authorities: ['ns2', 'ns4', 'ns3', 'ns1'].map(host => record('gmail.com', 'NS', 20702, { nsdname: `${host}.google.com` })),
  additionals: [
    a('gmail-smtp-in.l.google.com', 69, '64.233.186.26'),
    aaaa('gmail-smtp-in.l.google.com', 110, '2800:3f0:4003:c00::1b'),
    a('alt1.gmail-smtp-in.l.google.com', 226, '74.125.133.27'),
    a('alt3.gmail-smtp-in.l.google.com', 173, '64.233.163.26'),
    a('alt4.gmail-smtp-in.l.google.com', 231, '74.125.68.26'),
    aaaa('alt4.gmail-smtp-in.l.google.com', 110, '2404:6800:4003:c01::1a'),
    a('ns1.google.com', 79978, '216.239.32.10'),
    a('ns2.google.com', 79978, '216.239.34.10'),
    a('ns3.google.com', 79978, '216.239.36.10'),
    a('ns4.google.com', 79978, '216.239.38.10'),
  ],
}

const txt: MessageInit = {
  ...answer,
  questions: [{ name: 'some.domain', type: 'TXT' }],
  answers: [
    record('some.domain', 'TXT', 3600, {
      strings: ['v=spf1 include:_spf.mail.example include:spf.protection.example ip4:192.0.2.0/24 ip6:2001:db8::/32 -all'],
    }),
    record('some.domain', 'TXT', 3600, { strings: ['site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ'] }),
    record('some.domain', 'TXT', 3600, { strings: ['k=rsa; p='.padEnd(255, 'MIIBIjANBgkqhkiG9w0'), 'QIDAQAB'] }),
  ],
}

const srv: MessageInit = {
  ...answer,
  questions: [{ name: '_imaps._tcp.some.domain', type: 'SRV' }],
  answers: [1, 2, 3, 4].map(index =>
    record('_imaps._tcp.some.domain', 'SRV', 300, { priority: index, weight: 10, port: 993, target: `imap${index}.some.domain` }),
  ),
  additionals: [1, 2, 3, 4].flatMap(index => [
    aaaa(`imap${index}.some.domain`, 300, `2001:db8:0:${index}::993`),
    a(`imap${index}.some.domain`, 300, `192.0.2.${index}`),
  ]),
}

/** The start of a zone. */
export const soa: RecordInit = record('some.domain', 'SOA', 3600, {
  mname: 'ns1.some.domain',
  rname: 'hostmaster.some.domain',
  serial: 2026112401,
  refresh: 7200,
  retry: 3600,
  expire: 1209600,
  minimum: 300,
})

/** One message of a zone transfer (RFC 5936 2.2): 300 records between the two SOA records. */
const transfer: MessageInit = {
  id: 1985,
  flags: { qr: true, aa: true },
  questions: [{ name: 'some.domain', type: 'AXFR' }],
  answers: [
    soa,
    ...Array.from({ length: 50 }, (_, index) => [
      a(`host${index}.some.domain`, 3600, `192.0.2.${index}`),
      aaaa(`host${index}.some.domain`, 3600, `2001:db8::${(index + 1).toString(16)}`),
      record(`host${index}.some.domain`, 'MX', 3600, { preference: 10, exchange: `mail${index % 4}.some.domain` }),
      record(`www${index}.some.domain`, 'CNAME', 3600, { cname: `host${index}.some.domain` }),
      record(`dept${index}.some.domain`, 'NS', 3600, { nsdname: `ns${index % 3}.dept${index}.some.domain` }),
      record(`host${index}.some.domain`, 'TXT', 3600, { strings: [`asset ${index}; room ${index * 7}`] }),
    ]).flat(),
    soa,
  ],
}

export const messages: readonly MessageInput[] = [
  { name: 'gmail-mx', about: 'the 417 bytes that answer gmail.com MX: 19 records, compressed names', message: gmailMx },
  {
    name: 'query',
    about: 'a query: one question and EDNS, 38 bytes',
    message: { id: 1985, flags: { rd: true }, questions: [{ name: 'gmail.com', type: 'MX' }], edns: { udpPayloadSize: 4096 } },
  },
  {
    name: 'a',
    about: 'one question, one address',
    message: {
      ...answer,
      questions: [{ name: 'www.some.domain', type: 'A' }],
      answers: [a('www.some.domain', 300, '192.0.2.25')],
    },
  },
  { name: 'txt', about: 'three TXT records: SPF, a site key, a long key in two strings', message: txt },
  { name: 'srv-aaaa', about: 'four SRV records and the eight addresses of their hosts', message: srv },
  { name: 'transfer', about: 'a message of a zone transfer: 302 records of seven types', message: transfer },
]
