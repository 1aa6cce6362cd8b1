/** `@mailwire/smtp`: SMTP commands and replies, and both sides of a session, with no I/O. */
export type { ClosedEvent, Connection, DataViolation, ProtocolErrorEvent, Tap, UpgradeEvent, Waiting } from '@mailwire/bytes'
export { type Answered, ClientConnection, type ClientEvent, type ClientOptions, type ClientSend } from './client.js'
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
export { defaultLimits, type SmtpLimits, timeouts } from './limits.js'
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
export { type ServerCommand, ServerConnection, type ServerEvent, type ServerOptions, type ServerSend } from './server.js'
export { endsPipeline, isAllowed, type SessionVerb, type State, stateAfter, transitions } from './state.js'
export { type Envelope, Transaction, type TransactionResult, type TransactionStep } from './transaction.js'
