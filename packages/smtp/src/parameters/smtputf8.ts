/** SMTPUTF8 (RFC 6531): the addresses or the header may contain UTF-8. */
import { flag, type Parameter } from './parameter.js'

/** `"SMTPUTF8"`, without a value (RFC 6531 3.4). */
export const smtputf8: Parameter<true> = /* @__PURE__ */ flag('SMTPUTF8', 'smtputf8')
