import { changes } from './dovecot-imap/changes.js'
import { run } from './dovecot-imap/topic.js'

run(changes)
