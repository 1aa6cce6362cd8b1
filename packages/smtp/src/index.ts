/** `@mailwire/smtp`: SMTP commands and replies, and both sides of a session, with no I/O. */
export type { ClosedEvent, Connection, DataViolation, ProtocolErrorEvent, Tap, UpgradeEvent, Waiting } from '@mailwire/bytes'
export { type Answered, ClientConnection, type ClientEvent, type ClientOptions, type ClientSend } from './client.js'
export type { ClientAttribute } from './command/forwarded.js'
export {
  type Command,
  type CommandInit,
  type CommandOptions,
  decodeCommand,
  encodeCommand,
  type Verb,
} from './command.js'
export { parseDomain } from './domain.js'
export { type EnhancedStatus, enhancedMeaning, formatEnhancedStatus, parseEnhancedStatus } from './enhanced-status.js'
export { isSmtpError, SmtpError, type SmtpErrorCode } from './error.js'
export { type Extensions, type FutureRelease, formatExtensions, type Limits, parseExtensions } from './extensions.js'
export { type EnhancedStatusMeaning, enhancedClasses, enhancedStatuses } from './iana/enhanced-status.js'
export { defaultLimits, type SmtpLimits, timeouts } from './limits.js'
export { type GrammarLimits, type GrammarOptions, grammarLimits, type SmtpWarning, type SmtpWarningCode } from './line.js'
export type { BodyType } from './parameters/content.js'
export type { DeliverBy, RecipientValidSince } from './parameters/delivery.js'
export type { NotifyCondition, OriginalRecipient, Tracking } from './parameters/notification.js'
export type { UnknownParameter } from './parameters/parameter.js'
export { type MailParameters, type NeededExtension, neededExtensions, type RcptParameters } from './parameters.js'
export {
  formatMailbox,
  formatPath,
  type Mailbox,
  needsUtf8,
  type Path,
  parseMailbox,
} from './path.js'
export {
  type DecodedProxyHeader,
  decodeProxyHeader,
  encodeProxyHeader,
  type ProxyEndpoint,
  type ProxyHeader,
  type ProxyHeaderInit,
  type ProxyTransport,
} from './proxy.js'
export type { ProxySsl, ProxySslTlv, ProxyTlv } from './proxy-tlv.js'
export {
  decodeReply,
  encodeReply,
  formatReply,
  isTemporary,
  type Reply,
  type ReplyClass,
  ReplyDecoder,
  type ReplyInit,
  type ReplyOptions,
  replyClass,
} from './reply.js'
export { type ServerCommand, ServerConnection, type ServerEvent, type ServerOptions, type ServerSend } from './server.js'
export { endsPipeline, isAllowed, type SessionVerb, type State, stateAfter, transitions } from './state.js'
export { type Envelope, Transaction, type TransactionResult, type TransactionStep } from './transaction.js'
export { decodeXtext, encodeXtext } from './xtext.js'
