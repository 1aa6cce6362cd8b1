/**
 * `@mailwire/smtp`: SMTP commands and replies, and both sides of a session, with no I/O. This is what most programs need; addresses, parameters,
 * extensions, replies, transactions and the PROXY header are in `@mailwire/smtp/<name>`.
 */
export type {
  ClosedEvent,
  Connection,
  DataViolation,
  ProtocolErrorEvent,
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
export { isSmtpError, SmtpError, type SmtpErrorCode, type SuggestedReply } from './error.js'
export type { Extensions } from './extensions/extensions.js'
export type { EncodeOptions, GrammarLimits, GrammarOptions } from './grammar/line.js'
export type { Mailbox, Path } from './grammar/path.js'
export { defaultLimits, guaranteed, type SmtpLimits } from './limits.js'
export type { MailParameters, RcptParameters } from './parameters/registry.js'
export type { OutgoingQuirk, SmtpQuirk, SmtpWarning } from './quirks.js'
export { encodeReply, type Reply, type ReplyInit } from './reply/reply.js'
export { decodeReply, ReplyDecoder, type ReplyOptions } from './reply/reply-decoder.js'
export { ClientConnection } from './session/client.js'
export type {
  Answered,
  ClientEvent,
  ClientSend,
  ServerCommand,
  ServerEnvelope,
  ServerEvent,
  ServerSend,
} from './session/events.js'
export type { ClientOptions, ServerOptions } from './session/options.js'
export { ServerConnection } from './session/server.js'
export type { SessionVerb, State } from './session/state.js'
