/** Sends a message over SMTP: to a submission server, or to the mail hosts of a domain one after another (RFC 5321 3.3 and 5.1, RFC 6409). */
import {
  ClientConnection,
  type ClientEvent,
  type Extensions,
  isSmtpError,
  type Mailbox,
  type MailParameters,
  type Reply,
  SmtpError,
} from '@mailwire/smtp'
import { type Limits, negotiate } from '@mailwire/smtp/extensions'
import { isTemporary, isTooManyRecipients } from '@mailwire/smtp/replies'
import { timeoutFor, timeouts } from '@mailwire/smtp/timeouts'
import { Transaction, type TransactionResult } from '@mailwire/smtp/transaction'
import { hasLogin } from './client-login.js'
import { checkSendOptions } from './client-options.js'
import { connect } from './connect.js'
import { checkEndpoint, type Endpoint } from './endpoint.js'
import { atServer, NetworkError } from './errors.js'
import {
  addressedFor,
  type OutgoingMessage,
  type OutgoingMessageInit,
  prepareMessage,
  sayable,
  senderFault,
} from './outgoing-message.js'
import { brokenOff, endOf, explained, isLost, ofHost, refusal, refused, unconfirmed } from './session-failures.js'
import { accessNeeded, answer, answerIn, isOpportunistic, ready, type SendMailOptions } from './smtp-session.js'
import { Wire } from './wire.js'

/** One host that was tried. */
export interface Attempt {
  readonly host: string
  readonly address: string
  readonly port: number
  /** What went wrong; `undefined` for the one that took the message. */
  readonly error: Error | undefined
}

/** Where a host of a route listens; for tests and tunnels, where it is not port 25 of its address. */
export type Dial = (host: string, address: string) => Endpoint

/**
 * One message over one session. What the server did not offer is not used: a message that cannot go without it, such as a non-ASCII one without SMTPUTF8, is refused here (RFC 6531 3.5, RFC 6152 3, RFC 3030 3), and nothing of it is sent.
 *
 * Recipients that are more than it takes for one message (RFC 9422, RFC 5321 4.5.3.1.10) go in several, over the same session.
 *
 * Content that is a string gets CRLF at the ends of its lines; bytes are sent as they are or refused. Non-ASCII domains are sent as A-labels where
 * that is enough for a server without SMTPUTF8 (RFC 6531 3.2).
 *
 * @throws {@link NetworkError} `unreachable`, `timeout`, `closed`, `tls`, `refused` (a greeting, EHLO or login), `limit` for a login that asks for
 * too many iterations of SCRAM, with `unconfirmed` where it is unknown whether the message was accepted; `auth-required` for 530 where no login was given: the server refused the whole session (RFC 4954
 * 6); `bad-option` before anything is sent. A refused sender or recipient does not throw: the result has the
 * replies. `SmtpError` before anything of the message is sent: `bare-lf` and `bare-cr` with their offset, `invalid-state` without a recipient,
 * `bad-path` for a sender, or for all recipients, `bad-value` for an invalid message, `not-offered` for AUTH
 */
export async function sendMail(
  server: Endpoint,
  message: OutgoingMessageInit,
  options: SendMailOptions,
): Promise<TransactionResult> {
  checkEndpoint('send mail', server)
  checkSendOptions('send mail', options)
  const outgoing = prepareMessage(message, options.normalize)
  const fault = senderFault(outgoing.sender)
  if (fault !== undefined) throw fault
  const { named, rejected } = sayable(outgoing.recipients)
  const [first] = rejected
  if (first !== undefined && named.length === 0) throw new SmtpError('bad-path', 0, first.reply.lines.join(' '))
  const result = await sendOver(server, { ...outgoing, recipients: named }, options)
  return { ...result, rejected: [...result.rejected, ...rejected] }
}

/** One session; a second one without TLS where TLS failed and was opportunistic. */
async function sendOver(server: Endpoint, message: OutgoingMessage, options: SendMailOptions): Promise<TransactionResult> {
  const { timeout, servername = server.host, ca, certificate, tap, lmtp } = options
  const opportunistic = isOpportunistic(options)
  const implicitTls = options.tls === 'implicit'
  const client = new ClientConnection({ tap, lmtp, tls: implicitTls })
  const wire = new Wire<ClientEvent>(client, await connect(server, timeout), {
    tls: { side: 'client', servername, ca, certificate, opportunistic },
    implicitTls,
    timeout: timeout ?? (() => (client.state === 'data' ? timeouts.dataChunk : timeoutFor(client.awaiting ?? 'unknown'))),
  })
  try {
    await ready(client, wire, server, options)
    return await transact(client, wire, message, options)
  } catch (error) {
    // QUIT is said where it can still be heard (RFC 5321 4.1.1.10).
    if (mayQuit(client) && !isLost(error)) await quit(client, wire)
    if (!opportunistic || !(error instanceof NetworkError) || error.code !== 'tls')
      throw atServer(server, explained(error, client))
  } finally {
    await wire.close().catch(() => wire.destroy())
  }
  // Failed opportunistic TLS is treated like missing TLS (RFC 7435 3).
  return sendOver(server, message, { ...options, tls: 'never' })
}

