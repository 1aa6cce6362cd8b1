/**
 * LIST and UIDL of 100,000 messages. mailwire gives rows with numbers, each checked, and those that follow no grammar apart; node-pop3 gives
 * lists of strings, mailpop3 strings by their message, yapople numbers by theirs, and it has no UIDL.
 */
import type { Listing } from '@mailwire/pop3'
import { listingChunks, type Row, sizes, uniqueIds } from '../inputs/pop3.js'
import { contender, type Topic } from '../topic.js'
import { ask, type Chunks, heard, mailpop3, mailwire, nodePop3, yapople } from './pop3-clients.js'

export function pop3Listing(): readonly Topic[] {
  return [topic('list', 'octets', sizes(), Number), topic('uidl', 'uid', uniqueIds(), String)]
}

function topic<T extends number | string>(
  verb: 'list' | 'uidl',
  field: string,
  expected: readonly Row<T>[],
  typed: (value: unknown) => T,
): Topic {
  const chunks = listingChunks(expected)
  const server = (): Chunks => chunks
  const { client: node } = nodePop3(server)
  const { client: mail } = mailpop3(server)
  const yap = yapople(server).client as unknown as Record<typeof verb, () => Promise<Readonly<Record<string, unknown>>>>
  const byMessage = (listed: object): readonly Row<T>[] =>
    Object.entries(listed).map(([message, value]) => [Number(message), typed(value)])
  return {
    name: `pop3/listing/${verb}`,
    about: `${verb.toUpperCase()} of 100,000 messages in chunks of 64 KiB`,
    incumbent: 'node-pop3',
    expected,
    contenders: [
      contender('mailwire', listing(verb, chunks), listed => {
        const { rows } = listed as unknown as { readonly rows: readonly Readonly<Record<string, unknown>>[] }
        return rows.map(row => [row['message'], row[field]])
      }),
      contender(
        'node-pop3',
        () => (verb === 'list' ? node.LIST() : node.UIDL()) as Promise<string[][]>,
        rows => rows.map(([message, value]) => [Number(message), typed(value)]),
      ),
      contender('yapople', () => yap[verb](), byMessage),
      contender('mailpop3', () => heard(mail, verb, () => mail[verb]()).find(Array.isArray) as readonly string[], byMessage),
    ],
  }
}

function listing(verb: 'list' | 'uidl', chunks: Chunks): () => Listing | undefined {
  const session = mailwire()
  return () => {
    let listed: Listing | undefined
    ask(session, { verb, message: undefined }, chunks, event => {
      if (event.type === 'response') listed = event.listing
    })
    return listed
  }
}
