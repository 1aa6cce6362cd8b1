/**
 * EDNS(0): the OPT pseudo-record (RFC 6891 6.1). In a message it is `edns`, never one of the additional records; its class field is a
 * UDP size, and its TTL holds eight more bits of the response code, a version and flags.
 *
 *     +0 (MSB)                            +1 (LSB)
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  0: |         EXTENDED-RCODE        |    VERSION    |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  2: | DO| CO|                 Z                     |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 */
import type { MessageWriter } from '../compress.js'
import { fail } from '../error.js'
import { ednsOptionName } from '../iana/edns-options.js'
import { checkUnsigned } from '../rdata/fields/numbers.js'
import type { MessageReader } from '../reader.js'

/** One option, opaque; `name` is its mnemonic or `OPTn`. */
export interface EdnsOption {
  readonly code: number
  readonly name: string
  readonly data: Uint8Array
}

export interface EdnsFlags {
  /** DNSSEC records are wanted (RFC 3225). */
  readonly do: boolean
  /** Compact denial of existence is understood (RFC 9824). */
  readonly co: boolean
  /** The other 14 bits, kept as they came. */
  readonly z: number
}

/** What an OPT record says. */
export interface Edns {
  /** The largest UDP message that the sender takes, in octets. */
  readonly udpPayloadSize: number
  readonly version: number
  readonly flags: EdnsFlags
  /** In their order. */
  readonly options: readonly EdnsOption[]
}

/** {@link Edns} as `encodeMessage` takes it: 1232 octets, version 0, no flags and no options unless given. */
export interface EdnsInit {
  readonly udpPayloadSize?: number | undefined
  readonly version?: number | undefined
  readonly flags?: { readonly [Flag in keyof EdnsFlags]?: EdnsFlags[Flag] | undefined } | undefined
  readonly options?:
    | readonly { readonly code: number; readonly name?: string | undefined; readonly data: Uint8Array }[]
    | undefined
}

const DO = 0x8000
const CO = 0x4000

/** An OPT record behind its type: from the class to the end of RDATA. Gives the extended response code's upper bits too. */
export function decodeOpt(reader: MessageReader): { edns: Edns; extendedRcode: number } {
  const udpPayloadSize = reader.u16('OPT')
  const extendedRcode = reader.u8('OPT')
  const version = reader.u8('OPT')
  const bits = reader.u16('OPT')
  const length = reader.u16('OPT')
  const start = reader.take(length, 'OPT options')
  const options: EdnsOption[] = []
  const { bytes, pos: end } = reader
  for (let at = start; at < end; ) {
    if (end - at < 4) fail('bad-edns', at, `decode OPT: ${end - at} octets left for an option`)
    const code = (bytes[at]! << 8) | bytes[at + 1]!
    const size = (bytes[at + 2]! << 8) | bytes[at + 3]!
    at += 4
    if (size > end - at) fail('bad-edns', at, `decode OPT: option ${code} has ${size} octets, ${end - at} left`)
    options.push({ code, name: ednsOptionName(code), data: Uint8Array.prototype.slice.call(bytes, at, at + size) })
    at += size
  }
  return {
    edns: { udpPayloadSize, version, flags: { do: (bits & DO) !== 0, co: (bits & CO) !== 0, z: bits & 0x3fff }, options },
    extendedRcode,
  }
}

/** The whole OPT record, from its root owner name on. */
export function encodeOpt(writer: MessageWriter, edns: EdnsInit, extendedRcode: number): void {
  const { udpPayloadSize = 1232, version = 0, flags = {}, options = [] } = edns
  checkUnsigned(udpPayloadSize, 2)
  checkUnsigned(version, 1)
  const z = flags.z ?? 0
  if (!Number.isInteger(z) || z < 0 || z > 0x3fff) fail('bad-value', 0, `encode OPT: flag bits ${String(z)} do not fit 14 bits`)
  writer.u8(0)
  writer.u16(41)
  writer.u16(udpPayloadSize)
  writer.u8(extendedRcode)
  writer.u8(version)
  writer.u16((flags.do === true ? DO : 0) | (flags.co === true ? CO : 0) | z)
  const start = writer.openLength()
  for (const option of options) {
    checkUnsigned(option.code, 2)
    writer.u16(option.code)
    const optionStart = writer.openLength()
    writer.raw(option.data)
    writer.closeLength(optionStart, 'EDNS option')
  }
  writer.closeLength(start, 'OPT')
}
