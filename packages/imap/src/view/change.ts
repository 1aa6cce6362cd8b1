/** What a response changed of a mailbox, as a view tells it. */
import type { SequenceSet } from '../mailbox/sequence-set.js'
import type { Violation } from './violation.js'

/** One change, by its `type`. */
export type MailboxChange =
  /** SELECT or EXAMINE succeeded. `renumbered`: UIDVALIDITY is another one, and all that was known is forgotten (RFC 9051 2.3.1.1). */
  | { readonly type: 'opened'; readonly renumbered: boolean }
  /** Messages came (RFC 9051 7.4.1): the numbers from `sequence` on, whose UIDs are not known yet. */
  | { readonly type: 'appeared'; readonly sequence: number; readonly count: number }
  /** So many messages from `sequence` on are known to have the UIDs from `uid` on; `sequence` is 0 with UIDONLY. */
  | { readonly type: 'identified'; readonly sequence: number; readonly uid: number; readonly count: number }
  /**
   * Flags or mod-sequence were told (RFC 9051 7.5.2, RFC 7162 3.1.4.2). `uid` is 0 where it is not known, `sequence` is 0 with UIDONLY;
   * `undefined` for what did not come. `isChange` is false for flags that were known before, and true where they are not kept.
   */
  | {
      readonly type: 'flags'
      readonly sequence: number
      readonly uid: number
      readonly flags: readonly string[] | undefined
      readonly modseq: bigint | undefined
      readonly isChange: boolean
    }
  /** Messages are gone (RFC 9051 7.5.1, RFC 7162 3.2.10): those with a known UID, and so many others. */
  | { readonly type: 'gone'; readonly uids: SequenceSet; readonly unknown: number }
  /** These flags are not known any more: what was stored silently and what was told of it disagree. Ask for them. */
  | { readonly type: 'stale'; readonly uids: SequenceSet | 'all' }
  /** Message numbers and UIDs do not fit any more: resynchronize. */
  | { readonly type: 'lost' }
  /** The server did what it may not do. */
  | { readonly type: 'violation'; readonly violation: Violation }
