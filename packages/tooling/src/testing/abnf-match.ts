/**
 * Recognizes the sentences of an ABNF grammar: every way to match is tried, each once a place. Parts that cannot begin with the byte at hand are not
 * tried, so that a grammar whose words are delimited takes time linear in the text.
 */
import { type Constraints, type Grammar, type Node, ruleOf } from './abnf.js'

/**
 * Where a sentence of a rule ends that begins at `at`, or `undefined`: for what no ABNF can say, as that a length is given before the bytes. The
 * rule's definition in the grammar still says what it begins with.
 */
export type Terminals = Readonly<Record<string, (text: string, at: number) => number | undefined>>

/** What a node begins with. */
interface First {
  readonly bytes: Uint8Array
  /** It also matches nothing. */
  readonly empty: boolean
  /** It is one byte of `bytes`, and nothing else. */
  readonly single: boolean
}

type Ends = readonly number[]

const NONE: Ends = []

/** True when the whole text is a sentence of the rule. */
export function matches(
  grammar: Grammar,
  rule: string,
  text: string,
  constraints: Constraints = {},
  terminals: Terminals = {},
): boolean {
  return new Match(grammar, text, constraints, terminals)
    .ends({ type: 'rule', name: rule.toLowerCase() }, 0)
    .includes(text.length)
}

const firsts = new WeakMap<Grammar, Map<Node, First>>()

class Match {
  readonly grammar: Grammar
  readonly text: string
  readonly constraints: Constraints
  readonly terminals: Terminals
  readonly #firsts: Map<Node, First>
  readonly #known = new Map<string, Map<number, Ends>>()
  readonly #open = new Set<string>()

  constructor(grammar: Grammar, text: string, constraints: Constraints, terminals: Terminals) {
    this.grammar = grammar
    this.text = text
    this.constraints = constraints
    this.terminals = terminals
    this.#firsts = firsts.get(grammar) ?? new Map<Node, First>()
    firsts.set(grammar, this.#firsts)
  }

  ends(node: Node, at: number): Ends {
    const first = this.#first(node)
    const begins = at < this.text.length && first.bytes[this.text.charCodeAt(at)] === 1
    if (!begins && !first.empty) return NONE
    if (first.single && !(node.type === 'rule' && this.#isSpecial(node.name))) return [at + 1]
    switch (node.type) {
      case 'text':
      case 'bytes': {
        const end = at + node.text.length
        const found = this.text.slice(at, end)
        return found === node.text || (node.type === 'text' && isSameWord(found, node.text)) ? [end] : NONE
      }
      case 'range':
        return [at + 1]
      case 'sequence':
        return this.#sequence(node.parts, at)
      case 'choice':
        return node.parts.reduce<Ends>((found, part) => union(found, this.ends(part, at)), NONE)
      case 'repeat':
        return this.#repeat(node, at)
      default:
        return this.#rule(node.name, at)
    }
  }

  #sequence(parts: readonly Node[], at: number): Ends {
    let starts: Ends = [at]
    for (const part of parts) {
      starts = this.#endsOfAll(part, starts)
      if (starts.length === 0) return NONE
    }
    return starts
  }

  #endsOfAll(part: Node, starts: Ends): Ends {
    if (starts.length === 1) return this.ends(part, starts[0]!)
    const found = new Set<number>()
    for (const start of starts) for (const end of this.ends(part, start)) found.add(end)
    return [...found]
  }

  #repeat(node: Node & { type: 'repeat' }, at: number): Ends {
    const found = new Set<number>(node.min === 0 ? [at] : [])
    let starts: Ends = [at]
    for (let count = 1; count <= node.max && starts.length > 0; count++) {
      const ends = this.#endsOfAll(node.part, starts)
      // Without a bound, what goes on from a place does not depend on the count.
      starts = count >= node.min && node.max === Number.POSITIVE_INFINITY ? ends.filter(end => !found.has(end)) : ends
      if (count >= node.min) for (const end of ends) found.add(end)
    }
    return [...found]
  }

  #rule(name: string, at: number): Ends {
    const places = this.#known.get(name) ?? new Map<number, Ends>()
    this.#known.set(name, places)
    const before = places.get(at)
    if (before !== undefined) return before
    const found = this.#ruleOnce(name, at)
    places.set(at, found)
    return found
  }

  #ruleOnce(name: string, at: number): Ends {
    const terminal = this.terminals[name]
    const end = terminal?.(this.text, at)
    const all = terminal === undefined ? this.ends(ruleOf(this.grammar, name), at) : end === undefined ? NONE : [end]
    const holds = this.constraints[name]
    return holds === undefined ? all : all.filter(found => holds(this.text.slice(at, found)))
  }

  #isSpecial(name: string): boolean {
    return this.constraints[name] !== undefined || this.terminals[name] !== undefined
  }

  #first(node: Node): First {
    const before = this.#firsts.get(node)
    if (before !== undefined) return before
    const found = node.type === 'rule' ? this.#firstOfRule(node.name) : firstOf(node, part => this.#first(part))
    this.#firsts.set(node, found)
    return found
  }

  #firstOfRule(name: string): First {
    if (this.#open.has(name)) throw new Error(`rule ${name} begins with itself`)
    this.#open.add(name)
    const definition = ruleOf(this.grammar, name)
    const { bytes, empty, single } = this.#first(definition)
    this.#open.delete(name)
    return { bytes, empty, single: single && !isRule(definition) }
  }
}

function firstOf(node: Exclude<Node, { type: 'rule' }>, of: (part: Node) => First): First {
  const bytes = new Uint8Array(256)
  const add = (part: First): void => {
    for (const [byte, is] of part.bytes.entries()) if (is === 1) bytes[byte] = 1
  }
  switch (node.type) {
    case 'range':
      bytes.fill(1, node.from, node.to + 1)
      return { bytes, empty: false, single: true }
    case 'text':
    case 'bytes':
      for (const char of node.text.slice(0, 1)) {
        bytes[char.charCodeAt(0)] = 1
        if (node.type === 'text') bytes[char.toUpperCase().charCodeAt(0)] = 1
      }
      return { bytes, empty: node.text === '', single: node.text.length === 1 }
    case 'choice': {
      const parts = node.parts.map(of)
      parts.forEach(add)
      return {
        bytes,
        empty: parts.some(part => part.empty),
        single: parts.every(part => part.single) && !node.parts.some(isRule),
      }
    }
    case 'sequence':
      for (const part of node.parts) {
        const first = of(part)
        add(first)
        if (!first.empty) return { bytes, empty: false, single: false }
      }
      return { bytes, empty: true, single: false }
    default: {
      const part = of(node.part)
      return { bytes: part.bytes, empty: node.min === 0 || part.empty, single: false }
    }
  }
}

/** A rule may have a constraint, of which the grammar knows nothing. */
const isRule = (node: Node): boolean => node.type === 'rule'

const union = (one: Ends, other: Ends): Ends => {
  if (one.length === 0) return other
  return other.length === 0 ? one : [...new Set([...one, ...other])]
}

/** In either case; `toLowerCase` knows more letters than ABNF does. */
function isSameWord(found: string, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    const code = found.charCodeAt(index)
    if ((code >= 0x41 && code <= 0x5a ? code + 0x20 : code) !== word.charCodeAt(index)) return false
  }
  return true
}
