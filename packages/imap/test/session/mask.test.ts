/** What a tap may see, word by word: secrets never, everything else in full. */
import { asBytes, asChars, backToBack } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandBody, ServerConnection } from '../../src/index.js'
import { isNearlyLogin, isSecretTag, visible, visibleResponse } from '../../src/session/mask.js'

type Tagged = { readonly tag: string } & CommandBody
/** `undefined`: all of it. */
const shown = (command: object, first?: boolean): string | undefined => {
  const bytes = visible({ tag: 'a', ...command } as Tagged, first)
  return bytes && asChars(bytes)
}
const unknown = (name: string): object => ({ verb: 'unknown', name, bytes: asBytes(' x') })

describe('commands (RFC 9051 6)', () => {
  it.each<[object, string]>([
    [{ verb: 'login', username: 'u', password: 'p' }, 'a LOGIN *** ***\r\n'],
    [{ verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined }, 'a AUTHENTICATE PLAIN\r\n'],
    [{ verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('x') }, 'a AUTHENTICATE PLAIN ***\r\n'],
    [{ verb: 'authenticate', mechanism: 'hunter2', initialResponse: undefined }, 'a AUTHENTICATE ***\r\n'],
    [{ verb: 'authenticate', mechanism: 'xPLAIN', initialResponse: undefined }, 'a AUTHENTICATE ***\r\n'],
    [{ verb: 'authenticate', mechanism: 'PLAINx', initialResponse: asBytes('x') }, 'a AUTHENTICATE *** ***\r\n'],
    [{ verb: 'urlfetch', urls: [{ url: 'imap://x/y;urlauth=anonymous:internal:91354a47' }] }, 'a URLFETCH ***\r\n'],
    [unknown('LGIN'), 'a ***\r\n'],
    [unknown('UID LOGIN'), 'a ***\r\n'],
    [unknown('XAPPEND'), 'a ***\r\n'],
  ])('%j is shown as %j', (command, text) => {
    expect(shown(command)).toBe(text)
    // A part behind a literal is nothing but arguments.
    expect(shown(command, false)).toBe('***\r\n')
  })

  it.each([
    'noop',
    'select',
    'fetch',
    'store',
    'list',
    'replace',
    'getacl',
    'setquota',
    'idle',
    'enable',
    'namespace',
    'search',
    'copy',
    'move',
    'sort',
    'thread',
    'esearch',
  ])('%s holds no secret', verb => {
    expect(shown({ verb })).toBeUndefined()
    expect(shown({ verb }, false)).toBeUndefined()
  })

  it.each([
    'PLAIN',
    'login',
    'EXTERNAL',
    'ANONYMOUS',
    'CRAM-MD5',
    'DIGEST-MD5',
    'XOAUTH2',
    'OAUTHBEARER',
    'GSSAPI',
    'NTLM',
    'SCRAM-SHA-1',
    'SCRAM-SHA-256-PLUS',
    'SCRAM-SHA-512',
  ])('the mechanism %s is known by name', mechanism => {
    // biome-ignore format: one line
    expect(shown({ verb: 'authenticate', mechanism, initialResponse: undefined })).toBe(`a AUTHENTICATE ${mechanism}\r\n`)
  })
})

describe('a part that ends in the announcement of a literal (RFC 9051 4.3)', () => {
  const login = { verb: 'login', username: 'u', password: 'p' }
  it.each<[object, boolean, string, string]>([
    [login, true, 'a LOGIN tim {6}', 'a LOGIN *** {***}'],
    [login, true, 'a LOGIN "t {m" {123456}', 'a LOGIN *** {***}'],
    [login, true, 'a LOGIN {3}', 'a LOGIN {***}'],
    [login, false, 'tim {6}', '*** {***}'],
    [login, false, ' {6}', '*** {***}'],
    [{ verb: 'urlfetch', urls: [] }, true, 'a URLFETCH {9}', 'a URLFETCH {***}'],
    [{ verb: 'urlfetch', urls: [] }, true, 'a URLFETCH ~{9007199254740991+}', 'a URLFETCH ~{***+}'],
    [unknown('LGIN'), true, 'a LGIN tim {6}', 'a *** {***}'],
    [unknown('LGIN'), true, 'a LGIN tim ~{6}', 'a *** ~{***}'],
    [{ tag: 'LOGIN1', verb: 'noop' }, true, 'LOGIN1 x {6}', '*** *** {***}'],
  ])('%j, first: %s, %s', (command, first, part, text) => {
    const bytes = visible({ tag: 'a', ...command } as Tagged, first, asBytes(`${part}\r\n`))
    expect(bytes && asChars(bytes)).toBe(`${text}\r\n`)
  })

  it('is shown as it is if the command holds no secret', () => {
    expect(visible({ tag: 'a', verb: 'noop' }, true, asBytes('a NOOP {6}\r\n'))).toBeUndefined()
  })

  it.each([
    ['p\u00e4sswort', 'A1 LOGIN *** {***}\r\n'],
    ['plain', 'A1 LOGIN *** ***\r\n'],
  ])('by a client: the password %s', (password, text) => {
    let seen = ''
    const client = new ClientConnection({ tap: (direction, bytes) => void (direction === 'sent' && (seen += asChars(bytes))) })
    client.receive(asBytes('* OK [CAPABILITY IMAP4rev1] hi\r\n'))
    client.nextEvent()
    client.send({ verb: 'login', username: 'tim', password })
    client.takeOutput()
    expect(seen).toBe(text)
  })

  it('each part of a LOGIN of two literals, as it is written', () => {
    const seen: string[] = []
    const client = new ClientConnection({ tap: (_, bytes) => void seen.push(asChars(bytes)) })
    client.receive(asBytes('* OK [CAPABILITY IMAP4rev1] hi\r\n'))
    client.nextEvent()
    client.send({ verb: 'login', username: 'm\u00fcller', password: 'p\u00e4sswort' })
    for (const text of ['+ go on\r\n', '+ go on\r\n', 'A1 OK in\r\n']) {
      client.receive(asBytes(text))
      while (client.nextEvent());
    }
    const go = '+ go on\r\n'
    expect(seen.slice(1)).toEqual(['A1 LOGIN {***}\r\n', go, '*** {***}\r\n', go, '***\r\n', 'A1 OK in\r\n'])
  })

  it('of a literal that need not wait, the command is whole (RFC 7888)', () => {
    const seen: string[] = []
    const client = new ClientConnection({ tap: (_, bytes) => void seen.push(asChars(bytes)) })
    client.receive(asBytes('* OK [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n'))
    client.nextEvent()
    client.send({ verb: 'login', username: 'tim', password: 'p\u00e4{9}' })
    expect(seen.slice(1)).toEqual(['A1 LOGIN *** ***\r\n'])
  })
})

