/** Two files in one folder never differ by an `s`: nobody can tell `line.ts` from `lines.ts` without opening both. */
import { expect, test } from 'vitest'
import { filesBelow, packages } from './packages.js'

/** Files whose names become another's with an `s` more before the first dot. */
function siblingsIn(files: readonly string[]): string[] {
  const all = new Set(files)
  return files.filter(file => all.has(file.replace(/(?<=\/[^/.]+)(?=\.[^/]*$)/, 's')))
}

test.each(packages.map(({ id }) => id))('no two files in a folder of %s differ by an s', id => {
  const { directory } = packages.find(one => one.id === id)!
  // Not the targets of fuzzing, which are called as what they are on the command line.
  const files = ['src', 'test', 'scripts', 'system'].flatMap(below => filesBelow(directory + below, /\.ts$/))
  expect(files.length).toBeGreaterThan(0)
  expect(siblingsIn(files).map(file => file.slice(directory.length))).toEqual([])
})

test('siblings are found', () => {
  expect(siblingsIn(['src/line.ts', 'src/lines.ts', 'src/a/lines.ts', 'src/a/word.ts'])).toEqual(['src/line.ts'])
  expect(siblingsIn(['test/line.test.ts', 'test/lines.test.ts', 'test/lines.ts'])).toEqual(['test/line.test.ts'])
})
