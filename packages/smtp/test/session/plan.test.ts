/** What a client may not send: what was not offered, and what is above an offered limit (RFC 5321 2.2.1, RFC 1870 6.1, RFC 9422 4). */
import { asBytes, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type CommandInit } from '../../src/all.js'
import { at, ehlo, mail, rcpt, ready } from '../support.js'

const auth = (mechanism: string): CommandInit => ({ verb: 'auth', mechanism, initialResponse: undefined })
const to = (domain: string | undefined): CommandInit => ({ verb: 'rcpt', forwardPath: { localPart: 'Postmaster', domain } })
const starttls: CommandInit = { verb: 'starttls' }
const utf8: CommandInit = { verb: 'mail', reversePath: null, parameters: { smtputf8: true } }
const sized = (size: number): CommandInit => ({ verb: 'mail', reversePath: null, parameters: { size } })
const binary: CommandInit = { verb: 'mail', reversePath: null, parameters: { body: 'BINARYMIME' } }

/** What refuses the last of some commands; the others are accepted. */
function refusal(keywords: string, commands: readonly CommandInit[]): unknown[] {
  const client = ready(keywords)
  if (commands.length > 1) client.check(...commands.slice(0, -1))
  const { code, message, suggestedReply } = caught(() => client.check(...commands)) as Error & {
    code: string
    suggestedReply: { enhanced: string }
  }
  return [code, message, suggestedReply.enhanced]
}

describe('what is refused before it is sent, and why', () => {
  it.each<[string, string, CommandInit[], string]>([
    ['a command', '', [starttls], 'send starttls: the server did not offer STARTTLS'],
    [
      'a mechanism',
      '250-AUTH PLAIN LOGIN\r\n',
      [auth('SCRAM-SHA-1')],
      'send auth: the server did not offer AUTH SCRAM-SHA-1, but PLAIN, LOGIN',
    ],
    ['AUTH without mechanisms', '250-AUTH\r\n', [auth('PLAIN')], 'send auth: the server did not offer AUTH PLAIN, but none'],
    ['a parameter', '', [sized(1)], 'send mail: the server did not offer SIZE'],
    ['BINARYMIME without CHUNKING', '250-BINARYMIME\r\n', [binary], 'send mail: the server did not offer CHUNKING'],
    ['a name in EHLO', '', [{ ...ehlo, domain: 'é' } as CommandInit], 'send ehlo: non-ASCII domain; use A-labels'],
    ['a name in HELO', '', [{ verb: 'helo', domain: 'é' }], 'send helo: non-ASCII domain; use A-labels'],
    ['a recipient, in a server without SMTPUTF8', '', [mail, rcpt('é')], 'send rcpt: the server did not offer SMTPUTF8'],
    ['a recipient', '250-SMTPUTF8\r\n', [mail, rcpt('é')], 'send rcpt: a non-ASCII address needs the SMTPUTF8 parameter of MAIL'],
    [
      'a sender',
      '250-SMTPUTF8\r\n',
      [{ verb: 'mail', reversePath: at('é', 'b') }],
      'send mail: a non-ASCII address needs the SMTPUTF8 parameter',
    ],
    [
      'AUTH after STARTTLS',
      '250-STARTTLS\r\n250-AUTH PLAIN\r\n',
      [starttls, ehlo, auth('PLAIN')],
      'send auth: AUTH is not known after STARTTLS; wait for the reply to a new EHLO',
    ],
    [
      'SIZE after XCLIENT',
      '250-XCLIENT ADDR\r\n250-SIZE\r\n',
      [{ verb: 'xclient', attributes: [{ name: 'ADDR', value: '192.0.2.1' }] }, ehlo, sized(1)],
      'send mail: SIZE is not known after XCLIENT; wait for the reply to a new EHLO',
    ],
  ])('%s that was not offered', (_name, keywords, commands, message) => {
    expect(refusal(keywords, commands)).toEqual(['not-offered', message, expect.any(String)])
  })

  it('a name beyond ASCII in LHLO (RFC 6531 3.7.1)', () => {
    const client = new ClientConnection({ lmtp: true })
    expect(caught(() => client.send({ verb: 'lhlo', domain: 'é' }))).toMatchObject({ code: 'not-offered' })
  })

  it('mechanisms are compared in any case (RFC 4954 4)', () => {
    expect(() => ready('250-AUTH plain\r\n').check(auth('Plain'))).not.toThrow()
  })

  const rset: CommandInit = { verb: 'rset' }
  it.each<[string, string, CommandInit[], string, string]>([
    ['SIZE (RFC 1870 6.1)', 'SIZE 10', [sized(10), rset, sized(11)], '11 bytes, the server accepts 10', '5.3.4'],
    ['MAILMAX', 'LIMITS MAILMAX=1', [mail, rset, mail], '2 messages in a session, the server accepts 1', '5.5.3'],
    [
      'RCPTMAX',
      'LIMITS RCPTMAX=1',
      [mail, rcpt('a'), rset, mail, rcpt('a'), rcpt('b')],
      '2 recipients, the server accepts 1',
      '5.5.3',
    ],
    [
      'RCPTDOMAINMAX',
      'LIMITS RCPTDOMAINMAX=2',
      [mail, to('z'), rset, mail, to('x'), to('X'), to('y'), to('x'), to('Y'), to(undefined)],
      '3 domains of recipients, the server accepts 2',
      '5.5.3',
    ],
  ])('above %s (RFC 9422 4)', (_name, keyword, commands, what, enhanced) => {
    const verb = commands.at(-1)!.verb
    expect(refusal(`250-${keyword}\r\n`, commands)).toEqual(['limit', `send ${verb}: ${what}`, enhanced])
  })

  it('SIZE 0 is no limit (RFC 1870 4)', () => {
    expect(() => ready('250-SIZE 0\r\n').check(sized(1e9))).not.toThrow()
    expect(() => ready('250-SIZE\r\n').check(sized(1e9))).not.toThrow()
  })
})

