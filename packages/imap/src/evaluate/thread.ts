/**
 * THREAD on the server's side (RFC 5256 3): the messages that a search found, as threads by ORDEREDSUBJECT or by REFERENCES. It asks for the fields that the algorithm
 * needs, each message once, and keeps each different subject and Message ID once. No step takes stack or more than the time of sorting.
 */
import type { ThreadCommand } from '../command/sort.js'
import { fail } from '../error.js'
import { maxDepth } from '../limits.js'
import type { ThreadResponse } from '../response/thread.js'
import { fieldsOf, listOf, textOf, wholeNumberOf } from '../values.js'
import { baseSubject } from './base-subject.js'
import { type Fields, HeaderReading } from './header-reading.js'
import type { FieldsQuestion, HeaderField, MessageFacts, PauseStep, RefusedStep } from './message.js'
import { sentDate } from './sent-date.js'
import { DEFAULT_TEXT_LIMIT } from './sort.js'
import { NumberColumn, orderedBy, placesUpTo, TextColumn } from './sort-column.js'
import { messageIdsIn } from './thread-message-id.js'
import { type Links, ReferenceLinks } from './thread-references.js'
import { ThreadMerge } from './thread-subjects.js'
import { threadTree } from './thread-tree.js'

/** What is to be threaded. */
export interface ThreadOptions<Message extends MessageFacts> {
  /** The received THREAD. Its keys and charset are for the search, which comes first. */
  readonly command: ThreadCommand & { readonly tag: string }
  /** What the search found, in the order of the mailbox. */
  readonly messages: readonly Message[]
  /** Characters of different subjects and Message IDs that are kept until the end, with 32 for each ID; 134,217,728 unless it says otherwise. */
  readonly textLimit?: number | undefined
  /** How deep threads may be in each other, from 2 to the 1000 that can be written. A level is a message with several answers, and not each answer. */
  readonly threadDepth?: number | undefined
}

/** The threads, and the OK is the caller's. */
export interface ThreadResult {
  readonly type: 'result'
  readonly responses: readonly [ThreadResponse]
}

/** What {@link ThreadEvaluation.next} gives. */
export type ThreadStep<Message extends MessageFacts> = FieldsQuestion<Message> | PauseStep | RefusedStep | ThreadResult

const ACTION = 'evaluate THREAD'

/** The fields that each algorithm needs. */
const FIELDS: Readonly<Record<string, readonly string[]>> = /* @__PURE__ */ Object.freeze({
  ORDEREDSUBJECT: ['subject', 'date'],
  REFERENCES: ['message-id', 'references', 'in-reply-to', 'subject', 'date'],
})

/** The algorithms that {@link ThreadEvaluation} has, as a server announces them after `THREAD=` (RFC 5256 3). */
export const threadAlgorithms: readonly string[] = /* @__PURE__ */ Object.freeze(['ORDEREDSUBJECT', 'REFERENCES'])

/**
 * Threads what a search found (RFC 5256 3): `next` gives a question, which `answer` answers, until it gives the result or a refusal.
 *
 * Siblings are in the order of their sent dates (RFC 5256 2.2), subjects compare by `i;unicode-casemap` (RFC 5051), and Message IDs by their one normal form, with regard to
 * case. Threads deeper than `threadDepth` lose levels and never a message: answers to what is too deep become siblings of it. Refused are other algorithms, and more text than `textLimit`.
 *
 * @throws {@link ImapError} `bad-value` for messages out of order or of another shape, `bad-number` for a depth that cannot be, `invalid-state` for an answer without a question
 *
 * @example
 * const facts = { flags: [], size: 100, internalDate: 0 }
 * const messages = [{ ...facts, uid: 7, sequence: 1 }, { ...facts, uid: 9, sequence: 2 }]
 * const subjects = new Map([[7, 'lunch'], [9, 'Re: lunch']])
 * const command = { tag: 'a', verb: 'thread', uid: true, algorithm: 'ORDEREDSUBJECT', charset: 'UTF-8', keys: [{ key: 'ALL' }] }
 * const evaluation = new ThreadEvaluation({ command, messages })
 * let step = evaluation.next()
 * for (; step.type === 'fields'; step = evaluation.next())
 *   evaluation.answer([{ name: 'Subject', value: subjects.get(step.message.uid) }])
 * step.responses // => [{ type: 'thread', threads: [{ messages: [7, 9], branches: [] }] }]
 */
export class ThreadEvaluation<Message extends MessageFacts> {
  readonly #command: ThreadOptions<Message>['command']
  readonly #messages: readonly Message[]
  readonly #textLimit: number
  readonly #threadDepth: number
  readonly #reading: HeaderReading<Message>
  readonly #dates: NumberColumn
  readonly #subjects: TextColumn
  readonly #replies: Uint8Array
  readonly #references = new ReferenceLinks()
  #refusal: RefusedStep | undefined
  #result: ThreadResult | undefined

