/** TKEY: how two sides agree on a secret for TSIG (RFC 2930 2). It occurs in messages, not in zones; its text is what dig prints. */
import { tkeyModes } from '../iana/certificates.js'
import { tsigErrors } from '../iana/header.js'
import { countedBase64 } from './fields/binary.js'
import { code } from './fields/code.js'
import { name } from './fields/names.js'
import { signatureSeconds } from './fields/time.js'
import type { RecordType } from './record-type.js'

export interface Tkey {
  readonly algorithm: string
  /** Seconds since 1970, like the next field. */
  readonly inception: number
  readonly expiration: number
  /** See `tkeyModes`. */
  readonly mode: number
  /** An extended response code. */
  readonly error: number
  readonly key: Uint8Array
  readonly other: Uint8Array
}

export const tkey: RecordType<Tkey, 'TKEY'> = {
  name: 'TKEY',
  code: 249,
  anyClass: true,
  fields: {
    algorithm: name,
    inception: signatureSeconds,
    expiration: signatureSeconds,
    mode: /* @__PURE__ */ code(tkeyModes, 2, 'number'),
    error: /* @__PURE__ */ code(tsigErrors, 2, 'mnemonic'),
    key: countedBase64,
    other: countedBase64,
  },
}
