/** What a mail domain says of itself: in TXT records, by a null MX, and under the SRV names of its services. */
import { lowerAscii } from '@mailwire/bytes'
import { checkList, checkObjects, checkText, entryOf } from '../given.js'
import { equalNames } from '../names/name.js'
import type { RecordInit } from '../rdata/record.js'
import { joinTxt } from '../text/strings.js'

/** How the text of each policy begins, and where its record stands. DKIM's selector and BIMI's go in front of `_domainkey` and `_bimi`. */
const policies: Readonly<Record<MailPolicy, { readonly start: RegExp; readonly label: string }>> = {
  spf: { start: /^v=spf1(?: |$)/i, label: '' },
  dmarc: { start: /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/, label: '_dmarc.' },
  'mta-sts': { start: /^v=STSv1[ \t]*;/, label: '_mta-sts.' },
  'tls-rpt': { start: /^v=TLSRPTv1[ \t]*;/, label: '_smtp._tls.' },
}

/** A policy that has one well-known place: SPF (RFC 7208), DMARC (RFC 7489), MTA-STS (RFC 8461), TLS-RPT (RFC 8460). */
export type MailPolicy = 'spf' | 'dmarc' | 'mta-sts' | 'tls-rpt'

/** A part of a name. */
function textOf(value: string): string {
  checkText(value, 'name of a mail service')
  return value
}

/** Where a domain's policy stands. @example policyName('dmarc', 'example.com') // => '_dmarc.example.com' */
export const policyName = (policy: MailPolicy, domain: string): string =>
  `${entryOf(policies, policy, 'policy name').label}${textOf(domain)}`

/** Where a DKIM key stands (RFC 6376 3.6.2.1). @example dkimName('s1', 'example.com') // => 's1._domainkey.example.com' */
export const dkimName = (selector: string, domain: string): string => `${textOf(selector)}._domainkey.${textOf(domain)}`

/** Where a BIMI record stands. @example bimiName('example.com') // => 'default._bimi.example.com' */
export const bimiName = (domain: string, selector = 'default'): string => `${textOf(selector)}._bimi.${textOf(domain)}`

/**
 * The one text that is the policy, among the TXT records that were found: the strings of each, or their joined text. `several` when there is more than one: SPF then fails for good
 * (RFC 7208 4.5), the others count as absent.
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
  const found = texts.map(text => (typeof text === 'string' ? text : joinTxt(text))).filter(text => start.test(text))
  const [text] = found
  return text === undefined ? 'none' : found.length > 1 ? 'several' : { text }
}

/** True when a domain's MX records say that it takes no mail: one alone, of preference 0, to the root (RFC 7505 3). */
export function isNullMx(records: readonly RecordInit[]): boolean {
  checkObjects(records, 'null MX')
  const [data, ...others] = records.map(record => record.data as { preference?: unknown; exchange?: unknown } | undefined)
  return others.length === 0 && data?.preference === 0 && typeof data.exchange === 'string' && equalNames(data.exchange, '.')
}

/** Services that clients find by SRV (RFC 6186, RFC 8314 5.1). */
export type MailService = 'submission' | 'submissions' | 'imap' | 'imaps' | 'pop3' | 'pop3s'

/** Where a service's SRV records stand. @example mailServiceName('imaps', 'example.com') // => '_imaps._tcp.example.com' */
export const mailServiceName = (service: MailService, domain: string): string =>
  `_${lowerAscii(textOf(service))}._tcp.${textOf(domain)}`
