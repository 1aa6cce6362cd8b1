import { fc, test } from '@fast-check/vitest'
import { asChars, backToBack, caught, drive, everySplit, linesOf, octetByOctet, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type CommandInit,
  type Extensions,
  endsPipeline,
  type Mailbox,
  type ReplyInit,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
  Transaction,
  type TransactionResult,
} from '../src/index.js'
import { clientInvariant, serverInvariant } from './invariants.js'

const at = (localPart: string, domain: string): Mailbox => ({ localPart, domain })
const ehlo: CommandInit = { verb: 'ehlo', domain: 'bar.com' }
const quit: CommandInit = { verb: 'quit' }
const mail: CommandInit = { verb: 'mail', reversePath: at('Smith', 'bar.com') }
const rcpt = (localPart: string): CommandInit => ({ verb: 'rcpt', forwardPath: at(localPart, 'foo.com') })
const data: CommandInit = { verb: 'data' }

/** A server that knows everybody but Green, and tim by his password x. */
function answer(event: ServerEvent): ServerSend | undefined {
  if (event.type === 'auth-response')
    return asChars(event.data) === '\0tim\0x' ? { code: 235, enhanced: '2.7.0', lines: ['welcome'] } : event.suggestedReply
  if (event.type === 'command') {
    const { command } = event
    if (command.verb === 'rcpt' && command.forwardPath.localPart === 'Green')
      return { code: 550, enhanced: '5.1.1', lines: ['no such user here'] }
    if (command.verb === 'auth' && command.mechanism === 'PLAIN')
      return command.initialResponse === undefined
        ? { type: 'challenge', data: octets('') }
        : { code: 235, enhanced: '2.7.0', lines: ['welcome'] }
  }
  return 'suggestedReply' in event ? event.suggestedReply : undefined
}

interface Session {
  readonly name: string
  readonly extensions?: Extensions
  readonly commands: readonly CommandInit[]
  readonly content?: string
  readonly transcript: string
}

