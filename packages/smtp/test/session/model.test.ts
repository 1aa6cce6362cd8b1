/** Arbitrary commands, answers, cuts, delays and closes: whatever happens, every command has one outcome, and nobody waits for ever. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, InFlight } from '@mailwire/tooling/testing'
import { describe, expect } from 'vitest'
import {
  type Answered,
  ClientConnection,
  type CommandInit,
  isSmtpError,
  type ReplyInit,
  ServerConnection,
  type ServerEvent,
  type SessionVerb,
} from '../../src/all.js'
import { isAllowed, verbOf, verbs } from '../../src/session/state.js'

type Step =
  | { readonly type: 'send'; readonly command: CommandInit }
  | { readonly type: 'envelope'; readonly withData: boolean }
  | { readonly type: 'content'; readonly last: boolean }
  | { readonly type: 'answer'; readonly pick: number }
  | { readonly type: 'toClient' | 'toServer'; readonly count: number }
  | { readonly type: 'respond' | 'cancel' | 'handshake' | 'shutdown' | 'clientCloses' | 'serverCloses' }

const noArgument = { argument: undefined } as const
const command = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<CommandInit>({ verb: 'mail', reversePath: null }) },
  { weight: 3, arbitrary: fc.constantFrom<CommandInit>({ verb: 'rcpt', forwardPath: { localPart: 'a', domain: 'b' } }) },
  { weight: 2, arbitrary: fc.constantFrom<CommandInit>({ verb: 'data' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<CommandInit>(
      { verb: 'ehlo', domain: 'x' },
      { verb: 'lhlo', domain: 'x' },
      { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined },
      { verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('x') },
      { verb: 'starttls' },
      { verb: 'rset' },
      { verb: 'noop', ...noArgument },
      { verb: 'unknown', name: 'XFOO', ...noArgument },
      { verb: 'quit' },
    ),
  },
)
/** Few sessions end early, so that most go far. */
const ends = ['shutdown', 'clientCloses', 'serverCloses'] as const
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: command.map((one): Step => ({ type: 'send', command: { ...one } })) },
  { weight: 3, arbitrary: fc.boolean().map((last): Step => ({ type: 'content', last })) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ type: 'envelope', withData: true }, { type: 'envelope', withData: false }) },
  { weight: 12, arbitrary: fc.nat(80).map((pick): Step => ({ type: 'answer', pick })) },
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constantFrom('toClient' as const, 'toServer' as const),
      count: fc.integer({ min: 1, max: 120 }),
    }),
  },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ type: 'respond' }, { type: 'cancel' }, { type: 'handshake' }) },
  { weight: 1, arbitrary: fc.nat(4).map((which): Step => ({ type: ends[which] ?? 'handshake' })) },
)

/** No count ends these sessions: what is refused here is refused by chance. */
const limits = { badCommands: 1e6, badCommandsTotal: 1e6, refusals: 1e6, failedLogins: 1e6, challenges: 1e6 }

/** The two, and what became of what was sent. */
class Session {
  readonly client: ClientConnection
  readonly server: ServerConnection
  readonly toClient: InFlight
  readonly toServer: InFlight
  /** Commands, as the objects that were sent. */
  readonly sent = new Set<Answered>()
  /** Those with an outcome; what answers a message in LMTP may come several times. */
  readonly done = new Set<Answered>()
  /** Ends of messages behind DATA, and BDATs on the wire. */
  ends = 0
  chunks = 0
  #asked: { readonly verb: SessionVerb; readonly isRefused: boolean; readonly suggested: ReplyInit } | undefined
  #closes = false

  /** `greeted`: EHLO was answered already. */
  constructor(lmtp: boolean, pipelining: boolean, greeted: boolean) {
    this.client = new ClientConnection({ lmtp, pipelining, limits })
    this.server = new ServerConnection({
      hostname: 'x',
      lmtp,
      limits,
      extensions: { pipelining: true, chunking: true, starttls: true, auth: ['PLAIN'] },
    })
    this.toClient = new InFlight(this.client)
    this.toServer = new InFlight(this.server)
    this.run({ type: 'send', command: { verb: lmtp ? 'lhlo' : 'ehlo', domain: 'x' } })
    if (greeted) this.settle(0)
  }

