/**
 * Examples of RFCs through both sides: its lines go through a client with a view of the mailbox, and a server with a mailbox in the state that the
 * example is about has to say the same. Texts for people, and responses that are not about messages, are left out of the comparison.
 */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { expect } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type ClientSend,
  type CommandBodyInit,
  type CommandInit,
  decodeCommand,
  decodeResponse,
  encodeResponse,
  formatSequenceSet,
  parseSequenceSet,
  type Response,
  type ResponseCode,
  type ResponseInit,
} from '../../src/index.js'
import { conditionalStore, enablesCondstore, SessionView, type SessionViewOptions } from '../../src/serve.js'
import { flagsAfter } from '../../src/view/silent-store.js'
import { type MailboxChange, MailboxView, type Violation } from '../../src/view.js'

/** What a client knew before the example. */
export interface Before {
  /** How many messages, and all their UIDs: `1:n` where they are left out. */
  readonly exists?: number
  readonly uids?: string
  readonly highest?: bigint
  readonly flags?: readonly string[]
  readonly uidValidity?: number
  /** Lines of the server before the mailbox is opened. */
  readonly enabled?: string
}

const qresyncOf = (command: CommandBodyInit): boolean =>
  'parameters' in command && (command.parameters?.some(one => 'name' in one && one.name === 'QRESYNC') ?? false)

/** A client that is logged in, and its view. */
export class Client {
  readonly connection = new ClientConnection()
  view = new MailboxView({ modseqs: true, mayExpunge: () => this.connection.mayExpunge })
  readonly events: ClientEvent[] = []

  constructor({ exists, uids, highest, flags, enabled, uidValidity }: Before = {}) {
    this.play('S: * PREAUTH hi')
    if (enabled !== undefined) this.play(`C: e ENABLE ${enabled}`, `S: * ENABLED ${enabled}`, 'S: e OK done')
    if (exists === undefined) return
    this.play('C: open SELECT INBOX', `S: * ${exists} EXISTS`)
    if (uidValidity !== undefined) this.play(`S: * OK [UIDVALIDITY ${uidValidity}] x`)
    this.play(highest === undefined ? 'S: * OK [NOMODSEQ] x' : `S: * OK [HIGHESTMODSEQ ${highest}] x`, 'S: open OK done')
    if (exists > 0) expect(this.view.identify(parseSequenceSet(uids ?? `1:${exists}`))).toBeDefined()
    for (let sequence = 1; flags !== undefined && sequence <= exists; sequence++)
      this.play(`S: * ${sequence} FETCH (FLAGS (${flags.join(' ')}))`)
    this.play('C: ready NOOP', 'S: ready OK done')
    this.view.settle()
  }

  /** Plays lines of both sides; what the client writes is the command of the example. */
  play(...lines: readonly string[]): MailboxChange[] {
    const changes: MailboxChange[] = []
    for (const line of lines) {
      if (line.startsWith('C: ')) this.#send(line.slice(3))
      else this.connection.receive(asBytes(`${line.slice(3)}\r\n`))
      for (let event: ClientEvent | undefined; (event = this.connection.nextEvent()); ) {
        this.events.push(event)
        changes.push(...this.view.take(event))
      }
    }
    return changes
  }

  #send(line: string): void {
    const command = decodeCommand(asBytes(`${line}\r\n`))
    if (command.verb === 'select' || command.verb === 'examine') this.view.opening({ qresync: qresyncOf(command) })
    this.connection.send(command as CommandInit & ClientSend)
    const written = decodeCommand(asBytes(asChars(this.connection.takeOutput())))
    expect({ ...written, warnings: [] }).toEqual({ ...command, warnings: [] })
  }

  /** The mod-sequence that counts: what was told before is sure once one more command is completed. */
  confirmedModseq(): bigint | undefined {
    this.play('C: more NOOP', 'S: more OK done')
    return this.view.highestModseq
  }

  get responses(): Response[] {
    return this.events.flatMap(event => (event.type === 'response' ? [event.response] : []))
  }

  /** The numbers with their UIDs: `1:4 2:6`. */
  numbers(...sequences: readonly number[]): string {
    return sequences.map(sequence => `${sequence}:${this.view.uidOf(sequence)}`).join(' ')
  }

  get uids(): string {
    return this.view.uids.length === 0 ? '' : formatSequenceSet(this.view.uids)
  }
}

