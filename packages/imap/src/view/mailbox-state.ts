/** A view's knowledge of its mailbox, and how each response changes it (RFC 9051 7.3 to 7.5, RFC 7162 3.2.10). */
import { upperAscii } from '@mailwire/bytes'
import { boundsOf, hasStar, type SequenceSet } from '../mailbox/sequence-set.js'
import { intersectSequenceSets, subtractSequenceSets } from '../mailbox/set-algebra.js'
import type { ResponseCode } from '../response/code/code.js'
import type { FetchResponse, UidFetchResponse } from '../response/fetch.js'
import type { Response } from '../response/response.js'
import type { Report } from '../response/rule.js'
import type { VanishedResponse } from '../response/vanished.js'
import type { CompletedEvent } from '../session/events.js'
import type { MailboxChange } from './change.js'
import { FlagNews } from './flag-news.js'
import type { HighestModseq } from './highest-modseq.js'
import type { MessageData } from './message-data.js'
import type { Numbering } from './numbering.js'
import type { Opening } from './opening.js'
import type { SilentStore } from './silent-store.js'
import type { Violation } from './violation.js'

type Fetched = (FetchResponse | UidFetchResponse) & Report

export class MailboxState {
  readonly numbers: Numbering
  readonly data: MessageData
  readonly modseq: HighestModseq
  uidValidity: number | undefined
  uidNext: number | undefined
  /** True once message numbers and UIDs no longer match. */
  isLost = false
  /** The changes of the current call. */
  changes: MailboxChange[] = []
  readonly #mayExpunge: () => boolean
  /** Enabled capabilities in upper case. */
  readonly #enabled = new Set<string>()
  readonly #flags: FlagNews

  constructor(numbers: Numbering, data: MessageData, modseq: HighestModseq, mayExpunge: () => boolean) {
    this.numbers = numbers
    this.data = data
    this.modseq = modseq
    this.#mayExpunge = mayExpunge
    this.#flags = new FlagNews(numbers, data, change => this.changes.push(change))
  }

