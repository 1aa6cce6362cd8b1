/** `@mailwire/smtp`: SMTP commands and replies, and both sides of a session, with no I/O. */
export type { ClosedEvent, Connection, DataViolation, ProtocolErrorEvent, Tap, UpgradeEvent, Waiting } from '@mailwire/bytes'
export { ClientConnection } from './client.js'
export type { Answered, ClientEvent, ClientOptions, ClientSend } from './client-events.js'
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
export { defaultLimits, guaranteed, type SmtpLimits, timeoutFor, timeouts } from './limits.js'
export {
  type EncodeOptions,
  type GrammarLimits,
  type GrammarOptions,
  grammarLimits,
  type OutgoingLiberty,
  type SmtpWarning,
  type SmtpWarningCode,
} from './line.js'
export {
  type MessageLeniency,
  type MessageNeeds,
  messageNeeds,
  type NegotiatedMessage,
  negotiate,
  type Utf8Need,
  utf8Needs,
} from './negotiate.js'
export type { BodyType } from './parameters/content.js'
export type { DeliverBy, RecipientValidSince } from './parameters/delivery.js'
export type { NotifyCondition, OriginalRecipient, Tracking } from './parameters/notification.js'
export type { UnknownParameter } from './parameters/parameter.js'
export { type MailParameters, type NeededExtension, neededExtensions, type RcptParameters } from './parameters.js'
export {
  formatLocalPart,
  formatMailbox,
  formatPath,
  localPartText,
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
  isTooManyRecipients,
  type Reply,
  type ReplyClass,
  ReplyDecoder,
  type ReplyInit,
  type ReplyOptions,
  replyClass,
} from './reply.js'
export { ServerConnection } from './server.js'
export type { ServerCommand, ServerEvent, ServerOptions, ServerSend } from './server-events.js'
export {
  afterHandshake,
  answersVerb,
  type Effect,
  effects,
  endsMessage,
  endsPipeline,
  forbiddenBy,
  type GroupRule,
  groupRule,
  type InputMode,
  inputMode,
  inputModes,
  inTransaction,
  isAllowed,
  isForbidden,
  mayAnswer,
  mayFollow,
  replyCodes,
  replyCount,
  type SessionFacts,
  type SessionVerb,
  type State,
  stateAfter,
  type Transition,
  transitions,
  verbOf,
} from './state.js'
export type { ServerEnvelope } from './suggest.js'
export {
  type Envelope,
  type Rejection,
  Transaction,
  type TransactionOptions,
  type TransactionResult,
  type TransactionStep,
} from './transaction.js'
export { decodeXtext, encodeXtext } from './xtext.js'
