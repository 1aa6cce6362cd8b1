/** HOLDFOR (RFC 4865): how long to hold a message before its release. */
import { digits, type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface HoldForParameter {
  /** How many seconds to hold the message (RFC 4865 5); not together with `holdUntil`. */
  readonly holdFor?: number | undefined
}

/** `future-release-integer = %x31-39 *8DIGIT`: seconds (RFC 4865 5). */
export const holdFor: Parameter<HoldForParameter> = /* @__PURE__ */ valued<HoldForParameter>(
  'holdFor',
  'HOLDFOR',
  'futurerelease',
  text => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
  value => digits(value, 'HOLDFOR'),
)
