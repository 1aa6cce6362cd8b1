/**
 * mailwire: the wire protocols of email. Every codec and both sides of every connection, as namespaces, with no I/O.
 * Sockets, servers and routes are in `mailwire/node`.
 */
export * as dns from '@mailwire/dns/all'
export * as imap from '@mailwire/imap'
export * as pop3 from '@mailwire/pop3'
export * as sasl from '@mailwire/sasl'
export * as smtp from '@mailwire/smtp/all'
export { answerQuery, loadZone, type Zone } from './authority.js'
export { type MailRoute, type MailTarget, mailTargets } from './mail-targets.js'
export { type Hop, receivedField, returnPathField } from './received.js'
export { type MatchOptions, type Mismatch, type MismatchReason, matchResponse, type ResponseMatch } from './resolve/match.js'
