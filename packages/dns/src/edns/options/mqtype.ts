/** MQTYPE-QUERY and MQTYPE-RESPONSE: further types that are asked for with one question, and those that were answered (RFC 10029). */
import { fail } from '../../error.js'
import { checkList, shown } from '../../given.js'
import type { OptionType } from '../option.js'

export interface MqTypes {
  /** Mnemonics or `TYPEn`. */
  readonly types: readonly string[]
}

const mqTypes = (name: string, code: number): OptionType<MqTypes> => ({
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
      writer.u16(
        writer.types.typeCode(type) ?? fail('bad-type', writer.pos, `encode option ${name}: unknown type ${shown(type)}`),
      )
  },
})

export const mqTypeQuery: OptionType<MqTypes> = /* @__PURE__ */ mqTypes('MQTYPE-QUERY', 20)
export const mqTypeResponse: OptionType<MqTypes> = /* @__PURE__ */ mqTypes('MQTYPE-RESPONSE', 21)
