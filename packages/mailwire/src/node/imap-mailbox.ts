/**
 * A mailbox as one IMAP session sees it: the session's view of the numbers (RFC 9051 2.3.1.2 and 7.5.1), and their messages. A message that another
 * session removed can be read until this client is informed (RFC 2180 4.1.1).
 */
import type { FetchCommand, FetchResponseInit, MessageSet, ResponseInit, SequenceSet, StoreFlagsCommand } from '@mailwire/imap'
import { type NamedMessage, type NamedMessages, type SessionModes, SessionView } from '@mailwire/imap/serve'
import { expand, itemsOf, setsSeen } from './imap-fetch.js'
import { highestModseq } from './imap-replies.js'
import { type MailboxChange, type StoredMailbox, type StoredMessage, uidsOf } from './stored-mailbox.js'

/** A message that a command names. */
export interface SelectedMessage extends NamedMessage {
  readonly message: StoredMessage
}

export class SelectedMailbox {
  readonly isReadOnly: boolean
  /** What is selected. */
  readonly mailbox: StoredMailbox
  readonly view: SessionView
  /** Called when there may be news. */
  onChange: (() => void) | undefined
  #messages: StoredMessage[]
  /** True while the HIGHESTMODSEQ that the client received is too low. */
  #isBehind = false
  readonly #stopWatching: () => void

  constructor(mailbox: StoredMailbox, isReadOnly: boolean, modes: SessionModes) {
    this.mailbox = mailbox
    this.isReadOnly = isReadOnly
    this.#messages = [...mailbox.messages]
    this.view = new SessionView({ ...modes, uids: uidsOf(mailbox.messages), describe: uid => mailbox.find(uid) })
    this.#stopWatching = mailbox.watch(change => {
      this.#take(change)
      this.onChange?.()
    })
  }

  #take(change: MailboxChange): void {
    if (change.type === 'added') this.view.appended(uidsOf(change.messages))
    else if (change.type === 'removed') this.view.expunged(change.uids, change.modseq)
    else this.view.changed(change.message.uid, change.by === this ? this.view : undefined)
  }

  /** The mailbox is not selected any more. */
  close(): void {
    this.#stopWatching()
  }

  /** By message number, from 1 at the index 0. */
  get messages(): readonly StoredMessage[] {
    return this.#messages
  }

  /** The largest message number, and the largest unique identifier. */
  largest(uid: boolean): number {
    return this.view.largest(uid)
  }

  /** The unique identifiers that `$` stands for: what the last search with SAVE found (RFC 5182 2.1). */
  get saved(): SequenceSet {
    return this.view.saved
  }

  /** Remembers what `$` stands for. */
  save(messages: readonly StoredMessage[]): void {
    this.view.save(uidsOf(messages))
  }

  /**
   * The changes that the client has not received yet. Expunges are held back while message numbers may not change (RFC 9051 7.5.1); a client with QRESYNC
   * then receives a lower HIGHESTMODSEQ, so that it asks for them again if the connection breaks (RFC 7162 3.2, 6).
   */
  news(mayExpunge: boolean): ResponseInit[] {
    const { view, mailbox } = this
    const expunges = mayExpunge && view.holdsExpunges
    const told = view.news({ mayExpunge })
    if (expunges) this.#messages = this.#messages.filter(({ uid }) => view.sequenceOf(uid) > 0)
    while (this.#messages.length < view.size) this.#messages.push(mailbox.find(view.uidOf(this.#messages.length + 1))!)
    if (view.vanishes && (view.holdsExpunges || this.#isBehind))
      told.push(highestModseq(view.highestModseq(mailbox.highestModseq)))
    this.#isBehind = view.holdsExpunges
    return told
  }

  /** Removes messages permanently; `news` reports it. */
  remove(messages: readonly StoredMessage[]): void {
    this.mailbox.remove(new Set(messages.map(({ uid }) => uid)))
  }

  /** What is marked as deleted; with a set of unique identifiers, of these alone (RFC 9051 6.4.9). */
  marked(uids?: MessageSet): readonly StoredMessage[] {
    const messages = uids === undefined ? this.#messages : [...this.named({ uid: true, set: uids })].map(one => one.message)
    return messages.filter(({ flags }) => flags.has('\\Deleted'))
  }

  /** The messages that a set names, ascending and each once. */
  *named(named: NamedMessages): Generator<SelectedMessage> {
    for (const one of this.view.named(named)) yield { ...one, message: this.#messages[one.sequence - 1]! }
  }

  fetch({ sequence, message }: SelectedMessage, { items, modifiers, uid }: FetchCommand): FetchResponseInit {
    const wanted = expand(items)
    const marks = !this.isReadOnly && wanted.some(setsSeen) && !message.flags.has('\\Seen')
    if (marks) this.mailbox.changeFlags(message, 'add', ['\\Seen'], this)
    const marked = marks ? this.view.changeResponse(message.uid, { uid: false })?.items : undefined
    // CHANGEDSINCE asks for MODSEQ as well (RFC 7162 3.1.4.1).
    const tellsModseq = modifiers.some(({ name }) => name === 'CHANGEDSINCE')
    return {
      type: 'fetch',
      sequence,
      items: {
        ...itemsOf(message, wanted),
        ...(uid ? { uid: message.uid } : {}),
        ...(tellsModseq ? { modseq: message.modseq } : {}),
        ...marked,
      },
    }
  }

  /**
   * Changes flags. The response is `undefined` where the client does not want one, unless others changed the flags as well (RFC 9051 6.4.6) or the
   * client wants to know the mod-sequence (RFC 7162 3.1.3).
   */
  store({ message }: SelectedMessage, { action, flags, silent, uid }: StoreFlagsCommand): ResponseInit | undefined {
    const tellsFlags = this.view.takeChange(message.uid) || !silent
    this.mailbox.changeFlags(message, action, flags, this)
    return this.view.changeResponse(message.uid, { flags: tellsFlags, uid })
  }

  /** The response for a message that UNCHANGEDSINCE protects: it has the present flags, which the client does not know (RFC 7162 3.1.3). */
  stale({ message }: SelectedMessage): ResponseInit | undefined {
    return this.view.changeResponse(message.uid, { uid: false })
  }
}
