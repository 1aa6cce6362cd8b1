/** What a tap sees of a session: all of it but secrets, on both sides. */
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type Command, ServerConnection, type ServerSend } from '../../src/index.js'
import { acceptLogin, loggedIn, say } from '../support.js'

/** What the server's tap shows of what a client says, the server answering as given. */
function seenByServer(text: string, answer: typeof acceptLogin = acceptLogin, cut = (bytes: Uint8Array) => [bytes]): string[] {
  const seen: string[] = []
  const server = new ServerConnection({
    tap: (direction, bytes) => direction === 'received' && seen.push(asChars(bytes).replace(/\r\n$/, '')),
  })
  drive(server, cut(asBytes(text)), event => {
    const output = answer(event)
    if (output !== undefined) server.send(output)
  })
  return seen
}

/** Refuses everything. */
const refuse = (event: Parameters<typeof acceptLogin>[0]): ServerSend | undefined =>
  'suggestedReply' in event
    ? { status: event.type === 'command' && event.command.verb === 'connect' ? '+OK' : '-ERR' }
    : undefined

describe('a line outside an exchange', () => {
  it.each([
    ['USER tim', 'USER tim'],
    ['USER j\xc3\xb6rg', 'USER j\xc3\xb6rg'],
    ['LAST', 'LAST'],
    ['LAST secret', 'LAST ***'],
    ['user tim', 'user tim'],
    ['USER tim secret', 'USER ***'],
    ['USER tim\tsecret', 'USER ***'],
    ['USERtim secret', 'USER ***'],
    ['USER\tsecret', 'USER ***'],
    ['PASS secret', 'PASS ***'],
    ['pass secret', 'PASS ***'],
    ['PASS', 'PASS'],
    ['PASSsecret', 'PASS ***'],
    ['pass\tsecret', 'PASS ***'],
    [' PASS secret', 'PASS ***'],
    ['\t PASS secret', 'PASS ***'],
    ['\0PASS secret', 'PASS ***'],
    ['PASS secret\0', 'PASS ***'],
    ['PASS\rsecret', 'PASS ***'],
    ['PASS=secret', 'PASS ***'],
    ['PAS secret', 'PAS ***'],
    ['password secret', 'PASS ***'],
    [`APOP tim ${'0'.repeat(32)}`, 'APOP ***'],
    ['APOP tim secret', 'APOP ***'],
    ['APOPtim secret', 'APOP ***'],
    ['AUTH', 'AUTH'],
    ['AUTH PLAIN', 'AUTH PLAIN'],
    ['AUTH scram-sha-256-plus', 'AUTH scram-sha-256-plus'],
    ['AUTH PLAIN c2VjcmV0', 'AUTH PLAIN ***'],
    ['AUTH PLAIN c2VjcmV', 'AUTH PLAIN ***'],
    ['AUTH PLAIN c2VjcmV0 c2VjcmV0', 'AUTH PLAIN ***'],
    ['AUTH  PLAIN c2VjcmV0', 'AUTH ***'],
    ['AUTH c2VjcmV0', 'AUTH ***'],
    ['AUTH PLAINc2VjcmV0', 'AUTH ***'],
    ['AUTHPLAIN c2VjcmV0', 'AUTH ***'],
    ['AUTHENTICATE PLAIN c2VjcmV0', 'AUTH ***'],
    ['a1 LOGIN tim secret', '***'],
    ['LOGIN tim secret', '***'],
    ['c2VjcmV0', '***'],
    ['secret', '***'],
    ['FOO', 'FOO'],
    ['XTND secret', 'XTND ***'],
    ['RETR x', 'RETR ***'],
    ['NOOP PASS secret', 'NOOP ***'],
    ['LIST PASS secret', 'LIST ***'],
    ['STLS PASS secret', 'STLS ***'],
    ['TOP 1 2', 'TOP 1 2'],
    ['TOP secret', 'TOP ***'],
    ['RETRsecret', '***'],
    ['', '***'],
  ])('%j is shown as %j', (line, shown) => {
    expect(seenByServer(`${line}\r\n`)).toEqual([shown])
    expect(seenByServer(`${line}\r\n`, acceptLogin, bytes => Array.from(bytes, byte => Uint8Array.of(byte)))).toEqual([shown])
  })

  it.each([
    ['with a bare LF', 'PASS secret\n\r\n'],
    ['with a bare LF in it', 'PASS sec\nsecret\r\n'],
    ['that is too long', `PASS ${'secret'.repeat(100)}\r\n`],
    ['that is too long and has no end', `PASS ${'secret'.repeat(100)}`],
    ['of AUTH that is too long', `AUTH PLAIN ${'c2VjcmV0'.repeat(100)}\r\n`],
  ])('%s is masked', (_name, text) => {
    const seen = seenByServer(text)
    expect(seen).toHaveLength(1)
    expect(seen.join()).toMatch(/^(?:PASS|AUTH PLAIN) \*\*\*$/)
  })

  it('that follows a refused AUTH is masked, up to the next command', () => {
    expect(seenByServer('AUTH LOGIN\r\ndGlt\r\nYWJj\r\nFOO\r\nNOOP\r\nFOO\r\n', refuse)).toEqual([
      'AUTH LOGIN',
      '***',
      '***',
      '***',
      'NOOP',
      'FOO',
    ])
  })
})

