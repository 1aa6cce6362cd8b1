/** The queue of a client: what is planned after a refusal, what is withdrawn, and how content becomes chunks. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit } from '../../src/all.js'
import { bytesMoved, content, data, ehlo, end, mail, quit, rcpt, ready } from '../support.js'

const noop: CommandInit = { verb: 'noop', argument: undefined }
const rset: CommandInit = { verb: 'rset' }

/** Delivers replies, one at a time, and gives what the client wrote. */
function say(client: ClientConnection, ...replies: string[]): string {
  for (const reply of replies) drive(client, [asBytes(`${reply}\r\n`)])
  return asChars(client.takeOutput())
}

/** A client with an accepted recipient, which may send chunks. */
function inChunks(keywords = ''): ClientConnection {
  const client = ready(`250-CHUNKING\r\n${keywords}`, mail, rcpt('a'))
  say(client, '250 ok', '250 ok')
  return client
}

describe('the plan after a refusal', () => {
  it('of the only command is where the session is (RFC 5321 3.3, 4.1.4)', () => {
    const client = ready('', mail)
    say(client, '550 no')
    expect(caught(() => client.send(rcpt('a')))).toMatchObject({
      code: 'invalid-state',
      message: 'send rcpt: not allowed in the ready state; send MAIL first',
    })
    client.send(mail)
    client.send(rcpt('a'))
    expect(asChars(client.takeOutput())).toBe('MAIL FROM:<Smith@bar.com>\r\n')
  })

  it('of one of two recipients is the same as before', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'), rcpt('b'), data)
    say(client, '250 ok', '550 no')
    expect(() => client.check(mail, rcpt('c'), data)).not.toThrow()
    expect(caught(() => client.check(rcpt('c')))).toMatchObject({
      message: 'send rcpt: not allowed in the ready state; send MAIL first',
    })
  })

  it('of MAIL has no transaction, although RCPT is still to be answered (RFC 5321 4.1.4)', () => {
    const client = ready('250-PIPELINING\r\n', mail, rcpt('a'), rcpt('b'))
    say(client, '550 no')
    for (const command of [data, rcpt('c')]) expect(caught(() => client.check(command))).toMatchObject({ code: 'invalid-state' })
    client.send(mail)
    client.send(rcpt('c'))
    expect(asChars(client.takeOutput())).toBe('MAIL FROM:<Smith@bar.com>\r\nRCPT TO:<c@foo.com>\r\n')
  })

  it('withdraws no command that waits: the server refuses it', () => {
    const client = ready('', mail, rcpt('a'), data)
    say(client, '550 no')
    client.send(noop)
    expect(say(client)).toBe('')
    expect(say(client, '503 no')).toBe('DATA\r\n')
    expect(say(client, '503 no')).toBe('NOOP\r\n')
  })
})

describe('what is withdrawn after a refused STARTTLS', () => {
  it('does not count for MAILMAX, and nothing else is counted (RFC 9422 4.1)', () => {
    const client = ready('250-STARTTLS\r\n250-LIMITS MAILMAX=3\r\n', { verb: 'starttls' }, ehlo, mail, rcpt('a'), rset, mail)
    say(client, '454 not now')
    for (let count = 0; count < 3; count++) {
      client.send(mail)
      client.send(rset)
    }
    expect(caught(() => client.send(mail))).toMatchObject({
      code: 'limit',
      message: 'send mail: 4 messages in a session, the server accepts 3',
    })
  })

  it('does not include QUIT, whatever comes before and after it', () => {
    const client = ready('250-STARTTLS\r\n', { verb: 'starttls' }, noop, quit)
    expect(say(client, '454 not now')).toBe('QUIT\r\n')
  })
})

