/**
 * The order of commands (RFC 5321 3 and 4.1.4, RFC 2033 4, RFC 2920 3.1, RFC 3030 2, RFC 3207 4, RFC 4954 4), as tables that both sides use:
 * the state after each reply, how the bytes of each state are read, which commands may share a group, how many replies a command gets. A
 * transition happens when the reply is sent or received, not when the command is.
 */
import { everyVerb, frozen, upperAscii } from '@mailwire/bytes'
import type { Command, Verb } from '../command/command.js'
import type { ReplyClass } from '../reply/reply.js'

export type State =
  | 'connecting' // before the greeting
  | 'refused' // the greeting, or a reply to DATA that is neither 354 nor a refusal: only QUIT is possible (RFC 5321 3.1, 4.3.2)
  | 'connected' // greeted, before EHLO; again after TLS and XCLIENT
  | 'ready' // EHLO, HELO or LHLO was accepted; no transaction
  | 'mail' // MAIL was accepted
  | 'rcpt' // MAIL and a RCPT were accepted
  | 'data' // DATA was answered with 354: the lines are the message
  | 'bdat' // a chunk of the message was accepted, and more must follow (RFC 3030 2)
  | 'failed' // a chunk was refused: everything is refused until RSET
  | 'exchange' // inside AUTH: the lines are challenges and responses
  | 'tls' // STARTTLS was accepted; the handshake is in progress
  | 'turned' // ATRN or TURN was accepted: the client is the server now, in another session (RFC 2645 5.2)
  | 'ended' // after QUIT or 421

/**
 * A verb in the tables, and what is answered besides commands: the connection itself, the end of a message, and a line that is not a
 * command, or not one for the state.
 */
export type SessionVerb = Verb | 'connect' | 'body-end' | 'bdat-last' | 'burl-last' | 'invalid'

/** The state after each class of reply; unchanged if not listed. */
export type Transition = { readonly [Class in ReplyClass]?: State }

type Row = Partial<Record<SessionVerb, Transition>>

const anywhere = {
  noop: {},
  help: {},
  vrfy: {},
  expn: {},
  unknown: {},
  quit: { positive: 'ended', negative: 'ended' },
} satisfies Row
const greet = { ehlo: { positive: 'ready' }, helo: { positive: 'ready' }, lhlo: { positive: 'ready' } } satisfies Row
const reset = /* @__PURE__ */ (() => ({ ...greet, rset: { positive: 'ready' } }) satisfies Row)()
const chunk = { positive: 'bdat', negative: 'failed' } satisfies Transition
const wholeMessage = { positive: 'ready', negative: 'ready' } satisfies Transition
const content = { bdat: chunk, 'bdat-last': wholeMessage, burl: chunk, 'burl-last': wholeMessage } satisfies Row

/** The commands allowed in each state, and the state after each class of reply. An invalid line is in no row. */
export const transitions: Readonly<Record<State, Row>> = /* @__PURE__ */ (() =>
  frozen(
    everyVerb<Exclude<SessionVerb, 'invalid'>, State, Row>()({
      connecting: { connect: { positive: 'connected', negative: 'refused' } },
      refused: { quit: { positive: 'ended', negative: 'ended' } },
      connected: { ...anywhere, ...greet, rset: {} },
      ready: {
        ...anywhere,
        ...reset,
        mail: { positive: 'mail' },
        auth: { intermediate: 'exchange' },
        starttls: { positive: 'tls' },
        etrn: {},
        atrn: { positive: 'turned' },
        turn: { positive: 'turned' },
        xclient: { positive: 'connected' },
        xforward: {},
      },
      mail: { ...anywhere, ...reset, rcpt: { positive: 'rcpt' } },
      rcpt: { ...anywhere, ...reset, ...content, rcpt: {}, data: { intermediate: 'data' } },
      data: { 'body-end': wholeMessage },
      bdat: { ...anywhere, ...reset, ...content },
      failed: { ...anywhere, ...reset },
      exchange: { auth: { positive: 'ready', negative: 'ready' } },
      tls: {},
      turned: {},
      ended: {},
    }),
  ))()

/** A command's place in a group of commands sent without waiting for replies (RFC 2920 3.1). */
export type GroupRule =
  | 'free' // anywhere
  | 'last' // no command may follow before its reply
  | 'content' // only after content: the replies to RCPT are collected first (RFC 3030 2)

/** What a positive reply changes besides the state, on both sides. */
export type Effect =
  | 'learn' // the server's offers are known
  | 'sender' // a transaction begins
  | 'recipient' // and gets one more recipient
  | 'authenticated'
  | 'forget' // offers and authentication are discarded (RFC 3207 4.2)

