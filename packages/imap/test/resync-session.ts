/** A `MailboxResync` at a server that goes by a script: what the client has to send, in which order, and what the server says to it. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { expect } from 'vitest'
import { ClientConnection, type ClientEvent, formatSequenceSet, type SequenceSet } from '../src/index.js'
import {
  type MailboxChange,
  MailboxResync,
  type MailboxSnapshot,
  MailboxView,
  type MailboxViewOptions,
  type ResyncOptions,
  type ResyncStep,
  type Violation,
} from '../src/view.js'

/** Messages 1 to 5 with the UIDs 10, 20, ... 50, all of them seen. */
export const KNOWN: MailboxSnapshot = {
  uidValidity: 7,
  uidNext: 51,
  highestModseq: '90',
  uids: '10,20,30,40,50',
  isGapless: true,
  flags: [{ flags: ['\\Seen'], uids: '10,20,30,40,50' }],
  modseqs: [],
}

export const QRESYNC = 'ENABLE CONDSTORE QRESYNC ESEARCH'
export const CONDSTORE = 'CONDSTORE ESEARCH'

/** What is known and wanted. */
export interface Start {
  /** `undefined` for {@link KNOWN}, `null` for nothing. */
  readonly known?: Partial<MailboxSnapshot> | null
  readonly view?: Omit<MailboxViewOptions, 'snapshot'>
  /** What the server announces. */
  readonly announces?: string
  readonly options?: Partial<ResyncOptions>
}

export const text = (set: SequenceSet | undefined): string | undefined =>
  set === undefined ? undefined : set.length === 0 ? '' : formatSequenceSet(set)

/** A step as the rows of a table have it: sets are texts, and what is empty is left out. */
export function shown(step: ResyncStep): Record<string, unknown> {
  if (step.type === 'failed') return { failed: step.reason, ...(step.response === undefined ? {} : { said: step.response.text }) }
  if (step.type !== 'result') return { step: step.type }
  const { method, renumbered, added, gone, changed, unreadable } = step
  const sets = { added: text(added), changed: text(changed) ?? 'unknown', gone: text(gone), unreadable: text(unreadable) }
  const given = Object.entries(sets).filter(([, set]) => set !== '')
  return { method, ...(renumbered ? { renumbered } : {}), ...Object.fromEntries(given) }
}

export class ResyncSession {
  readonly client = new ClientConnection()
  readonly view: MailboxView
  readonly resync: MailboxResync
  readonly changes: MailboxChange[] = []
  readonly commands: string[] = []
  #tag = ''

  constructor({ known, view, announces = QRESYNC, options }: Start, kept?: MailboxView, before: readonly string[] = []) {
    const snapshot = known === null ? undefined : { ...KNOWN, ...known }
    this.view = kept ?? new MailboxView({ mayExpunge: () => this.client.mayExpunge, ...view, ...(snapshot && { snapshot }) })
    this.client.receive(asBytes(['* PREAUTH hi', ...before, ''].join('\r\n')))
    for (let event = this.client.nextEvent(); event !== undefined; event = this.client.nextEvent()) this.view.take(event)
    if (options?.isQresyncEnabled === true) {
      this.client.send({ verb: 'enable', capabilities: ['QRESYNC'], tag: 'e' })
      this.client.takeOutput()
      this.client.receive(asBytes('* ENABLED QRESYNC\r\ne OK done\r\n'))
      while (this.client.nextEvent());
    }
    this.resync = new MailboxResync(this.view, { mailbox: 'INBOX', capabilities: new Set(announces.split(' ')), ...options })
  }

  /** Sends what is to be sent; the command without its tag, or `undefined` where there is none. */
  send(): string | undefined {
    const step = this.resync.next()
    if (step.type !== 'send') return undefined
    this.client.send(step.command)
    const line = asChars(this.client.takeOutput()).replace(/\r\n$/, '')
    this.#tag = line.slice(0, line.indexOf(' '))
    this.commands.push(line.slice(this.#tag.length + 1))
    return this.commands.at(-1)
  }

  /** The server says a line: `OK done` is the completion of what was sent. */
  says(line: string): void {
    this.hears(/^[*+] /.test(line) ? line : `${this.#tag} ${line}`)
  }

  /** A whole line of the server. */
  hears(line: string): void {
    this.client.receive(asBytes(`${line}\r\n`))
    this.#drain()
  }

  ends(): void {
    this.client.receiveEnd()
    this.#drain()
  }

  #drain(): void {
    for (let event: ClientEvent | undefined; (event = this.client.nextEvent()); ) this.changes.push(...this.resync.take(event))
  }

  get violations(): Violation[] {
    return this.changes.flatMap(change => (change.type === 'violation' ? [change.violation] : []))
  }

  /** Runs a script: `C: ` is what the client sends, `S: ` what the server says, and `end` closes the connection. Gives the last step. */
  run(script: readonly string[]): ResyncStep {
    for (const line of script)
      if (line === 'end') this.ends()
      else if (line.startsWith('C: ')) expect(this.send()).toBe(line.slice(3))
      else {
        expect(this.resync.next(), line).toEqual({ type: 'wait' })
        this.says(line.slice(3))
      }
    return this.resync.next()
  }
}
