/**
 * A mailbox as one IMAP session sees it: message numbers stay until the client is told otherwise (RFC 9051 2.3.1.2 and 7.5.1). What other sessions
 * do to it is told by `news`.
 */
import {
  type FetchCommand,
  type FetchResponseInit,
  type MessageSet,
  type ResponseInit,
  type SequenceNumber,
  type SequenceSet,
  type StoreFlagsCommand,
  sequenceSetOf,
} from '@mailwire/imap'
import { expand, itemsOf, setsSeen } from './imap-fetch.js'
import { indexOf, type StoredMailbox, type StoredMessage } from './stored-mailbox.js'

/** Which messages a command is about. */
interface Named {
  /** True where the set names unique identifiers. */
  readonly uid: boolean
  readonly set: MessageSet
}

export class SelectedMailbox {
  readonly isReadOnly: boolean
  /** What is selected. */
  readonly mailbox: StoredMailbox
  /** The unique identifiers that `$` stands for: what the last search with SAVE found (RFC 5182 2.1). */
  saved: SequenceSet = []
  /** Called when there may be news. */
  onChange: (() => void) | undefined
  #messages: StoredMessage[]
  // What of the mailbox the client was told of.
  #uidNext: number
  #removals: number
  /** Messages that the client knows, and whose flags others changed since it was told of them. */
  readonly #flagged = new Set<StoredMessage>()
  readonly #stopWatching: () => void

  constructor(mailbox: StoredMailbox, isReadOnly: boolean) {
    this.mailbox = mailbox
    this.isReadOnly = isReadOnly
    this.#messages = [...mailbox.messages]
    this.#uidNext = mailbox.uidNext
    this.#removals = mailbox.removals
    this.#stopWatching = mailbox.watch(change => {
      if (change !== undefined && change.by !== this && change.message.uid < this.#uidNext) this.#flagged.add(change.message)
      this.onChange?.()
    })
  }

  /** The mailbox is not selected any more. */
  close(): void {
    this.#stopWatching()
  }

  get messages(): readonly StoredMessage[] {
    return this.#messages
  }

  /** The largest message number, and the largest unique identifier. */
  largest(uid: boolean): number {
    return uid ? (this.#messages.at(-1)?.uid ?? 0) : this.#messages.length
  }

  /**
   * What changed since the client last heard: first what went, so that the numbers are right, then what came, then flags that others changed.
   * What went is kept back where no number may change (RFC 9051 7.5.1).
   */
  news(mayExpunge: boolean): ResponseInit[] {
    return [...(mayExpunge ? this.#gone() : []), ...this.#fresh(), ...this.#newFlags()]
  }

  /** Removes messages for good, and tells that they went. */
  remove(messages: readonly StoredMessage[]): ResponseInit[] {
    this.mailbox.remove(new Set(messages.map(({ uid }) => uid)))
    return this.#gone()
  }

  /** What is marked as deleted; with a set of unique identifiers, of these alone (RFC 9051 6.4.9). */
  marked(uids?: MessageSet): readonly StoredMessage[] {
    const isMarked = ({ flags }: StoredMessage): boolean => flags.has('\\Deleted')
    if (uids === undefined) return this.#messages.filter(isMarked)
    return [...this.named({ uid: true, set: uids })].map(at => this.#messages[at]!).filter(isMarked)
  }

  /** The indexes of the messages that a set names, ascending: one pass over the set and one over the messages. */
  *named(named: Named): Generator<number> {
    const uid = named.uid || named.set === '$'
    const messages = this.#messages
    const ranges = sorted(named.set === '$' ? this.saved : named.set, this.largest(uid))
    for (let at = 0, range = 0; at < messages.length && range < ranges.length; ) {
      const { from, to } = ranges[range]!
      const number = uid ? messages[at]!.uid : at + 1
      if (number > to) range++
      else if (number < from && !uid) at = from - 1
      else {
        if (number >= from) yield at
        at++
      }
    }
  }

  /** Remembers what `$` stands for. */
  save(messages: readonly StoredMessage[]): void {
    this.saved = sequenceSetOf(messages.map(({ uid }) => uid))
  }

  fetch(at: number, command: FetchCommand): FetchResponseInit {
    const message = this.#messages[at]!
    const wanted = expand(command.items)
    const marks = !this.isReadOnly && wanted.some(setsSeen) && !message.flags.has('\\Seen')
    if (marks) {
      this.mailbox.changeFlags(message, 'add', ['\\Seen'], this)
      this.#flagged.delete(message)
    }
    const uid = command.uid ? { uid: message.uid } : {}
    const flags = marks ? { flags: [...message.flags] } : {}
    return { type: 'fetch', sequence: at + 1, items: { ...itemsOf(message, wanted), ...uid, ...flags } }
  }

  /** The response is `undefined` where the client does not want one, unless others changed the flags as well (RFC 9051 6.4.6). */
  store(at: number, { action, flags, silent, uid }: StoreFlagsCommand): FetchResponseInit | undefined {
    const message = this.#messages[at]!
    const isChanged = this.#flagged.delete(message)
    this.mailbox.changeFlags(message, action, flags, this)
    return silent && !isChanged ? undefined : this.#flagsOf(at, uid)
  }

  #flagsOf(at: number, uid: boolean): FetchResponseInit {
    const message = this.#messages[at]!
    return { type: 'fetch', sequence: at + 1, items: { flags: [...message.flags], ...(uid ? { uid: message.uid } : {}) } }
  }

  /** Takes out what others removed, or this session; the numbers behind each move up (RFC 9051 7.5.1). */
  #gone(): ResponseInit[] {
    const { removals, messages } = this.mailbox
    if (removals === this.#removals) return []
    this.#removals = removals
    const uids = new Set(messages.map(({ uid }) => uid))
    const told: ResponseInit[] = []
    const left: StoredMessage[] = []
    for (const message of this.#messages) {
      if (uids.has(message.uid)) left.push(message)
      else told.push({ type: 'expunge', number: left.length + 1 })
    }
    this.#messages = left
    return told
  }

  #fresh(): ResponseInit[] {
    const { messages, uidNext } = this.mailbox
    if (uidNext === this.#uidNext) return []
    let first = messages.length
    while (first > 0 && messages[first - 1]!.uid >= this.#uidNext) first--
    this.#uidNext = uidNext
    if (first === messages.length) return []
    for (let at = first; at < messages.length; at++) this.#messages.push(messages[at]!)
    return [{ type: 'exists', number: this.#messages.length }]
  }

  #newFlags(): ResponseInit[] {
    const told: ResponseInit[] = []
    for (const message of this.#flagged) {
      const at = indexOf(this.#messages, message.uid)
      if (this.#messages[at] === message && this.mailbox.has(message)) told.push(this.#flagsOf(at, true))
    }
    this.#flagged.clear()
    return told
  }
}

/** The ranges of a set, ascending. */
function sorted(set: SequenceSet, largest: number): { readonly from: number; readonly to: number }[] {
  const number = (value: SequenceNumber): number => (value === '*' ? largest : value)
  return set
    .map(({ start, end }) => ({
      from: Math.min(number(start), number(end)),
      to: Math.max(number(start), number(end)),
    }))
    .sort((a, b) => a.from - b.from)
}
