/** KEEPALIVE: how long a TCP connection may stay open without a query (RFC 7828 3.1); empty in a query. */
import type { OptionType } from '../option-type.js'
import { parseNumber } from './text.js'

export interface Keepalive {
  /** Tenths of a second; `undefined` in a query. */
  readonly timeout: number | undefined
}

export const keepaliveOption: OptionType<Keepalive, 'KEEPALIVE'> = {
  name: 'KEEPALIVE',
  code: 11,
  decode: reader => ({ timeout: reader.pos === reader.end ? undefined : reader.u16('timeout') }),
  encode: (writer, { timeout }) => {
    if (timeout === undefined) return
    writer.u16(timeout)
  },
  text: {
    label: 'TCP KEEPALIVE',
    aliases: ['TCP-KEEPALIVE'],
    format: ({ timeout }) => (timeout === undefined ? '' : `${(timeout / 10).toFixed(1)} secs`),
    parse: text => {
      if (text === '') return { timeout: undefined }
      const match = /^(\d{1,4})\.(\d) secs$/.exec(text)
      const timeout = match === null ? undefined : parseNumber(match[1]! + match[2]!, 0xffff)
      return timeout === undefined ? undefined : { timeout }
    },
  },
}
