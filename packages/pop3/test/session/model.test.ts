/** Arbitrary commands, answers, cuts, delays and closes: whatever happens, every command has one outcome, and nobody waits for ever. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, InFlight } from '@mailwire/tooling/testing'
import { describe, expect } from 'vitest'
import { ClientConnection, type Command, isPop3Error, ServerConnection, type ServerEvent } from '../../src/index.js'
import { type Answer, framingOf, transitions, verbOf } from '../../src/session/state.js'

type Step =
  | { readonly type: 'send'; readonly command: Command }
  | { readonly type: 'answer'; readonly pick: number }
  | { readonly type: 'toClient' | 'toServer'; readonly count: number }
  | { readonly type: 'respond' | 'cancel' | 'handshake' | 'clientCloses' | 'serverCloses' }

const message = fc.integer({ min: 1, max: 3 })
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>(
    { verb: 'user', name: 'tim' },
    { verb: 'pass', password: 'x y' },
    { verb: 'apop', name: 'tim', digest: '0'.repeat(32) },
    { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined },
    { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('x') },
    { verb: 'auth', mechanism: undefined, initialResponse: undefined },
    { verb: 'stls' },
    { verb: 'capa' },
    { verb: 'stat' },
    { verb: 'uidl', message: undefined },
    { verb: 'rset' },
    { verb: 'quit' },
    { verb: 'unknown', name: 'XFOO', argument: 'bar' },
  ),
  message.map((number): Command => ({ verb: 'list', message: number })),
  message.map((number): Command => ({ verb: 'retr', message: number })),
  message.map((number): Command => ({ verb: 'dele', message: number })),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: command.map((one): Step => ({ type: 'send', command: one })) },
  { weight: 6, arbitrary: fc.nat(20).map((pick): Step => ({ type: 'answer', pick })) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom('toClient' as const, 'toServer' as const),
      count: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ type: 'respond' }, { type: 'cancel' }, { type: 'handshake' }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ type: 'clientCloses' }, { type: 'serverCloses' }) },
)

/** The two, and what became of what was sent. */
class Session {
  readonly client: ClientConnection
  readonly server = new ServerConnection({ timestamp: '<1@x>', verbs: ['XFOO'], capabilities: { stls: true, sasl: ['PLAIN'] } })
  readonly toClient: InFlight
  readonly toServer: InFlight
  readonly sent: string[] = []
  readonly answered: string[] = []
  readonly unanswered: string[] = []
  #asked: ServerEvent | undefined
  #messages = 0

  constructor(pipelining: boolean) {
    this.client = new ClientConnection(pipelining ? { pipelining } : {})
    this.toClient = new InFlight(this.client)
    this.toServer = new InFlight(this.server)
  }

  run(one: Step): void {
    const { client, server } = this
    if (one.type === 'send') this.#send(one.command)
    else if (one.type === 'answer') this.#answer(one.pick)
    else if (one.type === 'toClient' || one.type === 'toServer') this[one.type].deliver(one.count)
    else if (one.type === 'clientCloses') this.toServer.close()
    else if (one.type === 'serverCloses') this.toClient.close()
    else if (one.type === 'handshake') {
      if (client.waiting === 'upgrade' && server.waiting === 'upgrade') {
        client.upgraded()
        server.upgraded()
      }
    } else if (client.waiting === 'reply')
      client.send(one.type === 'cancel' ? { type: 'auth-cancel' } : { type: 'auth-response', data: asBytes('x') })
    this.#drain()
  }

  /** Everybody does what there is to do, until nobody has anything left. */
  settle(): void {
    for (let round = 0; round < 2000; round++) {
      const { client, server } = this
      const isQuiet =
        this.toClient.isEmpty &&
        this.toServer.isEmpty &&
        client.waiting !== 'reply' &&
        client.waiting !== 'upgrade' &&
        server.waiting !== 'reply'
      if (isQuiet) return
      for (const type of ['handshake', 'cancel'] as const) this.run({ type })
      this.run({ type: 'answer', pick: round })
      for (const type of ['toClient', 'toServer'] as const) this.run({ type, count: 1000 })
    }
    throw new Error(`deadlock: ${this.client.state} ${this.client.waiting}, ${this.server.state} ${this.server.waiting}`)
  }

