/** Hearing of changes (RFC 2177, RFC 9051 6.3.13, 6.1.2, RFC 5465): what is sent when, whatever a server does, by a clock moved by hand. */
import { backToBack, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type EventGroup,
  ImapError,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
} from '../../src/index.js'
import { Watch } from '../../src/view/watch.js'
import type { WatchOptions } from '../../src/view/watch-plan.js'
import { MINUTE, WatchedSession } from '../watch-session.js'

const SELECTED_DELAYED = '(SELECTED-DELAYED (MessageNew MessageExpunge FlagChange))'

describe('the mode is the best that is announced', () => {
  it.each<[string, Partial<WatchOptions>, string]>([
    ['IDLE', {}, 'idle'],
    ['IMAP4REV2', {}, 'idle'],
    ['IDLE NOTIFY', {}, 'idle'],
    ['IDLE NOTIFY', { mailboxes: ['a'] }, 'notify'],
    ['IDLE NOTIFY', { groups: [{ filter: { name: 'INBOXES' }, events: [{ name: 'MailboxName' }] }] }, 'notify'],
    ['NOTIFY', {}, 'notify'],
    ['IDLE', { mailboxes: ['a'] }, 'idle'],
    ['IMAP4REV1', {}, 'poll'],
    ['IDLE', { mode: 'poll' }, 'poll'],
    ['IMAP4REV1', { mode: 'idle' }, 'idle'],
  ])('%s with %j: %s', (names, options, mode) => {
    expect(new Watch({ capabilities: new Set(names.split(' ')), ...options }).mode).toBe(mode)
  })

  it('unknown capabilities: poll', () => {
    expect(new Watch({ capabilities: undefined }).mode).toBe('poll')
  })
})

