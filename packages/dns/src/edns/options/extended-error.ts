/** EDE: an extended error (RFC 8914 2): a registered code, and text for people. */
import { decodeText, encodeText } from '@mailwire/bytes'
import { fail } from '../../error.js'
import { extendedErrors } from '../../iana/extended-errors.js'
import type { OptionType } from '../option-type.js'
import { refuseOption } from './refuse.js'
import { formatTextBytes, parseNumber, parsePairs } from './text.js'

export interface ExtendedError {
  /** An index of `extendedErrors`, or a number without a name. */
  readonly infoCode: number
  /** Decoded from UTF-8 without losing invalid bytes; empty if there is no text. */
  readonly text: string
}

export const extendedErrorOption: OptionType<ExtendedError, 'EDE'> = {
  name: 'EDE',
  code: 15,
  decode: reader => {
    const infoCode = reader.u16('info code')
    const start = reader.take(reader.end - reader.pos)
    return { infoCode, text: decodeText(reader.bytes, start, reader.end) }
  },
  encode: (writer, { infoCode, text }) => {
    writer.u16(infoCode)
    if (typeof text !== 'string') refuseOption('EDE', `a string expected, not ${typeof text}`)
    writer.raw(encodeText(text, fail))
  },
  text: {
    label: 'EDE',
    format: ({ infoCode, text }) => {
      const name = extendedErrors[infoCode]
      // Unprintable text, line ends in particular, is shown as its bytes. dig does so for text that is not UTF-8, and drops control characters.
      const isPlain = !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
      const shown = isPlain ? `(${text})` : formatTextBytes(encodeText(text, fail))
      return `${infoCode}${name === undefined ? '' : ` (${name})`}${text === '' ? '' : `: ${shown}`}`
    },
    parse: line => {
      const match = /^(\d{1,5})(?: \([^()"]*\))?(?:: (?:\((.*)\)|([\da-f].*)))?$/s.exec(line)
      const infoCode = parseNumber(match?.[1], 0xffff)
      const bytes = match?.[3] === undefined ? undefined : parsePairs(match[3])
      if (infoCode === undefined || (match?.[3] !== undefined && bytes === undefined)) return undefined
      return { infoCode, text: bytes === undefined ? (match?.[2] ?? '') : decodeText(bytes) }
    },
  },
}
