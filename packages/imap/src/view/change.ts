/** The changes that a view reports. */
import type { SequenceSet } from '../mailbox/sequence-set.js'
import type { Violation } from './violation.js'

/** One change; `type` narrows it. */
export type MailboxChange =
  /** SELECT or EXAMINE succeeded. `renumbered`: UIDVALIDITY changed, and everything known is forgotten (RFC 9051 2.3.1.1). */
  | { readonly type: 'opened'; readonly renumbered: boolean }
  /** New messages (RFC 9051 7.4.1): the numbers from `sequence` on, whose UIDs are not known yet. */
  | { readonly type: 'appeared'; readonly sequence: number; readonly count: number }
  /** The `count` messages from `sequence` on have the UIDs from `uid` on; `sequence` is 0 with UIDONLY. */
  | { readonly type: 'identified'; readonly sequence: number; readonly uid: number; readonly count: number }
  /**
   * Flags or a mod-sequence were received (RFC 9051 7.5.2, RFC 7162 3.1.4.2); `undefined` for what was not. `uid` is 0 if unknown, `sequence` is 0
   * with UIDONLY. `isChange` is false for flags that were known before, and true if flags are not kept.
   */
  | {
      readonly type: 'flags'
      readonly sequence: number
      readonly uid: number
      readonly flags: readonly string[] | undefined
      readonly modseq: bigint | undefined
      readonly isChange: boolean
    }
  /** Expunged messages (RFC 9051 7.5.1, RFC 7162 3.2.10): those with a known UID, and the number of others. */
  | { readonly type: 'gone'; readonly uids: SequenceSet; readonly unknown: number }
  /** The flags of these messages are no longer known, as a silent STORE and received flags contradict each other. Fetch them. */
  | { readonly type: 'stale'; readonly uids: SequenceSet | 'all' }
  /** Message numbers and UIDs no longer match: resynchronize. */
  | { readonly type: 'lost' }
  /** The server violated a rule. */
  | { readonly type: 'violation'; readonly violation: Violation }
