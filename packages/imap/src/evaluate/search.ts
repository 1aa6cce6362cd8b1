/**
 * SEARCH on the side of the server (RFC 9051 6.4.4, RFC 3501 6.4.4) with ESEARCH (RFC 4731), SEARCHRES (RFC 5182), PARTIAL (RFC 9394), and the keys of extensions. It has no I/O:
 * it asks its caller for missing data of a message, and only for data that decides whether the message is found.
 */
import { upperAscii } from '@mailwire/bytes'
import type { SearchReturnOption } from '../command/search-program.js'
import { fail } from '../error.js'
import { fieldsOf, functionOf, iterableOf, listOf, textOf, wholeNumberOf } from '../values.js'
import { Criteria } from './criteria.js'
import { TRUE, UNKNOWN, type Verdict } from './decision.js'
import { FlagTable, modseqOf } from './fact-keys.js'
import {
  finiteOf,
  type HeaderField,
  type MessageFacts,
  type MessageNumbers,
  nextNumbers,
  PAUSE,
  type Question,
} from './message.js'
import { type SearchLimits, searchLimitsOf } from './search-limits.js'
import { SearchReturn } from './search-return.js'
import { charsetProblem, isKnownCharset, limitProblem, optionProblem, type SearchProblem } from './search-rules.js'
import type { SearchOptions, SearchRefusal, SearchResult, SearchStep } from './search-steps.js'

const MESSAGES_PER_STEP = 1000

/**
 * One SEARCH (RFC 9051 6.4.4). Call `next()` until it gives a result or a refusal; give what it asks for to `answer()`. What cannot be searched for is refused, and nothing that a
 * client sent throws.
 *
 * Flags, sizes, dates and numbers are evaluated first, then fields of the header, then texts, and every question helps to decide whether its message is found. Texts match where one
 * is in the other after `casemap` (RFC 5051); encoded words in fields are decoded here.
 *
 * @throws {@link ImapError} `bad-value` for options of a wrong type, messages that do not ascend, and a `*` whose number is not known; `bad-number` for what is not a limit
 *
 * @example
 * const message = { uid: 7, sequence: 1, flags: ['\\Seen'], size: 300, internalDate: 0 }
 * const command = { tag: 'a1', uid: true, returnOptions: [{ name: 'COUNT' }], keys: [{ key: 'SEEN' }, { key: 'SUBJECT', text: 'lunch' }] } as const
 * const search = new SearchEvaluation({ command, messages: [message], now: 0 })
 * search.next() // => { type: 'fields', message, names: ['subject'] }
 * search.answer([{ name: 'Subject', value: '=?utf-8?q?Lunch=3F?=' }])
 * search.next().type // => 'result'
 */
export class SearchEvaluation<Message extends MessageFacts> {
  readonly #tag: string
  readonly #criteria: Criteria
  readonly #return: SearchReturn
  readonly #limits: SearchLimits
  readonly #messagesPerStep: number
  readonly #messages: Iterable<Message>
  #iterator: Iterator<Message> | undefined
  #question: Question<Message> | undefined
  #end: SearchResult | SearchRefusal | undefined
  /** What a message or the iterator of messages threw: the rest is not known. */
  #failure: { readonly error: unknown } | undefined
  #last: MessageNumbers = { uid: 0, sequence: 0 }
  #sinceStep = 0

