/**
 * Examples cannot go stale: each `@example` in the sources and each ts block of the Markdown pages is run, and `// => value` and `// throws DnsError: truncated`
 * become assertions. The blocks of pages are type-checked, too; an `@example` is where it needs more than it says (a name of `given`, a network). `ts no-run`
 * is type-checked only, and `ts no-check` is neither. What uses sockets is run where the block says `ts run`.
 */
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { filesBelow, packages, root, sourcesOf } from './packages.js'

/** What examples may use without saying where it comes from. */
const given: Readonly<Record<string, string>> = {
  bytes: 'Uint8Array',
  chunk: 'Uint8Array',
  content: 'Uint8Array',
  query: 'Uint8Array',
  text: 'string',
  password: 'string',
  reply: "import('@mailwire/dns').Message",
  sender: 'null',
  session: "import('@mailwire/smtp').ClientConnection",
  rrset: "import('@mailwire/dns').RecordInit[]",
  rrsigRecord: "import('@mailwire/dns').RecordInit",
  dnskeyRecord: "import('@mailwire/dns').RecordInit",
  dnskeyData: "import('@mailwire/dns').Dnskey",
  tsigKey: "import('@mailwire/dns/tsig').TsigKey",
  privateKey: 'CryptoKey',
  secret: 'Uint8Array',
  requestMac: 'Uint8Array',
  messages: 'Uint8Array[]',
  now: 'number',
  inception: 'number',
  expiration: 'number',
  recipients: '{ localPart: string; domain: string }[]',
  policy: '(command: unknown) => undefined',
  mailboxes: '(command: unknown) => undefined',
  maildrop: '(command: unknown) => undefined',
  md5: '(data: Uint8Array) => Uint8Array',
  file: '{ write(bytes: Uint8Array): void }',
  store: '{ write(bytes: Uint8Array): void }',
  socket: '{ write(bytes: Uint8Array): void }',
}

interface Example {
  readonly title: string
  /** With the imports that it needs. */
  readonly code: string
  readonly runs: boolean
  /** An `@example` that runs may leave out what tells a union apart. */
  readonly isTyped: boolean
}

/** Entry points by what they are imported as. */
const entries: ReadonlyMap<string, string> = new Map(
  packages.flatMap(({ directory, manifest: { name, exports = {} } }) =>
    ['.', ...Object.keys(exports).filter(path => /^\.\/[\w-]+$/.test(path))]
      .map(path => [name + path.slice(1), `${directory}src/${path.slice(2) || 'index'}.ts`] as const)
      .filter(([, file]) => ts.sys.fileExists(file)),
  ),
)

const examples: readonly Example[] = [...fromSources(), ...fromPages()]

test.each(examples.filter(({ runs }) => runs))('$title gives what it says', async ({ code }) => {
  const modules = new Map<string, object>()
  for (const [name, file] of entries) if (code.includes(`'${name}'`)) modules.set(name, await import(file))
  const { outputText } = ts.transpileModule(asserted(code), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  })
  const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...values: unknown[]) => Promise<void>
  const require = (name: string): object => modules.get(name) ?? expect.fail(`${name} is not one of our packages`)
  await new AsyncFunction('require', 'exports', 'expect', 'console', outputText)(require, {}, expect, { log: () => {} })
})

test.each(examples.filter(({ isTyped }) => isTyped))('$title has the right types', ({ title }) => {
  expect(typeProblems().get(title) ?? []).toEqual([])
})

/** Each `@example`, with imports of what it names from the entry points of its package. */
function fromSources(): Example[] {
  return packages.flatMap(one => {
    const own = [...entries].filter(([name]) => name === one.manifest.name || name.startsWith(`${one.manifest.name}/`))
    const exported = new Map(own.reverse().flatMap(([name, file]) => exportedNames(file).map(key => [key, name] as const)))
    return sourcesOf(one, 'src').flatMap(file => {
      const text = readFileSync(file, 'utf8')
      return [...text.matchAll(/^ *\* @example\n((?: *\*(?: .*)?\n)+?) *(?:\*\/|\* @)/gm)].map(({ 1: block, index }) => {
        const body = block!.replace(/^ *\* ?/gm, '')
        const imports = [...new Set(body.match(/[\w$]+/g))].flatMap(word =>
          exported.has(word) ? [`import { ${word} } from '${exported.get(word)}'\n`] : [],
        )
        const title = `${file.slice(root.length)}:${lineOf(text, index)}`
        return withGiven(title, imports.join('') + body, !file.includes('/src/node/'), false)
      })
    })
  })
}

