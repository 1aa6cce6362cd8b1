/** MT-PRIORITY (RFC 6710): how urgent a message is. */
import { digits, type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface MtPriorityParameter {
  /** The priority, -9 to 9 (RFC 6710 3). */
  readonly mtPriority?: number | undefined
}

/** `priority-value = (["-"] NZDIGIT) / "0"` (RFC 6710 3). */
export const mtPriority: Parameter<MtPriorityParameter> = /* @__PURE__ */ valued<MtPriorityParameter>(
  'mtPriority',
  'MT-PRIORITY',
  'mt-priority',
  text => (/^(?:0|-?[1-9])$/.test(text) ? Number(text) : undefined),
  value => digits(value, 'MT-PRIORITY'),
)
