/** `@mailwire/smtp/extensions`: what the reply to EHLO offers (RFC 5321 4.1.1.1), and which extensions a message needs. No I/O. */
export { type Extensions, type FutureRelease, formatExtensions, type Limits, parseExtensions } from './extensions/extensions.js'
export {
  type MessageLeniency,
  type MessageNeeds,
  messageNeeds,
  type NegotiatedMessage,
  negotiate,
  type Utf8Need,
  utf8Needs,
} from './extensions/negotiate.js'
export type { Mailbox } from './grammar/path.js'
export type { MailParameters } from './parameters/registry.js'
