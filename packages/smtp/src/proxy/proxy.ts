/**
 * PROXY headers (HAProxy's PROXY protocol, versions 1 and 2): what a proxy reports about the connection before the session begins. A
 * version 1 header is a line of text; a version 2 header is binary and may have TLVs.
 *
 *  version 2:  0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A | version, command | family, transport | length (16 bits) | addresses | TLVs
 */
import {
  asciiBytes,
  concat,
  decodeText,
  encodeText,
  formatIPv4,
  formatIPv6,
  latin1,
  parseIPv4,
  parseIPv6,
  Reader,
  Writer,
} from '@mailwire/bytes'
import { fail, isSmtpError, quoted } from '../error.js'
import { assertArray, assertBytes, assertNumber, assertObject, assertString } from '../values.js'
import { areTlvs, decodeTlvs, encodeTlvs, type ProxyTlv } from './tlv.js'

/** What the connection runs over. */
export type ProxyTransport = 'unknown' | 'tcp4' | 'tcp6' | 'udp4' | 'udp6' | 'unix-stream' | 'unix-dgram'

/** One end of a connection. */
export interface ProxyEndpoint {
  /** An IP address, or the path of a Unix socket. */
  readonly address: string
  /** `undefined` for a Unix socket. */
  readonly port: number | undefined
}

/** A decoded header. */
export interface ProxyHeader {
  readonly version: 1 | 2
  /** `local`: the connection is the proxy's own, such as a health check. Version 2 only. */
  readonly command: 'proxy' | 'local'
  readonly transport: ProxyTransport
  /** Both are `undefined` if the transport is `unknown` or the command is `local`. */
  readonly source: ProxyEndpoint | undefined
  readonly destination: ProxyEndpoint | undefined
  /** Empty in version 1. */
  readonly tlvs: readonly ProxyTlv[]
}

/** A header as `encodeProxyHeader` accepts it. */
export interface ProxyHeaderInit extends Pick<ProxyHeader, 'version' | 'command' | 'transport'> {
  readonly source?: ProxyEndpoint | undefined
  readonly destination?: ProxyEndpoint | undefined
  readonly tlvs?: readonly ProxyTlv[] | undefined
}

/** A header and its length in bytes; the session follows it. */
export interface DecodedProxyHeader {
  readonly header: ProxyHeader
  readonly length: number
}

/** The longest line that the grammar allows, with its CRLF. */
const V1_LONGEST = 107
/** The default limit of a version 2 header: TLVs may contain TLS certificates. */
const V2_LONGEST = 16_384
const V1_START: Uint8Array = /* @__PURE__ */ asciiBytes('PROXY ')
const SIGNATURE: Uint8Array = /* @__PURE__ */ asciiBytes('\r\n\r\n\0\r\nQUIT\n')

/** The byte for family and transport, and the length of one address in bytes. */
const transports: Readonly<Record<ProxyTransport, { readonly code: number; readonly size: number; readonly v1: string }>> = {
  unknown: { code: 0x00, size: 0, v1: 'UNKNOWN' },
  tcp4: { code: 0x11, size: 4, v1: 'TCP4' },
  udp4: { code: 0x12, size: 4, v1: '' },
  tcp6: { code: 0x21, size: 16, v1: 'TCP6' },
  udp6: { code: 0x22, size: 16, v1: '' },
  'unix-stream': { code: 0x31, size: 108, v1: '' },
  'unix-dgram': { code: 0x32, size: 108, v1: '' },
}
const byCode: ReadonlyMap<number, ProxyTransport> = /* @__PURE__ */ (() =>
  new Map([
    ...Object.entries(transports).map(([name, { code }]): [number, ProxyTransport] => [code, name as ProxyTransport]),
    // If either half is unspecified, the addresses must be ignored (2.2).
    ...[0x01, 0x02, 0x10, 0x20, 0x30].map((code): [number, ProxyTransport] => [code, 'unknown']),
  ]))()

/**
 * The header at the start of a stream; `undefined` if more bytes are needed: keep all bytes, and call it again with them and the next ones.
 * `maxLength` limits a version 2 header, in bytes, by default 16,384; a longer one throws, as does a line of version 1 of more than 107 bytes.
 *
 * @throws {@link SmtpError} `bad-proxy` as soon as the bytes cannot be a valid header, or announce one that is too long
 *
 * @example
 * decodeProxyHeader(new TextEncoder().encode('PROXY TCP4 192.0.2.1 192.0.2.2 40000 25\r\n'))?.header.source // => { address: '192.0.2.1', port: 40000 }
 */
