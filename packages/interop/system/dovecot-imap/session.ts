/** Our IMAP client on a socket to Dovecot, in strict mode. What Dovecot says outside the grammar is read again without it, and reported. */
import { connect, imap, Wire } from 'mailwire/node'
import { type ImapServer, PASSWORD } from './server.js'

/** An untagged response. */
interface Told {
  readonly line: string
  readonly tag: string | undefined
}

/** What a command got. */
export interface Answer {
  /** The untagged responses, each as our encoder writes it, without its CRLF. */
  readonly lines: readonly string[]
  /** The same, each with the tag of the command that it answers, if it answers one. */
  readonly told: readonly Told[]
  readonly tag: string
  /** `OK`, `NO` or `BAD` with the response code, if there is one. */
  readonly status: string
  /** By their rows in the table of quirks: what was outside the grammar, or only outside the prose. */
  readonly quirks: readonly imap.ImapQuirk[]
}

/** What later commands need of what was answered before. */
export interface Known {
  uidValidity: number
  modseq: bigint
  /** The last one that GENURLAUTH made. */
  url: string
}

/** What Dovecot answers, or refuses, without announcing it: the client would not send it. */
export const UNANNOUNCED: readonly string[] = [
  'ANNOTATE-EXPERIMENT-1',
  'APPENDLIMIT',
  'CONTEXT=SORT',
  'CREATE-SPECIAL-USE',
  'FILTERS',
  'LIST-MYRIGHTS',
  'OBJECTID',
  'PARTIAL',
  'QUOTA=RES-MESSAGE',
  'SEARCH=FUZZY',
]

export interface SessionOptions {
  /** Announced capabilities that the client goes by as if they were not, so that literals wait, for one. */
  readonly without?: readonly string[]
  /** Capabilities that it goes by although they are not announced. */
  readonly with?: readonly string[]
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

export class ImapSession {
  readonly client: imap.ClientConnection
  readonly #wire: Wire<imap.ClientEvent>
  readonly #known: Known
  #told: Told[] = []
  /** The content of large literals, which came before their response. */
  #bodies: Uint8Array[][] = []
  #responses: string[] = []
  #quirks: imap.ImapQuirk[] = []

  private constructor(client: imap.ClientConnection, wire: Wire<imap.ClientEvent>, known: Known) {
    this.client = client
    this.#wire = wire
    this.#known = known
  }

  /** Connects, reads the greeting, and logs in where there is a user. */
  static async open(server: ImapServer, known: Known, user: string | undefined, options: SessionOptions): Promise<ImapSession> {
    const { without = [], with: more = [] } = options
    const client = new imap.ClientConnection({
      strict: true,
      capabilities: announced => new Set([...announced, ...UNANNOUNCED, ...more].filter(name => !without.includes(name))),
    })
    const tls = { side: 'client', servername: '127.0.0.1', ca: server.certificate.cert } as const
    const wire = new Wire<imap.ClientEvent>(client, await connect(server, 5000), { timeout: 10_000, tls })
    const session = new ImapSession(client, wire, known)
    const greeting = await session.next()
    if (greeting.type !== 'greeting' || greeting.response.type !== 'ok') throw new Error(`not greeted: ${greeting.type}`)
    if (user === undefined) return session
    const { status } = await session.run({ verb: 'login', username: user, password: PASSWORD })
    if (!status.startsWith('OK')) throw new Error(`LOGIN: ${status}`)
    return session
  }

  close(): Promise<void> {
    return this.#wire.close()
  }

  async next(): Promise<imap.ClientEvent> {
    const event = await this.#wire.next()
    if (event === undefined) throw new Error('the session is over')
    return event
  }

  /**
   * Sends a command, and with it the pieces of its message where it has some; reads up to its completion, and says the responses to the
   * challenges before it.
   */
  async run(command: imap.CommandInit, pieces: readonly Uint8Array[] = [], responses: readonly string[] = []): Promise<Answer> {
    this.client.send(command)
    this.#responses = [...responses]
    for (const bytes of pieces) this.client.send({ type: 'body-chunk', bytes })
    if (pieces.length > 0) this.client.send({ type: 'body-end' })
    return this.#completion()
  }

