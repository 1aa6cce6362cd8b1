/**
 * A client's view of a mailbox (RFC 9051 2.3, RFC 7162 6): its messages, by number while it is selected and by UID always, and the data kept for them.
 * It is used beside a session and receives its events; it sends nothing. Violations by the server are reported as changes.
 */
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import type { ResponseCode } from '../response/code/code.js'
import type { Response } from '../response/response.js'
import type { ClientEvent, CompletedEvent, TaggedCommand } from '../session/events.js'
import { fieldsOf, functionOf, wholeNumberOf } from '../values.js'
import type { MailboxChange } from './change.js'
import { HighestModseq } from './highest-modseq.js'
import { MailboxState } from './mailbox-state.js'
import { MessageData } from './message-data.js'
import { Numbering } from './numbering.js'
import { Opening } from './opening.js'
import { checkCode, checkResponse } from './shown-response.js'
import { isSilentStore } from './silent-store.js'
import { type MailboxSnapshot, modseqOf, numberOf, readData, setOf, textOfSet, writeData } from './snapshot.js'

/** The options of a view. */
export interface MailboxViewOptions {
  /** Keeps the flags of each message, about 50 bytes each. `true` by default. */
  readonly flags?: boolean | undefined
  /** Keeps the mod-sequence of each message (RFC 7162 3.1), for STORE with UNCHANGEDSINCE. `false` by default. */
  readonly modseqs?: boolean | undefined
  /** The result of {@link MailboxView.toJSON} in an earlier session. */
  readonly snapshot?: MailboxSnapshot | undefined
  /**
   * True while the server may send EXPUNGE: `() => session.mayExpunge` of a `ClientConnection`. Without it EXPUNGE is accepted at any time.
   */
  readonly mayExpunge?: (() => boolean) | undefined
}

/** Options for opening a mailbox. */
export interface OpeningOptions {
  /** True if SELECT had the parameter QRESYNC with the values of this view (RFC 7162 3.2.5). */
  readonly qresync?: boolean | undefined
  /** The name in SELECT, to distinguish its responses from those of another open SELECT. */
  readonly mailbox?: string | undefined
}

/**
 * A client's view of one mailbox (RFC 9051 2.3.1, 7.4, 7.5; RFC 7162): it converts message numbers to UIDs and back in logarithmic time, and keeps flags
 * and mod-sequences on request. Consecutive UIDs are kept as ranges: apart from flags, a million messages take a few bytes, or 8 bytes each if no two
 * UIDs are consecutive.
 *
 * @example
 * const view = new MailboxView()
 * view.opening()
 * view.take({ type: 'response', command: undefined, response: decodeResponse(new TextEncoder().encode('* 2 EXISTS\r\n')) })
 * view.opened({ name: 'READ-WRITE' }) // => [{ type: 'opened', renumbered: false }, { type: 'appeared', sequence: 1, count: 2 }]
 * view.size // => 2
 */
export class MailboxView {
  readonly #state: MailboxState
  #opening: Opening | undefined
  #isOpen = false

  /** @throws {@link ImapError} `bad-value` for an invalid snapshot */
  constructor(options: MailboxViewOptions = {}) {
    const { flags = true, modseqs = false, snapshot, mayExpunge = () => true } = fieldsOf(options, 'make view')
    functionOf(mayExpunge, 'make view: mayExpunge')
    const data = new MessageData(flags, modseqs)
    if (snapshot === undefined) {
      this.#state = new MailboxState(new Numbering([], true), data, new HighestModseq(undefined), mayExpunge)
      return
    }
    const { uids, highestModseq, isGapless, uidNext, uidValidity } = fieldsOf(snapshot, 'read snapshot')
    const modseq = new HighestModseq(highestModseq === undefined ? undefined : modseqOf(highestModseq))
    this.#state = new MailboxState(new Numbering(setOf(uids), isGapless === true), data, modseq, mayExpunge)
    this.#state.uidValidity = numberOf(uidValidity, 'UIDVALIDITY')
    this.#state.uidNext = numberOf(uidNext, 'UIDNEXT')
    readData(snapshot, data, this.uids)
  }

  /** True while the mailbox is selected, so that message numbers are valid. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The number of messages; of a closed mailbox, the number of known ones. */
  get size(): number {
    return this.#state.numbers.list.size
  }

