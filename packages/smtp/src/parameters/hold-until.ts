/** HOLDUNTIL (RFC 4865): the time at which a held message is released. */
import { isDateTime } from '../grammar/date-time.js'
import { type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface HoldUntilParameter {
  /** When to release the message, in RFC 3339 format (RFC 4865 5). */
  readonly holdUntil?: string | undefined
}

/** A date and time in RFC 3339 format (RFC 4865 5). */
export const holdUntil: Parameter<HoldUntilParameter> = /* @__PURE__ */ valued<HoldUntilParameter>(
  'holdUntil',
  'HOLDUNTIL',
  'futurerelease',
  text => (isDateTime(text) ? text : undefined),
  text => text,
)
