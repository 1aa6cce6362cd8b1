/**
 * The tables, walked: a client and a server back to back, from every state that can be reached, with every command that may be sent and every
 * class of reply, and with replies that are late, up to a bound on the commands in flight.
 */
import { asBytes, type Pair, walkPairs } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandInit,
  type Extensions,
  isSmtpError,
  type ReplyClass,
  ServerConnection,
  type SessionVerb,
  type State,
} from '../../src/all.js'
import {
  answersVerb,
  endsPipeline,
  inputModes,
  isAllowed,
  mayAnswer,
  mayFollow,
  verbs as rules,
  stateAfter,
  transitions,
  verbOf,
} from '../../src/session/state.js'

const states = Object.keys(transitions) as State[]

const commands: readonly CommandInit[] = [
  { verb: 'ehlo', domain: 'x' },
  { verb: 'helo', domain: 'x' },
  { verb: 'lhlo', domain: 'x' },
  { verb: 'mail', reversePath: null },
  { verb: 'rcpt', forwardPath: { localPart: 'a', domain: 'b' } },
  { verb: 'data' },
  { verb: 'rset' },
  { verb: 'noop', argument: undefined },
  { verb: 'help', argument: undefined },
  { verb: 'vrfy', argument: 'a' },
  { verb: 'expn', argument: 'a' },
  { verb: 'unknown', name: 'XFOO', argument: undefined },
  { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined },
  { verb: 'starttls' },
  { verb: 'etrn', argument: 'x' },
  { verb: 'atrn', domains: [] },
  { verb: 'turn' },
  { verb: 'xclient', attributes: [{ name: 'NAME', value: 'x' }] },
  { verb: 'xforward', attributes: [{ name: 'NAME', value: 'x' }] },
  { verb: 'burl', url: 'imap://x/y', last: false },
  { verb: 'burl', url: 'imap://x/y', last: true },
  { verb: 'quit' },
]

const extensions: Extensions = {
  pipelining: true,
  chunking: true,
  starttls: true,
  etrn: true,
  atrn: true,
  turn: true,
  auth: ['PLAIN'],
  burl: ['x'],
  xclient: ['NAME'],
  xforward: ['NAME'],
}

/** What one of the two may do next. */
type Action =
  | { readonly type: 'send'; readonly command: CommandInit }
  | { readonly type: 'chunk'; readonly last: boolean }
  | { readonly type: 'message' | 'respond' | 'cancel' | 'deliver' | 'handshake' | 'shutdown' }
  | { readonly type: 'reply'; readonly kind: ReplyClass | 'bye' }

/** A session as far as some actions have brought it. Bytes from the client arrive at once, replies when they are delivered. */
class SmtpPair implements Pair<Action> {
  readonly client: ClientConnection
  readonly server: ServerConnection
  /** Verbs that were sent and not answered yet, as the client was told. */
  readonly outstanding: SessionVerb[] = ['connect']
  /** What the server has to answer. */
  asked: SessionVerb | undefined
  readonly taken = new Set<string>()
  #late: Uint8Array[] = []
  readonly #bound: number
  readonly #verbs: readonly CommandInit[]

  /** With so many commands in flight at most. */
  constructor(lmtp: boolean, bound: number, verbs: readonly CommandInit[]) {
    this.#bound = bound
    this.#verbs = verbs
    this.client = new ClientConnection({ lmtp })
    this.server = new ServerConnection({ hostname: 'x', lmtp, extensions })
    this.#serve()
  }

