/**
 * SORT on the server's side (RFC 5256 3, RFC 5267 3, RFC 5957 4): the messages that a search found, in the order that was asked for. It asks for the fields that its
 * criteria need, each message once, and keeps of them what is compared, each different text once.
 */
import type { SortCommand } from '../command/sort.js'
import { fail } from '../error.js'
import type { PlainSortKeyName, SortCriterion } from '../search/sort-key.js'
import { fieldsOf, listOf, textOf, wholeNumberOf } from '../values.js'
import { baseSubject } from './base-subject.js'
import { displayText, firstAddress, mailboxText } from './first-address.js'
import { type Fields, HeaderReading } from './header-reading.js'
import type { FieldsQuestion, HeaderField, MessageFacts, PauseStep, RefusedStep } from './message.js'
import { sentDate } from './sent-date.js'
import { NumberColumn, orderedBy, placesUpTo, TextColumn } from './sort-column.js'
import { returnProblem, type SortOutcome, sortOutcome } from './sort-return.js'

/** What is to be sorted. */
export interface SortOptions<Message extends MessageFacts> {
  /** The received SORT. Its keys and charset are for the search, which comes first. */
  readonly command: SortCommand & { readonly tag: string }
  /** What the search found, in the order of the mailbox. */
  readonly messages: readonly Message[]
  /** Characters of different texts that are kept until the end; 134,217,728 unless it says otherwise. */
  readonly textLimit?: number | undefined
}

/** The messages in order, and what to send; the OK is the caller's. */
export interface SortResult extends SortOutcome {
  readonly type: 'result'
}

/** What {@link SortEvaluation.next} gives. */
export type SortStep<Message extends MessageFacts> = FieldsQuestion<Message> | PauseStep | RefusedStep | SortResult

/** A million subjects of a hundred characters. */
export const DEFAULT_TEXT_LIMIT = 134_217_728

const ACTION = 'evaluate SORT'

/** What a key compares: a number or a text of each message, from a field or without one. */
type Key =
  | { readonly field: string | undefined; number(message: MessageFacts, values: readonly string[]): number }
  | { readonly field: string; text(values: readonly string[]): string }

const addressKey = (field: string, text: typeof mailboxText): Key => ({
  field,
  text(values) {
    for (const value of values) {
      const address = firstAddress(value)
      if (address !== undefined) return text(address)
    }
    return ''
  },
})

/** The keys that can be evaluated. RELEVANCY is the search's, and annotations are not among the facts of a message. */
const KEYS: ReadonlyMap<string, Key> = /* @__PURE__ */ (() =>
  new Map<PlainSortKeyName, Key>([
    ['ARRIVAL', { field: undefined, number: message => message.internalDate }],
    ['CC', addressKey('cc', mailboxText)],
    ['DATE', { field: 'date', number: ({ internalDate }, [date]) => sentDate(date, internalDate) }],
    ['DISPLAYFROM', addressKey('from', displayText)],
    ['DISPLAYTO', addressKey('to', displayText)],
    ['FROM', addressKey('from', mailboxText)],
    ['SIZE', { field: undefined, number: message => message.size }],
    ['SUBJECT', { field: 'subject', text: ([subject = '']) => baseSubject(subject).base }],
    ['TO', addressKey('to', mailboxText)],
  ]))()

interface Criterion {
  readonly key: Key
  readonly column: NumberColumn | TextColumn
  readonly reverse: boolean
}

/**
 * Sorts what a search found (RFC 5256 3): `next` gives a question, which `answer` answers, or a pause, until it gives the result or a refusal. Messages that compare equal stay in the
 * order of the mailbox, under REVERSE, too.
 *
 * Strings compare by `i;unicode-casemap` (RFC 5051), addresses by their mailbox or, for DISPLAYFROM and DISPLAYTO, by what is shown (RFC 5957 3), and dates in UTC (RFC 5256 2.2).
 * Refused are unknown keys, RELEVANCY and ANNOTATION, options of RETURN beyond MIN, MAX, ALL, COUNT, SAVE, PARTIAL and CONTEXT, and more text than `textLimit`.
 *
 * @throws {@link ImapError} `bad-value` for messages out of order or of another shape, `invalid-state` for an answer without a question
 *
 * @example
 * const facts = { flags: [], size: 100, internalDate: 0 }
 * const messages = [{ ...facts, uid: 7, sequence: 1 }, { ...facts, uid: 9, sequence: 2 }]
 * const subjects = new Map([[7, 'Zoo'], [9, 'Re: ape']])
 * const criteria = [{ key: 'SUBJECT', reverse: false }]
 * const command = { tag: 'a', verb: 'sort', uid: true, returnOptions: undefined, criteria, charset: 'UTF-8', keys: [{ key: 'ALL' }] }
 * const evaluation = new SortEvaluation({ command, messages })
 * let step = evaluation.next()
 * for (; step.type === 'fields'; step = evaluation.next())
 *   evaluation.answer([{ name: 'Subject', value: subjects.get(step.message.uid) }])
 * Array.from(step.numbers) // => [9, 7]
 */
