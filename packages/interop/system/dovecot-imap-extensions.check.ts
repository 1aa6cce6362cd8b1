import { extensions } from './dovecot-imap/extensions.js'
import { run } from './dovecot-imap/topic.js'

run(extensions)
