/** Every limit, at one below, at, and at one above its value; and how deep values may be nested. */
import { asBytes, caught, drive, limitRows } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type BasicStructure,
  type BodyStructure,
  ClientConnection,
  decodeCommand,
  decodeResponse,
  defaultLimits,
  defaultServerLimits,
  encodeResponse,
  type ImapLimits,
  isImapError,
  ResponseDecoder,
  type ResponseEvent,
  ServerConnection,
} from '../src/index.js'

/** Values that a test reaches quickly. */
const small = {
  line: 100,
  inlineLiteral: 10,
  literal: 50,
  message: 200,
  depth: 10,
  threadDepth: 10,
  items: 10,
  warnings: 6,
  damaged: 4,
  capabilities: 5,
  untagged: 7,
  badCommands: 3,
  badCommandsTotal: 6,
  failedLogins: 2,
  buffered: 500,
} satisfies ImapLimits

const limitCodes = ['line-too-long', 'literal-too-large', 'limit', 'too-deep', 'too-many-errors', 'overflow']

/** False for an error of a limit; any other is a mistake of the test. */
function isAccepted(run: () => unknown): boolean {
  try {
    run()
    return true
  } catch (error) {
    if (isImapError(error) && limitCodes.includes(error.code)) return false
    throw error
  }
}

/** What a decoder gives under one of the limits. */
function decoded(text: string, limits: Partial<ImapLimits>): ResponseEvent[] {
  const decoder = new ResponseDecoder({ limits })
  decoder.push(asBytes(text))
  const events: ResponseEvent[] = []
  for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
    if (event.type === 'invalid') throw event.error
    events.push(event)
  }
  return events
}

/** True when a server takes all of it and goes on; it answers what is suggested. */
function serves(lines: string, limits: Partial<ImapLimits>): boolean {
  const server = new ServerConnection({ limits, capabilities: ['IMAP4REV1', 'AUTH=PLAIN'] })
  const events = drive(server, [asBytes(lines)], event => 'suggestedReply' in event && server.send(event.suggestedReply))
  const last = events.at(-1)
  if (last?.type !== 'closed' && last?.type !== 'protocol-error') return true
  expect(events.find(event => event.type === 'protocol-error')).toMatchObject({ fatal: true, error: { code: 'too-many-errors' } })
  return false
}

const nested = (bodies: number): string => `${'('.repeat(bodies)}"a" "b" NIL NIL NIL "7bit" 5${') "mixed"'.repeat(bodies - 1)})`
const words = (size: number): string => Array.from({ length: size }, () => 'x').join(' ')

const rows = limitRows<ImapLimits>(small, {
  line: size => isAccepted(() => decoded(`* OK ${'x'.repeat(size - 7)}\r\n`, { line: small.line })),
  inlineLiteral: size =>
    decoded(`* 1 FETCH (BODY[] {${size}}\r\n${'x'.repeat(size)})\r\n`, { inlineLiteral: small.inlineLiteral })[0]!.type ===
    'fetch',
  literal: size => isAccepted(() => decoded(`* 1 FETCH (BODY[] {${size}}\r\n`, { literal: small.literal })),
  message: size => {
    const head = '* 1 FETCH (X {100}\r\n'
    const text = `${head}${'x'.repeat(100)}${' Y 1'.repeat(5)}`
    return isAccepted(() => decoded(`${text} Z ${'z'.repeat(size - text.length - 4)})\r\n`, { message: small.message }))
  },
  // The list of items is one level, too.
  depth: size => {
    const [fetch] = decoded(`* 1 FETCH (BODYSTRUCTURE ${nested(size - 1)})\r\n`, { depth: small.depth })
    if (fetch?.type !== 'fetch') throw new Error('no FETCH')
    return fetch.items.bodyStructure?.kind === 'multipart' && fetch.damaged.length === 0
  },
  threadDepth: size =>
    isAccepted(() => decoded(`* THREAD ${'('.repeat(size)}1${')'.repeat(size)}\r\n`, { threadDepth: small.threadDepth })),
  items: size => isAccepted(() => decoded(`* FLAGS (${words(size)})\r\n`, { items: small.items })),
  warnings: size => isAccepted(() => decoded(`* SEARCH${'  1'.repeat(size)}\r\n`, { warnings: small.warnings })),
  damaged: size => isAccepted(() => decoded(`* 1 FETCH (${'UID x '.repeat(size)}FLAGS ())\r\n`, { damaged: small.damaged })),
  capabilities: size => isAccepted(() => decoded(`* CAPABILITY ${words(size)}\r\n`, { capabilities: small.capabilities })),
  untagged: size => {
    const client = new ClientConnection({ limits: { untagged: small.untagged } })
    return !drive(client, [asBytes(`* OK hi\r\n${'* 1 EXISTS\r\n'.repeat(size)}`)]).some(event => event.type === 'protocol-error')
  },
  badCommands: size => serves(`${'a FOO\r\n'.repeat(size)}b NOOP\r\n`, { badCommands: small.badCommands }),
  badCommandsTotal: size => serves('a FOO\r\nb NOOP\r\n'.repeat(size), { badCommandsTotal: small.badCommandsTotal }),
  failedLogins: size => serves('a LOGIN u p\r\n'.repeat(size), { failedLogins: small.failedLogins }),
  buffered: size => {
    const client = new ClientConnection({ limits: { buffered: small.buffered } })
    client.receive(asBytes('x'.repeat(size)))
    client.receive(asBytes('x'))
    return drive(client, []).every(event => event.type !== 'protocol-error')
  },
})

