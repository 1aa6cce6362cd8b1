/** What the tap shows of lines that may hold a secret: nothing of an exchange, and no more than the verb elsewhere (RFC 4954 4). */
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit, ServerConnection, type ServerEvent, type ServerSend } from '../../src/all.js'
import { answer } from '../support.js'

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
  drive(server, ['EHLO a\r\n', ...chunks].map(asBytes), event => {
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
    ['with a space in front', ` AUTH PLAIN ${SECRET}\r\n`, '(not a command)\r\n'],
    ['with a tab', `AUTH\tPLAIN ${SECRET}\r\n`, '(not a command)\r\n'],
    ['in one word', `AUTHPLAIN ${SECRET}\r\n`, 'AUTH***\r\n'],
    ['in one word with its response', `AUTH${SECRET}\r\n`, 'AUTH***\r\n'],
    ['with an equals sign', `AUTH=PLAIN ${SECRET}\r\n`, 'AUTH***\r\n'],
    ['with a response that is not base 64', 'AUTH PLAIN secret!\r\n', '(not a command)\r\n'],
    ['with two responses', `AUTH PLAIN ${SECRET} ${SECRET}\r\n`, '(not a command)\r\n'],
    ['that is too long', `AUTH PLAIN ${SECRET.repeat(1000)}\r\n`, '(not a command)\r\n'],
    ['that ends in a bare LF', `AUTH PLAIN ${SECRET}\n\r\n`, '(not a command)\r\n'],
    ['of POP3', 'PASS secret\r\n', 'PASS ***\r\n'],
    ['of IMAP', 'a1 LOGIN tim secret\r\n', '***\r\n'],
    ['that is base 64', `${SECRET}\r\n`, '***\r\n'],
    ['a URL with a token (RFC 4467 2)', 'BURL imap://secret LAST\r\n', 'BURL *** LAST\r\n'],
    ['a URL that is not the last', 'BURL imap://secret\r\n', 'BURL ***\r\n'],
    ['behind EHLO', `EHLO AUTH PLAIN ${SECRET}\r\n`, 'EHLO AUTH ***\r\n'],
    ['behind a name', `helo a.example AUTH PLAIN ${SECRET}\r\n`, 'HELO a.example ***\r\n'],
    ['behind a name beyond ASCII', 'EHLO \xc3\xa9 secret\r\n', 'EHLO *** ***\r\n'],
    ['behind a name that is none', 'EHLO my_host secret\r\n', 'EHLO my_host ***\r\n'],
    ['of a login by proxy', 'XCLIENT NAME=a LOGIN=secret\r\n', 'XCLIENT NAME=a LOGIN=***\r\n'],
    [
      'of a login by proxy, in lower case',
      'xclient login=secret addr=[UNAVAILABLE]\r\n',
      'XCLIENT LOGIN=*** ADDR=[UNAVAILABLE]\r\n',
    ],
    ['of an unknown attribute', 'XFORWARD TOKEN=secret IDENT=a+2Bb\r\n', 'XFORWARD TOKEN=*** IDENT=a+2Bb\r\n'],
    ['behind NOOP', `NOOP AUTH PLAIN ${SECRET}\r\n`, 'NOOP ***\r\n'],
    ['behind HELP, with a space in front', 'help  pass secret\r\n', 'HELP ***\r\n'],
    ['behind VRFY, in quotes', 'VRFY "login tim secret"\r\n', 'VRFY ***\r\n'],
    ['behind EXPN', 'EXPN AUTHsecret\r\n', 'EXPN ***\r\n'],
    ['of eleven letters', 'ABCDEFGHIJK secret\r\n', '***\r\n'],
    ['of ten letters', 'ABCDEFGHIJ secret\r\n', 'ABCDEFGHIJ ***\r\n'],
    ['with a digit', 'A1B secret\r\n', '***\r\n'],
    ['with a digit at its end', 'AB1\r\n', '***\r\n'],
  ])('hides what may be a password: %s', (_name, line, shown) => {
    expect(seen([line])).toBe(shown)
    expect(seen([line], answer, true)).not.toMatch(/AHRp|secret/)
  })

  it.each([
    'EHLO a.example\r\n',
    'EHLO my_host\r\n',
    'XCLIENT NAME=a ADDR=192.0.2.1 PORT=25 PROTO=ESMTP HELO=b DESTADDR=192.0.2.2 DESTPORT=25\r\n',
    'XCLIENT LOGIN=[UNAVAILABLE]\r\n',
    'XCLIENT LOGIN=[TEMPUNAVAIL] PORT=[TEMPUNAVAIL]\r\n',
    'XFORWARD IDENT=a SOURCE=LOCAL\r\n',
    'NOOP x\r\n',
    'NOOP\r\n',
    'HELP me\r\n',
    'VRFY a.login\r\n',
    'EXPN list\r\n',
    'MAIL FROM:<pass@auth.example>\r\n',
    'RCPT TO:<pass@auth.example>\r\n',
    'DATA\r\n',
    'BDAT 0 LAST\r\n',
    'RSET\r\n',
    'QUIT\r\n',
    'STARTTLS\r\n',
    'ETRN auth.example\r\n',
    'ATRN auth.example\r\n',
    'TURN\r\n',
    'xforward name=a\r\n',
    'XFOO\r\n',
  ])('shows what holds no secret: %s', line => {
    expect(seen([line])).toBe(line)
  })
})

