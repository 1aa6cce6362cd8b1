/**
 * Who calls a function can name what it takes and gives: each type that a signature of an entry point names (of a function, and of the public
 * members of a class) is exported from the same entry point, by itself or in a namespace; of dns also from its main entry. For no other reason is
 * a name in two entry points (docs/architecture.md).
 */
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
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

/** The parts of a declaration that a caller has to do with: parameters and results, and the public members of a class. */
function signaturesIn(declaration: ts.Node): readonly ts.Node[] {
  const parts = ({ parameters, type }: ts.SignatureDeclaration): (ts.Node | undefined)[] => [...parameters, type]
  if (ts.isFunctionDeclaration(declaration)) return present(parts(declaration))
  if (ts.isVariableDeclaration(declaration)) {
    const { type, initializer } = declaration
    return present([type, ...(initializer !== undefined && ts.isArrowFunction(initializer) ? parts(initializer) : [])])
  }
  if (!ts.isClassDeclaration(declaration)) return []
  const isHidden = (member: ts.ClassElement): boolean =>
    (member.name !== undefined && ts.isPrivateIdentifier(member.name)) ||
    (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0
  return declaration.members
    .filter(member => !isHidden(member))
    .flatMap(member => present(ts.isPropertyDeclaration(member) ? [member.type] : ts.isFunctionLike(member) ? parts(member) : []))
}

const present = (nodes: readonly (ts.Node | undefined)[]): ts.Node[] => nodes.filter(node => node !== undefined)

/** The types that are named in a part of a declaration, without those that it declares itself. */
function typesIn(part: ts.Node): ts.Symbol[] {
  const found: ts.Symbol[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isPrivateIdentifier(node)) return
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined
    const symbol = name === undefined ? undefined : checker.getSymbolAtLocation(name)
    if (symbol !== undefined) found.push(aimOf(symbol))
    ts.forEachChild(node, visit)
  }
  visit(part)
  return found.filter(
    symbol =>
      !(symbol.flags & ts.SymbolFlags.TypeParameter) &&
      !symbol.declarations?.some(one => FOREIGN.test(one.getSourceFile().fileName)),
  )
}

const declarationsOf = (symbol: ts.Symbol): readonly ts.Declaration[] => aimOf(symbol).declarations ?? []

const exportsOf = (entry: string): ts.Symbol[] =>
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(`${root}packages/${entry}`)!)!)

/** True for a class that is exported as a type alone: it is made elsewhere, and its members are called there. */
const isTypeOnly = (symbol: ts.Symbol): boolean =>
  symbol.declarations?.some(one => ts.isExportSpecifier(one) && (one.isTypeOnly || one.parent.parent.isTypeOnly)) === true

/** The types that the signatures of an entry point name, with who names them. */
const signaturesOf = (entry: string): { readonly by: string; readonly named: ts.Symbol }[] =>
  exportsOf(entry)
    .filter(symbol => !isTypeOnly(symbol))
    .flatMap(symbol =>
      declarationsOf(symbol)
        .flatMap(signaturesIn)
        .flatMap(typesIn)
        .map(named => ({ by: symbol.name, named })),
    )

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

/** What one entry point exports. */
interface Entry {
  readonly path: string
  /** By name; the symbol is that of the declaration. */
  readonly exported: ReadonlyMap<string, { readonly symbol: ts.Symbol; readonly isValue: boolean }>
}

/** The entry points of a package, without those that hold others as a whole, as `all` does. */
const singleEntries = (id: string): readonly Entry[] =>
  entries
    .filter(path => path.startsWith(`${id}/`) && wholesIn(path).length === 0)
    .map(path => {
      const isValue = (one: ts.Symbol): boolean => (aimOf(one).flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(one)
      return {
        path,
        exported: new Map(exportsOf(path).map(one => [one.name, { symbol: aimOf(one), isValue: isValue(one) }])),
      }
    })

/** The entry points that one exports as a whole. */
const wholesIn = (path: string): string[] =>
  program.getSourceFile(`${root}packages/${path}`)!.statements.flatMap(one => {
    if (!ts.isExportDeclaration(one) || one.exportClause !== undefined) return []
    const whole = one.moduleSpecifier!.getText().replace(/^'\.\/(.*)\.js'$/, `${path.slice(0, path.lastIndexOf('/'))}/$1.ts`)
    return entries.includes(whole) ? [whole] : []
  })

const isMain = ({ path }: Entry): boolean => path.endsWith('/index.ts')

/** The types that an entry point has to have: those that its own names mention, and what these consist of; also by a type that no entry point has. */
function namedIn(
  { exported }: Entry,
  isShared: (name: string) => boolean,
  isElsewhere: (type: ts.Symbol) => boolean,
): ReadonlySet<ts.Symbol> {
  const shapeOf = (declaration: ts.Declaration): readonly ts.Node[] =>
    ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration) ? [declaration] : signaturesIn(declaration)
  const all = new Set([...exported.values()].map(({ symbol }) => symbol))
  const found = new Set<ts.Symbol>()
  const follow = (symbol: ts.Symbol): void => {
    for (const type of declarationsOf(symbol).flatMap(shapeOf).flatMap(typesIn)) {
      if (found.has(type) || (isElsewhere(type) && !all.has(type))) continue
      found.add(type)
      follow(type)
    }
  }
  for (const [name, { symbol }] of exported) if (!isShared(name)) follow(symbol)
  return found
}

