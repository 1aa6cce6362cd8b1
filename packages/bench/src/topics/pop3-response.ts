/**
 * The first lines of responses. The peers are driven through the handlers of their sockets; they give whether it is positive, and the text.
 * mailwire gives the response code as well, and checks the line.
 */
import { decodeResponse, type Response } from '@mailwire/pop3'
import { contender, type Topic } from '../topic.js'
import { type Chunks, mailpop3, nodePop3, yapople } from './pop3-clients.js'

const lines = [
  '+OK',
  '+OK 2 320',
  '+OK 1 whqtswO00WBw418f9t5JxYwZ',
  '-ERR no such message',
  '-ERR [IN-USE] do you have another session running?',
  '+OK message 1 deleted',
  '-ERR [SYS/TEMP] try again later',
  '+OK dewey POP3 server signing off (maildrop empty)',
]

/** Whether it is positive, and the text, a response code included. */
type Plain = readonly [isOk: boolean, text: string]

export const pop3Response = (): readonly Topic[] => {
  const chunks = lines.map(line => Buffer.from(`${line}\r\n`))
  return [
    {
      name: 'pop3/response/mixed',
      about: `decode the first lines of ${lines.length} responses`,
      incumbent: 'node-pop3',
      expected: lines.map(plain),
      contenders: [
        contender(
          'mailwire',
          () => chunks.map(chunk => decodeResponse(chunk)),
          responses => responses.map(fromMailwire),
        ),
        contender('node-pop3', ofNodePop3(chunks), given => given),
        contender('yapople', ofYapople(chunks), given => given),
        contender('mailpop3', ofMailpop3(chunks), given => given.map(([, data]) => plain(data.trimEnd()))),
      ],
    },
  ]
}

const plain = (line: string): Plain => [line.startsWith('+OK'), line.replace(/^\S+ ?/, '')]

const fromMailwire = ({ status, code, text }: Response): Plain => [
  status === '+OK',
  code === undefined ? text : `[${code}] ${text}`,
]

function ofNodePop3(chunks: Chunks): () => readonly Plain[] {
  const { client, socket } = nodePop3(() => [])
  let given: Plain[] = []
  client.on('response', (text: string) => given.push([true, text]))
  client.on('error', ({ message }: Error) => given.push([false, message]))
  return () => {
    given = []
    for (const chunk of chunks) socket.emit('data', chunk)
    return given
  }
}

/** The number that it gives RSET, which is answered by one line. */
const RSET = 9

function ofYapople(chunks: Chunks): () => readonly Plain[] {
  const { client, socket } = yapople(() => [])
  let given: Plain[] = []
  const command = {
    cmd: RSET,
    callback: (error: Error | null, text: string): void =>
      void given.push(error === null ? [true, text] : [false, error.message]),
  }
  return () => {
    given = []
    for (const chunk of chunks) {
      client._command = command
      socket.emit('data', chunk)
    }
    return given
  }
}

function ofMailpop3(chunks: Chunks): () => readonly Plain[] {
  const { client, socket } = mailpop3(() => [])
  let given: Plain[] = []
  client.setCallback((isOk, data) => given.push([isOk, data]))
  return () => {
    given = []
    for (const chunk of chunks) socket.emit('data', chunk)
    return given
  }
}
