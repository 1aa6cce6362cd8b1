/** What always holds, as functions of bytes that throw when it does not. The tests and the fuzz targets call the same ones. */
import { asBytes, asChars, assertRemoteFaults, drive, unlessRefused } from '@mailwire/tooling/testing'
import {
  type BodyStructure,
  ClientConnection,
  type ClientSend,
  countInSequenceSet,
  decodeCommand,
  decodeMailboxName,
  decodeResponse,
  encodeCommandWhole,
  encodeMailboxName,
  encodeResponse,
  formatDateTime,
  formatSequenceSet,
  intersectSequenceSets,
  isInSequenceSet,
  matchesMailboxPattern,
  normalizeSequenceSet,
  parseDateTime,
  parseSequenceSet,
  ResponseDecoder,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
  subtractSequenceSets,
  uniteSequenceSets,
} from '../src/index.js'
import {
  addressEntries,
  attachmentsOf,
  decodeParameters,
  decodeWords,
  fileNameOf,
  flattenAddresses,
  formatAddresses,
  parseEnvelopeDate,
  parseInternalDate,
  partsOf,
  textPartOf,
  type ZonedTime,
} from '../src/message.js'
import { formatImapUrl, parseImapUrl } from '../src/url.js'

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

/**
 * What FETCH says of a message, behind its name, has a meaning: each part has a section of its own that can be fetched, texts and attachments are
 * among the parts, addresses are shown without control characters, and dates are moments.
 */
export function messageInvariant(bytes: Uint8Array): void {
  const response = accepted(() => decodeResponse(joinedBytes('* 1 FETCH ', bytes, '\r\n')))
  if (response?.type !== 'fetch') return
  const { envelope, bodyStructure, body, internalDate, saveDate } = response.items
  for (const structure of [bodyStructure, body]) if (structure !== undefined) structureInvariant(structure)
  for (const date of [internalDate, saveDate]) if (typeof date === 'string') momentInvariant(parseInternalDate(date))
  if (envelope === undefined) return
  momentInvariant(parseEnvelopeDate(envelope.date))
  for (const text of [envelope.subject, envelope.inReplyTo, envelope.messageId]) if (text !== null) decodeWords(text)
  const { from, sender, replyTo, to, cc, bcc } = envelope
  for (const addresses of [from, sender, replyTo, to, cc, bcc]) {
    holds(!/[\0-\x1f\x7f-\x9f]/.test(formatAddresses(addresses)), 'an address is shown with a control character')
    const flat = flattenAddresses(addresses)
    holds(
      flat.every(address => addresses?.includes(address)),
      'an address that is not of the field',
    )
    holds(addressEntries(addresses).length <= (addresses?.length ?? 0), 'more entries than addresses')
  }
}

function structureInvariant(structure: BodyStructure): void {
  const parts = [...partsOf(structure)]
  const specifiers = new Set(parts.map(({ specifier }) => specifier))
  holds(specifiers.size === parts.length, 'two parts of one number')
  for (const { section, specifier } of parts.slice(0, 20)) {
    const items = [{ item: 'BODY[]', section, peek: true, partial: undefined }] as const
    const command = { verb: 'fetch', uid: false, set: [{ start: 1, end: 1 }], items } as const
    const written = asChars(encodeCommandWhole({ tag: 'a', ...command }))
    holds(written.includes(`BODY.PEEK[${specifier}]`), 'a part that is fetched by another number')
  }
  const structures = new Set(parts.map(part => part.structure))
  const texts = [textPartOf(structure, 'plain'), textPartOf(structure, 'html')].flatMap(part => part ?? [])
  for (const part of [...attachmentsOf(structure), ...texts])
    holds(structures.has(part.structure) && specifiers.has(part.specifier), 'a part that is not of the message')
  for (const { structure: one } of parts) {
    fileNameOf(one)
    if ('parameters' in one) decodeParameters(one.parameters)
  }
}

