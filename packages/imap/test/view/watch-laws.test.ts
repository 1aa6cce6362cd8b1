/** What always holds of a `Watch` (RFC 2177 3, RFC 5465 3.1), whatever the server does, the caller does, and the clock does. */
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { WatchOptions } from '../../src/view/watch-plan.js'
import { MINUTE, WatchedSession } from '../watch-session.js'

type Move =
  | { readonly type: 'plus' | 'news' | 'overflow' | 'bye' | 'end' | 'pause' | 'resume' | 'command' | 'due' }
  | { readonly type: 'answer'; readonly status: 'OK' | 'NO' | 'BAD' | 'NO [BADEVENT (MessageNew)]' }
  | { readonly type: 'time'; readonly ms: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Move>({ type: 'plus' }, { type: 'news' }, { type: 'due' }) },
  { weight: 6, arbitrary: fc.constantFrom<Move>({ type: 'pause' }, { type: 'resume' }, { type: 'command' }) },
  { weight: 8, arbitrary: fc.constant<Move>({ type: 'answer', status: 'OK' }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('NO' as const, 'BAD' as const, 'NO [BADEVENT (MessageNew)]' as const)
      .map((status): Move => ({ type: 'answer', status })),
  },
  {
    weight: 4,
    arbitrary: fc
      .oneof(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 20 * MINUTE }),
        fc.integer({ min: -MINUTE, max: 600 * MINUTE }),
      )
      .map((ms): Move => ({ type: 'time', ms })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ type: 'overflow' }, { type: 'overflow' }, { type: 'bye' }, { type: 'end' }) },
)

const options: fc.Arbitrary<Partial<WatchOptions> & { announces: string }> = fc.record({
  announces: fc.constantFrom(
    'IMAP4rev1',
    'IMAP4rev1 IDLE',
    'IMAP4rev1 NOTIFY',
    'IMAP4rev1 IDLE NOTIFY',
    'IMAP4rev1 IDLE LIST-EXTENDED LIST-STATUS',
  ),
  mailboxes: fc.constantFrom([], ['a'], ['a', 'b', 'c']),
  restart: fc.constantFrom(29 * MINUTE, 10_000),
  poll: fc.constantFrom(5 * MINUTE, 1000),
  stall: fc.constantFrom(MINUTE, 1500),
})

/** A server that has what it owes in order, and checks what it is sent. */
class Model {
  readonly session: WatchedSession
  readonly restart: number
  readonly poll: number
  /** Tags that no completion was sent for. */
  owed: { readonly tag: string; readonly isIdle: boolean; hasPlus: boolean; hasDone: boolean; readonly from: number }[] = []
  /** Time that passed, whatever the clock says. */
  passed = 0
  answeredAt = 0
  isOver = false
  /** Of the caller's own commands. */
  commands = 0

  constructor(given: Partial<WatchOptions> & { announces: string }) {
    this.session = new WatchedSession(given)
    this.restart = given.restart!
    this.poll = given.poll!
    this.sees(this.session.turn())
  }

  /** The client's lines. */
  sees(lines: readonly string[]): void {
    for (const line of lines) {
      const idle = this.owed.at(-1)
      if (line === 'DONE') {
        expect(idle).toMatchObject({ isIdle: true, hasPlus: true, hasDone: false })
        idle!.hasDone = true
        continue
      }
      // While an IDLE is open nothing but DONE may be said, and before its completion nothing is.
      expect(this.owed.some(({ isIdle }) => isIdle)).toBe(false)
      const [tag, verb] = line.split(' ') as [string, string]
      if (tag.startsWith('W')) expect(this.owed.filter(entry => entry.tag.startsWith('W'))).toEqual([])
      this.owed.push({ tag, isIdle: verb === 'IDLE', hasPlus: false, hasDone: false, from: this.passed })
    }
  }

  says(line: string): void {
    if (!this.isOver) this.sees(this.session.server(line))
  }

  answer(status: string): void {
    const first = this.owed.shift()
    if (first === undefined) return
    this.answeredAt = this.passed
    this.says(`${first.tag} ${status} x`)
  }

