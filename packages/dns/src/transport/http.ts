/** DNS over HTTPS (RFC 8484): the values for GET and POST, without HTTP itself. For the framing of DoT and DoQ see `tcp.ts`. */
import { decodeBase64, encodeBase64, kindOf } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkBytes } from '../given.js'

/** The media type of a message (RFC 8484 6). */
export const DNS_MESSAGE_TYPE = 'application/dns-message'

/**
 * The value of the `dns` parameter of a GET: base64url without padding (RFC 8484 4.1.1, 6). Use ID 0 in the query, so that equal queries have
 * one URL for caches.
 *
 * @example
 * encodeDohParameter(query) // => 'AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB'
 */
export function encodeDohParameter(message: Uint8Array): string {
  checkBytes(message, 'encode dns parameter')
  return encodeBase64(message)
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/={1,2}$/, '')
}

/** The message of a `dns` parameter. @throws {@link DnsError} `bad-base64`, also for padding and the other base64 alphabet */
export function decodeDohParameter(value: string): Uint8Array {
  if (typeof value !== 'string') fail('bad-base64', 0, `decode dns parameter: a string expected, not ${kindOf(value)}`, 'local')
  const bad = value.search(/[^\w-]/)
  if (bad >= 0) fail('bad-base64', bad, 'decode dns parameter: invalid base64url character')
  const plain = value.replace(/-/g, '+').replace(/_/g, '/')
  return decodeBase64(plain + '='.repeat((4 - (plain.length % 4)) % 4), fail)
}
