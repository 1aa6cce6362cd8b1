/**
 * WKS: the well-known services that a host offers, as a bitmap of ports (RFC 1035 3.4.2). Nobody should rely on it (RFC 1123 6.1.3.6). In text
 * protocol and services may be numbers or, the commonest of them, names. IN only.
 */
import { fail } from '../error.js'
import type { Field, RecordType } from '../record.js'
import { ipv4 } from './fields/addresses.js'
import { u8 } from './fields/numbers.js'

export interface Wks {
  /** A dotted quad. */
  readonly address: string
  /** The number of an IP protocol: 6 is TCP, 17 UDP. */
  readonly protocol: number
  /** In ascending order. */
  readonly ports: readonly number[]
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, igmp: 2, ggp: 3, tcp: 6, egp: 8, udp: 17 }
const SERVICES: Readonly<Record<string, number>> = {
  echo: 7,
  discard: 9,
  systat: 11,
  daytime: 13,
  netstat: 15,
  qotd: 17,
  chargen: 19,
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  time: 37,
  rlp: 39,
  nameserver: 42,
  nicname: 43,
  whois: 43,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  gopher: 70,
  finger: 79,
  http: 80,
  kerberos: 88,
  hostname: 101,
  hostnames: 101,
  pop2: 109,
  pop3: 110,
  sunrpc: 111,
  auth: 113,
  nntp: 119,
  ntp: 123,
  imap: 143,
  imap2: 143,
  snmp: 161,
  bgp: 179,
  ldap: 389,
  https: 443,
}

const protocolField: Field<number> = {
  ...u8,
  parse: tokens => {
    const token = tokens.next('a protocol')
    return numberOf(PROTOCOLS, token.text, 255) ?? tokens.refuse('bad-value', 'a protocol by name or number expected', token)
  },
}

const portBitmap: Field<readonly number[]> = {
  kind: 'port-bitmap',
  decode: reader => {
    const length = reader.end - reader.pos
    if (length > 8192) fail('rdata-length', reader.pos, `decode WKS: a bitmap of ${length} octets, 8192 allowed`)
    const at = reader.take(length)
    const ports: number[] = []
    for (let port = 0; port < length * 8; port++)
      if ((reader.bytes[at + (port >> 3)]! & (0x80 >> (port & 7))) !== 0) ports.push(port)
    return ports
  },
  encode: (writer, value) => {
    const ports = sorted(value)
    const bitmap = new Uint8Array(ports.length === 0 ? 0 : (ports[ports.length - 1]! >> 3) + 1)
    for (const port of ports) bitmap[port >> 3]! |= 0x80 >> (port & 7)
    writer.raw(bitmap)
  },
  parse: tokens => {
    const ports: number[] = []
    while (!tokens.atEnd) {
      const token = tokens.next('a service')
      ports.push(
        numberOf(SERVICES, token.text, 65_535) ?? tokens.refuse('bad-value', 'a service by name or port expected', token),
      )
    }
    return sorted(ports)
  },
  format: value => sorted(value).join(' '),
}

function sorted(ports: readonly number[]): number[] {
  for (const port of ports)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('bad-value', 0, `encode WKS: ${String(port)} is no port`)
  return [...new Set(ports)].sort((a, b) => a - b)
}

function numberOf(names: Readonly<Record<string, number>>, text: string, max: number): number | undefined {
  const name = text.toLowerCase()
  if (Object.hasOwn(names, name)) return names[name]
  return /^\d{1,5}$/.test(text) && Number(text) <= max ? Number(text) : undefined
}

export const wks: RecordType<Wks> = {
  name: 'WKS',
  code: 11,
  fields: { address: ipv4, protocol: protocolField, ports: portBitmap },
}
