/** LIST and LSUB over the mailboxes of a user (RFC 9051 6.3.9, 6.3.9.3, 6.3.9.5, RFC 5258, RFC 5819, RFC 3501 6.3.9), and STATUS (RFC 9051 6.3.11). */
import { type ListCommand, type LsubCommand, matchesMailboxPattern, type ResponseInit, type StatusItems } from '@mailwire/imap'
import { DELIMITER, type MailboxTree, namesAbove } from './mailbox-tree.js'
import type { StoredMailbox } from './stored-mailbox.js'

/** Patterns of one LIST: each is compared with the name of each mailbox. */
export const MAX_PATTERNS = 20

/** The largest message that may be appended, which is announced (RFC 7889). */
export const APPEND_LIMIT = 26_214_400

/** What STATUS tells, by item. */
const statusItems: Readonly<Record<string, (mailbox: StoredMailbox) => Partial<StatusItems>>> = {
  MESSAGES: ({ messages }) => ({ messages: messages.length }),
  RECENT: () => ({ recent: 0 }),
  UIDNEXT: ({ uidNext }) => ({ uidNext }),
  UIDVALIDITY: ({ uidValidity }) => ({ uidValidity }),
  UNSEEN: ({ messages }) => ({ unseen: messages.filter(({ flags }) => !flags.has('\\Seen')).length }),
  HIGHESTMODSEQ: ({ highestModseq }) => ({ highestModseq }),
  SIZE: ({ bytes }) => ({ size: bytes }),
  APPENDLIMIT: () => ({ appendLimit: APPEND_LIMIT }),
}

/** An item of STATUS that is not told, if there is one among these. */
export const unknownStatusItem = (items: readonly string[]): string | undefined =>
  items.find(item => !Object.hasOwn(statusItems, item))

export const statusOf = (name: string, mailbox: StoredMailbox, items: readonly string[]): ResponseInit => ({
  type: 'status',
  mailbox: name,
  items: Object.assign({}, ...[...new Set(items)].map(item => statusItems[item]!(mailbox))),
})

/** An empty pattern asks for the delimiter (RFC 9051 6.3.9). */
const ROOT: ResponseInit & { readonly type: 'list' } = {
  type: 'list',
  attributes: ['\\Noselect'],
  delimiter: DELIMITER,
  mailbox: '',
}

/** The responses to a LIST, mailbox by mailbox. */
export function* list(command: ListCommand, tree: MailboxTree): Generator<ResponseInit> {
  const { selectionOptions = [], returnOptions = [], patterns } = command
  if (command.selectionOptions === undefined && patterns.length === 1 && patterns[0] === '') return yield ROOT
  const selects = (name: string): boolean => selectionOptions.some(option => option.name === name)
  const returns = (name: string): boolean => returnOptions.some(option => option.name === name)
  const isListed = matcher(command.reference, patterns)
  const tellsSubscribed = selects('SUBSCRIBED') || returns('SUBSCRIBED')
  const status = returnOptions.find(option => option.name === 'STATUS')
  const parents = childrenOf(tree)
  const hidden = selects('RECURSIVEMATCH') ? aboveHidden(tree, isListed) : new Set<string>()
  const names = selects('SUBSCRIBED') ? [...tree.subscribed, ...hidden] : tree.names
  for (const mailbox of new Set(names)) {
    if (!isListed(mailbox)) continue
    const found = tree.find(mailbox)
    yield {
      type: 'list',
      attributes: [
        ...(found === undefined ? ['\\NonExistent'] : []),
        ...(tellsSubscribed && tree.subscribed.has(mailbox) ? ['\\Subscribed'] : []),
        parents.has(mailbox) ? '\\HasChildren' : '\\HasNoChildren',
      ],
      delimiter: DELIMITER,
      mailbox,
      ...(hidden.has(mailbox) ? { extended: [{ name: 'CHILDINFO', options: ['SUBSCRIBED'] }] } : {}),
    }
    if (status !== undefined && found !== undefined) yield statusOf(mailbox, found, status.items)
  }
}

/** The responses to an LSUB. */
export function* lsub({ reference, pattern }: LsubCommand, tree: MailboxTree): Generator<ResponseInit> {
  if (pattern === '') return yield { ...ROOT, type: 'lsub' }
  const isListed = matcher(reference, [pattern])
  // A name that `%` leaves out is reported through the name above it (RFC 3501 6.3.9).
  const hidden = pattern.endsWith('%') ? aboveHidden(tree, isListed) : []
  for (const mailbox of new Set([...tree.subscribed, ...hidden]))
    if (isListed(mailbox))
      yield { type: 'lsub', attributes: tree.subscribed.has(mailbox) ? [] : ['\\Noselect'], delimiter: DELIMITER, mailbox }
}

/** True for names that match the reference followed by one of the patterns. */
function matcher(reference: string, patterns: readonly string[]): (name: string) => boolean {
  return name => patterns.some(pattern => matchesMailboxPattern(name, `${reference}${pattern}`, DELIMITER))
}

/** The names above those that are subscribed to and not listed themselves (RFC 5258 3.5). */
const aboveHidden = (tree: MailboxTree, isListed: (name: string) => boolean): ReadonlySet<string> =>
  new Set([...tree.subscribed].filter(name => !isListed(name)).flatMap(namesAbove))

/** The names that have others below them. */
const childrenOf = (tree: MailboxTree): ReadonlySet<string> => new Set([...tree.names].flatMap(namesAbove))
