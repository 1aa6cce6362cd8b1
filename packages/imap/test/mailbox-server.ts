/** A mailbox in memory, and sessions of a server that show it to clients: as small as it can be with CONDSTORE and QRESYNC. For models and transcripts. */
import {
  type Command,
  type CommandBody,
  type FetchResponseInit,
  type ResponseCode,
  type ResponseInit,
  type SequenceSet,
  ServerConnection,
  type ServerEvent,
  type StatusType,
  sequenceSetOf,
} from '../src/index.js'
import { conditionalStore, ExpungeLog, enablesCondstore, SessionView, vanishedEarlier } from '../src/serve.js'
import { flagsAfter } from '../src/view/silent-store.js'

export interface StoredFlags {
  flags: readonly string[]
  modseq: bigint
}

export interface ServedMailboxOptions {
  readonly hasModseqs?: boolean
  /** Ranges of what was expunged. */
  readonly remembers?: number
  readonly isAhead?: () => boolean
}

/** The mailbox, and who has it open. */
export class ServedMailbox {
  uidValidity = 1
  uidNext = 1
  modseq = 1n
  readonly messages = new Map<number, StoredFlags>()
  readonly log: ExpungeLog
  readonly sessions = new Set<ServedSession>()
  /** False for NOMODSEQ. */
  readonly hasModseqs: boolean
  /** True where a completion names changes in HIGHESTMODSEQ that are told during the next command only, as Dovecot 2.3 does. */
  readonly isAhead: () => boolean

  constructor({ hasModseqs = true, remembers = 10_000, isAhead = () => false }: ServedMailboxOptions = {}) {
    this.hasModseqs = hasModseqs
    this.isAhead = isAhead
    this.log = new ExpungeLog({ ranges: remembers })
  }

  get uids(): number[] {
    return [...this.messages.keys()]
  }

  get set(): SequenceSet {
    return sequenceSetOf(this.messages.keys())
  }

  deliver(count: number, flags: readonly string[] = []): void {
    for (let left = count; left > 0; left--) {
      this.messages.set(this.uidNext, { flags, modseq: ++this.modseq })
      for (const { view } of this.sessions) view?.appended(this.uidNext)
      this.uidNext++
    }
  }

  change(uid: number, flags: readonly string[], by?: SessionView): void {
    const message = this.messages.get(uid)
    if (message === undefined) return
    message.flags = [...flags]
    message.modseq = ++this.modseq
    for (const { view } of this.sessions) view?.changed(uid, by)
  }

  expunge(uids: readonly number[]): void {
    const gone = uids.filter(uid => this.messages.delete(uid))
    if (gone.length === 0) return
    this.log.add(gone, ++this.modseq)
    for (const { view } of this.sessions) view?.expunged(gone, this.modseq)
  }

  /** All messages get other UIDs (RFC 9051 2.3.1.1): who has the mailbox open has to go. */
  renumber(): void {
    const all = [...this.messages.values()]
    this.messages.clear()
    this.uidValidity++
    for (const message of all) {
      this.uidNext += 2
      message.modseq = ++this.modseq
      this.messages.set(this.uidNext++, message)
    }
    for (const session of this.sessions) session.bye()
  }
}

const CAPABILITIES = ['IMAP4rev1', 'ENABLE', 'UIDPLUS', 'ESEARCH', 'CONDSTORE', 'QRESYNC', 'IDLE', 'LITERAL+']

/** One client's session. */
export class ServedSession {
  readonly connection: ServerConnection
  readonly #mailbox: ServedMailbox
  view: SessionView | undefined
  readonly #enabled = { condstore: false, qresync: false }
  /** The last completion was ahead of what was told. */
  #isLate = false
  /** Verbs of the commands that it was given. */
  readonly verbs: string[] = []

  constructor(mailbox: ServedMailbox, capabilities: readonly string[] = CAPABILITIES) {
    this.#mailbox = mailbox
    this.connection = new ServerConnection({ capabilities })
    mailbox.sessions.add(this)
  }

  close(): void {
    this.#mailbox.sessions.delete(this)
    this.view = undefined
  }

  bye(): void {
    this.close()
    const { waiting } = this.connection
    if (waiting !== 'closed') this.connection.send({ type: 'bye', tag: undefined, code: undefined, text: 'renumbered' })
  }

  /** Answers what came. */
  run(): void {
    for (let event = this.connection.nextEvent(); event !== undefined; event = this.connection.nextEvent()) this.#handle(event)
  }

