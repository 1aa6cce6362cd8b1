/**
 * Whoever hovers over an export reads what it is: each one of an entry point has TSDoc, and so has each public member of a class. A function names its
 * RFC and the codes of its errors, and it and a class show an example, which `examples.test.ts` runs.
 */
import ts from 'typescript'
import { expect, test } from 'vitest'
import { packages, root } from './packages.js'

/** What is held to it, and the functions that follow no RFC and throw nothing. */
const entries = ['imap/src/index.ts', 'imap/src/message.ts', 'imap/src/serve.ts', 'imap/src/url.ts', 'imap/src/view.ts']
const PLAIN = ['isImapError', 'isMultipart']

const program = ts.createProgram(
  entries.map(entry => `${root}packages/${entry}`),
  {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    types: [],
    paths: Object.fromEntries(packages.map(({ manifest, directory }) => [manifest.name, [`${directory}src/index.ts`]])),
  },
)
const checker = program.getTypeChecker()

test.each(entries)('what %s exports is documented', entry => {
  const source = program.getSourceFile(`${root}packages/${entry}`)!
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!)
  expect(exported.length).toBeGreaterThan(0)
  expect(exported.flatMap(one => problemsOf(one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one))).toEqual([])
})

const textOf = (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker))

function problemsOf(symbol: ts.Symbol): string[] {
  const declaration = symbol.declarations![0]!
  const tags = new Set(symbol.getJsDocTags(checker).map(({ name }) => name))
  // As it is written: the compiler takes a link behind @throws for a type.
  const written = ts
    .getJSDocCommentsAndTags(declaration)
    .map(one => one.getText())
    .join('\n')
  const isClass = ts.isClassDeclaration(declaration)
  const isFunction =
    ts.isFunctionDeclaration(declaration) ||
    (ts.isVariableDeclaration(declaration) && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0)
  const missing = [
    ...(textOf(symbol) === '' ? ['TSDoc'] : []),
    ...((isFunction || isClass) && !tags.has('example') ? ['@example'] : []),
    ...(isFunction && !PLAIN.includes(symbol.name) && !/RFC \d/.test(textOf(symbol)) ? ['the RFC'] : []),
    ...(isFunction && !PLAIN.includes(symbol.name) && !/@throws \{@link ImapError\} (?:`[a-z-]+`|as \{)/.test(written)
      ? ['@throws']
      : []),
    ...(isClass ? undocumentedMembers(symbol) : []),
  ]
  return missing.map(what => `${symbol.name}: ${what}`)
}

/** Public members by name; `name` is that of every error. */
function undocumentedMembers(symbol: ts.Symbol): string[] {
  return [...(symbol.members?.values() ?? [])]
    .filter(({ declarations: [one] = [] }) => one !== undefined && ts.isClassElement(one) && one.name !== undefined)
    .filter(({ declarations }) => !ts.isPrivateIdentifier((declarations![0] as ts.ClassElement).name!))
    .filter(member => member.name !== 'name' && textOf(member) === '')
    .map(member => `.${member.name}`)
}
