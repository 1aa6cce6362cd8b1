/** Reads IMAP URLs by the grammar of RFC 5092 11, and nothing else: there are no quirks here. */
import { isWellFormed, lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { type Section, section } from '../fetch/section.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { Reader } from '../grammar/reader.js'
import { defaultLimits } from '../limits.js'
import { textOf } from '../values.js'
import { ACHAR, BCHAR, type Place, REG_NAME, readEncoded, readUtf8 } from './percent.js'
import { isDateTime, isIpLiteral, isMechanism, isToken } from './rules.js'
import { searchProblem } from './search.js'
import type { ImapAuthority, ImapUrl, UrlAccess, UrlAuth, UrlPartial } from './types.js'

/**
 * Reads an absolute URL of the scheme `imap` (RFC 5092). Before following one from an untrusted source, decide whether that server may have the user's
 * credentials (RFC 5092 3.2, 10).
 *
 * A URLAUTH is a proof of the URL's own text: hand that on, and not what `formatImapUrl` makes of the value.
 *
 * @throws {@link ImapError} `bad-syntax`, `bad-number`, `bad-text`, `nul`; the offset counts characters of the URL
 *
 * @example
 * const url = parseImapUrl('imap://ann;AUTH=*@imap.example/Entw%C3%BCrfe;UIDVALIDITY=3/;UID=20/;SECTION=1.2')
 * url.type === 'message' && [url.user, url.auth, url.mailbox, url.uid, url.section?.part] // => ['ann', '*', 'Entwürfe', 20, [1, 2]]
 */
export function parseImapUrl(text: string): ImapUrl {
  const place: Place = { text: textOf(text, 'parse IMAP URL'), at: 0 }
  if (!skip(place, 'imap://')) refuse(place, 'imap://')
  const server = iserver(place)
  if (!skip(place, '/') || place.at === text.length) return ended(place, { type: 'server', ...server })
  const start = place.at
  let mailbox = readUtf8(place, BCHAR, 'the mailbox')
  const hasUidValidity = skip(place, ';UIDVALIDITY=')
  const uidValidity = hasUidValidity ? nzNumber(place) : undefined
  const hasUid = hasUidValidity ? skip(place, '/;UID=') : text[place.at - 1] === '/' && skip(place, ';UID=')
  // The slash before UID looked like one of the mailbox.
  if (hasUid && !hasUidValidity) mailbox = mailbox.slice(0, -1)
  if (mailbox === '') fail('bad-syntax', start, 'parse IMAP URL: a mailbox expected')
  if (!hasUid) return ended(place, { type: 'mailbox', ...server, mailbox, uidValidity, search: search(place) })
  const uid = nzNumber(place)
  const piece = sectionAndPartial(place)
  return ended(place, { type: 'message', ...server, mailbox, uidValidity, uid, ...piece, urlAuth: iurlauth(place) })
}

/** `iserver = [iuserinfo "@"] host [":" port]` */
function iserver(place: Place): ImapAuthority {
  const slash = place.text.indexOf('/', place.at)
  const hasUser = place.text.slice(place.at, slash < 0 ? undefined : slash).includes('@')
  const { user, auth } = hasUser ? iuserinfo(place) : { user: undefined, auth: undefined }
  const host = hostName(place)
  return { user, auth, host, port: skip(place, ':') ? port(place) : undefined }
}

/** `iuserinfo = enc-user [iauth] / [enc-user] iauth`, `iauth = ";AUTH=" ( "*" / enc-auth-type )` */
function iuserinfo(place: Place): Pick<ImapAuthority, 'user' | 'auth'> {
  const user = readUtf8(place, ACHAR, 'the user') || undefined
  const auth = skip(place, ';AUTH=') ? (skip(place, '*') ? '*' : encodedMechanism(place)) : undefined
  if ((user ?? auth) === undefined) refuse(place, 'a user or ;AUTH=')
  if (!skip(place, '@')) refuse(place, "'@'")
  return { user, auth }
}

/** `enc-auth-type`, an atom once it is decoded: an encoded asterisk is not the one that stands for any (RFC 5092 3.2). */
function encodedMechanism(place: Place): string {
  const { at } = place
  const name = readEncoded(place, ACHAR)
  return isRun(name, ATOM) ? name : fail('bad-syntax', at, 'parse IMAP URL: the name of a mechanism must be an atom')
}

/** `host = IP-literal / IPv4address / reg-name` (RFC 3986 3.2.2); an empty name is invalid. */
function hostName(place: Place): string {
  const { text, at } = place
  if (text[at] === '[') {
    const end = text.indexOf(']', at) + 1
    const literal = text.slice(at, end)
    if (!isIpLiteral(literal)) refuse(place, 'an address in brackets')
    place.at = end
    return literal
  }
  const host = readUtf8(place, REG_NAME, 'the host')
  if (host === '') refuse(place, 'a host')
  return /[\0-\x20\x7f]/.test(host)
    ? fail('bad-syntax', at, 'parse IMAP URL: the host contains a space or a control character')
    : host
}

/** `port = *DIGIT` (RFC 3986 3.2.3) */
function port(place: Place): number | undefined {
  const { at } = place
  const digits = digitsAt(place)
  return digits === ''
    ? undefined
    : Number(digits) <= 0xffff
      ? Number(digits)
      : fail('bad-number', at, 'parse IMAP URL: a port above 65535')
}

/** `["?" enc-search]` */
function search(place: Place): string | undefined {
  if (!skip(place, '?')) return undefined
  const { at } = place
  const found = readEncoded(place, BCHAR)
  if (found === '') refuse(place, 'a search')
  const problem = searchProblem(found)
  return problem === undefined ? found : fail('bad-syntax', at, `parse IMAP URL: in the search, ${problem}`)
}

/** `[isection] [ipartial]`: a slash is before each, which may also be a character of a section. */
function sectionAndPartial(place: Place): { readonly section: Section | undefined; readonly partial: UrlPartial | undefined } {
  if (!skip(place, '/;SECTION='))
    return { section: undefined, partial: skip(place, '/;PARTIAL=') ? partialRange(place) : undefined }
  const { at } = place
  const spec = readEncoded(place, BCHAR)
  const hasPartial = place.text[place.at - 1] === '/' && skip(place, ';PARTIAL=')
  return {
    section: sectionSpec(hasPartial ? spec.slice(0, -1) : spec, at),
    partial: hasPartial ? partialRange(place) : undefined,
  }
}

/** `section-spec` of RFC 9051 9, by the reader of commands. A literal has no place in it. */
function sectionSpec(spec: string, at: number): Section {
  if (spec === '' || /[^ -~]/.test(spec)) fail('bad-syntax', at, 'parse IMAP URL: a section of printable ASCII expected')
  const bytes = Uint8Array.from(`[${spec}]`, char => char.charCodeAt(0))
  const reader = new Reader({ sender: 'client', strict: true, utf8: false, limits: defaultLimits })
  reader.reset({ type: 'frame', bytes, start: 0, end: bytes.length, offset: 0, streamed: new Map() })
  try {
    const found = section(reader)
    reader.finish()
    return found
  } catch {
    return fail('bad-syntax', at, 'parse IMAP URL: invalid section')
  }
}

/** `partial-range = number ["." nz-number]`, of 63 bits in RFC 9051 9 */
function partialRange(place: Place): UrlPartial {
  const origin = number(place)
  return { origin, length: skip(place, '.') ? nzNumber(place, Number.MAX_SAFE_INTEGER) : undefined }
}

/** `iurlauth = [expire] ";URLAUTH=" access [":" uauth-mechanism ":" enc-urlauth]`, the last two missing in what GENURLAUTH takes */
function iurlauth(place: Place): UrlAuth | undefined {
  const hasExpire = skip(place, ';EXPIRE=')
  const expire = hasExpire ? upTo(place, ';', isDateTime, 'a date and time') : undefined
  if (!skip(place, ';URLAUTH=')) return hasExpire ? refuse(place, ';URLAUTH=') : undefined
  const given = access(place)
  if (!skip(place, ':')) return { expire, access: given, verifier: undefined }
  const mechanism = upTo(place, ':', isMechanism, 'a mechanism')
  if (!skip(place, ':')) refuse(place, "':'")
  return {
    expire,
    access: given,
    verifier: { mechanism, token: upTo(place, undefined, isToken, 'a token of 32 digits or more') },
  }
}

/** `access = ("submit+" enc-user) / ("user+" enc-user) / "authuser" / "anonymous"` */
function access(place: Place): UrlAccess {
  const type = skip(place, 'submit+') ? 'submit' : skip(place, 'user+') ? 'user' : undefined
  if (type === undefined)
    return { type: skip(place, 'authuser') ? 'authuser' : skip(place, 'anonymous') ? 'anonymous' : refuse(place, 'an access') }
  const user = readUtf8(place, ACHAR, 'the user')
  return user === '' ? refuse(place, 'a user') : { type, user }
}

// ----- What they are made of -----

/** Skips a word, ignoring case. */
function skip(place: Place, word: string): boolean {
  const end = place.at + word.length
  if (lowerAscii(place.text.slice(place.at, end)) !== lowerAscii(word)) return false
  place.at = end
  return true
}

function digitsAt(place: Place): string {
  const { text, at } = place
  while (text[place.at]! >= '0' && text[place.at]! <= '9') place.at++
  return text.slice(at, place.at)
}

function number(place: Place, max: number = Number.MAX_SAFE_INTEGER): number {
  const { at } = place
  const digits = digitsAt(place)
  if (digits === '') refuse(place, 'a number')
  return Number(digits) <= max ? Number(digits) : fail('bad-number', at, `parse IMAP URL: a number above ${max}`)
}

/** `nz-number = digit-nz *DIGIT` */
const nzNumber = (place: Place, max = 0xffff_ffff): number =>
  place.text[place.at] === '0' ? refuse(place, 'a digit from 1 to 9') : number(place, max)

/** The text up to a character or the end. */
function upTo(place: Place, end: string | undefined, isRight: (text: string) => boolean, expected: string): string {
  const { text, at } = place
  const found = end === undefined ? -1 : text.indexOf(end, at)
  const value = text.slice(at, found < 0 ? undefined : found)
  if (!isRight(value)) refuse(place, expected)
  place.at += value.length
  return value
}

const ended = <Url>(place: Place, url: Url): Url => (place.at === place.text.length ? url : refuse(place, 'the end'))

const refuse = (place: Place, expected: string): never => {
  const char = place.text[place.at]
  const found = char === undefined ? 'the end' : isWellFormed(char) && char > ' ' ? `'${char}'` : 'another character'
  return fail('bad-syntax', place.at, `parse IMAP URL: ${expected} expected, ${found} found`)
}