describe('IDLE (RFC 2177 3, RFC 9051 6.3.13)', () => {
  it('the example of RFC 2177 3, between a client and a server', () => {
    const client = new ClientConnection()
    const server = new ServerConnection({ capabilities: ['IMAP4REV1', 'IDLE'] })
    let watch: Watch | undefined
    let idles = 0
    const ok = (tag: string, text: string): ResponseInit => ({ type: 'ok', tag, text })
    const exists = (number: number): ResponseInit => ({ type: 'exists', number })
    const onServer = (event: ServerEvent): void => {
      if (event.type === 'idle-done') server.send(ok(event.tag, 'IDLE terminated'))
      if (event.type !== 'command') return
      const { command } = event
      if (command.verb === 'connect')
        server.send({ type: 'preauth', code: { name: 'CAPABILITY', capabilities: ['IMAP4REV1', 'IDLE'] }, text: 'hi' })
      else if (command.verb === 'select') server.send([exists(3), ok(command.tag, 'SELECT completed')])
      else if (command.verb === 'fetch') server.send(ok(command.tag, 'FETCH completed'))
      else if (command.verb === 'idle') {
        const idling: ResponseInit = { type: 'continuation', text: 'idling' }
        if (idles++ === 0) server.send([idling, exists(4)])
        else if (idles === 2)
          server.send([{ type: 'expunge', number: 2 }, exists(3), idling, { type: 'expunge', number: 3 }, exists(2), exists(3)])
        else server.send(idling)
      }
    }
    const turn = (): void => {
      for (let step = watch!.next(0); step.type === 'send'; step = watch!.next(0)) client.send(step.output)
    }
    const log = backToBack({
      client,
      server,
      onServer,
      onClient: event => {
        if (event.type === 'greeting') {
          client.send({ verb: 'select', mailbox: 'INBOX' })
          return
        }
        watch ??= new Watch({ capabilities: client.capabilities })
        watch.take(event, 0)
        if (event.type === 'response' && event.response.type === 'exists' && watch.isIdling && event.response.number !== 2)
          watch.pause()
        turn()
        if (watch.isPaused) {
          client.send({ verb: 'fetch', uid: false, set: [{ start: 3, end: 4 }], items: [{ item: 'FLAGS' }] })
          watch.resume()
        }
        if (event.type === 'completed' && event.command.verb === 'fetch') turn()
      },
    })
    expect(log).toEqual([
      'S: * PREAUTH [CAPABILITY IMAP4REV1 IDLE] hi',
      'C: A1 SELECT INBOX',
      'S: * 3 EXISTS',
      'S: A1 OK SELECT completed',
      'C: W1 IDLE',
      'S: + idling',
      'S: * 4 EXISTS',
      'C: DONE',
      'S: W1 OK IDLE terminated',
      'C: A2 FETCH 3:4 (FLAGS)',
      'S: A2 OK FETCH completed',
      'C: W2 IDLE',
      'S: * 2 EXPUNGE',
      'S: * 3 EXISTS',
      'S: + idling',
      'S: * 3 EXPUNGE',
      'S: * 2 EXISTS',
      'S: * 3 EXISTS',
      'C: DONE',
      'S: W2 OK IDLE terminated',
      'C: A3 FETCH 3:4 (FLAGS)',
      'S: A3 OK FETCH completed',
      'C: W3 IDLE',
      'S: + idling',
    ])
  })

  it('ends and begins again 29 minutes after it was sent, before the 30 of RFC 9051 5.4', () => {
    const session = new WatchedSession()
    expect(session.turn()).toEqual(['W1 IDLE'])
    expect([session.watch.state, session.watch.idleSince]).toEqual(['starting', undefined])
    session.now += 500
    session.server('+ idling')
    expect([session.watch.state, session.watch.isIdling, session.watch.idleSince]).toEqual(['idling', true, session.now])
    expect(session.waits).toBe(29 * MINUTE - 500)
    expect(session.pass(29 * MINUTE - 501)).toEqual([])
    expect(session.pass(1)).toEqual(['DONE'])
    expect([session.watch.state, session.watch.isIdling, session.watch.idleSince]).toEqual(['ending', false, undefined])
    expect(session.server('W1 OK done')).toEqual(['W2 IDLE'])
    session.server('+ idling')
    expect(session.waits).toBe(29 * MINUTE)
  })

  it('news neither end it nor put the next one off', () => {
    const session = new WatchedSession({ restart: 10_000 })
    session.turn()
    session.server('+ idling')
    session.now += 9999
    expect(session.server('* OK Still here', '* 4 EXISTS', '* 1 EXPUNGE')).toEqual([])
    expect(session.pass(1)).toEqual(['DONE'])
  })

  it('field case 41: EXISTS before the + is news, and the server idles with the +', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('* 3 EXISTS')
    expect(session.watch.state).toBe('starting')
    session.server('+ idling')
    expect(session.watch.state).toBe('idling')
  })

  it.each(['+ entering idle mode', '+ OK idling', '+', '+ '])('field case 42: %j', line => {
    const session = new WatchedSession()
    session.turn()
    session.server(line)
    expect(session.watch.state).toBe('idling')
  })

  it('field case 43: one DONE, and commands behind the tagged OK', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling')
    expect(session.pause()).toEqual(['DONE'])
    expect([session.pause(), session.turn(), session.pass(1000)]).toEqual([[], [], []])
    expect(session.watch.isPaused).toBe(false)
    session.server('* 5 EXISTS', 'W1 OK done')
    expect([session.watch.isPaused, session.watch.state]).toEqual([true, 'paused'])
    expect(session.send({ verb: 'noop' })).toEqual(['A2 NOOP'])
    expect(session.server('A2 OK done')).toEqual([])
    expect(session.waits).toBe(undefined)
    expect(session.resume()).toEqual(['W2 IDLE'])
  })

  it('field case 44: the server ends it: another one follows, later each time where that comes at once', () => {
    const session = new WatchedSession()
    expect(session.turn()).toEqual(['W1 IDLE'])
    session.server('+ idling')
    session.now += MINUTE
    expect(session.server('W1 OK enough')).toEqual(['W2 IDLE'])
    const delays: number[] = []
    for (let number = 2; number < 14; number++) {
      if (number % 2 === 0) session.server('+ idling')
      session.server(`W${number} OK enough`)
      expect(session.watch.state).toBe('ready')
      const wait = session.waits!
      delays.push(wait)
      expect(session.pass(wait - 1)).toEqual([])
      expect(session.pass(1)).toEqual([`W${number + 1} IDLE`])
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map(seconds => seconds * 1000))
    session.server('+ idling')
    session.now += MINUTE
    expect(session.server('W14 OK enough')).toEqual(['W15 IDLE'])
    session.server('W15 OK enough')
    expect(session.waits).toBe(1000)
  })

  it('field case 44: behind it no DONE is sent, also where a pause is wanted', () => {
    const session = new WatchedSession()
    session.turn()
    expect(session.pause()).toEqual([])
    expect(session.server('W1 OK enough')).toEqual([])
    expect(session.watch.isPaused).toBe(true)
    expect(session.send({ verb: 'noop' })).toEqual(['A2 NOOP'])
  })

  it('field case 44: a DONE that crosses the tagged OK, and what the server says to that', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling')
    session.now += 29 * MINUTE
    expect(session.turn()).toEqual(['DONE'])
    expect(session.server('W1 OK enough')).toEqual(['W2 IDLE'])
    expect(session.server('* BAD what is DONE', '+ idling')).toEqual([])
    expect(session.watch.isIdling).toBe(true)
  })

  it('field case 45: without a mailbox', () => {
    const session = new WatchedSession({ isSelected: false })
    expect(session.turn()).toEqual(['W1 IDLE'])
    session.server('+ idling')
    expect(session.watch.isIdling).toBe(true)
  })

  it('field case 57: a BYE that breaks the grammar, and the end', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling')
    expect(session.server('* Goodbye : idle timeout expired')).toEqual([])
    expect(session.watch.state).toBe('idling')
    expect(session.end()).toEqual([])
    expect([session.watch.state, session.waits]).toEqual(['closed', undefined])
  })

  it.each(['NO not now', 'BAD unknown command'])('%s in place of the +: polling from then on, and at once', answer => {
    const session = new WatchedSession()
    session.turn()
    expect(session.server(`W1 ${answer}`)).toEqual(['W2 NOOP'])
    expect([session.watch.mode, session.watch.refusal?.text]).toEqual(['poll', answer.replace(/^\w+ /, '')])
    session.server('W2 OK done')
    expect(session.pass(5 * MINUTE)).toEqual(['W3 NOOP'])
  })

  it('a refusal behind DONE says nothing about IDLE', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling')
    session.pause()
    session.server('W1 BAD what was that')
    expect([session.watch.isPaused, session.watch.mode, session.resume()]).toEqual([true, 'idle', ['W2 IDLE']])
  })

  it('the DONE waits for the +, which the client may not precede', () => {
    const session = new WatchedSession()
    session.turn()
    expect(session.pause()).toEqual([])
    expect([session.watch.isPaused, session.watch.state]).toEqual([false, 'starting'])
    expect(session.server('* 3 EXISTS')).toEqual([])
    expect(session.server('+ idling')).toEqual(['DONE'])
    session.server('W1 OK done')
    expect(session.watch.isPaused).toBe(true)
  })

  it('a pause that is taken back before its DONE leaves IDLE as it is, and behind it another one begins', () => {
    const session = new WatchedSession()
    session.turn()
    session.pause()
    session.resume()
    expect(session.server('+ idling')).toEqual([])
    expect(session.watch.isIdling).toBe(true)
    expect([session.pause(), session.resume()]).toEqual([['DONE'], []])
    expect(session.server('W1 OK done')).toEqual(['W2 IDLE'])
  })

  it('a pause before anything was sent is one at once', () => {
    const session = new WatchedSession()
    session.watch.pause()
    expect([session.watch.isPaused, session.turn(), session.waits]).toEqual([true, [], undefined])
  })

  it('commands that wait in front of it: it goes out, is paused, and they follow', () => {
    const session = new WatchedSession()
    session.turn()
    session.pause()
    expect(session.send({ verb: 'noop' })).toEqual([])
    expect(session.server('+ idling')).toEqual(['DONE'])
    expect(session.server('W1 OK done')).toEqual(['A2 NOOP'])
  })

  it('BYE in place of all else: nothing more is sent, and the end may not be long in coming', () => {
    for (const before of [[], ['+ idling']]) {
      const session = new WatchedSession()
      session.turn()
      session.server(...before)
      expect(session.server('* BYE too long')).toEqual([])
      expect([session.watch.state, session.waits]).toEqual(['closing', MINUTE])
      session.watch.pause()
      expect([session.turn(), session.watch.isPaused]).toEqual([[], false])
      expect(session.server('W1 OK done')).toEqual([])
      expect(session.pass(MINUTE)).toEqual([])
      expect(session.last).toEqual({ type: 'reconnect', reason: 'silence' })
      session.end()
      expect([session.watch.state, session.waits]).toEqual(['closed', undefined])
    }
  })

  it.each<[string, ClientEvent]>([
    [
      'a command of its own that the end left without an answer',
      { type: 'unanswered', command: { verb: 'noop', tag: 'W1' }, sent: true },
    ],
    ['a fatal error', { type: 'protocol-error', error: new ImapError('limit', 0, 'x: y'), fatal: true }],
    ['the last event', { type: 'closed' }],
  ])('behind %s nothing is sent, whatever else comes', (_name, event) => {
    const watch = new Watch({ capabilities: undefined, poll: 10 })
    watch.next(0)
    if (event.type === 'unanswered') expect(watch.next(10)).toEqual({ type: 'send', output: { verb: 'noop', tag: 'W1' } })
    watch.pause()
    watch.take(event, 10)
    expect([watch.state, watch.isPaused]).toEqual(['closed', false])
    const bye = { type: 'bye', tag: undefined, code: undefined, text: '', warnings: [], damaged: [] } as const
    watch.take({ type: 'response', response: bye, command: undefined }, 10)
    watch.resume()
    expect([watch.state, watch.next(1000)]).toEqual(['closed', { type: 'wait', until: undefined }])
  })

  it('an error of the server that is not fatal changes nothing', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling', '+ again', '* 1 FETCH')
    expect([session.watch.state, session.events.filter(({ type }) => type === 'protocol-error').length]).toEqual(['idling', 2])
  })

  it('an IDLE that is withdrawn, because what was sent before it was refused, pauses', () => {
    const session = new WatchedSession()
    session.client.send({ verb: 'select', mailbox: 'gone' })
    session.lines()
    expect(session.turn()).toEqual([])
    expect(session.server('A2 NO no such mailbox')).toEqual([])
    expect([session.watch.isPaused, session.resume()]).toEqual([true, ['W2 IDLE']])
  })

  it("an event of another command's is none of its own", () => {
    const session = new WatchedSession()
    session.client.send({ verb: 'noop' })
    session.lines()
    session.turn()
    expect(session.server('A2 OK done')).toEqual(['W1 IDLE'])
    expect(session.watch.state).toBe('starting')
  })
})