  constructor(options: SearchOptions<Message>) {
    const { command, messages, now, largest, announced, limits, messagesPerStep, filters, fuzzy } = fieldsOf(options, 'search')
    const { tag, uid, returnOptions, charset, keys } = fieldsOf(command, 'search: command')
    this.#tag = textOf(tag, 'search: tag')
    this.#messages = iterableOf(messages, 'search: messages')
    this.#limits = searchLimitsOf(limits)
    this.#messagesPerStep = Math.max(1, wholeNumberOf(messagesPerStep ?? MESSAGES_PER_STEP, 'search: messagesPerStep'))
    const capabilities =
      announced === undefined
        ? undefined
        : new Set([...iterableOf(announced, 'search: announced')].map(one => upperAscii(textOf(one, 'search: announced'))))
    this.#criteria = new Criteria(keys, {
      context: {
        now: finiteOf(now, 'search: now'),
        offsetMinutes: finiteOf(options.offsetMinutes ?? 0, 'search: offsetMinutes'),
        saved: listOf(options.saved ?? [], 'search: saved'),
        largest: isUid => largestOf(this.#messages, largest, isUid),
        flags: new FlagTable(),
      },
      limits: this.#limits,
      announced: capabilities,
      filters: filters === undefined ? undefined : functionOf(filters, 'search: filters'),
      fuzzy: fuzzy === undefined ? undefined : functionOf(fuzzy, 'search: fuzzy'),
    })
    const asked = returnOptions === undefined ? undefined : optionsOf(returnOptions)
    this.#return = new SearchReturn(tag, uid === true, asked ?? (options.isRev2 ? [] : undefined), this.#criteria.usesModseq)
    const problem = optionProblem(asked, capabilities) ?? this.#problemOf(charset && textOf(charset, 'search: charset'))
    if (problem !== undefined) this.#end = this.#refusal(problem)
  }

  /**
   * The next question, a pause, or the end; the same one again until a question is answered, and at the end.
   *
   * @throws what the iterator of `messages` throws, {@link ImapError} `bad-value` for a message of another shape; each time from then on
   */
  next(): SearchStep<Message> {
    if (this.#end !== undefined) return this.#end
    if (this.#question !== undefined) return this.#question
    if (this.#failure !== undefined) throw this.#failure.error
    try {
      return this.#search()
    } catch (error) {
      this.#failure = { error }
      throw error
    }
  }

  /** Looks at messages up to the next step. */
  #search(): SearchStep<Message> {
    this.#iterator ??= this.#messages[Symbol.iterator]()
    while (!this.#return.isComplete) {
      if (this.#sinceStep === this.#messagesPerStep) {
        this.#sinceStep = 0
        return PAUSE
      }
      const { done, value } = this.#iterator.next()
      if (done === true) return this.#finish()
      this.#sinceStep++
      this.#begin(value)
      if (this.#question !== undefined) return this.#question
    }
    this.#iterator.return?.()
    return this.#finish()
  }

  /**
   * Takes the answer to the question that `next()` gave last: fields, a piece of text, or `undefined` at the end of the text.
   *
   * @throws {@link ImapError} `invalid-state` where nothing was asked; `bad-value` for an answer of another type
   */
  answer(value: readonly HeaderField[] | string | undefined): void {
    const question = this.#question ?? fail('invalid-state', 0, 'answer search: no question is open; call next() first')
    const verdict =
      question.type === 'fields'
        ? this.#criteria.takeFields(value as readonly HeaderField[])
        : this.#criteria.takeText(question.part, value === undefined ? value : textOf(value as string, 'answer text'))
    this.#question = undefined
    const { characters } = this.#limits
    if (this.#criteria.compared > characters) {
      this.#iterator?.return?.()
      this.#end = this.#refusal(limitProblem(`the search would read more than ${characters} characters`))
    } else if (verdict !== UNKNOWN) this.#decide(question.message, verdict)
    else if (question.type === 'text' && value !== undefined && this.#criteria.isReading)
      this.#question = { ...question, piece: question.piece + 1 }
    else this.#ask(question.message, question)
  }

  #begin(message: Message): void {
    this.#last = nextNumbers(fieldsOf(message, 'search: message'), this.#last, 'search')
    const verdict = this.#criteria.begin(message)
    if (verdict === UNKNOWN) this.#ask(message, undefined)
    else this.#decide(message, verdict)
  }

  /** Asks for what is read next: fields, then the header, then the body. One of them is pending. */
  #ask(message: Message, before: Question<Message> | undefined): void {
    const names = before === undefined ? this.#criteria.pendingFields() : []
    if (names.length > 0) this.#question = { type: 'fields', message, names }
    else {
      const isHeaderRead = before?.type === 'text'
      const part = !isHeaderRead && this.#criteria.beginText('header') ? 'header' : 'body'
      if (part === 'body') this.#criteria.beginText(part)
      this.#question = { type: 'text', message, part, piece: 0 }
    }
  }

  #decide(message: Message, verdict: Verdict): void {
    if (verdict === TRUE)
      this.#return.found.add(this.#last.uid, this.#last.sequence, this.#criteria.usesModseq ? modseqOf(message) : 0n)
  }

  #finish(): SearchResult {
    const { found } = this.#return
    this.#end = { type: 'result', found: found.numbers, responses: this.#return.responses(), saved: this.#return.saved() }
    return this.#end
  }

  #problemOf(charset: string | undefined): SearchProblem | undefined {
    const { problem, usesFilter } = this.#criteria
    const isKnown = isKnownCharset(charset)
    if (!isKnown && usesFilter) return charsetProblem(true)
    return problem ?? (isKnown ? undefined : charsetProblem(false))
  }

  /** RFC 5182 2.1: NO to a search with SAVE empties `$`, and BAD leaves it. */
  #refusal({ reason, type, code, text }: SearchProblem): SearchRefusal {
    const saved = type === 'no' && this.#return.saves ? [] : undefined
    return { type: 'refused', reason, response: { type, tag: this.#tag, code, text }, saved }
  }
}

/** Options of RETURN, as far as they are read without being asked for again. */
const optionsOf = (given: readonly SearchReturnOption[]): readonly SearchReturnOption[] =>
  listOf(given, 'search: returnOptions').map(option => {
    const one = fieldsOf(option, 'search: returnOptions')
    if (one.name === 'PARTIAL') fieldsOf(one.range, 'search: PARTIAL')
    return one
  })

/** What `*` stands for: 0 in a mailbox without messages, where nothing is named by it. */
function largestOf(
  messages: Iterable<MessageFacts>,
  largest: { readonly sequence: number; readonly uid: number } | undefined,
  isUid: boolean,
): number {
  if (largest === undefined && !Array.isArray(messages)) return fail('bad-value', 0, 'search: largest is required for *')
  const { uid, sequence } = (largest && fieldsOf(largest, 'search: largest')) ??
    (messages as MessageFacts[]).at(-1) ?? { uid: 0, sequence: 0 }
  return isUid ? uid : sequence
}
