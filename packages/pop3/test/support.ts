/** Sessions that have come to some point, for tests that start there. */
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import {
  ClientConnection,
  type ClientEvent,
  type ClientOptions,
  type Command,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
} from '../src/index.js'

/** A client that is logged in and has sent what is given. */
export function loggedIn(options: ClientOptions, ...commands: readonly Command[]): ClientConnection {
  const client = new ClientConnection(options)
  client.send({ verb: 'user', name: 'tim' })
  client.send({ verb: 'pass', password: 'x' })
  for (const command of commands) client.send(command)
  drive(client, [asBytes('+OK\r\n+OK\r\n+OK\r\n')])
  client.takeOutput()
  return client
}

/** The events of one more chunk from the server. */
export const say = (client: ClientConnection, text: string): ClientEvent[] => drive(client, [asBytes(text)])

/** What a connection has written since it was last asked. */
export const written = (connection: { takeOutput(): Uint8Array[] }): string => asChars(connection.takeOutput())

/** Accepts every login, and answers everything else as suggested. */
export function acceptLogin(event: ServerEvent): ServerSend | undefined {
  if (event.type === 'auth-response') return { status: '+OK' }
  if (event.type !== 'command') return 'suggestedReply' in event ? event.suggestedReply : undefined
  const { command, suggestedReply } = event
  if (command.verb === 'user' || command.verb === 'pass' || command.verb === 'apop') return { status: '+OK' }
  if (command.verb !== 'auth' || command.mechanism === undefined) return suggestedReply
  return command.initialResponse === undefined ? { type: 'challenge', data: new Uint8Array(0) } : { status: '+OK' }
}

/** A server that has been told the lines, and answered all but the last. */
export function serverAt(lines: readonly string[], options: ServerOptions = {}): { server: ServerConnection; last: ServerEvent } {
  const server = new ServerConnection(options)
  let last = server.nextEvent()
  for (const line of lines) {
    const answer = last && acceptLogin(last)
    if (answer !== undefined) server.send(answer)
    if (server.nextEvent()?.type === 'upgrade') server.upgraded()
    server.receive(asBytes(`${line}\r\n`))
    last = server.nextEvent()
  }
  server.takeOutput()
  if (last === undefined) throw new Error('the server says nothing')
  return { server, last }
}

/** A server told all of a text, answered as given; the lines that it wrote behind the greeting, and its events. */
export function converse(
  text: string,
  options: ServerOptions = {},
  answer: (event: ServerEvent) => ServerSend | undefined = event =>
    'suggestedReply' in event ? event.suggestedReply : undefined,
): { replies: string[]; events: ServerEvent[] } {
  const server = new ServerConnection(options)
  const events = drive(server, [asBytes(text)], event => {
    const output = answer(event)
    if (output !== undefined) server.send(output)
  })
  return { replies: written(server).trim().split('\r\n').slice(1), events }
}
