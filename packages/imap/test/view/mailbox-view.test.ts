/** What a client knows of a selected mailbox (RFC 9051 2.3.1, 7.4, 7.5; RFC 7162 3.2.10, 6). */
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, formatSequenceSet, parseSequenceSet } from '../../src/index.js'
import { type MailboxChange, MailboxResync, MailboxView, type Violation, violations } from '../../src/view.js'
import { ViewSession } from '../view-lines.js'

const uids = (view: MailboxView): string => (view.uids.length === 0 ? '' : formatSequenceSet(view.uids))
const violationsOf = (changes: readonly MailboxChange[]): Violation[] =>
  changes.flatMap(change => (change.type === 'violation' ? [change.violation] : []))
const numbers = (view: MailboxView): number[] => Array.from({ length: view.size }, (_, at) => view.uidOf(at + 1))

/** A session with messages 1 to 5, whose UIDs are 10, 20, ... 50. */
function selected(options: ConstructorParameters<typeof MailboxView>[0] = {}): ViewSession {
  const session = new ViewSession(new MailboxView(options))
  session.select('* 5 EXISTS', '* OK [UIDVALIDITY 7] x', '* OK [UIDNEXT 51] x')
  const lines = [1, 2, 3, 4, 5].map(at => `* ${at} FETCH (UID ${at * 10} FLAGS (\\Seen))`)
  session.does({ verb: 'fetch', uid: true, set: '$', items: 'FAST' }, ...lines)
  session.view.settle()
  return session
}

describe('SELECT (RFC 9051 6.3.2)', () => {
  it('tells how many messages there are, and not their UIDs', () => {
    const session = new ViewSession(new MailboxView())
    const changes = session.select('* 3 EXISTS', '* OK [UIDVALIDITY 7] x', '* OK [UIDNEXT 9] x')
    expect(changes).toEqual([
      { type: 'opened', renumbered: false },
      { type: 'appeared', sequence: 1, count: 3 },
    ])
    const { view } = session
    expect([view.isOpen, view.size, view.uidValidity, view.uidNext, view.isComplete, view.isUnsettled]).toEqual([
      true,
      3,
      7,
      9,
      false,
      true,
    ])
    expect(view.unknown).toEqual([{ start: 1, end: 3 }])
    expect(view.settle()).toBeUndefined()
  })

  it('that fails leaves nothing open (RFC 9051 6.3.2)', () => {
    const { view, ...session } = selected()
    view.opening()
    Object.assign(session, {})
    const other = new ViewSession(view)
    other.view.opening()
    other.send({ verb: 'select', mailbox: 'INBOX', tag: 's' })
    other.lines('* 9 EXISTS', 's NO no such mailbox')
    expect([view.isOpen, uids(view)]).toEqual([false, '10,20,30,40,50'])
  })

  it('forgets everything with another UIDVALIDITY (RFC 9051 2.3.1.1)', () => {
    const { view } = selected()
    const changes = new ViewSession(view).select('* 2 EXISTS', '* OK [UIDVALIDITY 8] x')
    expect(changes[0]).toEqual({ type: 'opened', renumbered: true })
    expect([view.uidValidity, uids(view), view.flagsOf(10), view.uidNext]).toEqual([8, '', undefined, undefined])
    expect(violationsOf(new ViewSession(view).select('* 2 EXISTS', '* OK [UIDVALIDITY 3] x'))).toEqual(['uidvalidity-decreased'])
  })

  it('leaves out what was of the mailbox before, up to CLOSED (RFC 7162 3.2.11)', () => {
    const session = new ViewSession(new MailboxView())
    session.select('* 100 EXISTS', '* 4 EXPUNGE', '* OK [HIGHESTMODSEQ 9] x', '* OK [CLOSED] x', '* 2 EXISTS')
    expect(session.view.size).toBe(2)
    session.view.opened({ name: 'HIGHESTMODSEQ', modseq: 4n })
    expect(session.view.highestModseq).toBeUndefined()
  })

  it('what is told where no mailbox is selected changes nothing (RFC 9051 11.3)', () => {
    const session = new ViewSession(new MailboxView())
    const told = ['* 3 EXISTS', '* 1 EXPUNGE', '* 1 FETCH (UID 4 FLAGS ())', '* FLAGS (x)', '* OK [UIDVALIDITY 7] x']
    expect(session.lines(...told)).toEqual([])
    const { view } = session
    expect([view.isOpen, view.size, view.uidValidity, uids(view)]).toEqual([false, 0, undefined, ''])
  })

  it('of another mailbox closes this one', () => {
    const session = selected()
    session.send({ verb: 'examine', mailbox: 'other', tag: 'e' })
    session.lines('e OK done')
    expect([session.view.isOpen, uids(session.view)]).toEqual([false, '10,20,30,40,50'])
  })

  it.each(['close', 'unselect'] as const)('%s closes it, and what is known stays', verb => {
    const session = selected()
    session.does({ verb })
    expect([session.view.isOpen, uids(session.view), session.view.isGapless]).toEqual([false, '10,20,30,40,50', true])
  })
})

