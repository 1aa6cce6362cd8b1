/** MD5, which Web Crypto lacks and APOP, CRAM-MD5 and DIGEST-MD5 need (RFC 1939 7, RFC 2195, RFC 2831). */
import { createHash } from 'node:crypto'

/** The 16 bytes of the MD5 of the data (RFC 1321): what `apopDigest` of `@mailwire/pop3` and the mechanisms of `@mailwire/sasl` take as `md5`. */
export const md5 = (data: Uint8Array): Uint8Array => Uint8Array.from(createHash('md5').update(data).digest())
