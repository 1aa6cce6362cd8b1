/** One mailbox in memory: messages, their unique identifiers and flags (RFC 9051 2.3), and whom to tell when any of it changes. */
import { type MimePart, parseMime } from './mime.js'

/** A message that is stored in a mailbox. */
export interface StoredMessage {
  /** Unique for ever in its mailbox, and rising (RFC 9051 2.3.1.1). */
  readonly uid: number
  readonly content: Uint8Array
  readonly received: Date
  /** `\Seen`, ... IMAP sessions that are open hear of a change where it is made by {@link StoredMailbox.changeFlags}. */
  readonly flags: Set<string>
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

/** What a watcher is told: whose flags were changed, and by whom; nothing where messages came or went. */
export interface FlagChange {
  readonly message: StoredMessage
  readonly by: object | undefined
}

type Watcher = (change?: FlagChange) => void

/** The messages of one mailbox. */
export class StoredMailbox {
  /** Changes when unique identifiers start over. */
  readonly uidValidity: number
  uidNext = 1
  #messages: StoredMessage[] = []
  #bytes = 0
  #removals = 0
  readonly #watchers = new Set<Watcher>()

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

  /** How often messages were removed. */
  get removals(): number {
    return this.#removals
  }

  /** Takes a message in; its bytes are copied. */
  deliver(content: Uint8Array): StoredMessage {
    return this.add([{ content: content.slice() }])[0]!
  }

  /** Takes messages in, all at once. Their bytes are kept as they are: nobody may write into them any more. */
  add(messages: readonly NewMessage[]): readonly StoredMessage[] {
    const added = messages.map(message => new Message(this.uidNext++, message))
    for (const message of added) {
      this.#messages.push(message)
      this.#bytes += message.content.length
    }
    if (added.length > 0) this.#tell()
    return added
  }

  /** Removes messages for good. */
  remove(uids: ReadonlySet<number>): void {
    const left = this.#messages.filter(message => !uids.has(message.uid))
    if (left.length === this.#messages.length) return
    this.#messages = left
    this.#bytes = left.reduce((sum, { content }) => sum + content.length, 0)
    this.#removals++
    this.#tell()
  }

  /** True while the message has not been removed. */
  has(message: StoredMessage): boolean {
    return this.#messages[indexOf(this.#messages, message.uid)] === message
  }

  /**
   * Changes flags, which are the same in either case (RFC 9051 9). Those above 100 of a message are left out, and so is `\Recent`, which no client
   * can change. `by` is who makes the change.
   */
  changeFlags(message: StoredMessage, action: FlagAction, flags: Iterable<string>, by?: object): void {
    const before = [...message.flags]
    const after = changed(before, action, flags)
    message.flags.clear()
    for (const flag of after) message.flags.add(flag)
    if (before.length === after.size && before.every(flag => after.has(flag))) return
    this.#tell({ message, by })
  }

  /** Calls the function after each change, until the function that this one returns is called. */
  watch(watcher: (change?: FlagChange) => void): () => void {
    // One of its own, so that a function that is given twice is called twice.
    const called: Watcher = change => watcher(change)
    this.#watchers.add(called)
    return () => void this.#watchers.delete(called)
  }

  #tell(change?: FlagChange): void {
    for (const watcher of this.#watchers) watcher(change)
  }
}

/** Where the message with this unique identifier is among messages in their order, or the first one behind it. */
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

  constructor(uid: number, { content, received = new Date(), flags = [] }: NewMessage) {
    this.uid = uid
    this.content = content
    this.received = received
    this.flags = new Set(changed([], 'add', flags))
  }

  get structure(): MimePart {
    return parseMime(this.content)
  }
}