describe('messages that come and go (RFC 9051 7.4.1, 7.5.1)', () => {
  it('EXISTS adds messages without UIDs, and FETCH identifies them', () => {
    const session = selected()
    expect(session.does({ verb: 'noop' }, '* 7 EXISTS')).toEqual([{ type: 'appeared', sequence: 6, count: 2 }])
    expect(session.view.unknown).toEqual([{ start: 6, end: 7 }])
    expect(session.lines('* 7 FETCH (UID 90)')).toEqual([{ type: 'identified', sequence: 7, uid: 90, count: 1 }])
    expect([numbers(session.view), session.view.uidNext]).toEqual([[10, 20, 30, 40, 50, 0, 90], 91])
  })

  it('EXPUNGE moves the numbers behind it', () => {
    const session = selected()
    const changes = session.does({ verb: 'noop' }, '* 2 EXPUNGE', '* 2 EXPUNGE')
    expect(changes).toEqual([
      { type: 'gone', uids: [{ start: 20, end: 20 }], unknown: 0 },
      { type: 'gone', uids: [{ start: 30, end: 30 }], unknown: 0 },
    ])
    const { view } = session
    expect([numbers(view), view.sequenceOf(40), view.flagsOf(20), view.flagsOf(40)]).toEqual([
      [10, 40, 50],
      2,
      undefined,
      ['\\Seen'],
    ])
  })

  it('VANISHED names UIDs, of messages whose UIDs are not known as well (RFC 7162 3.2.10)', () => {
    const session = selected()
    session.does({ verb: 'noop' }, '* 8 EXISTS')
    const changes = session.does({ verb: 'noop' }, '* VANISHED 20,40:50,60')
    expect(changes).toEqual(
      [
        {
          type: 'gone',
          uids: [
            { start: 20, end: 20 },
            { start: 40, end: 40 },
            { start: 50, end: 50 },
          ],
          unknown: 3,
        },
        { type: 'violation', violation: 'vanished-unknown' },
      ].reverse(),
    )
    expect(numbers(session.view)).toEqual([10, 30])
  })

  it('the example of RFC 7162 3.2.10: EXPUNGE and VANISHED come to the same', () => {
    const open = (): ViewSession => {
      const session = new ViewSession(new MailboxView())
      session.select('* 11 EXISTS')
      const known = [504, 505, 507, 508].map((uid, at) => `* ${at + 2} FETCH (UID ${uid})`)
      session.lines(...known, '* 7 FETCH (UID 510)', '* 11 FETCH (UID 625)')
      return session
    }
    const [vanished, expunged] = [open(), open()]
    expect(violationsOf(vanished.does({ verb: 'expunge' }, '* VANISHED 505,507,510,625'))).toEqual([])
    expunged.does({ verb: 'expunge' }, '* 3 EXPUNGE', '* 3 EXPUNGE', '* 5 EXPUNGE', '* 8 EXPUNGE')
    expect(numbers(vanished.view)).toEqual([0, 504, 508, 0, 0, 0, 0])
    expect(numbers(expunged.view)).toEqual(numbers(vanished.view))
    expect(violationsOf(vanished.does({ verb: 'expunge' }, '* VANISHED 504,508'))).toEqual([])
    expect(numbers(vanished.view)).toEqual([0, 0, 0, 0, 0])
  })

  it('flags are told by number, and by UID where it comes along (RFC 9051 7.5.2)', () => {
    const session = selected()
    expect(session.lines('* 2 FETCH (FLAGS (\\Seen \\Flagged))')).toEqual([
      { type: 'flags', sequence: 2, uid: 20, flags: ['\\Seen', '\\Flagged'], modseq: undefined, isChange: true },
    ])
    expect(session.lines('* 2 FETCH (FLAGS (\\FLAGGED \\seen) UID 20)')).toMatchObject([{ isChange: false }])
    expect(session.lines('* 2 FETCH (FLAGS (\\Seen \\Flagged \\Recent))')).toMatchObject([{ isChange: false }])
    expect(session.lines('* 2 FETCH (UID 20)')).toEqual([])
    expect(session.view.flagsOf(20)).toEqual(['\\Seen', '\\Flagged'])
  })

  it('flags that cannot be read are not known any more', () => {
    const session = selected()
    expect(session.lines('* 2 FETCH (UID 20 FLAGS (a(b) MODSEQ (4))')).toContainEqual({
      type: 'stale',
      uids: [{ start: 20, end: 20 }],
    })
    expect(session.view.flagsOf(20)).toBeUndefined()
  })

  it('a line that cannot be read may have told that a message went', () => {
    const session = selected()
    expect(session.lines('* 2 EXPUNGE x')).toEqual([{ type: 'lost' }])
    expect([session.view.isLost, session.view.isComplete, session.view.settle()]).toEqual([true, false, undefined])
  })
})

