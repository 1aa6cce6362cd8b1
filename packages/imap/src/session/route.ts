/**
 * Which command an untagged response answers (RFC 9051 7): the one of its tag, where it has one; else the oldest under way that is answered so and that
 * it fits. Servers may say anything at any time: what fits none was not asked for.
 */
import type { CommandBodyInit, Verb } from '../command/command.js'
import type { FetchMacro } from '../command/fetch.js'
import type { FetchItems } from '../fetch/item.js'
import { sequenceSetFilter } from '../mailbox/sequence-set.js'
import type { ResponseCode } from '../response/code/code.js'
import type { FetchResponse, UidFetchResponse } from '../response/fetch.js'
import type { AnyResponse, Response } from '../response/response.js'
import type { Pipeline, QueuedCommand } from './pipeline.js'

const selecting: readonly Verb[] = ['select', 'examine']

/** The commands that each kind of data answers. */
const answered: { readonly [Type in AnyResponse['type']]?: readonly Verb[] } = {
  capability: ['capability'],
  enabled: ['enable'],
  list: ['list', 'rlist'],
  lsub: ['lsub', 'rlsub'],
  xlist: ['xlist'],
  namespace: ['namespace'],
  status: ['status', 'list'],
  search: ['search'],
  sort: ['sort'],
  thread: ['thread'],
  esearch: ['search', 'sort', 'esearch'],
  id: ['id'],
  quota: ['getquota', 'getquotaroot', 'setquota'],
  quotaroot: ['getquotaroot'],
  acl: ['getacl'],
  listrights: ['listrights'],
  myrights: ['myrights', 'list'],
  metadata: ['getmetadata', 'list'],
  language: ['language'],
  comparator: ['comparator'],
  jmapaccess: ['getjmapaccess'],
  genurlauth: ['genurlauth'],
  urlfetch: ['urlfetch'],
  conversion: ['conversions'],
  flags: selecting,
  exists: selecting,
  recent: selecting,
  fetch: ['fetch', 'store'],
  uidfetch: ['fetch', 'store'],
  expunge: ['expunge', 'move', 'replace'],
  vanished: ['expunge', 'move', 'replace', 'fetch', 'select', 'examine'],
}

/** The commands that a code tells of without a tag. */
const answeredByCode: { readonly [Name in ResponseCode['name']]?: readonly Verb[] } = {
  UIDVALIDITY: selecting,
  UIDNEXT: selecting,
  UNSEEN: selecting,
  PERMANENTFLAGS: selecting,
  HIGHESTMODSEQ: selecting,
  NOMODSEQ: selecting,
  MAILBOXID: selecting,
  UIDNOTSTICKY: selecting,
  CLOSED: selecting,
  COPYUID: ['move'],
}

/** How many commands are looked at for one response: servers answer them in their order, or nearly so. */
const NEAR = 8

/** The command that a response is part of the answer to. */
export function commandOf(response: Response, queue: Pipeline): QueuedCommand | undefined {
  if ((response.type === 'esearch' || response.type === 'converted') && response.tag !== undefined) return queue.get(response.tag)
  const verbs = 'code' in response ? answeredByCode[response.code?.name ?? 'unknown'] : answered[response.type]
  if (verbs === undefined) return undefined
  const entry = queue.oldest(verbs, NEAR).find(one => fits(one, response))
  if (entry !== undefined && SINGLE.has(entry.command.verb)) queue.tell(entry)
  return entry
}

/**
 * Commands that get one response of data. A server may send those of several before it completes any; what is split over more lines, as old servers
 * do, is of the last one that was told.
 */
const SINGLE: ReadonlySet<Verb> = /* @__PURE__ */ new Set<Verb>([
  'capability',
  'enable',
  'namespace',
  'status',
  'search',
  'sort',
  'thread',
  'id',
  'getquota',
  'getacl',
  'listrights',
  'myrights',
  'language',
  'comparator',
  'getjmapaccess',
  'genurlauth',
  'urlfetch',
])

function fits(entry: QueuedCommand, response: Response): boolean {
  if (response.type === 'vanished') return response.earlier === isEarly(entry.command)
  return response.type !== 'fetch' && response.type !== 'uidfetch' ? true : fetches(entry, response)
}

/** True where a command is told of what vanished before it. */
const isEarly = ({ verb }: CommandBodyInit): boolean => verb === 'fetch' || verb === 'select' || verb === 'examine'

/** True where the message and one of the items were asked for: flags alone may be news. */
function fetches(entry: QueuedCommand, response: FetchResponse | UidFetchResponse): boolean {
  const { command } = entry
  if (command.verb !== 'fetch' && command.verb !== 'store') return false
  const { items } = response
  const uid = response.type === 'uidfetch' ? response.uid : items.uid
  const number = command.uid === true ? uid : response.type === 'fetch' ? response.sequence : undefined
  if (number === undefined) return false
  entry.isInSet ??= filterOf(command.set)
  return entry.isInSet(number) && (command.verb === 'store' ? isNewsAlone(response) : asks(command, items))
}

/** What `*` stands for is not known: a set with it is taken to name every message. */
function filterOf(set: Extract<CommandBodyInit, { readonly verb: 'fetch' }>['set']): (number: number) => boolean {
  if (set === '$' || set.some(({ start, end }) => start === '*' || end === '*')) return () => true
  return sequenceSetFilter(set, 0xffff_ffff)
}

/** The items that a macro stands for (RFC 9051 6.4.5). */
const MACROS: Readonly<Record<FetchMacro, readonly string[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}

/** What is asked for what is told, where that is not news. */
const ASKED: { readonly [Key in keyof FetchItems]?: readonly string[] } = {
  internalDate: ['INTERNALDATE'],
  size: ['RFC822.SIZE'],
  envelope: ['ENVELOPE'],
  bodyStructure: ['BODYSTRUCTURE'],
  body: ['BODY'],
  emailId: ['EMAILID'],
  threadId: ['THREADID'],
  saveDate: ['SAVEDATE'],
  preview: ['PREVIEW'],
  gmailMessageId: ['X-GM-MSGID'],
  gmailThreadId: ['X-GM-THRID'],
  gmailLabels: ['X-GM-LABELS'],
  sections: ['BODY[]', 'BINARY[]', 'RFC822', 'RFC822.HEADER', 'RFC822.TEXT'],
  binarySizes: ['BINARY.SIZE'],
}

/** True where all that is told was asked for, but for what servers tell of their own accord; that alone is an answer only where it was asked for. */
function asks({ items: asked }: Fetch, items: FetchItems): boolean {
  const names = typeof asked === 'string' ? MACROS[asked] : asked.map(({ item }) => item)
  if (isNewsAlone({ items })) return items.flags === undefined || names.includes('FLAGS') || names.includes('MODSEQ')
  return Object.entries(ASKED).every(
    ([key, needed]) => isAbsent(items[key as keyof FetchItems]) || needed.some(name => names.includes(name)),
  )
}

type Fetch = Extract<CommandBodyInit, { readonly verb: 'fetch' }>

/** Items that a server tells of its own accord. */
const NEWS: ReadonlySet<string> = /* @__PURE__ */ new Set(['uid', 'flags', 'modseq'])

const isNewsAlone = ({ items }: { readonly items: FetchItems }): boolean =>
  Object.entries(items).every(([name, value]) => NEWS.has(name) || isAbsent(value))

const isAbsent = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0)