describe('a line inside an exchange (RFC 5034 4)', () => {
  it.each([
    ['base64', 'c2VjcmV0\r\n'],
    ['not base64', 'secret\r\n'],
    ['with a bare LF', 'c2Vj\ncmV0\r\n'],
    ['too long', `${'c2VjcmV0'.repeat(2000)}\r\n`],
    ['too long, without an end', 'c2VjcmV0'.repeat(2000)],
    ['with a control character', 'c2V\tjcmV0\r\n'],
    ['a command', 'NOOP\r\n'],
    ['cancelled', '*\r\n'],
    ['empty', '\r\n'],
  ])('is masked: %s', (_name, text) => {
    expect(seenByServer(`AUTH PLAIN\r\n${text}`)).toEqual(['AUTH PLAIN', '***'])
  })
})

describe('what a client sends and receives', () => {
  const seenByClient = (client: (tap: (direction: string, bytes: Uint8Array) => void) => void): string => {
    const seen: string[] = []
    client((direction, bytes) => seen.push(`${direction} ${asChars(bytes)}`))
    return seen.join('')
  }

  it.each<[Command, string]>([
    [{ verb: 'pass', password: 'secret' }, 'PASS ***'],
    [{ verb: 'apop', name: 'tim', digest: '5ec7e7'.padEnd(32, '0') }, 'APOP ***'],
    [{ verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('secret') }, 'AUTH PLAIN ***'],
    [{ verb: 'auth', mechanism: 'X-OWN', initialResponse: asBytes('secret') }, 'AUTH ***'],
    [{ verb: 'unknown', name: 'XPWD', argument: 'secret' }, 'XPWD ***'],
    [{ verb: 'user', name: 'tim secret' }, 'USER ***'],
  ])('%j goes by as %j', (command, shown) => {
    const seen = seenByClient(tap => {
      const client = new ClientConnection({ tap, pipelining: true })
      client.send({ verb: 'user', name: 'tim' })
      if (command.verb !== 'pass') say(client, '+OK <a@b>\r\n+OK\r\n')
      client.send(command)
      say(client, '+OK <a@b>\r\n')
    })
    expect(seen).toContain(`sent ${shown}\r\n`)
    expect(seen).not.toMatch(/secret|c2VjcmV0|5ec7e7/)
  })

  it('a challenge and its response are masked, also an initial response that goes out later', () => {
    const seen = seenByClient(tap => {
      const client = new ClientConnection({ tap })
      client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('secret'.repeat(50)) })
      say(client, '+OK\r\n+ \r\n+ c2VjcmV0\r\n')
      client.send({ type: 'auth-response', data: asBytes('secret') })
      say(client, '+ secret\r\n-ERR no\r\n')
    })
    expect(seen).toBe(
      'received +OK\r\nsent AUTH PLAIN\r\nreceived + \r\nsent ***\r\nreceived + ***\r\nsent ***\r\nreceived + ***\r\nsent *\r\nreceived -ERR no\r\n',
    )
  })

  it('rows, messages and responses are shown', () => {
    const seen = seenByClient(tap => {
      const client = loggedIn({ tap }, { verb: 'uidl', message: undefined }, { verb: 'retr', message: 1 })
      say(client, '+OK\r\n1 a\r\n.\r\n+OK\r\nA\r\n..\r\n.\r\n')
    })
    expect(seen).toContain('received 1 a\r\n')
    expect(seen).toContain('..\r\n')
  })

  it('a server’s challenge is masked', () => {
    const seen: string[] = []
    const server = new ServerConnection({ tap: (direction, bytes) => direction === 'sent' && seen.push(asChars(bytes)) })
    drive(server, [asBytes('AUTH CRAM-MD5\r\n')], event => {
      if (event.type === 'command' && event.command.verb === 'auth') server.send({ type: 'challenge', data: asBytes('secret') })
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    expect(seen.at(-1)).toBe('+ ***\r\n')
  })
})