  /** Sends commands without waiting for any of them. What was told comes with the command that our client says it answers. */
  async pipeline(commands: readonly imap.CommandInit[]): Promise<readonly Answer[]> {
    const tags = commands.map(command => this.client.send(command)!)
    const answers: Answer[] = []
    for (const _ of tags) answers.push(await this.#completion())
    const told = answers.flatMap(answer => answer.told)
    // Dovecot completes several at once, behind the answers to all of them.
    return tags.map(tag => ({ ...answers.find(answer => answer.tag === tag)!, told: told.filter(one => one.tag === tag) }))
  }

  /** IDLE, until so many untagged responses came behind what `meanwhile` did. */
  async idle(meanwhile: () => Promise<void>, count: number): Promise<Answer> {
    this.client.send({ verb: 'idle' })
    while (this.client.mode !== 'idle') this.#take(await this.next())
    await meanwhile()
    await this.hear(count)
    this.client.send({ type: 'done' })
    return this.#completion()
  }

  /** Waits until so many untagged responses came; the next answer begins with them. */
  async hear(count: number): Promise<void> {
    try {
      while (this.#told.length < count) this.#take(await this.next())
    } catch (cause) {
      throw new Error(`heard only ${JSON.stringify(this.#told)}`, { cause })
    }
  }

  async #completion(): Promise<Answer> {
    for (;;) {
      const event = await this.next()
      if (event.type !== 'completed') this.#take(event)
      else {
        this.#check(event.response)
        const [status] = /(?:OK|NO|BAD)(?: \[.*?\](?= ))?/.exec(this.#written(event.response))!
        const told = this.#told
        const { tag } = event.command
        const answer = { tag, told, lines: told.map(({ line }) => line), status, quirks: this.#quirks }
        this.#told = []
        this.#quirks = []
        return answer
      }
    }
  }

  #take(event: imap.ClientEvent): void {
    switch (event.type) {
      case 'response': {
        const response = this.#restored(event.response)
        this.#check(response)
        this.#told.push({ line: this.#written(response), tag: event.command?.tag })
        break
      }
      case 'protocol-error': {
        if (event.fatal || event.bytes === undefined) throw event.error
        const line = Uint8Array.from(Buffer.concat([event.bytes, Buffer.from('\r\n')]))
        const response = imap.decodeResponse(line)
        this.#note(response)
        this.#told.push({ line: this.#written(response), tag: undefined })
        break
      }
      case 'body-start':
        this.#bodies.push([])
        break
      case 'body-chunk':
        // It is a view of bytes that are read over.
        this.#bodies.at(-1)!.push(event.bytes.slice())
        break
      case 'challenge':
        this.client.send({ type: 'auth-response', data: bytesOf(this.#responses.shift() ?? '') })
        break
      case 'continuation':
      case 'upgrade':
      case 'body-end':
        break
      default:
        throw new Error(`${event.type}: ${JSON.stringify(event)}`)
    }
  }

  /** With the content that came in pieces. */
  #restored(response: imap.Response): imap.Response {
    if (response.type !== 'fetch' || this.#bodies.length === 0) return response
    const sections = response.items.sections.map(section =>
      section.data === null || section.data instanceof Uint8Array
        ? section
        : { ...section, data: Uint8Array.from(Buffer.concat(this.#bodies.shift()!)) },
    )
    return { ...response, items: { ...response.items, sections } }
  }

  #written(response: imap.Response): string {
    return textOf(imap.encodeResponse(response)).slice(0, -2)
  }

  /** What was read in strict mode is written in such a way that it is read again as the same. */
  #check(response: imap.Response): void {
    this.#note(response)
    const again = imap.decodeResponse(imap.encodeResponse(response), { strict: true })
    const bare = ({ warnings: _, damaged: __, ...value }: imap.Response): string => JSON.stringify(value, plain)
    if (bare(again) !== bare(response)) throw new Error(`read again as ${bare(again)}: ${bare(response)}`)
  }

  #note(response: imap.Response): void {
    this.#quirks.push(...response.warnings.map(({ code }) => code))
    if (!('code' in response) && response.type !== 'genurlauth') return
    if (response.type === 'genurlauth') this.#known.url = response.urls[0]!
    else if (response.code?.name === 'UIDVALIDITY') this.#known.uidValidity = response.code.value
    else if (response.code?.name === 'HIGHESTMODSEQ') this.#known.modseq = response.code.modseq
  }
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)
