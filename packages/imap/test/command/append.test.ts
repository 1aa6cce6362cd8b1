/** APPEND (RFC 9051 6.3.12): the command both ways, and its message as it streams from client to server. */
import { asBytes, asChars, backToBack, byteByByte, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  type AppendCommand,
  type AppendContent,
  ClientConnection,
  type ClientEvent,
  type CommandBody,
  type CommandBodyInit,
  decodeCommand,
  encodeCommand,
  encodeCommandWhole,
  isImapError,
  ServerConnection,
  type ServerEvent,
  type ServerOutput,
} from '../../src/index.js'

const message = 'Subject: x\r\n\r\nhello\r\n'
const date = '17-Jul-1996 02:44:25 -0700'
/** What is not usual of an APPEND of one message. */
interface Given {
  readonly mailbox?: string
  readonly flags?: readonly string[]
  readonly internalDate?: string
  readonly binary?: boolean
  readonly size?: number
  readonly message?: Uint8Array | undefined
}
const append = ({
  mailbox = 'Sent',
  flags = [],
  internalDate,
  binary = false,
  size,
  message: bytes,
}: Given = {}): AppendCommand => ({
  verb: 'append',
  mailbox,
  wireName: mailbox,
  messages: [
    {
      flags,
      internalDate,
      annotations: [],
      extensions: [],
      content: { type: 'message', binary, size: size ?? message.length, bytes },
    },
  ],
})
const whole = (given: Given = {}): AppendCommand => append({ message: asBytes(message), ...given })
/** An APPEND of messages with nothing said of them. */
const appendOf = (...contents: AppendContent[]): AppendCommand => ({
  verb: 'append',
  mailbox: 'a',
  wireName: 'a',
  messages: contents.map(content => ({ flags: [], internalDate: undefined, annotations: [], extensions: [], content })),
})
const cuts: [string, (bytes: Uint8Array) => Uint8Array[]][] = [
  ['whole', bytes => [bytes]],
  ['byte by byte', byteByByte],
]

