/**
 * The trace text of ANONYMOUS: nothing, an address or a token (RFC 4505 2), prepared by the "trace" profile of stringprep (RFC 4505 3),
 * which maps nothing: a text is as it should be, or not.
 */

/** What is wrong with a text, in words; `undefined` where nothing is. */
export function traceFault(text: string): string | undefined {
  if (!isMessage(text)) return 'neither an address nor a token of at most 255 characters without @'
  if (prohibitedInTrace(text)) return 'a character that the trace profile prohibits'
  return mixesDirections(text)
    ? 'text from right to left that does not begin and end so, or has letters of the other direction'
    : undefined
}

/** `message = [ email / token ]` */
const isMessage = (text: string): boolean => text === '' || (text.includes('@') ? ADDR_SPEC.test(text) : [...text].length <= 255)

/** `addr-spec` (RFC 2822 3.4.1) without comments and folding, and with RFC 6532's characters. */
const ADDR_SPEC =
  /^(?:[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*|"(?:[^"\\]|\\[^\r\n])*")@(?:[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*|\[[^[\]\\]*\])$/u

/** The tables of RFC 3454 that RFC 4505 3 names: C.2.1, C.2.2, C.3, C.4, C.5, C.6, C.8 and C.9. */
const PROHIBITED: readonly RegExp[] = [
  /[\0-\x1f\x7f]/,
  /[\u0080-\u009f\u06dd\u070f\u180e\u2028\u2029\u2060-\u2063\u206a-\u206f\ufeff\ufff9-\ufffc]|\u200c|\u200d|[\u{1d173}-\u{1d17a}]/u,
  /[\ue000-\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}]/u,
  /\p{Noncharacter_Code_Point}/u,
  /\p{Surrogate}/u,
  /[\ufff9-\ufffd]/,
  /[\u0340\u0341\u200e\u200f\u202a-\u202e\u206a-\u206f]/,
  /[\u{e0001}\u{e0020}-\u{e007f}]/u,
]

/** True for text with a character that the profile prohibits. */
export const prohibitedInTrace = (text: string): boolean => PROHIBITED.some(table => table.test(text))

/** Table D.1 of RFC 3454: Hebrew, Arabic, Syriac and Thaana. */
const RIGHT_TO_LEFT =
  /[\u05be\u05c0\u05c3\u05d0-\u05ea\u05f0-\u05f4\u061b\u061f\u0621-\u063a\u0640-\u064a\u066d-\u066f\u0671-\u06d5\u06dd\u06e5\u06e6\u06fa-\u06fe\u0700-\u070d\u0710\u0712-\u072c\u0780-\u07a5\u07b1\u200f\ufb1d\ufb1f-\ufb28\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40\ufb41\ufb43\ufb44\ufb46-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfc\ufe70-\ufe74\ufe76-\ufefc]/

/** RFC 3454 6. Letters that are not from right to left are taken for table D.2, which has some signs besides. */
function mixesDirections(text: string): boolean {
  if (!RIGHT_TO_LEFT.test(text)) return false
  const characters = [...text]
  const isRightToLeft = characters.map(character => RIGHT_TO_LEFT.test(character))
  return !isRightToLeft[0] || !isRightToLeft.at(-1) || characters.some((one, at) => !isRightToLeft[at] && /\p{L}/u.test(one))
}