describe('a silent STORE (RFC 9051 6.4.6)', () => {
  const store = { verb: 'store', uid: true, silent: true } as const
  const set = parseSequenceSet('20:30')

  it.each([
    ['add', ['\\Seen', '\\Flagged']],
    ['remove', ['\\Seen']],
    ['replace', ['\\Flagged']],
  ] as const)('%s changes what is known', (action, after) => {
    const session = selected()
    session.does({ ...store, action, set, flags: ['\\Flagged'] })
    expect([session.view.flagsOf(20), session.view.flagsOf(40)]).toEqual([after, ['\\Seen']])
  })

  it('by number', () => {
    const session = selected()
    session.does({ ...store, uid: false, action: 'add', set: parseSequenceSet('5:*'), flags: ['\\Flagged'] })
    expect([session.view.flagsOf(40), session.view.flagsOf(50)]).toEqual([['\\Seen'], ['\\Seen', '\\Flagged']])
  })

  it('does not touch what MODIFIED names (RFC 7162 3.1.3)', () => {
    const session = selected()
    const modifiers = [{ name: 'UNCHANGEDSINCE', modseq: 3n } as const]
    session.send({ ...store, action: 'add', set, flags: ['\\Flagged'], modifiers, tag: 'm' })
    session.lines('m OK [MODIFIED 30] x')
    expect([session.view.flagsOf(20), session.view.flagsOf(30)]).toEqual([['\\Seen', '\\Flagged'], ['\\Seen']])
  })

  it('that is refused changes nothing', () => {
    const session = selected()
    session.send({ ...store, action: 'add', set, flags: ['\\Flagged'], tag: 'n' })
    session.lines('n BAD x')
    expect(session.view.flagsOf(20)).toEqual(['\\Seen'])
  })

  it('and flags that were told meanwhile and do not fit are not known any more', () => {
    const session = selected()
    const changes = session.does({ ...store, action: 'add', set, flags: ['\\Flagged'] }, '* 2 FETCH (FLAGS (\\Draft))')
    expect(changes).toContainEqual({ type: 'stale', uids: [{ start: 20, end: 20 }] })
    expect([session.view.flagsOf(20), session.view.flagsOf(30)]).toEqual([undefined, ['\\Seen', '\\Flagged']])
  })

  /** Two silent STOREs under way at once, of which the first is completed, with flags of both messages told before. */
  const twoUnderWay = (): ViewSession => {
    const session = selected()
    for (const [tag, uid] of Object.entries({ one: 20, two: 30 }))
      session.send({ ...store, action: 'remove', set: [{ start: uid, end: uid }], flags: ['\\Draft'], tag })
    session.lines('* 3 FETCH (FLAGS (\\Draft))', 'one OK x')
    return session
  }

  it('beside others: the server may have told flags after it, and answered it later (as Dovecot 2.3 does)', () => {
    const session = twoUnderWay()
    expect(session.lines('two OK x')).toContainEqual({ type: 'stale', uids: [{ start: 30, end: 30 }] })
    expect([session.view.flagsOf(20), session.view.flagsOf(30)]).toEqual([['\\Seen'], undefined])
  })

  it('that was sent after flags were told is of those flags', () => {
    const session = twoUnderWay()
    session.send({ ...store, action: 'remove', set: [{ start: 30, end: 30 }], flags: ['\\Draft'], tag: 'three' })
    session.lines('three OK x')
    expect(session.view.flagsOf(30)).toEqual([])
    // With nothing else under way, what was told before is before all that follows.
    session.lines('* 3 FETCH (FLAGS (\\Draft))', 'two OK x')
    expect(session.view.flagsOf(30)).toBeUndefined()
    session.lines('* 3 FETCH (FLAGS (\\Draft))')
    session.does({ verb: 'noop' })
    session.does({ ...store, action: 'remove', set: [{ start: 30, end: 30 }], flags: ['\\Draft'] })
    expect(session.view.flagsOf(30)).toEqual([])
  })

  it('of what $ names could be of any message', () => {
    const session = selected()
    expect(session.does({ ...store, action: 'add', set: '$', flags: ['\\Flagged'] })).toEqual([{ type: 'stale', uids: 'all' }])
    expect(session.view.flagsOf(20)).toBeUndefined()
  })
})