const sessions: Session[] = [
  {
    name: 'a typical transaction (RFC 5321 D.1)',
    commands: [ehlo, mail, rcpt('Jones'), rcpt('Green'), rcpt('Brown'), data, quit],
    content: 'Blah blah blah...\r\n.etc. etc. etc.\r\n',
    transcript: `
      S: 220 foo.com ESMTP ready
      C: EHLO bar.com
      S: 250-foo.com greets you
      S: 250 ENHANCEDSTATUSCODES
      C: MAIL FROM:<Smith@bar.com>
      S: 250 2.1.0 sender ok
      C: RCPT TO:<Jones@foo.com>
      S: 250 2.1.5 recipient ok
      C: RCPT TO:<Green@foo.com>
      S: 550 5.1.1 no such user here
      C: RCPT TO:<Brown@foo.com>
      S: 250 2.1.5 recipient ok
      C: DATA
      S: 354 end the message with a dot on a line of its own
      C: Blah blah blah...
      C: ..etc. etc. etc.
      C: .
      S: 250 2.0.0 message accepted
      C: QUIT
      S: 221 2.0.0 foo.com says goodbye`,
  },
  {
    name: 'an aborted transaction (RFC 5321 D.2)',
    commands: [ehlo, mail, rcpt('Jones'), rcpt('Green'), { verb: 'rset' }, quit],
    transcript: `
      S: 220 foo.com ESMTP ready
      C: EHLO bar.com
      S: 250-foo.com greets you
      S: 250 ENHANCEDSTATUSCODES
      C: MAIL FROM:<Smith@bar.com>
      S: 250 2.1.0 sender ok
      C: RCPT TO:<Jones@foo.com>
      S: 250 2.1.5 recipient ok
      C: RCPT TO:<Green@foo.com>
      S: 550 5.1.1 no such user here
      C: RSET
      S: 250 2.0.0 ok
      C: QUIT
      S: 221 2.0.0 foo.com says goodbye`,
  },
  {
    name: 'groups of commands (RFC 2920 4)',
    extensions: { pipelining: true },
    commands: [ehlo, mail, rcpt('Jones'), rcpt('Green'), data, quit],
    content: 'Hi\r\n',
    transcript: `
      S: 220 foo.com ESMTP ready
      C: EHLO bar.com
      S: 250-foo.com greets you
      S: 250-PIPELINING
      S: 250 ENHANCEDSTATUSCODES
      C: MAIL FROM:<Smith@bar.com>
      C: RCPT TO:<Jones@foo.com>
      C: RCPT TO:<Green@foo.com>
      C: DATA
      S: 250 2.1.0 sender ok
      S: 250 2.1.5 recipient ok
      S: 550 5.1.1 no such user here
      S: 354 end the message with a dot on a line of its own
      C: Hi
      C: .
      S: 250 2.0.0 message accepted
      C: QUIT
      S: 221 2.0.0 foo.com says goodbye`,
  },
  {
    name: 'AUTH with a challenge (RFC 4954 4)',
    extensions: { auth: ['PLAIN'] },
    commands: [ehlo, { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }, quit],
    transcript: `
      S: 220 foo.com ESMTP ready
      C: EHLO bar.com
      S: 250-foo.com greets you
      S: 250-ENHANCEDSTATUSCODES
      S: 250 AUTH PLAIN
      C: AUTH PLAIN
      S: 334
      C: AHRpbQB4
      S: 235 2.7.0 welcome
      C: QUIT
      S: 221 2.0.0 foo.com says goodbye`,
  },
  {
    name: 'TLS, after which EHLO comes again (RFC 3207 4.2)',
    extensions: { starttls: true, auth: ['PLAIN'] },
    commands: [ehlo, { verb: 'starttls' }, ehlo, { verb: 'auth', mechanism: 'PLAIN', initialResponse: octets('\0tim\0x') }, quit],
    transcript: `
      S: 220 foo.com ESMTP ready
      C: EHLO bar.com
      S: 250-foo.com greets you
      S: 250-STARTTLS
      S: 250-ENHANCEDSTATUSCODES
      S: 250 AUTH PLAIN
      C: STARTTLS
      S: 220 2.0.0 start TLS now
      C: EHLO bar.com
      S: 250-foo.com greets you
      S: 250-ENHANCEDSTATUSCODES
      S: 250 AUTH PLAIN
      C: AUTH PLAIN AHRpbQB4
      S: 235 2.7.0 welcome
      C: QUIT
      S: 221 2.0.0 foo.com says goodbye`,
  },
]

