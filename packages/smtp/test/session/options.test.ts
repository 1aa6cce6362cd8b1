/** What both connections refuse when they are created, and what each option of a server does. */
import { asBytes, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientOptions, ServerConnection, type ServerOptions } from '../../src/all.js'
import { codesOf, serve } from '../support.js'

const open = {
  client: (options: object | undefined) => () => new ClientConnection(options as ClientOptions),
  server: (options: object) => () => new ServerConnection({ hostname: 'x', ...options } as ServerOptions),
}

describe('a connection is not opened', () => {
  it.each<[string, object, string, string]>([
    ['a limit that bounds nothing', { limits: { commandLine: Number.NaN } }, 'bad-number', 'commandLine'],
    ['a tap that is no function', { tap: 'x' }, 'bad-value', 'open session: tap: a function expected, not a string'],
    ['a name that does not exist', { pipelinig: true }, 'bad-value', 'open session: unknown option: "pipelinig"; choose from '],
    ['a quirk that nobody knows', { accept: ['x'] }, 'bad-value', 'open session: '],
  ])('with %s', (_name, options, code, message) => {
    for (const side of ['client', 'server'] as const) {
      const error = caught(open[side](options))
      expect(error).toMatchObject({ name: 'SmtpError', code })
      expect(error.message).toContain(message)
    }
  })

  it('with an option of the other side', () => {
    expect(caught(open.client({ closeOnViolation: true })).message).toBe(
      'open session: unknown option: "closeOnViolation"; choose from pipelining, lmtp, tls, normalize, acceptBareLf, strict, accept, limits, tap',
    )
    expect(caught(open.server({ acceptBareLf: true })).message).toBe(
      'open session: unknown option: "acceptBareLf"; choose from hostname, extensions, lmtp, tls, strict, accept, closeOnViolation, limits, tap',
    )
  })

  it('on a server with an offer that does not exist, also where a function gives it', () => {
    for (const offers of [{ pipelinig: true }, { PIPELINING: true }, { constructor: true }])
      for (const extensions of [offers, () => offers]) {
        const error = caught(open.server({ extensions }))
        expect(error).toMatchObject({ code: 'bad-value', fault: 'local' })
        expect(error.message).toMatch(
          /^format extensions: unknown extension: "\w+"; choose from pipelining, .*, size, .*, unknown$/,
        )
      }
  })

  it('with options that are no object', () => {
    const expected = { code: 'bad-value', message: 'open session: an object expected, not a string' }
    expect(caught(() => new ClientConnection('x' as unknown as ClientOptions))).toMatchObject(expected)
    expect(caught(() => new ServerConnection('x' as unknown as ServerOptions))).toMatchObject(expected)
  })

  it.each<[string, object, string, string]>([
    ['no name', { hostname: undefined }, 'bad-value', 'open session: hostname: a string expected, not undefined'],
    [
      'a name beyond ASCII (RFC 6531 3.7.1)',
      { hostname: 'é.example' },
      'bad-path',
      'open session: hostname: not ASCII; use A-labels: "é.example"',
    ],
    ['offers that are no object', { extensions: 'x' }, 'bad-value', 'open session: an object expected, not a string'],
  ])('on a server with %s', (_name, options, code, message) => {
    expect(caught(open.server(options))).toMatchObject({ name: 'SmtpError', code, message })
  })
})

