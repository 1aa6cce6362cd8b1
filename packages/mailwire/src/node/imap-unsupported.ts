/** Commands and options that the mail host does not support, mostly of extensions that it does not announce. */
import type { Command, FetchCommand, FetchItem, ListCommand, ResponseInit, SortCommand } from '@mailwire/imap'
import { threadAlgorithms } from '@mailwire/imap/serve'
import { MAX_PATTERNS, unknownStatusItem } from './imap-list.js'
import { bad, no } from './imap-replies.js'

/** The refusal of a command of which any part is not done; `undefined` where all of it is. */
export function refusalOf(command: Command): ResponseInit | undefined {
  const reason = notOffered(command)
  if (reason !== undefined) return bad(command, `${reason} is not announced`)
  // RFC 5530 3.
  if (command.verb === 'list' && command.patterns.length > MAX_PATTERNS)
    return no(command, 'LIMIT', `at most ${MAX_PATTERNS} patterns at a time`)
  return undefined
}

/** What a command asks for that is not announced, if it does. */
function notOffered(command: Command): string | undefined {
  switch (command.verb) {
    case 'select':
    case 'examine':
      return command.parameters.every(({ name }) => name === 'CONDSTORE' || name === 'QRESYNC')
        ? undefined
        : `${command.verb.toUpperCase()} with parameters`
    case 'create':
    case 'rename':
      return command.parameters.length > 0 ? `${command.verb.toUpperCase()} with parameters` : undefined
    case 'status':
      return notOfferedInStatus(command.items)
    case 'list':
      return notOfferedInList(command)
    case 'replace':
      return 'REPLACE'
    case 'sort':
      return notOfferedInSort(command)
    case 'thread':
      return threadAlgorithms.includes(command.algorithm) ? undefined : `THREAD=${command.algorithm}`
    case 'esearch':
      return 'MULTISEARCH'
    case 'fetch':
      return notOfferedInFetch(command)
    case 'store':
      if (command.modifiers.some(({ name }) => name !== 'UNCHANGEDSINCE')) return 'STORE with modifiers'
      return command.item === 'FLAGS' ? undefined : `STORE of ${command.item === 'unknown' ? command.name : command.item}`
    default:
      return undefined
  }
}

function notOfferedInStatus(items: readonly string[]): string | undefined {
  const item = unknownStatusItem(items)
  return item && `STATUS of ${item}`
}

/** Options of ESORT (RFC 5267 3.1) and SEARCHRES. */
const SORT_RETURNS: readonly string[] = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE']

function notOfferedInSort({ returnOptions = [] }: SortCommand): string | undefined {
  const option = returnOptions.find(({ name }) => !SORT_RETURNS.includes(name))
  return option && `SORT with RETURN (${option.name === 'unknown' ? option.option : option.name})`
}

/** Options of LIST-EXTENDED (RFC 5258 3) and LIST-STATUS (RFC 5819). */
const SELECTIONS: readonly string[] = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH']
const RETURNS: readonly string[] = ['SUBSCRIBED', 'CHILDREN', 'STATUS']

function notOfferedInList({ selectionOptions = [], returnOptions = [] }: ListCommand): string | undefined {
  const option =
    selectionOptions.find(({ name }) => !SELECTIONS.includes(name)) ?? returnOptions.find(({ name }) => !RETURNS.includes(name))
  if (option !== undefined) return `LIST with ${option.name === 'unknown' ? option.option : option.name}`
  const status = returnOptions.find(one => one.name === 'STATUS')
  return status && notOfferedInStatus(status.items)
}

function notOfferedInFetch({ items, modifiers }: FetchCommand): string | undefined {
  if (modifiers.some(({ name }) => name !== 'CHANGEDSINCE' && name !== 'VANISHED')) return 'FETCH with modifiers'
  const item = typeof items === 'string' ? undefined : items.find(isFromExtension)
  return item && `FETCH of ${item.item === 'unknown' ? item.name : item.item}`
}

/** Items of IMAP4rev1 (RFC 3501 6.4.5), and of CONDSTORE (RFC 7162 3.1.4.2). */
const DONE: readonly FetchItem['item'][] = [
  'UID',
  'FLAGS',
  'INTERNALDATE',
  'ENVELOPE',
  'BODYSTRUCTURE',
  'BODY',
  'BODY[]',
  'RFC822',
  'RFC822.HEADER',
  'RFC822.SIZE',
  'RFC822.TEXT',
  'MODSEQ',
]

const isFromExtension = ({ item }: FetchItem): boolean => !DONE.includes(item)