  /** UIDVALIDITY (RFC 9051 2.3.1.1); `undefined` until received. */
  get uidValidity(): number | undefined {
    return this.#state.uidValidity
  }

  /** The lowest UID of new messages, as last received; `undefined` until then. */
  get uidNext(): number | undefined {
    return this.#state.uidNext
  }

  /**
   * The mod-sequence up to which every change is known (RFC 7162 6); `undefined` if the server has none, or before {@link settle}. The value of a
   * completion counts once a later command is completed too, as Dovecot 2.3 sends some changes that late.
   */
  get highestModseq(): bigint | undefined {
    return this.#state.modseq.value
  }

  /** The known UIDs, ascending, including earlier ones while it is not known which of them still exist. */
  get uids(): SequenceSet {
    return this.#state.numbers.uids
  }

  /** True if the UID of each message is known, and which of the earlier messages still exist. */
  get isComplete(): boolean {
    return !this.#state.isLost && this.#state.numbers.isComplete
  }

  /** True while it is not known whether earlier messages still exist. */
  get isUnsettled(): boolean {
    return this.#state.numbers.before !== undefined
  }

  /** True for a closed mailbox without unknown messages before the last known one, so that its numbers may be matched (RFC 7162 3.2.5.2). */
  get isGapless(): boolean {
    return this.#state.numbers.isGapless
  }

  /** True once message numbers and UIDs contradicted each other: {@link restart} it, and fetch all UIDs. */
  get isLost(): boolean {
    return this.#state.isLost
  }

  /** True if flags are kept. */
  get keepsFlags(): boolean {
    return this.#state.data.keepsFlags
  }

  /** True if mod-sequences are kept. */
  get keepsModseqs(): boolean {
    return this.#state.data.keepsModseqs
  }

  /** True if message numbers may not be used: UIDONLY is enabled (RFC 9586). */
  get isUidOnly(): boolean {
    return this.#state.numbers.isUidOnly
  }

  /** The message numbers whose UIDs are not known, ascending. */
  get unknown(): SequenceSet {
    return this.#state.numbers.unknown
  }

  /** The UID of a message number; 0 if it is not known, or if there is no such message. */
  uidOf(sequence: number): number {
    return this.#state.numbers.list.uidAt(wholeNumberOf(sequence, 'look up message'))
  }

  /**
   * The UIDs, ascending, of messages whose flags or mod-sequence are kept but not known: stale ones, and new messages for which they were not received. A
   * resynchronization fetches them.
   */
  get incomplete(): SequenceSet {
    return this.#state.incomplete
  }

  /** The message number of a UID; 0 if no message is known to have it. */
  sequenceOf(uid: number): number {
    return this.#state.numbers.list.sequenceOf(wholeNumberOf(uid, 'look up message'))
  }

  /** The flags of a UID, as received (RFC 9051 2.3.2); `undefined` if they are not known. */
  flagsOf(uid: number): readonly string[] | undefined {
    return this.#state.data.flagsOf(uid)
  }

  /** The mod-sequence of a UID (RFC 7162 3.1); `undefined` if it is not known. */
  modseqOf(uid: number): bigint | undefined {
    return this.#state.data.modseqOf(uid)
  }

  /** SELECT or EXAMINE of this mailbox was sent: the responses up to {@link opened} or {@link closed} answer it. */
  opening(options: OpeningOptions = {}): void {
    const { qresync = false, mailbox } = fieldsOf(options, 'open view')
    this.closed()
    this.#opening = new Opening(qresync, mailbox)
  }

  /** SELECT or EXAMINE succeeded, with this response code. {@link take} calls it when the command is completed. */
  opened(code?: ResponseCode): readonly MailboxChange[] {
    const opening = this.#opening
    if (opening === undefined) return []
    checkCode(code)
    opening.takeCode(code)
    this.#opening = undefined
    this.#isOpen = true
    this.#state.open(opening)
    return this.#changes()
  }

