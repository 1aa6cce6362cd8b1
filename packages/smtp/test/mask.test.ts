/** What the tap shows of lines that may hold a secret: nothing of an exchange, and no more than the verb elsewhere (RFC 4954 4). */
import { asChars, drive, octets } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit, ServerConnection, type ServerEvent, type ServerSend } from '../src/index.js'
import { answer } from './support.js'

const SECRET = 'AHRpbQBzZWNyZXQ='

/** What the tap of a server sees of lines behind EHLO. */
function seen(chunks: readonly string[], reply: (event: ServerEvent) => ServerSend | undefined = answer, strict = false): string {
  const shown: string[] = []
  const server = new ServerConnection({
    hostname: 'x',
    strict,
    extensions: { auth: ['PLAIN'] },
    tap: (direction, bytes) => void (direction === 'received' && shown.push(asChars(bytes))),
  })
  drive(server, ['EHLO a\r\n', ...chunks].map(octets), event => {
    const output = reply(event)
    if (output !== undefined) server.send(output)
  })
  return shown.slice(1).join('')
}

describe('the tap of a server in an exchange', () => {
  it.each([
    ['base 64', `${SECRET}\r\n`, 1],
    ['base 64 that is cut', `${SECRET}\r\n`, 0],
    ['too long', `${SECRET.repeat(1000)}\r\n`, 1],
    ['too long, and cut', `${SECRET.repeat(1000)}\r\n`, 0],
    ['ended by a bare LF', `${SECRET}\nNOOP\r\n`, 1],
    ['not base 64', `secret!${SECRET}\r\n`, 1],
    ['a password as it is', 'secret\r\n', 1],
    ['with a space in front', ` ${SECRET}\r\n`, 1],
    ['with a NUL', `\0secret\0${SECRET}\r\n`, 1],
  ])('hides a line, %s', (_name, line, whole) => {
    const text = seen(['AUTH PLAIN\r\n', ...(whole === 1 ? [line] : line.match(/.{1,7}|[\r\n]/gs)!)])
    expect(text).toContain('AUTH PLAIN\r\n***\r\n')
    expect(text).not.toMatch(/AHRp|secret|zZWN/)
  })

  it('hides what was meant for an exchange that was refused, up to the next command', () => {
    for (const auth of ['AUTH LOGIN\r\n', 'auth\tplain\r\n', 'AUTH LOGIN x y z\r\n', 'AUTHLOGIN\r\n']) {
      const text = seen([`${auth}dGlt\r\nnoop c2VjcmV0\r\nNOOP\r\nXFOO\r\n`])
      expect(text.slice(text.indexOf('\n') + 1)).toBe('***\r\n***\r\nNOOP\r\nXFOO\r\n')
    }
  })
})

describe('the tap of a server outside an exchange', () => {
  it.each([
    ['AUTH PLAIN', `AUTH PLAIN ${SECRET}\r\n`, 'AUTH PLAIN ***\r\n'],
    ['in lower case, with two spaces', `auth  plain ${SECRET}\r\n`, 'AUTH PLAIN ***\r\n'],
    ['with a space in front', ` AUTH PLAIN ${SECRET}\r\n`, '(a line that is no command)\r\n'],
    ['with a tab', `AUTH\tPLAIN ${SECRET}\r\n`, '(a line that is no command)\r\n'],
    ['in one word', `AUTHPLAIN ${SECRET}\r\n`, 'AUTH***\r\n'],
    ['in one word with its response', `AUTH${SECRET}\r\n`, 'AUTH***\r\n'],
    ['with an equals sign', `AUTH=PLAIN ${SECRET}\r\n`, 'AUTH***\r\n'],
    ['with a response that is not base 64', 'AUTH PLAIN secret!\r\n', '(a line that is no command)\r\n'],
    ['with two responses', `AUTH PLAIN ${SECRET} ${SECRET}\r\n`, '(a line that is no command)\r\n'],
    ['that is too long', `AUTH PLAIN ${SECRET.repeat(1000)}\r\n`, '(a line that is no command)\r\n'],
    ['that ends in a bare LF', `AUTH PLAIN ${SECRET}\n\r\n`, '(a line that is no command)\r\n'],
    ['of POP3', 'PASS secret\r\n', 'PASS ***\r\n'],
    ['of IMAP', 'a1 LOGIN tim secret\r\n', '***\r\n'],
    ['that is base 64', `${SECRET}\r\n`, '***\r\n'],
    ['a URL with a token (RFC 4467 2)', 'BURL imap://secret LAST\r\n', 'BURL *** LAST\r\n'],
  ])('hides what may be a password: %s', (_name, line, shown) => {
    expect(seen([line])).toBe(shown)
    expect(seen([line], answer, true)).not.toMatch(/AHRp|secret/)
  })
})

describe('the tap of a client', () => {
  const sent = (act: (client: ClientConnection) => void): string => {
    const shown: string[] = []
    const client = new ClientConnection({ tap: (direction, bytes) => void (direction === 'sent' && shown.push(asChars(bytes))) })
    client.send({ verb: 'ehlo', domain: 'a' })
    drive(client, [octets('220 x\r\n250-x\r\n250-BURL\r\n250 AUTH PLAIN LOGIN\r\n')])
    act(client)
    return shown.slice(1).join('')
  }

  it.each<[CommandInit, string]>([
    [{ verb: 'auth', mechanism: 'PLAIN', initialResponse: octets('\0tim\0secret') }, 'AUTH PLAIN ***\r\n'],
    [{ verb: 'unknown', name: 'XAUTH', argument: 'secret' }, 'XAUTH ***\r\n'],
    [{ verb: 'unknown', name: 'AUTHPLAIN', argument: 'secret' }, 'AUTH***\r\n'],
    [{ verb: 'unknown', name: SECRET, argument: undefined }, '***\r\n'],
  ])('hides the secret of a command', (command, shown) => {
    expect(sent(client => client.send(command))).toBe(shown)
  })

  it('hides the responses of an exchange', () => {
    const shown = sent(client => {
      client.send({ verb: 'auth', mechanism: 'LOGIN', initialResponse: undefined })
      for (const response of ['tim', 'secret']) {
        drive(client, [octets('334 \r\n')])
        client.send({ type: 'auth-response', data: octets(response) })
      }
    })
    expect(shown).toBe('AUTH LOGIN\r\n***\r\n***\r\n')
  })

  it('hides nothing else', () => {
    expect(sent(client => client.send({ verb: 'noop', argument: 'x' }))).toBe('NOOP x\r\n')
  })
})
