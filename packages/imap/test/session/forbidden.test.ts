/** What the grammar lets a command say and the prose forbids: refused where it is sent, and BAD where it comes in. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, decodeCommand, type ResponseInit, ServerConnection } from '../../src/index.js'

const selected = (): ClientConnection => {
  const client = new ClientConnection()
  drive(client, [asBytes('* PREAUTH hi\r\n')])
  client.send({ verb: 'enable', capabilities: ['QRESYNC'], tag: 'e' })
  drive(client, [asBytes('* ENABLED QRESYNC\r\ne OK x\r\n')])
  client.send({ verb: 'select', mailbox: 'x', tag: 's' })
  drive(client, [asBytes('s OK x\r\n')])
  client.takeOutput()
  return client
}

/** A server with a mailbox selected, and what it says to these lines. */
function answer(lines: string, respond: (server: ServerConnection) => void = () => undefined, enabled = 'QRESYNC'): string {
  const server = new ServerConnection()
  const enable = enabled === '' ? '' : `e ENABLE ${enabled}\r\n`
  drive(server, [asBytes(`${enable}s SELECT x\r\n${lines}`)], event => {
    if (event.type !== 'command') return
    const { command } = event
    if (command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
    else if (command.verb === 'invalid') server.send(event.suggestedReply)
    else {
      if (command.verb === 'enable') server.send({ type: 'enabled', capabilities: command.capabilities })
      server.send({ type: 'ok', tag: command.tag, text: 'done' })
    }
  })
  respond(server)
  return asChars(server.takeOutput())
}

describe.each([
  ['FETCH 1 FLAGS (CHANGEDSINCE 0)', 'CHANGEDSINCE must be above 0'],
  ['UID FETCH 1 FLAGS (VANISHED)', 'VANISHED needs UID FETCH'],
  ['FETCH 1 FLAGS (CHANGEDSINCE 5 VANISHED)', 'VANISHED needs UID FETCH'],
  ['FETCH 1 FLAGS (CHANGEDSINCE 5 CHANGEDSINCE 9)', 'CHANGEDSINCE appears twice'],
  ['UID FETCH 1 FLAGS (VANISHED CHANGEDSINCE 5 VANISHED)', 'VANISHED appears twice'],
  ['FETCH 1 FLAGS (X-A 1 x-a 2)', 'X-A appears twice'],
  ['STORE 1 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 99) FLAGS (a)', 'UNCHANGEDSINCE appears twice'],
  ['SELECT y (QRESYNC (1 5) QRESYNC (1 6))', 'QRESYNC appears twice'],
  ['EXAMINE y (CONDSTORE CONDSTORE)', 'CONDSTORE appears twice'],
  ['SELECT y (QRESYNC (1 0))', 'of QRESYNC must be above 0'],
  ['EXAMINE y (QRESYNC (0 5))', 'of QRESYNC must be above 0'],
  ['SELECT y (QRESYNC (1 5 1:9 (1:3 7:8)))', 'equally many members'],
  ['UID SEARCH RETURN (PARTIAL 1:5 ALL) ALL', 'exclude each other'],
  ['UID SEARCH RETURN (PARTIAL 1:5 PARTIAL 2:3) ALL', 'PARTIAL appears twice'],
  ['UID SORT RETURN (ALL PARTIAL 1:5) (DATE) UTF-8 ALL', 'exclude each other'],
])('%s', (line, reason) => {
  it('is not sent', () => {
    const { warnings: _, ...command } = decodeCommand(asBytes(`a ${line}\r\n`))
    expect(caught(() => selected().send(command as never))).toMatchObject({
      code: 'invalid-state',
      message: expect.stringContaining(reason),
    })
  })

  it('is answered with BAD', () => {
    expect(answer(`a ${line}\r\n`)).toMatch(/a BAD .*\r\n$/)
  })
})

it.each([
  'UID FETCH 1 FLAGS (CHANGEDSINCE 5 VANISHED)',
  'SELECT y (QRESYNC (1 5 1:9 (1:3 7:9)))',
  'SELECT y (CONDSTORE QRESYNC (1 5))',
  'FETCH 1 FLAGS (X-A 1 X-B 1)',
  'STORE 1 (UNCHANGEDSINCE 1 X-A 1) FLAGS (a)',
  'UID SEARCH RETURN (PARTIAL 1:5 COUNT) ALL',
])('%s is allowed', line => {
  expect(answer(`a ${line}\r\n`)).toContain('a OK done')
})

describe('NOTIFY with MessageExpunge of the selected mailbox (RFC 5465 5.3, 6.1.1)', () => {
  const notify = (filter: string): string => `n NOTIFY SET (${filter} (MessageNew MessageExpunge))\r\n`
  const expunge: ResponseInit = { type: 'expunge', number: 1 }

  it('a server may tell EXPUNGE at any time', () => {
    expect(answer(notify('SELECTED'), server => server.send(expunge))).toContain('* 1 EXPUNGE\r\n')
    expect(caught(() => answer(notify('SELECTED-DELAYED'), server => server.send(expunge)))).toMatchObject({
      code: 'invalid-state',
    })
    expect(caught(() => answer(`${notify('SELECTED')}o NOTIFY NONE\r\n`, server => server.send(expunge)))).toMatchObject({
      code: 'invalid-state',
    })
  })

  it('a client uses no message numbers any more', () => {
    const client = selected()
    const { warnings: _, ...command } = decodeCommand(asBytes(notify('SELECTED')))
    client.send(command as never)
    drive(client, [asBytes('n OK x\r\n')])
    const set = [{ start: 1, end: 1 }]
    const fetch = (uid: boolean) => () => client.send({ verb: 'fetch', uid, set, items: 'FAST' })
    expect(caught(fetch(false))).toMatchObject({ message: expect.stringContaining('RFC 5465') })
    expect(fetch(true)()).toBe('A1')
  })
})

describe('what needs QRESYNC to be enabled (RFC 7162 3.2.3, 3.2.5, 3.2.6)', () => {
  const parameters = [{ name: 'QRESYNC', uidValidity: 9, modseq: 60n, knownUids: undefined, seqMatch: undefined }] as const
  const select = { verb: 'select', mailbox: 'x', parameters } as const
  const changed = [{ name: 'CHANGEDSINCE', modseq: 5n }, { name: 'VANISHED' }] as const
  const fetch = { verb: 'fetch', uid: true, set: [{ start: 1, end: 1 }], items: 'FAST', modifiers: changed } as const
  const notEnabled = { code: 'invalid-state', message: expect.stringContaining('ENABLE QRESYNC comes first') }

  /** A client of a server with QRESYNC, after these lines of it. */
  function client(...lines: readonly string[]): ClientConnection {
    const session = new ClientConnection()
    drive(session, [asBytes('* PREAUTH [CAPABILITY IMAP4rev1 ENABLE QRESYNC] hi\r\n')])
    if (lines.length > 0) session.send({ verb: 'enable', capabilities: ['qresync'], tag: 'e' })
    drive(session, [asBytes(lines.map(line => `${line}\r\n`).join(''))])
    session.takeOutput()
    return session
  }

  it.each([
    [[]],
    [['* ENABLED', 'e OK x']],
    [['* ENABLED CONDSTORE', 'e OK x']],
    [['e OK x']],
    [['* ENABLED QRESYNC', 'e NO x']],
  ])('after %j a client sends neither', lines => {
    expect(caught(() => client(...lines).send(select))).toMatchObject(notEnabled)
    const session = client(...lines)
    session.send({ verb: 'examine', mailbox: 'x', tag: 's' })
    drive(session, [asBytes('s OK x\r\n')])
    expect(caught(() => session.send(fetch))).toMatchObject(notEnabled)
    expect(session.send({ ...fetch, modifiers: [changed[0]] })).toBe('A1')
  })

  it('after ENABLED a client sends both', () => {
    const session = client('* ENABLED qresync', 'e OK x')
    expect(session.send({ ...select, tag: 's' })).toBe('s')
    drive(session, [asBytes('s OK x\r\n')])
    expect(session.send(fetch)).toBe('A1')
  })

  it.each([
    ['* ENABLED QRESYNC', 'A1 SELECT x (QRESYNC (9 60))\r\n', ['response', 'completed']],
    ['* ENABLED', '', ['response', 'completed', 'unanswered']],
  ])('what waits for the ENABLE is sent if its answer allows: %s', (answer, written, types) => {
    const session = client()
    session.send({ verb: 'enable', capabilities: ['QRESYNC'], tag: 'e' })
    session.send(select)
    expect(asChars(session.takeOutput())).toBe('e ENABLE QRESYNC\r\n')
    expect(drive(session, [asBytes(`${answer}\r\ne OK x\r\n`)]).map(({ type }) => type)).toEqual(types)
    expect(asChars(session.takeOutput())).toBe(written)
  })

  it('an ENABLE of something else does not help', () => {
    const session = client()
    session.send({ verb: 'enable', capabilities: ['CONDSTORE'] })
    expect(caught(() => session.send(select))).toMatchObject(notEnabled)
  })

  it('UNAUTHENTICATE ends it (RFC 8437 3)', () => {
    const session = client('* ENABLED QRESYNC', 'e OK x', '* CAPABILITY UNAUTHENTICATE QRESYNC')
    session.send({ verb: 'unauthenticate', tag: 'u' })
    drive(session, [asBytes('u OK x\r\n')])
    session.send({ verb: 'login', username: 'a', password: 'b', tag: 'l' })
    drive(session, [asBytes('l OK x\r\n')])
    expect(caught(() => session.send(select))).toMatchObject(notEnabled)
  })

  it.each(['SELECT y (QRESYNC (9 60))', 'UID FETCH 1 FAST (CHANGEDSINCE 5 VANISHED)'])('a server suggests BAD to %s', line => {
    const suggested = (enabled: boolean): unknown => {
      const server = new ServerConnection()
      const events = drive(server, [asBytes(`${enabled ? 'e ENABLE QRESYNC\r\n' : ''}s SELECT x\r\na ${line}\r\n`)], event => {
        if (event.type !== 'command' || ('tag' in event.command && event.command.tag === 'a')) return
        const { command } = event
        if (command.verb === 'enable') server.send({ type: 'enabled', capabilities: ['QRESYNC'] })
        const tag = 'tag' in command ? command.tag : undefined
        server.send(tag === undefined ? { type: 'preauth', text: 'hi' } : { type: 'ok', tag, text: 'done' })
      })
      const last = events.at(-1)
      return last?.type === 'command' && last.suggestedReply.at(-1)
    }
    expect(suggested(false)).toMatchObject({ type: 'bad', text: expect.stringContaining('QRESYNC is not enabled') })
    expect(suggested(true)).not.toMatchObject({ type: 'bad' })
  })

  it.each([
    ['', false, false],
    ['CONDSTORE', false, false],
    ['UIDONLY', false, true],
    ['qresync', true, true],
  ])('a server with %j enabled may send VANISHED (EARLIER): %j, and VANISHED: %j (RFC 7162 3.2.10)', (enabled, early, late) => {
    for (const [earlier, may] of [
      [true, early],
      [false, late],
    ] as const) {
      const respond = (server: ServerConnection): void => {
        drive(server, [asBytes('f UID FETCH 1 FAST\r\n')])
        server.send({ type: 'vanished', earlier, uids: [{ start: 5, end: 5 }] })
      }
      if (may) expect(answer('', respond, enabled)).toContain('VANISHED')
      else expect(caught(() => answer('', respond, enabled))).toMatchObject({ code: 'invalid-state' })
    }
  })
})
