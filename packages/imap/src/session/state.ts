/**
 * All knowledge of what may follow what (RFC 9051 3 and 6), as tables that do not know which side reads them. A transition happens when
 * the tagged response is sent or received, not when the command is.
 */
import { frozen, type UpgradeEvent, upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import { fail } from '../error.js'
import type { StatusType } from '../response/status.js'
import { hasKey } from '../search/has-key.js'
import type { SearchKey } from '../search/search-key.js'
import { textOf } from '../values.js'

/** Where a session is (RFC 9051 3). */
export type State =
  | 'connecting' // before the greeting
  | 'not-authenticated' // RFC 9051 3.1
  | 'authenticated' // RFC 9051 3.2
  | 'selected' // RFC 9051 3.3
  | 'exchange' // inside AUTHENTICATE: lines are challenges and responses
  | 'tls' // STARTTLS was accepted; the handshake is under way
  | 'logout' // after LOGOUT, or BYE (RFC 9051 3.4)

/** A verb, and the pseudo-command that the greeting answers. */
export type SessionVerb = Verb | 'connect'

/** Where a tagged response leads; the state stays where none is named. */
type Transition = { readonly [Status in StatusType]?: State }

/** What becomes of the commands behind one that is not completed (RFC 9051 5.5). */
export type BehindRule =
  | 'go' // they need not wait
  | 'wait' // for its completion: what follows depends on it
  | 'gated' // the same, and they were meant to follow only where it succeeds: into TLS, behind the login, into the mailbox or out of it

/** All that is known of one command: where it may be given, where it leads, who announces it, what may overlap it. */
interface VerbRules {
  readonly states: readonly State[]
  readonly next?: Transition
  readonly behind?: BehindRule
  /** The layer that its OK begins. */
  readonly layer?: UpgradeEvent['layer']
  /** Any of these capabilities brings it; none: it is in IMAP4rev1, or is tried where nothing announces it. */
  readonly announcedBy?: readonly string[]
  /** By message numbers it is a command while which no number may change (RFC 9051 7.5.1, RFC 5256 3). */
  readonly holdsNumbers?: true
  /**
   * It gets one response of data. A server may send those of several before it completes any; what is split over more lines, as old servers do, is
   * of the first that was told.
   */
  readonly answeredOnce?: true
  /** Its arguments are not shown to a tap. */
  readonly isSecret?: true
}

const anywhere: readonly State[] = ['not-authenticated', 'authenticated', 'selected']
const loggedIn: readonly State[] = ['authenticated', 'selected']
const inMailbox: readonly State[] = ['selected']
/** A SELECT that fails leaves no mailbox selected (RFC 9051 6.3.2). */
const select: VerbRules = {
  states: loggedIn,
  next: { ok: 'selected', no: 'authenticated', bad: 'authenticated' },
  behind: 'gated',
}
const leave: Transition = { ok: 'authenticated' }
/** Extensions that IMAP4rev2 includes (RFC 9051 E) are announced by it, too. */
const orRev2 = (name: string): readonly string[] => [name, 'IMAP4REV2']

/** Each command, in one row. */
export const verbs: Readonly<Record<Verb, VerbRules>> = /* @__PURE__ */ (() =>
  frozen<Record<Verb, VerbRules>>({
    capability: { states: anywhere, answeredOnce: true },
    noop: { states: anywhere },
    logout: { states: anywhere, next: { ok: 'logout' }, behind: 'wait' },
    starttls: {
      states: ['not-authenticated'],
      next: { ok: 'tls' },
      behind: 'gated',
      layer: 'tls',
      announcedBy: ['STARTTLS'],
    },
    authenticate: {
      states: ['not-authenticated', 'exchange'],
      next: { ok: 'authenticated', no: 'not-authenticated', bad: 'not-authenticated' },
      behind: 'gated',
      isSecret: true,
    },
    login: { states: ['not-authenticated'], next: { ok: 'authenticated' }, behind: 'gated', isSecret: true },
    // Before a mailbox is selected. What it switches on may change how what follows is written and read (RFC 9051 6.3.1).
    enable: { states: ['authenticated'], behind: 'wait', announcedBy: orRev2('ENABLE'), answeredOnce: true },
    select,
    examine: select,
    create: { states: loggedIn },
    delete: { states: loggedIn },
    rename: { states: loggedIn },
    subscribe: { states: loggedIn },
    unsubscribe: { states: loggedIn },
    list: { states: loggedIn },
    lsub: { states: loggedIn },
    namespace: { states: loggedIn, announcedBy: orRev2('NAMESPACE'), answeredOnce: true },
    status: { states: loggedIn, answeredOnce: true },
    append: { states: loggedIn },
    idle: { states: loggedIn, behind: 'wait', announcedBy: orRev2('IDLE') },
    close: { states: inMailbox, next: leave, behind: 'gated' },
    unselect: { states: inMailbox, next: leave, behind: 'gated' },
    check: { states: inMailbox },
    expunge: { states: inMailbox },
    search: { states: inMailbox, holdsNumbers: true, answeredOnce: true },
    esearch: { states: loggedIn, announcedBy: ['MULTISEARCH'] },
    sort: { states: inMailbox, announcedBy: ['SORT'], holdsNumbers: true, answeredOnce: true },
    // Its algorithm is announced by name.
    thread: { states: inMailbox, holdsNumbers: true, answeredOnce: true },
    // The message that goes is told of during it (RFC 8508 3.2).
    replace: { states: inMailbox, announcedBy: ['REPLACE'] },
    fetch: { states: inMailbox, holdsNumbers: true },
    store: { states: inMailbox, holdsNumbers: true },
    copy: { states: inMailbox },
    move: { states: inMailbox, announcedBy: orRev2('MOVE') },
    id: { states: anywhere, announcedBy: ['ID'], answeredOnce: true, isSecret: true },
    getquota: { states: loggedIn, announcedBy: ['QUOTA'], answeredOnce: true },
    getquotaroot: { states: loggedIn, announcedBy: ['QUOTA'] },
    // By RFC 2087 QUOTA alone brought it.
    setquota: { states: loggedIn, announcedBy: ['QUOTASET', 'QUOTA'] },
    setacl: { states: loggedIn, announcedBy: ['ACL'] },
    deleteacl: { states: loggedIn, announcedBy: ['ACL'] },
    listrights: { states: loggedIn, announcedBy: ['ACL'], answeredOnce: true },
    getacl: { states: loggedIn, announcedBy: ['ACL'], answeredOnce: true },
    myrights: { states: loggedIn, announcedBy: ['ACL'], answeredOnce: true },
    getmetadata: { states: loggedIn, announcedBy: ['METADATA'] },
    setmetadata: { states: loggedIn, announcedBy: ['METADATA'] },
    language: { states: anywhere, announcedBy: ['LANGUAGE'], answeredOnce: true },
    comparator: { states: loggedIn, announcedBy: ['I18NLEVEL=2'], answeredOnce: true },
    compress: { states: loggedIn, behind: 'wait', layer: 'deflate', announcedBy: ['COMPRESS=DEFLATE'] },
    // What was selected, enabled and announced is forgotten (RFC 8437 3).
    unauthenticate: {
      states: loggedIn,
      next: { ok: 'not-authenticated' },
      behind: 'gated',
      announcedBy: ['UNAUTHENTICATE'],
    },
    getjmapaccess: { states: loggedIn, announcedBy: ['JMAPACCESS'], answeredOnce: true },
    cancelupdate: { states: inMailbox, announcedBy: ['CONTEXT=SEARCH', 'CONTEXT=SORT'] },
    notify: { states: loggedIn, announcedBy: ['NOTIFY'] },
    genurlauth: { states: loggedIn, announcedBy: ['URLAUTH'], answeredOnce: true },
    // Whoever has the URL may read the message.
    urlfetch: { states: loggedIn, announcedBy: ['URLAUTH'], answeredOnce: true, isSecret: true },
    resetkey: { states: loggedIn, announcedBy: ['URLAUTH'] },
    rlist: { states: loggedIn, announcedBy: ['MAILBOX-REFERRALS'] },
    rlsub: { states: loggedIn, announcedBy: ['MAILBOX-REFERRALS'] },
    xlist: { states: loggedIn, announcedBy: ['XLIST'] },
    convert: { states: inMailbox, announcedBy: ['CONVERT'], holdsNumbers: true },
    conversions: { states: loggedIn, announcedBy: ['CONVERT'] },
    uidbatches: { states: inMailbox, announcedBy: ['UIDBATCHES'] },
    unknown: { states: anywhere, behind: 'wait', isSecret: true },
  }))()

/** The greeting is the answer to a pseudo-command. */
const connect: VerbRules = {
  states: ['connecting'],
  next: { ok: 'not-authenticated', preauth: 'authenticated', bye: 'logout' },
}

const STATES: readonly State[] = ['connecting', 'not-authenticated', 'authenticated', 'selected', 'exchange', 'tls', 'logout']

/** What may be said in each state, and where it leads. */
export const transitions: Readonly<Record<State, Partial<Record<SessionVerb, Transition>>>> = /* @__PURE__ */ (() => {
  const rows = Object.entries({ connect, ...verbs }) as [SessionVerb, VerbRules][]
  const inState = (state: State): [SessionVerb, Transition][] =>
    rows.filter(([, { states }]) => states.includes(state)).map(([verb, { next = {} }]) => [verb, next])
  return frozen(Object.fromEntries(STATES.map(state => [state, Object.fromEntries(inState(state))])) as typeof transitions)
})()

/** True for the verb of a command. */
export const isVerb = (verb: string): verb is Verb => Object.hasOwn(verbs, verb)

/** True when the command may be given in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitionOf(state, verb) !== undefined

/** The state after the command was completed. */
export const stateAfter = (state: State, verb: SessionVerb, status: StatusType): State =>
  ownOf(transitionOf(state, verb) ?? {}, status, 'status') ?? state

/** What the tables say of a verb in a state. */
const transitionOf = (state: State, verb: SessionVerb): Transition | undefined =>
  ownOf(ownOf(transitions, state, 'state') ?? fail('bad-value', 0, `read state: unknown state`), verb, 'verb')

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

/** True for what ENABLE switched on after which names of mailboxes are UTF-8 (RFC 9051 5.1, RFC 6855 3). */
export const isUtf8 = (enabled: readonly string[]): boolean =>
  enabled.some(name => ['IMAP4REV2', 'UTF8=ACCEPT'].includes(upperAscii(name)))

/** True where somebody is logged in. */
export const isAuthenticated = (state: State): boolean => state === 'authenticated' || state === 'selected'

/** Commands after which a client waits for the completion before it says anything else: what follows depends on it (RFC 9051 5.5). */
export const endsPipeline = (verb: Verb): boolean => (verbs[verb].behind ?? 'go') !== 'go'

/**
 * Commands that those queued behind them were meant to follow only where they succeed: into TLS, behind the login, into the mailbox or out of
 * it. Where one is refused they must not go out, a password least of all.
 */
export const gates = (verb: Verb): boolean => verbs[verb].behind === 'gated'

/** True for a command that gets one response of data: the next of the kind is another one's. */
export const answeredOnce = (verb: Verb): boolean => verbs[verb].answeredOnce === true

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
  // RFC 8437 3: NO is not permitted; what comes behind may be under way.
  unauthenticate: ['ok', 'bad'],
  // OK comes behind DONE.
  idle: ['no', 'bad'],
})
const COMPLETIONS: readonly StatusType[] = ['ok', 'no', 'bad']

