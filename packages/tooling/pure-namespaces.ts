/**
 * What `import * as types` becomes where esbuild bundles: an empty object that a call then fills. No bundler can tell that the call does nothing else, so
 * that whoever imports anything from the package gets all that the namespace holds. Here it becomes an object literal with a getter for each name,
 * which is left out where nothing uses it.
 */
import { type ExpressionStatement, parse, type VariableDeclaration } from 'acorn'
import MagicString from 'magic-string'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['plugins']>[number]

export const pureNamespaces: Plugin = {
  name: 'pure-namespaces',
  renderChunk(code, { type, path }) {
    if (type !== 'chunk' || !/\.c?js$/.test(path) || !code.includes('__export(')) return undefined
    const { body } = parse(code, { ecmaVersion: 2022, sourceType: 'module', allowHashBang: true })
    const text = new MagicString(code)
    const empty = new Map<string, VariableDeclaration>()
    for (const statement of body) {
      if (statement.type === 'VariableDeclaration') {
        const [only, ...others] = statement.declarations
        if (others.length === 0 && only?.id.type === 'Identifier' && code.slice(only.init?.start, only.init?.end) === '{}')
          empty.set(only.id.name, statement)
      } else if (statement.type === 'ExpressionStatement') {
        const filled = namespaceOf(statement)
        const declared = filled && empty.get(filled.name)
        if (filled === undefined || declared === undefined) continue
        const getters = filled.entries.map(([key, value]) => `  get ${key}() { return ${value}; }`)
        text.remove(declared.start, declared.end)
        text.overwrite(statement.start, statement.end, `var ${filled.name} = {\n${getters.join(',\n')}\n};`)
      }
    }
    return { code: text.toString(), map: text.generateMap({ hires: true, source: path }) }
  },
}

/** `__export(name, { key: () => value, ... })`, and nothing else. */
function namespaceOf({ expression }: ExpressionStatement): { name: string; entries: [key: string, value: string][] } | undefined {
  if (expression.type !== 'CallExpression' || expression.callee.type !== 'Identifier' || expression.callee.name !== '__export')
    return undefined
  const [name, all] = expression.arguments
  if (name?.type !== 'Identifier' || all?.type !== 'ObjectExpression') return undefined
  const entries: [string, string][] = []
  for (const property of all.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') return undefined
    const { value } = property
    if (value.type !== 'ArrowFunctionExpression' || value.body.type !== 'Identifier') return undefined
    entries.push([property.key.name, value.body.name])
  }
  return { name: name.name, entries }
}