export const violationsIn = (changes: readonly MailboxChange[]): Violation[] =>
  changes.flatMap(change => (change.type === 'violation' ? [change.violation] : []))

export const gone = (changes: readonly MailboxChange[]): string[] =>
  changes.flatMap(change => (change.type === 'gone' ? [change.uids.length === 0 ? '' : formatSequenceSet(change.uids)] : []))

const read = (line: string): Response => decodeResponse(asBytes(`${line}\r\n`))

/** What of an example is about messages, or a code that says something of the mailbox. */
const COMPARED = ['exists', 'expunge', 'vanished', 'fetch', 'uidfetch', 'search', 'esearch', 'sort', 'thread', 'status']
const CODES = ['HIGHESTMODSEQ', 'NOMODSEQ', 'UIDVALIDITY', 'UIDNEXT', 'CLOSED']

const isCompared = (response: Response): boolean => {
  if (COMPARED.includes(response.type)) return true
  if (!('code' in response)) return false
  return ('tag' in response && response.tag !== undefined) || CODES.includes(response.code?.name ?? '')
}

const bare = (response: Response): object =>
  Object.fromEntries(Object.entries(response).filter(([name]) => !['text', 'warnings', 'damaged'].includes(name)))

/**
 * The server says what the example says. RFC 7162 3.2.4 wants UID in every FETCH: where the example, which is older or of a server without QRESYNC,
 * leaves it out, ours may have it.
 */
export function expectServer(responses: Iterable<ResponseInit>, lines: readonly string[]): void {
  const given = lines
    .filter(line => line.startsWith('S: '))
    .map(line => read(line.slice(3)))
    .filter(isCompared)
  const ours = [...responses].map(response => read(asChars(encodeResponse(response)).trimEnd()))
  const kept = ours.map((response, at) => {
    const beside = given[at]
    if (response.type !== 'fetch' || beside?.type !== 'fetch' || beside.items.uid !== undefined) return bare(response)
    return bare({ ...response, items: { ...response.items, uid: undefined } as never })
  })
  expect(kept).toEqual(given.map(bare))
}

export const ok = (tag: string, code?: ResponseCode): ResponseInit => ({ type: 'ok', tag, code, text: 'done' })
export const no = (tag: string, code?: ResponseCode): ResponseInit => ({ type: 'no', tag, code, text: 'refused' })
export const highest = (modseq: bigint): ResponseInit =>
  ({ ...ok('x', { name: 'HIGHESTMODSEQ', modseq }), tag: undefined }) as ResponseInit

interface Stored {
  flags: readonly string[]
  modseq: bigint
}

/** A mailbox, and the session that is looked at. */
export class Mailbox {
  readonly messages = new Map<number, Stored>()
  readonly view: SessionView

  /** Messages by UID; `uids` have the flags and mod-sequence that are given. */
  constructor(uids: string, { flags = [], modseq = 1n }: Partial<Stored> = {}, modes: Partial<SessionViewOptions> = {}) {
    const set = uids === '' ? [] : parseSequenceSet(uids)
    for (const { start, end } of set)
      for (let uid = start as number; uid <= (end as number); uid++) this.messages.set(uid, { flags, modseq })
    this.view = this.session({ condstore: true, ...modes })
  }

  /** Another session. */
  session(modes: Partial<SessionViewOptions>): SessionView {
    return new SessionView({ uids: this.messages.keys(), describe: uid => this.messages.get(uid), ...modes })
  }

  set(uid: number, modseq: bigint, ...flags: readonly string[]): this {
    this.messages.set(uid, { flags, modseq })
    return this
  }

  expunge(uids: readonly number[], modseq?: bigint): void {
    for (const uid of uids) this.messages.delete(uid)
    this.view.expunged(uids, modseq)
  }

