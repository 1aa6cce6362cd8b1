/** What JavaScript callers give in spite of the types: every export, junk at each place of each argument. A result that is right, or an ImapError. */
import { asBytes, asChars, assertFault, caught, detachedBytes } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import * as imap from '../src/index.js'
import * as message from '../src/message.js'
import * as url from '../src/url.js'

const { ClientConnection, encodeCommand, encodeResponse } = imap

/** Every entry of the package. */
const entries = { ...imap, ...message, ...url }

const junk: readonly unknown[] = [
  undefined,
  null,
  '',
  'x',
  'a\r\nb',
  '__proto__',
  '\ud800',
  1.5,
  -1,
  Number.NaN,
  2 ** 53,
  7n,
  true,
  Symbol('x'),
  {},
  { toString: () => 'x' },
  [],
  [undefined],
  [{}],
  new Map(),
  new Map([[1, {}]]),
  new ArrayBuffer(3),
  new Uint8Array(3),
  detachedBytes(),
  () => 1,
]

/** Arguments that are right, a call with them, and what a result must be. */
interface Row {
  readonly given: readonly unknown[]
  readonly call: (...given: never[]) => unknown
  readonly isRight: (result: unknown) => boolean
}

const row = (given: readonly unknown[], call: Row['call'], isRight: Row['isRight']): Row => ({ given, call, isRight })

const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isText = (value: unknown): boolean => typeof value === 'string'
const isResponse = (value: unknown): boolean =>
  isText((value as imap.Response).type) && Array.isArray((value as imap.Response).warnings)
const isLine = (value: unknown): boolean => value instanceof Uint8Array && asChars(value).endsWith('\r\n')
const isSet = (value: unknown): boolean =>
  value === '' || (Array.isArray(value) && (value.length === 0 || imap.formatSequenceSet(value) !== ''))

const options = { strict: false, limits: { line: 100, depth: 3 }, tap: () => undefined }
const set = [{ start: 1, end: '*' }]
const section = { part: [1], text: 'HEADER.FIELDS', fields: ['DATE'] }
const status = { type: 'ok', tag: 'a', code: { name: 'UIDNEXT', value: 5 }, text: 'x' }
const plain = { ...part('text'), kind: 'text', lines: 1 }
const address = { name: 'a', route: null, mailbox: 'b', host: 'c' }
const envelope = { date: null, subject: 'x', from: [address], sender: null, replyTo: null, to: null, cc: null, bcc: null, inReplyTo: null, messageId: null } // biome-ignore format: one line

function part(type: string): object {
  return { type, subtype: 'x', parameters: [['a', 'b']], id: null, description: null, encoding: '7bit', size: 1, md5: null, disposition: { type: 'inline', parameters: null }, language: ['en'], location: null, extensions: [] } // biome-ignore format: one line
}

