/**
 * What the reply to EHLO offers (RFC 5321 4.1.1.1): one keyword per line, some with a value. Keys here are the keywords in lower case. All
 * keywords registered with IANA are typed: those with a value here, one line each, the others in `grammar/ehlo-keyword.ts`.
 */
import { lowerAscii, upperAscii } from '@mailwire/bytes'
import { fail, quoted } from '../error.js'
import { isDateTime } from '../grammar/date-time.js'
import { FLAGS, type Flag } from '../grammar/ehlo-keyword.js'
import { solicitations } from '../grammar/solicitation.js'
import { assertKeys, assertNumber, assertObject, assertString, stringsOf, textEntries } from '../values.js'

/** What a server limits (RFC 9422). */
export interface Limits {
  /** Messages per session. */
  readonly mailMax?: number | undefined
  /** Recipients per message. */
  readonly rcptMax?: number | undefined
  /** Recipient domains per message. */
  readonly rcptDomainMax?: number | undefined
  /** Limits with other names, in upper case, and known limits with an invalid value. */
  readonly unknown?: ReadonlyMap<string, string> | undefined
}

/** How long a server can hold a message for future release (RFC 4865 3). */
export interface FutureRelease {
  /** The maximum in seconds. */
  readonly interval: number
  /** The latest date and time, in RFC 3339 format. */
  readonly until: string
}

interface Values {
  /** The maximum message size in bytes; 0 if the server names none (RFC 1870 4). */
  readonly size: number
  /** SASL mechanisms, upper case (RFC 4954 3). */
  readonly auth: readonly string[]
  /** The minimum number of seconds for BY; `undefined` if the server names none (RFC 2852 3). */
  readonly deliverby: { readonly minimum: number | undefined }
  readonly futurerelease: FutureRelease
  /** The priority profile, such as `MIXER`; `undefined` if the server names none (RFC 6710 2). */
  readonly 'mt-priority': { readonly profile: string | undefined }
  /** Refused kinds of solicitation; an empty list means that SOLICIT is supported (RFC 3865 2). */
  readonly 'no-soliciting': readonly string[]
  /** Sources that content may be fetched from: `imap`, or URLs (RFC 4468 3). */
  readonly burl: readonly string[]
  readonly limits: Limits
  /** The attributes that a proxy may give. */
  readonly xclient: readonly string[]
  readonly xforward: readonly string[]
}

/** Extensions by lower-case keyword; `undefined` if not offered. */
export type Extensions = { readonly [Key in Flag]?: true | undefined } & {
  readonly [Key in keyof Values]?: Values[Key] | undefined
} & {
  /** Every other keyword, in upper case, with its value; and every known one with an invalid value. */
  readonly unknown?: ReadonlyMap<string, string> | undefined
}

/** A keyword with a value: `parse` gives `undefined` for an invalid value. */
interface Keyword<Value> {
  parse(text: string): Value | undefined
  /** @throws {@link SmtpError} `bad-value` for what is not a value of the type */
  format(value: Value): string
}

const FORMAT = 'format extensions'

const words = (text: string): string[] => text.split(' ').filter(word => word !== '')
const upperWords: Keyword<readonly string[]> = {
  parse: text => words(text).map(upperAscii),
  format: list => stringsOf(list, FORMAT).join(' '),
}

const keywords: { readonly [Key in keyof Values]: Keyword<Values[Key]> } = {
  size: {
    parse: text => (/^\d{0,20}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
    format: size => {
      assertNumber(size, FORMAT)
      return size === 0 ? '' : String(size)
    },
  },
  // `AUTH=` is the form of an early draft, and some servers still send it as well.
  auth: {
    parse: text => [...new Set(words(text).map(upperAscii))],
    format: list => stringsOf(list, FORMAT).join(' '),
  },
  // `[min-by-time] *("," extension-token)` (RFC 2852 3)
  deliverby: {
    parse: text => {
      const [, minimum] = /^(\d{0,9})(?:,[!-~]+)?$/.exec(text) ?? []
      return minimum === undefined || /,(?:,|$)/.test(text)
        ? undefined
        : { minimum: minimum === '' ? undefined : Number(minimum) }
    },
    format: value => {
      assertObject(value, FORMAT)
      const { minimum } = value
      if (minimum === undefined) return ''
      assertNumber(minimum, FORMAT)
      return String(minimum)
    },
  },
  futurerelease: {
    parse: text => {
      const [, interval, until = ''] = /^([1-9]\d{0,8}) +(\S+)$/.exec(text) ?? []
      return interval === undefined || !isDateTime(until) ? undefined : { interval: Number(interval), until }
    },
    format: value => {
      assertObject(value, FORMAT)
      const { interval, until } = value
      assertNumber(interval, FORMAT)
      assertString(until, FORMAT)
      return `${interval} ${until}`
    },
  },
  'mt-priority': {
    parse: text => (/^[!-~]{0,20}$/.test(text) ? { profile: text === '' ? undefined : text } : undefined),
    format: value => {
      assertObject(value, FORMAT)
      const { profile = '' } = value
      assertString(profile, FORMAT)
      return profile
    },
  },
  'no-soliciting': { parse: text => (text === '' ? [] : solicitations(text)), format: list => stringsOf(list, FORMAT).join(',') },
  burl: { parse: words, format: list => stringsOf(list, FORMAT).join(' ') },
  limits: { parse: parseLimits, format: formatLimits },
  xclient: upperWords,
  xforward: upperWords,
}

const flags: ReadonlySet<string> = /* @__PURE__ */ new Set(FLAGS)
const isFlag = (keyword: string): keyword is Flag => flags.has(keyword)
const isKeyword = (keyword: string): keyword is keyof Values => Object.hasOwn(keywords, keyword)

/**
 * The extensions in the lines of a reply to EHLO, given without its first line. Keywords are case-insensitive; a line that is not a keyword
 * is ignored.
 *
 * @throws {@link SmtpError} `bad-value` for what is not an array of strings
 *
 * @example
 * parseExtensions(['SIZE 1000', 'starttls', 'LIMITS RCPTMAX=20']) // => { size: 1000, starttls: true, limits: { rcptMax: 20 } }
 */
export function parseExtensions(lines: readonly string[]): Extensions {
  const found: Record<string, unknown> = {}
  const unknown = new Map<string, string>()
  const mechanisms: string[] = []
  for (const line of stringsOf(lines, 'parse extensions')) {
    const [, word = '', separator, value = ''] = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:([ =]) *(.*))?$/s.exec(line.trimEnd()) ?? []
    const keyword = lowerAscii(word)
    if (separator === '=' && keyword !== 'auth') continue // no grammar has it
    if (isFlag(keyword)) found[keyword] = true
    else if (isKeyword(keyword)) {
      if (keyword === 'auth') mechanisms.push(value)
      const parsed = (keywords[keyword] as Keyword<unknown>).parse(value)
      if (parsed === undefined) unknown.set(upperAscii(word), value)
      else found[keyword] = parsed
    } else if (keyword !== '') unknown.set(upperAscii(word), value)
  }
  // Servers send several AUTH lines; adding each to a list of all before would be quadratic.
  if (mechanisms.length > 1) found['auth'] = keywords.auth.parse(mechanisms.join(' '))
  return unknown.size === 0 ? found : { ...found, unknown }
}