/** True when the status may be the answer. */
export const mayAnswer = (verb: AnsweredVerb, status: StatusType): boolean => (answers[verb] ?? COMPLETIONS).includes(status)

/**
 * True when EXPUNGE may be told during the command: never without one, nor while one by message numbers is under way, of which a UID SEARCH may name
 * some, too (RFC 9051 7.5.1, RFC 7162 3.2.10).
 */
export function mayExpunge(command: CommandBodyInit | undefined): boolean {
  if (command === undefined) return false
  // By unique identifiers it is another command, during which numbers may change.
  const isByUid = 'uid' in command && command.uid === true && !usesNumbers(command)
  return isByUid || verbs[command.verb].holdsNumbers !== true
}

/**
 * True for a command whose arguments are message numbers: they are those of the time before it, so that it waits for every command that may
 * change them (RFC 9051 5.5).
 */
export function usesNumbers(command: CommandBodyInit): boolean {
  if ('set' in command && command.set !== '$') return command.uid !== true
  if (command.verb === 'replace') return command.uid !== true
  return 'keys' in command && Array.isArray(command.keys) && hasKey(command.keys, isNumbered)
}

/** True for a NOTIFY after which EXPUNGE is told at any time (RFC 5465 5.3, 6.1.1), and not when numbers may change alone. */
export const notifiesExpunge = ({ groups }: Extract<CommandBodyInit, { readonly verb: 'notify' }>): boolean =>
  groups?.some(
    ({ filter, events }) => filter.name === 'SELECTED' && events?.some(({ name }) => name === 'MessageExpunge') === true,
  ) === true

/** Message numbers in a search, which are such also behind UID. Those of a key that is not known may be anything. */
const isNumbered = (key: SearchKey): boolean => key.key === 'unknown' || (key.key === 'SET' && key.set !== '$')
