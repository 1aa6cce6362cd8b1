/** TLVs of a version 2 PROXY header: a type, a 16-bit length, a value. Known types have typed values. */
import { concat, copyOf, decodeText, encodeText } from '@mailwire/bytes'
import { fail } from '../error.js'
import { assertArray, assertBytes, assertNumber, assertObject, assertString } from '../values.js'

/** The client's TLS, as the proxy reports it. */
export interface ProxySsl {
  /** Bits: 1, the client used TLS; 2, it presented a certificate on this connection; 4, it presented one in this session. */
  readonly client: number
  /** 0 if the client's certificate was verified, or if it presented none. */
  readonly verify: number
  readonly tlvs: readonly ProxySslTlv[]
}

/** A TLV inside {@link ProxySsl}. */
export type ProxySslTlv =
  | { readonly type: 'version' | 'cn' | 'cipher' | 'sig-alg' | 'key-alg' | 'group' | 'sig-scheme'; readonly value: string }
  | { readonly type: 'client-cert'; readonly value: Uint8Array }
  | { readonly type: 'unknown'; readonly code: number; readonly value: Uint8Array }

/** A TLV; `type` narrows it. */
export type ProxyTlv =
  | { readonly type: 'alpn' | 'unique-id'; readonly value: Uint8Array }
  /** `authority` is the host name that the client requested, `netns` the name of a network namespace. */
  | { readonly type: 'authority' | 'netns'; readonly value: string }
  /** A checksum of the whole header: checked when decoded, computed when encoded. */
  | { readonly type: 'crc32c' }
  /** Padding, to be ignored. */
  | { readonly type: 'noop'; readonly value: Uint8Array }
  | { readonly type: 'ssl'; readonly value: ProxySsl }
  | { readonly type: 'unknown'; readonly code: number; readonly value: Uint8Array }

type Kind = 'bytes' | 'text' | 'crc32c' | 'ssl'
type Types = readonly (readonly [code: number, type: string, kind: Kind])[]

const TYPES: Types = [
  [0x01, 'alpn', 'bytes'],
  [0x02, 'authority', 'text'],
  [0x03, 'crc32c', 'crc32c'],
  [0x04, 'noop', 'bytes'],
  [0x05, 'unique-id', 'bytes'],
  [0x20, 'ssl', 'ssl'],
  [0x30, 'netns', 'text'],
]
const SSL_TYPES: Types = [
  [0x21, 'version', 'text'],
  [0x22, 'cn', 'text'],
  [0x23, 'cipher', 'text'],
  [0x24, 'sig-alg', 'text'],
  [0x25, 'key-alg', 'text'],
  [0x26, 'group', 'text'],
  [0x27, 'sig-scheme', 'text'],
  [0x28, 'client-cert', 'bytes'],
]
/** The maximum length of a unique ID. */
const UNIQUE_ID = 128

/** The TLVs between two offsets of a header of `length` bytes. @throws {@link SmtpError} `bad-proxy` */
export const decodeTlvs = (bytes: Uint8Array, start: number, end: number, length: number): ProxyTlv[] =>
  decodeList(bytes, start, end, TYPES, length) as unknown as ProxyTlv[]

/** True if the bytes between two offsets are complete TLVs, whatever their values. */
export function areTlvs(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at + 3 <= end) at += 3 + ((bytes[at + 1]! << 8) | bytes[at + 2]!)
  return at === end
}

function decodeList(
  bytes: Uint8Array,
  start: number,
  end: number,
  types: Types,
  length: number,
): { type: string; value?: unknown }[] {
  const found: { type: string; value?: unknown }[] = []
  let at = start
  let summed = false
  while (at < end) {
    const stop = at + 3 <= end ? at + 3 + ((bytes[at + 1]! << 8) | bytes[at + 2]!) : Number.POSITIVE_INFINITY
    if (stop > end) fail('bad-proxy', at, 'decode PROXY header: truncated TLV')
    const code = bytes[at]!
    const entry = types.find(([known]) => known === code)
    const from = at + 3
    const value = copyOf(bytes, from, stop)
    if (entry === undefined) found.push({ type: 'unknown', code, value } as { type: string; value?: unknown })
    else if (entry[2] === 'bytes') {
      if (entry[1] === 'unique-id' && value.length > UNIQUE_ID)
        fail('bad-proxy', at, `decode PROXY header: unique ID of more than ${UNIQUE_ID} bytes`)
      found.push({ type: entry[1], value })
    } else if (entry[2] === 'text') found.push({ type: entry[1], value: decodeText(value) })
    else if (entry[2] === 'crc32c') {
      // Only one, because each checksum takes a pass over the whole header.
      if (summed) fail('bad-proxy', at, 'decode PROXY header: two checksums')
      summed = true
      checkSum(bytes, from, stop, length)
      found.push({ type: entry[1] })
    } else found.push({ type: entry[1], value: decodeSsl(bytes, from, stop, length) })
    at = stop
  }
  return found
}