const responses: readonly object[] = [
  status,
  { ...status, code: { name: 'CAPABILITY', capabilities: ['X'] } },
  { ...status, code: { name: 'PERMANENTFLAGS', flags: ['\\*'] } },
  { ...status, code: { name: 'BADCHARSET', charsets: ['x'] } },
  { ...status, code: { name: 'unknown', code: 'X', value: 'y' } },
  { type: 'continuation', text: 'x' },
  { type: 'capability', capabilities: ['IMAP4REV1'] },
  {
    type: 'list',
    attributes: ['\\Sent'],
    delimiter: '/',
    mailbox: 'x',
    extended: [
      { name: 'CHILDINFO', options: ['SUBSCRIBED'] },
      { name: 'unknown', tag: 'X', bytes: asBytes('(y)') },
    ],
  },
  { type: 'status', mailbox: 'x', items: { unseen: 1 }, unknown: [{ name: 'X', section: undefined, bytes: asBytes('y') }] },
  { type: 'flags', flags: ['x'] },
  { type: 'search', numbers: [1], modseq: 5n },
  { type: 'exists', number: 1 },
  { type: 'id', fields: [{ name: 'a', value: 'b' }] },
  { type: 'quota', root: 'x', resources: [{ name: 'STORAGE', usage: 1, limit: 2 }] },
  { type: 'quotaroot', mailbox: 'x', wireName: 'x', roots: ['y'] },
  { type: 'acl', mailbox: 'x', entries: [{ identifier: 'y', rights: 'lr' }] },
  { type: 'listrights', mailbox: 'x', identifier: 'y', required: 'l', optional: ['r'] },
  { type: 'myrights', mailbox: 'x', rights: 'lr' },
  { type: 'metadata', mailbox: 'x', entries: [{ name: '/a', value: asBytes('y') }] },
  { type: 'language', languages: ['de'] },
  { type: 'comparator', comparator: 'x', matching: ['y'] },
  { type: 'genurlauth', urls: ['x'] },
  { type: 'urlfetch', urls: [{ url: 'x', data: asBytes('y') }, { url: 'x', metadata: [{ name: 'BINARY', data: asBytes('y') }, { name: 'unknown', item: 'X', bytes: asBytes('y') }] }] }, // biome-ignore format: one line
  { type: 'converted', sequence: 1, tag: 'a', uid: 2, items: [{ item: 'BINARY', part: [1], origin: 1, data: asBytes('x') }, { item: 'BINARY.SIZE', part: [1], size: 1 }, { item: 'AVAILABLECONVERSIONS', part: [1], types: ['a/b'] }, { item: 'error', name: 'BINARY', part: [1], origin: undefined, error: { code: 'BADPARAMETERS', text: 'x', conversions: [{ from: 'a/b', to: 'c/d', parameters: [{ name: 'x', value: 'y' }] }] } }, { item: 'error', name: 'BINARY', part: [1], origin: undefined, error: { code: 'MISSINGPARAMETERS', text: 'x', conversions: [{ from: 'a/b', to: 'c/d', parameters: ['x'] }] } }] }, // biome-ignore format: one line
  { type: 'conversion', from: 'a/b', to: 'c/d', parameters: ['x'] },
  { type: 'jmapaccess', url: 'x' },
  { type: 'unknown', name: 'X', number: 1, bytes: asBytes(' y') },
  {
    type: 'fetch',
    sequence: 1,
    items: {
      uid: 1,
      flags: ['x'],
      internalDate: 'x',
      size: 1,
      envelope,
      bodyStructure: { kind: 'multipart', type: 'multipart', subtype: 'x', parts: [plain, { ...part('message'), kind: 'message', envelope, body: plain, lines: 1 }], parameters: null, disposition: null, language: null, location: null, extensions: [] }, // biome-ignore format: one line
      body: plain,
      sections: [{ item: 'BODY', section, origin: 1, data: asBytes('x') }],
      unknown: [{ name: 'X', section: undefined, bytes: asBytes('y') }],
    },
  },
]
const commands: readonly object[] = [
  { tag: 'a', verb: 'noop' },
  { tag: 'a', verb: 'login', username: 'u', password: 'p' },
  { tag: 'a', verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('x') },
  { tag: 'a', verb: 'select', mailbox: 'x' },
  { tag: 'a', verb: 'rename', mailbox: 'x', newName: 'y' },
  { tag: 'a', verb: 'list', selectionOptions: [{ name: 'SUBSCRIBED' }, { name: 'unknown', option: 'X', bytes: asBytes('(y)') }], reference: '', patterns: ['*', 'a'], returnOptions: [{ name: 'STATUS', items: ['UNSEEN'] }] }, // biome-ignore format: one line
  { tag: 'a', verb: 'lsub', reference: '', pattern: '*' },
  { tag: 'a', verb: 'status', mailbox: 'x', items: ['UNSEEN'] },
  { tag: 'a', verb: 'fetch', uid: true, set, items: [{ item: 'UID' }, { item: 'BODY[]', section, peek: true, partial: { origin: 1, length: 2 } }] }, // biome-ignore format: one line
  { tag: 'a', verb: 'fetch', uid: false, set, items: 'ALL' },
  { tag: 'a', verb: 'store', uid: true, set, action: 'add', silent: true, flags: ['x'] },
  { tag: 'a', verb: 'idle' },
  { tag: 'a', verb: 'append', mailbox: 'x', messages: [{ flags: ['y'], internalDate: '17-Jul-1996 02:44:25 -0700', content: { type: 'message', binary: false, size: 3, bytes: asBytes('abc') } }] }, // biome-ignore format: one line
  { tag: 'a', verb: 'unknown', name: 'X', bytes: asBytes(' y') },
  { tag: 'a', verb: 'enable', capabilities: ['X'] },
  { tag: 'a', verb: 'create', mailbox: 'x', parameters: [{ name: 'USE', attributes: ['\\Sent'] }] },
  { tag: 'a', verb: 'copy', uid: false, set, mailbox: 'x' },
  { tag: 'a', verb: 'expunge', uids: set },
  { tag: 'a', verb: 'id', fields: [{ name: 'x', value: 'y' }] },
  { tag: 'a', verb: 'getquota', root: 'x' },
  { tag: 'a', verb: 'setquota', root: 'x', limits: [{ name: 'STORAGE', limit: 1 }] },
  { tag: 'a', verb: 'setacl', mailbox: 'x', identifier: 'y', action: 'add', rights: 'lr' },
  { tag: 'a', verb: 'deleteacl', mailbox: 'x', identifier: 'y' },
  { tag: 'a', verb: 'getmetadata', mailbox: 'x', options: [{ name: 'MAXSIZE', size: 1 }, { name: 'DEPTH', depth: 1 }], entries: ['/a'] }, // biome-ignore format: one line
  { tag: 'a', verb: 'setmetadata', mailbox: 'x', entries: [{ name: '/a', value: asBytes('y') }] },
  { tag: 'a', verb: 'language', preferred: ['de'] },
  { tag: 'a', verb: 'compress', algorithm: 'DEFLATE' },
  { tag: 'a', verb: 'cancelupdate', tags: ['x'] },
  { tag: 'a', verb: 'notify', status: true, groups: [{ filter: { name: 'SUBTREE', mailboxes: ['x'], wireNames: ['x'] }, events: [{ name: 'MessageNew', items: [{ item: 'UID' }] }, { name: 'unknown', event: 'X' }] }] }, // biome-ignore format: one line
  { tag: 'a', verb: 'genurlauth', requests: [{ url: 'x', mechanism: 'INTERNAL' }] },
  { tag: 'a', verb: 'urlfetch', urls: [{ url: 'x', parameters: ['BODY'] }] },
  { tag: 'a', verb: 'resetkey', mailbox: 'x', mechanisms: ['INTERNAL'] },
  { tag: 'a', verb: 'rlist', reference: '', pattern: '*' },
  { tag: 'a', verb: 'convert', uid: true, set, to: 'a/b', parameters: [{ name: 'x', value: 'y' }], items: [{ item: 'BINARY', part: [1], partial: { origin: 1, length: 2 } }, { item: 'BODY[]', section: { part: [1], text: 'MIME', fields: [] } }] }, // biome-ignore format: one line
  { tag: 'a', verb: 'conversions', from: 'x', to: 'y' },
  { tag: 'a', verb: 'search', uid: true, returnOptions: [{ name: 'MIN' }], charset: 'UTF-8', keys: [{ key: 'NOT', of: { key: 'FROM', text: 'x' } }, { key: 'OR', of: [{ key: 'ALL' }, { key: 'SET', set }] }, { key: 'MODSEQ', entry: { name: '/flags/x', type: 'all' }, modseq: 1n }, { key: 'unknown', name: 'X', bytes: asBytes(' y') }] }, // biome-ignore format: one line
]