describe('a connection that is dead', () => {
  const waitingForPlus = (): WatchedSession => {
    const session = new WatchedSession()
    session.turn()
    return session
  }
  const waitingForOk = (): WatchedSession => {
    const session = waitingForPlus()
    session.server('+ idling')
    session.pass(29 * MINUTE)
    return session
  }
  const waitingForNoop = (): WatchedSession => {
    const session = new WatchedSession({ mode: 'poll' })
    session.turn()
    session.pass(5 * MINUTE)
    return session
  }
  const awaited = [
    ['the +', waitingForPlus],
    ['the OK behind DONE', waitingForOk],
    ['the OK to NOOP', waitingForNoop],
  ] as const

  it.each(awaited)('nothing in place of %s for as long as `stall` says', (_what, begin) => {
    const session = begin()
    expect(session.waits).toBe(MINUTE)
    expect(session.pass(MINUTE - 1)).toEqual([])
    expect(session.last?.type).toBe('wait')
    session.pass(1)
    expect(session.last).toEqual({ type: 'reconnect', reason: 'silence' })
    expect(session.watch.state).toBe('closing')
    // It stays so, whatever comes.
    session.server('* OK Still here', '+ x')
    expect([session.turn(), session.last?.type]).toEqual([[], 'reconnect'])
  })

  it.each(awaited)('a sign of life in place of %s counts, but not for ever', (_what, begin) => {
    const session = begin()
    const since = session.now
    while (session.last?.type !== 'reconnect' && session.now < since + 20 * MINUTE) {
      session.now += Math.min(session.waits!, MINUTE - 1)
      session.turn()
      if (session.last?.type === 'wait') session.server('* OK Still here')
    }
    expect(session.last).toEqual({ type: 'reconnect', reason: 'timeout' })
    expect(session.now - since).toBe(10 * MINUTE)
  })

  it('a pause whose + never comes', () => {
    const session = waitingForPlus()
    session.pause()
    session.pass(MINUTE)
    expect(session.last).toEqual({ type: 'reconnect', reason: 'silence' })
  })

  it('nothing is owed while the server idles or the watch is paused', () => {
    const session = new WatchedSession({ restart: 1000 * MINUTE })
    session.turn()
    session.server('+ idling')
    session.pass(999 * MINUTE)
    expect(session.watch.isIdling).toBe(true)
    session.pause()
    session.server('W1 OK done')
    session.pass(999 * MINUTE)
    expect(session.watch.isPaused).toBe(true)
  })
})

