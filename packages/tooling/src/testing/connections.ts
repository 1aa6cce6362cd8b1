/** Drives connections without sockets: one alone, cut in any way, or a client and a server back to back. */
import { asChars } from './bytes.js'

/** The contract of every connection, as far as tests need it. */
export interface AnyConnection<Event> {
  receive(chunk: Uint8Array): void
  receiveEnd(): void
  nextEvent(): Event | undefined
  takeOutput(): Uint8Array[]
  upgraded(): Uint8Array
  readonly waiting: string
  readonly state: string
}

type AnyEvent = { readonly type: string }

/**
 * Feeds the chunks and gives every event, with adjacent `body-chunk`s joined.
 * `answer` is called with each event and may `send`. After an `upgrade` event it is the answer's turn to call `upgraded()`.
 */
export function drive<Event extends AnyEvent>(
  connection: AnyConnection<Event>,
  chunks: readonly Uint8Array[],
  answer: (event: Event) => void = () => {},
): Event[] {
  const events: Event[] = []
  const drain = (): void => {
    for (let event = connection.nextEvent(); event !== undefined; event = connection.nextEvent()) {
      events.push(kept(event))
      answer(event)
    }
  }
  drain()
  for (const chunk of chunks) {
    if (connection.waiting === 'closed') break
    connection.receive(chunk)
    drain()
    // Nothing may refer to a chunk any more once more input is wanted.
    if (connection.waiting === 'input') chunk.fill(0xaa)
  }
  return joined(events)
}

/** Copies what is a view on a chunk. */
const kept = <Event extends AnyEvent>(event: Event): Event =>
  'bytes' in event && event.bytes instanceof Uint8Array ? { ...event, bytes: event.bytes.slice() } : event

/** Joins adjacent `body-chunk`s, in linear time; no other events, though some of them have bytes, too. */
export function joined<Event extends AnyEvent>(events: readonly Event[]): Event[] {
  const runs: Event[][] = []
  for (const event of events) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run !== undefined && last?.type === 'body-chunk' && event.type === 'body-chunk') run.push(event)
    else runs.push([event])
  }
  return runs.map(run => {
    if (run.length === 1) return run[0]!
    const parts = run.map(event => (event as { readonly bytes?: unknown }).bytes as Uint8Array)
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return { ...run[0]!, bytes }
  })
}

/** What crossed between a client and a server, as a readable log: `C: EHLO x`, `S: 250 ok`. */
export interface BackToBack<ClientEvent, ServerEvent> {
  readonly client: AnyConnection<ClientEvent>
  readonly server: AnyConnection<ServerEvent>
  readonly onClient: (event: ClientEvent) => void
  readonly onServer: (event: ServerEvent) => void
  /** Cuts what is sent; whole by default. */
  readonly cut?: (bytes: Uint8Array) => Uint8Array[]
  /** Stops a test that would never end. */
  readonly maxRounds?: number
}

/**
 * Runs the two against each other until neither has anything to say, and gives the lines that crossed. Both `upgrade` events are
 * answered here: the layer is taken to be up once both sides wait for it.
 */
export function backToBack<ClientEvent extends AnyEvent, ServerEvent extends AnyEvent>(
  pair: BackToBack<ClientEvent, ServerEvent>,
): string[] {
  const { client, server, cut = bytes => [bytes], maxRounds = 10_000 } = pair
  const log: string[] = []
  const drain = <Event extends AnyEvent>(side: AnyConnection<Event>, on: (event: Event) => void): boolean => {
    let any = false
    for (let event = side.nextEvent(); event !== undefined; event = side.nextEvent()) {
      any = true
      on(event)
    }
    return any
  }
  const move = <From, To>(from: AnyConnection<From>, to: AnyConnection<To>, mark: string): boolean => {
    const output = from.takeOutput()
    for (const line of asChars(output).split(/(?<=\n)/)) if (line !== '') log.push(`${mark}: ${line.replace(/\r\n$/, '')}`)
    for (const part of output)
      for (const chunk of cut(part)) if (to.waiting !== 'closed' && to.waiting !== 'upgrade') to.receive(chunk)
    return output.length > 0
  }
  for (let round = 0; round < maxRounds; round++) {
    let moved = drain(server, pair.onServer)
    moved = move(server, client, 'S') || moved
    moved = drain(client, pair.onClient) || moved
    moved = move(client, server, 'C') || moved
    if (client.waiting === 'upgrade' && server.waiting === 'upgrade') {
      client.upgraded()
      server.upgraded()
      moved = true
    }
    if (!moved) return log
  }
  throw new Error(`still talking after ${maxRounds} rounds:\n${log.slice(-20).join('\n')}`)
}

/** The bytes of one side of a `C:`/`S:` transcript, each line with its CRLF. Lines that start with neither are comments. */
export const linesOf = (transcript: string, side: 'C' | 'S'): string[] =>
  transcript
    .split('\n')
    .map(line => line.trimStart())
    .filter(line => line.startsWith(`${side}:`))
    .map(line => line.slice(2).replace(/^ /, ''))
