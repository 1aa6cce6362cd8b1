import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, backToBack, byteByByte, caught, drive, everySplit, linesOf } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type CommandBody,
  type CommandBodyInit,
  decodeCommand,
  decodeMailboxName,
  encodeCommand,
  encodeCommandWhole,
  encodeMailboxName,
  formatDateTime,
  formatSequenceSet,
  isInSequenceSet,
  parseDateTime,
  parseSequenceSet,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
  sequenceSetOf,
} from '../../src/index.js'
import { clientInvariant, commandInvariant, serverInvariant } from '../invariants.js'

const one = [{ start: 1, end: 1 }]
const whole = { part: [], text: undefined, fields: [] }
const reference = (name: string) => ({ reference: name, wireReference: name })

describe('commands, both ways (RFC 9051 6)', () => {
  it.each<[string, CommandBody]>([
    ['CAPABILITY', { verb: 'capability' }],
    ['LOGIN tim "secret"', { verb: 'login', username: 'tim', password: 'secret' }],
    ['LOGIN "a b" "\\"\\\\"', { verb: 'login', username: 'a b', password: '"\\' }],
    ['AUTHENTICATE PLAIN', { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined }],
    ['AUTHENTICATE PLAIN AHRpbQB4', { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('\0tim\0x') }],
    ['AUTHENTICATE EXTERNAL =', { verb: 'authenticate', mechanism: 'EXTERNAL', initialResponse: asBytes('') }],
    ['SELECT INBOX', { verb: 'select', mailbox: 'INBOX', wireName: 'INBOX', parameters: [] }],
    ['EXAMINE "NIL"', { verb: 'examine', mailbox: 'NIL', wireName: 'NIL', parameters: [] }],
    ['CREATE Entw&APw-rfe', { verb: 'create', mailbox: 'Entwürfe', wireName: 'Entw&APw-rfe', parameters: [] }],
    ['RENAME a "b c"', { verb: 'rename', mailbox: 'a', wireName: 'a', newName: 'b c', newWireName: 'b c', parameters: [] }],
    [
      'LIST "" *',
      {
        verb: 'list',
        selectionOptions: undefined,
        ...reference(''),
        patterns: ['*'],
        wirePatterns: ['*'],
        returnOptions: undefined,
      },
    ],
    ['LSUB #news. %', { verb: 'lsub', ...reference('#news.'), pattern: '%', wirePattern: '%' }],
    ['STATUS INBOX (MESSAGES UIDNEXT)', { verb: 'status', mailbox: 'INBOX', wireName: 'INBOX', items: ['MESSAGES', 'UIDNEXT'] }],
    ['FETCH 1 ALL', { verb: 'fetch', uid: false, set: one, items: 'ALL', modifiers: [] }],
    [
      'UID FETCH 2:4,7:* (FLAGS BODY.PEEK[HEADER.FIELDS (DATE)]<0.10> BODY[1.MIME])',
      {
        verb: 'fetch',
        uid: true,
        set: [
          { start: 2, end: 4 },
          { start: 7, end: '*' },
        ],
        items: [
          { item: 'FLAGS' },
          {
            item: 'BODY[]',
            section: { part: [], text: 'HEADER.FIELDS', fields: ['DATE'] },
            peek: true,
            partial: { origin: 0, length: 10 },
          },
          { item: 'BODY[]', section: { part: [1], text: 'MIME', fields: [] }, peek: false, partial: undefined },
        ],
        modifiers: [],
      },
    ],
    [
      'FETCH 1 (ENVELOPE BODYSTRUCTURE BODY[])',
      {
        verb: 'fetch',
        uid: false,
        set: one,
        items: [
          { item: 'ENVELOPE' },
          { item: 'BODYSTRUCTURE' },
          { item: 'BODY[]', section: whole, peek: false, partial: undefined },
        ],
        modifiers: [],
      },
    ],
    [
      'STORE 1 +FLAGS.SILENT (\\Deleted)',
      { verb: 'store', uid: false, set: one, modifiers: [], item: 'FLAGS', action: 'add', silent: true, flags: ['\\Deleted'] },
    ],
    [
      'UID STORE 1 FLAGS (a \\Seen)',
      {
        verb: 'store',
        uid: true,
        set: one,
        modifiers: [],
        item: 'FLAGS',
        action: 'replace',
        silent: false,
        flags: ['a', '\\Seen'],
      },
    ],
    ['LOGOUT', { verb: 'logout' }],
    ['XYZZY "a" (b)', { verb: 'unknown', name: 'XYZZY', bytes: asBytes(' "a" (b)') }],
  ])('%s', (line, expected) => {
    expect(decodeCommand(asBytes(`a1 ${line}\r\n`))).toEqual({ tag: 'a1', ...expected, warnings: [] })
    expect(asChars(encodeCommand({ tag: 'a1', ...expected }))).toBe(`a1 ${line}\r\n`)
  })

  it('reads items and flags without parentheses, and literals', () => {
    expect(decodeCommand(asBytes('a FETCH 1 FLAGS\r\n'))).toMatchObject({ items: [{ item: 'FLAGS' }] })
    expect(decodeCommand(asBytes('a STORE 1 -FLAGS \\Seen x\r\n'))).toMatchObject({ action: 'remove', flags: ['\\Seen', 'x'] })
    expect(decodeCommand(asBytes('a LOGIN {3}\r\ntim {2+}\r\na\n\r\n'))).toMatchObject({ username: 'tim', password: 'a\n' })
  })

  it('writes what does not fit quotes as a literal, which waits unless it need not', () => {
    const command = { tag: 'a', verb: 'login', username: 'tim', password: 'a\r\nb' } as const
    expect(encodeCommand(command).map(asChars)).toEqual(['a LOGIN tim {4}\r\n', 'a\r\nb\r\n'])
    expect(asChars(encodeCommandWhole(command))).toBe('a LOGIN tim {4+}\r\na\r\nb\r\n')
    expect(encodeCommand({ ...command, password: 'é'.repeat(3000) }, { literals: 'LITERAL-' })).toHaveLength(2)
    expect(encodeCommand({ ...command, password: 'é' }, { literals: 'LITERAL-' })).toHaveLength(1)
  })

  it.each([
    '',
    'a',
    'a ',
    ' NOOP',
    'a NOOP x',
    'a LOGIN',
    'a LOGIN x',
    'a LOGIN "x',
    'a FETCH 0 ALL',
    'a FETCH 1',
    'a FETCH x ALL',
    'a FETCH 1 ()',
    'a FETCH 1 (X)(',
    'a FETCH 1 (ALL)',
    'a FETCH 4294967296 ALL',
    'a FETCH 1 BODY[0',
    'a FETCH 1 BODY[HEADER.FIELDS ()]',
    'a FETCH 1 BODY[]<0.0>',
    'a STATUS x ()',
    'a STORE 1 (a)',
    'a AUTHENTICATE PLAIN !',
    'a SELECT "a\rb"',
    '+ NOOP',
  ])('refuses %j', line => {
    expect(caught(() => decodeCommand(asBytes(`${line}\r\n`)))).toMatchObject({ name: 'ImapError' })
  })

  it.each<CommandBodyInit & { tag?: string }>([
    { tag: 'a b', verb: 'noop' },
    { tag: '+', verb: 'noop' },
    { verb: 'authenticate', mechanism: 'P N', initialResponse: undefined },
    { verb: 'fetch', uid: false, set: [], items: 'ALL' },
    { verb: 'fetch', uid: false, set: one, items: [] },
    { verb: 'fetch', uid: false, set: one, items: 'X' as 'ALL' },
    { verb: 'fetch', uid: false, set: [{ start: 0, end: 1 }], items: 'ALL' },
    { verb: 'store', uid: false, set: one, action: 'add', silent: false, flags: ['a b'] },
    { verb: 'status', mailbox: 'x', items: ['A\r\nB'] },
    { verb: 'unknown', name: 'X\r\n', bytes: asBytes('') },
    { verb: 'unknown', name: 'X', bytes: asBytes(' a\r\nb') },
    { verb: 'unknown', name: 'X', bytes: asBytes(' {5}') },
    { verb: 'login', username: 'a', password: 'secret\ud800' },
  ])('22: never writes %j', command => {
    const error = caught(() => encodeCommand({ tag: 'a1', ...command }))
    expect(error).toMatchObject({ name: 'ImapError' })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])('no foreign error for any bytes', commandInvariant)
  test.prop([
    fc.array(
      fc.constantFrom(
        'a ',
        'LOGIN ',
        'FETCH ',
        'UID ',
        '1:* ',
        '(',
        ')',
        '"',
        '{1}\r\n',
        'x',
        'BODY[',
        ']',
        'FLAGS ',
        '\\Seen',
        ' ',
        'SELECT ',
        'LIST ',
      ),
    ),
  ])('for anything that looks like a command', parts => {
    commandInvariant(asBytes(`${parts.join('')}\r\n`))
  })
})

