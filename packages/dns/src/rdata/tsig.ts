/** TSIG: the signature of a message by a shared secret (RFC 8945 4.2). It occurs in messages, not in zones; its text is what dig prints. */
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
  /** By how many seconds the clocks may differ. */
  readonly fudge: number
  readonly mac: Uint8Array
  /** The ID that the message had when it was signed. */
  readonly originalId: number
  /** An extended response code: 16 is BADSIG, 17 BADKEY, 18 BADTIME, 22 BADTRUNC. */
  readonly error: number
  /** The server's time (48 bits) if `error` is BADTIME; else empty. */
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
