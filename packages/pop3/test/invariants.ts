/** What always holds, as functions that throw when it does not. The tests and the fuzz targets call the same ones. */
import { asciiBytes, concat, encodeText } from '@mailwire/bytes'
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
  framingOf,
  type Listing,
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
  if (capabilities !== undefined) sameCapabilities(capabilities)
}

/** Capabilities are written as rows that read the same. */
function sameCapabilities(capabilities: Capabilities): void {
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

/** The commands whose positive answer is a listing, in a line or in rows. */
const listed: readonly Command[] = [
  { verb: 'stat' },
  { verb: 'last' },
  { verb: 'list', message: undefined },
  { verb: 'list', message: 1 },
  { verb: 'uidl', message: undefined },
  { verb: 'uidl', message: 1 },
  { verb: 'capa' },
  { verb: 'lang', tag: undefined },
  { verb: 'lang', tag: 'de' },
]

/**
 * Any rows, and any text, make a listing of each kind or end the session, the same however they are cut. What strict accepts has no warning and no
 * malformed row, and is what is read by default; no message is listed twice; what is listed is written as rows that read the same.
 */
export function answerInvariant(bytes: Uint8Array): void {
  for (const command of listed) {
    const isRows = framingOf(command) === 'rows'
    const answer = concat([asciiBytes(isRows ? '+OK\r\n' : '+OK '), bytes, asciiBytes(isRows ? '\r\n.\r\n' : '\r\n')])
    const lenient = listingOf(command, [answer], false)
    const cut = Array.from(answer, byte => Uint8Array.of(byte))
    same(shown(listingOf(command, cut, false)), shown(lenient), 'chunking changes the listing')
    const strict = listingOf(command, [answer], true)
    if (strict !== undefined) {
      same(shown(strict), shown(lenient), 'strict reads something else')
      if (isDeviant(strict)) throw new Error(`a deviation although strict: ${shown(strict)}`)
    }
    if (lenient !== undefined) assertListing(lenient)
  }
}

/** The listing that a client makes of the answer to a command; `undefined` where it refuses the answer. */
function listingOf(command: Command, chunks: readonly Uint8Array[], strict: boolean): Listing | undefined {
  const client = new ClientConnection({ pipelining: true, strict })
  client.send({ verb: 'user', name: 'a' })
  client.send({ verb: 'pass', password: 'b' })
  client.send(command)
  const events = assertRemoteFaults(drive(client, [asciiBytes('+OK\r\n+OK\r\n+OK\r\n'), ...copies(chunks)]))
  const answer = events.find(event => event.type === 'response' && event.command.verb === command.verb)
  return answer?.type === 'response' ? answer.listing : undefined
}

const shown = (listing: Listing | undefined): string =>
  JSON.stringify(listing, (_, value) => (value instanceof Map ? [...value] : value)) ?? 'none'

const isDeviant = (listing: Listing): boolean =>
  listing.type === 'malformed' || listing.warnings.length > 0 || ('malformed' in listing && listing.malformed.length > 0)

function assertListing(listing: Listing): void {
  const again = <Row>(rows: readonly Row[], parse: (text: string) => Row, format: (row: Row) => string): void => {
    for (const row of rows) same(JSON.stringify(parse(format(row))), JSON.stringify(row), 'parse(format(x)) is not x')
  }
  if (listing.type === 'stat') again([listing.drop], parseDropListing, formatDropListing)
  if (listing.type === 'list') again(listing.rows, parseScanListing, formatScanListing)
  if (listing.type === 'uidl') again(listing.rows, parseUniqueIdListing, formatUniqueIdListing)
  if (listing.type === 'capa') sameCapabilities(listing.capabilities)
  const messages = listing.type === 'list' || listing.type === 'uidl' ? listing.rows.map(({ message }) => message) : []
  if (new Set(messages).size !== messages.length) throw new Error('a message is listed twice')
}

/** Whatever a client says, and however it is cut, a server that sends what is suggested gives the same events and never throws. */
export function serverInvariant(chunks: readonly Uint8Array[]): void {
  const run = (pieces: readonly Uint8Array[]): string => {
    const server = new ServerConnection({ capabilities: { user: true, sasl: ['PLAIN'] } })
    return JSON.stringify(
      assertRemoteFaults(drive(server, copies(pieces), event => 'suggestedReply' in event && server.send(event.suggestedReply))),
    )
  }
  same(run(chunks), run(chunks.flatMap(chunk => Array.from(chunk, byte => Uint8Array.of(byte)))), 'chunking changes the events')
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
  same(run(chunks), run(chunks.flatMap(chunk => Array.from(chunk, byte => Uint8Array.of(byte)))), 'chunking changes the events')
}

const copies = (chunks: readonly Uint8Array[]): Uint8Array[] => chunks.map(chunk => chunk.slice())

function same(a: string, b: string, problem: string): void {
  if (a !== b) throw new Error(`${problem}:\n${a}\n${b}`)
}