describe.each(sessions)('$name', ({ extensions = {}, commands, content, transcript }) => {
  const expected = transcript
    .trim()
    .split('\n')
    .map(line => line.trim())

  /** Sends the next command when the one before is answered, or a whole group when the server takes it. */
  const play = (client: ClientConnection) => {
    const left = [...commands]
    const next = (): void => {
      for (let command = left.shift(); command !== undefined; command = left.shift()) {
        client.send(command)
        if (!client.pipelining || endsPipeline(command.verb)) return
      }
    }
    return (event: ClientEvent): void => {
      if (event.type === 'greeting') next()
      else if (event.type === 'challenge') client.send({ type: 'auth-response', data: octets('\0tim\0x') })
      else if (event.type === 'reply' && event.reply.code === 354) {
        client.send({ type: 'data-chunk', bytes: octets(content!) })
        client.send({ type: 'data-end' })
      } else if (event.type === 'reply' && client.waiting === 'input') {
        const answered = event.command?.verb
        if (!client.pipelining || answered === 'data-end' || answered === 'ehlo') next()
      }
    }
  }

  it.each([
    ['whole', (bytes: Uint8Array) => [bytes]],
    ['octet by octet', octetByOctet],
  ])('back to back, %s', (_name, cut) => {
    const client = new ClientConnection()
    const server = new ServerConnection({ hostname: 'foo.com', extensions })
    const seen: ClientEvent[] = []
    const react = play(client)
    const log = backToBack({
      client,
      server,
      cut,
      onClient: event => {
        seen.push(event)
        react(event)
      },
      onServer: event => {
        const reply = answer(event)
        if (reply !== undefined) server.send(reply)
      },
    })
    const lines = log.map(line => line.trimEnd())
    expect(lines).toEqual(expected)
    expect([seen.at(-1), client.waiting, server.waiting, client.state, server.state]).toEqual([
      { type: 'closed' },
      'closed',
      'closed',
      'ended',
      'ended',
    ])
  })

  if (extensions.starttls === true) return
  const serverLines = octets(
    linesOf(transcript, 'S')
      .map(line => `${line === '334' ? '334 ' : line}\r\n`)
      .join(''),
  )
  const clientLines = octets(
    linesOf(transcript, 'C')
      .map(line => `${line}\r\n`)
      .join(''),
  )

  it('the client alone, at every split', () => {
    const run = (chunks: Uint8Array[]): string => {
      const client = new ClientConnection()
      const react = play(client)
      // A real server answers; here the lines are there before the questions, so they are let in one at a time.
      let sent = ''
      for (const chunk of chunks) {
        for (let from = 0; from < chunk.length; ) {
          const lf = chunk.indexOf(10, from)
          const to = lf < 0 ? chunk.length : lf + 1
          if (client.waiting === 'closed') break
          client.receive(chunk.slice(from, to))
          for (let event = client.nextEvent(); event !== undefined; event = client.nextEvent()) react(event)
          sent += asChars(client.takeOutput())
          from = to
        }
      }
      return sent
    }
    for (const chunks of everySplit(serverLines)) expect(run(chunks)).toBe(asChars(clientLines))
  })

  it('the server alone, at every split', () => {
    const run = (chunks: Uint8Array[]): { output: string; events: ServerEvent[] } => {
      const server = new ServerConnection({ hostname: 'foo.com', extensions })
      const events = drive(server, chunks, event => {
        const reply = answer(event)
        if (reply !== undefined) server.send(reply)
      })
      return { output: asChars(server.takeOutput()), events }
    }
    const whole = run([clientLines.slice()])
    expect(whole.output).toBe(asChars(serverLines))
    for (const chunks of everySplit(clientLines)) expect(run(chunks)).toEqual(whole)
  })
})

describe('Transaction (RFC 5321 3.3)', () => {
  const send = (
    extensions: Extensions,
    recipients: Mailbox[],
    sender: Mailbox | null = null,
  ): { result: TransactionResult | undefined; log: string[] } => {
    const client = new ClientConnection()
    const server = new ServerConnection({ hostname: 'foo.com', extensions })
    let transaction: Transaction | undefined
    let result: TransactionResult | undefined
    const log = backToBack({
      client,
      server,
      onServer: event => {
        const reply = answer(event)
        if (reply !== undefined) server.send(reply)
      },
      onClient: event => {
        if (event.type === 'greeting') client.send(ehlo)
        else if (event.type === 'reply' && event.command?.verb === 'ehlo')
          transaction = new Transaction(client, { sender, recipients })
        else {
          const step = transaction?.handle(event)
          if (step?.type === 'content') {
            client.send({ type: 'data-chunk', bytes: octets('Hi\r\n') })
            client.send({ type: 'data-end' })
          } else if (step?.type === 'done') {
            result = step.result
            client.send(quit)
          }
        }
      },
    })
    return { result, log }
  }

  it.each([
    ['one by one', {}],
    ['in groups', { pipelining: true as const }],
  ])('says who was refused, %s', (_name, extensions) => {
    const { result } = send(extensions, [at('Jones', 'foo.com'), at('Green', 'foo.com')])
    expect(result).toEqual({
      delivered: true,
      accepted: [at('Jones', 'foo.com')],
      rejected: [
        {
          recipient: at('Green', 'foo.com'),
          reply: { code: 550, enhanced: '5.1.1', lines: ['no such user here'] },
          temporary: false,
        },
      ],
      reply: { code: 250, enhanced: '2.0.0', lines: ['message accepted'] },
    })
  })

  it.each([
    ['one by one', {}],
    ['in groups', { pipelining: true as const }],
  ])('sends nothing when nobody is accepted, %s', (_name, extensions) => {
    const { result, log } = send(extensions, [at('Green', 'foo.com')])
    expect(result).toMatchObject({ delivered: false, accepted: [], reply: { code: 550 } })
    expect(log).not.toContain('C: Hi')
  })
})

