/** The sent date of a message (RFC 5256 2.2): its Date field as a moment, or INTERNALDATE where that says nothing. */
import { parseEnvelopeDate } from '../text/date.js'

/**
 * When a message was sent, in milliseconds since 1970 (RFC 5256 2.2). An invalid zone counts as UTC, and an invalid time as midnight; without a valid day it is INTERNALDATE.
 *
 * @param date the value of the Date field; `undefined` where there is none
 * @param internalDate in milliseconds since 1970
 * @throws {@link ImapError} `bad-value` for what is not a text
 */
export function sentDate(date: string | undefined, internalDate: number): number {
  if (date === undefined) return internalDate
  const whole = parseEnvelopeDate(date)
  if (whole !== undefined) return whole.epochMilliseconds
  const [, day, time] = DAY_AND_TIME.exec(date) ?? []
  if (day === undefined) return internalDate
  const found = parseEnvelopeDate(`${day} ${time ?? '00:00'} +0000`) ?? parseEnvelopeDate(`${day} 00:00 +0000`)
  return found?.epochMilliseconds ?? internalDate
}

/** What is in front of an invalid time or zone. */
const DAY_AND_TIME =
  /^[ \t\r\n]{0,80}(?:[A-Za-z]{3,9}(?: ?, {0,9}| ))?(\d\d?[ -][A-Za-z]{3,9}[ -]\d{2,6})(?:[ \t](\d\d?:\d\d(?::\d\d)?)(?!\d))?/
