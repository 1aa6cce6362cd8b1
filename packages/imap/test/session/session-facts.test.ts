/** What a session learns on its way: capabilities, UTF-8, BYE; and what that changes for what was given before. */
import { asBytes, asChars, caught, drive, utf8 } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientOptions, type CommandInit, ServerConnection, type ServerEvent } from '../../src/index.js'

const client = (greeting: string, options?: ClientOptions): ClientConnection => {
  const session = new ClientConnection(options)
  drive(session, [asBytes(`${greeting}\r\n`)])
  return session
}
/** A message that comes in pieces, or whole. */
const append = (size: number, bytes?: Uint8Array): CommandInit => ({
  verb: 'append',
  mailbox: 'x',
  messages: [{ content: { type: 'message', binary: false, size, bytes } }],
})
const sent = (session: ClientConnection | ServerConnection): string => asChars(session.takeOutput())

describe('capabilities are those of their time (RFC 9051 6.2.1, 6.2.3)', () => {
  const announced = '* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR LITERAL+ LOGINDISABLED] hi'

  it('what was announced before TLS does not allow an initial response inside it', () => {
    const session = client(announced)
    session.send({ verb: 'starttls' })
    const initialResponse = asBytes('\0u\0p')
    expect(caught(() => session.send({ verb: 'authenticate', mechanism: 'PLAIN', initialResponse }))).toMatchObject({
      code: 'not-offered',
    })
  })

  it('nor does it forbid a login, or let its literals go at once', () => {
    const session = client(announced)
    session.send({ verb: 'starttls' })
    session.send({ verb: 'login', username: 'tim', password: 'é'.repeat(9) })
    sent(session)
    expect(drive(session, [asBytes('A1 OK go\r\n')]).at(-1)).toEqual({ type: 'upgrade', layer: 'tls' })
    session.upgraded()
    expect(sent(session)).toBe('A2 LOGIN tim {18}\r\n')
  })

  it('what is announced before a login does not forbid what follows it', () => {
    const session = client('* OK [CAPABILITY IMAP4rev1] hi')
    session.send({ verb: 'login', username: 'tim', password: 'x' })
    session.send({ verb: 'namespace' })
    drive(session, [asBytes('A1 OK [CAPABILITY IMAP4rev1 NAMESPACE] in\r\n')])
    expect(sent(session)).toContain('A2 NAMESPACE\r\n')
  })

  it('IMAP4rev2 includes SASL-IR and LITERAL- (RFC 9051 E)', () => {
    const session = client('* OK [CAPABILITY IMAP4rev2 AUTH=PLAIN] hi')
    session.send({ verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('x') })
    expect(sent(session)).toBe('A1 AUTHENTICATE PLAIN eA==\r\n')
    const other = client('* PREAUTH [CAPABILITY IMAP4rev2] hi')
    other.send({ verb: 'subscribe', mailbox: `${'x'.repeat(2000)} y` })
    expect(sent(other)).toMatch(/^A1 SUBSCRIBE {2002\+}\r\n/)
  })

  it('the caller may know better: announced ones can be overridden', () => {
    const capabilities = (names: ReadonlySet<string>) => new Set([...names].filter(name => name !== 'SASL-IR'))
    const session = client('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi', { capabilities })
    expect(session.capabilities).toEqual(new Set(['IMAP4REV1', 'AUTH=PLAIN']))
    const send = () => session.send({ verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('x') })
    expect(caught(send)).toMatchObject({ code: 'not-offered' })
  })
})

