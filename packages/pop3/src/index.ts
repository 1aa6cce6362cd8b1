/** `@mailwire/pop3`: POP3 commands and responses, and both sides of a session, with no I/O. */
export type {
  ClosedEvent,
  Connection,
  DataViolation,
  HashFunction,
  ProtocolErrorEvent,
  Quirk,
  QuirkWarning,
  SessionFacts,
  Tap,
  UpgradeEvent,
  Waiting,
} from '@mailwire/bytes'
export { apopDigest, greetingTimestamp, type TimestampOptions, verifyApop } from './apop.js'
export { type Capabilities, formatCapabilities, parseCapabilities } from './capability.js'
export { type Command, decodeCommand, encodeCommand, type Verb } from './command/command.js'
export { type Continuation, decodeContinuation, encodeContinuation } from './continuation.js'
export { isPop3Error, Pop3Error, type Pop3ErrorCode } from './error.js'
export { defaultLimits, type Pop3Limits } from './limits.js'
export {
  type DropListing,
  formatDropListing,
  formatLanguageListing,
  formatScanListing,
  formatUniqueIdListing,
  type LanguageListing,
  parseDropListing,
  parseLanguageListing,
  parseScanListing,
  parseUniqueIdListing,
  type ScanListing,
  type UniqueIdListing,
} from './listing.js'
export type { Listing } from './listing-kinds.js'
export { type DecodeOptions, type Pop3Quirk, type Pop3Warning, quirks } from './quirks.js'
export { decodeResponse, encodeResponse, type Response, type ResponseInit } from './response.js'
export { type ResponseCode, registeredCode, responseCodes } from './response-code.js'
export type { MalformedRow } from './row.js'
export { ClientConnection } from './session/client.js'
export type {
  ClientEvent,
  ClientOptions,
  ClientSend,
  ServerCommand,
  ServerEvent,
  ServerOptions,
  ServerResponse,
  ServerSend,
} from './session/events.js'
export { ServerConnection } from './session/server.js'
export { type Framing, framingOf, type SessionVerb, type State } from './session/state.js'
