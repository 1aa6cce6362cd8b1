/** Draws what `docs/imap.md` shows of the code. The test of the guide fails where the page and the code differ, and `vitest -u` mends it. */
import { readFileSync } from 'node:fs'
import { keyTable, markdownTable, redrawnPage, stateDiagram } from '@mailwire/tooling/testing'
import { ruleOfVerb } from '../src/command/registry.js'
import {
  decodeCommand,
  defaultLimits,
  defaultServerLimits,
  type ImapErrorCode,
  type ImapLimits,
  quirks,
  type Verb,
} from '../src/index.js'
import { mailboxInvariants } from '../src/mailbox/invariants.js'
import { announcersOf } from '../src/offers.js'
import type { StatusType } from '../src/response/status.js'
import { condstoreForms, enablesCondstore } from '../src/session/condstore.js'
import {
  afterHandshake,
  endsPipeline,
  gates,
  mayExpunge,
  type SessionVerb,
  type State,
  transitions,
  usesNumbers,
  verbs,
} from '../src/session/state.js'
import { violations } from '../src/view/violation.js'
import { commandOf } from '../test/commands.js'

const shown = (verb: SessionVerb): string => (verb === 'connect' ? 'the connection' : verb.toUpperCase())

export const sessionDiagram = (): string =>
  stateDiagram<State, SessionVerb, StatusType>({
    transitions,
    verbName: shown,
    answerName: answer => answer.toUpperCase(),
    more: ['not-authenticated --> exchange: AUTHENTICATE (+)', `tls --> ${afterHandshake}: the handshake`, 'logout --> [*]'],
  })

/** What a client does with the commands that are queued behind one. */
function behind(verb: Verb): string {
  if (gates(verb)) return 'wait; withdrawn where it is refused'
  return endsPipeline(verb) ? 'wait' : 'are sent'
}

/** What a command has to do with message numbers. */
function numbers(verb: Verb): string {
  const given = commandOf(verb)
  // UID FETCH is another command than FETCH.
  const command = 'uid' in given ? ({ ...given, uid: false } as typeof given) : given
  return [...(usesNumbers(command) ? ['has numbers'] : []), ...(mayExpunge(command) ? [] : ['they stay'])].join('; ')
}

const nameOf = (verb: Verb): string => {
  const rule = ruleOfVerb(verb)
  if (rule === undefined) return 'other commands'
  return rule.takesUid === true ? `\`${rule.name}\`, \`UID ${rule.name}\`` : `\`${rule.name}\``
}

/** Where each command may be given, what announces it, and what may go out behind it. */
export const verbTable = (): string =>
  markdownTable(
    ['command', 'in the states', 'announced by', 'commands after it', 'message numbers'],
    (Object.keys(verbs) as Verb[]).map(verb => [
      nameOf(verb),
      verbs[verb].states.map(state => `\`${state}\``).join(', '),
      (verbs[verb].announcedBy ?? [])
        .flatMap(announcersOf)
        .map(name => `\`${name}\``)
        .join(' or '),
      behind(verb),
      numbers(verb),
    ]),
  )

export const quirkTable = (): string =>
  markdownTable(
    ['quirk', 'accepts', 'sent by', 'departs from'],
    Object.entries(quirks).map(([id, { accepts, sentBy, departsFrom, rule }]) => [
      `\`${id}\``,
      accepts,
      sentBy,
      rule === 'prose' ? `${departsFrom} (prose)` : departsFrom,
    ]),
  )

/** What each limit bounds, as its type says. */
function limitReasons(): ReadonlyMap<string, string> {
  const source = readFileSync(new URL('../src/limits.ts', import.meta.url), 'utf8')
  return new Map(
    [...source.matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}readonly (\w+): number$/gm)].map(([, reason, key]) => [key!, reason!]),
  )
}

export function limitTable(): string {
  const reasons = limitReasons()
  const shownLimit = (limits: ImapLimits, key: keyof ImapLimits): string => limits[key].toLocaleString('en')
  return markdownTable(
    ['limit', 'client', 'server', 'bounds'],
    (Object.keys(defaultLimits) as (keyof ImapLimits)[]).map(key => [
      `\`${key}\``,
      shownLimit(defaultLimits, key),
      shownLimit(defaultServerLimits, key),
      reasons.get(key)!,
    ]),
  )
}