describe('UTF-8 after ENABLE (RFC 9051 5.1, A.1, RFC 6855 3)', () => {
  const enable: CommandInit = { verb: 'enable', capabilities: ['UTF8=ACCEPT'] }

  it.each(['IMAP4rev2', 'UTF8=ACCEPT'])('a client writes and reads names so once %s is on', name => {
    const session = client('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi')
    session.send({ verb: 'delete', mailbox: 'é' })
    session.send(enable)
    session.send({ verb: 'delete', mailbox: 'é' })
    expect(sent(session)).toBe('A1 DELETE &AOk-\r\n')
    drive(session, [asBytes('A1 OK x\r\n')])
    const events = drive(session, [asBytes(`* ENABLED ${name}\r\nA2 OK x\r\n`), utf8('* LIST () "/" "a&AOk-é"\r\n')])
    expect(new TextDecoder().decode(asBytes(sent(session)))).toBe('A2 ENABLE UTF8=ACCEPT\r\nA3 DELETE "é"\r\n')
    expect(events.at(-1)).toMatchObject({ response: { mailbox: 'a&AOk-é', warnings: [] } })
  })

  it('a search names no charset once UTF8=ACCEPT is on (RFC 6855 3)', () => {
    const session = client('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi')
    session.send(enable)
    drive(session, [asBytes('* ENABLED UTF8=ACCEPT\r\nA1 OK x\r\n')])
    session.send({ verb: 'select', mailbox: 'x' })
    const search = (charset?: string) => () => session.send({ verb: 'search', uid: true, charset, keys: [{ key: 'ALL' }] })
    expect(caught(search('UTF-8'))).toMatchObject({ code: 'invalid-state' })
    expect(search()()).toBe('A3')
  })

  it('and goes on with modified UTF-7 where it was not', () => {
    const session = client('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi')
    session.send(enable)
    session.send({ verb: 'delete', mailbox: 'é' })
    drive(session, [asBytes('* ENABLED\r\nA1 OK x\r\n')])
    expect(sent(session)).toContain('A2 DELETE &AOk-\r\n')
  })

  it.each([true, false])('a server with its OK to ENABLE: %s', isEnabled => {
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'ENABLE'] })
    const seen: ServerEvent[] = []
    const text = asBytes('a ENABLE UTF8=ACCEPT\r\nb DELETE "a&AOk-"\r\n')
    drive(server, [text], event => {
      seen.push(event)
      if (event.type !== 'command') return
      const { verb } = event.command
      const capabilities = isEnabled ? ['UTF8=ACCEPT'] : []
      if (verb === 'connect') server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
      else if (verb === 'enable')
        server.send([
          { type: 'enabled', capabilities },
          { type: 'ok', tag: 'a', code: undefined, text: 'x' },
        ])
      else server.send([{ type: 'list', attributes: [], delimiter: '/', mailbox: 'é' }, ...event.suggestedReply])
    })
    expect(seen[2]).toMatchObject({ command: { mailbox: isEnabled ? 'a&AOk-' : 'aé' } })
    expect(sent(server)).toContain(isEnabled ? '* LIST () "/" "Ã©"' : '* LIST () "/" &AOk-')
  })

  it('ENABLE is not sent once a mailbox was selected (RFC 9051 6.3.1)', () => {
    const session = client('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi')
    session.send({ verb: 'select', mailbox: 'x' })
    session.send({ verb: 'close' })
    expect(caught(() => session.send(enable))).toMatchObject({ code: 'invalid-state' })
  })
})

describe('BYE (RFC 9051 7.1.5)', () => {
  it('what was not begun is withdrawn, what was may be completed, and nothing else is sent', () => {
    const session = client('* PREAUTH hi')
    session.send({ verb: 'noop' })
    session.send({ verb: 'select', mailbox: 'x' })
    expect(drive(session, [asBytes('* BYE idle\r\nA1 OK x\r\n')])).toMatchObject([
      { type: 'response', response: { type: 'bye' } },
      { type: 'unanswered', sent: false, command: { verb: 'select' } },
      { type: 'completed', command: { verb: 'noop' } },
    ])
    expect(caught(() => session.send({ verb: 'noop' }))).toMatchObject({ code: 'invalid-state' })
  })

  it('that of LOGOUT comes before its OK', () => {
    const session = client('* PREAUTH hi')
    session.send({ verb: 'logout' })
    expect(drive(session, [asBytes('* BYE x\r\nA1 OK x\r\n')]).at(-1)).toMatchObject({ type: 'closed' })
  })
})

describe('what was given before the greeting', () => {
  it('an APPEND whose message is whole waits for the login before it', () => {
    const session = new ClientConnection()
    session.send({ verb: 'login', username: 'u', password: 'p' })
    session.send(append(12))
    session.send({ type: 'body-chunk', bytes: asBytes('twelve bytes') })
    session.send({ type: 'body-end' })
    expect(sent(session)).toBe('')
    drive(session, [asBytes('* OK hi\r\nA1 OK in\r\n+ go\r\n')])
    expect(sent(session)).toBe('A1 LOGIN u "p"\r\nA2 APPEND x {12}\r\ntwelve bytes\r\n')
  })
})

