/** What EHLO's reply offers (RFC 5321 4.1.1.1): a keyword a line, some with a value. Keys here are the keywords in lower case. */
import { upperAscii } from '@mailwire/bytes'
import { fail } from './error.js'

/** Extensions by lower-cased keyword; absent is `undefined`. */
export interface Extensions {
  /** Octets of the largest message; 0 when the server names no limit (RFC 1870 4). */
  readonly size?: number | undefined
  readonly pipelining?: true | undefined
  readonly '8bitmime'?: true | undefined
  readonly smtputf8?: true | undefined
  readonly starttls?: true | undefined
  readonly enhancedstatuscodes?: true | undefined
  /** SASL mechanisms, upper case. */
  readonly auth?: readonly string[] | undefined
  /** Every other keyword, in upper case, with its value. */
  readonly unknown?: ReadonlyMap<string, string> | undefined
}

const FLAGS = ['pipelining', '8bitmime', 'smtputf8', 'starttls', 'enhancedstatuscodes'] as const

/** The extensions that the lines of a reply to EHLO offer, without its first line. Keywords are read in either case. */
export function parseExtensions(lines: readonly string[]): Extensions {
  const found: { -readonly [Keyword in keyof Extensions]: Extensions[Keyword] } = {}
  const unknown = new Map<string, string>()
  for (const line of lines) {
    const [, word = '', rest = ''] = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:[ =]+(.*?))? *$/s.exec(line) ?? []
    const keyword = word.toLowerCase()
    const flag = FLAGS.find(known => known === keyword)
    if (flag !== undefined) found[flag] = true
    else if (keyword === 'size' && /^\d{0,15}$/.test(rest)) found.size = Number(rest)
    // `AUTH=` was a draft's form, and is still sent beside the other.
    else if (keyword === 'auth')
      found.auth = [
        ...new Set([
          ...(found.auth ?? []),
          ...rest
            .split(/ +/)
            .filter(name => name !== '')
            .map(upperAscii),
        ]),
      ]
    else if (keyword !== '') unknown.set(upperAscii(word), rest)
  }
  return unknown.size === 0 ? found : { ...found, unknown }
}

/** The lines of a reply to EHLO behind its first. @throws {@link SmtpError} `bad-reply` for a keyword or value that is none */
export function formatExtensions({ size, auth, unknown, ...flags }: Extensions): string[] {
  const lines: string[] = FLAGS.filter(flag => flags[flag] === true).map(flag => flag.toUpperCase())
  if (size !== undefined) lines.push(size === 0 ? 'SIZE' : `SIZE ${size}`)
  if (auth !== undefined && auth.length > 0) lines.push(['AUTH', ...auth].join(' '))
  for (const [keyword, value] of unknown ?? []) lines.push(value === '' ? keyword : `${keyword} ${value}`)
  for (const line of lines)
    if (!/^[A-Za-z0-9][A-Za-z0-9-]*(?: [!-~]+)*$/.test(line)) fail('bad-reply', 0, 'format extensions: not a keyword with values')
  return lines
}