/**
 * Sends one message to the first host of a route that accepts it. A host that cannot be reached, or that refuses temporarily, is skipped. A
 * permanent refusal ends the attempt (RFC 5321 5.1), and so does a host that wants a login (`auth-required`) or may have accepted the message (`unconfirmed`): no other host is tried blindly.
 * Errors of `onAttempt` stop nothing, and are in `errors`.
 *
 * @throws {@link NetworkError} as {@link sendMail}; the last host's error when none took it
 */
export async function relayMail(
  targets: readonly { readonly host: string; readonly addresses: readonly string[] }[],
  message: OutgoingMessageInit,
  options: SendMailOptions & { readonly dial?: Dial | undefined; readonly onAttempt?: ((attempt: Attempt) => void) | undefined },
): Promise<{
  readonly result: TransactionResult
  readonly attempts: readonly Attempt[]
  readonly errors: readonly unknown[]
}> {
  checkSendOptions('relay mail', options)
  prepareMessage(message, options.normalize) // what cannot be sent to any host is refused before one is tried
  const dial: Dial = options.dial ?? ((_host, address) => ({ host: address, port: 25 }))
  const attempts: Attempt[] = []
  const errors: unknown[] = []
  let last: unknown = new NetworkError('no-route', 'the route has no host to send to')
  for (const { host, addresses } of targets) {
    for (const address of addresses) {
      const server = dial(host, address)
      const note = (error: Error | undefined): void => {
        attempts.push({ host, address, port: server.port, error })
        try {
          options.onAttempt?.(attempts.at(-1)!)
        } catch (thrown) {
          errors.push(thrown)
        }
      }
      try {
        const result = await sendMail(server, message, { servername: host, ...options })
        if (!result.delivered && isTemporary(result.reply.code)) throw refusal(host, result.reply)
        note(undefined)
        return { result, attempts, errors }
      } catch (error) {
        if (!(error instanceof Error)) throw error
        note(error)
        if (!(error instanceof NetworkError)) throw error
        last = ofHost(host, error)
        if (error.unconfirmed || error.code === 'auth-required') throw last
      }
    }
  }
  throw last
}

async function transact(
  client: ClientConnection,
  wire: Wire<ClientEvent>,
  given: OutgoingMessage,
  options: SendMailOptions,
): Promise<TransactionResult> {
  const { lmtp = false } = options
  const { message, originals, rejected } = addressedFor(client.extensions, given)
  const mailParameters = parametersFor(client.extensions, message)
  let sent: TransactionResult | undefined
  let over: Reply | undefined // why the session takes no more
  const groups = groupsOf(message.recipients, client.extensions?.limits)
  for (let recipients = groups.shift(); recipients !== undefined; recipients = groups.shift()) {
    let now: TransactionResult
    try {
      now = over === undefined ? await one(client, wire, { ...message, recipients }, mailParameters) : refused(recipients, over)
    } catch (error) {
      // Others have it already: what goes wrong is a refusal of these.
      if (sent === undefined) throw error
      now = refused(recipients, endOf(explained(error, client)))
      over = error instanceof NetworkError && error.unconfirmed ? brokenOff(error.cause as NetworkError) : endOf(error)
    }
    if (sent === undefined && now.reply.code === 530 && !hasLogin(options)) throw accessNeeded(client, now.reply)
    if (client.state === 'ended' || client.state === 'refused') over ??= now.reply
    if (now.delivered && over === undefined && !lmtp) {
      const more = now.rejected.filter(({ reply }) => isTooManyRecipients(reply))
      // No more at once than the server just took: each is asked again once, not in every transaction (RFC 5321 4.5.3.1.10).
      groups.unshift(...slices(more, now.accepted.length).map(part => part.map(({ recipient }) => recipient)))
      now = { ...now, rejected: now.rejected.filter(rejection => !more.includes(rejection)) }
    }
    sent = joined(sent, now)
  }
  await quit(client, wire)
  const { accepted, ...result } = sent!
  const original = (recipient: Mailbox): Mailbox => originals.get(recipient) ?? recipient
  return {
    ...result,
    accepted: accepted.map(original),
    rejected: [...result.rejected.map(rejection => ({ ...rejection, recipient: original(rejection.recipient) })), ...rejected],
  }
}

