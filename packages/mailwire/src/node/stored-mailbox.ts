/**
 * One mailbox in memory: messages, their unique identifiers and flags (RFC 9051 2.3), their mod-sequences (RFC 7162 3.1), and whom to tell when any of
 * it changes. What `mailboxInvariants` says holds at any time.
 */
import { type SequenceSet, sequenceSetOf } from '@mailwire/imap'
import { ExpungeLog } from '@mailwire/imap/serve'
import { type MimePart, parseMime } from './mime.js'

/** A message that is stored in a mailbox. */
export interface StoredMessage {
  /** Unique for ever in its mailbox, and rising (RFC 9051 2.3.1.1). */
  readonly uid: number
  readonly content: Uint8Array
  readonly received: Date
  /** `\Seen`, ... IMAP sessions that are open hear of a change where it is made by {@link StoredMailbox.changeFlags}. */
  readonly flags: Set<string>
  /** Raised by each change of its flags, above that of every message of the mailbox (RFC 7162 3.1). */
  readonly modseq: bigint
  /** Where its parts are. Read from the content each time it is asked for: nothing of it is kept. */
  readonly structure: MimePart
}

/** What becomes of the flags of a message: those that are given are added, removed, or all that there are. */
export type FlagAction = 'add' | 'remove' | 'replace'

/** A message that comes in: flags and the time when it was received are those of another one, where it is copied. */
export interface NewMessage {
  readonly content: Uint8Array
  readonly received?: Date | undefined
  readonly flags?: Iterable<string> | undefined
}

/** Flags of one message: they are kept for ever. */
export const MAX_FLAGS = 100

/** Flags of a message were changed; `by` is who did it, where they said. */
export interface FlagChange {
  readonly type: 'flags'
  readonly message: StoredMessage
  readonly by: object | undefined
}

/** The unique identifiers of messages, as a set. */
export const uidsOf = (messages: readonly StoredMessage[]): SequenceSet => sequenceSetOf(messages.map(({ uid }) => uid))

/** A change that watchers receive: messages were added, permanently removed, or their flags changed. */
export type MailboxChange =
  | { readonly type: 'added'; readonly messages: readonly StoredMessage[] }
  | { readonly type: 'removed'; readonly uids: SequenceSet; readonly modseq: bigint }
  | FlagChange

type Watcher = (change: MailboxChange) => void

/** The messages of one mailbox. */
export class StoredMailbox {
  /** Changes when unique identifiers start over. */
  readonly uidValidity: number
  uidNext = 1
  #messages: Message[] = []
  #bytes = 0
  #highestModseq = 1n
  readonly #expunges = new ExpungeLog()
  readonly #watchers = new Set<Watcher>()
  /** What watchers are being told. */
  #untold: MailboxChange[] = []

  constructor(uidValidity: number = Math.floor(Date.now() / 1000)) {
    this.uidValidity = uidValidity
  }

  /** In the order in which they came, as they are now; who needs them as they were keeps a copy. */
  get messages(): readonly StoredMessage[] {
    return this.#messages
  }

  /** All contents together, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** The mod-sequence of the last change (RFC 7162 3.1.2.1). */
  get highestModseq(): bigint {
    return this.#highestModseq
  }

  /** The messages that were removed after a mod-sequence; `undefined` if that is too long ago (RFC 7162 3.2.6). */
  removedSince(modseq: bigint): SequenceSet | undefined {
    return this.#expunges.since(modseq)
  }

  /** The message with this unique identifier, while it has not been removed. */
  find(uid: number): StoredMessage | undefined {
    const message = this.#messages[indexOf(this.#messages, uid)]
    return message?.uid === uid ? message : undefined
  }

  /** Takes a message in; its bytes are copied. */
  deliver(content: Uint8Array): StoredMessage {
    return this.add([{ content: content.slice() }])[0]!
  }

