/**
 * The tables, walked: a client and a server back to back, from every state that can be reached, with every command that may be sent and every
 * answer that is allowed, and with answers that are late, up to a bound on the commands in flight.
 */
import { asBytes, type Pair, walkPairs } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type Capabilities,
  ClientConnection,
  type Command,
  formatCapabilities,
  isPop3Error,
  type ServerCommand,
  ServerConnection,
  type SessionVerb,
} from '../../src/index.js'
import { missingFor } from '../../src/session/offered.js'
import { type Answer, framingOf, transitions, verbOf } from '../../src/session/state.js'

const commands: readonly Command[] = [
  { verb: 'user', name: 'tim' },
  { verb: 'pass', password: 'x' },
  { verb: 'apop', name: 'tim', digest: '0'.repeat(32) },
  { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined },
  { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('x') },
  { verb: 'auth', mechanism: undefined, initialResponse: undefined },
  { verb: 'stls' },
  { verb: 'capa' },
  { verb: 'utf8' },
  { verb: 'lang', tag: 'en' },
  { verb: 'unknown', name: 'XFOO', argument: undefined },
  { verb: 'stat' },
  { verb: 'last' },
  { verb: 'list', message: 1 },
  { verb: 'uidl', message: undefined },
  { verb: 'retr', message: 1 },
  { verb: 'top', message: 1, lines: 0 },
  { verb: 'dele', message: 1 },
  { verb: 'noop' },
  { verb: 'rset' },
  { verb: 'quit' },
]

/** What one of the two may do next. */
type Action =
  | { readonly type: 'send'; readonly command: Command }
  /** `capabilities`: what CAPA is answered with. */
  | { readonly type: 'answer'; readonly answer: Answer; readonly capabilities?: Capabilities }
  | { readonly type: 'respond' | 'cancel' | 'message' | 'deliver' | 'handshake' }

/** The rows or the text that a positive answer has, where its grammar asks for something. */
const listings: { readonly [Verb in Command['verb']]?: string } = {
  stat: '1 1',
  last: '1',
  list: '1 1',
  uidl: '1 x',
  lang: 'en',
  auth: 'PLAIN',
}

const everything: Capabilities = { top: true, user: true, sasl: ['PLAIN'], uidl: true, stls: true, utf8: ['USER'], lang: true }

class Pop3Pair implements Pair<Action> {
  readonly client: ClientConnection
  readonly server = new ServerConnection({
    timestamp: '<1@x>',
    verbs: ['XFOO'],
    capabilities: everything,
  })
  /** Commands that were sent and not answered yet, as the client was told. */
  readonly outstanding: SessionVerb[] = ['connect']
  readonly taken = new Set<string>()
  /** What the server has to answer. */
  #asked: { readonly verb: SessionVerb; readonly command: Command | undefined } | undefined
  #late: Uint8Array[] = []
  #wasSecure = false
  readonly #bound: number
  readonly #verbs: readonly Command[]

  constructor(bound: number, verbs: readonly Command[]) {
    this.#bound = bound
    this.#verbs = verbs
    this.client = new ClientConnection({ pipelining: bound > 1 })
    this.#serve()
  }

  get key(): string {
    const { client, server } = this
    return [
      client.state,
      client.waiting,
      server.state,
      server.waiting,
      this.#asked?.verb,
      this.outstanding,
      client.capabilities && formatCapabilities(client.capabilities).length,
      this.#late.length,
    ].join()
  }

