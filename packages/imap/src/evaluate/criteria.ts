/**
 * The keys of a search as one decision for each message (RFC 9051 6.4.4). Facts decide first, then fields of the header, then texts, and only what the outcome still depends on
 * is asked for. Keys in keys take no stack, whatever their depth.
 */
import { fail } from '../error.js'
import type { SearchKey } from '../search/search-key.js'
import { fieldsOf, listOf, shownName, textOf } from '../values.js'
import { DecisionTree, UNKNOWN, type Verdict } from './decision.js'
import { dayOfDate, type FactContext, type FactTest, factTest, matchesDay } from './fact-keys.js'
import { FieldCriteria } from './field-criteria.js'
import type { HeaderField, MessageFacts } from './message.js'
import type { SearchLimits } from './search-limits.js'
import { type Announced, bad, filterProblem, keyProblem, limitProblem, type SearchProblem } from './search-rules.js'
import { TextCriteria } from './text-criteria.js'

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

/** A key to be compiled, with how many filters it came out of; or what to make of the last ones that were. */
type Task =
  | { readonly type: 'key'; readonly key: SearchKey; readonly passes: number }
  | { readonly type: 'join'; readonly operator: 'all' | 'any' | 'not'; readonly count: number }

/** Filters in filters: three substitutions are the least that RFC 5466 3.1 asks for, and the most that need no search for loops. */
const MAX_PASSES = 3

export class Criteria {
  /** Why the keys cannot be evaluated; then nothing else here may be used. */
  readonly problem: SearchProblem | undefined
  /** MODSEQ is among the keys, so the result has a mod-sequence (RFC 7162 3.1.5). */
  usesModseq = false
  /** FILTER is among them. */
  usesFilter = false
  readonly #options: CriteriaOptions
  readonly #tree = new DecisionTree()
  readonly #facts: { readonly leaf: number; readonly test: FactTest }[] = []
  readonly #fields = new FieldCriteria(this.#tree)
  readonly #texts = new TextCriteria(this.#tree)
  #keyCount = 0
  #textKeyCount = 0

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
    return this.#fields.pendingNames()
  }

  /** The outcome with the fields that were pending. */
  takeFields(fields: readonly HeaderField[]): Verdict {
    this.#fields.take(fields)
    return this.#tree.verdict()
  }

  /** Begins to look into a part of the text; false where the outcome does not depend on it. */
  beginText(part: 'header' | 'body'): boolean {
    return this.#texts.begin(part)
  }

  /** True while the outcome depends on the rest of that part. */
  get isReading(): boolean {
    return this.#texts.isReading
  }

  /** The outcome with the next piece of that part; `undefined` is its end. After the body the outcome is known. */
  takeText(part: 'header' | 'body', piece: string | undefined): Verdict {
    return this.#texts.take(part, piece) ? this.#tree.verdict() : UNKNOWN
  }

  /** Characters that were compared with a text, once for each. */
  get compared(): number {
    return this.#fields.compared + this.#texts.compared
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
        textOf(key.name, 'search FILTER')
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
      return bad('date', `${key.date} is not a valid date`)
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
        this.#fields.addText(leaf, key.key, key.text)
        break
      case 'HEADER':
        this.#fields.addText(leaf, key.field, key.text)
        break
      case 'SENTBEFORE':
      case 'SENTON':
      case 'SENTSINCE': {
        const wanted = dayOfDate(textOf(key.date, `search ${key.key}`))!
        this.#fields.addDate(leaf, day => matchesDay(key.key, day, wanted))
        break
      }
      case 'BODY':
      case 'TEXT':
        // The empty text is in every text (RFC 9051 6.4.4).
        if (textOf(key.text, `search ${key.key}`) === '') this.#facts.push({ leaf, test: () => true })
        else this.#texts.add(leaf, key.text, key.key === 'TEXT')
        break
      default: {
        if (key.key === 'MODSEQ') this.usesModseq = true
        const test = factTest(key, this.#options.context)
        this.#facts.push({
          leaf,
          test: test ?? fail('bad-value', 0, `search: unknown key: ${shownName(textOf(key.key, 'search: key'))}`),
        })
      }
    }
    return leaf
  }
}
