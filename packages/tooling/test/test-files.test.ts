/** Tests stand as their sources do: `test/zone/style.test.ts` is about `src/zone/style.ts`, and `test/zone/` about that folder. */
import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, packages } from './packages.js'

/** Sessions as they are written in RFCs: each is of many sources. */
const TRANSCRIPTS = 'transcripts'

const pathsBelow = (directory: string, ending: string): string[] =>
  filesBelow(directory, /\.ts$/).flatMap(file =>
    file.endsWith(ending) ? [file.slice(directory.length + 1, -ending.length)] : [],
  )

/** Where each test that is called as one source is, and is not beside it, belongs. The name of two is also that of what they have in common. */
function misplaced(tests: readonly string[], sources: readonly string[]): string[] {
  return tests.flatMap(path => {
    const namesakes = sources.filter(source => posix.basename(source) === posix.basename(path))
    const isElsewhere = namesakes.length > 1 ? posix.dirname(path) !== '.' : namesakes.length === 1
    return isElsewhere && !namesakes.includes(path) ? [`${path}: ${namesakes.join(' or ')}`] : []
  })
}

for (const { id, directory } of packages) {
  const tests = pathsBelow(`${directory}test`, '.test.ts').filter(path => !path.startsWith(`${TRANSCRIPTS}/`))

  test(`a test of ${id} with the name of a source is in the folder of that name`, () => {
    expect(misplaced(tests, pathsBelow(`${directory}src`, '.ts'))).toEqual([])
  })

  test(`folders of tests of ${id} are those of its sources`, () => {
    const folders = new Set(tests.map(path => posix.dirname(path)))
    expect([...folders].filter(folder => !existsSync(`${directory}src/${folder}`))).toEqual([])
  })
}

test('what is misplaced is found', () => {
  const sources = ['zone/style', 'zone/parser', 'rdata/a', 'json/a', 'codec']
  expect(misplaced(['zone/style', 'zone/limits', 'codec', 'a', 'rdata/a', 'sessions'], sources)).toEqual([])
  expect(misplaced(['style', 'zone/codec', 'zone/a'], sources)).toEqual([
    'style: zone/style',
    'zone/codec: codec',
    'zone/a: rdata/a or json/a',
  ])
})
