/**
 * `mailwire/node`: everything in `mailwire`, on sockets. One pump for every connection, name servers and resolvers, sending, reading, and small
 * servers for tests and demonstrations.
 */
export * from './index.js'
export { type Failure, nonDeliveryReport } from './node/bounce.js'
export { type Certificate, selfSignedCertificate } from './node/certificate.js'
export type { Login, LoginOptions } from './node/client-login.js'
export type { ClientTlsOptions } from './node/client-tls.js'
export { compose, type Draft } from './node/compose.js'
export { connect } from './node/connect.js'
export { type DeliverOptions, type DeliveryReport, deliver } from './node/deliver.js'
export { type DnsServerOptions, startDnsServer, type Transport } from './node/dns-server.js'
export type { Endpoint } from './node/endpoint.js'
export { NetworkError, type NetworkErrorCode } from './node/errors.js'
export { startImapServer } from './node/imap-server.js'
export { type Listener, type ListenOptions, listen, type Visit } from './node/listen.js'
export { type MailHost, type MailHostOptions, type MailService, startMailHost } from './node/mail-host.js'
export type { MailboxServerOptions } from './node/mailbox-server.js'
export { type MailboxRefusal, type MailboxTree, type MaildropLimits, maildropLimits } from './node/mailbox-tree.js'
export { Maildrop } from './node/maildrop.js'
export { md5 } from './node/md5.js'
export type { OutgoingMessage, OutgoingMessageInit } from './node/outgoing-message.js'
export { startPop3Server } from './node/pop3-server.js'
export { type ImapMessage, readImap } from './node/read-imap.js'
export { defaultReadLimits, type ReadLimits, type ReadMailOptions } from './node/read-mail.js'
export { type Pop3Message, readPop3 } from './node/read-pop3.js'
export { type Resolution, type ResolveOptions, resolve } from './node/resolve.js'
export { type RoutedTarget, type RouteOptions, route } from './node/route.js'
export {
  type Attempt,
  type Dial,
  relayMail,
  sendMail,
} from './node/send-mail.js'
export type { CertificateClaim, LoginMethods } from './node/server-mechanisms.js'
export type { MailServerOptions } from './node/server-session.js'
export { type IncomingMessage, type SmtpServerOptions, startSmtpServer } from './node/smtp-server.js'
export type { SendMailOptions } from './node/smtp-session.js'
export {
  type FlagAction,
  type FlagChange,
  type MailboxChange,
  type NewMessage,
  StoredMailbox,
  type StoredMessage,
} from './node/stored-mailbox.js'
export type { PeerCertificate, TlsSide } from './node/tls-side.js'
export { findUser, type User, type UserLoginOptions, type UserSecrets } from './node/users.js'
export { Wire, type WireConnection, type WireOptions } from './node/wire.js'
