/** The set of types that exist at a name, as windows of bits (RFC 4034 4.1.2). NSEC, NSEC3 and CSYNC share it. */
import { fail } from '../../error.js'
import { unknownType } from '../../given.js'
import { ianaTypes, type TypeNames } from '../../iana/types.js'
import type { Field } from '../record-type.js'

/** Mnemonics or `TYPEn` in ascending order of their numbers. Encoders and parsers take any order, and repeated types. */
export const typeBitmap: Field<readonly string[]> = {
  kind: 'type-bitmap',
  greedy: true,
  decode: reader => {
    const types: string[] = []
    let last = -1
    while (reader.pos < reader.end) {
      const start = reader.pos
      const window = reader.u8('window')
      const length = reader.u8('window length')
      if (window <= last) fail('bad-value', start, `decode type bitmap: window ${window} after window ${last}`)
      if (length < 1 || length > 32)
        fail('bad-value', start + 1, `decode type bitmap: window of ${length} bytes, 1 to 32 allowed`)
      const at = reader.take(length, 'type bitmap')
      for (let byte = 0; byte < length; byte++) {
        // From the highest bit that is left to the next one.
        for (let bits = reader.bytes[at + byte]!, bit = 0; bits !== 0; bits &= ~(0x80 >> bit)) {
          bit = Math.clz32(bits) - 24
          types.push(reader.types.typeName(window * 256 + byte * 8 + bit))
        }
      }
      if (reader.bytes[at + length - 1] === 0)
        reader.warn('trailing-zero', at + length - 1, 'decode type bitmap: window ends in a zero byte')
      if (window === 0 && reader.bytes[at]! >= 0x80) fail('bad-value', at, 'decode type bitmap: type 0 cannot exist')
      last = window
    }
    return types
  },
  encode: (writer, value) => {
    const codes = codesOf(value, writer.types)
    for (let at = 0; at < codes.length; ) {
      const window = codes[at]! >> 8
      let next = at + 1 // of the following window
      while (next < codes.length && codes[next]! >> 8 === window) next++
      const length = ((codes[next - 1]! & 0xff) >> 3) + 1
      const start = writer.take(2 + length)
      const { bytes } = writer
      bytes[start] = window
      bytes[start + 1] = length
      bytes.fill(0, start + 2, start + 2 + length)
      for (; at < next; at++) bytes[start + 2 + ((codes[at]! & 0xff) >> 3)]! |= 0x80 >> (codes[at]! & 7)
    }
  },
  parse: tokens => {
    const codes: number[] = []
    while (!tokens.atEnd) {
      const token = tokens.next('a type')
      const code = tokens.types.typeCode(token.text)
      codes.push(code === undefined || code === 0 ? tokens.refuse('bad-type', 'a record type expected', token) : code)
    }
    return ascending(codes).map(code => tokens.types.typeName(code))
  },
  format: (value, types = ianaTypes) =>
    codesOf(value, types)
      .map(code => types.typeName(code))
      .join(' '),
}

/** The numbers of the types, in order. */
function codesOf(types: readonly string[], names: TypeNames): number[] {
  if (!Array.isArray(types)) fail('bad-value', 0, 'encode type bitmap: an array of types expected')
  const codes: number[] = []
  let isAscending = true
  for (const type of types) {
    const code = typeof type === 'string' ? names.typeCode(type) : undefined
    if (code === undefined || code === 0) fail('bad-type', 0, `encode type bitmap: ${unknownType(type)}`)
    isAscending &&= codes.length === 0 || code > codes[codes.length - 1]!
    codes.push(code)
  }
  return isAscending ? codes : ascending(codes)
}

const ascending = (codes: readonly number[]): number[] => [...new Set(codes)].sort((a, b) => a - b)