  /** The mailbox is no longer selected. Everything known by UID stays; message numbers are forgotten. */
  closed(): void {
    this.#opening = undefined
    if (this.#isOpen) this.#state.close()
    this.#isOpen = false
  }

  /** The session is over: nothing is selected, and nothing is enabled. {@link take} calls it when the session is closed. */
  disconnected(): void {
    this.closed()
    this.#state.disconnect()
  }

  /** Applies an event of the session, in order, and returns what changed. */
  take(event: ClientEvent): readonly MailboxChange[] {
    fieldsOf(event, 'show view')
    switch (event.type) {
      case 'response':
        checkResponse(event.response)
        this.#response(event.response, event.command)
        break
      case 'completed':
        return this.#completed(event)
      // An invalid line may have been an expunge.
      case 'protocol-error':
        if (event.fatal) this.disconnected()
        else if (this.#opening !== undefined) this.#opening.isDamaged = true
        else if (this.#isOpen) this.#state.lose()
        break
      case 'closed':
        this.disconnected()
        break
      default:
    }
    return this.#changes()
  }

  #response(response: Response, command: TaggedCommand | undefined): void {
    if (response.type === 'enabled') this.#state.enable(response.capabilities)
    else if (this.#opening !== undefined) {
      if (this.#opening.isFor(command)) this.#opening.take(response)
    } else if (!this.#isOpen) return
    // The mailbox was closed (RFC 7162 3.2.11). Without this code, the responses to SELECT are for the other mailbox.
    else if ('code' in response && response.code?.name === 'CLOSED') this.closed()
    else if (command?.verb !== 'select' && command?.verb !== 'examine') this.#state.take(response)
  }

  #completed(event: CompletedEvent): readonly MailboxChange[] {
    const command = fieldsOf(event.command, 'show view: command')
    const { type, code } = fieldsOf(event.response, 'show view: response')
    checkCode(code)
    switch (command.verb) {
      case 'select':
      case 'examine':
        // Another mailbox is selected, or none (RFC 9051 6.3.2).
        if (this.#opening?.isFor(command) === false) break
        if (this.#opening !== undefined && type === 'ok') return this.opened(code)
        this.closed()
        break
      case 'close':
      case 'unselect':
      case 'unauthenticate':
        if (type === 'ok') this.closed()
        break
      default:
        if (!this.#isOpen) break
        if (isSilentStore(command) && type !== 'bad')
          this.#state.stored(command, event.order, type === 'ok' ? modifiedOf(code) : undefined)
        this.#state.completed(event)
    }
    return this.#changes()
  }

  #changes(): readonly MailboxChange[] {
    const { changes } = this.#state
    if (changes.length > 0) this.#state.changes = []
    return changes
  }

  /**
   * Applies the UIDs of the first messages, complete and ascending, as from `UID SEARCH ALL`. `undefined` if they contradict what is known, because a
   * message was expunged meanwhile.
   */
  identify(uids: SequenceSet): readonly MailboxChange[] | undefined {
    return this.#isOpen && this.#state.identify(normalizeSequenceSet(uids)) ? this.#changes() : undefined
  }

  /** Forgets all numbers, to fetch all UIDs again in the same session. Everything known by UID stays. */
  restart(): void {
    if (this.#isOpen) this.#state.restart()
  }

  /** Assumes the earlier messages, as none were added or expunged (RFC 7162 3.1.2.1). False if their number differs. */
  adopt(): boolean {
    return this.#isOpen && this.#state.adopt()
  }

  /**
   * Everything requested was received: earlier messages that were not reported are gone. {@link highestModseq} counts from now on, unless part of the
   * response was damaged. `undefined`, without a change, while a UID is not known.
   */
  settle(isWhole = true): readonly MailboxChange[] | undefined {
    return this.#isOpen && this.#state.settle(isWhole) ? this.#changes() : undefined
  }

  /** The state to keep until another session: plain values, for `JSON.stringify`. */
  toJSON(): MailboxSnapshot {
    const { modseq, data, uidValidity, uidNextKept: uidNext, numbers } = this.#state
    const highestModseq = modseq.value === undefined ? undefined : String(modseq.value)
    const isGapless = this.#isOpen ? numbers.hasOnlyTail : numbers.isGapless
    return { uidValidity, uidNext, highestModseq, uids: textOfSet(numbers.uids), isGapless, ...writeData(data) }
  }
}

/** The messages that a conditional STORE did not change (RFC 7162 3.1.3). */
const modifiedOf = (code: ResponseCode | undefined): SequenceSet => (code?.name === 'MODIFIED' ? code.set : [])
