/** What the tests of sessions share: a few commands, a server with an opinion, and a player of transcripts. */
import { type AnyConnection, asBytes, asChars, drive } from '@mailwire/tooling/testing'
import {
  ClientConnection,
  type ClientEvent,
  type CommandInit,
  decodeCommand,
  decodeReply,
  type Mailbox,
  type ReplyInit,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
} from '../src/all.js'

export const at = (localPart: string, domain: string): Mailbox => ({ localPart, domain })
export const ehlo: CommandInit = { verb: 'ehlo', domain: 'bar.com' }
export const quit: CommandInit = { verb: 'quit' }
export const mail: CommandInit = { verb: 'mail', reversePath: at('Smith', 'bar.com') }
export const rcpt = (localPart: string): CommandInit => ({ verb: 'rcpt', forwardPath: at(localPart, 'foo.com') })
export const data: CommandInit = { verb: 'data' }
export const content = (text: string) => ({ type: 'body-chunk', bytes: asBytes(text) }) as const
export const end = { type: 'body-end' } as const

/** A server that knows everybody but Green, and tim by his password x. */
export function answer(event: ServerEvent): ServerSend | undefined {
  if (event.type === 'auth-response')
    return asChars(event.data) === '\0tim\0x' ? { code: 235, enhanced: '2.7.0', lines: ['welcome'] } : event.suggestedReply
  if (event.type === 'command') {
    const { command } = event
    if (command.verb === 'rcpt' && command.forwardPath.localPart === 'Green')
      return { code: 550, enhanced: '5.1.1', lines: ['no such user here'] }
    if (command.verb === 'auth' && command.mechanism === 'PLAIN')
      return command.initialResponse === undefined
        ? { type: 'challenge', data: asBytes('') }
        : { code: 235, enhanced: '2.7.0', lines: ['welcome'] }
  }
  return 'suggestedReply' in event ? event.suggestedReply : undefined
}

/** A server that answers each event as `reply` says, fed with lines. */
export function serve(
  chunks: readonly Uint8Array[],
  options: Partial<ServerOptions> = {},
  reply: (event: ServerEvent, server: ServerConnection) => ServerSend | undefined = answer,
): { server: ServerConnection; events: ServerEvent[]; output: string } {
  const server = new ServerConnection({ hostname: 'mx.example', ...options })
  const events = drive(server, chunks, event => {
    const output = reply(event, server)
    if (output !== undefined) server.send(output)
  })
  return { server, events, output: asChars(server.takeOutput()) }
}

/** The codes of the replies behind the greeting, of a server that is fed with lines. */
export const codes = (text: string, options: Partial<ServerOptions> = {}, reply = answer): number[] =>
  codesOf(serve([asBytes(text)], options, reply).output).slice(1)

export const codesOf = (output: string): number[] => [...output.matchAll(/^(\d{3}) /gm)].map(match => Number(match[1]))

/** A client that has seen EHLO's reply, and has sent commands since. */
export function ready(keywords = '', ...commands: CommandInit[]): ClientConnection {
  const client = new ClientConnection()
  client.send(ehlo)
  drive(client, [asBytes(`220 x\r\n250-x\r\n${keywords}250 HELP\r\n`)])
  for (const command of commands) client.send(command)
  client.takeOutput()
  return client
}

/** Lines that go together: what one side says before it is the other's turn. */
interface Block {
  readonly side: 'C' | 'S'
  readonly lines: string[]
}

export function blocksOf(transcript: string): Block[] {
  const blocks: Block[] = []
  for (const line of linesOf(transcript)) {
    const side = line[0] as Block['side']
    if (blocks.at(-1)?.side !== side) blocks.push({ side, lines: [] })
    blocks.at(-1)!.lines.push(line.slice(3))
  }
  return blocks
}

/** `C: ...` and `S: ...`, without the blanks around them. */
export const linesOf = (transcript: string): string[] =>
  transcript
    .trim()
    .split('\n')
    .map(line => line.trim())

export const wire = (lines: readonly string[]): Uint8Array => asBytes(lines.map(line => `${line}\r\n`).join(''))

