/** What SELECT and EXAMINE tell of a mailbox (RFC 9051 6.3.2, RFC 3501 6.3.1, RFC 7162 3.1.2). */
import type { ResponseInit } from '@mailwire/imap'
import type { SelectedMailbox } from './imap-mailbox.js'
import { highestModseq } from './imap-replies.js'
import { FLAGS, type StoredMessage } from './stored-mailbox.js'

/** Keywords that FLAGS names besides the flags that every mailbox has. */
const MAX_KEYWORDS = 1000

export function selectResponses(selected: SelectedMailbox): readonly ResponseInit[] {
  const { isReadOnly, messages, mailbox } = selected
  const flags = [...FLAGS, ...keywordsOf(messages)]
  const unseen = messages.findIndex(message => !message.flags.has('\\Seen'))
  const told = (name: 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN', value: number): ResponseInit => ({
    type: 'ok',
    tag: undefined,
    code: { name, value },
    text: 'as of now',
  })
  // Any keyword may be made.
  const permanent = isReadOnly ? [] : [...flags, '\\*']
  return [
    { type: 'flags', flags },
    { type: 'exists', number: messages.length },
    { type: 'recent', number: 0 },
    ...(unseen < 0 ? [] : [told('UNSEEN', unseen + 1)]),
    told('UIDVALIDITY', mailbox.uidValidity),
    told('UIDNEXT', mailbox.uidNext),
    { type: 'ok', tag: undefined, code: { name: 'PERMANENTFLAGS', flags: permanent }, text: 'what is kept' },
    highestModseq(mailbox.highestModseq),
  ]
}

/** `flag-keyword` (RFC 9051 9). A flag of the caller that is not a valid keyword is left out here; FETCH reports the error. */
const KEYWORD = /^[^\x00-\x20(){%*"\\\]\x7f-\uffff]+$/

function keywordsOf(messages: readonly StoredMessage[]): readonly string[] {
  const found = new Map<string, string>()
  for (const { flags } of messages)
    for (const flag of flags) if (KEYWORD.test(flag) && found.size < MAX_KEYWORDS) found.set(flag.toLowerCase(), flag)
  return [...found.values()]
}
