/** Arbitrary commands, answers, data, cuts, delays and closes: whatever happens, every command has one outcome, and nobody waits for ever. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, backToBack, Held, InFlight } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandInit,
  isImapError,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
  type StatusResponse,
  type Verb,
} from '../../src/index.js'
import type { StatusType } from '../../src/response/status.js'
import { mayAnswer } from '../../src/session/state.js'
import { maySendUntagged } from '../../src/session/untagged.js'
import { commandOf, commands, loginByLiterals, withInitialResponse } from '../commands.js'

type Step =
  | { readonly type: 'send'; readonly command: CommandInit }
  | { readonly type: 'answer' | 'data'; readonly pick: number }
  | { readonly type: 'toClient' | 'toServer'; readonly count: number }
  | { readonly type: 'challenge' | 'respond' | 'cancel' | 'handshake' | 'bye' | 'clientCloses' | 'serverCloses' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...commands, loginByLiterals, withInitialResponse)
      .map((command): Step => ({ type: 'send', command })),
  },
  { weight: 6, arbitrary: fc.nat(20).map((pick): Step => ({ type: 'answer', pick })) },
  { weight: 3, arbitrary: fc.nat(20).map((pick): Step => ({ type: 'data', pick })) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom('toClient' as const, 'toServer' as const),
      count: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(1000)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>({ type: 'challenge' }, { type: 'respond' }, { type: 'cancel' }, { type: 'handshake' }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ type: 'bye' }, { type: 'clientCloses' }, { type: 'serverCloses' }) },
)

/** OK is the first answer to everything. */
const accepted: readonly Step[] = [
  { type: 'toServer', count: 1000 },
  { type: 'answer', pick: 0 },
  { type: 'toClient', count: 1000 },
]
const accepts = (verb: Verb): readonly Step[] => [{ type: 'send', command: commandOf(verb) }, ...accepted]
/** How a session begins, so that every state is the start of many. */
const begin: fc.Arbitrary<readonly Step[]> = fc.constantFrom<readonly Step[]>(
  [],
  accepted,
  [...accepted, ...accepts('login')],
  [...accepted, ...accepts('login'), ...accepts('select')],
  [...accepted, ...accepts('starttls'), { type: 'handshake' }],
  [...accepted, ...accepts('starttls'), { type: 'handshake' }, ...accepts('login'), ...accepts('select')],
)

const STATUSES: readonly StatusType[] = ['ok', 'no', 'bad', 'bye', 'preauth']
const status = (type: StatusType, tag: string | undefined, text: string): StatusResponse => ({ type, tag, code: undefined, text })

/** What a server may say unasked, each of a kind of its own; the last one is large enough to stream. */
const data: readonly ResponseInit[] = [
  { type: 'exists', number: 3 },
  { type: 'capability', capabilities: ['IMAP4REV1', 'STARTTLS', 'AUTH=PLAIN', 'LITERAL+'] },
  { type: 'list', attributes: [], delimiter: '/', mailbox: 'a' },
  { type: 'expunge', number: 1 },
  { type: 'unknown', name: 'X', number: undefined, bytes: asBytes(' {3} x') },
  status('ok', undefined, 'A1 OK still here {5}'),
  {
    type: 'fetch',
    sequence: 1,
    items: {
      uid: 7,
      sections: [
        {
          item: 'BODY',
          section: { part: [], text: undefined, fields: [] },
          origin: undefined,
          data: asBytes('A1 OK no\r\n'.repeat(9)),
        },
      ],
    },
  },
]

/** The two, and what became of what was sent. */
class Session {
  readonly client = new ClientConnection({ limits: { inlineLiteral: 50 } })
  readonly server = new ServerConnection({
    capabilities: ['IMAP4REV1', 'STARTTLS', 'SASL-IR', 'AUTH=PLAIN'],
    allowCleartextCredentials: true,
  })
  readonly toClient = new InFlight(this.client)
  readonly toServer = new InFlight(this.server)
  readonly sent: string[] = []
  readonly outcomes: string[] = []
  /** What the server said unasked, and what of it the client was told. */
  readonly said: string[] = []
  readonly heard: string[] = []
  #asked: ServerEvent | undefined
  #error: unknown
  #isPreauth = false

  run(one: Step): void {
    const { client, server } = this
    if (one.type === 'send') this.#send(one.command)
    else if (one.type === 'answer') this.#answer(one.pick)
    else if (one.type === 'data') this.#tell(one.pick)
    else if (one.type === 'toClient' || one.type === 'toServer') this[one.type].deliver(one.count)
    else if (one.type === 'clientCloses') this.toServer.close()
    else if (one.type === 'serverCloses') this.toClient.close()
    else if (one.type === 'challenge') this.#challenge()
    else if (one.type === 'bye') this.#bye()
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

  #send(one: CommandInit): void {
    if (this.client.waiting === 'closed' || this.client.waiting === 'upgrade') return
    try {
      this.sent.push(`${this.client.send(one)} ${one.verb}`)
    } catch (error) {
      if (!isImapError(error) || !['invalid-state', 'not-offered'].includes(error.code)) throw error
      expect(error.fault).toBe('local')
    }
  }

