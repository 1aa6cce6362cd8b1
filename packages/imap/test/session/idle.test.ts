/** IDLE on both sides (RFC 9051 6.3.13, RFC 2177): the `+`, what is told meanwhile, DONE, and whatever comes in its place. */
import { asBytes, asChars, backToBack, byteByByte, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
} from '../../src/index.js'

const status = (type: 'ok' | 'no' | 'bad' | 'bye' | 'preauth', tag?: string, text = 'x'): ResponseInit => ({
  type,
  tag,
  code: undefined,
  text,
})
const options: ServerOptions = { capabilities: ['IMAP4REV1', 'IDLE'] }
const cuts: [string, (bytes: Uint8Array) => Uint8Array[]][] = [
  ['whole', bytes => [bytes]],
  ['byte by byte', byteByByte],
]

/** Answers the greeting with PREAUTH, commands with OK, and everything else as is suggested. */
const accept = (server: ServerConnection) => (event: ServerEvent) => {
  if (!('suggestedReply' in event)) return
  const command = event.type === 'command' ? event.command : undefined
  if (command?.verb === 'connect') server.send(status('preauth'))
  else if (command?.verb === 'select' || command?.verb === 'noop') server.send(status('ok', command.tag))
  else server.send(event.suggestedReply)
}

/** A server with a mailbox selected that has taken the lines. */
function idling(lines: string, given: ServerOptions = options): { server: ServerConnection; events: ServerEvent[] } {
  const server = new ServerConnection(given)
  drive(server, [asBytes('s SELECT x\r\n')], accept(server))
  server.takeOutput()
  return { server, events: drive(server, [asBytes(lines)], accept(server)) }
}

describe('client and server back to back', () => {
  it.each(cuts)('EXISTS and EXPUNGE while the server idles, %s', (_name, cut) => {
    const client = new ClientConnection()
    const server = new ServerConnection(options)
    const numbers: number[] = []
    const log = backToBack({
      client,
      server,
      cut,
      onServer: event => {
        if (event.type === 'idle-done') server.send([{ type: 'exists', number: 3 }, ...event.suggestedReply])
        else accept(server)(event)
        if (event.type !== 'command' || event.command.verb !== 'idle') return
        expect([server.waiting, server.mode, server.state]).toEqual(['input', 'idle', 'selected'])
        server.send({ type: 'exists', number: 4 })
        server.send({ type: 'expunge', number: 2 })
      },
      onClient: event => {
        if (event.type === 'greeting') {
          client.send({ verb: 'select', mailbox: 'INBOX' })
          client.send({ verb: 'idle' })
        }
        if (event.type === 'continuation') expect([event.text, event.command.tag, client.mode]).toEqual(['idling', 'A2', 'idle'])
        if (event.type === 'completed' && event.command.tag === 'A3') client.send({ verb: 'logout' })
        if (event.type !== 'response' || !('number' in event.response)) return
        numbers.push(event.response.number!)
        if (event.response.type !== 'expunge') return
        for (const verb of ['noop', 'logout', 'idle'] as const)
          expect(caught(() => client.send({ verb }))).toMatchObject({ name: 'ImapError', code: 'invalid-state' })
        client.send({ type: 'done' })
        expect(caught(() => client.send({ type: 'done' }))).toMatchObject({ code: 'invalid-state' })
        client.send({ verb: 'noop' })
      },
    })
    expect(log).toEqual([
      'S: * PREAUTH x',
      'C: A1 SELECT INBOX',
      'S: A1 OK x',
      'C: A2 IDLE',
      'S: + idling',
      'S: * 4 EXISTS',
      'S: * 2 EXPUNGE',
      'C: DONE',
      'S: * 3 EXISTS',
      'S: A2 OK IDLE done',
      'C: A3 NOOP',
      'S: A3 OK x',
      'C: A4 LOGOUT',
      'S: * BYE goodbye',
      'S: A4 OK LOGOUT done',
    ])
    expect([numbers, client.state, server.state, client.mode, server.mode]).toEqual([
      [4, 2, 3],
      'logout',
      'logout',
      'commands',
      'commands',
    ])
  })

  it.each(cuts)('refused: what was queued behind it goes on, %s', (_name, cut) => {
    const client = new ClientConnection()
    const server = new ServerConnection({ capabilities: ['IMAP4REV1'] })
    const log = backToBack({
      client,
      server,
      cut,
      onServer: accept(server),
      onClient: event => {
        if (event.type !== 'greeting') return
        client.send({ verb: 'select', mailbox: 'x' })
        client.send({ verb: 'idle' })
        client.send({ verb: 'noop' })
      },
    })
    expect(log.slice(3)).toEqual(['C: A2 IDLE', 'S: A2 BAD IDLE is not announced', 'C: A3 NOOP', 'S: A3 OK x'])
    expect(client.mode).toBe('commands')
  })
})