describe('limits', () => {
  it('each of them has its rows', () => {
    expect(Object.keys(small).sort()).toEqual(Object.keys(defaultLimits).sort())
    expect(Object.keys(small).sort()).toEqual(Object.keys(defaultServerLimits).sort())
  })

  it.each(rows)('%s at %i: %s', (_key, size, expected, accepts) => {
    expect(accepts(size)).toBe(expected)
  })

  it.each<[string, (depth: number) => string]>([
    ['keys in parentheses', depth => `SEARCH ${'('.repeat(depth)}ALL${')'.repeat(depth)}`],
    ['NOT', depth => `SEARCH ${'NOT '.repeat(depth)}ALL`],
    ['OR', depth => `SEARCH ${'OR ALL '.repeat(depth)}ALL`],
    ['a value of an extension', depth => `SELECT a (X ${'('.repeat(depth - 1)}b${')'.repeat(depth - 1)})`],
  ])('depth of a command: %s', (_name, text) => {
    const limits = { depth: small.depth }
    const command = (depth: number): Uint8Array => asBytes(`a ${text(depth)}\r\n`)
    for (const depth of [small.depth - 1, small.depth]) expect(decodeCommand(command(depth), { limits }).tag).toBe('a')
    const read = (strict: boolean) => () => decodeCommand(command(small.depth + 1), { limits, strict })
    expect(caught(read(true))).toMatchObject({ code: 'too-deep' })
    // A value that is kept as it came is not looked into.
    if (text(1).startsWith('SELECT')) expect(read(false)()).toMatchObject({ warnings: [{ code: 'extension-value' }] })
    else expect(caught(read(false))).toMatchObject({ code: 'too-deep' })
  })

  it.each<[string, (count: number) => string]>([
    ['items', count => `SEARCH (${Array.from({ length: count }, () => 'ALL').join(' ')})`],
    ['capabilities', count => `ENABLE${' X'.repeat(count)}`],
  ])('%s of a command', (key, text) => {
    const limits = { [key]: 3 }
    for (const count of [2, 3]) expect(decodeCommand(asBytes(`a ${text(count)}\r\n`), { limits }).tag).toBe('a')
    expect(caught(() => decodeCommand(asBytes(`a ${text(4)}\r\n`), { limits }))).toMatchObject({ code: 'limit' })
  })

  it.each(['line', 'literal', 'message'] as const)('%s of a command', key => {
    const limits = { line: 40, literal: 10, message: 60, [key]: small[key] }
    const lines = { line: 'a X '.padEnd(41, 'x'), literal: `a X {11+}\r\n${'x'.repeat(11)}`, message: 'a X {9+}\r\n123456789 {9+}\r\n123456789'.padEnd(70, ' x') } // biome-ignore format: one line
    expect(decodeCommand(asBytes(`${lines[key]}\r\n`), { limits })).toMatchObject({ verb: 'unknown' })
    const error = caught(() => decodeCommand(asBytes(`${lines[key]}\r\n`), { limits: { ...limits, [key]: { line: 40, literal: 10, message: 60 }[key] } })) // biome-ignore format: one line
    expect(error).toMatchObject({ code: { line: 'line-too-long', literal: 'literal-too-large', message: 'limit' }[key] })
  })
})

