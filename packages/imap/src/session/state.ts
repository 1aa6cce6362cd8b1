/**
 * The order of commands (RFC 9051 3 and 6), as tables that both sides use. A transition happens when the tagged response is sent or received,
 * not when the command is.
 */
import { frozen, type UpgradeEvent, upperAscii } from '@mailwire/bytes'
import type { CommandBodyInit, Verb } from '../command/command.js'
import { fail } from '../error.js'
import type { StatusType } from '../response/status.js'
import { hasKey } from '../search/has-key.js'
import type { SearchKey } from '../search/search-key.js'
import { shownName, textOf } from '../values.js'

/** The state of a session (RFC 9051 3). */
export type State =
  | 'connecting' // before the greeting
  | 'not-authenticated' // RFC 9051 3.1
  | 'authenticated' // RFC 9051 3.2
  | 'selected' // RFC 9051 3.3
  | 'exchange' // inside AUTHENTICATE: the lines are challenges and responses
  | 'tls' // STARTTLS was accepted; the handshake is in progress
  | 'logout' // after LOGOUT, or BYE (RFC 9051 3.4)

/** A verb, and the pseudo-command that the greeting answers. */
export type SessionVerb = Verb | 'connect'

/** The state after each tagged status; unchanged if not listed. */
type Transition = { readonly [Status in StatusType]?: State }

/** What later commands do while one is not completed (RFC 9051 5.5). */
export type BehindRule =
  | 'go' // they need not wait
  | 'wait' // for its completion, on which they depend
  | 'gated' // the same, and they are sent only if it succeeds: after STARTTLS, a login, or selecting or leaving a mailbox

