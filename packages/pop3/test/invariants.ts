/** What always holds, as functions of octets that throw when it does not. The tests and the fuzz targets call the same ones. */
import { drive, throwsOnly } from '@mailwire/tooling/testing'
import { ClientConnection, decodeCommand, decodeResponse, encodeCommand, encodeResponse, ServerConnection } from '../src/index.js'

/** Any octets are a command or a Pop3Error, and a command encodes to one that is the same. */
export function commandInvariant(bytes: Uint8Array): void {
  throwsOnly('Pop3Error', () => {
    const { warnings: _, ...command } = decodeCommand(bytes)
    const { warnings: __, ...again } = decodeCommand(encodeCommand(command))
    if (JSON.stringify(again) !== JSON.stringify(command)) throw new Error('decode(encode(x)) is not x')
  })
}

/** Any octets are a response or a Pop3Error, and a response encodes to one that is the same. */
export function responseInvariant(bytes: Uint8Array): void {
  throwsOnly('Pop3Error', () => {
    const response = decodeResponse(bytes)
    if (JSON.stringify(decodeResponse(encodeResponse(response))) !== JSON.stringify(response))
      throw new Error('decode(encode(x)) is not x')
  })
}

/** Whatever a client says, and however it is cut, a server that sends what is suggested gives the same events and never throws. */
export function serverInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const server = new ServerConnection({ capabilities: { user: true, sasl: ['PLAIN'] } })
    return JSON.stringify(drive(server, copies(pieces), event => 'suggestedReply' in event && server.send(event.suggestedReply)))
  }
  same(run(chunks), run(chunks.flatMap(chunk => Array.from(chunk, octet => Uint8Array.of(octet)))))
}

/** Whatever a server says, and however it is cut, a client gives the same events and never throws. */
export function clientInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const client = new ClientConnection({ pipelining: true })
    client.send({ verb: 'user', name: 'a' })
    client.send({ verb: 'pass', password: 'b' })
    client.send({ verb: 'uidl', message: undefined })
    client.send({ verb: 'retr', message: 1 })
    client.send({ verb: 'capa' })
    return JSON.stringify(drive(client, copies(pieces)))
  }
  same(run(chunks), run(chunks.flatMap(chunk => Array.from(chunk, octet => Uint8Array.of(octet)))))
}

const copies = (chunks: readonly Uint8Array[]): Uint8Array[] => chunks.map(chunk => chunk.slice())

function same(a: string, b: string): void {
  if (a !== b) throw new Error(`chunking changes the events:\n${a}\n${b}`)
}
