/** REQUIRETLS (RFC 8689): only over TLS, all the way. */
import { flag, type Parameter } from './parameter.js'

/** RFC 8689 2. */
export const requiretls: Parameter<true> = /* @__PURE__ */ flag('REQUIRETLS', 'requiretls')