const isWritten = (decode: (bytes: Uint8Array) => unknown) => (value: unknown) =>
  isLine(value) && decode(value as Uint8Array) !== undefined
const readCommand = (bytes: Uint8Array): unknown => imap.decodeCommand(bytes)

/** What a client or a server says and does: all of its methods, one after the other. */
const greeted = (greeting = '* OK hi\r\n'): imap.ClientConnection => {
  const client = new imap.ClientConnection()
  client.receive(asBytes(greeting))
  client.nextEvent()
  return client
}
const selected = (): imap.ClientConnection => {
  const client = greeted('* PREAUTH hi\r\n')
  client.send({ verb: 'select', mailbox: 'x' })
  client.receive(asBytes('A1 OK x\r\n'))
  client.nextEvent()
  return client
}
/** The state that a command is for. */
const readyFor = (command: object): imap.ClientConnection =>
  'username' in command || 'mechanism' in command ? greeted('* OK [CAPABILITY IMAP4REV1 SASL-IR AUTH=PLAIN] hi\r\n') : selected()
const asked = (line: string): imap.ServerConnection => {
  const server = new imap.ServerConnection()
  server.receive(asBytes(line))
  const greeting = server.nextEvent()
  if (greeting?.type === 'command') server.send(greeting.suggestedReply)
  server.nextEvent()
  server.takeOutput()
  return server
}
const outputOf = (connection: { takeOutput(): Uint8Array[] }): string => connection.takeOutput().map(asChars).join('')