export function decodeProxyHeader(
  bytes: Uint8Array,
  options: { readonly maxLength?: number | undefined } = {},
): DecodedProxyHeader | undefined {
  assertBytes(bytes, 'decode PROXY header')
  assertObject(options, 'decode PROXY header')
  const { maxLength = V2_LONGEST } = options
  assertNumber(maxLength, 'decode PROXY header')
  const start = bytes.length > 0 && bytes[0] === SIGNATURE[0] ? SIGNATURE : V1_START
  for (let at = 0; at < start.length && at < bytes.length; at++)
    if (bytes[at] !== start[at]) fail('bad-proxy', at, 'decode PROXY header: not a PROXY header')
  if (start === SIGNATURE) return decodeV2(bytes, maxLength)
  return decodeV1(bytes)
}

/**
 * The bytes of a header. A `crc32c` TLV is written with the computed checksum.
 *
 * @throws {@link SmtpError} `bad-proxy` for what cannot be encoded: an address of another family, an invalid port, TLVs in version 1, more
 * than 65535 bytes
 *
 * @example
 * encodeProxyHeader({ version: 1, command: 'proxy', transport: 'unknown' }) // the bytes of 'PROXY UNKNOWN\r\n'
 */
export function encodeProxyHeader(header: ProxyHeaderInit): Uint8Array {
  assertObject(header, 'encode PROXY header')
  const { version } = header
  return version === 1 ? encodeV1(header) : version === 2 ? encodeV2(header) : bad('the version must be 1 or 2')
}

const bad = (what: string): never => fail('bad-proxy', 0, `encode PROXY header: ${what}`)

/** `"PROXY" SP ("TCP4" / "TCP6") SP source SP destination SP port SP port CRLF`, or `"PROXY UNKNOWN"` and any text up to CRLF */
function decodeV1(bytes: Uint8Array): DecodedProxyHeader | undefined {
  let end = V1_START.length
  while (end < bytes.length && end < V1_LONGEST && bytes[end] !== 0x0a) end++
  if (end >= V1_LONGEST) fail('bad-proxy', end, `decode PROXY header: line of more than ${V1_LONGEST} bytes`)
  if (end >= bytes.length) return undefined
  if (bytes[end - 1] !== 0x0d) fail('bad-proxy', end, 'decode PROXY header: line ends in a bare LF')
  const text = latin1(bytes, V1_START.length, end - 1)
  const words = text.split(' ')
  const offset = V1_START.length
  const header = { version: 1, command: 'proxy' } as const
  if (words[0] === 'UNKNOWN')
    return { header: { ...header, transport: 'unknown', source: undefined, destination: undefined, tlvs: [] }, length: end + 1 }
  const transport =
    words[0] === 'TCP4'
      ? 'tcp4'
      : words[0] === 'TCP6'
        ? 'tcp6'
        : fail('bad-proxy', offset, 'decode PROXY header: TCP4, TCP6 or UNKNOWN expected')
  if (words.length !== 5)
    fail('bad-proxy', offset, `decode PROXY header: two addresses and two ports expected, ${words.length - 1} words found`)
  const source = v1Endpoint(transport, words[1]!, words[3]!, offset)
  const destination = v1Endpoint(transport, words[2]!, words[4]!, offset)
  return { header: { ...header, transport, source, destination, tlvs: [] }, length: end + 1 }
}

function v1Endpoint(transport: 'tcp4' | 'tcp6', address: string, port: string, offset: number): ProxyEndpoint {
  const bytes = transport === 'tcp4' ? parseIPv4(address) : parseIPv6(address)
  if (bytes === undefined) return fail('bad-proxy', offset, 'decode PROXY header: invalid address')
  if (!/^(?:0|[1-9]\d{0,4})$/.test(port) || Number(port) > 65_535) fail('bad-proxy', offset, 'decode PROXY header: invalid port')
  return { address: addressText(bytes), port: Number(port) }
}

/** The row of a transport given by the caller. */
function transportOf(transport: ProxyTransport): (typeof transports)[ProxyTransport] {
  assertString(transport, 'encode PROXY header')
  return Object.hasOwn(transports, transport) ? transports[transport] : bad(`unknown transport: ${quoted(transport)}`)
}

function encodeV1({ command, transport, source, destination, tlvs = [] }: ProxyHeaderInit): Uint8Array {
  const { v1, size } = transportOf(transport)
  assertArray(tlvs, 'encode PROXY header')
  if (command !== 'proxy' || v1 === '' || tlvs.length > 0) bad('version 1 carries only TCP4, TCP6 or UNKNOWN, and no TLVs')
  if (transport === 'unknown') return asciiBytes('PROXY UNKNOWN\r\n')
  const from = endpointOf(size, source)
  const to = endpointOf(size, destination)
  return asciiBytes(`PROXY ${v1} ${addressText(from.bytes)} ${addressText(to.bytes)} ${from.port} ${to.port}\r\n`)
}

