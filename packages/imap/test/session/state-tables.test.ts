/** The tables of what may follow what, entry by entry, as RFC 9051 has them: none can change unseen. */
import { describe, expect, it } from 'vitest'
import type { AnyResponse, CommandBody, Mode, SessionVerb, State, Verb } from '../../src/index.js'
import {
  type AnsweredVerb,
  endsPipeline,
  gates,
  isAllowed,
  mayAnswer,
  mayExpunge,
  modeAfterContinuation,
  verbs as rules,
  stateAfter,
  transitions,
} from '../../src/session/state.js'
import { maySendUntagged } from '../../src/session/untagged.js'

const states: readonly State[] = ['connecting', 'not-authenticated', 'authenticated', 'selected', 'exchange', 'tls', 'logout']
const statuses = ['ok', 'no', 'bad', 'bye', 'preauth'] as const

/** Each verb, the states where it may be given, and where it leads where that is elsewhere. */
const verbs: Readonly<Record<SessionVerb, readonly [allowed: readonly State[], leads: object, endsPipeline: boolean]>> = {
  connect: [['connecting'], { ok: 'not-authenticated', preauth: 'authenticated', bye: 'logout' }, false],
  capability: [['not-authenticated', 'authenticated', 'selected'], {}, false],
  noop: [['not-authenticated', 'authenticated', 'selected'], {}, false],
  unknown: [['not-authenticated', 'authenticated', 'selected'], {}, true],
  logout: [['not-authenticated', 'authenticated', 'selected'], { ok: 'logout' }, true],
  login: [['not-authenticated'], { ok: 'authenticated' }, true],
  authenticate: [['not-authenticated', 'exchange'], { ok: 'authenticated' }, true],
  starttls: [['not-authenticated'], { ok: 'tls' }, true],
  select: [['authenticated', 'selected'], { ok: 'selected', no: 'authenticated', bad: 'authenticated' }, true],
  examine: [['authenticated', 'selected'], { ok: 'selected', no: 'authenticated', bad: 'authenticated' }, true],
  create: [['authenticated', 'selected'], {}, false],
  delete: [['authenticated', 'selected'], {}, false],
  rename: [['authenticated', 'selected'], {}, false],
  subscribe: [['authenticated', 'selected'], {}, false],
  unsubscribe: [['authenticated', 'selected'], {}, false],
  list: [['authenticated', 'selected'], {}, false],
  lsub: [['authenticated', 'selected'], {}, false],
  namespace: [['authenticated', 'selected'], {}, false],
  enable: [['authenticated'], {}, true],
  status: [['authenticated', 'selected'], {}, false],
  append: [['authenticated', 'selected'], {}, false],
  idle: [['authenticated', 'selected'], {}, true],
  close: [['selected'], { ok: 'authenticated' }, true],
  unselect: [['selected'], { ok: 'authenticated' }, true],
  id: [['not-authenticated', 'authenticated', 'selected'], {}, false],
  getquota: [['authenticated', 'selected'], {}, false],
  getquotaroot: [['authenticated', 'selected'], {}, false],
  setquota: [['authenticated', 'selected'], {}, false],
  setacl: [['authenticated', 'selected'], {}, false],
  deleteacl: [['authenticated', 'selected'], {}, false],
  listrights: [['authenticated', 'selected'], {}, false],
  getacl: [['authenticated', 'selected'], {}, false],
  myrights: [['authenticated', 'selected'], {}, false],
  getmetadata: [['authenticated', 'selected'], {}, false],
  setmetadata: [['authenticated', 'selected'], {}, false],
  language: [['not-authenticated', 'authenticated', 'selected'], {}, false],
  comparator: [['authenticated', 'selected'], {}, false],
  compress: [['authenticated', 'selected'], {}, true],
  unauthenticate: [['authenticated', 'selected'], { ok: 'not-authenticated' }, true],
  getjmapaccess: [['authenticated', 'selected'], {}, false],
  cancelupdate: [['selected'], {}, false],
  uidbatches: [['selected'], {}, false],
  notify: [['authenticated', 'selected'], {}, false],
  genurlauth: [['authenticated', 'selected'], {}, false],
  urlfetch: [['authenticated', 'selected'], {}, false],
  resetkey: [['authenticated', 'selected'], {}, false],
  rlist: [['authenticated', 'selected'], {}, false],
  rlsub: [['authenticated', 'selected'], {}, false],
  xlist: [['authenticated', 'selected'], {}, false],
  convert: [['selected'], {}, false],
  conversions: [['authenticated', 'selected'], {}, false],
  check: [['selected'], {}, false],
  expunge: [['selected'], {}, false],
  fetch: [['selected'], {}, false],
  store: [['selected'], {}, false],
  search: [['selected'], {}, false],
  esearch: [['authenticated', 'selected'], {}, false],
  sort: [['selected'], {}, false],
  thread: [['selected'], {}, false],
  copy: [['selected'], {}, false],
  move: [['selected'], {}, false],
  replace: [['selected'], {}, false],
}
const rows = Object.entries(verbs) as [SessionVerb, (typeof verbs)[SessionVerb]][]

