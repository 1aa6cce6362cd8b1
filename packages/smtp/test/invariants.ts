/** What always holds, as functions of octets that throw when it does not. The tests and the fuzz targets call the same ones. */
import { drive, throwsOnly } from '@mailwire/tooling/testing'
import {
  ClientConnection,
  decodeCommand,
  decodeProxyHeader,
  decodeReply,
  encodeCommand,
  encodeProxyHeader,
  encodeReply,
  formatMailbox,
  parseMailbox,
  ServerConnection,
} from '../src/index.js'

/** Any octets are a command or an SmtpError; strict finds what the default finds without a liberty, or refuses. */
export function commandInvariant(bytes: Uint8Array): void {
  let strict: string | undefined
  throwsOnly('SmtpError', () => {
    strict = shown({ ...decodeCommand(bytes, { strict: true }), warnings: [] })
  })
  let loose: string | undefined
  throwsOnly('SmtpError', () => {
    const { warnings = [], ...command } = decodeCommand(bytes)
    const liberties = warnings.filter(warning => warning.code !== 'trailing-space')
    loose = shown({ ...command, warnings: [] })
    if (liberties.length > 0 && strict !== undefined) throw new Error('strict takes a liberty')
    // A name that is no domain is more than we would write.
    if (liberties.some(warning => warning.code === 'loose-domain')) return
    const again = decodeCommand(encoded(() => encodeCommand(command)))
    if (shown({ ...again, warnings: [] }) !== loose) throw new Error('decode(encode(x)) is not x')
  })
  if (strict !== undefined && strict !== loose) throw new Error('strict finds something else')
}

/** Any octets are a reply or an SmtpError, and a reply encodes to one that is the same; strict finds the same, or refuses. */
export function replyInvariant(bytes: Uint8Array): void {
  throwsOnly('SmtpError', () => {
    const reply = decodeReply(bytes)
    throwsOnly('SmtpError', () => {
      if (shown(decodeReply(bytes, { strict: true })) !== shown(reply)) throw new Error('strict finds something else')
    })
    // We read longer lines than we write.
    if (reply.lines.some(line => line.length > 150)) return
    if (shown(decodeReply(encoded(() => encodeReply(reply)))) !== shown(reply)) throw new Error('decode(encode(x)) is not x')
  })
}

/** Any text is a mailbox or an SmtpError, and a mailbox is written as it was read. */
export function pathInvariant(bytes: Uint8Array): void {
  throwsOnly('SmtpError', () => {
    const text = Array.from(bytes, octet => String.fromCharCode(octet)).join('')
    const found = parseMailbox(text)
    if (formatMailbox(found) !== text) throw new Error('format(parse(x)) is not x')
    if (shown(parseMailbox(formatMailbox(found))) !== shown(found)) throw new Error('parse(format(x)) is not x')
  })
}

/** Any octets behind a path are parameters or an SmtpError. */
export function parametersInvariant(bytes: Uint8Array): void {
  for (const start of ['MAIL FROM:<a@b> ', 'RCPT TO:<a@b> ', 'RCPT TO:<a@b> ORCPT=', 'MAIL FROM:<a@b> BY='])
    commandInvariant(Uint8Array.from([...Array.from(start, char => char.charCodeAt(0)), ...bytes]))
}

/** Any octets are a PROXY header, the start of one, or an SmtpError; more octets behind a header change nothing. */
export function proxyInvariant(bytes: Uint8Array): void {
  throwsOnly('SmtpError', () => {
    const found = decodeProxyHeader(bytes)
    if (found === undefined) return
    const { header, length } = found
    if (shown(decodeProxyHeader(bytes.slice(0, length))) !== shown(found)) throw new Error('octets behind the header change it')
    for (let at = 0; at < length; at++)
      if (decodeProxyHeader(bytes.subarray(0, at)) !== undefined) throw new Error('a part of a header is a header')
    const again = decodeProxyHeader(encoded(() => encodeProxyHeader(header)))
    if (shown(again?.header) !== shown(header)) throw new Error('decode(encode(x)) is not x')
  })
}

/** What was decoded can be encoded: an error of the package's is none here. */
function encoded(encode: () => Uint8Array): Uint8Array {
  try {
    return encode()
  } catch (error) {
    throw new Error('what was decoded cannot be encoded', { cause: error })
  }
}

/** A value as text, octets by their numbers. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (part instanceof Uint8Array ? [...part] : part))

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
