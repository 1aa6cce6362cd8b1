/** `@mailwire/pop3`: POP3 commands and responses, and both sides of a session, with no I/O. */
export type { ClosedEvent, Connection, DataViolation, ProtocolErrorEvent, Tap, UpgradeEvent, Waiting } from '@mailwire/bytes'
export { type Capabilities, formatCapabilities, parseCapabilities } from './capability.js'
export { type Command, type CommandOptions, decodeCommand, type Pop3Warning, type Verb } from './command.js'
export { encodeCommand } from './command-encoder.js'
export { isPop3Error, Pop3Error, type Pop3ErrorCode } from './error.js'
export { defaultLimits, type Pop3Limits } from './limits.js'
export {
  type DropListing,
  formatDropListing,
  formatScanListing,
  formatUniqueIdListing,
  parseDropListing,
  parseScanListing,
  parseUniqueIdListing,
  type ScanListing,
  type UniqueIdListing,
} from './listing.js'
export type { Listing, MalformedRow } from './listing-reader.js'
export { decodeResponse, encodeResponse, greetingTimestamp, type Response, type ResponseInit } from './response.js'
export { ClientConnection } from './session/client.js'
export type {
  ClientEvent,
  ClientOptions,
  ClientSend,
  Reply,
  ServerCommand,
  ServerEvent,
  ServerOptions,
  ServerSend,
} from './session/events.js'
export { ServerConnection } from './session/server.js'
export {
  type Answer,
  type Answers,
  framingOf,
  isAllowed,
  type SessionVerb,
  type State,
  stateAfter,
  transitions,
} from './session/state.js'
