/** Fetches the messages of INBOX over IMAP (RFC 9051). No message is left out in silence: what is damaged or refused is asked for again, alone. */
import * as imap from '@mailwire/imap'
import { type ClientExchange, logIn } from './client-login.js'
import { checkReadOptions } from './client-options.js'
import { demandTls, requiresTls, secureWay, type TlsWay, tlsRefused } from './client-tls.js'
import type { Endpoint } from './endpoint.js'
import { closed, NetworkError } from './errors.js'
import { Gathered } from './gathered.js'
import { type ImapMessage, MailboxView } from './mailbox-view.js'
import { ContentBudget, defaultReadLimits, loginRefused, overLimit, type ReadMailOptions, readOver } from './read-mail.js'
import type { Wire } from './wire.js'

export type { ImapMessage } from './mailbox-view.js'

const WHOLE: imap.Section = { part: [], text: undefined, fields: [] }
const CONTENT: readonly imap.FetchItem[] = [{ item: 'UID' }, { item: 'BODY[]', section: WHOLE, peek: false, partial: undefined }]
const ALL: readonly imap.FetchItem[] = [
  { item: 'UID' },
  { item: 'ENVELOPE' },
  { item: 'BODYSTRUCTURE' },
  { item: 'BODY[]', section: WHOLE, peek: false, partial: undefined },
]

const WAY: TlsWay = { command: 'STARTTLS', implicitPort: 993 }

/** Untagged responses are part of a command's step: however many come, they do not extend it. */
const STEPS: ReadonlySet<string> = new Set(['greeting', 'completed', 'challenge', 'upgrade'])

/**
 * Every message of INBOX over IMAP: CAPABILITY, STARTTLS, AUTHENTICATE or LOGIN, SELECT, FETCH of ENVELOPE, BODYSTRUCTURE and BODY[]. A
 * message whose FETCH response is damaged, refused or missing is asked for again, its content only; one that cannot be read still has an
 * entry, with its `problem`.
 *
 * @throws {@link NetworkError} `unreachable`, `timeout`, `closed`, `refused` (a login above all), `tls`, `limit` with the name of the limit, all
 * with the server's host and port; `bad-option` before anything is sent
 */
export async function readImap(server: Endpoint, options: ReadMailOptions): Promise<ImapMessage[]> {
  checkReadOptions('read mail', server, options)
  const client = new imap.ClientConnection({ tap: options.tap, tls: options.tls === 'implicit' })
  const endsStep = (event: { readonly type: string }): boolean => STEPS.has(event.type)
  return readOver<imap.ClientEvent, ImapMessage[]>(
    client,
    server,
    options,
    wire => inboxOf(client, wire, server, options),
    endsStep,
  )
}

async function inboxOf(
  client: imap.ClientConnection,
  wire: Wire<imap.ClientEvent>,
  server: Endpoint,
  options: ReadMailOptions,
): Promise<ImapMessage[]> {
  const limits = { ...defaultReadLimits, ...options.limits }
  const view = new MailboxView(limits.messages)
  const session = new Session(wire, view, limits.untagged, new ContentBudget(limits.content))
  const ask = (command: imap.CommandInit): Promise<Outcome> => session.completion(client.send(command)!)
  await session.greeting()
  await ask({ verb: 'capability' })
  const offered = client.capabilities?.has('STARTTLS') ?? requiresTls(options, true)
  const offeredBefore = wire.secure ? undefined : mechanismsIn(client.capabilities)
  if (options.tls !== 'never' && !wire.secure && offered && client.state === 'not-authenticated') {
    const { response } = await ask({ verb: 'starttls' })
    if (response.type !== 'ok') throw tlsRefused(WAY, response.text)
    await ask({ verb: 'capability' })
  }
  // After PREAUTH no TLS can follow, and the mailbox may be anybody's.
  demandTls(options, WAY, { credentials: true, secure: wire.secure })
  if (client.state === 'not-authenticated') {
    await logIn(options, {
      service: 'imap',
      server,
      secure: wire.secure,
      offered: mechanismsIn(client.capabilities),
      offeredBefore,
      channelBinding: type => wire.channelBinding(type),
      exchangeOf: exchangeOf(client, session, wire.secure),
      otherwise: async (reason, credentials) => {
        if (credentials === undefined) throw new NetworkError('refused', `AUTHENTICATE: ${reason}`)
        if (client.capabilities?.has('LOGINDISABLED') === true)
          throw new NetworkError(
            'refused',
            `LOGIN: the server announces LOGINDISABLED${wire.secure ? ', over TLS, too' : `: passwords are accepted over TLS only; ${secureWay(WAY)}`}; AUTHENTICATE: ${reason}`,
          )
        const { authenticationId: username, password } = credentials
        const { response } = await ask({ verb: 'login', username, password })
        if (response.type !== 'ok') throw loginRefused('LOGIN', response.text, WAY, wire.secure)
        return 'LOGIN command'
      },
    })
  }
  positive('SELECT', await ask({ verb: 'select', mailbox: 'INBOX' }))
  if (view.size > 0) {
    const first = reasonOf(await ask({ verb: 'fetch', uid: false, set: [{ start: 1, end: '*' }], items: ALL }))
    for (let number = view.nextMissing(first); number !== undefined; number = view.nextMissing(first))
      view.settle(reasonOf(await ask({ verb: 'fetch', uid: false, set: [{ start: number, end: number }], items: CONTENT })))
  }
  await ask({ verb: 'logout' }).catch(() => {})
  return view.messages()
}

