/**
 * Takes a message to its recipients: each domain's mail hosts are looked up and tried in order (RFC 5321 5.1 and 6.1). There is no queue:
 * what cannot be delivered now is reported to its sender, never dropped.
 */
import { formatReply, type Mailbox, type Reply } from '@mailwire/smtp'
import { type Failure, nonDeliveryReport } from './bounce.js'
import { NetworkError, type NetworkErrorCode } from './errors.js'
import { type RouteOptions, route } from './route.js'
import { type Attempt, type Dial, type OutgoingMessage, relayMail, type SendMailOptions } from './send-mail.js'
import { statusOf } from './session-failures.js'

export interface DeliverOptions extends Omit<SendMailOptions, 'lmtp'> {
  /** Whom to ask for routes. */
  readonly dns: RouteOptions
  /** Where a host of a route listens: port 25 of its address unless given. */
  readonly dial?: Dial | undefined
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined
}

/** Who got the message, and who did not. */
export interface DeliveryReport {
  readonly delivered: readonly Mailbox[]
  readonly failed: readonly Failure[]
  /** True when the sender was told of the failures; false when there were none, or nobody to tell. */
  readonly reported: boolean
}

/**
 * Delivers to every recipient that can be reached. What the network or another server does wrong is in the report and does not throw.
 */
export async function deliver(message: OutgoingMessage, options: DeliverOptions): Promise<DeliveryReport> {
  const report = await deliverOnce(message, options)
  const { failed } = report
  if (failed.length === 0 || message.sender === null) return { ...report, reported: false }
  const bounce = await nonDeliveryReport(options.hostname, message.sender, message.content, failed)
  const back = await deliverOnce(bounce, options)
  return { ...report, reported: back.failed.length === 0 }
}

async function deliverOnce(message: OutgoingMessage, options: DeliverOptions): Promise<Omit<DeliveryReport, 'reported'>> {
  const delivered: Mailbox[] = []
  const failed: Failure[] = []
  for (const recipients of byDomain(message.recipients)) {
    try {
      const { domain } = recipients[0]!
      if (domain === undefined) throw new NetworkError('no-route', 'postmaster of no domain is for this host itself')
      const targets = await route(domain, options.dns)
      const { result, attempts } = await relayMail(targets, { ...message, recipients }, options)
      delivered.push(...result.accepted)
      failed.push(...result.rejected.map(({ recipient, reply }) => failure(recipient, reply, attempts.at(-1)?.host)))
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      const status = error.status ?? STATUSES[error.code] ?? '4.4.1'
      failed.push(...recipients.map(recipient => ({ recipient, status, diagnostic: error.message })))
    }
  }
  return { delivered, failed }
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