describe('the server', () => {
  it('suggests + where IDLE or IMAP4rev2 is announced', () => {
    for (const [capabilities, type] of [
      [['IDLE'], 'continuation'],
      [['imap4rev2'], 'continuation'],
      [['IMAP4REV1'], 'bad'],
    ] as const) {
      const { events } = idling('i IDLE\r\n', { capabilities })
      expect(events).toMatchObject([{ type: 'command', command: { verb: 'idle' }, suggestedReply: [{ type }] }])
    }
  })

  it.each(['DONE', 'done', 'Done'])('%s ends it, and only OK, NO or BAD of its tag answers', word => {
    const { server, events } = idling(`i IDLE\r\n${word}\r\n`)
    expect(events).toMatchObject([
      { command: { verb: 'idle' } },
      { type: 'idle-done', tag: 'i', suggestedReply: [{ type: 'ok' }] },
    ])
    expect(asChars(server.takeOutput())).toBe('+ idling\r\ni OK IDLE done\r\n')
    const waiting = new ServerConnection(options)
    drive(
      waiting,
      [asBytes(`s SELECT x\r\ni IDLE\r\n${word}\r\n`)],
      event => event.type !== 'idle-done' && accept(waiting)(event),
    )
    expect(waiting.waiting).toBe('reply')
    for (const wrong of [status('ok', 'j'), { type: 'continuation', text: '' } as const])
      expect(caught(() => waiting.send(wrong))).toMatchObject({ code: 'invalid-state' })
    waiting.send(status('no', 'i'))
    expect([waiting.waiting, waiting.mode]).toEqual(['input', 'commands'])
  })

  it('IDLE gets + or a refusal, and its OK comes behind DONE', () => {
    const server = new ServerConnection(options)
    drive(server, [asBytes('s SELECT x\r\ni IDLE\r\n')], event => {
      if (event.type !== 'command' || event.command.verb !== 'idle') accept(server)(event)
    })
    expect(caught(() => server.send(status('ok', 'i')))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => server.send({ type: 'challenge', data: asBytes('') }))).toMatchObject({ code: 'invalid-state' })
    server.takeOutput()
    expect(caught(() => server.send([{ type: 'continuation', text: 'a' }, status('ok', 'i')]))).toMatchObject({
      code: 'invalid-state',
    })
    expect([server.takeOutput(), server.waiting]).toEqual([[], 'reply'])
    server.send([
      { type: 'expunge', number: 1 },
      { type: 'continuation', text: 'idling' },
      { type: 'exists', number: 1 },
    ])
    expect(asChars(server.takeOutput())).toBe('* 1 EXPUNGE\r\n+ idling\r\n* 1 EXISTS\r\n')
    expect(caught(() => server.send(status('ok', 'i')))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => server.send({ type: 'continuation', text: '' }))).toMatchObject({ code: 'invalid-state' })
  })

  it('EXPUNGE only while a mailbox is selected', () => {
    const server = new ServerConnection(options)
    drive(server, [asBytes('i IDLE\r\n')], accept(server))
    expect([server.mode, server.state]).toEqual(['idle', 'authenticated'])
    expect(caught(() => server.send({ type: 'expunge', number: 1 }))).toMatchObject({ code: 'invalid-state' })
    server.send({ type: 'list', attributes: [], delimiter: '/', mailbox: 'x' })
  })

  it('is not for those who are not logged in', () => {
    const server = new ServerConnection(options)
    const events = drive(
      server,
      [asBytes('i IDLE\r\nDONE\r\n')],
      event => 'suggestedReply' in event && server.send(event.suggestedReply),
    )
    expect(events.slice(1)).toMatchObject([
      { command: { verb: 'invalid', tag: 'i', error: { code: 'bad-sequence' } } },
      { command: { verb: 'invalid', tag: 'DONE' } },
    ])
  })

  it.each<[string, string]>([
    ['a command', 'n NOOP\r\n'],
    ['STARTTLS', 'n STARTTLS\r\n'],
    ['a login', 'n LOGIN tim sesame\r\n'],
    ['nothing', '\r\n'],
    ['a longer word', 'DONE x\r\n'],
    ['a literal that waits', 'n LOGIN {3}\r\n'],
    ['DONE with a literal', 'DONE {3}\r\n'],
    ['DONE and a literal at once', 'DONE{3}\r\n'],
    ['a literal that does not wait, of commands', 'n LOGIN {12+}\r\nx DELETE a\r\n rest\r\n'],
    ['a literal of 4 GiB that waits', 'n APPEND x {4294967296}\r\n'],
    ['literals of both kinds', 'n X {1+}\r\na {2}\r\n'],
  ])('%s in place of DONE gets BAD, once, and the session goes on', (_name, line) => {
    for (const [, cut] of cuts) {
      let seen = ''
      const server = new ServerConnection({ ...options, tap: (_, bytes) => void (seen += asChars(bytes)) })
      const events = drive(server, cut(asBytes(`s SELECT x\r\ni IDLE\r\n${line}z NOOP\r\n`)), accept(server))
      expect(events.slice(3)).toMatchObject([
        { type: 'command', command: { verb: 'invalid', tag: 'i', command: undefined, error: { code: 'bad-sequence' } } },
        { type: 'command', command: { verb: 'noop', tag: 'z' } },
      ])
      expect(asChars(server.takeOutput()).split('\r\n').slice(2)).toEqual([
        '+ idling',
        'i BAD only DONE is allowed while IDLE is open',
        'z OK x',
        '',
      ])
      expect([seen.includes('sesame'), server.mode]).toEqual([false, 'commands'])
    }
  })

  it('what follows half a login in place of DONE is masked', () => {
    let seen = ''
    const server = new ServerConnection({ ...options, tap: (_, bytes) => void (seen += asChars(bytes)) })
    drive(server, [asBytes('s SELECT x\r\ni IDLE\r\nn LOGIN tim\r\nsesame pw\r\nz NOOP\r\n')], accept(server))
    expect([seen.includes('sesame'), seen.endsWith('z NOOP\r\nz OK x\r\n')]).toEqual([false, true])
  })

  it('one that idles may say BYE', () => {
    const { server } = idling('i IDLE\r\n')
    server.send(status('bye'))
    expect(server.nextEvent()).toEqual({ type: 'closed' })
  })

  it('a client that closes while it idles does so in the middle of a command', () => {
    const { server } = idling('i IDLE\r\n')
    server.receiveEnd()
    expect(server.nextEvent()).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
  })

  it('a line without end in place of DONE is bounded', () => {
    const { events } = idling(`i IDLE\r\n${'DONE'.repeat(20_000)}`)
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'line-too-long' } })
  })
})

