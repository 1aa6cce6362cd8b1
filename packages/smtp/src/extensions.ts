/** `@mailwire/smtp/extensions`: what EHLO's reply offers (RFC 5321 4.1.1.1), and what a message needs of it. No I/O. */
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
