/** `@mailwire/smtp/timeouts`: the timeouts of a session (RFC 5321 4.5.3.2). The connections have no clock. No I/O. */
export type { SessionVerb } from './session/state.js'
export { timeoutFor, timeouts } from './session/timeouts.js'