/** Each ts block of the pages that people read. */
function fromPages(): Example[] {
  const pages = [root, ...packages.map(one => one.directory)].flatMap(directory => [
    `${directory}README.md`,
    `${directory}CONTRIBUTING.md`,
  ])
  return [...pages, ...filesBelow(`${root}docs`, /\.md$/)].flatMap(page => {
    const text = ts.sys.readFile(page) ?? ''
    return [...text.matchAll(/^```ts(.*)\n([\s\S]*?)^```$/gm)].flatMap(({ 1: info, 2: body, index }) => {
      if (info!.includes('no-check')) return []
      const title = `${page.slice(root.length)}:${lineOf(text, index)}`
      const mayRun = !body!.includes("'mailwire/node'") || info!.trim() === 'run'
      return [withGiven(title, body!, mayRun && !info!.includes('no-run'), true)]
    })
  })
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/** Declares what of {@link given} an example uses; it is then for the compiler alone. */
function withGiven(title: string, code: string, mayRun: boolean, isPage: boolean): Example {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true)
  const used = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const isName = (node.parent as { readonly name?: ts.Node }).name === node
      if (!isName || ts.isShorthandPropertyAssignment(node.parent)) used.add(node.text)
      else if (ts.isVariableDeclaration(node.parent) || ts.isBindingElement(node.parent) || ts.isParameter(node.parent))
        declared.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  const free = Object.keys(given).filter(name => used.has(name) && !declared.has(name))
  const runs = mayRun && free.length === 0
  return {
    title,
    code: `${free.map(name => `declare const ${name}: ${given[name]}\n`).join('')}${code}\nexport {}\n`,
    runs,
    isTyped: isPage || !runs,
  }
}

/** `expression // => value`, also with the comment on the next line, as an assertion; `// throws`, with the error's name and code, likewise. */
function asserted(code: string): string {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true)
  let result = code
  for (const statement of [...source.statements].reverse()) {
    const comment = /^[ \t]*\n?\/\/ (?:=> (.+)|throws (\w+): ([a-z-]+)(?=\n|$))/.exec(code.slice(statement.end))
    if (comment === null) continue
    const expression = ts.isExpressionStatement(statement) ? statement.expression.getText(source) : undefined
    if (expression === undefined) throw new Error(`=> must follow an expression: ${statement.getText(source)}`)
    const [, value, name, errorCode] = comment
    const assertion =
      value === undefined
        ? `expect(() => ${expression}).toThrow(expect.objectContaining({ name: '${name}', code: '${errorCode}' }))`
        : `expect(${expression}).toEqual(${value})`
    result = `${result.slice(0, statement.getStart(source))}${assertion};${result.slice(statement.end + comment[0].length)}`
  }
  if (/\/\/ (?:=>|throws\b)/.test(result)) throw new Error(`=> or throws must follow a statement: ${code}`)
  return result
}

/** What an entry point exports, types too. */
function exportedNames(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
  return source.statements.flatMap(statement => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement
      if (exportClause === undefined)
        return exportedNames(file.replace(/[^/]+$/, `${moduleSpecifier!.getText(source).slice(3, -4)}.ts`))
      return ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [exportClause.name.text]
    }
    const declaration = /^export (?:abstract )?(?:const|function\*?|class|interface|type) (\w+)/.exec(statement.getText(source))
    return declaration === null ? [] : [declaration[1]!]
  })
}

let problems: ReadonlyMap<string, readonly string[]> | undefined

/** By title; all of them are compiled at once. Indexed access is taken at its word: an example is about something else. */
function typeProblems(): ReadonlyMap<string, readonly string[]> {
  if (problems !== undefined) return problems
  const virtual = new Map<string, Example>(
    examples.flatMap((example, at) =>
      example.isTyped ? [[`${root}packages/tooling/test/example-${at}.ts`, example] as const] : [],
    ),
  )
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    paths: Object.fromEntries([...entries].map(([name, file]) => [name, [file]])),
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = name => virtual.has(name) || fileExists(name)
  host.getSourceFile = (name, ...rest) => {
    const example = virtual.get(name)
    return example === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, example.code, ts.ScriptTarget.ES2022, true)
  }
  const program = ts.createProgram([...virtual.keys()], options, host)
  problems = new Map(
    [...virtual].map(([name, { title }]) => {
      const source = program.getSourceFile(name)!
      // Some show the body of a function.
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].filter(
        ({ code }) => code !== 1108,
      )
      return [title, found.map(problem => ts.flattenDiagnosticMessageText(problem.messageText, '\n'))]
    }),
  )
  return problems
}