describe('sequence sets, mailbox names, dates', () => {
  it('stay ranges', () => {
    expect(parseSequenceSet('1:4294967295,*')).toEqual([
      { start: 1, end: 4294967295 },
      { start: '*', end: '*' },
    ])
    expect(formatSequenceSet(sequenceSetOf([5, 3, 1, 2, 9, 3]))).toBe('1:3,5,9')
    expect([2, 5, 9].map(number => isInSequenceSet(parseSequenceSet('4:2,*'), number, 9))).toEqual([true, false, true])
    for (const text of ['', '0', '1:', ':1', '1,,2', 'a', '-1', '4294967296'])
      expect(caught(() => parseSequenceSet(text))).toMatchObject({ name: 'ImapError' })
  })

  it.each([
    ['INBOX', 'INBOX'],
    ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
    ['a&b', 'a&-b'],
    ['📧', '&2D3c5w-'],
  ])('%s (RFC 3501 5.1.3)', (name, encoded) => {
    expect(encodeMailboxName(name)).toBe(encoded)
    expect(decodeMailboxName(encoded)).toBe(name)
  })

  it.each(['&', '&x', '&AGE-', '&!-', '&U,B-', 'a&b'])('%j is no modified UTF-7 and stays as it is', name => {
    expect(decodeMailboxName(name)).toBe(name)
  })

  test.prop([fc.string({ unit: 'binary' })])('a name is its encoding', name => {
    expect(decodeMailboxName(encodeMailboxName(name))).toBe(name)
  })

  it('dates', () => {
    expect(parseDateTime('17-Jul-1996 02:44:25 -0700')).toBe(Date.UTC(1996, 6, 17, 9, 44, 25))
    expect(formatDateTime(Date.UTC(1996, 6, 7, 9, 44, 25))).toBe(' 7-Jul-1996 09:44:25 +0000')
    expect(parseDateTime(formatDateTime(0))).toBe(0)
    for (const text of ['', '32-Jul-1996 02:44:25 -0700', '1-Foo-1996 02:44:25 +0000', '00-Jan-0000 00:00:00 +0000'])
      expect(parseDateTime(text)).toBeUndefined()
    expect(caught(() => formatDateTime(Number.NaN))).toMatchObject({ code: 'bad-value' })
  })
})

