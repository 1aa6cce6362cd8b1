/**
 * The keys of a search as one decision for each message (RFC 9051 6.4.4). Facts decide first, then fields of the header, then texts, and only what the outcome still depends on
 * is asked for. Keys in keys take no stack, whatever their depth.
 */
import { lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { SearchKey } from '../search/search-key.js'
import { parseEnvelopeDate } from '../text/date.js'
import { decodeWords } from '../text/encoded-word.js'
import { fieldsOf, listOf, textOf } from '../values.js'
import { casemap } from './collation.js'
import { DecisionTree, UNKNOWN, type Verdict } from './decision.js'
import { dayOfDate, dayOfMoment, type FactContext, type FactTest, factTest, matchesDay } from './fact-keys.js'
import type { HeaderField, MessageFacts } from './message.js'
import { Folding, Needle } from './needle.js'
import type { SearchLimits } from './search-limits.js'
import { type Announced, bad, filterProblem, keyProblem, limitProblem, type SearchProblem } from './search-rules.js'

/** Keys that stand for a name (RFC 5466 3.1); `undefined` where there are none of that name. */
export type FilterLookup = (name: string) => readonly SearchKey[] | undefined

/** What keys become criteria by. */
export interface CriteriaOptions {
  readonly context: FactContext
  readonly limits: SearchLimits
  readonly announced: Announced
  readonly filters: FilterLookup | undefined
  /** What is searched for instead of the key in a FUZZY; without it that key itself (RFC 6203 3). */
  readonly fuzzy: ((key: SearchKey) => SearchKey) | undefined
}

/** A condition on a field: that there is one of that name that holds a text. */
interface FieldLeaf {
  readonly leaf: number
  readonly needle: Needle
}

/** A condition on the day of the Date field. */
interface DateLeaf {
  readonly leaf: number
  readonly matches: (day: number) => boolean
}

/** A condition on the texts of a message. */
interface TextLeaf {
  readonly leaf: number
  readonly needle: Needle
  /** TEXT looks into the header, too. */
  readonly isAnywhere: boolean
}

/** A key to be compiled, with how many filters it came out of; or what to make of the last ones that were. */
type Task =
  | { readonly type: 'key'; readonly key: SearchKey; readonly passes: number }
  | { readonly type: 'join'; readonly operator: 'all' | 'any' | 'not'; readonly count: number }

/** Filters in filters: three substitutions are the least that RFC 5466 3.1 asks for, and the most that need no search for loops. */
const MAX_PASSES = 3

/** The field that SENTBEFORE, SENTON and SENTSINCE read. */
const DATE = 'date'

export class Criteria {
  /** Why the keys cannot be evaluated; then nothing else here may be used. */
  readonly problem: SearchProblem | undefined
  /** MODSEQ is among the keys, and so what is found is told with its mod-sequence (RFC 7162 3.1.5). */
  usesModseq = false
  /** FILTER is among them. */
  usesFilter = false
  readonly #options: CriteriaOptions
  readonly #tree = new DecisionTree()
  readonly #facts: { readonly leaf: number; readonly test: FactTest }[] = []
  readonly #fields = new Map<string, FieldLeaf[]>()
  readonly #dates: DateLeaf[] = []
  readonly #texts: TextLeaf[] = []
  readonly #folding = new Folding()
  #keyCount = 0
  #textKeyCount = 0
  /** Of the part of the text that is read now. */
  #searching: TextLeaf[] = []
  /** Characters that were compared with a text, once for each. */
  compared = 0

  constructor(keys: readonly SearchKey[], options: CriteriaOptions) {
    this.#options = options
    this.problem = this.#compile(keys)
  }

  /** The outcome for a message by its facts. */
  begin(message: MessageFacts): Verdict {
    const tree = this.#tree
    tree.reset()
    this.#options.context.flags.read(message.flags)
    for (const { leaf, test } of this.#facts) tree.set(leaf, test(message))
    return tree.verdict()
  }

  /** The fields that the outcome depends on. */
  pendingFields(): readonly string[] {
    const names: string[] = []
    if (this.#dates.some(({ leaf }) => this.#tree.isPending(leaf))) names.push(DATE)
    for (const [name, leaves] of this.#fields)
      if ((name !== DATE || names.length === 0) && leaves.some(({ leaf }) => this.#tree.isPending(leaf))) names.push(name)
    return names
  }

  /** The outcome with the fields that were pending. */
  takeFields(fields: readonly HeaderField[]): Verdict {
    const tree = this.#tree
    let sent: number | undefined
    let hasDate = false
    const found = new Set<number>()
    for (const field of listOf(fields, 'answer fields')) {
      const { name, value } = fieldsOf(field, 'answer fields')
      const lower = lowerAscii(textOf(name, 'answer fields'))
      textOf(value, 'answer fields')
      if (lower === DATE && !hasDate) {
        hasDate = true
        sent = sentDay(value)
      }
      this.#matchField(value, this.#fields.get(lower) ?? [], found)
    }
    for (const leaves of this.#fields.values())
      for (const { leaf } of leaves) if (tree.isPending(leaf)) tree.set(leaf, found.has(leaf))
    for (const { leaf, matches } of this.#dates) if (tree.isPending(leaf)) tree.set(leaf, sent !== undefined && matches(sent))
    return tree.verdict()
  }

  #matchField(value: string, leaves: readonly FieldLeaf[], found: Set<number>): void {
    let folded: string | undefined
    for (const { leaf, needle } of leaves) {
      if (found.has(leaf) || !this.#tree.isPending(leaf)) continue
      folded ??= casemap(decodeWords(value))
      this.compared += folded.length
      needle.restart()
      if (needle.push(folded)) found.add(leaf)
    }
  }

  /** True where the outcome depends on that part of the text: begins to look into it. */
  beginText(part: 'header' | 'body'): boolean {
    this.#folding.end()
    this.#searching = this.#texts.filter(({ leaf, isAnywhere }) => (part === 'body' || isAnywhere) && this.#tree.isPending(leaf))
    for (const { needle } of this.#searching) needle.restart()
    return this.#searching.length > 0
  }

  /** True while the outcome depends on the rest of the text that is looked into. */
  get isReading(): boolean {
    return this.#searching.some(({ leaf }) => this.#tree.isPending(leaf))
  }

  /** The outcome with the next piece of that part; `undefined` is its end, behind which nothing of the body is unknown. */
  takeText(part: 'header' | 'body', piece: string | undefined): Verdict {
    const folded = piece === undefined ? this.#folding.end() : this.#folding.push(piece)
    const tree = this.#tree
    let isChanged = piece === undefined
    for (const { leaf, needle } of this.#searching) {
      if (!tree.isPending(leaf)) continue
      this.compared += folded.length
      if (!needle.push(folded)) continue
      tree.set(leaf, true)
      isChanged = true
    }
    if (piece === undefined && part === 'body')
      for (const { leaf } of this.#searching) if (tree.isPending(leaf)) tree.set(leaf, false)
    return isChanged ? tree.verdict() : UNKNOWN
  }

  /** Leaves first: tasks are done from the end. */
  #compile(keys: readonly SearchKey[]): SearchProblem | undefined {
    const tasks: Task[] = []
    const built: number[] = []
    const schedule = (of: readonly SearchKey[], operator: 'all' | 'any' | 'not', passes: number): void => {
      tasks.push({ type: 'join', operator, count: of.length })
      for (let at = of.length - 1; at >= 0; at--) tasks.push({ type: 'key', key: of[at]!, passes })
    }
    schedule(listOf(keys, 'search: keys'), 'all', 0)
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      if (task.type === 'join') {
        built.push(this.#tree.add(task.operator, built.splice(built.length - task.count, task.count)))
        continue
      }
      const { passes } = task
      const key = fieldsOf(task.key, 'search: key')
      const problem = this.#problemOf(key)
      if (problem !== undefined) return problem
      if (key.key === 'AND') schedule(listOf(key.of, 'search AND'), 'all', passes)
      else if (key.key === 'OR') schedule(listOf(key.of, 'search OR'), 'any', passes)
      else if (key.key === 'NOT') schedule([key.of], 'not', passes)
      else if (key.key === 'FUZZY') schedule([this.#options.fuzzy?.(key.of) ?? key.of], 'all', passes)
      else if (key.key === 'FILTER') {
        this.usesFilter = true
        const found = passes < MAX_PASSES ? this.#options.filters?.(key.name) : undefined
        if (found === undefined) return filterProblem(key.name)
        schedule(listOf(found, 'search: filters'), 'all', passes + 1)
      } else built.push(this.#addLeaf(key))
    }
    return undefined
  }

  #problemOf(key: SearchKey): SearchProblem | undefined {
    const { announced, limits } = this.#options
    const problem = keyProblem(key, announced)
    if (problem !== undefined) return problem
    if ('date' in key && dayOfDate(textOf(key.date, `search ${key.key}`)) === undefined)
      return bad('date', `${key.date} is not a day`)
    if (++this.#keyCount > limits.keys) return limitProblem(`at most ${limits.keys} keys at a time`)
    if ((key.key === 'TEXT' || key.key === 'BODY') && ++this.#textKeyCount > limits.textKeys)
      return limitProblem(`at most ${limits.textKeys} keys TEXT and BODY at a time`)
    return undefined
  }

  #addLeaf(key: SearchKey): number {
    const leaf = this.#tree.addLeaf()
    switch (key.key) {
      case 'BCC':
      case 'CC':
      case 'FROM':
      case 'SUBJECT':
      case 'TO':
        this.#addField(leaf, key.key, key.text)
        break
      case 'HEADER':
        this.#addField(leaf, key.field, key.text)
        break
      case 'SENTBEFORE':
      case 'SENTON':
      case 'SENTSINCE': {
        const wanted = dayOfDate(key.date)!
        this.#dates.push({ leaf, matches: day => matchesDay(key.key, day, wanted) })
        break
      }
      case 'BODY':
      case 'TEXT':
        // The empty text is in every text (RFC 9051 6.4.4).
        if (textOf(key.text, `search ${key.key}`) === '') this.#facts.push({ leaf, test: () => true })
        else this.#texts.push({ leaf, needle: new Needle(key.text), isAnywhere: key.key === 'TEXT' })
        break
      default: {
        if (key.key === 'MODSEQ') this.usesModseq = true
        const test = factTest(key, this.#options.context)
        this.#facts.push({ leaf, test: test ?? fail('bad-value', 0, 'search: not a key') })
      }
    }
    return leaf
  }

  #addField(leaf: number, field: string, text: string): void {
    const name = lowerAscii(textOf(field, 'search HEADER'))
    const leaves = this.#fields.get(name)
    const added = { leaf, needle: new Needle(textOf(text, `search ${field}`)) }
    if (leaves === undefined) this.#fields.set(name, [added])
    else leaves.push(added)
  }
}

/** The day of the Date field where its sender was: time and zone are disregarded (RFC 9051 6.4.4, SENTON). */
function sentDay(value: string): number | undefined {
  const sent = parseEnvelopeDate(value)
  return sent && dayOfMoment(sent.epochMilliseconds, sent.offsetMinutes ?? 0)
}
