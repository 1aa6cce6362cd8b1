/**
 * Enhanced status codes (RFC 3463): a status as text and in its parts, and IANA's registry "SMTP Enhanced Status Codes" (RFC 5248), with the
 * meaning and reference of each subject and detail.
 */
import { fail } from '../error.js'
import { assertNumber, assertObject, assertString } from '../values.js'

/** The parts of a status. */
export interface EnhancedStatus {
  /** Success, persistent transient failure, permanent failure. */
  readonly class: 2 | 4 | 5
  readonly subject: number
  readonly detail: number
}

/**
 * A status from its text, or `undefined` for any other text.
 *
 * @example
 * parseEnhancedStatus('5.1.1') // => { class: 5, subject: 1, detail: 1 }
 */
export function parseEnhancedStatus(text: string): EnhancedStatus | undefined {
  assertString(text, 'parse status')
  const [, first, subject, detail] = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(text) ?? []
  return first === undefined ? undefined : { class: Number(first) as 2 | 4 | 5, subject: Number(subject), detail: Number(detail) }
}

/**
 * The text of a status.
 *
 * @throws {@link SmtpError} `bad-reply` for an invalid class, and for a subject or detail of more than three digits
 *
 * @example
 * formatEnhancedStatus({ class: 5, subject: 1, detail: 1 }) // => '5.1.1'
 */
export function formatEnhancedStatus(status: EnhancedStatus): string {
  assertObject(status, 'format status')
  const { class: first, subject, detail } = status
  for (const part of [first, subject, detail]) assertNumber(part, 'format status')
  const text = `${first}.${subject}.${detail}`
  return parseEnhancedStatus(text) === undefined ? fail('bad-reply', 0, `format status: invalid status: ${text}`) : text
}

/**
 * The meaning of a status in IANA's registry, or `undefined` if it is not registered (RFC 5248).
 *
 * @example
 * enhancedMeaning('5.1.1') // => 'bad destination mailbox address'
 */
export function enhancedMeaning(text: string): string | undefined {
  const status = parseEnhancedStatus(text)
  if (status === undefined) return undefined
  const key = `${status.subject}.${status.detail}`
  return Object.hasOwn(enhancedStatuses, key) ? enhancedStatuses[key]!.meaning : undefined
}

/** A row of the registry. */
export interface EnhancedStatusMeaning {
  /** A short description. */
  readonly meaning: string
  readonly reference: string
}

/** The meaning of the first number (RFC 3463 3.1). */
export const enhancedClasses = { 2: 'success', 4: 'persistent transient failure', 5: 'permanent failure' } as const