  get #isUidOnly(): boolean {
    return this.numbers.isUidOnly
  }

  /** The UIDs of messages with data that is kept but not known. */
  get incomplete(): SequenceSet {
    return this.#flags.incomplete(this.modseq.isKept)
  }

  /** Records ENABLED. */
  enable(names: readonly string[]): void {
    for (const name of names) this.#enabled.add(upperAscii(name))
    this.numbers.isUidOnly = this.#enabled.has('UIDONLY')
  }

  /** The session is over. */
  disconnect(): void {
    this.#enabled.clear()
    this.numbers.isUidOnly = false
  }

  #violation(violation: Violation): void {
    this.changes.push({ type: 'violation', violation })
  }

  /** Message numbers are no longer trusted, nor data received for them. */
  lose(violation?: Violation): void {
    if (violation !== undefined) this.#violation(violation)
    if (this.isLost) return
    this.isLost = true
    this.#forgetNumbers()
    this.changes.push({ type: 'lost' })
  }

  /** SELECT or EXAMINE succeeded. */
  open(opening: Opening): void {
    const { exists = 0, uidValidity, uidNext, highestModseq, responses } = opening
    this.isLost = false
    this.#flags.opened(opening.permanentFlags)
    this.#validity(uidValidity)
    if (opening.hasNoModseq) this.#dropModseqs()
    const last = this.modseq.value
    this.modseq.opened(opening.hasNoModseq ? undefined : highestModseq)
    const isBack = last !== undefined && highestModseq !== undefined && highestModseq < last
    if (isBack) {
      this.#violation('modseq-decreased')
      this.modseq.value = undefined
    }
    if (opening.exists === undefined) this.#violation('exists-missing')
    if (opening.isQresync && last !== undefined && highestModseq !== undefined && !isBack) this.#goOn(exists, responses)
    else this.#begin(exists)
    if (uidNext !== undefined) this.#next(uidNext)
    for (const response of responses) if (response.type !== 'vanished' || !response.earlier) this.take(response)
    if (opening.isDamaged) this.lose()
  }

  #validity(uidValidity: number | undefined): void {
    const before = this.uidValidity
    const renumbered = before !== undefined && uidValidity !== undefined && uidValidity !== before
    this.changes.push({ type: 'opened', renumbered })
    if (renumbered) {
      if (uidValidity < before) this.#violation('uidvalidity-decreased')
      this.#forget()
    }
    this.uidValidity = uidValidity ?? before
  }

  #forget(): void {
    this.numbers.forget()
    this.data.clear()
    this.#flags.forget()
    this.modseq.drop()
    this.uidNext = undefined
  }

  #dropModseqs(): void {
    this.modseq.drop()
    this.data.forgetModseqs()
  }

  /** Starts with unknown messages, of which only the number is known. */
  #begin(exists: number): void {
    this.numbers.begin(exists)
    if (exists > 0) this.changes.push({ type: 'appeared', sequence: 1, count: exists })
  }

  /** Continues with the earlier messages, without the vanished ones, and with new ones (RFC 7162 3.2.5.1). */
  #goOn(exists: number, responses: readonly Response[]): void {
    const { isGapless } = this.numbers
    this.numbers.begin(exists)
    for (const response of responses) if (response.type === 'vanished' && response.earlier) this.#vanishedEarlier(response)
    const isResumed = isGapless && this.numbers.resume(exists)
    const first = isResumed ? exists - this.numbers.list.unknown + 1 : 1
    if (first <= exists) this.changes.push({ type: 'appeared', sequence: first, count: exists - first + 1 })
    if (isGapless && !isResumed) this.lose('exists-too-low')
  }

  #exists(number: number): void {
    const { size } = this.numbers.list
    if (number > size) {
      this.numbers.list.appendUnknown(number - size)
      this.changes.push({ type: 'appeared', sequence: size + 1, count: number - size })
    } else if (number < size) {
      this.numbers.begin(number)
      this.lose('exists-decreased')
    }
  }

  /** Applies a response while the mailbox is selected. */
  take(response: Response): void {
    if (response.type === 'exists') this.#exists(response.number)
    else if (response.type === 'expunge') this.#expunge(response.number)
    else if (response.type === 'vanished' && response.earlier) this.#vanishedEarlier(response)
    else if (response.type === 'vanished') this.#vanished(response)
    else if (response.type === 'fetch' || response.type === 'uidfetch') this.#fetched(response)
    else if ('code' in response) this.code(response.code)
  }

  /** Applies a response code about the selected mailbox. */
  code(code: ResponseCode | undefined): void {
    this.modseq.take(code)
    if (code?.name === 'NOMODSEQ') this.data.forgetModseqs()
    else if (code?.name === 'UIDNEXT') this.#next(code.value)
    else if (code?.name === 'PERMANENTFLAGS') this.#flags.permanent(code.flags)
    else if (code?.name === 'UIDVALIDITY' && code.value === 0) return
    else if (code?.name === 'UIDVALIDITY' && this.uidValidity === undefined) this.uidValidity = code.value
    else if (code?.name === 'UIDVALIDITY' && code.value !== this.uidValidity) {
      const { size } = this.numbers.list
      this.#gone(this.numbers.uids, 0)
      this.#forget()
      this.uidValidity = code.value
      this.numbers.list.appendUnknown(size)
      this.lose('uidvalidity-changed')
    }
  }

  #next(uidNext: number): void {
    if (uidNext < (this.uidNext ?? 0)) this.#violation('uidnext-decreased')
    else this.uidNext = uidNext
  }

  #expunge(number: number): void {
    const { list, before } = this.numbers
    if (this.#isUidOnly) this.#violation('number-with-uidonly')
    else if (number < 1 || number > list.size) this.lose('number-out-of-range')
    else {
      if (!this.#mayExpunge()) this.#violation('expunge-forbidden')
      if (this.#enabled.has('QRESYNC') && this.modseq.isKept) this.#violation('expunge-for-vanished')
      const uid = list.removeAt(number)
      if (uid > 0) before?.remove(uid)
      this.#gone(uid > 0 ? [{ start: uid, end: uid }] : [], uid > 0 ? 0 : 1)
    }
  }

  #vanished({ uids }: VanishedResponse): void {
    // It may mean any message (RFC 7162 7, `known-uids`).
    if (hasStar(uids)) this.lose()
    else {
      if (!this.#mayExpunge()) this.#violation('expunge-forbidden')
      const { gone, unknown, strangers } = this.numbers.vanish(uids)
      if (strangers > 0) this.#violation('vanished-unknown')
      this.#gone(gone, unknown)
    }
  }

  /** VANISHED (EARLIER) changes no number: its messages were expunged before the mailbox was selected. */
  #vanishedEarlier({ uids }: VanishedResponse): void {
    if (hasStar(uids)) this.lose()
    else {
      if (intersectSequenceSets(uids, this.numbers.list.toSet()).length > 0) this.#violation('vanished-counted')
      this.#gone(this.numbers.vanishEarlier(uids), 0)
    }
  }

  #gone(uids: SequenceSet, unknown: number): void {
    this.data.delete(uids)
    this.#flags.gone(uids)
    if (uids.length > 0 || unknown > 0) this.changes.push({ type: 'gone', uids, unknown })
  }

  #fetched(response: Fetched): void {
    const message = response.type === 'uidfetch' ? this.#byUid(response.uid) : this.#byNumber(response)
    if (message === undefined) return
    const { sequence, uid } = message
    const { flags, modseq } = response.items
    if (modseq !== undefined) {
      this.modseq.told(modseq)
      if (uid > 0) this.data.setModseq(uid, modseq)
    }
    if (flags !== undefined || modseq !== undefined) {
      const isChange = flags !== undefined && (uid === 0 || this.data.setFlags(uid, flags))
      this.changes.push({ type: 'flags', sequence, uid, flags, modseq, isChange })
    }
    const isDamaged = flags === undefined && response.damaged.some(({ name }) => name === 'FLAGS')
    // Flags up to the counted mod-sequence were received already.
    const isNews = modseq !== undefined && modseq > (this.modseq.value ?? 0n)
    if (flags !== undefined || modseq !== undefined || isDamaged)
      this.#flags.fetched(message, { hasFlags: flags !== undefined, isDamaged, isNews })
  }

  #byUid(uid: number): { readonly sequence: number; readonly uid: number } | undefined {
    const { list } = this.numbers
    if (uid < 1) {
      this.#violation('uid-zero')
      return undefined
    }
    // Without UIDONLY, UIDFETCH must be for a known message, as it has no number.
    if (this.#isUidOnly && list.sequenceOf(uid) === 0) {
      if (list.unknown === 0) this.#violation('exists-too-low')
      this.numbers.place(uid)
      this.#identified(0, uid)
    }
    return list.sequenceOf(uid) > 0 ? { sequence: 0, uid } : undefined
  }

  #byNumber({ sequence, items: { uid, flags } }: FetchResponse): { readonly sequence: number; readonly uid: number } | undefined {
    const { list } = this.numbers
    if (this.#isUidOnly) this.#violation('number-with-uidonly')
    else if (sequence < 1 || sequence > list.size) this.lose('number-out-of-range')
    else if (uid === 0) this.#violation('uid-zero')
    else if (uid === undefined) return { sequence, uid: list.uidAt(sequence) }
    else {
      const learned = list.learn(sequence, uid)
      if (learned === 'new') this.#identified(sequence, uid)
      if (learned === 'new' && flags === undefined) this.#flags.named(sequence, uid)
      if (learned !== 'impossible') return { sequence, uid }
      this.lose(list.uidAt(sequence) > 0 ? 'uid-changed' : 'uid-out-of-order')
    }
    return undefined
  }

  #identified(sequence: number, uid: number, count = 1): void {
    const next = uid + count
    if (next > (this.uidNext ?? 1)) this.uidNext = Math.min(next, 0xffff_ffff)
    this.changes.push({ type: 'identified', sequence, uid, count })
  }

  /** Applies the UIDs of the first messages, ascending; false if they contradict what is known. */
  identify(uids: SequenceSet): boolean {
    const before = this.numbers.list.toSet()
    if (!this.numbers.identify(uids)) return false
    for (const range of subtractSequenceSets(uids, before)) {
      const { from, to } = boundsOf(range, 0)
      this.#identified(this.#isUidOnly ? 0 : this.numbers.list.sequenceOf(from), from, to - from + 1)
    }
    this.#flags.nameAll()
    return true
  }

  adopt(): boolean {
    if (!this.numbers.adopt()) return false
    this.#flags.nameAll()
    return true
  }

  restart(): void {
    this.isLost = false
    this.#forgetNumbers()
  }

  /** Forgets which message has which number; their count is unchanged. */
  #forgetNumbers(): void {
    this.#flags.renumbered()
    this.modseq.outOfStep()
    this.numbers.begin(this.numbers.list.size)
  }

  /** If all UIDs are known, earlier messages that were not reported are gone; false if a UID is not known. */
  settle(isWhole: boolean): boolean {
    if (this.isLost || this.numbers.hasUnknown) return false
    this.#gone(this.numbers.settle(), 0)
    this.#flags.settled()
    if (isWhole) this.modseq.inStep()
    return true
  }

  /** The lowest UID of new messages, if all UIDs below are known: it must not hide a message that was counted but whose UID was never received. */
  get uidNextKept(): number | undefined {
    return this.numbers.hasUnknown ? undefined : this.uidNext
  }

  close(): void {
    this.modseq.closed()
    this.uidNext = this.uidNextKept
    this.numbers.close()
    this.#flags.closed()
  }

  /** A silent STORE was completed; `modified` is `undefined` if it failed. */
  stored(command: SilentStore, order: number, modified: SequenceSet | undefined): void {
    this.#flags.stored(command, order, modified)
  }

  /** A command was completed. */
  completed(event: CompletedEvent): void {
    const { code } = event.response
    this.code(code)
    this.modseq.completed(code, event)
    this.#flags.completed(event)
  }
}