const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value)
const isMoment = (value: unknown): boolean => value === undefined || (value as message.ZonedTime).epochMilliseconds === 0
const nested = { kind: 'multipart', type: 'multipart', subtype: 'related', parts: [{ ...plain, subtype: 'plain', type: 'text' }, { ...part('message'), kind: 'message', envelope, body: plain, lines: 1 }], parameters: [['start', 'x']], disposition: null, language: null, location: null, extensions: [] } // biome-ignore format: one line
const authority = { user: 'u', auth: 'PLAIN', host: 'h', port: 143 }
const urls = [
  { type: 'server', ...authority },
  { type: 'mailbox', ...authority, mailbox: 'a', uidValidity: 1, search: 'ALL' },
  { type: 'message', ...authority, mailbox: 'a', uidValidity: 1, uid: 1, section, partial: { origin: 1, length: 2 }, urlAuth: { expire: '2026-01-01T00:00:00Z', access: { type: 'user', user: 'u' }, verifier: { mechanism: 'X', token: '0'.repeat(32) } } }, // biome-ignore format: one line
]

/** A name without rows fails the first test. */
const rows: { readonly [Name in keyof typeof entries]: readonly Row[] } = {
  ClientConnection: [
    row(
      [options],
      (given: imap.ClientOptions) => new imap.ClientConnection(given),
      value => value instanceof imap.ClientConnection,
    ),
    row(
      [asBytes('* OK hi\r\n')],
      (bytes: Uint8Array) => greeted().receive(bytes),
      value => value === undefined,
    ),
    // ENABLE is for the state before: no mailbox is selected then.
    ...commands
      .filter(command => !('capabilities' in command))
      .map(command => row([command], (given: imap.ClientSend) => readyFor(command).send(given), isText)),
    row(
      [{ type: 'auth-response', data: asBytes('x') }],
      (given: imap.ClientSend) => {
        const client = greeted()
        client.send({ verb: 'authenticate', mechanism: 'X', initialResponse: undefined })
        client.receive(asBytes('+ \r\n'))
        client.nextEvent()
        client.takeOutput()
        client.send(given)
        return outputOf(client)
      },
      value => value === 'eA==\r\n' || value === 'AAAA\r\n' || value === '*\r\n',
    ),
    row(
      [{ type: 'done' }],
      (given: imap.ClientSend) => {
        const client = selected()
        client.send({ verb: 'idle' })
        client.receive(asBytes('+ \r\n'))
        client.nextEvent()
        client.takeOutput()
        client.send(given)
        return outputOf(client)
      },
      value => value === 'DONE\r\n',
    ),
    row(
      [{ type: 'body-chunk', bytes: asBytes('abc') }, { type: 'body-end' }],
      (...given: imap.ClientSend[]) => {
        const client = selected()
        client.send({
          verb: 'append',
          mailbox: 'x',
          messages: [{ content: { type: 'message', binary: false, size: 3, bytes: undefined } }],
        })
        client.receive(asBytes('+ \r\n'))
        client.nextEvent()
        client.takeOutput()
        for (const word of given) client.send(word)
        return outputOf(client)
      },
      value => value === 'abc\r\n',
    ),
  ],
  ServerConnection: [
    row(
      [{ ...options, capabilities: ['X'], hostname: 'x', tls: true, allowCleartextCredentials: false }],
      (given: imap.ServerOptions) => {
        const server = new imap.ServerConnection(given)
        return [server.capabilities, server.nextEvent()]
      },
      value => Array.isArray(value),
    ),
    row(
      [asBytes('a NOOP\r\n')],
      (bytes: Uint8Array) => asked('').receive(bytes),
      value => value === undefined,
    ),
    ...[{ type: 'continuation', text: 'x' }, { type: 'discard' }].map(output =>
      row(
        [output],
        (given: imap.ServerSend) => {
          const server = asked('a X {70000}\r\n')
          server.send(given)
          return outputOf(server)
        },
        value => value === '' || (isText(value) && (value as string).startsWith('+ ')),
      ),
    ),
    ...responses.map(response =>
      row(
        [response],
        (given: imap.ServerSend) => {
          const server = asked('a NOOP\r\n')
          server.send(given)
          return outputOf(server)
        },
        value => value === '' || (isText(value) && (value as string).endsWith('\r\n')),
      ),
    ),
  ],
  ResponseDecoder: [
    row(
      [options],
      (given: imap.ResponseOptions) => new imap.ResponseDecoder(given),
      value => value instanceof imap.ResponseDecoder,
    ),
    row(
      [asBytes('* 1 EXISTS\r\n')],
      (bytes: Uint8Array) => new imap.ResponseDecoder().push(bytes),
      value => value === undefined,
    ),
  ],
  decodeCommand: [row([asBytes('a NOOP\r\n'), options], imap.decodeCommand, value => isText((value as imap.Command).verb))],
  decodeResponse: [row([asBytes('* 1 EXISTS\r\n'), options], imap.decodeResponse, isResponse)],
  encodeCommand: commands.map(
    command =>
    row([command, { literals: 'LITERAL+' }], (...given: Parameters<typeof imap.encodeCommand>) => Uint8Array.from(imap.encodeCommand(...given).flatMap(bytes => [...bytes])), isWritten(readCommand)), // biome-ignore format: one line
  ),
  encodeCommandWhole: commands.map(command => row([command], imap.encodeCommandWhole, isWritten(readCommand))),
  encodeResponse: responses.map(response =>
    row(
      [response],
      imap.encodeResponse,
      isWritten(bytes => imap.decodeResponse(bytes)),
    ),
  ),
  formatDateTime: [row([0], imap.formatDateTime, value => imap.parseDateTime(value as string) !== undefined)],
  parseDateTime: [row([' 1-Jan-1970 00:00:00 +0000'], imap.parseDateTime, value => value === undefined || value === 0)],
  ImapError: [
    // The message is Error's own business.
    row(['limit', 0], (code: never, offset: never) => new imap.ImapError(code, offset, 'x'), imap.isImapError),
  ],
  isImapError: [row([new imap.ImapError('limit', 0, 'x')], imap.isImapError, isBoolean)],
  isMultipart: [row([plain], imap.isMultipart, value => value === false)],
  decodeMailboxName: [row(['&APw-'], imap.decodeMailboxName, isText)],
  encodeMailboxName: [row(['ü'], imap.encodeMailboxName, isText)],
  matchesMailboxPattern: [row(['a/b', 'a/%', '/'], imap.matchesMailboxPattern, isBoolean)],
  hasMailboxAttribute: [row([['\\Sent'], '\\Sent'], imap.hasMailboxAttribute, isBoolean)],
  formatSequenceSet: [
    row([set], imap.formatSequenceSet, value => isText(value) && imap.parseSequenceSet(value as string).length > 0),
  ],
  parseSequenceSet: [row(['1:*', 0], imap.parseSequenceSet, isSet)],
  isInSequenceSet: [row([set, 1, 5], imap.isInSequenceSet, isBoolean)],
  sequenceSetFilter: [
    row([set, 5], imap.sequenceSetFilter, value => typeof value === 'function'),
    row([1], imap.sequenceSetFilter(set as imap.SequenceSet, 5), isBoolean),
  ],
  sequenceSetOf: [row([[1, 2, 5]], imap.sequenceSetOf, isSet)],
  normalizeSequenceSet: [row([set], imap.normalizeSequenceSet, isSet), row([set, 5], imap.normalizeSequenceSet, isSet)],
  uniteSequenceSets: [row([set, set, 5], imap.uniteSequenceSets, isSet)],
  intersectSequenceSets: [row([set, set, 5], imap.intersectSequenceSets, isSet)],
  subtractSequenceSets: [row([set, set, 5], imap.subtractSequenceSets, isSet)],
  countInSequenceSet: [row([set, 5], imap.countInSequenceSet, Number.isSafeInteger)],
  numbersInSequenceSet: [
    row([set, 5], imap.numbersInSequenceSet, value => [...(value as Iterable<number>)].every(Number.isSafeInteger)),
  ],
  decodeWords: [row(['=?utf-8?Q?a?='], message.decodeWords, isText)],
  decodeParameters: [row([[['a*0', 'b']]], message.decodeParameters, Array.isArray)],
  parameterOf: [row([[['a', 'b']], 'a'], message.parameterOf, isTextOrNone)],
  fileNameOf: [
    row([{ ...plain, disposition: { type: 'x', parameters: [['filename', 'b']] } }], message.fileNameOf, isTextOrNone),
  ],
  addressEntries: [row([[address, { ...address, host: null }]], message.addressEntries, Array.isArray)],
  flattenAddresses: [row([[address]], message.flattenAddresses, Array.isArray)],
  formatAddress: [row([address], message.formatAddress, isText)],
  formatAddresses: [row([[address]], message.formatAddresses, isText)],
  parseEnvelopeDate: [row(['1 Jan 1970 00:00 +0000'], message.parseEnvelopeDate, isMoment)],
  parseInternalDate: [row([' 1-Jan-1970 00:00:00 +0000'], message.parseInternalDate, isMoment)],
  partsOf: [row([nested], (given: imap.BodyStructure) => [...message.partsOf(given)], Array.isArray)],
  attachmentsOf: [row([nested], message.attachmentsOf, Array.isArray)],
  textPartOf: [
    row([nested, 'plain'], message.textPartOf, value => value === undefined || isText((value as message.MessagePart).specifier)),
  ],
  parseImapUrl: [row(['imap://h/a'], url.parseImapUrl, value => isText((value as url.ImapUrl).host))],
  formatImapUrl: urls.map(one => row([one], url.formatImapUrl, value => url.parseImapUrl(value as string) !== undefined)),
  defaultLimits: [],
  defaultServerLimits: [],
  quirks: [],
}

