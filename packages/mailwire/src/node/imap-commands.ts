/** What a logged-in IMAP client's commands do to the user's mailboxes. */
import {
  type Command,
  encodeMailboxName,
  type FetchCommand,
  type Namespace,
  type ResponseInit,
  type SelectCommand,
  type StoreFlagsCommand,
} from '@mailwire/imap'
import { MAX_FETCH_ITEMS } from './imap-fetch.js'
import { list, lsub, statusOf } from './imap-list.js'
import { SelectedMailbox } from './imap-mailbox.js'
import { completion, flagsRefusal, no, ok, type Tagged } from './imap-replies.js'
import { search } from './imap-search.js'
import { selectResponses } from './imap-select.js'
import { expunge, READ_ONLY, transfer } from './imap-transfer.js'
import type { MailboxRefusal, MailboxTree } from './mailbox-tree.js'

/** All names are the user's own (RFC 9051 7.3.3). */
const ROOT: Namespace = { prefix: '', wirePrefix: '', delimiter: '/', extensions: [] }

/** Responses that are written together. */
const BATCH = 64

/** Responses, the tagged one last; or what the protocol suggests; or nothing, since the client is gone. */
export type Answer = readonly ResponseInit[] | 'suggested' | 'gone'

/** Where answers go that have many responses. */
export interface CommandPeer {
  /** Sends a response ahead of those that complete the command. */
  send(response: ResponseInit): void
  /** Writes what was sent, and gives others their turn; false when the client is gone. */
  written(): Promise<boolean>
}

/** A user's mailboxes, and the one that a session has selected. */
export class ImapMailboxes {
  readonly tree: MailboxTree
  #selected: SelectedMailbox | undefined

  constructor(tree: MailboxTree) {
    this.tree = tree
  }

  get selected(): SelectedMailbox | undefined {
    return this.#selected
  }

  async answer(command: Command, peer: CommandPeer): Promise<Answer> {
    const { tree } = this
    switch (command.verb) {
      case 'select':
      case 'examine':
        return this.#select(command)
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
        return this.#selected === undefined ? 'suggested' : aboutMessages(command, this.#selected, tree, peer)
    }
  }

  /** The session is over. */
  close(): void {
    this.#selected?.close()
    this.#selected = undefined
  }

  /** A SELECT that fails leaves no mailbox selected (RFC 9051 6.3.2). */
  #select(command: SelectCommand & Tagged): Answer {
    const found = this.tree.find(command.mailbox)
    this.close()
    this.#selected = found && new SelectedMailbox(found, command.verb === 'examine')
    return this.#selected === undefined ? 'suggested' : selectResponses(command, this.#selected)
  }

  /** CLOSE expunges, and does not tell of it (RFC 9051 6.4.1). */
  #unselect(expunges: boolean): Answer {
    const selected = this.#selected
    if (expunges && selected !== undefined && !selected.isReadOnly) selected.remove(selected.marked())
    this.close()
    return 'suggested'
  }
}

/** A name that is not canonical would be told in another form than it was given. */
const wireRefusal = (mailbox: string, wireName: string): MailboxRefusal | undefined =>
  encodeMailboxName(mailbox) === wireName ? undefined : { code: 'CANNOT', text: 'the name is not modified UTF-7' }

/** Commands of the selected state (RFC 9051 6.4). */
async function aboutMessages(command: Command, selected: SelectedMailbox, tree: MailboxTree, peer: CommandPeer): Promise<Answer> {
  switch (command.verb) {
    case 'expunge':
      return expunge(command, selected)
    case 'copy':
    case 'move':
      return transfer(command, selected, tree)
    case 'search':
      return (await search(command, selected, () => peer.written())) ?? 'gone'
    case 'fetch':
      return fetch(command, selected, peer)
    case 'store':
      return command.item === 'FLAGS' ? store(command, selected, peer) : 'suggested'
    default:
      return 'suggested'
  }
}

function fetch(command: FetchCommand & Tagged, selected: SelectedMailbox, peer: CommandPeer): Answer | Promise<Answer> {
  // RFC 5530 3.
  if (command.items.length > MAX_FETCH_ITEMS && typeof command.items !== 'string')
    return [no(command, 'LIMIT', `at most ${MAX_FETCH_ITEMS} items at a time`)]
  function* responses(): Generator<ResponseInit> {
    for (const at of selected.named(command)) yield selected.fetch(at, command)
  }
  return inBatches(responses(), () => ok(command, 'FETCH done'), peer)
}

/** What is gone and not told of is left out; the client hears of that where it asked for flags (RFC 2180 4.2). */
function store(command: StoreFlagsCommand & Tagged, selected: SelectedMailbox, peer: CommandPeer): Answer | Promise<Answer> {
  if (selected.isReadOnly) return [no(command, 'READ-ONLY', READ_ONLY)]
  const tooMuch = flagsRefusal(command, command.flags)
  if (tooMuch !== undefined) return [tooMuch]
  let areGone = false
  function* responses(): Generator<ResponseInit | undefined> {
    for (const at of selected.named(command)) {
      const isThere = selected.mailbox.has(selected.messages[at]!)
      areGone ||= !isThere
      yield isThere ? selected.store(at, command) : undefined
    }
  }
  const done = (): ResponseInit =>
    areGone && !command.silent && !command.uid
      ? no(command, 'EXPUNGEISSUED', 'some of the messages are gone')
      : ok(command, 'STORE done')
  return inBatches(responses(), done, peer)
}

/** Sends responses a batch at a time, as long as the client is there to read them. */
async function inBatches(
  responses: Iterable<ResponseInit | undefined>,
  done: () => ResponseInit,
  peer: CommandPeer,
): Promise<Answer> {
  let batch = 0
  for (const response of responses) {
    if (response !== undefined) peer.send(response)
    // A body is written before the next one is looked up.
    const hasBody = response?.type === 'fetch' && (response.items.sections ?? []).length > 0
    batch = hasBody ? BATCH : batch + 1
    if (batch < BATCH) continue
    batch = 0
    if (!(await peer.written())) return 'gone'
  }
  return [done()]
}