  get key(): string {
    const { client, server } = this
    return [client.state, client.waiting, server.state, server.waiting, this.asked, this.outstanding, this.#late.length].join()
  }

  actions(): Action[] {
    const { client, server, outstanding } = this
    const found: Action[] = []
    if (this.#late.length > 0) found.push({ type: 'deliver' })
    if (server.waiting === 'input') found.push({ type: 'shutdown' })
    if (client.waiting === 'upgrade' && server.waiting === 'upgrade') found.push({ type: 'handshake' })
    if (this.asked !== undefined) {
      found.push({ type: 'reply', kind: 'bye' })
      const { asked } = this
      // What is not for the state the server refuses; the end of an exchange is AUTH's.
      const row = transitions[server.state][asked]
      for (const kind of row === undefined ? (['negative'] as const) : (['positive', 'negative'] as const))
        if (asked !== 'data' || kind === 'negative') found.push({ type: 'reply', kind })
      if (row !== undefined && (asked === 'data' || asked === 'auth')) found.push({ type: 'reply', kind: 'intermediate' })
    }
    if (client.waiting === 'reply') {
      if (client.state === 'data') found.push({ type: 'message' })
      else found.push({ type: 'respond' }, { type: 'cancel' })
    }
    if (client.waiting === 'closed' || client.waiting === 'upgrade' || outstanding.length >= this.#bound) return found
    for (const command of this.#verbs) if (may(() => client.check(command))) found.push({ type: 'send', command })
    if (
      client.waiting === 'input' &&
      outstanding.every(verb => verb === 'bdat' || verb === 'burl') &&
      ['rcpt', 'bdat'].includes(client.state)
    )
      for (const last of [false, true]) found.push({ type: 'chunk', last })
    return found
  }

  act(action: Action): void {
    const { client, server } = this
    switch (action.type) {
      case 'send':
        client.send(action.command)
        this.outstanding.push(verbOf(action.command))
        break
      case 'chunk':
        client.send({ type: 'body-chunk', bytes: asBytes('x\r\n') })
        if (action.last) client.send({ type: 'body-end' })
        this.outstanding.push(action.last ? 'bdat-last' : 'bdat')
        break
      case 'message':
        client.send({ type: 'body-end' })
        this.outstanding.unshift('body-end')
        break
      case 'respond':
        client.send({ type: 'auth-response', data: asBytes('x') })
        break
      case 'cancel':
        client.send({ type: 'auth-cancel' })
        break
      case 'shutdown':
        server.send({ code: 421, lines: ['shutdown'] })
        this.#late.push(...server.takeOutput())
        break
      case 'handshake':
        client.upgraded()
        server.upgraded()
        break
      case 'deliver': {
        const late = this.#late.splice(0)
        for (const bytes of late) if (client.waiting !== 'closed' && client.waiting !== 'upgrade') client.receive(bytes)
        break
      }
      case 'reply':
        this.#reply(action.kind)
    }
    this.#listen()
    for (const bytes of client.takeOutput()) if (server.waiting === 'input' || server.waiting === 'reply') server.receive(bytes)
    this.#serve()
  }

  #reply(kind: ReplyClass | 'bye'): void {
    const verb = this.asked!
    this.asked = undefined
    this.taken.add(`${this.server.state} ${verb} ${kind}`)
    const lines = [verb, ...(verb === 'ehlo' || verb === 'lhlo' ? keywords : [])]
    if (kind === 'intermediate' && verb === 'auth') this.server.send({ type: 'challenge', data: asBytes('') })
    else
      this.server.send({
        code: { bye: 421, negative: 550, intermediate: 354, positive: rules[verb].codes?.[0] ?? 250 }[kind],
        lines,
      })
    this.#late.push(...this.server.takeOutput())
  }

  /** The server takes what is there, up to something to answer. */
  #serve(): void {
    for (let event = this.server.nextEvent(); event !== undefined; event = this.server.nextEvent()) {
      if (event.type === 'protocol-error') throw new Error(`the server: ${event.error.message}`)
      if (event.type === 'command')
        this.asked =
          event.command.verb === 'invalid'
            ? verbOf(event.command.command!)
            : event.command.verb === 'connect'
              ? 'connect'
              : verbOf(event.command)
      else if (event.type === 'body-end') this.asked = this.server.state === 'data' ? 'body-end' : 'bdat-last'
      else if (event.type === 'auth-response' || event.type === 'auth-cancel') this.asked = 'auth'
    }
  }

  /** The client takes what was delivered; each reply must be to the command that its text names. */
  #listen(): void {
    for (let event = this.client.nextEvent(); event !== undefined; event = this.client.nextEvent()) {
      if (event.type === 'protocol-error') throw new Error(`the client: ${event.error.message}`)
      if (event.type === 'unanswered') this.outstanding.splice(this.outstanding.indexOf(answered(event.command)), 1)
      if (event.type !== 'reply' && event.type !== 'greeting') continue
      const verb = event.type === 'greeting' ? 'connect' : event.command === undefined ? undefined : answered(event.command)
      const [named] = event.reply.lines
      if (named !== verb && event.reply.code !== 421)
        throw new Error(`the reply to ${named} was taken for one to ${String(verb)}`)
      // In LMTP the end of a message has several.
      const more = event.type === 'reply' && event.recipient !== undefined && this.client.awaiting === verb
      if (more || verb === undefined) continue
      if (this.outstanding.shift() !== verb) throw new Error(`${verb} was answered out of order`)
    }
  }

  check(actions: readonly Action[]): void {
    const { client, server } = this
    const quiet = this.#late.length === 0 && this.asked === undefined
    if (client.waiting === 'closed' || server.waiting === 'closed') return
    if (quiet && this.outstanding.length > 0 && client.waiting === 'input') throw new Error('deadlock: both wait for the other')
    if (actions.length === 0) throw new Error('deadlock: nobody can do anything')
    if (quiet && this.outstanding.length === 0 && client.state !== server.state)
      throw new Error(`the client is in ${client.state}, the server in ${server.state}`)
  }
}

const keywords = [
  'PIPELINING',
  'CHUNKING',
  'STARTTLS',
  'ETRN',
  'ATRN',
  'TURN',
  'AUTH PLAIN',
  'BURL x',
  'XCLIENT NAME',
  'XFORWARD NAME',
]

const answered = (command: CommandInit | { readonly verb: 'body-end' }): SessionVerb =>
  command.verb === 'body-end' ? 'body-end' : verbOf(command)

function may(run: () => void): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (isSmtpError(error) && (error.code === 'invalid-state' || error.code === 'not-offered')) return false
    throw error
  }
}