/** The mechanisms that a server announces; `undefined` where it announces nothing. */
const mechanismsIn = (capabilities: imap.ClientConnection['capabilities']): string[] | undefined =>
  capabilities && [...capabilities].filter(name => name.startsWith('AUTH=')).map(name => name.slice('AUTH='.length))

/** AUTHENTICATE (RFC 9051 6.2.2). */
const exchangeOf =
  (client: imap.ClientConnection, session: Session, secure: boolean) =>
  (mechanism: string): ClientExchange => {
    let tag = ''
    return {
      mayGoAlong: () => client.capabilities?.has('SASL-IR') === true,
      begin: initialResponse => {
        tag = client.send({ verb: 'authenticate', mechanism, initialResponse })!
      },
      send: line => void client.send(line),
      answer: async () => {
        const answer = await session.answer(tag)
        if (answer.type === 'challenge') return answer
        return answer.response.type === 'ok'
          ? { type: 'accepted' }
          : { type: 'refused', error: loginRefused(`AUTHENTICATE ${mechanism}`, answer.response.text, WAY, secure) }
      },
    }
  }

/** How a command ended, and what was damaged on the way. */
interface Outcome {
  readonly response: imap.StatusResponse
  readonly damage: string | undefined
}

const positive = (what: string, { response }: Outcome): void => {
  if (response.type !== 'ok') throw new NetworkError('refused', `${what}: ${response.text}`)
}

/** Why a FETCH did not bring what was asked for. */
const reasonOf = ({ response, damage }: Outcome): string =>
  damage ?? (response.type === 'ok' ? 'the server did not send the content' : response.text)

/** Reads what the server says, up to the completion of a command. */
class Session {
  readonly #wire: Wire<imap.ClientEvent>
  readonly #view: MailboxView
  readonly #untagged: number
  readonly #budget: ContentBudget
  #bye: string | undefined

  constructor(wire: Wire<imap.ClientEvent>, view: MailboxView, untagged: number, budget: ContentBudget) {
    this.#wire = wire
    this.#view = view
    this.#untagged = untagged
    this.#budget = budget
  }

  /** @throws {@link NetworkError} `refused` with the server's words where it does not want to talk */
  async greeting(): Promise<void> {
    const event = await this.#wire.next()
    if (event?.type === 'protocol-error') throw closed(event.error.message, event.error)
    if (event?.type !== 'greeting') throw closed('the server closed the connection')
    if (event.response.type === 'bye') throw new NetworkError('refused', `greeting: ${event.response.text}`)
  }

  async completion(tag: string): Promise<Outcome> {
    const answer = await this.answer(tag)
    // The connection lets a challenge through inside AUTHENTICATE only.
    return answer.type === 'challenge' ? this.completion(tag) : answer
  }

  /** What the server says to a command: a challenge, or how it ended. */
  async answer(
    tag: string,
  ): Promise<({ readonly type: 'completion' } & Outcome) | Extract<imap.ClientEvent, { type: 'challenge' }>> {
    let damage: string | undefined
    let streamed: { item: string | undefined; content: Gathered }[] = []
    let others = 0
    for (let event = await this.#wire.next(); event !== undefined; event = await this.#wire.next()) {
      switch (event.type) {
        case 'completed':
          if (event.command.tag === tag) return { type: 'completion', response: event.response, damage }
          break
        case 'challenge':
          return event
        case 'body-start':
          streamed.push({ item: event.item, content: new Gathered() })
          break
        case 'body-chunk':
          this.#budget.take(event.bytes.length)
          streamed.at(-1)?.content.add(event.bytes)
          break
        case 'protocol-error':
          if (event.fatal) throw closed(this.#bye ?? event.error.message, event.error)
          // One damaged response costs its message's FETCH, which is asked for again.
          damage = event.error.message
          streamed = []
          others++
          break
        case 'response':
          if (!this.#take(event.response, streamed)) others++
          streamed = []
      }
      if (others > this.#untagged) throw overLimit('untagged', `more than ${this.#untagged} unrequested responses to one command`)
    }
    throw closed(this.#bye ?? 'the server closed the connection')
  }

  #take(response: imap.Response, streamed: readonly { item: string | undefined; content: Gathered }[]): boolean {
    if (response.type === 'bye') this.#bye = `the server closed the connection: ${response.text}`
    if (response.type === 'fetch')
      for (const { data } of response.items.sections) if (data instanceof Uint8Array) this.#budget.take(data.length)
    return this.#view.take(
      response,
      streamed.map(({ item, content }) => ({ item, content: content.bytes() })),
    )
  }
}
