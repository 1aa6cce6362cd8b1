/** Every capability that Dovecot announces, before and after the login, has a row in one of the tables. (Debian: dovecot-imapd.) */
import { chmodSync } from 'node:fs'
import { expect, it } from 'vitest'
import { changes } from './dovecot-imap/changes.js'
import { extensions } from './dovecot-imap/extensions.js'
import { sessions } from './dovecot-imap/login.js'
import { mailboxes } from './dovecot-imap/mailboxes.js'
import { messages } from './dovecot-imap/messages.js'
import { search } from './dovecot-imap/search.js'
import { startImap } from './dovecot-imap/server.js'
import { ImapSession, UNANNOUNCED } from './dovecot-imap/session.js'
import { placeFor } from './place.js'

const place = placeFor('dovecot-imap', 'to dovecot')

const exceptions: Readonly<Record<string, string>> = {
  'COMPRESS=DEFLATE': 'what is below the session changes with it, and no answer is of another kind',
}

it('each has a row, or a reason why it has none', async () => {
  const rows = [sessions, mailboxes, messages, search, changes, extensions].flatMap(topic => topic.rows)
  const shown = new Set([...rows.flatMap(({ shows = [] }) => shows), ...Object.keys(exceptions)])
  chmodSync(place.folder, 0o755)
  const server = await startImap(`${place.folder}/imap`)
  const known = { uidValidity: 0, modseq: 0n, url: '' }
  const announced = new Set<string>()
  try {
    for (const user of [undefined, 'a']) {
      const session = await ImapSession.open(server, known, user, {})
      await session.run({ verb: 'capability' })
      for (const name of session.client.capabilities ?? []) if (!UNANNOUNCED.includes(name)) announced.add(name)
      await session.close()
    }
  } finally {
    await server.stop()
  }
  // As many as there are rows for: none of them has gone, and none is new.
  expect([...announced].sort()).toEqual([...shown].sort())
})
