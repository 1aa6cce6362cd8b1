/** Tells FETCH responses that answer a command from unsolicited ones (RFC 9051 7.5.2). */
import type { CommandBodyInit } from '../command/command.js'
import type { FetchMacro } from '../command/fetch.js'
import type { FetchItem } from '../command/fetch-att.js'
import type { BodySection, FetchItems } from '../fetch/item.js'
import { type MessageSet, sequenceSetFilter } from '../mailbox/sequence-set.js'
import type { FetchResponse, UidFetchResponse } from '../response/fetch.js'

/** True if the message and one of the items were requested; flags alone may be unsolicited. */
export type IsFetched = (response: FetchResponse | UidFetchResponse) => boolean

/** The test for a command's responses, computed once because there may be many responses. */
export function fetchedBy(command: CommandBodyInit): IsFetched {
  if (command.verb === 'select' || command.verb === 'examine') {
    // With QRESYNC the server reports changes while the mailbox is selected (RFC 7162 3.2.5).
    const hasQresync = command.parameters?.some(({ name }) => name === 'QRESYNC') === true
    return () => hasQresync
  }
  if (command.verb !== 'fetch' && command.verb !== 'store') return () => false
  const isInSet = filterOf(command.set)
  const isAsked = command.verb === 'store' ? isNewsAlone : askedBy(command)
  return response => {
    const uid = response.type === 'uidfetch' ? response.uid : response.items.uid
    const number = command.uid === true ? uid : response.type === 'fetch' ? response.sequence : undefined
    return number !== undefined && isInSet(number) && isAsked(response.items)
  }
}

/** The value of `*` is not known, so a set with it counts as every message. */
function filterOf(set: MessageSet): (number: number) => boolean {
  if (set === '$' || set.some(({ start, end }) => start === '*' || end === '*')) return () => true
  return sequenceSetFilter(set, 0xffff_ffff)
}

/** The items of each macro (RFC 9051 6.4.5). */
const MACROS: Readonly<Record<FetchMacro, readonly FetchItem['item'][]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}

/** Response items, with the command items that request them. */
const ASKED: readonly (readonly [told: keyof FetchItems, asked: FetchItem['item']])[] = [
  ['internalDate', 'INTERNALDATE'],
  ['size', 'RFC822.SIZE'],
  ['envelope', 'ENVELOPE'],
  ['bodyStructure', 'BODYSTRUCTURE'],
  ['body', 'BODY'],
  ['emailId', 'EMAILID'],
  ['threadId', 'THREADID'],
  ['saveDate', 'SAVEDATE'],
  ['preview', 'PREVIEW'],
  ['gmailMessageId', 'X-GM-MSGID'],
  ['gmailThreadId', 'X-GM-THRID'],
  ['gmailLabels', 'X-GM-LABELS'],
  ['binarySizes', 'BINARY.SIZE'],
]

/** True if every item was requested, apart from items that servers send unsolicited; those alone count only if requested. */
function askedBy({ items: asked }: Extract<CommandBodyInit, { readonly verb: 'fetch' }>): (items: FetchItems) => boolean {
  const isMacro = typeof asked === 'string'
  const names = new Set(isMacro ? MACROS[asked] : asked.map(({ item }) => item))
  const sections = isMacro ? [] : asked
  return items => {
    if (isNewsAlone(items)) return items.flags === undefined || names.has('FLAGS') || names.has('MODSEQ')
    return (
      items.sections.every(one => sections.some(item => isSection(item, one))) &&
      ASKED.every(([told, name]) => names.has(name) || isAbsent(items[told]))
    )
  }
}

/** True if a section is what an item requests: the same part, and the same text of it. */
function isSection(asked: FetchItem, { item, section: { part, text } }: BodySection): boolean {
  if (asked.item === 'BODY[]') return item === 'BODY' && text === asked.section.text && isSamePart(part, asked.section.part)
  if (asked.item === 'BINARY[]') return item === 'BINARY' && isSamePart(part, asked.part)
  return asked.item === item
}

const isSamePart = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((number, at) => number === b[at])

/** Items that a server may send unsolicited. */
const NEWS: ReadonlySet<string> = /* @__PURE__ */ new Set(['uid', 'flags', 'modseq'])

function isNewsAlone(items: FetchItems): boolean {
  for (const name in items) if (!NEWS.has(name) && !isAbsent(items[name as keyof FetchItems])) return false
  return true
}

const isAbsent = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0)
