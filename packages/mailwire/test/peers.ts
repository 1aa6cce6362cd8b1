/** What the tests of servers and clients share: mailboxes, bytes, and peers that say what they are told to. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { connect, type Listener } from '../src/node.js'

export const mailbox = (localPart: string, domain: string | undefined = 'some.domain') => ({ localPart, domain })
export const asBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
export const MESSAGE = asBytes('Subject: hi\r\n\r\n.a\r\n..\r\nb\r\n')

/** A server that says what it is told to, a line at a time, and then hangs up; with `undefined` at once. */
export async function scripted(...lines: (string | undefined)[]): Promise<Listener> {
  const server = createServer((socket: Socket) => {
    const rest = [...lines]
    const say = (): void => {
      const line = rest.shift()
      if (line === undefined) socket.end()
      else socket.write(line)
      if (rest.length > 0 && rest[0] === undefined) socket.end()
    }
    socket.on('error', () => {})
    socket.on('data', say)
    say()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { host: '127.0.0.1', port, close: async () => void server.close() }
}

/** The codes of all replies to bytes that are sent at once. */
export async function say({ host, port }: Listener, text: string): Promise<number[]> {
  const socket = await connect({ host, port })
  socket.write(text)
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return [
    ...Buffer.concat(parts)
      .toString()
      .matchAll(/^(\d{3})(?: |$)/gm),
  ].map(match => Number(match[1]))
}

/** A server of few extensions that takes everything, and what it was told. TLS is what it offers at most, and never has. */
export async function simple(keywords: string, starttls = '220 go'): Promise<Listener & { readonly heard: string[] }> {
  const heard: string[] = []
  const server = createServer((socket: Socket) => {
    let content = false
    socket.on('error', () => {})
    socket.write('220 hi\r\n')
    socket.on('data', chunk => {
      if (chunk[0] === 0x16) return void socket.end('no TLS here\r\n')
      for (const line of chunk.toString('utf8').split('\r\n').slice(0, -1)) {
        heard.push(line)
        if (content && line !== '.') continue
        const [verb = ''] = line.split(' ')
        content = verb === 'DATA'
        const replies: Record<string, string> = {
          EHLO: `250-hi\r\n${keywords}250 HELP`,
          DATA: '354 go',
          STARTTLS: starttls,
          QUIT: '221 bye',
        }
        socket.write(`${replies[verb] ?? '250 ok'}\r\n`)
        if (verb === 'QUIT') socket.end()
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { host: '127.0.0.1', port, heard, close: async () => void server.close() }
}

/** A client that says what it is told to, in the clear or over TLS. */
export interface Talk {
  readonly socket: Socket
  write(text: string): void
  /** What was heard so far, once it holds the text; with `from`, behind so many characters. */
  until(text: string, from?: number): Promise<string>
  /** Closes this side; what was heard when the server closed its side, too. */
  end(): Promise<string>
  /** The same client, after a TLS handshake. */
  secure(): Promise<Talk>
}

export const converse = async ({ host, port }: Pick<Listener, 'host' | 'port'>): Promise<Talk> =>
  talk(await connect({ host, port }))

function talk(socket: Socket): Talk {
  let heard = ''
  let isClosed = false
  const settled = new Set<() => void>()
  const changed = (): void => {
    for (const check of settled) check()
  }
  const closed = (): void => {
    isClosed = true
    changed()
  }
  socket.on('error', () => {})
  socket.on('data', chunk => {
    heard += chunk.toString('latin1')
    changed()
  })
  socket.on('end', closed).on('close', closed)
  const when = (is: () => boolean): Promise<string> =>
    new Promise((settle, reject) => {
      const check = (): void => {
        if (!is() && !isClosed) return
        settled.delete(check)
        if (is()) settle(heard)
        else reject(new Error(`the server closed the connection after ${JSON.stringify(heard.slice(-200))}`))
      }
      settled.add(check)
      check()
    })
  return {
    socket,
    write: text => void socket.write(text, 'latin1'),
    until: (text, from = 0) => when(() => heard.includes(text, from)),
    end: () => {
      socket.end()
      return when(() => isClosed)
    },
    secure: async () => {
      socket.removeAllListeners('data').removeAllListeners('end')
      const secure = tlsConnect({ socket, rejectUnauthorized: false })
      await once(secure, 'secureConnect')
      return talk(secure)
    },
  }
}

/** A server that answers each line by a function, and what it heard; `undefined` closes the connection. */
export async function answering(
  greeting: string,
  answer: (line: string, socket: Socket) => string | undefined,
): Promise<Listener & { readonly heard: string[] }> {
  const heard: string[] = []
  const open = new Set<Socket>()
  const server = createServer((socket: Socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.write(greeting, 'latin1')
    let rest = ''
    socket.on('data', chunk => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n')
      rest = lines.pop()!
      for (const line of lines) {
        heard.push(line)
        const said = answer(line, socket)
        if (said === undefined) socket.end()
        else if (!socket.writableEnded) socket.write(said, 'latin1')
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy()
    server.close()
  }
  return { host: '127.0.0.1', port, heard, close }
}

/** What an SMTP server of few words says; the lines of a message get no reply. */
export function smtpAnswers(changed: (line: string, socket: Socket) => string | undefined = () => undefined) {
  let inMessage = false
  return (line: string, socket: Socket): string | undefined => {
    if (inMessage && line !== '.') return ''
    inMessage = line === 'DATA'
    return changed(line, socket) ?? (inMessage ? '354 go\r\n' : '250 ok\r\n')
  }
}
