/** TRANSID (RFC 1845): identifies a transaction that can be resumed. */
import { type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface TransidParameter {
  /** The identifier of a transaction that can be resumed (RFC 1845 3). */
  readonly transid?: string | undefined
}

/** An opaque name of at most 80 characters (RFC 1845 3). */
export const transid: Parameter<TransidParameter> = /* @__PURE__ */ valued<TransidParameter>(
  'transid',
  'TRANSID',
  'checkpoint',
  text => (/^[!-<>-~]{1,80}$/.test(text) ? text : undefined),
  text => text,
)