describe('HIGHESTMODSEQ (RFC 7162 6)', () => {
  const inStep = (): ViewSession => {
    const session = new ViewSession(new MailboxView({ modseqs: true }))
    session.select('* 3 EXISTS', '* OK [HIGHESTMODSEQ 96] x')
    session.lines('* 1 FETCH (UID 6)', '* 2 FETCH (UID 7)', '* 3 FETCH (UID 8)')
    expect(session.view.highestModseq).toBeUndefined()
    session.view.settle()
    expect(session.view.highestModseq).toBe(96n)
    return session
  }
  const store = { verb: 'store', uid: false, silent: true, action: 'add', flags: ['\\Seen'] } as const

  it('is that of the code, whatever was told besides: the example of the section', () => {
    const session = inStep()
    const { view } = session
    session.send({ ...store, set: parseSequenceSet('1:2'), tag: 'A150' })
    session.lines('* 1 FETCH (UID 6 MODSEQ (103))', '* 2 FETCH (UID 7 MODSEQ (101))', '* OK [HIGHESTMODSEQ 99] delayed')
    session.lines('A150 OK [MODIFIED 3] done')
    expect(view.highestModseq).toBe(96n)
    session.send({ ...store, set: parseSequenceSet('3'), tag: 'A151' })
    session.lines('* 3 FETCH (UID 8 MODSEQ (104))', 'A151 OK [HIGHESTMODSEQ 99] Still delaying VANISHED')
    expect(view.highestModseq).toBe(99n)
    session.send({ verb: 'noop', tag: 'A152' })
    session.lines('* VANISHED 8', 'A152 OK [HIGHESTMODSEQ 104] done')
    expect([view.highestModseq, numbers(view), view.modseqOf(6), view.modseqOf(8)]).toEqual([99n, [6, 7], 103n, undefined])
    session.send({ verb: 'noop', tag: 'A153' })
    session.lines('A153 OK done')
    expect(view.highestModseq).toBe(104n)
  })

  it('is the largest that was told, where no code came, once the command is completed', () => {
    const session = inStep()
    session.send({ verb: 'noop', tag: 'n' })
    session.lines('* 1 FETCH (MODSEQ (110) FLAGS ())', '* 2 FETCH (MODSEQ (105) FLAGS ())')
    expect(session.view.highestModseq).toBe(96n)
    session.lines('n OK x')
    expect(session.view.highestModseq).toBe(96n)
    session.send({ verb: 'noop', tag: 'm' })
    session.lines('m OK x')
    expect(session.view.highestModseq).toBe(110n)
  })

  it('of a completion counts once a command that was sent after it is completed: Dovecot 2.3 tells some changes that late', () => {
    const session = inStep()
    const { view } = session
    for (const tag of ['a', 'b', 'c']) session.send({ verb: 'noop', tag })
    const told: (bigint | undefined)[] = []
    const complete = (line: string): void => {
      session.lines(line)
      told.push(view.highestModseq)
    }
    complete('a OK [HIGHESTMODSEQ 100] x')
    session.send({ verb: 'noop', tag: 'd' })
    for (const line of ['c OK x', 'b OK [HIGHESTMODSEQ 105] x']) complete(line)
    session.lines('* 2 FETCH (MODSEQ (99) FLAGS (a))')
    complete('d OK x')
    expect(told).toEqual([96n, 96n, 96n, 100n])
    session.send({ verb: 'noop', tag: 'e' })
    complete('e OK [HIGHESTMODSEQ 103] held back')
    expect(told.at(-1)).toBe(103n)
  })

  it('that is lower than before is what counts at once', () => {
    const session = inStep()
    session.send({ verb: 'noop', tag: 'n' })
    session.lines('n OK [HIGHESTMODSEQ 90] x')
    expect(session.view.highestModseq).toBe(90n)
  })

  it('is forgotten with NOMODSEQ (RFC 7162 3.1.2.2)', () => {
    const session = inStep()
    session.select('* 3 EXISTS', '* OK [NOMODSEQ] x')
    expect([session.view.highestModseq, session.view.modseqOf(6)]).toEqual([undefined, undefined])
  })

  it.each([
    ['where SELECT told none', []],
    ['behind NOMODSEQ, whatever was told before it', ['* OK [HIGHESTMODSEQ 50] x', '* OK [NOMODSEQ] x']],
  ])('counts from the first code on, %s', (_, lines) => {
    const session = new ViewSession(new MailboxView())
    session.select('* 1 EXISTS', ...lines)
    session.does({ verb: 'noop' }, '* 1 FETCH (UID 6 FLAGS ())')
    session.view.settle()
    expect(session.view.highestModseq).toBeUndefined()
    session.does({ verb: 'noop' }, '* OK [HIGHESTMODSEQ 70] x')
    expect(session.view.highestModseq).toBe(70n)
    session.does({ verb: 'noop' }, '* OK [HIGHESTMODSEQ 80] x')
    expect(session.view.highestModseq).toBe(70n)
    const restored = new MailboxView({ snapshot: JSON.parse(JSON.stringify(session.view)) })
    expect(restored.highestModseq).toBe(70n)
  })

  it('0 is none', () => {
    const session = new ViewSession(new MailboxView())
    session.select('* 0 EXISTS', '* OK [HIGHESTMODSEQ 0] x')
    session.view.settle()
    expect(session.view.highestModseq).toBeUndefined()
  })
})

