/**
 * Sessions as `C:` and `S:` transcripts. What is sent and answered is read from the transcript alone, by its framing: the client sends the
 * `C:` lines, the server answers with the `S:` lines. A line in brackets is where TLS comes up.
 */
import { asBytes, asChars, drive, linesOf } from '@mailwire/tooling/testing'
import {
  ClientConnection,
  type ClientEvent,
  type ClientSend,
  type Command,
  decodeCommand,
  decodeResponse,
  framingOf,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
} from '../src/index.js'

export interface Script {
  /** Each is sent on the response to the one before. */
  readonly commands: readonly Command[]
  /** What the client says in exchanges, in order. */
  readonly responses: readonly ClientSend[]
  /** What the server says to each command or response, the greeting first. */
  readonly answers: readonly (readonly ServerSend[])[]
  /** The bytes of each side, up to TLS and behind it. */
  readonly fromClient: readonly Uint8Array[]
  readonly fromServer: readonly Uint8Array[]
}

export function scriptOf(transcript: string): Script {
  const commands: Command[] = []
  const responses: ClientSend[] = []
  const answers: ServerSend[][] = []
  const clientLines = linesOf(transcript, 'C')
  const serverLines = linesOf(transcript, 'S')
  for (let asked: Command | undefined, isExchange = false; serverLines.length > 0; ) {
    const first = serverLines.shift()!
    if (first === '+' || first.startsWith('+ ')) answers.push([{ type: 'challenge', data: bytesOf(first.slice(2)) }])
    else answers.push(answerOf(first, isExchange ? undefined : asked, serverLines))
    isExchange = first.startsWith('+ ') || first === '+'
    const line = clientLines.shift()
    if (line === undefined) break
    if (isExchange) responses.push(line === '*' ? { type: 'auth-cancel' } : { type: 'auth-response', data: bytesOf(line) })
    else commands.push((asked = decodeCommand(asBytes(line))))
  }
  const parts = transcript.split(/^ *\(.*\)$/m)
  const sent = (side: 'C' | 'S') =>
    parts.map(part =>
      asBytes(
        linesOf(part, side)
          .map(line => `${line === '+' ? '+ ' : line}\r\n`)
          .join(''),
      ),
    )
  return { commands, responses, answers, fromClient: sent('C'), fromServer: sent('S') }
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'))

function answerOf(first: string, command: Command | undefined, lines: string[]): ServerSend[] {
  const { status, code, text } = decodeResponse(asBytes(first))
  const framing = command === undefined || status === '-ERR' ? 'line' : framingOf(command)
  if (framing === 'line') return [{ status, code, text }]
  const rows = lines
    .splice(0, lines.indexOf('.') + 1)
    .slice(0, -1)
    .map(row => row.replace(/^\./, ''))
  if (framing === 'rows') return [{ status, code, text, rows }]
  const bytes = asBytes(rows.map(row => `${row}\r\n`).join(''))
  return [{ status, code, text }, { type: 'body-chunk', bytes }, { type: 'body-end' }]
}

/** The two, each with what it does next. `queued`: the client sends everything at once, and the connection holds it back. */
export function play({ commands, responses, answers }: Script, queued = false) {
  const client = new ClientConnection()
  const server = new ServerConnection()
  const left = [...commands]
  if (queued) for (const command of left.splice(0)) client.send(command)
  let answered = 0
  let responded = 0
  const onClient = (event: ClientEvent): void => {
    if (event.type === 'challenge') client.send(responses[responded++]!)
    if (event.type !== 'greeting' && event.type !== 'response') return
    const next = left.shift()
    if (next !== undefined) client.send(next)
  }
  const onServer = (event: ServerEvent): void => {
    if (!('suggestedReply' in event)) return
    for (const part of answers[answered++]!) server.send(part)
  }
  return { client, server, onClient, onServer }
}

/** The events of a connection that is told each part of a stream, TLS between them. */
export function hear<Event extends { readonly type: string }>(
  connection: {
    receive(chunk: Uint8Array): void
    nextEvent(): Event | undefined
    upgraded(): Uint8Array
    readonly waiting: string
  },
  parts: readonly (readonly Uint8Array[])[],
  on: (event: Event) => void,
): Event[] {
  return parts.flatMap((chunks, at) => {
    if (at > 0) connection.upgraded()
    return drive(connection as never, chunks, on as never) as Event[]
  })
}

export const lines = (output: readonly Uint8Array[]): string[] =>
  asChars(output)
    .split('\r\n')
    .slice(0, -1)
    .map(line => line.trimEnd())
