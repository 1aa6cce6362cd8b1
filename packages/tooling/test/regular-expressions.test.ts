/**
 * No regular expression of `src` takes more than linear time, whatever a peer sends, and none is made of text that is not in the source. recheck
 * decides the first; for the few that are too large for its automata it searches for an attack. regular-expressions.txt lists those that passed, so that
 * only new ones cost time, each behind a digest of it and of recheck's version: a line that was written by hand or for another version does not count.
 * `npx vitest run packages/tooling/test/regular-expressions.test.ts -u` brings it up to date.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { checkSync } from 'recheck'
import { expect, test } from 'vitest'
import { packages, root, sourcesOf } from './packages.js'
import { type Found, regularExpressions } from './regular-expressions.js'

// Without this it looks for a native program or Java.
process.env['RECHECK_BACKEND'] = 'pure'

const LIST = new URL('regular-expressions.txt', import.meta.url)
const listed = new Set(existsSync(LIST) ? readFileSync(LIST, 'utf8').split('\n') : [])

const { version } = createRequire(import.meta.url)('recheck/package.json') as { version: string }

/** The line of the list that says that an expression passed. */
const passed = (text: string): string => `${createHash('sha256').update(`${version} ${text}`).digest('hex').slice(0, 12)} ${text}`

/** What is wrong with an expression, if anything is. */
function fault({ pattern }: Found): string | undefined {
  if (pattern === undefined) return 'is made of text that is not constant'
  const result = checkSync(pattern.source, pattern.flags, { timeout: 10_000, randomSeed: 1 })
  if (result.status === 'vulnerable') return `${literal(pattern)} is ${result.complexity.summary}: ${result.attack.pattern}`
  // Out of time without an attack found is as much as can be told.
  return result.status === 'safe' || result.error.kind === 'timeout' ? undefined : `${literal(pattern)}: ${result.error.kind}`
}

const literal = ({ source, flags }: NonNullable<Found['pattern']>): string => `/${source.replaceAll('\n', '\\n')}/${flags}`
const faultsOf = (found: readonly Found[]): string[] =>
  found.flatMap(one => {
    const reason = fault(one)
    return reason === undefined ? [] : [`${one.place} ${reason}`]
  })

test('every regular expression takes linear time and is made of constant text', { timeout: 600_000 }, async () => {
  const textsOf = (files: readonly string[]) => new Map(files.map(file => [file.slice(root.length), readFileSync(file, 'utf8')]))
  const found = packages.flatMap(one => regularExpressions(textsOf(sourcesOf(one, 'src'))))
  const byText = new Map(found.map(one => [one.pattern === undefined ? one.place : literal(one.pattern), one]))
  const texts = [...byText.keys()].sort()
  expect(faultsOf(texts.filter(text => !listed.has(passed(text))).map(text => byText.get(text)!))).toEqual([])
  await expect(`${texts.map(passed).join('\n')}\n`).toMatchFileSnapshot(LIST.pathname)
})

test('an expression that takes more time is found, however it is written', () => {
  const file = `
    const digits = '[0-9]+'
    const nested = /(a+)+$/
    const spaces = / +$/
    const anchored = /^ +$/
    const joined = new RegExp('^(' + digits + ')*$')
    const copied = RegExp(\`^(?:\${anchored.source})\`, 'i')
    function listOf(item: string, count: number) { return new RegExp(\`^(\${item}){\${count - 1}}$\`) }
    listOf('(b|b)*', 3)
    listOf('c', 3)
  `
  expect(faultsOf(regularExpressions(new Map([['a.ts', file]])))).toEqual([
    expect.stringMatching(/^a\.ts:3 \/\(a\+\)\+\$\/ is exponential: /),
    expect.stringMatching(/^a\.ts:4 \/ \+\$\/ is 2nd degree polynomial: /),
    expect.stringMatching(/^a\.ts:6 \/\^\(\[0-9\]\+\)\*\$\/ is exponential: /),
    expect.stringMatching(/^a\.ts:8 \/\^\(\(b\|b\)\*\)\{2\}\$\/ is exponential: /),
  ])
})

test.each([
  ['a parameter of an arrow function', 'const find = (name: string) => new RegExp(name)'],
  ['a parameter that a caller does not know', `function find(name: string) { return new RegExp(name) }\nfind(read())`],
  ['a parameter that hides a constant', `const name = 'a'\nconst find = (name: string) => RegExp(\`^\${name}$\`)`],
  ['a variable', `let name = 'a'\nnew RegExp(name)`],
  ['a call', `new RegExp(parts.join(''), 'i')`],
  ['flags', `const find = (flags: string) => new RegExp('a', flags)`],
])('text from %s is not constant', (_, text) => {
  expect(faultsOf(regularExpressions(new Map([['a.ts', text]])))).toEqual([
    expect.stringMatching(/^a\.ts:\d is made of text that is not constant$/),
  ])
})