/** A moment that is written names the same moment when it is read. */
function momentInvariant(time: ZonedTime | undefined): void {
  if (time === undefined) return
  const { epochMilliseconds, offsetMinutes = 0 } = time
  holds(Number.isSafeInteger(epochMilliseconds) && Number.isSafeInteger(offsetMinutes), 'an invalid time')
  const year = new Date(epochMilliseconds).getUTCFullYear()
  if (year >= 1 && year <= 9999) holds(parseDateTime(formatDateTime(epochMilliseconds)) === epochMilliseconds, 'another moment')
}

/** Any text is a field as a sender may have written it: it is decoded, or left as it came, and never refused. */
export function textInvariant(bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes)
  const words = decodeWords(text)
  holds(text.includes('=?') || words === text, 'text without encoded words is changed')
  momentInvariant(parseEnvelopeDate(text))
  momentInvariant(parseInternalDate(text))
  const parameters = text
    .split(';')
    .map(part => [part.slice(0, part.indexOf('=') + 1).slice(0, -1), part.slice(part.indexOf('=') + 1)] as const)
  holds(decodeParameters(parameters).length <= parameters.length, 'more parameters than there were')
}

/** Any text is a URL or an ImapError; what is read and written is read as the same. */
export function urlInvariant(bytes: Uint8Array): void {
  const url = accepted(() => parseImapUrl(asChars(bytes)))
  if (url === undefined) return
  const written = formatImapUrl(url)
  if (shown(parseImapUrl(written)) !== shown(url)) throw new Error(`parse(format(x)) is not x: ${written}`)
}

/** Names of mailboxes in modified UTF-7, as they are and as they are written; the second line is a pattern. */
export function mailboxNameInvariant(bytes: Uint8Array): void {
  const [name = '', pattern = ''] = new TextDecoder().decode(bytes).split('\n')
  decodeMailboxName(name)
  holds(decodeMailboxName(encodeMailboxName(name)) === name, 'a name that is read as another one')
  const delimiter = name.includes('/') ? '/' : null
  holds(matchesMailboxPattern(name, '*', delimiter), 'a name that * does not match')
  matchesMailboxPattern(name, pattern, delimiter)
}

/** Two lines are two sets, or an ImapError: what is written is read as the same, and the algebra agrees with itself. */
export function sequenceSetInvariant(bytes: Uint8Array): void {
  const lines = asChars(bytes).split('\n')
  const sets = lines.slice(0, 2).flatMap(line => {
    const set = accepted(() => parseSequenceSet(line))
    return set === undefined ? [] : [set]
  })
  for (const set of sets) {
    same(shown(parseSequenceSet(formatSequenceSet(set))), shown(set))
    const normal = normalizeSequenceSet(set, LARGEST)
    same(shown(normalizeSequenceSet(normal)), shown(normal))
    for (const number of [1, 2, 7, 100, LARGEST])
      holds(
        isInSequenceSet(set, number, LARGEST) === (number <= LARGEST && isInSequenceSet(normal, number, LARGEST)),
        'another set',
      )
  }
  const [one, other] = sets
  if (one === undefined || other === undefined) return
  // A number that a set has twice counts twice.
  const count = (set: typeof one): number => countInSequenceSet(normalizeSequenceSet(set, LARGEST), LARGEST)
  const both = intersectSequenceSets(one, other, LARGEST)
  const either = uniteSequenceSets(one, other, LARGEST)
  const rest = subtractSequenceSets(one, other, LARGEST)
  holds(count(one) + count(other) === count(either) + count(both), 'union and intersection do not agree')
  holds(count(rest) + count(both) === count(one), 'difference and intersection do not agree')
}

/** What `*` stands for. */
const LARGEST = 4_294_967_295

function holds(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what)
}

function joinedBytes(before: string, bytes: Uint8Array, behind: string): Uint8Array {
  return Uint8Array.from([...asBytes(before), ...bytes, ...asBytes(behind)])
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
      const server = new ServerConnection({ capabilities: ANNOUNCED, limits: { literal: 8 } })
      const answer = (event: ServerEvent): void => {
        if ('suggestedReply' in event) server.send(replyTo(event, isOpen))
      }
      return shown(assertRemoteFaults(drive(server, copies(pieces), answer)))
    }
    same(run(chunks), run(byteByByte(chunks)))
  }
}

