/** Which source files import which, and the circles among them: the strongly connected components of the graph (Tarjan 1972). */
import { dirname, resolve } from 'node:path'
import { importsOf, parse } from './imports.js'
import { type Package, sourcesOf } from './packages.js'

export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** The files of a package below `src`, and what each imports of them; imports of types count. */
export function importGraph(one: Package): ImportGraph {
  const files = new Set(sourcesOf(one, 'src'))
  const imported = (file: string): string[] =>
    importsOf(parse(file)).map(specifier => resolve(dirname(file), specifier.replace(/\.js$/, '.ts')))
  return new Map([...files].map(file => [file, imported(file).filter(other => files.has(other))]))
}

/** The circles: each is the files that reach each other. */
export function knotsOf(graph: ImportGraph): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const knots: string[][] = []
  const visit = (file: string): void => {
    order.set(file, order.size)
    lowest.set(file, order.get(file)!)
    open.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next)
      if (open.includes(next)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!))
    }
    if (lowest.get(file) !== order.get(file)) return
    const knot = open.splice(open.indexOf(file))
    if (knot.length > 1) knots.push(knot)
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return knots
}
