/**
 * The order of commands and answers (RFC 1939 3 to 6, RFC 5034 4), as tables that both sides read. A transition
 * happens when the response is sent or received, not when the command is.
 */
import { everyVerb, frozen } from '@mailwire/bytes'
import type { Capabilities } from '../capability.js'
import type { Command, Verb } from '../command/command.js'
import { fieldsOf, textOf } from '../values.js'

export type State =
  | 'connecting' // before the greeting
  | 'authorization' // RFC 1939 4
  | 'named' // authorization, after a USER that was accepted
  | 'exchange' // inside AUTH: lines are challenges and responses
  | 'tls' // STLS was accepted; the handshake is in progress
  | 'transaction' // RFC 1939 5
  | 'update' // after QUIT in the transaction state: only now messages are removed (RFC 1939 6)
  | 'ended' // after QUIT before a login, or a greeting of -ERR

/** A verb of the tables: a command, or something else that is answered. */
export type SessionVerb =
  | Verb
  | 'connect' // answered with the greeting
  | 'invalid' // a line that is not a command, or a command that may not be given now
  | 'auth-initial' // AUTH with an initial response
  | 'auth-response' // the answer to a challenge
  | 'auth-cancel' // the client cancelled the exchange

/** What answers a command: a response by its status, or a challenge. */
export type Answer = '+OK' | '-ERR' | '+'

/** The allowed answers, and the state after each. An answer without an entry is not allowed. */
export type Answers = { readonly [One in Answer]?: State }

type Row = { readonly [One in SessionVerb]?: Answers }

const either = (state: State): Answers => ({ '+OK': state, '-ERR': state })

/** What may be given before and after the login; QUIT ends the session whatever its answer (RFC 1939 6). */
const anywhere = (state: State, end: State) =>
  ({
    invalid: { '-ERR': state },
    capa: either(state),
    lang: either(state),
    unknown: either(state),
    quit: either(end),
  }) satisfies Row

const login: Answers = { '+OK': 'transaction', '-ERR': 'authorization' }

const authorization = (state: State) =>
  ({
    ...anywhere(state, 'ended'),
    user: { '+OK': 'named', '-ERR': 'authorization' },
    apop: login,
    // AUTH cannot be accepted before the client's first response, because it has proved nothing yet.
    auth: { '-ERR': 'authorization', '+': 'exchange' },
    'auth-initial': { ...login, '+': 'exchange' },
    stls: { '+OK': 'tls', '-ERR': state },
    utf8: either(state),
  }) satisfies Row

/** The commands of each state, their answers, and the state after each answer. */
export const transitions: Readonly<Record<State, Row>> = /* @__PURE__ */ (() =>
  frozen(
    everyVerb<SessionVerb, State, Row>()({
      connecting: { connect: { '+OK': 'authorization', '-ERR': 'ended' } },
      authorization: authorization('authorization'),
      named: { ...authorization('named'), pass: login },
      exchange: { 'auth-response': { ...login, '+': 'exchange' }, 'auth-cancel': { '-ERR': 'authorization' } },
      tls: {},
      transaction: {
        ...anywhere('transaction', 'update'),
        stat: either('transaction'),
        list: either('transaction'),
        retr: either('transaction'),
        dele: either('transaction'),
        noop: either('transaction'),
        rset: either('transaction'),
        top: either('transaction'),
        uidl: either('transaction'),
        last: either('transaction'),
      },
      update: {},
      ended: {},
    }),
  ))()

/** What follows a `+OK`: nothing, rows up to a dot, or a message up to a dot. */
export type Framing = 'line' | 'rows' | 'body'

/** What is true of a verb in every state. */
interface VerbRules {
  readonly framing: Framing
  /** The capability that it comes with; `undefined`: RFC 1939 has it, or nothing announces it (APOP: the greeting does, RFC 2449 6). */
  readonly capability: keyof Capabilities | undefined
  /** With this argument the command asks for one message, and `+OK` alone answers it. */
  readonly oneLineWith?: string
  /** `-ERR` to it is a failed login. USER is one of them, as it can be used to guess names. */
  readonly login?: true
  /** A client waits for the response before it sends anything else, which depends on it. */
  readonly endsPipeline?: true
}

const line: VerbRules = { framing: 'line', capability: undefined }
const proof: VerbRules = { ...line, login: true }

