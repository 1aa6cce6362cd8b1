/** An IMAP server over maildrops in memory (RFC 9051, RFC 3501): INBOX, and what there is to read in it. */
import type { Socket } from 'node:net'
import {
  type Command,
  type FetchCommand,
  type FetchItem,
  type FetchItems,
  formatDateTime,
  isInSequenceSet,
  type ListCommand,
  type MailboxCommand,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
  type StoreCommand,
} from '@mailwire/imap'
import { plainServer } from '@mailwire/sasl'
import { bodyStructureOf, envelopeOf, sectionOf } from './imap-message.js'
import { type Listener, listen } from './listen.js'
import { findUser, type StoredMessage, type User } from './maildrop.js'
import type { MailboxServerOptions } from './pop3-server.js'
import { Wire } from './wire.js'

/** Starts a server. @throws the system's error when it cannot listen */
export const startImapServer = (options: MailboxServerOptions): Promise<Listener> =>
  listen(options, socket => serve(socket, options), options.onError)

async function serve(socket: Socket, options: MailboxServerOptions): Promise<void> {
  const { credentials, timeout = 1_800_000, hostname, tap } = options
  const connection = new ServerConnection({
    hostname,
    tap,
    capabilities: ({ secure, state }) => {
      const open = state === 'authenticated' || state === 'selected'
      return [
        'IMAP4rev1',
        'LITERAL+',
        'SASL-IR',
        ...(open ? ['UNSELECT'] : ['AUTH=PLAIN']),
        ...(credentials === undefined || secure || open ? [] : ['STARTTLS']),
      ]
    },
  })
  const session = new ImapSession(connection, options)
  const wire = new Wire<ServerEvent>(connection, socket, {
    timeout,
    ...(credentials === undefined ? {} : { tls: { side: 'server', credentials } }),
  })
  for (let event = await wire.next(); event !== undefined; event = await wire.next()) await session.handle(event)
}

const FLAGS = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft']

/** One session: who logged in, and the messages as the client counts them. */
class ImapSession {
  readonly #connection: ServerConnection
  readonly #users: readonly User[]
  #user: User | undefined
  #messages: StoredMessage[] = []
  #readOnly = false

  constructor(connection: ServerConnection, { users }: MailboxServerOptions) {
    this.#connection = connection
    this.#users = users
  }

  async handle(event: ServerEvent): Promise<void> {
    if (event.type === 'auth-response') await this.#authenticate(event.tag, event.data, event.suggestedReply)
    else if (event.type === 'auth-cancel') this.#connection.send(event.suggestedReply)
    else if (event.type === 'command') {
      const { command, suggestedReply } = event
      if (command.verb === 'connect' || command.verb === 'invalid') this.#connection.send(suggestedReply)
      else if (command.verb === 'authenticate' && command.mechanism === 'PLAIN') {
        if (command.initialResponse === undefined) this.#connection.send({ type: 'challenge', data: new Uint8Array(0) })
        else await this.#authenticate(command.tag, command.initialResponse, suggestedReply)
      } else this.#connection.send(this.#answer(command) ?? suggestedReply)
    }
  }

