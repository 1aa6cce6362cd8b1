/** A client's SMTP session from its greeting to where mail may be sent: EHLO, STARTTLS, AUTH (RFC 5321 3.1 and 3.2, RFC 3207, RFC 4954). */
import { type ClientConnection, type ClientEvent, guaranteed, type Reply, SmtpError, type Tap } from '@mailwire/smtp'
import { formatReply, replyClass } from '@mailwire/smtp/replies'
import { type ClientExchange, type ExchangeAnswer, hasLogin, type LoginOptions, logIn } from './client-login.js'
import { type ClientTlsOptions, clearHint, demandTls, secureWay, type TlsWay, tlsRefused } from './client-tls.js'
import type { Endpoint } from './endpoint.js'
import { closed, NetworkError } from './errors.js'
import { refusal, statusOf } from './session-failures.js'
import type { Wire } from './wire.js'

/**
 * Without a login, `tls: 'offered'` (the default) is opportunistic, as between mail hosts (RFC 7435): TLS where it is offered, whatever the
 * certificate, and none where it fails. With a login, and with `'required'` and `'implicit'`, the certificate must be for `servername`; and
 * credentials go over TLS only, unless `allowCleartextCredentials` is set.
 */
export interface SendMailOptions extends ClientTlsOptions, LoginOptions {
  /** What this host calls itself in EHLO: a domain in A-labels, or an address literal as `[192.0.2.1]` (RFC 5321 4.1.1.1). */
  readonly hostname: string
  /** Speaks LMTP (RFC 2033): each recipient's own reply says whether the message is stored in the mailbox. */
  readonly lmtp?: boolean | undefined
  /** Milliseconds to wait for a connection, and for each reply; by default 30 seconds, and what RFC 5321 4.5.3.2 gives each command. */
  readonly timeout?: number | undefined
  /** Turns each bare CR and bare LF of content that is given as bytes into CRLF; without it such content is refused. */
  readonly normalize?: boolean | undefined
  /** Sees the session, secrets masked. */
  readonly tap?: Tap | undefined
}

/** A password is only sent to the server that it is for. */
export const isOpportunistic = (options: SendMailOptions): boolean =>
  (options.tls ?? 'offered') === 'offered' && !hasLogin(options)

type Answer = Extract<ClientEvent, { type: 'reply' | 'greeting' | 'challenge' }>

/** Waits for what the server says to what was sent last. */
export async function answer(wire: Wire<ClientEvent>): Promise<Answer> {
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) {
    const found = answerIn(event)
    if (found !== undefined) return found
  }
  throw closed('the server closed the connection')
}

/** An event that says something. @throws {@link NetworkError} `closed` for one after which nothing can be said */
export function answerIn(event: ClientEvent): Answer | undefined {
  if (event.type === 'protocol-error' && event.fatal) throw closed(event.error.message, event.error)
  return event.type === 'reply' || event.type === 'greeting' || event.type === 'challenge' ? event : undefined
}

/** The same where it was not AUTH: the connection lets no challenge through. */
const reply = async (wire: Wire<ClientEvent>): Promise<Reply> =>
  ((await answer(wire)) as Exclude<Answer, { type: 'challenge' }>).reply

function demandPositive(reply: Reply, what: string): void {
  if (replyClass(reply.code) !== 'positive') throw refusal(what, reply)
}

/** Greeting, EHLO (or HELO, or LHLO), STARTTLS and EHLO again, AUTH. */
export async function ready(
  client: ClientConnection,
  wire: Wire<ClientEvent>,
  server: Endpoint,
  options: SendMailOptions,
): Promise<void> {
  const { hostname, tls = 'offered', lmtp = false } = options
  const credentials = hasLogin(options)
  const greet = async (): Promise<void> => {
    client.send({ verb: lmtp ? 'lhlo' : 'ehlo', domain: hostname })
    const answer = await reply(wire)
    if (answer.code < 500 || lmtp) return demandPositive(answer, lmtp ? 'LHLO' : 'EHLO')
    // An old server supports HELO only (RFC 5321 3.2).
    client.send({ verb: 'helo', domain: hostname })
    demandPositive(await reply(wire), 'HELO')
  }
  demandPositive(await reply(wire), 'greeting')
  await greet()
  const offeredBefore = wire.secure ? undefined : client.extensions?.auth
  if (tls !== 'never' && !client.secure && client.extensions?.starttls === true) {
    client.send({ verb: 'starttls' })
    const answer = await reply(wire)
    if (replyClass(answer.code) === 'positive') await greet()
    else if (!isOpportunistic(options)) throw tlsRefused(WAY, formatReply(answer))
  }
  demandTls(options, WAY, { credentials, secure: wire.secure })
  if (!credentials) return
  const offered = client.extensions?.auth ?? []
  await logIn(options, {
    service: 'smtp',
    server,
    secure: wire.secure,
    offered,
    offeredBefore,
    channelBinding: type => wire.channelBinding(type),
    exchangeOf: exchangeOf(client, wire),
    otherwise: async reason => {
      const submission =
        offered.length > 0 ? '' : '; mail hosts (port 25) do not offer it, submission servers (port 587 or 465) do'
      const missing = offered.length > 0 ? reason : 'the server does not offer AUTH'
      throw new SmtpError('not-offered', 0, `send AUTH: ${missing}${clearHint(WAY, wire.secure) || submission}`)
    },
  })
}

const WAY: TlsWay = { command: 'STARTTLS', implicitPort: 465 }

/** 530 is about the session, and not about the message or a recipient: a login comes first (RFC 4954 6), or TLS (RFC 3207 4). */
export function accessNeeded(client: ClientConnection, reply: Reply): NetworkError {
  const said = `send message: ${formatReply(reply)}`
  const wantsTls = !client.secure && (client.extensions?.auth ?? []).length === 0
  return wantsTls
    ? new NetworkError('refused', `${said}; ${secureWay(WAY)}`, undefined, statusOf(reply))
    : new NetworkError(
        'auth-required',
        `${said}; log in: by name and password, by credentials, or by authenticate: () => mechanism`,
        undefined,
        statusOf(reply),
      )
}

/** AUTH (RFC 4954 4). */
const exchangeOf =
  (client: ClientConnection, wire: Wire<ClientEvent>) =>
  (mechanism: string): ClientExchange => ({
    // One that makes the command too long waits for an empty challenge.
    mayGoAlong: ({ length }) => Math.ceil(length / 3) * 4 + `AUTH ${mechanism} \r\n`.length <= guaranteed.commandLine,
    begin: initialResponse => client.send({ verb: 'auth', mechanism, initialResponse }),
    send: line => client.send(line),
    answer: async (): Promise<ExchangeAnswer> => {
      const event = await answer(wire)
      if (event.type === 'challenge') return event
      return replyClass(event.reply.code) === 'positive'
        ? { type: 'accepted' }
        : { type: 'refused', error: refusal(`AUTH ${mechanism}`, event.reply, clearHint(WAY, wire.secure)) }
    },
  })