function decodeV2(bytes: Uint8Array, maxLength: number): DecodedProxyHeader | undefined {
  const after = SIGNATURE.length
  if (bytes.length > after && bytes[after]! >> 4 !== 2) fail('bad-proxy', after, 'decode PROXY header: unknown version')
  if (bytes.length > after && (bytes[after]! & 0x0f) > 1) fail('bad-proxy', after, 'decode PROXY header: unknown command')
  const local = bytes.length > after && (bytes[after]! & 0x0f) === 0
  const transport = local || bytes.length <= after + 1 ? 'unknown' : byCode.get(bytes[after + 1]!)
  if (transport === undefined) return fail('bad-proxy', after + 1, 'decode PROXY header: unknown family or transport')
  if (bytes.length < after + 4) return undefined
  const length = after + 4 + ((bytes[after + 2]! << 8) | bytes[after + 3]!)
  if (length > maxLength) fail('bad-proxy', after + 2, `decode PROXY header: more than ${maxLength} bytes`)
  const { size } = transports[transport]
  const addresses = size === 0 ? 0 : size === 108 ? 2 * size : 2 * size + 4
  if (after + 4 + addresses > length) fail('bad-proxy', after + 2, 'decode PROXY header: length is too short for the addresses')
  if (bytes.length < length) return undefined
  const reader = new Reader(bytes, truncated, after + 4, length)
  const [source, destination] = readEndpoints(reader, size)
  const tlvs = size === 0 ? looseTlvs(bytes, reader.pos, length, local) : decodeTlvs(bytes, reader.pos, length, length)
  return { header: { version: 2, command: local ? 'local' : 'proxy', transport, source, destination, tlvs }, length }
}

/**
 * The contents of a header without address information: TLVs, or addresses of any family, which are skipped. A local header must be
 * accepted whatever it contains (2.2).
 */
function looseTlvs(bytes: Uint8Array, from: number, length: number, local: boolean): ProxyTlv[] {
  if (bytes[SIGNATURE.length + 1] !== transports.unknown.code || !areTlvs(bytes, from, length)) return []
  try {
    return decodeTlvs(bytes, from, length, length)
  } catch (error) {
    if (!isSmtpError(error) || !local) throw error
    return []
  }
}

const truncated = (_code: 'truncated', offset: number, message: string): never => fail('bad-proxy', offset, message)

function readEndpoints(reader: Reader, size: number): [ProxyEndpoint | undefined, ProxyEndpoint | undefined] {
  if (size === 0) return [undefined, undefined]
  const from = reader.copy(size)
  const to = reader.copy(size)
  if (size === 108)
    return [
      { address: pathText(from), port: undefined },
      { address: pathText(to), port: undefined },
    ]
  const port = reader.u16()
  return [
    { address: addressText(from), port },
    { address: addressText(to), port: reader.u16() },
  ]
}

function encodeV2({ command, transport, source, destination, tlvs = [] }: ProxyHeaderInit): Uint8Array {
  if (command !== 'proxy' && command !== 'local') bad('the command must be proxy or local')
  const { code, size } = transportOf(transport)
  if (command === 'local' && transport !== 'unknown') bad("a local header's transport must be unknown")
  const writer = new Writer(256)
  writer.raw(SIGNATURE)
  writer.u8(command === 'proxy' ? 0x21 : 0x20)
  writer.u8(code)
  writer.u16(0)
  if (size > 0) {
    const ends = [endpointOf(size, source), endpointOf(size, destination)]
    for (const { bytes } of ends) writer.raw(bytes)
    for (const { port } of ends) if (port !== undefined) writer.u16(port)
  } else if (source !== undefined || destination !== undefined) bad('addresses need a transport')
  return encodeTlvs(writer.finish(), tlvs)
}

/** The address in `size` bytes, and the port. Each property is read once. */
function endpointOf(size: number, endpoint: ProxyEndpoint | undefined): { bytes: Uint8Array; port: number | undefined } {
  if (endpoint === undefined) return bad('address missing')
  assertObject(endpoint, 'encode PROXY header')
  const { address, port } = endpoint
  assertString(address, 'encode PROXY header')
  if (size === 108) {
    const path = encodeText(address, fail)
    if (port !== undefined || path.length > size || path[path.length - 1] === 0) bad('invalid socket path, or a port beside it')
    return { bytes: concat([path, new Uint8Array(size - path.length)]), port }
  }
  if (port === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) bad('the port must be 0 to 65535')
  return {
    bytes: (size === 4 ? parseIPv4(address) : parseIPv6(address)) ?? bad('the address is not of the transport family'),
    port,
  }
}

const addressText = (bytes: Uint8Array): string => (bytes.length === 4 ? formatIPv4(bytes) : formatIPv6(bytes))

/** A path without trailing zeros; a leading zero marks a socket without a file. */
function pathText(bytes: Uint8Array): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return decodeText(bytes, 0, end)
}
