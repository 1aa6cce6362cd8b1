/** What a source file imports, for the tests of the arrows. */
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { root } from './packages.js'

/** A file by its place in the repository. */
export const short = (file: string): string => file.slice(root.length)

/** A source file, with the parents of its nodes. */
export const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)

/** A node and everything in it. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, child => void children.push(child))
  for (const child of children) yield* walk(child)
}

/** What is imported or re-exported, in any way that TypeScript knows. */
export const importsOf = (source: ts.SourceFile): string[] =>
  [...walk(source)].flatMap(node => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined)
      return ts.isStringLiteral(node.moduleSpecifier) ? [node.moduleSpecifier.text] : []
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return [node.arguments[0] !== undefined && ts.isStringLiteral(node.arguments[0]) ? node.arguments[0].text : 'import(...)']
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
      return [node.argument.literal.text]
    return []
  })
