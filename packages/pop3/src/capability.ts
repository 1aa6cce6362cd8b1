/** What a server says it can do (RFC 2449 5 and 6, RFC 2595 4, RFC 3206, RFC 5034 6, RFC 6856): rows of a tag and arguments. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from './error.js'
import { fieldsOf, lineOf, listOf, wholeNumber } from './values.js'

/** Capabilities by lower-cased tag; absent is `undefined`. */
export interface Capabilities {
  readonly top?: true | undefined
  readonly user?: true | undefined
  /** SASL mechanisms, upper case. */
  readonly sasl?: readonly string[] | undefined
  readonly 'resp-codes'?: true | undefined
  readonly 'auth-resp-code'?: true | undefined
  /** Seconds between logins; `perUser` where it may be another for who logs in (RFC 2449 6.5). */
  readonly 'login-delay'?: { readonly seconds: number; readonly perUser: boolean } | undefined
  readonly pipelining?: true | undefined
  /** Days that messages are kept at least, or `NEVER` removed (RFC 2449 6.7). */
  readonly expire?: { readonly days: number | 'NEVER'; readonly perUser: boolean } | undefined
  readonly uidl?: true | undefined
  readonly implementation?: string | undefined
  readonly stls?: true | undefined
  /** `USER` among them says that names and passwords may be UTF-8 (RFC 6856 2.2). */
  readonly utf8?: readonly string[] | undefined
  readonly lang?: true | undefined
  /** Every other tag, in upper case, with its arguments. */
  readonly unknown?: ReadonlyMap<string, string> | undefined
}

const FLAGS = ['top', 'user', 'resp-codes', 'auth-resp-code', 'pipelining', 'uidl', 'stls', 'lang'] as const

/**
 * The capabilities of the rows of a CAPA response. A row whose arguments do not follow their grammar is kept under its tag in `unknown`.
 *
 * @throws {@link Pop3Error} `bad-listing` for CR, LF or NUL in a row, `bad-value` for anything but an array of strings
 */
export function parseCapabilities(rows: readonly string[]): Capabilities {
  const unknown = new Map<string, string>()
  const found: { -readonly [Tag in keyof Capabilities]: Capabilities[Tag] } = {}
  for (const one of listOf(rows, 'parse capabilities')) {
    const row = withoutSpaces(lineOf(one, 'bad-listing', 'parse capabilities'))
    const space = row.indexOf(' ')
    const word = space < 0 ? row : row.slice(0, space)
    const rest = space < 0 ? '' : withoutSpaces(row.slice(space))
    const tag = word.toLowerCase()
    const words = rest === '' ? [] : rest.split(/ +/)
    const flag = FLAGS.find(known => known === tag)
    const period = /^(\d{1,9}|NEVER)( USER)?$/i.exec(rest)
    if (flag !== undefined) found[flag] = true
    else if (tag === 'sasl') found.sasl = words.map(upperAscii)
    else if (tag === 'utf8') found.utf8 = words.map(upperAscii)
    else if (tag === 'implementation') found.implementation = rest
    else if (tag === 'login-delay' && period !== null && /^\d/.test(rest))
      found['login-delay'] = { seconds: Number(period[1]), perUser: period[2] !== undefined }
    else if (tag === 'expire' && period !== null)
      found.expire = { days: /^\d/.test(rest) ? Number(period[1]) : 'NEVER', perUser: period[2] !== undefined }
    else if (tag !== '') unknown.set(upperAscii(word), rest)
  }
  return unknown.size === 0 ? found : { ...found, unknown }
}

/**
 * The rows of a CAPA response.
 *
 * @throws {@link Pop3Error} `bad-listing` for CR, LF or NUL in a row, for a word that is empty or holds a space, and for a period that is
 * not a whole number of up to nine digits; `bad-value` for values of the wrong type
 */
export function formatCapabilities(capabilities: Capabilities): string[] {
  const fields = fieldsOf(capabilities, 'format capabilities')
  const { sasl, utf8, implementation, expire, unknown } = fields
  const delay = fields['login-delay']
  const rows = FLAGS.filter(flag => fields[flag] === true).map(flag => flag.toUpperCase())
  if (sasl !== undefined) rows.push(['SASL', ...listOf(sasl, action('SASL')).map(word)].join(' '))
  if (utf8 !== undefined) rows.push(['UTF8', ...listOf(utf8, action('UTF8')).map(word)].join(' '))
  if (delay !== undefined) {
    const { seconds, perUser } = fieldsOf(delay, action('LOGIN-DELAY'))
    rows.push(period('LOGIN-DELAY', seconds, perUser))
  }
  if (expire !== undefined) {
    const { days, perUser } = fieldsOf(expire, action('EXPIRE'))
    rows.push(period('EXPIRE', days, perUser))
  }
  if (implementation !== undefined) rows.push(tagged('IMPLEMENTATION', implementation))
  if (unknown !== undefined) {
    if (!(unknown instanceof Map)) fail('bad-value', 0, 'format capabilities: unknown is not a Map')
    for (const [tag, rest] of unknown) rows.push(tagged(word(tag), rest))
  }
  return rows
}

const action = (tag: string): string => `format ${tag}`

function word(value: unknown): string {
  const text = lineOf(value, 'bad-listing', 'format capabilities')
  return text === '' || text.includes(' ')
    ? fail('bad-listing', 0, 'format capabilities: a word that is empty or holds a space')
    : text
}

function tagged(tag: string, value: unknown): string {
  const rest = lineOf(value, 'bad-listing', action(tag))
  return rest === '' ? tag : `${tag} ${rest}`
}

function period(tag: string, value: unknown, perUser: unknown): string {
  const length = value === 'NEVER' && tag === 'EXPIRE' ? value : wholeNumber(value, 0, 'bad-listing', action(tag))
  if (length !== 'NEVER' && length > 999_999_999) fail('bad-listing', 0, `${action(tag)}: ${length} has more than nine digits`)
  return `${tag} ${length}${perUser === true ? ' USER' : ''}`
}

/** A row without the spaces around it; a regular expression for those at the end would take quadratic time. */
function withoutSpaces(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === ' ') start++
  while (end > start && text[end - 1] === ' ') end--
  return text.slice(start, end)
}
