import { messages } from './dovecot-imap/messages.js'
import { run } from './dovecot-imap/topic.js'

run(messages)
