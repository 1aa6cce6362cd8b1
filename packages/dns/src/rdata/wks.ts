/** WKS: the well-known services of a protocol at an address (RFC 1035 3.4.2). Obsolete (RFC 1123 6.1.3.6). IN only. */

import { fail } from '../error.js'
import { checkUnsigned } from '../given.js'
import { ipv4 } from './fields/addresses.js'
import type { Field, RecordType } from './record-type.js'

export interface Wks {
  /** A dotted quad. */
  readonly address: string
  /** 6 for TCP, 17 for UDP. */
  readonly protocol: number
  /** Ports from the lowest; up to 65,535. */
  readonly services: readonly number[]
}

/** The names that zone text may use in place of numbers. Assigned Numbers has more; these are the ones that zones used. */
const PROTOCOLS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ['icmp', 1],
  ['ggp', 3],
  ['tcp', 6],
  ['egp', 8],
  ['udp', 17],
])
const SERVICES: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ['echo', 7],
  ['discard', 9],
  ['systat', 11],
  ['daytime', 13],
  ['qotd', 17],
  ['chargen', 19],
  ['ftp-data', 20],
  ['ftp', 21],
  ['ssh', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['time', 37],
  ['nameserver', 42],
  ['nicname', 43],
  ['whois', 43],
  ['domain', 53],
  ['tftp', 69],
  ['gopher', 70],
  ['finger', 79],
  ['http', 80],
  ['hostname', 101],
  ['hostnames', 101],
  ['pop2', 109],
  ['pop3', 110],
  ['sunrpc', 111],
  ['auth', 113],
  ['sftp', 115],
  ['nntp', 119],
  ['ntp', 123],
  ['imap', 143],
  ['snmp', 161],
  ['snmptrap', 162],
  ['irc', 194],
  ['https', 443],
])
/** A bit for each port. */
const MAX_BITMAP = 0x10000 / 8

const protocol: Field<number> = {
  kind: 'u8',
  decode: reader => reader.u8('protocol'),
  encode: (writer, value) => writer.u8(value),
  parse: tokens => {
    const token = tokens.next('a protocol')
    return numberOf(token.text, PROTOCOLS, 0xff) ?? tokens.refuse('bad-value', 'a protocol by name or number expected', token)
  },
  format: value => {
    checkUnsigned(value, 1)
    return String(value)
  },
}

/** A bit map to the end of RDATA; its first bit is port 0. Zero bytes at its end are ignored. */
const services: Field<readonly number[]> = {
  kind: 'wks-services',
  greedy: true,
  decode: reader => {
    const length = reader.end - reader.pos
    if (length > MAX_BITMAP) fail('bad-value', reader.pos, `decode WKS: bitmap of ${length} bytes, at most ${MAX_BITMAP} allowed`)
    const start = reader.take(length)
    const ports: number[] = []
    for (let at = 0; at < length; at++) {
      const byte = reader.bytes[start + at]!
      for (let bit = 0; byte !== 0 && bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) ports.push(8 * at + bit)
    }
    return ports
  },
  encode: (writer, value) => {
    const ports = checkedPorts(value)
    const bitmap = new Uint8Array(ports.length === 0 ? 0 : (ports[ports.length - 1]! >> 3) + 1)
    for (const port of ports) bitmap[port >> 3]! |= 0x80 >> (port & 7)
    writer.raw(bitmap)
  },
  parse: tokens => {
    const ports: number[] = []
    while (!tokens.atEnd) {
      const token = tokens.next('a service')
      ports.push(
        numberOf(token.text, SERVICES, 0xffff) ?? tokens.refuse('bad-value', 'a service by name or port expected', token),
      )
    }
    return sorted(ports)
  },
  format: value => checkedPorts(value).join(' '),
}

export const wks: RecordType<Wks, 'WKS'> = {
  name: 'WKS',
  code: 11,
  fields: { address: ipv4, protocol, services },
}

function numberOf(text: string, names: ReadonlyMap<string, number>, max: number): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : names.get(text.toLowerCase())
  return number !== undefined && number <= max ? number : undefined
}

function checkedPorts(value: readonly number[]): readonly number[] {
  if (!Array.isArray(value)) fail('bad-value', 0, 'encode WKS: an array of ports expected')
  for (const port of value) checkUnsigned(port, 2)
  return sorted(value)
}

/** From the lowest, each once. */
const sorted = (ports: readonly number[]): readonly number[] => [...new Set(ports)].sort((a, b) => a - b)
