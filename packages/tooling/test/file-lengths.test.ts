/** No source file has more than 350 lines, but for tables: what is longer is two things. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesBelow, packages } from './packages.js'

const MOST = 350

/** Tables, of rows that are alike; and files that are not split yet, which only become fewer. */
const longer: Readonly<Record<string, readonly string[]>> = {
  dns: ['text/tokenizer.ts', 'tsig/tsig.ts', 'zone/parser.ts'],
  imap: ['quirks.ts'],
  smtp: ['session/client.ts'],
}

const linesOf = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1

test.each(packages.map(({ id }) => id))('no file of %s has more than 350 lines', id => {
  const home = `${packages.find(one => one.id === id)!.directory}src/`
  const files = filesBelow(home.slice(0, -1), /\.ts$/).filter(file => !longer[id]?.includes(file.slice(home.length)))
  expect(files.filter(file => linesOf(file) > MOST)).toEqual([])
})
