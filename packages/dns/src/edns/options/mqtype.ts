/** MQTYPE-QUERY and MQTYPE-RESPONSE: further types queried with one question, and the types that were answered (RFC 10029). */
import { fail } from '../../error.js'
import { checkList, unknownType } from '../../given.js'
import type { OptionType } from '../option-type.js'

export interface MqTypes {
  /** Mnemonics or `TYPEn`. */
  readonly types: readonly string[]
}

const mqTypes = <Name extends string>(name: Name, code: number): OptionType<MqTypes, Name> => ({
  name,
  code,
  decode: reader => {
    const types: string[] = []
    while (reader.pos < reader.end) types.push(reader.types.typeName(reader.u16('type')))
    return { types }
  },
  encode: (writer, { types }) => {
    checkList(types, `encode option ${name}`)
    for (const type of types)
      writer.u16(writer.types.typeCode(type) ?? fail('bad-type', writer.pos, `encode option ${name}: ${unknownType(type)}`))
  },
})

export const mqTypeQueryOption: OptionType<MqTypes, 'MQTYPE-QUERY'> = /* @__PURE__ */ mqTypes('MQTYPE-QUERY', 20)
export const mqTypeResponseOption: OptionType<MqTypes, 'MQTYPE-RESPONSE'> = /* @__PURE__ */ mqTypes('MQTYPE-RESPONSE', 21)
