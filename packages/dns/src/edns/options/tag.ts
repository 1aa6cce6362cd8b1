/** CLIENT-TAG and SERVER-TAG: a number agreed on in advance (draft-bellis-dnsop-edns-tags). */
import type { OptionType } from '../option-type.js'
import { parseNumber } from './text.js'

export interface Tag {
  readonly tag: number
}

const tag = <Name extends string>(name: Name, code: number): OptionType<Tag, Name> => ({
  name,
  code,
  decode: reader => ({ tag: reader.u16('tag') }),
  encode: (writer, data) => {
    writer.u16(data.tag)
  },
  text: {
    label: name,
    format: data => String(data.tag),
    parse: text => {
      const number = parseNumber(text, 0xffff)
      return number === undefined ? undefined : { tag: number }
    },
  },
})

export const clientTagOption: OptionType<Tag, 'CLIENT-TAG'> = /* @__PURE__ */ tag('CLIENT-TAG', 16)
export const serverTagOption: OptionType<Tag, 'SERVER-TAG'> = /* @__PURE__ */ tag('SERVER-TAG', 17)
