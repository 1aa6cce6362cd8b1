/** `@mailwire/dns/json`: messages as JSON, written and read: RFC 8427, and what resolvers answer over HTTP. No I/O. */
export { DNS_JSON_TYPE, type DohJson, type DohJsonRecord, messageFromDohJson, messageToDohJson } from './json/doh.js'
export type { JsonOptions } from './json/fields.js'
export { type JsonMessage, type JsonRecord, messageFromJson, messageToJson } from './json/message.js'