describe('the clock', () => {
  it('a computer that slept ends IDLE when it wakes, and has the whole time for the answer', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling')
    expect(session.pass(600 * MINUTE)).toEqual(['DONE'])
    expect(session.waits).toBe(MINUTE)
    session.pass(MINUTE)
    expect(session.last?.type).toBe('reconnect')
  })

  it('a computer that slept while an answer was on its way reads it first, once', () => {
    const session = new WatchedSession()
    session.turn()
    session.pass(600 * MINUTE)
    expect([session.last?.type, session.waits]).toEqual(['wait', MINUTE])
    expect(session.server('+ idling')).toEqual(['DONE'])
    const another = new WatchedSession()
    another.turn()
    another.pass(600 * MINUTE)
    another.pass(600 * MINUTE)
    expect(another.last).toEqual({ type: 'reconnect', reason: 'silence' })
  })

  it('one that is set back loses nothing that passed', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling')
    session.pass(20 * MINUTE)
    session.now -= 24 * 60 * MINUTE
    expect(session.waits).toBe(9 * MINUTE)
    expect(session.pass(9 * MINUTE)).toEqual(['DONE'])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '7', undefined])('is a finite number, not %j', now => {
    const watch = new Watch({ capabilities: undefined })
    const wrong = { name: 'ImapError', code: 'bad-value', fault: 'local' }
    expect(caught(() => watch.next(now as number))).toMatchObject(wrong)
    expect(caught(() => watch.take({ type: 'closed' }, now as number))).toMatchObject(wrong)
  })
})

