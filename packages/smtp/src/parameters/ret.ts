/** RET (RFC 3461 4.3): what a failure report returns. */
import { upperAscii } from '@mailwire/bytes'
import { type Parameter, valued } from './parameter.js'

/** `"FULL" / "HDRS"` (RFC 3461 4.3). */
export const ret: Parameter<'FULL' | 'HDRS'> = /* @__PURE__ */ valued(
  'RET',
  'dsn',
  text => {
    const value = upperAscii(text)
    return value === 'FULL' || value === 'HDRS' ? value : undefined
  },
  value => value,
)