  actions(): Action[] {
    const { client, server } = this
    const found: Action[] = []
    if (this.#late.length > 0) found.push({ type: 'deliver' })
    if (client.waiting === 'upgrade' && server.waiting === 'upgrade') found.push({ type: 'handshake' })
    if (this.#asked !== undefined)
      for (const answer of Object.keys(transitions[server.state][this.#asked.verb] ?? {}) as Answer[])
        for (const capabilities of this.#asked.command?.verb === 'capa' && answer === '+OK' ? [everything, {}] : [undefined])
          found.push({ type: 'answer', answer, ...(capabilities && { capabilities }) })
    else if (server.waiting === 'reply') found.push({ type: 'message' })
    if (client.waiting === 'reply') found.push({ type: 'respond' }, { type: 'cancel' })
    if (client.waiting === 'closed' || client.waiting === 'upgrade' || this.outstanding.length >= this.#bound) return found
    for (const command of this.#verbs) if (this.#may(command)) found.push({ type: 'send', command })
    return found
  }

  /** A copy that has gone the same way may try it: `send` either throws or queues. */
  #may(command: Command): boolean {
    const probe = new Pop3Pair(this.#bound, [])
    for (const action of this.#path) probe.act(action)
    try {
      probe.client.send(command)
      return true
    } catch (error) {
      if (isPop3Error(error) && (error.code === 'invalid-state' || error.code === 'not-offered')) return false
      throw error
    }
  }

  readonly #path: Action[] = []

  act(action: Action): void {
    const { client, server } = this
    this.#path.push(action)
    switch (action.type) {
      case 'send':
        client.send(action.command)
        this.outstanding.push(verbOf(action.command))
        break
      case 'respond':
        client.send({ type: 'auth-response', data: asBytes('x') })
        break
      case 'cancel':
        client.send({ type: 'auth-cancel' })
        break
      case 'handshake':
        client.upgraded()
        server.upgraded()
        this.#wasSecure = true
        break
      case 'deliver':
        for (const bytes of this.#late.splice(0))
          if (client.waiting !== 'closed' && client.waiting !== 'upgrade') client.receive(bytes)
        break
      case 'message':
        server.send({ type: 'body-end' })
        break
      case 'answer':
        this.#answer(action.answer, action.capabilities)
    }
    this.#late.push(...server.takeOutput())
    this.#listen()
    for (const bytes of client.takeOutput()) if (server.waiting === 'input' || server.waiting === 'reply') server.receive(bytes)
    this.#serve()
  }

  #answer(answer: Answer, capabilities?: Capabilities): void {
    const { verb, command } = this.#asked!
    this.#asked = undefined
    this.taken.add(`${this.server.state} ${verb} ${answer}`)
    const listing = command === undefined ? undefined : listings[command.verb]
    if (answer === '+') this.server.send({ type: 'challenge', data: asBytes('') })
    else if (answer === '-ERR') this.server.send({ status: '-ERR', text: verb })
    else if (capabilities !== undefined) this.server.send({ status: '+OK', rows: formatCapabilities(capabilities) })
    else if (command !== undefined && framingOf(command) === 'rows')
      this.server.send({ status: '+OK', text: verb, rows: listing === undefined ? [] : [listing] })
    else this.server.send({ status: '+OK', text: verb === 'connect' ? '<1@x>' : (listing ?? verb) })
  }

  /** The server takes what is there, up to something to answer. */
  #serve(): void {
    const { server } = this
    for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent()) {
      if (event.type === 'protocol-error') throw new Error(`the server: ${event.error.message}`)
      if (event.type === 'auth-response' || event.type === 'auth-cancel') this.#asked = { verb: event.type, command: undefined }
      if (event.type === 'update') this.#asked = { verb: 'quit', command: { verb: 'quit' } }
      if (event.type !== 'command') continue
      const { command } = event
      this.#checkOffered(command)
      this.#asked =
        command.verb === 'connect' || command.verb === 'invalid'
          ? { verb: command.verb, command: undefined }
          : { verb: verbOf(command), command }
    }
  }

  /** What was not announced never arrives; with several in flight it may have been sent before CAPA was answered. */
  #checkOffered(command: ServerCommand): void {
    const { capabilities } = this.client
    if (this.#bound > 1 || capabilities === undefined || command.verb === 'connect' || command.verb === 'invalid') return
    const missing = missingFor(command, capabilities)
    if (missing !== undefined) throw new Error(`${command.verb} was sent without ${missing}`)
  }

  /** The client takes what was delivered; each response must be to the command that was sent first. */
  #listen(): void {
    for (let event = this.client.nextEvent(); event !== undefined; event = this.client.nextEvent()) {
      if (event.type === 'protocol-error') throw new Error(`the client: ${event.error.message}`)
      if (event.type === 'greeting' && this.outstanding.shift() !== 'connect') throw new Error('a second greeting')
      if (event.type === 'unanswered') this.outstanding.splice(this.outstanding.indexOf(verbOf(event.command)), 1)
      if (event.type === 'response' && this.outstanding.shift() !== verbOf(event.command))
        throw new Error(`${event.command.verb} was answered out of order`)
    }
  }

  check(actions: readonly Action[]): void {
    const { client, server } = this
    if (client.waiting === 'closed' && this.outstanding.length > 0) throw new Error('a command has no outcome')
    if (client.waiting === 'closed' || server.waiting === 'closed') return
    const isQuiet = this.#late.length === 0 && this.#asked === undefined && server.waiting !== 'reply'
    if (isQuiet && this.outstanding.length > 0 && client.waiting === 'input') throw new Error('deadlock: both wait for the other')
    if (actions.length === 0) throw new Error('deadlock: nobody can do anything')
    if (isQuiet && this.outstanding.length === 0 && client.state !== server.state)
      throw new Error(`the client is in ${client.state}, the server in ${server.state}`)
    if (client.secure !== this.#wasSecure || server.secure !== this.#wasSecure)
      throw new Error('the two are not at one about TLS')
  }
}

const core = commands.filter(({ verb }) => ['user', 'pass', 'auth', 'stls', 'capa', 'retr', 'dele', 'quit'].includes(verb))

describe('a client and a server that read the same tables (RFC 1939 3 to 6)', () => {
  it('one command at a time: every row and answer is taken, and none that is not there', () => {
    const { taken, pairs } = walkPairs(() => new Pop3Pair(1, commands))
    const rows = Object.entries(transitions).flatMap(([state, row]) =>
      Object.entries(row).flatMap(([verb, answers]) => Object.keys(answers).map(answer => `${state} ${verb} ${answer}`)),
    )
    // What is invalid is never sent by our client.
    const expected = rows.filter(row => !row.includes(' invalid '))
    expect([...taken].sort()).toEqual(expected.sort())
    expect(pairs).toBeGreaterThan(50)
  })

  it('several in flight: no deadlock, no answer to the wrong command, and an outcome for each', () => {
    expect(walkPairs(() => new Pop3Pair(3, core)).pairs).toBeGreaterThan(100)
  })
})
