/** A mailbox that is open: what is asked about it, and what a server tells of it meanwhile (RFC 9051 7.5, RFC 7162 6). */
import { asBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { MailboxResync, type MailboxView } from '../../src/view.js'
import { ALL, fetched, mailbox, OK, SEARCH, SELECT_CONDSTORE, SINCE } from '../resync-rows.js'
import { CONDSTORE, ResyncSession, type Start, shown } from '../resync-session.js'

describe('a resynchronization of a mailbox that is open', () => {
  const opened = (...lines: string[]): ResyncSession => {
    const first = new ResyncSession({ announces: '' })
    first.run(['C: SELECT INBOX', ...mailbox(5, 51, 90), OK, ALL, ...fetched([10, 20, 30, 40, 50]), OK])
    for (const line of lines) first.says(line)
    return first
  }
  /** Another one of the same view, in the same session. */
  const again = ({ client, view }: ResyncSession, given: Start['options'] = {}) => {
    const resync = new MailboxResync(view, { mailbox: 'INBOX', tag: 'N', ...given })
    const lines = (...said: string[]) => {
      if (said.length > 0) client.receive(asBytes(said.map(line => `${line}\r\n`).join('')))
      for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) resync.take(event)
    }
    const send = () => {
      const step = resync.next()
      if (step.type === 'send') client.send(step.command)
      return String.fromCharCode(...client.takeOutput().flatMap(bytes => [...bytes]))
    }
    return { resync, lines, send }
  }

  it('asks for new messages by UID, and opens nothing', () => {
    const session = opened('* 7 EXISTS')
    const { resync, lines, send } = again(session)
    expect(send()).toBe('N1 UID FETCH 51:4294967295 (UID FLAGS)\r\n')
    lines('* 6 FETCH (UID 60 FLAGS ())', '* 7 FETCH (UID 61 FLAGS ())', 'N1 OK x')
    expect(shown(resync.next())).toEqual({ method: 'plain', added: '60:61' })
  })

  it('that has nothing to ask gives the server the word (RFC 9051 6.1.2)', () => {
    const { resync, lines, send } = again(opened())
    expect(send()).toBe('N1 NOOP\r\n')
    lines('* 2 EXPUNGE', 'N1 OK x')
    expect(shown(resync.next())).toEqual({ method: 'plain', gone: '20' })
  })

  it('that is lost asks for everything, and finds what went', () => {
    const session = opened('* 4 EXISTS')
    expect([session.view.isLost, session.violations]).toEqual([true, ['exists-decreased']])
    const { resync, lines, send } = again(session)
    expect(send()).toBe('N1 UID FETCH 1:4294967295 (UID FLAGS)\r\n')
    lines(...[10, 20, 40, 50].map((uid, at) => `* ${at + 1} FETCH (UID ${uid} FLAGS (\\Seen))`), 'N1 OK x')
    expect(shown(resync.next())).toEqual({ method: 'plain', gone: '30' })
    expect([session.view.isLost, session.view.isComplete]).toEqual([false, true])
  })

  /** A view that is in step at 90, after these lines and the completion of two commands. */
  const after = (...lines: string[]): MailboxView => {
    const session = new ResyncSession({ announces: CONDSTORE })
    session.run([SELECT_CONDSTORE, ...mailbox(5), OK])
    expect(session.view.highestModseq).toBe(90n)
    session.client.send({ verb: 'noop', tag: 'x' })
    for (const line of [...lines, 'x OK done']) session.hears(line)
    session.client.send({ verb: 'noop', tag: 'y' })
    session.hears('y OK done')
    return session.view
  }

  it.each<[string, readonly string[], bigint | undefined]>([
    ['a FETCH of a view that is lost counts for nothing', ['* 4 EXISTS', '* 1 FETCH (MODSEQ (120))'], 90n],
    ['a line that cannot be read: the same', ['* 2 EXPUNGE x', '* 1 FETCH (MODSEQ (120))'], 90n],
    ['0 is not a mod-sequence', ['* OK [HIGHESTMODSEQ 0] x'], 90n],
    ['NOMODSEQ while it is open', ['* OK [NOMODSEQ] x'], undefined],
    ['a mod-sequence behind NOMODSEQ', ['* OK [NOMODSEQ] x', '* 1 FETCH (MODSEQ (95))'], undefined],
    ['a mod-sequence that is lower than what is known', ['* 1 FETCH (MODSEQ (80))'], 90n],
    ['the highest of several', ['* 1 FETCH (MODSEQ (95))', '* 2 FETCH (MODSEQ (93))'], 95n],
    ['the code, whatever is told besides', ['* 1 FETCH (MODSEQ (95))', '* OK [HIGHESTMODSEQ 92] x'], 92n],
    ['UIDVALIDITY changes while it is open', ['* OK [UIDVALIDITY 8] x', '* 1 FETCH (MODSEQ (95))'], undefined],
  ])('HIGHESTMODSEQ: %s (RFC 7162 6)', (_, lines, expected) => {
    expect(after(...lines).highestModseq).toBe(expected)
  })

  /** The changes that these lines tell a view that is in step. */
  const told = (...lines: string[]): { changes: ResyncSession['changes']; view: MailboxView } => {
    const session = new ResyncSession({ announces: CONDSTORE, view: { modseqs: true } })
    session.run([SELECT_CONDSTORE, ...mailbox(5), OK])
    session.hears('* 1 FETCH (MODSEQ (80))')
    session.changes.length = 0
    for (const line of lines) session.hears(line)
    return { changes: session.changes, view: session.view }
  }

  it('VANISHED outside a command is reported (RFC 7162 3.2.10.2)', () => {
    expect(told('* VANISHED 20').changes[0]).toEqual({ type: 'violation', violation: 'expunge-forbidden' })
  })

  it('a view is lost once', () => {
    expect(told('* 4 EXISTS', '* 3 EXISTS').changes.filter(({ type }) => type === 'lost')).toHaveLength(1)
  })

  it('UIDFETCH without UIDONLY makes no message known', () => {
    const { changes, view } = told('* 6 EXISTS', '* 60 UIDFETCH (FLAGS ())')
    expect([changes.map(({ type }) => type), view.sequenceOf(60)]).toEqual([['appeared'], 0])
  })

  it('NOMODSEQ while it is open: mod-sequences of messages are forgotten (RFC 7162 3.1.2.2)', () => {
    expect([told().view.modseqOf(10), told('* OK [NOMODSEQ] x').view.modseqOf(10)]).toEqual([80n, undefined])
  })

  it('a message that goes before all UIDs are known is gone once', () => {
    const session = new ResyncSession({ announces: '' })
    session.run(['C: SELECT INBOX', ...mailbox(5, 51, 'none'), OK, ALL, ...fetched([10, 20, 30, 40, 50]), 'S: * 2 EXPUNGE', OK])
    expect(session.changes.filter(({ type }) => type === 'gone')).toEqual([
      { type: 'gone', uids: [{ start: 20, end: 20 }], unknown: 0 },
    ])
  })

  it('that was lost is not lost any more in another session, and UIDVALIDITY that is not told stays', () => {
    const first = new ResyncSession({ announces: CONDSTORE })
    first.run([SELECT_CONDSTORE, ...mailbox(5), OK])
    first.hears('* 4 EXISTS')
    first.ends()
    const next = new ResyncSession({ announces: CONDSTORE }, first.view)
    const opened = [SELECT_CONDSTORE, ...mailbox(4, 51, 96).filter(line => !line.includes('UIDVALIDITY'))]
    const end = next.run([...opened, OK, SINCE, OK, SEARCH, 'S: * SEARCH 10 20 30 50', OK])
    expect([shown(end), next.view.isLost, next.view.uidValidity]).toEqual([{ method: 'condstore', gone: '40' }, false, 7])
  })

  it('does not take the completion of another command for its own', () => {
    const session = opened('* 6 EXISTS')
    const { resync, lines, send } = again(session)
    session.client.send({ verb: 'noop', tag: 'other' })
    send()
    lines('* 6 FETCH (UID 60 FLAGS ())', 'other OK x')
    expect(resync.next()).toEqual({ type: 'wait' })
    lines('N1 OK x')
    expect(shown(resync.next())).toEqual({ method: 'plain', added: '60' })
  })

  it('asks for mod-sequences where the mailbox has them and they are kept', () => {
    const first = new ResyncSession({ announces: CONDSTORE, known: null, view: { modseqs: true } })
    first.run([SELECT_CONDSTORE, ...mailbox(0), OK])
    first.says('* 1 EXISTS')
    expect(again(first).send()).toBe('N1 UID FETCH 1:4294967295 (UID FLAGS MODSEQ)\r\n')
  })

  it('the end of it stays, whatever comes then', () => {
    const session = opened()
    const { resync, lines, send } = again(session)
    send()
    lines('N1 OK x')
    const end = resync.next()
    lines('* 9 EXISTS', '* BYE x')
    session.client.receiveEnd()
    lines()
    expect([resync.next(), session.view.isOpen]).toEqual([end, false])
  })
})

