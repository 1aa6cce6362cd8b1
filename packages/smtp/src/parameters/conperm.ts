/** CONPERM (RFC 4141): the content may be converted. */
import { flag, type Parameter } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface ConpermParameter {
  /** The content may be converted (RFC 4141 4). */
  readonly conperm?: true | undefined
}

/** `"CONPERM"`, without a value (RFC 4141 4). */
export const conperm: Parameter<ConpermParameter> = /* @__PURE__ */ flag<ConpermParameter>('conperm', 'CONPERM', 'conperm')
