/** SORT and THREAD (RFC 5256) of 5,000 messages by Dovecot and by our evaluation: the same order, and the same threads. (Debian: dovecot-imapd.) */
import { chmodSync } from 'node:fs'
import { imap } from 'mailwire/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SortEvaluation } from '../../imap/src/evaluate/sort.js'
import { ThreadEvaluation } from '../../imap/src/evaluate/thread.js'
import { departedMailbox, sortDepartures, threadDepartures } from './dovecot-sort/departures.js'
import { fieldsOf, type SortedMail, sortedMailbox } from './dovecot-sort/mailbox.js'
import { SortSession, startWith } from './dovecot-sort/server.js'
import { placeFor } from './place.js'
import type { Started } from './programs.js'

const place = placeFor('dovecot-sort', 'to dovecot')
const messages = sortedMailbox(5000, 5256)
const departed = departedMailbox()
let server: Started
let all: SortSession
let odd: SortSession

beforeAll(async () => {
  chmodSync(place.folder, 0o755)
  server = await startWith(`${place.folder}/sort`, { INBOX: messages, Departed: departed })
  all = await SortSession.open(server, 'INBOX')
  odd = await SortSession.open(server, 'Departed')
})
afterAll(async () => {
  await all?.close()
  await odd?.close()
  await server?.stop()
})

type Command = (imap.SortCommand | imap.ThreadCommand) & { readonly tag: string }

function commandOf(line: string): Command {
  const command = imap.decodeCommand(Uint8Array.from(Buffer.from(`a ${line}\r\n`)), { strict: true })
  if (command.verb !== 'sort' && command.verb !== 'thread') throw new Error(command.verb)
  return command
}

/** What our evaluation says of messages. */
function ours(command: Command, messages: readonly SortedMail[]): string {
  const evaluation =
    command.verb === 'sort' ? new SortEvaluation({ command, messages }) : new ThreadEvaluation({ command, messages })
  for (;;) {
    const step = evaluation.next()
    if (step.type === 'fields') evaluation.answer(fieldsOf(step.message, step.names))
    else if (step.type === 'result') return written(step.responses[0]!)
    else if (step.type === 'refused') throw new Error(step.response.text)
  }
}

/** What Dovecot says, under the tag that our client gives. */
async function theirs(session: SortSession, { tag: _, ...command }: Command): Promise<string> {
  const [response, ...more] = await session.responses(command)
  expect(more).toEqual([])
  return written(response?.type === 'esearch' ? { ...response, tag: 'a' } : response!)
}

const written = (response: imap.ResponseInit): string => Buffer.from(imap.encodeResponse(response)).toString('latin1').trimEnd()

const KEYS = ['ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO', 'DISPLAYFROM', 'DISPLAYTO']
const SORTED = KEYS.flatMap(key => [key, `REVERSE ${key}`, `${key} REVERSE SUBJECT`, `REVERSE SUBJECT ${key}`])

it.each([
  ...SORTED.map(criteria => `SORT (${criteria}) UTF-8 ALL`),
  'SORT (DISPLAYFROM SUBJECT REVERSE DATE SIZE) UTF-8 ALL',
  'SORT RETURN () (FROM) UTF-8 ALL',
  'SORT RETURN (MIN MAX COUNT ALL) (REVERSE SUBJECT) UTF-8 ALL',
  'UID SORT RETURN (MIN) (DATE) UTF-8 ALL',
  'UID SORT RETURN (PARTIAL 101:200) (DATE) UTF-8 ALL',
  'THREAD ORDEREDSUBJECT UTF-8 ALL',
  'THREAD REFERENCES UTF-8 ALL',
])('RFC 5256 3, RFC 5957 4, RFC 5267 3: %s is the same', async line => {
  const command = commandOf(line)
  const expected = await theirs(all, command)
  // The answers are long, and a comparison of each number would be slow.
  const words = ours(command, messages).split(' ')
  const place = expected.split(' ').findIndex((word, at) => word !== words[at])
  expect([place, words.length]).toEqual([-1, expected.split(' ').length])
})

describe('departures', () => {
  it.each(sortDepartures.map((row, at) => ({ ...row, first: 2 * at + 1 })))(
    'RFC 5256 3: $key of $value: $reason',
    async ({ key, ours: side, first }) => {
      const command = commandOf(`SORT (${key}) UTF-8 UID ${first}:${first + 1}`)
      const orders = [`* SORT ${first} ${first + 1}`, `* SORT ${first + 1} ${first}`]
      if (side === 'behind') orders.reverse()
      expect([ours(command, departed.slice(first - 1, first + 1)), await theirs(odd, command)]).toEqual(orders)
    },
  )

  let first = 2 * sortDepartures.length + 1
  const rows = threadDepartures.map(row => {
    const from = first
    first += row.messages.length
    return { ...row, from, to: first - 1 }
  })
  it.each(rows)('RFC 5256 3: THREAD, $reason', async ({ from, to, ours: mine, theirs: other }) => {
    const command = commandOf(`THREAD REFERENCES UTF-8 UID ${from}:${to}`)
    const placed = (threads: string): string => `* THREAD ${threads.replace(/\d+/g, number => String(Number(number) + from - 1))}`
    expect([ours(command, departed.slice(from - 1, to)), await theirs(odd, command)]).toEqual([placed(mine), placed(other)])
  })
})
