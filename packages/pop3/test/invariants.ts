/** What always holds, as functions that throw when it does not. The tests and the fuzz targets call the same ones. */
import { encodeText } from '@mailwire/bytes'
import { assertRemoteFaults, drive, unlessRefused } from '@mailwire/tooling/testing'
import { fail } from '../src/error.js'
import {
  type Capabilities,
  ClientConnection,
  type Command,
  decodeCommand,
  decodeContinuation,
  decodeResponse,
  encodeCommand,
  encodeContinuation,
  encodeResponse,
  formatCapabilities,
  formatDropListing,
  formatLanguageListing,
  formatScanListing,
  formatUniqueIdListing,
  parseCapabilities,
  parseDropListing,
  parseLanguageListing,
  parseScanListing,
  parseUniqueIdListing,
  type Response,
  ServerConnection,
} from '../src/index.js'

/** What a decoder gives, or `undefined` where it refuses the input. */
export const accepted = <Value>(decode: () => Value): Value | undefined => unlessRefused('Pop3Error', decode)

/** Any bytes are a command or a Pop3Error, whether strict or not, and a command is written as one that reads the same in both modes. */
export function commandInvariant(bytes: Uint8Array): void {
  for (const strict of [true, false]) {
    const command = accepted(() => decodeCommand(bytes, { strict }))
    if (command === undefined) continue
    const written = encodeCommand(command)
    assertOneLine(written)
    if (strict) same(String(command.warnings?.length), '0', 'a warning although strict')
    same(withoutWarnings(decodeCommand(written)), withoutWarnings(command), 'decode(encode(x)) is not x')
    if (strict) same(withoutWarnings(decodeCommand(written, { strict })), withoutWarnings(command), 'decode(encode(x)) is not x')
  }
}

const withoutWarnings = ({ warnings: _, ...value }: Command | Response): string => JSON.stringify(value)

/** Any bytes are a response or a Pop3Error, and a response is written as one that reads the same. */
export function responseInvariant(bytes: Uint8Array): void {
  for (const strict of [true, false]) {
    const response = accepted(() => decodeResponse(bytes, { strict }))
    if (response === undefined) continue
    const written = encodeResponse(response)
    assertOneLine(written)
    same(withoutWarnings(decodeResponse(written, { strict })), withoutWarnings(response), 'decode(encode(x)) is not x')
    if (strict) same(String(response.warnings?.length), '0', 'a warning although strict')
  }
}

/** Any bytes are a continuation or a Pop3Error, and a continuation is written as one that reads the same. */
export function continuationInvariant(bytes: Uint8Array): void {
  for (const strict of [true, false]) {
    const continuation = accepted(() => decodeContinuation(bytes, { strict }))
    if (continuation === undefined) continue
    const written = encodeContinuation(continuation.data)
    assertOneLine(written)
    same(decodeContinuation(written, { strict: true }).data.join(), continuation.data.join(), 'decode(encode(x)) is not x')
  }
}

/** What is written is one line: neither CR nor LF but at its end, and no NUL. */
function assertOneLine(bytes: Uint8Array): void {
  const text = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  if (!/^[^\0\r\n]*\r\n$/.test(text)) throw new Error(`more than a line: ${JSON.stringify(text)}`)
}

/** Any rows are capabilities or a Pop3Error, and capabilities are written as rows that read the same. */
export function capabilitiesInvariant(rows: readonly string[]): void {
  const capabilities = accepted(() => parseCapabilities(rows))
  if (capabilities === undefined) return
  const sorted = ({ unknown, ...known }: Capabilities): string =>
    JSON.stringify([Object.entries(known).sort(), [...(unknown ?? [])].sort()])
  const written = formatCapabilities(capabilities)
  for (const row of written) assertOneLine(encodeText(`${row}\r\n`, fail))
  same(sorted(parseCapabilities(written)), sorted(capabilities), 'parse(format(x)) is not x')
}

/** Any text is a row or a Pop3Error, and a row is written as one that reads the same. */
export function listingInvariant(text: string): void {
  const check = <Row>(parse: (text: string) => Row, format: (row: Row) => string): void => {
    const row = accepted(() => parse(text))
    if (row !== undefined) same(JSON.stringify(parse(format(row))), JSON.stringify(row), 'parse(format(x)) is not x')
  }
  check(parseDropListing, formatDropListing)
  check(parseScanListing, formatScanListing)
  check(parseUniqueIdListing, formatUniqueIdListing)
  check(parseLanguageListing, formatLanguageListing)
}

/** Whatever a client says, and however it is cut, a server that sends what is suggested gives the same events and never throws. */
export function serverInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const server = new ServerConnection({ capabilities: { user: true, sasl: ['PLAIN'] } })
    return JSON.stringify(
      assertRemoteFaults(drive(server, copies(pieces), event => 'suggestedReply' in event && server.send(event.suggestedReply))),
    )
  }
  same(run(chunks), run(chunks.flatMap(chunk => Array.from(chunk, octet => Uint8Array.of(octet)))), 'chunking changes the events')
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
    return JSON.stringify(assertRemoteFaults(drive(client, copies(pieces))))
  }
  same(run(chunks), run(chunks.flatMap(chunk => Array.from(chunk, octet => Uint8Array.of(octet)))), 'chunking changes the events')
}

const copies = (chunks: readonly Uint8Array[]): Uint8Array[] => chunks.map(chunk => chunk.slice())

function same(a: string, b: string, problem: string): void {
  if (a !== b) throw new Error(`${problem}:\n${a}\n${b}`)
}