describe('client 13: DATA was accepted though no recipient was (RFC 2920 3.1)', () => {
  it('ends the message at once', () => {
    const client = new ClientConnection()
    client.send(ehlo)
    drive(client, [octets('220 x\r\n250-x\r\n250 PIPELINING\r\n')])
    for (const command of [mail, rcpt('Green'), data]) client.send(command)
    client.takeOutput()
    drive(client, [octets('250 ok\r\n550 no\r\n354 go\r\n')])
    expect([asChars(client.takeOutput()), client.waiting]).toEqual(['.\r\n', 'input'])
    expect(drive(client, [octets('554 no recipients\r\n')])).toMatchObject([
      { type: 'reply', command: { verb: 'data-end' }, reply: { code: 554 } },
    ])
  })
})

/** Plays lines to a server that answers as suggested, and gives the codes of its replies behind the greeting. */
function codes(text: string, options: Partial<ServerOptions> = {}, reply = answer): number[] {
  const server = new ServerConnection({ hostname: 'mx.example', ...options })
  drive(server, [octets(text)], event => {
    const output = reply(event)
    if (output !== undefined) server.send(output)
  })
  return [...asChars(server.takeOutput()).matchAll(/^(\d{3}) /gm)].map(match => Number(match[1])).slice(1)
}

const start = 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'

