/**
 * The trace text of ANONYMOUS: nothing, an address or a token (RFC 4505 2), prepared by the "trace" profile of stringprep (RFC 4505 3),
 * which maps nothing: a text is accepted or rejected as it is.
 */
import { fail, type SaslErrorCode } from './error.js'
import { checkCharacters, checkDirection, PROHIBITED, type Tables } from './stringprep.js'

/** Checks a text; `malformed` is the code for what is neither an address nor a token. @throws {@link SaslError} `bad-string` for its characters */
export function checkTrace(text: string, malformed: SaslErrorCode, action: string): string {
  if (!isMessage(text)) fail(malformed, 0, `${action}: neither an address nor a token of at most 255 characters without @`)
  const control = text.search(MAPPED_AWAY)
  if (control >= 0) fail('bad-string', control, `${action}: prohibited character (RFC 3454 C.2.2 or C.8) at offset ${control}`)
  checkCharacters(text, action, TRACE, true)
  checkDirection(text, action)
  return text
}

/** `message = [ email / token ]`, where an empty text is as good as a token. */
const isMessage = (text: string): boolean => (text.includes('@') ? ADDR_SPEC.test(text) : [...text].length <= 255)

/** `addr-spec` (RFC 2822 3.4.1) without comments and folding, and with RFC 6532's characters. */
const ADDR_SPEC =
  /^(?:[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*|"(?:[^"\\]|\\[^\r\n])*")@(?:[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*|\[[^[\]\\]*\])$/u

/** All tables that SASLprep prohibits but C.7 (RFC 4505 3). */
const TRACE: Tables = /* @__PURE__ */ (() =>
  Object.fromEntries(Object.entries(PROHIBITED).filter(([, table]) => table !== 'C.7')))()

/** Prohibited here and not in SASLprep, which has mapped them before: those of C.2.2 to nothing, U+0340 and U+0341 (C.8) to U+0300 and U+0301. */
const MAPPED_AWAY = /[\u0340\u0341\u2060\ufeff]|\u200c|\u200d/