  run(one: Step): void {
    const { client, server } = this
    switch (one.type) {
      case 'send':
        this.#send(() => {
          client.send(one.command)
          this.sent.add(one.command)
        })
        break
      case 'envelope':
        this.#envelope(one.withData)
        break
      case 'content':
        this.#send(() => this.#content(one.last))
        break
      case 'answer':
        this.#answer(one.pick)
        break
      case 'toClient':
      case 'toServer':
        this[one.type].deliver(one.count)
        break
      case 'clientCloses':
        this.#closes = true
        this.toServer.close()
        break
      case 'serverCloses':
        this.#closes = true
        this.toClient.close()
        break
      case 'shutdown':
        if (server.waiting === 'input' && server.state !== 'ended') server.send({ code: 421, lines: ['shutdown'] })
        break
      case 'handshake':
        if (client.waiting === 'upgrade' && server.waiting === 'upgrade') {
          client.upgraded()
          server.upgraded()
        } else if (client.waiting === 'closed' && server.waiting === 'upgrade') server.receiveEnd()
        else if (server.waiting === 'closed' && client.waiting === 'upgrade') client.receiveEnd()
        break
      default:
        if (client.waiting === 'reply' && client.state === 'exchange')
          client.send(one.type === 'cancel' ? { type: 'auth-cancel' } : { type: 'auth-response', data: asBytes('x') })
    }
    this.#drain()
  }

  /** Everybody does what there is to do, until nobody has anything left; `pick` is the first answer. */
  settle(pick: number): void {
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
      if (client.state === 'data' && client.waiting === 'reply') this.run({ type: 'content', last: true })
      this.run({ type: 'answer', pick: pick + 4 * round })
      for (const type of ['toClient', 'toServer'] as const) this.run({ type, count: 1000 })
    }
    throw new Error(`deadlock: ${this.client.state} ${this.client.waiting}, ${this.server.state} ${this.server.waiting}`)
  }

  /** What the client refuses to send was not sent. */
  #send(send: () => void): void {
    if (this.client.waiting === 'closed' || this.client.waiting === 'upgrade') return
    try {
      send()
    } catch (error) {
      if (!isSmtpError(error) || (error.code !== 'invalid-state' && error.code !== 'not-offered')) throw error
    }
  }

  #envelope(withData: boolean): void {
    this.run({ type: 'send', command: { verb: 'mail', reversePath: null } })
    for (let recipients = 2; recipients > 0; recipients--)
      this.run({ type: 'send', command: { verb: 'rcpt', forwardPath: { localPart: 'a', domain: 'b' } } })
    if (withData) this.run({ type: 'send', command: { verb: 'data' } })
  }

  #content(last: boolean): void {
    const { client } = this
    const behindData = client.state === 'data' && client.waiting === 'reply'
    client.send({ type: 'body-chunk', bytes: asBytes('.x\r\n') })
    if (!last) return
    client.send({ type: 'body-end' })
    if (behindData) this.ends++
  }

  /** One of the replies that the tables have for what was asked; its text names the verb. */
  #answer(pick: number): void {
    const { server } = this
    const asked = this.#asked
    if (asked === undefined || server.waiting !== 'reply') return
    this.#asked = undefined
    const { verb, isRefused, suggested } = asked
    const lines = [verb, ...(verb === 'ehlo' || verb === 'lhlo' ? (suggested.lines?.slice(1) ?? []) : [])]
    if (pick === 80) server.send({ code: 421, lines: [verb] })
    // A refused RSET mixes two messages: the client then ends the session at the next 354, see client.test.ts.
    else if ((pick % 6 === 5 && verb !== 'rset') || isRefused || !isAllowed(server.state, verb))
      server.send({ code: 550, lines: [verb] })
    else if (verb === 'auth' && pick % 4 < 2) server.send({ type: 'challenge', data: asBytes('') })
    else server.send({ code: verbs[verb].codes?.[0] ?? 250, lines })
  }

  #drain(): void {
    const { client, server } = this
    for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent()) {
      if ('suggestedReply' in event)
        this.#asked = {
          verb: askedBy(event, server.state),
          isRefused: event.type === 'auth-cancel' || (event.type === 'command' && event.command.verb === 'invalid'),
          suggested: event.suggestedReply,
        }
      if (event.type === 'protocol-error' && !this.#closes) throw event.error
    }
    this.toClient.push(server.takeOutput())
    if (server.waiting === 'closed') this.toClient.close()
    for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) {
      if (event.type === 'protocol-error' && !this.#closes) throw event.error
      if (event.type === 'unanswered') this.#outcome(event.command, false)
      if (event.type !== 'reply' || event.command === undefined) continue
      const [named] = event.reply.lines
      if (event.reply.code !== 421 && named !== verbOfAnswered(event.command))
        throw new Error(`the reply to ${named} was taken for one to ${event.command.verb}`)
      this.#outcome(event.command, event.recipient !== undefined)
    }
    for (const bytes of client.takeOutput()) {
      if (bytes[0] === 0x42 && bytes[1] === 0x44) this.chunks++ // BDAT; what is content here begins with a dot
      this.toServer.push([bytes])
    }
    if (client.waiting === 'closed') this.toServer.close()
  }

  readonly #partly = new Set<Answered>()

  /** Of several replies to one message the last is its outcome. */
  #outcome(of: Answered, isForRecipient: boolean): void {
    if (this.done.has(of) && !this.#partly.has(of)) throw new Error(`${of.verb} has two outcomes`)
    this.done.add(of)
    if (isForRecipient) this.#partly.add(of)
    else this.#partly.delete(of)
  }
}

