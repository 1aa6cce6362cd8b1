/**
 * Clients of one mailbox and its server, in any order of deliveries, changes, expunges, cuts and returns (RFC 9051 7.5.1, RFC 7162 6): what each client
 * knows is what the server has, no update is lost, and none is applied twice.
 */
import { randomFrom } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandInit,
  formatSequenceSet,
  isInSequenceSet,
  numbersInSequenceSet,
  type SequenceSet,
} from '../../src/index.js'
import { haveSameFlags } from '../../src/mailbox/flags.js'
import {
  type MailboxChange,
  MailboxResync,
  type MailboxSnapshot,
  MailboxView,
  type ResyncMethod,
  type ResyncResult,
} from '../../src/view.js'
import { ServedMailbox, type ServedMailboxOptions, ServedSession } from '../mailbox-server.js'

const FLAGS = ['\\Seen', '\\Flagged', '\\Deleted', 'a']
const METHODS: readonly ResyncMethod[] = ['qresync', 'condstore', 'plain']

/** What an application knows that is told of changes, and of nothing else. */
class Mirror {
  readonly messages = new Map<number, readonly string[] | undefined>()
  /** How many messages have no UID. */
  unknown = 0
  #isIdentifying = new Set<number>()

  apply(change: MailboxChange): void {
    if (change.type === 'opened') {
      this.#isIdentifying = new Set()
      if (change.renumbered) this.messages.clear()
    } else if (change.type === 'identified')
      for (let uid = change.uid; uid < change.uid + change.count; uid++) {
        assert(!this.#isIdentifying.has(uid), `UID ${uid} is identified twice`)
        this.#isIdentifying.add(uid)
        if (!this.messages.has(uid)) this.messages.set(uid, undefined)
      }
    else if (change.type === 'gone')
      for (const uid of numbersInSequenceSet(change.uids)) assert(this.messages.delete(uid), `UID ${uid} is gone twice`)
    else if (change.type === 'flags' && change.uid > 0 && change.flags !== undefined) {
      assert(this.messages.has(change.uid), `flags of UID ${change.uid}, which is not known`)
      this.messages.set(change.uid, change.flags)
    } else if (change.type === 'stale' && change.uids !== 'all')
      for (const uid of numbersInSequenceSet(change.uids)) this.messages.set(uid, undefined)
    else if (change.type === 'violation' || change.type === 'lost') expect.unreachable(JSON.stringify(change))
  }
}

/** One client, which may be cut off and come back. */
class Client {
  readonly #mailbox: ServedMailbox
  readonly #random: () => number
  view: MailboxView
  mirror = new Mirror()
  connection: ClientConnection | undefined
  session: ServedSession | undefined
  resync: MailboxResync | undefined
  #before: { readonly uids: SequenceSet; readonly flags: ReadonlyMap<number, readonly string[] | undefined> } | undefined
  #underWay = 0
  #rounds = 0
  readonly results: ResyncResult[] = []
  #toServer: Uint8Array[] = []
  #toClient: Uint8Array[] = []

  constructor(mailbox: ServedMailbox, random: () => number) {
    this.#mailbox = mailbox
    this.#random = random
    this.view = this.#made()
  }

