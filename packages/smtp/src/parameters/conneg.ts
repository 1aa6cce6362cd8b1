/** CONNEG (RFC 4141): asks for the capabilities of the recipient. */
import { flag, type Parameter } from './parameter.js'

/** `"CONNEG"`, without a value (RFC 4141 5). */
export const conneg: Parameter<true> = /* @__PURE__ */ flag('CONNEG', 'conneg')
