/**
 * Files that import each other in a circle, types counted, are a knot: none of them can be read or changed alone. None has more than five files, but for
 * those that are listed with their size, which only become smaller.
 */
import { expect, test } from 'vitest'
import { importGraph, knotsOf } from './knots.js'
import { packages } from './packages.js'

const MOST = 5

/** Options of clients that name each other. */
const larger: Readonly<Record<string, readonly number[]>> = { mailwire: [7] }

test.each(packages.map(({ id }) => id))('%s has no knot of more than five files', id => {
  const one = packages.find(each => each.id === id)!
  const large = knotsOf(importGraph(one)).filter(files => files.length > MOST)
  expect(large.map(files => files.length).sort((a, b) => b - a)).toEqual(larger[id] ?? [])
})

test('a knot is found', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
    ['e', ['e']],
  ])
  expect(knotsOf(graph).map(files => [...files].sort())).toEqual([['a', 'b', 'c']])
})
