/** The options, steps and result of a resynchronization (RFC 7162 6). */
import type { CommandInit } from '../command/command.js'
import type { SequenceSet } from '../mailbox/sequence-set.js'
import type { Status } from '../session/events.js'
import type { ResyncMethod } from './resync-plan.js'

/** The options of a resynchronization. */
export interface ResyncOptions {
  readonly mailbox: string
  /** Opens it with EXAMINE. */
  readonly readOnly?: boolean | undefined
  /** The announced capabilities in upper case: `session.capabilities`. */
  readonly capabilities?: ReadonlySet<string> | undefined
  /**
   * True if QRESYNC was enabled in this session, `false` if it may not be enabled because a mailbox was selected before (RFC 9051 6.3.1). Otherwise it
   * is enabled if announced.
   */
  readonly isQresyncEnabled?: boolean | undefined
  /** The best method to use, for servers that announce what they do not support; `qresync` by default. */
  readonly method?: ResyncMethod | undefined
  /** The prefix of its tags, `RESYNC` by default. No other tag of the session may begin with it. */
  readonly tag?: string | undefined
}

/** The changes of a mailbox since it was last in step. The sets contain UIDs, ascending. */
export interface ResyncResult {
  readonly type: 'result'
  /** The method finally used. */
  readonly method: ResyncMethod
  /** UIDVALIDITY changed (RFC 9051 2.3.1.1): `gone` contains the old UIDs, and all messages are new. */
  readonly renumbered: boolean
  readonly added: SequenceSet
  /** Messages whose flags changed; if the view keeps no flags, those that the server reports as changed, or `undefined` if it cannot report them. */
  readonly changed: SequenceSet | undefined
  readonly gone: SequenceSet
  /** Messages whose flags were damaged: `highestModseq` of the view stays as it was, so that they are fetched again. */
  readonly unreadable: SequenceSet
}

/** What to do next; `type` narrows it. */
export type ResyncStep =
  | { readonly type: 'send'; readonly command: CommandInit }
  /** Nothing: wait for the answer. */
  | { readonly type: 'wait' }
  | ResyncResult
  /** The mailbox cannot be opened, or the server gave no consistent answer; `response` is its last one. */
  | { readonly type: 'failed'; readonly response: Status | undefined; readonly reason: 'refused' | 'unanswered' | 'inconsistent' }