/** A mailbox of one message for tim, whose password is x. */
function answer(event: ServerEvent): ServerSend | undefined {
  if (event.type === 'auth-response')
    return asChars(event.data) === '\0tim\0x'
      ? { type: 'ok', tag: event.tag, code: undefined, text: 'welcome' }
      : event.suggestedReply
  if (event.type !== 'command') return 'suggestedReply' in event ? event.suggestedReply : undefined
  const { command, suggestedReply } = event
  const done = (...before: ResponseInit[]): ServerSend =>
    'tag' in command ? [...before, { type: 'ok', tag: command.tag, code: undefined, text: 'done' }] : suggestedReply
  switch (command.verb) {
    case 'login':
      return command.password === 'x' ? done() : suggestedReply
    case 'authenticate':
      return command.initialResponse === undefined ? { type: 'challenge', data: asBytes('') } : done()
    case 'select':
      return [
        { type: 'exists', number: 1 },
        { type: 'flags', flags: ['\\Seen'] },
        { type: 'ok', tag: undefined, code: { name: 'UIDVALIDITY', value: 3 }, text: 'ok' },
        { type: 'ok', tag: command.tag, code: { name: 'READ-WRITE' }, text: 'selected' },
      ]
    case 'list':
      return done({ type: 'list', attributes: [], delimiter: '/', mailbox: 'INBOX' })
    case 'status':
      return done({ type: 'status', mailbox: command.mailbox, items: { messages: 1 } })
    case 'fetch':
      return done({
        type: 'fetch',
        sequence: 1,
        items: {
          uid: 7,
          sections: [{ item: 'BODY', section: whole, origin: undefined, data: asBytes('Subject: x\r\n\r\na)\r\n') }],
        },
      })
    default:
      return suggestedReply
  }
}

