/**
 * POP3 clients that are logged in, without a network. The peers make sockets of their own: these are kept from connecting, and what the
 * server says is emitted on them as soon as a command is written, which is the best that can happen to a client. mailwire is handed the same chunks.
 */
import { Socket } from 'node:net'
import { ClientConnection, type ClientEvent, type ClientSend } from '@mailwire/pop3'
import Pop3Client from 'mailpop3'
import Pop3Command from 'node-pop3'
import { Client } from 'yapople'

export type Chunks = readonly Uint8Array[]

/** Gives what answers the next command. */
export type Server = () => Chunks

const OK: Chunks = [Buffer.from('+OK\r\n')]
const [greeting] = OK

/** Sends a command, and gives each event of the answer to `see`. */
export function ask(session: ClientConnection, command: ClientSend, chunks: Chunks, see: (event: ClientEvent) => void): void {
  session.send(command)
  session.takeOutput()
  for (const chunk of chunks) {
    session.receive(chunk)
    for (let event = session.nextEvent(); event !== undefined; event = session.nextEvent()) see(event)
  }
}

export function mailwire(): ClientConnection {
  const session = new ClientConnection()
  const ignore = (): void => {}
  session.receive(greeting!)
  session.nextEvent()
  ask(session, { verb: 'user', name: 'mrose' }, OK, ignore)
  ask(session, { verb: 'pass', password: 'tanstaaf' }, OK, ignore)
  return session
}

/** It has nothing to log in to: a connection is what it takes for a session. */
export function nodePop3(server: Server): { readonly client: Pop3Command; readonly socket: Socket } {
  const client = new Pop3Command({ user: 'mrose', password: 'tanstaaf', host: 'localhost' })
  const socket = socketOf(() => client.connect())
  socket.emit('data', greeting)
  answer(socket, server)
  return { client, socket }
}

export function yapople(server: Server): { readonly client: Client; readonly socket: Socket } {
  const client = new Client({ host: 'localhost', username: 'mrose', password: 'tanstaaf' })
  const socket = socketOf(() => client.connect(() => {}))
  answer(socket, () => OK)
  socket.emit('data', greeting)
  answer(socket, server)
  return { client, socket }
}

export function mailpop3(server: Server): { readonly client: Pop3Client; readonly socket: Socket } {
  let made: Pop3Client | undefined
  const socket = socketOf(() => {
    made = new Pop3Client(110, 'localhost')
  })
  const client = made!
  answer(socket, () => OK)
  socket.emit('data', greeting)
  client.login('mrose', 'tanstaaf')
  answer(socket, server)
  return { client, socket }
}

/** What mailpop3 emits under a name while `act` runs. */
export function heard(client: Pop3Client, event: string, act: () => void): readonly unknown[] {
  let values: readonly unknown[] = []
  client.once(event, (...given: unknown[]) => {
    values = given
  })
  act()
  return values
}

/** The socket that `open` makes, which is never connected. */
function socketOf(open: () => unknown): Socket {
  const { connect } = Socket.prototype
  let made: Socket | undefined
  Socket.prototype.connect = function (this: Socket) {
    made = this
    return this
  }
  try {
    open()
  } finally {
    Socket.prototype.connect = connect
  }
  return made!
}

/** Answers whatever is written from now on. */
function answer(socket: Socket, server: Server): void {
  socket.write = () => {
    for (const chunk of server()) socket.emit('data', chunk)
    return true
  }
}