function decodeSsl(bytes: Uint8Array, start: number, end: number, length: number): ProxySsl {
  if (end - start < 5) fail('bad-proxy', start, 'decode PROXY header: truncated SSL TLV')
  return {
    client: bytes[start]!,
    verify: u32(bytes, start + 1),
    tlvs: decodeList(bytes, start + 5, end, SSL_TYPES, length) as unknown as ProxySslTlv[],
  }
}

/** The checksum covers the whole header, with its own four bytes as zero. */
function checkSum(bytes: Uint8Array, start: number, end: number, length: number): void {
  if (end - start !== 4) fail('bad-proxy', start, 'decode PROXY header: checksum length must be 4 bytes')
  if (crc32c(bytes, length, start) !== u32(bytes, start)) fail('bad-proxy', start, 'decode PROXY header: wrong checksum')
}

const u32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)

/** Appends TLVs to a header and fills in its length. @throws {@link SmtpError} `bad-proxy` */
export function encodeTlvs(head: Uint8Array, tlvs: readonly ProxyTlv[]): Uint8Array {
  const bytes = concat([head, ...encodeList(tlvs, TYPES)])
  const length = bytes.length - 16
  if (length > 0xffff) bad('header of more than 65535 bytes')
  bytes[14] = length >> 8
  bytes[15] = length & 0xff
  let at = head.length
  for (let summed = false; at < bytes.length; at += 3 + ((bytes[at + 1]! << 8) | bytes[at + 2]!)) {
    if (bytes[at] !== 0x03) continue
    if (summed) bad('two checksums')
    summed = true
    const sum = crc32c(bytes, bytes.length, at + 3)
    for (let byte = 0; byte < 4; byte++) bytes[at + 3 + byte] = sum >>> (24 - 8 * byte)
  }
  return bytes
}

function encodeList(tlvs: readonly (ProxyTlv | ProxySslTlv)[], types: Types): Uint8Array[] {
  assertArray(tlvs, 'encode PROXY header')
  return tlvs.flatMap(tlv => {
    assertObject(tlv, 'encode PROXY header')
    const { type } = tlv
    const entry = types.find(([, known]) => known === type)
    const code = entry?.[0] ?? unknownCode(tlv, type, types)
    const value = valueBytes(tlv, entry?.[2] ?? 'bytes')
    if (value.length > 0xffff || (type === 'unique-id' && value.length > UNIQUE_ID)) bad('TLV is too long')
    return [Uint8Array.of(code, value.length >> 8, value.length & 0xff), value]
  })
}

function unknownCode(tlv: ProxyTlv | ProxySslTlv, type: string, types: Types): number {
  if (type !== 'unknown') return bad('unknown TLV type')
  const { code } = tlv as Extract<ProxyTlv, { type: 'unknown' }>
  const isByte = Number.isInteger(code) && code >= 0 && code <= 255
  return isByte && !types.some(([other]) => other === code)
    ? code
    : bad('an unknown TLV needs a code from 0 to 255 that has no type of its own')
}

function valueBytes(tlv: ProxyTlv | ProxySslTlv, kind: Kind): Uint8Array {
  if (kind === 'crc32c') return new Uint8Array(4)
  const { value } = tlv as Exclude<ProxyTlv | ProxySslTlv, { type: 'crc32c' }>
  if (kind === 'text') {
    assertString(value, 'encode PROXY header')
    return encodeText(value, fail)
  }
  if (kind === 'bytes') {
    assertBytes(value, 'encode PROXY header')
    return value
  }
  assertObject(value, 'encode PROXY header')
  return sslBytes(value as ProxySsl)
}

function sslBytes({ client, verify, tlvs }: ProxySsl): Uint8Array {
  for (const bits of [client, verify]) assertNumber(bits, 'encode PROXY header')
  if (!Number.isInteger(client) || client < 0 || client > 255) bad(`invalid client bits: ${client}`)
  if (!Number.isInteger(verify) || verify < 0 || verify > 0xffffffff) bad(`invalid verify value: ${verify}`)
  return concat([Uint8Array.of(client, verify >>> 24, verify >>> 16, verify >>> 8, verify), ...encodeList(tlvs, SSL_TYPES)])
}

const bad = (what: string): never => fail('bad-proxy', 0, `encode PROXY header: ${what}`)

/** CRC-32C of the first `length` bytes (RFC 3720 12.1), with the four from `hole` on taken as zero. */
function crc32c(bytes: Uint8Array, length: number, hole: number): number {
  let sum = 0xffffffff
  for (let at = 0; at < length; at++) {
    sum ^= at >= hole && at < hole + 4 ? 0 : bytes[at]!
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