describe('numbers and UIDs (RFC 9051 2.3.1)', () => {
  /** A view of so many messages, of which nothing is known but what these lines tell. */
  const opened = (exists: number, ...lines: string[]): ResyncSession => {
    const session = new ResyncSession({ announces: CONDSTORE, known: null })
    session.run([SELECT_CONDSTORE, ...mailbox(exists), OK])
    for (const line of lines) session.hears(line)
    return session
  }
  const set = (...uids: number[]) => uids.map(uid => ({ start: uid, end: uid }))

  it.each<[string, number[], boolean]>([
    ['all of them', [3, 5, 6], true],
    ['not the first of consecutive UIDs', [3, 4, 6], false],
    ['not the last of them', [3, 5, 7], false],
  ])('a search has to fit what FETCH told: %s', (_, uids, fits) => {
    const { view } = opened(3, '* 2 FETCH (UID 5)', '* 3 FETCH (UID 6)')
    expect(view.identify(set(...uids)) !== undefined).toBe(fits)
    expect(view.uidOf(1)).toBe(fits ? 3 : 0)
  })

  it('what came behind a search keeps its UID', () => {
    const { view } = opened(4, '* 4 FETCH (UID 9)')
    expect(view.identify(set(4, 6, 7))).toHaveLength(2)
    expect([1, 2, 3, 4].map(sequence => view.uidOf(sequence))).toEqual([4, 6, 7, 9])
  })

  it('it is not complete before it is known which messages from before are left', () => {
    const { view } = opened(1, '* 1 FETCH (UID 9)')
    expect([view.unknown, view.isComplete]).toEqual([[], false])
    view.settle()
    expect(view.isComplete).toBe(true)
  })

  it.each<[string, readonly string[], string]>([
    ['messages at the end are not known: numbers are matched', ['* 7 EXISTS'], ' (4,5 40,50)'],
    ['a message in the middle is not', ['* 7 EXISTS', '* 7 FETCH (UID 70)'], ''],
  ])('back by QRESYNC, and %s (RFC 7162 3.2.5.2)', (_, lines, matches) => {
    const first = new ResyncSession({ announces: CONDSTORE })
    first.run([SELECT_CONDSTORE, ...mailbox(5), OK])
    for (const line of lines) first.hears(line)
    first.ends()
    const next = new ResyncSession({ options: { isQresyncEnabled: true } }, first.view)
    expect(next.send()?.replace('2,4,5 20,40,50', '4,5 40,50')).toBe(`SELECT INBOX (QRESYNC (7 90${matches}))`)
  })

  it('cut before it was settled, numbers are not matched', () => {
    const first = new ResyncSession({ announces: CONDSTORE })
    first.run([SELECT_CONDSTORE, ...mailbox(5, 51, 96), OK])
    first.ends()
    const next = new ResyncSession({ options: { isQresyncEnabled: true } }, first.view)
    expect(next.send()).toBe('SELECT INBOX (QRESYNC (7 90))')
  })

  it('with UIDONLY any message may be the one that is gone (RFC 9586)', () => {
    const session = new ResyncSession({ announces: '', known: null }, undefined, ['* ENABLED UIDONLY'])
    session.run(['C: SELECT INBOX', ...mailbox(3, 61, 'none'), OK, ALL, 'S: * 30 UIDFETCH (FLAGS ())', 'S: * VANISHED 10'])
    expect([session.violations, session.view.size, session.view.sequenceOf(30)]).toEqual([[], 2, 1])
  })
})
