/** What a resynchronization is given, and what it says (RFC 7162 6). */
import type { CommandInit } from '../command/command.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import type { Status } from '../session/events.js'
import type { ResyncMethod } from './resync-plan.js'

/** What a resynchronization needs to know. */
export interface ResyncOptions {
  readonly mailbox: string
  /** Opens it with EXAMINE. */
  readonly readOnly?: boolean | undefined
  /** `session.capabilities`: what the server announces, in upper case. */
  readonly capabilities?: ReadonlySet<string> | undefined
  /**
   * True where QRESYNC was enabled in this session, `false` where it may not be: a mailbox was selected in it before (RFC 9051 6.3.1). Otherwise it
   * is enabled where it is announced.
   */
  readonly isQresyncEnabled?: boolean | undefined
  /** The best method to use, where a server cannot do what it announces; `qresync` by default. */
  readonly method?: ResyncMethod | undefined
  /** What the tags of its commands begin with: `RESYNC` by default. No other tag of the session may begin so. */
  readonly tag?: string | undefined
}

/** What became of a mailbox since it was in step last. The sets are of UIDs, ascending. */
export interface ResyncResult {
  readonly type: 'result'
  /** What was used in the end. */
  readonly method: ResyncMethod
  /** UIDVALIDITY is another one (RFC 9051 2.3.1.1): `gone` are UIDs of before, and all messages are new. */
  readonly renumbered: boolean
  readonly added: SequenceSet
  /** Those whose flags are others than before; where the view keeps none, those of which the server says so, and `undefined` where it cannot. */
  readonly changed: SequenceSet | undefined
  readonly gone: SequenceSet
  /** Messages whose flags could not be read: what is known up to `highestModseq` of the view stays as it was, to ask again. */
  readonly unreadable: SequenceSet
}

/** What to do next, by its `type`. */
export type ResyncStep =
  | { readonly type: 'send'; readonly command: CommandInit }
  /** Nothing: the answer is to come. */
  | { readonly type: 'wait' }
  | ResyncResult
  /** The mailbox cannot be opened, or the server does not give an answer that fits; `response` is what it said last. */
  | { readonly type: 'failed'; readonly response: Status | undefined; readonly reason: 'refused' | 'unanswered' | 'inconsistent' }
