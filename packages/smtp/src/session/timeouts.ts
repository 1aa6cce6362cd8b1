/** Timeouts (RFC 5321 4.5.3.2). The connections have no clock; their caller keeps time. */
import { assertString } from '../values.js'
import type { SessionVerb } from './state.js'

/** Timeouts in milliseconds. */
export const timeouts = {
  greeting: 300_000, // RFC 5321 4.5.3.2.1
  mail: 300_000, // RFC 5321 4.5.3.2.2
  rcpt: 300_000, // RFC 5321 4.5.3.2.3
  dataStart: 120_000, // RFC 5321 4.5.3.2.4
  /** For sending each piece of a message (RFC 5321 4.5.3.2.5). */
  dataChunk: 180_000,
  dataEnd: 600_000, // RFC 5321 4.5.3.2.6
  /** How long a server waits for the next command (RFC 5321 4.5.3.2.7), and a client for the reply to a command that the RFC does not list. */
  command: 300_000,
} as const

const REPLY_TIMEOUTS: Partial<Record<SessionVerb, number>> = /* @__PURE__ */ (() => ({
  connect: timeouts.greeting,
  mail: timeouts.mail,
  rcpt: timeouts.rcpt,
  data: timeouts.dataStart,
  'body-end': timeouts.dataEnd,
  'bdat-last': timeouts.dataEnd,
}))()

/**
 * How long a client waits for the reply given by `awaiting`, in milliseconds (RFC 5321 4.5.3.2.1 to 4.5.3.2.4, and 4.5.3.2.6).
 *
 * @example
 * timeoutFor('body-end') // => 600000
 */
export function timeoutFor(awaiting: SessionVerb): number {
  assertString(awaiting, 'timeoutFor')
  return (Object.hasOwn(REPLY_TIMEOUTS, awaiting) ? REPLY_TIMEOUTS[awaiting] : undefined) ?? timeouts.command
}