describe('what a server may not do', () => {
  const rows: readonly [Violation, readonly string[], readonly number[]][] = [
    ['number-out-of-range', ['* 6 EXPUNGE'], [0, 0, 0, 0, 0]],
    ['number-out-of-range', ['* 6 FETCH (UID 60 FLAGS ())'], [0, 0, 0, 0, 0]],
    ['number-out-of-range', ['* 0 EXPUNGE'], [0, 0, 0, 0, 0]],
    ['exists-decreased', ['* 4 EXISTS'], [0, 0, 0, 0]],
    ['uid-zero', ['* 2 FETCH (UID 0 FLAGS ())'], [10, 20, 30, 40, 50]],
    ['uid-changed', ['* 2 FETCH (UID 21 FLAGS ())'], [0, 0, 0, 0, 0]],
    ['uid-out-of-order', ['* 6 EXISTS', '* 6 FETCH (UID 49)'], [0, 0, 0, 0, 0, 0]],
    ['uidnext-decreased', ['* OK [UIDNEXT 4] x'], [10, 20, 30, 40, 50]],
    ['uidvalidity-changed', ['* OK [UIDVALIDITY 8] x'], [0, 0, 0, 0, 0]],
    ['vanished-unknown', ['* VANISHED 21'], [10, 20, 30, 40, 50]],
    ['vanished-counted', ['* VANISHED (EARLIER) 15:25'], [10, 20, 30, 40, 50]],
    ['vanished-unknown', ['* VANISHED 51:4294967295'], [10, 20, 30, 40, 50]],
  ]

  it.each(rows)('%s is reported and survived: %s', (violation, lines, after) => {
    const session = selected()
    expect(violationsOf(session.does({ verb: 'noop' }, ...lines))).toEqual([violation])
    expect(numbers(session.view)).toEqual(after)
  })

  it('EXPUNGE where numbers may not change is reported, and they change (RFC 9051 7.5.1)', () => {
    const view = new MailboxView({ mayExpunge: () => session.client.mayExpunge })
    const session: ViewSession = new ViewSession(view)
    session.select('* 5 EXISTS')
    expect(violationsOf(session.lines('* 1 EXPUNGE'))).toEqual(['expunge-forbidden'])
    expect(violationsOf(session.does({ verb: 'fetch', uid: false, set: '$', items: 'FAST' }, '* 1 EXPUNGE'))).toEqual([
      'expunge-forbidden',
    ])
    expect(violationsOf(session.does({ verb: 'fetch', uid: true, set: '$', items: 'FAST' }, '* 1 EXPUNGE'))).toEqual([])
    expect(violationsOf(session.does({ verb: 'noop' }, '* 1 EXPUNGE'))).toEqual([])
    expect(view.size).toBe(1)
  })

  it('EXPUNGE after QRESYNC was enabled (RFC 7162 3.2.10.2), and no EXISTS at SELECT', () => {
    const session = new ViewSession(new MailboxView())
    session.does({ verb: 'enable', capabilities: ['QRESYNC'] }, '* ENABLED QRESYNC')
    session.select('* 1 EXISTS', '* OK [HIGHESTMODSEQ 5] x')
    expect(violationsOf(session.does({ verb: 'noop' }, '* 1 EXPUNGE'))).toEqual(['expunge-for-vanished'])
    expect(violationsOf(session.select())).toEqual(['exists-missing'])
  })

  it('a lost view is identified again in the same session', () => {
    const session = selected()
    session.does({ verb: 'noop' }, '* 4 EXISTS')
    session.view.restart()
    session.lines('* 1 FETCH (UID 10)', '* 2 FETCH (UID 30)', '* 3 FETCH (UID 40)', '* 4 FETCH (UID 50)')
    expect(session.view.settle()).toEqual([{ type: 'gone', uids: [{ start: 20, end: 20 }], unknown: 0 }])
    expect([session.view.isComplete, session.view.flagsOf(20), session.view.flagsOf(30)]).toEqual([true, undefined, ['\\Seen']])
  })

  it('each row says where it is forbidden', () => {
    for (const { section, text } of Object.values(violations))
      expect([section, text]).toEqual([expect.stringMatching(/^RFC \d+ /), expect.any(String)])
  })
})

describe('UIDONLY (RFC 9586)', () => {
  const uidOnly = (): ViewSession => {
    const session = new ViewSession(new MailboxView())
    session.does({ verb: 'enable', capabilities: ['UIDONLY'] }, '* ENABLED UIDONLY')
    session.select('* 3 EXISTS')
    return session
  }

  it('messages are known by UID alone', () => {
    const session = uidOnly()
    const changes = session.lines('* 30 UIDFETCH (FLAGS ())', '* 10 UIDFETCH (FLAGS (\\Seen))', '* 20 UIDFETCH (FLAGS ())')
    expect(changes.filter(({ type }) => type === 'identified')).toEqual(
      [30, 10, 20].map(uid => ({ type: 'identified', sequence: 0, uid, count: 1 })),
    )
    expect([uids(session.view), session.view.isUidOnly, session.view.flagsOf(10)]).toEqual(['10,20,30', true, ['\\Seen']])
    session.view.settle()
    session.does({ verb: 'noop' }, '* VANISHED 20', '* 4 EXISTS', '* VANISHED 35')
    expect([uids(session.view), session.view.size]).toEqual(['10,30', 3])
  })

  it('message numbers are reported', () => {
    const session = uidOnly()
    expect(violationsOf(session.does({ verb: 'noop' }, '* 1 EXPUNGE', '* 1 FETCH (FLAGS ())'))).toEqual([
      'number-with-uidonly',
      'number-with-uidonly',
    ])
    expect(session.view.size).toBe(3)
  })
})