  #made(snapshot?: MailboxSnapshot): MailboxView {
    return new MailboxView({ snapshot, mayExpunge: () => this.connection?.mayExpunge === true })
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)]!
  }

  get isReady(): boolean {
    return this.connection !== undefined && this.resync === undefined && this.#underWay === 0
  }

  /** The connection is lost, with what was on its way. */
  cut(): void {
    if (this.connection === undefined) return
    this.session?.close()
    this.session = this.resync = undefined
    this.#toClient = []
    this.#toServer = []
    this.connection.receiveEnd()
    this.#drain()
    expect(this.view.isOpen).toBe(false)
    this.connection = undefined
    this.#underWay = 0
    // What is kept on disk is as good.
    if (this.#random() < 0.3) this.view = this.#made(JSON.parse(JSON.stringify(this.view)))
  }

  come(method: ResyncMethod = this.#pick(METHODS)): void {
    if (this.connection !== undefined) return
    this.session = new ServedSession(this.#mailbox)
    this.connection = new ClientConnection()
    const capabilities = new Set(['ENABLE', 'ESEARCH', 'CONDSTORE', 'QRESYNC'])
    if (this.#random() < 0.3) capabilities.delete('ESEARCH')
    this.#before = { uids: this.view.uids, flags: new Map(this.mirror.messages) }
    this.resync = new MailboxResync(this.view, { mailbox: 'INBOX', capabilities, method })
  }

  send(command: CommandInit): void {
    this.connection?.send(command)
    this.#underWay++
  }

  /** Some of what is on its way arrives, and is answered. */
  move(most: number): void {
    const { connection, session } = this
    if (connection === undefined || session === undefined) return
    this.#drain()
    if (this.resync !== undefined && connection.authenticated) {
      const step = this.resync.next()
      if (step.type === 'send') connection.send(step.command)
      else if (step.type === 'result') this.#done(step)
      else if (step.type === 'failed') expect.unreachable(step.reason)
    }
    this.#toServer.push(...connection.takeOutput())
    if (session.connection.waiting !== 'closed') this.#arrive(this.#toServer, most, bytes => session.connection.receive(bytes))
    session.run()
    session.tell()
    this.#toClient.push(...session.connection.takeOutput())
    this.#arrive(this.#toClient, most, bytes => connection.receive(bytes))
    this.#drain()
    if (session.connection.waiting === 'closed' && this.#toClient.length === 0) this.cut()
  }

  #arrive(waiting: Uint8Array[], most: number, receive: (bytes: Uint8Array) => void): void {
    for (let left = most; left > 0 && waiting.length > 0; ) {
      const [first] = waiting
      const part = first!.subarray(0, left)
      if (part.length === first!.length) waiting.shift()
      else waiting[0] = first!.subarray(part.length)
      receive(part)
      left -= part.length
    }
  }

  get isQuiet(): boolean {
    return this.connection === undefined || (this.isReady && this.#toServer.length === 0 && this.#toClient.length === 0)
  }

  #drain(): void {
    const { connection } = this
    for (let event = connection?.nextEvent(); event !== undefined; event = connection?.nextEvent()) {
      if (event.type === 'completed' && this.resync === undefined) this.#underWay--
      if (event.type === 'protocol-error' && event.error.code !== 'unexpected-end') throw event.error
      for (const change of this.resync === undefined ? this.view.take(event) : this.resync.take(event)) this.mirror.apply(change)
    }
  }

  /** The answer of a resynchronization says what became of what was known before. */
  #done(result: ResyncResult): void {
    const { uids, flags } = this.#before!
    this.resync = undefined
    this.results.push(result)
    expect(result.unreadable).toEqual([])
    const kept = result.renumbered ? [] : [...numbersInSequenceSet(uids)].filter(uid => !isInSequenceSet(result.gone, uid, 0))
    const now = [...kept, ...numbersInSequenceSet(result.added)].sort((a, b) => a - b)
    expect(now).toEqual([...numbersInSequenceSet(this.view.uids)])
    for (const uid of kept) {
      const [before, after] = [flags.get(uid), this.view.flagsOf(uid)]
      if (before !== undefined && after !== undefined && !haveSameFlags(before, after))
        assert(isInSequenceSet(result.changed!, uid, 0), `UID ${uid} changed, and is not told`)
    }
    if (result.renumbered)
      for (const uid of [...this.mirror.messages.keys()]) if (this.view.sequenceOf(uid) === 0) this.mirror.messages.delete(uid)
  }

  /** Commands of the client's own, some at once. */
  act(): void {
    const { connection } = this
    if (!this.isReady || connection === undefined) return
    if (connection.mode === 'idle') {
      connection.send({ type: 'done' })
      return
    }
    do this.#command()
    while (this.#random() < 0.3)
  }

  #command(): void {
    const { view } = this
    const kind = Math.floor(this.#random() * 9)
    const sequence = 1 + Math.floor(this.#random() * Math.max(1, view.size))
    const uid = this.#random() < 0.5
    const number = uid ? view.uidOf(sequence) : sequence
    const set = [{ start: number, end: number }]
    if (kind === 0 || view.size === 0 || number === 0) this.send({ verb: 'noop' })
    else if (kind === 1) this.send({ verb: 'fetch', uid, set, items: [{ item: 'FLAGS' }] })
    else if (kind === 2) this.send({ verb: 'search', uid, keys: [{ key: 'ALL' }] })
    else if (kind === 3) this.send({ verb: 'expunge', ...(uid ? { uids: set } : {}) })
    else if (kind === 4) this.send({ verb: 'idle' })
    else {
      const action = this.#pick(['add', 'remove', 'replace'] as const)
      const modseq = BigInt(Math.max(1, Number(this.view.highestModseq ?? 0n) - (kind % 3)))
      const modifiers = kind === 5 && this.#mailbox.hasModseqs ? [{ name: 'UNCHANGEDSINCE', modseq } as const] : []
      this.send({ verb: 'store', uid, set, modifiers, action, silent: this.#random() < 0.6, flags: [this.#pick(FLAGS)] })
    }
  }

  /** Everything arrives, and one more command is answered. */
  settle(): void {
    if (this.connection === undefined) this.come()
    for (let round = 0; !this.isQuiet; round++) {
      if (this.connection?.mode === 'idle') this.connection.send({ type: 'done' })
      this.move(1000)
      if (this.connection === undefined) this.come()
      if (round > 500) throw new Error('it does not come to rest')
    }
    if (this.connection?.mode === 'idle') this.connection.send({ type: 'done' })
    this.send({ verb: 'noop' })
    for (let round = 0; !this.isQuiet && round < 500; round++) this.move(1000)
    this.#before = { uids: this.view.uids, flags: new Map(this.mirror.messages) }
    this.resync = new MailboxResync(this.view, { mailbox: 'INBOX', tag: `T${++this.#rounds}T` })
    for (let round = 0; !this.isQuiet && round < 500; round++) this.move(1000)
    // Flags are asked for where it is not known which came last.
    const stale = [...numbersInSequenceSet(this.view.uids)].filter(uid => this.view.flagsOf(uid) === undefined)
    for (const uid of stale) this.send({ verb: 'fetch', uid: true, set: [{ start: uid, end: uid }], items: [{ item: 'FLAGS' }] })
    for (let round = 0; !this.isQuiet && round < 500; round++) this.move(1000)
  }

  check(): void {
    const { view, mirror } = this
    const { messages, uids, uidValidity } = this.#mailbox
    expect(Array.from({ length: view.size }, (_, at) => view.uidOf(at + 1))).toEqual(uids)
    expect(view.uidValidity).toBe(uidValidity)
    expect([...mirror.messages.keys()].sort((a, b) => a - b)).toEqual(uids)
    const stored = [...messages].map(([uid, { flags }]) => `${uid} ${[...flags].sort().join(' ')}`)
    const flagsBy = (flagsOf: (uid: number) => readonly string[] | undefined): string[] =>
      uids.map(uid => `${uid} ${[...(flagsOf(uid) ?? ['?'])].sort().join(' ')}`)
    expect(flagsBy(uid => view.flagsOf(uid))).toEqual(stored)
    expect(flagsBy(uid => mirror.messages.get(uid))).toEqual(stored)
  }
}

/** Plain, since `expect` takes most of the time of a million of them. */
function assert(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Error(message)
}

interface Options extends ServedMailboxOptions {
  /** How many of 1 completions are ahead of what was told. */
  readonly ahead?: number
}

/** So many steps of clients and a server; all of them agree every now and then. */
function play(seed: number, steps: number, { ahead = 0, ...options }: Options): Client[] {
  const random = randomFrom(seed)
  const mailbox = new ServedMailbox({ ...options, isAhead: () => random() < ahead })
  mailbox.deliver(5)
  const clients = [1, 2, 3].map(() => new Client(mailbox, random))
  const below = (most: number): number => Math.floor(random() * most)
  for (let at = 1; at <= steps; at++) {
    const client = clients[below(clients.length)]!
    const kind = below(100)
    const uids = kind < 12 ? mailbox.uids : []
    if (kind < 4) mailbox.deliver(1 + below(3), random() < 0.3 ? ['\\Seen'] : [])
    else if (kind < 8 && uids.length > 0) mailbox.change(uids[below(uids.length)]!, [FLAGS[below(4)]!])
    else if (kind < 12 && uids.length > 0) {
      const first = below(uids.length)
      mailbox.expunge(uids.slice(first, first + 1 + below(3)))
    } else if (kind < 14) client.cut()
    else if (kind < 20) client.come()
    else if (kind < 45) client.act()
    else client.move(random() < 0.3 ? 1 + below(60) : 10_000)
    if (random() < 0.0005) mailbox.renumber()
    if (at % 250 !== 0) continue
    for (const one of clients) one.settle()
    // What one of them did last, the others hear with another command.
    for (const one of clients) one.settle()
    for (const one of clients) one.check()
    const fresh = new Client(mailbox, random)
    fresh.come('plain')
    fresh.settle()
    fresh.check()
    fresh.cut()
    for (const one of clients) expect(formatted(one.view)).toBe(formatted(fresh.view))
  }
  return clients
}

const formatted = ({ uids }: MailboxView): string => (uids.length === 0 ? '' : formatSequenceSet(uids))

/** How many steps; a long run has a million: `MODEL_STEPS=1000000`. */
const STEPS = Number(process.env['MODEL_STEPS'] ?? 24_000)

describe('clients and a server of one mailbox', () => {
  it.each<[string, Options]>([
    ['that remembers what was expunged', {}],
    ['that remembers little of it', { remembers: 2 }],
    ['that keeps no mod-sequences', { hasModseqs: false }],
    ['whose HIGHESTMODSEQ is ahead of what it told', { ahead: 0.8 }],
  ])(
    'agree, at a server %s',
    (_, options) => {
      for (let seed = 1; seed <= 6; seed++) play(seed, STEPS / 24, options)
    },
    600_000,
  )

  it('used every method', () => {
    const used = new Set(play(99, 3000, {}).flatMap(({ results }) => results.map(({ method }) => method)))
    expect([...used].sort()).toEqual(['condstore', 'plain', 'qresync'])
  })
})
