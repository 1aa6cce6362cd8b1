/**
 * A mailbox as one session of a server counts it (RFC 9051 2.3.1.2, 5.2, 7.5.1; RFC 2180 4; RFC 7162 3.2). The store says what happens to the mailbox at
 * any time; the client is told when `news` is asked for. Until then a message that is gone keeps its number, and one that came has none.
 */
import { fail } from '../error.js'
import { exceeds, messagesNamed, type NamedMessage, type NamedMessages } from '../mailbox/named.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { UidList } from '../mailbox/uid-list.js'
import type { FetchResponseInit, UidFetchResponseInit } from '../response/fetch.js'
import type { ResponseInit } from '../response/response.js'
import { fieldsOf, wholeNumberOf } from '../values.js'
import { HeldExpunges } from './held-expunges.js'
import type { ChangeResponseOptions, MessageState, SessionModes, SessionViewOptions } from './session-options.js'
import { type UidRange, type Uids, uidRanges } from './uids.js'

/**
 * The messages of a selected mailbox by the numbers that one client has for them.
 *
 * @example
 * const view = new SessionView({ uids: [5, 6, 9], describe: () => ({ flags: [] }) })
 * view.expunged(6)
 * view.appended(10)
 * view.news({ mayExpunge: false }) // => [{ type: 'exists', number: 4 }]
 * view.news({ mayExpunge: true }) // => [{ type: 'expunge', number: 2 }]
 * view.sequenceOf(10) // => 3
 */