describe('commands and states (RFC 9051 3, 6)', () => {
  it.each(rows)('%s', (verb, [allowed, leads, ends]) => {
    for (const state of states) {
      expect([state, isAllowed(state, verb)]).toEqual([state, allowed.includes(state)])
      for (const status of statuses) {
        // An exchange that fails is over; elsewhere a failed login leaves the session where it is.
        const refused = state === 'exchange' && (status === 'no' || status === 'bad') ? 'not-authenticated' : undefined
        const next = allowed.includes(state) ? ((leads as Partial<Record<string, State>>)[status] ?? refused ?? state) : state
        expect([state, status, stateAfter(state, verb, status)]).toEqual([state, status, next])
      }
    }
    if (verb !== 'connect') expect(endsPipeline(verb)).toBe(ends)
  })

  it('nothing else is in the tables', () => {
    expect(Object.keys(transitions)).toEqual(states)
    expect(new Set(Object.values(transitions).flatMap(Object.keys))).toEqual(new Set(Object.keys(verbs)))
    expect(new Set(['connect', ...Object.keys(rules)])).toEqual(new Set(Object.keys(verbs)))
  })

  it('what waits behind these goes out only where they succeed', () => {
    const gating = (Object.keys(rules) as Verb[]).filter(gates).sort()
    expect(gating).toEqual(['authenticate', 'close', 'examine', 'login', 'select', 'starttls', 'unauthenticate', 'unselect'])
  })

  it('no row can be changed', () => {
    for (const table of [transitions, rules])
      for (const row of [table, ...Object.values(table)]) expect(Object.isFrozen(row)).toBe(true)
  })
})

describe('what may answer (RFC 9051 7.1)', () => {
  it.each<[AnsweredVerb, readonly string[]]>([
    ['connect', ['ok', 'preauth', 'bye']],
    ['invalid', ['no', 'bad']],
    ['literal', ['no', 'bad']],
    ['idle', ['no', 'bad']],
    ['unauthenticate', ['ok', 'bad']],
    ['idle-done', ['ok', 'no', 'bad']],
    ...rows
      .filter(([verb]) => verb !== 'connect' && verb !== 'idle' && verb !== 'unauthenticate')
      .map(([verb]) => [verb, ['ok', 'no', 'bad']] as [AnsweredVerb, string[]]),
  ])('%s', (verb, expected) => {
    expect(statuses.filter(status => mayAnswer(verb, status)).sort()).toEqual([...expected].sort())
  })
})

describe('what a + may answer, besides AUTHENTICATE (RFC 9051 7.6)', () => {
  it.each<[AnsweredVerb, Mode | undefined]>([
    ['idle', 'idle'],
    ['literal', 'commands'],
    ['invalid', undefined],
    ['idle-done', undefined],
    ...rows.filter(([verb]) => verb !== 'idle').map(([verb]) => [verb, undefined] as [AnsweredVerb, undefined]),
  ])('%s: %s', (verb, mode) => {
    expect(modeAfterContinuation(verb)).toBe(mode)
  })
})

