/** What a server says it can do (RFC 2449 5 and 6, RFC 2595 4, RFC 3206, RFC 5034 6, RFC 6856): rows of a tag and arguments. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from './error.js'

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

/** The capabilities that rows say. A row that makes no sense is kept under its tag in `unknown`. */
export function parseCapabilities(rows: readonly string[]): Capabilities {
  const unknown = new Map<string, string>()
  const found: { -readonly [Tag in keyof Capabilities]: Capabilities[Tag] } = {}
  for (const row of rows) {
    const [, word = '', rest = ''] = /^(\S+)(?: +(.*?))? *$/s.exec(row) ?? []
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

/** The rows of a CAPA response. @throws {@link Pop3Error} `bad-listing` for an argument that holds a control character */
export function formatCapabilities(capabilities: Capabilities): string[] {
  const { sasl, utf8, implementation, expire, unknown } = capabilities
  const delay = capabilities['login-delay']
  const rows = FLAGS.filter(flag => capabilities[flag] === true).map(flag => flag.toUpperCase())
  if (sasl !== undefined) rows.push(['SASL', ...sasl].join(' '))
  if (utf8 !== undefined) rows.push(['UTF8', ...utf8].join(' '))
  if (delay !== undefined) rows.push(`LOGIN-DELAY ${delay.seconds}${delay.perUser ? ' USER' : ''}`)
  if (expire !== undefined) rows.push(`EXPIRE ${expire.days}${expire.perUser ? ' USER' : ''}`)
  if (implementation !== undefined) rows.push(`IMPLEMENTATION ${implementation}`)
  for (const [tag, rest] of unknown ?? []) rows.push(rest === '' ? tag : `${tag} ${rest}`)
  for (const row of rows)
    if (/[\0-\x1f\x7f]/.test(row)) fail('bad-listing', 0, 'format capabilities: a control character in a row')
  return rows
}