describe('a message that is being sent is the one that was given', () => {
  const appending = (): ClientConnection => {
    const session = client('* PREAUTH hi')
    session.send(append(4))
    sent(session)
    return session
  }

  it('bytes that change before the + are not sent', () => {
    const session = appending()
    const bytes = asBytes('AAAA')
    session.send({ type: 'body-chunk', bytes })
    bytes.set(asBytes('\0\r\n!'))
    session.send({ type: 'body-end' })
    drive(session, [asBytes('+ go\r\n')])
    expect(sent(session)).toBe('AAAA\r\n')
  })

  it('a buffer that is handed away leaves no hole', () => {
    const session = appending()
    const bytes = asBytes('AAAA').slice()
    session.send({ type: 'body-chunk', bytes })
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    session.send({ type: 'body-end' })
    drive(session, [asBytes('+ go\r\n')])
    expect(sent(session)).toBe('AAAA\r\n')
  })

  it('a length that lies is not believed', () => {
    class Liar extends Uint8Array {
      override get length(): number {
        return 4
      }
    }
    expect(caught(() => appending().send({ type: 'body-chunk', bytes: new Liar(9).fill(65) }))).toMatchObject({
      code: 'bad-value',
    })
  })
})

// Seconds where the machine is busy: 60 messages of a megabyte go by.
it('a completed command is let go while an older one is open', () => {
  const session = client('* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi')
  session.send({ verb: 'noop', tag: 'open' })
  const before = process.memoryUsage().arrayBuffers
  for (let count = 0; count < 60; count++) {
    const message = new Uint8Array(1_000_000).fill(65)
    session.send({ ...append(message.length, message), tag: 't' })
    sent(session)
    drive(session, [asBytes('t OK x\r\n')])
  }
  globalThis.gc?.()
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000)
})

it.each(['FETCH', 'toString', ''])('%j is not a verb', verb => {
  expect(caught(() => client('* PREAUTH hi').send({ verb } as never))).toMatchObject({ code: 'bad-value' })
})

it('APPENDLIMIT is kept (RFC 7889 4)', () => {
  const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'APPENDLIMIT=100'] })
  const seen = drive(server, [asBytes('a APPEND x {100}\r\n')], event => {
    if (event.type === 'command') server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
    if (event.type === 'literal') server.send(event.suggestedReply)
  })
  drive(server, [asBytes('b APPEND x {101}\r\n')], event => {
    seen.push(event)
    if (event.type === 'literal') server.send(event.suggestedReply)
  })
  expect(seen.slice(1)).toMatchObject([{ error: undefined }, { error: { code: 'message-too-large' } }])
  expect(sent(server)).toMatch(/a NO \[NONEXISTENT\].*\r\nb NO \[TOOBIG\]/)
})

describe('COMPRESS at a server (RFC 4978)', () => {
  const serving = (text: string): { server: ServerConnection; seen: ServerEvent[] } => {
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'COMPRESS=DEFLATE'] })
    const seen = drive(server, [asBytes(text)], event => {
      if (event.type !== 'command') return
      const { command } = event
      if (command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
      else server.send(command.verb === 'compress' ? { type: 'ok', tag: command.tag, text: 'go' } : event.suggestedReply)
    })
    return { server, seen }
  }
  const compress = 'a COMPRESS DEFLATE\r\n'

  it('pauses behind its OK, and a second one is refused', () => {
    const { server, seen } = serving(compress)
    expect(seen.at(-1)).toEqual({ type: 'upgrade', layer: 'deflate' })
    server.upgraded()
    expect([server.state, server.secure]).toEqual(['authenticated', false])
    const again = drive(
      server,
      [asBytes('b COMPRESS DEFLATE\r\n')],
      event => event.type === 'command' && server.send(event.suggestedReply),
    )
    expect(again).toMatchObject([{ command: { verb: 'invalid' } }])
    expect(sent(server)).toContain('b BAD COMPRESS is not allowed while compression is active')
  })

  it('what a client sent before the OK is not inflated: the session ends', () => {
    expect(serving(`${compress}b NOOP\r\n`).seen.at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code: 'plaintext-after-upgrade' },
    })
  })

  it('a refusal changes nothing', () => {
    const { server, seen } = serving('a NOOP\r\n')
    expect([seen.at(-1)?.type, server.waiting]).toEqual(['command', 'input'])
  })
})