const walk = (lmtp: boolean, bound: number, verbs: readonly CommandInit[]) => walkPairs(() => new SmtpPair(lmtp, bound, verbs))

const core = commands.filter(({ verb }) =>
  ['ehlo', 'lhlo', 'mail', 'rcpt', 'data', 'rset', 'noop', 'auth', 'starttls', 'quit'].includes(verb),
)

describe('a client and a server that read the same tables', () => {
  it('one command at a time: every row and class of reply is used, and no other', () => {
    const taken = new Set([...walk(false, 1, commands).taken, ...walk(true, 1, commands).taken])
    const missing: string[] = []
    for (const state of states)
      for (const [verb, row] of Object.entries(transitions[state]))
        for (const kind of Object.keys(row)) if (!taken.has(`${state} ${verb} ${kind}`)) missing.push(`${state} ${verb} ${kind}`)
    expect(missing).toEqual([])
    expect([...taken].filter(one => !isAllowed(...(one.split(' ').slice(0, 2) as [State, SessionVerb])))).toEqual([])
  })

  // Seconds, with three commands in flight: each action from each pair of states has a session of its own, from its start.
  it.each([
    ['SMTP', false, 3],
    ['LMTP', true, 2],
  ])(
    'several in flight, %s: no deadlock, no reply to the wrong command, and both in the same state when all is quiet',
    (_name, lmtp, bound) => {
      expect(walk(lmtp, bound, core).pairs).toBeGreaterThan(100)
    },
  )
})

