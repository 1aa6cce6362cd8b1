/**
 * SEARCH over a mailbox as a session sees it (RFC 9051 6.4.4, RFC 4731, RFC 5182): what the evaluation asks for is read from the messages. What it costs is bounded, and others
 * have their turns in between.
 */
import { type ResponseInit, type SearchCommand, type SequenceSet, sequenceSetFilter } from '@mailwire/imap'
import { type HeaderField, type MessageFacts, type Question, SearchEvaluation } from '@mailwire/imap/serve'
import type { SelectedMailbox } from './imap-mailbox.js'
import { no, ok, type Tagged } from './imap-replies.js'
import { SearchedMessage } from './imap-search-text.js'
import type { StoredMessage } from './stored-mailbox.js'

/** What of a search is announced. */
const ANNOUNCED: readonly string[] = ['ESEARCH', 'SEARCHRES', 'WITHIN', 'CONDSTORE']

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

/** The responses to a SEARCH; `undefined` once the client is gone. `pause` gives others their turn, and is false when it is. */
export async function search(
  command: SearchCommand & Tagged,
  mailbox: SelectedMailbox,
  pause: () => Promise<boolean>,
  most: number = MAX_READ,
): Promise<readonly ResponseInit[] | undefined> {
  const evaluation = new SearchEvaluation({
    command,
    messages: candidates(mailbox.messages),
    now: Date.now(),
    saved: mailbox.saved,
    largest: { sequence: mailbox.largest(false), uid: mailbox.largest(true) },
    announced: ANNOUNCED,
    limits: { ...LIMITS, characters: most },
    messagesPerStep: BATCH,
  })
  const reader = new Reader()
  for (let pausedAt = 0; ; ) {
    const step = evaluation.next()
    if (step.type === 'result') {
      save(mailbox, step.saved)
      return [...step.responses, ok(command, 'SEARCH done')]
    }
    if (step.type === 'refused') {
      save(mailbox, step.saved)
      return [step.response]
    }
    if (step.type !== 'pause') {
      evaluation.answer(reader.answer(step))
      if (reader.read > most) {
        // RFC 5182 2.1: nothing is saved of a search that fails.
        if (command.returnOptions?.some(({ name }) => name === 'SAVE')) mailbox.save([])
        return [no(command, 'LIMIT', `a search looks through ${most} bytes at most`)]
      }
      if (reader.read - pausedAt < BATCH_READ) continue
    }
    pausedAt = reader.read
    if (!(await pause())) return undefined
  }
}

function* candidates(messages: readonly StoredMessage[]): Generator<Candidate> {
  for (const [at, message] of messages.entries()) {
    const { uid, flags, modseq, content, received } = message
    yield { message, uid, sequence: at + 1, flags, size: content.length, internalDate: received.getTime(), modseq }
  }
}

/** What was found and is to be saved is in the mailbox. */
function save(mailbox: SelectedMailbox, saved: SequenceSet | undefined): void {
  if (saved === undefined) return
  const isSaved = sequenceSetFilter(saved, 0)
  mailbox.save(mailbox.messages.filter(({ uid }) => isSaved(uid)))
}

/** Reads the message that is asked about. */
class Reader {
  /** Bytes of content, and characters of text. */
  read = 0
  #candidate: Candidate | undefined
  #message: SearchedMessage | undefined

  answer(question: Question<Candidate>): readonly HeaderField[] | string | undefined {
    const { message: candidate } = question
    if (this.#message === undefined || this.#candidate !== candidate) {
      const { content, structure } = candidate.message
      this.#candidate = candidate
      this.#message = new SearchedMessage(content, structure)
      this.read += content.length
    }
    if (question.type === 'fields') return this.#message.fields(question.names)
    const text = this.#message.text(question.part, question.piece)
    this.read += text?.length ?? 0
    return text
  }
}