interface Session {
  readonly name: string
  readonly server?: ServerOptions
  readonly commands: readonly CommandBodyInit[]
  /** Sends each command when the one before is done. */
  readonly stepwise?: boolean
  readonly transcript: string
}

const fetch: CommandBodyInit = {
  verb: 'fetch',
  uid: false,
  set: one,
  items: [{ item: 'UID' }, { item: 'BODY[]', section: whole, peek: true, partial: undefined }],
}
const login: CommandBodyInit = { verb: 'login', username: 'tim', password: 'x' }
const sessions: Session[] = [
  {
    name: 'a sample session (RFC 9051 8)',
    server: { hostname: 'imap.example' },
    commands: [
      { verb: 'capability' },
      login,
      { verb: 'list', reference: '', patterns: ['*'] },
      { verb: 'status', mailbox: 'INBOX', items: ['MESSAGES'] },
      { verb: 'select', mailbox: 'INBOX' },
      fetch,
      { verb: 'close' },
      { verb: 'logout' },
    ],
    transcript: `
      S: * OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR] imap.example ready
      C: A1 CAPABILITY
      S: * CAPABILITY IMAP4rev1 LITERAL+ SASL-IR
      S: A1 OK CAPABILITY done
      C: A2 LOGIN tim "x"
      S: A2 OK done
      C: A3 LIST "" *
      C: A4 STATUS INBOX (MESSAGES)
      S: * LIST () "/" INBOX
      S: A3 OK done
      S: * STATUS INBOX (MESSAGES 1)
      S: A4 OK done
      C: A5 SELECT INBOX
      S: * 1 EXISTS
      S: * FLAGS (\\Seen)
      S: * OK [UIDVALIDITY 3] ok
      S: A5 OK [READ-WRITE] selected
      C: A6 FETCH 1 (UID BODY.PEEK[])
      S: * 1 FETCH (UID 7 BODY[] {18}
      S: Subject: x
      S:
      S: a)
      S: )
      S: A6 OK done
      C: A7 CLOSE
      S: A7 OK CLOSE done
      C: A8 LOGOUT
      S: * BYE goodbye
      S: A8 OK LOGOUT done`,
  },
  {
    name: 'a literal that is asked for (RFC 9051 4.3), and AUTHENTICATE (6.2.2)',
    server: { capabilities: ['IMAP4REV1', 'AUTH=PLAIN'] },
    stepwise: true,
    commands: [
      { verb: 'login', username: 'tïm', password: 'y' },
      { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined },
      { verb: 'logout' },
    ],
    transcript: `
      S: * OK [CAPABILITY IMAP4REV1 AUTH=PLAIN] ready
      C: A1 LOGIN {4}
      S: + go on
      C: t\xc3\xafm "y"
      S: A1 NO [AUTHENTICATIONFAILED] login failed
      C: A2 AUTHENTICATE PLAIN
      S: +
      C: AHRpbQB4
      S: A2 OK welcome
      C: A3 LOGOUT
      S: * BYE goodbye
      S: A3 OK LOGOUT done`,
  },
  {
    name: 'TLS, after which capabilities are asked again (RFC 9051 6.2.1)',
    server: { capabilities: ({ secure }) => (secure ? ['IMAP4REV1'] : ['IMAP4REV1', 'STARTTLS', 'LOGINDISABLED']) },
    commands: [{ verb: 'starttls' }, { verb: 'capability' }, login, { verb: 'logout' }],
    transcript: `
      S: * OK [CAPABILITY IMAP4REV1 STARTTLS LOGINDISABLED] ready
      C: A1 STARTTLS
      S: A1 OK start TLS now
      C: A2 CAPABILITY
      S: * CAPABILITY IMAP4REV1
      S: A2 OK CAPABILITY done
      C: A3 LOGIN tim "x"
      S: A3 OK done
      C: A4 LOGOUT
      S: * BYE goodbye
      S: A4 OK LOGOUT done`,
  },
]

