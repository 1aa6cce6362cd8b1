/** IPN: the number of a node of the Bundle Protocol (draft-johnson-dns-ipn-cla). */
import { fail } from '../error.js'
import type { Field, RecordType } from '../record.js'

export interface Ipn {
  /** 64 bits. */
  readonly nodeNumber: bigint
}

const u64: Field<bigint> = {
  kind: 'u64',
  decode: reader => (BigInt(reader.u32('number')) << 32n) | BigInt(reader.u32('number')),
  encode: (writer, value) => {
    check(value)
    writer.u32(Number(value >> 32n))
    writer.u32(Number(value & 0xffffffffn))
  },
  parse: tokens => {
    const token = tokens.next('a number')
    if (!/^\d{1,20}$/.test(token.text) || BigInt(token.text) >= 1n << 64n)
      tokens.refuse('bad-value', 'a number of 64 bits expected', token)
    return BigInt(token.text)
  },
  format: value => String(check(value)),
}

const check = (value: bigint): bigint =>
  typeof value === 'bigint' && value >= 0n && value < 1n << 64n
    ? value
    : fail('bad-value', 0, 'encode number: a bigint of 64 bits expected')

export const ipn: RecordType<Ipn> = { name: 'IPN', code: 264, anyClass: true, fields: { nodeNumber: u64 } }
