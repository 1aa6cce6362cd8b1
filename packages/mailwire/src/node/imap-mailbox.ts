/** A mailbox as one IMAP session sees it: message numbers stay until the client is told otherwise (RFC 9051 2.3.1.2 and 7.5.1). */
import type {
  FetchCommand,
  FetchResponseInit,
  MessageSet,
  ResponseInit,
  SequenceNumber,
  SequenceSet,
  StoreFlagsCommand,
} from '@mailwire/imap'
import { expand, itemsOf, setsSeen } from './imap-fetch.js'
import type { Maildrop, StoredMessage } from './maildrop.js'

/** Flags of one message: they are kept for ever. */
export const MAX_FLAGS = 100

export class SelectedMailbox {
  readonly isReadOnly: boolean
  readonly #maildrop: Maildrop
  #messages: StoredMessage[]
  #seen: number // of the changes of the maildrop

  constructor(maildrop: Maildrop, isReadOnly: boolean) {
    this.#maildrop = maildrop
    this.#messages = [...maildrop.messages]
    this.#seen = maildrop.changes
    this.isReadOnly = isReadOnly
  }

  get messages(): readonly StoredMessage[] {
    return this.#messages
  }

  /** What came and went since the client last heard: first what went, so that the numbers are right. */
  news(): ResponseInit[] {
    const { messages, changes } = this.#maildrop
    if (changes === this.#seen) return []
    this.#seen = changes
    const last = this.#messages.at(-1)?.uid ?? 0
    const left = new Set(messages.map(message => message.uid))
    const told = this.#drop(message => !left.has(message.uid))
    const fresh = messages.filter(message => message.uid > last)
    for (const message of fresh) this.#messages.push(message)
    return fresh.length === 0 ? told : [...told, { type: 'exists', number: this.#messages.length }]
  }

  /** Removes what is marked as deleted, and tells what went. */
  expunge(): ResponseInit[] {
    if (this.isReadOnly) return []
    const marked = new Set(this.#messages.filter(message => message.flags.has('\\Deleted')).map(message => message.uid))
    this.#maildrop.remove(marked)
    return this.#drop(message => marked.has(message.uid))
  }

  /** The indexes of the messages that a set names, ascending: one pass over the set and one over the messages. */
  *named({ uid, set }: { readonly uid: boolean; readonly set: MessageSet }): Generator<number> {
    if (set === '$') return // no search result is ever saved
    const messages = this.#messages
    const largest = uid ? (messages.at(-1)?.uid ?? 0) : messages.length
    const ranges = sorted(set, largest)
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

  fetch(at: number, command: FetchCommand): FetchResponseInit {
    const message = this.#messages[at]!
    const wanted = expand(command.items)
    const marks = !this.isReadOnly && wanted.some(setsSeen) && !message.flags.has('\\Seen')
    if (marks) message.flags.add('\\Seen')
    const uid = command.uid ? { uid: message.uid } : {}
    const flags = marks ? { flags: [...message.flags] } : {}
    return { type: 'fetch', sequence: at + 1, items: { ...itemsOf(message, wanted), ...uid, ...flags } }
  }

  /** The response is `undefined` where the client does not want one. */
  store(at: number, { action, flags, silent, uid }: StoreFlagsCommand): FetchResponseInit | undefined {
    const message = this.#messages[at]!
    if (action === 'replace') message.flags.clear()
    for (const flag of flags) {
      if (action === 'remove') message.flags.delete(flag)
      else if (message.flags.size < MAX_FLAGS) message.flags.add(flag)
    }
    if (silent) return undefined
    return { type: 'fetch', sequence: at + 1, items: { flags: [...message.flags], ...(uid ? { uid: message.uid } : {}) } }
  }

  /** Takes messages out; the numbers behind each move up (RFC 9051 7.5.1). */
  #drop(goes: (message: StoredMessage) => boolean): ResponseInit[] {
    const told: ResponseInit[] = []
    const left: StoredMessage[] = []
    for (const message of this.#messages) {
      if (goes(message)) told.push({ type: 'expunge', number: left.length + 1 })
      else left.push(message)
    }
    this.#messages = left
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
