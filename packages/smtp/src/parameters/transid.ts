/** TRANSID (RFC 1845): identifies a transaction that can be resumed. */
import { type Parameter, valued } from './parameter.js'

/** An opaque name of at most 80 characters (RFC 1845 3). */
export const transid: Parameter<string> = /* @__PURE__ */ valued(
  'TRANSID',
  'checkpoint',
  text => (/^[!-<>-~]{1,80}$/.test(text) ? text : undefined),
  text => text,
)