/** By `subject.detail`. */
export const enhancedStatuses: Readonly<Record<string, EnhancedStatusMeaning>> = {
  '0.0': { meaning: 'other undefined status', reference: 'RFC 3463' },
  '1.0': { meaning: 'other address status', reference: 'RFC 3463' },
  '1.1': { meaning: 'bad destination mailbox address', reference: 'RFC 3463' },
  '1.2': { meaning: 'bad destination system address', reference: 'RFC 3463' },
  '1.3': { meaning: 'bad destination mailbox address syntax', reference: 'RFC 3463' },
  '1.4': { meaning: 'destination mailbox address ambiguous', reference: 'RFC 3463' },
  '1.5': { meaning: 'destination address valid', reference: 'RFC 3463' },
  '1.6': { meaning: 'destination mailbox has moved, no forwarding address', reference: 'RFC 3463' },
  '1.7': { meaning: "bad sender's mailbox address syntax", reference: 'RFC 3463' },
  '1.8': { meaning: "bad sender's system address", reference: 'RFC 3463' },
  '1.9': { meaning: 'message relayed to non-compliant mailer', reference: 'RFC 3886' },
  '1.10': { meaning: 'recipient address has null MX', reference: 'RFC 7505' },
  '2.0': { meaning: 'other or undefined mailbox status', reference: 'RFC 3463' },
  '2.1': { meaning: 'mailbox disabled, not accepting messages', reference: 'RFC 3463' },
  '2.2': { meaning: 'mailbox full', reference: 'RFC 3463' },
  '2.3': { meaning: 'message length exceeds administrative limit', reference: 'RFC 3463' },
  '2.4': { meaning: 'mailing list expansion problem', reference: 'RFC 3463' },
  '3.0': { meaning: 'other or undefined mail system status', reference: 'RFC 3463' },
  '3.1': { meaning: 'mail system full', reference: 'RFC 3463' },
  '3.2': { meaning: 'system not accepting network messages', reference: 'RFC 3463' },
  '3.3': { meaning: 'system not capable of selected features', reference: 'RFC 3463' },
  '3.4': { meaning: 'message too big for system', reference: 'RFC 3463' },
  '3.5': { meaning: 'system incorrectly configured', reference: 'RFC 3463' },
  '3.6': { meaning: 'requested priority was changed', reference: 'RFC 6710' },
  '4.0': { meaning: 'other or undefined network or routing status', reference: 'RFC 3463' },
  '4.1': { meaning: 'no answer from host', reference: 'RFC 3463' },
  '4.2': { meaning: 'bad connection', reference: 'RFC 3463' },
  '4.3': { meaning: 'directory server failure', reference: 'RFC 3463' },
  '4.4': { meaning: 'unable to route', reference: 'RFC 3463' },
  '4.5': { meaning: 'mail system congestion', reference: 'RFC 3463' },
  '4.6': { meaning: 'routing loop detected', reference: 'RFC 3463' },
  '4.7': { meaning: 'delivery time expired', reference: 'RFC 3463' },
  '5.0': { meaning: 'other or undefined protocol status', reference: 'RFC 3463' },
  '5.1': { meaning: 'invalid command', reference: 'RFC 3463' },
  '5.2': { meaning: 'syntax error', reference: 'RFC 3463' },
  '5.3': { meaning: 'too many recipients', reference: 'RFC 3463' },
  '5.4': { meaning: 'invalid command arguments', reference: 'RFC 3463' },
  '5.5': { meaning: 'wrong protocol version', reference: 'RFC 3463' },
  '5.6': { meaning: 'authentication exchange line is too long', reference: 'RFC 4954' },
  '6.0': { meaning: 'other or undefined media error', reference: 'RFC 3463' },
  '6.1': { meaning: 'media not supported', reference: 'RFC 3463' },
  '6.2': { meaning: 'conversion required and prohibited', reference: 'RFC 3463' },
  '6.3': { meaning: 'conversion required but not supported', reference: 'RFC 3463' },
  '6.4': { meaning: 'conversion with loss performed', reference: 'RFC 3463' },
  '6.5': { meaning: 'conversion failed', reference: 'RFC 3463' },
  '6.6': { meaning: 'message content not available', reference: 'RFC 4468' },
  '6.7': { meaning: 'non-ASCII addresses not permitted for that sender or recipient', reference: 'RFC 6531' },
  '6.8': { meaning: 'UTF-8 reply required, but not permitted by the client', reference: 'RFC 6531' },
  '6.9': { meaning: 'message with UTF-8 header cannot go to one or more recipients', reference: 'RFC 6531' },
  '6.10': { meaning: 'the same as 6.8, no longer in use', reference: 'RFC 6531' },
  '7.0': { meaning: 'other or undefined security status', reference: 'RFC 3463' },
  '7.1': { meaning: 'delivery not authorized, message refused', reference: 'RFC 3463' },
  '7.2': { meaning: 'mailing list expansion prohibited', reference: 'RFC 3463' },
  '7.3': { meaning: 'security conversion required but not possible', reference: 'RFC 3463' },
  '7.4': { meaning: 'security features not supported', reference: 'RFC 3463' },
  '7.5': { meaning: 'cryptographic failure', reference: 'RFC 3463' },
  '7.6': { meaning: 'cryptographic algorithm not supported', reference: 'RFC 3463' },
  '7.7': { meaning: 'message integrity failure', reference: 'RFC 3463' },
  '7.8': { meaning: 'authentication credentials invalid', reference: 'RFC 4954' },
  '7.9': { meaning: 'authentication mechanism is too weak', reference: 'RFC 4954' },
  '7.10': { meaning: 'encryption needed', reference: 'RFC 5248' },
  '7.11': { meaning: 'encryption required for requested authentication mechanism', reference: 'RFC 4954' },
  '7.12': { meaning: 'a password transition is needed', reference: 'RFC 4954' },
  '7.13': { meaning: 'user account disabled', reference: 'RFC 5248' },
  '7.14': { meaning: 'trust relationship required', reference: 'RFC 5248' },
  '7.15': { meaning: 'priority level is too low', reference: 'RFC 6710' },
  '7.16': { meaning: 'message is too big for the specified priority', reference: 'RFC 6710' },
  '7.17': { meaning: 'mailbox owner has changed', reference: 'RFC 7293' },
  '7.18': { meaning: 'domain owner has changed', reference: 'RFC 7293' },
  '7.19': { meaning: 'test of the recipient since a date cannot be completed', reference: 'RFC 7293' },
  '7.20': { meaning: 'no passing DKIM signature found', reference: 'RFC 7372' },
  '7.21': { meaning: 'no acceptable DKIM signature found', reference: 'RFC 7372' },
  '7.22': { meaning: 'no valid author-matched DKIM signature found', reference: 'RFC 7372' },
  '7.23': { meaning: 'SPF validation failed', reference: 'RFC 7372' },
  '7.24': { meaning: 'SPF validation error', reference: 'RFC 7372' },
  '7.25': { meaning: 'reverse DNS validation failed', reference: 'RFC 7372' },
  '7.26': { meaning: 'multiple authentication checks failed', reference: 'RFC 7372' },
  '7.27': { meaning: 'sender address has null MX', reference: 'RFC 7505' },
  '7.28': { meaning: 'mail flood detected', reference: 'the registry' },
  '7.29': { meaning: 'ARC validation failure', reference: 'RFC 8617' },
  '7.30': { meaning: 'REQUIRETLS support required', reference: 'RFC 8689' },
}
