/**
 * The tables, walked: a client and a server back to back, from every state that can be reached, with every command that may be sent and every
 * answer that is allowed, and with answers that are late, up to a bound on the commands in flight.
 */
import { asBytes, type Pair, walkPairs } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandInit,
  isImapError,
  type ResponseInit,
  ServerConnection,
  type SessionVerb,
  type State,
  type StatusResponse,
  type Verb,
} from '../../src/index.js'
import type { StatusType } from '../../src/response/status.js'
import { type AnsweredVerb, mayAnswer, stateAfter, transitions, verbs } from '../../src/session/state.js'
import { commands, loginByLiterals } from '../commands.js'

const STATUSES: readonly StatusType[] = ['ok', 'no', 'bad', 'bye', 'preauth']
/** What may answer the verb. */
const answersTo = (verb: AnsweredVerb): readonly StatusType[] => STATUSES.filter(type => mayAnswer(verb, type))

/** What one of the two may do next; `bye`: the server ends the session unasked. */
type Action =
  | { readonly type: 'send'; readonly command: CommandInit }
  | { readonly type: 'answer'; readonly status: StatusType }
  | { readonly type: 'challenge' | 'respond' | 'cancel' | 'deliver' | 'handshake' | 'bye' }

const status = (type: StatusType, tag: string | undefined, text: string): StatusResponse => ({ type, tag, code: undefined, text })

/** `send` either throws, and nothing has changed, or queues the command. */
function isTaken(client: ClientConnection, command: CommandInit): boolean {
  try {
    client.send(command)
    return true
  } catch (error) {
    if (isImapError(error) && error.code === 'invalid-state') return false
    throw error
  }
}

class ImapPair implements Pair<Action> {
  readonly client = new ClientConnection()
  readonly server = new ServerConnection({
    capabilities: ['IMAP4REV1', 'STARTTLS', 'AUTH=PLAIN'],
    allowCleartextCredentials: true,
  })
  /** Commands that have no outcome yet, as the client was told. */
  readonly outstanding: SessionVerb[] = ['connect']
  readonly taken = new Set<string>()
  /** What the server has to answer. */
  #asked:
    | {
        readonly verb: AnsweredVerb
        readonly tag: string | undefined
        readonly text?: SessionVerb
        readonly isCancelled?: boolean
      }
    | undefined
  #isPreauth = false
  /** What the sides may remember beyond their states, so that it is not taken for having happened to nobody. */
  #wasCancelled = false
  #lastStep = ''
  #late: Uint8Array[] = []
  #handshakes = 0
  #isCompressed = false
  readonly #bound: number
  readonly #commands: readonly CommandInit[]
  readonly #path: Action[] = []

  constructor(bound: number, given: readonly CommandInit[]) {
    this.#bound = bound
    this.#commands = given
    this.#serve()
  }

  get key(): string {
    const { client, server } = this
    return [
      client.state,
      client.waiting,
      client.secure,
      server.state,
      server.waiting,
      this.#asked?.verb,
      this.#asked?.isCancelled,
      this.#isPreauth,
      this.#isCompressed,
      this.#bound === 1 && [this.#wasCancelled, this.#handshakes > 0, this.#lastStep],
      this.outstanding,
      this.#late.map(bytes => bytes.length),
    ].join()
  }