describe('polling (RFC 9051 6.1.2)', () => {
  it('NOOP every 5 minutes, never before the last one was answered, and none is made up for', () => {
    const session = new WatchedSession({ announces: 'IMAP4rev1', stall: 10 * MINUTE })
    expect([session.turn(), session.waits]).toEqual([[], 5 * MINUTE])
    expect(session.pass(5 * MINUTE)).toEqual(['W1 NOOP'])
    expect([session.watch.state, session.pass(7 * MINUTE)]).toEqual(['asking', []])
    expect(session.server('* 3 EXISTS', 'W1 OK done')).toEqual([])
    expect([session.watch.state, session.waits]).toEqual(['ready', 5 * MINUTE])
    expect(session.pass(5 * MINUTE)).toEqual(['W2 NOOP'])
    session.now += MINUTE
    session.server('W2 OK done')
    expect(session.waits).toBe(4 * MINUTE)
  })

  it('a NOOP that is refused is asked again', () => {
    const session = new WatchedSession({ mode: 'poll', poll: 1000 })
    session.turn()
    expect(session.pass(1000)).toEqual(['W1 NOOP'])
    session.server('W1 BAD busy')
    expect(session.pass(1000)).toEqual(['W2 NOOP'])
  })

  it('pauses behind the answer, and what fell due meanwhile comes once', () => {
    const session = new WatchedSession({ mode: 'poll', poll: 1000 })
    session.turn()
    session.pass(1000)
    session.pause()
    expect(session.watch.isPaused).toBe(false)
    session.server('W1 OK done')
    expect([session.watch.isPaused, session.pass(100_000)]).toEqual([true, []])
    expect(session.resume()).toEqual(['W2 NOOP'])
    expect(session.server('W2 OK done')).toEqual([])
  })

  it('STATUS of other mailboxes, one behind the other, at the start and every `poll` ms (RFC 9051 6.3.11)', () => {
    const session = new WatchedSession({ mode: 'poll', mailboxes: ['a', 'b*'], poll: 10_000 })
    expect(session.turn()).toEqual(['W1 STATUS a (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)'])
    session.now += 10
    expect(session.server('* STATUS a (MESSAGES 1)', 'W1 OK done')).toEqual([
      'W2 STATUS "b*" (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)',
    ])
    expect(session.server('W2 NO no such mailbox')).toEqual([])
    expect(session.waits).toBe(9990)
    expect(session.pass(9990)).toEqual(['W3 STATUS a (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)'])
    expect(session.pause()).toEqual([])
    expect([session.server('W3 OK done'), session.watch.isPaused]).toEqual([[], true])
    expect(session.resume()).toEqual(['W4 STATUS "b*" (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)'])
    expect(session.server('W4 OK done')).toEqual(['W5 NOOP'])
  })

  it.each(['a*', '100%'])('%s would be a pattern in LIST (RFC 9051 6.3.9): STATUS', mailbox => {
    const session = new WatchedSession({ announces: 'IMAP4rev2', mailboxes: [mailbox, 'b'], statusItems: ['UIDNEXT'] })
    expect(session.turn()).toEqual([`W1 STATUS "${mailbox}" (UIDNEXT)`])
    expect(session.server('W1 OK done')).toEqual(['W2 STATUS b (UIDNEXT)'])
  })

  it('all in one LIST where the server has that (RFC 5819), and one by one where it does not take it', () => {
    const session = new WatchedSession({
      announces: 'IMAP4rev1 IDLE LIST-EXTENDED LIST-STATUS',
      mailboxes: ['a', 'b c'],
      statusItems: ['MESSAGES'],
      poll: 10_000,
    })
    expect(session.turn()).toEqual(['W1 LIST "" (a "b c") RETURN (STATUS (MESSAGES))'])
    expect(session.server('W1 OK done')).toEqual(['W2 IDLE'])
    session.server('+ idling')
    expect(session.waits).toBe(10_000)
    expect(session.pass(10_000)).toEqual(['DONE'])
    expect(session.server('W2 OK done')).toEqual(['W3 LIST "" (a "b c") RETURN (STATUS (MESSAGES))'])
    expect(session.server('W3 BAD what')).toEqual(['W4 STATUS a (MESSAGES)'])
    expect(session.server('W4 OK done')).toEqual(['W5 STATUS "b c" (MESSAGES)'])
    expect(session.server('W5 OK done')).toEqual(['W6 IDLE'])
    session.server('+ idling')
    session.pass(10_000)
    expect(session.server('W6 OK done')).toEqual(['W7 STATUS a (MESSAGES)'])
  })
})

