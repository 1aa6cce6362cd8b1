/** Arithmetic on sequence sets (RFC 9051 9), against plain sets of numbers. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  countInSequenceSet,
  decodeResponse,
  formatSequenceSet,
  intersectSequenceSets,
  isInSequenceSet,
  normalizeSequenceSet,
  numbersInSequenceSet,
  parseSequenceSet,
  type SequenceSet,
  sequenceSetOf,
  subtractSequenceSets,
  uniteSequenceSets,
} from '../../src/index.js'

const parse = (text: string): SequenceSet => (text === '' ? [] : parseSequenceSet(text))
const format = (set: SequenceSet): string => (set.length === 0 ? '' : formatSequenceSet(set))

/** Small numbers, so that ranges overlap, touch and leave gaps. */
const MOST = 14
const all = Array.from({ length: MOST }, (_, at) => at + 1)
const number = fc.integer({ min: 1, max: MOST })
const orStar = fc.oneof({ weight: 3, arbitrary: number }, { weight: 1, arbitrary: fc.constant('*' as const) })
const setOf = (member: fc.Arbitrary<number | '*'>): fc.Arbitrary<SequenceSet> =>
  fc.array(fc.record({ start: member, end: member }), { maxLength: 6 })
const plain = setOf(number)
const starred = setOf(orStar)
const largest = fc.nat(MOST)
/** What a set names: the plain way, by the function that looks for one number. */
const model = (set: SequenceSet, most = MOST): number[] => all.filter(one => isInSequenceSet(set, one, most))

describe('normalizeSequenceSet', () => {
  it.each<[string, string]>([
    ['', ''],
    ['1', '1'],
    ['3,1,2', '1:3'],
    ['4:2', '2:4'],
    ['5,1:3,4,3', '1:5'],
    ['1:9,2:3', '1:9'],
    ['1,3', '1,3'],
    ['4294967295,4294967294', '4294967294:4294967295'],
    ['*', '*'],
    ['*,*', '*'],
    ['*:4', '4:*'],
    ['4:*,1:2', '1:2,4:*'],
    ['4:*,10:12', '10:12,4:*'],
    ['4:*,*', '4:*'],
    ['*,1', '1,*'],
    // Were 1:* all of the second, the set would name less than before where * is 2.
    ['1:*,5:*', '1:4,5:*'],
    ['3:4,4:*', '3,4:*'],
    ['2:3,4:*', '2:3,4:*'],
    ['4:6,*:5', '4:5,6:*'],
  ])('%j is %j', (text, normal) => {
    expect(format(normalizeSequenceSet(parse(text)))).toBe(normal)
  })

  it.each<[string, number, string]>([
    ['4:*', 9, '4:9'],
    ['4:*', 2, '2:4'],
    ['*', 7, '7'],
    ['*,3:6', 7, '3:7'],
    ['*', 0, ''],
    ['2:*', 0, '1:2'],
  ])('%j is, where the largest number is %i, %j', (text, most, normal) => {
    expect(format(normalizeSequenceSet(parse(text), most))).toBe(normal)
  })

  test.prop([starred])('names the same numbers, whatever * is', set => {
    const normal = normalizeSequenceSet(set)
    for (let most = 0; most <= MOST; most++) expect(model(normal, most)).toEqual(model(set, most))
  })

  test.prop([starred])('is normal once it was normalized, with one * at most, at the end', set => {
    const normal = normalizeSequenceSet(set)
    expect(normalizeSequenceSet(normal)).toEqual(normal)
    expect(normal.slice(0, -1).some(({ start, end }) => start === '*' || end === '*')).toBe(false)
    const ends = normal.filter(({ end }) => end !== '*').flatMap(({ start, end }) => [start as number, end as number])
    expect(ends.every((one, at) => at === 0 || (at % 2 === 0 ? one > ends[at - 1]! + 1 : one >= ends[at - 1]!))).toBe(true)
  })

  test.prop([plain, fc.shuffledSubarray(all)])('is what sequenceSetOf gives for its numbers', (set, numbers) => {
    expect(normalizeSequenceSet(set)).toEqual(sequenceSetOf(model(set)))
    expect(normalizeSequenceSet(numbers.map(one => ({ start: one, end: one })))).toEqual(sequenceSetOf(numbers))
  })

  it('sorts a hundred thousand ranges as ranges', () => {
    const set = Array.from({ length: 100_000 }, (_, at) => ({ start: 4_000_000_000 - 3 * at, end: 4_000_000_001 - 3 * at }))
    expect(normalizeSequenceSet(set)).toEqual([...set].reverse())
  })
})

