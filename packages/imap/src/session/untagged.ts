/** Untagged data (RFC 9051 7): the states in which a server may send it, and the commands that it answers, as a table for both sides. */
import { frozen } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import type { AnyResponse } from '../response/response.js'
import type { StatusType } from '../response/status.js'
import { mayExpunge, type State } from './state.js'

/** Untagged statuses that answer no command: PREAUTH is only a greeting (RFC 9051 7.1.4). */
const REMARKS: readonly StatusType[] = ['ok', 'no', 'bad', 'bye']

/** What an untagged response needs: one of these states, or one of these commands that it answers. */
interface Place {
  readonly states: readonly State[]
  readonly answers?: readonly Verb[]
}

const greeted: readonly State[] = ['not-authenticated', 'exchange', 'authenticated', 'selected']
const loggedIn: readonly State[] = ['authenticated', 'selected']
const inMailbox: readonly State[] = ['selected']

/** The type of a data response. */
export type DataType = Exclude<AnyResponse['type'], StatusType | 'continuation'>

/** One row per kind of data (RFC 9051 7.2 to 7.5). Data of a mailbox is already allowed while it is being selected (6.3.2). */
export const untagged: Readonly<Record<DataType, Place>> = /* @__PURE__ */ frozen<Record<DataType, Place>>({
  unknown: { states: greeted },
  capability: { states: greeted, answers: ['capability'] },
  enabled: { states: loggedIn, answers: ['enable'] },
  list: { states: loggedIn, answers: ['list', 'rlist'] },
  lsub: { states: loggedIn, answers: ['lsub', 'rlsub'] },
  xlist: { states: loggedIn, answers: ['xlist'] },
  namespace: { states: loggedIn, answers: ['namespace'] },
  status: { states: loggedIn, answers: ['status', 'list'] },
  search: { states: loggedIn, answers: ['search'] },
  sort: { states: loggedIn, answers: ['sort'] },
  thread: { states: loggedIn, answers: ['thread'] },
  esearch: { states: loggedIn, answers: ['search', 'sort', 'esearch'] },
  id: { states: greeted, answers: ['id'] },
  quota: { states: loggedIn, answers: ['getquota', 'getquotaroot', 'setquota'] },
  quotaroot: { states: loggedIn, answers: ['getquotaroot'] },
  acl: { states: loggedIn, answers: ['getacl'] },
  listrights: { states: loggedIn, answers: ['listrights'] },
  myrights: { states: loggedIn, answers: ['myrights', 'list'] },
  metadata: { states: loggedIn, answers: ['getmetadata', 'list'] },
  language: { states: greeted, answers: ['language'] },
  comparator: { states: loggedIn, answers: ['comparator'] },
  jmapaccess: { states: loggedIn, answers: ['getjmapaccess'] },
  genurlauth: { states: loggedIn, answers: ['genurlauth'] },
  urlfetch: { states: loggedIn, answers: ['urlfetch'] },
  converted: { states: inMailbox, answers: ['convert'] },
  conversion: { states: loggedIn, answers: ['conversions'] },
  flags: { states: inMailbox, answers: ['select', 'examine'] },
  exists: { states: inMailbox, answers: ['select', 'examine'] },
  recent: { states: inMailbox, answers: ['select', 'examine'] },
  fetch: { states: inMailbox, answers: ['fetch', 'store', 'select', 'examine'] },
  uidfetch: { states: inMailbox, answers: ['fetch', 'store', 'select', 'examine'] },
  // With EARLIER it also answers SELECT (RFC 7162 3.2.5).
  vanished: { states: inMailbox, answers: ['expunge', 'move', 'replace', 'fetch', 'select', 'examine'] },
  uidbatches: { states: inMailbox, answers: ['uidbatches'] },
  expunge: { states: inMailbox, answers: ['expunge', 'move', 'replace'] },
})

/** True if an untagged response may be sent in the state, during the command; `mayExpungeAlways` after NOTIFY requested that. */
export function maySendUntagged(
  type: AnyResponse['type'],
  state: State,
  command: CommandBodyInit | undefined,
  mayExpungeAlways = false,
): boolean {
  if (type === 'continuation') return false
  // BYE may replace the greeting (RFC 9051 7.1.5).
  if (isStatus(type)) return type === 'bye' || (state !== 'connecting' && REMARKS.includes(type))
  const { states, answers = [] } = untagged[type] ?? { states: [] }
  if ((type === 'expunge' || type === 'vanished') && !mayExpungeAlways && !mayExpunge(command)) return false
  return states.includes(state) || (command !== undefined && answers.includes(command.verb))
}

const isStatus = (type: string): type is StatusType => REMARKS.includes(type as StatusType) || type === 'preauth'
