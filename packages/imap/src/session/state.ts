/**
 * All knowledge of what may follow what (RFC 9051 3 and 6), as tables that do not know which side reads them. A transition happens when
 * the tagged response is sent or received, not when the command is.
 */
import { everyVerb, frozen } from '@mailwire/bytes'
import type { CommandBody, Verb } from '../command/command.js'
import { fail } from '../error.js'
import type { AnyResponse } from '../response/response.js'
import type { StatusType } from '../response/status.js'
import { textOf } from '../values.js'

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

type Row = Partial<Record<SessionVerb, Transition>>

const anywhere = { capability: {}, noop: {}, unknown: {}, logout: { ok: 'logout' } } satisfies Row
/** A SELECT that fails leaves no mailbox selected (RFC 9051 6.3.2). */
const select: Transition = { ok: 'selected', no: 'authenticated' }
const authenticated = /* @__PURE__ */ (() =>
  ({
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
    namespace: {},
    status: {},
    append: {},
    esearch: {},
    idle: {},
  }) satisfies Row)()

/** What may be said in each state, and where it leads. */
export const transitions: Readonly<Record<State, Row>> = /* @__PURE__ */ (() =>
  frozen(
    everyVerb<SessionVerb, State, Row>()({
      connecting: { connect: { ok: 'not-authenticated', preauth: 'authenticated', bye: 'logout' } },
      'not-authenticated': {
        ...anywhere,
        login: { ok: 'authenticated' },
        authenticate: { ok: 'authenticated' },
        starttls: { ok: 'tls' },
      },
      // Before a mailbox is selected, and no later (RFC 9051 6.3.1).
      authenticated: { ...authenticated, enable: {} },
      selected: {
        ...authenticated,
        close: { ok: 'authenticated' },
        unselect: { ok: 'authenticated' },
        check: {},
        expunge: {},
        search: {},
        sort: {},
        thread: {},
        fetch: {},
        store: {},
        copy: {},
        move: {},
        replace: {},
      },
      exchange: { authenticate: { ok: 'authenticated', no: 'not-authenticated', bad: 'not-authenticated' } },
      tls: {},
      logout: {},
    }),
  ))()

/** What becomes of the commands behind one that is not completed (RFC 9051 5.5). */
export type BehindRule =
  | 'go' // they need not wait
  | 'wait' // for its completion: what follows depends on it
  | 'gated' // the same, and they were meant to follow only where it succeeds: into TLS, behind the login, into the mailbox or out of it

/** What is true of a verb in every state. */
interface VerbRules {
  readonly behind: BehindRule
  /** True for a command by message numbers, while which no number may change (RFC 9051 7.5.1). */
  readonly isNumbered: boolean
}

const go: VerbRules = { behind: 'go', isNumbered: false }
const wait: VerbRules = { behind: 'wait', isNumbered: false }
const gated: VerbRules = { behind: 'gated', isNumbered: false }
const numbered: VerbRules = { behind: 'go', isNumbered: true }

/** The rules of each verb. */
export const verbs: Readonly<Record<Verb, VerbRules>> = /* @__PURE__ */ (() =>
  frozen({
    capability: go,
    noop: go,
    logout: wait,
    starttls: gated,
    authenticate: gated,
    login: gated,
    // What it switches on may change how what follows is written and read (RFC 9051 6.3.1).
    enable: wait,
    select: gated,
    examine: gated,
    create: go,
    delete: go,
    rename: go,
    subscribe: go,
    unsubscribe: go,
    list: go,
    lsub: go,
    namespace: go,
    status: go,
    append: go,
    idle: wait,
    close: gated,
    unselect: gated,
    expunge: go,
    check: go,
    search: numbered,
    esearch: go,
    sort: numbered,
    thread: numbered,
    fetch: numbered,
    store: numbered,
    copy: go,
    move: go,
    // The message that goes is told of during it (RFC 8508 3.2).
    replace: go,
    unknown: wait,
  }))()

/** True when the command may be given in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitionOf(state, verb) !== undefined

/** The state after the command was completed. */
export const stateAfter = (state: State, verb: SessionVerb, status: StatusType): State =>
  ownOf(transitionOf(state, verb) ?? {}, status, 'status') ?? state

