/**
 * SEARCH, SORT and THREAD over a mailbox as a session sees it (RFC 9051 6.4.4, RFC 4731, RFC 5182, RFC 5256): what the evaluation asks for is read from the messages. What it costs is bounded, and others
 * have their turns in between.
 */
import {
  type ResponseInit,
  type SearchCommand,
  type SequenceSet,
  type SortCommand,
  sequenceSetFilter,
  type ThreadCommand,
} from '@mailwire/imap'
import {
  type HeaderField,
  type MessageFacts,
  type PauseStep,
  type Question,
  SearchEvaluation,
  SortEvaluation,
  ThreadEvaluation,
} from '@mailwire/imap/serve'
import { EXTENSIONS } from './imap-extensions.js'
import type { SelectedMailbox } from './imap-mailbox.js'
import { no, ok, type Tagged } from './imap-replies.js'
import { SearchedMessage } from './imap-search-text.js'
import type { StoredMessage } from './stored-mailbox.js'

/** Keys of one search, those in other keys included, and how many of them may look through whole messages. */
const LIMITS = { keys: 100, textKeys: 10 }

/** What one search may read, in bytes of content and characters of text: a maildrop that is full, four times. */
const MAX_READ = 4_294_967_296

/** Messages, and what is read, before others have their turn. */
const BATCH = 256
const BATCH_READ = 1_048_576

/** A message of the session. */
interface Candidate extends MessageFacts {
  readonly message: StoredMessage
}

/** SEARCH, SORT or THREAD. */
type SearchingCommand = (SearchCommand | SortCommand | ThreadCommand) & Tagged

/** The responses to a command; `undefined` once the client is gone. `pause` gives others their turn, and is false when it is. */
export async function search(
  command: SearchingCommand,
  mailbox: SelectedMailbox,
  pause: () => Promise<boolean>,
  most: number = MAX_READ,
): Promise<readonly ResponseInit[] | undefined> {
  const reader = new Reader(most, pause)
  const found = await reader.run(searchOf(command, mailbox, most))
  if (found === undefined) return undefined
  const end = found.type !== 'result' || command.verb === 'search' ? found : await ordered(command, mailbox, found.found, reader)
  if (end === undefined) return undefined
  if (end.type === 'limit') {
    // RFC 5182 2.1: nothing is saved of a search that fails.
    const saves = 'returnOptions' in command && command.returnOptions?.some(({ name }) => name === 'SAVE') === true
    if (saves) mailbox.save([])
    return [no(command, 'LIMIT', `the search would read more than ${most} bytes`)]
  }
  if ('saved' in end) save(mailbox, end.saved)
  return end.type === 'refused' ? [end.response] : [...end.responses, ok(command, `${command.verb.toUpperCase()} done`)]
}

/** The search of a command. SORT and THREAD go on with what it finds, by number. */
function searchOf(command: SearchingCommand, mailbox: SelectedMailbox, most: number): SearchEvaluation<Candidate> {
  const { tag, keys, charset } = command
  return new SearchEvaluation({
    command: command.verb === 'search' ? command : { tag, keys, charset, uid: false, returnOptions: savingOf(command) },
    messages: candidates(mailbox.messages),
    now: Date.now(),
    saved: mailbox.saved,
    largest: { sequence: mailbox.largest(false), uid: mailbox.largest(true) },
    announced: EXTENSIONS,
    limits: { ...LIMITS, characters: most },
    messagesPerStep: BATCH,
  })
}

/** SAVE alone: of a search that fails nothing is saved (RFC 5182 2.1). What is saved otherwise SORT says. */
const savingOf = (command: SortCommand | ThreadCommand): SortCommand['returnOptions'] =>
  'returnOptions' in command ? command.returnOptions?.filter(({ name }) => name === 'SAVE') : undefined

/** Sorts or threads messages by number (RFC 5256 3). */
function ordered(
  command: (SortCommand | ThreadCommand) & Tagged,
  mailbox: SelectedMailbox,
  numbers: Uint32Array,
  reader: Reader,
) {
  const messages = Array.from(numbers, sequence => candidate(mailbox.messages[sequence - 1]!, sequence))
  return command.verb === 'sort'
    ? reader.run(new SortEvaluation({ command, messages }))
    : reader.run(new ThreadEvaluation({ command, messages }))
}

function* candidates(messages: readonly StoredMessage[]): Generator<Candidate> {
  for (const [at, message] of messages.entries()) yield candidate(message, at + 1)
}

const candidate = (message: StoredMessage, sequence: number): Candidate => {
  const { uid, flags, modseq, content, received } = message
  return { message, uid, sequence, flags, size: content.length, internalDate: received.getTime(), modseq }
}

/** What was found and is to be saved is in the mailbox. */
function save(mailbox: SelectedMailbox, saved: SequenceSet | undefined): void {
  if (saved === undefined) return
  const isSaved = sequenceSetFilter(saved, 0)
  mailbox.save(mailbox.messages.filter(({ uid }) => isSaved(uid)))
}

/** What an evaluation gives at its end. */
interface End {
  readonly type: 'result' | 'refused'
}

/** SEARCH, SORT and THREAD, as far as they are run. */
interface Evaluation<Step extends End> {
  next(): Question<Candidate> | PauseStep | Step
  answer(value: readonly HeaderField[] | string | undefined): void
}

const isQuestion = (step: { readonly type: string }): step is Question<Candidate> =>
  step.type === 'fields' || step.type === 'text'

const isEnd = <Step extends End>(step: Question<Candidate> | PauseStep | Step): step is Step =>
  step.type === 'result' || step.type === 'refused'

/** Runs evaluations, and reads the messages that they ask about. */
class Reader {
  readonly #most: number
  readonly #pause: () => Promise<boolean>
  /** Bytes of content, and characters of text. */
  #read = 0
  #candidate: Candidate | undefined
  #message: SearchedMessage | undefined

  constructor(most: number, pause: () => Promise<boolean>) {
    this.#most = most
    this.#pause = pause
  }

  /** The end of an evaluation, or of what may be read; `undefined` once the client is gone. */
  async run<Step extends End>(evaluation: Evaluation<Step>): Promise<Step | { readonly type: 'limit' } | undefined> {
    for (let pausedAt = this.#read; ; ) {
      const step = evaluation.next()
      if (isEnd(step)) return step
      if (isQuestion(step)) {
        evaluation.answer(this.#answer(step))
        if (this.#read > this.#most) return { type: 'limit' }
        if (this.#read - pausedAt < BATCH_READ) continue
      }
      pausedAt = this.#read
      if (!(await this.#pause())) return undefined
    }
  }

  #answer(question: Question<Candidate>): readonly HeaderField[] | string | undefined {
    const { message: candidate } = question
    if (this.#message === undefined || this.#candidate !== candidate) {
      const { content, structure } = candidate.message
      this.#candidate = candidate
      this.#message = new SearchedMessage(content, structure)
      this.#read += content.length
    }
    if (question.type === 'fields') return this.#message.fields(question.names)
    const text = this.#message.text(question.part, question.piece)
    this.#read += text?.length ?? 0
    return text
  }
}
