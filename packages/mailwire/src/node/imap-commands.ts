/** What a logged-in IMAP client's commands do to the user's mailboxes. */
import {
  type Command,
  type EnableCommand,
  encodeMailboxName,
  type Namespace,
  type ResponseInit,
  type SelectCommand,
} from '@mailwire/imap'
import { enablesCondstore } from '@mailwire/imap/serve'
import { type Answer, type CommandPeer, inBatches } from './imap-batches.js'
import { list, lsub, statusOf } from './imap-list.js'
import { SelectedMailbox } from './imap-mailbox.js'
import { bad, completion, highestModseq, no, ok, type Tagged } from './imap-replies.js'
import { resynchronized } from './imap-resync.js'
import { search } from './imap-search.js'
import { selectResponses } from './imap-select.js'
import { fetch, store } from './imap-store.js'
import { expunge, transfer } from './imap-transfer.js'
import type { MailboxRefusal, MailboxTree } from './mailbox-tree.js'

/** All names are the user's own (RFC 9051 5.1.2, 7.3.2). */
const ROOT: Namespace = { prefix: '', wirePrefix: '', delimiter: '/', extensions: [] }

/** What ENABLE switches on (RFC 5161 3.1). */
const ENABLED: readonly string[] = ['CONDSTORE', 'QRESYNC']

/** Separates the responses about one mailbox from those about the next (RFC 7162 3.2.11). */
const CLOSED: ResponseInit = { type: 'ok', tag: undefined, code: { name: 'CLOSED' }, text: 'the previous mailbox is closed' }

/** A user's mailboxes, and the one that a session has selected. */
export class ImapMailboxes {
  readonly tree: MailboxTree
  #selected: SelectedMailbox | undefined
  /** What the client made known that it understands: it stays so for all mailboxes (RFC 7162 3.1, 3.2.3). */
  readonly #modes = { condstore: false, qresync: false }

  constructor(tree: MailboxTree) {
    this.tree = tree
  }

  get selected(): SelectedMailbox | undefined {
    return this.#selected
  }