describe('NOTIFY (RFC 5465)', () => {
  const lists: EventGroup[] = [
    { filter: { name: 'SELECTED' }, events: [{ name: 'MessageNew', items: [{ item: 'UID' }] }, { name: 'MessageExpunge' }] },
    { filter: { name: 'SUBTREE', mailboxes: ['Lists'] }, events: [{ name: 'MessageNew' }, { name: 'MessageExpunge' }] },
  ]
  const set = '(SELECTED (MessageNew (UID) MessageExpunge))'

  it('the example of RFC 5465 3.1: asked for once, and IDLE is not needed (RFC 5465 4)', () => {
    const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY IDLE', groups: lists })
    expect(session.turn()).toEqual([`W1 NOTIFY SET STATUS ${set} (SUBTREE (Lists) (MessageNew MessageExpunge))`])
    session.now += 10_000
    expect(session.server('* STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 9999 MESSAGES 500)', 'W1 OK done')).toEqual([])
    expect([session.watch.state, session.watch.mode]).toEqual(['ready', 'notify'])
    // Commands may be sent at any time.
    session.pause()
    expect([session.watch.isPaused, session.send({ verb: 'select', mailbox: 'INBOX' })]).toEqual([true, ['A2 SELECT INBOX']])
    session.server('A2 OK INBOX selected')
    session.resume()
    expect(session.server('* STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 10000 MESSAGES 501)', '* 127 EXISTS')).toEqual([])
    // A NOOP keeps the session alive (RFC 9051 5.4).
    expect(session.waits).toBe(29 * MINUTE)
    expect(session.pass(29 * MINUTE)).toEqual(['W2 NOOP'])
    expect(session.server('W2 OK done')).toEqual([])
  })

  it('SELECTED-DELAYED: IDLE lets EXPUNGE come (RFC 5465 6.1.2); without IDLE, NOOP does', () => {
    const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY IDLE', mailboxes: ['a', 'b'] })
    expect(session.turn()).toEqual([
      `W1 NOTIFY SET STATUS ${SELECTED_DELAYED} (MAILBOXES (a b) (MessageNew MessageExpunge FlagChange))`,
    ])
    expect(session.server('W1 OK done')).toEqual(['W2 IDLE'])
    session.server('+ idling')
    expect(session.waits).toBe(29 * MINUTE)
    const other = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY' })
    expect(other.turn()).toEqual([`W1 NOTIFY SET STATUS ${SELECTED_DELAYED}`])
    expect([other.server('W1 OK done'), other.waits]).toEqual([[], 5 * MINUTE])
  })

  it('IDLE that is announced and refused: NOOP, and NOTIFY stays', () => {
    const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY IDLE', mailboxes: ['a'] })
    session.turn()
    expect(session.server('W1 OK done')).toEqual(['W2 IDLE'])
    expect(session.server('W2 BAD what')).toEqual(['W3 NOOP'])
    expect([session.server('W3 OK done'), session.watch.mode, session.waits]).toEqual([[], 'notify', 5 * MINUTE])
  })

  it.each(['NO [BADEVENT (MessageNew MessageExpunge)] only these', 'NO [NOTIFICATIONOVERFLOW] too much', 'BAD what'])(
    'refused by %s: IDLE and STATUS, as if there were no NOTIFY',
    answer => {
      const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY IDLE', mailboxes: ['a'], statusItems: ['MESSAGES'] })
      session.turn()
      expect(session.server(`W1 ${answer}`)).toEqual(['W2 STATUS a (MESSAGES)'])
      expect([session.watch.mode, session.watch.refusal?.tag]).toEqual(['idle', 'W1'])
      expect(session.server('W2 OK done')).toEqual(['W3 IDLE'])
      expect(session.steps.some(({ type }) => type === 'resync')).toBe(false)
    },
  )

  it('refused where there is no IDLE: NOOP', () => {
    const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY' })
    session.turn()
    expect([session.server('W1 NO no'), session.watch.mode]).toEqual([['W2 NOOP'], 'poll'])
  })

  it('an overflow (RFC 5465 5.8): the caller resynchronizes, and NOTIFY is set for the selected mailbox alone', () => {
    const session = new WatchedSession({
      announces: 'IMAP4REV1 NOTIFY IDLE',
      groups: lists,
      mailboxes: ['a'],
      statusItems: ['MESSAGES'],
    })
    session.turn()
    session.server('W1 OK done')
    expect(session.server('* OK [NOTIFICATIONOVERFLOW] too much')).toEqual([`W2 NOTIFY SET ${set}`])
    expect(session.steps.filter(({ type }) => type === 'resync')).toHaveLength(1)
    expect(session.server('W2 OK done')).toEqual(['W3 STATUS a (MESSAGES)'])
    expect([session.server('W3 OK done'), session.waits]).toEqual([[], 5 * MINUTE])
    // Again: the server tells of nothing any more, also during IDLE.
    session.server('* OK [NOTIFICATIONOVERFLOW] too much')
    expect(session.last).toEqual({ type: 'reconnect', reason: 'overflow' })
  })

  it('an overflow during IDLE: DONE first', () => {
    const groups: EventGroup[] = [
      {
        filter: { name: 'SELECTED-DELAYED' },
        events: [{ name: 'MessageNew' }, { name: 'MessageExpunge' }, { name: 'FlagChange' }],
      },
    ]
    const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY IDLE', groups })
    session.turn()
    session.server('W1 OK done', '+ idling')
    expect(session.server('* OK [NOTIFICATIONOVERFLOW] too much')).toEqual(['DONE'])
    expect(session.server('W2 OK done')).toEqual([`W3 NOTIFY SET ${SELECTED_DELAYED}`])
    expect(session.server('W3 NO never')).toEqual([])
    expect(session.last).toEqual({ type: 'reconnect', reason: 'overflow' })
  })

  it.each<[string, EventGroup[]]>([
    ['no group for it', []],
    ['NONE', [{ filter: { name: 'SELECTED' }, events: null }]],
  ])(
    'an overflow where the selected mailbox had %s: it is watched all the same, as NOTIFY NONE tells of nothing',
    (_name, more) => {
      const session = new WatchedSession({
        announces: 'IMAP4REV1 NOTIFY',
        groups: [{ filter: { name: 'INBOXES' }, events: [{ name: 'MailboxName' }] }, ...more],
      })
      session.turn()
      session.server('W1 OK done')
      expect(session.server('* OK [NOTIFICATIONOVERFLOW] too much')).toEqual([`W2 NOTIFY SET ${SELECTED_DELAYED}`])
    },
  )

  it('an overflow before NOTIFY is completed, whatever completes it', () => {
    for (const answer of ['OK', 'NO']) {
      const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY', groups: lists })
      session.turn()
      expect(session.server('* OK [NOTIFICATIONOVERFLOW] too much', `W1 ${answer} x`)).toEqual([`W2 NOTIFY SET ${set}`])
      expect([session.server('W2 OK done'), session.watch.mode]).toEqual([[], 'notify'])
    }
  })

  it('a caller that pauses hears of an overflow at once, and NOTIFY is set when it resumes', () => {
    const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY', groups: lists })
    session.turn()
    session.server('W1 OK done')
    session.pause()
    expect(session.server('* OK [NOTIFICATIONOVERFLOW] too much')).toEqual([])
    expect(session.steps.some(({ type }) => type === 'resync')).toBe(true)
    expect(session.resume()).toEqual([`W2 NOTIFY SET ${set}`])
  })

  it('without NOTIFY the code means nothing', () => {
    const session = new WatchedSession()
    session.turn()
    session.server('+ idling', '* OK [NOTIFICATIONOVERFLOW] x')
    expect([session.watch.isIdling, session.steps.some(({ type }) => type !== 'wait')]).toEqual([true, false])
  })

  it('one that is withdrawn is given again after the pause', () => {
    const session = new WatchedSession({ announces: 'IMAP4REV1 NOTIFY' })
    session.client.send({ verb: 'select', mailbox: 'gone' })
    session.lines()
    session.turn()
    session.server('A2 NO no such mailbox')
    expect(session.resume()).toEqual([`W2 NOTIFY SET STATUS ${SELECTED_DELAYED}`])
  })
})