/** What brings every command that a server answers by itself. */
const ANNOUNCED: readonly string[] = (
  'IMAP4REV1 IMAP4REV2 AUTH=PLAIN IDLE LITERAL- ID ENABLE QUOTA QUOTASET ACL METADATA LANGUAGE I18NLEVEL=2 MULTIAPPEND CATENATE BINARY ' +
  'UTF8=ACCEPT REPLACE SORT THREAD=REFERENCES MULTISEARCH NOTIFY CONTEXT=SEARCH URLAUTH CONVERT MAILBOX-REFERRALS UNAUTHENTICATE JMAPACCESS'
).split(' ')

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

/** Whatever a server says, and however it is cut, a client gives the same events and never throws, whatever it asked for. */
export function clientInvariant(chunks: readonly Uint8Array[]): void {
  for (const script of [plainScript, authenticateScript, extensionsScript]) {
    const run = (pieces: readonly Uint8Array[]): string => {
      const client = new ClientConnection({ limits: { inlineLiteral: 2 } })
      for (const one of script) client.send(one)
      const events = drive(client, copies(pieces), event => {
        if (event.type === 'continuation' && event.command.verb === 'idle') client.send({ type: 'done' })
        if (event.type === 'challenge')
          client.send({ type: event.data.length % 2 === 0 ? 'auth-response' : 'auth-cancel', data: event.data })
      })
      return shown(assertRemoteFaults(events)) + asChars(client.takeOutput())
    }
    same(run(chunks), run(byteByByte(chunks)))
  }
}

const content = { type: 'message', binary: false, size: 2, bytes: undefined } as const
const set = [{ start: 1, end: '*' }] as const
const select: ClientSend = { verb: 'select', mailbox: 'INBOX' }

const plainScript: readonly ClientSend[] = [
  { verb: 'login', username: 'a', password: 'b' },
  select,
  { verb: 'noop' },
  { verb: 'idle' },
  { verb: 'append', mailbox: 'x', messages: [{ content }] },
  { type: 'body-chunk', bytes: Uint8Array.of(97, 98) },
  { type: 'body-end' },
]

const authenticateScript: readonly ClientSend[] = [
  { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined },
  { verb: 'enable', capabilities: ['UTF8=ACCEPT'] },
  { verb: 'list', reference: '', patterns: ['*'] },
  { verb: 'status', mailbox: 'Entwürfe', items: ['MESSAGES'] },
  { verb: 'unauthenticate' },
]

const extensionsScript: readonly ClientSend[] = [
  { verb: 'login', username: 'ä', password: 'ö' },
  select,
  { verb: 'search', uid: false, keys: [{ key: 'TEXT', text: 'ü' }] },
  { verb: 'fetch', uid: false, set, items: 'FULL' },
  { verb: 'fetch', uid: true, set, items: [{ item: 'PREVIEW', lazy: false }] },
  { verb: 'sort', uid: true, criteria: [{ key: 'DATE', reverse: true }], charset: 'UTF-8', keys: [{ key: 'ALL' }] },
  { verb: 'store', uid: false, set, action: 'add', silent: false, flags: ['\\Seen'] },
  { verb: 'move', uid: false, set, mailbox: 'x' },
  { verb: 'getmetadata', mailbox: '', entries: ['/shared/comment'] },
  { verb: 'convert', uid: true, set, to: 'text/plain', items: [{ item: 'BINARY', part: [1] }] },
  { verb: 'logout' },
]

const copies = (chunks: readonly Uint8Array[]): Uint8Array[] => chunks.map(chunk => chunk.slice())
const byteByByte = (chunks: readonly Uint8Array[]): Uint8Array[] =>
  chunks.flatMap(chunk => Array.from(chunk, byte => Uint8Array.of(byte)))
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
