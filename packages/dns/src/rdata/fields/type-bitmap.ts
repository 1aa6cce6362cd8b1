/**
 * The types that exist at a name, as NSEC, NSEC3 and CSYNC list them (RFC 4034 4.1.2): blocks of 256 types in ascending order, each with its
 * number, a length and a bitmap without zero octets at its end.
 */
import { fail } from '../../error.js'
import { typeCode, typeName } from '../../iana/types.js'
import type { Field } from '../../record.js'

/** Mnemonics or `TYPEn`, in ascending order of their numbers. */
export const typeBitmap: Field<readonly string[]> = {
  kind: 'type-bitmap',
  decode: reader => {
    const types: string[] = []
    for (let last = -1; reader.pos < reader.end; ) {
      const start = reader.pos
      const block = reader.u8('type bitmap')
      const length = reader.u8('type bitmap')
      if (block <= last) fail('bad-value', start, `decode type bitmap: window ${block} after window ${last}`)
      if (length < 1 || length > 32) fail('bad-value', start, `decode type bitmap: a window of ${length} octets`)
      const at = reader.take(length, 'type bitmap')
      if (reader.bytes[at + length - 1] === 0) fail('bad-value', at, 'decode type bitmap: zero octets at the end of a window')
      if (block === 0 && reader.bytes[at]! >= 0x80) fail('bad-value', at, 'decode type bitmap: type 0 is no type')
      for (let bit = 0; bit < length * 8; bit++)
        if ((reader.bytes[at + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0) types.push(typeName((block << 8) | bit))
      last = block
    }
    return types
  },
  encode: (writer, value) => {
    const codes = codesOf(value)
    for (let at = 0; at < codes.length; ) {
      const block = codes[at]! >> 8
      let end = at
      while (end < codes.length && codes[end]! >> 8 === block) end++
      const bitmap = new Uint8Array(((codes[end - 1]! & 0xff) >> 3) + 1)
      for (; at < end; at++) bitmap[(codes[at]! & 0xff) >> 3]! |= 0x80 >> (codes[at]! & 7)
      writer.u8(block)
      writer.u8(bitmap.length)
      writer.raw(bitmap)
    }
  },
  parse: tokens => {
    const codes = new Set<number>()
    while (!tokens.atEnd) {
      const token = tokens.next('a type')
      codes.add(
        typeCode(token.text) || tokens.refuse('bad-type', `${JSON.stringify(token.text.slice(0, 40))} is no record type`, token),
      )
    }
    return [...codes].sort((a, b) => a - b).map(typeName)
  },
  format: value => codesOf(value).map(typeName).join(' '),
}

/** The numbers, each once, in ascending order. */
function codesOf(types: readonly string[]): number[] {
  if (!Array.isArray(types)) fail('bad-value', 0, 'encode type bitmap: not a list of types')
  const codes = new Set<number>()
  for (const type of types) {
    const code = typeof type === 'string' ? typeCode(type) : undefined
    codes.add(code || fail('bad-type', 0, `encode type bitmap: unknown type ${JSON.stringify(type)}`))
  }
  return [...codes].sort((a, b) => a - b)
}