/** The properties of a verb in every state. */
interface VerbRules {
  readonly group: GroupRule
  readonly effect?: Effect
  /**
   * The codes that accept a command (RFC 5321 4.3.2, RFC 3207 4, RFC 4954 6), if its first digit is not enough: besides a refusal, only these
   * codes answer it, and they answer nothing else.
   */
  readonly codes?: readonly number[]
  /** The fact that forbids it: `EHLO` in LMTP and vice versa, a second TLS or AUTH, DATA for a binary message. */
  readonly forbidden?: { readonly fact: keyof ServerFacts; readonly is: boolean }
}

const last: VerbRules = { group: 'last' }

/** The rules of each verb. */
export const verbs: Readonly<Record<SessionVerb, VerbRules>> = /* @__PURE__ */ (() =>
  frozen({
    connect: { group: 'last', codes: [220] },
    ehlo: { group: 'last', effect: 'learn', forbidden: { fact: 'lmtp', is: true } }, // RFC 2033 4.1
    helo: { group: 'last', effect: 'learn', forbidden: { fact: 'lmtp', is: true } },
    lhlo: { group: 'last', effect: 'learn', forbidden: { fact: 'lmtp', is: false } },
    starttls: { group: 'last', effect: 'forget', codes: [220], forbidden: { fact: 'secure', is: true } }, // RFC 3207 4
    auth: { group: 'last', effect: 'authenticated', codes: [235, 334], forbidden: { fact: 'authenticated', is: true } }, // RFC 4954 4
    mail: { group: 'free', effect: 'sender' },
    rcpt: { group: 'free', effect: 'recipient' },
    data: { group: 'last', codes: [354], forbidden: { fact: 'binary', is: true } }, // RFC 3030 3
    'body-end': { group: 'free' },
    bdat: { group: 'content' },
    'bdat-last': { group: 'content' },
    burl: { group: 'content' },
    'burl-last': { group: 'content' },
    rset: { group: 'free' },
    vrfy: last,
    expn: last,
    help: last,
    noop: last,
    quit: { group: 'last', codes: [221] },
    etrn: last,
    atrn: last,
    turn: last,
    xclient: { group: 'last', effect: 'forget', codes: [220] },
    xforward: last,
    unknown: last,
    invalid: last,
  }))()

/** The state after the TLS handshake: EHLO must be sent again (RFC 3207 4.2). */
export const afterHandshake: State = 'connected'

/** The rules of a verb; an unknown verb is the last of its group. */
const rulesOf = (verb: SessionVerb): VerbRules => verbs[verb] ?? last

/** True if the command is allowed in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitions[state][verb] !== undefined

/** The state after the reply to a command; 421 ends every session (RFC 5321 3.8). */
export const stateAfter = (state: State, verb: SessionVerb, code: number, kind: ReplyClass): State =>
  code === 421 ? 'ended' : (transitions[state][verb]?.[kind] ?? state)

/** The state after a command if it succeeds; commands queued after STARTTLS wait for TLS, and those after DATA for the end of the message. */
export function planAfter(state: State, verb: SessionVerb): State {
  const after = stateAfter(state, verb, 250, 'positive')
  return after === 'tls' ? afterHandshake : verb === 'data' ? 'ready' : after
}

/** True from the reply to MAIL until the transaction ends: there is an envelope. */
export const inTransaction = (state: State): boolean => TRANSACTION.includes(state)

const TRANSACTION: readonly State[] = /* @__PURE__ */ frozen(['mail', 'rcpt', 'data', 'bdat', 'failed'])

/** The verb of a command in the tables. */
export function verbOf(command: Pick<Command, 'verb'> & { readonly last?: boolean }): Verb | 'bdat-last' | 'burl-last' {
  const { verb, last } = command
  return last === true && (verb === 'bdat' || verb === 'burl') ? `${verb}-last` : verb
}

/** Facts about a session besides its state. */
export interface ServerFacts {
  /** The session speaks LMTP (RFC 2033). */
  readonly lmtp: boolean
  /** TLS is active. */
  readonly secure: boolean
  /** AUTH succeeded. */
  readonly authenticated: boolean
  /** The message was announced as BODY=BINARYMIME. */
  readonly binary: boolean
}

/** True if the facts forbid the command, whatever the state. */
export function isForbidden(verb: SessionVerb, facts: ServerFacts): boolean {
  const { forbidden } = rulesOf(verb)
  return forbidden !== undefined && facts[forbidden.fact] === forbidden.is
}

/** The commands that lead from one state to the next. */
const STEPS: readonly Verb[] = /* @__PURE__ */ frozen(['ehlo', 'lhlo', 'mail', 'rcpt', 'data', 'rset'])

/**
 * What to send before a command that the state does not allow, in upper case: the first of the fewest commands that lead there. Empty where
 * none do.
 */
