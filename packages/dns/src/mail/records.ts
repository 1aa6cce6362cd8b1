/** Mail-related records of a domain: policies in TXT records, null MX, and the SRV names of mail services. */
import { lowerAscii } from '@mailwire/bytes'
import { checkList, checkObjects, checkText, entryOf } from '../given.js'
import { equalNames } from '../names/name.js'
import type { AnyRecordInit } from '../rdata/record.js'
import { joinTxt } from '../text/strings.js'

/** The start of each policy's text, and the label of its record. */
const policies: Readonly<Record<MailPolicy, { readonly start: RegExp; readonly label: string }>> = {
  spf: { start: /^v=spf1(?: |$)/i, label: '' },
  dmarc: { start: /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/, label: '_dmarc.' },
  'mta-sts': { start: /^v=STSv1[ \t]*;/, label: '_mta-sts.' },
  'tls-rpt': { start: /^v=TLSRPTv1[ \t]*;/, label: '_smtp._tls.' },
}

/** A policy with one well-known name: SPF (RFC 7208), DMARC (RFC 7489), MTA-STS (RFC 8461), TLS-RPT (RFC 8460). */
export type MailPolicy = 'spf' | 'dmarc' | 'mta-sts' | 'tls-rpt'

/** A part of a name. */
function textOf(value: string): string {
  checkText(value, 'name of a mail service')
  return value
}

/** The name of a domain's policy. @example policyName('dmarc', 'example.com') // => '_dmarc.example.com' */
export const policyName = (policy: MailPolicy, domain: string): string =>
  `${entryOf(policies, policy, 'policy name').label}${textOf(domain)}`

/** The name of a DKIM key (RFC 6376 3.6.2.1). @example dkimName('s1', 'example.com') // => 's1._domainkey.example.com' */
export const dkimName = (selector: string, domain: string): string => `${textOf(selector)}._domainkey.${textOf(domain)}`

/** The name of a BIMI record. @example bimiName('example.com') // => 'default._bimi.example.com' */
export const bimiName = (domain: string, selector = 'default'): string => `${textOf(selector)}._bimi.${textOf(domain)}`

/**
 * Selects the policy among a domain's TXT records, each given as its strings or as joined text. `several` if there is more than one: for SPF that is a
 * permanent error (RFC 7208 4.5), for the others the policy counts as absent.
 *
 * @example
 * selectPolicy('spf', [['v=spf1 ', '-all'], 'other']) // => { text: 'v=spf1 -all' }
 */
export function selectPolicy(
  policy: MailPolicy,
  texts: readonly (string | readonly string[])[],
): { readonly text: string } | 'none' | 'several' {
  const { start } = entryOf(policies, policy, 'select policy')
  checkList(texts, 'select policy')
  const found = Array.from(texts, text => (typeof text === 'string' ? text : joinTxt(text))).filter(text => start.test(text))
  const [text] = found
  return text === undefined ? 'none' : found.length > 1 ? 'several' : { text }
}

/** True if a domain's MX records mean that it accepts no mail: a single one, with preference 0 and the root as exchange (RFC 7505 3). */
export function isNullMx(records: readonly AnyRecordInit[]): boolean {
  checkObjects(records, 'null MX')
  const [data, ...others] = records.map(record => record.data as { preference?: unknown; exchange?: unknown } | undefined)
  return others.length === 0 && data?.preference === 0 && typeof data.exchange === 'string' && equalNames(data.exchange, '.')
}

/** Mail services that clients locate by SRV (RFC 6186, RFC 8314 5.1). */
export type MailService = 'submission' | 'submissions' | 'imap' | 'imaps' | 'pop3' | 'pop3s'

/** The name of a service's SRV records. @example mailServiceName('imaps', 'example.com') // => '_imaps._tcp.example.com' */
export const mailServiceName = (service: MailService, domain: string): string =>
  `_${lowerAscii(textOf(service))}._tcp.${textOf(domain)}`
