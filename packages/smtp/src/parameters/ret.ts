/** RET (RFC 3461 4.3): what a failure report returns. */
import { upperAscii } from '@mailwire/bytes'
import { type Parameter, valued } from './parameter.js'

/** Its field in the parameters of MAIL. */
export interface RetParameter {
  /** What a failure report returns: the full message, or its header (RFC 3461 4.3). */
  readonly ret?: 'FULL' | 'HDRS' | undefined
}

/** `"FULL" / "HDRS"` (RFC 3461 4.3). */
export const ret: Parameter<RetParameter> = /* @__PURE__ */ valued<RetParameter>(
  'ret',
  'RET',
  'dsn',
  text => {
    const value = upperAscii(text)
    return value === 'FULL' || value === 'HDRS' ? value : undefined
  },
  value => value,
)