/** The replies of the S lines, in their order. */
export function repliesOf(lines: readonly string[]): ReplyInit[] {
  const replies: ReplyInit[] = []
  let from = 0
  lines.forEach((line, index) => {
    if (line[3] === '-') return
    replies.push(decodeReply(wire(lines.slice(from, index + 1))))
    from = index + 1
  })
  return replies
}

/** Answers whatever the server has to answer with the next reply of the transcript. */
export function scriptedServer(transcript: string): (event: ServerEvent) => ServerSend | undefined {
  const replies = repliesOf(blocksOf(transcript).flatMap(block => (block.side === 'S' ? block.lines : [])))
  return event => {
    if (!('suggestedReply' in event)) return undefined
    const reply = replies.shift() ?? event.suggestedReply
    return reply.code === 334 ? { type: 'challenge', data: base64(reply.lines?.join('') ?? '') } : reply
  }
}

/** A client that says what is in the transcript, each block once all replies before it are in. */
export function scriptedClient(client: ClientConnection, transcript: string) {
  const blocks = blocksOf(transcript)
  const held: Uint8Array[] = []
  let due = repliesOf(blocks[0]!.lines).length
  const next = (): void => {
    const replies = repliesOf(blocks.shift()!.lines)
    const block = blocks.shift()
    if (block === undefined) return
    say(client, block.lines, replies.at(-1)!.code, () => held.push(...client.takeOutput()))
    due = blocks[0] === undefined ? Number.POSITIVE_INFINITY : repliesOf(blocks[0].lines).length
  }
  const connection: AnyConnection<ClientEvent> = {
    receive: chunk => client.receive(chunk),
    receiveEnd: () => client.receiveEnd(),
    nextEvent: () => client.nextEvent(),
    takeOutput: () => [...held.splice(0), ...client.takeOutput()],
    upgraded: () => client.upgraded(),
    get waiting() {
      return client.waiting
    },
    get state() {
      return client.state
    },
  }
  return {
    connection,
    react(event: ClientEvent): void {
      if ((event.type === 'greeting' || event.type === 'reply' || event.type === 'challenge') && --due === 0) next()
    },
  }
}

/** `after` is the code of the reply before: what lines are depends on it. */
function say(client: ClientConnection, lines: readonly string[], after: number, flush: () => void): void {
  const left = [...lines]
  if (after === 334) {
    const line = left.shift()!
    client.send(line === '*' ? { type: 'auth-cancel' } : { type: 'auth-response', data: base64(line) })
  } else if (after === 354) {
    const text = left.splice(0, left.indexOf('.') + 1).slice(0, -1)
    client.send(content(text.map(line => `${line.replace(/^\./, '')}\r\n`).join('')))
    client.send(end)
  }
  for (let line = left.shift(); line !== undefined; line = left.shift()) {
    const [, size, last] = /^BDAT (\d+)( LAST)?$/.exec(line) ?? []
    if (size === undefined) client.send(decodeCommand(asBytes(line)))
    else {
      let text = ''
      while (text.length < Number(size)) text += `${left.shift()!}\r\n`
      client.send(content(text))
      if (last !== undefined) client.send(end)
      flush()
    }
  }
}

const base64 = (text: string): Uint8Array => asBytes(atob(text))

/** How many bytes some work allocates, copies and has searched by the runtime: what grows with the square of the input where something is done over. */
export function bytesMoved(work: () => void): number {
  let moved = 0
  const { Uint8Array: original } = globalThis
  const { set, indexOf } = original.prototype
  globalThis.Uint8Array = new Proxy(original, {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget) as Uint8Array
      // A view moves nothing.
      if (!(args[0] instanceof ArrayBuffer)) moved += made.length
      return made
    },
  })
  original.prototype.set = function (source, offset) {
    moved += source.length
    set.call(this, source, offset)
  }
  original.prototype.indexOf = function (byte, from = 0) {
    const found = indexOf.call(this, byte, from)
    moved += (found < 0 ? this.length : found) - from
    return found
  }
  try {
    work()
  } finally {
    globalThis.Uint8Array = original
    for (const name of ['set', 'indexOf']) Reflect.deleteProperty(original.prototype, name) // they are inherited
  }
  return moved
}
