import { asBytes, asChars, byteByByte, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  defaultServerLimits,
  type ResponseInit,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
} from '../../src/index.js'

type Status = 'ok' | 'no' | 'bad' | 'bye' | 'preauth'
const status = (type: Status, tag?: string): ResponseInit => ({ type, tag, code: undefined, text: 'x' })
const fetched: ResponseInit = { type: 'fetch', sequence: 1, items: { uid: 1 } }
const expunged: ResponseInit = { type: 'expunge', number: 1 }

/** Answers OK to what is a command, and what is suggested to everything else. */
const accept = (server: ServerConnection) => (event: ServerEvent) => {
  if (event.type !== 'command') return
  const { command, suggestedReply } = event
  const may = 'tag' in command && !['invalid', 'logout', 'starttls', 'unknown'].includes(command.verb)
  server.send(may ? status('ok', command.tag) : suggestedReply)
}

/** A server that has taken all lines but the last, whose command waits for its answer. */
function waiting(lines: readonly string[], options: ServerOptions = {}): ServerConnection {
  const server = new ServerConnection(options)
  if (lines.length === 0) {
    server.nextEvent()
    return server
  }
  const chunks = lines.map(line => asBytes(`${line}\r\n`))
  drive(server, chunks.slice(0, -1), accept(server))
  drive(server, chunks.slice(-1), event => {
    if (event.type === 'command' && event.command.verb === 'connect') server.send(event.suggestedReply)
  })
  server.takeOutput()
  return server
}

const login = 'l LOGIN u p'
const select = 's SELECT INBOX'

