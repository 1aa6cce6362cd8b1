/** TSIG: the signature of a message by a shared secret (RFC 8945 4.2). It stands in messages, not in zones; text is what dig prints of it. */
import { tsigErrors } from '../iana/header.js'
import { countedBase64 } from './fields/binary.js'
import { code } from './fields/code.js'
import { name } from './fields/names.js'
import { u16, u48 } from './fields/numbers.js'
import type { RecordType } from './record-type.js'

export interface Tsig {
  /** `hmac-sha256`, ... */
  readonly algorithm: string
  /** Seconds since 1970, 48 bits. */
  readonly timeSigned: number
  /** Seconds by which the clocks may differ. */
  readonly fudge: number
  readonly mac: Uint8Array
  /** The ID of the message as it was signed. */
  readonly originalId: number
  /** An extended response code: 16 is BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC. */
  readonly error: number
  /** With BADTIME the server's time, 48 bits. */
  readonly other: Uint8Array
}

export const tsig: RecordType<Tsig, 'TSIG'> = {
  name: 'TSIG',
  code: 250,
  anyClass: true,
  fields: {
    algorithm: name,
    timeSigned: u48,
    fudge: u16,
    mac: countedBase64,
    originalId: u16,
    error: /* @__PURE__ */ code(tsigErrors, 2, 'mnemonic'),
    other: countedBase64,
  },
}
