/** No source file has more than 350 lines, but for the tables that are named below: what is longer is two things. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesBelow, packages, root } from './packages.js'

const MOST = 350

/** Tables, of rows that are alike. */
const tables = ['imap/src/quirks.ts']

const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1

test.each(packages.map(({ id }) => id))('no file of %s has more than 350 lines', id => {
  const { directory } = packages.find(one => one.id === id)!
  const isLonger = (file: string): boolean => linesOf(file) > MOST && !tables.some(one => file.endsWith(`/${one}`))
  expect(filesBelow(`${directory}src`, /\.ts$/).filter(isLonger)).toEqual([])
})

test.each(tables)('%s is longer', file => {
  expect(linesOf(`${root}packages/${file}`)).toBeGreaterThan(MOST)
})
