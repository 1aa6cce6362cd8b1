/**
 * A DNS message in the form of each contender, and from each form one common form: a line a record, so that the results of all can be
 * compared to the last field.
 */
import * as dnsquery from '@dnsquery/dns-packet'
import * as leichtgewicht from '@leichtgewicht/dns-packet'
import type { Message, MessageInit, RecordInit } from '@mailwire/dns'
import { typeCode, typeName } from '@mailwire/dns/iana'
import dnsPacket from 'dns-packet'
import dns2 from 'dns2'

/** What all contenders must agree on. */
export interface CommonMessage {
  readonly id: number
  readonly flags: string
  readonly questions: readonly string[]
  readonly answers: readonly string[]
  readonly authorities: readonly string[]
  readonly additionals: readonly string[]
  readonly udpPayloadSize: number | undefined
}

type Fields = Readonly<Record<string, unknown>>

const sections = ['questions', 'answers', 'authorities', 'additionals'] as const
const line = (name: string, type: string, ttl: number, values: readonly unknown[]): string =>
  JSON.stringify([name, type, ttl, ...values.flat().map(value => (value instanceof Uint8Array ? toHex(value) : value))])
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// ----- mailwire -----

export const fromMailwire = (message: Message | MessageInit): CommonMessage => ({
  id: message.id ?? 0,
  flags: flagsOf({ ...message.flags }),
  questions: (message.questions ?? []).map(({ name, type }) => `${name} ${type}`),
  answers: (message.answers ?? []).map(fromRecord),
  authorities: (message.authorities ?? []).map(fromRecord),
  additionals: (message.additionals ?? []).map(fromRecord),
  udpPayloadSize: message.edns?.udpPayloadSize,
})

const fromRecord = ({ name, type, ttl = 0, data = {} }: RecordInit): string => line(name, String(type), ttl, Object.values(data))

const flagsOf = (flags: Fields): string => ['qr', 'aa', 'tc', 'rd', 'ra'].filter(flag => Boolean(flags[flag])).join(' ')

// ----- dns-packet and what was made from it -----

export interface PacketRecord {
  readonly name: string
  readonly type: string
  readonly ttl?: number | undefined
  readonly data?: unknown
  readonly udpPayloadSize?: number
}

export interface Packet {
  readonly id: number
  readonly type: string
  readonly flags: number
  readonly questions: PacketRecord[]
  readonly answers: PacketRecord[]
  readonly authorities: PacketRecord[]
  readonly additionals: PacketRecord[]
}

interface PacketLibrary {
  decode(bytes: Uint8Array): Packet
  encode(packet: Packet): Uint8Array
}

/** dns-packet and what was made from it: all take and give the same form, whatever their declarations say. */
export const packetLibraries: readonly (readonly [name: string, library: PacketLibrary])[] = [
  ['dns-packet', dnsPacket],
  ['@leichtgewicht/dns-packet', leichtgewicht as unknown as PacketLibrary],
  ['@dnsquery/dns-packet', dnsquery as unknown as PacketLibrary],
]

const FLAG_BITS: Readonly<Record<string, number>> = { qr: 0x8000, aa: 0x400, tc: 0x200, rd: 0x100, ra: 0x80 }

export function fromPacket(packet: Packet): CommonMessage {
  const opt = packet.additionals.find(({ type }) => type === 'OPT')
  const bits = packet.flags | (packet.type === 'response' ? 0x8000 : 0)
  return {
    id: packet.id,
    flags: flagsOf(Object.fromEntries(Object.entries(FLAG_BITS).map(([flag, bit]) => [flag, (bits & bit) !== 0]))),
    questions: packet.questions.map(({ name, type }) => `${name} ${type}`),
    answers: packet.answers.map(fromPacketRecord),
    authorities: packet.authorities.map(fromPacketRecord),
    additionals: packet.additionals.filter(record => record !== opt).map(fromPacketRecord),
    udpPayloadSize: opt?.udpPayloadSize,
  }
}

function fromPacketRecord({ name, type, ttl = 0, data }: PacketRecord): string {
  const fields = PACKET_FIELDS[type]
  if (fields !== undefined)
    return line(
      name,
      type,
      ttl,
      fields.map(([, key]) => (key === undefined ? DNSSEC : (data as Fields)[key])),
    )
  const strings = Array.isArray(data)
    ? data.map(value => (value instanceof Uint8Array ? Buffer.from(value).toString() : value))
    : data
  return line(name, type, ttl, [strings])
}

/** What dns-packet calls the fields of the types that have several, beside what they are called here. It has no name for DNSKEY's protocol, which it takes to be 3. */
const PACKET_FIELDS: Readonly<Record<string, readonly (readonly [ours: string, theirs: string | undefined])[]>> = {
  MX: same('preference', 'exchange'),
  SRV: same('priority', 'weight', 'port', 'target'),
  SOA: same('mname', 'rname', 'serial', 'refresh', 'retry', 'expire', 'minimum'),
  CAA: same('flags', 'tag', 'value'),
  DS: same('keyTag', 'algorithm', 'digestType', 'digest'),
  DNSKEY: [
    ['flags', 'flags'],
    ['protocol', undefined],
    ['algorithm', 'algorithm'],
    ['publicKey', 'key'],
  ],
  RRSIG: [
    ...same('typeCovered', 'algorithm', 'labels'),
    ['originalTtl', 'originalTTL'],
    ...same('expiration', 'inception', 'keyTag'),
    ['signer', 'signersName'],
    ['signature', 'signature'],
  ],
  NSEC3: [
    ['hashAlgorithm', 'algorithm'],
    ...same('flags', 'iterations', 'salt'),
    ['nextHashed', 'nextDomain'],
    ['types', 'rrtypes'],
  ],
  TLSA: [...same('usage', 'selector', 'matchingType'), ['certificateData', 'certificate']],
}
const DNSSEC = 3

