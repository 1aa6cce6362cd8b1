/** Messages with content, and a server in ten lines that answers what a search asks. */

import { asBytes } from '@mailwire/tooling/testing'
import type { HeaderField, MessageFacts, Question } from '../src/evaluate/message.js'
import { SearchEvaluation } from '../src/evaluate/search.js'
import type { SearchOptions, SearchRefusal, SearchResult } from '../src/evaluate/search-steps.js'
import { decodeCommand, type SearchCommand } from '../src/index.js'

/** A message as a store has it. */
export interface StoredMessage extends MessageFacts {
  readonly fields: readonly HeaderField[]
  readonly header: string
  readonly body: string
}

/** A message of which only some is said. */
export function messageOf(sequence: number, given: Partial<StoredMessage> = {}): StoredMessage {
  const fields = given.fields ?? []
  const header = fields.map(({ name, value }) => `${name}: ${value}\n`).join('')
  return { uid: sequence, sequence, flags: [], size: 100, internalDate: 0, header, body: '', ...given, fields }
}

export const field = (name: string, value: string): HeaderField => ({ name, value })

/** The command as a client sends it: what is behind SEARCH, or the whole of UID SEARCH. */
export const command = (line: string): SearchCommand & { readonly tag: string } =>
  decodeCommand(asBytes(`a ${line.startsWith('UID SEARCH ') ? '' : 'SEARCH '}${line}\r\n`)) as never

/** What answers a question: text in pieces of so many characters. */
export function answerTo(
  { message, ...question }: Question<StoredMessage>,
  size = 5,
): readonly HeaderField[] | string | undefined {
  if (question.type === 'fields') return message.fields.filter(({ name }) => question.names.includes(name.toLowerCase()))
  const text = question.part === 'header' ? message.header : message.body
  const piece = text.slice(question.piece * size, (question.piece + 1) * size)
  return piece === '' ? undefined : piece
}

/** The end of a search, and all that it asked on the way: `3 fields from`, `3 body 0`. */
export function run(
  options: Omit<SearchOptions<StoredMessage>, 'now' | 'command'> & { readonly command: string; readonly now?: number },
  size?: number,
): { readonly end: SearchResult | SearchRefusal; readonly asked: readonly string[]; readonly pauses: number } {
  const search = new SearchEvaluation({ now: 0, ...options, command: command(options.command) })
  const asked: string[] = []
  let pauses = 0
  for (;;) {
    const step = search.next()
    if (step.type === 'result' || step.type === 'refused') return { end: step, asked, pauses }
    if (step.type === 'pause') pauses++
    else {
      asked.push(
        `${step.message.sequence} ${step.type === 'fields' ? `fields ${step.names.join(' ')}` : `${step.part} ${step.piece}`}`,
      )
      search.answer(answerTo(step, size))
    }
  }
}

/** The numbers that are found. */
export function found(
  line: string,
  messages: readonly StoredMessage[],
  options: Partial<SearchOptions<StoredMessage>> = {},
): string {
  const { end } = run({ messages, ...options, command: line })
  return end.type === 'result' ? end.found.join(' ') : `${end.response.type} ${end.response.code?.name ?? ''}`
}
