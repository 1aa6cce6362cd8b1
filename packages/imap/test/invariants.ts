/** What always holds, as functions of octets that throw when it does not. The tests and the fuzz targets call the same ones. */
import { asChars, assertRemoteFaults, drive, unlessRefused } from '@mailwire/tooling/testing'
import {
  ClientConnection,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  ResponseDecoder,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
} from '../src/index.js'

/** Any bytes are a response or an ImapError; what was read can be written and reads as the same again. */
export function responseInvariant(bytes: Uint8Array): void {
  const decoded = accepted(() => decodeResponse(bytes))
  if (decoded === undefined) return
  const { warnings: _, damaged: __, ...response } = decoded
  const { warnings: ___, damaged: ____, ...again } = decodeResponse(encodeResponse(response))
  if (shown(again) !== shown(response)) throw new Error('decode(encode(x)) is not x')
}

/** Any bytes, cut anyhow, give the same responses, up to the one that ends the stream. */
export function responseSplitInvariant(bytes: Uint8Array): void {
  const run = (chunks: Uint8Array[]): string => {
    const decoder = new ResponseDecoder({ limits: { inlineLiteral: 2 } })
    let log = ''
    accepted(() => {
      for (const chunk of chunks) {
        decoder.push(chunk)
        for (let event = decoder.next(); event !== undefined; event = decoder.next())
          log += event.type === 'body-chunk' ? asChars(event.bytes) : shown(event)
      }
    })
    return log
  }
  same(run([bytes.slice()]), run(Array.from(bytes, byte => Uint8Array.of(byte))))
}

/** Any bytes are a command or an ImapError; what was read can be written, and reads as the same again. */
export function commandInvariant(bytes: Uint8Array): void {
  const decoded = accepted(() => decodeCommand(bytes))
  if (decoded === undefined) return
  const { warnings: _, ...command } = decoded
  const { warnings: __, ...again } = decodeCommand(encodeCommandWhole(command))
  if (shown(again) !== shown(command)) throw new Error('decode(encode(x)) is not x')
}

/** What a decoder gives, or `undefined` where it refuses the input. */
const accepted = <Value>(decode: () => Value): Value | undefined => unlessRefused('ImapError', decode)

/**
 * Whatever a client says, and however it is cut, a server gives the same events and never throws: one that sends what is suggested, and one
 * with a mailbox that accepts, refuses or discards literals by their size.
 */
export function serverInvariant(chunks: readonly Uint8Array[]): void {
  for (const isOpen of [false, true]) {
    const run = (pieces: readonly Uint8Array[]): string => {
      const server = new ServerConnection({ capabilities: ['IMAP4REV1', 'AUTH=PLAIN', 'IDLE'], limits: { literal: 8 } })
      const answer = (event: ServerEvent): void => {
        if ('suggestedReply' in event) server.send(replyTo(event, isOpen))
      }
      return shown(assertRemoteFaults(drive(server, copies(pieces), answer)))
    }
    same(run(chunks), run(octetByOctet(chunks)))
  }
}

type Asked = Extract<ServerEvent, { readonly suggestedReply: unknown }>

function replyTo(event: Asked, isOpen: boolean): ServerSend {
  if (!isOpen) return event.suggestedReply
  if (event.type === 'literal' && event.error === undefined) {
    const decision = event.size % 3
    if (decision < 2) return decision === 0 ? { type: 'continuation', text: 'go on' } : { type: 'discard' }
  }
  if (event.type !== 'command') return event.suggestedReply
  const { command } = event
  if (command.verb === 'connect') return { type: 'preauth', tag: undefined, code: undefined, text: 'hi' }
  return command.verb === 'select' ? { type: 'ok', tag: command.tag, code: undefined, text: 'x' } : event.suggestedReply
}

/** Whatever a server says, and however it is cut, a client gives the same events and never throws. */
export function clientInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const client = new ClientConnection({ limits: { inlineLiteral: 2 } })
    client.send({ verb: 'login', username: 'a', password: 'b' })
    client.send({ verb: 'select', mailbox: 'INBOX' })
    client.send({ verb: 'noop' })
    client.send({ verb: 'idle' })
    client.send({
      verb: 'append',
      mailbox: 'x',
      messages: [{ content: { type: 'message', binary: false, size: 2, bytes: undefined } }],
    })
    client.send({ type: 'body-chunk', bytes: Uint8Array.of(97, 98) })
    client.send({ type: 'body-end' })
    const events = drive(client, copies(pieces), event => {
      if (event.type === 'continuation' && event.command.verb === 'idle') client.send({ type: 'done' })
    })
    return shown(assertRemoteFaults(events)) + asChars(client.takeOutput())
  }
  same(run(chunks), run(octetByOctet(chunks)))
}

const copies = (chunks: readonly Uint8Array[]): Uint8Array[] => chunks.map(chunk => chunk.slice())
const octetByOctet = (chunks: readonly Uint8Array[]): Uint8Array[] =>
  chunks.flatMap(chunk => Array.from(chunk, octet => Uint8Array.of(octet)))
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map
      ? [...part].sort()
      : part instanceof Uint8Array
        ? Array.from(part)
        : typeof part === 'bigint'
          ? `${part}n`
          : part,
  )

function same(a: string, b: string): void {
  if (a !== b) throw new Error(`chunking changes the events:\n${a}\n${b}`)
}
