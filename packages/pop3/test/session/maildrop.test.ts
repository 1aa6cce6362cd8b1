/** What a session knows of its maildrop (RFC 1939 5 and 6): numbers stay, DELE marks, RSET unmarks, and only UPDATE says what to remove. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ServerConnection, type ServerEvent, type ServerOptions, type ServerSend } from '../../src/index.js'
import { acceptLogin, serverAt, written } from '../support.js'

const LOGIN = 'USER tim\r\nPASS x\r\n'
const capabilities = { user: true, uidl: true, top: true } as const

/** A server over a maildrop of so many messages, told a text. What it removed, and what it wrote behind the login. */
function serve(text: string, count = 3, options: ServerOptions = {}) {
  const server = new ServerConnection({ capabilities, ...options })
  const removed: number[] = []
  const answer = (event: ServerEvent): ServerSend | undefined => {
    if (event.type === 'update') removed.push(...event.deleted)
    if (event.type !== 'command') return 'suggestedReply' in event ? event.suggestedReply : undefined
    const { command } = event
    const left = Array.from({ length: count }, (_, at) => at + 1).filter(message => !server.isDeleted(message))
    if (command.verb === 'retr' || command.verb === 'top')
      return command.message > count ? event.suggestedReply : { status: '+OK' }
    if (command.verb === 'dele') return command.message > count ? event.suggestedReply : { status: '+OK' }
    if (command.verb === 'stat') return { status: '+OK', text: `${left.length} ${left.length * 10}` }
    if (command.verb === 'list' || command.verb === 'uidl') {
      if (command.message !== undefined) return { status: '+OK', text: `${command.message} 10` }
      return { status: '+OK', rows: left.map(message => `${message} 10`) }
    }
    return acceptLogin(event)
  }
  const events = drive(server, [asBytes(text)], event => {
    const output = answer(event)
    if (output !== undefined) server.send(output)
    const isMessage = event.type === 'command' && (event.command.verb === 'retr' || event.command.verb === 'top')
    if (isMessage && output !== undefined && 'status' in output && output.status === '+OK') server.send({ type: 'body-end' })
  })
  return { server, events, removed, replies: written(server).split('\r\n').slice(3, -1) }
}

describe('a message that is marked as deleted (RFC 1939 5)', () => {
  it.each(['RETR 2', 'TOP 2 0', 'DELE 2', 'LIST 2', 'UIDL 2'])('has no answer but -ERR to %s', line => {
    const { server, last } = serverAt(['USER a', 'PASS b', 'DELE 2'], { capabilities })
    expect(last).toMatchObject({ command: { verb: 'dele' } })
    server.send({ status: '+OK' })
    server.receive(asBytes(`${line}\r\n`))
    const event = server.nextEvent()
    expect(event).toMatchObject({
      command: { verb: 'invalid', error: { code: 'bad-sequence', fault: 'remote' }, command: { message: 2 } },
      suggestedReply: { status: '-ERR', text: 'message 2 is marked as deleted' },
    })
    expect(caught(() => server.send({ status: '+OK', text: '2 10' }))).toMatchObject({ code: 'invalid-state' })
    server.send({ status: '-ERR' })
    expect([server.waiting, server.state]).toEqual(['input', 'transaction'])
  })

  it('is in no listing', () => {
    for (const line of ['LIST', 'UIDL']) {
      const { server } = serverAt(['USER a', 'PASS b', 'DELE 2'], { capabilities })
      server.send({ status: '+OK' })
      server.receive(asBytes(`${line}\r\n`))
      server.nextEvent()
      server.takeOutput()
      const error = caught(() => server.send({ status: '+OK', rows: ['1 10', '2 10'] }))
      expect(error).toMatchObject({ code: 'bad-listing', fault: 'local' })
      expect(error.message).toBe(`send ${line}: message 2 is marked as deleted`)
      expect(written(server)).toBe('')
      server.send({ status: '+OK', rows: ['1 10', '3 10'] })
    }
  })

  it('keeps its number, and so do the others', () => {
    expect(serve(`${LOGIN}DELE 1\r\nSTAT\r\nLIST\r\nRETR 2\r\nRSET\r\nSTAT\r\nLIST 1\r\n`).replies).toEqual([
      '+OK',
      '+OK 2 20',
      '+OK',
      '2 10',
      '3 10',
      '.',
      '+OK',
      '.',
      '+OK',
      '+OK 3 30',
      '+OK 1 10',
    ])
  })

  it('is not marked where DELE was refused', () => {
    const { server, replies, removed } = serve(`${LOGIN}DELE 4\r\nDELE 4\r\nQUIT\r\n`)
    expect([replies, removed, server.isDeleted(4)]).toEqual([
      ['-ERR no such message', '-ERR no such message', '+OK goodbye'],
      [],
      false,
    ])
  })

  it('may be asked for as often as a client likes: it is no bad command', () => {
    const { events } = serve(`${LOGIN}DELE 1\r\n${'RETR 1\r\n'.repeat(200)}QUIT\r\n`)
    expect(events.at(-1)).toEqual({ type: 'closed' })
  })
})

