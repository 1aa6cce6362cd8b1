/** The list of mutants that change nothing stays true of the sources: each of its lines is there, once, so that it stands for one place. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { equivalents } from '../mutation/equivalents.js'
import { root } from './packages.js'

const linesOf = (file: string): string[] =>
  readFileSync(`${root}packages/${file}`, 'utf8')
    .split('\n')
    .map(line => line.trim())

test.each(equivalents.map(({ file, line }) => [file, line]))('%s has the line %s once', (file, line) => {
  expect(linesOf(file).filter(one => one === line)).toHaveLength(1)
})