describe('UNAUTHENTICATE (RFC 8437 3)', () => {
  it('a client forgets what was announced, selected and enabled', () => {
    const session = client('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE UNAUTHENTICATE AUTH=PLAIN] hi')
    session.send({ verb: 'enable', capabilities: ['UTF8=ACCEPT'] })
    drive(session, [asBytes('* ENABLED UTF8=ACCEPT\r\nA1 OK x\r\n')])
    session.send({ verb: 'select', mailbox: 'x' })
    session.send({ verb: 'unauthenticate' })
    session.send({ verb: 'login', username: 'u', password: 'p' })
    drive(session, [asBytes('A2 OK x\r\nA3 OK x\r\n')])
    expect([session.state, session.capabilities]).toEqual(['not-authenticated', undefined])
    drive(session, [asBytes('A4 OK [CAPABILITY IMAP4rev1 ENABLE] x\r\n')])
    session.takeOutput()
    session.send({ verb: 'delete', mailbox: 'é' })
    session.send({ verb: 'enable', capabilities: ['UTF8=ACCEPT'] })
    expect(sent(session)).toBe('A5 DELETE &AOk-\r\n')
  })

  it('a server writes names in modified UTF-7 again', () => {
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'ENABLE', 'UNAUTHENTICATE'] })
    const list = { type: 'list', attributes: [], delimiter: '/', mailbox: 'é' } as const
    const ok = (tag: string) => ({ type: 'ok', tag, text: 'x' }) as const
    const lines = 'a ENABLE UTF8=ACCEPT\r\nb UNAUTHENTICATE\r\nc LOGIN u p\r\nd LIST "" *\r\n'
    drive(server, [asBytes(lines)], event => {
      if (event.type !== 'command' || event.command.verb === 'invalid') return
      const { command } = event
      if (command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
      else if (command.verb === 'enable') server.send([{ type: 'enabled', capabilities: ['UTF8=ACCEPT'] }, ok('a')])
      else if (command.verb === 'list') server.send([list, ok('d')])
      else server.send(ok(command.tag))
    })
    expect(sent(server)).toContain('* LIST () "/" &AOk-\r\nd OK x')
  })
})

describe('forms of APPEND that a server does not announce (RFC 3502, 4469, 6855)', () => {
  const serving = (text: string, ...more: string[]): { events: ServerEvent[]; output: string } => {
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'LITERAL+', ...more] })
    const events = drive(server, [asBytes(text)], event => {
      if (event.type === 'command' && event.command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
      else if (event.type === 'literal' && event.error === undefined) server.send({ type: 'continuation', text: 'go on' })
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    return { events: events.filter(({ type }) => type === 'command' || type === 'literal').slice(1), output: sent(server) }
  }

  it('a second message is refused before it is read', () => {
    const text = 'a APPEND x {1+}\r\ny {1+}\r\nz\r\n'
    const { events, output } = serving(text)
    expect(events.slice(0, 2)).toMatchObject([{ error: undefined }, { error: { code: 'not-offered' } }])
    expect(output).toContain('a BAD MULTIAPPEND is not announced')
    expect(serving(text, 'MULTIAPPEND').events.at(-1)).toMatchObject({ command: { verb: 'append', messages: [{}, {}] } })
  })

  it.each([
    ['CATENATE', 'a APPEND x CATENATE (URL "/y")\r\n'],
    ['UTF8=ACCEPT', 'a APPEND x UTF8 (~{1+}\r\ny)\r\n'],
  ])('%s is no message like others', (capability, text) => {
    expect(serving(text).events.at(-1)).toMatchObject({ command: { verb: 'invalid', error: { code: 'not-offered' } } })
    expect(serving(text, capability).events.at(-1)).toMatchObject({ command: { verb: 'append' } })
  })
})

