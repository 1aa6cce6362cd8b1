/** EXPIRE: how long a secondary may continue to serve its zone (RFC 7314 2); empty in a query. */
import type { OptionType } from '../option-type.js'
import { parseNumber } from './text.js'

export interface Expire {
  /** `undefined` in a query. */
  readonly seconds: number | undefined
}

export const expireOption: OptionType<Expire, 'EXPIRE'> = {
  name: 'EXPIRE',
  code: 9,
  decode: reader => ({ seconds: reader.pos === reader.end ? undefined : reader.u32('expire') }),
  encode: (writer, { seconds }) => {
    if (seconds === undefined) return
    writer.u32(seconds)
  },
  text: {
    label: 'EXPIRE',
    format: ({ seconds }) => (seconds === undefined ? '' : `${seconds} (${inWords(seconds)})`),
    parse: text => {
      // Bytes are printed with quotes in parentheses: `00 (".")`.
      if (text === '') return { seconds: undefined }
      const seconds = parseNumber(/^(\d+)(?: \([^()"]*\))?$/.exec(text)?.[1], 0xffffffff)
      return seconds === undefined ? undefined : { seconds }
    },
  },
}

/** `1 week 2 days`. */
function inWords(seconds: number): string {
  const words: string[] = []
  let left = seconds
  for (const [unit, length] of [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(left / length)
    left -= count * length
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
  }
  return words.length === 0 ? '0 seconds' : words.join(' ')
}
