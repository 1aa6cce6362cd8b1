/**
 * All knowledge of what may follow what (RFC 5321 3 and 4.1.4, RFC 2033 4, RFC 2920 3.1, RFC 3030 2, RFC 3207 4, RFC 4954 4), as tables
 * that do not know which side reads them: where each reply leads, what each state's bytes are, what may share a group, how many
 * replies a command gets. A transition happens when the reply is sent or received, not when the command is.
 */
import { everyVerb, frozen } from '@mailwire/bytes'
import type { Command, Verb } from '../command/command.js'
import type { ReplyClass } from '../reply/reply.js'

export type State =
  | 'connecting' // before the greeting
  | 'refused' // the greeting, or a reply to DATA that is neither 354 nor a refusal: QUIT is all that is left (RFC 5321 3.1, 4.3.2)
  | 'connected' // greeted, and no EHLO yet; or again after TLS and XCLIENT
  | 'ready' // EHLO, HELO or LHLO was accepted; no message under way
  | 'mail' // MAIL was accepted
  | 'rcpt' // and a recipient
  | 'data' // DATA was answered with 354: lines are the message
  | 'bdat' // a chunk of the message was accepted, and more must come (RFC 3030 2)
  | 'failed' // a chunk was refused: what follows is refused too, up to RSET
  | 'exchange' // inside AUTH: lines are challenges and responses
  | 'tls' // STARTTLS was accepted; the handshake is under way
  | 'turned' // ATRN or TURN was accepted: the client is the server now, in another session (RFC 2645 5.2)
  | 'ended' // after QUIT or 421

/**
 * A verb as the tables know it, and what is answered besides commands: the connection itself, the end of a message, and a line that is not
 * a command, or not one for the state.
 */
export type SessionVerb = Verb | 'connect' | 'body-end' | 'bdat-last' | 'burl-last' | 'invalid'

/** Where a reply leads; the state stays where none is named. */
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

/** What may be said in each state, and where each class of reply leads. A line that is not a command is in no row. */
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

/** Where a command may stand among those that are sent without waiting for replies (RFC 2920 3.1). */
export type GroupRule =
  | 'free' // anywhere
  | 'last' // nothing may follow before its reply
  | 'content' // behind nothing but content: the replies to RCPT are collected first (RFC 3030 2)

/** What a positive reply changes besides the state; both sides carry it out. */
export type Effect =
  | 'learn' // what the server offers is known from now on
  | 'sender' // a message is under way
  | 'recipient' // and has one recipient more
  | 'authenticated'
  | 'forget' // all that was learned and proved is void (RFC 3207 4.2)

