import { search } from './dovecot-imap/search.js'
import { run } from './dovecot-imap/topic.js'

run(search)