export const violationTable = (): string =>
  markdownTable(
    ['violation', 'what happened', 'departs from'],
    Object.entries(violations).map(([id, { text, section }]) => [`\`${id}\``, text, section]),
  )

/** Commands that switch CONDSTORE on, by the verb of their row. */
const ENABLING: readonly string[] = [
  'SELECT INBOX (CONDSTORE)',
  'EXAMINE INBOX (CONDSTORE)',
  'STATUS INBOX (HIGHESTMODSEQ)',
  'FETCH 1 (MODSEQ)',
  'FETCH 1 FLAGS (CHANGEDSINCE 7)',
  'STORE 1 (UNCHANGEDSINCE 7) FLAGS (\\Seen)',
  'SEARCH MODSEQ 7',
  'ENABLE CONDSTORE',
  'ENABLE QRESYNC',
]

/** The CONDSTORE-enabling commands: each row of the table of the code has an example here, and each example a row. */
export function condstoreTable(): string {
  const rows = ENABLING.map(line => {
    const command = decodeCommand(new TextEncoder().encode(`a ${line}\r\n`))
    if (!enablesCondstore(command)) throw new Error(`${line} does not switch CONDSTORE on`)
    return { line, verb: command.verb, section: condstoreForms[command.verb]!.section }
  })
  for (const verb of Object.keys(condstoreForms))
    if (!rows.some(row => row.verb === verb)) throw new Error(`${verb} has no example of how it switches CONDSTORE on`)
  return markdownTable(
    ['command', 'document'],
    rows.map(({ line, section }) => [`\`${line}\``, section]),
  )
}

export const invariantTable = (): string =>
  markdownTable(
    ['rule', 'says', 'document'],
    mailboxInvariants.map(({ id, text, section }) => [`\`${id}\``, text, section]),
  )

const ERRORS: Readonly<Record<ImapErrorCode, string>> = {
  'bad-syntax': 'a command, a response or a part of one that does not follow its grammar',
  'bad-number': 'a number outside its range, or a limit that bounds nothing',
  'bad-base64': 'a challenge, a response or a mailbox name that is not base 64',
  'bad-text': 'text that has no bytes (a lone surrogate), or that is not UTF-8 where it must be',
  'bad-value': 'a value that cannot be written, or of the wrong JavaScript type',
  nul: 'a NUL in a literal that may not hold one',
  truncated: 'the bytes end inside a command or a response',
  'bare-lf': 'in strict mode: a line that ends in a bare LF',
  'line-too-long': 'a line above `line`',
  'literal-too-large': 'a literal above `literal`, or one that a server may not accept',
  'message-too-large': 'a message above the `APPENDLIMIT` that the server announces',
  'too-deep': 'lists in lists beyond `depth` or `threadDepth`',
  limit: 'another limit was reached, such as `items` or `untagged`',
  'bad-sequence': 'what the peer sent is not allowed in this state',
  'invalid-state': 'what you sent is not allowed in this state, or the session is over',
  'not-offered': 'what you sent needs a capability that the server does not announce',
  'unexpected-tag': 'a completion whose tag no command has',
  'unexpected-continuation': 'a `+` that nothing waits for',
  'unexpected-end': 'the peer closed the connection inside a command, a response or an exchange, or before it answered',
  'plaintext-after-upgrade': 'bytes after the OK to STARTTLS and before TLS',
  'tls-required': 'LOGIN or AUTHENTICATE before TLS, where the server announces STARTTLS',
  discarded: 'a command with a literal that you discarded',
  'too-many-errors': 'more bad commands or failed logins than the limits allow',
  'input-overflow': 'more than `buffered` bytes arrived that were not read',
}

export const redrawn = (page: string): string =>
  redrawnPage(page, {
    sessions: sessionDiagram,
    verbs: verbTable,
    condstore: condstoreTable,
    invariants: invariantTable,
    violations: violationTable,
    quirks: quirkTable,
    limits: limitTable,
    errors: () => keyTable('code', ERRORS),
  })
