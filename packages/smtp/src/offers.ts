/**
 * What must have been offered in EHLO's reply before it is used (RFC 5321 2.2.1): the extension behind each command and parameter, and
 * the numbers of RFC 9422. A client refuses to send the rest, and a server refuses to take it, by the same tables.
 */
import type { Command } from './command.js'
import type { Extensions } from './extensions.js'
import { formatMailParameters, formatRcptParameters, type MailParameters, type RcptParameters } from './parameters.js'

/** The extension that a command comes with. */
export const commandExtension: Readonly<Partial<Record<Command['verb'], string>>> = {
  starttls: 'STARTTLS', // RFC 3207 2
  auth: 'AUTH', // RFC 4954 3
  bdat: 'CHUNKING', // RFC 3030 2
  burl: 'BURL', // RFC 4468 2
  etrn: 'ETRN', // RFC 1985 3
  atrn: 'ATRN', // RFC 2645 4
  turn: 'TURN',
  xclient: 'XCLIENT',
  xforward: 'XFORWARD',
}

/** The extension that a parameter comes with, where they are not called the same. */
const parameterExtension: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['BODY=8BITMIME', '8BITMIME'], // RFC 6152 2
  ['BODY=BINARYMIME', 'BINARYMIME'], // RFC 3030 3
  ['RET', 'DSN'], // RFC 3461 4
  ['ENVID', 'DSN'],
  ['NOTIFY', 'DSN'],
  ['ORCPT', 'DSN'],
  ['BY', 'DELIVERBY'], // RFC 2852 4
  ['HOLDFOR', 'FUTURERELEASE'], // RFC 4865 4
  ['HOLDUNTIL', 'FUTURERELEASE'],
  ['SOLICIT', 'NO-SOLICITING'], // RFC 3865 2
  ['TRANSID', 'CHECKPOINT'], // RFC 1845 4
])

/** True when the extension, by its keyword in upper case, is among those offered. */
export function offers(extensions: Extensions | undefined, keyword: string): boolean {
  if (extensions === undefined) return false
  if (extensions.unknown?.has(keyword) === true) return true
  const key = keyword.toLowerCase()
  return key !== 'unknown' && Object.hasOwn(extensions, key) && extensions[key as keyof Extensions] !== undefined
}

/** The same extensions but one. */
export function without(extensions: Extensions, keyword: string): Extensions {
  if (!offers(extensions, keyword)) return extensions
  const unknown = new Map(extensions.unknown)
  unknown.delete(keyword)
  return { ...extensions, [keyword.toLowerCase()]: undefined, unknown }
}

/** The first extension that MAIL's parameters need and that is not offered. */
export const missingForMail = (parameters: MailParameters, extensions: Extensions | undefined): string | undefined =>
  missing(formatMailParameters(parameters), extensions)

/** The same for RCPT. */
export const missingForRcpt = (parameters: RcptParameters, extensions: Extensions | undefined): string | undefined =>
  missing(formatRcptParameters(parameters), extensions)

function missing(parameters: string, extensions: Extensions | undefined): string | undefined {
  for (const parameter of parameters.split(' ')) {
    const [keyword = ''] = parameter.split('=')
    // BODY=7BIT says what is so without it; BODY itself is 8BITMIME's.
    if (keyword === '' || parameter === 'BODY=7BIT') continue
    const needed = parameterExtension.get(keyword === 'BODY' ? parameter : keyword) ?? keyword
    if (!offers(extensions, needed)) return needed
  }
  return undefined
}

/** What LIMITS offers (RFC 9422 4); absent is `undefined`. */
export interface SessionLimits {
  /** Messages of one session. */
  readonly mailMax?: number | undefined
  /** Recipients of one message. */
  readonly rcptMax?: number | undefined
  /** Domains among the recipients of one message. */
  readonly rcptDomainMax?: number | undefined
}

/** The numbers of a LIMITS line; what is no number, or 0, limits nothing. */
export function sessionLimits(extensions: Extensions | undefined): SessionLimits {
  const value = extensions?.unknown?.get('LIMITS') ?? ''
  const number = (name: string): number | undefined => {
    const digits = new RegExp(`(?:^| )${name}=([0-9]{1,6})(?: |$)`, 'i').exec(value)?.[1]
    return digits === undefined || Number(digits) === 0 ? undefined : Number(digits)
  }
  return { mailMax: number('MAILMAX'), rcptMax: number('RCPTMAX'), rcptDomainMax: number('RCPTDOMAINMAX') }
}