  /** The tag of what has to be answered, and what it is. */
  get #question(): { readonly tag: string | undefined; readonly verb: string } | undefined {
    const asked = this.#asked
    if (asked === undefined) return undefined
    if (asked.type !== 'command') return 'tag' in asked ? { tag: asked.tag, verb: 'authenticate' } : undefined
    const { command } = asked
    return command.verb === 'connect' ? { tag: undefined, verb: 'connect' } : { tag: command.tag, verb: command.verb }
  }

  /** An exchange that the client gave up is only refused. */
  get #isGivenUp(): boolean {
    return this.#asked?.type === 'auth-cancel'
  }

  #answer(pick: number): void {
    const question = this.#question
    if (this.server.waiting !== 'reply' || question === undefined) return
    const { tag, verb } = question
    const answers = STATUSES.filter(
      type => mayAnswer(verb as Parameters<typeof mayAnswer>[0], type) && !(this.#isGivenUp && type === 'ok'),
    )
    const type = answers[pick % answers.length]!
    this.#asked = undefined
    this.#isPreauth ||= type === 'preauth'
    // The text names what it answers.
    const answer: ResponseInit[] = [status(type, tag, `${tag} ${verb}`)]
    if (verb === 'logout') answer.unshift(status('bye', undefined, 'bye'))
    this.server.send(answer)
  }

  #challenge(): void {
    if (this.server.waiting !== 'reply' || this.#question?.verb !== 'authenticate' || this.#isGivenUp) return
    this.#asked = undefined
    this.server.send({ type: 'challenge', data: asBytes('') })
  }

  #bye(): void {
    const { server } = this
    const verb = this.#question?.verb
    if (server.waiting === 'closed' || server.waiting === 'upgrade' || verb === 'connect' || verb === 'logout') return
    this.#asked = undefined
    server.send(status('bye', undefined, 'bye'))
  }

  /** Data that is allowed, or that `send` refuses without a byte. */
  #tell(pick: number): void {
    const { server } = this
    const one = data[pick % data.length]!
    if (server.waiting === 'closed' || server.waiting === 'upgrade') return
    // To a question without a tag an untagged status is the answer.
    if (one.type === 'ok' && this.#question !== undefined && this.#question.tag === undefined) return
    const asked = this.#asked?.type === 'command' ? this.#asked.command : undefined
    const command = asked === undefined || asked.verb === 'connect' || asked.verb === 'invalid' ? undefined : asked
    try {
      server.send(one)
      expect(maySendUntagged(one.type, server.state, command)).toBe(true)
      this.said.push(one.type)
    } catch (error) {
      if (!isImapError(error) || error.code !== 'invalid-state') throw error
      expect(server.takeOutput()).toEqual([])
    }
  }

  #drain(): void {
    const { client, server } = this
    for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
      if (event.type === 'command' || event.type === 'auth-response' || event.type === 'auth-cancel') {
        this.#asked = event
        // Only a login that was queued for a greeting of OK is out of its state, behind PREAUTH.
        if (event.type === 'command' && event.command.verb === 'invalid' && !this.#isPreauth) this.#error ??= event.command.error
      }
    this.toClient.push(server.takeOutput())
    if (server.waiting === 'closed') this.toClient.close()
    for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) {
      if (event.type === 'completed') {
        const { tag, verb } = event.command
        this.outcomes.push(`${tag} ${verb}`)
        if (event.response.text.startsWith(`${tag} `)) expect([`${tag} ${verb}`, `${tag} invalid`]).toContain(event.response.text)
        else this.#error ??= `${tag} ${verb} got: ${event.response.text}`
      }
      if (event.type === 'response' && event.response.type !== 'bye') this.heard.push(event.response.type)
      if (event.type === 'unanswered') this.outcomes.push(`${event.command.tag} ${event.command.verb}`)
      // Nothing of this server's is wrong, but the end may come at any time.
      if (event.type === 'protocol-error' && event.error.code !== 'unexpected-end') this.#error ??= event.error
    }
    this.toServer.push(client.takeOutput())
    if (client.waiting === 'closed') this.toServer.close()
  }

  /** What must be true at the end. */
  check(): void {
    const { client, server, sent, outcomes, said, heard } = this
    expect(this.#error).toBeUndefined()
    expect([...outcomes].sort()).toEqual([...sent].sort())
    expect(heard).toEqual(said.slice(0, heard.length))
    if (client.waiting === 'closed' || server.waiting === 'closed') return
    expect(heard).toEqual(said)
    expect([client.state, client.secure]).toEqual([server.state, server.secure])
  }
}

describe('a client and a server (RFC 9051 3, 5.5, 6)', () => {
  test.prop([begin, fc.array(step, { maxLength: 60, size: 'max' })], { numRuns: 1500 })(
    'come to an end or to rest, and each command has one outcome',
    (first, steps) => {
      const session = new Session()
      session.run({ type: 'handshake' })
      for (const one of [...first, ...steps]) session.run(one)
      session.settle()
      session.check()
    },
  )
})

describe('what is kept at rest', () => {
  /** A session in which one command after the other is sent and completed, in bunches, and everything that it was made of. */
  async function afterwards(count: number, bunch: number): Promise<[wire: number, values: number]> {
    const client = new ClientConnection()
    const server = new ServerConnection()
    const wire = new Held()
    const values = new Held()
    for (let done = 0; done < count; done += bunch) {
      for (let more = 0; more < bunch; more++) client.send({ verb: 'noop' })
      backToBack({
        client,
        server,
        cut: bytes => {
          wire.watch(bytes.buffer)
          return [bytes]
        },
        onClient: event => values.watch(event),
        onServer: event => {
          values.watch(event)
          if (event.type !== 'command') return
          values.watch(event.command)
          server.send(event.suggestedReply)
        },
      })
    }
    expect([client.state, client.waiting, server.waiting]).toEqual(['not-authenticated', 'input', 'input'])
    return [await wire.count(), await values.count()]
  }

  it.each([1, 100])('does not grow with the commands that were completed, %i at a time', async bunch => {
    const [wire, values] = await afterwards(6000, bunch)
    expect(values).toBeLessThanOrEqual(4)
    // The pipeline lets go of completed commands once there are more than 1,024.
    expect(wire).toBeLessThanOrEqual(1100)
  })
})
