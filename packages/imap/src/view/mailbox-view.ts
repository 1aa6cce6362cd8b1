/**
 * A mailbox as a client knows it (RFC 9051 2.3, RFC 7162 6): which messages it has, by number while it is selected and by UID always, and what of
 * them is kept. It is used beside a session and is passed its events; it sends nothing. Violations by the server are reported as changes.
 */
import type { SequenceSet } from '../mailbox/sequence-set.js'
import { normalizeSequenceSet } from '../mailbox/set-algebra.js'
import type { ResponseCode } from '../response/code/code.js'
import type { Response } from '../response/response.js'
import type { ClientEvent, CompletedEvent, TaggedCommand } from '../session/events.js'
import { fieldsOf, functionOf } from '../values.js'
import type { MailboxChange } from './change.js'
import { HighestModseq } from './highest-modseq.js'
import { MailboxState } from './mailbox-state.js'
import { MessageData } from './message-data.js'
import { Numbering } from './numbering.js'
import { Opening } from './opening.js'
import { isSilentStore } from './silent-store.js'
import { type MailboxSnapshot, modseqOf, numberOf, readData, setOf, textOfSet, writeData } from './snapshot.js'

/** What a view keeps. */
export interface MailboxViewOptions {
  /** Flags of each message: some 50 bytes each. `true` by default. */
  readonly flags?: boolean | undefined
  /** The mod-sequence of each message (RFC 7162 3.1), for STORE with UNCHANGEDSINCE. `false` by default. */
  readonly modseqs?: boolean | undefined
  /** What {@link MailboxView.toJSON} gave in another session. */
  readonly snapshot?: MailboxSnapshot | undefined
  /**
   * True while the server may tell that a message is gone: `() => session.mayExpunge` of a `ClientConnection`. Without it EXPUNGE is accepted
   * anywhere.
   */
  readonly mayExpunge?: (() => boolean) | undefined
}

/** How a mailbox is opened. */
export interface OpeningOptions {
  /** True where SELECT had the parameter QRESYNC with what this view knows (RFC 7162 3.2.5). */
  readonly qresync?: boolean | undefined
  /** The name in SELECT, by which the answer is told from that of another one under way. */
  readonly mailbox?: string | undefined
}