  /** What SELECT tells of the messages. */
  *opened(uidValidity: number, uidNext: number, modseq: bigint | undefined): Generator<ResponseInit> {
    yield { type: 'exists', number: this.view.size }
    yield { ...ok('', { name: 'UIDVALIDITY', value: uidValidity }), tag: undefined } as ResponseInit
    yield { ...ok('', { name: 'UIDNEXT', value: uidNext }), tag: undefined } as ResponseInit
    if (modseq !== undefined) yield highest(this.view.highestModseq(modseq))
    else yield { ...ok('', { name: 'NOMODSEQ' }), tag: undefined } as ResponseInit
  }

  /** The FETCH of a message, with these items of it. */
  fetch(uid: number, ...items: readonly ('uid' | 'flags' | 'modseq')[]): ResponseInit {
    const { flags, modseq } = this.messages.get(uid)!
    const all = { uid, flags, modseq }
    return this.view.fetchResponse(uid, Object.fromEntries(items.map(item => [item, all[item]])))!
  }

  /** Those of a set that changed since. */
  *changedSince(uids: string, modseq: bigint): Generator<ResponseInit> {
    for (const { uid } of this.view.named({ uid: true, set: parseSequenceSet(uids) }))
      if (this.messages.get(uid)!.modseq > modseq) yield this.fetch(uid, 'uid', 'flags', 'modseq')
  }

  /**
   * STORE as it came: what changed gets the mod-sequence that `modseqOf` gives for its number. With `tellsFailures` the flags of what failed are told
   * (RFC 9051 6.4.6).
   */
  store(
    line: string,
    modseqOf: (sequence: number) => bigint,
    { tellsFailures = false, before }: { tellsFailures?: boolean; before?: (uid: number) => bigint } = {},
  ): { told: ResponseInit[]; code: ResponseCode | undefined; tag: string; isGone: boolean } {
    const command = decodeCommand(asBytes(`${line}\r\n`))
    if (command.verb !== 'store' || command.item !== 'FLAGS') throw new Error('no STORE')
    const told: { sequence: number; response: ResponseInit }[] = []
    const named = [...this.view.named(command)]
    const { changes, failures, modified } = conditionalStore({
      messages: named,
      uid: command.uid,
      unchangedSince: command.modifiers.find(one => one.name === 'UNCHANGEDSINCE')?.modseq ?? 0x7fff_ffff_ffff_ffffn,
      modseqOf: ({ uid }) => (this.messages.has(uid) ? (before?.(uid) ?? this.messages.get(uid)!.modseq) : undefined),
    })
    if (enablesCondstore(command) && this.view.enable({ condstore: true }))
      told.push({ sequence: 0, response: highest(this.view.highestModseq(this.highest)) })
    const uid = command.uid ? (['uid'] as const) : []
    for (const one of changes) {
      const message = this.messages.get(one.uid)!
      this.messages.set(one.uid, { flags: flagsAfter(command, message.flags), modseq: modseqOf(one.sequence) })
      const isNews = this.view.takeChange(one.uid)
      const flags = command.silent && !isNews ? [] : (['flags'] as const)
      told.push({ sequence: one.sequence, response: this.fetch(one.uid, ...uid, ...flags, 'modseq') })
    }
    if (tellsFailures)
      for (const one of failures) {
        this.view.takeChange(one.uid)
        told.push({ sequence: one.sequence, response: this.fetch(one.uid, ...uid, 'flags', 'modseq') })
      }
    told.sort((a, b) => a.sequence - b.sequence)
    return {
      told: told.map(({ response }) => response),
      code: modified.length > 0 ? { name: 'MODIFIED', set: modified } : undefined,
      tag: command.tag,
      isGone: named.some(({ isExpunged }) => isExpunged),
    }
  }

  get highest(): bigint {
    let found = 0n
    for (const { modseq } of this.messages.values()) if (modseq > found) found = modseq
    return found
  }
}

/** FETCH responses of an example in the order of their numbers, where the RFC leaves the order free. */
export function ordered(lines: readonly string[]): string[] {
  const numberOf = (line: string): number => Number(/^S: \* (\d+) FETCH/.exec(line)?.[1] ?? Number.NaN)
  const fetches = lines.filter(line => !Number.isNaN(numberOf(line))).sort((a, b) => numberOf(a) - numberOf(b))
  return lines.map(line => (Number.isNaN(numberOf(line)) ? line : fetches.shift()!))
}