  async answer(command: Command, peer: CommandPeer): Promise<Answer> {
    const { tree } = this
    // Before anything is done, mod-sequences enabled included (RFC 9051 9, `seq-number`).
    if (namesTooMuch(command, this.#selected)) return [bad(command, 'no such message number')]
    if (enablesCondstore(command)) this.#enable(command, peer)
    switch (command.verb) {
      case 'select':
      case 'examine':
        return this.#select(command, peer)
      case 'enable':
        return [{ type: 'enabled', capabilities: enabledBy(command) }, ok(command, 'ENABLE done')]
      case 'create':
        return [
          completion(command, 'CREATE done', wireRefusal(command.mailbox, command.wireName) ?? tree.create(command.mailbox)),
        ]
      case 'delete':
        return [completion(command, 'DELETE done', tree.delete(command.mailbox))]
      case 'rename': {
        const { mailbox, newName, newWireName } = command
        return [completion(command, 'RENAME done', wireRefusal(newName, newWireName) ?? tree.rename(mailbox, newName))]
      }
      case 'subscribe':
        return [completion(command, 'SUBSCRIBE done', tree.subscribe(command.mailbox))]
      case 'unsubscribe':
        return [completion(command, 'UNSUBSCRIBE done', tree.unsubscribe(command.mailbox))]
      case 'status': {
        const found = tree.find(command.mailbox)
        return found === undefined ? 'suggested' : [statusOf(command.mailbox, found, command.items), ok(command, 'STATUS done')]
      }
      case 'list':
        return inBatches(list(command, tree), () => ok(command, 'LIST done'), peer)
      case 'lsub':
        return inBatches(lsub(command, tree), () => ok(command, 'LSUB done'), peer)
      case 'namespace':
        return [{ type: 'namespace', personal: [ROOT], otherUsers: null, shared: null }, ok(command, 'NAMESPACE done')]
      case 'close':
      case 'unselect':
        return this.#unselect(command.verb === 'close')
      default:
        return this.#selected === undefined ? 'suggested' : this.#aboutMessages(command, this.#selected, peer)
    }
  }

  /** The session is over. */
  close(): void {
    this.#selected?.close()
    this.#selected = undefined
  }

  /** After a CONDSTORE-enabling command the client receives HIGHESTMODSEQ of the selected mailbox (RFC 7162 3.1). */
  #enable(command: Command, peer: CommandPeer): void {
    this.#modes.condstore = true
    this.#modes.qresync ||= command.verb === 'enable' && enabledBy(command).includes('QRESYNC')
    const selected = command.verb === 'select' || command.verb === 'examine' ? undefined : this.#selected
    if (selected?.view.enable(this.#modes) === true)
      peer.send(highestModseq(selected.view.highestModseq(selected.mailbox.highestModseq)))
  }

  /** SELECT leaves the mailbox that was selected, also where it fails or is refused (RFC 9051 6.3.2). */
  leave(command: Pick<Command, 'verb'>): readonly ResponseInit[] {
    if ((command.verb !== 'select' && command.verb !== 'examine') || this.#selected === undefined) return []
    this.close()
    return [CLOSED]
  }

  async #select(command: SelectCommand & Tagged, peer: CommandPeer): Promise<Answer> {
    const found = this.tree.find(command.mailbox)
    const closed = this.leave(command)
    const qresync = command.parameters.find(one => one.name === 'QRESYNC')
    if (qresync !== undefined && !this.#modes.qresync) return [...closed, bad(command, 'QRESYNC is not enabled')] // RFC 7162 3.2.5
    if (found === undefined) return [...closed, no(command, 'NONEXISTENT', 'no such mailbox')]
    const selected = new SelectedMailbox(found, command.verb === 'examine', this.#modes)
    this.#selected = selected
    function* responses(): Generator<ResponseInit> {
      yield* closed
      yield* selectResponses(selected)
      if (qresync !== undefined) yield* resynchronized(selected, qresync)
    }
    const name = selected.isReadOnly ? 'READ-ONLY' : 'READ-WRITE'
    return inBatches(responses(), () => ok(command, `${command.verb.toUpperCase()} done`, { name }), peer)
  }

  /** CLOSE expunges, and does not tell of it (RFC 9051 6.4.1). */
  #unselect(expunges: boolean): Answer {
    const selected = this.#selected
    if (expunges && selected !== undefined && !selected.isReadOnly) selected.remove(selected.marked())
    this.close()
    return 'suggested'
  }

  /** Commands of the selected state (RFC 9051 6.4). */
  async #aboutMessages(command: Command, selected: SelectedMailbox, peer: CommandPeer): Promise<Answer> {
    switch (command.verb) {
      case 'expunge':
        return expunge(command, selected)
      case 'copy':
      case 'move':
        return transfer(command, selected, this.tree)
      case 'search':
      case 'sort':
      case 'thread':
        return (await search(command, selected, () => peer.written())) ?? 'gone'
      case 'fetch':
        // RFC 7162 3.2.6.
        return !this.#modes.qresync && command.modifiers.some(({ name }) => name === 'VANISHED')
          ? [bad(command, 'QRESYNC is not enabled')]
          : fetch(command, selected, peer)
      case 'store':
        return command.item === 'FLAGS' ? store(command, selected, peer) : 'suggested'
      default:
        return 'suggested'
    }
  }
}

/** Message numbers in keys of a search are not among them: no message has them, and so none is found (RFC 9051 6.4.4). */
function namesTooMuch(command: Command, selected: SelectedMailbox | undefined): boolean {
  const { verb } = command
  const isByNumbers = verb === 'fetch' || verb === 'store' || verb === 'copy' || verb === 'move'
  return isByNumbers && selected?.view.isOutOfRange(command) === true
}

/** What an ENABLE asks for, and is done. */
const enabledBy = ({ capabilities }: EnableCommand): readonly string[] =>
  ENABLED.filter(name => capabilities.some(one => one.toUpperCase() === name))

/** The refusal of a name that is not canonical: responses would have it in another form than the client sent. */
const wireRefusal = (mailbox: string, wireName: string): MailboxRefusal | undefined =>
  encodeMailboxName(mailbox) === wireName ? undefined : { code: 'CANNOT', text: 'the name is not modified UTF-7' }
