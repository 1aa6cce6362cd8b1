/** UL: the lease that an update requests, or is granted (RFC 9664 4). */
import type { OptionType } from '../option-type.js'
import { parseNumber } from './text.js'

export interface UpdateLease {
  /** Seconds. */
  readonly lease: number
  /** The lease of KEY records in seconds; `undefined` in the short form, where `lease` applies to them too. */
  readonly keyLease: number | undefined
}

export const updateLeaseOption: OptionType<UpdateLease, 'UL'> = {
  name: 'UL',
  code: 2,
  decode: reader => ({
    lease: reader.u32('lease'),
    keyLease: reader.pos === reader.end ? undefined : reader.u32('key lease'),
  }),
  encode: (writer, { lease, keyLease }) => {
    writer.u32(lease)
    if (keyLease === undefined) return
    writer.u32(keyLease)
  },
  text: {
    aliases: ['UPDATE-LEASE'],
    format: () => undefined,
    parse: text => {
      const match = /^(\d+)(?:\/(\d+))? \([^()"]*\)$/.exec(text)
      const lease = parseNumber(match?.[1], 0xffffffff)
      const keyLease = parseNumber(match?.[2], 0xffffffff)
      return lease === undefined || (match?.[2] !== undefined && keyLease === undefined) ? undefined : { lease, keyLease }
    },
  },
}
