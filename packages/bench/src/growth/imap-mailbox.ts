/** IMAP: what a client and a server keep of a mailbox, and what a server evaluates. */
import { decodeResponse, type Response, type SequenceSet, sequenceSetOf } from '@mailwire/imap'
import { type MessageFacts, SearchEvaluation, SessionView, SortEvaluation, ThreadEvaluation } from '@mailwire/imap/serve'
import { MailboxView } from '@mailwire/imap/view'
import type { GrowthTopic } from './growth.js'

/** UIDs of which no two are beside each other. */
const apart = (size: number): SequenceSet => sequenceSetOf(Array.from({ length: size }, (_, at) => 2 * at + 1))
const quiet = { warnings: [], damaged: [] }

/** A view with a mailbox open that has so many messages. */
export function openView(size: number, options: ConstructorParameters<typeof MailboxView>[0] = {}): MailboxView {
  const view = new MailboxView(options)
  view.opening()
  take(view, { type: 'exists', number: size, ...quiet })
  view.opened()
  return view
}

export const take = (view: MailboxView, response: Response): unknown =>
  view.take({ type: 'response', response, command: undefined })

const topic = (name: string, make: GrowthTopic['make'], most?: number): GrowthTopic => ({
  name: `imap/${name}`,
  from: 1_000,
  most,
  make,
})

/** A FETCH response as a client gets it. */
export const fetched = (sequence: number, items: string): Response =>
  decodeResponse(Buffer.from(`* ${sequence} FETCH (${items})\r\n`))

/** UIDs and flags of the messages with these numbers. */
const withUids = (numbers: readonly number[]): Response[] =>
  numbers.map(sequence => fetched(sequence, `UID ${2 * sequence} FLAGS (${sequence % 2 === 0 ? '\\Seen' : ''})`))

function facts(size: number): MessageFacts[] {
  return Array.from({ length: size }, (_, at) => ({
    uid: at + 1,
    sequence: at + 1,
    flags: at % 3 === 0 ? ['\\Seen'] : [],
    size: (at * 7919) % 100_003,
    internalDate: (at * 104_729) % 1_000_003,
  }))
}

const keys = [{ key: 'ALL' }] as const

export const imapMailbox: readonly GrowthTopic[] = [
  topic('view/fetches', size => {
    // Backwards: the gaps between are the most that there can be.
    const responses = withUids(Array.from({ length: size / 2 }, (_, at) => size - 2 * at))
    return () => {
      const view = openView(size)
      for (const response of responses) take(view, response)
      return view.size
    }
  }),
  topic('view/identify', size => {
    const uids = apart(size)
    return () => openView(size).identify(uids)
  }),
  topic('view/expunges', size => () => {
    const view = openView(size)
    view.identify(apart(size))
    for (let left = size; left > 0; left--) take(view, { type: 'expunge', number: (left >>> 1) + 1, ...quiet })
    return view.size
  }),
  topic('view/vanished', size => {
    const uids = sequenceSetOf(Array.from({ length: size / 2 }, (_, at) => 4 * at + 1))
    return () => {
      const view = openView(size)
      view.identify(apart(size))
      return take(view, { type: 'vanished', earlier: false, uids, ...quiet })
    }
  }),
  topic('view/snapshot', size => {
    const view = openView(size)
    for (const response of withUids(Array.from({ length: size }, (_, at) => at + 1))) take(view, response)
    return () => new MailboxView({ snapshot: JSON.parse(JSON.stringify(view)) })
  }),
  topic(
    'session-view/expunges',
    size => {
      const uids = apart(size)
      return () => {
        const view = new SessionView({ uids, describe: () => ({ flags: [] }) })
        for (let at = 0; at < size; at += 2) view.expunged(2 * at + 1)
        return view.news({ mayExpunge: true })
      }
    },
    16_000, // more messages with gaps between all do not fit the caches
  ),
  topic('evaluate/search', size => {
    const messages = facts(size)
    const command = {
      tag: 'a',
      uid: true,
      keys: [{ key: 'OR', of: [{ key: 'SEEN' }, { key: 'LARGER', size: 50_000 }] }],
    } as const
    return () => {
      const search = new SearchEvaluation({ command, messages, now: 0 })
      let step = search.next()
      while (step.type === 'pause') step = search.next()
      return step
    }
  }),
  topic('evaluate/sort', size => {
    const messages = facts(size)
    const command = {
      tag: 'a',
      verb: 'sort',
      uid: true,
      returnOptions: undefined,
      criteria: [
        { key: 'SIZE', reverse: true },
        { key: 'ARRIVAL', reverse: false },
      ],
      charset: 'UTF-8',
      keys,
    } as const
    return () => {
      const sort = new SortEvaluation({ command, messages })
      let step = sort.next()
      while (step.type === 'pause') step = sort.next()
      return step
    }
  }),
  topic(
    'evaluate/thread',
    size => {
      const messages = facts(size)
      const command = { tag: 'a', verb: 'thread', uid: true, algorithm: 'REFERENCES', charset: 'UTF-8', keys } as const
      return () => {
        const thread = new ThreadEvaluation({ command, messages })
        let step = thread.next()
        for (; step.type === 'fields' || step.type === 'pause'; step = thread.next()) {
          if (step.type === 'pause') continue
          const { uid } = step.message
          thread.answer([
            { name: 'message-id', value: `<m${uid}@x>` },
            { name: 'references', value: `<m${uid >>> 1}@x> <m${uid - 1}@x>` },
            { name: 'subject', value: `Re: subject ${uid % 97}` },
          ])
        }
        return step
      }
    },
    100_000,
  ),
]
