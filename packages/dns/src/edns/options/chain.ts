/** CHAIN: the closest name whose keys the sender has already validated (RFC 7901 4). */
import type { OptionType } from '../option-type.js'
import { uncompressedName } from './name.js'
import { parseQuotedName } from './text.js'

export interface Chain {
  /** The closest trust point. */
  readonly trustPoint: string
}

export const chainOption: OptionType<Chain, 'CHAIN'> = {
  name: 'CHAIN',
  code: 13,
  decode: reader => ({ trustPoint: uncompressedName(reader) }),
  encode: (writer, { trustPoint }) => writer.name(trustPoint, false),
  text: {
    aliases: ['CHAIN'],
    format: () => undefined,
    parse: text => {
      const trustPoint = parseQuotedName(text)
      return trustPoint === undefined ? undefined : { trustPoint }
    },
  },
}