export class SessionView {
  /** What the client knows, by its numbers. */
  readonly #told: UidList
  /** What the mailbox has. */
  readonly #stored: UidList
  readonly #describe: SessionViewOptions['describe']
  readonly #hasModseqs: boolean
  readonly #modes: { condstore: boolean; qresync: boolean; uidOnly: boolean } = {
    condstore: false,
    qresync: false,
    uidOnly: false,
  }
  /** The largest identifier that the client was told of by EXISTS, and the largest of all. */
  #lastTold: number
  #lastStored: number
  /** What is gone of what the client knows. */
  readonly #gone = new HeldExpunges()
  readonly #changed = new Set<number>()
  #saved: readonly UidRange[] = []
  #hasStaleSaved = false

  /** @throws {@link ImapError} `bad-value` for options of another type, and for UIDs that are not in 1 to 4294967295 */
  constructor(options: SessionViewOptions) {
    const { uids, hasModseqs = true, describe } = fieldsOf(options, 'make SessionView')
    if (typeof describe !== 'function') fail('bad-value', 0, 'make SessionView: describe is a function')
    const set = uidRanges(uids, 'make SessionView: uids')
    this.#told = new UidList(set)
    this.#stored = new UidList(set)
    this.#lastTold = this.#lastStored = this.#told.lastUid
    this.#describe = describe
    this.#hasModseqs = hasModseqs
    this.enable(options)
  }

  /** How many messages the client counts: the number of the last EXISTS, without those that it was told are gone. */
  get size(): number {
    return this.#told.size
  }

  /** The UIDs that the client counts, ascending. */
  get uids(): SequenceSet {
    return this.#told.toSet()
  }

  /** True where MODSEQ is told with changes (RFC 7162 3.1). */
  get condstore(): boolean {
    return this.#modes.condstore && this.#hasModseqs
  }

  /** True where VANISHED takes the place of EXPUNGE (RFC 7162 3.2.10). */
  get vanishes(): boolean {
    return this.#modes.uidOnly || (this.#modes.qresync && this.#hasModseqs)
  }

  /** True where a message is gone and the client was not told. */
  get holdsExpunges(): boolean {
    return this.#gone.count > 0
  }

  /** True where there is something to tell, if only in a command during which numbers may change. */
  get hasNews(): boolean {
    return this.#gone.count > 0 || this.#untold > 0 || this.#changed.size > 0
  }

  /** Messages that came and were not announced. */
  get #untold(): number {
    return this.#stored.size - (this.#told.size - this.#gone.count)
  }

  /** Takes in what the client switched on during the session. True where mod-sequences are told from now on: HIGHESTMODSEQ is due (RFC 7162 3.1). */
  enable(modes: SessionModes): boolean {
    const { condstore = false, qresync = false, uidOnly = false } = fieldsOf(modes, 'enable')
    const before = this.condstore
    this.#modes.condstore ||= condstore || qresync
    this.#modes.qresync ||= qresync
    this.#modes.uidOnly ||= uidOnly
    return this.condstore && !before
  }

  // ----- What the store says -----

  /**
   * Messages came, with UIDs above all that there ever were (RFC 9051 2.3.1.1).
   *
   * @throws {@link ImapError} `bad-value` for others, before any is taken in
   */
  appended(uids: Uids): void {
    const ranges = uidRanges(uids, 'append messages')
    const first = ranges[0]?.start ?? Number.POSITIVE_INFINITY
    if (first <= this.#lastStored) fail('bad-value', 0, `append messages: UID ${first} is not above ${this.#lastStored}`)
    for (const { start, end } of ranges) {
      this.#stored.append(start, end)
      this.#lastStored = end
    }
  }

  /**
   * Messages are gone for good; UIDs of others are passed over. `modseq` is the one of the
   * expunge (RFC 7162 3.2): without it {@link highestModseq} does not stay below it.
   *
   * @throws {@link ImapError} `bad-value` for what are no UIDs
   */
  expunged(uids: Uids, modseq?: bigint): void {
    for (const { start, end } of uidRanges(uids, 'expunge messages'))
      for (const removed of this.#stored.removeRange(start, end) as readonly UidRange[]) {
        this.#hasStaleSaved = true
        // A message that came and went before it was announced is never told of.
        if (removed.start > this.#lastTold) continue
        this.#gone.add({ start: removed.start, end: Math.min(removed.end, this.#lastTold) }, modseq)
      }
  }

  /**
   * Flags changed, or other metadata. What this session did itself is no news: `by` is the view then, and the command's own responses tell of it.
   *
   * @throws {@link ImapError} `bad-value` for what are no UIDs
   */
  changed(uids: Uids, by?: object): void {
    const ranges = uidRanges(uids, 'change messages')
    if (by === this) return
    for (const { uid } of messagesNamed(this.#told, { uid: true, set: ranges })) this.#changed.add(uid)
  }

  /** True where others changed the message since the client was told of it; the caller tells the client now (RFC 9051 6.4.6). */
  takeChange(uid: number): boolean {
    return this.#changed.delete(uid)
  }

  // ----- What the client is told -----

  /**
   * What may be told now: EXPUNGE or VANISHED, then EXISTS, then FETCH with the flags that others changed. With `mayExpunge` false numbers stay as
   * they are (RFC 9051 7.5.1, RFC 7162 3.2.10): what is gone is told another time. Without a command it is true during IDLE, and behind a NOTIFY with
   * MessageExpunge (RFC 5465 5.3) alone. CLOSE and UNSELECT tell nothing, and need no news.
   */
  news(options: { readonly mayExpunge: boolean }): ResponseInit[] {
    const { mayExpunge } = fieldsOf(options, 'tell news')
    // The store is asked first: if it throws, nothing was taken for told.
    const changes = [...this.#changed].map(uid => [uid, this.#isStored(uid) ? this.#describe(uid) : undefined] as const)
    const told: ResponseInit[] = []
    if (mayExpunge && this.#gone.count > 0) this.#tellExpunged(told)
    if (this.#untold > 0) {
      for (let at = this.#stored.firstFrom(this.#lastTold + 1); at <= this.#stored.size; at++)
        this.#told.append(this.#stored.uidAt(at))
      told.push({ type: 'exists', number: this.#told.size })
    }
    this.#lastTold = this.#lastStored
    for (const [uid, state] of changes) {
      const response = state && this.fetchResponse(uid, this.#itemsOf(uid, state))
      if (response !== undefined) told.push(response)
    }
    this.#changed.clear()
    return told
  }

  #tellExpunged(told: ResponseInit[]): void {
    const gone = this.#gone.take()
    if (this.vanishes) told.push({ type: 'vanished', earlier: false, uids: gone })
    for (const { start, end } of gone) {
      if (this.vanishes) this.#told.removeRange(start, end)
      else for (let uid = start; uid <= end; uid++) told.push({ type: 'expunge', number: this.#told.remove(uid) })
    }
  }

  #itemsOf(uid: number, { flags, modseq }: MessageState): FetchResponseInit['items'] {
    return {
      ...(this.#modes.uidOnly ? {} : { uid }),
      flags: [...flags],
      ...(this.condstore && modseq !== undefined ? { modseq } : {}),
    }
  }

  /**
   * FETCH that tells of a change: the flags, unless `flags` is false (STORE with .SILENT), and MODSEQ with the UID once the client is told mod-sequences
   * (RFC 7162 3.2.4). Otherwise the UID is told unless `uid` is false. `undefined` where there is nothing to tell, and for a message that is gone. It
   * counts as told.
   */
  changeResponse(uid: number, options: ChangeResponseOptions = {}): FetchResponseInit | UidFetchResponseInit | undefined {
    const { flags: tellsFlags = true, uid: tellsUid = true } = fieldsOf(options, 'tell change')
    const state = this.#isStored(uid) ? this.#describe(uid) : undefined
    if (state === undefined || (!tellsFlags && !this.condstore)) return undefined
    const { uid: told, flags, ...items } = this.#itemsOf(uid, state)
    const response = this.fetchResponse(uid, {
      ...(tellsUid || this.condstore ? { uid: told } : {}),
      ...(tellsFlags ? { flags } : {}),
      ...items,
    })
    if (response !== undefined) this.#changed.delete(uid)
    return response
  }

  /** FETCH with the number that the client has for the message, or UIDFETCH; `undefined` for a message that it does not count. */
  fetchResponse(uid: number, items: FetchResponseInit['items']): FetchResponseInit | UidFetchResponseInit | undefined {
    const sequence = this.#told.sequenceOf(uid)
    if (sequence === 0) return undefined
    return this.#modes.uidOnly ? { type: 'uidfetch', uid, items } : { type: 'fetch', sequence, items }
  }

  /**
   * The HIGHESTMODSEQ that the client may be told behind `news`, where the mailbox's is `highest`: one below that of the first expunge which it was not
   * told of, so that it asks for that again once the connection is lost (RFC 7162 3.2, 6).
   */
  highestModseq(highest: bigint): bigint {
    return this.#gone.highestModseq(highest)
  }

  // ----- What a command means -----

  /**
   * The messages that a command names, ascending and each once. `*` is the last one that the client counts. Message numbers above that and UIDs that it
   * does not count are passed over; see {@link SessionView.isOutOfRange}. Of `$` those that are gone are left out at once (RFC 5182 2.1).
   *
   * @throws {@link ImapError} `bad-value` for what is not a set
   */
  *named(messages: NamedMessages): IterableIterator<NamedMessage> {
    const { uid, set } = fieldsOf(messages, 'read messages')
    const isSaved = set === '$'
    for (const one of messagesNamed(this.#told, isSaved ? { uid: true, set: this.#saved } : { uid, set })) {
      const isExpunged = !this.#isStored(one.uid)
      if (!(isSaved && isExpunged)) yield { ...one, isExpunged }
    }
  }

  /**
   * True for message numbers that there are not, and for `*` in an empty mailbox: the command is answered by BAD (RFC 9051 9, `seq-number`). UIDs that
   * there are not are no error (RFC 9051 6.4.9).
   *
   * @throws {@link ImapError} `bad-value` for what is not a set
   */
  isOutOfRange(messages: NamedMessages): boolean {
    const { uid, set } = fieldsOf(messages, 'read messages')
    return !uid && set !== '$' && exceeds(set, this.size)
  }

  /** The number of the last message, or its UID: what `*` stands for; 0 in an empty mailbox. */
  largest(uid: boolean): number {
    return uid ? this.#told.lastUid : this.#told.size
  }

  /** The UID of a message by its number; 0 where there is none. */
  uidOf(sequence: number): number {
    return this.#told.uidAt(wholeNumberOf(sequence, 'look up message'))
  }

  /** The number of a message by its UID; 0 for one that the client does not count. */
  sequenceOf(uid: number): number {
    return this.#told.sequenceOf(wholeNumberOf(uid, 'look up message'))
  }

  /**
   * Remembers what `$` stands for: what the last SEARCH with SAVE found (RFC 5182 2.1). A new view begins with nothing.
   *
   * @throws {@link ImapError} `bad-value` for what are no UIDs
   */
  save(uids: Uids): void {
    this.#saved = uidRanges(uids, 'save messages')
    this.#hasStaleSaved = true
  }

  /** The UIDs of `$`, ascending, without those that are gone (RFC 5182 2.1). */
  get saved(): SequenceSet {
    if (this.#hasStaleSaved) {
      const saved: { start: number; end: number }[] = []
      for (const { uid } of this.named({ uid: true, set: '$' })) {
        const last = saved.at(-1)
        if (last?.end === uid - 1) last.end = uid
        else saved.push({ start: uid, end: uid })
      }
      this.#saved = saved
      this.#hasStaleSaved = false
    }
    return this.#saved
  }

  #isStored(uid: number): boolean {
    return this.#gone.count === 0 || this.#stored.sequenceOf(uid) > 0
  }
}
