/** CONNEG (RFC 4141): what the recipient can read is asked for. */
import { flag, type Parameter } from './parameter.js'

/** What the recipient can read is asked for (RFC 4141 5). */
export const conneg: Parameter<true> = /* @__PURE__ */ flag('CONNEG', 'conneg')