describe('a snapshot', () => {
  it('is what was known, through JSON', () => {
    const session = new ViewSession(new MailboxView({ modseqs: true }))
    session.select('* 3 EXISTS', '* OK [UIDVALIDITY 7] x', '* OK [UIDNEXT 40] x', '* OK [HIGHESTMODSEQ 9007199254740993] x')
    session.lines('* 1 FETCH (UID 10 FLAGS (\\Seen) MODSEQ (5))', '* 2 FETCH (UID 11 FLAGS () MODSEQ (6))')
    session.lines('* 3 FETCH (UID 12 FLAGS (\\Seen) MODSEQ (6))')
    session.view.settle()
    session.close()
    const text = JSON.stringify(session.view)
    const view = new MailboxView({ modseqs: true, snapshot: JSON.parse(text) })
    expect([uids(view), view.uidValidity, view.uidNext, view.highestModseq]).toEqual(['10:12', 7, 40, 9_007_199_254_740_993n])
    expect([view.flagsOf(12), view.flagsOf(11), view.modseqOf(11), view.isGapless]).toEqual([['\\Seen'], [], 6n, true])
    expect(JSON.stringify(view)).toBe(text)
    expect(JSON.parse(text).flags).toEqual([
      { flags: ['\\Seen'], uids: '10,12' },
      { flags: [], uids: '11' },
    ])
  })

  it('of an empty mailbox', () => {
    expect(JSON.parse(JSON.stringify(new MailboxView()))).toEqual({ uids: '', isGapless: true, flags: [], modseqs: [] })
  })

  it.each([
    ['*', { uids: '1:*' }],
    ['no set', { uids: 'x' }],
    ['a mod-sequence of 64 bits', { highestModseq: '9223372036854775808' }],
    ['a mod-sequence that is a number', { highestModseq: 5 }],
    ['UIDVALIDITY 0', { uidValidity: 0 }],
    ['UIDNEXT of 33 bits', { uidNext: 0x1_0000_0000 }],
    ['flags that are no list', { flags: 5 }],
    ['flags that are no text', { flags: [{ flags: [5], uids: '1' }] }],
    ['mod-sequences that are no list', { modseqs: 'x' }],
  ])('with %s is an error', (_, wrong) => {
    const snapshot = { ...JSON.parse(JSON.stringify(new MailboxView())), ...wrong }
    expect(() => new MailboxView({ snapshot })).toThrow(expect.objectContaining({ name: 'ImapError' }))
  })
})

describe('memory', () => {
  it('consecutive UIDs are one range, whatever their number', () => {
    const session = new ViewSession(new MailboxView())
    session.select('* 4294967295 EXISTS')
    expect(session.view.identify([{ start: 1, end: 0xffff_ffff }])).toHaveLength(1)
    session.does({ verb: 'noop' }, '* 2 EXPUNGE')
    expect([session.view.uidOf(2), session.view.sequenceOf(0xffff_ffff)]).toEqual([3, 0xffff_fffe])
  })

  it('UIDs that SEARCH tells have to fit', () => {
    const session = new ViewSession(new MailboxView())
    session.select('* 3 EXISTS')
    session.lines('* 2 FETCH (UID 5)')
    expect(session.view.identify(parseSequenceSet('4,6,7'))).toBeUndefined()
    expect(session.view.identify(parseSequenceSet('4:7'))).toBeUndefined()
    expect(numbers(session.view)).toEqual([0, 5, 0])
    expect(session.view.identify(parseSequenceSet('7,4:5'))).toHaveLength(2)
    expect(numbers(session.view)).toEqual([4, 5, 7])
  })
})

describe('SELECT of another mailbox (RFC 7162 3.2.11, RFC 9051 6.3.2)', () => {
  const other = [
    '* 1 EXISTS',
    '* OK [UIDVALIDITY 99] x',
    '* OK [UIDNEXT 500] x',
    '* OK [HIGHESTMODSEQ 7] x',
    '* VANISHED (EARLIER) 1:50',
  ]

  it.each([
    ['with CLOSED', ['* OK [CLOSED] x', ...other]],
    ['without CLOSED', other],
  ])('leaves what is known of this one, %s', (_, lines) => {
    const session = selected()
    session.send({ verb: 'select', mailbox: 'Other', tag: 'o' })
    expect(session.lines(...lines)).toEqual([])
    session.lines('o OK done')
    const { view } = session
    expect([view.isOpen, view.uidValidity, uids(view), view.uidNext, view.flagsOf(20)]).toEqual([
      false,
      7,
      '10,20,30,40,50',
      51,
      ['\\Seen'],
    ])
    expect(session.does({ verb: 'noop' }, '* 3 EXISTS', '* 1 EXPUNGE', '* 1 FETCH (UID 60 FLAGS ())')).toEqual([])
  })

  it('goes on with it until CLOSED', () => {
    const session = selected()
    session.send({ verb: 'select', mailbox: 'Other', tag: 'o' })
    expect(session.lines('* VANISHED 20', '* OK [CLOSED] x', '* VANISHED 30')).toEqual([
      { type: 'gone', uids: [{ start: 20, end: 20 }], unknown: 0 },
    ])
    expect([session.view.isOpen, uids(session.view)]).toEqual([false, '10,30,40,50'])
  })
})

