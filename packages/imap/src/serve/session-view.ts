/**
 * The message numbers of a mailbox in one session of a server (RFC 9051 2.3.1.2, 5.2, 7.5.1; RFC 2180 4; RFC 7162 3.2). The store reports changes at any
 * time; the client receives them from `news`. Until then an expunged message keeps its number, and a new message has none.
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
 * The messages of a selected mailbox, by their numbers in one session.
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
  /** The messages that the client knows, by its numbers. */
  readonly #told: UidList
  /** The messages in the mailbox. */
  readonly #stored: UidList
  readonly #modes: EnabledModes
  /** The largest identifier that EXISTS included, and the largest of all. */
  #lastTold: number
  #lastStored: number
  /** Expunged messages that the client still counts. */
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

  /** The number of messages that the client counts: that of the last EXISTS, minus the expunges sent since. */
  get size(): number {
    return this.#told.size
  }

  /** The UIDs that the client counts, ascending. */
  get uids(): SequenceSet {
    return this.#told.toSet()
  }

  /** True if MODSEQ is sent with changes (RFC 7162 3.1). */
  get condstore(): boolean {
    return this.#modes.condstore
  }

  /** True if VANISHED replaces EXPUNGE (RFC 7162 3.2.10). */
  get vanishes(): boolean {
    return this.#modes.vanishes
  }

  /** True if an expunge has not been sent to the client yet. */
  get holdsExpunges(): boolean {
    return this.#gone.count > 0
  }

  /** True if there is news, even if it can only be sent during a command that allows numbers to change. */
  get hasNews(): boolean {
    return this.#gone.count > 0 || this.#untold > 0 || this.#changed.size > 0
  }

  /** The number of new messages not announced yet. */
  get #untold(): number {
    return this.#stored.size - (this.#told.size - this.#gone.count)
  }

  /**
   * Adds modes that the client enabled during the session. True if mod-sequences are sent from now on, so that HIGHESTMODSEQ is due (RFC 7162 3.1).
   *
   * @throws {@link ImapError} `bad-value` for modes that are not booleans, before any is enabled
   */
  enable(modes: SessionModes): boolean {
    const before = this.condstore
    this.#modes.enable(modes)
    return this.condstore && !before
  }

  // ----- Changes in the store -----

  /**
   * Reports new messages, with UIDs above all earlier ones (RFC 9051 2.3.1.1).
   *
   * @throws {@link ImapError} `bad-value` for lower or invalid UIDs, before any is added
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
   * Reports expunged messages; unknown UIDs are ignored. `modseq` is that of the expunge (RFC 7162 3.2): without it {@link highestModseq} does not
   * stay below it.
   *
   * @throws {@link ImapError} `bad-value` for invalid UIDs or an invalid mod-sequence, before any change
   */
  expunged(uids: Uids, modseq?: bigint): void {
    if (modseq !== undefined) modseqOf(modseq, 'expunge messages: modseq')
    for (const { start, end } of uidRanges(uids, 'expunge messages'))
      for (const removed of this.#stored.removeRange(start, end) as readonly UidRange[]) {
        this.#saved.expunged()
        // A message that was expunged before it was announced is never reported.
        if (removed.start > this.#lastTold) continue
        this.#gone.add({ start: removed.start, end: Math.min(removed.end, this.#lastTold) }, modseq)
      }
  }

  /**
   * Reports changed flags or other metadata. If this session made the change, pass its view as `by`: the command's own responses report it.
   *
   * @throws {@link ImapError} `bad-value` for invalid UIDs
   */
  changed(uids: Uids, by?: object): void {
    const ranges = uidRanges(uids, 'change messages')
    if (by === this) return
    for (const { uid } of messagesNamed(this.#told, { uid: true, set: ranges })) this.#changed.mark(uid)
  }

  /** True if others changed the message since the client last received it; the caller must report it now (RFC 9051 6.4.6). */
  takeChange(uid: number): boolean {
    return this.#changed.unmark(wholeNumberOf(uid, 'look up message'))
  }

  // ----- Responses to the client -----

  /**
   * The responses to send now: EXPUNGE or VANISHED, then EXISTS, then FETCH with flags that others changed. With `mayExpunge` false, numbers do not
   * change (RFC 9051 7.5.1, RFC 7162 3.2.10), and expunges wait. Without a command, pass true only during IDLE and after NOTIFY with MessageExpunge
   * (RFC 5465 5.3). CLOSE and UNSELECT report nothing, and need no news.
   *
   * @throws {@link ImapError} `bad-value` if `mayExpunge` is not a boolean, or `describe` gives an invalid state: then nothing counts as sent
   */
  news(options: { readonly mayExpunge: boolean }): ResponseInit[] {
    const mayExpunge = booleanOf(fieldsOf(options, 'tell news').mayExpunge, 'tell news: mayExpunge')
    // Ask the store first: if it throws, nothing counts as sent.
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
   * The FETCH response for a change: the flags, unless `flags` is false (STORE with .SILENT), and MODSEQ with the UID if the client receives
   * mod-sequences (RFC 7162 3.2.4). Otherwise the UID is included unless `uid` is false. `undefined` if there is nothing to send, and for an expunged
   * message. The change then counts as sent.
   *
   * @throws {@link ImapError} `bad-value` for invalid arguments, or an invalid state from `describe`: then the change does not count as sent
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

  /** FETCH with the client's number of the message, or UIDFETCH; `undefined` for a message that the client does not count. */
  fetchResponse(uid: number, items: FetchResponseInit['items']): FetchResponseInit | UidFetchResponseInit | undefined {
    const sequence = this.sequenceOf(uid)
    if (sequence === 0) return undefined
    return this.#modes.uidOnly ? { type: 'uidfetch', uid, items } : { type: 'fetch', sequence, items }
  }

  /**
   * The HIGHESTMODSEQ to send after `news`, given the mailbox's `highest`: one below that of the first expunge not sent yet, so that the client asks for
   * it again if the connection is lost (RFC 7162 3.2, 6).
   *
   * @throws {@link ImapError} `bad-value` unless `highest` is a bigint from 0
   */
  highestModseq(highest: bigint): bigint {
    return this.#gone.highestModseq(modseqOf(highest, 'tell HIGHESTMODSEQ'))
  }

  // ----- Messages of commands -----

  /**
   * The messages that a command names, ascending and each once. `*` is the last one that the client counts. Message numbers above that, and UIDs that
   * the client does not count, are skipped; see {@link SessionView.isOutOfRange}. Expunged messages are removed from `$` at once (RFC 5182 2.1).
   *
   * @throws {@link ImapError} `bad-value` for an invalid set
   */
  *named(messages: NamedMessages): IterableIterator<NamedMessage> {
    const { uid, set } = fieldsOf(messages, 'read messages')
    booleanOf(uid, 'read messages: uid')
    // `saved` no longer contains expunged messages.
    for (const one of messagesNamed(this.#told, set === '$' ? { uid: true, set: this.saved } : { uid, set }))
      yield { ...one, isExpunged: !this.#isStored(one.uid) }
  }

  /**
   * True for message numbers that do not exist, and for `*` in an empty mailbox: answer the command with BAD (RFC 9051 9, `seq-number`). UIDs that do
   * not exist are not an error (RFC 9051 6.4.9).
   *
   * @throws {@link ImapError} `bad-value` for an invalid set
   */
  isOutOfRange(messages: NamedMessages): boolean {
    const { uid, set } = fieldsOf(messages, 'read messages')
    return !booleanOf(uid, 'read messages: uid') && set !== '$' && exceeds(set, this.size)
  }

  /** The number of the last message, or its UID, which is the value of `*`; 0 in an empty mailbox. */
  largest(uid: boolean): number {
    return booleanOf(uid, 'look up last message: uid') ? this.#told.lastUid : this.#told.size
  }

  /** The UID of a message by its number; 0 if there is none. */
  uidOf(sequence: number): number {
    return this.#told.uidAt(wholeNumberOf(sequence, 'look up message'))
  }

  /** The number of a message by its UID; 0 for one that the client does not count. */
  sequenceOf(uid: number): number {
    return this.#told.sequenceOf(wholeNumberOf(uid, 'look up message'))
  }

  /**
   * Sets the value of `$`: the result of the last SEARCH with SAVE (RFC 5182 2.1). It is empty in a new view.
   *
   * @throws {@link ImapError} `bad-value` for invalid UIDs
   */
  save(uids: Uids): void {
    this.#saved.save(uidRanges(uids, 'save messages'))
  }

  /** The UIDs of `$`, ascending, without expunged ones (RFC 5182 2.1). */
  get saved(): SequenceSet {
    return this.#saved.uids(this.#told, this.#stored)
  }

  #isStored(uid: number): boolean {
    return this.#gone.count === 0 || this.#stored.sequenceOf(uid) > 0
  }
}
