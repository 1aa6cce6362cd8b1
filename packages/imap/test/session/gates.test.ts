/** What waits behind a command that is refused, or behind a greeting, and what a server may not make of it (RFC 9051 5.5, 6.2, 6.3.2). */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit, ServerConnection } from '../../src/index.js'

const login: CommandInit = { verb: 'login', username: 'tim', password: 'hunter2' }
const select = (mailbox: string): CommandInit => ({ verb: 'select', mailbox })
const expunge: CommandInit = { verb: 'expunge' }

/** A client that was greeted so, and what it wrote for it. */
function client(greeting: string, ...commands: readonly CommandInit[]): ClientConnection {
  const session = new ClientConnection()
  for (const command of commands) session.send(command)
  drive(session, [asBytes(`${greeting}\r\n`)])
  return session
}

describe('a client', () => {
  it.each(['NO', 'BAD'])('deletes nothing in the old mailbox behind a SELECT that got %s', status => {
    const session = client('* PREAUTH hi')
    session.send(select('a'))
    drive(session, [asBytes('A1 OK there\r\n')])
    session.takeOutput()
    for (const command of [select('b'), expunge]) session.send(command)
    expect(asChars(session.takeOutput())).toBe('A2 SELECT b\r\n')
    expect(drive(session, [asBytes(`A2 ${status} none\r\n`)])).toMatchObject([
      { type: 'completed' },
      { type: 'unanswered', command: { verb: 'expunge' }, sent: false },
    ])
    expect(asChars(session.takeOutput())).toBe('')
  })

  it('does not say in the clear what was queued for a session with TLS and a login, when PREAUTH comes', () => {
    const session = new ClientConnection()
    for (const command of [{ verb: 'starttls' } as const, login, { verb: 'logout' } as const]) session.send(command)
    expect(drive(session, [asBytes('* PREAUTH hi\r\n')])).toMatchObject([
      { type: 'greeting' },
      { type: 'unanswered', command: { verb: 'starttls' }, sent: false },
      { type: 'unanswered', command: { verb: 'login' }, sent: false },
    ])
    expect(asChars(session.takeOutput())).toBe('A3 LOGOUT\r\n')
  })

  it('what may be said in either state is said behind PREAUTH', () => {
    expect(asChars(client('* PREAUTH hi', { verb: 'noop' }).takeOutput())).toBe('A1 NOOP\r\n')
  })

  it('sends STARTTLS once, and not inside TLS', () => {
    const session = client('* OK hi', { verb: 'starttls' })
    expect(caught(() => session.send({ verb: 'starttls' }))).toMatchObject({ code: 'invalid-state' })
    drive(session, [asBytes('A1 OK go\r\n')])
    session.upgraded()
    expect(caught(() => session.send({ verb: 'starttls' }))).toMatchObject({ code: 'invalid-state' })
    const again = client('* OK hi', { verb: 'starttls' })
    drive(again, [asBytes('A1 NO later\r\n')])
    expect(again.send({ verb: 'starttls' })).toBe('A2')
  })

  it.each(['HTTP/1.1 400 Bad Request', 'foo', '* 1 EXISTS'])('is not greeted by %j', line => {
    expect(drive(new ClientConnection(), [asBytes(`${line}\r\n* OK late\r\n`)])).toMatchObject([
      { type: 'protocol-error', fatal: true },
    ])
  })

  it.each(['* OK x\r\n', '+ x\r\n', '* 1 FETCH (\r\n'])('counts %j, which nobody asked for', line => {
    const session = new ClientConnection({ limits: { untagged: 3 } })
    drive(session, [asBytes('* OK hi\r\n')])
    session.send({ verb: 'noop' })
    expect(drive(session, [asBytes(line.repeat(3))])).toHaveLength(3)
    expect(drive(session, [asBytes(line)]).at(-1)).toMatchObject({
      type: 'protocol-error',
      fatal: true,
      error: { code: 'limit' },
    })
  })

  it('keeps what is announced behind the login, and forgets what was before it (RFC 9051 6.2.3)', () => {
    const announced = (text: string): unknown => {
      const session = client('* OK [CAPABILITY IMAP4REV1 OLD] hi', login)
      drive(session, [asBytes(text)])
      return session.capabilities && [...session.capabilities]
    }
    expect(announced('A1 OK in\r\n')).toBeUndefined()
    expect(announced('* CAPABILITY IMAP4REV1 NEW\r\nA1 OK in\r\n')).toEqual(['IMAP4REV1', 'NEW'])
    expect(announced('A1 OK [CAPABILITY IMAP4REV1 NEW] in\r\n')).toEqual(['IMAP4REV1', 'NEW'])
  })

  it('shows no challenge to the tap, whatever is before it', () => {
    let seen = ''
    const session = new ClientConnection({ tap: (_, bytes) => void (seen += asChars(bytes)) })
    session.send({ verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined })
    drive(session, [asBytes('* OK hi\r\n\0+ c2VzYW1l\r\n')])
    expect(seen).not.toContain('c2VzYW1l')
  })
})

describe('a server', () => {
  const cancelled = (): ServerConnection => {
    const session = new ServerConnection({ capabilities: ['IMAP4REV1', 'AUTH=PLAIN'] })
    drive(session, [asBytes('a AUTHENTICATE PLAIN\r\n*\r\n')], event => {
      if (event.type !== 'command') return
      if (event.command.verb === 'authenticate') session.send({ type: 'challenge', data: asBytes('') })
      else session.send(event.suggestedReply)
    })
    return session
  }

  it('does not let in who gave the exchange up (RFC 9051 6.2.2)', () => {
    const ok = { type: 'ok', tag: 'a', code: undefined, text: 'in' } as const
    expect(caught(() => cancelled().send(ok))).toMatchObject({ code: 'invalid-state' })
    expect(caught(() => cancelled().send({ type: 'challenge', data: asBytes('') }))).toMatchObject({ code: 'invalid-state' })
    const session = cancelled()
    session.send({ ...ok, type: 'bad' })
    expect(session.state).toBe('not-authenticated')
  })

  it('takes no STARTTLS inside TLS', () => {
    const session = new ServerConnection({ tls: true })
    const events = drive(session, [asBytes('a STARTTLS\r\n')], event => {
      if (event.type === 'command') session.send(event.suggestedReply)
    })
    expect(events.at(-1)).toMatchObject({ command: { verb: 'invalid', error: { code: 'bad-sequence' } } })
  })
})
