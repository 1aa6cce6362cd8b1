/** ECS: the network that a query comes from (RFC 7871 6). Address bits beyond the prefix are zero, and whole bytes of them are omitted. */
import { formatIPv4, formatIPv6, kindOf, parseIPv4, parseIPv6 } from '@mailwire/bytes'
import { checkUnsigned } from '../../given.js'
import { MessageReader } from '../../wire/reader.js'
import type { OptionType } from '../option-type.js'
import { refuseOption } from './refuse.js'
import { formatPairs, parseNumber, withoutError } from './text.js'

export interface ClientSubnet {
  /** 1 for IPv4, 2 for IPv6; 0, without an address, asks resolvers not to add one. */
  readonly family: number
  /** The number of significant address bits. */
  readonly sourcePrefix: number
  /** In a response: the number of address bits that the answer applies to. */
  readonly scopePrefix: number
  /** In full, `192.0.2.0`; empty for family 0. */
  readonly address: string
}

/** The length of an address in bytes, by family. */
const SIZES: readonly number[] = [0, 4, 16]
/** Offsets of the fields. */
const SOURCE = 2
const SCOPE = 3
const ADDRESS = 4

export const clientSubnetOption: OptionType<ClientSubnet, 'ECS'> = {
  name: 'ECS',
  code: 8,
  decode: reader => {
    const { pos } = reader
    const subnet = readSubnet(reader)
    checkHostBits(addressBytes(subnet), subnet.sourcePrefix, pos)
    return subnet
  },
  encode: (writer, subnet) => {
    const bytes = subnetBytes(subnet)
    checkHostBits(addressBytes(subnet), subnet.sourcePrefix)
    writer.raw(bytes)
  },
  text: {
    label: 'CLIENT-SUBNET',
    format: formatSubnet,
    parse: parseSubnet,
    // dig also prints an address with bits beyond its prefix.
    formatBytes: bytes => withoutError(() => formatWhole(bytes)) ?? formatPairs(bytes),
    parseBytes: text => {
      const subnet = parseSubnet(text)
      return subnet === undefined ? undefined : withoutError(() => subnetBytes(subnet))
    },
  },
}

/** A subnet whose address may have bits beyond its prefix. */
function readSubnet(reader: MessageReader): ClientSubnet {
  const { pos } = reader
  const family = reader.u16('family')
  const sourcePrefix = reader.u8('source prefix length')
  const scopePrefix = reader.u8('scope prefix length')
  checkPrefixes(family, sourcePrefix, scopePrefix, pos)
  const bytes = new Uint8Array(16)
  bytes.set(reader.copy(Math.ceil(sourcePrefix / 8), 'address'))
  return {
    family,
    sourcePrefix,
    scopePrefix,
    address: family === 0 ? '' : family === 1 ? formatIPv4(bytes) : formatIPv6(bytes),
  }
}

/** The bytes of a subnet whose address may have bits beyond its prefix. */
function subnetBytes(subnet: ClientSubnet): Uint8Array {
  const { family, sourcePrefix, scopePrefix } = subnet
  checkUnsigned(family, 2)
  checkUnsigned(sourcePrefix, 1)
  checkUnsigned(scopePrefix, 1)
  checkPrefixes(family, sourcePrefix, scopePrefix)
  return Uint8Array.of(
    family >> 8,
    family,
    sourcePrefix,
    scopePrefix,
    ...addressBytes(subnet).subarray(0, Math.ceil(sourcePrefix / 8)),
  )
}

function addressBytes({ family, address }: ClientSubnet): Uint8Array {
  if (typeof address !== 'string') refuseOption('ECS', `an address expected, not ${kindOf(address)}`)
  const bytes = family === 0 ? new Uint8Array(0) : family === 1 ? parseIPv4(address) : parseIPv6(address)
  return bytes === undefined || (family === 0 && address !== '')
    ? refuseOption('ECS', `not an address of family ${family}: ${JSON.stringify(address)}`)
    : bytes
}

function formatSubnet({ family, sourcePrefix, scopePrefix, address }: ClientSubnet): string {
  return `${family === 0 ? '0' : address}/${sourcePrefix}/${scopePrefix}`
}

function formatWhole(bytes: Uint8Array): string | undefined {
  const reader = new MessageReader(bytes)
  const shown = formatSubnet(readSubnet(reader))
  return reader.pos === reader.end ? shown : undefined
}

function parseSubnet(text: string): ClientSubnet | undefined {
  const [shown = '', source, scope, ...more] = text.split('/')
  const sourcePrefix = parseNumber(source, 255)
  const scopePrefix = parseNumber(scope, 255)
  if (sourcePrefix === undefined || scopePrefix === undefined || more.length > 0) return undefined
  const family = shown === '0' ? 0 : parseIPv4(shown) !== undefined ? 1 : parseIPv6(shown) !== undefined ? 2 : undefined
  return family === undefined ? undefined : { family, sourcePrefix, scopePrefix, address: family === 0 ? '' : shown }
}

/** `start` as for {@link refuseOption}. */
function checkPrefixes(family: number, source: number, scope: number, start?: number): void {
  const most = 8 * (SIZES[family] ?? refuseOption('ECS', `unknown address family ${family}`, start))
  for (const [prefix, field] of [
    [source, SOURCE],
    [scope, SCOPE],
  ] as const)
    if (prefix > most) refuseOption('ECS', `prefix of ${prefix} bits, at most ${most} allowed`, start, field)
}

/** Address bits beyond the prefix are refused, as some servers treat them as an attack (RFC 7871 6 and 7.1.2). */
function checkHostBits(bytes: Uint8Array, prefix: number, start?: number): void {
  for (let at = prefix >> 3; at < bytes.length; at++) {
    const host = at === prefix >> 3 ? 0xff >> (prefix % 8) : 0xff
    if ((bytes[at]! & host) !== 0)
      refuseOption('ECS', `address bits beyond the prefix of ${prefix} bits must be zero`, start, ADDRESS)
  }
}
