/** What a client does at random to the INBOX that it sees, and how it gets the answers: several commands at once, and never as many as to empty it. */
import type { imap } from 'mailwire/node'
import type { ViewClient } from './client.js'

/** Where messages are moved to; somebody else moves them back. */
export const OTHER = 'Other'

const FLAGS = ['\\Seen', '\\Flagged', '\\Answered', '\\Draft', 'Label', '$Forwarded']
const MESSAGE = new TextEncoder().encode('Subject: new\r\n\r\n')

export type Random = () => number

const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)]!

/** Messages that are there for certain, by number or by UID: as many as the mailbox never falls below. */
function messages({ view }: ViewClient, random: Random): { readonly uid: boolean; readonly set: imap.SequenceSet } {
  const sequence = 1 + below(random, Math.floor(view.size * 0.8))
  const count = random() < 0.7 ? 1 : 1 + below(random, 5)
  const [first, last] = [view.uidOf(sequence), view.uidOf(sequence + count - 1)]
  if (random() < 0.4 || first === 0 || last === 0) return { uid: false, set: [{ start: sequence, end: sequence + count - 1 }] }
  return { uid: true, set: [{ start: first, end: last }] }
}

/** APPEND of a small message. */
export const appended = (mailbox: string, flags: readonly string[] = []): imap.CommandInit => ({
  verb: 'append',
  mailbox,
  messages: [{ flags, content: { type: 'message', size: MESSAGE.length, bytes: MESSAGE, binary: false } }],
})

function store(client: ViewClient, random: Random, silent: boolean): imap.CommandInit {
  const action = pick(random, ['add', 'add', 'remove', 'replace'] as const)
  const flags = FLAGS.filter(() => random() < 0.25)
  return { verb: 'store', ...messages(client, random), silent, action, flags: flags.length === 0 ? ['\\Seen'] : flags }
}

/** Of messages that did not change since the client heard of everything, or of each one alone (RFC 7162 3.1.3). */
function conditional(client: ViewClient, random: Random): imap.CommandInit {
  const command = store(client, random, random() < 0.5) as Extract<imap.CommandInit, { verb: 'store' }>
  const { view } = client
  const first = command.uid ? Number((command.set as imap.SequenceSet)[0]!.start) : 0
  const modseq = (random() < 0.5 ? view.modseqOf(first) : undefined) ?? view.highestModseq
  return modseq === undefined ? command : { ...command, modifiers: [{ name: 'UNCHANGEDSINCE', modseq }] }
}

/** Commands of one turn: one that changes something, asks for it, or waits; two where a message has to be marked as deleted first. */
export function operation(client: ViewClient, random: Random): readonly imap.CommandInit[] {
  const kind = below(random, 100)
  const { uid, set } = messages(client, random)
  if (kind < 28) return [store(client, random, false)]
  if (kind < 52) return [store(client, random, true)]
  if (kind < 66) return [client.method === 'plain' ? store(client, random, true) : conditional(client, random)]
  if (kind < 71) {
    const deleted: imap.CommandInit = { verb: 'store', uid, set, action: 'add', silent: random() < 0.5, flags: ['\\Deleted'] }
    return [deleted, uid && random() < 0.7 ? { verb: 'expunge', uids: set } : { verb: 'expunge' }]
  }
  if (kind < 77)
    return [
      appended(
        'INBOX',
        FLAGS.filter(() => random() < 0.2),
      ),
    ]
  if (kind < 79) return [{ verb: 'move', uid, set, mailbox: OTHER }]
  if (kind < 81) return [{ verb: 'copy', uid, set, mailbox: random() < 0.5 ? OTHER : 'INBOX' }]
  if (kind < 88) return [{ verb: 'fetch', uid, set, items: [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }] }]
  if (kind < 91) return [{ verb: 'search', uid, keys: [{ key: 'FLAGGED' }], returnOptions: [{ name: 'COUNT' }] }]
  return [{ verb: 'noop' }]
}

/** What may be answered: messages that are gone are refused (RFC 2180 4), and nothing else is. */
function assertTaken(status: imap.Status | undefined, command: imap.CommandInit): void {
  if (status === undefined || status.type === 'ok') return
  const code = status.code?.name
  if (status.type === 'no' && (code === 'EXPUNGEISSUED' || code === 'NONEXISTENT')) return
  throw new Error(`${command.verb}: ${status.type} ${code} ${status.text}`)
}

export interface Work {
  readonly random: Random
  /** How many commands are to be completed. */
  readonly operations: number
}

/** Works until so many commands were completed, in batches of some at once; some are cut off, and the client comes back. */
export async function work(client: ViewClient, { random, operations }: Work): Promise<number> {
  let done = 0
  while (done < operations) {
    if (client.isCut) await comeBack(client, random)
    if (random() < 0.05) client.session!.cutAfter(1 + below(random, 4000))
    const commands = Array.from({ length: 1 + below(random, 24) }, () => operation(client, random)).flat()
    if (random() < 0.05) commands.push({ verb: 'idle' })
    const statuses = await Promise.all(commands.map(command => client.session!.run(command)))
    statuses.forEach((status, at) => {
      assertTaken(status, commands[at]!)
      if (status !== undefined) done++
    })
    if (client.isCut) client.leave(random() < 0.5)
    else if (client.view.isLost || (client.view.unknown.length > 0 && random() < 0.2)) {
      const step = await client.catchUp()
      if (step.type === 'failed' && !client.isCut) throw new Error(`resync: ${step.reason}`)
    } else if (random() < 0.2) await client.refresh()
  }
  client.session?.cutAfter(Number.POSITIVE_INFINITY)
  return done
}

/** Comes back, in several attempts where it is cut off again. */
async function comeBack(client: ViewClient, random: Random): Promise<void> {
  for (;;) {
    const step = await client.come(random() < 0.3 ? 1 + below(random, 3000) : undefined)
    if (step.type === 'result' && !client.isCut) return
    if (!client.isCut) throw new Error(`resync: ${step.type}`)
    client.leave(random() < 0.5)
  }
}