describe('lines that are odd', () => {
  it('VANISHED counts each UID once, and tells them in order', () => {
    const session = selected()
    session.does({ verb: 'noop' }, '* 8 EXISTS')
    expect(session.does({ verb: 'noop' }, '* VANISHED 55,55,40,20')).toEqual([
      {
        type: 'gone',
        uids: [
          { start: 20, end: 20 },
          { start: 40, end: 40 },
        ],
        unknown: 1,
      },
    ])
    expect(numbers(session.view)).toEqual([10, 30, 50, 0, 0])
  })

  it.each(['* VANISHED 20:*', '* VANISHED *', '* VANISHED (EARLIER) 100:*'])('%s names no message, and may mean any', line => {
    const session = selected()
    expect(session.does({ verb: 'noop' }, line)).toEqual([{ type: 'lost' }])
    expect(uids(session.view)).toBe('10,20,30,40,50')
  })

  it('UIDVALIDITY that comes late is the first one', () => {
    const session = new ViewSession(new MailboxView())
    session.select('* 2 EXISTS')
    expect(session.lines('* OK [UIDVALIDITY 3] x')).toEqual([])
    expect([session.view.uidValidity, session.view.isLost]).toEqual([3, false])
  })

  it('more messages than EXISTS said, with UIDONLY', () => {
    const session = new ViewSession(new MailboxView())
    session.does({ verb: 'enable', capabilities: ['UIDONLY'] }, '* ENABLED UIDONLY')
    session.select('* 1 EXISTS')
    const changes = session.lines('* 1 UIDFETCH (FLAGS ())', '* 2 UIDFETCH (FLAGS ())')
    expect(violationsOf(changes)).toEqual(['exists-too-low'])
    expect(uids(session.view)).toBe('1:2')
  })
})

describe('flags that may not be stored (RFC 9051 7.1, PERMANENTFLAGS)', () => {
  it.each([
    ['(\\Seen)', ['kw'], undefined],
    ['(\\Seen)', ['\\Flagged'], undefined],
    ['(\\Flagged kw)', ['KW'], ['\\Seen', 'KW']],
    ['(\\Flagged \\*)', ['kw'], ['\\Seen', 'kw']],
    ['(\\Seen \\*)', ['\\Flagged'], undefined],
    ['(\\Seen \\*)', ['\\Recent'], undefined],
  ])('PERMANENTFLAGS %s and a silent STORE of %j', (permanent, flags, after) => {
    const session = selected()
    session.lines(`* OK [PERMANENTFLAGS ${permanent}] x`)
    session.does({ verb: 'store', uid: true, silent: true, action: 'add', set: parseSequenceSet('20'), flags })
    expect(session.view.flagsOf(20)).toEqual(after)
  })
})

it('what a careless caller gives is a typed error', () => {
  const view = new MailboxView()
  for (const wrong of [
    () => new MailboxView({ mayExpunge: true as never }),
    () => view.opening(null as never),
    () => view.take(undefined as never),
    () => view.take({ type: 'response' } as never),
    () => new MailboxResync(undefined as never, { mailbox: 'x' }),
    () => new MailboxResync(view, { mailbox: 'x', capabilities: ['QRESYNC'] as never }),
    () => new MailboxResync(view, { mailbox: 'x', method: 'PLAIN' as never }),
    () => new MailboxResync(view, { mailbox: 'x', tag: 'a b' }),
    () => new MailboxResync(view, { mailbox: 'x', tag: '' }),
  ])
    expect(wrong).toThrow(expect.objectContaining({ name: 'ImapError', fault: 'local' }))
})

it('two mailboxes are opened at once: each view takes its own answer', () => {
  const [one, other] = [new MailboxView(), new MailboxView()]
  const client = new ClientConnection()
  const lines = (...said: readonly string[]): void => {
    client.receive(asBytes(said.map(line => `${line}\r\n`).join('')))
    for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent())
      for (const view of [one, other]) view.take(event)
  }
  lines('* PREAUTH hi')
  one.opening({ mailbox: 'one' })
  other.opening({ mailbox: 'Other' })
  client.send({ verb: 'select', mailbox: 'one', tag: 'a' })
  client.send({ verb: 'select', mailbox: 'Other', tag: 'b' })
  client.takeOutput()
  lines('* 1 EXISTS', '* OK [UIDVALIDITY 1] x', 'a OK x')
  client.takeOutput()
  expect([one.isOpen, one.uidValidity, other.isOpen, other.uidValidity]).toEqual([true, 1, false, undefined])
  lines('* 2 EXISTS', '* OK [UIDVALIDITY 2] x', 'b OK x')
  expect([one.isOpen, one.uidValidity, other.isOpen, other.uidValidity, other.size]).toEqual([false, 1, true, 2, 2])
})

