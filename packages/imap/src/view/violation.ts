/** Violations by a server in a selected mailbox, as a table: a view reports a violation by its ID and continues. */
import { frozen } from '@mailwire/bytes'

/** One rule of the table. */
export interface ViolationRow {
  /** The section with the rule. */
  readonly section: string
  /** What the server did. */
  readonly text: string
}

/** The ID of a violation. */
export type Violation =
  | 'expunge-forbidden'
  | 'expunge-for-vanished'
  | 'number-out-of-range'
  | 'number-with-uidonly'
  | 'exists-decreased'
  | 'exists-missing'
  | 'exists-too-low'
  | 'uid-zero'
  | 'uid-changed'
  | 'uid-out-of-order'
  | 'uidnext-decreased'
  | 'uidvalidity-changed'
  | 'uidvalidity-decreased'
  | 'modseq-decreased'
  | 'vanished-unknown'
  | 'vanished-counted'

/**
 * The violations that a {@link MailboxView} reports, each with the section that forbids it.
 *
 * @example
 * violations['exists-decreased'].section // => 'RFC 9051 7.4.1'
 */
export const violations: Readonly<Record<Violation, ViolationRow>> = /* @__PURE__ */ frozen<Record<Violation, ViolationRow>>({
  'expunge-forbidden': { section: 'RFC 9051 7.5.1', text: 'a message was expunged where message numbers may not change' },
  'expunge-for-vanished': { section: 'RFC 7162 3.2.10.2', text: 'EXPUNGE came after QRESYNC was enabled' },
  'number-out-of-range': { section: 'RFC 9051 2.3.1.2', text: 'a message number is above the number of messages' },
  'number-with-uidonly': { section: 'RFC 9586 3', text: 'a message number came after UIDONLY was enabled' },
  'exists-decreased': { section: 'RFC 9051 7.4.1', text: 'EXISTS went down without EXPUNGE or VANISHED' },
  'exists-missing': { section: 'RFC 9051 6.3.2', text: 'a mailbox was selected and EXISTS did not come' },
  'exists-too-low': { section: 'RFC 9051 7.4.1', text: 'there are more messages than EXISTS said' },
  'uid-zero': { section: 'RFC 9051 9', text: 'a UID is 0' },
  'uid-changed': { section: 'RFC 9051 2.3.1.1', text: 'a message has another UID than before' },
  'uid-out-of-order': { section: 'RFC 9051 2.3.1.1', text: 'a UID is not between those of the messages before and after it' },
  'uidnext-decreased': { section: 'RFC 9051 2.3.1.1', text: 'UIDNEXT went down' },
  'uidvalidity-changed': { section: 'RFC 9051 2.3.1.1', text: 'UIDVALIDITY changed while the mailbox was selected' },
  'uidvalidity-decreased': { section: 'RFC 9051 2.3.1.1', text: 'UIDVALIDITY went down' },
  'modseq-decreased': { section: 'RFC 7162 3.1.2.1', text: 'HIGHESTMODSEQ went down while the mailbox was not selected' },
  'vanished-counted': { section: 'RFC 7162 3.2.10.1', text: 'VANISHED (EARLIER) names a message that has a number' },
  'vanished-unknown': { section: 'RFC 7162 3.2.10.2', text: 'VANISHED names a UID that no message has' },
})
