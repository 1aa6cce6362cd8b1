/**
 * The mailboxes of one user by name (RFC 9051 5.1, 5.1.1, 6.3.4 to 6.3.8). Every name above a mailbox is a mailbox, too. How many there are, and how
 * much is in all of them together, is bounded.
 */
import { encodeMailboxName } from '@mailwire/imap'
import { refuseOption } from './server-options.js'
import { StoredMailbox } from './stored-mailbox.js'

/** What the mail of one user is bounded by. */
export interface MaildropLimits {
  /** All messages of all mailboxes, in bytes. */
  readonly bytes: number
  readonly messages: number
  readonly mailboxes: number
  /** Names that are subscribed to, of mailboxes that are gone, too. */
  readonly subscriptions: number
}

/** What holds unless a `Maildrop` is given other limits. */
export const maildropLimits: MaildropLimits = {
  bytes: 1_073_741_824,
  messages: 1_000_000,
  // LIST compares each with each pattern.
  mailboxes: 500,
  subscriptions: 500,
}

/** What separates the levels of a name. */
export const DELIMITER = '/'

/** Characters of a name as it is on the wire, and levels of it. */
const MAX_NAME = 255
const MAX_LEVELS = 32

/** Why something cannot be done, with the response code for it (RFC 5530 3, RFC 9051 7.1). */
export interface MailboxRefusal {
  readonly code: 'ALREADYEXISTS' | 'CANNOT' | 'HASCHILDREN' | 'LIMIT' | 'NONEXISTENT' | 'OVERQUOTA'
  readonly text: string
}

const refusal = (code: MailboxRefusal['code'], text: string): MailboxRefusal => ({ code, text })
const NO_SUCH = refusal('NONEXISTENT', 'no such mailbox')

export class MailboxTree {
  readonly #limits: MaildropLimits
  readonly #mailboxes: Map<string, StoredMailbox>
  readonly #subscribed = new Set(['INBOX'])
  #lastUidValidity: number

