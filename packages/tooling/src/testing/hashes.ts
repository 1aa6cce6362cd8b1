/** What Web Crypto lacks, as TSIG's tests inject it. */
import { createHash } from 'node:crypto'

export const hashes = {
  md5: (data: Uint8Array): Uint8Array => new Uint8Array(createHash('md5').update(data).digest()),
  sha224: (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha224').update(data).digest()),
}