async function one(
  client: ClientConnection,
  wire: Wire<ClientEvent>,
  message: OutgoingMessage,
  mailParameters: MailParameters,
): Promise<TransactionResult> {
  const transaction = new Transaction(client, { ...message, mailParameters })
  let isSent = false // whole, its end included
  try {
    for (let event = await answer(wire); ; event = await answer(wire)) {
      let step = transaction.handle(event)
      if (step.type === 'content') {
        // A reply that was received before the content is not the reply to it.
        const early = client.nextEvent()
        const found = early === undefined ? undefined : answerIn(early)
        if (found === undefined) isSent = await sendContent(client, wire, message.content)
        else step = transaction.handle(found)
      }
      if (step.type === 'done') return step.result
    }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    // Some servers refuse and close the connection. If no recipient is left, that still counts as a refusal; over LMTP some may have the message.
    const awaitsOutcome = client.awaiting === 'body-end' || client.awaiting === 'bdat-last'
    const reason = isSent && awaitsOutcome && isLost(error) ? unconfirmed(error) : error
    const lost = brokenOff(reason)
    const result = transaction.breakOff(lost)
    if (!result.delivered && result.rejected.some(({ reply }) => reply === lost)) throw reason
    return result
  }
}

/** Bytes of a message that a server takes within one timeout (RFC 5321 4.5.3.2.5). */
const BLOCK = 65_536

/** Sends the content and its end; true when all of it was written. After DATA it is sent in blocks, each with its own timeout. */
async function sendContent(client: ClientConnection, wire: Wire<ClientEvent>, content: Uint8Array): Promise<boolean> {
  const size = client.state === 'data' ? BLOCK : Math.max(content.length, 1)
  for (let at = 0; at < content.length && !wire.isGone; at += size) {
    client.send({ type: 'body-chunk', bytes: content.subarray(at, at + size) })
    if (size === BLOCK) await wire.flush()
  }
  client.send({ type: 'body-end' })
  await wire.flush()
  return !wire.isGone
}

/** The items in their order, `size` at a time. */
const slices = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))

const joined = (before: TransactionResult | undefined, now: TransactionResult): TransactionResult =>
  before === undefined
    ? now
    : {
        delivered: before.delivered || now.delivered,
        accepted: [...before.accepted, ...now.accepted],
        rejected: [...before.rejected, ...now.rejected],
        reply: now.reply,
      }

/** The recipients in their order, as many at a time as one message may have, and in as many domains (RFC 9422 4). */
function groupsOf(recipients: readonly Mailbox[], limits: Limits = {}): Mailbox[][] {
  const { rcptMax = Number.POSITIVE_INFINITY, rcptDomainMax = Number.POSITIVE_INFINITY } = limits
  const groups: Mailbox[][] = []
  let domains = new Set<string>()
  for (const recipient of recipients) {
    const group = groups.at(-1)
    const domain = (recipient.domain ?? '').toLowerCase()
    if (group !== undefined && group.length < rcptMax && (domains.has(domain) || domains.size < rcptDomainMax))
      group.push(recipient)
    else {
      groups.push([recipient])
      domains = new Set()
    }
    domains.add(domain)
  }
  return groups
}

/** True where the session takes a QUIT. */
function mayQuit(client: ClientConnection): boolean {
  try {
    client.check({ verb: 'quit' })
    return client.waiting === 'input'
  } catch {
    return false
  }
}

/** What goes wrong now changes nothing of what was said before: a message that was taken must not go to another host too. */
async function quit(client: ClientConnection, wire: Wire<ClientEvent>): Promise<void> {
  try {
    if (client.waiting !== 'closed' && client.state !== 'ended' && client.awaiting !== 'quit') client.send({ verb: 'quit' })
    for (let event = await wire.next(); event !== undefined; event = await wire.next());
  } catch {
    wire.destroy()
  }
}

/** What the message needs of the server. */
function parametersFor(extensions: Extensions | undefined, message: OutgoingMessage): MailParameters {
  try {
    const parameters = negotiate(extensions, message)
    if (parameters.body === 'BINARYMIME' && message.binary !== true)
      throw new SmtpError(
        'not-offered',
        0,
        'send message: the content has a NUL or a line of more than 1000 bytes, and binary is not set',
        '5.6.3',
      )
    return parameters
  } catch (error) {
    if (!isSmtpError(error)) throw error
    throw new NetworkError('refused', error.message, error, error.suggestedReply.enhanced)
  }
}