/**
 * The lines of a reply to EHLO after its first.
 *
 * @throws {@link SmtpError} `bad-reply` for an invalid keyword or value, `bad-value` for a key that does not exist: others go into `unknown`
 *
 * @example
 * formatExtensions({ pipelining: true, size: 1000 }) // => ['PIPELINING', 'SIZE 1000']
 */
export function formatExtensions(extensions: Extensions): string[] {
  assertObject(extensions, FORMAT)
  assertKeys(extensions, [...FLAGS, ...Object.keys(keywords), 'unknown'], FORMAT, 'extension')
  const lines: string[] = FLAGS.filter(flag => extensions[flag] === true).map(upperAscii)
  for (const keyword of Object.keys(keywords)) {
    const value = (extensions as Readonly<Record<string, unknown>>)[keyword]
    if (value === undefined) continue
    const { parse, format } = keywords[keyword as keyof Values] as Keyword<unknown>
    const text = format(value)
    if (keyword === 'auth' && text === '') continue
    if (parse(text) === undefined) fail('bad-reply', 0, `format extensions: invalid value of ${upperAscii(keyword)}`)
    lines.push(text === '' ? upperAscii(keyword) : `${upperAscii(keyword)} ${text}`)
  }
  for (const [keyword, value] of textEntries(extensions.unknown, FORMAT)) {
    if (keyword.includes(' ')) fail('bad-reply', 0, `format extensions: keyword contains a space: ${quoted(keyword)}`)
    lines.push(value === '' ? keyword : `${keyword} ${value}`)
  }
  for (const line of lines)
    if (!/^[A-Za-z0-9][A-Za-z0-9-]*(?: [ -~]+)?$/.test(line) || / {2}| $/.test(line))
      fail('bad-reply', 0, `format extensions: invalid keyword or value: ${quoted(line)}`)
  return lines
}

const LIMIT_KEYS = { MAILMAX: 'mailMax', RCPTMAX: 'rcptMax', RCPTDOMAINMAX: 'rcptDomainMax' } as const

/** `*( limit-name "=" limit-value )`; an invalid limit is ignored (RFC 9422 3). */
function parseLimits(text: string): Limits {
  const found: { -readonly [Key in keyof Limits]: Limits[Key] } = {}
  const unknown = new Map<string, string>()
  for (const word of words(text)) {
    const [, name, value = ''] = /^([A-Za-z0-9_-]+)=([!-:<-~]+)$/.exec(word) ?? []
    if (name === undefined) continue
    const key = upperAscii(name)
    if (Object.hasOwn(LIMIT_KEYS, key) && /^[1-9]\d{0,5}$/.test(value))
      found[LIMIT_KEYS[key as keyof typeof LIMIT_KEYS]] = Number(value)
    else unknown.set(key, value)
  }
  return unknown.size === 0 ? found : { ...found, unknown }
}

function formatLimits(limits: Limits): string {
  assertObject(limits, FORMAT)
  const text: string[] = []
  for (const [name, key] of Object.entries(LIMIT_KEYS)) {
    const value = limits[key]
    if (value === undefined) continue
    assertNumber(value, FORMAT)
    if (!/^[1-9]\d{0,5}$/.test(String(value))) fail('bad-reply', 0, `format extensions: invalid ${name}: ${value}`)
    text.push(`${name}=${value}`)
  }
  for (const [name, value] of textEntries(limits.unknown, FORMAT)) {
    if (!/^[A-Za-z0-9_-]+$/.test(name) || !/^[!-:<-~]+$/.test(value))
      fail('bad-reply', 0, `format extensions: invalid limit: ${quoted(`${name}=${value}`)}`)
    text.push(`${name}=${value}`)
  }
  return text.join(' ')
}