describe('the name of a server is a domain, as its reply to EHLO needs it (RFC 5321 4.1.1.1, 4.2)', () => {
  it.each([
    '',
    ' ',
    'a b',
    ' a',
    'a.',
    '.a',
    'a..b',
    '-a',
    'a_b',
    'x\r\ny',
    'x\x7f',
    'a\0',
    'a/b',
    '[127.0.0.1]',
    'a'.repeat(64),
  ])('%j is refused', hostname => {
    const error = caught(open.server({ hostname }))
    expect(error).toMatchObject({ code: 'bad-path', fault: 'local' })
    expect(error.message).toMatch(/^open session: hostname: .+: "/)
    expect(error.message).toContain(JSON.stringify(hostname))
  })

  it.each(['a', 'mx.example', 'xn--exmple-cua.example', '1.example'])('%s is greeted with', hostname => {
    const lines = serve([asBytes('EHLO c.example\r\n')], { hostname }).output.split('\r\n')
    expect(lines[0]).toBe(`220 ${hostname} ESMTP ready`)
    expect(lines[1]).toBe(`250-${hostname} greets you`)
  })
})

describe('the options of a server', () => {
  it('are copied: later changes have no effect', () => {
    const options = { hostname: 'before', lmtp: false, tls: true }
    const server = new ServerConnection(options)
    Object.assign(options, { hostname: 'after', lmtp: true, tls: false })
    expect([server.nextEvent(), server.secure]).toMatchObject([{ suggestedReply: { lines: ['before ESMTP ready'] } }, true])
  })

  it('without any, a server is in cleartext, speaks SMTP, and takes quirks', () => {
    const { server, output } = serve([asBytes('EHLO my_host\r\nMAIL FROM: <a@b>\r\n')])
    expect([server.secure, server.authenticated, server.earlyTalker, codesOf(output)]).toEqual([
      false,
      false,
      true,
      [220, 250, 250],
    ])
    expect(codesOf(serve([asBytes('EHLO a\r\nMAIL FROM: <a@b>\r\n')], { strict: true }).output)).toEqual([220, 250, 501])
    expect(codesOf(serve([asBytes('EHLO a\r\nMAIL FROM: <a@b>\r\n')], { accept: [] }).output)).toEqual([220, 250, 501])
  })
})

describe('what a server is misused for', () => {
  const server = (text = ''): ServerConnection => {
    const one = new ServerConnection({ hostname: 'x', extensions: { auth: ['PLAIN'] } })
    drive(one, text === '' ? [] : [asBytes(text)], event => {
      if (event.type === 'command' && (event.command.verb === 'auth' || event.command.verb === 'mail')) return
      if ('suggestedReply' in event) one.send(event.suggestedReply)
    })
    one.takeOutput()
    return one
  }
  const misuse = (one: ServerConnection, output: unknown): unknown => {
    const { code, message } = caught(() => one.send(output as Parameters<ServerConnection['send']>[0])) as Error & {
      code: string
    }
    expect(one.takeOutput()).toEqual([])
    return [code, message]
  }

  it('is named in the error', () => {
    expect(misuse(server('EHLO a\r\n'), 'x')).toEqual(['bad-value', 'send: an object expected, not a string'])
    expect(misuse(server('EHLO a\r\n'), { type: 'x' })).toEqual([
      'bad-value',
      'send: a reply or the type challenge expected, not "x"',
    ])
    expect(misuse(server('EHLO a\r\n'), { code: 250 })).toEqual(['invalid-state', 'send: no reply is due'])
    const challenge = { type: 'challenge', data: asBytes('x') }
    for (const text of ['EHLO a\r\n', 'EHLO a\r\nMAIL FROM:<>\r\n'])
      expect(misuse(server(text), challenge)).toEqual(['invalid-state', 'send challenge: no AUTH exchange is open'])
    const auth = 'EHLO a\r\nAUTH PLAIN\r\n'
    expect(misuse(server(auth), { type: 'challenge', data: 'x' })).toEqual([
      'bad-value',
      'send challenge: a Uint8Array expected, not a string',
    ])
    expect(misuse(server('EHLO a\r\nMAIL FROM:<>\r\n'), { code: 354 })).toEqual([
      'bad-reply',
      'send: 354 is not a valid reply to mail in the ready state',
    ])
    const ended = server('QUIT\r\n')
    expect(misuse(ended, { code: 421 })).toEqual(['invalid-state', 'send: the session has ended'])
  })

  it('nothing more is read while a reply is due, whatever has arrived', () => {
    const one = new ServerConnection({ hostname: 'x' })
    one.receive(asBytes('EHLO a\r\nNOOP\r\n'))
    const seen: unknown[] = []
    for (let event = one.nextEvent(); event !== undefined; event = one.nextEvent()) {
      seen.push(event.type === 'command' && event.command.verb)
      expect([one.nextEvent(), one.waiting]).toEqual([undefined, 'reply'])
      if ('suggestedReply' in event) one.send(event.suggestedReply)
    }
    expect([seen, one.waiting]).toEqual([['connect', 'ehlo', 'noop'], 'input'])
  })

  it('421 may be sent at any time, and is the last (RFC 5321 3.8)', () => {
    for (const text of ['EHLO a\r\n', 'EHLO a\r\nMAIL FROM:<>\r\n', 'EHLO a\r\nAUTH PLAIN\r\n']) {
      const one = server(text)
      one.send({ code: 421 })
      expect([one.state, one.nextEvent(), one.waiting]).toEqual(['ended', { type: 'closed' }, 'closed'])
    }
  })
})
