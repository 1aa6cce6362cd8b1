/** The options of a session's view of a mailbox, its questions to the store, and the modes of a client (RFC 7162 3.1, RFC 5161 3.1). */
import type { Uids } from './uids.js'

/** The modes that the client enabled. They are never disabled (RFC 5161 3.1). */
export interface SessionModes {
  /** The client sent a CONDSTORE-enabling command (RFC 7162 3.1): unsolicited FETCH responses have MODSEQ. */
  readonly condstore?: boolean | undefined
  /** The client enabled QRESYNC (RFC 7162 3.2.3), which includes CONDSTORE: VANISHED replaces EXPUNGE. */
  readonly qresync?: boolean | undefined
  /** The client enabled UIDONLY (RFC 9586): UIDFETCH and VANISHED replace FETCH and EXPUNGE. */
  readonly uidOnly?: boolean | undefined
}

/** The state of a changed message, which a `SessionView` asks the store for. */
export interface MessageState {
  readonly flags: Iterable<string>
  /** `undefined` if the store has no mod-sequences (RFC 7162 3.1.2.2). */
  readonly modseq?: bigint | undefined
}

/** The parts of a response about a change. */
export interface ChangeResponseOptions {
  /** False for a STORE with .SILENT (RFC 9051 6.4.6). True by default. */
  readonly flags?: boolean | undefined
  /** False in the response to a command by message numbers. True by default. */
  readonly uid?: boolean | undefined
}

/** The options of a `SessionView`, created at SELECT. */
export interface SessionViewOptions extends SessionModes {
  /** The messages of the mailbox, whose number SELECT reports by EXISTS. */
  readonly uids: Uids
  /** False for a mailbox for which SELECT reports NOMODSEQ (RFC 7162 3.1.2.2): EXPUNGE is not replaced. True by default. */
  readonly hasModseqs?: boolean | undefined
  /** The current state of a message; `undefined` for an expunged one. */
  readonly describe: (uid: number) => MessageState | undefined
}
