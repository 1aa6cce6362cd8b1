/**
 * Asks for the header fields of one message after another (RFC 5256 3): what SORT and THREAD have in common. Nothing is asked for where nothing is
 * needed, and nothing of an answer is kept here.
 */
import { lowerAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { fieldsOf, listOf, textOf, wholeNumberOf } from '../values.js'
import {
  type FieldsQuestion,
  finiteOf,
  type HeaderField,
  type MessageFacts,
  type MessageNumbers,
  nextNumbers,
  PAUSE,
  type PauseStep,
} from './message.js'

/** How many messages one step processes without a question: about a millisecond. */
const MESSAGES_PER_STEP = 4096

/** The fields of a message by their names in lower case, each in the order of the header. */
export type Fields = (name: string) => readonly string[]

export class HeaderReading<Message extends MessageFacts> {
  readonly #messages: readonly Message[]
  readonly #names: readonly string[]
  readonly #take: (message: Message, at: number, fields: Fields) => void
  readonly #action: string
  #at = 0
  #question: FieldsQuestion<Message> | undefined
  #answers: ReadonlyMap<string, string[]> = new Map()

  /** `take` gets each message with its fields of these names. */
  constructor(
    messages: readonly Message[],
    names: readonly string[],
    take: (message: Message, at: number, fields: Fields) => void,
    action: string,
  ) {
    this.#messages = messages
    this.#names = names
    this.#take = take
    this.#action = action
    checkMessages(messages, action)
  }

  /** The next step, until `undefined` says that all messages were taken; while a question is not answered, the same again. */
  next(): FieldsQuestion<Message> | PauseStep | undefined {
    if (this.#question !== undefined) return this.#question
    const until = Math.min(this.#messages.length, this.#at + MESSAGES_PER_STEP)
    if (this.#at === this.#messages.length) return undefined
    if (this.#names.length > 0) {
      this.#question = { type: 'fields', message: this.#messages[this.#at]!, names: this.#names }
      return this.#question
    }
    while (this.#at < until) this.#next()
    return this.#at < this.#messages.length ? PAUSE : undefined
  }

  /** What the header has. @throws {@link ImapError} `bad-value` for what is not a list of fields, `invalid-state` where nothing was asked */
  answer(fields: readonly HeaderField[]): void {
    if (this.#question === undefined) fail('invalid-state', 0, `${this.#action}: no question is open; call next() first`)
    const answers = new Map<string, string[]>()
    for (const field of listOf(fields, this.#action)) {
      const { name, value } = fieldsOf(field, this.#action)
      const key = lowerAscii(textOf(name, this.#action))
      const values = answers.get(key)
      if (values === undefined) answers.set(key, [textOf(value, this.#action)])
      else values.push(textOf(value, this.#action))
    }
    this.#question = undefined
    this.#answers = answers
    this.#next()
    this.#answers = new Map()
  }

  #next(): void {
    const at = this.#at++
    this.#take(this.#messages[at]!, at, name => this.#answers.get(name) ?? NONE)
  }
}

const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** Rejects invalid numbers, which the result would contain, and messages out of order, which would change it. */
function checkMessages(messages: readonly MessageFacts[], action: string): void {
  let before: MessageNumbers = { uid: 0, sequence: 0 }
  for (const message of messages) {
    const { internalDate, size } = fieldsOf(message, `${action}: message`)
    before = nextNumbers(message, before, action)
    finiteOf(internalDate, `${action}: internalDate`)
    wholeNumberOf(size, `${action}: size`)
  }
}