/** Commands that need no offer. */
const plain: readonly CommandInit[] = [
  { verb: 'mail', reversePath: null },
  { verb: 'rcpt', forwardPath: { localPart: 'a', domain: 'b' } },
  { verb: 'data' },
  { verb: 'rset' },
  { verb: 'quit' },
]

function may(client: ClientConnection, one: CommandInit): boolean {
  try {
    client.check(one)
    return true
  } catch {
    return false
  }
}

const verbOfAnswered = (one: Answered): SessionVerb => (one.verb === 'body-end' ? 'body-end' : verbOf(one))

/** What a reply to the event answers. */
function askedBy(event: ServerEvent & { readonly suggestedReply: ReplyInit }, state: string): SessionVerb {
  if (event.type === 'body-end') return state === 'data' ? 'body-end' : 'bdat-last'
  if (event.type !== 'command') return 'auth'
  const { command: given } = event
  if (given.verb === 'connect') return 'connect'
  if (given.verb !== 'invalid') return verbOf(given)
  // A client sends no line that cannot be read.
  return verbOf(given.command!)
}

describe('a client and a server (RFC 5321, RFC 2033, RFC 2920)', () => {
  test.prop([fc.boolean(), fc.boolean(), fc.nat(9), fc.array(step, { maxLength: 150, size: 'max' })], { numRuns: 1000 })(
    'come to an end or to rest, and each command has one outcome',
    (lmtp, pipelining, greeted, steps) => {
      const session = new Session(lmtp, pipelining, greeted > 0)
      for (const one of steps) session.run(one)
      session.settle(steps.length)
      const { client, server, sent, done } = session
      const without = [...sent].filter(one => !done.has(one))
      expect(without).toEqual([])
      const others = [...done].filter(one => !sent.has(one))
      expect(others.filter(({ verb }) => verb !== 'bdat' && verb !== 'body-end')).toEqual([])
      expect(others.filter(({ verb }) => verb === 'bdat').length).toBeGreaterThanOrEqual(session.chunks)
      expect(others.filter(({ verb }) => verb === 'body-end').length).toBeGreaterThanOrEqual(session.ends)
      if (client.waiting === 'closed' || server.waiting === 'closed') return
      expect([client.state, client.secure, client.authenticated]).toEqual([server.state, server.secure, server.authenticated])
      // The plan is where the session is.
      for (const one of plain) expect([one.verb, may(client, one)]).toEqual([one.verb, isAllowed(client.state, one.verb)])
    },
  )
})
