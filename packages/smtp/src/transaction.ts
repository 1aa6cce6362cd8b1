/** `@mailwire/smtp/transaction`: one message over a client's session (RFC 5321 3.3), with one result. No I/O. */
export type { Mailbox } from './grammar/path.js'
export type { MailParameters, RcptParameters } from './parameters/registry.js'
export type { Reply } from './reply/reply.js'
export type { ClientConnection } from './session/client.js'
export type { ClientEvent } from './session/events.js'
export {
  type Envelope,
  type Rejection,
  Transaction,
  type TransactionOptions,
  type TransactionResult,
  type TransactionStep,
} from './session/transaction.js'
