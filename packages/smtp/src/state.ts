/**
 * All knowledge of what may follow what (RFC 5321 3 and 4.1.4, RFC 3207 4, RFC 4954 4), as tables that do not know which side reads
 * them. A transition happens when the reply is sent or received, not when the command is.
 */
import type { Verb } from './command.js'
import type { ReplyClass } from './reply.js'

export type State =
  | 'connecting' // before the greeting
  | 'refused' // the greeting said no: QUIT is all that is left (RFC 5321 3.1)
  | 'connected' // greeted, and no EHLO yet
  | 'ready' // EHLO or HELO was accepted; no message under way
  | 'mail' // MAIL was accepted
  | 'rcpt' // and a recipient
  | 'data' // DATA was answered with 354: lines are the message
  | 'exchange' // inside AUTH: lines are challenges and responses
  | 'tls' // STARTTLS was accepted; the handshake is under way
  | 'ended' // after QUIT or 421

/** A verb, and what is answered besides commands: the connection itself, and the end of a message. */
export type SessionVerb = Verb | 'connect' | 'data-end'

/** Where a reply leads; the state stays where none is named. */
type Transition = { readonly [Class in ReplyClass]?: State }

const anywhere: Partial<Record<SessionVerb, Transition>> = {
  noop: {},
  help: {},
  vrfy: {},
  expn: {},
  unknown: {},
  quit: { positive: 'ended' },
}
const greet: Partial<Record<SessionVerb, Transition>> = { ehlo: { positive: 'ready' }, helo: { positive: 'ready' } }
const reset: Partial<Record<SessionVerb, Transition>> = { ...greet, rset: { positive: 'ready' } }

/** What may be said in each state, and where each class of reply leads. */
export const transitions: Readonly<Record<State, Partial<Record<SessionVerb, Transition>>>> = {
  connecting: { connect: { positive: 'connected', negative: 'refused' } },
  refused: { quit: { positive: 'ended' } },
  connected: { ...anywhere, ...greet, rset: {} },
  ready: { ...anywhere, ...reset, mail: { positive: 'mail' }, auth: { intermediate: 'exchange' }, starttls: { positive: 'tls' } },
  mail: { ...anywhere, ...reset, rcpt: { positive: 'rcpt' } },
  rcpt: { ...anywhere, ...reset, rcpt: {}, data: { intermediate: 'data' } },
  data: { 'data-end': { positive: 'ready', negative: 'ready' } },
  exchange: { auth: { positive: 'ready', negative: 'ready' } },
  tls: {},
  ended: {},
}

/** True when the command may be given in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitions[state][verb] !== undefined

/** The state after the command was answered; 421 ends every session (RFC 5321 3.8). */
export const stateAfter = (state: State, verb: SessionVerb, code: number, kind: ReplyClass): State =>
  code === 421 ? 'ended' : (transitions[state][verb]?.[kind] ?? state)

/** Commands that must be the last of a group: what follows depends on their reply (RFC 2920 3.1, RFC 3207 4, RFC 4954 4). */
export const endsPipeline = (verb: SessionVerb): boolean => PIPELINE_ENDS.includes(verb)

const PIPELINE_ENDS: readonly SessionVerb[] = [
  'ehlo',
  'data',
  'data-end',
  'vrfy',
  'expn',
  'noop',
  'quit',
  'auth',
  'starttls',
  'unknown',
]