function same(...fields: readonly string[]): readonly (readonly [string, string])[] {
  return fields.map(field => [field, field])
}

/** The form of a message to encode. Each contender needs one of its own, as encoding changes it down to the strings of a TXT record. */
export function toPacket(init: MessageInit): Packet {
  const { id = 0, flags = {}, edns, ...message } = structuredClone(init)
  const [questions, answers, authorities, additionals] = sections.map(section =>
    (message[section] ?? []).map(record => ({ ...record, data: 'data' in record ? toPacketData(record) : undefined })),
  ) as [PacketRecord[], PacketRecord[], PacketRecord[], PacketRecord[]]
  if (edns !== undefined)
    additionals.push({
      name: '.',
      type: 'OPT',
      udpPayloadSize: edns.udpPayloadSize ?? 512,
      flags: 0,
      options: [],
    } as PacketRecord)
  let bits = 0
  for (const [flag, bit] of Object.entries(FLAG_BITS)) if ((flags as Fields)[flag] === true) bits |= bit
  return {
    id,
    type: flags.qr === true ? 'response' : 'query',
    flags: bits & 0x7fff,
    questions,
    answers,
    authorities,
    additionals,
  }
}

function toPacketData({ type, data }: RecordInit): unknown {
  const values = { ...data } as Fields
  const fields = PACKET_FIELDS[type]
  if (fields === undefined) return Object.values(values)[0]
  const plain = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value) : value)
  return Object.fromEntries(fields.flatMap(([ours, theirs]) => (theirs === undefined ? [] : [[theirs, plain(values[ours])]])))
}

// ----- dns2 -----

/** What dns2 calls the fields of each type, in their order. */
const DNS2_FIELDS: Readonly<Record<string, readonly string[]>> = {
  A: ['address'],
  AAAA: ['address'],
  MX: ['priority', 'exchange'],
  NS: ['ns'],
  CNAME: ['domain'],
  PTR: ['domain'],
  TXT: ['data'],
  SRV: ['priority', 'weight', 'port', 'target'],
  CAA: ['flags', 'tag', 'value'],
  SOA: ['primary', 'admin', 'serial', 'refresh', 'retry', 'expiration', 'minimum'],
}

/** Whether dns2 reads and writes all that the messages hold: it has no DS, NSEC3 and TLSA, and an RRSIG's times are text there. */
export const isKnownToDns2 = (...inits: readonly MessageInit[]): boolean =>
  inits.every(init =>
    sections.slice(1).every(section => (init[section] ?? []).every(({ type }) => DNS2_FIELDS[type] !== undefined)),
  )

export function fromDns2(packet: dns2.Packet): CommonMessage {
  const records = (section: 'answers' | 'authorities' | 'additionals'): readonly dns2.Packet.Resource[] => packet[section]
  const opt = packet.additionals.find(({ type }) => type === 41)
  const fromResource = (resource: dns2.Packet.Resource): string => {
    const type = typeName(resource.type)
    return line(
      resource.name,
      type,
      resource.ttl,
      DNS2_FIELDS[type]!.map(field => (resource as unknown as Fields)[field]),
    )
  }
  return {
    id: packet.header.id,
    flags: flagsOf({ ...packet.header }),
    questions: packet.questions.map(({ name, type }) => `${name} ${typeName(type!)}`),
    answers: records('answers').map(fromResource),
    authorities: records('authorities').map(fromResource),
    additionals: records('additionals')
      .filter(record => record !== opt)
      .map(fromResource),
    udpPayloadSize: opt?.class,
  }
}

export function toDns2({ id = 0, flags = {}, edns, ...message }: MessageInit): dns2.Packet {
  const packet = new dns2.Packet()
  packet.header.id = id
  for (const flag of ['qr', 'aa', 'tc', 'rd', 'ra'] as const) packet.header[flag] = flags[flag] === true ? 1 : 0
  packet.questions = (message.questions ?? []).map(({ name, type }) => ({ name, type: typeCode(type)!, class: 1 })) as never
  for (const section of ['answers', 'authorities', 'additionals'] as const) {
    packet[section] = (message[section] ?? []).map(({ name, type, ttl = 0, data = {} }) => {
      const values = Object.values(data)
      const fields = Object.fromEntries(DNS2_FIELDS[type]!.map((field, index) => [field, values[index]]))
      return { name, type: typeCode(type)!, class: 1, ttl, ...fields }
    }) as never
  }
  if (edns !== undefined)
    packet.additionals.push({ name: '', type: 41, class: edns.udpPayloadSize ?? 512, ttl: 0, rdata: [] } as never)
  return packet
}
