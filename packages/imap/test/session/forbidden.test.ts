/** What the grammar lets a command say and the prose forbids: refused where it is sent, and BAD where it comes in. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, decodeCommand, type ResponseInit, ServerConnection } from '../../src/index.js'

const selected = (): ClientConnection => {
  const client = new ClientConnection()
  drive(client, [asBytes('* PREAUTH hi\r\n')])
  client.send({ verb: 'select', mailbox: 'x', tag: 's' })
  drive(client, [asBytes('s OK x\r\n')])
  client.takeOutput()
  return client
}

/** A server with a mailbox selected, and what it says to these lines. */
function answer(lines: string, respond: (server: ServerConnection) => void = () => undefined): string {
  const server = new ServerConnection()
  drive(server, [asBytes(`s SELECT x\r\n${lines}`)], event => {
    if (event.type !== 'command') return
    const { command } = event
    if (command.verb === 'connect') server.send({ type: 'preauth', text: 'hi' })
    else if (command.verb === 'invalid') server.send(event.suggestedReply)
    else server.send({ type: 'ok', tag: command.tag, text: 'done' })
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
