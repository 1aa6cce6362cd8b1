/** MT-PRIORITY (RFC 6710): how urgent a message is. */
import { digits, type Parameter, valued } from './parameter.js'

/** `priority-value = (["-"] NZDIGIT) / "0"` (RFC 6710 3). */
export const mtPriority: Parameter<number> = /* @__PURE__ */ valued(
  'MT-PRIORITY',
  'mt-priority',
  text => (/^(?:0|-?[1-9])$/.test(text) ? Number(text) : undefined),
  value => digits(value, 'MT-PRIORITY'),
)
