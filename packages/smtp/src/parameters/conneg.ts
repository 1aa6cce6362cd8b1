/** CONNEG (RFC 4141): asks for the capabilities of the recipient. */
import { flag, type Parameter } from './parameter.js'

/** Its field in the parameters of RCPT. */
export interface ConnegParameter {
  /** Asks for the capabilities of the recipient (RFC 4141 5). */
  readonly conneg?: true | undefined
}

/** `"CONNEG"`, without a value (RFC 4141 5). */
export const conneg: Parameter<ConnegParameter> = /* @__PURE__ */ flag<ConnegParameter>('conneg', 'CONNEG', 'conneg')