  #send(one: Command): void {
    if (this.client.waiting === 'closed' || this.client.waiting === 'upgrade') return
    try {
      this.client.send(one)
      this.sent.push(verbOf(one))
    } catch (error) {
      if (!isPop3Error(error) || (error.code !== 'invalid-state' && error.code !== 'not-offered')) throw error
    }
  }

  #answer(pick: number): void {
    const { server } = this
    const asked = this.#asked
    if (server.waiting !== 'reply') return
    if (asked === undefined) {
      server.send({ type: 'body-chunk', bytes: asBytes(`.message ${++this.#messages}\r\n`) })
      server.send({ type: 'body-end' })
      return
    }
    this.#asked = undefined
    const given = asked.type === 'command' ? asked.command : undefined
    const verb =
      asked.type === 'update'
        ? 'quit'
        : given === undefined
          ? asked.type
          : given.verb === 'connect' || given.verb === 'invalid'
            ? given.verb
            : verbOf(given)
    const row = (transitions[server.state] as Readonly<Record<string, object | undefined>>)[verb] ?? {}
    const answers = Object.keys(row) as Answer[]
    const answer = answers[pick % answers.length]!
    if (answer === '+') server.send({ type: 'challenge', data: asBytes('') })
    else if (answer === '-ERR') server.send({ status: '-ERR', text: verb })
    else if (verb === 'stat' || verb === 'list')
      server.send({ status: '+OK', text: `${given?.verb === 'list' ? given.message : 1} 10` })
    else if (given !== undefined && given.verb !== 'connect' && given.verb !== 'invalid' && framingOf(given) === 'rows')
      server.send({ status: '+OK', rows: given.verb === 'uidl' ? ['1 x'] : given.verb === 'capa' ? offers(pick) : [] })
    else server.send({ status: '+OK', text: verb === 'connect' ? '<1@x>' : verb })
  }

  #drain(): void {
    const { client, server } = this
    for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
      if (event.type === 'command' || event.type === 'auth-response' || event.type === 'auth-cancel' || event.type === 'update')
        this.#asked = event
    this.toClient.push(server.takeOutput())
    if (server.waiting === 'closed') this.toClient.close()
    for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) {
      if (event.type === 'response') {
        const { command: one, response } = event
        this.answered.push(verbOf(one))
        if (response.status === '-ERR')
          expect([verbOf(one), 'auth-response', 'auth-cancel', 'invalid']).toContain(kindOf(response.text))
      }
      if (event.type === 'unanswered') this.unanswered.push(verbOf(event.command))
    }
    this.toServer.push(client.takeOutput())
    if (client.waiting === 'closed') this.toServer.close()
  }
}

/** What CAPA is answered with: half of the time something is missing. */
const offers = (pick: number): string[] =>
  ['USER', 'SASL PLAIN', 'UIDL', 'STLS', 'PIPELINING'].filter((_, at) => (pick >> at) % 2 === 0)

/** The verb that a refusal names; one of a server that ends the session says why instead. */
const kindOf = (text: string): string => (/^[a-z-]+$/.test(text) ? text : 'invalid')

describe('a client and a server (RFC 1939, RFC 2449 6.6)', () => {
  test.prop([fc.boolean(), fc.array(step, { maxLength: 60 })], { numRuns: 400 })(
    'come to an end or to rest, and each command has one outcome',
    (pipelining, steps) => {
      const session = new Session(pipelining)
      session.run({ type: 'handshake' })
      for (const one of steps) session.run(one)
      session.settle()
      const { client, server, sent, answered, unanswered } = session
      // Nobody has to close for the other to come to rest.
      expect([...answered, ...unanswered].sort()).toEqual([...sent].sort())
      if (client.waiting !== 'closed' && server.waiting !== 'closed') {
        expect(unanswered.length + answered.length).toBe(sent.length)
        expect([client.state, client.secure]).toEqual([server.state, server.secure])
      }
    },
  )
})