describe('the client', () => {
  const begin = (greeting = '* PREAUTH hi'): ClientConnection => {
    const client = new ClientConnection()
    drive(client, [asBytes(`${greeting}\r\n`)])
    client.send({ verb: 'idle' })
    client.takeOutput()
    return client
  }

  it('waits with what was queued, and says DONE only once the server idles', () => {
    const client = begin()
    client.send({ verb: 'noop' })
    expect(caught(() => client.send({ type: 'done' }))).toMatchObject({ code: 'invalid-state' })
    drive(client, [asBytes('* 1 EXISTS\r\n+ \r\n')])
    client.send({ type: 'done' })
    expect(asChars(client.takeOutput())).toBe('DONE\r\n')
    drive(client, [asBytes('A1 OK x\r\n')])
    expect(asChars(client.takeOutput())).toBe('A2 NOOP\r\n')
  })

  it('a second +, before DONE or behind it, is not expected', () => {
    const client = begin()
    const unexpected = { type: 'protocol-error', fatal: false, error: { code: 'unexpected-continuation' } }
    expect(drive(client, [asBytes('+ a\r\n+ b\r\n')])).toMatchObject([{ type: 'continuation', text: 'a' }, unexpected])
    client.send({ type: 'done' })
    expect(drive(client, [asBytes('+ c\r\n')])).toMatchObject([unexpected])
    drive(client, [asBytes('A1 OK x\r\n')])
    client.send({ verb: 'idle' })
    expect(drive(client, [asBytes('+ d\r\n')])).toMatchObject([{ type: 'continuation', text: 'd' }])
  })

  it.each(['OK', 'NO', 'BAD'])('%s ends it, before + or behind it', type => {
    for (const before of ['', '+ x\r\n']) {
      const client = begin()
      expect(drive(client, [asBytes(`${before}A1 ${type} x\r\n`)]).at(-1)).toMatchObject({ type: 'completed' })
      expect(caught(() => client.send({ type: 'done' }))).toMatchObject({ code: 'invalid-state' })
      expect(client.send({ verb: 'noop' })).toBe('A2')
    }
  })

  it('is not sent where the server announces neither IDLE nor IMAP4rev2', () => {
    expect(caught(() => begin('* PREAUTH [CAPABILITY IMAP4REV1] hi'))).toMatchObject({ code: 'not-offered' })
    for (const name of ['IDLE', 'IMAP4rev2']) begin(`* PREAUTH [CAPABILITY IMAP4REV1 ${name}] hi`)
    expect(caught(() => new ClientConnection().send({ verb: 'idle' }))).toMatchObject({ code: 'invalid-state' })
  })

  it.each(['', '+ x\r\n'])('a server that closes leaves it and what was queued without an answer (behind %j)', before => {
    const client = begin()
    client.send({ verb: 'noop' })
    const events: ClientEvent[] = drive(client, [asBytes(before)])
    client.receiveEnd()
    events.push(...drive(client, []))
    expect(events.slice(before === '' ? 0 : 1)).toMatchObject([
      { type: 'unanswered', command: { verb: 'idle' }, sent: true },
      { type: 'unanswered', command: { verb: 'noop' }, sent: false },
      { type: 'protocol-error', error: { code: 'unexpected-end' } },
    ])
  })
})