/** The rules of each verb. */
const verbs: Readonly<Record<SessionVerb, VerbRules>> = /* @__PURE__ */ frozen({
  connect: line,
  invalid: line,
  user: { ...proof, capability: 'user' },
  pass: { ...proof, capability: 'user' },
  apop: proof,
  auth: { framing: 'rows', capability: 'sasl', oneLineWith: 'mechanism', login: true, endsPipeline: true },
  'auth-initial': proof,
  'auth-response': proof,
  'auth-cancel': proof,
  stat: line,
  list: { framing: 'rows', capability: undefined, oneLineWith: 'message' },
  uidl: { framing: 'rows', capability: 'uidl', oneLineWith: 'message' },
  last: line,
  retr: { framing: 'body', capability: undefined },
  top: { framing: 'body', capability: 'top' },
  dele: line,
  noop: line,
  rset: line,
  quit: { ...line, endsPipeline: true },
  capa: { framing: 'rows', capability: undefined },
  stls: { framing: 'line', capability: 'stls', endsPipeline: true },
  utf8: { framing: 'line', capability: 'utf8' },
  lang: { framing: 'rows', capability: 'lang', oneLineWith: 'tag' },
  unknown: line,
})

/** The state after the TLS handshake: as if the client had just connected (RFC 2595 4). */
export const afterHandshake: State = 'authorization'

/** The verb whose row counts: AUTH without a mechanism only asks, as CAPA does. */
export function verbOf(command: Command): SessionVerb {
  if (command.verb !== 'auth') return command.verb
  return command.mechanism === undefined ? 'capa' : command.initialResponse === undefined ? 'auth' : 'auth-initial'
}

/** What STLS depends on besides the state. */
export interface Layers {
  /** True inside TLS, where STLS is not allowed (RFC 2595 4). */
  readonly secure?: boolean
  /** True after UTF8, where STLS is not allowed (RFC 6856 2.1). */
  readonly utf8?: boolean
}

/** Where the command may not be given, in words; `undefined` when it may. */
export function forbiddenIn(state: State, verb: SessionVerb, { secure = false, utf8 = false }: Layers = {}): string | undefined {
  if (answersTo(state, verb) === undefined) return `the ${state} state`
  if (verb !== 'stls') return undefined
  return secure ? 'a session inside TLS' : utf8 ? 'a session after UTF8' : undefined
}

/** The state after the answer, or `undefined` where the answer is not allowed. */
export const stateAfter = (state: State, verb: SessionVerb, answer: Answer): State | undefined =>
  own(answersTo(state, verb), answer)

const answersTo = (state: State, verb: SessionVerb): Answers | undefined => own(own(transitions, state), verb)

/** The table's own entry: `constructor` and the like, which every object inherits, are not states or verbs. */
const own = <Table extends object, Key extends keyof Table>(table: Table | undefined, key: Key): Table[Key] | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined

/** The state after a command that is accepted; for AUTH, after its exchange. */
export const stateIfAccepted = (state: State, verb: SessionVerb): State =>
  verb === 'auth' ? 'transaction' : (stateAfter(state, verb, '+OK') ?? state)

/** The same for planning the commands queued after it: those after STLS are sent once TLS is active. */
export function planAfter(state: State, verb: SessionVerb): State {
  const next = stateIfAccepted(state, verb)
  return next === 'tls' ? afterHandshake : next
}

/** True after a login. */
export const isAuthenticated = (state: State): boolean => state === 'transaction' || state === 'update'

/** True where `-ERR` is a failed login. */
export const isLogin = (verb: SessionVerb): boolean => verbs[verb].login ?? false

/**
 * How the positive response to a command is framed: it depends on the command, and on whether it has an argument (RFC 1939 3, 5 and 7).
 *
 * @throws {@link Pop3Error} `bad-value` for anything but an object
 *
 * @example
 * framingOf({ verb: 'list', message: undefined }) // => 'rows'
 */
export function framingOf(command: Command): Framing {
  const fields = fieldsOf(command, 'framing')
  const { framing, oneLineWith } = own(verbs, textOf(fields['verb'], 'framing: verb') as SessionVerb) ?? line
  return oneLineWith !== undefined && fields[oneLineWith] !== undefined ? 'line' : framing
}

/** The capability that the verb comes with (RFC 2449 6, RFC 2595 4, RFC 5034 3, RFC 6856 2 and 3). */
export const capabilityOf = (verb: Verb): keyof Capabilities | undefined => verbs[verb].capability

/** Commands after which a client waits for the response before it sends anything else. */
export const endsPipeline = (verb: Verb): boolean => verbs[verb].endsPipeline ?? false
