/**
 * One label of a name as text for people (RFC 6763 4.3, cited from memory). In DNS-SD, a service instance is a label of UTF-8 that may contain blanks and dots, which
 * are escaped in a name's presentation form.
 */
import { decodeText, encodeText, latin1 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkText } from '../given.js'
import { fromText, MAX_LABEL, MAX_NAME, wireName, writeLabelText } from './name.js'

/**
 * Formats text as one label in presentation form, encoded in UTF-8.
 *
 * @throws {@link DnsError} `bad-label` for an empty text and above 63 bytes, `bad-text` for a lone surrogate that represents no byte
 *
 * @example
 * formatLabel('Büro 2.OG') // => 'B\\195\\188ro\\0322\\.OG'
 */
export function formatLabel(text: string): string {
  checkText(text, 'format label')
  const bytes = encodeText(text, fail)
  if (bytes.length === 0 || bytes.length > MAX_LABEL)
    fail('bad-label', 0, `format label: ${bytes.length} bytes, 1 to ${MAX_LABEL} allowed`)
  const out = new Uint8Array(4 * MAX_NAME)
  return latin1(out, 0, writeLabelText(out, 0, bytes, 0, bytes.length))
}

/**
 * The text of one label, such as from {@link splitLabels}: escapes are resolved and decoded from UTF-8. Bytes that are not UTF-8 are kept.
 *
 * @throws {@link DnsError} as `encodeName`; `bad-label` for a name of more or less than one label
 *
 * @example
 * parseLabel(splitLabels('B\\195\\188ro\\0322\\.OG._ipp._tcp.local')[0]) // => 'Büro 2.OG'
 */
export function parseLabel(label: string): string {
  checkText(label, 'parse label')
  const { bytes, labelCount } = fromText(() => wireName(label))
  if (labelCount !== 1) fail('bad-label', 0, `parse label: 1 label expected, ${labelCount} found`)
  return decodeText(bytes, 1, 1 + bytes[0]!)
}
