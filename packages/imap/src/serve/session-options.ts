/** What a view of a mailbox begins with, what it asks the store, and what a client made known (RFC 7162 3.1, RFC 5161 3.1). */
import type { Uids } from './uids.js'

/** What the client made known that it understands. Nothing of it is ever switched off (RFC 5161 3.1). */
export interface SessionModes {
  /** It gave a CONDSTORE-enabling command (RFC 7162 3.1): FETCH responses that it did not ask for have MODSEQ. */
  readonly condstore?: boolean | undefined
  /** It enabled QRESYNC (RFC 7162 3.2.3), which includes CONDSTORE: VANISHED takes the place of EXPUNGE. */
  readonly qresync?: boolean | undefined
  /** It enabled UIDONLY (RFC 9586): UIDFETCH and VANISHED take the place of FETCH and EXPUNGE. */
  readonly uidOnly?: boolean | undefined
}

/** What a `SessionView` asks the store about a message that changed. */
export interface MessageState {
  readonly flags: Iterable<string>
  /** `undefined` where the store keeps no mod-sequences (RFC 7162 3.1.2.2). */
  readonly modseq?: bigint | undefined
}

/** What is told of a change. */
export interface ChangeResponseOptions {
  /** False for a STORE with .SILENT (RFC 9051 6.4.6). True by default. */
  readonly flags?: boolean | undefined
  /** False in the answer to a command by message numbers. True by default. */
  readonly uid?: boolean | undefined
}

/** What a `SessionView` begins with, at SELECT. */
export interface SessionViewOptions extends SessionModes {
  /** The messages of the mailbox, which SELECT announces by EXISTS. */
  readonly uids: Uids
  /** False for a mailbox for which SELECT tells NOMODSEQ (RFC 7162 3.1.2.2): EXPUNGE stays EXPUNGE. True by default. */
  readonly hasModseqs?: boolean | undefined
  /** The state of a message now; `undefined` for one that is gone. */
  readonly describe: (uid: number) => MessageState | undefined
}
