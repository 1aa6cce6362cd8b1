/**
 * Commands that do not wait for each other: Dovecot answers each as it does alone, but for the order: it completes several at once, behind the
 * answers to all of them. (Debian: dovecot-imapd.)
 */
import { chmodSync } from 'node:fs'
import type { imap } from 'mailwire/node'
import { expect, it } from 'vitest'
import { search } from './dovecot-imap/search.js'
import { startImap } from './dovecot-imap/server.js'
import { type Answer, ImapSession } from './dovecot-imap/session.js'
import { commandOf, type Row } from './dovecot-imap/topic.js'
import { placeFor } from './place.js'

const place = placeFor('dovecot-imap', 'to dovecot')

/** They change nothing, and mean the same behind any other one. */
const others: readonly string[] = [
  'NOOP',
  'NAMESPACE',
  'LIST "" *',
  'LSUB "" *',
  'LIST "" INBOX RETURN (STATUS (MESSAGES))',
  'STATUS box (MESSAGES UIDNEXT)',
  'STATUS INBOX (MESSAGES UIDNEXT)',
  'FETCH 1:2 (FLAGS)',
  'UID FETCH 1:* (UID ENVELOPE)',
  'FETCH 3 (BODY.PEEK[])',
  'GETQUOTAROOT box',
  'GETQUOTA User',
  'GETMETADATA box /shared/comment',
  'GETMETADATA "" /private/comment',
  'MYRIGHTS box',
  'GETACL box',
  'LISTRIGHTS box b',
  'ID NIL',
  'CAPABILITY',
  'COPY 9 box',
]

/** What cannot be read in strict mode comes without a command. */
const isQuery = ({ send, quirks }: Row): boolean =>
  quirks === undefined &&
  typeof send === 'string' &&
  /^(?:UID )?(?:SEARCH|SORT|THREAD) /.test(send) &&
  !/SAVE|UPDATE|\$|MODSEQ/.test(send)

/** True where the answer itself tells which command it is for: others of the same kind may be under way. */
const isTold = (command: imap.CommandInit): boolean =>
  'returnOptions' in command ? command.returnOptions !== undefined : command.verb !== 'thread' && command.verb !== 'fetch'

/** Their tags differ. */
const untagged = (lines: readonly string[]): readonly string[] =>
  lines.map(line => line.replace(/\(TAG "[^"]*"\)/, '(TAG)')).sort()

it('is answered as alone', async () => {
  chmodSync(place.folder, 0o755)
  const server = await startImap(`${place.folder}/imap`)
  try {
    const session = await ImapSession.open(server, { uidValidity: 0, modseq: 0n, url: '' }, 'a', {})
    const commands = (rows: readonly Row[]) => rows.map(row => commandOf(String(row.send), row)[0])
    const start = search.rows.findIndex(({ send }) => send === 'SELECT box') + 1
    for (const command of commands(search.rows.slice(0, start))) await session.run(command)
    const queries = search.rows.filter(isQuery)
    const all = commands([...queries, ...others.map(send => ({ send })), ...queries])
    const alone = []
    for (const command of all) alone.push(await session.run(command))
    const together = await session.pipeline(all)
    expect(all.length).toBeGreaterThan(150)
    const summary = ({ told, status }: Answer) => [status, untagged(told.map(({ line }) => line))]
    const linesOf = (answers: readonly Answer[]) => untagged(answers.flatMap(({ told }) => told.map(({ line }) => line)))
    expect(together.map(({ status }) => status)).toEqual(alone.map(({ status }) => status))
    expect(linesOf(together)).toEqual(linesOf(alone))
    const told = (answers: readonly Answer[]) => answers.filter((_, at) => isTold(all[at]!)).map(summary)
    expect(told(together)).toEqual(told(alone))
    expect(told(alone).length).toBeGreaterThan(20)
    await session.close()
  } finally {
    await server.stop()
  }
})
