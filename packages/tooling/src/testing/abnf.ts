/**
 * ABNF (RFC 5234) as far as mail needs it: rules as text to a tree, sentences from a tree, and a recogniser that knows nothing of the
 * package. Octets are chars U+0000 to U+00FF.
 */

type Node =
  | { readonly type: 'choice' | 'sequence'; readonly parts: readonly Node[] }
  | { readonly type: 'repeat'; readonly min: number; readonly max: number; readonly part: Node }
  | { readonly type: 'text'; readonly text: string } // in either case
  | { readonly type: 'range'; readonly from: number; readonly to: number }
  | { readonly type: 'octets'; readonly text: string } // %d92.98
  | { readonly type: 'rule'; readonly name: string }

/** Rules by lower-cased name. */
export type Grammar = ReadonlyMap<string, Node>

/** What no ABNF says of a rule: a predicate on the text that matches it. */
export type Constraints = Readonly<Record<string, (text: string) => boolean>>

/** Parses rules, one below another; a line that begins with a space goes on with the rule above. */
export function parseAbnf(text: string): Grammar {
  const grammar = new Map<string, Node>()
  const joined = text.replace(/("[^"]*")|;[^\n]*/g, '$1').replace(/\n[ \t]+/g, ' ')
  for (const line of joined.split('\n')) {
    const [, name, extension, definition] = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*=(\/?)(.*)$/.exec(line) ?? []
    if (name === undefined || definition === undefined) {
      if (line.trim() !== '') throw new Error(`no rule: ${line}`)
      continue
    }
    const parser = new Parser(definition)
    const node = parser.choice()
    if (!parser.done) throw new Error(`rule ${name}: left over: ${parser.rest}`)
    const key = name.toLowerCase()
    const before = grammar.get(key)
    grammar.set(key, extension === '/' && before !== undefined ? { type: 'choice', parts: [before, node] } : node)
  }
  return grammar
}

class Parser {
  rest: string

  constructor(text: string) {
    this.rest = text.trim()
  }

  get done(): boolean {
    return this.rest === ''
  }

  choice(): Node {
    const parts = [this.#sequence()]
    while (this.#take(/^\/\s*/) !== undefined) parts.push(this.#sequence())
    return parts.length === 1 ? parts[0]! : { type: 'choice', parts }
  }

  #sequence(): Node {
    const parts: Node[] = []
    while (!this.done && !/^[/)\]]/.test(this.rest)) parts.push(this.#repetition())
    return parts.length === 1 ? parts[0]! : { type: 'sequence', parts }
  }

  #repetition(): Node {
    const [, min, star, max, exact] = this.#take(/^(?:(\d*)(\*)(\d*)|(\d+))(?=[^\d\s])/) ?? []
    const part = this.#element()
    if (star === '*') return { type: 'repeat', min: Number(min), max: max === '' ? Number.POSITIVE_INFINITY : Number(max), part }
    return exact === undefined ? part : { type: 'repeat', min: Number(exact), max: Number(exact), part }
  }

  #element(): Node {
    if (this.#take(/^\(\s*/) !== undefined) return this.#closed(')', this.choice())
    if (this.#take(/^\[\s*/) !== undefined) return { type: 'repeat', min: 0, max: 1, part: this.#closed(']', this.choice()) }
    const text = this.#take(/^"([^"]*)"\s*/)
    if (text !== undefined) return { type: 'text', text: text[1]!.toLowerCase() }
    const value = this.#take(/^%([xd])([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+)|((?:\.[0-9A-Fa-f]+)*))\s*/)
    if (value !== undefined) {
      const base = value[1] === 'x' ? 16 : 10
      const from = Number.parseInt(value[2]!, base)
      if (value[3] !== undefined) return { type: 'range', from, to: Number.parseInt(value[3], base) }
      const more = (value[4] ?? '').split('.').slice(1)
      return { type: 'octets', text: String.fromCharCode(from, ...more.map(digits => Number.parseInt(digits, base))) }
    }
    const name = this.#take(/^([A-Za-z][A-Za-z0-9-]*)\s*/)
    if (name === undefined) throw new Error(`no element: ${this.rest}`)
    return { type: 'rule', name: name[1]!.toLowerCase() }
  }

  #closed(bracket: string, node: Node): Node {
    if (!this.rest.startsWith(bracket)) throw new Error(`${bracket} expected: ${this.rest}`)
    this.rest = this.rest.slice(1).trimStart()
    return node
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.rest)
    if (found === null) return undefined
    this.rest = this.rest.slice(found[0].length)
    return found
  }
}

