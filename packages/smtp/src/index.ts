/** `@mailwire/smtp`: SMTP commands and replies, and both sides of a session, with no I/O. */
export type { ClosedEvent, Connection, DataViolation, ProtocolErrorEvent, Tap, UpgradeEvent, Waiting } from '@mailwire/bytes'
export { ClientConnection } from './client.js'
export type { Answered, ClientEvent, ClientOptions, ClientSend } from './client-events.js'
export {
  type ClientAttribute,
  type Command,
  type CommandInit,
  type CommandOptions,
  decodeCommand,
  encodeCommand,
  type SmtpWarning,
  type Verb,
} from './command.js'
export { isSmtpError, SmtpError, type SmtpErrorCode } from './error.js'
export { type Extensions, formatExtensions, parseExtensions } from './extensions.js'
export { defaultLimits, guaranteed, type SmtpLimits, timeoutFor, timeouts } from './limits.js'
export { decodeXtext, encodeXtext, type MailParameters, type RcptParameters, type UnknownParameter } from './parameters.js'
export {
  formatMailbox,
  formatPath,
  type Mailbox,
  needsUtf8,
  type Path,
  parseDomain,
  parseMailbox,
  pathLimits,
  type SmtpWarningCode,
} from './path.js'
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
export { ServerConnection } from './server.js'
export type { ServerCommand, ServerEvent, ServerOptions, ServerSend } from './server-events.js'
export {
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
  mayFollow,
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