describe('a DONE that meets the end of an IDLE', () => {
  /** A client that said DONE; what it is told of the lines. */
  const afterDone = (lines: string): ClientEvent[] => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')], () => undefined)
    client.send({ verb: 'idle', tag: 'i' })
    drive(client, [asBytes('+ idling\r\n')], () => undefined)
    client.send({ type: 'done' })
    client.send({ verb: 'noop', tag: 'n' })
    return drive(client, [asBytes(lines)], () => undefined)
  }

  it('is read as a command by the server, whose BAD is no completion', () => {
    expect(afterDone('i OK over\r\nDONE BAD no command\r\n* 3 EXISTS\r\n')).toMatchObject([
      { type: 'completed' },
      { type: 'response', response: { type: 'bad', tag: 'DONE' }, command: undefined },
      { type: 'response', response: { type: 'exists' } },
    ])
  })

  it.each(['i OK over\r\nDONE BAD x\r\nDONE BAD x\r\n', 'i OK over\r\nDONE OK x\r\n', 'i OK over\r\nDONES BAD x\r\n'])(
    'once, by BAD, and under that tag: %j',
    lines => {
      expect(afterDone(lines).at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-tag' } })
    },
  )

  it('is not taken for one that was never said', () => {
    const client = new ClientConnection()
    const events = drive(client, [asBytes('* PREAUTH hi\r\nDONE BAD x\r\n')], () => undefined)
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true })
  })
})