const set = [{ start: 1, end: 1 }]
const command = (verb: string, more: object = {}): CommandBody => ({ verb, ...more }) as CommandBody
const noop = command('noop')
const select = command('select', { mailbox: 'x' })
const examine = command('examine', { mailbox: 'x' })

describe('untagged responses (RFC 9051 7.2 to 7.5)', () => {
  const inside: readonly State[] = ['authenticated', 'selected']
  const greeted: readonly State[] = ['not-authenticated', 'exchange', ...inside]
  const later = states.filter(state => state !== 'connecting')
  it.each<[AnyResponse['type'], states: readonly State[], whileSelecting: readonly State[]]>([
    ['ok', later, later],
    ['no', later, later],
    ['bad', later, later],
    ['bye', states, states],
    ['preauth', [], []],
    ['continuation', [], []],
    ['capability', greeted, greeted],
    ['unknown', greeted, greeted],
    ['list', inside, inside],
    ['lsub', inside, inside],
    ['xlist', inside, inside],
    ['status', inside, inside],
    ['search', inside, inside],
    ['esearch', inside, inside],
    ['sort', inside, inside],
    ['thread', inside, inside],
    ['enabled', inside, inside],
    ['namespace', inside, inside],
    ['id', greeted, greeted],
    ['quota', inside, inside],
    ['quotaroot', inside, inside],
    ['acl', inside, inside],
    ['listrights', inside, inside],
    ['myrights', inside, inside],
    ['metadata', inside, inside],
    ['language', greeted, greeted],
    ['comparator', inside, inside],
    ['jmapaccess', inside, inside],
    ['genurlauth', inside, inside],
    ['urlfetch', inside, inside],
    ['converted', ['selected'], ['selected']],
    ['conversion', inside, inside],
    ['flags', ['selected'], states],
    ['exists', ['selected'], states],
    ['recent', ['selected'], states],
    ['fetch', ['selected'], states],
    ['uidfetch', ['selected'], states],
    ['expunge', ['selected'], ['selected']],
    ['vanished', ['selected'], states],
    ['uidbatches', ['selected'], ['selected']],
  ])('%s', (type, expected, whileSelecting) => {
    expect(states.filter(state => maySendUntagged(type, state, noop)).sort()).toEqual([...expected].sort())
    for (const selecting of [select, examine])
      expect(states.filter(state => maySendUntagged(type, state, selecting)).sort()).toEqual([...whileSelecting].sort())
    const alone = type === 'expunge' || type === 'vanished' ? [] : expected
    expect(states.filter(state => maySendUntagged(type, state, undefined)).sort()).toEqual([...alone].sort())
  })
})

describe('EXPUNGE and VANISHED (RFC 9051 7.5.1, RFC 5256 3, RFC 7162 3.2.10.2)', () => {
  it.each<[string, CommandBody | undefined, boolean]>([
    ['no command', undefined, false],
    ['NOOP', noop, true],
    ['SELECT', select, true],
    ['FETCH', command('fetch', { uid: false, set, items: 'ALL' }), false],
    ['UID FETCH', command('fetch', { uid: true, set, items: 'ALL' }), true],
    ['STORE', command('store', { uid: false }), false],
    ['UID STORE', command('store', { uid: true }), true],
    ['SEARCH', command('search', { uid: false }), false],
    ['UID SEARCH', command('search', { uid: true }), true],
    ['SORT', command('sort', { uid: false }), false],
    ['UID SORT', command('sort', { uid: true }), true],
    ['THREAD', command('thread', { uid: false }), false],
    ['UID THREAD', command('thread', { uid: true }), true],
    ['ESEARCH', command('esearch', { uid: false }), true],
    ['COPY', command('copy', { uid: false }), true],
    ['MOVE', command('move', { uid: false }), true],
    ['EXPUNGE', command('expunge'), true],
    ['IDLE', command('idle'), true],
  ])('during %s: %s', (_name, during, expected) => {
    expect(mayExpunge(during)).toBe(expected)
    expect(maySendUntagged('expunge', 'selected', during)).toBe(expected)
    expect(maySendUntagged('vanished', 'selected', during)).toBe(expected)
  })
})