  /** Takes messages in, all at once. Their bytes are not copied: they must not be changed afterwards. */
  add(messages: readonly NewMessage[]): readonly StoredMessage[] {
    const added = messages.map(message => new Message(this.uidNext++, ++this.#highestModseq, message))
    for (const message of added) {
      this.#messages.push(message)
      this.#bytes += message.content.length
    }
    if (added.length > 0) this.#tell({ type: 'added', messages: added })
    return added
  }

  /** Removes messages permanently. */
  remove(uids: ReadonlySet<number>): void {
    const left: Message[] = []
    const gone: number[] = []
    for (const message of this.#messages)
      if (!uids.has(message.uid)) left.push(message)
      else {
        gone.push(message.uid)
        this.#bytes -= message.content.length
      }
    if (gone.length === 0) return
    this.#messages = left
    const removed = sequenceSetOf(gone)
    this.#expunges.add(removed, ++this.#highestModseq)
    this.#tell({ type: 'removed', uids: removed, modseq: this.#highestModseq })
  }

  /** True while the message has not been removed. */
  has(message: StoredMessage): boolean {
    return this.find(message.uid) === message
  }

  /**
   * Changes flags, ignoring their case (RFC 9051 9). Flags above 100 per message are left out, and so is `\Recent`, which no client
   * can change. `by` is the watcher that makes the change. A change without effect raises no mod-sequence (RFC 7162 3.1.11).
   */
  changeFlags(message: StoredMessage, action: FlagAction, flags: Iterable<string>, by?: object): void {
    const before = [...message.flags]
    const after = changed(before, action, flags)
    message.flags.clear()
    for (const flag of after) message.flags.add(flag)
    if (before.length === after.size && before.every(flag => after.has(flag))) return
    const stored = this.#messages[indexOf(this.#messages, message.uid)]
    if (stored !== message) return // it is gone, and no session counts it
    stored.modseq = ++this.#highestModseq
    this.#tell({ type: 'flags', message, by })
  }

  /** Calls the function after each change, until the function that this one returns is called. */
  watch(watcher: (change: MailboxChange) => void): () => void {
    // One of its own, so that a function that is given twice is called twice.
    const called: Watcher = change => watcher(change)
    this.#watchers.add(called)
    return () => void this.#watchers.delete(called)
  }

  #tell(change: MailboxChange): void {
    // A watcher may change the mailbox: all watchers see that change after the current one.
    this.#untold.push(change)
    if (this.#untold.length > 1) return
    try {
      for (let at = 0; at < this.#untold.length; at++) for (const watcher of this.#watchers) watcher(this.#untold[at]!)
    } finally {
      this.#untold = []
    }
  }
}

/** The index of the message with this UID in messages in ascending order, or of the next one. */
export function indexOf(messages: readonly StoredMessage[], uid: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (messages[middle]!.uid < uid) low = middle + 1
    else high = middle
  }
  return low
}

/** How the flags of RFC 9051 2.3.2 are written, in whatever case they come. */
export const FLAGS: readonly string[] = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft']
const SYSTEM_FLAGS: ReadonlyMap<string, string> = new Map(FLAGS.map(flag => [flag.toLowerCase(), flag]))

/** Flags after a change, each once, whatever its case. */
function changed(before: Iterable<string>, action: FlagAction, flags: Iterable<string>): ReadonlySet<string> {
  const kept = new Map<string, string>()
  if (action !== 'replace') for (const flag of before) kept.set(flag.toLowerCase(), flag)
  for (const flag of flags) {
    const key = flag.toLowerCase()
    if (action === 'remove') kept.delete(key)
    else if (key !== '\\recent' && kept.size < MAX_FLAGS && !kept.has(key)) kept.set(key, SYSTEM_FLAGS.get(key) ?? flag)
  }
  return new Set(kept.values())
}

class Message implements StoredMessage {
  readonly uid: number
  readonly content: Uint8Array
  readonly received: Date
  readonly flags: Set<string>
  modseq: bigint

  constructor(uid: number, modseq: bigint, { content, received = new Date(), flags = [] }: NewMessage) {
    this.uid = uid
    this.modseq = modseq
    this.content = content
    this.received = received
    this.flags = new Set(changed([], 'add', flags))
  }

  get structure(): MimePart {
    return parseMime(this.content)
  }
}
