/** Writes IMAP URLs by the grammar of RFC 5092 11. */
import { decodeText } from '@mailwire/bytes'
import { fail } from '../error.js'
import { encodeSection, type Section } from '../fetch/section.js'
import { ATOM, isRun } from '../grammar/classes.js'
import { ImapWriter } from '../grammar/writer.js'
import { fieldsOf, textOf } from '../values.js'
import { encodePercent, encodeUtf8 } from './percent.js'
import { isDateTime, isIpLiteral, isMechanism, isToken } from './rules.js'
import { searchProblem } from './search.js'
import type { ImapAuthority, ImapMessageUrl, ImapUrl, UrlAccess, UrlAuth, UrlPartial } from './types.js'

/**
 * A URL's text (RFC 5092 11): the inverse of `parseImapUrl`, with everything encoded that need not be plain.
 *
 * @throws {@link ImapError} `bad-value` for what no URL can hold, `bad-text` for text that has no bytes (a lone surrogate)
 *
 * @example
 * const server = { user: undefined, auth: '*', host: 'imap.example', port: undefined }
 * formatImapUrl({ type: 'mailbox', ...server, mailbox: 'lists/a;b', uidValidity: 7, search: 'SUBJECT "x"' }) // => 'imap://;AUTH=*@imap.example/lists/a%3Bb;UIDVALIDITY=7?SUBJECT%20%22x%22'
 */
export function formatImapUrl(url: ImapUrl): string {
  // A copy, so that a getter answers once.
  const given = { ...fieldsOf(url, 'format IMAP URL') }
  const start = `imap://${authority(given)}/`
  switch (given.type) {
    case 'server':
      return start
    case 'mailbox':
      return start + mailboxName(given.mailbox) + numbered(';UIDVALIDITY=', given.uidValidity) + search(given.search)
    case 'message':
      return start + mailboxName(given.mailbox) + numbered(';UIDVALIDITY=', given.uidValidity) + piece(given)
    default:
      return fail('bad-value', 0, 'format IMAP URL: type must be server, mailbox or message')
  }
}

function authority({ user, auth, host, port }: ImapAuthority): string {
  if (auth !== undefined && auth !== '*' && !isRun(textOf(auth, 'format IMAP URL'), ATOM))
    fail('bad-value', 0, 'format IMAP URL: auth must be an atom')
  const mechanism = auth === undefined ? '' : `;AUTH=${auth === '*' ? auth : encodePercent(auth, 'the mechanism')}`
  const who = (user === undefined ? '' : userName(user)) + mechanism
  return `${who}${who && '@'}${hostName(host)}${port === undefined ? '' : `:${whole(port, 0, 0xffff, 'the port')}`}`
}

function hostName(host: string): string {
  if (isIpLiteral(textOf(host, 'format IMAP URL'))) return host
  if (host === '' || /[\0-\x20\x7f]/.test(host))
    fail('bad-value', 0, 'format IMAP URL: host is empty or contains a space or a control character')
  return encodeUtf8(host, 'the host')
}

const userName = (user: string): string =>
  textOf(user, 'format IMAP URL') === '' ? fail('bad-value', 0, 'format IMAP URL: user is empty') : encodeUtf8(user, 'the user')

/** Slashes stay, but for one at the beginning; `.` and `..` between them would be taken for steps in a path (RFC 5092 7). */
function mailboxName(mailbox: string): string {
  if (textOf(mailbox, 'format IMAP URL') === '') fail('bad-value', 0, 'format IMAP URL: mailbox is empty')
  const levels = encodeUtf8(mailbox, 'the mailbox').split('%2F')
  const path = levels.map(level => (level === '.' || level === '..' ? level.replaceAll('.', '%2E') : level)).join('/')
  return path.startsWith('/') ? `%2F${path.slice(1)}` : path
}

function search(text: string | undefined): string {
  if (text === undefined) return ''
  const problem = textOf(text, 'format IMAP URL') === '' ? 'the search is empty' : searchProblem(text)
  if (problem !== undefined) fail('bad-value', 0, `format IMAP URL: in the search, ${problem}`)
  return `?${encodePercent(text, 'the search')}`
}

/** `iuid [isection] [ipartial] [iurlauth]` */
const piece = ({ uid, section, partial, urlAuth }: ImapMessageUrl): string =>
  numbered('/;UID=', uid ?? fail('bad-value', 0, 'format IMAP URL: a message needs a uid')) +
  (section === undefined ? '' : `/;SECTION=${encodePercent(sectionSpec(section), 'the section')}`) +
  (partial === undefined ? '' : partialRange(partial)) +
  (urlAuth === undefined ? '' : iurlauth(urlAuth))

function sectionSpec(section: Section): string {
  const writer = new ImapWriter()
  encodeSection(writer, section)
  const [line, ...rest] = writer.finish().map(bytes => decodeText(bytes))
  const spec = line!.slice(1, -']\r\n'.length)
  return rest.length === 0 && spec !== ''
    ? spec
    : fail('bad-value', 0, 'format IMAP URL: the section is the whole message or needs a literal; leave it out or use another')
}

function partialRange(partial: UrlPartial): string {
  const { origin, length } = fieldsOf(partial, 'format IMAP URL')
  const first = whole(origin, 0, Number.MAX_SAFE_INTEGER, 'the origin')
  return `/;PARTIAL=${first}${length === undefined ? '' : `.${whole(length, 1, Number.MAX_SAFE_INTEGER, 'the length')}`}`
}

function iurlauth(urlAuth: UrlAuth): string {
  const { expire, access, verifier } = fieldsOf(urlAuth, 'format IMAP URL')
  if (expire !== undefined && !isDateTime(textOf(expire, 'format IMAP URL')))
    fail('bad-value', 0, 'format IMAP URL: expire must be a date and time of RFC 3339')
  return `${expire === undefined ? '' : `;EXPIRE=${expire}`};URLAUTH=${accessName(access)}${verifier === undefined ? '' : proof(verifier)}`
}

function accessName(access: UrlAccess): string {
  const given = { ...fieldsOf(access, 'format IMAP URL') }
  switch (given.type) {
    case 'authuser':
    case 'anonymous':
      return given.type
    case 'submit':
    case 'user':
      return `${given.type}+${userName(given.user)}`
    default:
      return fail('bad-value', 0, 'format IMAP URL: access must be submit, user, authuser or anonymous')
  }
}

function proof(verifier: NonNullable<UrlAuth['verifier']>): string {
  const { mechanism, token } = fieldsOf(verifier, 'format IMAP URL')
  if (!isMechanism(textOf(mechanism, 'format IMAP URL')) || !isToken(textOf(token, 'format IMAP URL')))
    fail('bad-value', 0, 'format IMAP URL: verifier must be a mechanism and a token of at least 32 hex digits')
  return `:${mechanism}:${token}`
}

const numbered = (word: string, value: number | undefined): string =>
  value === undefined ? '' : word + whole(value, 1, 0xffff_ffff, 'a number')

const whole = (value: number, least: number, most: number, what: string): string =>
  Number.isSafeInteger(value) && value >= least && value <= most
    ? String(value)
    : fail('bad-value', 0, `format IMAP URL: ${what} is not a whole number from ${least} to ${most}`)
