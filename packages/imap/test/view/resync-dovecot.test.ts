/** What random work at a Dovecot found of a client that is cut off and catches up (RFC 7162 6). */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientEvent, decodeResponse, type SequenceSet } from '../../src/index.js'
import { MailboxResync, MailboxView, type ResyncMethod } from '../../src/view.js'

/** A session with a view, whose server says what it is told to. */
class Scripted {
  readonly client = new ClientConnection()
  readonly resync: MailboxResync
  readonly #view: MailboxView
  #tag = ''
  #isDone = false

  constructor(view: MailboxView, method: ResyncMethod) {
    this.#view = view
    this.client.receive(asBytes('* PREAUTH hi\r\n'))
    this.resync = new MailboxResync(view, { mailbox: 'INBOX', capabilities: new Set(['CONDSTORE']), method })
    this.#drain()
  }

  #drain(): void {
    for (let event: ClientEvent | undefined; (event = this.client.nextEvent()); )
      if (this.#isDone) this.#view.take(event)
      else this.resync.take(event)
  }

  /** The command that it sends next, and what is said to it. */
  answer(...lines: readonly string[]): string {
    const step = this.resync.next()
    if (step.type === 'send') this.client.send(step.command)
    else this.#isDone = true
    const [tag = '', ...words] = asChars(this.client.takeOutput()).trim().split(' ')
    this.#tag = tag
    this.says(...lines)
    return words.join(' ')
  }

