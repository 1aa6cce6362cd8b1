/** Conditions on the header of a message: a text in a field (RFC 9051 6.4.4, HEADER and its short forms), and the day of the Date field (SENTBEFORE, SENTON, SENTSINCE). */
import { lowerAscii } from '@mailwire/bytes'
import { parseEnvelopeDate } from '../text/date.js'
import { decodeWords } from '../text/encoded-word.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { casemap } from './collation.js'
import type { DecisionTree } from './decision.js'
import { dayOfMoment } from './fact-keys.js'
import type { HeaderField } from './message.js'
import { Needle } from './needle.js'

/** There is a field that holds a text. */
interface FieldLeaf {
  readonly leaf: number
  readonly needle: Needle
}

/** The message was sent on a day that matches. */
interface DateLeaf {
  readonly leaf: number
  readonly matches: (day: number) => boolean
}

const DATE = 'date'

export class FieldCriteria {
  /** Characters that were compared with a text, once for each. */
  compared = 0
  readonly #tree: DecisionTree
  readonly #fields = new Map<string, FieldLeaf[]>()
  readonly #dates: DateLeaf[] = []

  constructor(tree: DecisionTree) {
    this.#tree = tree
  }

  /** The leaf is true where a field of that name holds the text: the empty text is in each. */
  addText(leaf: number, field: string, text: string): void {
    const name = lowerAscii(textOf(field, 'search HEADER'))
    const added = { leaf, needle: new Needle(textOf(text, 'search HEADER')) }
    const leaves = this.#fields.get(name)
    if (leaves === undefined) this.#fields.set(name, [added])
    else leaves.push(added)
  }

  addDate(leaf: number, matches: (day: number) => boolean): void {
    this.#dates.push({ leaf, matches })
  }

  /** The fields that the outcome depends on, in lower case, each once. */
  pendingNames(): readonly string[] {
    const names = new Set<string>()
    if (this.#dates.some(({ leaf }) => this.#tree.isPending(leaf))) names.add(DATE)
    for (const [name, leaves] of this.#fields) if (leaves.some(({ leaf }) => this.#tree.isPending(leaf))) names.add(name)
    return [...names]
  }

  /** Sets all leaves that are pending. */
  take(fields: readonly HeaderField[]): void {
    const tree = this.#tree
    const found = new Set<number>()
    let date: string | undefined
    for (const field of listOf(fields, 'answer fields')) {
      const { name, value } = fieldsOf(field, 'answer fields')
      const lower = lowerAscii(textOf(name, 'answer fields'))
      if (lower === DATE) date ??= value
      this.#look(textOf(value, 'answer fields'), this.#fields.get(lower) ?? [], found)
    }
    for (const leaves of this.#fields.values())
      for (const { leaf } of leaves) if (tree.isPending(leaf)) tree.set(leaf, found.has(leaf))
    const day = date === undefined ? undefined : sentDay(date)
    for (const { leaf, matches } of this.#dates) if (tree.isPending(leaf)) tree.set(leaf, day !== undefined && matches(day))
  }

  #look(value: string, leaves: readonly FieldLeaf[], found: Set<number>): void {
    let folded: string | undefined
    for (const { leaf, needle } of leaves) {
      if (found.has(leaf) || !this.#tree.isPending(leaf)) continue
      folded ??= casemap(decodeWords(value))
      this.compared += folded.length
      needle.restart()
      if (needle.push(folded)) found.add(leaf)
    }
  }
}

/** The day on which a message was sent, where its sender was: time and zone are disregarded (RFC 9051 6.4.4, SENTON). */
function sentDay(value: string): number | undefined {
  const sent = parseEnvelopeDate(value)
  return sent && dayOfMoment(sent.epochMilliseconds, sent.offsetMinutes ?? 0)
}