  actions(): Action[] {
    const { client, server } = this
    const found: Action[] = []
    if (this.#late.length > 0 || this.#isCut) found.push({ type: 'deliver' })
    if (client.waiting === 'upgrade' && server.waiting === 'upgrade') found.push({ type: 'handshake' })
    if (this.#asked !== undefined) {
      const { verb, isCancelled = false } = this.#asked
      // An exchange that was given up can only fail (RFC 9051 6.2.2).
      for (const type of answersTo(verb)) if (!isCancelled || type !== 'ok') found.push({ type: 'answer', status: type })
      if (verb === 'authenticate' && !isCancelled) found.push({ type: 'challenge' })
    }
    if (server.waiting !== 'closed' && server.waiting !== 'upgrade' && !['connect', 'logout'].includes(this.#asked?.verb ?? ''))
      found.push({ type: 'bye' })
    if (client.waiting === 'reply') found.push({ type: 'respond' }, { type: 'cancel' })
    if (client.waiting === 'closed' || client.waiting === 'upgrade' || this.outstanding.length >= this.#bound) return found
    let probe: ImapPair | undefined
    for (const command of this.#commands) {
      probe ??= this.#copy()
      if (!isTaken(probe.client, command)) continue
      found.push({ type: 'send', command })
      probe = undefined
    }
    return found
  }

  /** The server has closed, and the client was not told yet. */
  get #isCut(): boolean {
    return this.server.waiting === 'closed' && this.client.waiting !== 'closed'
  }

  /** Another one that has gone the same way. */
  #copy(): ImapPair {
    const copy = new ImapPair(this.#bound, [])
    for (const action of this.#path) copy.act(action)
    return copy
  }

  act(action: Action): void {
    const { client, server } = this
    this.#path.push(action)
    switch (action.type) {
      case 'send':
        client.send(action.command)
        this.outstanding.push(action.command.verb)
        break
      case 'respond':
        client.send({ type: 'auth-response', data: asBytes('x') })
        break
      case 'cancel':
        client.send({ type: 'auth-cancel' })
        this.#wasCancelled = true
        break
      case 'handshake':
        if (client.state === 'tls') this.#handshakes++
        else this.#isCompressed = true
        client.upgraded()
        server.upgraded()
        break
      case 'deliver':
        this.#deliver()
        break
      case 'challenge':
        this.#asked = undefined
        server.send({ type: 'challenge', data: asBytes('') })
        break
      case 'bye':
        this.#asked = undefined
        server.send(status('bye', undefined, 'bye'))
        break
      case 'answer':
        this.#answer(action.status)
    }
    this.#settle()
  }

  /** The server answers at once what was sent to it; what it says is late. */
  #settle(): void {
    const { client, server } = this
    this.#listen()
    for (const bytes of client.takeOutput()) if (server.waiting === 'input' || server.waiting === 'reply') server.receive(bytes)
    this.#serve()
    this.#late.push(...server.takeOutput())
  }

  /** What was said, and the end once all of it was. */
  #deliver(): void {
    const { client } = this
    if (this.#late.length === 0) client.receiveEnd()
    for (const bytes of this.#late.splice(0)) if (client.waiting !== 'closed') client.receive(bytes)
  }

  #answer(type: StatusType): void {
    const { server } = this
    const { verb, tag, text } = this.#asked!
    const before = server.state
    this.#asked = undefined
    if (verb === 'invalid' || verb === 'literal' || verb === 'idle-done') {
      server.send(status(type, tag, text!))
      return
    }
    this.#isPreauth ||= type === 'preauth'
    this.taken.add(`${before} ${verb} ${type}`)
    const answer: ResponseInit[] = [status(type, tag, verb)]
    if (verb === 'logout') answer.unshift(status('bye', undefined, 'bye'))
    server.send(answer)
    const expected = (transitions[before][verb] as { readonly [Status in StatusType]?: State })[type] ?? before
    if (server.state !== expected || stateAfter(before, verb, type) !== expected)
      throw new Error(`${type} to ${verb} led from ${before} to ${server.state}`)
  }

  /** The server takes what is there, up to something to answer. */
  #serve(): void {
    const { server } = this
    for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent()) {
      if (event.type === 'protocol-error') throw new Error(`the server: ${event.error.message}`)
      if (event.type === 'auth-response' || event.type === 'auth-cancel')
        this.#asked = { verb: 'authenticate', tag: event.tag, isCancelled: event.type === 'auth-cancel' }
      if (event.type !== 'command') continue
      const { command } = event
      if (command.verb === 'connect') this.#asked = { verb: 'connect', tag: undefined }
      else if (command.verb !== 'invalid') this.#asked = { verb: command.verb, tag: command.tag }
      // A login that was queued for a greeting of OK is refused behind PREAUTH; nothing else is out of its state.
      else if (this.#isPreauth && command.command !== undefined)
        this.#asked = { verb: 'invalid', tag: command.tag, text: command.command.verb }
      else throw new Error(`the server: ${command.error.message}`)
    }
  }

  /** The client takes what was delivered; each completion must be of the command that was sent first. */
  #listen(): void {
    for (let event = this.client.nextEvent(); event !== undefined; event = this.client.nextEvent()) {
      // After an untagged BYE the server may close whatever is under way (RFC 9051 7.1.5).
      if (event.type === 'protocol-error' && !(event.error.code === 'unexpected-end' && this.server.waiting === 'closed'))
        throw new Error(`the client: ${event.error.message}`)
      if (event.type === 'greeting' && this.outstanding.shift() !== 'connect') throw new Error('a second greeting')
      if (event.type === 'unanswered') {
        if (event.command.verb === 'logout' && this.client.waiting !== 'closed') throw new Error('LOGOUT was withdrawn')
        this.#withdrawn(event.command.verb)
      }
      if (event.type === 'completed') this.#completed(event.command.verb, event.response.text)
    }
  }

  #withdrawn(verb: SessionVerb): void {
    const at = this.outstanding.indexOf(verb)
    if (at < 0) throw new Error(`a second outcome of ${verb}`)
    this.outstanding.splice(at, 1)
  }

