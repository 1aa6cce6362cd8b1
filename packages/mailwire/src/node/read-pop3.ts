/** Fetches a maildrop's messages over POP3 (RFC 1939). Nothing is deleted, and no message is left out in silence. */
import * as pop3 from '@mailwire/pop3'
import { type ClientExchange, logIn } from './client-login.js'
import { checkReadOptions } from './client-options.js'
import { demandTls, requiresTls, type TlsWay, tlsRefused } from './client-tls.js'
import type { Endpoint } from './endpoint.js'
import { closed, NetworkError } from './errors.js'
import { Gathered } from './gathered.js'
import { md5 } from './md5.js'
import { ContentBudget, defaultReadLimits, loginRefused, overLimit, type ReadMailOptions, readOver } from './read-mail.js'
import { prepared } from './users.js'
import type { Wire } from './wire.js'

/** A message as read over POP3. */
export interface Pop3Message {
  /** `undefined` where the server has no UIDL, or no usable row for this message. */
  readonly uid: string | undefined
  /** `undefined` where the server did not hand it over: `problem` says why. */
  readonly content: Uint8Array | undefined
  /** What is wrong with this message alone: its UIDL row, or the answer to RETR. */
  readonly problem: NetworkError | undefined
}

/** The bytes of a UIDL row: a message number, a space, and a unique-id of 70 characters (RFC 1939 7). */
const ROW = 80

/** The bytes that any listing may have, CAPA's too, however few messages are expected. */
const LISTING = 65_536

const WAY: TlsWay = { command: 'STLS', implicitPort: 995 }

/**
 * Every message of a maildrop over POP3: CAPA, STLS, AUTH, APOP or USER and PASS, STAT, UIDL, RETR. CAPA and UIDL are optional: a server may
 * refuse them. A message that cannot be read still has an entry, with its `problem`.
 *
 * @throws {@link NetworkError} `unreachable`, `timeout`, `closed`, `refused` (a login above all), `tls`, `limit` with the name of the limit, all
 * with the server's host and port; `bad-option` before anything is sent
 */
export async function readPop3(server: Endpoint, options: ReadMailOptions): Promise<Pop3Message[]> {
  checkReadOptions('read mail', server, options)
  const { messages } = { ...defaultReadLimits, ...options.limits }
  const listing = Math.max(messages * ROW, LISTING)
  const client = new pop3.ClientConnection({
    tap: options.tap,
    tls: options.tls === 'implicit',
    limits: { listing, listingRows: Math.max(messages, 1), malformedRows: Math.max(messages, pop3.defaultLimits.malformedRows) },
  })
  return readOver<pop3.ClientEvent, Pop3Message[]>(client, server, options, wire => maildropOf(client, wire, server, options))
}

