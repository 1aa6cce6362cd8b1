/**
 * The content of a message as a client sends it: dots stuffed, the end behind it.
 *
 * nodemailer is driven through its DataStream, as its transport does it; to show what of that is the stream, its transform is also
 * called alone.
 */
import { DotEncoder } from '@mailwire/bytes'
import DataStream from 'nodemailer/lib/smtp-connection/data-stream'
import { chunksOf, mails, memcpy, stuffed } from '../inputs/mail.js'
import { contender, type Topic } from '../topic.js'

type Chunks = readonly Uint8Array[]

export const smtpDotStuff = (): readonly Topic[] =>
  mails.map(({ name, about, content }) => {
    const chunks = chunksOf(content)
    const whole = (sent: Chunks): string => Buffer.concat(sent).toString('latin1')
    return {
      name: `smtp/dot-stuff/${name}`,
      about: `stuff the dots of a message: ${about}`,
      incumbent: 'nodemailer',
      expected: stuffed(content).toString('latin1'),
      contenders: [
        contender('mailwire', encoder(chunks), whole),
        contender('nodemailer', nodemailer(chunks), whole),
        contender('its transform alone', nodemailerTransform(chunks), whole),
        contender('a memcpy', memcpy(chunks), () => stuffed(content).toString('latin1')),
      ],
    }
  })

function encoder(chunks: Chunks): () => Chunks {
  const refuse = (code: string): never => {
    throw new Error(code)
  }
  return () => {
    const dots = new DotEncoder(refuse)
    const sent: Uint8Array[] = []
    for (const chunk of chunks) for (const bytes of dots.encode(chunk)) sent.push(bytes)
    sent.push(dots.end())
    return sent
  }
}

function nodemailer(chunks: Chunks): () => Promise<Chunks> {
  return () =>
    new Promise(resolve => {
      const sent: Uint8Array[] = []
      const stream = new DataStream()
      stream.on('data', (chunk: Uint8Array) => sent.push(chunk))
      stream.on('end', () => resolve(sent))
      for (const chunk of chunks) stream.write(chunk)
      stream.end()
    })
}

function nodemailerTransform(chunks: Chunks): () => Chunks {
  const done = (): void => {}
  return () => {
    const sent: Uint8Array[] = []
    const stream = new DataStream()
    stream.push = (chunk: Uint8Array) => sent.push(chunk) > 0
    for (const chunk of chunks) stream._transform(chunk as Buffer, 'buffer' as never, done)
    stream._flush(done)
    return sent
  }
}
