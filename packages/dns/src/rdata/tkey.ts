/** TKEY: how two sides agree on a secret for TSIG (RFC 2930 2). It stands in messages, not in zones; text is BIND's. */

import { tkeyModes } from '../iana/security.js'
import type { RecordType } from '../record.js'
import { base64Counted } from './fields/binary.js'
import { code } from './fields/codes.js'
import { name } from './fields/names.js'
import { u16 } from './fields/numbers.js'
import { moment } from './fields/times.js'

export interface Tkey {
  readonly algorithm: string
  /** Seconds since 1970, as the next. */
  readonly inception: number
  readonly expiration: number
  readonly mode: number
  /** An extended response code. */
  readonly error: number
  readonly key: Uint8Array
  readonly other: Uint8Array
}

export const tkey: RecordType<Tkey> = {
  name: 'TKEY',
  code: 249,
  anyClass: true,
  fields: {
    algorithm: name,
    inception: moment,
    expiration: moment,
    mode: /* @__PURE__ */ code(2, tkeyModes),
    error: u16,
    key: base64Counted,
    other: base64Counted,
  },
}