/** Subpaths about types that the main entry has as well, as messages and commands are made of them. */
const aboutTypes = [
  'dns/src/dso.ts',
  'dns/src/edns.ts',
  'dns/src/fields.ts',
  'dns/src/iana.ts',
  'dns/src/quirks.ts',
  'dns/src/rdata.ts',
  'smtp/src/address.ts',
  'smtp/src/quirks.ts',
]

/** What is in two entry points without a reason. An entry point that does not name a type is its home: the main one, or one that is about it. */
function astray(of: readonly Entry[]): string[] {
  const names = [...new Set(of.flatMap(({ exported }) => [...exported.keys()]))]
  const holders = new Map(names.map(name => [name, of.filter(({ exported }) => exported.has(name))]))
  const isShared = (name: string): boolean => holders.get(name)!.length > 1
  const everywhere = new Set(of.flatMap(({ exported }) => [...exported.values()].map(({ symbol }) => symbol)))
  const named = new Map(of.map(one => [one, namedIn(one, isShared, type => everywhere.has(type))]))
  return names.filter(isShared).flatMap(name => {
    const found = holders.get(name)!.map(entry => ({ entry, ...entry.exported.get(name)! }))
    const pathsOf = (some: typeof found): string => some.map(({ entry }) => entry.path).join(', ')
    if (new Set(found.map(({ symbol }) => symbol)).size > 1) return [`${name} has two meanings: ${pathsOf(found)}`]
    const values = found.filter(({ isValue }) => isValue)
    if (values.length > 1) return [`${name} is a value of two: ${pathsOf(values)}`]
    const homes = found.filter(({ entry, symbol, isValue }) => isValue || !named.get(entry)!.has(symbol))
    if (homes.length > 1) return [`${name} has two homes: ${pathsOf(homes)}`]
    const isInMain = found.some(({ entry }) => isMain(entry))
    const isAtHome = ({ entry, isValue }: (typeof homes)[number]): boolean =>
      isValue || isMain(entry) || (isInMain && aboutTypes.includes(entry.path))
    return homes.every(isAtHome) ? [] : [`${name} is not named in ${pathsOf(homes)}`]
  })
}

test.each(['dns', 'smtp', 'imap', 'pop3', 'sasl', 'mailwire'])('a name of %s has one home', id => {
  expect(astray(singleEntries(id))).toEqual([])
})

test('all has every name, but for the fields of dns, whose names say little without theirs', () => {
  for (const all of entries.filter(path => path.endsWith('/all.ts'))) {
    const [id] = all.split('/') as [string]
    const left = singleEntries(id).filter(({ path }) => !wholesIn(all).includes(path))
    expect(left.map(({ path }) => path)).toEqual(id === 'dns' ? ['dns/src/fields.ts'] : [])
  }
})

describe('a name in two entry points', () => {
  const index = singleEntries('smtp').find(({ path }) => path === 'smtp/src/index.ts')!
  const entryOf = (path: string, ...given: readonly string[]): Entry => ({
    path,
    exported: new Map(given.map(name => [name, index.exported.get(name)!])),
  })
  const { exported } = entryOf('x', 'Reply', 'ReplyInit', 'encodeReply')

  test('is right for a type that the second one names', () => {
    expect(astray([entryOf('smtp/src/index.ts', 'ReplyInit'), entryOf('b', 'ReplyInit', 'encodeReply')])).toEqual([])
  })

  test('is wrong for a value, for a type that both have for no reason, and for two things', () => {
    expect(astray([entryOf('a', 'encodeReply'), entryOf('b', 'encodeReply')])).toEqual(['encodeReply is a value of two: a, b'])
    expect(astray([entryOf('a', 'Reply'), entryOf('b', 'Reply')])).toEqual(['Reply has two homes: a, b'])
    const naming = entryOf('b', 'ReplyInit', 'encodeReply')
    expect(astray([entryOf('a', 'ReplyInit'), naming])).toEqual(['ReplyInit is not named in a'])
    const other = { path: 'b', exported: new Map([['Reply', exported.get('ReplyInit')!]]) }
    expect(astray([entryOf('a', 'Reply'), other])).toEqual(['Reply has two meanings: a, b'])
  })
})

test('signatures are seen', () => {
  const names = new Set(signaturesOf('smtp/src/index.ts').map(({ named }) => named.name))
  for (const name of ['ClientOptions', 'ServerSend', 'Waiting', 'CommandInit', 'Reply', 'SmtpLimits'])
    expect(names).toContain(name)
})
