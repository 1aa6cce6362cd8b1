/** HOLDUNTIL (RFC 4865): until when to hold a message back. */
import { isDateTime } from '../grammar/date-time.js'
import { type Parameter, valued } from './parameter.js'

/** A date and time of RFC 3339 (RFC 4865 5). */
export const holdUntil: Parameter<string> = /* @__PURE__ */ valued(
  'HOLDUNTIL',
  'futurerelease',
  text => (isDateTime(text) ? text : undefined),
  text => text,
)