describe('content without DATA (RFC 3030 2)', () => {
  const refusal = (what: string) => ({
    name: 'SmtpError',
    code: 'invalid-state',
    message: `send ${what}: wait for 354, or with CHUNKING for an accepted recipient`,
  })

  it('is refused where no recipient can have been accepted, or what the server offers is not known', () => {
    const early = new ClientConnection()
    for (const command of [ehlo, mail, rcpt('a')]) early.send(command)
    for (const client of [early, ready('250-CHUNKING\r\n'), ready('250-CHUNKING\r\n', mail)]) {
      expect(caught(() => client.send(content('x')))).toMatchObject(refusal('body-chunk'))
      expect(caught(() => client.send(end))).toMatchObject(refusal('body-end'))
    }
  })

  it('follows commands that wait, and takes the place of none', () => {
    const client = ready('250-CHUNKING\r\n', mail, rcpt('a'))
    client.send(content('one\r\n'))
    client.send(content('two\r\n'))
    expect(say(client, '250 ok')).toBe('RCPT TO:<a@foo.com>\r\n')
    expect(say(client, '250 ok')).toBe('BDAT 10\r\none\r\ntwo\r\n')
  })

  it('that is empty is no chunk, but for the last', () => {
    const client = inChunks()
    client.send(content(''))
    expect([say(client), client.awaiting]).toEqual(['', undefined])
    client.send(content('one\r\n'))
    client.send(content(''))
    expect(say(client)).toBe('BDAT 5\r\none\r\n')
    client.send(end)
    expect(say(client, '250 ok')).toBe('BDAT 0 LAST\r\n')
  })

  it('that waits becomes the last chunk at its end, and is answered as that', () => {
    const client = inChunks()
    client.send(content('one\r\n'))
    client.takeOutput()
    client.send(content('two\r\n'))
    client.takeOutput()
    client.send(content('three\r\n'))
    client.send(end)
    client.send(mail)
    expect(say(client, '250 ok')).toBe('BDAT 12 LAST\r\ntwo\r\nthree\r\n')
    expect([client.awaiting, client.state]).toEqual(['bdat-last', 'bdat'])
    expect(say(client, '250 ok')).toBe('MAIL FROM:<Smith@bar.com>\r\n')
  })

  it('that waits is copied once, in however many pieces it comes', () => {
    for (const taken of [true, false]) {
      const client = inChunks()
      client.send(content('one\r\n'))
      client.takeOutput()
      const pieces = Array.from({ length: 1000 }, () => asBytes('x'.repeat(10)))
      const moved = bytesMoved(() => {
        for (const bytes of pieces) {
          client.send({ type: 'body-chunk', bytes })
          if (taken) client.takeOutput()
        }
        client.takeOutput()
      })
      expect(moved).toBe(20_000) // allocated, and filled
      for (const bytes of pieces) bytes.fill(0)
      expect(say(client, '250 ok')).toBe(`BDAT 10000\r\n${'x'.repeat(10_000)}`)
    }
  })
})

describe('a CR at the end of a chunk (RFC 5321 2.3.8)', () => {
  const bareLf = { name: 'SmtpError', code: 'bare-lf', offset: 0 }

  it('goes with the LF of the next, also after a refused recipient and another command', () => {
    const client = ready('250-PIPELINING\r\n250-CHUNKING\r\n', mail, rcpt('a'), rcpt('b'))
    client.send(content('a\r'))
    expect(say(client, '250 ok', '250 ok', '550 no')).toBe('BDAT 2\r\na\r')
    client.send(noop)
    client.send(content('\nb\r\n'))
    client.send(end)
    expect(say(client, '250 ok')).toBe('NOOP\r\n')
    expect(say(client, '250 ok')).toBe('BDAT 4 LAST\r\n\nb\r\n')
  })

  it.each([rset, ehlo])('does not go with the LF of the next message, after $verb', command => {
    const client = inChunks()
    client.send(content('a\r'))
    client.takeOutput()
    client.send(command)
    say(client, '250 ok', '250-ok\r\n250 CHUNKING')
    for (const next of [mail, rcpt('a')]) {
      client.send(next)
      say(client, '250 ok')
    }
    expect(caught(() => client.send(content('\nb')))).toMatchObject(bareLf)
  })

  it('that was refused or not sent does not go with the next LF', () => {
    const refused = inChunks()
    refused.send(content('a\r'))
    refused.takeOutput()
    say(refused, '452 full')
    refused.send(rset)
    const unsent = ready('250-PIPELINING\r\n250-CHUNKING\r\n', mail, rcpt('a'))
    unsent.send(content('a\r'))
    expect(say(unsent, '250 ok', '550 no')).toBe('')
    unsent.send(rcpt('b'))
    expect(caught(() => unsent.send(content('\nb')))).toMatchObject(bareLf)
    say(refused, '250 ok')
    for (const next of [mail, rcpt('a')]) {
      refused.send(next)
      say(refused, '250 ok')
    }
    expect(caught(() => refused.send(content('\nb')))).toMatchObject(bareLf)
  })

  it('that was withdrawn with its message does not go with the next LF of the old one', () => {
    const client = inChunks('250-PIPELINING\r\n')
    client.send(content('a'))
    client.takeOutput()
    say(client, '250 ok')
    for (const command of [rset, mail, rcpt('a')]) client.send(command)
    client.send(content('b\r'))
    say(client, '450 no')
    expect(client.state).toBe('bdat')
    expect(caught(() => client.send(content('\nc')))).toMatchObject(bareLf)
  })

  it('does not go with an LF where line ends are normalized, either', () => {
    const client = new ClientConnection({ normalize: true })
    client.send(ehlo)
    say(client, '220 x', '250-x\r\n250 CHUNKING')
    for (const text of ['a\r', '\nb']) {
      for (const command of [rset, mail, rcpt('a')]) {
        client.send(command)
        say(client, '250 ok')
      }
      client.send(content(text))
      expect(say(client)).toBe(text === 'a\r' ? 'BDAT 2\r\na\r' : 'BDAT 3\r\n\r\nb')
      say(client, '250 ok')
    }
  })
})