/**
 * A client's view of one mailbox (RFC 9051 2.3.1, 7.4, 7.5; RFC 7162): message numbers to UIDs and back in logarithmic time, flags and
 * mod-sequences where they are kept. Consecutive UIDs are kept as ranges: a million messages take a few bytes, or 8 bytes each without any two UIDs
 * beside each other, besides the flags.
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

  /** @throws {@link ImapError} `bad-value` for what is not a snapshot */
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

  /** True between the completion of SELECT and the end of it: message numbers mean something. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** How many messages there are; of a closed mailbox, how many are known. */
  get size(): number {
    return this.#state.numbers.list.size
  }

  /** UIDVALIDITY (RFC 9051 2.3.1.1); `undefined` until it was told. */
  get uidValidity(): number | undefined {
    return this.#state.uidValidity
  }

  /** New messages have UIDs from this one on, as far as it was told; `undefined` until then. */
  get uidNext(): number | undefined {
    return this.#state.uidNext
  }

  /**
   * The mod-sequence up to which every change is known (RFC 7162 6); `undefined` where the server keeps none, or before {@link settle}. What a
   * completion says counts once a command that was sent after it is completed, too: Dovecot 2.3 tells some changes that late.
   */
  get highestModseq(): bigint | undefined {
    return this.#state.modseq.value
  }

  /** The UIDs that are known, ascending; those from before are among them while it is not known which of them are left. */
  get uids(): SequenceSet {
    return this.#state.numbers.uids
  }

  /** True where the UID of each message is known, and which of those from before are left. */
  get isComplete(): boolean {
    return !this.#state.isLost && this.#state.numbers.isComplete
  }

  /** True while messages from before are neither here nor gone. */
  get isUnsettled(): boolean {
    return this.#state.numbers.before !== undefined
  }

  /** True for a closed mailbox where every message was known up to the last one that is, so that its numbers may be matched (RFC 7162 3.2.5.2). */
  get isGapless(): boolean {
    return this.#state.numbers.isGapless
  }

  /** True once message numbers and UIDs did not fit: {@link restart} it, and ask for all UIDs. */
  get isLost(): boolean {
    return this.#state.isLost
  }

  /** True where flags are kept. */
  get keepsFlags(): boolean {
    return this.#state.data.keepsFlags
  }

  /** True where mod-sequences are kept. */
  get keepsModseqs(): boolean {
    return this.#state.data.keepsModseqs
  }

  /** True where numbers may not be used: UIDONLY is enabled (RFC 9586). */
  get isUidOnly(): boolean {
    return this.#state.numbers.isUidOnly
  }

  /** The message numbers whose UIDs are not known, ascending. */
  get unknown(): SequenceSet {
    return this.#state.numbers.unknown
  }

  /** The UID of a message number; 0 where it is not known, or there is no such message. */
  uidOf(sequence: number): number {
    return this.#state.numbers.list.uidAt(sequence)
  }

  /**
   * The UIDs of messages whose flags, or whose mod-sequence in a mailbox that has them, are kept and not known, ascending: those that are stale, and
   * those that came while they could not be told. A resynchronization asks for them.
   */
  get incomplete(): SequenceSet {
    return this.#state.incomplete
  }

  /** The message number of a UID; 0 where no message is known to have it. */
  sequenceOf(uid: number): number {
    return this.#state.numbers.list.sequenceOf(uid)
  }

  /** The flags of a UID, as they came (RFC 9051 2.3.2); `undefined` where they are not known. */
  flagsOf(uid: number): readonly string[] | undefined {
    return this.#state.data.flagsOf(uid)
  }

  /** The mod-sequence of a UID (RFC 7162 3.1); `undefined` where it is not known. */
  modseqOf(uid: number): bigint | undefined {
    return this.#state.data.modseqOf(uid)
  }

  /** SELECT or EXAMINE of this mailbox was sent: what is told now is the answer to it, up to {@link opened} or {@link closed}. */
  opening(options: OpeningOptions = {}): void {
    const { qresync = false, mailbox } = fieldsOf(options, 'open view')
    this.closed()
    this.#opening = new Opening(qresync, mailbox)
  }

  /** It succeeded, with this response code. {@link take} calls it when the command is completed. */
  opened(code?: ResponseCode): readonly MailboxChange[] {
    const opening = this.#opening
    if (opening === undefined) return []
    opening.takeCode(code)
    this.#opening = undefined
    this.#isOpen = true
    this.#state.open(opening)
    return this.#changes()
  }

  /** The mailbox is not selected any more. What is known stays; message numbers are forgotten. */
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

  /** Takes in what happened in the session, each event in its order, and gives what changed. */
  take(event: ClientEvent): readonly MailboxChange[] {
    fieldsOf(event, 'show view')
    switch (event.type) {
      case 'response':
        this.#response(fieldsOf(event.response, 'show view: response'), event.command)
        break
      case 'completed':
        return this.#completed(event)
      // A line that cannot be read may have told of a message that went.
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
    // The mailbox is left (RFC 7162 3.2.11). Without the code what answers SELECT is of the other one.
    else if ('code' in response && response.code?.name === 'CLOSED') this.closed()
    else if (command?.verb !== 'select' && command?.verb !== 'examine') this.#state.take(response)
  }

  #completed(event: CompletedEvent): readonly MailboxChange[] {
    const { command, response } = event
    const { type, code } = response
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
   * The UIDs of the first messages, all of them without a gap and ascending, as `UID SEARCH ALL` gives them. `undefined` where they do not fit: a
   * message went meanwhile.
   */
  identify(uids: SequenceSet): readonly MailboxChange[] | undefined {
    return this.#isOpen && this.#state.identify(normalizeSequenceSet(uids)) ? this.#changes() : undefined
  }

  /** Makes all numbers unknown, to ask for all UIDs again in the same session. What is known by UID stays. */
  restart(): void {
    if (this.#isOpen) this.#state.restart()
  }

  /** The mailbox has the messages that were known before, as none came and none went (RFC 7162 3.1.2.1). False where there are not as many. */
  adopt(): boolean {
    return this.#isOpen && this.#state.adopt()
  }

  /**
   * Everything that was asked for came: messages from before that were not told of are gone. {@link highestModseq} counts from now on, unless some
   * of the answer could not be read. `undefined`, and nothing changes, while a UID is not known.
   */
  settle(isWhole = true): readonly MailboxChange[] | undefined {
    return this.#isOpen && this.#state.settle(isWhole) ? this.#changes() : undefined
  }

  /** What may be kept until another session: plain values, for `JSON.stringify`. */
  toJSON(): MailboxSnapshot {
    const { modseq, data, uidValidity, uidNextKept: uidNext, numbers } = this.#state
    const highestModseq = modseq.value === undefined ? undefined : String(modseq.value)
    const isGapless = this.#isOpen ? numbers.hasOnlyTail : numbers.isGapless
    return { uidValidity, uidNext, highestModseq, uids: textOfSet(numbers.uids), isGapless, ...writeData(data) }
  }
}

/** The messages that a conditional STORE left as they are (RFC 7162 3.1.3). */
const modifiedOf = (code: ResponseCode | undefined): SequenceSet => (code?.name === 'MODIFIED' ? code.set : [])