  constructor(options: ThreadOptions<Message>) {
    const { command, messages, textLimit = DEFAULT_TEXT_LIMIT, threadDepth = maxDepth } = fieldsOf(options, ACTION)
    this.#command = { ...fieldsOf(command, ACTION) }
    this.#messages = listOf(messages, ACTION)
    this.#textLimit = wholeNumberOf(textLimit, `${ACTION}: textLimit`)
    this.#threadDepth = wholeNumberOf(threadDepth, `${ACTION}: threadDepth`)
    if (threadDepth < 2 || threadDepth > maxDepth)
      fail('bad-number', 0, `${ACTION}: threadDepth: a number from 2 to ${maxDepth} expected`)
    textOf(this.#command.tag, ACTION)
    if (!threadAlgorithms.includes(textOf(this.#command.algorithm, ACTION))) this.#refuse('bad', 'unknown threading algorithm')
    const { length } = this.#messages
    this.#dates = new NumberColumn(length)
    this.#subjects = new TextColumn(length)
    this.#replies = new Uint8Array(length)
    const names = FIELDS[this.#command.algorithm] ?? []
    this.#reading = new HeaderReading(this.#messages, names, (message, at, fields) => this.#take(message, at, fields), ACTION)
  }

  /** What comes next. While a question is not answered it is the same one, and so is the end. */
  next(): ThreadStep<Message> {
    const step = this.#refusal ?? this.#result ?? this.#reading.next()
    if (step !== undefined) return step
    this.#result = { type: 'result', responses: [this.#threads()] }
    return this.#result
  }

  /** The fields that were asked for, in the order of the header; others are skipped. */
  answer(fields: readonly HeaderField[]): void {
    this.#reading.answer(fields)
    if (this.#subjects.length + this.#references.length > this.#textLimit) this.#refuse('no', 'too much text to thread by', true)
  }

  #take({ internalDate }: Message, at: number, fields: Fields): void {
    const { base, isReplyOrForward } = baseSubject(fields('subject')[0] ?? '')
    this.#dates.set(at, sentDate(fields('date')[0], internalDate))
    this.#subjects.set(at, base)
    this.#replies[at] = isReplyOrForward ? 1 : 0
    if (this.#command.algorithm !== 'REFERENCES') return
    const references = fields('references').flatMap(value => messageIdsIn(value))
    const parents = references.length > 0 ? references : firstIdIn(fields('in-reply-to'))
    this.#references.add(firstIdIn(fields('message-id'))[0], parents)
  }

  #threads(): ThreadResponse {
    const { uid, algorithm } = this.#command
    const order = orderedBy(placesUpTo(this.#messages.length), this.#dates.ranks())
    const links = algorithm === 'REFERENCES' ? this.#byReferences(order) : bySubject(this.#subjects, order)
    const numberOf = (at: number): number => (uid ? this.#messages[at]!.uid : this.#messages[at]!.sequence)
    return { type: 'thread', threads: threadTree(links, order, numberOf, this.#threadDepth) }
  }

  #byReferences(order: Uint32Array): Links {
    const subjects = this.#subjects
    return new ThreadMerge(this.#references.links(), {
      order,
      subjects: subjects.numbers,
      subjectCount: subjects.count,
      emptySubject: subjects.numberOf(''),
      replies: this.#replies,
    }).links
  }

  #refuse(type: 'bad' | 'no', text: string, isLimit = false): void {
    const { tag } = this.#command
    this.#refusal = {
      type: 'refused',
      response: { type, tag, code: isLimit ? { name: 'LIMIT' } : undefined, text },
      saved: undefined,
    }
  }
}

/** The first valid Message ID of several fields, in a list, or none. */
function firstIdIn(values: readonly string[]): readonly string[] {
  for (const value of values) {
    const ids = messageIdsIn(value, 1)
    if (ids.length > 0) return ids
  }
  return []
}

/** ORDEREDSUBJECT (RFC 5256 3): of the messages with one base subject the oldest is the parent of all others. */
function bySubject(subjects: TextColumn, order: Uint32Array): Links {
  const parents = new Int32Array(order.length).fill(-1)
  const oldest = new Int32Array(subjects.count).fill(-1)
  for (const message of order) {
    const subject = subjects.numbers[message]!
    if (oldest[subject] === -1) oldest[subject] = message
    else parents[message] = oldest[subject]!
  }
  return { parents, groups: new Int32Array(order.length).fill(-1) }
}