/** Where a value can be replaced, as ways from the root. */
function* placesIn(value: unknown, way: readonly string[] = []): Generator<readonly string[]> {
  yield way
  if (
    typeof value !== 'object' ||
    value === null ||
    value instanceof Uint8Array ||
    value instanceof Map ||
    value instanceof Error
  )
    return
  for (const key of Object.keys(value)) yield* placesIn((value as Record<string, unknown>)[key], [...way, key])
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) }
  ;(copy as Record<string, unknown>)[key] = replaced((value as Record<string, unknown>)[key], rest, by)
  return copy
}

describe('every export takes any value, or says by an ImapError what is wrong', () => {
  it('has a row', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(entries).sort())
    for (const [name, value] of Object.entries(entries))
      expect([name, rows[name as keyof typeof entries].length > 0]).toEqual([name, typeof value === 'function'])
  })

  const cases = Object.entries(rows).flatMap(([name, list]) => list.map((one, at) => [name, at, one] as const))
  it.each(cases)('%s, row %i', (name, _at, { given, call, isRight }) => {
    const outcome = (args: readonly unknown[]): unknown => {
      try {
        const result = call(...(args as never[]))
        return isRight(result) || result
      } catch (error) {
        return error
      }
    }
    for (const way of placesIn(given)) {
      if (way.length === 0) continue
      for (const by of junk) {
        const found = outcome(replaced(given, way, by) as readonly unknown[])
        // What works on the caller's own values alone finds faults of the caller's alone.
        if (imap.isImapError(found) && /^(?:encode|format|sequenceSetOf|.*Connection$)/.test(name)) assertFault(found, 'local')
        if (found !== true && !imap.isImapError(found))
          expect.fail(
            `${name} with ${String(typeof by)} ${by instanceof Object ? by.constructor.name : String(by)} at ${way.join('.')}: ${String(found)}`,
          )
      }
    }
    if (!(name === 'ServerConnection')) expect(outcome(given)).toBe(true)
  })
})

