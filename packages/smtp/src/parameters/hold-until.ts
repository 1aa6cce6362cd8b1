/** HOLDUNTIL (RFC 4865): the time at which a held message is released. */
import { isDateTime } from '../grammar/date-time.js'
import { type Parameter, valued } from './parameter.js'

/** A date and time in RFC 3339 format (RFC 4865 5). */
export const holdUntil: Parameter<string> = /* @__PURE__ */ valued(
  'HOLDUNTIL',
  'futurerelease',
  text => (isDateTime(text) ? text : undefined),
  text => text,
)
