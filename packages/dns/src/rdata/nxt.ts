/** NXT: the next name of a zone, and the types at this one; NSEC took its place (RFC 2535 5.2). Types above 127 do not fit. */
import { fail } from '../error.js'
import { typeCode, typeName } from '../iana/types.js'
import type { Field, RecordType } from '../record.js'
import { foldedName } from './fields/names.js'
import { typeBitmap } from './fields/type-bitmap.js'

export interface Nxt {
  readonly nextDomain: string
  /** Mnemonics or `TYPEn`, in ascending order of their numbers, 1 to 127. */
  readonly types: readonly string[]
}

const nxtBitmap: Field<readonly string[]> = {
  kind: 'nxt-bitmap',
  decode: reader => {
    const start = reader.pos
    const length = reader.end - start
    if (length > 16) fail('bad-value', start, `decode NXT: a bitmap of ${length} octets, 16 allowed`)
    if (length > 0 && reader.bytes[reader.end - 1] === 0)
      fail('bad-value', start, 'decode NXT: zero octets at the end of the bitmap')
    if (length > 0 && reader.bytes[start]! >= 0x80) fail('bad-value', start, 'decode NXT: bit 0 speaks of another format')
    reader.take(length)
    const types: string[] = []
    for (let bit = 0; bit < length * 8; bit++)
      if ((reader.bytes[start + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0) types.push(typeName(bit))
    return types
  },
  encode: (writer, value) => {
    const codes = value.map(type => typeCode(type) ?? 0)
    const last = Math.max(-1, ...codes)
    if (last > 127 || codes.includes(0)) fail('bad-type', 0, 'encode NXT: types from 1 to 127 fit')
    const bitmap = new Uint8Array(last < 0 ? 0 : (last >> 3) + 1)
    for (const code of codes) bitmap[code >> 3]! |= 0x80 >> (code & 7)
    writer.raw(bitmap)
  },
  parse: tokens => {
    const token = tokens.peek()
    const types = typeBitmap.parse(tokens)
    if (types.some(type => typeCode(type)! > 127)) tokens.refuse('bad-value', 'types from 1 to 127 expected', token!)
    return types
  },
  format: typeBitmap.format,
}

export const nxt: RecordType<Nxt> = {
  name: 'NXT',
  code: 30,
  anyClass: true,
  fields: { nextDomain: foldedName, types: nxtBitmap },
}
