/**
 * EDNS(0): the OPT pseudo-record (RFC 6891 6.1). In a message it is `edns`, never one of the additional records; its class field is a UDP
 * size, and its TTL contains eight more bits of the response code, a version and flags.
 *
 *     +0 (MSB)                            +1 (LSB)
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  0: |         EXTENDED-RCODE        |    VERSION    |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  2: | DO| CO|                 Z                     |
 *     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 */
import type { Registry } from '../../codec.js'
import { DnsError, fail, type SectionName } from '../../error.js'
import { checkList, checkObject, checkUnsigned, checkWhole, flagBits } from '../../given.js'
import { ednsOptions } from '../../iana/edns-options.js'
import { recordTypes } from '../../iana/types.js'
import { u16At, writeU16 } from '../../wire/integers.js'
import type { MessageReader } from '../../wire/reader.js'
import { CLASS, RECORD_HEADER, TTL } from '../../wire/record-header.js'
import type { MessageWriter } from '../../wire/writer.js'
import { decodeCoded, encodeCoded } from '../coded.js'
import { type EdnsOption, type EdnsOptionInit, optionBytes, optionCode } from './option.js'

export interface EdnsFlags {
  /** DNSSEC records are requested (RFC 3225). */
  readonly do: boolean
  /** Compact denial of existence is supported (RFC 9824). */
  readonly co: boolean
  /** The other 14 bits, kept as received. */
  readonly z: number
}

/** The contents of an OPT record; `Own` is the type of your own options. */
export interface Edns<Own = never> {
  /** The largest UDP message that the sender accepts, in bytes. */
  readonly udpPayloadSize: number
  readonly version: number
  readonly flags: EdnsFlags
  /** In wire order. */
  readonly options: readonly (EdnsOption | Own)[]
}

/** {@link Edns} as `encodeMessage` accepts it: by default 1232 bytes, version 0, no flags and no options. */
export interface EdnsInit {
  readonly udpPayloadSize?: number | undefined
  readonly version?: number | undefined
  readonly flags?: { readonly [Flag in keyof EdnsFlags]?: EdnsFlags[Flag] | undefined } | undefined
  readonly options?: readonly EdnsOptionInit[] | undefined
}

/** The length of an OPT record without options, in bytes. */
const OPT_LENGTH = 11
/** The flags' bits by name. */
export const DO = 0x8000
export const CO = 0x4000
const FLAGS = { do: DO, co: CO }

/** Offsets of the fields that OPT has in place of CLASS and TTL, from the record's TYPE. */
const UDP_SIZE = CLASS
const EXTENDED_RCODE = TTL
const VERSION = TTL + 1
const FLAG_BITS = TTL + 2

/** The upper bits of the response code in the OPT record whose TYPE is at `header`. */
export const extendedRcodeAt = (bytes: Uint8Array, header: number): number => bytes[header + EXTENDED_RCODE]!

/** Refuses an OPT record, which starts at `start`, in another section, with another owner than the root, or after another one (RFC 6891 6.1.1). */
export function checkOpt(section: SectionName, name: string, isSecond: boolean, start: number): void {
  if (section !== 'additional') fail('bad-edns', start, `decode OPT: record in the ${section} section`)
  if (name !== '.') fail('bad-edns', start, 'decode OPT: the owner must be the root')
  if (isSecond) fail('bad-edns', start, 'decode OPT: second OPT record')
}

/**
 * Decodes an OPT record whose TYPE is at `header` and whose RDATA ends at `end`. With `keepDamaged` a malformed option is opaque and has the
 * error, which is also added to `errors`; with `errors`, bytes left of a truncated option are skipped.
 */
export function decodeOpt(
  reader: MessageReader,
  registry: Registry,
  header: number,
  end: number,
  keepDamaged: boolean,
  errors: DnsError[] | undefined,
  index: number,
): Edns {
  const { bytes } = reader
  const bits = u16At(bytes, header + FLAG_BITS)
  const options: EdnsOption[] = []
  const damage = keepDamaged ? ({ section: 'additional', index, errors } as const) : undefined
  for (let at = header + RECORD_HEADER; at < end; ) {
    const left = end - at - 4
    const size = left < 0 ? 0 : u16At(bytes, at + 2)
    if (size > left) {
      const error = new DnsError('bad-edns', at, `decode OPT: option of ${size + 4} bytes, ${left + 4} left`, {
        section: 'additional',
        index,
        field: 'OPT',
      })
      if (errors === undefined) throw error
      errors.push(error)
      break
    }
    reader.pos = at + 4
    reader.end = at + 4 + size
    const code = u16At(bytes, at)
    options.push(decodeCoded(reader, registry, code, 'option', damage) as EdnsOption)
    at += 4 + size
  }
  return {
    udpPayloadSize: u16At(bytes, header + UDP_SIZE),
    version: bytes[header + VERSION]!,
    flags: { do: (bits & DO) !== 0, co: (bits & CO) !== 0, z: bits & 0x3fff },
    options,
  }
}

/** Writes the OPT record, from its root owner name on. With `pad`, a padding option of that many zeros replaces any given one. */
export function encodeOpt(
  writer: MessageWriter,
  registry: Registry,
  edns: EdnsInit,
  extendedRcode: number,
  pad: number | undefined,
): void {
  const { udpPayloadSize = 1232, version = 0, flags, options } = edns
  checkUnsigned(udpPayloadSize, 2)
  checkUnsigned(version, 1)
  const bits = flags === undefined ? 0 : optFlags(flags)
  const at = writer.take(OPT_LENGTH)
  const { bytes } = writer
  bytes[at] = 0
  writeU16(bytes, at + 1, recordTypes.OPT)
  writeU16(bytes, at + 3, udpPayloadSize)
  bytes[at + 5] = extendedRcode
  bytes[at + 6] = version
  writeU16(bytes, at + 7, bits)
  const start = writer.pos
  for (const option of options ?? [])
    if (pad === undefined || !isPadding(registry, option)) encodeCoded(writer, registry, option, 'option')
  if (pad !== undefined) encodeCoded(writer, registry, { code: ednsOptions.PADDING, data: new Uint8Array(pad) }, 'option')
  writer.closeLength(start, 'OPT')
}

function optFlags(flags: NonNullable<EdnsInit['flags']>): number {
  checkObject(flags, 'encode OPT flags')
  const { z = 0 } = flags
  checkWhole(z, 0x3fff, 'encode OPT: z')
  return flagBits(flags, FLAGS, 'encode OPT', 'z') | z
}

/** The length of the OPT record in bytes; with `padded`, without any given padding option. */
export function optLength(registry: Registry, edns: EdnsInit, padded: boolean): number {
  checkObject(edns, 'encode OPT')
  const { options } = edns
  let length = OPT_LENGTH
  if (options === undefined) return length
  checkList(options, 'encode OPT options')
  for (const option of options) if (!padded || !isPadding(registry, option)) length += 4 + optionBytes(registry, option).length
  return length
}

const isPadding = (registry: Registry, option: EdnsOptionInit): boolean => optionCode(registry, option) === ednsOptions.PADDING
