/** Several sessions on one mailbox, each with its own numbers (RFC 9051 2.3.1.2, 5.2, 7.5.1; RFC 2180 4; RFC 7162 3.2; RFC 5182). */
import { fc, test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { encodeResponse, isImapError, parseSequenceSet, type ResponseInit } from '../../src/index.js'
import {
  type ChangeResponseOptions,
  type MessageState,
  type SessionModes,
  SessionView,
  type SessionViewOptions,
} from '../../src/serve.js'

const text = (responses: readonly ResponseInit[]): string[] =>
  responses.map(response => new TextDecoder().decode(encodeResponse(response)).slice(2, -2))

/** A view of messages with these flags. */
function viewOf(
  uids: readonly number[],
  options: Partial<SessionViewOptions> = {},
  state: MessageState = { flags: ['\\Seen'], modseq: 65n },
) {
  const view = new SessionView({ uids, describe: () => state, ...options })
  return { view, news: (mayExpunge = true) => text(view.news({ mayExpunge })) }
}

const named = (view: SessionView, set: string, uid = false) =>
  [...view.named({ uid, set: set === '$' ? set : parseSequenceSet(set) })].map(
    one => `${one.sequence}=${one.uid}${one.isExpunged ? ' gone' : ''}`,
  )

describe('EXPUNGE (RFC 9051 7.5.1)', () => {
  const eleven = [401, 402, 405, 407, 408, 409, 410, 411, 412, 413, 425]

  it('has the numbers that the client has at that moment: the example of RFC 7162 3.2.7', () => {
    const { view, news } = viewOf(eleven)
    view.expunged([405, 407, 410, 425], 20n)
    expect(news()).toEqual(['3 EXPUNGE', '3 EXPUNGE', '5 EXPUNGE', '8 EXPUNGE'])
    expect(view.size).toBe(7)
    expect(news()).toEqual([])
  })

  it('is one VANISHED once QRESYNC is enabled: the example of RFC 7162 3.2.7', () => {
    const { view, news } = viewOf(eleven, { qresync: true })
    view.expunged(425)
    view.expunged([410, 405])
    view.expunged(407)
    expect(news()).toEqual(['VANISHED 405,407,410,425'])
    expect(view.size).toBe(7)
  })

  it('names in each VANISHED what is gone since the last one: the example of RFC 7162 3.2.10', () => {
    const { view, news } = viewOf([1, 504, 505, 507, 508, 509, 510, 511, 512, 513, 625], { qresync: true })
    view.expunged([505, 507, 510, 625])
    expect(news()).toEqual(['VANISHED 505,507,510,625'])
    view.expunged([504, 508])
    expect(news()).toEqual(['VANISHED 504,508'])
  })

  it('is held back while numbers are used, and the client is told of new messages all the same', () => {
    const { view, news } = viewOf([1, 2, 3])
    view.expunged(1)
    view.appended([7])
    expect(news(false)).toEqual(['4 EXISTS'])
    expect([view.size, view.holdsExpunges, view.hasNews]).toEqual([4, true, true])
    view.appended(8)
    expect(news()).toEqual(['1 EXPUNGE', '4 EXISTS'])
    expect([view.holdsExpunges, view.hasNews]).toEqual([false, false])
  })

  it('is never told of a message that was not announced (RFC 7162 3.2.10.2)', () => {
    const { view, news } = viewOf([2, 4], { qresync: true })
    view.appended([5, 6, 7])
    view.expunged([1, 3, 5, 7, 9])
    expect(news()).toEqual(['3 EXISTS'])
    expect(view.sequenceOf(6)).toBe(3)
    view.appended(8)
    view.expunged(8)
    expect(view.hasNews).toBe(false)
    expect(news()).toEqual([])
    view.appended(9)
    expect(news()).toEqual(['4 EXISTS'])
  })

  it('splits a range that was announced in part', () => {
    const { view, news } = viewOf([4, 5])
    view.appended([6, 7])
    view.expunged(parseSequenceSet('5:6'))
    expect(news(false)).toEqual(['3 EXISTS'])
    expect(news()).toEqual(['2 EXPUNGE'])
    expect(view.uids).toEqual([
      { start: 4, end: 4 },
      { start: 7, end: 7 },
    ])
  })

  it('stays EXPUNGE in a mailbox without mod-sequences (RFC 7162 3.1.2.2, 3.2.3), and MODSEQ is not told', () => {
    const { view, news } = viewOf([1, 2], { qresync: true, hasModseqs: false })
    view.expunged(1)
    view.changed(2)
    expect(news()).toEqual(['1 EXPUNGE', '1 FETCH (UID 2 FLAGS (\\Seen))'])
  })

  it('is VANISHED from when QRESYNC is enabled on (RFC 7162 3.2.3), for what was held back, too', () => {
    const { view, news } = viewOf([1, 2])
    view.expunged(1)
    expect(view.enable({ qresync: true })).toBe(true)
    expect(view.enable({ condstore: true })).toBe(false)
    expect(news()).toEqual(['VANISHED 1'])
  })
})

describe('changes of flags (RFC 9051 7.5.2)', () => {
  it('of others are told once, with the UID and, to who knows CONDSTORE, MODSEQ (RFC 7162 3.1.4.2, 3.2.4)', () => {
    const { view, news } = viewOf([3, 5])
    view.changed(5)
    view.changed([5])
    expect(news()).toEqual(['2 FETCH (UID 5 FLAGS (\\Seen))'])
    view.enable({ condstore: true })
    view.changed(parseSequenceSet('1:4294967295'))
    expect(news(false)).toEqual(['1 FETCH (UID 3 FLAGS (\\Seen) MODSEQ (65))', '2 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (65))'])
    expect(news()).toEqual([])
  })

  it('of its own are none', () => {
    const { view, news } = viewOf([3, 5])
    const other = viewOf([3, 5])
    view.changed(3, view)
    other.view.changed(3, view)
    expect(view.hasNews).toBe(false)
    expect(news()).toEqual([])
    expect(other.news()).toEqual(['1 FETCH (UID 3 FLAGS (\\Seen))'])
  })

  it('are told by the response to a STORE instead, silent or not (RFC 9051 6.4.6)', () => {
    const { view, news } = viewOf([3])
    expect(view.takeChange(3)).toBe(false)
    view.changed(3)
    expect(view.takeChange(3)).toBe(true)
    expect(news()).toEqual([])
  })

  it('have the numbers behind the EXPUNGE; of what is gone or new there is none', () => {
    const { view, news } = viewOf([1, 2, 3])
    view.changed([1, 3])
    view.expunged(1)
    view.appended(9)
    view.changed(9)
    expect(news()).toEqual(['1 EXPUNGE', '3 EXISTS', '2 FETCH (UID 3 FLAGS (\\Seen))'])
    view.changed([2, 9])
    view.expunged(2)
    expect(news(false)).toEqual(['3 FETCH (UID 9 FLAGS (\\Seen))'])
    expect(news()).toEqual(['1 EXPUNGE'])
  })

  it('of a message that the store does not find are none', () => {
    const { view, news } = viewOf([1], { describe: () => undefined })
    view.changed(1)
    expect(news()).toEqual([])
  })

  it('cost no EXPUNGE where the store throws', () => {
    let isBroken = true
    const { view, news } = viewOf([1, 2], {
      describe: () => {
        if (isBroken) throw new Error('no disk')
        return { flags: [] }
      },
    })
    view.expunged(1)
    view.changed(2)
    expect(() => news()).toThrow('no disk')
    isBroken = false
    expect(news()).toEqual(['1 EXPUNGE', '1 FETCH (UID 2 FLAGS ())'])
  })
})

describe('what the store says is checked before anything counts as told (RFC 9051 7.4.1, 7.5.1)', () => {
  const broken: [string, unknown][] = [
    ['flags that are missing', {}],
    ['null for flags', { flags: null }],
    ['a text for flags', { flags: 'Seen' }],
    ['a flag that is a number', { flags: ['\\Seen', 5] }],
    ['a mod-sequence that is a number', { flags: [], modseq: 65 }],
    ['a mod-sequence below 0', { flags: [], modseq: -1n }],
    ['null for a state', null],
  ]

  it.each(broken)('%s: nothing is lost', (_, state) => {
    let given = state
    const { view, news } = viewOf([1, 2, 3], { describe: () => given as MessageState })
    view.expunged(1)
    view.changed([2, 3])
    view.appended(4)
    expect(caught(() => news())).toMatchObject({ name: 'ImapError', code: 'bad-value' })
    expect(caught(() => view.changeResponse(3))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
    expect([view.size, view.holdsExpunges, view.hasNews]).toEqual([3, true, true])
    given = { flags: ['x'] }
    expect(news()).toEqual(['1 EXPUNGE', '3 EXISTS', '1 FETCH (UID 2 FLAGS (x))', '2 FETCH (UID 3 FLAGS (x))'])
  })

  it('flags whose iterator throws: nothing is lost', () => {
    let isBroken = true
    function* flags() {
      yield 'x'
      if (isBroken) throw new Error('no disk')
    }
    const { view, news } = viewOf([1, 2], { describe: () => ({ flags: flags() }) })
    view.expunged(1)
    view.changed(2)
    view.appended(3)
    expect(() => news()).toThrow('no disk')
    expect(() => view.changeResponse(2)).toThrow('no disk')
    isBroken = false
    expect(news()).toEqual(['1 EXPUNGE', '2 EXISTS', '1 FETCH (UID 2 FLAGS (x))'])
  })

  it('a change that is told of while the store is asked is told the next time', () => {
    const state = new Map([
      [1, 'old'],
      [3, 'old'],
    ])
    let isFirst = true
    const { view, news } = viewOf([1, 2, 3], {
      describe: uid => {
        const flags = [state.get(uid)!]
        if (!isFirst) return { flags }
        isFirst = false
        state.set(1, 'new').set(3, 'new')
        view.changed([1, 3])
        return { flags }
      },
    })
    view.changed(1)
    expect(news()).toEqual(['1 FETCH (UID 1 FLAGS (old))'])
    expect(view.hasNews).toBe(true)
    expect(news()).toEqual(['1 FETCH (UID 1 FLAGS (new))', '3 FETCH (UID 3 FLAGS (new))'])
    expect(view.hasNews).toBe(false)
    isFirst = true
    view.changed(1)
    expect(view.changeResponse(1)).toMatchObject({ items: { flags: ['new'] } })
    expect(news()).toEqual(['1 FETCH (UID 1 FLAGS (new))', '3 FETCH (UID 3 FLAGS (new))'])
  })
})

describe('changeResponse (RFC 9051 6.4.6, RFC 7162 3.2.4)', () => {
  const told = (modes: SessionModes, options?: ChangeResponseOptions) => {
    const { view } = viewOf([3, 5], modes)
    const response = view.changeResponse(5, options)
    return response && text([response])[0]
  }

  it.each<[SessionModes, ChangeResponseOptions | undefined, string | undefined]>([
    [{}, undefined, '2 FETCH (UID 5 FLAGS (\\Seen))'],
    [{}, { uid: false }, '2 FETCH (FLAGS (\\Seen))'],
    [{}, { flags: false }, undefined],
    [{}, { flags: false, uid: false }, undefined],
    [{ condstore: true }, undefined, '2 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (65))'],
    [{ condstore: true }, { uid: false }, '2 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (65))'],
    [{ condstore: true }, { flags: false }, '2 FETCH (UID 5 MODSEQ (65))'],
    [{ condstore: true }, { flags: false, uid: false }, '2 FETCH (UID 5 MODSEQ (65))'],
    [{ uidOnly: true }, undefined, '5 UIDFETCH (FLAGS (\\Seen))'],
    [{ uidOnly: true }, { uid: false }, '5 UIDFETCH (FLAGS (\\Seen))'],
    [{ uidOnly: true }, { flags: false }, undefined],
    [{ uidOnly: true, condstore: true }, { flags: false }, '5 UIDFETCH (MODSEQ (65))'],
    [{ uidOnly: true, condstore: true }, { uid: false }, '5 UIDFETCH (FLAGS (\\Seen) MODSEQ (65))'],
  ])('for %j with %j is %s', (modes, options, expected) => {
    expect(told(modes, options)).toBe(expected)
  })

  it('has no MODSEQ in a mailbox without mod-sequences, and is not sent for them (RFC 7162 3.1.2.2)', () => {
    const none = { condstore: true, hasModseqs: false }
    expect(told(none, { uid: false })).toBe('2 FETCH (FLAGS (\\Seen))')
    expect(told(none, { flags: false })).toBeUndefined()
    const { view, news } = viewOf([3, 5], { condstore: true }, { flags: [] })
    view.changed(5)
    expect(view.changeResponse(5, { flags: false })).toBeUndefined()
    expect(news()).toEqual(['2 FETCH (UID 5 FLAGS ())'])
  })

  it('is none for a message that is gone, that the store does not find, or that the client does not count', () => {
    const asked: number[] = []
    const { view } = viewOf([3, 5, 9], {
      describe: uid => {
        asked.push(uid)
        return uid === 9 ? undefined : { flags: [] }
      },
    })
    view.expunged(3)
    view.appended(12)
    expect([3, 9, 12, 700].map(uid => view.changeResponse(uid))).toEqual([undefined, undefined, undefined, undefined])
    expect(view.changeResponse(5)).toMatchObject({ sequence: 2 })
    expect(asked).toEqual([9, 5])
  })

  it('counts as told, and nothing does where there is none', () => {
    const { view, news } = viewOf([3, 5])
    view.changed([3, 5])
    expect(view.changeResponse(3, { flags: false })).toBeUndefined()
    expect(view.changeResponse(5)).toBeDefined()
    expect(news()).toEqual(['1 FETCH (UID 3 FLAGS (\\Seen))'])
  })
})

it('UIDONLY: UIDFETCH and VANISHED, without QRESYNC and in a mailbox without mod-sequences (RFC 9586 3)', () => {
  const { view, news } = viewOf([3, 5, 9], { uidOnly: true, hasModseqs: false })
  view.expunged(3)
  view.changed(9)
  view.appended(12)
  expect(news()).toEqual(['VANISHED 3', '3 EXISTS', '9 UIDFETCH (FLAGS (\\Seen))'])
  expect(view.fetchResponse(12, { size: 7 })).toEqual({ type: 'uidfetch', uid: 12, items: { size: 7 } })
})

it('HIGHESTMODSEQ stays below an expunge that is held back: the example of RFC 7162 6', () => {
  const { view, news } = viewOf([6, 7, 8], { qresync: true })
  view.expunged(8, 100n)
  expect(news(false)).toEqual([])
  expect(view.highestModseq(103n)).toBe(99n)
  view.expunged(7, 104n)
  expect(view.highestModseq(104n)).toBe(99n)
  expect(news()).toEqual(['VANISHED 7:8'])
  expect(view.highestModseq(104n)).toBe(104n)
  view.expunged(6, 1n)
  expect(view.highestModseq(104n)).toBe(1n)
  expect(view.highestModseq(0n)).toBe(0n)
})

describe('what a command names', () => {
  it('keeps the number of what is gone until the client is told (RFC 2180 4.1, 4.2; RFC 5530 3, EXPUNGEISSUED)', () => {
    const { view, news } = viewOf([11, 12, 13, 14, 15, 16, 17])
    view.expunged([14, 15, 16, 17])
    expect(named(view, '3:5')).toEqual(['3=13', '4=14 gone', '5=15 gone'])
    expect(named(view, '15,12', true)).toEqual(['2=12', '5=15 gone'])
    expect(news()).toEqual(['4 EXPUNGE', '4 EXPUNGE', '4 EXPUNGE', '4 EXPUNGE'])
    expect(named(view, '3:5')).toEqual(['3=13'])
  })

  it.each<[string, boolean, string[]]>([
    ['*', false, ['3=9']],
    ['*', true, ['3=9']],
    ['2:*', false, ['2=6', '3=9']],
    ['7:*', false, ['3=9']],
    ['559:*', true, ['3=9']],
    ['3,1:2,2', false, ['1=5', '2=6', '3=9']],
    ['9,1:5', true, ['1=5', '3=9']],
    ['7:8', true, []],
    ['1:4294967295', true, ['1=5', '2=6', '3=9']],
    ['4:4294967295', false, []],
  ])('%s (UID: %s) names %j (RFC 9051 9, sequence-set)', (set, uid, expected) => {
    expect(named(viewOf([5, 6, 9]).view, set, uid)).toEqual(expected)
  })

  it('is out of range by message number alone (RFC 9051 9, seq-number; 6.4.9)', () => {
    const { view } = viewOf([5, 6, 9])
    const isOutOfRange = (set: string, uid = false, of = view): boolean => of.isOutOfRange({ uid, set: parseSequenceSet(set) })
    expect(['1:3', '*', '3:*'].map(set => isOutOfRange(set))).toEqual([false, false, false])
    expect(['4', '1,4:3', '5:*'].map(set => isOutOfRange(set))).toEqual([true, true, true])
    expect(isOutOfRange('4', true)).toBe(false)
    expect(view.isOutOfRange({ uid: false, set: '$' })).toBe(false)
    const empty = viewOf([]).view
    expect([isOutOfRange('*', false, empty), isOutOfRange('1', false, empty), isOutOfRange('*', true, empty)]).toEqual([
      true,
      true,
      false,
    ])
    expect(named(empty, '*', true)).toEqual([])
    expect([empty.largest(true), empty.largest(false), view.largest(true), view.largest(false)]).toEqual([0, 0, 9, 3])
  })

  it('`$` is empty at first, of messages by UID, and loses what is gone (RFC 5182 2.1)', () => {
    const { view, news } = viewOf([5, 6, 7, 9])
    expect(named(view, '$')).toEqual([])
    view.save([9, 6, 7, 800])
    expect(view.saved).toEqual(parseSequenceSet('6:7,9'))
    view.expunged(7)
    // At once, so that a command which names it is not refused for it.
    expect(named(view, '$')).toEqual(['2=6', '4=9'])
    expect(view.saved).toEqual(parseSequenceSet('6,9'))
    view.expunged(5)
    news()
    expect(named(view, '$', true)).toEqual(['1=6', '2=9'])
    view.save([])
    expect(view.saved).toEqual([])
    view.appended(12)
    view.save([9, 12])
    expect(view.saved).toEqual(parseSequenceSet('9'))
  })
})

it('a million messages that come, change and go take a few steps, not a million squared', () => {
  const { view } = viewOf([])
  const all = parseSequenceSet('1:1000000')
  view.appended(all)
  view.news({ mayExpunge: true })
  view.enable({ qresync: true })
  view.expunged(parseSequenceSet('1:4294967295'), 3n)
  expect(text(view.news({ mayExpunge: true }))).toEqual(['VANISHED 1:1000000'])
})

it.each<[string, () => unknown]>([
  ['no options', () => new SessionView(undefined as never)],
  ['no describe', () => new SessionView({ uids: [] } as never)],
  ['UID 0', () => viewOf([0])],
  ['a UID above 32 bits', () => viewOf([4294967296])],
  ['UIDs that are no numbers', () => viewOf('12' as never)],
  ['a set with *', () => viewOf([1]).view.expunged([{ start: 1, end: '*' }])],
  ['UIDs that are used again', () => viewOf([1, 5]).view.appended([4, 9])],
  ['UIDs that were used before', () => (view => [view.expunged(5), view.appended(5)])(viewOf([1, 5]).view)],
  ['invalid UIDs', () => viewOf([1]).view.changed(null as never)],
  ['no set', () => viewOf([1]).view.isOutOfRange({ uid: false, set: 7 as never })],
  ['no messages', () => [...viewOf([1]).view.named(undefined as never)]],
  ['no news', () => viewOf([1]).view.news(undefined as never)],
  ['an invalid number', () => viewOf([1]).view.uidOf('1' as never)],
  ['a mod-sequence that is a number', () => viewOf([1]).view.expunged(1, 12 as never)],
  ['a mod-sequence below 0', () => viewOf([1]).view.expunged(1, -1n)],
  ['HIGHESTMODSEQ that is a number', () => viewOf([1]).view.highestModseq(20 as never)],
  ['mayExpunge that is a text', () => viewOf([1]).view.news({ mayExpunge: 'no' as never })],
  ['mayExpunge that is missing', () => viewOf([1]).view.news({} as never)],
  ['condstore that is a text', () => viewOf([1]).view.enable({ condstore: 'false' as never })],
  ['qresync that is null', () => viewOf([1]).view.enable({ qresync: null as never })],
  ['uidOnly that is a number', () => viewOf([1], { uidOnly: 1 as never })],
  ['hasModseqs that is a text', () => viewOf([1], { hasModseqs: 'no' as never })],
  ['flags that are a text', () => viewOf([1]).view.changeResponse(1, { flags: 'no' as never })],
  ['uid that is a text', () => viewOf([1]).view.changeResponse(1, { uid: 'no' as never })],
  ['a UID that is a text', () => viewOf([1]).view.changeResponse('1' as never)],
  ['a UID to look up that is missing', () => viewOf([1]).view.takeChange(undefined as never)],
  ['a UID to fetch that is missing', () => viewOf([1]).view.fetchResponse(undefined as never, {})],
  ['uid of messages that is a text', () => [...viewOf([1]).view.named({ uid: 'no' as never, set: '$' })]],
  ['uid of messages that is missing', () => viewOf([1]).view.isOutOfRange({ set: [] } as never)],
  ['uid of the last message that is a text', () => viewOf([1]).view.largest('no' as never)],
])('%s is a typed error', (_, call) => {
  expect(caught(call)).toSatisfy(isImapError)
  expect(caught(call)).toMatchObject({ code: 'bad-value' })
})

it('what is refused is not taken in, and messages say what was found', () => {
  const { view, news } = viewOf([1, 2])
  expect(() => view.expunged(2, 12 as never)).toThrow('expunge messages: modseq: a bigint expected, not a number')
  expect([view.holdsExpunges, view.highestModseq(20n), news()]).toEqual([false, 20n, []])
  expect(() => view.enable({ condstore: true, uidOnly: 'no' as never })).toThrow(
    'enable: uidOnly: a boolean expected, not a string',
  )
  expect([view.condstore, view.vanishes]).toEqual([false, false])
  const noDescribe = () => new SessionView({ uids: [] } as never)
  expect(noDescribe).toThrow('make SessionView: describe: a function expected, not undefined')
})

/** What a client makes of what it is told. */
class NaiveClient {
  readonly uids: (number | undefined)[]
  readonly flags = new Map<number, string>()

  constructor(uids: readonly number[]) {
    this.uids = [...uids]
  }

  hear(response: ResponseInit): void {
    if (response.type === 'exists') {
      expect(response.number).toBeGreaterThan(this.uids.length)
      while (this.uids.length < response.number) this.uids.push(undefined)
    } else if (response.type === 'expunge') {
      expect(response.number).toBeLessThanOrEqual(this.uids.length)
      this.uids.splice(response.number - 1, 1)
    } else if (response.type === 'vanished') {
      for (const { start, end } of response.uids)
        for (let uid = start as number; uid <= (end as number); uid++) {
          // A UID that it does not know yet is one of those that were announced.
          const at = this.uids.indexOf(uid)
          expect(at < 0 ? this.uids.indexOf(undefined) : at).toBeGreaterThanOrEqual(0)
          this.uids.splice(at < 0 ? this.uids.indexOf(undefined) : at, 1)
        }
    } else if (response.type === 'fetch' && response.items.uid !== undefined) {
      const { uid, flags = [] } = response.items
      expect(this.uids[response.sequence - 1] ?? uid).toBe(uid)
      this.uids[response.sequence - 1] = uid
      this.flags.set(uid, flags.join())
    }
  }
}

const step = fc.oneof(
  fc.record({ type: fc.constant('append' as const), count: fc.integer({ min: 1, max: 3 }), gap: fc.nat(2) }),
  fc.record({ type: fc.constant('expunge' as const), picks: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) }),
  fc.record({ type: fc.constant('change' as const), pick: fc.nat(), by: fc.nat(2) }),
  fc.record({ type: fc.constant('news' as const), view: fc.nat(2), mayExpunge: fc.boolean() }),
)

test.prop([fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), fc.array(step, { maxLength: 40 })], {
  numRuns: 300,
})('whatever happens in whatever order, three clients end up with what the store has (RFC 9051 5.2, 7.5.1)', (given, steps) => {
  const store = new Map(given.sort((a, b) => a - b).map(uid => [uid, 0]))
  const everTold = [0, 1, 2].map(() => new Set(given))
  const views = [{}, { condstore: true }, { qresync: true }].map(
    modes =>
      new SessionView({
        uids: given,
        describe: uid => (store.has(uid) ? { flags: [`f${store.get(uid)}`], modseq: BigInt(store.get(uid)! + 1) } : undefined),
        ...modes,
      }),
  )
  const clients = views.map(() => new NaiveClient(given))
  let [last, changes, modseq] = [12, 0, 1n]
  const tell = (at: number, mayExpunge: boolean): void => {
    const [view, client] = [views[at]!, clients[at]!]
    const responses = view.news({ mayExpunge })
    if (!mayExpunge) expect(responses.filter(({ type }) => type === 'expunge' || type === 'vanished')).toEqual([])
    for (const response of responses) client.hear(response)
    expect(client.uids).toHaveLength(view.size)
    client.uids.forEach((uid, index) => {
      if (uid !== undefined) expect([view.uidOf(index + 1), view.sequenceOf(uid)]).toEqual([uid, index + 1])
    })
    // The client asks for the UIDs that it does not know.
    client.uids.forEach((_, index) => {
      client.uids[index] = view.uidOf(index + 1)
      everTold[at]!.add(view.uidOf(index + 1))
    })
    if (!mayExpunge) return
    expect(client.uids).toEqual([...store.keys()])
    for (const one of view.named({ uid: false, set: parseSequenceSet('1:4294967295') })) expect(one.isExpunged).toBe(false)
  }
  for (const one of steps)
    if (one.type === 'news') tell(one.view, one.mayExpunge)
    else if (one.type === 'append') {
      const uids = Array.from({ length: one.count }, () => {
        last += 1 + one.gap
        return last
      })
      for (const uid of uids) store.set(uid, 0)
      for (const view of views) view.appended(uids)
    } else {
      const uids = [...store.keys()]
      if (uids.length === 0) continue
      if (one.type === 'change') {
        const uid = uids[one.pick % uids.length]!
        store.set(uid, ++changes)
        // A session changes what its client counts.
        const by = views[one.by]!.sequenceOf(uid) > 0 ? views[one.by] : undefined
        views.forEach((view, at) => {
          view.changed(uid, by)
          if (view === by) clients[at]!.flags.set(uid, `f${changes}`)
        })
      } else {
        const gone = one.picks.map(pick => uids[pick % uids.length]!)
        for (const uid of gone) store.delete(uid)
        modseq++
        for (const view of views) view.expunged(gone, modseq)
      }
    }
  views.forEach((view, at) => {
    tell(at, true)
    expect(view.hasNews).toBe(false)
    expect(view.news({ mayExpunge: true })).toEqual([])
    for (const uid of store.keys()) {
      const known = clients[at]!.flags.get(uid)
      if (known !== undefined) expect(known).toBe(`f${store.get(uid)}`)
      else expect(everTold[at]!.has(uid)).toBe(true)
    }
  })
})
