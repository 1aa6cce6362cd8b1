/** Where a server may send what without a tag (RFC 9051 7), as a table that does not know which side reads it. */
import { frozen } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import type { AnyResponse } from '../response/response.js'
import type { StatusType } from '../response/status.js'
import { mayExpunge, type State } from './state.js'

/** Untagged statuses that are not an answer: PREAUTH is only ever a greeting (RFC 9051 7.1.4). */
const REMARKS: readonly StatusType[] = ['ok', 'no', 'bad', 'bye']

/** What an untagged response needs: one of these states, or one of these commands that it is part of the answer to. */
interface Place {
  readonly states: readonly State[]
  readonly commands?: readonly Verb[]
}

const greeted: Place = { states: ['not-authenticated', 'exchange', 'authenticated', 'selected'] }
const aboutMailboxes: Place = { states: ['authenticated', 'selected'] }
/** Also while a mailbox is being selected (RFC 9051 6.3.2). */
const aboutMessages: Place = { states: ['selected'], commands: ['select', 'examine'] }

/** Where a server may send each kind of untagged data (RFC 9051 7.2 to 7.5). */
const untagged: Readonly<Record<Exclude<AnyResponse['type'], StatusType | 'continuation'>, Place>> = /* @__PURE__ */ frozen({
  capability: greeted,
  enabled: aboutMailboxes,
  unknown: greeted,
  list: aboutMailboxes,
  lsub: aboutMailboxes,
  xlist: aboutMailboxes,
  namespace: aboutMailboxes,
  status: aboutMailboxes,
  search: aboutMailboxes,
  sort: aboutMailboxes,
  thread: aboutMailboxes,
  esearch: aboutMailboxes,
  id: greeted,
  quota: aboutMailboxes,
  quotaroot: aboutMailboxes,
  acl: aboutMailboxes,
  listrights: aboutMailboxes,
  myrights: aboutMailboxes,
  metadata: aboutMailboxes,
  language: greeted,
  comparator: aboutMailboxes,
  jmapaccess: aboutMailboxes,
  genurlauth: aboutMailboxes,
  urlfetch: aboutMailboxes,
  converted: { states: ['selected'] },
  conversion: aboutMailboxes,
  flags: aboutMessages,
  exists: aboutMessages,
  recent: aboutMessages,
  fetch: aboutMessages,
  uidfetch: aboutMessages,
  // With EARLIER it is part of the answer to SELECT (RFC 7162 3.2.5).
  vanished: aboutMessages,
  uidbatches: { states: ['selected'] },
  expunge: { states: ['selected'] },
})

/** True when an untagged response may be sent in the state, during the command; `mayExpungeAlways` once NOTIFY asked for that. */
export function maySendUntagged(
  type: AnyResponse['type'],
  state: State,
  command: CommandBodyInit | undefined,
  mayExpungeAlways = false,
): boolean {
  if (type === 'continuation') return false
  // BYE takes the place of the greeting (RFC 9051 7.1.5).
  if (isStatus(type)) return type === 'bye' || (state !== 'connecting' && REMARKS.includes(type))
  const { states, commands = [] } = untagged[type] ?? { states: [] }
  if ((type === 'expunge' || type === 'vanished') && !mayExpungeAlways && !mayExpunge(command)) return false
  return states.includes(state) || (command !== undefined && commands.includes(command.verb))
}

const isStatus = (type: string): type is StatusType => REMARKS.includes(type as StatusType) || type === 'preauth'
