/**
 * One label of a name and the text that people see (RFC 6763 4.3, from memory: its text is not at hand). DNS-SD gives a service instance a label
 * of UTF-8 with blanks and dots in it; in a name's presentation form they are escaped.
 */
import { decodeText, encodeText, latin1 } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkText } from '../given.js'
import { fromText, MAX_LABEL, MAX_NAME, wireName, writeLabelText } from './name.js'

/**
 * A text as one label in presentation form, its bytes in UTF-8.
 *
 * @throws {@link DnsError} `bad-label` for an empty text and above 63 bytes, `bad-text` for a lone surrogate that stands for no byte
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
 * The text of one label, such as {@link splitLabels} gives: escapes resolved and read as UTF-8. Bytes that are not UTF-8 survive.
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
