/** Fields that are numbers: unsigned integers, and times in seconds. */
import { fail } from '../../error.js'
import { checkUnsigned, checkWhole, shown } from '../../given.js'
import { parseTtl } from '../../text/ttl.js'
import type { Field } from '../record-type.js'

/** An unsigned integer that `size` bytes hold. */
const unsigned = (kind: string, size: 1 | 2 | 4): Field<number> => ({
  kind,
  decode: reader => (size === 1 ? reader.u8() : size === 2 ? reader.u16() : reader.u32()),
  encode: (writer, value) => {
    if (size === 1) writer.u8(value)
    else if (size === 2) writer.u16(value)
    else writer.u32(value)
  },
  parse: tokens => {
    const token = tokens.next('a number')
    const value = /^\d{1,10}$/.test(token.text) ? Number(token.text) : Number.NaN
    if (!(value < 256 ** size)) tokens.refuse('bad-value', `a number of at most ${256 ** size - 1} expected`, token)
    return value
  },
  format: value => {
    checkUnsigned(value, size)
    return String(value)
  },
})

export const u8: Field<number> = /* @__PURE__ */ unsigned('u8', 1)
export const u16: Field<number> = /* @__PURE__ */ unsigned('u16', 2)
export const u32: Field<number> = /* @__PURE__ */ unsigned('u32', 4)

/** A 32-bit number of seconds, for which zone text also takes units: `1h30m` (RFC 2308 4 prints them plain). */
export const seconds: Field<number> = /* @__PURE__ */ timeInSeconds()

function timeInSeconds(): Field<number> {
  return {
    ...unsigned('u32', 4),
    parse: tokens => {
      const token = tokens.next('a time')
      return parseTtl(token.text) ?? tokens.refuse('bad-value', 'a number of seconds, or units such as 1h30m, expected', token)
    },
  }
}

/** A 48-bit number of seconds since 1970 (RFC 8945 4.2). */
export const u48: Field<number> = {
  kind: 'u48',
  decode: reader => reader.u16() * 0x1_0000_0000 + reader.u32(),
  encode: (writer, value) => {
    checkUnsigned48(value)
    writer.u16(Math.floor(value / 0x1_0000_0000))
    writer.u32(value % 0x1_0000_0000)
  },
  parse: tokens => {
    const token = tokens.next('a time')
    const value = /^\d{1,15}$/.test(token.text) ? Number(token.text) : Number.NaN
    return value < 2 ** 48 ? value : tokens.refuse('bad-value', 'a number of at most 48 bits expected', token)
  },
  format: value => {
    checkUnsigned48(value)
    return String(value)
  },
}

const checkUnsigned48 = (value: number): void => checkWhole(value, 2 ** 48 - 1, 'encode number')

/** A 64-bit number, which only a bigint holds exactly. */
export const u64: Field<bigint> = {
  kind: 'u64',
  decode: reader => BigInt(reader.u32()) * 0x1_0000_0000n + BigInt(reader.u32()),
  encode: (writer, value) => {
    checkUnsigned64(value)
    writer.u32(Number(value >> 32n))
    writer.u32(Number(value & 0xffff_ffffn))
  },
  parse: tokens => {
    const token = tokens.next('a number')
    const value = /^\d{1,20}$/.test(token.text) ? BigInt(token.text) : -1n
    return value >= 0n && value <= MAX_U64 ? value : tokens.refuse('bad-value', 'a number of at most 64 bits expected', token)
  },
  format: value => {
    checkUnsigned64(value)
    return String(value)
  },
}

const MAX_U64 = 0xffff_ffff_ffff_ffffn

function checkUnsigned64(value: bigint): void {
  if (typeof value !== 'bigint' || value < 0n || value > MAX_U64)
    fail(
      'bad-value',
      0,
      `encode number: ${typeof value === 'bigint' ? `${value} does not fit 8 bytes` : `a bigint expected, not ${shown(value)}`}`,
    )
}