async function maildropOf(
  client: pop3.ClientConnection,
  wire: Wire<pop3.ClientEvent>,
  server: Endpoint,
  options: ReadMailOptions,
): Promise<Pop3Message[]> {
  const limits = { ...defaultReadLimits, ...options.limits }
  const tell = (command: pop3.Command): void => {
    // A response that was received before the command is not its answer: a listing must not be taken for a message. Before TLS the connection checks that.
    const early = client.state === 'tls' ? undefined : client.nextEvent()
    if (early?.type === 'protocol-error') throw ended(early.error)
    try {
      client.send(command)
    } catch (error) {
      if (pop3.isPop3Error(error) && error.code === 'not-offered') throw new NetworkError('refused', error.message, error)
      // A name or a password that no command can carry, and that the caller's choice of mechanisms could have.
      if (pop3.isPop3Error(error) && (command.verb === 'user' || command.verb === 'pass'))
        throw new NetworkError('refused', `${command.verb.toUpperCase()}: ${error.message}`, error)
      throw error
    }
  }
  const ask = (command: pop3.Command): Promise<Answer> => {
    tell(command)
    return answerTo(wire, command)
  }
  positive('greeting', await answerTo(wire))
  await ask({ verb: 'capa' })
  const offeredBefore = wire.secure ? undefined : mechanismsIn(client.capabilities)
  // A server without CAPA may still support STLS.
  if (
    options.tls !== 'never' &&
    !wire.secure &&
    (client.capabilities === undefined ? requiresTls(options, true) : client.capabilities.stls === true)
  ) {
    const { response } = await ask({ verb: 'stls' })
    if (response.status === '-ERR') throw tlsRefused(WAY, words(response))
    await ask({ verb: 'capa' })
  }
  demandTls(options, WAY, { credentials: true, secure: wire.secure })
  await logIn(options, {
    service: 'pop',
    server,
    secure: wire.secure,
    offered: mechanismsIn(client.capabilities),
    offeredBefore,
    channelBinding: type => wire.channelBinding(type),
    exchangeOf: exchangeOf(client, wire, tell),
    otherwise: async (reason, credentials) => {
      if (credentials === undefined) throw new NetworkError('refused', `AUTH: ${reason}`)
      const { authenticationId: name, password } = credentials
      const { timestamp } = client
      const say = async (command: pop3.Command): Promise<void> => {
        const { response } = await ask(command)
        if (response.status === '-ERR') throw loginRefused(command.verb.toUpperCase(), words(response), WAY, wire.secure)
      }
      // It does not show the password. After it was refused, the password does not go in the clear: a man in the middle may have made up the timestamp.
      if (timestamp !== undefined) {
        await say({ verb: 'apop', name, digest: await pop3.apopDigest(timestamp, prepared(password) ?? password, md5) })
        return 'APOP'
      }
      if (client.capabilities !== undefined && client.capabilities.user !== true)
        throw new NetworkError('refused', `USER: the server does not offer it; AUTH: ${reason}`)
      await say({ verb: 'user', name })
      await say({ verb: 'pass', password })
      return 'USER'
    },
  })
  // Some servers announce what is for a maildrop only once it is open, which RFC 2449 5 does not allow.
  if (client.capabilities !== undefined && client.capabilities.uidl !== true) await ask({ verb: 'capa' })
  const hasUidl = client.capabilities === undefined || client.capabilities.uidl === true
  const { numbers, uids } = await listed(ask, hasUidl, limits.messages)
  const budget = new ContentBudget(limits.content)
  const messages: Pop3Message[] = []
  for (const message of numbers) {
    const uid = uids?.get(message)
    const { response } = await ask({ verb: 'retr', message })
    const content = response.status === '+OK' ? await bodyOf(wire, budget) : undefined
    const reason =
      content === undefined
        ? `RETR ${message}: ${words(response)}`
        : uids !== undefined && uid === undefined
          ? `UIDL: no row for message ${message} with a unique-id of 1 to 70 characters from ! to ~`
          : undefined
    messages.push({ uid, content, problem: reason === undefined ? undefined : new NetworkError('refused', reason) })
  }
  await ask({ verb: 'quit' }).catch(() => {})
  return messages
}

/** The mechanisms that CAPA announced; `undefined` where the server has no CAPA. */
const mechanismsIn = (capabilities: pop3.Capabilities | undefined): readonly string[] | undefined =>
  capabilities && (capabilities.sasl ?? [])

/**
 * AUTH (RFC 5034 4). An initial response that makes the line too long the connection keeps until it is asked for; Office 365 refuses one to
 * XOAUTH2 however short it is.
 */
const exchangeOf =
  (client: pop3.ClientConnection, wire: Wire<pop3.ClientEvent>, tell: (command: pop3.Command) => void) =>
  (mechanism: string): ClientExchange => ({
    mayGoAlong: () => mechanism !== 'XOAUTH2',
    begin: initialResponse => tell({ verb: 'auth', mechanism, initialResponse }),
    send: line => client.send(line),
    answer: async () => {
      const event = await wordOf(wire)
      if (event.type === 'challenge') return event
      return event.response.status === '+OK'
        ? { type: 'accepted' }
        : { type: 'refused', error: loginRefused(`AUTH ${mechanism}`, words(event.response), WAY, wire.secure) }
    },
  })

interface Answer {
  readonly response: pop3.Response
  readonly listing: pop3.Listing | undefined
}

