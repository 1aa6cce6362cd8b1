/** SMTP: decoders, sessions with many commands and recipients, and content in small pieces. */
import { DotDecoder, DotEncoder } from '@mailwire/bytes'
import {
  ClientConnection,
  type ClientEvent,
  decodeCommand,
  type Mailbox,
  ReplyDecoder,
  ServerConnection,
  type ServerEvent,
} from '@mailwire/smtp'
import { formatExtensions, messageNeeds, parseExtensions } from '@mailwire/smtp/extensions'
import { decodeXtext, encodeXtext } from '@mailwire/smtp/parameters'
import { Transaction } from '@mailwire/smtp/transaction'
import { bytesOf, cut, drain, feed, repeated } from './drive.js'
import type { GrowthTopic } from './growth.js'

const EHLO = '250-mx.example\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 8BITMIME\r\n'
const mailbox = (at: number): Mailbox => ({ localPart: `u${at}`, domain: `d${at}.example` })
const mailboxes = (size: number): Mailbox[] => Array.from({ length: size }, (_, at) => mailbox(at))

const refuse = (code: string): never => {
  throw new Error(code)
}

/** A client that was greeted and has said EHLO. */
function client(ehlo = EHLO): ClientConnection {
  const session = new ClientConnection({ limits: { buffered: 1e9 } })
  feed(session, [bytesOf('220 mx.example\r\n')], event => {
    if (event.type === 'greeting') session.send({ verb: 'ehlo', domain: 'pc.example' })
  })
  feed(session, [bytesOf(ehlo)])
  return session
}

/** A server, and how it answers by default. */
function server(): { session: ServerConnection; answer: (event: ServerEvent) => void } {
  const session = new ServerConnection({
    hostname: 'mx.example',
    extensions: { pipelining: true, chunking: true },
    limits: { buffered: 1e9, recipients: 1e9 },
  })
  const answer = (event: ServerEvent): void => {
    if (event.type === 'body-end') session.send({ code: 250, enhanced: '2.0.0', lines: ['queued'] })
    else if ('suggestedReply' in event) session.send(event.suggestedReply)
  }
  return { session, answer }
}

const ENVELOPE = 'EHLO pc.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n'
const serverTopic = (name: string, script: (size: number) => Uint8Array, piece = 1460): GrowthTopic => ({
  name: `smtp/server/${name}`,
  from: 1_000,
  make: size => {
    const bytes = script(size)
    return () => {
      const { session, answer } = server()
      return feed(session, cut(bytes, piece), answer)
    }
  },
})

/** Sends a message to many, and answers everything with the same reply. */
function transact(session: ClientConnection, recipients: readonly Mailbox[], rcpt: string): unknown {
  const transaction = new Transaction(session, { sender: null, recipients })
  let done: unknown
  const on = (event: ClientEvent): void => {
    const step = transaction.handle(event)
    if (step.type === 'content') session.send({ type: 'body-end' })
    else if (step.type === 'done') done = step.result
  }
  session.takeOutput()
  feed(session, cut(bytesOf(`250 ok\r\n${rcpt.repeat(recipients.length)}354 go\r\n250 taken\r\n`), 1460), on)
  return done
}

const transactionTopic = (name: string, rcpt: string, ehlo?: string): GrowthTopic => ({
  name: `smtp/transaction/${name}`,
  from: 5_000,
  make: size => {
    const recipients = mailboxes(size)
    return () => transact(client(ehlo), recipients, rcpt)
  },
})

