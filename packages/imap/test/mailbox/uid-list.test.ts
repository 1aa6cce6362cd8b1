/** Message numbers and unique identifiers (RFC 9051 2.3.1) in a list of runs, against a plain array. */
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { formatSequenceSet, numbersInSequenceSet, parseSequenceSet, sequenceSetOf } from '../../src/index.js'
import { UidList } from '../../src/mailbox/uid-list.js'

/** The largest: they are ascending, but for those that are not known. */
const lastOf = (uids: readonly number[]): number => uids.reduce((last, uid) => uid || last, 0)

/** The same with an array; 0 where the identifier is not known. */
class Naive {
  uids: number[] = []

  learn(sequence: number, uid: number): string {
    const known = this.uids[sequence - 1]
    if (known === undefined || uid < 1) return 'impossible'
    if (known > 0) return known === uid ? 'known' : 'impossible'
    let [before, after] = [sequence - 2, sequence]
    while (before >= 0 && this.uids[before] === 0) before--
    while (after < this.uids.length && this.uids[after] === 0) after++
    const isAbove = uid - (this.uids[before] ?? 0) >= sequence - 1 - before
    const isBelow = after === this.uids.length || this.uids[after]! - uid >= after - sequence + 1
    if (!isAbove || !isBelow) return 'impossible'
    this.uids[sequence - 1] = uid
    return 'new'
  }

  removeUnknown(uid: number, most: number): number {
    let removed = 0
    for (; removed < most; removed++) {
      const next = this.uids.findIndex(one => one >= uid)
      const at = (next < 0 ? this.uids.length : next) - 1
      if (this.uids[next] === uid || at < 0 || this.uids[at] !== 0) break
      this.uids.splice(at, 1)
    }
    return removed
  }

  get last(): number {
    return lastOf(this.uids)
  }
}

type Step = readonly [name: string, a: number, b: number]
const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('append', 'append', 'unknown', 'learn', 'learn', 'learn', 'removeAt', 'remove', 'removeRange', 'removeUnknown'),
  fc.nat(),
  fc.nat(30),
)

function run(list: UidList, naive: Naive, [name, a, b]: Step): void {
  const sequence = a % (naive.uids.length + 2)
  const uid = a % (naive.last + 5)
  if (name === 'append') {
    const from = Math.max(naive.last, naive.uids.length) + 1 + (b % 3)
    list.append(from, from + (b % 2))
    for (let at = from; at <= from + (b % 2); at++) naive.uids.push(at)
  } else if (name === 'unknown') {
    list.appendUnknown(b % 4)
    for (let at = 0; at < b % 4; at++) naive.uids.push(0)
  } else if (name === 'learn') {
    const guess = Math.max(0, ...naive.uids.slice(0, Math.max(0, sequence - 1))) + (b % 9)
    expect(list.learn(sequence, guess)).toBe(naive.learn(sequence, guess))
  } else if (name === 'removeAt') {
    expect(list.removeAt(sequence)).toBe(naive.uids[sequence - 1] ?? 0)
    if (sequence > 0) naive.uids.splice(sequence - 1, 1)
  } else if (name === 'remove') {
    const at = uid === 0 ? -1 : naive.uids.indexOf(uid)
    expect(list.remove(uid)).toBe(at + 1)
    if (at >= 0) naive.uids.splice(at, 1)
  } else if (name === 'removeRange') {
    const isIn = (one: number): boolean => one > 0 && one >= uid && one <= uid + b
    const gone = naive.uids.filter(isIn)
    const removed = list.removeRange(uid, uid + b)
    expect([...numbersInSequenceSet(removed)]).toEqual(gone)
    naive.uids = naive.uids.filter(one => !isIn(one))
  } else expect(list.removeUnknown(uid + 1, 1 + (b % 3))).toBe(naive.removeUnknown(uid + 1, 1 + (b % 3)))
}

