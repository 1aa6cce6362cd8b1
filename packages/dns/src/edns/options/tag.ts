/** CLIENT-TAG and SERVER-TAG: a number that sides agreed on beforehand (draft-bellis-dnsop-edns-tags). */
import { checkUnsigned } from '../../rdata/fields/numbers.js'
import type { OptionType } from '../option.js'
import { parseNumber } from './text.js'

export interface Tag {
  readonly tag: number
}

const tag = (name: string, code: number): OptionType<Tag> => ({
  name,
  code,
  decode: reader => ({ tag: reader.u16('tag') }),
  encode: (writer, data) => {
    checkUnsigned(data.tag, 2)
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

export const clientTag: OptionType<Tag> = /* @__PURE__ */ tag('CLIENT-TAG', 16)
export const serverTag: OptionType<Tag> = /* @__PURE__ */ tag('SERVER-TAG', 17)
