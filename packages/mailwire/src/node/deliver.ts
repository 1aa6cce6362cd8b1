/**
 * Takes a message to its recipients: each domain's mail hosts are looked up and tried in order (RFC 5321 5.1 and 6.1). There is no queue:
 * what cannot be delivered now is reported to its sender, never dropped.
 */
import { isDnsError } from '@mailwire/dns'
import { isSmtpError, type Mailbox, type Reply } from '@mailwire/smtp'
import { formatReply } from '@mailwire/smtp/replies'
import { type Failure, failureText, nonDeliveryReport } from './bounce.js'
import { checkSendOptions } from './client-options.js'
import { NetworkError, type NetworkErrorCode } from './errors.js'
import {
  addressText,
  type OutgoingMessage,
  type OutgoingMessageInit,
  prepareMessage,
  sayable,
  senderFault,
} from './outgoing-message.js'
import { checkDnsOptions } from './resolve.js'
import { type RouteOptions, route } from './route.js'
import { type Attempt, type Dial, relayMail } from './send-mail.js'
import { statusOf } from './session-failures.js'
import type { SendMailOptions } from './smtp-session.js'

export interface DeliverOptions extends Omit<SendMailOptions, 'lmtp'> {
  /** Whom to ask for routes. */
  readonly dns: RouteOptions
  /** Where a host of a route listens: port 25 of its address unless given. */
  readonly dial?: Dial | undefined
  /** Sees each host that was tried, when it is over; what it throws is in the report's `errors`. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined
}

/** Who got the message, and who did not. */
export interface DeliveryReport {
  readonly delivered: readonly Mailbox[]
  readonly failed: readonly Failure[]
  /** True when a report of the failures was sent to the sender; false without failures, or without a sender. */
  readonly reported: boolean
  /** Errors that did not affect the deliveries: those thrown by `onAttempt`, and why the report could not be sent. */
  readonly errors: readonly unknown[]
}

/**
 * Delivers to every recipient that can be reached. Whatever goes wrong with one recipient is in the report, be it an address that cannot be
 * said (5.1.3), its domain, its route, its server or a callback of the caller: the others are delivered to, and the failure does not throw.
 *
 * @throws before any server is asked, as {@link sendMail}: `SmtpError` `bare-lf` and `bare-cr` for content that cannot be sent, `invalid-state`
 * for a message without a recipient, `bad-value` for an invalid message; {@link NetworkError} `bad-option`
 */
export async function deliver(message: OutgoingMessageInit, options: DeliverOptions): Promise<DeliveryReport> {
  checkSendOptions('deliver', options)
  checkDnsOptions('deliver', options.dns, 'dns')
  const outgoing = prepareMessage(message, options.normalize)
  const { sender } = outgoing
  const errors: unknown[] = []
  const onAttempt = (attempt: Attempt): void => {
    try {
      options.onAttempt?.(attempt)
    } catch (error) {
      errors.push(error)
    }
  }
  const report = await deliverOnce(outgoing, { ...options, onAttempt })
  if (report.failed.length === 0 || sender === null) return { ...report, reported: false, errors }
  let reported = false
  try {
    const bounce = await nonDeliveryReport(options.hostname, sender, outgoing.content, report.failed)
    const back = await deliverOnce(bounce, { ...options, onAttempt })
    reported = back.failed.length === 0
    errors.push(...back.failed.map(failed => new NetworkError('refused', `report to ${failureText(failed)}`)))
  } catch (error) {
    errors.push(error)
  }
  return { ...report, reported, errors }
}

async function deliverOnce(
  message: OutgoingMessage,
  options: DeliverOptions,
): Promise<Pick<DeliveryReport, 'delivered' | 'failed'>> {
  const delivered: Mailbox[] = []
  const failed: Failure[] = []
  const fail = (recipients: readonly Mailbox[], error: unknown): void =>
    void failed.push(...recipients.map(recipient => ({ recipient, ...reasonOf(error, recipient) })))
  const { named, rejected } = sayable(message.recipients)
  for (const { recipient, reply } of rejected)
    failed.push({ recipient, status: statusOf(reply), diagnostic: reply.lines.join(' ') })
  const fault = senderFault(message.sender)
  if (fault !== undefined) fail(named, fault)
  for (const recipients of fault === undefined ? byDomain(named) : []) {
    try {
      const { domain } = recipients[0]!
      if (domain === undefined)
        throw new NetworkError('no-route', 'postmaster without a domain is a mailbox of this host and cannot be relayed')
      const targets = await route(domain, options.dns)
      const { result, attempts } = await relayMail(targets, { ...message, recipients }, options)
      delivered.push(...result.accepted)
      failed.push(...result.rejected.map(({ recipient, reply }) => failure(recipient, reply, attempts.at(-1)?.host)))
    } catch (error) {
      fail(recipients, error)
    }
  }
  return { delivered, failed }
}

/** The status and diagnostic of an error in the report. Whose fault the error is determines the status. */
function reasonOf(error: unknown, recipient: Mailbox): { readonly status: string; readonly diagnostic: string } {
  if (error instanceof NetworkError) return { status: error.status ?? STATUSES[error.code] ?? '4.4.1', diagnostic: error.message }
  const reason = error instanceof Error ? error.message : String(error)
  if (isSmtpError(error)) return { status: error.suggestedReply.enhanced ?? '5.5.0', diagnostic: reason }
  // A name that cannot be asked for (RFC 1035 2.3.4), or something of this host that failed: a callback, a mechanism.
  return { status: isDnsError(error) ? '5.1.3' : '4.3.0', diagnostic: `send to ${addressText(recipient)}: ${reason}` }
}

/** RFC 3463 3.2, 3.5 and 3.8; the others are hosts that do not answer. */
const STATUSES: Partial<Record<NetworkErrorCode, string>> = {
  'no-route': '5.1.2',
  'no-answer': '4.4.3',
  closed: '4.4.2',
  tls: '4.7.5',
}

const failure = (recipient: Mailbox, reply: Reply, host: string | undefined): Failure => ({
  recipient,
  status: statusOf(reply),
  diagnostic: formatReply(reply),
  host,
})

function byDomain(recipients: readonly Mailbox[]): Mailbox[][] {
  const domains = new Map<string, Mailbox[]>()
  for (const recipient of recipients) {
    const domain = recipient.domain?.toLowerCase() ?? ''
    const known = domains.get(domain)
    if (known === undefined) domains.set(domain, [recipient])
    else known.push(recipient)
  }
  return [...domains.values()]
}