it.each<[string, () => unknown]>([
  [
    `encode command: unknown verb "nope"; write it with verb: 'unknown'`,
    () => encodeCommand({ tag: 'a', verb: 'nope' } as never),
  ],
  [
    `encode SEARCH: unknown key "NOPE"; write it with key: 'unknown'`,
    () => encodeCommand({ tag: 'a', verb: 'search', uid: false, keys: [{ key: 'NOPE' as never }] }),
  ],
  [
    `encode SORT: unknown key "NOPE"; write it with key: 'unknown'`,
    () =>
      encodeCommand({
        tag: 'a',
        verb: 'sort',
        uid: false,
        charset: 'UTF-8',
        criteria: [{ key: 'NOPE' as never, reverse: false }],
        keys: [{ key: 'ALL' }],
      }),
  ],
  [
    `encode STORE: unknown item "NOPE"; write it with item: 'unknown'`,
    () => encodeCommand({ tag: 'a', verb: 'store', uid: false, set: '$', item: 'NOPE' } as never),
  ],
  [
    `encode response code: unknown code "NOPE"; write it with name: 'unknown'`,
    () => encodeResponse({ type: 'ok', tag: 'a', code: { name: 'NOPE' as never }, text: 'x' }),
  ],
  [
    'encode LOGIN: username: a string expected, not undefined',
    () => encodeCommand({ tag: 'a', verb: 'login', password: 'x' } as never),
  ],
  [
    'encode LOGIN: password: a string expected, not a number',
    () => encodeCommand({ tag: 'a', verb: 'login', username: 'x', password: 5 } as never),
  ],
  [
    'encode SUBJECT: text: a string expected, not undefined',
    () => encodeCommand({ tag: 'a', verb: 'search', uid: false, keys: [{ key: 'SUBJECT' } as never] }),
  ],
  [
    'send: unknown type "idle"; expected one of auth-response, auth-cancel, done, body-chunk, body-end, or a command with a verb',
    () => new ClientConnection().send({ type: 'idle' } as never),
  ],
])('a message names what is at fault: %s', (message, act) => {
  expect(caught(act)).toMatchObject({ code: 'bad-value', message })
})
