/** Fields that are numbers of a registry: the value is the number; text takes the number or its mnemonic. */
import { fail } from '../../error.js'
import { unknownType } from '../../given.js'
import { type Codes, type CodeTable, codesOf } from '../../iana/codes.js'
import { ianaTypes, type TypeNames } from '../../iana/types.js'
import type { Field } from '../record-type.js'
import { checkUnsigned } from './numbers.js'

/** A number of `registry` that `size` bytes hold; text shows its number, or with `show` its mnemonic where it has one. */
export function code(registry: CodeTable, size: 1 | 2, show: 'number' | 'mnemonic'): Field<number> {
  let codes: Codes | undefined
  const table = (): Codes => (codes ??= codesOf(registry, '', 256 ** size - 1))
  return {
    kind: size === 1 ? 'u8' : 'u16',
    decode: reader => (size === 1 ? reader.u8() : reader.u16()),
    encode: (writer, value) => {
      checkUnsigned(value, size)
      if (size === 1) writer.u8(value)
      else writer.u16(value)
    },
    parse: tokens => {
      const token = tokens.next('a number or its mnemonic')
      return (
        table().codeOf(token.text) ?? tokens.refuse('bad-value', 'a registered mnemonic or a number that fits expected', token)
      )
    },
    format: value => {
      checkUnsigned(value, size)
      return show === 'number' ? String(value) : table().nameOf(value)
    },
  }
}

/** A record type as its mnemonic or `TYPEn`. */
export const recordType: Field<string> = {
  kind: 'record-type',
  decode: reader => reader.types.typeName(reader.u16('type')),
  encode: (writer, value) => writer.u16(codeOf(value, writer.types)),
  parse: tokens => {
    const token = tokens.next('a record type')
    const type = tokens.types.typeCode(token.text)
    return type === undefined ? tokens.refuse('bad-type', 'a record type expected', token) : tokens.types.typeName(type)
  },
  format: (value, types = ianaTypes) => types.typeName(codeOf(value, types)),
}

/** The number of a type. @throws `bad-type` */
export const codeOf = (type: string, types: TypeNames): number =>
  (typeof type === 'string' ? types.typeCode(type) : undefined) ?? fail('bad-type', 0, `encode record type: ${unknownType(type)}`)
