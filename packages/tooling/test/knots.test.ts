/** Files that import each other in a circle, types counted, are a knot: none of them can be read or changed alone. None has more than five files. */
import { expect, test } from 'vitest'
import { importGraph, knotsOf } from './knots.js'
import { packages } from './packages.js'

const MOST = 5

test.each(packages.map(({ id }) => id))('%s has no knot of more than five files', id => {
  const one = packages.find(each => each.id === id)!
  expect(knotsOf(importGraph(one)).filter(files => files.length > MOST)).toEqual([])
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
