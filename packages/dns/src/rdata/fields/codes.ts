/** Fields that are numbers of a registry. The value is the number; text may have the mnemonic too. */
import { fail } from '../../error.js'
import type { Registry } from '../../iana/codes.js'
import { typeCode, typeName } from '../../iana/types.js'
import type { Field } from '../../record.js'
import { checkUnsigned } from './numbers.js'

/** A number that text may name; `show` prints mnemonics, as it is done for CERT, rather than numbers, as for DNSKEY. */
export const code = (octets: 1 | 2, registry: Registry, show = false): Field<number> => ({
  kind: `u${8 * octets}`,
  decode: reader => (octets === 1 ? reader.u8() : reader.u16()),
  encode: (writer, value) => {
    checkUnsigned(value, octets)
    if (octets === 1) writer.u8(value)
    else writer.u16(value)
  },
  parse: tokens => {
    const token = tokens.next('a number or mnemonic')
    const mnemonic = token.text.toUpperCase()
    const value = Object.hasOwn(registry, mnemonic)
      ? registry[mnemonic]!
      : /^\d{1,5}$/.test(token.text)
        ? Number(token.text)
        : Number.NaN
    if (!(value < 256 ** octets))
      tokens.refuse('bad-value', `a mnemonic, or a number of at most ${256 ** octets - 1}, expected`, token)
    return value
  },
  format: value => {
    checkUnsigned(value, octets)
    const mnemonic = show ? Object.keys(registry).find(name => registry[name] === value) : undefined
    return mnemonic ?? String(value)
  },
})

/** A record type by its mnemonic or as `TYPEn`. */
export const recordTypeField: Field<string> = {
  kind: 'record-type',
  decode: reader => typeName(reader.u16('record type')),
  encode: (writer, value) =>
    writer.u16(typeCode(value) ?? fail('bad-type', 0, `encode record: unknown type ${JSON.stringify(value)}`)),
  parse: tokens => {
    const token = tokens.next('a record type')
    const number =
      typeCode(token.text) ?? tokens.refuse('bad-type', `${JSON.stringify(token.text.slice(0, 40))} is no record type`, token)
    return typeName(number)
  },
  format: value => typeName(typeCode(value) ?? fail('bad-type', 0, `format record: unknown type ${JSON.stringify(value)}`)),
}
