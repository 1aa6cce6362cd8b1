import { mailboxes } from './dovecot-imap/mailboxes.js'
import { run } from './dovecot-imap/topic.js'

run(mailboxes)