describe('the command, both ways (RFC 9051 6.3.12, RFC 3516 4.4)', () => {
  it.each<[string, AppendCommand]>([
    [`APPEND Sent {21+}\r\n${message}`, whole()],
    [
      `APPEND "a b" (\\Seen $x) "${date}" {21+}\r\n${message}`,
      whole({ mailbox: 'a b', flags: ['\\Seen', '$x'], internalDate: date }),
    ],
    [
      `APPEND Sent " 7-Jul-1996 02:44:25 -0700" {0+}\r\n`,
      whole({ internalDate: ' 7-Jul-1996 02:44:25 -0700', size: 0, message: asBytes('') }),
    ],
    [`APPEND Sent (a) ~{3+}\r\na\0b`, whole({ flags: ['a'], binary: true, size: 3, message: asBytes('a\0b') })],
    [`APPEND Sent ~{1+}\r\na`, whole({ binary: true, size: 1, message: asBytes('a') })],
  ])('%j', (text, command) => {
    expect(decodeCommand(asBytes(`a1 ${text}\r\n`))).toEqual({ tag: 'a1', ...command, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a1', ...command }))).toBe(`a1 ${text}\r\n`)
  })

  it('an empty list of flags, names in either case, a mailbox that is a literal', () => {
    expect(decodeCommand(asBytes('a append {3}\r\na\nb () {2}\r\nhi\r\n'))).toMatchObject({
      mailbox: 'a\nb',
      messages: [{ flags: [], content: { size: 2 } }],
    })
  })

  it.each([
    'APPEND',
    'APPEND Sent',
    'APPEND Sent ',
    'APPEND Sent "x"',
    'APPEND Sent x',
    'APPEND Sent (\\*) {1}\r\nx',
    'APPEND Sent (a b {1}\r\nx',
    'APPEND Sent "17-Jul-1996" {1}\r\nx',
    'APPEND Sent "7-Jul-1996 02:44:25 -0700" {1}\r\nx',
    `APPEND Sent "${date}" (a) {1}\r\nx`,
    `APPEND Sent "${date}" "x"`,
    'APPEND Sent {1}\r\n\0',
    'APPEND Sent {1}\r\nx y',
    'APPEND Sent {1}\r\nx{1}\r\ny',
    'APPEND Sent {1}\r\nx (a)',
    'APPEND Sent {1}\r\nx ',
    'APPEND Sent CATENATE ()',
    'APPEND Sent CATENATE (TEXT "x")',
    'APPEND Sent CATENATE (TEXT {1}\r\n\0)',
    'APPEND Sent CATENATE (FOO x)',
    'APPEND Sent UTF8 ({1}\r\nx)',
    'APPEND Sent UTF8 ~{1}\r\nx',
    'APPEND Sent UTF8 5',
    'APPEND Sent ANNOTATION (/a (b NIL))',
    'APPEND Sent ANNOTATION () {1}\r\nx',
    'APPEND Sent {3}\r\nx',
    'UID APPENDED {1',
  ])('%j is refused', text => {
    if (text.startsWith('UID')) expect(decodeCommand(asBytes(`a ${text}\r\n`))).toMatchObject({ verb: 'unknown' })
    else expect(caught(() => decodeCommand(asBytes(`a ${text}\r\n`)))).toMatchObject({ name: 'ImapError' })
  })

  it.each<[string, Given, string]>([
    ['a size that is another', { size: 20 }, 'bad-value'],
    ['an invalid size', { size: -1 }, 'bad-value'],
    ['NUL outside literal8', { size: 1, message: asBytes('\0') }, 'nul'],
    ['no message', { message: undefined }, 'bad-value'],
    ['text for a message', { message: 'x' as never }, 'bad-value'],
    ['an invalid date', { internalDate: '17-Jul-1996\r\n' }, 'bad-value'],
    ['a day of one character', { internalDate: '7-Jul-1996 02:44:25 -0700' }, 'bad-value'],
    ['an invalid flag', { flags: ['a b'] }, 'bad-value'],
    ['\\* as a flag', { flags: ['\\*'] }, 'bad-value'],
    ['flags that are no list', { flags: 'x' as never }, 'bad-value'],
  ])('never writes %s', (_name, given, code) => {
    expect(caught(() => encodeCommand({ tag: 'a', ...whole(given) }))).toMatchObject({ name: 'ImapError', code })
  })

  it('with data in place of a message nothing streams (RFC 4466 2.5)', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    client.send(appendOf({ type: 'catenate', parts: [{ type: 'url', url: 'x' }] }))
    client.send({ verb: 'noop' })
    expect(asChars(client.takeOutput())).toBe('A1 APPEND a CATENATE (URL x)\r\nA2 NOOP\r\n')
    expect(caught(() => client.send({ type: 'body-end' }))).toMatchObject({ code: 'invalid-state' })
  })

  it('is never written as a command without a type', () => {
    for (const name of ['APPEND', 'IDLE', 'idle'])
      expect(caught(() => encodeCommand({ tag: 'a', verb: 'unknown', name, bytes: asBytes('') }))).toMatchObject({
        code: 'bad-value',
      })
  })
})

/** Greets with PREAUTH, accepts what `decide` does not decide otherwise, and keeps what streams. */
function mailbox(
  server: ServerConnection,
  decide: (event: ServerEvent & { type: 'literal' }) => ServerOutput | undefined = () => undefined,
) {
  const seen: string[] = []
  const on = (event: ServerEvent): void => {
    if (event.type === 'body-start') seen.push(`start ${event.append?.mailbox} ${event.append?.flags.join()} ${event.size}`)
    else if (event.type === 'body-chunk') {
      if (seen.at(-1)?.startsWith('body ') !== true) seen.push('body ')
      seen.push(seen.pop()! + asChars(event.bytes))
    } else if (event.type === 'body-end') seen.push('end')
    else if (event.type === 'literal') {
      seen.push(`literal ${event.name} ${event.size}`)
      server.send(
        decide(event) ?? (event.error === undefined ? { type: 'continuation', text: 'go on' } : event.suggestedReply[0]!),
      )
    } else if (event.type === 'command') {
      const { command } = event
      if (command.verb === 'connect')
        server.send({
          type: 'preauth',
          tag: undefined,
          code: { name: 'CAPABILITY', capabilities: server.capabilities },
          text: 'hi',
        })
      else if (command.verb === 'append') {
        seen.push(
          `append ${command.mailbox} ${command.messages.map(({ content }) => ('size' in content ? content.size : content.type))}`,
        )
        server.send({
          type: 'ok',
          tag: command.tag,
          code: { name: 'APPENDUID', uidValidity: 38505, uids: [{ start: 3955, end: 3955 }] },
          text: 'done',
        })
      } else server.send(event.suggestedReply)
    }
  }
  return { seen, on }
}

interface Session {
  readonly name: string
  readonly capabilities?: readonly string[]
  readonly decide?: (event: ServerEvent & { type: 'literal' }) => ServerOutput | undefined
  readonly send: (client: ClientConnection) => void
  readonly onClient?: (event: ClientEvent, client: ClientConnection) => void
  readonly transcript: readonly string[]
  readonly seen: readonly string[]
}

/** Too long for a quoted string. */
const LONG = 'x y '.repeat(300)
const half = message.length / 2
const chunks = (client: ClientConnection): void => {
  client.send({ type: 'body-chunk', bytes: asBytes(message.slice(0, half)) })
  client.send({ type: 'body-chunk', bytes: asBytes('') })
  client.send({ type: 'body-chunk', bytes: asBytes(message.slice(half)) })
  client.send({ type: 'body-end' })
}
const refused = 'A1 NO [NONEXISTENT] no such mailbox'
const no: ServerOutput = { type: 'no', tag: 'A1', code: { name: 'TRYCREATE' }, text: 'no' }
const lines = ['C: Subject: x', 'C: ', 'C: hello', 'C: ']
const stored = ['start Sent  21', `body ${message}`, 'end', 'append Sent 21']
const example = [
  'Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)',
  'From: Fred Foobar <foobar@Blurdybloop.example>',
  'Subject: afternoon meeting',
  'To: mooch@owatagu.siam.edu.example',
  'Message-Id: <B27397-0100000@Blurdybloop.example>',
  'MIME-Version: 1.0',
  'Content-Type: TEXT/PLAIN; CHARSET=US-ASCII',
  '',
  'Hello Joe, do you think we can meet at 3:30 tomorrow?',
  '',
]
const sessions: Session[] = [
  {
    name: 'the example of RFC 9051 6.3.12',
    capabilities: ['IMAP4REV1'],
    decide: () => ({ type: 'continuation', text: 'Ready for literal data' }),
    send: client => {
      const message = asBytes(example.join('\r\n'))
      client.send({ tag: 'A003', ...append({ mailbox: 'saved-messages', flags: ['\\Seen'], size: message.length, message }) })
    },
    transcript: [
      'C: A003 APPEND saved-messages (\\Seen) {326}',
      'S: + Ready for literal data',
      ...example.map(line => `C: ${line}`),
      'S: A003 OK [APPENDUID 38505 3955] done',
    ],
    seen: [
      'literal APPEND 326',
      'start saved-messages \\Seen 326',
      `body ${example.join('\r\n')}`,
      'end',
      'append saved-messages 326',
    ],
  },
  {
    name: 'a message that waits (RFC 9051 4.3), and the next command behind it',
    capabilities: ['IMAP4REV1'],
    send: client => {
      client.send(append({ flags: ['\\Seen'], internalDate: date }))
      chunks(client)
      client.send({ verb: 'noop' })
    },
    transcript: [
      `C: A1 APPEND Sent (\\Seen) "${date}" {21}`,
      'S: + go on',
      ...lines,
      'C: A2 NOOP',
      'S: A1 OK [APPENDUID 38505 3955] done',
      'S: A2 OK NOOP done',
    ],
    seen: ['literal APPEND 21', 'start Sent \\Seen 21', ...stored.slice(1)],
  },
  {
    name: 'a message that is given once the server asks for it',
    capabilities: ['IMAP4REV1'],
    send: client => client.send(append()),
    onClient: (event, client) => {
      if (event.type !== 'continuation') return
      expect([event.text, event.command.tag, client.waiting]).toEqual(['go on', 'A1', 'input'])
      chunks(client)
    },
    transcript: ['C: A1 APPEND Sent {21}', 'S: + go on', ...lines, 'S: A1 OK [APPENDUID 38505 3955] done'],
    seen: ['literal APPEND 21', ...stored],
  },
  {
    name: 'a message that need not wait (RFC 7888)',
    capabilities: ['IMAP4REV1', 'LITERAL-'],
    send: client => client.send(append()),
    onClient: (event, client) => {
      if (event.type !== 'continuation') return
      expect(event.text).toBeUndefined()
      chunks(client)
    },
    transcript: ['C: A1 APPEND Sent {21+}', ...lines, 'S: A1 OK [APPENDUID 38505 3955] done'],
    seen: ['literal APPEND 21', ...stored],
  },
  {
    name: 'a message in one send',
    capabilities: ['IMAP4REV1', 'LITERAL+'],
    send: client => {
      client.send(whole())
      client.send({ verb: 'noop' })
    },
    transcript: ['C: A1 APPEND Sent {21+}', ...lines, 'C: A2 NOOP', 'S: A1 OK [APPENDUID 38505 3955] done', 'S: A2 OK NOOP done'],
    seen: ['literal APPEND 21', ...stored],
  },
  {
    name: 'a message in one send that waits',
    capabilities: ['IMAP4REV1'],
    send: client => client.send(whole()),
    transcript: ['C: A1 APPEND Sent {21}', 'S: + go on', ...lines, 'S: A1 OK [APPENDUID 38505 3955] done'],
    seen: ['literal APPEND 21', ...stored],
  },
  {
    name: 'a message that waits and is refused: nothing of it is sent',
    capabilities: ['IMAP4REV1'],
    decide: ({ suggestedReply }) => suggestedReply[0]!,
    send: client => {
      client.send(append())
      client.send({ type: 'body-chunk', bytes: asBytes('Subject: x') })
    },
    onClient: (event, client) => {
      if (event.type !== 'completed' || event.command.tag !== 'A1') return
      expect([event.response.type, client.waiting]).toEqual(['no', 'input'])
      for (const word of [{ type: 'body-chunk', bytes: asBytes('x') }, { type: 'body-end' }] as const)
        expect(caught(() => client.send(word))).toMatchObject({ name: 'ImapError', code: 'invalid-state' })
      client.send({ verb: 'noop' })
    },
    transcript: ['C: A1 APPEND Sent {21}', `S: ${refused}`, 'C: A2 NOOP', 'S: A2 OK NOOP done'],
    seen: ['literal APPEND 21'],
  },
  {
    name: 'a message that does not wait and is refused: it is sent to its end, and skipped',
    capabilities: ['IMAP4REV1', 'LITERAL+'],
    decide: () => no,
    send: client => client.send(append()),
    onClient: (event, client) => {
      if (event.type !== 'completed' || event.command.tag !== 'A1') return
      expect(caught(() => client.send({ verb: 'noop' }))).toMatchObject({ code: 'invalid-state' })
      chunks(client)
      client.send({ verb: 'noop' })
    },
    transcript: ['C: A1 APPEND Sent {21+}', 'S: A1 NO [TRYCREATE] no', ...lines, 'C: A2 NOOP', 'S: A2 OK NOOP done'],
    seen: ['literal APPEND 21'],
  },
  {
    name: 'a message that waits and is discarded',
    capabilities: ['IMAP4REV1'],
    decide: () => ({ type: 'discard' }),
    send: client => {
      client.send(append())
      chunks(client)
      client.send({ verb: 'noop' })
    },
    transcript: [
      'C: A1 APPEND Sent {21}',
      'S: + go on',
      ...lines,
      'C: A2 NOOP',
      'S: A1 NO a literal of the command was discarded',
      'S: A2 OK NOOP done',
    ],
    seen: ['literal APPEND 21'],
  },
  {
    name: 'an empty message, a mailbox that is a literal, literal8 with NUL',
    capabilities: ['IMAP4REV1', 'BINARY'],
    send: client => {
      client.send(append({ size: 0 }))
      client.send({ type: 'body-end' })
      client.send(append({ mailbox: LONG, size: 1, binary: true }))
      client.send({ type: 'body-chunk', bytes: asBytes('\0') })
      client.send({ type: 'body-end' })
    },
    transcript: [
      'C: A1 APPEND Sent {0}',
      'S: + go on',
      'C: ',
      'C: A2 APPEND {1200}',
      'S: A1 OK [APPENDUID 38505 3955] done',
      'S: + go on',
      `C: ${LONG} ~{1}`,
      'S: + go on',
      'C: \0',
      'S: A2 OK [APPENDUID 38505 3955] done',
    ],
    seen: [
      'literal APPEND 0',
      'start Sent  0',
      'end',
      'append Sent 0',
      'literal APPEND 1200',
      'literal APPEND 1',
      `start ${LONG}  1`,
      'body \0',
      'end',
      `append ${LONG} 1`,
    ],
  },
]

describe.each(sessions)('$name', ({ capabilities, decide, send, onClient, transcript, seen }) => {
  it.each(cuts)('back to back, %s', (_name, cut) => {
    const client = new ClientConnection()
    const server = new ServerConnection({ capabilities })
    const store = mailbox(server, decide)
    const log = backToBack({
      client,
      server,
      cut,
      onServer: store.on,
      onClient: event => {
        if (event.type === 'greeting') send(client)
        onClient?.(event, client)
      },
    })
    expect(log.slice(1)).toEqual(transcript)
    expect(store.seen).toEqual(seen)
    expect([client.waiting, server.waiting]).toEqual(['input', 'input'])
  })
})

describe('what is appended, both ways (RFC 3502, RFC 4469 5, RFC 5257 5, RFC 6855 4, RFC 4466 3)', () => {
  const text = (value: string) => ({ size: value.length, bytes: asBytes(value) })
  const plain = (value: string): AppendContent => ({ type: 'message', binary: false, ...text(value) })
  const unknown: AppendContent = { type: 'unknown', name: 'X', bytes: asBytes('5') }
  const [said] = appendOf(plain('z')).messages
  it.each<[string, CommandBody]>([
    ['APPEND a {1+}\r\nx {2+}\r\nyz', appendOf(plain('x'), plain('yz'))],
    [
      `APPEND a (b) "${date}" {1+}\r\nx "${date}" {1+}\r\nz`,
      {
        ...appendOf(),
        messages: [
          { ...said!, flags: ['b'], internalDate: date, content: plain('x') },
          { ...said!, internalDate: date },
        ],
      },
    ],
    [
      'APPEND a CATENATE (URL "/a b" TEXT {2+}\r\n\r\n UTF8 (~{1+}\r\n\xe9)) UTF8 (~{1+}\r\n\0)',
      appendOf(
        {
          type: 'catenate',
          parts: [
            { type: 'url', url: '/a b' },
            { type: 'text', ...text('\r\n') },
            { type: 'utf8', ...text('\xe9') },
          ],
        },
        { type: 'utf8', ...text('\0') },
      ),
    ],
    [
      'APPEND a ANNOTATION (/comment (value.priv "x")) Y 7 {1+}\r\nz',
      {
        ...appendOf(),
        messages: [
          {
            ...said!,
            annotations: [{ entry: '/comment', attributes: [{ name: 'value.priv', value: asBytes('x') }] }],
            extensions: [{ name: 'Y', bytes: asBytes('7') }],
          },
        ],
      },
    ],
    ['APPEND a X 5', appendOf(unknown)],
    ['APPEND a X 5 () {1+}\r\nx', appendOf(unknown, plain('x'))],
    ['APPEND a X 5 () X 5', appendOf(unknown, unknown)],
    [
      'APPEND a X 5 (b) {1+}\r\nz',
      {
        ...appendOf(),
        messages: [
          { ...said!, content: unknown },
          { ...said!, flags: ['b'] },
        ],
      },
    ],
    ['APPEND a X 5 {1+}\r\nz', { ...appendOf(), messages: [{ ...said!, extensions: [{ name: 'X', bytes: asBytes('5') }] }] }],
    [
      'REPLACE 4 a (b) {1+}\r\nz',
      { verb: 'replace', uid: false, number: 4, mailbox: 'a', wireName: 'a', message: { ...said!, flags: ['b'] } },
    ],
    [
      'UID REPLACE * a CATENATE (URL b)',
      {
        verb: 'replace',
        uid: true,
        number: '*',
        mailbox: 'a',
        wireName: 'a',
        message: { ...said!, content: { type: 'catenate', parts: [{ type: 'url', url: 'b' }] } },
      },
    ],
  ])('%j', (line, command) => {
    const bytes = asBytes(`a1 ${line}\r\n`)
    for (const strict of [false, true]) expect(decodeCommand(bytes, { strict })).toEqual({ tag: 'a1', ...command, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a1', ...command }))).toBe(asChars(bytes))
  })

  it.each<[string, CommandBodyInit]>([
    ['no messages', appendOf()],
    [
      'a message without bytes before the last one',
      appendOf({ type: 'message', binary: false, size: 1, bytes: undefined }, plain('x')),
    ],
    ['no parts', appendOf({ type: 'catenate', parts: [] })],
    ['a text without bytes', appendOf({ type: 'catenate', parts: [{ type: 'text', size: 1, bytes: undefined }] })],
    ['data with a form of its own', appendOf({ type: 'unknown', name: 'utf8', bytes: asBytes('5') })],
    [
      'an extension with one',
      { ...appendOf(), messages: [{ content: plain('x'), extensions: [{ name: 'ANNOTATION', bytes: asBytes('5') }] }] },
    ],
    ['another type', appendOf({ type: 'x' as 'utf8', size: 0, bytes: undefined })],
    ['message 0', { verb: 'replace', uid: true, number: 0, mailbox: 'a', message: { content: plain('x') } }],
  ])('what would be refused is not written: %s', (_, command) => {
    expect(caught(() => encodeCommandWhole({ tag: 'a', ...command }))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
  })

  it.each<[string, CommandBodyInit]>([
    ['MULTIAPPEND', appendOf(plain('x'), plain('y'))],
    ['CATENATE', appendOf({ type: 'catenate', parts: [{ type: 'url', url: 'b' }] })],
    ['UTF8=ACCEPT', appendOf({ type: 'utf8', ...text('x') })],
    ['BINARY', appendOf({ type: 'message', binary: true, ...text('x') })],
    [
      'ANNOTATE-EXPERIMENT-1',
      {
        ...appendOf(),
        messages: [{ content: plain('x'), annotations: [{ entry: '/a', attributes: [{ name: 'value.priv', value: null }] }] }],
      },
    ],
  ])('only where %s is announced', (capability, command) => {
    for (const announced of [undefined, capability]) {
      const client = new ClientConnection()
      drive(client, [
        asBytes(`* PREAUTH [CAPABILITY IMAP4rev1 ${announced ?? ''}X] hi\r\n`.replace(`${capability}X`, capability)),
      ])
      if (announced === undefined) expect(caught(() => client.send(command))).toMatchObject({ code: 'not-offered' })
      else expect(client.send(command)).toBe('A1')
    }
  })

  it('the last of several messages may come in pieces', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH [CAPABILITY IMAP4rev1 MULTIAPPEND] hi\r\n')])
    client.send(appendOf(plain('x'), { type: 'message', binary: false, size: 2, bytes: undefined }))
    client.send({ type: 'body-chunk', bytes: asBytes('yz') })
    client.send({ type: 'body-end' })
    expect(asChars(client.takeOutput())).toBe('A1 APPEND a {1}\r\n')
    drive(client, [asBytes('+ go\r\n')])
    expect(asChars(client.takeOutput())).toBe('x {2}\r\n')
    expect(drive(client, [asBytes('+ go\r\n')])).toMatchObject([{ type: 'continuation' }])
    expect(asChars(client.takeOutput())).toBe('yz\r\n')
  })
})

describe('the client', () => {
  const begin = (announced = 'IMAP4REV1'): ClientConnection => {
    const client = new ClientConnection()
    drive(client, [asBytes(`* PREAUTH [CAPABILITY ${announced}] hi\r\n`)])
    return client
  }
  const chunk = (text: string) => ({ type: 'body-chunk', bytes: asBytes(text) }) as const

  it('sends exactly the bytes that were announced', () => {
    const client = begin('LITERAL+')
    client.send(append({ size: 3 }))
    client.send(chunk('ab'))
    expect(caught(() => client.send(chunk('cd')))).toMatchObject({ code: 'bad-value' })
    expect(caught(() => client.send({ type: 'body-end' }))).toMatchObject({ code: 'bad-value' })
    expect(caught(() => client.send(chunk('\0')))).toMatchObject({ code: 'nul' })
    for (const bytes of [undefined, 'c', [1]])
      expect(caught(() => client.send({ type: 'body-chunk', bytes } as never))).toMatchObject({ code: 'bad-value' })
    client.send(chunk('c'))
    client.send({ type: 'body-end' })
    expect(asChars(client.takeOutput())).toBe('A1 APPEND Sent {3+}\r\nabc\r\n')
    expect(caught(() => client.send(chunk('')))).toMatchObject({ code: 'invalid-state' })
  })

  it('sends nothing else before the end of the message', () => {
    for (const announced of ['LITERAL+', 'IMAP4REV1']) {
      const client = begin(announced)
      client.send(append())
      for (const other of [{ verb: 'noop' }, append(), { type: 'done' }, { type: 'auth-cancel' }] as const)
        expect(caught(() => client.send(other))).toMatchObject({ name: 'ImapError', code: 'invalid-state' })
      expect(asChars(client.takeOutput())).toMatch(/^A1 APPEND Sent \{21\+?\}\r\n$/)
    }
  })

  it('waits above 4096 bytes where only LITERAL- is announced (RFC 7888 5)', () => {
    for (const [size, mark] of [
      [4096, '+'],
      [4097, ''],
    ] as const) {
      const client = begin('LITERAL-')
      client.send(append({ size }))
      client.send(chunk('x'))
      const head = `A1 APPEND Sent {${size}${mark}}\r\n`
      expect(asChars(client.takeOutput())).toBe(mark === '' ? head : `${head}x`)
    }
  })

  it('a message and its APPEND that are not begun go with the login that they depend on (RFC 9051 6.2.3)', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* OK hi\r\n')])
    client.send({ verb: 'login', username: 'a', password: 'b' })
    client.send(append())
    client.send(chunk('x'))
    expect(drive(client, [asBytes('A1 NO x\r\n')])).toMatchObject([
      { type: 'completed' },
      { type: 'unanswered', command: { verb: 'append' }, sent: false },
    ])
    expect(caught(() => client.send(chunk('x')))).toMatchObject({ code: 'invalid-state' })
    expect(client.send({ verb: 'noop' })).toBe('A3')
  })

  it('many messages that wait for one completion cost no stack', () => {
    const client = begin('LITERAL+')
    client.send({ verb: 'select', mailbox: 'x' })
    for (let at = 0; at < 20_000; at++) {
      client.send(append({ size: 1 }))
      client.send(chunk('x'))
      client.send({ type: 'body-end' })
    }
    client.takeOutput()
    expect(drive(client, [asBytes('A1 OK x\r\n')]).filter(event => event.type === 'continuation')).toHaveLength(20_000)
    expect(client.takeOutput()).toHaveLength(60_000)
  })

  it('a second + is not expected, and OK before the message is whole is fatal', () => {
    const client = begin()
    client.send(append())
    expect(drive(client, [asBytes('+ a\r\n+ b\r\n')])).toMatchObject([
      { type: 'continuation' },
      { type: 'protocol-error', error: { code: 'unexpected-continuation' } },
    ])
    expect(drive(client, [asBytes('A1 OK x\r\n')])).toMatchObject([
      { type: 'unanswered', command: { tag: 'A1' }, sent: true },
      { type: 'protocol-error', fatal: true, error: { code: 'unexpected-tag' } },
    ])
    expect(caught(() => client.send(chunk('x')))).toMatchObject({ code: 'invalid-state' })
  })

  it('literal8 only where BINARY is announced (RFC 3516 4.4, RFC 9051 B)', () => {
    expect(caught(() => begin().send(append({ binary: true })))).toMatchObject({ code: 'not-offered' })
    expect(begin('BINARY').send(append({ binary: true }))).toBe('A1')
  })

  it('only after a login', () => {
    expect(caught(() => new ClientConnection().send(append()))).toMatchObject({ code: 'invalid-state' })
  })

  it.each(['', '+ x\r\n'])('a server that closes (behind %j): every command has its outcome', before => {
    const client = begin()
    client.send(append())
    client.send(chunk('x'))
    drive(client, [asBytes(before)])
    client.receiveEnd()
    expect(drive(client, [])).toMatchObject([
      { type: 'unanswered', command: { verb: 'append' }, sent: true },
      { type: 'protocol-error', error: { code: 'unexpected-end' } },
    ])
  })
})

describe('the server', () => {
  const run = (text: string, capabilities: readonly string[] = ['IMAP4REV1', 'LITERAL+', 'MULTIAPPEND']) => {
    const results = cuts.map(([, cut]) => {
      const server = new ServerConnection({ capabilities })
      const { seen, on } = mailbox(server)
      const events = drive(server, cut(asBytes(text)), on)
      return { server, seen, events, output: asChars(server.takeOutput()).split('\r\n').slice(1, -1) }
    })
    expect(results[1]!.seen).toEqual(results[0]!.seen)
    expect(results[1]!.output).toEqual(results[0]!.output)
    return results[0]!
  }

  it('a message that is longer than announced: what is left is not a command', () => {
    const { output } = run('a APPEND Sent {3+}\r\nhello\r\nz NOOP\r\n')
    expect(output).toEqual([expect.stringMatching(/^a BAD /), 'z OK NOOP done'])
  })

  it('a message that is shorter takes what follows along', () => {
    const { seen, output } = run('a APPEND Sent {12+}\r\nhello\r\nb NOOP\r\nz NOOP\r\n')
    expect(seen).toContain('body hello\r\nb NOO')
    expect(output).toEqual([expect.stringMatching(/^a BAD /), 'z OK NOOP done'])
  })

  it('each message of several streams (RFC 3502)', () => {
    const { seen, output } = run('a APPEND Sent (b) {1+}\r\nx (c d) ~{2+}\r\n\0y {0+}\r\n\r\nz NOOP\r\n')
    expect(seen).toEqual([
      'literal APPEND 1',
      'start Sent b 1',
      'body x',
      'end',
      'literal APPEND 2',
      'start Sent c,d 2',
      'body \0y',
      'end',
      'literal APPEND 0',
      'start Sent  0',
      'end',
      'append Sent 1,2,0',
    ])
    expect(output).toEqual(['a OK [APPENDUID 38505 3955] done', 'z OK NOOP done'])
  })

  it('tells which message a literal is, and of REPLACE, too; a text of CATENATE is not one (RFC 3502, RFC 8508, RFC 4469)', () => {
    const announced = (text: string) => {
      const server = new ServerConnection({ capabilities: ['IMAP4REV1', 'LITERAL+', 'MULTIAPPEND', 'CATENATE', 'REPLACE'] })
      const { on } = mailbox(server)
      const literals: unknown[] = []
      const commands: unknown[] = []
      drive(server, [asBytes(`s SELECT x\r\n${text}\r\n`)], event => {
        if (event.type === 'command' && event.command.verb === 'select')
          return server.send({ type: 'ok', tag: 's', code: undefined, text: 'x' })
        if (event.type === 'literal')
          literals.push([event.size, event.append?.index, event.append?.binary, event.append?.mailbox])
        if (event.type === 'command' && event.command.verb !== 'connect') commands.push(event.command)
        on(event)
      })
      return { literals, commands }
    }
    expect(announced('a APPEND x {3+}\r\nabc CATENATE (TEXT {1+}\r\nz URL b) ~{2+}\r\nde')).toMatchObject({
      literals: [
        [3, 0, false, 'x'],
        [1, undefined, undefined, undefined],
        [2, 2, true, 'x'],
      ],
      commands: [
        {
          messages: [
            { content: { type: 'message', size: 3, bytes: undefined } },
            { content: { parts: [{ type: 'text', bytes: asBytes('z') }, { type: 'url' }] } },
            { content: { type: 'message', size: 2, bytes: undefined } },
          ],
        },
      ],
    })
    expect(announced('a UID REPLACE 7 y (b) {3+}\r\nabc')).toMatchObject({
      literals: [[3, 0, false, 'y']],
      commands: [{ verb: 'replace', uid: true, number: 7, message: { flags: ['b'], content: { size: 3, bytes: undefined } } }],
    })
  })

  it('NUL is only taken in a literal8 (RFC 9051 9, CHAR8), in whatever piece it comes', () => {
    for (const text of ['\0abcd', 'ab\0cd', 'abcd\0']) {
      const { seen, output } = run(`a APPEND Sent {5+}\r\n${text}\r\nz NOOP\r\n`)
      expect(seen).not.toContain('append Sent 5')
      expect(output).toEqual(['a BAD NUL in a literal; only a literal8 may contain it', 'z OK NOOP done'])
      expect(
        run(`a APPEND Sent ~{5+}\r\n${text}\r\nb APPEND Sent {1+}\r\nx\r\n`).seen.filter(line => line.startsWith('append')),
      ).toHaveLength(2)
    }
  })

  it('before a login it may only be refused', () => {
    const server = new ServerConnection()
    const events = drive(server, [asBytes('a APPEND x {5}\r\n')], event => {
      if (event.type === 'command') server.send(event.suggestedReply)
    })
    expect(events.at(-1)).toMatchObject({ type: 'literal', error: { code: 'bad-sequence' }, suggestedReply: [{ type: 'bad' }] })
    expect(caught(() => server.send({ type: 'continuation', text: '' }))).toMatchObject({ code: 'invalid-state' })
    expect(server.waiting).toBe('reply')
  })

  it('a client that closes inside the message', () => {
    const { server, seen } = run('a APPEND Sent {5+}\r\nhel')
    server.receiveEnd()
    expect(server.nextEvent()).toMatchObject({ type: 'protocol-error', error: { code: 'unexpected-end' } })
    expect(seen.at(-1)).toBe('body hel')
  })

  it('pieces are views that are plain arrays', () => {
    const server = new ServerConnection()
    drive(server, [asBytes('a APPEND Sent {5+}\r\n')], mailbox(server).on)
    const bytes = Buffer.from('hello')
    server.receive(bytes)
    const event = server.nextEvent()
    if (event?.type !== 'body-chunk') throw new Error('no body-chunk')
    expect([event.bytes.constructor, event.bytes.buffer === bytes.buffer]).toEqual([Uint8Array, true])
  })

  it('a message of 64 MiB takes no memory', () => {
    const server = new ServerConnection()
    const size = 64 * 1_048_576
    drive(server, [asBytes(`a APPEND Sent {${size}}\r\n`)], mailbox(server).on)
    const piece = new Uint8Array(1_048_576).fill(0x61)
    let read = 0
    for (let at = 0; at < 64; at++) {
      server.receive(piece)
      for (let event = server.nextEvent(); event !== undefined; event = server.nextEvent())
        if (event.type === 'body-chunk') {
          expect(event.bytes.buffer).toBe(piece.buffer)
          read += event.bytes.length
        }
    }
    expect(read).toBe(size)
  })

  it('the tap sees the message where it was accepted, as it was sent, and nothing of one that was not', () => {
    const text = 'a APPEND {4+}\r\nSent (\\Seen) {5+}\r\nhello\r\n'
    for (const [decision, expected] of [
      [undefined, text],
      [{ type: 'discard' } as const, 'a APPEND {4+}\r\nSent (\\Seen) {5+}\r\n\r\n'],
      [{ ...(no as object), tag: 'a' } as ServerOutput, 'a APPEND {4+}\r\nSent (\\Seen) {5+}\r\n***\r\n'],
    ] as const)
      for (const [, cut] of cuts) {
        let seen = ''
        const server = new ServerConnection({ tap: (way, bytes) => void (way === 'received' && (seen += asChars(bytes))) })
        drive(server, cut(asBytes(text)), mailbox(server, event => (event.append === undefined ? undefined : decision)).on)
        expect(seen).toBe(expected)
      }
  })

  it('the tap sees a client that sends a refused message all the same only masked', () => {
    let seen = ''
    const server = new ServerConnection({ tap: (way, bytes) => void (way === 'received' && (seen += asChars(bytes))) })
    const secret = 'sesame open\r\n\r\n(sesame)\r\nsesame sesame sesame\r\n'
    drive(
      server,
      [asBytes(`a APPEND Sent {47}\r\n${secret}\r\nz NOOP\r\n`)],
      mailbox(server, () => ({ ...(no as object), tag: 'a' }) as ServerOutput).on,
    )
    expect([seen.includes('sesame'), seen.endsWith('z NOOP\r\n')]).toEqual([false, true])
  })
})

it('errors are of this package', () => {
  expect(isImapError(caught(() => encodeCommandWhole({ tag: 'a', ...append() } as CommandBody & { tag: string })))).toBe(true)
})
