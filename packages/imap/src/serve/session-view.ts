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
import { booleanOf, fieldsOf, functionOf, wholeNumberOf } from '../values.js'
import { ChangedMessages, type DescribedMessage } from './changed-messages.js'
import { EnabledModes } from './enabled-modes.js'
import { HeldExpunges } from './held-expunges.js'
import { modseqOf } from './modseq.js'
import { SavedMessages } from './saved-messages.js'
import type { ChangeResponseOptions, SessionModes, SessionViewOptions } from './session-options.js'
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
  readonly #modes: EnabledModes
  /** The largest identifier that the client was told of by EXISTS, and the largest of all. */
  #lastTold: number
  #lastStored: number
  /** What is gone of what the client knows. */
  readonly #gone = new HeldExpunges()
  readonly #changed: ChangedMessages
  readonly #saved = new SavedMessages()

  /** @throws {@link ImapError} `bad-value` for options of another type, and for UIDs that are not in 1 to 4294967295 */
  constructor(options: SessionViewOptions) {
    const { uids, hasModseqs = true, describe } = fieldsOf(options, 'make SessionView')
    functionOf(describe, 'make SessionView: describe')
    const set = uidRanges(uids, 'make SessionView: uids')
    this.#told = new UidList(set)
    this.#stored = new UidList(set)
    this.#lastTold = this.#lastStored = this.#told.lastUid
    this.#changed = new ChangedMessages(uid => (this.#isStored(uid) ? describe(uid) : undefined))
    this.#modes = new EnabledModes(booleanOf(hasModseqs, 'make SessionView: hasModseqs'))
    this.#modes.enable(options)
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
    return this.#modes.condstore
  }

  /** True where VANISHED takes the place of EXPUNGE (RFC 7162 3.2.10). */
  get vanishes(): boolean {
    return this.#modes.vanishes
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

  /**
   * Takes in what the client switched on during the session. True where mod-sequences are told from now on: HIGHESTMODSEQ is due (RFC 7162 3.1).
   *
   * @throws {@link ImapError} `bad-value` for modes that are not booleans, before any is taken in
   */
  enable(modes: SessionModes): boolean {
    const before = this.condstore
    this.#modes.enable(modes)
    return this.condstore && !before
  }

  // ----- What the store says -----

  /**
   * Messages came, with UIDs above all that there ever were (RFC 9051 2.3.1.1).
   *
   * @throws {@link ImapError} `bad-value` for lower or invalid UIDs, before any is taken in
   */
  appended(uids: Uids): void {
    const ranges = uidRanges(uids, 'append messages')
    const first = ranges[0]?.start ?? Number.POSITIVE_INFINITY
    if (first <= this.#lastStored)
      fail('bad-value', 0, `append messages: UID ${first} is not above the last one, ${this.#lastStored}`)
    for (const { start, end } of ranges) {
      this.#stored.append(start, end)
      this.#lastStored = end
    }
  }

  /**
   * Messages are gone for good; UIDs of others are passed over. `modseq` is the one of the
   * expunge (RFC 7162 3.2): without it {@link highestModseq} does not stay below it.
   *
   * @throws {@link ImapError} `bad-value` for invalid UIDs or an invalid mod-sequence, before any is taken in
   */
  expunged(uids: Uids, modseq?: bigint): void {
    if (modseq !== undefined) modseqOf(modseq, 'expunge messages: modseq')
    for (const { start, end } of uidRanges(uids, 'expunge messages'))
      for (const removed of this.#stored.removeRange(start, end) as readonly UidRange[]) {
        this.#saved.expunged()
        // A message that came and went before it was announced is never told of.
        if (removed.start > this.#lastTold) continue
        this.#gone.add({ start: removed.start, end: Math.min(removed.end, this.#lastTold) }, modseq)
      }
  }

  /**
   * Flags changed, or other metadata. What this session did itself is no news: `by` is the view then, and the command's own responses tell of it.
   *
   * @throws {@link ImapError} `bad-value` for invalid UIDs
   */
  changed(uids: Uids, by?: object): void {
    const ranges = uidRanges(uids, 'change messages')
    if (by === this) return
    for (const { uid } of messagesNamed(this.#told, { uid: true, set: ranges })) this.#changed.mark(uid)
  }

  /** True where others changed the message since the client was told of it; the caller tells the client now (RFC 9051 6.4.6). */
  takeChange(uid: number): boolean {
    return this.#changed.unmark(wholeNumberOf(uid, 'look up message'))
  }

  // ----- What the client is told -----

  /**
   * What may be told now: EXPUNGE or VANISHED, then EXISTS, then FETCH with the flags that others changed. With `mayExpunge` false numbers stay as
   * they are (RFC 9051 7.5.1, RFC 7162 3.2.10): what is gone is told another time. Without a command it is true during IDLE, and behind a NOTIFY with
   * MessageExpunge (RFC 5465 5.3) alone. CLOSE and UNSELECT tell nothing, and need no news.
   *
   * @throws {@link ImapError} `bad-value` where `mayExpunge` is not a boolean, or `describe` gives a state of another type: nothing counts as told then
   */
  news(options: { readonly mayExpunge: boolean }): ResponseInit[] {
    const mayExpunge = booleanOf(fieldsOf(options, 'tell news').mayExpunge, 'tell news: mayExpunge')
    // The store is asked first: if it throws, nothing was taken for told.
    const changes = this.#changed.takeAll()
    const told: ResponseInit[] = []
    if (mayExpunge && this.#gone.count > 0) this.#tellExpunged(told)
    if (this.#untold > 0) {
      for (let at = this.#stored.firstFrom(this.#lastTold + 1); at <= this.#stored.size; at++)
        this.#told.append(this.#stored.uidAt(at))
      told.push({ type: 'exists', number: this.#told.size })
    }
    this.#lastTold = this.#lastStored
    for (const state of changes) {
      const response = this.fetchResponse(state.uid, this.#itemsOf(state, true, true))
      if (response !== undefined) told.push(response)
    }
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

  #itemsOf({ uid, flags, modseq }: DescribedMessage, tellsFlags: boolean, tellsUid: boolean): FetchResponseInit['items'] {
    return {
      ...((tellsUid || this.condstore) && !this.#modes.uidOnly ? { uid } : {}),
      ...(tellsFlags ? { flags } : {}),
      ...(this.condstore && modseq !== undefined ? { modseq } : {}),
    }
  }

  /**
   * FETCH that tells of a change: the flags, unless `flags` is false (STORE with .SILENT), and MODSEQ with the UID once the client is told mod-sequences
   * (RFC 7162 3.2.4). Otherwise the UID is told unless `uid` is false. `undefined` where there is nothing to tell, and for a message that is gone. It
   * counts as told.
   *
   * @throws {@link ImapError} `bad-value` for arguments of another type, or where `describe` gives such a state: the change does not count as told then
   */
  changeResponse(uid: number, options: ChangeResponseOptions = {}): FetchResponseInit | UidFetchResponseInit | undefined {
    const { flags: tellsFlags = true, uid: tellsUid = true } = fieldsOf(options, 'tell change')
    booleanOf(tellsFlags, 'tell change: flags')
    booleanOf(tellsUid, 'tell change: uid')
    if (this.sequenceOf(uid) === 0 || (!tellsFlags && !this.condstore)) return undefined
    const wasChanged = this.#changed.has(uid)
    const state = this.#changed.take(uid)
    if (state === undefined) return undefined
    if (tellsFlags || state.modseq !== undefined) return this.fetchResponse(uid, this.#itemsOf(state, tellsFlags, tellsUid))
    if (wasChanged) this.#changed.mark(uid)
    return undefined
  }

  /** FETCH with the number that the client has for the message, or UIDFETCH; `undefined` for a message that it does not count. */
  fetchResponse(uid: number, items: FetchResponseInit['items']): FetchResponseInit | UidFetchResponseInit | undefined {
    const sequence = this.sequenceOf(uid)
    if (sequence === 0) return undefined
    return this.#modes.uidOnly ? { type: 'uidfetch', uid, items } : { type: 'fetch', sequence, items }
  }

  /**
   * The HIGHESTMODSEQ that the client may be told behind `news`, where the mailbox's is `highest`: one below that of the first expunge which it was not
   * told of, so that it asks for that again once the connection is lost (RFC 7162 3.2, 6).
   *
   * @throws {@link ImapError} `bad-value` unless `highest` is a bigint from 0
   */
  highestModseq(highest: bigint): bigint {
    return this.#gone.highestModseq(modseqOf(highest, 'tell HIGHESTMODSEQ'))
  }

  // ----- What a command means -----

  /**
   * The messages that a command names, ascending and each once. `*` is the last one that the client counts. Message numbers above that and UIDs that it
   * does not count are passed over; see {@link SessionView.isOutOfRange}. Of `$` those that are gone are left out at once (RFC 5182 2.1).
   *
   * @throws {@link ImapError} `bad-value` for an invalid set
   */
  *named(messages: NamedMessages): IterableIterator<NamedMessage> {
    const { uid, set } = fieldsOf(messages, 'read messages')
    booleanOf(uid, 'read messages: uid')
    // What is gone from `$` is not in it any more.
    for (const one of messagesNamed(this.#told, set === '$' ? { uid: true, set: this.saved } : { uid, set }))
      yield { ...one, isExpunged: !this.#isStored(one.uid) }
  }

  /**
   * True for message numbers that there are not, and for `*` in an empty mailbox: the command is answered by BAD (RFC 9051 9, `seq-number`). UIDs that
   * there are not are no error (RFC 9051 6.4.9).
   *
   * @throws {@link ImapError} `bad-value` for an invalid set
   */
  isOutOfRange(messages: NamedMessages): boolean {
    const { uid, set } = fieldsOf(messages, 'read messages')
    return !booleanOf(uid, 'read messages: uid') && set !== '$' && exceeds(set, this.size)
  }

  /** The number of the last message, or its UID: what `*` stands for; 0 in an empty mailbox. */
  largest(uid: boolean): number {
    return booleanOf(uid, 'look up last message: uid') ? this.#told.lastUid : this.#told.size
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
   * @throws {@link ImapError} `bad-value` for invalid UIDs
   */
  save(uids: Uids): void {
    this.#saved.save(uidRanges(uids, 'save messages'))
  }

  /** The UIDs of `$`, ascending, without those that are gone (RFC 5182 2.1). */
  get saved(): SequenceSet {
    return this.#saved.uids(this.#told, this.#stored)
  }

  #isStored(uid: number): boolean {
    return this.#gone.count === 0 || this.#stored.sequenceOf(uid) > 0
  }
}
