/** Commands that carry content instead of DATA: BDAT (RFC 3030 2) and BURL (RFC 4468 3). */
import { parseIPv6 } from '@mailwire/bytes'
import { fail, type SmtpErrorCode } from '../error.js'
import type { Line } from '../grammar/line.js'
import { assertNumber, assertString } from '../values.js'
import type { ByVerb, Grammar } from './grammar.js'

export type ContentCommand =
  /** `size` bytes follow the line; `last` marks the end of the message. */
  | { readonly verb: 'bdat'; readonly size: number; readonly last: boolean }
  /** The server fetches the content from `url`. */
  | { readonly verb: 'burl'; readonly url: string; readonly last: boolean }

/** `"BDAT" SP chunk-size [SP end-marker]`, `chunk-size = 1*DIGIT`, `end-marker = "LAST"` */
export const bdat: Grammar<ByVerb<ContentCommand, 'bdat'>> = {
  decode: line => ({
    verb: 'bdat',
    size: line.number('bad-chunk', 'BDAT'),
    last: endMarker(line, 'bad-chunk', 'decode BDAT'),
    warnings: line.warnings,
  }),
  encode: ({ size, last }) => {
    assertNumber(size, 'encode BDAT')
    if (!Number.isSafeInteger(size) || size < 0) fail('bad-command', 0, `encode BDAT: invalid size: ${size}`)
    return `BDAT ${size}${last ? ' LAST' : ''}`
  },
}

/** `"BURL" SP absolute-URI [SP end-marker]` */
export const burl: Grammar<ByVerb<ContentCommand, 'burl'>> = {
  decode: line => {
    const start = line.pos
    const url = line.word('decode BURL')
    if (!isAbsoluteUri(url)) line.fail('bad-command', 'decode BURL: not an absolute URI', start)
    return { verb: 'burl', url, last: endMarker(line, 'bad-command', 'decode BURL'), warnings: line.warnings }
  },
  encode: ({ url, last }) => {
    assertString(url, 'encode BURL')
    if (!isAbsoluteUri(url)) fail('bad-command', 0, 'encode BURL: not an absolute URI')
    return `BURL ${url}${last ? ' LAST' : ''}`
  },
}

/** `[SP "LAST"]` */
function endMarker(line: Line, code: SmtpErrorCode, action: string): boolean {
  if (line.atEnd) return false
  line.space(code, action)
  line.extraSpaces()
  if (!line.skipWord('LAST') || !line.atEnd) line.fail(code, `${action}: LAST or end of line expected`)
  return true
}

/**
 * `absolute-URI = scheme ":" hier-part ["?" query]` (RFC 3986 4.3): the characters allowed in each part. No group repeats, so matching takes
 * linear time.
 */
const ABSOLUTE_URI: RegExp = /* @__PURE__ */ (() => {
  const unreserved = "A-Za-z0-9._~!$&'()*+,;=%\\-" // with sub-delims, and the start of pct-encoded
  const authority = `(?:[${unreserved}:]*@)?(?:\\[(?:[0-9A-Fa-f:.]+|[Vv][0-9A-Fa-f]+\\.[${unreserved}:]+)\\]|[${unreserved}]*)(?::\\d*)?`
  const path = `(?://${authority}(?:/[${unreserved}:@/]*)?|/(?!/)[${unreserved}:@/]*|[${unreserved}:@][${unreserved}:@/]*|)`
  return new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:${path}(?:\\?[${unreserved}:@/?]*)?$`)
})()

/** Also checks that each `%` is followed by two hex digits, and that brackets hold an IP literal. */
function isAbsoluteUri(text: string): boolean {
  if (!ABSOLUTE_URI.test(text) || /%(?![0-9A-Fa-f]{2})/.test(text)) return false
  const literal = /^[^[]*\[(.*)\]/.exec(text)?.[1]
  return literal === undefined || /^[Vv]/.test(literal) || parseIPv6(literal) !== undefined
}