export class SortEvaluation<Message extends MessageFacts> {
  readonly #command: SortOptions<Message>['command']
  readonly #messages: readonly Message[]
  readonly #textLimit: number
  readonly #criteria: Criterion[] = []
  readonly #reading: HeaderReading<Message>
  #refusal: RefusedStep | undefined
  #result: SortResult | undefined

  constructor(options: SortOptions<Message>) {
    const { command, messages, textLimit = DEFAULT_TEXT_LIMIT } = fieldsOf(options, ACTION)
    this.#command = { ...fieldsOf(command, ACTION) }
    this.#messages = listOf(messages, ACTION)
    this.#textLimit = wholeNumberOf(textLimit, `${ACTION}: textLimit`)
    textOf(this.#command.tag, ACTION)
    listOf(this.#command.keys, `${ACTION}: keys`)
    const { returnOptions = [] } = this.#command
    for (const option of listOf(returnOptions, `${ACTION}: returnOptions`)) fieldsOf(option, `${ACTION}: returnOptions`)
    const problem = returnProblem(this.#command)
    if (problem !== undefined) this.#refuse('bad', problem)
    else this.#addCriteria(listOf(this.#command.criteria, ACTION))
    const names = new Set(this.#criteria.flatMap(({ key }) => key.field ?? []))
    this.#reading = new HeaderReading(
      this.#messages,
      [...names],
      (message, at, fields) => this.#take(message, at, fields),
      ACTION,
    )
  }

  /** What comes next. While a question is not answered it is the same one, and so is the end. */
  next(): SortStep<Message> {
    if (this.#refusal !== undefined) return this.#refusal
    if (this.#result !== undefined) return this.#result
    const step = this.#reading.next()
    if (step !== undefined) return step
    this.#result = { type: 'result', ...sortOutcome(this.#command, this.#messages, this.#sorted()) }
    return this.#result
  }

  /** The fields that were asked for, in the order of the header; others are skipped. */
  answer(fields: readonly HeaderField[]): void {
    this.#reading.answer(fields)
    let kept = 0
    for (const { column } of this.#criteria) if (column instanceof TextColumn) kept += column.length
    if (kept > this.#textLimit) this.#refuse('no', 'too much text to sort by', true)
  }

  /** A key that is there before changes nothing when it comes again. */
  #addCriteria(criteria: readonly SortCriterion[]): void {
    const seen = new Set<Key>()
    for (const criterion of criteria) {
      const { key: name, reverse } = fieldsOf(criterion, `${ACTION}: criteria`)
      const key = KEYS.get(name)
      if (key === undefined) {
        if (name === 'unknown') this.#refuse('bad', 'unknown sort key')
        else if (name === 'RELEVANCY' || name === 'ANNOTATION') this.#refuse('no', `cannot sort by ${name}`)
        else fail('bad-value', 0, `${ACTION}: unknown sort key: ${textOf(name, `${ACTION}: criteria`).slice(0, 40)}`)
        return
      }
      if (seen.has(key)) continue
      seen.add(key)
      const column = 'text' in key ? new TextColumn(this.#messages.length) : new NumberColumn(this.#messages.length)
      this.#criteria.push({ key, column, reverse })
    }
  }

  #take(message: Message, at: number, fields: Fields): void {
    for (const { key, column } of this.#criteria) {
      const values = key.field === undefined ? [] : fields(key.field)
      if ('number' in key) (column as NumberColumn).set(at, key.number(message, values))
      else (column as TextColumn).set(at, key.text(values))
    }
  }

  /** The last criterion first: each keeps the order of those before it among equals. */
  #sorted(): Uint32Array {
    let places = placesUpTo(this.#messages.length)
    for (const { column, reverse } of [...this.#criteria].reverse()) {
      const ranks = column.ranks()
      places = orderedBy(places, reverse ? ranks.map(rank => ranks.length - 1 - rank) : ranks)
    }
    return places
  }

  #refuse(type: 'bad' | 'no', text: string, isLimit = false): void {
    const { tag, returnOptions = [] } = this.#command
    const saved = type === 'no' && returnOptions.some(({ name }) => name === 'SAVE') ? [] : undefined
    this.#refusal = { type: 'refused', response: { type, tag, code: isLimit ? { name: 'LIMIT' } : undefined, text }, saved }
  }
}
