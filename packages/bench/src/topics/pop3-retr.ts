/**
 * RETR of 10 MiB. Of node-pop3 it is RETR, which gives a string, and also the stream that `command` gives: it hands chunks on, looks at the end
 * of each only, and leaves the dots stuffed. mailwire looks at every byte and undoes the dots.
 *
 * Base 64 has no dots at the start of a line, text has some.
 */
import { digest, memcpy } from '../inputs/mail.js'
import { base64Message, textMessage } from '../inputs/pop3.js'
import { type Contender, contender, type Topic } from '../topic.js'
import { ask, type Chunks, heard, mailpop3, mailwire, nodePop3, yapople } from './pop3-clients.js'

export function pop3Retr(): readonly Topic[] {
  const plain = base64Message()
  const dotted = textMessage()
  const [expected, ofText] = [plain, dotted].map(({ content }) => digest([content]))
  return [
    {
      name: 'pop3/retr/streamed',
      about: 'receive 10 MiB of base 64 in chunks of 64 KiB, chunk by chunk',
      incumbent: 'node-pop3',
      expected,
      contenders: [
        contender('mailwire', streamed(plain.chunks), digest),
        ...peers(plain.chunks),
        contender('node-pop3 its stream', nodePop3Stream(plain.chunks), digest),
        contender('a memcpy', memcpy(plain.chunks), () => expected),
      ],
    },
    {
      name: 'pop3/retr/collected',
      about: 'the same, gathered to one Buffer',
      incumbent: 'node-pop3',
      expected,
      contenders: [contender('mailwire', collected(plain.chunks), digestOne), ...peers(plain.chunks)],
    },
    {
      name: 'pop3/retr/text',
      about: 'receive 10 MiB of text, a leading dot in one line of a hundred, chunk by chunk',
      incumbent: 'a memcpy',
      expected: ofText,
      contenders: [
        contender('mailwire', streamed(dotted.chunks), digest),
        contender('a memcpy', memcpy(dotted.chunks), () => ofText),
        ...peers(dotted.chunks),
      ],
    },
  ]
}

function streamed(chunks: Chunks): () => Chunks {
  const session = mailwire()
  return () => {
    const received: Uint8Array[] = []
    ask(session, { verb: 'retr', message: 1 }, chunks, event => {
      if (event.type === 'body-chunk') received.push(event.bytes)
    })
    return received
  }
}

function collected(chunks: Chunks): () => Buffer {
  const retrieve = streamed(chunks)
  return () => Buffer.concat(retrieve())
}

/** The peers as they are used; each gives the message as one value. */
function peers(chunks: Chunks): readonly Contender[] {
  const server = (): Chunks => chunks
  const { client: node } = nodePop3(server)
  const { client: yap } = yapople(server)
  const { client: mail } = mailpop3(server)
  return [
    contender('node-pop3', () => node.RETR(1), digestOne),
    contender('yapople', () => yap.retr(1), digestOne),
    contender('mailpop3', () => heard(mail, 'retr', () => mail.retr(1))[2] as string, digestOne),
  ]
}

function nodePop3Stream(chunks: Chunks): () => Promise<Chunks> {
  const { client } = nodePop3(() => chunks)
  return async () => {
    const [, stream] = await client.command('RETR', 1)
    return new Promise(resolve => {
      const received: Uint8Array[] = []
      stream.on('data', (chunk: Uint8Array) => received.push(chunk))
      stream.on('end', () => resolve(received))
    })
  }
}

// ----- One form for all -----

const digestOne = (message: Uint8Array | string): unknown => digest([Buffer.from(message as string)])
