/** CONPERM (RFC 4141): the content may be converted. */
import { flag, type Parameter } from './parameter.js'

/** `"CONPERM"`, without a value (RFC 4141 4). */
export const conperm: Parameter<true> = /* @__PURE__ */ flag('CONPERM', 'conperm')
