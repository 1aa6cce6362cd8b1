import { fc, test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  encodeCommand,
  formatSequenceSet,
  isInSequenceSet,
  normalizeSequenceSet,
  parseSequenceSet,
  type SequenceSet,
  sequenceSetFilter,
  uniteSequenceSets,
} from '../../src/index.js'

it.each<[string, (text: never) => unknown]>([
  ['format sequence set', formatSequenceSet],
  ['read sequence set', set => isInSequenceSet(set, 1, 1)],
  ['read sequence set', set => sequenceSetFilter(set, 1)],
  ['normalize sequence set', set => normalizeSequenceSet(set)],
  ['normalize sequence set', set => normalizeSequenceSet(set, 9)],
  ['unite sequence sets', set => uniteSequenceSets(set, [])],
  ['unite sequence sets', set => uniteSequenceSets([], set)],
  ['format sequence set', set => encodeCommand({ tag: 'a', verb: 'fetch', uid: false, set, items: [{ item: 'UID' }] })],
])('%s: of a text, the error says how to make a set of it', (action, work) => {
  const message = `${action}: an array expected, not a string; parseSequenceSet makes a set of a text`
  expect(caught(() => work('1:*' as never))).toMatchObject({ code: 'bad-value', fault: 'local', message })
})

const wanted = (text: string, largest: number): number[] => {
  const filter = sequenceSetFilter(parseSequenceSet(text), largest)
  return Array.from({ length: 12 }, (_, at) => at).filter(filter)
}

describe('sequenceSetFilter (RFC 9051 9, sequence-set)', () => {
  it.each<[string, number, number[]]>([
    ['1', 9, [1]],
    ['2:4,6', 9, [2, 3, 4, 6]],
    ['4:2', 9, [2, 3, 4]],
    ['8:*', 9, [8, 9]],
    ['*:8', 9, [8, 9]],
    ['10:*', 9, [9, 10]],
    ['*', 9, [9]],
    ['1:9,3:4,6', 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['3,1:2,3', 9, [1, 2, 3]],
    ['*', 0, [0]],
  ])('%s of %i', (text, largest, numbers) => {
    expect(wanted(text, largest)).toEqual(numbers)
  })

  it('of an empty set', () => {
    expect(sequenceSetFilter([], 5)(1)).toBe(false)
  })

  const number = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant('*' as const))
  const set: fc.Arbitrary<SequenceSet> = fc.array(fc.record({ start: number, end: number }))
  test.prop([set, fc.nat(12), fc.nat(14)])('says what isInSequenceSet says', (ranges, value, largest) => {
    expect(sequenceSetFilter(ranges, largest)(value)).toBe(isInSequenceSet(ranges, value, largest))
  })

  it.each<[unknown, unknown]>([
    [undefined, 5],
    ['1:*', 5],
    [[null], 5],
    [[{ start: '1', end: 2 }], 5],
    [[{ start: 1, end: 0 }], 5],
    [[], undefined],
    [[], -1],
  ])('refuses %j of %j', (ranges, largest) => {
    const refused = { name: 'ImapError', code: 'bad-value' }
    expect(caught(() => sequenceSetFilter(ranges as SequenceSet, largest as number))).toMatchObject(refused)
    expect(caught(() => isInSequenceSet(ranges as SequenceSet, 1, largest as number))).toMatchObject(refused)
  })

  it('refuses what is not a number', () => {
    for (const value of [undefined, '1', 1.5, -1]) {
      expect(caught(() => sequenceSetFilter([], 5)(value as number))).toMatchObject({ code: 'bad-value' })
      expect(caught(() => isInSequenceSet([], value as number, 5))).toMatchObject({ code: 'bad-value' })
    }
  })
})
