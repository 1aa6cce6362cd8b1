/**
 * The messages whose flags a view does not know (RFC 9051 6.4.6, 7.5.2): the flags were damaged, they were received for a number before its UID was
 * known, or a silent STORE changed them in an unknown way.
 */
import { flagKeys } from '../mailbox/flags.js'
import { boundsOf, type SequenceSet } from '../mailbox/sequence-set.js'
import {
  intersectSequenceSets,
  normalizeSequenceSet,
  numbersInSequenceSet,
  subtractSequenceSets,
  uniteSequenceSets,
} from '../mailbox/set-algebra.js'
import { UidList } from '../mailbox/uid-list.js'
import type { CompletedEvent } from '../session/events.js'
import type { MailboxChange } from './change.js'
import type { MessageData } from './message-data.js'
import type { Numbering } from './numbering.js'
import { type SilentStore, SilentStores } from './silent-store.js'
import { Unnamed } from './unnamed.js'

/** The data of a message in FETCH. */
interface Fetched {
  readonly hasFlags: boolean
  /** FLAGS was received and is damaged. */
  readonly isDamaged: boolean
  /** A mod-sequence was received that does not count yet. */
  readonly isNews: boolean
}

export class FlagNews {
  readonly #numbers: Numbering
  readonly #data: MessageData
  readonly #tell: (change: MailboxChange) => void
  readonly #stores = new SilentStores()
  readonly #unnamed = new Unnamed()
  /** Messages whose flags are no longer known, even if flags are not kept. */
  #stale = new UidList()
  /** The comparison keys of permanent flags; `undefined` if any flag may be stored. */
  #permanent: ReadonlySet<string> | undefined

  constructor(numbers: Numbering, data: MessageData, tell: (change: MailboxChange) => void) {
    this.#numbers = numbers
    this.#data = data
    this.#tell = tell
  }

  /** The messages whose flags or mod-sequence must be fetched. */
  incomplete(hasModseqs: boolean): SequenceSet {
    const uids = this.#numbers.list.toSet()
    const missing = this.#data.missing(uids, this.#numbers.before === undefined, hasModseqs)
    return uniteSequenceSets(missing, intersectSequenceSets(this.#stale.toSet(), uids))
  }

  opened(permanentFlags: readonly string[] | undefined): void {
    this.#unnamed.clear()
    this.#permanent = permanentFlags && flagKeys(permanentFlags)
  }

  /** Records PERMANENTFLAGS. */
  permanent(flags: readonly string[]): void {
    this.#permanent = flagKeys(flags)
  }

  /** Message numbers now refer to other messages. */
  renumbered(): void {
    this.#unnamed.renumber()
  }

  gone(uids: SequenceSet): void {
    this.#stores.gone(uids)
    for (const { start, end } of uids) this.#stale.removeRange(start as number, end as number)
    this.#unnamed.renumber()
  }

  /** UIDs now refer to other messages. */
  forget(): void {
    this.#stores.clear()
    this.#unnamed.clear()
    this.#stale = new UidList()
  }

  /** Each message has a UID. */
  settled(): void {
    this.#unnamed.clear()
  }

  closed(): void {
    this.#unnamed.clear()
    for (const uid of this.#stores.closed()) if (this.#data.flagsOf(uid) !== undefined) this.#markStale(uid)
  }

  completed(event: CompletedEvent): void {
    this.#stores.completed(event)
  }

  fetched(
    { sequence, uid }: { readonly sequence: number; readonly uid: number },
    { hasFlags, isDamaged, isNews }: Fetched,
  ): void {
    // It may be one of the earlier messages.
    if (uid === 0 && this.#numbers.before !== undefined) this.#unnamed.add(sequence)
    if (uid === 0) return
    if (hasFlags) this.#stale.remove(uid)
    if ((hasFlags || isNews) && this.#data.keepsFlags) this.#stores.fetched(uid, hasFlags)
    if (isDamaged) this.#markStale(uid)
  }

  /** The UID of a message became known, for which data may have been received by number. */
  named(sequence: number, uid: number): void {
    if (sequence === 0 || uid === 0 || !this.#unnamed.has(sequence)) return
    this.#data.forget(uid)
    this.#markStale(uid)
  }

  /** The same for all messages. */
  nameAll(): void {
    if (this.#unnamed.isEmpty) return
    const { list, hasUnknown } = this.#numbers
    const { numbers } = this.#unnamed
    if (numbers !== undefined) for (const sequence of numbers) this.named(sequence, list.uidAt(sequence))
    else if (this.#data.keepsFlags) for (const uid of [...this.#data.known()]) this.named(list.sequenceOf(uid), uid)
    else this.#markAllStale()
    if (!hasUnknown) this.#unnamed.clear()
  }

  /** A silent STORE was completed; `modified` has the messages in MODIFIED (RFC 7162 3.1.3), or is `undefined` if it failed. */
  stored(command: SilentStore, order: number, modified: SequenceSet | undefined): void {
    if (!this.#data.keepsFlags) return
    if (command.set === '$') {
      this.#data.forgetFlags()
      this.#tell({ type: 'stale', uids: 'all' })
      return
    }
    const { list, isUidOnly } = this.#numbers
    this.#storedBefore(command)
    const about = { order, modified, isPermanent: this.#isPermanent }
    for (const { uid, flags } of this.#stores.stored(command, about, this.#numbers, this.#data))
      if (flags === undefined) this.#markStale(uid)
      else if (this.#data.setFlags(uid, flags)) {
        const sequence = isUidOnly ? 0 : list.sequenceOf(uid)
        this.#tell({ type: 'flags', sequence, uid, flags, modseq: undefined, isChange: true })
      }
  }

  /** Handles a STORE of earlier messages whose fate is not known yet, and of numbers without a known UID. */
  #storedBefore({ uid, set }: SilentStore): void {
    const { before, list } = this.#numbers
    if (before === undefined || set === '$') return
    const ranges = set.map(range => boundsOf(range, uid ? 0xffff_ffff : list.size))
    if (uid) {
      const named = normalizeSequenceSet(ranges.map(({ from, to }) => ({ start: from, end: to })))
      const left = subtractSequenceSets(intersectSequenceSets(before.toSet(), named), list.toSet())
      for (const each of numbersInSequenceSet(left)) this.#markStale(each)
    } else for (const { from, to } of ranges) this.#unnamed.addRange({ from, to: Math.min(to, list.size) }, list)
  }

  #markStale(uid: number): void {
    this.#data.forgetFlags(uid)
    this.#stale.insert(uid)
    this.#tell({ type: 'stale', uids: [{ start: uid, end: uid }] })
  }

  /** Marks all flags as stale, if it is not known which message was changed. */
  #markAllStale(): void {
    const uids = this.#numbers.list.toSet()
    this.#stale = new UidList(uniteSequenceSets(this.#stale.toSet(), uids))
    this.#tell({ type: 'stale', uids })
  }

  /** True for a flag that STORE changes permanently (RFC 9051 7.1). A client cannot change `\\Recent`. */
  readonly #isPermanent = (flag: string): boolean => {
    const [key] = flagKeys([flag])
    if (key === undefined || this.#permanent === undefined) return key !== undefined
    return this.#permanent.has(key) || (!key.startsWith('\\') && this.#permanent.has('\\*'))
  }
}
