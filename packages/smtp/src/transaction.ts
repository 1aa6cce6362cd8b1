/**
 * One message over a session that is ready for it (RFC 5321 3.3): MAIL, RCPT for each recipient, DATA, and one result at the end. It
 * stands on a {@link ClientConnection} and does no I/O either: the caller hands it each event and sends the content when told to.
 */
import type { ClientConnection, ClientEvent } from './client.js'
import type { MailParameters, RcptParameters } from './parameters.js'
import type { Mailbox } from './path.js'
import { type Reply, replyClass } from './reply.js'

/** Who a message is from and who it goes to. */
export interface Envelope {
  /** `null` for a message that must not bounce. */
  readonly sender: Mailbox | null
  readonly recipients: readonly Mailbox[]
  readonly mailParameters?: MailParameters | undefined
  readonly rcptParameters?: RcptParameters | undefined
}

/** How it went. */
export interface TransactionResult {
  /** True when the server took the message, for `accepted` and nobody else. */
  readonly delivered: boolean
  readonly accepted: readonly Mailbox[]
  /** Each with the reply that refused it. */
  readonly rejected: readonly { readonly recipient: Mailbox; readonly reply: Reply }[]
  /** The last reply that counted: to the message, or what kept it from being sent. */
  readonly reply: Reply
}

/** What is to be done now. */
export type TransactionStep =
  /** Hand in the next event. */
  | { readonly type: 'wait' }
  /** Send the content: `data-chunk`s and a `data-end`. */
  | { readonly type: 'content' }
  | { readonly type: 'done'; readonly result: TransactionResult }

const WAIT: TransactionStep = { type: 'wait' }

/**
 * Sends one message.
 *
 * @example
 * const transaction = new Transaction(session, { sender, recipients })
 * for (let event; (event = session.nextEvent()); ) {
 *   const step = transaction.handle(event)
 *   if (step.type === 'content') { session.send({ type: 'data-chunk', bytes }); session.send({ type: 'data-end' }) }
 *   if (step.type === 'done') return step.result
 * }
 */
export class Transaction {
  readonly #connection: ClientConnection
  readonly #envelope: Envelope
  readonly #accepted: Mailbox[] = []
  readonly #rejected: { recipient: Mailbox; reply: Reply }[] = []
  #next = 0 // the recipient whose reply comes next
  #refusal: Reply | undefined

  /** Starts at once; with pipelining the whole envelope goes out. @throws {@link SmtpError} as `send` does, before anything is sent */
  constructor(connection: ClientConnection, envelope: Envelope) {
    this.#connection = connection
    this.#envelope = envelope
    connection.send({ verb: 'mail', reversePath: envelope.sender, parameters: envelope.mailParameters ?? {} })
    if (!connection.pipelining) return
    for (let at = 0; at < envelope.recipients.length; at++) this.#sendRecipient(at)
    connection.send({ verb: 'data' })
  }

  /** Takes an event of the connection. */
  handle(event: ClientEvent): TransactionStep {
    if (event.type !== 'reply' || event.command === undefined) return WAIT
    const { reply } = event
    const kind = replyClass(reply.code)
    switch (event.command.verb) {
      case 'mail':
        if (kind === 'negative') this.#refusal = reply
        if (this.#connection.pipelining) return WAIT
        return kind === 'negative' ? this.#done(reply) : this.#proceed()
      case 'rcpt':
        this.#recipientReply(reply, kind === 'positive')
        return this.#connection.pipelining ? WAIT : this.#proceed()
      case 'data':
        if (kind === 'intermediate') return this.#connection.waiting === 'reply' ? { type: 'content' } : WAIT
        return this.#done(this.#refusal ?? reply)
      case 'data-end':
        return this.#done(this.#accepted.length === 0 ? (this.#refusal ?? reply) : reply)
      default:
        return WAIT
    }
  }

  #recipientReply(reply: Reply, positive: boolean): void {
    const recipient = this.#envelope.recipients[this.#next++]!
    if (positive) this.#accepted.push(recipient)
    else {
      this.#rejected.push({ recipient, reply })
      if (this.#accepted.length === 0) this.#refusal ??= reply
    }
  }

  /** Without pipelining: one command after another's reply. */
  #proceed(): TransactionStep {
    if (this.#next < this.#envelope.recipients.length) this.#sendRecipient(this.#next)
    else if (this.#accepted.length > 0) this.#connection.send({ verb: 'data' })
    else return this.#done(this.#refusal!)
    return WAIT
  }

  #sendRecipient(at: number): void {
    this.#connection.send({
      verb: 'rcpt',
      forwardPath: this.#envelope.recipients[at]!,
      parameters: this.#envelope.rcptParameters ?? {},
    })
  }

  #done(reply: Reply): TransactionStep {
    const delivered = replyClass(reply.code) === 'positive' && this.#accepted.length > 0
    return { type: 'done', result: { delivered, accepted: this.#accepted, rejected: this.#rejected, reply } }
  }
}
