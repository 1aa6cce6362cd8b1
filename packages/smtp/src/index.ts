/** `@mailwire/smtp`: SMTP commands and replies, and both sides of a session, with no I/O. */
export type {
  ClosedEvent,
  Connection,
  DataViolation,
  ProtocolErrorEvent,
  Quirk,
  QuirkWarning,
  SessionFacts,
  Tap,
  UpgradeEvent,
  Waiting,
} from '@mailwire/bytes'
export {
  type Command,
  type CommandInit,
  type CommandOptions,
  decodeCommand,
  encodeCommand,
  type Verb,
} from './command/command.js'
export type { ClientAttribute } from './command/forwarded.js'
export { isSmtpError, SmtpError, type SmtpErrorCode } from './error.js'
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
export { type NeededExtension, neededExtensions } from './extensions/offers.js'
export { parseDomain } from './grammar/domain.js'
export {
  type EncodeOptions,
  type GrammarLimits,
  type GrammarOptions,
  grammarLimits,
} from './grammar/line.js'
export {
  formatLocalPart,
  formatMailbox,
  formatPath,
  localPartText,
  type Mailbox,
  needsUtf8,
  type Path,
  parseMailbox,
} from './grammar/path.js'
export { decodeXtext, encodeXtext } from './grammar/xtext.js'
export { defaultLimits, guaranteed, type SmtpLimits } from './limits.js'
export type { BodyType } from './parameters/body.js'
export type { DeliverBy } from './parameters/by.js'
export type { Tracking } from './parameters/mtrk.js'
export type { NotifyCondition } from './parameters/notify.js'
export type { OriginalRecipient } from './parameters/orcpt.js'
export type { UnknownParameter } from './parameters/parameter.js'
export type { MailParameters, RcptParameters } from './parameters/registry.js'
export type { RecipientValidSince } from './parameters/rrvs.js'
export {
  type DecodedProxyHeader,
  decodeProxyHeader,
  encodeProxyHeader,
  type ProxyEndpoint,
  type ProxyHeader,
  type ProxyHeaderInit,
  type ProxyTransport,
} from './proxy/proxy.js'
export type { ProxySsl, ProxySslTlv, ProxyTlv } from './proxy/tlv.js'
export { type OutgoingQuirk, quirks, type SmtpQuirk, type SmtpQuirkRow, type SmtpWarning } from './quirks.js'
export {
  type EnhancedStatus,
  type EnhancedStatusMeaning,
  enhancedClasses,
  enhancedMeaning,
  enhancedStatuses,
  formatEnhancedStatus,
  parseEnhancedStatus,
} from './reply/enhanced-status.js'
export {
  encodeReply,
  formatReply,
  isTemporary,
  isTooManyRecipients,
  type Reply,
  type ReplyClass,
  type ReplyInit,
  replyClass,
} from './reply/reply.js'
export { decodeReply, ReplyDecoder, type ReplyOptions } from './reply/reply-decoder.js'
export { ClientConnection } from './session/client.js'
export type {
  Answered,
  ClientEvent,
  ClientSend,
  ServerCommand,
  ServerEvent,
  ServerSend,
} from './session/events.js'
export type { ClientOptions, ServerOptions } from './session/options.js'
export { ServerConnection } from './session/server.js'
export type { SessionVerb, State } from './session/state.js'
export { timeoutFor, timeouts } from './session/timeouts.js'
export {
  type Envelope,
  type Rejection,
  Transaction,
  type TransactionOptions,
  type TransactionResult,
  type TransactionStep,
} from './session/transaction.js'