  plus(): void {
    const last = this.owed.at(-1)
    if (last?.isIdle !== true || last.hasPlus) return
    last.hasPlus = true
    this.says('+ idling')
  }

  time(ms: number): void {
    this.passed += Math.max(0, ms)
    this.sees(this.session.pass(ms))
  }

  make(given: Move): void {
    const { session } = this
    switch (given.type) {
      case 'plus':
        this.plus()
        break
      case 'news':
        this.says('* 3 EXISTS')
        break
      case 'overflow':
        this.says('* OK [NOTIFICATIONOVERFLOW] x')
        break
      case 'bye':
        this.says('* BYE x')
        this.isOver = true
        break
      case 'end':
        this.isOver = true
        this.sees(session.end())
        break
      case 'answer':
        this.answer(given.status)
        break
      case 'pause':
        this.sees(session.pause())
        break
      case 'resume':
        this.sees(session.resume())
        break
      case 'command':
        if (session.watch.isPaused && this.commands++ < 20) this.sees(session.send({ verb: 'noop' }))
        break
      case 'due':
        this.time(session.last?.type === 'wait' ? (session.last.until ?? session.now) - session.now : 0)
        break
      default:
        this.time(given.ms)
    }
  }

  /** What holds at rest. */
  check(): void {
    const { watch, last, now } = this.session
    const { state } = watch
    if (last?.type === 'reconnect') expect(['closing', 'closed']).toContain(state)
    if (last?.type !== 'wait') return
    if (state === 'paused' || state === 'closed') expect(last.until).toBe(undefined)
    else expect(last.until).toBeGreaterThan(now)
    if (state === 'idling') expect(this.passed - this.owed.at(-1)!.from).toBeLessThan(this.restart)
    if (state === 'ready' && watch.mode === 'poll') expect(this.passed - this.answeredAt).toBeLessThan(this.poll)
    expect(watch.isIdling).toBe(watch.idleSince !== undefined)
  }
}

const run = (given: Partial<WatchOptions> & { announces: string }, moves: readonly Move[]): Model => {
  const model = new Model(given)
  model.check()
  for (const one of moves) {
    model.make(one)
    model.check()
  }
  return model
}

const isEnded = ({ session: { watch, last } }: Model): boolean =>
  last?.type === 'reconnect' || watch.state === 'closing' || watch.state === 'closed'

describe('whatever happens', () => {
  test.prop([options, fc.array(move, { maxLength: 60 })], { numRuns: 400 })(
    'one command, one DONE behind its +, a time to ask again, and IDLE is begun anew in time (RFC 2177 3); a pause is reached',
    (given, moves) => {
      const model = run(given, moves)
      model.make({ type: 'pause' })
      for (let turn = 0; turn < 100 && !model.session.watch.isPaused && !isEnded(model); turn++) {
        model.plus()
        model.answer('OK')
        model.check()
      }
      expect(model.session.watch.isPaused || isEnded(model)).toBe(true)
    },
  )

  test.prop([options, fc.array(move, { maxLength: 40 })], { numRuns: 200 })(
    'a server that falls silent is found out, unless the watch is paused',
    (given, moves) => {
      const model = run(given, moves)
      const { watch } = model.session
      for (let turn = 0; turn < 8 && model.session.last?.type === 'wait' && model.session.last.until !== undefined; turn++) {
        model.make({ type: 'due' })
        model.check()
      }
      expect(watch.isPaused || watch.state === 'closed' || model.session.last?.type === 'reconnect').toBe(true)
    },
  )

  test.prop([options, fc.array(move, { maxLength: 40 })], { numRuns: 200 })(
    'a server that answers everything is heard of again',
    (given, moves) => {
      const model = run(given, moves)
      model.make({ type: 'resume' })
      for (let turn = 0; turn < 100 && !isEnded(model) && !(model.session.watch.isIdling && model.owed.length === 1); turn++) {
        model.plus()
        if (model.session.watch.isIdling) break
        if (model.owed.length > 0) model.answer('OK')
        else if (model.session.watch.mode !== 'idle') break
        else model.make({ type: 'due' })
        model.check()
      }
      const { watch } = model.session
      expect(watch.isIdling || watch.state === 'ready' || isEnded(model)).toBe(true)
    },
  )
})
