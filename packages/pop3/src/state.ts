/**
 * All knowledge of what may follow what (RFC 1939 3 to 6), as tables that do not know which side reads them. A transition happens
 * when the response is sent or received, not when the command is.
 */
import type { Command, Verb } from './command.js'

export type State =
  | 'connecting' // before the greeting
  | 'authorization' // RFC 1939 4
  | 'named' // authorization, after a USER that was accepted
  | 'exchange' // inside AUTH: lines are challenges and responses
  | 'tls' // STLS was accepted; the handshake is under way
  | 'transaction' // RFC 1939 5
  | 'ended' // after QUIT: the update state, RFC 1939 6, or a session that did not log in

/** A verb, and the pseudo-command that the greeting answers. */
export type SessionVerb = Verb | 'connect'

/** Where a response leads; the state stays where none is named. */
interface Transition {
  readonly ok?: State
  readonly err?: State
}

const anywhere = { capa: {}, lang: {}, unknown: {}, quit: { ok: 'ended' } } as const

const authorization: Partial<Record<SessionVerb, Transition>> = {
  ...anywhere,
  user: { ok: 'named', err: 'authorization' },
  apop: { ok: 'transaction' },
  auth: { ok: 'transaction' },
  stls: { ok: 'tls' },
  utf8: {},
}

/** What may be said in each state, and where it leads. */
export const transitions: Readonly<Record<State, Partial<Record<SessionVerb, Transition>>>> = {
  connecting: { connect: { ok: 'authorization', err: 'ended' } },
  authorization,
  named: {
    ...authorization,
    pass: { ok: 'transaction', err: 'authorization' },
    apop: { ok: 'transaction', err: 'authorization' },
  },
  exchange: { auth: { ok: 'transaction', err: 'authorization' } },
  tls: {},
  transaction: { ...anywhere, stat: {}, list: {}, retr: {}, dele: {}, noop: {}, rset: {}, top: {}, uidl: {} },
  ended: {},
}

/** The verb whose row counts: AUTH without a mechanism only asks, as CAPA does. */
export const verbOf = (command: Command): Verb =>
  command.verb === 'auth' && command.mechanism === undefined ? 'capa' : command.verb

/** True when the command may be given in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitions[state][verb] !== undefined

/** The state after the command was answered. */
export function stateAfter(state: State, verb: SessionVerb, ok: boolean): State {
  const transition = transitions[state][verb]
  return (ok ? transition?.ok : transition?.err) ?? state
}

/** What follows a `+OK`: nothing, rows up to a dot, or a message up to a dot. */
export type Framing = 'line' | 'rows' | 'body'

/** How the positive response to a command is framed: it depends on the command, and on whether it has an argument. */
export function framingOf(command: Command): Framing {
  switch (command.verb) {
    case 'retr':
    case 'top':
      return 'body'
    case 'capa':
      return 'rows'
    case 'list':
    case 'uidl':
      return command.message === undefined ? 'rows' : 'line'
    case 'lang':
      return command.tag === undefined ? 'rows' : 'line'
    case 'auth':
      return command.mechanism === undefined ? 'rows' : 'line'
    default:
      return 'line'
  }
}

/** Commands after which a client waits for the response before it says anything else: what follows depends on it. */
export const endsPipeline = (verb: Verb): boolean => verb === 'auth' || verb === 'stls' || verb === 'quit'