describe('the tap of a server, the first command of a session', () => {
  const first = (line: string, lmtp = false): string => {
    const shown: string[] = []
    const tap = (direction: string, bytes: Uint8Array) => void (direction === 'received' && shown.push(asChars(bytes)))
    const server = new ServerConnection({ hostname: 'x', lmtp, tap })
    drive(server, [asBytes(line)], event => {
      const output = answer(event)
      if (output !== undefined) server.send(output)
    })
    return shown.join('')
  }

  it('is shown, although it may have any text: no AUTH came before', () => {
    expect(first('NOOP x\r\n')).toBe('NOOP x\r\n')
    expect(first('XFOO\r\n')).toBe('XFOO\r\n')
  })

  it('is LHLO in LMTP (RFC 2033 4.1), without what stands behind its name', () => {
    expect(first('LHLO a\r\n', true)).toBe('LHLO a\r\n')
    expect(first('LHLO a AUTH PLAIN secret\r\n', true)).toBe('LHLO a ***\r\n')
  })
})

describe('the tap of a server after an AUTH that was refused', () => {
  const behind = (line: string, before = 'AUTH LOGIN x y z\r\n'): string => {
    const text = seen([before, line])
    return text.slice(text.indexOf('\n') + 1)
  }

  it.each(['dGlt\r\n', 'NOOP dGlt\r\n', 'HELP dGlt\r\n', 'VRFY dGlt\r\n', 'EXPN dGlt\r\n'])(
    'hides what takes any text: %s',
    line => {
      expect(behind(line)).toBe('***\r\n')
    },
  )

  it.each(['NOOP\r\n', 'HELP\r\n', 'MAIL FROM:<a@b>\r\n', 'EHLO a\r\n', 'QUIT\r\n'])('shows a command: %s', line => {
    expect(behind(line)).toBe(line)
  })

  it.each([
    ['blanks in front', '\t AUTH LOGIN\r\n', true],
    ['digits in front', '1AUTH LOGIN\r\n', true],
    ['a letter in front', 'XAUTH LOGIN\r\n', false],
    ['60 blanks in front', `${' '.repeat(60)}AUTH LOGIN\r\n`, true],
    ['61 blanks in front', `${' '.repeat(61)}AUTH LOGIN\r\n`, false],
    ['another line before it', 'NOOP\r\n  AUTH LOGIN\r\n', true],
  ])('what is nearly AUTH: %s', (_name, before, isAuth) => {
    const text = seen([`${before}VRFY dGlt\r\n`])
    expect(text.endsWith(isAuth ? '\n***\r\n' : 'VRFY dGlt\r\n')).toBe(true)
  })

  it('a line that breaks the framing is nearly AUTH, too', () => {
    expect(seen(['AUTH LOGIN\nVRFY x\r\n', 'VRFY dGlt\r\n'])).toMatch(/\n\*\*\*\r\n$/)
    expect(seen(['NOOP\nVRFY x\r\n', 'VRFY dGlt\r\n'])).toMatch(/VRFY dGlt\r\n$/)
  })
})

