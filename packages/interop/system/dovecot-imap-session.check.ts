import { sessions } from './dovecot-imap/login.js'
import { run } from './dovecot-imap/topic.js'

run(sessions)