describe('what is suggested to a client whose server keeps no mailbox', () => {
  it.each<[string, readonly string[], string[]]>([
    ['ENABLE X', [login], ['* ENABLED', 'a OK ENABLE done']],
    ['NAMESPACE', [login], ['* NAMESPACE NIL NIL NIL', 'a OK NAMESPACE done']],
    ['SEARCH ALL', [login, select], ['* SEARCH', 'a OK SEARCH done']],
    ['UID SEARCH RETURN (COUNT) ALL', [login, select], ['* ESEARCH (TAG "a") UID COUNT 0', 'a OK SEARCH done']],
    ['COPY 1 x', [login, select], ['a NO [NONEXISTENT] no such mailbox']],
    ['UID MOVE 1 x', [login, select], ['a NO [NONEXISTENT] no such mailbox']],
    ['UID EXPUNGE 1', [login, select], ['a OK EXPUNGE done']],
    ['ENABLE X', [login, select], ['a BAD ENABLE is not allowed in the selected state']],
    ['SEARCH ALL', [login], ['a BAD SEARCH is not allowed in the authenticated state']],
    ['MOVE 1 x', [login], ['a BAD MOVE is not allowed in the authenticated state']],
    ['NAMESPACE', [], ['a BAD NAMESPACE is not allowed in the not-authenticated state']],
  ])('%s behind %j', (line, before, expected) => {
    const server = new ServerConnection()
    drive(server, [...before.map(one => asBytes(`${one}\r\n`))], accept(server))
    server.takeOutput()
    drive(server, [asBytes(`a ${line}\r\n`)], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    const lines = asChars(server.takeOutput()).trimEnd().split('\r\n')
    expect(lines.slice(-expected.length)).toEqual(expected)
  })
})

describe('what may answer a command (RFC 9051 7.1)', () => {
  it.each<[string, string[], ResponseInit | ResponseInit[], boolean]>([
    ['OK as a greeting', [], status('ok'), true],
    ['PREAUTH as a greeting', [], status('preauth'), true],
    ['BYE as a greeting', [], status('bye'), true],
    ['NO as a greeting', [], status('no'), false],
    ['BAD as a greeting', [], status('bad'), false],
    ['a tagged OK as a greeting', [], status('ok', 'a'), false],
    ['data before the greeting', [], { type: 'capability', capabilities: ['IMAP4REV1'] }, false],
    ['data before the greeting, in one call', [], [fetched, status('ok')], false],
    ['OK to what is not a command', ['a'], status('ok', 'a'), false],
    ['NO to what is not a command', ['a'], status('no', 'a'), true],
    ['BAD to what is not a command', ['a'], status('bad', 'a'), true],
    ['untagged OK to what has no tag', ['('], status('ok'), false],
    ['untagged BAD to what has no tag', ['('], status('bad'), true],
    ['OK to FETCH before login', ['a FETCH 1 ALL'], status('ok', 'a'), false],
    ['OK to a second LOGIN', [login, 'a LOGIN u p'], status('ok', 'a'), false],
    ['OK to LOGIN', ['a LOGIN u p'], status('ok', 'a'), true],
    ['another tag', ['a NOOP'], status('ok', 'b'), false],
    ['PREAUTH behind the greeting', ['a NOOP'], status('preauth'), false],
    ['two completions', ['a NOOP'], [status('ok', 'a'), status('ok', 'a')], false],
    ['OK to LOGOUT without BYE', ['a LOGOUT'], status('ok', 'a'), false],
    ['BYE and OK to LOGOUT', ['a LOGOUT'], [status('bye'), status('ok', 'a')], true],
    ['anything behind BYE', ['a NOOP'], [status('bye'), status('ok', 'a')], false],
    ['a continuation to NOOP', ['a NOOP'], { type: 'continuation', text: 'go on' }, false],
    ['a continuation without a command', [login], { type: 'continuation', text: '' }, false],
    ['a remark', ['a NOOP'], status('ok'), true],
    ['FETCH before login', ['a NOOP'], fetched, false],
    ['FETCH without a mailbox', [login, 'a NOOP'], fetched, false],
    ['EXISTS while SELECT is answered', [login, 'a SELECT x'], { type: 'exists', number: 1 }, true],
    ['LIST before login', ['a NOOP'], { type: 'list', attributes: [], delimiter: '/', mailbox: 'x' }, false],
  ])('%s', (_name, lines, output, allowed) => {
    const server = waiting(lines)
    if (allowed) {
      server.send(output)
      expect(server.takeOutput()).not.toEqual([])
    } else {
      expect(caught(() => server.send(output))).toMatchObject({ name: 'ImapError', code: 'invalid-state' })
      expect(server.takeOutput()).toEqual([])
    }
  })

  it('BYE before the greeting was asked for takes its place, and nothing else may (RFC 9051 7.1.5)', () => {
    for (const type of ['ok', 'no', 'bad', 'preauth'] as const)
      expect(caught(() => new ServerConnection().send(status(type)))).toMatchObject({ code: 'invalid-state' })
    const server = new ServerConnection()
    server.send(status('bye'))
    expect([asChars(server.takeOutput()), server.nextEvent(), server.waiting]).toEqual([
      '* BYE x\r\n',
      { type: 'closed' },
      'closed',
    ])
  })

  it('nothing of several responses is written when one of them may not be (RFC 9051 7.5.1)', () => {
    const server = waiting([login, select, 'a FETCH 1 ALL'])
    expect(caught(() => server.send([fetched, expunged, status('ok', 'a')]))).toMatchObject({ code: 'invalid-state' })
    expect([server.takeOutput(), server.state, server.waiting]).toEqual([[], 'selected', 'reply'])
    server.send([fetched, status('ok', 'a')])
    expect(server.waiting).toBe('input')
  })

  it.each<[string, boolean]>([
    ['FETCH 1 ALL', false],
    ['STORE 1 FLAGS ()', false],
    ['SEARCH ALL', false],
    ['SORT (DATE) UTF-8 ALL', false],
    ['FETCH', false],
    ['UID FETCH 1 ALL', true],
    ['UID STORE 1 FLAGS ()', true],
    ['UID SEARCH ALL', true],
    ['NOOP', true],
    ['EXPUNGE', true],
  ])('EXPUNGE during %s: %s (RFC 9051 7.5.1)', (line, allowed) => {
    const server = waiting([login, select, `a ${line}`])
    if (allowed) server.send(expunged)
    else expect(caught(() => server.send(expunged))).toMatchObject({ code: 'invalid-state' })
  })

  it('EXPUNGE without a command (RFC 9051 5.3, 7.5.1)', () => {
    const server = new ServerConnection()
    drive(server, [asBytes(`${login}\r\n${select}\r\n`)], accept(server))
    expect(server.state).toBe('selected')
    expect(caught(() => server.send(expunged))).toMatchObject({ code: 'invalid-state' })
  })

  it('a challenge only while AUTHENTICATE waits (RFC 9051 6.2.2)', () => {
    const challenge = { type: 'challenge', data: asBytes('x') } as const
    for (const lines of [[], ['a NOOP'], ['a LOGIN u p'], ['a AUTHENTICATE']])
      expect(caught(() => waiting(lines).send(challenge))).toMatchObject({ code: 'invalid-state' })
    const server = waiting(['a AUTHENTICATE PLAIN'])
    server.send(challenge)
    expect(caught(() => server.send(challenge))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => server.send(status('ok', 'a')))).toMatchObject({ code: 'invalid-state' })
  })

  it('reads a getter once', () => {
    const server = waiting(['a'])
    let read = 0
    const changing = {
      get type() {
        return read++ === 0 ? ('bad' as const) : ('ok' as const)
      },
      tag: 'a',
      code: undefined,
      text: 'x',
    }
    server.send(changing)
    expect(asChars(server.takeOutput())).toBe('a BAD x\r\n')
  })
})

