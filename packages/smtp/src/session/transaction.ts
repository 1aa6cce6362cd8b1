/**
 * Sends one message over a session that is ready for it (RFC 5321 3.3): MAIL, RCPT for each recipient, DATA or chunks, and one result at the
 * end. It uses a {@link ClientConnection} and does no I/O either: the caller passes it each event, and sends the content when a step asks.
 */

import type { CommandInit } from '../command/command.js'
import { fail } from '../error.js'
import { offers } from '../extensions/offers.js'
import type { Mailbox } from '../grammar/path.js'
import type { MailParameters, RcptParameters } from '../parameters/registry.js'
import { formatReply, isTemporary, isTooManyRecipients, type Reply, replyClass, replyFields } from '../reply/reply.js'
import { assertArray, assertObject } from '../values.js'
import type { ClientConnection } from './client.js'
import type { Answered, ClientEvent } from './events.js'
import { inTransaction } from './state.js'

/** The sender and the recipients of a message. */
export interface Envelope {
  /** `null` for a message that must not bounce. */
  readonly sender: Mailbox | null
  readonly recipients: readonly Mailbox[]
  readonly mailParameters?: MailParameters | undefined
  /** The same for all, or a function of the recipient. */
  readonly rcptParameters?: RcptParameters | ((recipient: Mailbox, index: number) => RcptParameters) | undefined
}

export interface TransactionOptions {
  /** Sends the content by BDAT where the server offers CHUNKING (RFC 3030), pieces up to the next `takeOutput()` in one; with BODY=BINARYMIME always. */
  readonly chunking?: boolean | undefined
  /** Sends QUIT after the result. */
  readonly quit?: boolean | undefined
}

/** A recipient that does not get the message. */
export interface Rejection {
  readonly recipient: Mailbox
  /** The reply that refused it: to RCPT, or to MAIL, DATA or the message as a whole. */
  readonly reply: Reply
  /** True if a later attempt may succeed: 4yz, and 552 for too many recipients. */
  readonly temporary: boolean
}

/** The result of a transaction. */
export interface TransactionResult {
  /** True if the server accepted the message, for the recipients in `accepted` only. */
  readonly delivered: boolean
  readonly accepted: readonly Mailbox[]
  readonly rejected: readonly Rejection[]
  /** The decisive reply: to the message, or the one that stopped it from being sent. */
  readonly reply: Reply
}

/** What to do now. */
export type TransactionStep =
  /** Pass in the next event. */
  | { readonly type: 'wait' }
  /** Send the content: `body-chunk`s and a `body-end`. */
  | { readonly type: 'content' }
  | { readonly type: 'done'; readonly result: TransactionResult }

const WAIT: TransactionStep = { type: 'wait' }
/** For all recipients of a message whose MAIL was queued after an AUTH, STARTTLS or XCLIENT that was refused. */
const NOT_SENT: Reply = { code: 451, enhanced: '4.5.0', lines: ['not sent: the command before the message was refused'] }

/**
 * Sends one message. If a transaction was begun but not completed, RSET follows, so that the session is ready for the next.
 *
 * @example
 * const transaction = new Transaction(session, { sender, recipients })
 * for (let event; (event = session.nextEvent()); ) {
 *   const step = transaction.handle(event)
 *   if (step.type === 'content') { session.send({ type: 'body-chunk', bytes }); session.send({ type: 'body-end' }) }
 *   if (step.type === 'done') return step.result
 * }
 */
export class Transaction {
  readonly #connection: ClientConnection
  readonly #mail: CommandInit
  readonly #commands: readonly Extract<CommandInit, { verb: 'rcpt' }>[]
  readonly #recipients: readonly Mailbox[]
  readonly #chunking: boolean
  readonly #grouped: boolean
  readonly #quit: boolean
  #accepted: Mailbox[] = []
  readonly #rejected: Rejection[] = []
  readonly #delivered: Mailbox[] = [] // in LMTP, recipients with a positive reply
  #next = 0 // index of the recipient whose reply is next
  #answered = 0 // accepted recipients with a reply to the message
  #mailRefusal: Reply | undefined
  #chunkRefusal: Reply | undefined
  #unclear = false // the last chunk was refused, after which some servers still need RSET (RFC 3030 2)
  #over = false