/**
 * The numbers of all messages, and their unique-ids where the server has UIDL. STAT says how many there are; a server whose STAT cannot be
 * read has LIST. A row that does not follow its grammar still names its message.
 */
async function listed(
  ask: (command: pop3.Command) => Promise<Answer>,
  hasUidl: boolean,
  most: number,
): Promise<{ readonly numbers: Iterable<number>; readonly uids: ReadonlyMap<number, string> | undefined }> {
  const numbers = new Set<number>()
  const add = (number: number): void => {
    if (numbers.add(number).size > most) throw overLimit('messages', `the maildrop has more than ${most} messages`)
  }
  const { listing: stat } = await ask({ verb: 'stat' })
  const uidl = hasUidl ? await ask({ verb: 'uidl', message: undefined }) : undefined
  if (stat?.type === 'stat') for (let number = 1; number <= stat.drop.count; number++) add(number)
  for (const number of numbersIn(uidl?.listing)) add(number)
  if (stat?.type !== 'stat') {
    const list = await ask({ verb: 'list', message: undefined })
    if (numbers.size === 0) positive('LIST', list)
    for (const number of numbersIn(list.listing)) add(number)
  }
  return { numbers: [...numbers].sort((a, b) => a - b), uids: uidl?.response.status === '+OK' ? uidsOf(uidl.listing) : undefined }
}

/** The messages that a listing names, in rows that can be read and in others. */
const numbersIn = (listing: pop3.Listing | undefined): number[] =>
  listing?.type === 'list' || listing?.type === 'uidl'
    ? [...listing.rows, ...listing.malformed].flatMap(({ message }) => message ?? [])
    : []

const uidsOf = (listing: pop3.Listing | undefined): Map<number, string> =>
  new Map(listing?.type === 'uidl' ? listing.rows.map(({ message, uid }) => [message, uid]) : [])

/** The error that ended the session. Listings of messages have the room that `limits.messages` gives them. */
function ended(error: pop3.Pop3Error, command?: pop3.Command): NetworkError {
  if (error.code !== 'limit') return closed(error.message, error)
  const isOfMessages = command?.verb === 'uidl' || command?.verb === 'list'
  const reason = `${command?.verb.toUpperCase() ?? 'greeting'}: ${error.message}`
  return isOfMessages ? overLimit('messages', reason, error) : new NetworkError('limit', `read mail: ${reason}`, error)
}

/** What the server said, with its response code (RFC 2449 8). */
const words = ({ code, text }: pop3.Response): string => (code === undefined ? text : `[${code}] ${text}`)

function positive(what: string, answer: Answer): Answer {
  if (answer.response.status === '-ERR') throw new NetworkError('refused', `${what}: ${words(answer.response)}`)
  return answer
}

async function answerTo(wire: Wire<pop3.ClientEvent>, command?: pop3.Command): Promise<Answer> {
  const event = await wordOf(wire, command)
  // The connection lets a challenge through inside AUTH only.
  return event.type === 'challenge' ? answerTo(wire, command) : event
}

/** What the server says to what was sent last. */
async function wordOf(
  wire: Wire<pop3.ClientEvent>,
  command?: pop3.Command,
): Promise<({ readonly type: 'answer' } & Answer) | Extract<pop3.ClientEvent, { type: 'challenge' }>> {
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) {
    if (event.type === 'protocol-error' && event.fatal) throw ended(event.error, command)
    if (event.type === 'challenge') return event
    if (event.type === 'response') return { type: 'answer', response: event.response, listing: event.listing }
    if (event.type === 'greeting') return { type: 'answer', response: event.response, listing: undefined }
  }
  throw closed('the server closed the connection')
}

async function bodyOf(wire: Wire<pop3.ClientEvent>, budget: ContentBudget): Promise<Uint8Array> {
  const content = new Gathered()
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) {
    if (event.type === 'protocol-error' && event.fatal) throw ended(event.error)
    if (event.type === 'body-end') return content.bytes()
    if (event.type !== 'body-chunk') continue
    budget.take(event.bytes.length)
    content.add(event.bytes)
  }
  throw closed('the server closed the connection inside a message')
}