/** What the tables say of a verb in a state. */
const transitionOf = (state: State, verb: SessionVerb): Transition | undefined =>
  ownOf(ownOf(transitions, state, 'state') ?? fail('bad-value', 0, `read state: not a state`), verb, 'verb')

/** A row of a table; names that every object has are not among them. */
const ownOf = <Key extends string, Value>(
  table: Readonly<Partial<Record<Key, Value>>>,
  key: Key,
  what: string,
): Value | undefined => (Object.hasOwn(table, textOf(key, `read state: ${what}`)) ? table[key] : undefined)

/** Where a command leads if all goes well; what is queued behind STARTTLS goes out when TLS is up. */
export function planAfter(state: State, verb: SessionVerb): State {
  const next = stateAfter(state, verb, 'ok')
  return next === 'tls' ? afterHandshake : next
}

/** Where TLS leads once it is up (RFC 9051 6.2.1). */
export const afterHandshake: State = 'not-authenticated'

/** True where somebody is logged in. */
export const isAuthenticated = (state: State): boolean => state === 'authenticated' || state === 'selected'

/** Commands after which a client waits for the completion before it says anything else: what follows depends on it (RFC 9051 5.5). */
export const endsPipeline = (verb: Verb): boolean => verbs[verb].behind !== 'go'

/**
 * Commands that those queued behind them were meant to follow only where they succeed: into TLS, behind the login, into the mailbox or out of
 * it. Where one is refused they must not go out, a password least of all.
 */
export const gates = (verb: Verb): boolean => verbs[verb].behind === 'gated'

/** What the client says in place of commands: `DONE` while IDLE is open (RFC 9051 6.3.13), which leaves the state as it is. */
export type Mode = 'commands' | 'idle'

/**
 * What a server answers: a command that it can act on, one that it cannot, the connection itself, a literal that is announced, or the DONE of
 * an IDLE.
 */
export type AnsweredVerb = SessionVerb | 'invalid' | 'literal' | 'idle-done'

/** True for what is answered and has a row in the tables of the states. */
export const isCommandVerb = (verb: AnsweredVerb): verb is SessionVerb =>
  verb !== 'invalid' && verb !== 'literal' && verb !== 'idle-done'

/**
 * What a `+` answers, besides AUTHENTICATE, whose `+` is a challenge: the mode that it leads to (RFC 9051 7.6). An IDLE stays open until DONE,
 * and a command until its last literal.
 */
const continued: Partial<Record<AnsweredVerb, Mode>> = /* @__PURE__ */ frozen({ idle: 'idle', literal: 'commands' })

/** The mode behind a `+` in answer to this; `undefined` where none may be sent. */
export const modeAfterContinuation = (verb: AnsweredVerb): Mode | undefined => ownOf(continued, verb, 'verb')

/** The statuses that answer each: an untagged one for the connection, a tagged one for everything else (RFC 9051 7.1). */
const answers: Partial<Record<AnsweredVerb, readonly StatusType[]>> = /* @__PURE__ */ frozen({
  connect: ['ok', 'preauth', 'bye'],
  invalid: ['no', 'bad'],
  literal: ['no', 'bad'],
  // OK comes behind DONE.
  idle: ['no', 'bad'],
})
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
const untagged: Readonly<Record<Exclude<AnyResponse['type'], StatusType | 'continuation'>, Place>> = /* @__PURE__ */ frozen({
  capability: greeted,
  enabled: aboutMailboxes,
  unknown: greeted,
  list: aboutMailboxes,
  lsub: aboutMailboxes,
  namespace: aboutMailboxes,
  status: aboutMailboxes,
  search: aboutMailboxes,
  esearch: aboutMailboxes,
  flags: aboutMessages,
  exists: aboutMessages,
  recent: aboutMessages,
  fetch: aboutMessages,
  expunge: { states: ['selected'] },
})

/** True when EXPUNGE may be told during the command: never without one, nor while one by message numbers is under way. */
export function mayExpunge(command: CommandBody | undefined): boolean {
  if (command === undefined) return false
  // By unique identifiers it is another command, during which numbers may change.
  return ('uid' in command && command.uid) || !verbs[command.verb].isNumbered
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
