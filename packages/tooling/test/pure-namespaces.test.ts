import { expect, it } from 'vitest'
import { pureNamespaces } from '../pure-namespaces.js'

/** What becomes of a chunk; `undefined` where it stays as it is. */
async function built(code: string, path = 'index.js'): Promise<string | undefined> {
  const result = await pureNamespaces.renderChunk?.call({} as never, code, { type: 'chunk', path, code })
  return result ? result.code : undefined
}

it('a namespace is an object of getters', async () => {
  const code =
    'var types = {};\n__export(types, {\n  a: () => a2,\n  b: () => b\n});\nvar a2 = 1, b = 2;\nexport const all = () => Object.values(types);'
  const changed = await built(code)
  expect(changed).not.toContain('__export')
  const { all } = (await import(`data:text/javascript,${encodeURIComponent(changed!)}`)) as { all: () => unknown }
  expect(all()).toEqual([1, 2])
})

it.each([
  'var types = { x: 1 };\n__export(types, { a: () => a });',
  'var types = {}, other = 1;\n__export(types, { a: () => a });',
  'var types = {};\n__export(types, { a });',
  'var types = {};\n__export(types, { a: () => f() });',
  'var types = {};\nmodule.exports = __export(types, { a: () => a });',
])('all else stays as it is: %s', async code => {
  expect(await built(code)).toBe(code)
})

it('files without one are not read', async () => {
  expect([await built('var a = 1'), await built('__export(a, {})', 'index.d.ts')]).toEqual([undefined, undefined])
})
