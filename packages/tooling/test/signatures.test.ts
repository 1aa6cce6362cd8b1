/**
 * Who calls a function can name what it takes and gives: each type that a signature of an entry point names (of a function, and of the public
 * members of a class) is exported from the same entry point, by itself or in a namespace; of dns also from its main entry.
 */
import ts from 'typescript'
import { expect, test } from 'vitest'
import { packages, root } from './packages.js'

/** What is held to it: all entry points of these packages. */
const entries = ['dns', 'smtp', 'imap', 'pop3', 'sasl', 'mailwire'].flatMap(id => {
  const { exports } = packages.find(one => one.id === id)!.manifest
  const paths = Object.keys(exports).filter(path => path !== './package.json')
  return paths.map(path => `${id}/src/${path === '.' ? 'index' : path.slice(2)}.ts`)
})

/** Of the platform, of Node and of the errors' shared base, and not of a package's own. */
const FOREIGN = /\/(?:typescript\/lib|@types\/node|bytes\/src\/fail)\b/

const program = ts.createProgram(
  entries.map(entry => `${root}packages/${entry}`),
  {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [`${root}node_modules/@types`],
  },
)
const checker = program.getTypeChecker()

const aimOf = (symbol: ts.Symbol): ts.Symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)

/** The types that the signatures of a declaration name, without those that it declares itself. */
function namedBy(declaration: ts.Node): ts.Symbol[] {
  const found: ts.Symbol[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isPrivateIdentifier(node)) return
    if (ts.isTypeReferenceNode(node)) {
      const symbol = checker.getSymbolAtLocation(node.typeName)
      if (symbol !== undefined) found.push(aimOf(symbol))
    }
    ts.forEachChild(node, visit)
  }
  if (ts.isFunctionDeclaration(declaration)) for (const part of [...declaration.parameters, declaration.type]) part && visit(part)
  else if (ts.isVariableDeclaration(declaration)) {
    const value = declaration.initializer
    if (declaration.type !== undefined) visit(declaration.type)
    if (value !== undefined && ts.isArrowFunction(value))
      for (const part of [...value.parameters, value.type]) part && visit(part)
  } else if (ts.isClassDeclaration(declaration))
    for (const member of declaration.members) {
      const isHidden =
        (member.name !== undefined && ts.isPrivateIdentifier(member.name)) ||
        (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0
      if (isHidden) continue
      if (ts.isPropertyDeclaration(member)) member.type && visit(member.type)
      else if (ts.isFunctionLike(member)) for (const part of [...member.parameters, member.type]) part && visit(part)
    }
  return found.filter(
    symbol =>
      !(symbol.flags & ts.SymbolFlags.TypeParameter) &&
      !symbol.declarations?.some(one => FOREIGN.test(one.getSourceFile().fileName)),
  )
}

const exportsOf = (entry: string): ts.Symbol[] =>
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(`${root}packages/${entry}`)!)!)

/** True for a class that is exported as a type alone: it is made elsewhere, and its members are called there. */
const isTypeOnly = (symbol: ts.Symbol): boolean =>
  symbol.declarations?.some(one => ts.isExportSpecifier(one) && (one.isTypeOnly || one.parent.parent.isTypeOnly)) === true

/** The types that the signatures of an entry point name, with who names them. */
const signaturesOf = (entry: string): { readonly by: string; readonly named: ts.Symbol }[] =>
  exportsOf(entry)
    .filter(symbol => !isTypeOnly(symbol))
    .flatMap(symbol => (aimOf(symbol).declarations ?? []).flatMap(namedBy).map(named => ({ by: symbol.name, named })))

/** What an entry point exports, by itself and in namespaces. */
function namesIn(entry: string): ReadonlySet<ts.Symbol> {
  const direct = exportsOf(entry).map(aimOf)
  const inNamespaces = direct
    .filter(one => one.flags & ts.SymbolFlags.ValueModule)
    .flatMap(one => checker.getExportsOfModule(one))
  return new Set([...direct, ...inNamespaces.map(aimOf)])
}

test.each(entries)('what the signatures of %s name is exported there', entry => {
  const main = entry.startsWith('dns/') ? ['dns/src/index.ts'] : []
  const exported = new Set([entry, ...main].flatMap(one => [...namesIn(one)]))
  const missing = signaturesOf(entry).filter(({ named }) => !exported.has(named))
  expect([...new Set(missing.map(({ by, named }) => `${by}: ${named.name}`))]).toEqual([])
})

test('signatures are seen', () => {
  const names = new Set(signaturesOf('smtp/src/index.ts').map(({ named }) => named.name))
  for (const name of ['ClientOptions', 'ServerSend', 'Waiting', 'CommandInit', 'Reply', 'SmtpLimits'])
    expect(names).toContain(name)
})
