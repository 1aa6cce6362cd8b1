/** STORE with UNCHANGEDSINCE (RFC 7162 3.1.3): the messages that it changes, and those that fail the test. */
import { type SequenceSet, sequenceSetOf } from '../mailbox/sequence-set.js'
import { bigintOf, booleanOf, fieldsOf, functionOf, iterableOf, wholeNumberOf } from '../values.js'

/** A conditional STORE; its messages are from `SessionView.named`. */
export interface ConditionalStore<Message extends { readonly sequence: number; readonly uid: number }> {
  readonly messages: Iterable<Message>
  /** True for UID STORE: `modified` contains UIDs then, otherwise message numbers. */
  readonly uid: boolean
  /** 0 is below every mod-sequence. */
  readonly unchangedSince: bigint
  /** The current mod-sequence of a message; `undefined` for an expunged one, which neither changes nor fails (RFC 2180 4.2). */
  readonly modseqOf: (message: Message) => bigint | undefined
}

/** The result of a conditional STORE. */
export interface ConditionalChanges<Message> {
  /** The messages to change, in order. */
  readonly changes: readonly Message[]
  /** The messages that failed the test: it is recommended to send their flags too (RFC 7162 3.1.3). */
  readonly failures: readonly Message[]
  /** The set for the response code MODIFIED; if empty, do not send the code. */
  readonly modified: SequenceSet
}

/**
 * Tests all messages of a STORE before any of them changes (RFC 7162 3.1.3), so that a message named twice does not fail because of its own change.
 *
 * @throws {@link ImapError} `bad-value` for arguments of another type
 *
 * @example
 * const modseqs = new Map([[50, 12n], [70, 15n]])
 * const messages = [{ sequence: 5, uid: 50 }, { sequence: 7, uid: 70 }]
 * const { changes, modified } = conditionalStore({ messages, uid: true, unchangedSince: 12n, modseqOf: ({ uid }) => modseqs.get(uid) })
 * changes // => [{ sequence: 5, uid: 50 }]
 * modified // => [{ start: 70, end: 70 }]
 */
export function conditionalStore<Message extends { readonly sequence: number; readonly uid: number }>(
  store: ConditionalStore<Message>,
): ConditionalChanges<Message> {
  const { messages, uid, unchangedSince, modseqOf } = fieldsOf(store, 'test STORE')
  booleanOf(uid, 'test STORE: uid')
  bigintOf(unchangedSince, 'test STORE: unchangedSince')
  functionOf(modseqOf, 'test STORE: modseqOf')
  const changes: Message[] = []
  const failures: Message[] = []
  const failed: number[] = []
  const seen = new Set<number>()
  for (const message of iterableOf(messages, 'test STORE: messages')) {
    const { uid: identifier, sequence } = fieldsOf(message, 'test STORE: messages')
    if (seen.has(wholeNumberOf(identifier, 'test STORE: uid of a message'))) continue
    seen.add(identifier)
    wholeNumberOf(sequence, 'test STORE: sequence of a message')
    const modseq = modseqOf(message)
    if (modseq === undefined) continue
    if (bigintOf(modseq, 'test STORE: modseqOf') <= unchangedSince) changes.push(message)
    else {
      failures.push(message)
      failed.push(uid ? identifier : sequence)
    }
  }
  return { changes, failures, modified: sequenceSetOf(failed) }
}
