/** Options without a structure: the server's identity (RFC 5001) and padding (RFC 7830). */
import type { OptionText, OptionType } from '../option-type.js'
import { formatPairsAndText, parseNumber, parsePairs } from './text.js'

export interface OptionBytes {
  readonly data: Uint8Array
}

const bytes = <Name extends string>(name: Name, code: number, text: OptionText<OptionBytes>): OptionType<OptionBytes, Name> => ({
  name,
  code,
  text,
  decode: reader => ({ data: reader.opaque(reader.end - reader.pos) }),
  encode: (writer, { data }) => writer.raw(data),
})

/** Identifies the server that answered, of several at one address; empty in a query (RFC 5001 2). */
export const nsidOption: OptionType<OptionBytes, 'NSID'> = /* @__PURE__ */ bytes('NSID', 3, {
  label: 'NSID',
  format: ({ data }) => formatPairsAndText(data),
  parse: text => {
    const data = parsePairs(text)
    return data === undefined ? undefined : { data }
  },
})

/** Bytes that hide the length of a message: zeros, though others must be accepted (RFC 7830 3). */
export const paddingOption: OptionType<OptionBytes, 'PADDING'> = /* @__PURE__ */ bytes('PADDING', 12, {
  label: 'PAD',
  aliases: ['PADDING'],
  format: ({ data }) => (data.length === 0 ? '' : `(${data.length} bytes)`),
  parse: text => {
    const length = text === '' ? 0 : parseNumber(/^\((\d+) bytes\)$/.exec(text)?.[1], 0xffff)
    return length === undefined ? undefined : { data: new Uint8Array(length) }
  },
})
