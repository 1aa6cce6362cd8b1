/** Addresses on their way out: what is written only by a named quirk, and errors that say which address they are about. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandInit,
  decodeCommand,
  encodeCommand,
  encodeReply,
  formatLocalPart,
  formatMailbox,
  formatPath,
  type OutgoingQuirk,
  parseDomain,
  parseMailbox,
  ServerConnection,
  SmtpError,
} from '../src/all.js'
import { at, mail, ready } from './support.js'

const accept: readonly OutgoingQuirk[] = ['domain-underscore']
const odd = at('a', '_foo_.b_r.example')
const rcpt: CommandInit = { verb: 'rcpt', forwardPath: odd }

describe('an underscore in a domain (RFC 5321 4.1.2 has none)', () => {
  const encoders: readonly [string, (given?: readonly OutgoingQuirk[]) => unknown, unknown][] = [
    ['parseDomain', given => parseDomain('b_r.example', undefined, given), 'b_r.example'],
    ['parseMailbox', given => parseMailbox('a@_foo_.b_r.example', undefined, given), odd],
    ['formatMailbox', given => formatMailbox(odd, undefined, given), 'a@_foo_.b_r.example'],
    ['formatPath', given => formatPath({ ...odd, sourceRoute: ['x_y'] }, undefined, given), '<@x_y:a@_foo_.b_r.example>'],
    ['encodeCommand', given => asChars(encodeCommand(rcpt, { accept: given })), 'RCPT TO:<a@_foo_.b_r.example>\r\n'],
    [
      'encodeCommand, EHLO',
      given => asChars(encodeCommand({ verb: 'ehlo', domain: 'my_host' }, { accept: given })),
      'EHLO my_host\r\n',
    ],
    [
      'encodeCommand, ETRN',
      given => asChars(encodeCommand({ verb: 'etrn', argument: 'a_b' }, { accept: given })),
      'ETRN a_b\r\n',
    ],
    [
      'encodeCommand, ATRN',
      given => asChars(encodeCommand({ verb: 'atrn', domains: ['a_b'] }, { accept: given })),
      'ATRN a_b\r\n',
    ],
    [
      'encodeCommand, AUTH=',
      given => asChars(encodeCommand({ verb: 'mail', reversePath: null, parameters: { auth: 'a@b_c' } }, { accept: given })),
      'MAIL FROM:<> AUTH=a@b_c\r\n',
    ],
  ]

  it.each(encoders)('%s: only where it is named', (_name, encode, written) => {
    for (const given of [undefined, []])
      expect(caught(() => encode(given))).toMatchObject({
        name: 'SmtpError',
        code: expect.stringMatching(/^bad-(path|parameter|command)$/) as string,
      })
    expect(encode(accept)).toEqual(written)
  })

  it('ClientConnection: in send and in check, and in a transaction of many', () => {
    const strict = ready('', mail)
    for (const run of [() => strict.send(rcpt), () => strict.check(rcpt)]) expect(caught(run)).toMatchObject({ code: 'bad-path' })
    expect(asChars(strict.takeOutput())).toBe('')
    const client = new ClientConnection({ accept })
    client.send({ verb: 'ehlo', domain: 'my_host' })
    drive(client, [asBytes('220 x\r\n250-x\r\n250 PIPELINING\r\n')])
    client.check(mail, rcpt)
    client.send(mail)
    client.send(rcpt)
    expect(asChars(client.takeOutput())).toBe('EHLO my_host\r\nMAIL FROM:<Smith@bar.com>\r\nRCPT TO:<a@_foo_.b_r.example>\r\n')
  })

  it('is read where it is named, and reported once a domain; what was read is written by the same quirk', () => {
    const line = 'RCPT TO:<@x_y:a@_foo_.b_r.example>\r\n'
    for (const options of [{}, { strict: true }])
      expect(caught(() => decodeCommand(asBytes(line), options))).toMatchObject({ code: 'bad-path' })
    const command = decodeCommand(asBytes(line), { accept })
    expect(command.warnings).toEqual([
      { code: 'domain-underscore', offset: 11 },
      { code: 'domain-underscore', offset: 16 },
    ])
    expect(asChars(encodeCommand(command, { accept }))).toBe(line)
    expect(decodeCommand(asBytes('EHLO my_host\r\n'))).toMatchObject({ warnings: [{ code: 'loose-domain' }] })
    const server = new ServerConnection({ hostname: 'mx', accept })
    const events = drive(server, [asBytes(`EHLO a\r\nMAIL FROM:<a@b_c>\r\n`)], event => {
      if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    expect(events.at(-1)).toMatchObject({ command: { verb: 'mail', reversePath: { domain: 'b_c' } } })
  })

  it.each(['_-', 'a_.-b', '_..a', `${'_'.repeat(64)}.a`, 'a._.', 'a b_'])('other rules hold: %s', name => {
    expect(caught(() => parseDomain(name, undefined, accept))).toMatchObject({ code: 'bad-path' })
  })

  it('no other quirk is accepted in what is written', () => {
    const given = ['local-part-dots'] as unknown as OutgoingQuirk[]
    for (const run of [
      () => encodeCommand(rcpt, { accept: given }),
      () => parseDomain('a', undefined, given),
      () => new ClientConnection({ accept: given }),
    ])
      expect(caught(run)).toMatchObject({
        code: 'bad-value',
        message: expect.stringContaining('quirk cannot be written: "local-part-dots"; choose from domain-underscore') as string,
      })
  })
})

describe('an error about an address says that it was to be written, and names it', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a domain',
      () => formatMailbox(at('a', 'b..c')),
      'encode mailbox: a label must begin and end with a letter or digit, \'.\' found: "a@b..c"',
    ],
    ['a local part', () => formatMailbox(at('a b', 'c')), 'encode mailbox: \'@\' expected, 0x20 found: "a b@c"'],
    ['an injection', () => formatMailbox(at('a\r\nQUIT', 'c')), 'encode mailbox: \'@\' expected, 0x0d found: "a\\r\\nQUIT@c"'],
    ['parts that change places', () => formatMailbox(at('a@b', 'c')), 'encode mailbox: '],
    ['a path', () => formatPath(at('a', 'b_c')), 'encode mailbox: end expected, \'_\' found: "a@b_c"'],
    [
      'a route',
      () => formatPath({ ...at('a', 'b'), sourceRoute: ['c_d'] }),
      'encode source route: end expected, \'_\' found: "c_d"',
    ],
    [
      'a literal in a route',
      () => formatPath({ ...at('a', 'b'), sourceRoute: ['[192.0.2.1]'] }),
      'encode source route: domain expected, not an address literal: "[192.0.2.1]"',
    ],
    ['RCPT', () => encodeCommand(rcpt), 'encode mailbox: '],
    ['EHLO', () => encodeCommand({ verb: 'ehlo', domain: 'my_host' }), 'encode EHLO: end expected, \'_\' found: "my_host"'],
    ['ETRN', () => encodeCommand({ verb: 'etrn', argument: 'a b' }), 'encode ETRN: domain or #queue expected: "a b"'],
    [
      'ATRN',
      () => encodeCommand({ verb: 'atrn', domains: ['[192.0.2.1]'] }),
      'encode ATRN: domain expected, not an address literal: "[192.0.2.1]"',
    ],
    [
      'AUTH=',
      () => encodeCommand({ verb: 'mail', reversePath: null, parameters: { auth: 'nobody' } }),
      'encode AUTH: invalid value: "nobody"',
    ],
    [
      'NOTIFY',
      () => encodeCommand({ ...rcpt, forwardPath: at('a', 'b'), parameters: { notify: ['SUCCESS', 'NEVER'] } }),
      'encode NOTIFY: NEVER must be the only value: "SUCCESS,NEVER"',
    ],
    ['a local part to quote', () => formatLocalPart('a\nb'), 'encode local part: control character: "a\\nb"'],
  ])('%s', (_what, run, message) => {
    const error = caught(run)
    expect(error).toBeInstanceOf(SmtpError)
    expect(error.message.slice(0, message.length)).toBe(message)
  })

  it.each(['x'.repeat(100_000), '\u{1f4e7}'.repeat(1000), `x${'\u{1f4e7}'.repeat(1000)}`, '\0'.repeat(1000)])(
    'a long one is cut, so that the suggested reply can be sent',
    text => {
      const error = caught(() => formatMailbox(at('a', `${text}..`))) as SmtpError
      expect(error.message.length).toBeLessThan(800)
      expect(() => encodeReply(error.suggestedReply)).not.toThrow()
    },
  )
})
