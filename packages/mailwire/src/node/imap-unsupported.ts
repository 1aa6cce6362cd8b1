/** What the mail host does not do: most of it is from extensions that it does not announce. */
import type { Command, FetchCommand, FetchItem, ListCommand, ResponseInit } from '@mailwire/imap'

/** The refusal of a command of which any part is not done; `undefined` where all of it is. */
export function refusalOf(command: Command): ResponseInit | undefined {
  const { tag, verb } = command
  const reason = notOffered(command)
  if (reason !== undefined) return { type: 'bad', tag, code: undefined, text: `${reason} is not announced` }
  if (verb !== 'search' && verb !== 'copy') return undefined
  // An empty answer would say that no message was found (RFC 5530 3).
  return { type: 'no', tag, code: { name: 'CANNOT' }, text: `${verb.toUpperCase()} is not supported here` }
}

/** What a command asks for that is not announced, if it does. */
function notOffered(command: Command): string | undefined {
  switch (command.verb) {
    case 'select':
    case 'examine':
    case 'create':
    case 'rename':
      return command.parameters.length > 0 ? `${command.verb.toUpperCase()} with parameters` : undefined
    case 'list':
      return isExtended(command) ? 'LIST-EXTENDED' : undefined
    case 'expunge':
      return command.uids === undefined ? undefined : 'UIDPLUS'
    case 'move':
      return 'MOVE'
    case 'replace':
      return 'REPLACE'
    case 'sort':
      return 'SORT'
    case 'thread':
      return `THREAD=${command.algorithm}`
    case 'esearch':
      return 'MULTISEARCH'
    case 'search':
      return command.returnOptions === undefined ? undefined : 'ESEARCH'
    case 'fetch':
      return command.set === '$' ? 'SEARCHRES' : notOfferedInFetch(command)
    case 'store':
      if (command.set === '$') return 'SEARCHRES'
      if (command.modifiers.length > 0) return 'STORE with modifiers'
      return command.item === 'FLAGS' ? undefined : `STORE of ${command.item === 'unknown' ? command.name : command.item}`
    default:
      return undefined
  }
}

/** LIST in a form of RFC 5258. */
const isExtended = ({ selectionOptions, returnOptions, patterns }: ListCommand): boolean =>
  selectionOptions !== undefined || returnOptions !== undefined || patterns.length !== 1

function notOfferedInFetch({ items, modifiers }: FetchCommand): string | undefined {
  if (modifiers.length > 0) return 'FETCH with modifiers'
  const item = typeof items === 'string' ? undefined : items.find(isFromExtension)
  return item && `FETCH of ${item.item === 'unknown' ? item.name : item.item}`
}

/** Items of IMAP4rev1 (RFC 3501 6.4.5). */
const BASIC: readonly FetchItem['item'][] = [
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
]

const isFromExtension = ({ item }: FetchItem): boolean => !BASIC.includes(item)
