/** HOLDFOR (RFC 4865): how long to hold a message before its release. */
import { digits, type Parameter, valued } from './parameter.js'

/** `future-release-integer = %x31-39 *8DIGIT`: seconds (RFC 4865 5). */
export const holdFor: Parameter<number> = /* @__PURE__ */ valued(
  'HOLDFOR',
  'futurerelease',
  text => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
  value => digits(value, 'HOLDFOR'),
)
