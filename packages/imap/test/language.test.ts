/** LANGUAGE and COMPARATOR (RFC 5255), JMAPACCESS (RFC 9698), and commands of one word or two: COMPRESS, UNAUTHENTICATE, CANCELUPDATE. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandBodyInit,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  type ResponseInit,
  ServerConnection,
} from '../src/index.js'

const read = (line: string, strict = true) => decodeResponse(asBytes(`* ${line}\r\n`), { strict })
const command = (line: string, strict = true) => decodeCommand(asBytes(`a ${line}\r\n`), { strict })

describe('responses', () => {
  it.each<[string, ResponseInit]>([
    ['LANGUAGE (de-CH "nil" i-default)', { type: 'language', languages: ['de-CH', 'nil', 'i-default'] }],
    ['COMPARATOR i;unicode-casemap', { type: 'comparator', comparator: 'i;unicode-casemap', matching: [] }],
    ['COMPARATOR i;basic ("i;b*" i;octet)', { type: 'comparator', comparator: 'i;basic', matching: ['i;b*', 'i;octet'] }],
    ['JMAPACCESS "https://x.example/{a}?b=\\"c\\""', { type: 'jmapaccess', url: 'https://x.example/{a}?b="c"' }],
  ])('%s (RFC 5255 3.2, 4.8, RFC 9698 4)', (line, expected) => {
    expect(read(line)).toEqual({ ...expected, warnings: [], damaged: [] })
    expect(asChars(encodeResponse(expected))).toBe(`* ${line}\r\n`)
  })

  it.each(['LANGUAGE ()', 'COMPARATOR x ()'])('%s names none: a quirk', line => {
    expect(read(line, false).warnings).toMatchObject([{ code: 'empty-list' }])
    expect(caught(() => read(line))).toMatchObject({ code: 'bad-syntax' })
  })

  it.each(['JMAPACCESS https://x', 'JMAPACCESS {1}\r\nx', 'JMAPACCESS NIL', 'LANGUAGE de', 'COMPARATOR a b'])(
    '%j is invalid',
    line => {
      expect(caught(() => read(line, false))).toMatchObject({ code: 'bad-syntax', fault: 'remote' })
    },
  )
})

describe('commands', () => {
  it.each<[string, CommandBodyInit]>([
    ['LANGUAGE', { verb: 'language', preferred: [] }],
    ['LANGUAGE de-CH "*"', { verb: 'language', preferred: ['de-CH', '*'] }],
    ['COMPARATOR "i;a b" default', { verb: 'comparator', preferred: ['i;a b', 'default'] }],
    ['COMPRESS DEFLATE', { verb: 'compress', algorithm: 'DEFLATE' }],
    ['UNAUTHENTICATE', { verb: 'unauthenticate' }],
    ['CANCELUPDATE "A1" "a\\"b"', { verb: 'cancelupdate', tags: ['A1', 'a"b'] }],
    ['GETJMAPACCESS', { verb: 'getjmapaccess' }],
  ])('%s (RFC 5255 3.2, 4.7, RFC 4978 3, RFC 8437 3, RFC 5267 4.3.2, RFC 9698 4)', (line, expected) => {
    expect(command(line)).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...expected }))).toBe(`a ${line}\r\n`)
  })

  it('another algorithm is for the server to refuse (RFC 4978 5)', () => {
    expect(command('COMPRESS zstd', false)).toMatchObject({
      algorithm: 'ZSTD',
      warnings: [{ code: 'compression-algorithm', offset: 11 }],
    })
  })

  it.each([
    ['CANCELUPDATE'],
    ['CANCELUPDATE '],
    ['CANCELUPDATE A1'],
    ['CANCELUPDATE {2}\r\nA1'],
    ['COMPRESS "DEFLATE"'],
    ['LANGUAGE (de)'],
  ])('%j is an error, also by default', line => {
    expect(caught(() => command(line, false))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })

  it('tags are quoted and never a literal, and one at least', () => {
    for (const tags of [[], ['a\r\nb'], ['\0']])
      expect(caught(() => encodeCommandWhole({ tag: 'a', verb: 'cancelupdate', tags }))).toMatchObject({
        code: 'bad-value',
        fault: 'local',
      })
    expect(asChars(encodeCommandWhole({ tag: 'a', verb: 'cancelupdate', tags: ['x'.repeat(2000)] }))).toHaveLength(2019)
  })
})

describe('UNAUTHENTICATE (RFC 8437 3)', () => {
  it('leads back to before the login, and what was queued behind goes out then', () => {
    const client = new ClientConnection()
    client.receive(asBytes('* PREAUTH [CAPABILITY IMAP4rev1 UNAUTHENTICATE] hi\r\n'))
    client.nextEvent()
    client.send({ verb: 'unauthenticate' })
    client.send({ verb: 'login', username: 'tim', password: 'x' })
    expect(client.takeOutput().map(asChars).join('')).toBe('A1 UNAUTHENTICATE\r\n')
    client.receive(asBytes('A1 OK done\r\n'))
    expect(client.nextEvent()).toMatchObject({ type: 'completed' })
    expect(client.state).toBe('not-authenticated')
    expect(client.takeOutput().map(asChars).join('')).toBe('A2 LOGIN tim "x"\r\n')
  })
})

describe('a server (RFC 9051 7.1.3)', () => {
  const answer = (line: string, ...capabilities: string[]): string => {
    const server = new ServerConnection({ capabilities: ['IMAP4REV1', ...capabilities] })
    drive(server, [asBytes(`a ${line}\r\n`)], event => {
      if (event.type === 'command' && event.command.verb === 'connect')
        server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    return server.takeOutput().map(asChars).join('').split('\r\n').at(-2)!
  }

  it.each([
    ['UNAUTHENTICATE', 'UNAUTHENTICATE', 'OK'],
    ['RLIST "" *', 'MAILBOX-REFERRALS', 'OK'],
    ['GETQUOTA ""', 'QUOTA', 'NO'],
    ['SETQUOTA "" ()', 'QUOTASET', 'NO'],
    ['GETMETADATA "" /a', 'METADATA-SERVER', 'NO'],
    ['URLFETCH x', 'URLAUTH', 'OK'],
    ['ID NIL', 'ID', 'OK'],
    ['LANGUAGE de', 'LANGUAGE', 'NO'],
    ['NOTIFY NONE', 'NOTIFY', 'NO'],
  ])('suggests BAD for %s where %s is not announced, and %s where it is', (line, capability, status) => {
    expect(answer(line)).toMatch(/^a BAD \S+(?: or \S+)* is not announced$/)
    expect(answer(line, capability).startsWith(`a ${status} `)).toBe(true)
  })
})
