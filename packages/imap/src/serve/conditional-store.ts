/** STORE with UNCHANGEDSINCE (RFC 7162 3.1.3): which messages it changes, and which failed the test. */
import { type SequenceSet, sequenceSetOf } from '../mailbox/sequence-set.js'
import { bigintOf, booleanOf, fieldsOf, functionOf, iterableOf, wholeNumberOf } from '../values.js'

/** What a conditional STORE is about; the messages as `SessionView.named` gives them. */
export interface ConditionalStore<Message extends { readonly sequence: number; readonly uid: number }> {
  readonly messages: Iterable<Message>
  /** True for UID STORE: `modified` has UIDs then, and message numbers otherwise. */
  readonly uid: boolean
  /** 0 is below every mod-sequence. */
  readonly unchangedSince: bigint
  /** The mod-sequence of a message now; `undefined` for one that is gone, which neither changes nor fails (RFC 2180 4.2). */
  readonly modseqOf: (message: Message) => bigint | undefined
}

/** What becomes of the messages of a conditional STORE. */
export interface ConditionalChanges<Message> {
  /** Those that change, in their order. */
  readonly changes: readonly Message[]
  /** Those that failed: it is good to tell their flags, too (RFC 7162 3.1.3). */
  readonly failures: readonly Message[]
  /** What the response code MODIFIED names; empty where it is not sent. */
  readonly modified: SequenceSet
}

/**
 * Tests all messages of a STORE before any of them changes (RFC 7162 3.1.3), so that one which is named twice does not fail by its own change.
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
