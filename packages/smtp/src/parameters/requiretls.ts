/** REQUIRETLS (RFC 8689): the message may only be relayed over TLS. */
import { flag, type Parameter } from './parameter.js'

/** `"REQUIRETLS"`, without a value (RFC 8689 2). */
export const requiretls: Parameter<true> = /* @__PURE__ */ flag('REQUIRETLS', 'requiretls')