describe('tags and lines that begin like a login', () => {
  it.each(['LOGIN', 'login1', 'AUTHENTICATE', 'auth', 'PASS', 'User', 'APOPx'])('%s is not a tag to be shown', tag => {
    expect(isSecretTag(tag)).toBe(true)
    expect(shown({ tag, verb: 'noop' })).toBe('***\r\n')
    expect(shown({ tag, verb: 'login', username: 'u', password: 'p' })).toBe('***\r\n')
  })

  it.each(['a', 'A1', 'xLOGIN', 'PAS', 'U'])('%s is', tag => {
    expect(isSecretTag(tag)).toBe(false)
    expect(shown({ tag, verb: 'noop' })).toBeUndefined()
  })

  it.each<[string, boolean]>([
    ['a LOGIN u p', true],
    ['login(', true],
    ['xauthenticatex', true],
    ['a NOOP', false],
    [`${'x'.repeat(507)}LOGIN`, true],
    [`${'x'.repeat(508)}LOGIN`, false],
  ])('%.20s is nearly a login: %s', (line, expected) => {
    expect(isNearlyLogin(asBytes(`LOGIN ${line} LOGIN`), 6, 6 + line.length)).toBe(expected)
  })
})

it('URLs of CATENATE are not shown (RFC 4469 3)', () => {
  const content = { type: 'catenate', parts: [{ type: 'url', url: '/x;UID=1;URLAUTH=anonymous:internal:sesame' }] }
  expect(shown({ verb: 'append', mailbox: 'a', messages: [{ content }] })).toBe('a APPEND ***\r\n')
  const plain = { type: 'message', binary: false, size: 1 }
  expect(shown({ verb: 'append', mailbox: 'a', messages: [{ content: plain }] })).toBeUndefined()
  // One of several messages is enough (RFC 3502).
  for (const contents of [
    [plain, content],
    [content, plain],
  ])
    expect(shown({ verb: 'append', mailbox: 'a', messages: contents.map(each => ({ content: each })) })).toBe('a APPEND ***\r\n')
})

describe('URLs that let whoever has them read a message (RFC 4467 1)', () => {
  it.each([
    ['* GENURLAUTH "imap://u@x/y;URLAUTH=anonymous:internal:sesame"', '* GENURLAUTH ***\r\n'],
    ['* urlfetch "imap://x/sesame" {3}\r\nabc', '* URLFETCH ***\r\n'],
    ['\0*  URLFETCH "imap://x/sesame" NIL', '* URLFETCH ***\r\n'],
    ['a NO [BADURL "imap://x/sesame"] no', '(a response with BADURL)\r\n'],
    ['* 1 EXISTS', undefined],
    ['A1 OK GENURLAUTH done', undefined],
  ])('%j is shown as %j', (line, text) => {
    const shown = visibleResponse(asBytes(line), 0, line.length)
    expect(shown && asChars(shown)).toBe(text)
  })

  it('on both sides', () => {
    let seen = ''
    const tap = (_: unknown, bytes: Uint8Array): void => void (seen += asChars(bytes))
    const client = new ClientConnection({ tap })
    const server = new ServerConnection({ tap, capabilities: ['IMAP4rev1', 'URLAUTH'] })
    backToBack({
      client,
      server,
      onClient: event => {
        if (event.type === 'greeting')
          client.send({ verb: 'genurlauth', requests: [{ url: 'imap://x/y', mechanism: 'INTERNAL' }] })
      },
      onServer: event => {
        if (event.type !== 'command') return
        if (event.command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
        else if (event.command.verb === 'genurlauth')
          server.send([
            { type: 'genurlauth', urls: ['imap://sesame'] },
            { type: 'ok', tag: event.command.tag, text: 'x' },
          ])
      },
    })
    expect(seen.match(/\* GENURLAUTH \*\*\*/g)).toHaveLength(2)
    expect(seen).not.toContain('sesame')
  })
})
