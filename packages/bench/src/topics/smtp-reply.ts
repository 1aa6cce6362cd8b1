/**
 * Replies as a client receives them. nodemailer is driven through the handler of its socket. What it hands on is the reply's text,
 * decoded as UTF-8; mailwire gives the code, the enhanced code and the lines. Of replies that come together nodemailer takes one
 * a turn of the event loop, which counts, since that is how its users wait for them.
 */
import { ReplyDecoder } from '@mailwire/smtp'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { contender, type Topic } from '../topic.js'

const ehlo = `250-mx.some.domain at your service, [192.0.2.25]
250-SIZE 157286400
250-8BITMIME
250-STARTTLS
250-ENHANCEDSTATUSCODES
250-PIPELINING
250-CHUNKING
250 SMTPUTF8
`

const inputs = [
  { name: 'ok', about: 'one line with an enhanced code', text: '250 2.1.5 recipient ok\n', count: 1 },
  { name: 'ehlo', about: 'the eight lines that answer EHLO', text: ehlo, count: 1 },
  {
    name: 'pipelined',
    about: 'the 52 replies to a pipelined envelope, in one piece',
    text: `250 2.1.0 sender ok\n${'250 2.1.5 recipient ok\n'.repeat(50)}354 go ahead\n`,
    count: 52,
  },
] as const

export const smtpReply = (): readonly Topic[] =>
  inputs.map(({ name, about, text, count }) => {
    const bytes = Buffer.from(text.replaceAll('\n', '\r\n'))
    return {
      name: `smtp/reply/${name}`,
      about: `decode ${about}`,
      incumbent: 'nodemailer',
      expected: text.trimEnd().split('\n'),
      contenders: [
        contender('mailwire', mailwire(bytes), replies =>
          replies.flatMap(({ code, enhanced, lines }) =>
            lines.map(
              (line, at) => `${code}${at < lines.length - 1 ? '-' : ' '}${enhanced === undefined ? '' : `${enhanced} `}${line}`,
            ),
          ),
        ),
        count === 1
          ? contender('nodemailer', nodemailer(bytes), reply => reply.split('\n'), nextTurn)
          : contender('nodemailer', nodemailerMany(bytes, count), replies => replies.flatMap(reply => reply.split('\n'))),
      ],
    }
  })

function mailwire(bytes: Uint8Array) {
  const decoder = new ReplyDecoder()
  return () => {
    decoder.push(bytes)
    const replies = []
    for (let reply = decoder.next(); reply !== undefined; reply = decoder.next()) replies.push(reply)
    return replies
  }
}

/** What of its connection takes replies apart. */
interface Connection {
  _responseActions: ((reply: string) => void)[]
  _onData(chunk: Uint8Array): void
}

function nodemailer(bytes: Uint8Array): () => string {
  const connection = new SMTPConnection() as unknown as Connection
  let last = ''
  const action = (reply: string): void => {
    last = reply
  }
  return () => {
    connection._responseActions.push(action)
    connection._onData(bytes)
    return last
  }
}

function nodemailerMany(bytes: Uint8Array, count: number): () => Promise<readonly string[]> {
  const connection = new SMTPConnection() as unknown as Connection
  return () =>
    new Promise(resolve => {
      const replies: string[] = []
      const action = (reply: string): void => {
        if (replies.push(reply) === count) resolve(replies)
      }
      for (let at = 0; at < count; at++) connection._responseActions.push(action)
      connection._onData(bytes)
    })
}

/** It looks once more in the next turn of the event loop whether there is another reply: that is waited for, and counts. */
const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
