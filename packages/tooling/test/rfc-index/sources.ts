/** What a source or a test cites of RFCs, in its comments and its strings, and the declaration or the title that each citation is in. */
import ts from 'typescript'
import { type Citation, citationsOf } from './citations.js'

export interface Place {
  readonly citation: Citation
  /** In the comment that a file opens with. */
  readonly isHead?: true
  /** The exported declaration around it; `undefined` in the head of the file and in what is not exported. */
  readonly exported?: string
  /** The title of the test or group of tests, or the text of a row of a table of tests. */
  readonly title?: string
}

export interface Source {
  /** In the order of the file. */
  readonly places: readonly Place[]
  /** The names that the file exports by declarations of its own. */
  readonly exports: readonly string[]
}

export function readSource(fileName: string, text: string): Source {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true)
  const named = [...text.matchAll(/\bRFCs? ?\d/g)].map(({ index }) => index)
  const names = (node: ts.Node) => named.some(at => at >= node.getFullStart() && at < node.end)
  const places: Place[] = []
  const add = (cited: string, more: Omit<Place, 'citation'>) => {
    for (const citation of citationsOf(cited)) places.push({ citation, ...more })
  }
  for (const [index, statement] of file.statements.entries()) {
    if (!names(statement)) continue
    const exported = exportedName(statement)
    const inside = exported === undefined ? {} : { exported }
    const before = commentsIn(text, statement.getFullStart(), statement.getStart(file, false))
    for (const [at, { pos, comment }] of before.entries()) {
      const isHead = index === 0 && at === 0 && (before.length > 1 || exported === undefined)
      const trails = index > 0 && !text.slice(statement.getFullStart(), pos).includes('\n')
      const previous = trails ? exportedName(file.statements[index - 1]!) : exported
      add(comment, isHead ? { isHead } : previous === undefined ? {} : { exported: previous })
    }
    visit(statement)

    function visit(node: ts.Node): void {
      if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return
      const children = node.getChildren(file)
      if (children.length === 0) {
        const [full, start] = [node.getFullStart(), node.getStart(file, false)]
        if (full >= statement.getStart(file, false)) for (const { comment } of commentsIn(text, full, start)) add(comment, inside)
      }
      if (ts.isStringLiteralLike(node) || isTemplatePart(node))
        add(node.text.replaceAll(/\s+/g, ' '), { ...inside, title: titleOf(node) })
      for (const child of children) if (names(child)) visit(child)
    }
  }
  const rest = file.endOfFileToken
  for (const { comment } of commentsIn(text, rest.getFullStart(), rest.getStart(file))) add(comment, {})
  const exports = new Set(file.statements.map(exportedName).filter(name => name !== undefined))
  return { places, exports: [...exports] }
}

const isTemplatePart = (node: ts.Node): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail =>
  ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)

/** A template is shown with `…` for what is filled in. */
function titleOf(node: ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): string {
  let around: ts.Node = node
  while (!ts.isTemplateExpression(around) && (isTemplatePart(around) || ts.isTemplateSpan(around))) around = around.parent
  if (!ts.isTemplateExpression(around)) return node.text
  return around.head.text + around.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
}

/** Comments between two places that hold nothing else; lines of `//` that follow each other are one. */
function commentsIn(text: string, from: number, to: number): { readonly pos: number; readonly comment: string }[] {
  const trivia = text.slice(from, to)
  const found: { pos: number; end: number; line: boolean; comment: string }[] = []
  for (const { pos, end, kind } of ts.getLeadingCommentRanges(trivia, 0) ?? []) {
    const line = kind === ts.SyntaxKind.SingleLineCommentTrivia
    const words = trivia
      .slice(pos + 2, line ? end : end - 2)
      .split('\n')
      .map(one => one.replace(/^\s*\*+/, '').trim())
      .join(' ')
    const last = found.at(-1)
    if (line && last?.line && /^\r?\n[ \t]*$/.test(trivia.slice(last.end, pos))) {
      last.comment += ` ${words}`
      last.end = end
    } else found.push({ pos: from + pos, end, line, comment: words })
  }
  return found.map(({ pos, comment }) => ({ pos, comment: comment.replaceAll(/\s+/g, ' ').trim() }))
}

function exportedName(statement: ts.Statement): string | undefined {
  if (!ts.canHaveModifiers(statement)) return undefined
  if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return undefined
  if (ts.isVariableStatement(statement)) {
    const { name } = statement.declarationList.declarations[0]!
    return ts.isIdentifier(name) ? name.text : undefined
  }
  const { name } = statement as ts.DeclarationStatement
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined
}
