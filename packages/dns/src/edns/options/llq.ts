/** LLQ: a query that stays open (RFC 8764 3.2). */
import { encodeHex } from '@mailwire/bytes'
import { checkBytes } from '../../given.js'
import type { OptionType } from '../option-type.js'
import { refuseOption } from './refuse.js'
import { parseHex, parseNumber } from './text.js'

export interface Llq {
  readonly version: number
  /** 1 setup, 2 refresh, 3 event. */
  readonly opcode: number
  /** 0 for none (RFC 8764 3.2.1). */
  readonly error: number
  /** 8 bytes; zeros in a setup request. */
  readonly id: Uint8Array
  /** Seconds. */
  readonly lease: number
}

const ID = 8

export const llqOption: OptionType<Llq, 'LLQ'> = {
  name: 'LLQ',
  code: 1,
  decode: reader => ({
    version: reader.u16('version'),
    opcode: reader.u16('opcode'),
    error: reader.u16('error'),
    id: reader.opaque(ID, 'id'),
    lease: reader.u32('lease'),
  }),
  encode: (writer, { version, opcode, error, id, lease }) => {
    for (const value of [version, opcode, error]) writer.u16(value)
    checkBytes(id, 'encode option LLQ')
    if (id.length !== ID) refuseOption('LLQ', `ID of ${id.length} bytes, ${ID} expected`)
    writer.raw(id)
    writer.u32(lease)
  },
  text: {
    label: 'LLQ',
    format: ({ version, opcode, error, id, lease }) =>
      `Version: ${version}, Opcode: ${opcode}, Error: ${error}, Identifier: ${BigInt(`0x${encodeHex(id)}`)}, Lifetime: ${lease}`,
    parse: text => {
      const match = /^Version: (\d+), Opcode: (\d+), Error: (\d+), Identifier: (\d{1,20}), Lifetime: (\d+)$/.exec(text)
      const [version, opcode, error] = [1, 2, 3].map(at => parseNumber(match?.[at], 0xffff))
      const lease = parseNumber(match?.[5], 0xffffffff)
      const id = parseHex(
        BigInt(match?.[4] ?? 0)
          .toString(16)
          .padStart(2 * ID, '0'),
      )
      return version === undefined || opcode === undefined || error === undefined || lease === undefined || id === undefined
        ? undefined
        : { version, opcode, error, id, lease }
    },
  },
}