  constructor(inbox: StoredMailbox, limits: Partial<MaildropLimits>) {
    this.#limits = { ...maildropLimits, ...limits }
    for (const [name, limit] of Object.entries(this.#limits))
      if (!(Number.isSafeInteger(limit) && limit >= 0)) refuseOption(name, `a whole number from 0 expected: found ${limit}`)
    this.#mailboxes = new Map([['INBOX', inbox]])
    this.#lastUidValidity = inbox.uidValidity
  }

  /** The names of all mailboxes, INBOX first. */
  get names(): Iterable<string> {
    return this.#mailboxes.keys()
  }

  /** The subscribed names; a mailbox of that name may no longer exist. */
  get subscribed(): ReadonlySet<string> {
    return this.#subscribed
  }

  /** The mailbox of that name; the case of INBOX is ignored. */
  find(name: string): StoredMailbox | undefined {
    return this.#mailboxes.get(canonical(name))
  }

  /** Why messages of so many bytes cannot be added; `undefined` where they can. */
  refusalOf(bytes: number, messages = 1): MailboxRefusal | undefined {
    let [allBytes, allMessages] = [bytes, messages]
    for (const mailbox of this.#mailboxes.values()) {
      allBytes += mailbox.bytes
      allMessages += mailbox.messages.length
    }
    if (allMessages > this.#limits.messages) return refusal('OVERQUOTA', `at most ${this.#limits.messages} messages are stored`)
    return allBytes > this.#limits.bytes ? refusal('OVERQUOTA', `at most ${this.#limits.bytes} bytes are stored`) : undefined
  }

  /** Makes a mailbox, and those above it (RFC 9051 6.3.4). A delimiter at the end says only that others will be below it. */
  create(given: string): MailboxRefusal | undefined {
    const name = canonical(given.endsWith(DELIMITER) ? given.slice(0, -1) : given)
    if (this.#mailboxes.has(name)) return refusal('ALREADYEXISTS', 'the mailbox already exists')
    const badName = nameRefusal(name)
    if (badName !== undefined) return badName
    const missing = [...namesAbove(name), name].filter(one => !this.#mailboxes.has(one))
    const reason = this.#roomRefusal(missing.length)
    if (reason !== undefined) return reason
    for (const one of missing) this.#mailboxes.set(one, new StoredMailbox(this.#newUidValidity()))
    return undefined
  }

  /** Removes a mailbox and what is in it (RFC 9051 6.3.5). */
  delete(given: string): MailboxRefusal | undefined {
    const name = canonical(given)
    const mailbox = this.#mailboxes.get(name)
    if (mailbox === undefined) return NO_SUCH
    if (name === 'INBOX') return refusal('CANNOT', 'INBOX cannot be deleted')
    if (this.#below(name).length > 0) return refusal('HASCHILDREN', 'the mailbox has children')
    this.#mailboxes.delete(name)
    empty(mailbox)
    return undefined
  }

  /** Gives a mailbox and all below it another name. INBOX stays: its messages move (RFC 9051 6.3.6). */
  rename(given: string, newGiven: string): MailboxRefusal | undefined {
    const [name, newName] = [canonical(given), canonical(newGiven)]
    const mailbox = this.#mailboxes.get(name)
    if (mailbox === undefined) return NO_SUCH
    if (this.#mailboxes.has(newName)) return refusal('ALREADYEXISTS', 'the mailbox already exists')
    if (name === 'INBOX') return this.#renameInbox(mailbox, newName)
    if (newName.startsWith(`${name}${DELIMITER}`)) return refusal('CANNOT', 'a mailbox cannot be moved below itself')
    const moved = [name, ...this.#below(name)].map(one => [one, newName + one.slice(name.length)] as const)
    const badName = moved.map(([, to]) => nameRefusal(to)).find(found => found !== undefined)
    if (badName !== undefined) return badName
    const above = namesAbove(newName).filter(one => !this.#mailboxes.has(one))
    const reason = this.#roomRefusal(above.length)
    if (reason !== undefined) return reason
    for (const one of above) this.#mailboxes.set(one, new StoredMailbox(this.#newUidValidity()))
    for (const [from, to] of moved) {
      const one = this.#mailboxes.get(from)!
      this.#mailboxes.delete(from)
      this.#mailboxes.set(to, one)
    }
    return undefined
  }

  subscribe(given: string): MailboxRefusal | undefined {
    const name = canonical(given)
    if (!this.#mailboxes.has(name)) return NO_SUCH
    if (this.#subscribed.size >= this.#limits.subscriptions && !this.#subscribed.has(name))
      return refusal('LIMIT', `at most ${this.#limits.subscriptions} subscriptions are stored`)
    this.#subscribed.add(name)
    return undefined
  }

  unsubscribe(given: string): MailboxRefusal | undefined {
    return this.#subscribed.delete(canonical(given)) ? undefined : refusal('NONEXISTENT', 'no such subscription')
  }

  #renameInbox(inbox: StoredMailbox, newName: string): MailboxRefusal | undefined {
    const reason = this.create(newName)
    if (reason !== undefined) return reason
    this.#mailboxes.get(newName)!.add(inbox.messages)
    empty(inbox)
    return undefined
  }

  #below(name: string): readonly string[] {
    return [...this.#mailboxes.keys()].filter(one => one.startsWith(`${name}${DELIMITER}`))
  }

  #roomRefusal(added: number): MailboxRefusal | undefined {
    const { mailboxes } = this.#limits
    return this.#mailboxes.size + added > mailboxes ? refusal('LIMIT', `at most ${mailboxes} mailboxes are stored`) : undefined
  }

  /** A name that is used again gets a larger one (RFC 9051 2.3.1.1). */
  #newUidValidity(): number {
    this.#lastUidValidity = Math.max(this.#lastUidValidity + 1, Math.floor(Date.now() / 1000))
    return this.#lastUidValidity
  }
}

/** Sessions that have it selected see it without messages. */
const empty = (mailbox: StoredMailbox): void => mailbox.remove(new Set(mailbox.messages.map(({ uid }) => uid)))

/** The case of INBOX is ignored, also as the first level of a name (RFC 9051 5.1). */
export function canonical(name: string): string {
  const isInbox = name.slice(0, 5).toUpperCase() === 'INBOX' && (name.length === 5 || name[5] === DELIMITER)
  return isInbox ? `INBOX${name.slice(5)}` : name
}

/** The names above a name, from the top. */
export function namesAbove(name: string): readonly string[] {
  const levels = name.split(DELIMITER)
  return levels.slice(1).map((_, at) => levels.slice(0, at + 1).join(DELIMITER))
}

function nameRefusal(name: string): MailboxRefusal | undefined {
  const levels = name.split(DELIMITER)
  if (encodeMailboxName(name).length > MAX_NAME || levels.length > MAX_LEVELS)
    return refusal('LIMIT', `a name has at most ${MAX_NAME} characters and ${MAX_LEVELS} levels`)
  if (levels.includes('')) return refusal('CANNOT', 'a level of the name is empty')
  // Wildcards would make a name that LIST cannot ask for (RFC 9051 5.1).
  return /[%*\p{Cc}]/u.test(name) ? refusal('CANNOT', 'the name contains a wildcard or a control character') : undefined
}