const leaf: BasicStructure = {
  kind: 'basic',
  type: 'a',
  subtype: 'b',
  parameters: null,
  id: null,
  description: null,
  encoding: '7bit',
  size: 5,
  md5: undefined,
  disposition: undefined,
  language: undefined,
  location: undefined,
  extensions: [],
}
const bare = { parameters: undefined, disposition: undefined, language: undefined, location: undefined, extensions: [] }
const envelope = { date: null, subject: null, from: null, sender: null, replyTo: null, to: null, cc: null, bcc: null, inReplyTo: null, messageId: null } // biome-ignore format: one line
const wrappers: [string, (body: BodyStructure) => BodyStructure][] = [
  ['multiparts', part => ({ kind: 'multipart', type: 'multipart', subtype: 'mixed', parts: [part], ...bare })],
  ['messages', body => ({ ...leaf, kind: 'message', type: 'message', subtype: 'rfc822', envelope, body, lines: 1 })],
]

describe.each(wrappers)('bodies in bodies: %s', (_name, wrap) => {
  const deep = (depth: number): BodyStructure => {
    let body: BodyStructure = leaf
    for (let at = 1; at < depth; at++) body = wrap(body)
    return body
  }
  const encode = (body: BodyStructure) => encodeResponse({ type: 'fetch', sequence: 1, items: { bodyStructure: body } })

  it.each([
    [999, true],
    [1000, true],
    [1001, false],
    [100_000, false],
  ])('%i deep are written: %s', (depth, isWritten) => {
    if (isWritten) expect(encode(deep(depth)).length).toBeGreaterThan(depth)
    else expect(caught(() => encode(deep(depth)))).toMatchObject({ name: 'ImapError', code: 'too-deep' })
  })

  it('what is read can be written', () => {
    const bytes = encode(deep(999))
    const { warnings, ...found } = decodeResponse(bytes, { limits: { depth: 1000 } })
    expect(warnings).toEqual([])
    expect(encodeResponse(found)).toEqual(bytes)
    expect(decodeResponse(encode(deep(1000)), { limits: { depth: 1000 } }).damaged).toMatchObject([
      { error: { code: 'too-deep' } },
    ])
  })

  it('a body inside itself', () => {
    const parts: BodyStructure[] = []
    const body: BodyStructure = { kind: 'multipart', type: 'multipart', subtype: 'mixed', parts, ...bare }
    parts.push(wrap(body))
    expect(caught(() => encode(body))).toMatchObject({ code: 'too-deep' })
  })
})

describe('lists in lists', () => {
  it('a limit that stack cannot hold is refused', () => {
    for (const depth of [1001, Number.POSITIVE_INFINITY])
      expect(caught(() => new ResponseDecoder({ limits: { depth } }))).toMatchObject({ code: 'bad-number' })
  })

  it.each([
    `* 1 FETCH (BODYSTRUCTURE ("a" "b" NIL NIL NIL "7bit" 5 NIL NIL NIL NIL ${'('.repeat(100_000)}`,
    `* 1 FETCH (BODYSTRUCTURE ${'("message" "rfc822" NIL NIL NIL "7bit" 5 (NIL) '.repeat(20_000)}`,
    `* 1 FETCH ${'('.repeat(100_000)}`,
    `* 1 FETCH (ENVELOPE ${'('.repeat(100_000)})`,
    `* LIST () "/" x ${'('.repeat(100_000)}`,
    `* STATUS x ${'('.repeat(100_000)}`,
  ])('%#: 100,000 of them are a typed error, or damage one value', line => {
    for (const limits of [{}, { depth: 1000 }]) {
      const outcome = (): string => {
        try {
          return decodeResponse(asBytes(`${line}\r\n`), { limits }).type
        } catch (error) {
          return (error as Error).name
        }
      }
      expect(['ImapError', 'fetch', 'list']).toContain(outcome())
    }
  })
})
