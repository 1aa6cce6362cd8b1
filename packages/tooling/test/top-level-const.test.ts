import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { topLevelConst } from '../top-level-const.js'
import { filesBelow, root } from './packages.js'

/** What becomes of a chunk. */
async function built(code: string, path = 'index.js'): Promise<string | undefined> {
  const result = await topLevelConst.renderChunk?.call({} as never, code, { type: 'chunk', path, code })
  return result ? result.code : undefined
}

it.each([
  ['var a = 1;', 'const a = 1;'],
  ['var a = 1, b = 2; export { a };', 'const a = 1, b = 2; export { a };'],
  ['var C = class { #x = 1; };', 'const C = class { #x = 1; };'],
])('what nobody assigns to is constant: %s', async (code, expected) => {
  expect(await built(code)).toBe(expected)
})

it.each([
  'var a;',
  'var a = 1; a = 2;',
  'var a = 1; function f() { a++; }',
  'var a = 1; ({ x: a } = { x: 2 });',
  'var a = 1; [, a = 3, ...a] = [];',
  'var a = 1; for (a of []) ;',
  'var a = 1, b = 2; b ??= 3;',
  'function f() { var a = 1; return a; }',
  'let a = 1; const b = 2;',
])('all else stays as it is: %s', async code => {
  expect(await built(code)).toBe(code)
})

it('what comes from a chunk gets a constant of its own, under the name that it had', async () => {
  expect(await built("import { a, b as c } from './chunk-X.js';\nexport { c };")).toBe(
    "import { a as a$imported, b as c$imported } from './chunk-X.js';\nconst a = a$imported;\nconst c = c$imported;\nexport { c };",
  )
  expect(await built("import { a } from 'node:fs';")).toBe("import { a } from 'node:fs';")
})

it('looks at code alone', async () => {
  expect(await built('{}', 'index.js.map')).toBeUndefined()
})

it('reaches what is published: of the tables that a decoder reads, none is variable', () => {
  const files = filesBelow(`${root}packages/dns/dist`, /\.js$/)
  const code = files.map(file => readFileSync(file, 'utf8')).join('\n')
  expect(code).toMatch(/^const recordTypes = /m)
  expect(code.match(/^var \w+ = \/\* @__PURE__ \*\/ new \w+Array/gm)).toBeNull()
})
