/**
 * All knowledge of what may follow what (RFC 9051 3 and 6), as tables that do not know which side reads them. A transition happens when
 * the tagged response is sent or received, not when the command is.
 */
import type { CommandBody, Verb } from './command/command.js'
import type { AnyResponse } from './response/response.js'
import type { StatusType } from './response/status.js'

export type State =
  | 'connecting' // before the greeting
  | 'not-authenticated'
  | 'authenticated'
  | 'selected'
  | 'exchange' // inside AUTHENTICATE: lines are challenges and responses
  | 'tls' // STARTTLS was accepted; the handshake is under way
  | 'logout' // after LOGOUT, or BYE

/** A verb, and the pseudo-command that the greeting answers. */
export type SessionVerb = Verb | 'connect'

/** Where a tagged response leads; the state stays where none is named. */
type Transition = { readonly [Status in StatusType]?: State }

const anywhere: Partial<Record<SessionVerb, Transition>> = { capability: {}, noop: {}, unknown: {}, logout: { ok: 'logout' } }
/** A SELECT that fails leaves no mailbox selected (RFC 9051 6.3.2). */
const select: Transition = { ok: 'selected', no: 'authenticated' }
const authenticated: Partial<Record<SessionVerb, Transition>> = {
  ...anywhere,
  select,
  examine: select,
  create: {},
  delete: {},
  rename: {},
  subscribe: {},
  unsubscribe: {},
  list: {},
  lsub: {},
  status: {},
}

/** What may be said in each state, and where it leads. */
export const transitions: Readonly<Record<State, Partial<Record<SessionVerb, Transition>>>> = {
  connecting: { connect: { ok: 'not-authenticated', preauth: 'authenticated', bye: 'logout' } },
  'not-authenticated': {
    ...anywhere,
    login: { ok: 'authenticated' },
    authenticate: { ok: 'authenticated' },
    starttls: { ok: 'tls' },
  },
  authenticated,
  selected: {
    ...authenticated,
    close: { ok: 'authenticated' },
    unselect: { ok: 'authenticated' },
    check: {},
    expunge: {},
    fetch: {},
    store: {},
  },
  exchange: { authenticate: { ok: 'authenticated', no: 'not-authenticated', bad: 'not-authenticated' } },
  tls: {},
  logout: {},
}

/** True when the command may be given in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitions[state][verb] !== undefined

/** The state after the command was completed. */
export const stateAfter = (state: State, verb: SessionVerb, status: StatusType): State =>
  transitions[state][verb]?.[status] ?? state

/** Commands after which a client waits for the completion before it says anything else: what follows depends on it (RFC 9051 5.5). */
export const endsPipeline = (verb: Verb): boolean =>
  ['starttls', 'authenticate', 'login', 'logout', 'select', 'examine', 'close', 'unselect', 'unknown'].includes(verb)

/** What a server answers: a command that it can act on, one that it cannot, or the connection itself. */
export type AnsweredVerb = SessionVerb | 'invalid'

/** The statuses that answer each: an untagged one for the connection, a tagged one for everything else (RFC 9051 7.1). */
const answers: Partial<Record<AnsweredVerb, readonly StatusType[]>> = {
  connect: ['ok', 'preauth', 'bye'],
  invalid: ['no', 'bad'],
}
const COMPLETIONS: readonly StatusType[] = ['ok', 'no', 'bad']

/** True when the status may be the answer. */
export const mayAnswer = (verb: AnsweredVerb, status: StatusType): boolean => (answers[verb] ?? COMPLETIONS).includes(status)

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
const untagged: Readonly<Record<Exclude<AnyResponse['type'], StatusType | 'continuation'>, Place>> = {
  capability: greeted,
  unknown: greeted,
  list: aboutMailboxes,
  lsub: aboutMailboxes,
  status: aboutMailboxes,
  search: aboutMailboxes,
  flags: aboutMessages,
  exists: aboutMessages,
  recent: aboutMessages,
  fetch: aboutMessages,
  expunge: { states: ['selected'] },
}

/**
 * Commands by message numbers, while which no number may change (RFC 9051 7.5.1, RFC 5256 3). The same by unique identifiers are other
 * commands, during which it may.
 */
const NUMBERED = ['FETCH', 'STORE', 'SEARCH', 'SORT', 'THREAD']

/** True when EXPUNGE may be told during the command: never without one, nor while one by message numbers is under way. */
export function mayExpunge(command: CommandBody | undefined): boolean {
  if (command === undefined) return false
  const byIdentifier = 'uid' in command && command.uid
  return byIdentifier || !NUMBERED.includes(command.verb === 'unknown' ? command.name : command.verb.toUpperCase())
}

/** True when an untagged response may be sent in the state, during the command. */
export function maySendUntagged(type: AnyResponse['type'], state: State, command: CommandBody | undefined): boolean {
  if (type === 'continuation') return false
  // BYE takes the place of the greeting (RFC 9051 7.1.5).
  if (isStatus(type)) return type === 'bye' || (state !== 'connecting' && REMARKS.includes(type))
  const { states, commands = [] } = untagged[type] ?? { states: [] }
  if (type === 'expunge' && !mayExpunge(command)) return false
  return states.includes(state) || (command !== undefined && commands.includes(command.verb))
}

const isStatus = (type: string): type is StatusType => REMARKS.includes(type as StatusType) || type === 'preauth'
