/** What a server knows of its client, and what STARTTLS, AUTH and XCLIENT change of it (RFC 3207 4.2, RFC 4954 4). */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type Extensions, ServerConnection, type ServerEvent, type SessionFacts } from '../../src/all.js'
import { serve } from '../support.js'

const offered: Extensions = { starttls: true, auth: ['PLAIN'], xclient: ['NAME'] }

/** A server that accepts AUTH and XCLIENT, and what its offers were asked for. */
function begin(options: { readonly tls?: boolean } = {}) {
  const asked: SessionFacts[] = []
  const extensions = (session: SessionFacts): Extensions => {
    asked.push({ ...session })
    return offered
  }
  const server = new ServerConnection({ hostname: 'x', extensions, ...options })
  const reply = (event: ServerEvent): void => {
    if (!('suggestedReply' in event)) return
    const { verb } = event.type === 'command' ? event.command : { verb: undefined }
    if (verb === 'auth') server.send({ code: 235, lines: ['in'] })
    else if (verb === 'xclient') server.send({ code: 220, lines: ['again'] })
    else server.send(event.suggestedReply)
  }
  const say = (text: string): string => {
    drive(server, [asBytes(text)], reply)
    return asChars(server.takeOutput())
  }
  say('')
  return { server, asked, say, facts: () => [server.secure, server.authenticated, server.state] }
}

const cleartext: SessionFacts = { secure: false, authenticated: false }

describe('what is forgotten', () => {
  it('by STARTTLS: the login, EHLO and what was offered', () => {
    const { server, asked, say, facts } = begin()
    expect([facts(), asked]).toEqual([[false, false, 'connected'], [cleartext]])
    say('EHLO a\r\nAUTH PLAIN AAAA\r\n')
    expect([facts(), asked.splice(0)]).toEqual([
      [false, true, 'ready'],
      [cleartext, { secure: false, authenticated: true }],
    ])
    expect(say('STARTTLS\r\n')).toBe('220 2.0.0 start TLS now\r\n')
    expect([facts(), server.waiting, asked.splice(0)]).toEqual([[false, false, 'tls'], 'upgrade', [cleartext]])
    server.upgraded()
    expect([facts(), asked]).toEqual([[true, false, 'connected'], [{ secure: true, authenticated: false }]])
    expect(say('MAIL FROM:<>\r\n')).toBe('503 5.5.1 MAIL is not allowed in the connected state; send EHLO first\r\n')
    expect(say('EHLO a\r\n')).toBe('250-x greets you\r\n250-ENHANCEDSTATUSCODES\r\n250-AUTH PLAIN\r\n250 XCLIENT NAME\r\n')
    expect(say('AUTH PLAIN AAAA\r\n')).toBe('235 in\r\n')
    expect(facts()).toEqual([true, true, 'ready'])
  })

  it('by XCLIENT: the same, but for TLS', () => {
    const { asked, say, facts } = begin({ tls: true })
    say('EHLO a\r\nAUTH PLAIN AAAA\r\nXCLIENT NAME=x\r\n')
    expect([facts(), asked]).toEqual([
      [true, false, 'connected'],
      [
        { secure: true, authenticated: false },
        { secure: true, authenticated: true },
        { secure: true, authenticated: false },
      ],
    ])
  })

  it('a tap and a client see one 220 and nothing behind it', () => {
    const { server, say } = begin()
    say('EHLO a\r\nSTARTTLS\r\n')
    expect(caught(() => server.send({ code: 250 }))).toMatchObject({
      code: 'invalid-state',
      message: 'send: call upgraded() first: the tls layer is not up',
    })
    server.upgraded()
    expect(server.takeOutput()).toEqual([])
  })
})

describe('the offers of a session', () => {
  it('are asked for once more after AUTH, and not where it is refused', () => {
    const { asked, say, server } = begin()
    drive(server, [asBytes('EHLO a\r\nAUTH PLAIN AAAA\r\n')], event => {
      if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    expect([asked, server.authenticated]).toEqual([[cleartext], false])
    expect(say('NOOP\r\n')).toMatch(/250 2\.0\.0 ok\r\n$/)
    expect(asked).toEqual([cleartext])
  })

  it('that throw after AUTH leave the answer unsent', () => {
    let fails = false
    const server = new ServerConnection({
      hostname: 'x',
      extensions: () => {
        if (fails) throw new Error('no')
        return offered
      },
    })
    drive(server, [asBytes('EHLO a\r\nAUTH PLAIN AAAA\r\n')], event => {
      if (event.type === 'command' && event.command.verb !== 'auth') server.send(event.suggestedReply)
    })
    server.takeOutput()
    fails = true
    expect(caught(() => server.send({ code: 235 })).message).toBe('no')
    expect([server.takeOutput(), server.authenticated, server.waiting]).toEqual([[], false, 'reply'])
    fails = false
    server.send({ code: 235 })
    expect([server.authenticated, server.waiting]).toEqual([true, 'input'])
  })
})

describe('the end of the stream', () => {
  const auth = { extensions: { auth: ['PLAIN'], chunking: true } as const }
  const start = 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'

  it.each([
    ['before a command', '', true],
    ['in a transaction', start, true],
    ['in a line', 'NOO', false],
    ['in a message', `${start}DATA\r\nx`, false],
    ['before the first byte of a message', `${start}DATA\r\n`, false],
    ['in a chunk', `${start}BDAT 2\r\nx`, false],
    ['between two chunks', `${start}BDAT 1\r\nx`, false],
    ['in a refused chunk', 'EHLO a\r\nBDAT 2\r\nx', false],
    ['in an exchange', 'EHLO a\r\nAUTH PLAIN\r\n', false],
  ])('%s is no error: %s', (_name, text, atRest) => {
    const { server } = serve([asBytes(text)], auth)
    server.receiveEnd()
    expect(server.nextEvent()).toMatchObject(
      atRest ? { type: 'closed' } : { type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } },
    )
    // Nobody is there to read an answer.
    expect([server.takeOutput(), server.waiting]).toEqual([[], 'closed'])
  })
})
