/** REQUIRETLS (RFC 8689): the message may only be relayed over TLS. */
import { flag, type Parameter } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface RequiretlsParameter {
  /** The message may only be relayed over TLS (RFC 8689 2). */
  readonly requiretls?: true | undefined
}

/** `"REQUIRETLS"`, without a value (RFC 8689 2). */
export const requiretls: Parameter<RequiretlsParameter> = /* @__PURE__ */ flag<RequiretlsParameter>(
  'requiretls',
  'REQUIRETLS',
  'requiretls',
)