it('LAST is the highest number that RETR or DELE was about, until RSET (RFC 1460 5)', () => {
  const lines = ['LAST', 'RETR 3', 'LAST', 'DELE 2', 'LAST', 'RSET', 'LAST', 'DELE 2', 'TOP 3 0', 'RETR 4', 'LAST']
  const { replies } = serve(`${LOGIN}${lines.join('\r\n')}\r\n`)
  expect(replies.filter(line => /^\+OK \d$/.test(line))).toEqual(['+OK 0', '+OK 3', '+OK 3', '+OK 0', '+OK 2'])
})

describe('messages are removed by QUIT after a login, and by nothing else (RFC 1939 6)', () => {
  const updates = (events: readonly ServerEvent[]) => events.flatMap(event => (event.type === 'update' ? [event.deleted] : []))

  it.each<[string, string, readonly (readonly number[])[]]>([
    ['QUIT', 'DELE 3\r\nDELE 1\r\nQUIT\r\n', [[1, 3]]],
    ['QUIT where nothing is marked', 'QUIT\r\n', [[]]],
    ['QUIT after RSET', 'DELE 1\r\nRSET\r\nQUIT\r\n', [[]]],
    ['QUIT after RSET and DELE', 'DELE 1\r\nRSET\r\nDELE 2\r\nQUIT\r\n', [[2]]],
    ['a client that leaves', 'DELE 1\r\n', []],
    ['a line that is nearly QUIT', 'DELE 1\r\nQUIT now\r\n', []],
    ['QUIT in half', 'DELE 1\r\nQUIT', []],
    ['QUIT with a bare LF', 'DELE 1\r\nQUIT\n', []],
  ])('%s', (_name, text, expected) => {
    const { server, events, removed } = serve(LOGIN + text)
    server.receiveEnd()
    const all = [...events, ...(server.waiting === 'closed' ? [] : drive(server, []))]
    expect([updates(all), removed]).toEqual([expected, expected.flat()])
    expect(server.state).toBe(expected.length === 0 ? 'transaction' : 'update')
  })

  it.each(['QUIT\r\n', 'USER tim\r\nQUIT\r\n'])('%j before the login ends the session without UPDATE', text => {
    const { events, server } = serve(text)
    expect([updates(events), server.state]).toEqual([[], 'ended'])
    expect(events.at(-2)).toMatchObject({ type: 'command', command: { verb: 'quit' } })
  })

  it('an error that ends the session removes nothing', () => {
    const { events, server } = serve(`${LOGIN}DELE 1\r\n${'FOO\r\n'.repeat(30)}QUIT\r\n`)
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true })
    expect([updates(events), server.state]).toEqual([[], 'transaction'])
  })

  it('the update is answered, with +OK or -ERR, and the session is over', () => {
    for (const status of ['+OK', '-ERR'] as const) {
      const { server, last } = serverAt(['USER a', 'PASS b', 'QUIT'])
      expect(last).toEqual({ type: 'update', deleted: [], suggestedReply: { status: '+OK', text: 'goodbye' } })
      expect(server.waiting).toBe('reply')
      expect(caught(() => server.send({ status: '+OK', rows: [] }))).toMatchObject({ code: 'invalid-state' })
      server.send({ status })
      expect([asChars(server.takeOutput()), server.state, server.nextEvent()]).toEqual([
        `${status}\r\n`,
        'update',
        { type: 'closed' },
      ])
    }
  })

  it('what it says changes with no mark', () => {
    const { server } = serverAt(['USER a', 'PASS b', 'DELE 1'])
    server.send({ status: '+OK' })
    expect([server.isDeleted(1), server.isDeleted(2)]).toEqual([true, false])
    server.receive(asBytes('QUIT\r\n'))
    const event = server.nextEvent()
    if (event?.type !== 'update') throw new Error('no update')
    ;(event.deleted as number[]).push(2)
    expect(server.isDeleted(2)).toBe(false)
  })
})
