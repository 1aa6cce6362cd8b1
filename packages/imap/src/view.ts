/** `@mailwire/imap/view`: what a client keeps of a mailbox between responses, how it catches up after a break, and how it hears of changes. No I/O. */
export type { MailboxChange } from './view/change.js'
export { MailboxView, type MailboxViewOptions, type OpeningOptions } from './view/mailbox-view.js'
export { MailboxResync, type ResyncOptions, type ResyncResult, type ResyncStep } from './view/resync.js'
export type { ResyncMethod } from './view/resync-plan.js'
export type { MailboxSnapshot } from './view/snapshot.js'
export { type Violation, type ViolationRow, violations } from './view/violation.js'