describe('what was given before it was known that it may not go', () => {
  it('a password waits for the capabilities, and is withdrawn where logins are disabled (RFC 9051 6.2.3)', () => {
    const session = new ClientConnection()
    session.send({ verb: 'login', username: 'tim', password: 'sesame' })
    session.send({ verb: 'select', mailbox: 'x' })
    const events = drive(session, [asBytes('* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\r\n')])
    expect(events.slice(1)).toMatchObject([
      { type: 'unanswered', sent: false, command: { verb: 'login' } },
      { type: 'unanswered', sent: false, command: { verb: 'select' } },
    ])
    expect(sent(session)).toBe('')
  })

  it('ENABLED holds with the OK of its ENABLE alone', () => {
    for (const lines of ['* ENABLED UTF8=ACCEPT\r\n', '* ENABLED UTF8=ACCEPT\r\nA1 NO x\r\n']) {
      const session = client('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi')
      if (lines.includes('A1')) session.send({ verb: 'enable', capabilities: ['UTF8=ACCEPT'] })
      drive(session, [asBytes(lines)])
      session.takeOutput()
      session.send({ verb: 'delete', mailbox: 'é' })
      expect(sent(session)).toMatch(/^A\d DELETE &AOk-\r\n$/)
    }
  })

  it('a name that UTF-8 cannot write is refused when it is given, and never stops the session', () => {
    const session = client('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi')
    session.send({ verb: 'enable', capabilities: ['UTF8=ACCEPT'] })
    expect(caught(() => session.send({ verb: 'delete', mailbox: '\ud800' }))).toMatchObject({ fault: 'local' })
    session.send({ verb: 'noop' })
    drive(session, [asBytes('* ENABLED UTF8=ACCEPT\r\nA1 OK x\r\n')])
    expect(sent(session)).toMatch(/A\d NOOP\r\n$/)
  })

  it('ENABLE may be sent where no mailbox was selected after all', () => {
    const session = new ClientConnection()
    session.send({ verb: 'login', username: 'u', password: 'p' })
    session.send({ verb: 'select', mailbox: 'x' })
    drive(session, [asBytes('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE] hi\r\n')])
    expect(session.send({ verb: 'enable', capabilities: ['CONDSTORE'] })).toBe('A3')
  })
})

describe('a server between its OK and the layer that it begins', () => {
  const opened = (verb: 'starttls' | 'compress'): ServerConnection => {
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'STARTTLS', 'COMPRESS=DEFLATE'] })
    drive(server, [asBytes(verb === 'starttls' ? 'a STARTTLS\r\n' : 'a COMPRESS DEFLATE\r\n')], event => {
      if (event.type === 'command' && event.command.verb === 'connect')
        server.send(verb === 'starttls' ? event.suggestedReply : { type: 'preauth', text: 'hi' })
    })
    return server
  }

  it.each(['starttls', 'compress'] as const)('sends nothing behind the OK to %s', verb => {
    const ok = { type: 'ok', tag: 'a', text: 'go' } as const
    const remark = { type: 'ok', text: 'late' } as const
    expect(caught(() => opened(verb).send([ok, remark]))).toMatchObject({ code: 'invalid-state' })
    const server = opened(verb)
    server.send(ok)
    expect(caught(() => server.send(remark))).toMatchObject({ code: 'invalid-state' })
    expect(sent(server)).toMatch(/a OK go\r\n$/)
  })

  it('remembers what ENABLED told until its OK', () => {
    const server = new ServerConnection({ capabilities: ['IMAP4rev1', 'ENABLE'] })
    drive(server, [asBytes('a ENABLE UTF8=ACCEPT\r\n')], event => {
      if (event.type === 'command' && event.command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
    })
    server.send({ type: 'enabled', capabilities: ['UTF8=ACCEPT'] })
    server.send({ type: 'ok', tag: 'a', text: 'x' })
    server.send({ type: 'list', attributes: [], delimiter: '/', mailbox: 'é' })
    expect(sent(server)).toContain('* LIST () "/" "Ã©"')
  })
})

it('the tap of a server sees each byte of several messages once (RFC 3502)', () => {
  let seen = ''
  const server = new ServerConnection({
    capabilities: ['IMAP4rev1', 'LITERAL+', 'MULTIAPPEND'],
    tap: (direction, bytes) => void (seen += direction === 'received' ? asChars(bytes) : ''),
  })
  const text = 'a APPEND x {1+}\r\ny {1+}\r\nz {1+}\r\nw\r\n'
  drive(server, [asBytes(text)], event => {
    if (event.type === 'command' && event.command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
    else if (event.type === 'literal') server.send({ type: 'continuation', text: 'go' })
    else if (event.type === 'command') server.send(event.suggestedReply)
  })
  expect(seen).toBe(text)
})