describe('a hostile client (checklist SERVER)', () => {
  it.each<[string, string, number[], Partial<ServerOptions>?]>([
    ['1: a bare LF does not split a line', 'NOOP\nQUIT\r\nNOOP\r\n', [500, 250]],
    ['2: a bare CR does not split a line', 'NOOP\rQUIT\r\nNOOP\r\n', [500, 250]],
    ['3: a NUL', 'NO\0OP\r\n', [500]],
    ['4: a line that is too long is answered once', `NOOP ${'x'.repeat(3000)}\r\nNOOP\r\n`, [500, 250]],
    [
      '6: beyond ASCII without SMTPUTF8',
      'EHLO a\r\nMAIL FROM:<\xc3\xa9@b>\r\nMAIL FROM:<a@b>\r\nRCPT TO:<\xc3\xa9@b>\r\n',
      [250, 550, 250, 553],
      { extensions: { smtputf8: true } },
    ],
    [
      '6: with SMTPUTF8',
      'EHLO a\r\nMAIL FROM:<\xc3\xa9@b> SMTPUTF8\r\nRCPT TO:<\xc3\xa9@b>\r\n',
      [250, 250, 250],
      { extensions: { smtputf8: true } },
    ],
    ['7: MAIL before EHLO', 'MAIL FROM:<a@b>\r\n', [503]],
    ['7: MAIL in MAIL', 'EHLO a\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n', [250, 250, 503]],
    ['7: RCPT before MAIL', 'EHLO a\r\nRCPT TO:<a@b>\r\n', [250, 503]],
    ['7: DATA without RCPT', 'EHLO a\r\nMAIL FROM:<a@b>\r\nDATA\r\n', [250, 250, 503]],
    ['7: DATA when every RCPT was refused', 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<Green@b>\r\nDATA\r\n', [250, 250, 550, 503]],
    ['8: arguments where there are none', 'EHLO a\r\nDATA x\r\nRSET x\r\nQUIT x\r\nSTARTTLS x\r\n', [250, 501, 501, 501, 501]],
    [
      '9: an unknown parameter',
      'EHLO a\r\nMAIL FROM:<a@b> FOO=BAR\r\nMAIL FROM:<a@b> SIZE=1\r\nMAIL FROM:<a@b> BODY=8BITMIME\r\n',
      [250, 555, 555, 555],
    ],
    ['10: SIZE above the limit', 'EHLO a\r\nMAIL FROM:<a@b> SIZE=1001\r\n', [250, 552], { extensions: { size: 1000 } }],
    [
      '16: STARTTLS below TLS, and where it is not offered',
      'EHLO a\r\nSTARTTLS\r\n',
      [250, 503],
      { tls: true, extensions: { starttls: true } },
    ],
    ['16: STARTTLS not offered', 'EHLO a\r\nSTARTTLS\r\n', [250, 502]],
    [
      '16: AUTH twice',
      'EHLO a\r\nAUTH PLAIN AHRpbQB4\r\nAUTH PLAIN AHRpbQB4\r\n',
      [250, 235, 503],
      { extensions: { auth: ['PLAIN'] } },
    ],
    [
      '16: AUTH in a transaction',
      'EHLO a\r\nMAIL FROM:<a@b>\r\nAUTH PLAIN AHRpbQB4\r\n',
      [250, 250, 503],
      { extensions: { auth: ['PLAIN'] } },
    ],
    ['16: AUTH given up', 'EHLO a\r\nAUTH PLAIN\r\n*\r\n', [250, 334, 501], { extensions: { auth: ['PLAIN'] } }],
    ['16: AUTH that is not base 64', 'EHLO a\r\nAUTH PLAIN\r\n!\r\n', [250, 334, 501], { extensions: { auth: ['PLAIN'] } }],
    [
      '16: AUTH with a line that is too long',
      `EHLO a\r\nAUTH PLAIN\r\n${'A'.repeat(13_000)}\r\n`,
      [250, 334, 500],
      { extensions: { auth: ['PLAIN'] } },
    ],
    [
      '16: AUTH with a mechanism that is not offered',
      'EHLO a\r\nAUTH LOGIN\r\n',
      [250, 504],
      { extensions: { auth: ['PLAIN'] } },
    ],
    ['16: AUTH where it is not offered', 'EHLO a\r\nAUTH LOGIN\r\n', [250, 502]],
    ['17: EHLO starts over', `${start}EHLO a\r\nDATA\r\n`, [250, 250, 250, 250, 503]],
    ['20: HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n', [421]],
    ['20: TLS', '\x16\x03\x01\x02', [421]],
    ['24: too many recipients', `${start}RCPT TO:<e@d>\r\n`, [250, 250, 250, 452], { limits: { recipients: 1 } }],
    [
      '25: a message that is too large',
      `${start}DATA\r\n${'x\r\n'.repeat(400)}.\r\n`,
      [250, 250, 250, 354, 552],
      { extensions: { size: 1000 } },
    ],
    ['unknown verbs', 'XYZZY\r\n', [500]],
    ['VRFY, EXPN, HELP, NOOP', 'VRFY a\r\nEXPN a\r\nHELP\r\nNOOP x\r\n', [252, 502, 214, 250]],
    ['20 commands that make no sense', 'NOPE\r\n'.repeat(30), [...Array<number>(20).fill(500), 421]],
  ])('%s', (_name, text, expected, options) => {
    expect(codes(text, options)).toEqual(expected)
  })

  it('5: a line without end ends the session', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    const events = drive(
      server,
      Array.from({ length: 100 }, () => octets('x'.repeat(1000))),
      event => 'suggestedReply' in event && server.send(event.suggestedReply),
    )
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'line-too-long' } })
  })

  it('15: octets behind STARTTLS are fatal', () => {
    const server = new ServerConnection({ hostname: 'mx.example', extensions: { starttls: true } })
    const events = drive(
      server,
      [octets('EHLO a\r\nSTARTTLS\r\nRSET\r\n')],
      event => 'suggestedReply' in event && server.send(event.suggestedReply),
    )
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'plaintext-after-upgrade' } })
    expect(server.waiting).toBe('closed')
  })

  it('15: everything is forgotten after TLS', () => {
    const server = new ServerConnection({
      hostname: 'mx.example',
      extensions: secure => (secure ? { auth: ['PLAIN'] } : { starttls: true }),
    })
    const reply = (event: ServerEvent) => 'suggestedReply' in event && server.send(event.suggestedReply)
    drive(server, [octets('EHLO a\r\nSTARTTLS\r\n')], reply)
    expect(caught(() => server.receive(octets('x')))).toMatchObject({ code: 'invalid-state' })
    server.upgraded()
    expect([server.secure, server.state, server.waiting]).toEqual([true, 'connected', 'input'])
    server.takeOutput()
    drive(server, [octets('MAIL FROM:<a@b>\r\nEHLO a\r\n')], reply)
    expect(asChars(server.takeOutput())).toBe(
      '503 5.5.1 MAIL cannot come now: send EHLO first\r\n250-mx.example greets you\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN\r\n',
    )
  })

  it('19: who speaks before the greeting is flagged', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    server.receive(octets('EHLO a\r\n'))
    drive(server, [], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    expect(server.earlyTalker).toBe(true)
  })

  it('26: the end inside a message delivers nothing', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    drive(server, [octets(`${start}DATA\r\nHi\r\n.`)], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    server.receiveEnd()
    expect(server.nextEvent()).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
  })

  it('a 421 by the server ends the session', () => {
    expect(
      codes('NOOP\r\nNOOP\r\n', {}, event =>
        event.type === 'command' && event.command.verb === 'noop' ? { code: 421, lines: ['going down'] } : answer(event),
      ),
    ).toEqual([421])
  })

  test.prop([
    fc.array(
      fc
        .constantFrom(
          'EHLO a\r\n',
          'MAIL FROM:<a@b>\r\n',
          'RCPT TO:<c@d>\r\n',
          'DATA\r\n',
          '.\r\n',
          'AUTH PLAIN\r\n',
          '*\r\n',
          'QUIT\r\n',
          '\r',
          '\n',
          '.',
          'x'.repeat(600),
          ' \0',
        )
        .map(octets),
    ),
  ])('chunking changes nothing', serverInvariant)
})