describe('after lost', () => {
  it('nothing is told of a message by its number', () => {
    const session = selected()
    expect(session.lines('* 1 EXP\x01UNGE')).toEqual([{ type: 'lost' }])
    expect(session.does({ verb: 'noop' }, '* 1 FETCH (FLAGS (\\Deleted))', '* 1 EXPUNGE')).toEqual([
      { type: 'flags', sequence: 1, uid: 0, flags: ['\\Deleted'], modseq: undefined, isChange: true },
      { type: 'gone', uids: [], unknown: 1 },
    ])
    expect(uids(session.view)).toBe('10,20,30,40,50')
  })

  it('UIDs of another UIDVALIDITY are gone', () => {
    const session = selected()
    expect(session.lines('* OK [UIDVALIDITY 8] x')).toEqual([
      { type: 'gone', uids: parseSequenceSet('10,20,30,40,50'), unknown: 0 },
      { type: 'violation', violation: 'uidvalidity-changed' },
      { type: 'lost' },
    ])
    expect([session.view.uidValidity, uids(session.view)]).toEqual([8, ''])
  })
})

it('UIDVALIDITY 0 is none, and a snapshot with it can be read', () => {
  const session = new ViewSession(new MailboxView())
  session.select('* 1 EXISTS', '* OK [UIDVALIDITY 0] x')
  session.lines('* OK [UIDVALIDITY 0] x')
  const view = new MailboxView({ snapshot: JSON.parse(JSON.stringify(session.view)) })
  expect([session.view.uidValidity, view.uidValidity, session.view.isLost]).toEqual([undefined, undefined, false])
})

it('more ranges than a line holds are asked for with what is between them (RFC 7162 4)', () => {
  const session = selected()
  const step = (wanted: number): string => {
    const view = new MailboxView()
    const one = new ViewSession(view)
    one.select(`* ${wanted} EXISTS`)
    view.identify(Array.from({ length: wanted }, (_, at) => ({ start: 2 * at + 1, end: 2 * at + 1 })))
    const next = new MailboxResync(view, { mailbox: 'INBOX' }).next()
    return next.type === 'send' && next.command.verb === 'fetch' ? formatSequenceSet(next.command.set) : next.type
  }
  expect(step(300).split(',')).toHaveLength(300)
  expect(step(301)).toBe('1:601')
  expect(session.view.isOpen).toBe(true)
})

it('what came and went is not kept (RFC 7162 3.2.10)', () => {
  const session = new ViewSession(new MailboxView())
  session.select('* 0 EXISTS', '* OK [HIGHESTMODSEQ 1] x')
  session.view.settle()
  const live = session.lines('* 1 EXISTS', '* 1 FETCH (UID 5 FLAGS (a) MODSEQ (9))', '* VANISHED 5')
  expect(live.at(-1)).toEqual({ type: 'gone', uids: [{ start: 5, end: 5 }], unknown: 0 })
  session.does({ verb: 'noop' }, '* 1 EXISTS', '* 1 FETCH (UID 6 MODSEQ (10))', '* VANISHED 6')
  expect(session.close()).toEqual([])
})

describe('a view is shown values of other types by JavaScript callers', () => {
  const shown = (response: object) => () =>
    selected().view.take({ type: 'response', command: undefined, response: response as never })
  it.each<[string, () => unknown]>([
    ['a response of null', shown(null as never)],
    ['items of null', shown({ type: 'fetch', sequence: 1, items: null })],
    ['a flag that is no text', shown({ type: 'fetch', sequence: 1, items: { flags: [undefined] } })],
    ['UIDs of null', shown({ type: 'vanished', earlier: false, uids: null })],
    ['a number that is a symbol', shown({ type: 'exists', number: Symbol('x') })],
    ['a code with a symbol', shown({ type: 'ok', code: { name: 'UIDNEXT', value: Symbol('x') } })],
    ['a mod-sequence that is a number', shown({ type: 'ok', code: { name: 'HIGHESTMODSEQ', modseq: 5 } })],
    ['a completion without response', () => selected().view.take({ type: 'completed', command: { verb: 'noop' } } as never)],
    ['a completion without command', () => selected().view.take({ type: 'completed', response: { type: 'ok' } } as never)],
    [
      'the code of SELECT',
      () => {
        const view = new MailboxView()
        view.opening()
        view.opened({ name: 'UIDVALIDITY', value: Symbol('x') } as never)
      },
    ],
    ['a UID', () => selected().view.sequenceOf(Symbol('x') as never)],
    ['a message number', () => selected().view.uidOf({} as never)],
    ['another view', () => new MailboxResync([] as never, { mailbox: 'INBOX' })],
  ])('%s', (_what, run) => {
    expect(caught(run)).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
  })
})
