/**
 * The public surface as text, so that it cannot drift unseen: every export of every entry point with its type, and below them the
 * declarations that they name without exporting them. When it changes on purpose: `npx vitest run packages/tooling/test/surface.test.ts -u`.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { published } from './packages.js'

const entries = published.flatMap(({ id, directory, manifest }) =>
  Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [{ snapshot: id + path.slice(1).replaceAll('/', '-'), types: resolve(directory, target.import.types) }],
  ),
)

test.each(entries)('public surface of $snapshot', async ({ snapshot, types }) => {
  expect(existsSync(types), `${types} is not built: npm run build`).toBe(true)
  await expect(surfaceOf(types)).toMatchFileSnapshot(`surface/${snapshot}.txt`)
})

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })

function surfaceOf(types: string): string {
  const program = ts.createProgram([types], {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    skipLibCheck: true,
    types: [],
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(types)!
  const dist = types.slice(0, types.lastIndexOf('/') + 1)

  const exported = new Map<string, string>()
  const internal = new Map<string, string>()
  const seen = new Set<ts.Symbol>()
  /** The declarations of a symbol that stand in this package, and what they name. */
  const text = (symbol: ts.Symbol): string => {
    const declarations = (symbol.declarations ?? []).filter(one => one.getSourceFile().fileName.startsWith(dist))
    for (const declaration of declarations) visit(declaration)
    return declarations.map(statementText).join('\n')
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) note(checker.getSymbolAtLocation(node))
    ts.forEachChild(node, visit)
  }
  const note = (found: ts.Symbol | undefined): void => {
    const symbol = found !== undefined && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found
    if (symbol === undefined || seen.has(symbol) || !symbol.declarations?.some(isTopLevel)) return
    seen.add(symbol)
    const own = text(symbol)
    if (own !== '') internal.set(symbol.name, own)
  }

  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!)
  const targets = exports.map(one => ({
    name: one.name,
    symbol: one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one,
  }))
  for (const { symbol } of targets) seen.add(symbol)
  for (const { name, symbol } of targets) {
    const own = text(symbol)
    exported.set(
      name,
      own === ''
        ? `export ${symbol.flags & ts.SymbolFlags.ValueModule ? `* as ${name}` : `{ ${name} }`} from ${originOf(symbol)}`
        : own,
    )
  }
  const sorted = (map: Map<string, string>): string[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own)
  return `${[...sorted(exported), '// Named by them, not exported.', ...sorted(internal)].join('\n\n')}\n`
}

const isTopLevel = (declaration: ts.Declaration): boolean =>
  ts.isSourceFile(ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent)

/** Where something of another package comes from, without the path to it. */
const originOf = (symbol: ts.Symbol): string => {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? ''
  return JSON.stringify(file.replace(/^.*\/packages\/([a-z0-9]+)\/dist\/.*$/, '@mailwire/$1'))
}

/** One declaration without comments; a `const` with its keyword. */
function statementText(declaration: ts.Declaration): string {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  return printer.printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile()).replace(/^(export )?declare /, '')
}