  #answer(command: Command): ServerSend | undefined {
    switch (command.verb) {
      case 'login':
        this.#user = findUser(this.#users, command.username, command.password)
        return this.#user === undefined ? undefined : [ok(command, 'welcome')]
      case 'select':
      case 'examine':
        return isInbox(command.mailbox) ? this.#select(command) : undefined
      case 'status':
        return isInbox(command.mailbox)
          ? [{ type: 'status', mailbox: command.mailbox, items: this.#status(command.items) }, ok(command, 'STATUS done')]
          : undefined
      case 'list':
      case 'lsub':
        return [...this.#list(command), ok(command, `${command.verb.toUpperCase()} done`)]
      case 'noop':
      case 'check':
        return [...this.#news(), ok(command, 'done')]
      case 'fetch':
        return [...this.#fetch(command), ok(command, 'FETCH done')]
      case 'store':
        return this.#readOnly
          ? [
              {
                type: 'no',
                tag: command.tag,
                code: { name: 'READ-ONLY', value: undefined },
                text: 'the mailbox was examined, not selected',
              },
            ]
          : [...this.#store(command), ok(command, 'STORE done')]
      case 'expunge':
        return [...this.#expunge(true), ok(command, 'EXPUNGE done')]
      case 'close':
        this.#expunge(false)
        return [ok(command, 'CLOSE done')]
      default:
        return undefined
    }
  }

  async #authenticate(tag: string, response: Uint8Array, failed: readonly ResponseInit[]): Promise<void> {
    const step = await plainServer(({ authenticationId, password }) => {
      this.#user = findUser(this.#users, authenticationId, password)
      return this.#user !== undefined
    }).respond(response)
    this.#connection.send(step.type === 'success' ? { type: 'ok', tag, code: undefined, text: 'welcome' } : failed)
  }

  #select(command: MailboxCommand & { readonly tag: string }): ServerSend {
    const { maildrop } = this.#user!
    this.#messages = [...maildrop.messages]
    this.#readOnly = command.verb === 'examine'
    const unseen = this.#messages.findIndex(message => !message.flags.has('\\Seen'))
    const told = (name: 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN', value: number): ResponseInit => ({
      type: 'ok',
      tag: undefined,
      code: { name, value },
      text: 'as of now',
    })
    return [
      { type: 'flags', flags: FLAGS },
      { type: 'exists', number: this.#messages.length },
      { type: 'recent', number: 0 },
      ...(unseen < 0 ? [] : [told('UNSEEN', unseen + 1)]),
      told('UIDVALIDITY', maildrop.uidValidity),
      told('UIDNEXT', maildrop.uidNext),
      { type: 'ok', tag: undefined, code: { name: 'PERMANENTFLAGS', flags: this.#readOnly ? [] : FLAGS }, text: 'what is kept' },
      ok(command, `${command.verb.toUpperCase()} done`, this.#readOnly ? 'READ-ONLY' : 'READ-WRITE'),
    ]
  }

  #status(items: readonly string[]): Map<string, number> {
    const { messages, uidNext, uidValidity } = this.#user!.maildrop
    const numbers = new Map([
      ['MESSAGES', messages.length],
      ['RECENT', 0],
      ['UIDNEXT', uidNext],
      ['UIDVALIDITY', uidValidity],
      ['UNSEEN', messages.filter(message => !message.flags.has('\\Seen')).length],
    ])
    return new Map(items.flatMap(item => (numbers.has(item) ? [[item, numbers.get(item)!] as const] : [])))
  }

  /** An empty pattern asks for the delimiter (RFC 9051 6.3.9). */
  #list({ verb, reference, pattern }: ListCommand): ResponseInit[] {
    if (pattern === '') return [{ type: verb, attributes: ['\\Noselect'], delimiter: '/', mailbox: '' }]
    const parts = `${reference}${pattern}`
      .split(/([*%])/)
      .map(part => (part === '*' ? '.*' : part === '%' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    return new RegExp(`^${parts.join('')}$`, 'i').test('INBOX')
      ? [{ type: verb, attributes: ['\\HasNoChildren'], delimiter: '/', mailbox: 'INBOX' }]
      : []
  }

  /** Messages that came since the client last heard. */
  #news(): ResponseInit[] {
    if (this.#connection.state !== 'selected') return []
    const last = this.#messages.at(-1)?.uid ?? 0
    const fresh = this.#user!.maildrop.messages.filter(message => message.uid > last)
    this.#messages.push(...fresh)
    return fresh.length === 0 ? [] : [{ type: 'exists', number: this.#messages.length }]
  }

  #named({
    uid,
    set,
  }: {
    readonly uid: boolean
    readonly set: FetchCommand['set']
  }): [sequence: number, message: StoredMessage][] {
    const largest = uid ? (this.#messages.at(-1)?.uid ?? 0) : this.#messages.length
    return this.#messages
      .map((message, at): [number, StoredMessage] => [at + 1, message])
      .filter(([sequence, message]) => isInSequenceSet(set, uid ? message.uid : sequence, largest))
  }

  #fetch(command: FetchCommand): ResponseInit[] {
    const items = expand(command.items)
    return this.#named(command).map(([sequence, message]) => {
      const marks = !this.#readOnly && items.some(setsSeen) && !message.flags.has('\\Seen')
      if (marks) message.flags.add('\\Seen')
      const found = itemsOf(message, items)
      return {
        type: 'fetch',
        sequence,
        items: { ...found, ...(command.uid ? { uid: message.uid } : {}), ...(marks ? { flags: [...message.flags] } : {}) },
      }
    })
  }

  #store(command: StoreCommand): ResponseInit[] {
    return this.#named(command).flatMap(([sequence, message]): ResponseInit[] => {
      if (command.action === 'replace') message.flags.clear()
      for (const flag of command.flags) {
        if (command.action === 'remove') message.flags.delete(flag)
        else message.flags.add(flag)
      }
      return command.silent
        ? []
        : [{ type: 'fetch', sequence, items: { flags: [...message.flags], ...(command.uid ? { uid: message.uid } : {}) } }]
    })
  }

  /** Removes what is marked; sequence numbers move up with each (RFC 9051 7.5.1). */
  #expunge(tell: boolean): ResponseInit[] {
    if (this.#readOnly) return []
    const marked = new Set(this.#messages.filter(message => message.flags.has('\\Deleted')).map(message => message.uid))
    this.#user!.maildrop.remove(marked)
    const told: ResponseInit[] = []
    for (const [at, message] of this.#messages.entries())
      if (marked.has(message.uid)) told.push({ type: 'expunge', number: at + 1 - told.length })
    this.#messages = this.#messages.filter(message => !marked.has(message.uid))
    return tell ? told : []
  }
}

const ok = ({ tag }: { readonly tag: string }, text: string, name?: string): ResponseInit => ({
  type: 'ok',
  tag,
  code: name === undefined ? undefined : { name, value: undefined },
  text,
})

const isInbox = (mailbox: string): boolean => mailbox.toUpperCase() === 'INBOX'

/** What the macros stand for (RFC 9051 6.4.5). */
function expand(items: FetchCommand['items']): readonly FetchItem[] {
  if (typeof items !== 'string') return items
  const fast: FetchItem[] = [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }, { item: 'RFC822.SIZE' }]
  return items === 'FAST' ? fast : [...fast, { item: 'ENVELOPE' }, ...(items === 'FULL' ? [{ item: 'BODY' } as const] : [])]
}

const setsSeen = (item: FetchItem): boolean =>
  item.item === 'BODY[]' ? !item.peek : item.item === 'RFC822' || item.item === 'RFC822.TEXT'

function itemsOf(message: StoredMessage, wanted: readonly FetchItem[]): Partial<FetchItems> {
  const { content, structure } = message
  const found: { -readonly [Item in keyof FetchItems]?: FetchItems[Item] } = {}
  const sections: FetchItems['sections'][number][] = []
  const whole = { part: [], text: undefined, fields: [] }
  for (const item of wanted) {
    switch (item.item) {
      case 'UID':
        found.uid = message.uid
        break
      case 'FLAGS':
        found.flags = [...message.flags]
        break
      case 'INTERNALDATE':
        found.internalDate = formatDateTime(message.received.getTime())
        break
      case 'RFC822.SIZE':
        found.size = content.length
        break
      case 'ENVELOPE':
        found.envelope = envelopeOf(structure)
        break
      case 'BODYSTRUCTURE':
        found.bodyStructure = bodyStructureOf(content, structure, true)
        break
      case 'BODY':
        found.body = bodyStructureOf(content, structure, false)
        break
      case 'BODY[]': {
        const data = sectionOf(content, structure, item.section)
        const { partial } = item
        sections.push({
          item: 'BODY',
          section: item.section,
          origin: partial?.origin,
          data: data === null || partial === undefined ? data : data.subarray(partial.origin, partial.origin + partial.length),
        })
        break
      }
      default: {
        const text = item.item === 'RFC822' ? undefined : item.item === 'RFC822.HEADER' ? ('HEADER' as const) : ('TEXT' as const)
        sections.push({
          item: item.item,
          section: whole,
          origin: undefined,
          data: sectionOf(content, structure, { ...whole, text }),
        })
      }
    }
  }
  return { ...found, sections }
}