describe.each(sessions)('$name', ({ server: options, commands, transcript, stepwise = false }) => {
  const expected = transcript
    .trim()
    .split('\n')
    .map(line => line.trim())

  it.each([
    ['whole', (bytes: Uint8Array) => [bytes]],
    ['byte by byte', byteByByte],
  ])('back to back, %s', (_name, cut) => {
    const client = new ClientConnection()
    const server = new ServerConnection(options)
    const seen: ClientEvent[] = []
    const left = [...commands]
    for (const command of left.splice(0, stepwise ? 1 : left.length)) client.send(command)
    const log = backToBack({
      client,
      server,
      cut,
      onClient: event => {
        seen.push(event)
        if (event.type === 'challenge') client.send({ type: 'auth-response', data: asBytes('\0tim\0x') })
        if (event.type === 'completed' && left.length > 0) client.send(left.shift()!)
      },
      onServer: event => {
        const output = answer(event)
        if (output !== undefined) server.send(output)
      },
    })
    expect(log.map(line => line.trimEnd()).filter(line => line !== '')).toEqual(expected)
    expect([seen.at(-1), client.waiting, server.waiting, client.state, server.state]).toEqual([
      { type: 'closed' },
      'closed',
      'closed',
      'logout',
      'logout',
    ])
  })

  if (commands[0]!.verb === 'starttls') return
  it('the server alone, at every split', () => {
    const clientLines = asBytes(
      linesOf(transcript, 'C')
        .map(line => `${line}\r\n`)
        .join(''),
    )
    const run = (chunks: Uint8Array[]): string[] => {
      const server = new ServerConnection(options)
      drive(server, chunks, event => {
        const output = answer(event)
        if (output !== undefined) server.send(output)
      })
      return asChars(server.takeOutput())
        .trim()
        .split('\r\n')
        .map(line => line.trimEnd())
    }
    const lines = linesOf(transcript, 'S')
    for (const chunks of everySplit(clientLines)) expect(run(chunks)).toEqual(lines)
  })
})

const ready = (...commands: CommandBodyInit[]): ClientConnection => {
  const client = new ClientConnection()
  drive(client, [asBytes('* PREAUTH [CAPABILITY IMAP4REV1] hi\r\n')])
  for (const command of commands) client.send(command)
  return client
}

