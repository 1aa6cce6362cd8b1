/** Every growth topic: each public operation that takes a list or a stream. */
import { dns } from './dns.js'
import type { GrowthTopic } from './growth.js'
import { imap } from './imap.js'
import { imapMailbox } from './imap-mailbox.js'
import { mailwire } from './mailwire.js'
import { pop3 } from './pop3.js'
import { sasl } from './sasl.js'
import { smtp } from './smtp.js'

const registry: readonly GrowthTopic[] = [...dns, ...smtp, ...pop3, ...imap, ...imapMailbox, ...sasl, ...mailwire]

/** The topics whose names begin with one of these. */
export const growthTopics = (beginnings: readonly string[] = ['']): readonly GrowthTopic[] =>
  registry.filter(({ name }) => beginnings.some(beginning => name.startsWith(beginning)))