describe('27: the end of data, and nothing else, ends it (table 3.1)', () => {
  const sequences: [sequence: string, ends: boolean, clean: boolean][] = [
    ['\r\n.\r\n', true, true],
    ['\n.\n', false, false],
    ['\n.\r\n', false, false],
    ['\r\n.\n', false, false],
    ['\r.\r', false, false],
    ['\r.\r\n', false, false],
    ['\r.\n', false, false],
    ['\n.\r', false, false],
    ['\r\n.\r', false, false],
    ['\r\n\0.\r\n', false, false],
    ['\r\n.\0\r\n', false, false],
    ['\r\0\n.\r\n', false, false],
    ['\r\n.\r\r\n', false, false],
    ['\r\r\n.\r\n', true, false],
    ['\r\r\n.\r\r\n', false, false],
    ['\n\r\n.\r\n', true, false],
    ['\r\n..\r\n', false, true],
    ['\r\n.x\r\n', false, true],
  ]
  it.each(sequences)('A%jB', (sequence, ends, clean) => {
    const wire = octets(`${start}DATA\r\nA${sequence}${ends ? '' : 'B\r\n.\r\n'}NOOP\r\n`)
    for (const chunks of everySplit(wire)) {
      const server = new ServerConnection({ hostname: 'mx.example' })
      const events = drive(server, chunks, event => 'suggestedReply' in event && server.send(event.suggestedReply))
      const kinds = events.map(event => (event.type === 'command' ? event.command.verb : event.type))
      expect(kinds).toEqual(['connect', 'ehlo', 'mail', 'rcpt', 'data', 'data-chunk', 'data-end', 'noop'])
      const end = events[6]!
      expect(end.type === 'data-end' && [end.violations.length === 0, end.suggestedReply.code]).toEqual([
        clean,
        clean ? 250 : 550,
      ])
    }
  })

  it('an empty message', () => {
    expect(codes(`${start}DATA\r\n.\r\nNOOP\r\n`)).toEqual([250, 250, 250, 354, 250, 250])
  })
})

