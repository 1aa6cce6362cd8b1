/** A client with a view of INBOX that works on it, is cut off, and comes back by `MailboxResync`: each of its answers is compared with what it had before. */
import { imap } from 'mailwire/node'
import { expect } from 'vitest'
import {
  MailboxResync,
  type MailboxSnapshot,
  MailboxView,
  type ResyncMethod,
  type ResyncOptions,
  type ResyncResult,
  type ResyncStep,
} from '../../../imap/src/view.js'
import { differences, Mirror, messagesOf, type Told } from './mirror.js'
import { type Address, Session } from './session.js'

export interface ViewClientOptions {
  readonly name: string
  readonly method: ResyncMethod
  readonly mailbox?: string
  /** What it kept on disk. */
  readonly snapshot?: MailboxSnapshot | undefined
}

/** What came during a resynchronization. */
export interface Cost {
  readonly bytes: number
  /** Untagged responses of a type. */
  readonly fetch: number
  readonly vanished: number
}

type Failed = Extract<ResyncStep, { readonly type: 'failed' }>

export class ViewClient {
  readonly name: string
  readonly method: ResyncMethod
  readonly mailbox: string
  readonly #server: Address
  view: MailboxView
  mirror: Mirror = new Mirror()
  session: Session | undefined
  #resync: MailboxResync | undefined
  readonly #stale = new Set<number>()
  /** How often it was cut off, and came back. */
  cuts = 0
  readonly results: ResyncResult[] = []
  /** Of the last resynchronization. */
  cost: Cost | undefined
  /** Sees each event of its sessions. */
  onEvent: (event: imap.ClientEvent) => void = () => {}

  constructor(server: Address, { name, method, mailbox = 'INBOX', snapshot }: ViewClientOptions) {
    this.#server = server
    this.name = name
    this.method = method
    this.mailbox = mailbox
    this.view = this.#made(snapshot)
    this.mirror.messages = messagesOf(this.view)
  }

  #made(snapshot?: MailboxSnapshot): MailboxView {
    return new MailboxView({
      snapshot,
      modseqs: this.method !== 'plain',
      mayExpunge: () => this.session?.connection.mayExpunge === true,
    })
  }

  get isCut(): boolean {
    return this.session === undefined || this.session.isOver
  }

  #hear(event: imap.ClientEvent): void {
    this.onEvent(event)
    if (event.type === 'protocol-error' && !event.fatal) this.mirror.complaints.push(event.error.message)
    for (const change of (this.#resync ?? this.view).take(event)) {
      this.mirror.take(change)
      // What is not known any more is asked for.
      if (change.type === 'stale')
        for (const uid of imap.numbersInSequenceSet(change.uids === 'all' ? this.view.uids : change.uids)) this.#stale.add(uid)
    }
  }

  /** Connects, and brings its view up to date; `cutAfter` bytes the connection is cut again. */
  async come(cutAfter?: number): Promise<ResyncResult | Failed> {
    this.session = await Session.open(this.#server, event => this.#hear(event))
    if (cutAfter !== undefined) this.session.cutAfter(cutAfter)
    return this.catchUp({ method: this.method })
  }

  /** Loses its connection. What is kept on disk is as good as the view. */
  leave(isStored = false): void {
    this.session?.cut()
    this.cuts++
    expect(this.view.isOpen).toBe(false)
    if (isStored) this.store()
  }

  store(): void {
    this.view = this.#made(JSON.parse(JSON.stringify(this.view)))
    for (const uid of imap.numbersInSequenceSet(this.view.uids)) if (this.view.flagsOf(uid) === undefined) this.#stale.add(uid)
  }

  /** Opens the mailbox and asks what changed, or asks for what is not known of the open one. */
  async catchUp(options: Partial<ResyncOptions> = {}): Promise<ResyncResult | Failed> {
    const session = this.session!
    // The work of comparing 10,000 messages is for those that come back.
    const before = this.view.isOpen ? undefined : messagesOf(this.view)
    this.mirror.changed.clear()
    const { capabilities } = session.connection
    const resync = new MailboxResync(this.view, { mailbox: this.mailbox, capabilities, method: this.method, ...options })
    this.#resync = resync
    const costs = (): Cost => ({
      bytes: session.received,
      fetch: session.responses.get('fetch') ?? 0,
      vanished: session.responses.get('vanished') ?? 0,
    })
    const start = costs()
    try {
      for (;;) {
        const step = resync.next()
        if (step.type === 'send') await session.run(step.command)
        else if (step.type === 'wait') throw new Error('no command is under way')
        else {
          if (step.type === 'result') {
            this.results.push(step)
            if (before !== undefined) this.#compare(step, before)
          }
          return step
        }
      }
    } finally {
      const end = costs()
      this.cost = { bytes: end.bytes - start.bytes, fetch: end.fetch - start.fetch, vanished: end.vanished - start.vanished }
      this.#resync = undefined
    }
  }

  /** What the result says is what the view has and had not, or had and has not. */
  #compare(result: ResyncResult, before: ReadonlyMap<number, Told>): void {
    const after = messagesOf(this.view)
    const old = result.renumbered ? new Map<number, Told>() : before
    const listed = (set: imap.SequenceSet): number[] => [...imap.numbersInSequenceSet(set)]
    const kept = [...after.keys()].filter(uid => old.has(uid))
    expect(listed(result.added), `${this.name}: added`).toEqual([...after.keys()].filter(uid => !old.has(uid)))
    expect(listed(result.gone), `${this.name}: gone`).toEqual(
      [...before.keys()].filter(uid => result.renumbered || !after.has(uid)),
    )
    expect(result.unreadable).toEqual([])
    const changed = new Set(listed(result.changed ?? []))
    // Flags that were changed and changed back while it asked are among them; those that were not known before may be.
    const isSame = (uid: number): boolean => old.get(uid)!.flags === after.get(uid)!.flags
    expect(kept.filter(uid => !isSame(uid) && after.get(uid)!.flags !== undefined && !changed.has(uid))).toEqual([])
    expect([...changed].filter(uid => isSame(uid) && (this.mirror.changed.get(uid) ?? 0) < 2)).toEqual([])
    expect(this.view.isComplete).toBe(true)
    expect(differences(this.mirror.messages, after), this.name).toEqual([])
  }

  /** Asks for the flags that are not known any more. */
  async refresh(): Promise<void> {
    const uids = [...this.#stale].filter(uid => this.view.sequenceOf(uid) > 0)
    if (uids.length > 0)
      await this.session!.run({ verb: 'fetch', uid: true, set: imap.sequenceSetOf(uids), items: [{ item: 'FLAGS' }] })
    if (!this.isCut) this.#stale.clear()
  }

  /** Hears of all that happened, while nobody changes anything. */
  async settle(): Promise<void> {
    if (this.isCut) expect(await this.come()).toMatchObject({ type: 'result' })
    await this.session!.run({ verb: 'noop' })
    if (this.view.unknown.length > 0 || this.view.isLost) expect(await this.catchUp()).toMatchObject({ type: 'result' })
    await this.refresh()
    await this.session!.run({ verb: 'noop' })
  }
}