describe('a hostile server (the numbers are those of the checklist)', () => {
  it.each<[string, string, object]>([
    ['14: a completion of nothing', 'X9 OK done\r\n', { fatal: true, error: { code: 'unexpected-tag' } }],
    ['15: a second completion', 'A1 OK done\r\nA1 OK done\r\n', { fatal: true, error: { code: 'unexpected-tag' } }],
    ['18: a + that nothing waits for', '+ go on\r\n', { fatal: false, error: { code: 'unexpected-continuation' } }],
    ['21: a response that cannot be read', '* LIST oops\r\n', { fatal: false, error: { code: 'bad-syntax' } }],
  ])('%s', (_name, text, expected) => {
    expect(drive(ready({ verb: 'noop' }), [asBytes(text)]).at(-1)).toMatchObject({ type: 'protocol-error', ...expected })
  })

  it.each([
    ['X9', '"X9"'],
    ['x'.repeat(81), `"${'x'.repeat(80)}"`],
    ['PASSsesame', '***'],
  ])('14: the error names the tag %s', (tag, shown) => {
    const event = drive(ready({ verb: 'noop' }), [asBytes(`${tag} OK done\r\n`)]).at(-1)
    const message = `receive: a tagged response without an open command of that tag: ${shown}`
    expect(event).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-tag', message } })
  })

  it('14: OK for a command that was not sent whole', () => {
    const client = new ClientConnection()
    client.send({ verb: 'login', username: 'é', password: 'x' })
    expect(drive(client, [asBytes('* OK hi\r\nA1 OK come in\r\n')]).at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code: 'unexpected-tag' },
    })
  })

  it('a literal that is refused is not sent (RFC 9051 2.2.1)', () => {
    const client = new ClientConnection()
    client.send({ verb: 'login', username: 'é', password: 'x' })
    expect(drive(client, [asBytes('* OK hi\r\nA1 NO too long\r\n')]).at(-1)).toMatchObject({
      type: 'completed',
      response: { type: 'no' },
    })
    expect(asChars(client.takeOutput())).toBe('A1 LOGIN {2}\r\n')
  })

  it('16: bytes behind the OK to STARTTLS', () => {
    const client = new ClientConnection()
    client.send({ verb: 'starttls' })
    expect(drive(client, [asBytes('* OK hi\r\nA1 OK go\r\n* CAPABILITY X\r\n')]).at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code: 'plaintext-after-upgrade' },
    })
  })

  it('17: PREAUTH leaves no room for STARTTLS', () => {
    expect(caught(() => ready({ verb: 'starttls' }))).toMatchObject({ code: 'invalid-state' })
  })

  it.each(['* NO busy\r\n', '* BAD x\r\n', '220 smtp ESMTP\r\n'])('19: %j is no greeting', text => {
    expect(drive(new ClientConnection(), [asBytes(text)]).at(-1)).toMatchObject({ type: 'protocol-error' })
  })

  it('BYE as a greeting, and the end without LOGOUT', () => {
    expect(drive(new ClientConnection(), [asBytes('* BYE busy\r\n')]).map(event => event.type)).toEqual(['greeting', 'closed'])
    const client = ready()
    client.receiveEnd()
    expect(client.nextEvent()).toEqual({ type: 'closed' })
    const cut = ready({ verb: 'noop' })
    cut.receiveEnd()
    expect(cut.nextEvent()).toMatchObject({ type: 'unanswered', command: { verb: 'noop' }, sent: true })
    expect(cut.nextEvent()).toMatchObject({ type: 'protocol-error', error: { code: 'unexpected-end' } })
  })

  it('what is not announced is not tried', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* OK [CAPABILITY IMAP4REV1 LOGINDISABLED] hi\r\n')])
    for (const command of [
      login,
      { verb: 'starttls' },
      { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined },
    ] as CommandBodyInit[]) {
      expect(caught(() => client.send(command))).toMatchObject({ code: 'not-offered' })
    }
    expect(caught(() => client.send({ verb: 'select', mailbox: 'x' }))).toMatchObject({ code: 'invalid-state' })
    expect(client.takeOutput()).toEqual([])
  })

  it('what IMAP4rev2 includes is tried where that or the extension is announced (RFC 9051 E)', () => {
    const commands = {
      ENABLE: { verb: 'enable', capabilities: ['X'] },
      NAMESPACE: { verb: 'namespace' },
      MOVE: { verb: 'move', uid: false, set: one, mailbox: 'x' },
    } as const
    for (const [name, command] of Object.entries(commands))
      for (const [capabilities, isOffered] of [
        ['IMAP4REV1', false],
        [`IMAP4REV1 ${name}`, true],
        ['IMAP4REV2', true],
      ] as const) {
        const client = new ClientConnection()
        drive(client, [asBytes(`* PREAUTH [CAPABILITY ${capabilities}] hi\r\n`)])
        if (name === 'MOVE') {
          client.send({ verb: 'select', mailbox: 'x', tag: 's' })
          drive(client, [asBytes('s OK x\r\n')])
        }
        if (isOffered) expect(client.send(command)).toBe('A1')
        else expect(caught(() => client.send(command))).toMatchObject({ code: 'not-offered' })
      }
  })

  test.prop([
    fc.array(
      fc
        .constantFrom(
          '* OK hi\r\n',
          'A1 OK x\r\n',
          'A2 OK x\r\n',
          '* 1 EXISTS\r\n',
          '+ x\r\n',
          '* 1 FETCH (BODY[] {3}\r\n',
          'abc',
          ')\r\n',
          '\r',
          '\n',
          ' ',
          '* BYE x\r\n',
          'A3 OK x\r\n',
          'A4 OK x\r\n',
          'A5 NO x\r\n',
        )
        .map(asBytes),
    ),
  ])('24: chunking changes nothing', clientInvariant)
})

