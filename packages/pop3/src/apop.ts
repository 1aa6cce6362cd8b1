/**
 * APOP (RFC 1939 7): the greeting's timestamp and the digest that answers it. MD5 comes from the caller, as Web Crypto lacks it. A man in the
 * middle who chooses the timestamp can work out passwords from the digests (CVE-2007-1558): so it must be a `msg-id`, which the colliding timestamps of that attack are not.
 */
import { encodeHex, encodeText, equalSecrets, type HashFunction, lowerAscii } from '@mailwire/bytes'
import { fail } from './error.js'
import { bytesOf, fieldsOf, textOf } from './values.js'

export interface TimestampOptions {
  /** Accepts anything in angle brackets, also 8-bit bytes. Not safe: see the option of the same name of a client connection. */
  readonly anyTimestamp?: boolean | undefined
}

/** `msg-id = "<" id-left "@" id-right ">"` (RFC 5322 3.6.4, the part of RFC 822 6.1 that is in use) */
const MSG_ID =
  /<[!#-'*+\-/-9=?A-Z^-~]+(?:\.[!#-'*+\-/-9=?A-Z^-~]+)*@(?:[!#-'*+\-/-9=?A-Z^-~]+(?:\.[!#-'*+\-/-9=?A-Z^-~]+)*|\[[!-Z^-~]*\])>/
const BRACKETED = /<[^<>]+>/

/**
 * The timestamp of a greeting, anywhere in its text; `undefined` where there is none, which means that the server does not support APOP.
 *
 * @throws {@link Pop3Error} `bad-value` for values of the wrong type
 *
 * @example
 * greetingTimestamp('POP3 ready <1896.697170952@dbc.mtview.ca.us>') // => '<1896.697170952@dbc.mtview.ca.us>'
 */
export function greetingTimestamp(text: string, options: TimestampOptions = {}): string | undefined {
  const { anyTimestamp } = fieldsOf(options, 'find timestamp')
  return (anyTimestamp === true ? BRACKETED : MSG_ID).exec(textOf(text, 'find timestamp'))?.[0]
}

/**
 * The digest that APOP sends: MD5 of the timestamp, its angle brackets included, and the secret, in lower-case hex. A secret that is not
 * ASCII is prepared with SASLprep first (RFC 6856 2.2).
 *
 * @throws {@link Pop3Error} `bad-text` for a lone surrogate that does not represent a byte, `bad-value` for values of the wrong type and for an
 * `md5` that does not give 16 bytes; what `md5` throws
 *
 * @example
 * await apopDigest('<1896.697170952@dbc.mtview.ca.us>', 'tanstaaf', md5) // => 'c4c9334bac560ecc979e58001b3e22fb'
 */
export async function apopDigest(timestamp: string, secret: string, md5: HashFunction): Promise<string> {
  if (typeof md5 !== 'function') fail('bad-value', 0, 'make APOP digest: md5 is not a function')
  const text = textOf(timestamp, 'make APOP digest') + textOf(secret, 'make APOP digest')
  const hash = bytesOf(await md5(encodeText(text, fail)), 'make APOP digest: md5')
  if (hash.length !== 16) fail('bad-value', 0, `make APOP digest: md5 returned ${hash.length} bytes, 16 expected`)
  return lowerAscii(encodeHex(hash))
}

/**
 * True for the digest of the timestamp and the secret. The time taken does not depend on where two digests differ.
 *
 * @throws {@link Pop3Error} as {@link apopDigest}
 */
export async function verifyApop(digest: string, timestamp: string, secret: string, md5: HashFunction): Promise<boolean> {
  const given = encodeText(textOf(digest, 'check APOP'), fail)
  return equalSecrets(given, encodeText(await apopDigest(timestamp, secret, md5), fail))
}