describe('before TLS, where STARTTLS is announced (RFC 9051 6.2.3, 11.7, RFC 2595 2.3)', () => {
  const options: ServerOptions = { capabilities: ['IMAP4REV1', 'STARTTLS', 'AUTH=PLAIN'] }
  const all = (text: string, given: ServerOptions): string => {
    const server = new ServerConnection(given)
    drive(server, [asBytes(text)], accept(server))
    return asChars(server.takeOutput())
  }

  it.each(['a LOGIN u p', 'a AUTHENTICATE PLAIN', 'a AUTHENTICATE PLAIN AHUAcA=='])('%s is refused', line => {
    expect(all(`${line}\r\n`, options)).toContain('a NO [PRIVACYREQUIRED] ')
    const server = waiting([line], options)
    expect(caught(() => server.send(status('ok', 'a')))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => server.send({ type: 'challenge', data: asBytes('') }))).toMatchObject({ code: 'invalid-state' })
  })

  it('LOGINDISABLED is announced, and no mechanism', () => {
    const announced = 'IMAP4REV1 STARTTLS LOGINDISABLED'
    expect(all('a CAPABILITY\r\n', options)).toBe(
      `* OK [CAPABILITY ${announced}] ready\r\n* CAPABILITY ${announced}\r\na OK x\r\n`.replace(
        '* CAPABILITY IMAP4REV1 STARTTLS LOGINDISABLED\r\n',
        '',
      ),
    )
    expect(new ServerConnection(options).capabilities).toEqual(announced.split(' '))
  })

  it('inside TLS, without STARTTLS, or when the caller allows it, neither', () => {
    for (const given of [
      { ...options, tls: true },
      { ...options, allowCleartextCredentials: true },
      { capabilities: ['AUTH=PLAIN'] },
    ]) {
      expect(new ServerConnection(given).capabilities).toContain('AUTH=PLAIN')
      expect(all('a LOGIN u p\r\n', given)).toContain('a OK')
    }
  })

  it('once TLS is up the mechanisms are announced', () => {
    const server = new ServerConnection(options)
    drive(server, [asBytes('a STARTTLS\r\n')], accept(server))
    expect(server.nextEvent()).toBeUndefined()
    server.upgraded()
    expect(server.capabilities).toEqual(['IMAP4REV1', 'AUTH=PLAIN'])
  })
})

