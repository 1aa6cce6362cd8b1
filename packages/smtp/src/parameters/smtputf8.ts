/** SMTPUTF8 (RFC 6531): addresses or header may hold UTF-8. */
import { flag, type Parameter } from './parameter.js'

/** RFC 6531 3.4. */
export const smtputf8: Parameter<true> = /* @__PURE__ */ flag('SMTPUTF8', 'smtputf8')