function expectSame(list: UidList, { uids }: Naive): void {
  expect(list.size).toBe(uids.length)
  expect(uids.map((_, at) => list.uidAt(at + 1))).toEqual(uids)
  expect(uids.map(uid => list.sequenceOf(uid))).toEqual(uids.map((uid, at) => (uid > 0 ? at + 1 : 0)))
  expect(list.lastUid).toBe(lastOf(uids))
  const known = uids.filter(uid => uid > 0)
  if (known.length > 0) expect(formatSequenceSet(list.toSet())).toBe(formatSequenceSet(sequenceSetOf(known)))
  else expect(list.toSet()).toEqual([])
  for (const uid of [0, 1, (known[0] ?? 0) + 1, (known.at(-1) ?? 0) + 1]) {
    const at = uids.findIndex(one => one > 0 && one >= uid)
    expect(list.firstFrom(uid)).toBe(at < 0 ? uids.length + 1 : at + 1)
    if (!known.includes(uid)) expect(list.sequenceOf(uid)).toBe(0)
  }
}

describe('UidList (RFC 9051 2.3.1)', () => {
  test.prop([fc.array(step, { maxLength: 60 })], { numRuns: 400 })('is an array of identifiers', steps => {
    const [list, naive] = [new UidList(), new Naive()]
    for (const one of steps) {
      run(list, naive, one)
      expectSame(list, naive)
    }
  })

  // Enough runs for many blocks, which are split, joined and emptied.
  it.each([1, 2])('is one across blocks, seed %i', seed => {
    const [list, naive] = [new UidList(), new Naive()]
    let state = seed
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff
      return (state >>> 8) % below
    }
    const names = ['learn', 'learn', 'learn', 'removeAt', 'remove', 'removeUnknown', 'append', 'unknown', 'removeRange']
    for (let at = 1; at <= 2000; at++) {
      if (at % 5 === 0) {
        list.appendUnknown(2)
        naive.uids.push(0, 0)
      }
      const uid = Math.max(naive.last, naive.uids.length) + 2
      list.append(uid)
      naive.uids.push(uid)
    }
    expectSame(list, naive)
    for (let round = 0; round < 1500; round++) run(list, naive, [names[random(7)]!, random(1 << 20), random(20)])
    expectSame(list, naive)
    for (let round = 0; naive.uids.length > 40 && round < 10_000; round++) {
      run(list, naive, [names[3 + random(6)]!, random(1 << 20), random(30)])
      if (round % 500 === 0) expectSame(list, naive)
    }
    expectSame(list, naive)
  })

  it('inserts in order', () => {
    const list = new UidList(parseSequenceSet('5:7,10'))
    expect([list.insert(8), list.insert(8), list.insert(1), list.insert(12), list.insert(6)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ])
    expect(formatSequenceSet(list.toSet())).toBe('1,5:8,10,12')
    expect(list.size).toBe(7)
  })

  it('takes what no list can be made of as an error', () => {
    expect(() => new UidList(parseSequenceSet('1:*'))).toThrow('list UIDs: the set contains *')
    expect(() => new UidList(parseSequenceSet('5')).append(5)).toThrow('append UIDs: 5:5 is not above the last UID 5')
    expect(() => new UidList().append(0)).toThrow('append UIDs')
    expect(() => new UidList().append(0x1_0000_0000)).toThrow('append UIDs')
    expect(() => new UidList().appendUnknown(-1)).toThrow('append messages')
    expect(() => new UidList().insert(0)).toThrow('insert UID: 0 is not a UID')
  })

  it('keeps a range of any length as one run', () => {
    const list = new UidList(parseSequenceSet('1:4294967295'))
    expect([...list.runs()]).toEqual([{ sequence: 1, uid: 1, count: 4_294_967_295 }])
    list.remove(2_000_000_000)
    expect(list.sequenceOf(4_294_967_295)).toBe(4_294_967_294)
  })
})