describe('failures are counted', () => {
  const last = (lines: readonly string[], limits: ServerOptions['limits']): ServerEvent | undefined => {
    const server = new ServerConnection({ limits })
    return drive(server, [asBytes(lines.map(line => `${line}\r\n`).join(''))], event => {
      if ('suggestedReply' in event) server.send(event.suggestedReply)
    }).at(-1)
  }
  const times = <Item>(count: number, ...items: Item[]): Item[] => Array.from({ length: count }, () => items).flat()
  const ended = { type: 'protocol-error', fatal: true, error: { code: 'too-many-errors' } }

  it.each([
    ['bad commands in a row', { badCommands: 3 }, ['a FOO']],
    ['what is not a command, in a row', { badCommands: 3 }, ['a']],
    ['bad commands in all, with good ones between them', { badCommandsTotal: 3 }, ['a FOO', 'b NOOP']],
    ['failed logins', { failedLogins: 3 }, ['a LOGIN u p']],
    ['failed logins, with good commands between them', { failedLogins: 3 }, ['a LOGIN u p', 'b NOOP']],
    ['failed AUTHENTICATE', { failedLogins: 3 }, ['a AUTHENTICATE PLAIN AHUAcA==']],
  ])('%s: at n and n + 1', (_name, limits, lines) => {
    for (const count of [2, 3]) expect(last(times(count, ...lines), limits)).toMatchObject({ type: 'command' })
    expect(last(times(4, ...lines), limits)).toMatchObject(ended)
  })

  it('a good command resets the count of bad ones in a row', () => {
    expect(last(times(10, 'a FOO', 'a FOO', 'b NOOP'), { badCommands: 2 })).toMatchObject({ type: 'command' })
  })

  it('by default FOO and NOOP in turn come to an end', () => {
    expect(last(times(defaultServerLimits.badCommandsTotal + 1, 'a FOO', 'b NOOP'), {})).toMatchObject(ended)
  })
})

describe('the tap of a server shows no secret (RFC 9051 6.2.2, 6.2.3)', () => {
  it.each([
    'a LOGIN tim sesame',
    'a login tim sesame',
    'a LOGINx tim sesame',
    ' a LOGIN tim sesame',
    'LOGIN tim sesame',
    'login select sesame',
    'a  LOGIN tim sesame',
    'a LOGIN "tim" "sesame" x',
    'a LOGIN tim {6}\r\nsesame',
    'a LOGIN {3+}\r\ntim {6+}\r\nsesame',
    'a LOGIN "ses{3}\r\name',
    'a LOGNI tim sesame',
    'a AUTHENTICATE PLAIN sesame',
    'a AUTHENTICATE PLAIN c2VzYW1l sesame',
    'AUTHENTICATE PLAIN sesame',
    'PASS sesame',
    'AUTH PLAIN sesame',
    'a AUTH PLAIN sesame',
    'sesame',
    'a LOGIN tim\r\nsesame pw',
    'a LOGIN tim {9-}\r\nsesame pw',
    'a LOGIN tim "\r\nsesame pw"',
    'PASSsesame x',
    'a AUTHENTICATE sesame',
    'a ID ("user" "tim" "password" "sesame")',
    `a LOGIN tim sesame${'x'.repeat(70_000)}`,
  ])('%j', line => {
    for (const ending of ['\r\n', '\n'])
      for (const cut of [(bytes: Uint8Array) => [bytes], byteByByte])
        for (const strict of [false, true]) {
          let seen = ''
          const server = new ServerConnection({ strict, tap: (_, bytes) => void (seen += asChars(bytes)) })
          drive(server, cut(asBytes(`${line}${ending}`)), event => 'suggestedReply' in event && server.send(event.suggestedReply))
          expect(seen.toLowerCase()).not.toMatch(/sesame|c2vzyw1l/)
        }
  })

  it('inside AUTHENTICATE no line is shown, whatever it is', () => {
    for (const line of ['c2VzYW1l', 'sesame', 'a LOGIN tim sesame', 'b NOOP sesame', ' sesame', '*sesame', 'sesame\r']) {
      let seen = ''
      const server = new ServerConnection({ tap: (_, bytes) => void (seen += asChars(bytes)) })
      drive(server, [asBytes(`a AUTHENTICATE PLAIN\r\n${line}\r\n`)], event => {
        if (event.type === 'command' && event.command.verb === 'authenticate')
          server.send({ type: 'challenge', data: asBytes('sesame') })
        else if ('suggestedReply' in event) server.send(event.suggestedReply)
      })
      expect(seen).toContain('+ ***')
      expect(seen).not.toMatch(/sesame|c2VzYW1l/)
    }
  })

  it('shows everything else', () => {
    let seen = ''
    const server = new ServerConnection({ tap: (_, bytes) => void (seen += asChars(bytes)) })
    drive(server, [asBytes('a SELECT Sent\r\nb UID SEARCH ALL\r\nc XYZZY now\r\n')], accept(server))
    for (const line of ['a SELECT Sent', 'b UID SEARCH ALL', 'c ***']) expect(seen).toContain(`${line}\r\n`)
  })
})
