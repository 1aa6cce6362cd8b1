/** The tests of this package by what they are about: the text of each, its rows and the constants of its file that it names. */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import ts from 'typescript'

/** A test as the pages of `docs/conformance` cite it. */
export interface Citation {
  readonly file: string
  readonly title: string
}

interface Test extends Citation {
  readonly text: string
}

const directory = new URL('../test/', import.meta.url)
const tests: readonly Test[] = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  // Transcripts are of many commands each.
  .filter(path => path.endsWith('.test.ts') && path !== 'conformance.test.ts' && !path.startsWith('transcripts/'))
  .sort((one, other) => (posix.basename(one) < posix.basename(other) ? -1 : 1))
  .flatMap(testsOf)

/** True where one of the tests of that title has it in its text. */
export const isAbout = ({ file, title }: Citation, mentions: RegExp): boolean =>
  tests.some(test => test.file === file && test.title === title && mentions.test(test.text))

/** The first test that has it, those of some files first, which are named without their ending. */
export function testAbout(mentions: RegExp, first: readonly string[]): Citation | undefined {
  const place = ({ file }: Test): number => {
    const index = first.indexOf(file.slice(0, -'.test.ts'.length))
    return index < 0 ? first.length : index
  }
  return tests.filter(({ text }) => mentions.test(text)).sort((one, other) => place(one) - place(other))[0]
}

function testsOf(path: string): Test[] {
  const file = posix.basename(path)
  const source = ts.createSourceFile(file, readFileSync(new URL(path, directory), 'utf8'), ts.ScriptTarget.ES2022, true)
  const constants = constantsOf(source)
  const found: Test[] = []
  const visit = (node: ts.Node, around: string | undefined): void => {
    let group = around
    if (ts.isCallExpression(node)) {
      const name = /^(describe|it|test)\b/.exec(node.expression.getText(source))?.[1]
      const title = titleOf(node, source)
      if (name === 'describe') group = title ?? around
      else if (name !== undefined && title !== undefined) {
        const shown = isTelling(title) ? title : group
        if (shown !== undefined) found.push({ file, title: shown, text: textWith(node, source, constants) })
        return
      }
    }
    ts.forEachChild(node, child => visit(child, group))
  }
  visit(source, undefined)
  return found
}

/** The title as it is written, so that it can be found in the file; `undefined` for what cannot be cited. */
function titleOf(call: ts.CallExpression, source: ts.SourceFile): string | undefined {
  const [title] = call.arguments
  if (title === undefined || !ts.isStringLiteralLike(title)) return undefined
  const written = title.getText(source).slice(1, -1)
  return /["|\\`]/.test(written) ? undefined : written
}

/** More than places for values. */
function isTelling(title: string): boolean {
  return /[A-Za-z]{3}/.test(title.replace(/%[a-z]|\(RFC.*\)|\$\w+/g, ''))
}

/** The constants at the top of a file, by name. */
function constantsOf(source: ts.SourceFile): ReadonlyMap<string, ts.Node> {
  return new Map(
    source.statements.flatMap(statement =>
      ts.isVariableStatement(statement)
        ? statement.declarationList.declarations
            .filter(({ initializer }) => initializer !== undefined && !ts.isFunctionLike(initializer))
            .map(one => [one.name.getText(source), one] as const)
        : [],
    ),
  )
}

/** The text of a test and of the constants it names, and that these name; not of functions, which say what is the same for all. */
function textWith(node: ts.Node, source: ts.SourceFile, constants: ReadonlyMap<string, ts.Node>): string {
  const parts = new Set<ts.Node>([node])
  const visit = (inner: ts.Node): void => {
    const constant = ts.isIdentifier(inner) ? constants.get(inner.text) : undefined
    if (constant !== undefined) parts.add(constant)
    ts.forEachChild(inner, visit)
  }
  for (const part of parts) visit(part)
  return [...parts].map(part => part.getText(source)).join('\n')
}
