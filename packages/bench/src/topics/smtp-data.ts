/**
 * The content of a message as a server receives it: dots unstuffed, the end found.
 *
 * smtp-server is driven through its own stream, as its server does it; to show what of that is the stream, its scan is also
 * called alone, with a sink that takes all. mailwire goes through a whole session, which also finds bare CR, bare LF, NUL
 * and lines that are too long; its decoder is measured alone too. The copy shows how fast memory is.
 */
import { DotDecoder } from '@mailwire/bytes'
import { ServerConnection } from '@mailwire/smtp'
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { chunksOf, mails, memcpy, stuffed } from '../inputs/mail.js'
import { contender, type Topic } from '../topic.js'

type Chunks = readonly Uint8Array[]

export const smtpData = (): readonly Topic[] =>
  mails.map(({ name, about, content }) => {
    const chunks = chunksOf(stuffed(content))
    const whole = (received: Chunks): string => Buffer.concat(received).toString('latin1')
    return {
      name: `smtp/data/${name}`,
      about: `receive the content of a message: ${about}`,
      incumbent: 'smtp-server',
      expected: content.toString('latin1'),
      contenders: [
        contender('mailwire', session(chunks), whole),
        contender('smtp-server', smtpServer(chunks), whole),
        contender('its scan alone', smtpServerScan(chunks), whole),
        contender('mailwire decoder alone', decoder(chunks), whole),
        contender('a memcpy', memcpy(chunks), () => content.toString('latin1')),
      ],
    }
  })

/** A whole transaction each time, in one session. */
function session(chunks: Chunks): () => Chunks {
  const server = new ServerConnection({ hostname: 'mx.some.domain' })
  const answer = (): Chunks => {
    const received: Uint8Array[] = []
    for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent()) {
      if (event.type === 'body-chunk') received.push(event.bytes)
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    }
    server.takeOutput()
    return received
  }
  answer()
  server.receive(Buffer.from('EHLO client.some.domain\r\n'))
  answer()
  const envelope = Buffer.from('MAIL FROM:<sender@some.domain>\r\nRCPT TO:<someone@some.domain>\r\nDATA\r\n')
  return () => {
    server.receive(envelope)
    answer()
    return chunks.flatMap(chunk => {
      server.receive(chunk)
      return answer()
    })
  }
}

function decoder(chunks: Chunks): () => Chunks {
  return () => {
    const dots = new DotDecoder(1000)
    const received: Uint8Array[] = []
    for (const chunk of chunks) {
      dots.push(chunk)
      for (let bytes = dots.next(); bytes !== undefined; bytes = dots.next()) received.push(bytes)
    }
    return dots.done && dots.violations.length === 0 ? received : []
  }
}

/** Its parser, a Writable, gives the content to a PassThrough, which its server hands to the application. */
function smtpServer(chunks: Chunks): () => Promise<Chunks> {
  const stream = new SMTPStream()
  return () =>
    new Promise(resolve => {
      const received: Uint8Array[] = []
      const content = stream.startDataMode()
      content.on('data', (chunk: Uint8Array) => received.push(chunk))
      content.on('end', () => {
        stream.continue()
        resolve(received)
      })
      for (const chunk of chunks) stream.write(chunk)
    })
}

/** Its scan fed by hand, into a sink that is always ready. */
function smtpServerScan(chunks: Chunks): () => Promise<Chunks> {
  const stream = new SMTPStream()
  return () =>
    new Promise(resolve => {
      const received: Uint8Array[] = []
      const write = (chunk: Uint8Array): boolean => received.push(chunk) > 0
      const end = (chunk?: Uint8Array): void => {
        if (chunk !== undefined) write(chunk)
        stream._continueCallback = false
        resolve(received)
      }
      stream.startDataMode()
      stream._dataStream = { writable: true, write, end } as never
      let next = 0
      const feed = (): void => {
        if (next < chunks.length) stream._feedDataStream(chunks[next++] as Buffer, feed)
      }
      feed()
    })
}