  #completed(verb: SessionVerb, text: string): void {
    // One at a time, what was refused last must not change what may be sent next.
    if (stateAfter(this.server.state, verb, 'ok') !== this.server.state) this.#lastStep = verb
    if (this.outstanding.shift() !== verb) throw new Error(`${verb} was completed out of order`)
    if (text !== verb) throw new Error(`${verb} got the completion of ${text}`)
  }

  check(actions: readonly Action[]): void {
    const { client, server } = this
    const open = this.outstanding.filter(verb => verb !== 'connect')
    if (client.state === 'logout' && client.waiting !== 'closed') throw new Error('the client goes on after LOGOUT')
    if (client.waiting === 'reply' && client.state !== 'exchange') throw new Error('a challenge outside of an exchange')
    if (client.waiting === 'closed' && open.length > 0) throw new Error('a command has no outcome')
    if (client.waiting === 'closed' || server.waiting === 'closed') return
    const isQuiet = this.#late.length === 0 && this.#asked === undefined
    if (isQuiet && open.length > 0 && client.waiting === 'input') throw new Error('deadlock: both wait for the other')
    if (actions.every(({ type }) => type === 'bye')) throw new Error('deadlock: nobody can do anything')
    if (isQuiet && this.outstanding.length === 0 && client.state !== server.state)
      throw new Error(`the client is in ${client.state}, the server in ${server.state}`)
    for (const side of [client, server])
      if (side.secure !== this.#handshakes > 0) throw new Error('the two are not at one about TLS')
  }
}

const core = [
  loginByLiterals,
  ...commands.filter(({ verb }) =>
    ['authenticate', 'starttls', 'noop', 'select', 'create', 'fetch', 'close', 'logout'].includes(verb),
  ),
]

/** Commands whose rows are the same are the same to the machine: one of each kind is walked. */
const kindOf = (verb: Verb): string => {
  const { states, next, behind, layer } = verbs[verb]
  return JSON.stringify([states, next, behind, layer, answersTo(verb)])
}
const kinds = commands.filter(({ verb }, at) => commands.findIndex(other => kindOf(other.verb) === kindOf(verb)) === at)

describe('a client and a server that read the same tables (RFC 9051 3, 5.5, 6)', () => {
  // Each takes seconds: there are hundreds of pairs of states, and each action from each of them has a session of its own, from its start.
  it('one command at a time: every row and answer is taken, and none that is not there', () => {
    const { taken, pairs } = walkPairs(() => new ImapPair(1, kinds))
    const walked: readonly SessionVerb[] = ['connect', ...kinds.map(({ verb }) => verb)]
    const rows = Object.entries(transitions).flatMap(([state, row]) =>
      (Object.keys(row) as SessionVerb[])
        .filter(verb => walked.includes(verb))
        .flatMap(verb => answersTo(verb).map(type => `${state} ${verb} ${type}`)),
    )
    expect([...taken].sort()).toEqual(rows.sort())
    expect(pairs).toBeGreaterThan(1000)
    expect(kinds.length).toBeGreaterThan(10)
  })

  it('several in flight: no deadlock, no completion of the wrong command, and an outcome for each', () => {
    expect(walkPairs(() => new ImapPair(3, core)).pairs).toBeGreaterThan(400)
  })
})