describe('domains of recipients: those that were sent and those that are checked', () => {
  const offered = (most: number): ClientConnection =>
    ready(`250-PIPELINING\r\n250-SMTPUTF8\r\n250-LIMITS RCPTDOMAINMAX=${most}\r\n`, utf8, to('x'))

  it('count together, and each once (RFC 9422 4.3)', () => {
    expect(() => offered(2).check(to('X'), to('y'), to('x'), to('y'))).not.toThrow()
    expect(() => offered(1).check(to('x'), to('x'))).not.toThrow()
    for (const more of [[to('y')], [to('x'), to('y')]])
      expect(caught(() => offered(1).check(...more))).toMatchObject({
        code: 'limit',
        message: 'send rcpt: 2 domains of recipients, the server accepts 1',
      })
    expect(caught(() => offered(2).check(to('y'), to('z')))).toMatchObject({ code: 'limit' })
  })

  it('are not those of another message', () => {
    expect(() => offered(1).check({ verb: 'rset' }, mail, to('y'))).not.toThrow()
  })

  it('are not changed by what is checked', () => {
    const client = offered(2)
    client.check(to('y'))
    expect(() => client.check(to('z'))).not.toThrow()
    client.send(to('z'))
    expect(caught(() => client.check(to('y')))).toMatchObject({ code: 'limit' })
  })

  it('that differ are counted, also where their capitals are the same', () => {
    expect(caught(() => offered(2).check(to('straße.example'), to('strasse.example')))).toMatchObject({ code: 'limit' })
  })
})

it('what HELO does not announce is not offered (RFC 5321 4.1.1.1)', () => {
  const client = ready('250-SIZE 10\r\n250-AUTH PLAIN\r\n', { verb: 'helo', domain: 'a' })
  drive(client, [asBytes('250 x\r\n')])
  expect(caught(() => client.check(sized(1)))).toMatchObject({ message: 'send mail: the server did not offer SIZE' })
  expect(caught(() => client.check(auth('PLAIN')))).toMatchObject({ message: 'send auth: the server did not offer AUTH' })
})
