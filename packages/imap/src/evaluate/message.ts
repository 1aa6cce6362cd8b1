/**
 * What a server tells an evaluation of SEARCH (RFC 9051 6.4.4), SORT or THREAD (RFC 5256) about its messages, and what an evaluation asks for
 * because a server may have to read a message to know it. An evaluation keeps none of the answers beyond the message that they are about.
 */
import { fail } from '../error.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import type { StatusResponseInit } from '../response/status.js'
import { otherNumber, wholeNumberOf } from '../values.js'

/** The facts that a server has about a message without reading it. */
export interface MessageFacts {
  readonly uid: number
  /** Its message number in the session that asks. */
  readonly sequence: number
  /** As they are stored; compared without regard to case. */
  readonly flags: Iterable<string>
  /** RFC822.SIZE, in bytes. */
  readonly size: number
  /** INTERNALDATE in milliseconds since 1970. */
  readonly internalDate: number
  /** The mod-sequence of the message (RFC 7162 3.1). */
  readonly modseq?: bigint | undefined
  /** SAVEDATE in milliseconds since 1970 (RFC 8514 4.1); `null` or absent where the mailbox does not know it. */
  readonly saveDate?: number | null | undefined
  /** EMAILID (RFC 8474 5.1). */
  readonly emailId?: string | undefined
  /** THREADID; `null` or absent where there is none (RFC 8474 5.2). */
  readonly threadId?: string | null | undefined
}

/** A field of a header: its name, and its unfolded value, encoded words included. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** All fields of these names in the header of the message, in the order of the header. Answered with {@link HeaderField}[]. */
export interface FieldsQuestion<Message extends MessageFacts> {
  readonly type: 'fields'
  readonly message: Message
  /** In lower case, each once. */
  readonly names: readonly string[]
}

/**
 * The next piece of the text of a message. Answered with a string, of any length, or with `undefined` at its end. Text is decoded: encoded words (RFC 2047), transfer
 * encodings and charsets.
 */
export interface TextQuestion<Message extends MessageFacts> {
  readonly type: 'text'
  readonly message: Message
  /** `header`: the header of the message and those of its parts. `body`: what a person would read of it, messages in it included. */
  readonly part: 'header' | 'body'
  /** Which piece of that part, from 0; each is asked for once, in order. */
  readonly piece: number
}

/** What an evaluation asks its caller for. */
export type Question<Message extends MessageFacts> = FieldsQuestion<Message> | TextQuestion<Message>

/** Nothing is asked for: others may have their turn before `next()` is called again. */
export interface PauseStep {
  readonly type: 'pause'
}

/** What cannot be done, with the tagged NO or BAD that says so. */
export interface RefusedStep {
  readonly type: 'refused'
  readonly response: StatusResponseInit
  /** The unique identifiers that `$` stands for from now on: none where a command with SAVE gets NO (RFC 5182 2.1). `undefined` where it stays as it was. */
  readonly saved: SequenceSet | undefined
}

export const PAUSE: PauseStep = /* @__PURE__ */ Object.freeze({ type: 'pause' })

/** What a message is named by. */
export type MessageNumbers = Pick<MessageFacts, 'uid' | 'sequence'>

/** The largest UID and the largest message number (RFC 9051 9, `nz-number`). */
const LARGEST = 0xffff_ffff

/** The checked numbers of the message after `before`: they must ascend, and be from 1 to 2^32-1. */
export function nextNumbers(message: MessageNumbers, before: MessageNumbers, action: string): MessageNumbers {
  const { uid, sequence } = message
  wholeNumberOf(uid, `${action}: uid`)
  wholeNumberOf(sequence, `${action}: sequence`)
  if (uid > LARGEST || sequence > LARGEST)
    fail('bad-value', 0, `${action}: message ${sequence} with UID ${uid}: at most ${LARGEST}`)
  if (uid <= before.uid || sequence <= before.sequence)
    fail(
      'bad-value',
      0,
      `${action}: messages must ascend: message ${sequence} with UID ${uid} follows message ${before.sequence} with UID ${before.uid}`,
    )
  return { uid, sequence }
}

/** A moment or a zone. */
export const finiteOf = (value: number, action: string): number =>
  Number.isFinite(value) ? value : otherNumber(value, 'a finite number', action)
