/** SIZE (RFC 1870): the size of the message. */
import { digits, type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface SizeParameter {
  /** The approximate size of the message, in bytes (RFC 1870 6). */
  readonly size?: number | undefined
}

/** `size-value = 1*20DIGIT` (RFC 1870 3). */
export const size: Parameter<SizeParameter> = /* @__PURE__ */ valued<SizeParameter>(
  'size',
  'SIZE',
  'size',
  text => {
    let bytes = 0
    for (let at = 0; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 0x30
      if (digit < 0 || digit > 9) return undefined
      bytes = bytes * 10 + digit
    }
    return text.length <= 20 && Number.isSafeInteger(bytes) ? bytes : undefined
  },
  value => digits(value, 'SIZE'),
)
