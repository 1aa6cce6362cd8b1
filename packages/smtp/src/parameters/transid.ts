/** TRANSID (RFC 1845): which interrupted transaction this is. */
import { type Parameter, valued } from './parameter.js'

/** A transaction that can be taken up again (RFC 1845 3): an opaque name of at most 80 characters. */
export const transid: Parameter<string> = /* @__PURE__ */ valued(
  'TRANSID',
  'checkpoint',
  text => (/^[!-<>-~]{1,80}$/.test(text) ? text : undefined),
  text => text,
)
