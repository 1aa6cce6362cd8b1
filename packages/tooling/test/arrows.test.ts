/** The arrows of docs/architecture.md, and that no protocol package needs anything but ES2022, bytes and the two coders. */
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { importsOf, parse, short, walk } from './imports.js'
import { type Package, packages, protocols, published, sourcesOf } from './packages.js'

const named = (id: string): Package => packages.find(one => one.id === id)!
const isProtocol = (id: string): boolean => protocols.includes(id)
/** From left to right; what stands at one height does not see its neighbours. */
const height = (id: string): number => (id === 'bytes' ? 0 : isProtocol(id) ? 1 : id === 'mailwire' ? 2 : 3)

describe('manifests', () => {
  test('six packages are published', () => {
    expect(published.map(({ manifest }) => manifest.name).sort()).toEqual([
      '@mailwire/dns',
      '@mailwire/imap',
      '@mailwire/pop3',
      '@mailwire/sasl',
      '@mailwire/smtp',
      'mailwire',
    ])
  })

  test.each(protocols)('%s has no dependency', id => {
    const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = named(id).manifest
    expect({ ...dependencies, ...peerDependencies, ...optionalDependencies }).toEqual({})
  })

  test('mailwire depends on the five and on the few that docs name', () => {
    const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = named('mailwire').manifest
    expect(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }).sort()).toEqual([
      ...protocols.map(id => `@mailwire/${id}`).sort(),
      'nodemailer',
      'picocolors',
      'postal-mime',
      'selfsigned',
    ])
  })
})

describe('arrows', () => {
  test.each(packages.filter(({ id }) => id !== 'tooling'))('$id imports only what stands to its left', one => {
    const wrong = sourcesOf(one, 'src').flatMap(file =>
      importsOf(parse(file)).flatMap(specifier => {
        const other = /^(?:@mailwire\/([a-z0-9]+)|(mailwire))(?:\/|$)/.exec(specifier)
        const id = other?.[1] ?? other?.[2]
        if (id !== undefined && height(id) >= height(one.id)) return [`${short(file)}: ${specifier}`]
        if (specifier.startsWith('.') && !new URL(specifier, `file://${file}`).pathname.startsWith(`${one.directory}src/`))
          return height(one.id) === 3 ? [] : [`${short(file)}: ${specifier}`]
        return []
      }),
    )
    expect(wrong).toEqual([])
  })
})

/** Names that one runtime has and another has not, and what would make a result depend on more than the bytes. */
const foreign: ReadonlySet<string> = new Set(
  `Buffer process require module exports __dirname __filename global globalThis window self document navigator console fetch URL
  setTimeout setInterval setImmediate clearTimeout queueMicrotask performance structuredClone atob btoa crypto Deno Bun`.split(
    /\s+/,
  ),
)

/** Each with its reason. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  // The one file that may use a faster routine of the runtime.
  'packages/bytes/src/native.ts': ['globalThis'],
  // Web Crypto, unless the caller hands one in.
  'packages/bytes/src/crypto.ts': ['globalThis'],
  'packages/dns/src/crypto.ts': ['crypto'],
}

describe('no I/O', () => {
  test.each(['bytes', ...protocols])('%s uses nothing of a runtime', id => {
    const found = sourcesOf(named(id), 'src').flatMap(file => {
      const source = parse(file)
      return [
        ...importsOf(source).filter(specifier => !specifier.startsWith('.') && specifier !== '@mailwire/bytes'),
        ...foreignNames(source).filter(name => !allowed[short(file)]?.includes(name)),
      ].map(name => `${short(file)}: ${name}`)
    })
    expect(found).toEqual([])
  })

  test('the scan sees what it must', () => {
    const text =
      'import fs from "node:fs"; export * from "pg"; const x = () => import("net"); Buffer.from(y); a.process; ({ require: 1 }); Date.now(); new Date(); // process'
    const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022, true)
    expect(importsOf(source)).toEqual(['node:fs', 'pg', 'net'])
    expect(foreignNames(source)).toEqual(['Buffer', 'Date.now', 'new Date()'])
  })
})

/** Uses of {@link foreign} names that the file does not declare itself, and of clocks and chance. Members are our own. */
function foreignNames(source: ts.SourceFile): string[] {
  const nodes = [...walk(source)]
  const declared = new Set(
    nodes.filter(node => ts.isIdentifier(node) && isNameOf(node) && !isMember(node)).map(node => node.getText(source)),
  )
  return nodes.flatMap(node => {
    const text = node.getText(source)
    if (ts.isPropertyAccessExpression(node)) return text === 'Date.now' || text === 'Math.random' ? [text] : []
    if (ts.isNewExpression(node)) return text.replace(/\(\)$/, '') === 'new Date' ? ['new Date()'] : []
    return ts.isIdentifier(node) && foreign.has(text) && !declared.has(text) && !isNameOf(node) ? [text] : []
  })
}

/** What its parent calls itself, or the member of it that is meant. */
function isNameOf(node: ts.Node): boolean {
  const parent = node.parent as ts.Node & { readonly name?: ts.Node; readonly propertyName?: ts.Node }
  return parent.name === node || parent.propertyName === node
}

const isMember = ({ parent }: ts.Node): boolean =>
  ts.isPropertyAccessExpression(parent) ||
  ts.isPropertyAssignment(parent) ||
  ts.isClassElement(parent) ||
  ts.isTypeElement(parent)