export function commandsBefore(state: State, verb: SessionVerb, facts: ServerFacts): readonly string[] {
  const seen = new Set<State>([state])
  const after = (from: State, first?: Verb): { readonly first: Verb; readonly state: State }[] =>
    stepsFrom(from, facts).map(step => ({ first: first ?? step, state: planAfter(from, step) }))
  let reached = after(state)
  while (reached.length > 0) {
    const found = reached.filter(one => isAllowed(one.state, verb))
    if (found.length > 0) return found.map(({ first }) => upperAscii(first))
    const fresh = reached.filter(one => !seen.has(one.state))
    for (const one of fresh) seen.add(one.state)
    reached = fresh.flatMap(one => after(one.state, one.first))
  }
  return []
}

/** The steps that a state allows. RSET does what EHLO does, except before the first EHLO. */
const stepsFrom = (state: State, facts: ServerFacts): readonly Verb[] =>
  STEPS.filter(
    step =>
      isAllowed(state, step) && !isForbidden(step, facts) && (state === 'connected' || !(step === 'ehlo' || step === 'lhlo')),
  )

/** Why a state does not allow a command, and what to do, in words. */
export function reasonAgainst(state: State, verb: SessionVerb, facts: ServerFacts): string {
  const first = commandsBefore(state, verb, facts)
  return `not allowed in the ${state} state${first.length === 0 ? '' : `; send ${first.join(' or ')} first`}`
}

/** What a reply changes besides the state, if anything. */
export const effectOf = (verb: SessionVerb, kind: ReplyClass): Effect | undefined =>
  kind === 'positive' ? rulesOf(verb).effect : undefined

/** True for a command that discards offers and authentication. */
export const forgets = (verb: SessionVerb): boolean => effectOf(verb, 'positive') === 'forget'

/**
 * True for a command that must succeed before the commands queued after it are sent: STARTTLS and XCLIENT (RFC 3207 4.2), and AUTH, whose
 * failure may be due to an impostor (RFC 4954 4 and 9). Those commands must not be sent in cleartext or unauthenticated.
 */
export const gates = (verb: SessionVerb): boolean => forgets(verb) || verb === 'auth'

/** The kinds of input that a client sends. */
export type InputMode =
  | 'command' // lines
  | 'response' // lines of base64, or `*`
  | 'message' // dot-stuffed lines up to a single dot
  | 'none' // no input is allowed

/** How the bytes of each state are read; those of BDAT follow its line at once, in every state (RFC 3030 2). */
export const inputModes: Readonly<Record<State, InputMode>> = /* @__PURE__ */ frozen({
  connecting: 'command',
  refused: 'command',
  connected: 'command',
  ready: 'command',
  mail: 'command',
  rcpt: 'command',
  data: 'message',
  bdat: 'command',
  failed: 'command',
  exchange: 'response',
  tls: 'none',
  turned: 'none',
  ended: 'none',
})

/** A command's place in a group. */
export const groupRule = (verb: SessionVerb): GroupRule => rulesOf(verb).group

/** True for commands that must be the last of a group, as what follows depends on their reply (RFC 2920 3.1, RFC 3207 4, RFC 4954 4). */
export const endsPipeline = (verb: SessionVerb): boolean => groupRule(verb) === 'last'

/** True if the second command may be sent before the first is answered. */
export const mayFollow = (first: SessionVerb, second: SessionVerb): boolean =>
  !endsPipeline(first) && (groupRule(second) !== 'content' || groupRule(first) === 'content')

/** True for the end of a message, which LMTP answers once for each accepted recipient (RFC 2033 4.2, 4.3). */
export const endsMessage = (verb: SessionVerb): boolean => verb === 'body-end' || verb === 'bdat-last'

/** True for what LMTP answers once for each accepted recipient. A command that is not allowed is refused once. */
export const answersEach = (state: State, verb: SessionVerb, lmtp: boolean): boolean =>
  lmtp && endsMessage(verb) && isAllowed(state, verb)

/** How many replies a command gets in a state. */
export const replyCount = (state: State, verb: SessionVerb, lmtp: boolean, recipients: number): number =>
  answersEach(state, verb, lmtp) ? recipients : 1

const reserved: ReadonlySet<number> = /* @__PURE__ */ (() => new Set(Object.values(verbs).flatMap(({ codes = [] }) => codes)))()

/**
 * True if a reply with this code can answer the verb. A refusal (4yz, 5yz) answers any; other codes count by their first digit (RFC 5321 4.2)
 * unless a verb reserves them.
 */
export function answersVerb(verb: SessionVerb, code: number): boolean {
  const { codes } = rulesOf(verb)
  if (code >= 400) return true
  return codes === undefined ? code < 300 && !reserved.has(code) : codes.includes(code)
}

/**
 * True if a server may send a reply with this code to the verb: a command that is not allowed, and an invalid line, can only be refused.
 */
export const mayAnswer = (state: State, verb: SessionVerb, code: number): boolean =>
  answersVerb(verb, code) && (code >= 400 || isAllowed(state, verb))
