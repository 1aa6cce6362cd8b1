/** Draws what `docs/pop3.md` shows of the code. The test of the guide fails where the page and the code differ, and `vitest -u` mends it. */
import { readFileSync } from 'node:fs'
import { keyTable, limitTable, markdownTable, redrawnPage, stateDiagram } from '@mailwire/tooling/testing'
import { type Command, defaultLimits, framingOf, type Pop3ErrorCode, quirks, responseCodes, type Verb } from '../src/index.js'
import {
  type Answer,
  afterHandshake,
  capabilityOf,
  endsPipeline,
  isLogin,
  type SessionVerb,
  type State,
  transitions,
} from '../src/session/state.js'

const states = Object.keys(transitions) as State[]
const verbs = [...new Set(states.flatMap(state => Object.keys(transitions[state]) as SessionVerb[]))]

const NAMES: { readonly [One in SessionVerb]?: string } = {
  connect: 'the connection',
  invalid: 'invalid lines',
  unknown: 'other keywords',
  'auth-initial': 'AUTH with a response',
  'auth-response': 'a response',
  'auth-cancel': 'a cancellation',
}

const shown = (verb: SessionVerb): string => NAMES[verb] ?? verb.toUpperCase()

export const sessionDiagram = (): string =>
  stateDiagram<State, SessionVerb, Answer>({
    transitions,
    verbName: shown,
    answerName: answer => answer,
    more: [`tls --> ${afterHandshake}: the handshake`, 'update --> [*]', 'ended --> [*]'],
  })

/** One command of each form. */
const COMMANDS: readonly (readonly [form: string, command: Command, verb: SessionVerb])[] = [
  ['USER name', { verb: 'user', name: 'a' }, 'user'],
  ['PASS password', { verb: 'pass', password: 'a' }, 'pass'],
  ['APOP name digest', { verb: 'apop', name: 'a', digest: '' }, 'apop'],
  ['AUTH', { verb: 'auth', mechanism: undefined, initialResponse: undefined }, 'capa'],
  ['AUTH mechanism', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }, 'auth'],
  ['AUTH mechanism response', { verb: 'auth', mechanism: 'PLAIN', initialResponse: new Uint8Array(1) }, 'auth-initial'],
  ['STLS', { verb: 'stls' }, 'stls'],
  ['UTF8', { verb: 'utf8' }, 'utf8'],
  ['CAPA', { verb: 'capa' }, 'capa'],
  ['LANG', { verb: 'lang', tag: undefined }, 'lang'],
  ['LANG tag', { verb: 'lang', tag: 'de' }, 'lang'],
  ['STAT', { verb: 'stat' }, 'stat'],
  ['LIST', { verb: 'list', message: undefined }, 'list'],
  ['LIST message', { verb: 'list', message: 1 }, 'list'],
  ['UIDL', { verb: 'uidl', message: undefined }, 'uidl'],
  ['UIDL message', { verb: 'uidl', message: 1 }, 'uidl'],
  ['RETR message', { verb: 'retr', message: 1 }, 'retr'],
  ['TOP message lines', { verb: 'top', message: 1, lines: 0 }, 'top'],
  ['DELE message', { verb: 'dele', message: 1 }, 'dele'],
  ['RSET', { verb: 'rset' }, 'rset'],
  ['NOOP', { verb: 'noop' }, 'noop'],
  ['LAST', { verb: 'last' }, 'last'],
  ['QUIT', { verb: 'quit' }, 'quit'],
  ['other keywords', { verb: 'unknown', name: 'XTND', argument: undefined }, 'unknown'],
]

/** Verbs of the package that have no row above; the test of the guide wants none. */
export const forgottenVerbs = (): Verb[] =>
  verbs
    .filter((verb): verb is Verb => !verb.includes('-') && !['connect', 'invalid'].includes(verb))
    .filter(verb => !COMMANDS.some(([, command]) => command.verb === verb))

const FRAMINGS = { line: 'one line', rows: 'rows up to a dot', body: 'a message up to a dot' } as const

/** How each command is answered, where it may be given, and what it needs. */
export const verbTable = (): string =>
  markdownTable(
    ['command', 'after `+OK`', 'in the states', 'capability', 'other rules'],
    COMMANDS.map(([form, command, verb]) => [
      verb === 'unknown' ? form : `\`${form}\``,
      FRAMINGS[framingOf(command)],
      states
        .filter(state => transitions[state][verb] !== undefined)
        .map(state => `\`${state}\``)
        .join(', '),
      capabilityOf(command.verb)?.toUpperCase() ?? '',
      [
        ...(endsPipeline(command.verb) ? ['nothing is sent before its answer'] : []),
        ...(isLogin(verb) ? ['`-ERR` counts as a failed login'] : []),
      ].join('; '),
    ]),
  )

export const codeTable = (): string =>
  markdownTable(
    ['code', 'means', 'defined in'],
    Object.entries(responseCodes).map(([code, { meaning, definedIn }]) => [`\`${code}\``, meaning, definedIn]),
  )

export const quirkTable = (): string =>
  markdownTable(
    ['quirk', 'accepts', 'sent by', 'departs from'],
    Object.entries(quirks).map(([id, { accepts, sentBy, departsFrom }]) => [`\`${id}\``, accepts, sentBy, departsFrom]),
  )

const ERRORS: Readonly<Record<Pop3ErrorCode, string>> = {
  'bad-command': 'a command that does not follow its grammar, or an argument that cannot be sent, such as one with a CR',
  'bad-number': 'a message number, a size or a limit out of its range',
  'bad-base64': 'a challenge or a response that is not base 64',
  'bad-text': 'text that has no bytes (a lone surrogate), or that is not UTF-8 where it must be',
  'bad-response': 'a first line that begins with neither `+OK` nor `-ERR`, or an answer that cannot be written',
  'bad-listing': 'a row of a listing, or the text of STAT or LAST, that does not follow its grammar',
  'bare-cr': 'a CR without LF',
  'bare-lf': 'an LF without CR',
  nul: 'a NUL in a line or a message',
  'line-too-long': 'a line above `commandLine`, `responseLine`, `authLine` or `rowLine`',
  'bad-sequence': 'what the peer sent is not allowed in this state',
  'invalid-state': 'what you sent is not allowed in this state, or the session is over',
  'not-offered': 'a command that needs a capability, or a timestamp, that the server does not have',
  unsolicited: 'a response without a command; the message quotes it',
  'plaintext-after-upgrade': 'bytes after the `+OK` to STLS and before TLS',
  'unexpected-end':
    'the peer closed the connection inside a line, a listing, a message or an exchange, before it answered, or while messages were marked as deleted',
  'not-pop3': 'the peer speaks another protocol, such as HTTP, SMTP or TLS',
  'too-many-errors': 'more unrecognized commands or failed logins than the limits allow',
  limit: 'another limit was reached, such as `listing` or `malformedRows`',
  'input-overflow': 'more than `buffered` bytes arrived while an answer was due',
  'bad-value': 'a value of the wrong JavaScript type',
}

const limits = (): string => limitTable(defaultLimits, readFileSync(new URL('../src/limits.ts', import.meta.url), 'utf8'))

export const redrawn = (page: string): string =>
  redrawnPage(page, {
    sessions: sessionDiagram,
    verbs: verbTable,
    codes: codeTable,
    quirks: quirkTable,
    limits,
    errors: () => keyTable('code', ERRORS),
  })