describe('what a caller gives', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['capabilities as an array', { capabilities: ['IDLE'] }],
    ['capabilities as a text', { capabilities: 'IDLE' }],
    ['an invalid mode', { capabilities: undefined, mode: 'push' }],
    ['mailboxes as a text', { capabilities: undefined, mailboxes: 'a' }],
    ['a mailbox that is a number', { capabilities: undefined, mailboxes: [1] }],
    ['items as a text', { capabilities: undefined, statusItems: 'MESSAGES' }],
    ['no items', { capabilities: undefined, statusItems: [] }],
    ['no groups', { capabilities: undefined, groups: [] }],
    ['a group that is null', { capabilities: undefined, groups: [null] }],
    ['a group without filter', { capabilities: undefined, groups: [{ events: null }] }],
    ['a group without events', { capabilities: undefined, groups: [{ filter: { name: 'SELECTED' } }] }],
    ['an event that is null', { capabilities: undefined, groups: [{ filter: { name: 'SELECTED' }, events: [null] }] }],
    ...['restart', 'poll', 'stall'].flatMap(name =>
      [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '5'].map((time): [string, unknown] => [
        `${name} of ${String(time)}`,
        { capabilities: undefined, [name]: time },
      ]),
    ),
    ...['', 'W 1', '+', 'x'.repeat(33), 7].map((tagPrefix): [string, unknown] => [
      `a tag of ${JSON.stringify(tagPrefix)}`,
      { capabilities: undefined, tagPrefix },
    ]),
  ])('%s', (_name, options) => {
    expect(caught(() => new Watch(options as WatchOptions))).toMatchObject({
      name: 'ImapError',
      code: 'bad-value',
      fault: 'local',
    })
  })

  it('tags of its own', () => {
    const session = new WatchedSession({ tagPrefix: 'watch' })
    expect(session.turn()).toEqual(['watch1 IDLE'])
  })

  it('is copied', () => {
    const mailboxes = ['a']
    const events: { name: 'MessageNew' | 'MessageExpunge' }[] = [{ name: 'MessageNew' }, { name: 'MessageExpunge' }]
    const session = new WatchedSession({
      announces: 'IMAP4REV1 NOTIFY',
      mailboxes,
      groups: [{ filter: { name: 'INBOXES' }, events }],
    })
    mailboxes.push('b')
    events.length = 0
    expect(session.turn()).toEqual(['W1 NOTIFY SET STATUS (INBOXES (MessageNew MessageExpunge))'])
  })

  it('an event is an object', () => {
    const watch = new Watch({ capabilities: undefined })
    for (const event of [undefined, null, 'closed', 7])
      expect(caught(() => watch.take(event as never, 0))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })
})

it.each<[string, object]>([
  ['a response', { type: 'response', command: undefined, response: null }],
  ['a command', { type: 'completed', command: null, response: {} }],
])('refuses %s of null', (_what, event) => {
  const watch = new Watch({ capabilities: new Set(['IDLE']) })
  watch.next(0)
  expect(caught(() => watch.take(event as never, 1))).toMatchObject({ name: 'ImapError', code: 'bad-value', fault: 'local' })
})