/** What is true of a verb in every state. */
interface VerbRules {
  readonly group: GroupRule
  readonly effect?: Effect
  /**
   * The codes that let a command go on (RFC 5321 4.3.2, RFC 3207 4, RFC 4954 6), where the first digit does not tell: nothing else but a refusal
   * answers it, and these codes answer nothing else.
   */
  readonly codes?: readonly number[]
  /** What forbids it: `EHLO` in LMTP and the other way round, a second TLS or AUTH, binary lines. */
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

/** Where TLS leads once it is up: EHLO comes again (RFC 3207 4.2). */
export const afterHandshake: State = 'connected'

/** The rules of a verb; one of no known name is the last of its group. */
const rulesOf = (verb: SessionVerb): VerbRules => verbs[verb] ?? last

/** True when the command may be given in the state. */
export const isAllowed = (state: State, verb: SessionVerb): boolean => transitions[state][verb] !== undefined

/** The state after the command was answered; 421 ends every session (RFC 5321 3.8). */
export const stateAfter = (state: State, verb: SessionVerb, code: number, kind: ReplyClass): State =>
  code === 421 ? 'ended' : (transitions[state][verb]?.[kind] ?? state)

/** Where a command leads if all goes well; what is queued behind STARTTLS goes out when TLS is up, and behind DATA when the message is sent. */
export function planAfter(state: State, verb: SessionVerb): State {
  const after = stateAfter(state, verb, 250, 'positive')
  return after === 'tls' ? afterHandshake : verb === 'data' ? 'ready' : after
}

/** True from MAIL's reply on until the message is over: what has an envelope. */
export const inTransaction = (state: State): boolean => TRANSACTION.includes(state)

const TRANSACTION: readonly State[] = /* @__PURE__ */ frozen(['mail', 'rcpt', 'data', 'bdat', 'failed'])

/** The verb under which the tables know a command. */
export function verbOf(command: Pick<Command, 'verb'> & { readonly last?: boolean }): Verb | 'bdat-last' | 'burl-last' {
  const { verb, last } = command
  return last === true && (verb === 'bdat' || verb === 'burl') ? `${verb}-last` : verb
}

/** What is true of a session besides its state. */
export interface ServerFacts {
  /** It speaks LMTP (RFC 2033). */
  readonly lmtp: boolean
  /** TLS is up. */
  readonly secure: boolean
  /** AUTH succeeded. */
  readonly authenticated: boolean
  /** The message was announced as BODY=BINARYMIME. */
  readonly binary: boolean
}

/** True when the command is against the facts, whatever the state. */
export function isForbidden(verb: SessionVerb, facts: ServerFacts): boolean {
  const { forbidden } = rulesOf(verb)
  return forbidden !== undefined && facts[forbidden.fact] === forbidden.is
}

/** What a reply changes besides the state, if anything. */
export const effectOf = (verb: SessionVerb, kind: ReplyClass): Effect | undefined =>
  kind === 'positive' ? rulesOf(verb).effect : undefined

/** True for a command after which nothing holds that was learned and proved before. */
export const forgets = (verb: SessionVerb): boolean => effectOf(verb, 'positive') === 'forget'

/**
 * True for a command that those queued behind it were meant to follow only where it succeeds: STARTTLS and XCLIENT (RFC 3207 4.2), and AUTH,
 * whose failure may be due to who answers (RFC 4954 4 and 9). In the clear, or as nobody, they must not go out.
 */
export const gates = (verb: SessionVerb): boolean => forgets(verb) || verb === 'auth'

/** What the bytes are that a client sends. */
export type InputMode =
  | 'command' // lines
  | 'response' // lines of base 64, or `*`
  | 'message' // dot-stuffed lines up to the single dot
  | 'chunk' // counted bytes, behind BDAT's line and before its reply
  | 'none' // none may come

/** How the bytes of each state are read. */
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

/** The same with the command that is not answered yet: BDAT's bytes follow it at once, in every state. */
export const inputMode = (state: State, pending?: SessionVerb): InputMode =>
  pending === 'bdat' || pending === 'bdat-last' ? 'chunk' : inputModes[state]

/** Where a command may stand in a group. */
export const groupRule = (verb: SessionVerb): GroupRule => rulesOf(verb).group

/** Commands that must be the last of a group: what follows depends on their reply (RFC 2920 3.1, RFC 3207 4, RFC 4954 4). */
export const endsPipeline = (verb: SessionVerb): boolean => groupRule(verb) === 'last'

/** True when the second command may go out before the first is answered. */
export const mayFollow = (first: SessionVerb, second: SessionVerb): boolean =>
  !endsPipeline(first) && (groupRule(second) !== 'content' || groupRule(first) === 'content')

/** True for the end of a message, which LMTP answers once for each recipient that was accepted (RFC 2033 4.2, 4.3). */
export const endsMessage = (verb: SessionVerb): boolean => verb === 'body-end' || verb === 'bdat-last'

/** How many replies a command gets in a state. One that cannot come now is refused once. */
export function replyCount(state: State, verb: SessionVerb, lmtp: boolean, recipients: number): number {
  return isAllowed(state, verb) && lmtp && endsMessage(verb) ? recipients : 1
}

const reserved: ReadonlySet<number> = /* @__PURE__ */ (() => new Set(Object.values(verbs).flatMap(({ codes = [] }) => codes)))()

/**
 * True when a reply of this code can answer the verb. A refusal (4yz, 5yz) answers any; other codes go by their first digit (RFC 5321 4.2)
 * where no verb reserves them.
 */
export function answersVerb(verb: SessionVerb, code: number): boolean {
  const { codes } = rulesOf(verb)
  if (code >= 400) return true
  return codes === undefined ? code < 300 && !reserved.has(code) : codes.includes(code)
}

/**
 * True when a server may send a reply of this code to the verb: what cannot come in the state, and what is not a command, is only refused.
 */
export const mayAnswer = (state: State, verb: SessionVerb, code: number): boolean =>
  answersVerb(verb, code) && (code >= 400 || isAllowed(state, verb))