  /** During an IDLE everything is told as it happens. */
  tell(): void {
    const { connection, view } = this
    if (connection.mode === 'idle' && connection.waiting === 'input' && view?.hasNews === true) connection.send(this.#news())
  }

  #handle(event: ServerEvent): void {
    if (event.type === 'idle-done') this.connection.send([...this.#news(), ...event.suggestedReply])
    else if (event.type !== 'command') return
    else if (event.command.verb === 'connect') this.#say('preauth', undefined)
    else if (event.command.verb === 'invalid') this.connection.send(event.suggestedReply)
    else this.#command(event.command, event.suggestedReply)
  }

  #say(type: StatusType, tag: string | undefined, code?: ResponseCode): void {
    this.connection.send({ type, tag, code, text: 'done' })
  }

  #news(): ResponseInit[] {
    const { view } = this
    if (view === undefined) return []
    const news = view.news(this.connection)
    const { modseq } = this.#mailbox
    if (!view.condstore || view.highestModseq(modseq) === modseq) return news
    return [...news, this.#code({ name: 'HIGHESTMODSEQ', modseq: view.highestModseq(modseq) })]
  }

  #code(code: ResponseCode): ResponseInit {
    return { type: 'ok', tag: undefined, code, text: 'as of now' }
  }

  #command(command: Command, suggested: readonly ResponseInit[]): void {
    this.verbs.push(command.verb)
    if (enablesCondstore(command)) this.#enabled.condstore = true
    if (this.view?.enable(this.#enabled) === true && this.#mailbox.hasModseqs)
      this.connection.send(this.#code({ name: 'HIGHESTMODSEQ', modseq: this.view.highestModseq(this.#mailbox.modseq) }))
    if (command.verb === 'idle') this.connection.send({ type: 'continuation', text: 'idling' })
    else this.#complete(command, this.#answer(command) ?? [suggested.slice(0, -1), 'ok'])
  }

  #complete(command: Command, [responses, type, code]: readonly [readonly ResponseInit[], StatusType, ResponseCode?]): void {
    this.connection.send(responses)
    if (this.connection.waiting === 'closed') return
    const { modseq, isAhead } = this.#mailbox
    const isLate = !this.#isLate && code === undefined && this.view?.condstore === true && isAhead()
    this.#isLate = isLate
    if (!isLate) this.connection.send(this.#news())
    this.#say(type, command.tag, isLate ? { name: 'HIGHESTMODSEQ', modseq } : code)
  }

  #answer(command: CommandBody): readonly [ResponseInit[], StatusType, ResponseCode?] | undefined {
    const { view } = this
    switch (command.verb) {
      case 'enable': {
        const names = command.capabilities.filter(name => name === 'QRESYNC' || name === 'CONDSTORE')
        this.#enabled.qresync ||= names.includes('QRESYNC')
        this.#enabled.condstore ||= names.length > 0
        return [[{ type: 'enabled', capabilities: names }], 'ok']
      }
      case 'select':
      case 'examine':
        return this.#select(command)
      case 'close':
      case 'unselect':
        this.view = undefined
        return [[], 'ok']
      case 'fetch':
        return view && [this.#fetch(command, view), this.#isGone(command, view) ? 'no' : 'ok']
      case 'store':
        return view && command.item === 'FLAGS' ? this.#store(command, view) : [[], 'bad']
      case 'search':
        return view && [[this.#search(command, view)], 'ok']
      case 'expunge':
        return view && this.#expunge(command, view)
      default:
        return undefined
    }
  }

  /** By numbers a message that is gone cannot be told of (RFC 2180 4.1). */
  #isGone(command: { readonly uid: boolean; readonly set: SequenceSet | '$' }, view: SessionView): boolean {
    return !command.uid && [...view.named(command)].some(({ isExpunged }) => isExpunged)
  }

  #select(command: CommandBody & { verb: 'select' | 'examine' }): [ResponseInit[], StatusType, ResponseCode?] {
    const mailbox = this.#mailbox
    const hadView = this.view !== undefined
    const { messages, uidNext, uidValidity, modseq, hasModseqs } = mailbox
    this.view = new SessionView({
      uids: messages.keys(),
      hasModseqs,
      ...this.#enabled,
      describe: uid => {
        const message = messages.get(uid)
        return message && { flags: message.flags, modseq: hasModseqs ? message.modseq : undefined }
      },
    })
    const responses: ResponseInit[] = hadView && this.#enabled.qresync ? [this.#code({ name: 'CLOSED' })] : []
    responses.push({ type: 'exists', number: messages.size }, this.#code({ name: 'UIDVALIDITY', value: uidValidity }))
    responses.push(this.#code({ name: 'UIDNEXT', value: uidNext }))
    responses.push(this.#code(hasModseqs ? { name: 'HIGHESTMODSEQ', modseq } : { name: 'NOMODSEQ' }))
    const qresync = command.parameters.find(one => one.name === 'QRESYNC')
    if (qresync !== undefined && qresync.uidValidity === uidValidity && hasModseqs) {
      const expunged = mailbox.log.since(qresync.modseq)
      const uids = vanishedEarlier({ ...qresync, uids: mailbox.set, uidNext, expunged })
      if (uids.length > 0) responses.push({ type: 'vanished', earlier: true, uids })
      responses.push(...this.#changedSince(qresync.modseq, this.view))
    }
    return [responses, 'ok', { name: 'READ-WRITE' }]
  }

  *#changedSince(modseq: bigint, view: SessionView): Generator<ResponseInit> {
    for (const [uid, message] of this.#mailbox.messages) if (message.modseq > modseq) yield this.#told(view, uid, true)!
  }

  #told(
    view: SessionView,
    uid: number,
    withUid: boolean,
    items: readonly string[] = ['FLAGS', 'MODSEQ'],
  ): ResponseInit | undefined {
    const message = this.#mailbox.messages.get(uid)
    if (message === undefined) return undefined
    view.takeChange(uid)
    const told: FetchResponseInit['items'] = {
      ...(withUid ? { uid } : {}),
      ...(items.includes('FLAGS') ? { flags: message.flags } : {}),
      ...(view.condstore && (items.includes('MODSEQ') || items.includes('FLAGS')) ? { modseq: message.modseq } : {}),
    }
    return view.fetchResponse(uid, told)
  }

  #fetch(command: CommandBody & { verb: 'fetch' }, view: SessionView): ResponseInit[] {
    const items = typeof command.items === 'string' ? ['FLAGS'] : command.items.map(({ item }) => item as string)
    const since = command.modifiers.find(one => one.name === 'CHANGEDSINCE')?.modseq ?? 0n
    const told: ResponseInit[] = []
    for (const { uid } of view.named(command)) {
      if ((this.#mailbox.messages.get(uid)?.modseq ?? 0n) <= since) continue
      const response = this.#told(view, uid, command.uid || items.includes('UID'), items)
      if (response !== undefined) told.push(response)
    }
    return told
  }

  #store(
    command: Extract<CommandBody, { verb: 'store'; item: 'FLAGS' }>,
    view: SessionView,
  ): readonly [ResponseInit[], StatusType, ResponseCode?] {
    const { messages } = this.#mailbox
    const unchangedSince = command.modifiers.find(one => one.name === 'UNCHANGEDSINCE')?.modseq
    const { changes, modified } = conditionalStore({
      messages: view.named(command),
      uid: command.uid,
      unchangedSince: unchangedSince ?? 0x7fff_ffff_ffff_ffffn,
      modseqOf: ({ uid }) => messages.get(uid)?.modseq,
    })
    const told: ResponseInit[] = []
    for (const { uid } of changes) {
      const message = messages.get(uid)!
      this.#mailbox.change(uid, flagsAfter(command, message.flags), view)
      // What others changed before is told as well (RFC 9051 6.4.6).
      const flags = view.takeChange(uid) || !command.silent
      const response = view.changeResponse(uid, { flags, uid: command.uid })
      if (response !== undefined) told.push(response)
    }
    const type = this.#isGone(command, view) ? 'no' : 'ok'
    return modified.length > 0 ? [told, type, { name: 'MODIFIED', set: modified }] : [told, type]
  }

  #search(command: CommandBody & { verb: 'search' }, view: SessionView): ResponseInit {
    const numbers: number[] = []
    for (const { uid, sequence, isExpunged } of view.named({ uid: false, set: [{ start: 1, end: '*' }] }))
      if (!isExpunged) numbers.push(command.uid ? uid : sequence)
    if (command.returnOptions === undefined) return { type: 'search', numbers }
    return { type: 'esearch', uid: command.uid, all: numbers.length === 0 ? undefined : sequenceSetOf(numbers) }
  }

  #expunge(command: CommandBody & { verb: 'expunge' }, view: SessionView): readonly [ResponseInit[], StatusType, ResponseCode?] {
    const mailbox = this.#mailbox
    const set = command.uids ?? [{ start: 1, end: '*' }]
    const named = [...view.named({ uid: true, set })]
    mailbox.expunge(named.filter(({ uid }) => mailbox.messages.get(uid)?.flags.includes('\\Deleted')).map(({ uid }) => uid))
    if (!view.condstore) return [[], 'ok']
    return [[], 'ok', { name: 'HIGHESTMODSEQ', modseq: mailbox.modseq }]
  }
}