describe('the tables', () => {
  it('421 ends every session (RFC 5321 3.8)', () => {
    for (const state of states)
      for (const verb of Object.keys(transitions[state]) as SessionVerb[])
        expect(stateAfter(state, verb, 421, 'negative')).toBe('ended')
  })

  it('every state but the first is led to by a reply', () => {
    const led = new Set(states.flatMap(state => Object.values(transitions[state]).flatMap(row => Object.values(row))))
    expect(states.filter(state => !led.has(state))).toEqual(['connecting'])
    expect(Object.keys(inputModes)).toEqual(states)
  })

  it('QUIT may be sent wherever commands are read, after the greeting', () => {
    for (const state of states) expect(isAllowed(state, 'quit')).toBe(inputModes[state] === 'command' && state !== 'connecting')
  })

  it('what must be last in a group (RFC 2920 3.1, RFC 3030 4.2, RFC 4954 4)', () => {
    const free = ['mail', 'rcpt', 'rset', 'body-end', 'bdat', 'bdat-last', 'burl', 'burl-last']
    for (const verb of [...commands.map(verbOf), ...free] as SessionVerb[]) expect(endsPipeline(verb)).toBe(!free.includes(verb))
    expect([
      mayFollow('mail', 'rcpt'),
      mayFollow('rcpt', 'data'),
      mayFollow('data', 'quit'),
      mayFollow('body-end', 'mail'),
    ]).toEqual([true, true, false, true])
    expect([mayFollow('rcpt', 'bdat'), mayFollow('bdat', 'bdat-last'), mayFollow('bdat-last', 'mail')]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('what the bytes of a state are', () => {
    expect([inputModes.data, inputModes.exchange, inputModes.tls, inputModes.rcpt]).toEqual([
      'message',
      'response',
      'none',
      'command',
    ])
  })

  it('LAST is part of the verb of BDAT and BURL only (RFC 3030 2, RFC 4468 3.2)', () => {
    for (const verb of ['bdat', 'burl'] as const)
      expect([true, false, undefined].map(last => verbOf(last === undefined ? { verb } : { verb, last }))).toEqual([
        `${verb}-last`,
        verb,
        verb,
      ])
    expect(verbOf({ verb: 'rset', last: true })).toBe('rset')
  })

  it('which codes answer which verb (RFC 5321 4.2, 4.3.2, RFC 3207 4, RFC 4954 6)', () => {
    const verbs: readonly SessionVerb[] = [...new Set(states.flatMap(state => Object.keys(transitions[state]) as SessionVerb[]))]
    const known = [211, 214, 220, 221, 235, 250, 251, 252, 253, 259, 300, 334, 354, 350, 399, 421, 503, 550]
    const found = Object.fromEntries(verbs.map(verb => [verb, known.filter(code => answersVerb(verb, code) && code < 400)]))
    const others = [211, 214, 250, 251, 252, 253, 259]
    const exact = { connect: [220], starttls: [220], xclient: [220], data: [354], auth: [235, 334], quit: [221] }
    for (const verb of verbs) {
      expect([verb, found[verb]]).toEqual([verb, (exact as Record<string, readonly number[]>)[verb] ?? others])
      for (const code of [400, 421, 503, 550]) expect(answersVerb(verb, code)).toBe(true)
    }
  })

  it('a command that is not allowed in a state, and an invalid line, is only refused (RFC 5321 4.3.2)', () => {
    for (const state of states)
      for (const verb of ['invalid', 'mail', 'data', 'auth', 'body-end', 'unknown'] as const) {
        const allowed = isAllowed(state, verb)
        for (const code of [220, 235, 250, 334, 354])
          expect(mayAnswer(state, verb, code)).toBe(allowed && answersVerb(verb, code))
        for (const code of [400, 503]) expect(mayAnswer(state, verb, code)).toBe(true)
      }
    expect(states.some(state => isAllowed(state, 'invalid'))).toBe(false)
  })
})
