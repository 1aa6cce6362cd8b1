/**
 * Finds every regular expression of a set of sources: literals, and what `RegExp` is called with. Text is followed through constants, templates,
 * conditionals and the parameters of functions whose every call is in the same sources; where that ends, the expression counts as dynamic.
 */
import ts from 'typescript'

export interface Found {
  /** `file:line` */
  readonly place: string
  /** `undefined` when it is not made of constant text only. */
  readonly pattern: { readonly source: string; readonly flags: string } | undefined
}

type Value = string | number
/** What an expression may be, or `undefined` when that cannot be told. */
type Values = readonly Value[] | undefined
/** The arguments of the call that is looked at, by the names of the parameters. */
type Scope = ReadonlyMap<string, Values>

/** By their file names. */
export function regularExpressions(files: ReadonlyMap<string, string>): Found[] {
  const sources = [...files].map(([name, text]) => ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true))
  const finder = new Finder(sources)
  return sources.flatMap(source => finder.inSource(source))
}

class Finder {
  readonly #sources: readonly ts.SourceFile[]
  /** By the name of the function. */
  readonly #calls = new Map<string, ts.CallExpression[]>()

  constructor(sources: readonly ts.SourceFile[]) {
    this.#sources = sources
    for (const source of sources)
      each(source, node => {
        if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return
        const { text } = node.expression
        this.#calls.set(text, [...(this.#calls.get(text) ?? []), node])
      })
  }

  inSource(source: ts.SourceFile): Found[] {
    const found: Found[] = []
    each(source, node => {
      const patterns = ts.isRegularExpressionLiteral(node) ? [split(node.text)] : makesRegExp(node) ? this.#constructed(node) : []
      if (patterns.length === 0) return
      const place = `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
      for (const pattern of patterns) found.push({ place, pattern })
    })
    return found
  }

  #constructed(node: ts.NewExpression | ts.CallExpression): readonly Found['pattern'][] {
    const [pattern, flags] = node.arguments ?? []
    // A copy of an expression that is found where it is written.
    if (pattern === undefined || ts.isRegularExpressionLiteral(pattern)) return []
    return this.#scopesOf(node).flatMap(scope => {
      const sources = this.#valuesOf(pattern, scope)
      const flag = flags === undefined ? [''] : this.#valuesOf(flags, scope)
      return sources === undefined || flag === undefined
        ? [undefined]
        : sources.flatMap(source => flag.map(flags => ({ source: String(source), flags: String(flags) })))
    })
  }

  /** One scope for each call of the named function around a node; an empty one where there is none. */
  #scopesOf(node: ts.Node): readonly Scope[] {
    const around = ts.findAncestor(node, ts.isFunctionDeclaration)
    if (around?.name === undefined || around.parameters.length === 0) return [new Map()]
    const { text } = around.name
    return (this.#calls.get(text) ?? [])
      .filter(call => call.getSourceFile() === around.getSourceFile() || !declares(call.getSourceFile(), text))
      .map(call => {
        const values = call.arguments.map(argument => this.#valuesOf(argument, new Map()))
        return new Map(around.parameters.map(({ name }, at) => [name.getText(), values[at]]))
      })
  }

  #valuesOf(node: ts.Expression, scope: Scope): Values {
    if (ts.isStringLiteralLike(node)) return [node.text]
    if (ts.isNumericLiteral(node)) return [Number(node.text)]
    if (ts.isParenthesizedExpression(node)) return this.#valuesOf(node.expression, scope)
    if (ts.isConditionalExpression(node))
      return both(this.#valuesOf(node.whenTrue, scope), this.#valuesOf(node.whenFalse, scope), (a, b) => [...a, ...b])
    if (ts.isBinaryExpression(node)) {
      const operation = OPERATIONS.get(node.operatorToken.kind)
      const operands = [this.#valuesOf(node.left, scope), this.#valuesOf(node.right, scope)] as const
      return operation === undefined ? undefined : pairs(...operands, operation)
    }
    if (ts.isTemplateExpression(node))
      return node.templateSpans.reduce<Values>(
        (text, span) => pairs(pairs(text, this.#valuesOf(span.expression, scope), join), [span.literal.text], join),
        [node.head.text],
      )
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'source') return this.#sourceOf(node.expression)
    if (ts.isIdentifier(node)) {
      if (scope.has(node.text)) return scope.get(node.text)
      const initializer = this.#constant(node)
      return initializer === undefined ? undefined : this.#valuesOf(initializer, scope)
    }
    return undefined
  }

  #sourceOf(node: ts.Expression): Values {
    const literal = ts.isIdentifier(node) ? this.#constant(node) : node
    return literal !== undefined && ts.isRegularExpressionLiteral(literal) ? [split(literal.text).source] : undefined
  }

  /** The initializer of the nearest `const` of that name around the use, or of the one that the file imports. */
  #constant({ text, parent }: ts.Identifier): ts.Expression | undefined {
    for (let around: ts.Node = parent; around !== undefined; around = around.parent) {
      if (ts.isFunctionLike(around) && around.parameters.some(({ name }) => name.getText() === text)) return undefined
      if (!ts.isBlock(around) && !ts.isSourceFile(around)) continue
      const initializer = constantIn(around, text)
      if (initializer !== undefined) return initializer
      if (ts.isSourceFile(around) && imports(around, text))
        return this.#sources.map(source => constantIn(source, text)).find(other => other !== undefined)
    }
    return undefined
  }
}

function constantIn({ statements }: ts.Block | ts.SourceFile, name: string): ts.Expression | undefined {
  const lists = statements.filter(ts.isVariableStatement).map(statement => statement.declarationList)
  const constants = lists.filter(({ flags }) => (flags & ts.NodeFlags.Const) !== 0).flatMap(list => list.declarations)
  return constants.find(declaration => declaration.name.getText() === name)?.initializer
}

/** Whether a file has a function of its own with a name. */
const declares = ({ statements }: ts.SourceFile, name: string): boolean =>
  statements.some(statement => ts.isFunctionDeclaration(statement) && statement.name?.text === name)

const imports = ({ statements }: ts.SourceFile, name: string): boolean =>
  statements.some(
    statement => ts.isImportDeclaration(statement) && statement.importClause?.getText().split(/\W+/).includes(name) === true,
  )

const makesRegExp = (node: ts.Node): node is ts.NewExpression | ts.CallExpression =>
  (ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression) && node.expression.text === 'RegExp'

const OPERATIONS: ReadonlyMap<ts.SyntaxKind, (a: Value, b: Value) => Value> = new Map([
  [ts.SyntaxKind.PlusToken, (a: Value, b: Value) => (typeof a === 'number' && typeof b === 'number' ? a + b : `${a}${b}`)],
  [ts.SyntaxKind.MinusToken, (a: Value, b: Value) => Number(a) - Number(b)],
])

const join = (a: Value, b: Value): Value => `${a}${b}`
const both = (a: Values, b: Values, combine: (a: readonly Value[], b: readonly Value[]) => Values): Values =>
  a === undefined || b === undefined ? undefined : combine(a, b)
const pairs = (a: Values, b: Values, operation: (a: Value, b: Value) => Value): Values =>
  both(a, b, (a, b) => a.flatMap(one => b.map(other => operation(one, other))))

function split(literal: string): { readonly source: string; readonly flags: string } {
  const end = literal.lastIndexOf('/')
  return { source: literal.slice(1, end), flags: literal.slice(end + 1) }
}

function each(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  node.forEachChild(child => each(child, visit))
}
