/**
 * ABNF (RFC 5234) as far as mail needs it: rules as text to a tree, which `generate` writes sentences from and `matches` recognizes them by. Neither
 * knows anything of the packages. Bytes are chars U+0000 to U+00FF.
 */

export type Node =
  | { readonly type: 'choice' | 'sequence'; readonly parts: readonly Node[] }
  | { readonly type: 'repeat'; readonly min: number; readonly max: number; readonly part: Node }
  | { readonly type: 'text'; readonly text: string } // in either case
  | { readonly type: 'range'; readonly from: number; readonly to: number }
  | { readonly type: 'bytes'; readonly text: string } // %d92.98
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
    grammar.set(
      key,
      extension === '/' && before !== undefined
        ? { type: 'choice', parts: [...alternatives(before), ...alternatives(node)] }
        : node,
    )
  }
  return grammar
}

const alternatives = (node: Node): readonly Node[] => (node.type === 'choice' ? node.parts : [node])

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
      return { type: 'bytes', text: String.fromCharCode(from, ...more.map(digits => Number.parseInt(digits, base))) }
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

/** The definition of a rule. */
export function ruleOf(grammar: Grammar, name: string): Node {
  const node = grammar.get(name)
  if (node === undefined) throw new Error(`no rule ${name}`)
  return node
}
