/** ENVID (RFC 3461 4.4): the sender's identifier of the envelope. */
import { fail } from '../error.js'
import { decodeXtext, encodeXtext } from '../grammar/xtext.js'
import { type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface EnvidParameter {
  /** The sender's identifier of the envelope; decoded, not xtext (RFC 3461 4.4). */
  readonly envid?: string | undefined
}

/** `envid-parameter = "ENVID=" xtext`, of printable ASCII (RFC 3461 4.4). */
export const envid: Parameter<EnvidParameter> = /* @__PURE__ */ valued<EnvidParameter>(
  'envid',
  'ENVID',
  'dsn',
  (text, offset, { limits }) => {
    if (text.length > limits.envid) fail('bad-parameter', offset, `decode ENVID: more than ${limits.envid} bytes`)
    const plain = decodeXtext(text, offset)
    return /^[\t -~]+$/.test(plain) ? plain : undefined
  },
  encodeXtext,
)