  /** Starts at once; with pipelining it sends the whole envelope. @throws {@link SmtpError} as `send` does, before anything is sent */
  constructor(connection: ClientConnection, envelope: Envelope, options: TransactionOptions = {}) {
    assertConnection(connection)
    assertObject(envelope, 'send a message')
    assertObject(options, 'send a message')
    const { chunking = false, quit = false } = options
    const { sender, recipients, mailParameters = {}, rcptParameters = {} } = envelope
    assertArray(recipients, 'send a message')
    assertObject(mailParameters, 'send a message')
    if (recipients.length === 0) fail('invalid-state', 0, 'send a message: at least one recipient is needed')
    this.#connection = connection
    this.#recipients = [...recipients] // the caller's array may change before the replies are in
    this.#chunking = (chunking && offers(connection.extensions, 'chunking')) || mailParameters.body === 'BINARYMIME'
    this.#grouped = connection.pipelining
    this.#quit = quit
    this.#commands = this.#recipients.map((recipient, index) => ({
      verb: 'rcpt',
      forwardPath: { ...recipient },
      parameters: typeof rcptParameters === 'function' ? rcptParameters(recipient, index) : rcptParameters,
    }))
    this.#mail = { verb: 'mail', reversePath: sender, parameters: mailParameters }
    connection.check(this.#mail, this.#commands)
    connection.send(this.#mail)
    if (!this.#grouped) return
    for (const command of this.#commands) connection.send(command)
    if (!this.#chunking) connection.send({ verb: 'data' })
  }

  /** Takes an event of the connection, up to `done`. The end of the session ends the transaction as `breakOff` does. */
  handle(event: ClientEvent): TransactionStep {
    assertObject(event, 'handle')
    if (this.#over) return WAIT
    if (event.type === 'closed') return this.#broken('the session ended')
    if (event.type === 'protocol-error' && event.fatal) {
      assertObject(event.error, 'handle')
      return this.#broken(String(event.error.message))
    }
    if (event.type === 'unanswered') return this.#unanswered(event.command)
    if (event.type !== 'reply') return WAIT
    const { reply, command } = event
    replyFields(reply, 'handle')
    if (command !== undefined) assertObject(command, 'handle')
    if (reply.code === 421) return this.#done(reply)
    const kind = replyClass(reply.code)
    switch (command?.verb) {
      case 'mail':
        if (kind === 'negative') this.#mailRefusal = reply
        if (this.#grouped) return WAIT
        return kind === 'negative' ? this.#done(reply) : this.#proceed()
      case 'rcpt':
        this.#recipientReply(reply, kind === 'positive')
        return this.#grouped && !(this.#chunking && this.#next === this.#recipients.length) ? WAIT : this.#proceed()
      case 'data':
        if (kind === 'intermediate') return this.#connection.waiting === 'reply' ? { type: 'content' } : WAIT
        return this.#done(this.#unsent ?? (kind === 'positive' ? notData(reply) : reply))
      case 'bdat':
        if (command.last && this.#chunkRefusal === undefined) {
          this.#unclear = kind === 'negative' && event.recipient === undefined
          return this.#messageReply(reply, event.recipient)
        }
        if (kind === 'negative') this.#chunkRefusal ??= reply
        // Chunks already sent are answered too.
        return this.#chunkRefusal === undefined || this.#connection.awaiting?.startsWith('bdat') === true
          ? WAIT
          : this.#done(this.#chunkRefusal)
      case 'body-end':
        return this.#messageReply(reply, event.recipient)
      default:
        return WAIT
    }
  }

  /**
   * The result if the session broke off: the replies so far count, and recipients without one are rejected with `reply`, which the caller
   * words. Nothing more is sent.
   */
  breakOff(reply: Reply): TransactionResult {
    replyFields(reply, 'breakOff')
    const everybody = this.#next === this.#recipients.length ? this.#unsent : this.#mailRefusal
    const decisive = everybody ?? this.#chunkRefusal ?? reply
    this.#rejectOpen(decisive)
    this.#over = true
    return { delivered: this.#accepted.length > 0, accepted: this.#accepted, rejected: this.#rejected, reply: decisive }
  }

  /** MAIL, or a command after it, was withdrawn: an earlier command was refused. At the end of the session, `closed` or the error follows. */
  #unanswered(command: Answered): TransactionStep {
    assertObject(command, 'handle')
    const { verb } = command
    const isOwn = command === this.#mail || (verb === 'rcpt' && this.#commands.includes(command))
    return isOwn && this.#connection.waiting !== 'closed' ? this.#done(NOT_SENT) : WAIT
  }

  #broken(reason: string): TransactionStep {
    return { type: 'done', result: this.breakOff({ code: 451, enhanced: '4.4.2', lines: [reason] }) }
  }

  #recipientReply(reply: Reply, positive: boolean): void {
    const recipient = this.#recipients[this.#next++]!
    if (positive && this.#mailRefusal === undefined) this.#accepted.push(recipient)
    else if (this.#mailRefusal !== undefined) this.#reject(recipient, this.#mailRefusal)
    else this.#reject(recipient, reply, isTooManyRecipients(reply))
  }

  /** The reply due to which no message is sent: the sender was refused, or all recipients were. */
  get #unsent(): Reply | undefined {
    return this.#accepted.length > 0 ? undefined : (this.#mailRefusal ?? this.#rejected[0]?.reply)
  }

  /** Sends the next command after each reply; with pipelining, once all recipients are answered. */
  #proceed(): TransactionStep {
    const command = this.#commands[this.#next]
    if (command !== undefined) this.#connection.send(command)
    else if (this.#unsent !== undefined) return this.#done(this.#unsent)
    else if (this.#chunking) return { type: 'content' }
    else this.#connection.send({ verb: 'data' })
    return WAIT
  }

  /** The end of the message was answered: for all, or in LMTP for one of them (RFC 2033 4.2). */
  #messageReply(reply: Reply, recipient: Mailbox | undefined): TransactionStep {
    if (recipient === undefined) return this.#done(this.#unsent ?? reply)
    const own = this.#accepted[this.#answered++]!
    if (replyClass(reply.code) === 'positive') this.#delivered.push(own)
    else this.#reject(own, reply)
    if (this.#answered < this.#accepted.length) return WAIT
    this.#accepted = this.#delivered
    return this.#finish(reply, this.#delivered.length > 0)
  }

  #reject(recipient: Mailbox, reply: Reply, tooMany = false): void {
    this.#rejected.push({ recipient, reply, temporary: tooMany || isTemporary(reply.code) })
  }

  /** Rejects all recipients without a reply. If an LMTP session broke off, the message was delivered to those with a positive reply. */
  #rejectOpen(reply: Reply): void {
    for (const recipient of this.#accepted.slice(this.#answered)) this.#reject(recipient, reply)
    for (const recipient of this.#recipients.slice(this.#next)) this.#reject(recipient, reply)
    this.#accepted = this.#delivered
  }

  #done(reply: Reply): TransactionStep {
    const delivered = replyClass(reply.code) === 'positive' && this.#accepted.length > 0
    if (!delivered) this.#rejectOpen(reply)
    return this.#finish(reply, this.#accepted.length > 0)
  }

  #finish(reply: Reply, delivered: boolean): TransactionStep {
    const { state } = this.#connection
    if ((this.#quit || state === 'refused') && state !== 'ended') this.#connection.send({ verb: 'quit' })
    else if (inTransaction(state) || this.#unclear) this.#connection.send({ verb: 'rset' })
    this.#over = true
    return { type: 'done', result: { delivered, accepted: this.#accepted, rejected: this.#rejected, reply } }
  }
}

/** Refuses anything but a client's connection, also from another copy of the package. */
function assertConnection(connection: unknown): void {
  assertObject(connection, 'send a message')
  const { send, check } = connection as Partial<ClientConnection>
  if (typeof send !== 'function' || typeof check !== 'function')
    fail('bad-value', 0, 'send a message: a ClientConnection expected')
}

/** The result of a 2yz to DATA: nothing was sent, and another host or a later session may accept the message (RFC 5321 4.3.2, RFC 3463 3.6). */
const notData = (reply: Reply): Reply => ({
  code: 451,
  enhanced: '4.5.0',
  lines: [`DATA was answered with ${formatReply(reply)}`],
})
