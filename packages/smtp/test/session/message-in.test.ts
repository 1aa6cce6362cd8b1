/** The envelope of a message that a server receives, and the replies to it (RFC 5321 3.3, 4.1.1.4, RFC 2033 4.2, RFC 3030 2). */
import { asBytes, asChars, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ServerConnection, type ServerEvent, type ServerOptions, type ServerSend } from '../../src/all.js'
import { answer, codesOf, serve } from '../support.js'

const greet = (lmtp: boolean): string => `${lmtp ? 'LHLO' : 'EHLO'} a\r\nMAIL FROM:<a@b>\r\n`
const to = (...names: string[]): string => names.map(name => `RCPT TO:<${name}@d>\r\n`).join('')
const chunking = { extensions: { chunking: true, binarymime: true, pipelining: true } } as const

const recipients = (server: ServerConnection): string[] | undefined =>
  server.envelope?.recipients.map(({ forwardPath }) => forwardPath.localPart)

describe('the envelope', () => {
  it('has the sender, the accepted recipients in order, and their parameters', () => {
    const { server } = serve(
      [asBytes(`EHLO a\r\nMAIL FROM:<a@b> RET=HDRS\r\n${to('c', 'Green')}RCPT TO:<e@F> NOTIFY=NEVER\r\n`)],
      { extensions: { dsn: true } },
    )
    expect(server.envelope).toMatchObject({
      reversePath: { localPart: 'a', domain: 'b' },
      parameters: { ret: 'HDRS' },
      recipients: [
        { forwardPath: { localPart: 'c', domain: 'd' } },
        { forwardPath: { localPart: 'e', domain: 'F' }, parameters: { notify: ['NEVER'] } },
      ],
    })
    expect(server.envelope!.recipients).toHaveLength(2)
  })

  it.each([
    ['RSET', 'RSET\r\n'],
    ['EHLO', 'EHLO a\r\n'],
    ['a message', 'DATA\r\nx\r\n.\r\n'],
    ['the last chunk', 'BDAT 0 LAST\r\n'],
    ['QUIT', 'QUIT\r\n'],
  ])('is gone after %s, and the next one begins with no recipient', (_name, text) => {
    const { server } = serve([asBytes(greet(false) + to('c'))], chunking)
    expect(recipients(server)).toEqual(['c'])
    const say = (more: string): void => {
      drive(server, [asBytes(more)], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    }
    say(text)
    expect(server.envelope).toBe(undefined)
    if (text === 'QUIT\r\n') return
    say('MAIL FROM:<x@y>\r\n')
    expect([server.envelope?.reversePath?.localPart, recipients(server)]).toEqual(['x', []])
  })

  it.each(['NOOP\r\n', 'VRFY a\r\n', 'XFOO\r\n', 'MAIL FROM:<x@y>\r\n', 'DATA x\r\n', 'BDAT 0\r\n'])('stays after %j', text => {
    const { server } = serve([asBytes(greet(false) + to('c') + text)], chunking)
    expect(recipients(server)).toEqual(['c'])
  })

  it('is that of the message in all its events, and stays as it was then', () => {
    const { events } = serve([asBytes(`${greet(false)}${to('c')}DATA\r\nx\r\n.\r\nMAIL FROM:<>\r\n${to('e', 'f')}DATA\r\n.\r\n`)])
    const seen = events.flatMap(event =>
      event.type === 'body-start' || event.type === 'body-end'
        ? [[event.type, event.envelope.reversePath?.localPart, event.envelope.recipients.length]]
        : [],
    )
    expect(seen).toEqual([
      ['body-start', 'a', 1],
      ['body-end', 'a', 1],
      ['body-start', undefined, 2],
      ['body-end', undefined, 2],
    ])
  })
})

describe('the replies to a message', () => {
  /** Who was asked for, and the codes that were sent. */
  const ends = (
    text: string,
    options: Partial<ServerOptions>,
    reply: (event: ServerEvent) => ServerSend | undefined = answer,
  ) => {
    const { events, output, server } = serve([asBytes(text)], options, reply)
    const asked = events.flatMap(event =>
      event.type === 'body-end' ? [[event.recipient?.forwardPath.localPart, event.size, event.violations.length]] : [],
    )
    return { asked, codes: codesOf(output), server, last: events.at(-1) }
  }

  it('are one in SMTP, and one for each recipient in LMTP, the same with chunks', () => {
    for (const body of ['DATA\r\nx\ny\r\n.\r\n', 'BDAT 5 LAST\r\nx\ny\r\n']) {
      const text = `${to('c', 'e', 'f')}${body}NOOP\r\n`
      expect(ends(greet(false) + text, chunking).asked).toEqual([[undefined, 5, 1]])
      const lmtp = ends(greet(true) + text, { ...chunking, lmtp: true })
      expect(lmtp.asked).toEqual([
        ['c', 5, 1],
        ['e', 5, 1],
        ['f', 5, 1],
      ])
      expect([lmtp.codes.slice(-4), lmtp.server.state]).toEqual([[550, 550, 550, 250], 'ready'])
      // A second message in the same session begins to count anew.
      const again = `MAIL FROM:<>\r\n${to('g', 'h')}${body}`
      expect(ends(greet(true) + text + again, { ...chunking, lmtp: true }).asked.slice(3)).toEqual([
        ['g', 5, 1],
        ['h', 5, 1],
      ])
    }
  })

  it('in LMTP: 421 for the first ends the session (RFC 5321 3.8)', () => {
    const bye = (event: ServerEvent): ServerSend | undefined =>
      event.type === 'body-end' ? { code: 421, lines: ['bye'] } : answer(event)
    const { asked, codes, last, server } = ends(`${greet(true)}${to('c', 'e')}DATA\r\n.\r\nNOOP\r\n`, { lmtp: true }, bye)
    expect([asked.length, codes.at(-1), last, server.state]).toEqual([1, 421, { type: 'closed' }, 'ended'])
  })

  it('with closeOnViolation the session ends after the last of them, and only for a violation', () => {
    for (const lmtp of [false, true])
      for (const body of ['x\ny', 'xy']) {
        const found = ends(`${greet(lmtp)}${to('c', 'e')}DATA\r\n${body}\r\n.\r\nNOOP\r\n`, { lmtp, closeOnViolation: true })
        const replies = Array<number>(lmtp ? 2 : 1).fill(body === 'xy' ? 250 : 550)
        const ended = body === 'xy' ? [250] : []
        expect([found.codes.slice(-replies.length - ended.length), found.server.waiting]).toEqual([
          [...replies, ...ended],
          body === 'xy' ? 'input' : 'closed',
        ])
      }
  })

  it('a violation without closeOnViolation ends nothing', () => {
    expect(ends(`${greet(false)}${to('c')}DATA\r\nx\ny\r\n.\r\nNOOP\r\n`, {}).codes.slice(-2)).toEqual([550, 250])
  })
})

describe('the bytes of BDAT', () => {
  it('are handed out as they arrive, and their command behind them', () => {
    const server = new ServerConnection({ hostname: 'x', ...chunking })
    const seen: string[] = []
    const hear = (text: string): void => {
      drive(server, [asBytes(text)], event => {
        seen.push(event.type === 'body-chunk' ? asChars(event.bytes) : event.type === 'command' ? event.command.verb : event.type)
        if ('suggestedReply' in event) server.send(event.suggestedReply)
      })
    }
    hear(greet(false) + to('c'))
    seen.length = 0
    hear('BDAT 4\r\nab')
    expect([seen.splice(0), server.waiting, server.state]).toEqual([['body-start', 'ab'], 'input', 'rcpt'])
    hear('cdBDAT 2')
    expect([seen.splice(0), server.state]).toEqual([['cd', 'bdat'], 'bdat'])
    hear(' LAST\r\n\r\nNOOP\r\n')
    expect(seen).toEqual(['\r\n', 'body-end', 'noop'])
  })

  it('are text, and violations across chunks are found, or binary, and anything (RFC 3030 3)', () => {
    for (const body of ['', ' BODY=BINARYMIME']) {
      const text = `EHLO a\r\nMAIL FROM:<a@b>${body}\r\n${to('c')}BDAT 2\r\na\rBDAT 3 LAST\r\nb\n\0`
      const { events } = serve([asBytes(text)], chunking)
      const last = events.at(-1)
      expect(last?.type === 'body-end' && [last.size, last.violations.map(({ kind, offset }) => [kind, offset])]).toEqual([
        5,
        body === ''
          ? [
              ['bare-cr', 1],
              ['bare-lf', 3],
              ['nul', 4],
            ]
          : [],
      ])
    }
  })

  it('of a refused chunk are not counted, and the next message begins anew', () => {
    const text = `${greet(false)}BDAT 3\r\nxyz${to('c')}BDAT 2\r\nabRSET\r\nMAIL FROM:<>\r\n${to('e')}BDAT 1 LAST\r\nx`
    const { events } = serve([asBytes(text)], chunking)
    const seen = events.flatMap(event =>
      event.type === 'body-chunk'
        ? [asChars(event.bytes)]
        : event.type === 'body-end'
          ? [`${event.size} bytes`]
          : event.type === 'body-start'
            ? ['start']
            : [],
    )
    expect(seen).toEqual(['start', 'ab', 'start', 'x', '1 bytes'])
  })
})
