import { sessions } from './dovecot-imap/sessions.js'
import { run } from './dovecot-imap/topic.js'

run(sessions)
