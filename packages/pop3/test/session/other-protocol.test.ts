/** Peers on the port that do not speak POP3: told at once, by one code. */
import { asBytes, asChars, drive, everySplit } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, ServerConnection } from '../../src/index.js'
import { converse, say } from '../support.js'

describe('a server that speaks something else', () => {
  it.each([
    ['HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n', 'HTTP, not POP3'],
    ['HTTP/1.0 400 Bad request\r\n', 'HTTP, not POP3'],
    ['220 mx.example ESMTP\r\n', 'SMTP or FTP, not POP3'],
    ['220-mx.example ESMTP\r\n', 'SMTP or FTP, not POP3'],
    ['* OK [CAPABILITY IMAP4rev1] ready\r\n', 'IMAP, not POP3'],
    ['* PREAUTH ready\r\n', 'IMAP, not POP3'],
    ['* BYE busy\r\n', 'IMAP, not POP3'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'SSH, not POP3'],
    ['\x15\x03\x01\x00\x02\x02\x46', 'connect with implicit TLS'],
    ['\x16\x03\x03\x00\x0a\r\n', 'connect with implicit TLS'],
  ])('%j', (text, said) => {
    for (const chunks of everySplit(asBytes(text))) {
      const client = new ClientConnection()
      client.send({ verb: 'user', name: 'tim' })
      const events = drive(client, chunks)
      expect(events).toMatchObject([
        { type: 'unanswered', sent: false },
        { type: 'protocol-error', fatal: true, error: { code: 'not-pop3', fault: 'remote', offset: 0 } },
      ])
      expect(JSON.stringify(events)).toContain(said)
      expect(asChars(client.takeOutput())).toBe('')
    }
  })

  it.each(['+OK HTTP/1.1 ready', '-ERR 220 no', '+ok * OK'])('%j speaks POP3', text => {
    expect(say(new ClientConnection(), `${text}\r\n`)[0]).toMatchObject({ type: 'greeting' })
  })

  it.each(['2200 x', '*OK', 'HTTPS', 'hello', '* OKAY'])('%j is unknown', text => {
    expect(say(new ClientConnection(), `${text}\r\n`)).toMatchObject([{ error: { code: 'bad-response' } }])
  })

  it('is looked for in the greeting only', () => {
    const client = new ClientConnection()
    client.send({ verb: 'capa' })
    expect(say(client, '+OK\r\n220 x\r\n').at(-1)).toMatchObject({ error: { code: 'bad-response' } })
    const other = new ClientConnection()
    other.send({ verb: 'capa' })
    expect(say(other, '+OK\r\n\x16\x03\r\n').at(-1)).toMatchObject({ error: { code: 'bad-response' } })
  })
})

describe('a client that speaks something else', () => {
  it.each([
    ['a browser', 'GET / HTTP/1.1\r\nHost: pop.example\r\n'],
    ['a browser that posts commands', 'POST / HTTP/1.1\r\nUSER tim\r\n'],
    ['a browser by HTTP/2', 'PRI * HTTP/2.0\r\n'],
    ['a TLS client', '\x16\x03\x01\x02\x00\x01\x00'],
    ['a TLS client whose bytes hold a line end', '\x16\x03\x01\r\nUSER tim\r\n'],
  ])('%s', (_name, text) => {
    for (const chunks of everySplit(asBytes(text))) {
      const server = new ServerConnection()
      const events = drive(server, chunks, event => 'suggestedReply' in event && server.send(event.suggestedReply))
      expect(events).toMatchObject([
        { type: 'command', command: { verb: 'connect' } },
        { type: 'protocol-error', fatal: true, error: { code: 'not-pop3', fault: 'remote', offset: 0 } },
      ])
      expect(asChars(server.takeOutput())).toBe('+OK ready\r\n-ERR this is a POP3 server\r\n')
    }
  })

  it.each(['GET /', 'GET', 'HTTP/1.1 200', 'STAT'])('%j may be a mistake', line => {
    expect(converse(`${line}\r\n`).events.at(-1)).toMatchObject({ type: 'command', suggestedReply: { status: '-ERR' } })
  })

  it('is looked for in the first line only', () => {
    expect(converse('CAPA\r\nGET / HTTP/1.1\r\n\x16\r\n').replies.slice(-2)).toEqual([
      '-ERR unknown command',
      '-ERR the line contains a control character',
    ])
  })
})

describe('a bare LF before the greeting (RFC 1939 3)', () => {
  const text = '\n+OK ready\r\n'

  it('is fatal', () => {
    for (const chunks of everySplit(asBytes(text)))
      expect(drive(new ClientConnection(), chunks)).toMatchObject([
        { type: 'protocol-error', error: { code: 'bare-lf', offset: 0 } },
      ])
  })

  it('is skipped where the client was told to, once, and seen by a tap', () => {
    for (const chunks of everySplit(asBytes(text))) {
      const seen: string[] = []
      const client = new ClientConnection({ skipBlankLine: true, tap: (_direction, bytes) => seen.push(asChars([bytes])) })
      expect(drive(client, chunks)).toMatchObject([{ type: 'greeting', response: { text: 'ready' } }])
      expect(seen.join('')).toBe('\n+OK ready\r\n')
    }
    for (const chunks of everySplit(asBytes(`\n${text}`)))
      expect(drive(new ClientConnection({ skipBlankLine: true }), chunks)).toMatchObject([
        { error: { code: 'bare-lf', offset: 1 } },
      ])
  })

  it('is fatal behind TLS, where another stream begins', () => {
    const client = new ClientConnection({ skipBlankLine: true })
    client.send({ verb: 'stls' })
    say(client, '+OK\r\n+OK\r\n')
    client.upgraded()
    client.send({ verb: 'capa' })
    expect(say(client, '\n+OK\r\nUSER\r\n.\r\n').at(-1)).toMatchObject({ fatal: true, error: { code: 'bare-lf', offset: 0 } })
  })

  it('is fatal anywhere else, whatever the client was told', () => {
    for (const greeting of ['+OK ready\n', '+OK\r\n\n'])
      expect(say(new ClientConnection({ skipBlankLine: true }), greeting).at(-1)).toMatchObject({ error: { code: 'bare-lf' } })
  })
})
