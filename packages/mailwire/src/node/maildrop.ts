/** Mail in memory: one user's messages, which a POP3 and an IMAP server show and an SMTP server adds to. */
import { MailboxTree, type MaildropLimits } from './mailbox-tree.js'
import { StoredMailbox } from './stored-mailbox.js'

/** One user's mail: INBOX, which is all that POP3 shows, and beside it the mailboxes that IMAP clients make. */
export class Maildrop extends StoredMailbox {
  /** All mailboxes, this one as INBOX among them. */
  readonly mailboxes: MailboxTree
  #isLocked = false

  /**
   * What `limits` does not name is bounded as in `maildropLimits`.
   *
   * @throws {@link NetworkError} `bad-option`
   */
  constructor(limits: Partial<MaildropLimits> = {}) {
    super()
    this.mailboxes = new MailboxTree(this, limits)
  }

  /**
   * Locks the maildrop for one POP3 session (RFC 1939 4): returns the function that ends the lock, or `undefined` while another session holds it.
   * Meanwhile mail is still delivered, and IMAP sessions go on.
   */
  lock(): (() => void) | undefined {
    if (this.#isLocked) return undefined
    this.#isLocked = true
    let isHeld = true
    return () => {
      if (isHeld) this.#isLocked = false
      isHeld = false
    }
  }
}