describe('a hostile client', () => {
  const run = (text: string, options?: ServerOptions): string[] => {
    const server = new ServerConnection(options)
    drive(server, [asBytes(text)], event => {
      const output = answer(event)
      if (output !== undefined) server.send(output)
    })
    return asChars(server.takeOutput()).trim().split('\r\n').slice(1)
  }

  it.each<[string, string, string[]]>([
    ['an unknown command (RFC 9051 6.5)', 'a XYZZY\r\n', ['a BAD unknown command']],
    ['no command', 'a\r\n', ["a BAD ' ' expected, the end found"]],
    ['no tag', '(\r\n', ["* BAD a tag expected, '(' found"]],
    ['a command of another state', 'a FETCH 1 ALL\r\n', ['a BAD FETCH is not allowed in the not-authenticated state']],
    ['a login that fails', 'a LOGIN tim y\r\n', ['a NO [AUTHENTICATIONFAILED] login failed']],
    [
      'a second login',
      'a LOGIN tim x\r\nb LOGIN tim x\r\n',
      ['a OK done', 'b BAD LOGIN is not allowed in the authenticated state'],
    ],
    ['a literal that is too large', 'a LOGIN {65537}\r\n', ['a BAD [TOOBIG] a literal of 65537 bytes is too large']],
    ['a literal that waits for nobody', 'a LOGIN {3+}\r\ntim {1+}\r\nx\r\n', ['a OK done']],
  ])('%s', (_name, text, expected) => {
    expect(run(text)).toEqual(expected)
  })

  it('is told to go after 20 unrecognized commands', () => {
    expect(run('a XYZZY\r\n'.repeat(30)).at(-1)).toBe('* BYE more than 20 bad commands in a row')
  })

  it('16: bytes behind STARTTLS', () => {
    expect(run('a STARTTLS\r\nb NOOP\r\n', { capabilities: ['IMAP4REV1', 'STARTTLS'] }).at(-1)).toBe(
      '* BYE 8 bytes arrived before TLS was up',
    )
  })

  test.prop([
    fc.array(
      fc
        .constantFrom(
          'a NOOP\r\n',
          'b LOGIN {1}\r\n',
          'x',
          ' y\r\n',
          'c AUTHENTICATE PLAIN\r\n',
          '*\r\n',
          'AHRpbQB4\r\n',
          '\r',
          '\n',
          'd LOGOUT\r\n',
          '{3+}\r\n',
          'e SELECT x\r\n',
          'f IDLE\r\n',
          'DONE\r\n',
          'g APPEND x {9}\r\n',
          'g APPEND x (a) {1+}\r\n',
          'h XSET {11+}\r\n',
          'abcdefghi',
        )
        .map(asBytes),
    ),
  ])('chunking changes nothing', serverInvariant)
})

describe('what a server may not send', () => {
  it.each<[string, ServerSend, string]>([
    ['the completion of another command', { type: 'ok', tag: 'zz', code: undefined, text: 'x' }, 'invalid-state'],
    ['a challenge outside AUTHENTICATE', { type: 'challenge', data: asBytes('') }, 'invalid-state'],
    ['CR and LF', { type: 'ok', tag: undefined, code: undefined, text: 'a\r\nb' }, 'bad-value'],
  ])('%s', (_name, output, code) => {
    const server = new ServerConnection()
    server.nextEvent()
    expect(caught(() => server.send(output))).toMatchObject({ name: 'ImapError', code })
  })
})

describe('the tap', () => {
  it('sees the session and no secret, on both sides', () => {
    const seen: string[] = []
    const tap = (direction: string, bytes: Uint8Array) => void seen.push(`${direction} ${asChars(bytes)}`)
    const client = new ClientConnection({ tap })
    const server = new ServerConnection({ tap })
    client.send({ verb: 'login', username: 'tim', password: 'sesame' })
    backToBack({
      client,
      server,
      onClient: () => {},
      onServer: event => {
        const output = answer(event)
        if (output !== undefined) server.send(output)
      },
    })
    expect(seen.filter(line => line.includes('LOGIN *** ***'))).toHaveLength(2)
    expect(seen.join('')).not.toContain('sesame')
  })
})
