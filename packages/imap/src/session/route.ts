/**
 * Which command an untagged response answers (RFC 9051 7): the one of its tag, where it has one; else the oldest under way that is answered so and that
 * it fits. Servers may say anything at any time: what fits none was not asked for.
 */
import type { CommandBodyInit, Verb } from '../command/command.js'
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
  for (const entry of queue.oldest(verbs, NEAR)) if (fits(entry, response)) return entry
  return undefined
}

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
  return entry.isInSet(number) && (command.verb === 'store' || asksFlags(command) || !isNewsAlone(response))
}

/** What `*` stands for is not known: a set with it is taken to name every message. */
function filterOf(set: Extract<CommandBodyInit, { readonly verb: 'fetch' }>['set']): (number: number) => boolean {
  if (set === '$' || set.some(({ start, end }) => start === '*' || end === '*')) return () => true
  return sequenceSetFilter(set, 0xffff_ffff)
}

const asksFlags = ({ items }: Extract<CommandBodyInit, { readonly verb: 'fetch' }>): boolean =>
  typeof items === 'string' || items.some(({ item }) => item === 'FLAGS' || item === 'MODSEQ')

/** Items that a server tells of its own accord. */
const NEWS: ReadonlySet<string> = /* @__PURE__ */ new Set(['uid', 'flags', 'modseq'])

const isNewsAlone = ({ items }: FetchResponse | UidFetchResponse): boolean =>
  items.flags !== undefined &&
  Object.entries(items).every(
    ([name, value]) => NEWS.has(name) || value === undefined || (Array.isArray(value) && value.length === 0),
  )
