/** Enhanced status codes (RFC 3463 2): `class.subject.detail`, as replies and delivery reports hold them. */
import { fail } from '../error.js'
import { assertNumber, assertObject, assertString } from '../values.js'
import { enhancedStatuses } from './registry.js'

/** A status in its parts. */
export interface EnhancedStatus {
  /** Went well, may go well later, will not go well. */
  readonly class: 2 | 4 | 5
  readonly subject: number
  readonly detail: number
}

/**
 * A status from its text, or `undefined` for what is none.
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
 * @throws {@link SmtpError} `bad-reply` when the class is none, or another number is none of three digits
 *
 * @example
 * formatEnhancedStatus({ class: 5, subject: 1, detail: 1 }) // => '5.1.1'
 */
export function formatEnhancedStatus(status: EnhancedStatus): string {
  assertObject(status, 'format status')
  const { class: first, subject, detail } = status
  for (const part of [first, subject, detail]) assertNumber(part, 'format status')
  const text = `${first}.${subject}.${detail}`
  return parseEnhancedStatus(text) === undefined ? fail('bad-reply', 0, `format status: ${text} is none`) : text
}

/**
 * What IANA's registry says that a status means, or `undefined` for one that is not in it (RFC 5248).
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
