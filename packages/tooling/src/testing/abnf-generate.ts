/** Random sentences of an ABNF grammar, and which of its alternatives they took. */
import { type Constraints, type Grammar, type Node, ruleOf } from './abnf.js'

/** Sentences of a rule whose constraint chance would never meet. */
export type Samples = Readonly<Record<string, (random: () => number) => string>>

/** How often sentences took each alternative: of a choice by its place, of what may be absent 0 for absent and 1 for present. */
export type Coverage = Map<Node, number[]>

/** The depth of rules and repetitions from which on only as much is repeated as must be. */
const DEEP = 12

/** A random sentence of a rule; `random` gives numbers from 0 up to 1. With `coverage`, half of the choices take what was taken least. */
export function generate(
  grammar: Grammar,
  rule: string,
  random: () => number,
  constraints: Constraints = {},
  samples: Samples = {},
  coverage?: Coverage,
): string {
  const taken: { readonly node: Node; readonly which: number }[] = []
  const pick = (count: number): number => Math.floor(random() * count)
  /** One of so many alternatives; deep inside by chance alone, which comes to an end. */
  const choose = (node: Node, count: number, depth: number): number => {
    if (coverage === undefined || depth > DEEP || random() < 0.5) return pick(count)
    const counts = countsOf(coverage, node)
    const least = Math.min(...counts)
    const rare = counts.flatMap((times, which) => (times === least ? [which] : []))
    return rare[pick(rare.length)]!
  }
  const write = (node: Node, depth: number): string => {
    switch (node.type) {
      case 'text':
        return Array.from(node.text, char => (random() < 0.5 ? char : char.toUpperCase())).join('')
      case 'bytes':
        return node.text
      case 'range':
        return String.fromCharCode(node.from + pick(node.to - node.from + 1))
      case 'sequence':
        return node.parts.map(part => write(part, depth)).join('')
      case 'choice': {
        const which = choose(node, node.parts.length, depth)
        taken.push({ node, which })
        return write(node.parts[which]!, depth)
      }
      case 'repeat': {
        const most = Math.min(node.max, node.min + (depth > DEEP ? 0 : 4))
        // Few are as telling as many, and the bounds more than what is between them.
        let count = node.max < 20 && random() < 0.2 ? node.max : node.min + pick(most - node.min + 1)
        if (coverage !== undefined && node.min === 0 && depth <= DEEP) count = choose(node, 2, depth) * Math.max(count, 1)
        if (node.min === 0) taken.push({ node, which: Math.min(count, 1) })
        return Array.from({ length: count }, () => write(node.part, depth + 1)).join('')
      }
      default: {
        const holds = constraints[node.name] ?? (() => true)
        const before = taken.length
        for (let attempt = 0; attempt < 1000; attempt++) {
          const text = samples[node.name]?.(random) ?? write(ruleOf(grammar, node.name), depth + 1)
          if (holds(text)) return text
          taken.length = before
        }
        throw new Error(`no sentence of ${node.name} holds`)
      }
    }
  }
  const sentence = write({ type: 'rule', name: rule.toLowerCase() }, 0)
  if (coverage !== undefined) for (const { node, which } of taken) countsOf(coverage, node)[which]!++
  return sentence
}

/** The alternatives that a rule leads to and that no sentence took, each as its rule and its place there; not those of rules with samples. */
export function uncovered(grammar: Grammar, rule: string, coverage: Coverage, samples: Samples = {}): string[] {
  const found: string[] = []
  const seen = new Set<string>()
  const walk = (node: Node, name: string): void => {
    if (node.type === 'rule') {
      if (seen.has(node.name) || node.name in samples) return
      seen.add(node.name)
      walk(ruleOf(grammar, node.name), node.name)
    }
    if (node.type === 'choice' || (node.type === 'repeat' && node.min === 0 && node.max > 0)) {
      const counts = countsOf(coverage, node)
      for (const [which, count] of counts.entries()) if (count === 0) found.push(`${name}: ${node.type} ${which}`)
    }
    for (const part of 'parts' in node ? node.parts : 'part' in node ? [node.part] : []) walk(part, name)
  }
  walk({ type: 'rule', name: rule.toLowerCase() }, rule)
  return found
}

function countsOf(coverage: Coverage, node: Node): number[] {
  const counts = coverage.get(node) ?? new Array<number>(node.type === 'choice' ? node.parts.length : 2).fill(0)
  coverage.set(node, counts)
  return counts
}
