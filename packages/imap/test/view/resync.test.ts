/** How a client catches up with a mailbox (RFC 7162 6, RFC 4549 3): what is sent, in which order, and what comes of it. */
import { asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { numbersInSequenceSet } from '../../src/index.js'
import { UidList } from '../../src/mailbox/uid-list.js'
import { MailboxResync, MailboxView } from '../../src/view.js'
import { ServedMailbox, ServedSession } from '../mailbox-server.js'
import { ALL, fetched, mailbox, OK, rows, SEARCH, SELECT_CONDSTORE, SINCE } from '../resync-rows.js'
import { CONDSTORE, QRESYNC, ResyncSession, type Start, shown, text } from '../resync-session.js'

describe('a resynchronization', () => {
  it.each(Object.entries(rows))('%s', (_, { script, gives, uids = '10,20,30,40,50', violations = [], ...row }) => {
    const session = new ResyncSession(row)
    const end = session.run(script)
    expect({ ...shown(end), violations: session.violations }).toEqual({ ...gives, violations })
    if (end.type !== 'result') return
    const { view } = session
    expect([text(view.uids), view.highestModseq]).toEqual([uids, 'highest' in row ? row.highest : 90n])
    expect([view.isComplete, view.isUnsettled, session.send()]).toEqual([true, false, undefined])
  })
})

describe('with UIDONLY (RFC 9586)', () => {
  const UIDONLY = ['* ENABLED UIDONLY QRESYNC']

  it('QRESYNC has no message numbers, and tells UIDFETCH', () => {
    const session = new ResyncSession({ options: { isQresyncEnabled: true } }, undefined, UIDONLY)
    const end = session.run([
      'C: SELECT INBOX (QRESYNC (7 90))',
      ...mailbox(5, 61, 96),
      'S: * VANISHED (EARLIER) 20',
      'S: * 30 UIDFETCH (FLAGS (\\Flagged) MODSEQ (95))',
      'S: * 60 UIDFETCH (FLAGS () MODSEQ (96))',
      OK,
    ])
    expect([shown(end), session.violations]).toEqual([{ method: 'qresync', added: '60', changed: '30', gone: '20' }, []])
    expect(text(session.view.uids)).toBe('10,30,40,50,60')
  })

  it('messages that are only counted are asked for by UID: behind the last one, then anywhere', () => {
    const session = new ResyncSession({ options: { isQresyncEnabled: true } }, undefined, UIDONLY)
    const end = session.run([
      'C: SELECT INBOX (QRESYNC (7 90))',
      ...mailbox(6, 61, 96),
      OK,
      'C: UID FETCH 51:4294967295 (UID FLAGS)',
      OK,
      'C: NOOP',
      OK,
      'C: NOOP',
      OK,
      'C: UID FETCH 1:4294967295 (UID FLAGS)',
      ...[10, 20, 30, 40, 50, 55].map(uid => `S: * ${uid} UIDFETCH (FLAGS (\\Seen))`),
      OK,
    ])
    expect([shown(end), session.violations]).toEqual([{ method: 'qresync', added: '55' }, []])
  })

  it('a message in the middle is asked for by UID, too, where UIDONLY was enabled late', () => {
    const session = new ResyncSession({ known: null, announces: '' })
    session.run(['C: SELECT INBOX', ...mailbox(3, 61, 'none'), OK, ALL, 'S: * 1 FETCH (UID 10)', 'S: * 3 FETCH (UID 30)'])
    session.hears('* ENABLED UIDONLY')
    session.says('OK done')
    expect(session.send()).toBe('UID FETCH 11:4294967295 (UID FLAGS)')
  })

  it('everything is asked for by UID', () => {
    const session = new ResyncSession({ known: null, announces: '' }, undefined, UIDONLY)
    const end = session.run([
      'C: SELECT INBOX',
      ...mailbox(2, 61, 'none'),
      OK,
      ALL,
      'S: * 30 UIDFETCH (UID 30 FLAGS ())',
      'S: * 10 UIDFETCH (UID 10 FLAGS ())',
      OK,
    ])
    expect([shown(end), session.violations]).toEqual([{ method: 'plain', added: '10,30' }, []])
  })
})

/** A server that keeps to the rules, and a client that knew its messages before three of them changed, went and came. */
describe('the connection ends after any line', () => {
  const served = (hasModseqs: boolean): ServedMailbox => {
    const stored = new ServedMailbox({ hasModseqs, remembers: 1 })
    stored.deliver(6, ['\\Seen'])
    return stored
  }
  const change = (stored: ServedMailbox): void => {
    stored.change(2, ['\\Flagged'])
    stored.expunge([3])
    stored.expunge([1, 5])
    stored.deliver(2)
  }

  /** What a client is told of changes, by UID. */
  class Told {
    readonly flags = new Map<number, string>()

    hear(changes: ResyncSession['changes']): void {
      for (const one of changes)
        if (one.type === 'opened' && one.renumbered) this.flags.clear()
        else if (one.type === 'identified')
          for (let uid = one.uid; uid < one.uid + one.count; uid++) this.flags.set(uid, this.flags.get(uid) ?? '?')
        else if (one.type === 'flags' && one.uid > 0 && one.flags !== undefined) this.flags.set(one.uid, one.flags.join(' '))
        else if (one.type === 'gone') for (const uid of numbersInSequenceSet(one.uids)) this.flags.delete(uid)
    }
  }

  /** Runs it for so many lines of the server; how many there were, where that was all. */
  const runs = (session: ResyncSession, stored: ServedMailbox, most = Number.POSITIVE_INFINITY): number => {
    const server = new ServedSession(stored)
    server.run()
    server.connection.takeOutput()
    let lines = 0
    for (let step = session.resync.next(); step.type !== 'result'; step = session.resync.next()) {
      if (step.type !== 'send') throw new Error(step.type)
      session.client.send(step.command)
      for (const bytes of session.client.takeOutput()) server.connection.receive(bytes)
      server.run()
      for (const line of asChars(server.connection.takeOutput()).split('\r\n').slice(0, -1)) {
        if (lines++ >= most) {
          session.ends()
          server.close()
          return Number.POSITIVE_INFINITY
        }
        session.hears(line)
      }
    }
    session.ends()
    server.close()
    return lines
  }

  it.each(
    (['qresync', 'condstore', 'plain'] as const).flatMap(method =>
      [true, false].flatMap(hasModseqs => [true, false].map(isKept => [method, hasModseqs, isKept] as const)),
    ),
  )('%s, mod-sequences: %s, the view is kept in memory: %s (RFC 7162 6)', (method, hasModseqs, isKept) => {
    let ends = 0
    for (let most = 0, lines = 1; most < lines; most++) {
      const stored = served(hasModseqs)
      const told = new Told()
      const start: Start = { known: null, options: { method } }
      const next = (view: MailboxView): ResyncSession => {
        const kept = isKept ? view : new MailboxView({ snapshot: JSON.parse(JSON.stringify(view)) })
        return new ResyncSession(start, kept)
      }
      const first = new ResyncSession(start)
      runs(first, stored)
      change(stored)
      const cut = next(first.view)
      lines = runs(cut, stored, most)
      const last = next(cut.view)
      runs(last, stored)
      for (const { changes, violations } of [first, cut, last]) {
        expect(violations).toEqual([])
        told.hear(changes)
      }
      const expected = new Map([...stored.messages].map(([uid, { flags }]) => [uid, flags.join(' ')]))
      expect([most, new Map([...told.flags].sort(([a], [b]) => a - b))]).toEqual([most, expected])
      const { view } = last
      expect([...expected.keys()].map(uid => (view.flagsOf(uid) ?? ['?']).join(' '))).toEqual([...expected.values()])
      expect([text(view.uids), view.highestModseq]).toEqual([text(stored.set), hasModseqs ? stored.modseq : undefined])
      ends++
    }
    expect(ends).toBeGreaterThan(8)
  })
})

describe('the work', () => {
  /** Calls of a UidList while it is done. */
  const calls = (act: () => void): number => {
    const { prototype } = UidList
    const before = new Map(Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    let count = 0
    for (const [name, { value }] of before)
      if (name !== 'constructor' && typeof value === 'function')
        Object.defineProperty(prototype, name, {
          configurable: true,
          value(this: UidList, ...given: unknown[]) {
            count++
            return Reflect.apply(value, this, given)
          },
        })
    try {
      act()
    } finally {
      Object.defineProperties(prototype, Object.fromEntries(before))
    }
    return count
  }

  it('for a million messages beside each other is that for a few: ranges stay ranges (RFC 4731)', () => {
    const run = (size: number): [number, number, number] => {
      const known = { uids: `1:${size}`, uidNext: size + 1, flags: [] }
      const session = new ResyncSession({ announces: CONDSTORE, known, view: { flags: false } })
      const count = calls(() => {
        const end = session.run([
          SELECT_CONDSTORE,
          ...mailbox(size, size + 2, 96),
          OK,
          SINCE,
          OK,
          SEARCH,
          `S: * ESEARCH (TAG "RESYNC3") UID ALL 1:5,7:${size + 1}`,
          OK,
        ])
        expect(shown(end)).toEqual({ method: 'condstore', added: String(size + 1), gone: '6' })
      })
      return [session.commands.length, session.changes.length, count]
    }
    expect(run(1_000_000)).toEqual(run(1000))
  })

  it.each(['SEARCH', 'FETCH'])('for messages that have gaps between them grows as they do: %s', kind => {
    const run = (size: number): number => {
      const uids = Array.from({ length: size }, (_, at) => 2 * at + 1)
      const known = { uids: uids.join(','), uidNext: 2 * size, flags: [] }
      const session = new ResyncSession({ announces: '', known, view: { flags: kind === 'FETCH' } })
      return calls(() => {
        const asks = kind === 'FETCH' ? ALL : 'C: UID SEARCH ALL'
        const lines = kind === 'FETCH' ? fetched(uids) : [`S: * SEARCH ${uids.join(' ')}`]
        const end = session.run(['C: SELECT INBOX', ...mailbox(size, 2 * size, 'none'), OK, asks, ...lines, OK])
        expect(end).toMatchObject({ type: 'result', added: [], gone: [] })
      })
    }
    const [some, twice] = [run(1000), run(2000)]
    expect(twice).toBeLessThanOrEqual(2.01 * some)
    expect(some).toBeLessThan(10 * 1000)
  })
})

describe('the caller', () => {
  it.each<[string, unknown]>([
    ['no options', undefined],
    ['no mailbox', {}],
    ['a tag that is no text', { mailbox: 'INBOX', tag: 5 }],
  ])('%s is a typed error', (_, options) => {
    expect(caught(() => new MailboxResync(new MailboxView(), options as never))).toMatchObject({ code: 'bad-value' })
  })

  it('the connection ends before anything was sent', () => {
    const session = new ResyncSession({})
    session.ends()
    expect(session.resync.next()).toEqual({ type: 'failed', response: undefined, reason: 'unanswered' })
  })

  it('its command was not sent, and the session goes on', () => {
    const { resync } = new ResyncSession({})
    const step = resync.next()
    const command = step.type === 'send' ? step.command : undefined
    resync.take({ type: 'unanswered', command, sent: false } as never)
    expect(resync.next()).toMatchObject({ type: 'failed', reason: 'unanswered' })
  })

  it('a command is given once, with the tag that was chosen', () => {
    const resync = new MailboxResync(new MailboxView(), { mailbox: 'Box', tag: 'x' })
    expect([resync.next(), resync.next()]).toEqual([
      { type: 'send', command: { verb: 'select', mailbox: 'Box', parameters: [], tag: 'x1' } },
      { type: 'wait' },
    ])
  })

  it('the sample of QRESYNC has 32 pairs at most', () => {
    const known = { uids: '1:4294967294', uidNext: 4294967295, flags: [] }
    const session = new ResyncSession({ known, view: { flags: false }, options: { isQresyncEnabled: true } })
    const [numbers = '', uids] = (/\(([\d,]+) ([\d,]+)\)\)\)$/.exec(session.send() ?? '') ?? []).slice(1)
    expect([numbers.split(',').length, numbers.split(',').at(0), numbers.split(',').at(-1)]).toEqual([
      32,
      '2147483647',
      '4294967294',
    ])
    expect(uids).toBe(numbers)
  })

  it.each(['condstore', 'plain'] as const)('method %s is the best one that is used', method => {
    const session = new ResyncSession({ announces: QRESYNC, options: { method } })
    expect(session.send()).toBe(method === 'plain' ? 'SELECT INBOX' : 'SELECT INBOX (CONDSTORE)')
  })
})