  says(...lines: readonly string[]): void {
    for (const line of lines) this.client.receive(asBytes(`${line.startsWith('*') ? line : `${this.#tag} ${line}`}\r\n`))
    this.#drain()
  }

  cut(): void {
    this.client.receiveEnd()
    this.#drain()
  }
}

const opened = (exists: number, modseq: number): string[] => [
  `* ${exists} EXISTS`,
  '* OK [UIDVALIDITY 7] valid',
  `* OK [UIDNEXT ${exists * 10 + 1}] next`,
  `* OK [HIGHESTMODSEQ ${modseq}] highest`,
]

it('asks for the flags of a message whose UID a search told, and whose change is below the known mod-sequence (RFC 7162 3.1.4.1)', () => {
  const view = new MailboxView({ modseqs: true })
  const before = new Scripted(view, 'condstore')
  expect(before.answer(...opened(2, 90), 'OK [READ-WRITE] open')).toBe('SELECT INBOX (CONDSTORE)')
  before.answer('* 1 FETCH (UID 10 FLAGS () MODSEQ (80))', '* 2 FETCH (UID 20 FLAGS () MODSEQ (90))', 'OK done')
  expect(before.resync.next()).toMatchObject({ type: 'result' })
  // A message comes at 95, of which EXISTS alone is told before the connection is cut, and something else changes at 100.
  before.client.send({
    verb: 'store',
    tag: 'own',
    uid: true,
    set: [{ start: 10, end: 10 }],
    action: 'add',
    silent: false,
    flags: ['a'],
  })
  before.answer('* 3 EXISTS', '* 1 FETCH (UID 10 FLAGS (a) MODSEQ (100))', '* OK still here')
  before.client.receive(asBytes('own OK done\r\n'))
  before.says()
  before.client.send({ verb: 'noop', tag: 'noop' })
  before.client.receive(asBytes('noop OK done\r\n'))
  before.cut()
  expect(view.highestModseq).toBe(100n)

  const after = new Scripted(view, 'condstore')
  after.answer(...opened(3, 100), 'OK [READ-WRITE] open')
  expect(after.answer('OK done')).toContain('(CHANGEDSINCE 100)')
  expect(after.answer('* SEARCH 10 20 30', 'OK done')).toBe('UID SEARCH ALL')
  expect(view.incomplete).toEqual([{ start: 30, end: 30 }])
  expect(after.answer('* 3 FETCH (UID 30 FLAGS (\\Seen) MODSEQ (95))', 'OK done')).toBe('UID FETCH 30 (UID FLAGS MODSEQ)')
  expect(after.resync.next()).toMatchObject({ type: 'result', added: [{ start: 30, end: 30 }] })
  expect([view.flagsOf(30), view.modseqOf(30), view.incomplete]).toEqual([['\\Seen'], 95n, []])
})

it('asks again for flags that were stale when the connection was cut (RFC 7162 3.1.4.1)', () => {
  const snapshot = {
    ...new MailboxView().toJSON(),
    uidValidity: 7,
    uidNext: 21,
    highestModseq: '90',
    uids: '10,20',
    isGapless: true,
  }
  const view = new MailboxView({ snapshot: { ...snapshot, flags: [{ flags: [], uids: '10' }] } })
  expect(view.incomplete).toEqual([{ start: 20, end: 20 }])
  const session = new Scripted(view, 'condstore')
  session.answer(...opened(2, 90), 'OK [READ-WRITE] open')
  expect(session.answer('* 2 FETCH (UID 20 FLAGS (a))', 'OK done')).toBe('UID FETCH 20 (UID FLAGS)')
  expect(session.resync.next()).toMatchObject({ type: 'result', added: [], gone: [], changed: [{ start: 20, end: 20 }] })
  expect(view.incomplete).toEqual([])
})

/** A view of two messages without flags at mod-sequence 90, from another session. */
const viewOf = (modseqs: boolean): MailboxView =>
  new MailboxView({
    modseqs,
    snapshot: {
      uidValidity: 7,
      uidNext: 31,
      highestModseq: '90',
      uids: '10,20,30',
      isGapless: true,
      flags: [{ flags: [], uids: '10,20,30' }],
      modseqs: modseqs ? [{ modseq: '90', uids: '10,20,30' }] : [],
    },
  })

it.each([true, false])(
  'asks for flags that were told by number while UIDs were not known (RFC 9051 7.5.2), mod-sequences: %s',
  modseqs => {
    const view = viewOf(modseqs)
    const session = new Scripted(view, 'condstore')
    session.answer(...opened(3, 95), 'OK [READ-WRITE] open')
    session.answer('* 3 FETCH (UID 30 FLAGS (a) MODSEQ (95))', 'OK done')
    // The news of number 2 come before the search told that its UID is 20.
    expect(session.answer('* 2 FETCH (FLAGS (b) MODSEQ (96))', '* SEARCH 10 20 30', 'OK done')).toBe('UID SEARCH ALL')
    expect(view.flagsOf(20)).toBe(undefined)
    const items = modseqs ? 'UID FLAGS MODSEQ' : 'UID FLAGS'
    expect(session.answer('* 2 FETCH (UID 20 FLAGS (b) MODSEQ (96))', 'OK done')).toBe(`UID FETCH 20 (${items})`)
    expect(session.resync.next()).toMatchObject({
      type: 'result',
      changed: [
        { start: 20, end: 20 },
        { start: 30, end: 30 },
      ],
    })
    expect([10, 20, 30].map(uid => view.flagsOf(uid))).toEqual([[], ['b'], ['a']])
    expect(view.modseqOf(20)).toBe(modseqs ? 96n : undefined)
  },
)

it('asks for all flags where message numbers changed behind such news (RFC 9051 7.5.1)', () => {
  const view = viewOf(false)
  const session = new Scripted(view, 'condstore')
  session.answer(...opened(3, 95), 'OK [READ-WRITE] open')
  session.answer('* 2 FETCH (FLAGS (b) MODSEQ (96))', '* 1 EXPUNGE', 'OK done')
  session.answer('* SEARCH 20 30', 'OK done')
  expect(session.answer('* 1 FETCH (UID 20 FLAGS (b))', '* 2 FETCH (UID 30 FLAGS ())', 'OK done')).toBe(
    'UID FETCH 20,30 (UID FLAGS)',
  )
  expect(session.resync.next()).toMatchObject({ type: 'result', gone: [{ start: 10, end: 10 }] })
  expect([10, 20, 30].map(uid => view.flagsOf(uid))).toEqual([undefined, ['b'], []])
})

it('takes a UID that comes alone for as old as what was told by number before it (RFC 9051 7.5.2)', () => {
  const view = viewOf(true)
  view.opening()
  const hear = (line: string) =>
    view.take({ type: 'response', command: undefined, response: decodeResponse(asBytes(`${line}\r\n`)) })
  for (const line of opened(3, 95)) hear(line)
  view.opened()
  hear('* 2 FETCH (FLAGS (b))')
  expect(hear('* 1 FETCH (UID 10)')).toEqual([{ type: 'identified', sequence: 1, uid: 10, count: 1 }])
  expect(hear('* 2 FETCH (UID 20)').map(({ type }) => type)).toEqual(['identified', 'stale'])
  expect([view.flagsOf(10), view.flagsOf(20)]).toEqual([[], undefined])
  expect(view.adopt()).toBe(true)
})

it('searches where a message was counted and never named, whatever UIDNEXT is (RFC 9051 2.3.1.1)', () => {
  const view = new MailboxView({ modseqs: true })
  const before = new Scripted(view, 'condstore')
  before.answer('* 1 EXISTS', '* OK [UIDVALIDITY 7] x', '* OK [UIDNEXT 2] x', '* OK [HIGHESTMODSEQ 10] x', 'OK open')
  before.answer('* 1 FETCH (UID 1 FLAGS () MODSEQ (10))', 'OK done')
  expect(before.resync.next()).toMatchObject({ type: 'result' })
  before.answer('* 2 EXISTS', '* OK [UIDNEXT 3] x', '* OK [HIGHESTMODSEQ 20] x')
  for (const tag of ['one', 'two']) {
    before.client.send({ verb: 'noop', tag })
    before.client.receive(asBytes(`${tag} OK done\r\n`))
    before.says()
  }
  before.cut()
  // UID 1 is expunged meanwhile: there is one message again, of which nothing was told.
  const after = new Scripted(view, 'condstore')
  after.answer('* 1 EXISTS', '* OK [UIDVALIDITY 7] x', '* OK [UIDNEXT 3] x', '* OK [HIGHESTMODSEQ 20] x', 'OK open')
  const asked = [after.answer('OK done'), after.answer('* SEARCH 2', 'OK done')]
  expect(asked).toContain('UID SEARCH ALL')
  after.answer('* 1 FETCH (UID 2 FLAGS (a) MODSEQ (15))', 'OK done')
  expect(after.resync.next()).toMatchObject({
    type: 'result',
    added: [{ start: 2, end: 2 }],
    gone: [{ start: 1, end: 1 }],
  })
})

describe('a silent STORE', () => {
  const started = (): { view: MailboxView; session: Scripted } => {
    const view = viewOf(true)
    const session = new Scripted(view, 'condstore')
    session.answer(...opened(3, 90), 'OK [READ-WRITE] open')
    expect(session.resync.next()).toMatchObject({ type: 'result' })
    session.answer()
    const store = { verb: 'store', uid: true, action: 'add', silent: true, flags: ['a'] } as const
    session.client.send({ ...store, tag: 'own', set: [{ start: 20, end: 20 }] })
    session.client.send({ verb: 'noop', tag: 'noop' })
    return { view, session }
  }

  it('that was cut off behind its mod-sequence leaves flags that are asked for (RFC 7162 3.1.3)', () => {
    const { view, session } = started()
    session.says('* 2 FETCH (UID 20 MODSEQ (96))')
    session.client.receive(asBytes('noop OK done\r\n'))
    session.says()
    session.client.send({ verb: 'noop', tag: 'more' })
    session.client.receive(asBytes('more OK done\r\n'))
    session.says()
    // The STORE may have changed more than was told: what the others claim does not count before it is done.
    expect([view.highestModseq, view.flagsOf(20)]).toEqual([90n, []])
    session.cut()
    expect(view.flagsOf(20)).toBe(undefined)
    const after = new Scripted(view, 'condstore')
    after.answer(...opened(3, 96), 'OK [READ-WRITE] open')
    expect(after.answer('* 2 FETCH (UID 20 FLAGS (a) MODSEQ (96))', 'OK done')).toContain('(CHANGEDSINCE 90)')
    after.answer('* SEARCH 10 20 30', 'OK done')
    expect(after.resync.next()).toMatchObject({ type: 'result', changed: [{ start: 20, end: 20 }] })
  })

  it('that is not done keeps back what commands sent after it claim (RFC 7162 6)', () => {
    const { view, session } = started()
    session.client.send({ verb: 'noop', tag: 'more' })
    for (const line of ['noop OK done', 'more OK [HIGHESTMODSEQ 100] done', '* 2 FETCH (UID 20 MODSEQ (100))'])
      session.client.receive(asBytes(`${line}\r\n`))
    session.cut()
    expect([view.highestModseq, view.flagsOf(20)]).toEqual([90n, undefined])
  })

  it('that is completed before one sent earlier leaves flags that are asked for (RFC 9051 5.5)', () => {
    const { view, session } = started()
    session.client.send({
      verb: 'store',
      tag: 'later',
      uid: true,
      action: 'remove',
      silent: true,
      flags: ['a'],
      set: [{ start: 20, end: 20 }],
    })
    for (const line of ['noop OK done', 'later OK done', 'own OK done']) session.client.receive(asBytes(`${line}\r\n`))
    session.says()
    expect([view.flagsOf(20), view.incomplete]).toEqual([undefined, [{ start: 20, end: 20 }]])
  })

  it.each<[string, { uid: boolean; set: SequenceSet }, string]>([
    ['UID', { uid: true, set: [{ start: 20, end: 20 }] }, '20'],
    ['number', { uid: false, set: [{ start: 2, end: '*' }] }, '20,30'],
  ])(
    'of messages by %s of which nothing was told yet leaves flags that are asked for (RFC 9051 6.4.6)',
    (_, { uid, set }, asked) => {
      const view = viewOf(false)
      const session = new Scripted(view, 'condstore')
      session.answer(...opened(3, 95), 'OK [READ-WRITE] open')
      session.client.send({ verb: 'store', tag: 'own', action: 'add', silent: true, flags: ['a'], uid, set })
      session.client.takeOutput()
      session.client.receive(asBytes('own OK done\r\n'))
      session.says()
      expect(session.answer('OK done')).toContain('(CHANGEDSINCE 90)')
      session.answer('* SEARCH 10 20 30', 'OK done')
      expect(session.answer('* 2 FETCH (UID 20 FLAGS (a))', '* 3 FETCH (UID 30 FLAGS (a))', 'OK done')).toBe(
        `UID FETCH ${asked} (UID FLAGS)`,
      )
      expect(session.resync.next()).toMatchObject({ type: 'result' })
      expect(view.flagsOf(20)).toEqual(['a'])
    },
  )

  it('is none where the mod-sequence is one that counts (RFC 7162 6)', () => {
    const { view, session } = started()
    session.says('* 2 FETCH (UID 20 MODSEQ (90))')
    session.cut()
    expect(view.flagsOf(20)).toEqual([])
  })

  it('that was completed leaves what it stored (RFC 9051 6.4.6)', () => {
    const { view, session } = started()
    session.says('* 2 FETCH (UID 20 MODSEQ (96))')
    session.client.receive(asBytes('own OK done\r\n'))
    session.says()
    session.cut()
    expect(view.flagsOf(20)).toEqual(['a'])
  })

  it.each([
    ['NO', undefined],
    ['BAD', []],
  ])('that got %s may have failed behind some of the messages (RFC 2180 4.2)', (answer, flags) => {
    const { view, session } = started()
    session.client.receive(asBytes(`own ${answer} done\r\n`))
    session.says()
    expect(view.flagsOf(20)).toEqual(flags)
  })
})
