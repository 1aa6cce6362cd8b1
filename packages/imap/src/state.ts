/**
 * All knowledge of what may follow what (RFC 9051 3 and 6), as tables that do not know which side reads them. A transition happens when
 * the tagged response is sent or received, not when the command is.
 */
import type { Verb } from './command/command.js'
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