/** A client that has seen EHLO's reply. */
function ready(keywords = '', ...commands: CommandInit[]): ClientConnection {
  const client = new ClientConnection()
  client.send(ehlo)
  drive(client, [octets(`220 x\r\n250-x\r\n${keywords}250 HELP\r\n`)])
  for (const command of commands) client.send(command)
  client.takeOutput()
  return client
}

describe('a hostile server (checklist CLIENT)', () => {
  it.each<[string, string, string]>([
    ['1: no reply code', 'hello\r\n', 'bad-reply'],
    ['2: two codes in one reply', '250-a\r\n500 b\r\n', 'bad-reply'],
    ['4: a bare LF', '250 ok\n', 'bare-lf'],
    ['6: a reply that nobody asked for', '250 ok\r\n250 ok\r\n', 'unsolicited'],
    ['15: 354 to something else', '354 go\r\n', 'bad-reply'],
  ])('%s', (_name, text, code) => {
    expect(drive(ready('', { verb: 'rset' }), [octets(text)]).at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code },
    })
  })

  it('6: 421 at any time', () => {
    const client = ready()
    expect(drive(client, [octets('421 going down\r\n')])).toMatchObject([
      { type: 'reply', command: undefined, reply: { code: 421 } },
      { type: 'closed' },
    ])
    expect(caught(() => client.send(quit))).toMatchObject({ code: 'invalid-state' })
  })

  it('7: octets behind the 220 to STARTTLS', () => {
    expect(drive(ready('250-STARTTLS\r\n', { verb: 'starttls' }), [octets('220 go\r\n250 injected\r\n')]).at(-1)).toMatchObject({
      type: 'protocol-error',
      error: { code: 'plaintext-after-upgrade' },
    })
  })

  it('8: keywords in any case; 10: forgotten after TLS', () => {
    const client = ready('250-starttls\r\n', { verb: 'starttls' })
    expect(client.extensions).toMatchObject({ starttls: true })
    drive(client, [octets('220 go\r\n')])
    expect(client.waiting).toBe('upgrade')
    client.upgraded()
    expect([client.extensions, client.state]).toEqual([undefined, 'connected'])
  })

  it.each<[string, CommandInit, string, string?]>([
    ['9: STARTTLS', { verb: 'starttls' }, 'not-offered'],
    ['AUTH', { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined }, 'not-offered'],
    ['12: an address beyond ASCII', { verb: 'mail', reversePath: at('é', 'b') }, 'not-offered'],
    ['12: SMTPUTF8', { verb: 'mail', reversePath: null, parameters: { smtputf8: true } }, 'not-offered'],
    ['12: SIZE above the limit', { verb: 'mail', reversePath: null, parameters: { size: 11 } }, 'limit', '250-SIZE 10\r\n'],
    ['BODY=8BITMIME', { verb: 'mail', reversePath: null, parameters: { body: '8BITMIME' } }, 'not-offered'],
    ['RCPT before MAIL', rcpt('a'), 'invalid-state'],
    ['DATA before RCPT', data, 'invalid-state'],
  ])('%s is not sent where it was not offered', (_name, command, code, keywords) => {
    const client = ready(keywords)
    expect(caught(() => client.send(command))).toMatchObject({ name: 'SmtpError', code })
    expect(client.takeOutput()).toEqual([])
  })

  it('refuses a bare LF in a message, and normalizes when told to', () => {
    const client = ready('', mail, rcpt('a'), data)
    for (const line of ['250 ok\r\n', '250 ok\r\n', '354 go\r\n']) drive(client, [octets(line)])
    client.takeOutput()
    expect(client.waiting).toBe('reply')
    expect(caught(() => client.send({ type: 'data-chunk', bytes: octets('a\nb') }))).toMatchObject({ code: 'bare-lf', offset: 1 })
    expect(client.takeOutput()).toEqual([])
  })

  it('a greeting that refuses leaves QUIT', () => {
    const client = new ClientConnection()
    expect(drive(client, [octets('554 no service\r\n')])).toMatchObject([{ type: 'greeting', reply: { code: 554 } }])
    expect(caught(() => client.send(ehlo))).toMatchObject({ code: 'invalid-state' })
    client.send(quit)
    expect(drive(client, [octets('221 bye\r\n')]).at(-1)).toEqual({ type: 'closed' })
  })

  it('sends no more than the window ahead', () => {
    const client = ready('250-PIPELINING\r\n', mail, ...Array.from({ length: 500 }, (_, n) => rcpt(`u${n}`)))
    const window = ready('250-PIPELINING\r\n')
    for (const command of [mail, ...Array.from({ length: 500 }, (_, n) => rcpt(`u${n}`))]) window.send(command)
    expect(asChars(window.takeOutput()).match(/\r\n/g)).toHaveLength(100)
    expect(client.waiting).toBe('input')
  })

  test.prop([
    fc.array(
      fc
        .constantFrom('220 x\r\n', '250-PIPELINING\r\n', '250 ok\r\n', '354 go\r\n', '421 x\r\n', '550 no\r\n', '\r', '\n', 'x')
        .map(octets),
    ),
  ])('chunking changes nothing', clientInvariant)
})