/** Sentences of a rule whose constraint chance would never meet. */
export type Samples = Readonly<Record<string, (random: () => number) => string>>

/** A random sentence of a rule; `random` gives numbers from 0 up to 1. */
export function generate(
  grammar: Grammar,
  rule: string,
  random: () => number,
  constraints: Constraints = {},
  samples: Samples = {},
): string {
  const pick = (count: number): number => Math.floor(random() * count)
  const write = (node: Node, depth: number): string => {
    switch (node.type) {
      case 'text':
        return Array.from(node.text, char => (random() < 0.5 ? char : char.toUpperCase())).join('')
      case 'octets':
        return node.text
      case 'range':
        return String.fromCharCode(node.from + pick(node.to - node.from + 1))
      case 'sequence':
        return node.parts.map(part => write(part, depth)).join('')
      case 'choice':
        return write(node.parts[pick(node.parts.length)]!, depth)
      case 'repeat': {
        const most = Math.min(node.max, node.min + (depth > 12 ? 0 : 4))
        // Few are as telling as many, and the bounds more than what is between them.
        const count = node.max < 20 && random() < 0.2 ? node.max : node.min + pick(most - node.min + 1)
        return Array.from({ length: count }, () => write(node.part, depth + 1)).join('')
      }
      default: {
        const holds = constraints[node.name] ?? (() => true)
        for (let attempt = 0; attempt < 1000; attempt++) {
          const text = samples[node.name]?.(random) ?? write(ruleOf(grammar, node.name), depth + 1)
          if (holds(text)) return text
        }
        throw new Error(`no sentence of ${node.name} holds`)
      }
    }
  }
  return write({ type: 'rule', name: rule.toLowerCase() }, 0)
}

/** True when the whole text is a sentence of the rule: every way to match is tried, each once a place. */
export function matches(grammar: Grammar, rule: string, text: string, constraints: Constraints = {}): boolean {
  const known = new Map<string, ReadonlySet<number>>()
  const ends = (node: Node, at: number): ReadonlySet<number> => {
    switch (node.type) {
      case 'text':
        return new Set(
          text.slice(at, at + node.text.length).toLowerCase() === node.text && isAsciiEqual(text, at, node.text)
            ? [at + node.text.length]
            : [],
        )
      case 'octets':
        return new Set(text.startsWith(node.text, at) ? [at + node.text.length] : [])
      case 'range': {
        const octet = at < text.length ? text.charCodeAt(at) : -1
        return new Set(octet >= node.from && octet <= node.to ? [at + 1] : [])
      }
      case 'sequence': {
        let starts: ReadonlySet<number> = new Set([at])
        for (const part of node.parts) starts = new Set([...starts].flatMap(start => [...ends(part, start)]))
        return starts
      }
      case 'choice':
        return new Set(node.parts.flatMap(part => [...ends(part, at)]))
      case 'repeat':
        return repeated(node, at)
      default: {
        const key = `${node.name} ${at}`
        const before = known.get(key)
        if (before !== undefined) return before
        const holds = constraints[node.name]
        const all = ends(ruleOf(grammar, node.name), at)
        const found = holds === undefined ? all : new Set([...all].filter(end => holds(text.slice(at, end))))
        known.set(key, found)
        return found
      }
    }
  }
  const repeated = (node: Node & { type: 'repeat' }, at: number): ReadonlySet<number> => {
    const found = new Set<number>(node.min === 0 ? [at] : [])
    let starts: ReadonlySet<number> = new Set([at])
    for (let count = 1; count <= node.max && starts.size > 0; count++) {
      const next = new Set<number>()
      for (const start of starts) for (const end of ends(node.part, start)) if (end > start || count <= node.min) next.add(end)
      if (count >= node.min) for (const end of next) found.add(end)
      starts = next
    }
    return found
  }
  return ends({ type: 'rule', name: rule.toLowerCase() }, 0).has(text.length)
}

/** `toLowerCase` knows more letters than ABNF does. */
const isAsciiEqual = (text: string, at: number, word: string): boolean => {
  for (let index = 0; index < word.length; index++) if (text.charCodeAt(at + index) > 0x7f) return false
  return true
}

function ruleOf(grammar: Grammar, name: string): Node {
  const node = grammar.get(name)
  if (node === undefined) throw new Error(`no rule ${name}`)
  return node
}
