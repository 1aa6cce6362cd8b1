/** POP3: listings, pipelined commands with either answer, and bodies in tiny pieces. */
import { ClientConnection, formatCapabilities, parseCapabilities, ServerConnection, type ServerEvent } from '@mailwire/pop3'
import { bytesOf, cut, feed, repeated } from './drive.js'
import type { GrowthTopic } from './growth.js'

/** A client that is logged in, with pipelining. */
function client(): ClientConnection {
  const session = new ClientConnection({ pipelining: true, limits: { buffered: 1e9, listing: 1e9, listingRows: 1e9 } })
  feed(session, [bytesOf('+OK hello\r\n')])
  session.send({ verb: 'user', name: 'a' })
  session.send({ verb: 'pass', password: 'b' })
  session.takeOutput()
  feed(session, [bytesOf('+OK\r\n+OK\r\n')])
  return session
}

const clientTopic = (
  name: string,
  send: (session: ClientConnection, size: number) => void,
  answer: (size: number) => Uint8Array,
  piece = 1460,
): GrowthTopic => ({
  name: `pop3/client/${name}`,
  from: 5_000,
  make: size => {
    const bytes = answer(size)
    return () => {
      const session = client()
      send(session, size)
      session.takeOutput()
      return feed(session, cut(bytes, piece))
    }
  },
})

const many = (session: ClientConnection, size: number): void => {
  for (let sent = 1; sent <= size; sent++) session.send({ verb: 'dele', message: sent })
}
const listing = (row: (at: number) => string) => (size: number) =>
  bytesOf(`+OK\r\n${Array.from({ length: size }, (_, at) => row(at + 1)).join('')}.\r\n`)

const serverTopic = (
  name: string,
  script: (size: number) => Uint8Array,
  answer: (session: ServerConnection, size: number, event: ServerEvent) => boolean,
): GrowthTopic => ({
  name: `pop3/server/${name}`,
  from: 1_000,
  make: size => {
    const bytes = script(size)
    return () => {
      const session = new ServerConnection({ capabilities: { user: true }, limits: { buffered: 1e9 } })
      return feed(session, cut(bytes, 1460), event => {
        if (event.type !== 'command' || answer(session, size, event)) return
        if (event.command.verb === 'user' || event.command.verb === 'pass') session.send({ status: '+OK' })
        else session.send(event.suggestedReply)
      })
    }
  },
})

const LOGIN = 'USER a\r\nPASS b\r\n'

export const pop3: readonly GrowthTopic[] = [
  {
    name: 'pop3/capabilities',
    from: 1_000,
    make: size => {
      const rows = Array.from({ length: size }, (_, at) => `X-${at} a b`)
      return () => formatCapabilities(parseCapabilities(rows))
    },
  },
  clientTopic(
    'list',
    session => session.send({ verb: 'list', message: undefined }),
    listing(at => `${at} 1000\r\n`),
  ),
  clientTopic(
    'uidl',
    session => session.send({ verb: 'uidl', message: undefined }),
    listing(at => `${at} uid-${at}\r\n`),
  ),
  clientTopic(
    'uidl-out-of-order',
    session => session.send({ verb: 'uidl', message: undefined }),
    listing(at => `${at % 2 === 1 ? at + 1 : at - 1} uid-${at}\r\n`),
  ),
  clientTopic('pipelined-ok', many, size => repeated(size, '+OK\r\n')),
  clientTopic('pipelined-err', many, size => repeated(size, '-ERR no\r\n')),
  clientTopic(
    'body',
    session => session.send({ verb: 'retr', message: 1 }),
    listing(() => '..line\r\n'),
    3,
  ),
  serverTopic(
    'commands',
    size => bytesOf(`${LOGIN}${'NOOP\r\n'.repeat(size)}`),
    () => false,
  ),
  serverTopic(
    'body',
    () => bytesOf(`${LOGIN}RETR 1\r\n`),
    (session, size, event) => {
      if (event.type !== 'command' || event.command.verb !== 'retr') return false
      session.send({ status: '+OK' })
      const piece = bytesOf('.x\r\n')
      for (let sent = 0; sent < size; sent++) session.send({ type: 'body-chunk', bytes: piece })
      session.send({ type: 'body-end' })
      return true
    },
  ),
]