/** The rules of one command: the states that allow it, the states after it, its capabilities, and what may overlap it. */
interface VerbRules {
  readonly states: readonly State[]
  readonly next?: Transition
  readonly behind?: BehindRule
  /** The layer that begins with its OK. */
  readonly layer?: UpgradeEvent['layer']
  /** It needs one of these capabilities, or one that includes it (`offers.ts`). If omitted, it is in IMAP4rev1, or is sent without being announced. */
  readonly announcedBy?: readonly string[]
  /** If it uses message numbers, no number may change during it (RFC 9051 7.5.1, RFC 5256 3). */
  readonly holdsNumbers?: true
  /**
   * It gets one data response. A server may send those of several commands before it completes any; data split over several lines, as by old servers,
   * counts for the first command.
   */
  readonly answeredOnce?: true
  /** A tap does not see its arguments. */
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

/** One row per command. */
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
    // Only before a mailbox is selected. It may change how later commands and responses are encoded (RFC 9051 6.3.1).
    enable: { states: ['authenticated'], behind: 'wait', announcedBy: ['ENABLE'], answeredOnce: true },
    select,
    examine: select,
    create: { states: loggedIn },
    delete: { states: loggedIn },
    rename: { states: loggedIn },
    subscribe: { states: loggedIn },
    unsubscribe: { states: loggedIn },
    list: { states: loggedIn },
    lsub: { states: loggedIn },
    namespace: { states: loggedIn, announcedBy: ['NAMESPACE'], answeredOnce: true },
    status: { states: loggedIn, answeredOnce: true },
    append: { states: loggedIn },
    idle: { states: loggedIn, behind: 'wait', announcedBy: ['IDLE'] },
    close: { states: inMailbox, next: leave, behind: 'gated' },
    unselect: { states: inMailbox, next: leave, behind: 'gated', announcedBy: ['UNSELECT'] },
    check: { states: inMailbox },
    expunge: { states: inMailbox },
    search: { states: inMailbox, holdsNumbers: true, answeredOnce: true },
    esearch: { states: loggedIn, announcedBy: ['MULTISEARCH'] },
    sort: { states: inMailbox, announcedBy: ['SORT'], holdsNumbers: true, answeredOnce: true },
    // Its algorithm is announced by name.
    thread: { states: inMailbox, holdsNumbers: true, answeredOnce: true },
    // The replaced message is reported as expunged during it (RFC 8508 3.2).
    replace: { states: inMailbox, announcedBy: ['REPLACE'] },
    fetch: { states: inMailbox, holdsNumbers: true },
    store: { states: inMailbox, holdsNumbers: true },
    copy: { states: inMailbox },
    move: { states: inMailbox, announcedBy: ['MOVE'] },
    id: { states: anywhere, announcedBy: ['ID'], answeredOnce: true, isSecret: true },
    getquota: { states: loggedIn, announcedBy: ['QUOTA'], answeredOnce: true },
    getquotaroot: { states: loggedIn, announcedBy: ['QUOTA'] },
    // In RFC 2087, QUOTA alone announced it.
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
    // Selection, enabled extensions and capabilities are reset (RFC 8437 3).
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
    // The URL grants access to the message.
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

/** The pseudo-command that the greeting answers. */
const connect: VerbRules = {
  states: ['connecting'],
  next: { ok: 'not-authenticated', preauth: 'authenticated', bye: 'logout' },
}

const STATES: readonly State[] = ['connecting', 'not-authenticated', 'authenticated', 'selected', 'exchange', 'tls', 'logout']

/** The commands allowed in each state, and the states after them. */
export const transitions: Readonly<Record<State, Partial<Record<SessionVerb, Transition>>>> = /* @__PURE__ */ (() => {
  const rows = Object.entries({ connect, ...verbs }) as [SessionVerb, VerbRules][]
  const inState = (state: State): [SessionVerb, Transition][] =>
    rows.filter(([, { states }]) => states.includes(state)).map(([verb, { next = {} }]) => [verb, next])
  return frozen(Object.fromEntries(STATES.map(state => [state, Object.fromEntries(inState(state))])) as typeof transitions)
})()

/** True for the verb of a command, which is a string: an object could have the text of one. */
export const isVerb = (verb: string): verb is Verb => typeof verb === 'string' && Object.hasOwn(verbs, verb)

/** True if the command is allowed in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitionOf(state, verb) !== undefined

/** The state after the completion of the command. */
export const stateAfter = (state: State, verb: SessionVerb, status: StatusType): State =>
  ownOf(transitionOf(state, verb) ?? {}, status, 'status') ?? state

/** The row of a verb in a state. */
const transitionOf = (state: State, verb: SessionVerb): Transition | undefined =>
  ownOf(ownOf(transitions, state, 'state') ?? fail('bad-value', 0, `read state: unknown state ${shownName(state)}`), verb, 'verb')

/** A row of a table, looked up among its own properties only. */
const ownOf = <Key extends string, Value>(
  table: Readonly<Partial<Record<Key, Value>>>,
  key: Key,
  what: string,
): Value | undefined => (Object.hasOwn(table, textOf(key, `read state: ${what}`)) ? table[key] : undefined)

/** The state after a command if it succeeds; commands queued after STARTTLS are sent inside TLS. */
export function planAfter(state: State, verb: SessionVerb): State {
  const next = stateAfter(state, verb, 'ok')
  return next === 'tls' ? afterHandshake : next
}

/** The state after the TLS handshake (RFC 9051 6.2.1). */
export const afterHandshake: State = 'not-authenticated'

/** True if one of the enabled capabilities makes mailbox names UTF-8 (RFC 9051 5.1, RFC 6855 3). */
export const isUtf8 = (enabled: readonly string[]): boolean =>
  enabled.some(name => ['IMAP4REV2', 'UTF8=ACCEPT'].includes(upperAscii(name)))

/** True for the states after login. */
export const isAuthenticated = (state: State): boolean => state === 'authenticated' || state === 'selected'

/** True for commands whose completion a client waits for before it sends another one, which depends on it (RFC 9051 5.5). */
export const endsPipeline = (verb: Verb): boolean => (verbs[verb].behind ?? 'go') !== 'go'

/**
 * True for commands that must succeed before later ones are sent: STARTTLS, a login, or selecting or leaving a mailbox. If one is refused, the later
 * ones must not be sent, in particular no password.
 */
export const gates = (verb: Verb): boolean => verbs[verb].behind === 'gated'

/** True for a command that gets one data response: the next one is for another command. */
export const answeredOnce = (verb: Verb): boolean => verbs[verb].answeredOnce === true

/** The input expected from a client: commands, or DONE while IDLE is open (RFC 9051 6.3.13), which does not change the state. */
export type Mode = 'commands' | 'idle'

/**
 * What a server answers: a command, an invalid one, the connection itself, an announced literal, or the DONE of an IDLE.
 */
export type AnsweredVerb = SessionVerb | 'invalid' | 'literal' | 'idle-done'

/** True for verbs with a row in the state tables. */
export const isCommandVerb = (verb: AnsweredVerb): verb is SessionVerb =>
  verb !== 'invalid' && verb !== 'literal' && verb !== 'idle-done'

/**
 * The mode after a `+` (RFC 9051 7.6), except in AUTHENTICATE, whose `+` is a challenge. An IDLE stays open until DONE, and a command until its last
 * literal.
 */
const continued: Partial<Record<AnsweredVerb, Mode>> = /* @__PURE__ */ frozen({ idle: 'idle', literal: 'commands' })

/** The mode after a `+` in answer to this; `undefined` if none may be sent. */
export const modeAfterContinuation = (verb: AnsweredVerb): Mode | undefined => ownOf(continued, verb, 'verb')

/** The statuses that answer each: an untagged one for the connection, a tagged one for everything else (RFC 9051 7.1). */
const answers: Partial<Record<AnsweredVerb, readonly StatusType[]>> = /* @__PURE__ */ frozen({
  connect: ['ok', 'preauth', 'bye'],
  invalid: ['no', 'bad'],
  literal: ['no', 'bad'],
  // NO is not permitted (RFC 8437 3), as later commands may have been sent already.
  unauthenticate: ['ok', 'bad'],
  // OK comes after DONE.
  idle: ['no', 'bad'],
})
const COMPLETIONS: readonly StatusType[] = ['ok', 'no', 'bad']

/** True if the status is a valid answer. */
export const mayAnswer = (verb: AnsweredVerb, status: StatusType): boolean => (answers[verb] ?? COMPLETIONS).includes(status)

/**
 * True if EXPUNGE may be sent during the command: never without one, nor during one that uses message numbers, which includes a UID SEARCH with
 * message numbers (RFC 9051 7.5.1, RFC 7162 3.2.10).
 */
export function mayExpunge(command: CommandBodyInit | undefined): boolean {
  if (command === undefined) return false
  // With unique identifiers numbers may change during the command.
  const isByUid = 'uid' in command && command.uid === true && !usesNumbers(command)
  return isByUid || verbs[command.verb].holdsNumbers !== true
}

/**
 * True for a command with message numbers as arguments: they refer to the numbers before it, so that it waits for every command that may change
 * them (RFC 9051 5.5).
 */
export function usesNumbers(command: CommandBodyInit): boolean {
  if ('set' in command && command.set !== '$') return command.uid !== true
  if (command.verb === 'replace') return command.uid !== true
  return 'keys' in command && Array.isArray(command.keys) && hasKey(command.keys, isNumbered)
}

/** True for a NOTIFY after which EXPUNGE may be sent at any time (RFC 5465 5.3, 6.1.1), not only when numbers may change. */
export const notifiesExpunge = ({ groups }: Extract<CommandBodyInit, { readonly verb: 'notify' }>): boolean =>
  groups?.some(
    ({ filter, events }) => filter.name === 'SELECTED' && events?.some(({ name }) => name === 'MessageExpunge') === true,
  ) === true

/** True for a key with message numbers, also in UID SEARCH. An unknown key may have some. */
const isNumbered = (key: SearchKey): boolean => key.key === 'unknown' || (key.key === 'SET' && key.set !== '$')
