/** Draws the tables of `state.ts` for the guide. The test of the guide fails where the page and the tables differ, and `vitest -u` mends it. */
import { markdownTable, redrawnPage, stateDiagram } from '@mailwire/tooling/testing'
import type { ReplyClass } from '../src/reply/reply.js'
import {
  afterHandshake,
  type GroupRule,
  groupRule,
  inputModes,
  verbs as rules,
  type SessionVerb,
  type State,
  transitions,
} from '../src/session/state.js'

const states = Object.keys(transitions) as State[]
const verbs = [...new Set(states.flatMap(state => Object.keys(transitions[state]) as SessionVerb[]))]
const DIGITS: Record<ReplyClass, string> = { positive: '2yz', intermediate: '3yz', negative: '4yz 5yz' }

/** Names as the wire has them: `bdat-last` is `BDAT LAST`. */
const shown = (verb: SessionVerb): string =>
  verb === 'unknown'
    ? 'unknown verbs'
    : verb === 'connect'
      ? 'the connection'
      : verb === 'body-end'
        ? 'the end of the message'
        : verb.toUpperCase().replace('-', ' ')

export const sessionDiagram = (): string =>
  stateDiagram<State, SessionVerb, ReplyClass>({
    transitions,
    verbName: shown,
    answerName: kind => DIGITS[kind],
    more: [`tls --> ${afterHandshake}: the handshake`, 'turned --> [*]', 'ended --> [*]'],
  })

/** What may be said in each state, whether or not it leads somewhere. */
export const stateTable = (): string =>
  markdownTable(
    ['state', 'what the client sends is', 'what may be said'],
    states.map(state => [
      `\`${state}\``,
      inputModes[state],
      (Object.keys(transitions[state]) as SessionVerb[]).map(shown).join(', ') || 'nothing',
    ]),
  )

const RULES: Record<GroupRule, string> = {
  free: 'anywhere',
  content: 'only after content, once the replies to RCPT are received',
  last: 'last: nothing follows before its reply',
}

/** Where a command may stand in a group. */
export const groupTable = (): string =>
  markdownTable(
    ['in a group', 'commands'],
    (['free', 'content', 'last'] as const).map(rule => [
      RULES[rule],
      verbs
        .filter(verb => verb !== 'connect' && groupRule(verb) === rule)
        .map(shown)
        .join(', '),
    ]),
  )

/** What is refused in every state of some sessions, and what is answered more than once. */
export const factTable = (): string =>
  markdownTable(
    ['command', 'never'],
    (Object.keys(rules) as SessionVerb[]).flatMap(verb => {
      const { forbidden } = rules[verb]
      if (forbidden === undefined) return []
      const { fact, is } = forbidden
      const what = fact === 'lmtp' ? 'LMTP' : fact === 'binary' ? 'to carry BODY=BINARYMIME' : fact
      return [[shown(verb), `${is ? 'where' : 'unless'} the session is ${what}`]]
    }),
  )

/** The page with each region between `<!-- name -->` and `<!-- /name -->` drawn anew. */
export const redrawn = (page: string): string =>
  redrawnPage(page, { sessions: sessionDiagram, states: stateTable, groups: groupTable, facts: factTable })