describe('what a server may not send', () => {
  const waiting = (): ServerConnection => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    server.nextEvent()
    return server
  }
  it.each<[string, ServerSend]>([
    ['a challenge to nothing', { type: 'challenge', data: octets('') }],
    ['354 to something else than DATA', { code: 354 }],
    ['CR and LF', { code: 220, lines: ['a\r\nb'] } satisfies ReplyInit],
    ['no code', { code: Number.NaN }],
  ])('%s', (_name, output) => {
    expect(caught(() => waiting().send(output))).toMatchObject({ name: 'SmtpError' })
  })

  it('an answer to nothing', () => {
    const server = new ServerConnection({ hostname: 'mx.example' })
    expect(caught(() => server.send({ code: 220 }))).toMatchObject({ code: 'invalid-state' })
  })
})

describe('the tap', () => {
  it('sees the session and no secret, on both sides', () => {
    const seen: string[] = []
    const tap = (side: string) => (direction: string, bytes: Uint8Array) =>
      void seen.push(`${side} ${direction} ${asChars(bytes)}`)
    const client = new ClientConnection({ tap: tap('client') })
    const server = new ServerConnection({ hostname: 'x', extensions: { auth: ['PLAIN'] }, tap: tap('server') })
    client.send(ehlo)
    backToBack({
      client,
      server,
      onServer: event => {
        const reply = answer(event)
        if (reply !== undefined) server.send(reply)
      },
      onClient: event => {
        if (event.type === 'reply' && event.command?.verb === 'ehlo')
          client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: octets('\0tim\0x') })
      },
    })
    expect(seen).toContain('client sent AUTH PLAIN ***\r\n')
    expect(seen).toContain('server received AUTH PLAIN ***\r\n')
    expect(seen.join('')).not.toContain('AHRpbQB4')
  })
})
