/** EDE: why an answer is as it is (RFC 8914 2): a number of a registry, and words for people. */
import { decodeText, encodeText } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { extendedErrors } from '../../iana/extended-errors.js'
import { checkUnsigned } from '../../rdata/fields/numbers.js'
import type { OptionType } from '../option.js'
import { parseNumber } from './text.js'

export interface ExtendedError {
  /** An index of `extendedErrors`, or a number without a name. */
  readonly infoCode: number
  /** UTF-8, as text that loses no octet; empty for none. */
  readonly text: string
}

export const extendedError: OptionType<ExtendedError> = {
  name: 'EDE',
  code: 15,
  decode: reader => {
    const infoCode = reader.u16('info code')
    const start = reader.take(reader.end - reader.pos)
    return { infoCode, text: decodeText(reader.bytes, start, reader.end) }
  },
  encode: (writer, { infoCode, text }) => {
    checkUnsigned(infoCode, 2)
    writer.u16(infoCode)
    if (typeof text !== 'string') fail('bad-edns', 0, `encode option EDE: ${typeof text} is no text`)
    writer.raw(encodeText(text, fail))
  },
  text: {
    label: 'EDE',
    format: ({ infoCode, text }) => {
      // What cannot be shown as it is, line ends above all, is left to the octets.
      if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) return undefined
      const name = extendedErrors[infoCode]
      return `${infoCode}${name === undefined ? '' : ` (${name})`}${text === '' ? '' : `: (${text})`}`
    },
    parse: line => {
      const match = /^(\d{1,5})(?: \([^()]*\))?(?:: \((.*)\))?$/.exec(line)
      const infoCode = parseNumber(match?.[1], 0xffff)
      return infoCode === undefined ? undefined : { infoCode, text: match?.[2] ?? '' }
    },
  },
}
