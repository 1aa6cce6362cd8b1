/** The error of an option's value, which is the same when it is decoded and when it is encoded. */
import { fail } from '../../error.js'

/**
 * Refuses the value of an option. When it was decoded, `start` is the offset of its data, `field` that of the field in it, and the codec adds the
 * action; when it is to be encoded, `start` is `undefined`.
 */
export function refuseOption(name: string, reason: string, start?: number, field = 0): never {
  return start === undefined ? fail('bad-edns', 0, `encode option ${name}: ${reason}`) : fail('bad-edns', start + field, reason)
}
