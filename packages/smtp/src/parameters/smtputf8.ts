/** SMTPUTF8 (RFC 6531): the addresses or the header may contain UTF-8. */
import { flag, type Parameter } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface Smtputf8Parameter {
  /** The addresses or the header may contain UTF-8 (RFC 6531 3.4). */
  readonly smtputf8?: true | undefined
}

/** `"SMTPUTF8"`, without a value (RFC 6531 3.4). */
export const smtputf8: Parameter<Smtputf8Parameter> = /* @__PURE__ */ flag<Smtputf8Parameter>('smtputf8', 'SMTPUTF8', 'smtputf8')
