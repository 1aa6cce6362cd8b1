/** What always holds, as functions of octets that throw when it does not. The tests and the fuzz targets call the same ones. */
import { drive, throwsOnly } from '@mailwire/tooling/testing'
import { ClientConnection, decodeCommand, decodeReply, encodeCommand, encodeReply, ServerConnection } from '../src/index.js'

/** Any octets are a command or an SmtpError; strict finds what the default finds, or refuses. */
export function commandInvariant(bytes: Uint8Array): void {
  throwsOnly('SmtpError', () => {
    const { warnings = [], ...command } = decodeCommand(bytes)
    // What was read with a liberty may be more than we would write.
    if (warnings.some(warning => warning.code === 'loose-domain')) return
    const { warnings: _, ...again } = decodeCommand(encodeCommand(command))
    if (JSON.stringify(again) !== JSON.stringify(command)) throw new Error('decode(encode(x)) is not x')
  })
}

/** Any octets are a reply or an SmtpError, and a reply encodes to one that is the same. */
export function replyInvariant(bytes: Uint8Array): void {
  throwsOnly('SmtpError', () => {
    const reply = decodeReply(bytes)
    if (JSON.stringify(decodeReply(encodeReply(reply))) !== JSON.stringify(reply)) throw new Error('decode(encode(x)) is not x')
  })
}

/** Whatever a client says, and however it is cut, a server that sends what is suggested gives the same events and never throws. */
export function serverInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const server = new ServerConnection({
      hostname: 'mx.example',
      extensions: { size: 1000, pipelining: true, '8bitmime': true, auth: ['PLAIN'] },
    })
    return JSON.stringify(drive(server, copies(pieces), event => 'suggestedReply' in event && server.send(event.suggestedReply)))
  }
  same(run(chunks), run(octetByOctet(chunks)))
}

/** Whatever a server says, and however it is cut, a client gives the same events and never throws. */
export function clientInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const client = new ClientConnection()
    client.send({ verb: 'ehlo', domain: 'client.example' })
    client.send({ verb: 'mail', reversePath: null })
    client.send({ verb: 'rcpt', forwardPath: { localPart: 'a', domain: 'b' } })
    client.send({ verb: 'data' })
    return JSON.stringify(
      drive(client, copies(pieces), event => {
        if (event.type === 'reply' && client.waiting === 'reply') client.send({ type: 'data-end' })
      }),
    )
  }
  same(run(chunks), run(octetByOctet(chunks)))
}

const copies = (chunks: readonly Uint8Array[]): Uint8Array[] => chunks.map(chunk => chunk.slice())
const octetByOctet = (chunks: readonly Uint8Array[]): Uint8Array[] =>
  chunks.flatMap(chunk => Array.from(chunk, octet => Uint8Array.of(octet)))

function same(a: string, b: string): void {
  if (a !== b) throw new Error(`chunking changes the events:\n${a}\n${b}`)
}
