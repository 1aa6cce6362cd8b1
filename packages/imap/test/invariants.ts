/** What always holds, as functions of octets that throw when it does not. The tests and the fuzz targets call the same ones. */
import { asChars, drive, throwsOnly } from '@mailwire/tooling/testing'
import {
  ClientConnection,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  ResponseDecoder,
  ServerConnection,
} from '../src/index.js'

/** Any octets are a response or an ImapError; what was read without liberties encodes to what decodes to the same. */
export function responseInvariant(bytes: Uint8Array): void {
  throwsOnly('ImapError', () => {
    const { warnings, ...response } = decodeResponse(bytes)
    if (warnings.length > 0) return
    let encoded: Uint8Array
    try {
      encoded = encodeResponse(response)
    } catch (error) {
      // Opaque text may hold what we do not write: literals, octets that no flag has.
      if (error instanceof Error && 'code' in error && error.code === 'bad-value') return
      throw error
    }
    const { warnings: _, ...again } = decodeResponse(encoded)
    if (shown(again) !== shown(response)) throw new Error('decode(encode(x)) is not x')
  })
}

/** Any octets, cut anyhow, give the same responses. */
export function responseSplitInvariant(bytes: Uint8Array): void {
  const run = (chunks: Uint8Array[]): string => {
    const decoder = new ResponseDecoder({ limits: { inlineLiteral: 2 } })
    let log = ''
    throwsOnly('ImapError', () => {
      for (const chunk of chunks) {
        decoder.push(chunk)
        for (let event = decoder.next(); event !== undefined; event = decoder.next())
          log += event.type === 'literal-chunk' ? asChars(event.bytes) : shown(event)
      }
    })
    return log
  }
  same(run([bytes.slice()]), run(Array.from(bytes, octet => Uint8Array.of(octet))))
}

/** Any octets are a command or an ImapError, and a command encodes to one that is the same. */
export function commandInvariant(bytes: Uint8Array): void {
  throwsOnly('ImapError', () => {
    const { warnings: _, ...command } = decodeCommand(bytes)
    if (command.verb === 'unknown') return
    const { warnings: __, ...again } = decodeCommand(encodeCommandWhole(command))
    if (shown(again) !== shown(command)) throw new Error('decode(encode(x)) is not x')
  })
}

/** Whatever a client says, and however it is cut, a server that sends what is suggested gives the same events and never throws. */
export function serverInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const server = new ServerConnection({ capabilities: ['IMAP4REV1', 'AUTH=PLAIN'] })
    return shown(drive(server, copies(pieces), event => 'suggestedReply' in event && server.send(event.suggestedReply)))
  }
  same(run(chunks), run(octetByOctet(chunks)))
}

/** Whatever a server says, and however it is cut, a client gives the same events and never throws. */
export function clientInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const client = new ClientConnection({ limits: { inlineLiteral: 2 } })
    client.send({ verb: 'login', username: 'a', password: 'b' })
    client.send({ verb: 'select', mailbox: 'INBOX' })
    client.send({ verb: 'noop' })
    return shown(drive(client, copies(pieces)))
  }
  same(run(chunks), run(octetByOctet(chunks)))
}

const copies = (chunks: readonly Uint8Array[]): Uint8Array[] => chunks.map(chunk => chunk.slice())
const octetByOctet = (chunks: readonly Uint8Array[]): Uint8Array[] =>
  chunks.flatMap(chunk => Array.from(chunk, octet => Uint8Array.of(octet)))
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part instanceof Map ? [...part] : part instanceof Uint8Array ? Array.from(part) : part,
  )

function same(a: string, b: string): void {
  if (a !== b) throw new Error(`chunking changes the events:\n${a}\n${b}`)
}