describe('the tap of a client', () => {
  const sent = (act: (client: ClientConnection) => void): string => {
    const shown: string[] = []
    const client = new ClientConnection({ tap: (direction, bytes) => void (direction === 'sent' && shown.push(asChars(bytes))) })
    client.send({ verb: 'ehlo', domain: 'a' })
    drive(client, [asBytes('220 x\r\n250-x\r\n250-BURL\r\n250-XCLIENT LOGIN\r\n250-XFORWARD NAME\r\n250 AUTH PLAIN LOGIN\r\n')])
    act(client)
    return shown.slice(1).join('')
  }

  it.each<[CommandInit, string]>([
    [{ verb: 'auth', mechanism: 'PLAIN', initialResponse: asBytes('\0tim\0secret') }, 'AUTH PLAIN ***\r\n'],
    [{ verb: 'unknown', name: 'XAUTH', argument: 'secret' }, 'XAUTH ***\r\n'],
    [{ verb: 'unknown', name: 'AUTHPLAIN', argument: 'secret' }, 'AUTH***\r\n'],
    [{ verb: 'unknown', name: SECRET, argument: undefined }, '***\r\n'],
    [{ verb: 'unknown', name: 'authplain', argument: 'secret' }, 'AUTH***\r\n'],
    [{ verb: 'noop', argument: 'AUTH PLAIN secret' }, 'NOOP ***\r\n'],
    [{ verb: 'xclient', attributes: [{ name: 'Login', value: 'secret' }] }, 'XCLIENT LOGIN=***\r\n'],
    [{ verb: 'xforward', attributes: [{ name: 'TOKEN', value: 'secret' }] }, 'XFORWARD TOKEN=***\r\n'],
  ])('hides the secret of a command', (command, shown) => {
    expect(sent(client => client.send(command))).toBe(shown)
  })

  it('hides the responses of an exchange', () => {
    const shown = sent(client => {
      client.send({ verb: 'auth', mechanism: 'LOGIN', initialResponse: undefined })
      for (const response of ['tim', 'secret']) {
        drive(client, [asBytes('334 \r\n')])
        client.send({ type: 'auth-response', data: asBytes(response) })
      }
    })
    expect(shown).toBe('AUTH LOGIN\r\n***\r\n***\r\n')
  })

  it('hides nothing else', () => {
    expect(sent(client => client.send({ verb: 'noop', argument: 'x' }))).toBe('NOOP x\r\n')
    const warnings = [{ code: 'extra-argument', offset: 5 }] as const
    expect(sent(client => client.send({ verb: 'ehlo', domain: 'a', warnings }))).toBe('EHLO a\r\n')
    const attributes = [{ name: 'LOGIN', value: undefined }]
    expect(sent(client => client.send({ verb: 'xclient', attributes }))).toBe('XCLIENT LOGIN=[UNAVAILABLE]\r\n')
  })
})

describe('challenges (RFC 4954 4)', () => {
  const challenge = (data: string, chunks: readonly string[]): string => {
    const shown: string[] = []
    const tap = (direction: string, bytes: Uint8Array) => void shown.push(`${direction} ${asChars(bytes)}`)
    const server = new ServerConnection({ hostname: 'x', extensions: { auth: ['PLAIN'] }, tap })
    drive(server, chunks.map(asBytes), event => {
      if (event.type === 'command' && event.command.verb === 'auth') server.send({ type: 'challenge', data: asBytes(data) })
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    const client = new ClientConnection({ tap })
    client.send({ verb: 'ehlo', domain: 'a' })
    drive(client, [asBytes('220 x\r\n250-x\r\n250 AUTH PLAIN\r\n')])
    client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    client.takeOutput()
    const output = asChars(server.takeOutput())
    drive(client, [asBytes(output.slice(output.indexOf('334')))])
    return shown.filter(line => line.includes(' 334')).join('')
  }

  it('are hidden by both sides, unless they are empty', () => {
    const lines = ['EHLO a\r\n', 'AUTH PLAIN\r\n']
    expect(challenge('secret', lines)).toBe('sent 334 ***\r\nreceived 334 ***\r\n')
    expect(challenge('', lines)).toBe('sent 334 \r\nreceived 334 \r\n')
  })

  it('that are empty are shown behind another reply in the same chunk, too', () => {
    const shown: string[] = []
    const tap = (direction: string, bytes: Uint8Array) => void (direction === 'received' && shown.push(asChars(bytes)))
    const client = new ClientConnection({ tap })
    client.send({ verb: 'ehlo', domain: 'a' })
    drive(client, [asBytes('220 x\r\n250-PIPELINING\r\n250 AUTH PLAIN\r\n')])
    client.send({ verb: 'noop', argument: undefined })
    client.send({ verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    drive(client, [asBytes('250 ok\r\n334 \r\n')])
    expect(shown.slice(-2)).toEqual(['250 ok\r\n', '334 \r\n'])
  })

  it('are hidden where the server sends them as a reply', () => {
    const shown: string[] = []
    const tap = (direction: string, bytes: Uint8Array) => void (direction === 'sent' && shown.push(asChars(bytes)))
    const server = new ServerConnection({ hostname: 'x', extensions: { auth: ['PLAIN'] }, tap })
    drive(server, [asBytes('EHLO a\r\nAUTH PLAIN\r\n')], event => {
      if (event.type === 'command' && event.command.verb === 'auth') server.send({ code: 334, lines: [SECRET] })
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    expect(shown.at(-1)).toBe('334 ***\r\n')
  })
})