export const smtp: readonly GrowthTopic[] = [
  {
    name: 'smtp/command/long-line',
    from: 10_000,
    make: size => {
      const bytes = bytesOf(`NOOP ${'x '.repeat(size)}\r\n`)
      return () => decodeCommand(bytes)
    },
  },
  {
    name: 'smtp/xtext',
    from: 10_000,
    make: size => {
      const text = 'a+='.repeat(size)
      return () => decodeXtext(encodeXtext(text))
    },
  },
  {
    name: 'smtp/extensions',
    from: 500,
    make: size => {
      const lines = ['mx.example', ...Array.from({ length: size }, (_, at) => `X${at} a b c`)]
      return () => formatExtensions(parseExtensions(lines))
    },
  },
  {
    name: 'smtp/extensions-auth',
    from: 500,
    make: size => {
      const lines = ['mx.example', ...Array.from({ length: size }, (_, at) => `AUTH A${at} B${at} C${at}`)]
      return () => parseExtensions(lines)
    },
  },
  {
    name: 'smtp/message-needs',
    from: 10_000,
    make: size => {
      const content = repeated(size, 'Header: value\r\n')
      return () => messageNeeds(content)
    },
  },
  {
    name: 'smtp/replies/many',
    from: 10_000,
    make: size => {
      const bytes = repeated(size, '250 2.1.5 ok\r\n')
      return () => drain(new ReplyDecoder(), cut(bytes, 1460))
    },
  },
  {
    name: 'smtp/replies/byte-by-byte',
    from: 1_000,
    make: size => {
      const bytes = repeated(size, '250-2.1.5 ok\r\n250 2.1.5 ok\r\n')
      return () => drain(new ReplyDecoder(), cut(bytes, 1))
    },
  },
  {
    name: 'smtp/dots/encode',
    from: 10_000,
    make: size => {
      const bytes = repeated(size, '.a\r\n')
      return () => {
        const encoder = new DotEncoder(refuse)
        let length = 0
        for (const piece of cut(bytes, 7)) for (const part of encoder.encode(piece)) length += part.length
        return length
      }
    },
  },
  {
    name: 'smtp/dots/decode',
    from: 10_000,
    make: size => {
      const bytes = bytesOf(`${'..a\r\n'.repeat(size)}.\r\n`)
      return () => drain(new DotDecoder(1000), cut(bytes, 7))
    },
  },
  serverTopic('commands', size => bytesOf(`EHLO a\r\n${'NOOP\r\n'.repeat(size)}`)),
  serverTopic('recipients', size =>
    bytesOf(
      `EHLO a\r\nMAIL FROM:<>\r\n${Array.from({ length: size }, (_, at) => `RCPT TO:<u${at}@d${at}.example>\r\n`).join('')}`,
    ),
  ),
  serverTopic('messages', size => bytesOf(`EHLO a\r\n${'MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nx\r\n.\r\n'.repeat(size)}`)),
  serverTopic('content', size => bytesOf(`${ENVELOPE}DATA\r\n${'..line\r\n'.repeat(size)}.\r\n`), 7),
  serverTopic('chunks', size => bytesOf(`${ENVELOPE}${'BDAT 4\r\nab\r\n'.repeat(size)}BDAT 0 LAST\r\n`)),
  transactionTopic('accepted', '250 ok\r\n'),
  transactionTopic('refused', '550 no\r\n'),
  transactionTopic('accepted-one-by-one', '250 ok\r\n', '250 mx.example\r\n'),
  transactionTopic('domain-limit', '250 ok\r\n', '250-mx.example\r\n250-PIPELINING\r\n250 LIMITS RCPTDOMAINMAX=1000000\r\n'),
  {
    name: 'smtp/client/queued-commands',
    from: 10_000,
    make: size => {
      const replies = repeated(size, '250 ok\r\n')
      return () => {
        const session = client()
        for (let sent = 0; sent < size; sent++) session.send({ verb: 'noop', argument: undefined })
        return feed(session, cut(replies, 1460))
      }
    },
  },
  ...[true, false].map(
    (takesOutput): GrowthTopic => ({
      name: `smtp/client/chunks-${takesOutput ? 'taken' : 'waiting'}`,
      from: 5_000,
      make: size => {
        const piece = bytesOf('a small piece\r\n')
        return () => {
          const session = client()
          const transaction = new Transaction(session, { sender: null, recipients: [mailbox(1)] }, { chunking: true })
          let length = 0
          feed(session, [bytesOf('250 ok\r\n250 ok\r\n')], event => {
            if (transaction.handle(event).type !== 'content') return
            for (let sent = 0; sent < size; sent++) {
              session.send({ type: 'body-chunk', bytes: piece })
              if (takesOutput) for (const part of session.takeOutput()) length += part.length
            }
            session.send({ type: 'body-end' })
          })
          return length
        }
      },
    }),
  ),
]