describe('uniteSequenceSets, intersectSequenceSets, subtractSequenceSets', () => {
  test.prop([starred, starred, largest])('are those of sets', (one, other, most) => {
    const [a, b] = [model(one, most), model(other, most)]
    const right = new Set(b)
    expect(uniteSequenceSets(one, other, most)).toEqual(sequenceSetOf([...a, ...b]))
    expect(intersectSequenceSets(one, other, most)).toEqual(sequenceSetOf(a.filter(number => right.has(number))))
    expect(subtractSequenceSets(one, other, most)).toEqual(sequenceSetOf(a.filter(number => !right.has(number))))
  })

  test.prop([plain, plain])('need no largest number where there is no *', (one, other) => {
    expect(uniteSequenceSets(one, other)).toEqual(uniteSequenceSets(one, other, MOST))
    expect(intersectSequenceSets(one, other)).toEqual(intersectSequenceSets(one, other, MOST))
    expect(subtractSequenceSets(one, other)).toEqual(subtractSequenceSets(one, other, MOST))
  })

  test.prop([starred, starred, largest])('a union without the largest number is the same union', (one, other, most) => {
    expect(model(uniteSequenceSets(one, other), most)).toEqual(model([...one, ...other], most))
  })

  it('take ranges of four thousand million', () => {
    const [whole, half] = [parse('1:4294967295'), parse('2147483648:4294967295')]
    expect(format(subtractSequenceSets(whole, half))).toBe('1:2147483647')
    expect(format(intersectSequenceSets(whole, half))).toBe('2147483648:4294967295')
    expect(format(uniteSequenceSets(half, parse('1:2147483647')))).toBe('1:4294967295')
  })

  it('of a hundred thousand ranges take linear time', () => {
    const even = Array.from({ length: 100_000 }, (_, at) => ({ start: 2 * at + 2, end: 2 * at + 2 }))
    const odd = even.map(({ start }) => ({ start: start - 1, end: start - 1 }))
    const whole = [{ start: 1, end: 200_000 }]
    expect(intersectSequenceSets(even, odd)).toEqual([])
    expect(uniteSequenceSets(even, odd)).toEqual(whole)
    expect(subtractSequenceSets(whole, even)).toEqual(odd)
    expect(subtractSequenceSets(even, whole)).toEqual([])
  })
})

describe('countInSequenceSet, numbersInSequenceSet', () => {
  test.prop([starred, largest])('give every number of every range, in its order', (set, most) => {
    const numbers = set.flatMap(range => model([range], most))
    expect([...numbersInSequenceSet(set, most)]).toEqual(numbers)
    expect(countInSequenceSet(set, most)).toBe(numbers.length)
  })

  test.prop([starred, largest])('count each number once where the set is normal', (set, most) => {
    expect(countInSequenceSet(normalizeSequenceSet(set, most))).toBe(new Set(numbersInSequenceSet(set, most)).size)
  })

  it('is lazy: the first of four thousand million is there at once', () => {
    const numbers = numbersInSequenceSet(parse('4294967295:1'))
    expect([numbers.next().value, numbers.next().value]).toEqual([1, 2])
    expect(countInSequenceSet(parse('4294967295:1,1:4294967295'))).toBe(2 * 4_294_967_295)
  })

  it('pairs the sets of COPYUID one by one (RFC 4315 3)', () => {
    const response = decodeResponse(asBytes('a OK [COPYUID 9 7,2:4 21:24] done\r\n'))
    if (response.type !== 'ok' || response.code?.name !== 'COPYUID') throw new Error('no COPYUID')
    const destination = numbersInSequenceSet(response.code.destination)
    expect([...numbersInSequenceSet(response.code.source)].map(uid => [uid, destination.next().value])).toEqual([
      [7, 21],
      [2, 22],
      [3, 23],
      [4, 24],
    ])
    expect(response.warnings).toEqual([])
  })
})

describe('what they refuse', () => {
  const two = [uniteSequenceSets, intersectSequenceSets, subtractSequenceSets] as const
  const one = [normalizeSequenceSet, countInSequenceSet, numbersInSequenceSet] as const
  const refused = { name: 'ImapError', code: 'bad-value', fault: 'local' }

  it('what is not a set, or no largest number', () => {
    for (const value of [
      undefined,
      '1:*',
      [null],
      [{}],
      [{ start: 0, end: 1 }],
      [{ start: '*', end: '1' }],
      [{ start: 1, end: 2 ** 32 }],
    ]) {
      for (const run of one) expect(caught(() => run(value as never))).toMatchObject(refused)
      for (const run of two) {
        expect(caught(() => run(value as never, []))).toMatchObject(refused)
        expect(caught(() => run([], value as never))).toMatchObject(refused)
      }
    }
    for (const most of [-1, 1.5, '5', null]) {
      for (const run of one) expect(caught(() => run([], most as never))).toMatchObject(refused)
      for (const run of two) expect(caught(() => run([], [], most as never))).toMatchObject(refused)
    }
  })

  it('a * without the largest number, where it matters', () => {
    for (const run of [countInSequenceSet, numbersInSequenceSet]) expect(caught(() => run(parse('2,4:*')))).toMatchObject(refused)
    for (const run of [intersectSequenceSets, subtractSequenceSets]) {
      expect(caught(() => run(parse('*'), parse('1')))).toMatchObject(refused)
      expect(caught(() => run(parse('1'), parse('1:*')))).toMatchObject(refused)
    }
  })
})
