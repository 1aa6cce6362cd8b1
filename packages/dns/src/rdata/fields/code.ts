/** Fields that are numbers of a registry: the value is the number; text takes the number or its mnemonic. */
import { fail } from '../../error.js'
import { checkObject, checkUnsigned, checkWhole, shown, unknownType } from '../../given.js'
import { type Codes, type CodeTable, codesOf } from '../../iana/codes.js'
import { ianaTypes, type TypeNames } from '../../iana/types.js'
import type { Field } from '../record-type.js'

/** A number of `registry` that `size` bytes hold; text shows its number, or with `show` its mnemonic where it has one. */
export function code(registry: CodeTable, size: 1 | 2, show: 'number' | 'mnemonic'): Field<number> {
  checkTable(registry, size, show)
  let codes: Codes | undefined
  const table = (): Codes => (codes ??= codesOf(registry, '', 256 ** size - 1))
  return {
    kind: size === 1 ? 'u8' : 'u16',
    decode: reader => (size === 1 ? reader.u8() : reader.u16()),
    encode: (writer, value) => {
      if (size === 1) writer.u8(value)
      else writer.u16(value)
    },
    parse: tokens => {
      const token = tokens.next('a number or its mnemonic')
      return (
        table().codeOf(token.text) ??
        tokens.refuse('bad-value', `a registered mnemonic or a number up to ${256 ** size - 1} expected`, token)
      )
    },
    format: value => {
      checkUnsigned(value, size)
      return show === 'number' ? String(value) : table().nameOf(value)
    },
  }
}

/** Names are words of zone text and no other numbers, so that they are read back. */
const NAME = /^[A-Z][\w-]*$/i

function checkTable(registry: CodeTable, size: number, show: string): void {
  const what = 'describe named number'
  checkObject(registry, what)
  if (size !== 1 && size !== 2) fail('bad-value', 0, `${what}: a size of 1 or 2 bytes expected, not ${shown(size)}`, 'local')
  if (show !== 'number' && show !== 'mnemonic')
    fail('bad-value', 0, `${what}: number or mnemonic expected, not ${shown(show)}`, 'local')
  for (const [name, value] of Object.entries(registry)) {
    if (!NAME.test(name) && name !== String(value))
      fail('bad-value', 0, `${what}: name ${shown(name)}: a letter, then letters, digits, _ or - expected`, 'local')
    checkWhole(value, 256 ** size - 1, `${what}: ${name}`)
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
