/** METADATA and its commands (RFC 5464): values that are any bytes, names alone, options on either side. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  decodeCommand,
  decodeResponse,
  encodeCommand,
  encodeCommandWhole,
  encodeResponse,
  ResponseDecoder,
} from '../src/index.js'

const read = (line: string, strict = true) => decodeResponse(asBytes(`* METADATA ${line}\r\n`), { strict })
const command = (line: string, strict = true) => decodeCommand(asBytes(`a ${line}\r\n`), { strict })
const entry = (name: string, value: string | null | undefined): object => ({ name, value: value ? asBytes(value) : value })

describe('METADATA (RFC 5464 4.4)', () => {
  it('with values: strings, literals, literal8 and NIL (4.4.1)', () => {
    const line = '"INBOX" (/shared/comment "a b" /private/x ~{3}\r\n\0\r\n /private/y NIL /private/z {2}\r\n\r\n)'
    const found = read(line)
    expect(found).toEqual({
      type: 'metadata',
      mailbox: 'INBOX',
      wireName: 'INBOX',
      entries: [
        entry('/shared/comment', 'a b'),
        entry('/private/x', '\0\r\n'),
        entry('/private/y', null),
        entry('/private/z', '\r\n'),
      ],
      warnings: [],
      damaged: [],
    })
    expect(asChars(encodeResponse(found))).toBe(`* METADATA ${line.replace('"INBOX"', 'INBOX')}\r\n`)
  })

  it('of names alone, which changed (4.4.2); the mailbox is empty for the server', () => {
    const found = read('"" /shared/comment "/private/vendor/a b"')
    expect(found).toMatchObject({
      mailbox: '',
      entries: [entry('/shared/comment', undefined), entry('/private/vendor/a b', undefined)],
    })
    expect(asChars(encodeResponse(found))).toBe('* METADATA "" /shared/comment "/private/vendor/a b"\r\n')
  })

  it('is not written with some values and some names alone', () => {
    const entries = [entry('/a', 'x'), entry('/b', undefined)] as never
    expect(caught(() => encodeResponse({ type: 'metadata', mailbox: '', entries }))).toMatchObject({
      code: 'bad-value',
      fault: 'local',
    })
  })

  it.each(['b', '(b c)', '12', '~{1}'])('an entry whose value is %s costs itself', value => {
    const found = read(`x (/a "1" /b ${value} "/c d" NIL)`, false)
    expect(found).toMatchObject({
      entries: [entry('/a', '1'), entry('/c d', null)],
      warnings: [{ code: 'damaged-entry', offset: 21 }],
    })
    expect(found.damaged.map(({ name, section, bytes }) => [name, section, asChars(bytes)])).toEqual([
      ['METADATA', '/b', `/b ${value}`],
    ])
    expect(caught(() => read(`x (/a "1" /b ${value} "/c d" NIL)`))).toMatchObject({ code: expect.stringMatching('^bad-') })
  })

  it('a large value goes by as pieces', () => {
    const decoder = new ResponseDecoder({ limits: { inlineLiteral: 3 } })
    decoder.push(asBytes('* METADATA x (/a {4}\r\nabcd /b {3}\r\nxyz)\r\n'))
    const found = Array.from({ length: 4 }, () => decoder.next())
    expect(found).toMatchObject([
      { type: 'body-start', size: 4, sequence: undefined, item: undefined },
      { type: 'body-chunk' },
      { type: 'body-end' },
      { type: 'metadata', entries: [{ name: '/a', value: { streamed: true, size: 4 } }, entry('/b', 'xyz')] },
    ])
    expect(caught(() => encodeResponse(found[3] as never))).toMatchObject({ code: 'bad-value', fault: 'local' })
  })

  it.each(['a', '/a/', '//a', '"/a*"', '"/%"', '"/\x01"', '""'])('%j is no name of an entry, and kept (3.2)', name => {
    expect(read(`x ${name}`).warnings).toMatchObject([{ code: 'entry-name', offset: 13 }])
  })
})

describe('GETMETADATA (RFC 5464 4.2)', () => {
  it.each([
    ['GETMETADATA "" /shared/comment', { mailbox: '', options: [], entries: ['/shared/comment'] }],
    [
      'GETMETADATA (MAXSIZE 1024 DEPTH infinity X-Y (z)) INBOX (/a "/b c")',
      {
        mailbox: 'INBOX',
        options: [
          { name: 'MAXSIZE', size: 1024 },
          { name: 'DEPTH', depth: 'infinity' },
          { name: 'unknown', option: 'X-Y', bytes: asBytes('(z)') },
        ],
        entries: ['/a', '/b c'],
      },
    ],
    ['GETMETADATA (DEPTH 1) x /a', { mailbox: 'x', options: [{ name: 'DEPTH', depth: 1 }], entries: ['/a'] }],
  ] as const)('%s', (line, expected) => {
    expect(command(line)).toMatchObject({ verb: 'getmetadata', ...expected, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', verb: 'getmetadata', ...expected }))).toBe(`a ${line}\r\n`)
  })

  it('its options behind the mailbox, as the examples of 4.2.1 and 4.2.2 have them', () => {
    const found = command('GETMETADATA "INBOX" (maxsize 5 depth 0) (/a)', false)
    expect(found).toMatchObject({
      options: [
        { name: 'MAXSIZE', size: 5 },
        { name: 'DEPTH', depth: 0 },
      ],
      entries: ['/a'],
      warnings: [{ code: 'options-behind', offset: 22 }],
    })
    expect(asChars(encodeCommandWhole(found))).toBe('a GETMETADATA (MAXSIZE 5 DEPTH 0) INBOX /a\r\n')
  })

  it.each(['x', 'x ()', 'x (DEPTH 2) /a', '(DEPTH 1) x (DEPTH 1) /a', '(MAXSIZE 4294967296) x /a', '(DEPTH "1") x /a'])(
    '%s is an error, also by default',
    text => {
      expect(caught(() => command(`GETMETADATA ${text}`, false))).toMatchObject({ name: 'ImapError', fault: 'remote' })
    },
  )

  it.each([{ entries: [] }, { options: [{ name: 'DEPTH', depth: 2 }] }, { options: [{ name: 'MAXSIZE', size: 2 ** 32 }] }])(
    '%j is not written',
    given => {
      const whole = { tag: 'a', verb: 'getmetadata', mailbox: 'x', entries: ['/a'], ...given } as never
      expect(caught(() => encodeCommandWhole(whole))).toMatchObject({ code: 'bad-value', fault: 'local' })
    },
  )
})

describe('SETMETADATA (RFC 5464 4.3)', () => {
  it('has values of any bytes: a literal8 only where NUL needs it', () => {
    const line = 'SETMETADATA x (/a "b" /c NIL /d {1+}\r\n\n /e ~{1+}\r\n\0)'
    const found = command(line)
    expect(found).toMatchObject({
      entries: [entry('/a', 'b'), entry('/c', null), entry('/d', '\n'), entry('/e', '\0')],
      warnings: [],
    })
    expect(asChars(encodeCommandWhole(found))).toBe(`a ${line}\r\n`)
    // The client waits before each literal.
    expect(encodeCommand(found).map(asChars)).toHaveLength(3)
  })

  it.each(['()', '(/a)', '/a NIL', '(/a b)', '(/a NIL /b)'])('%s is an error, also by default', text => {
    expect(caught(() => command(`SETMETADATA x ${text}`, false))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })
})

describe('what the server announces (RFC 5464 1)', () => {
  const send = (capability: string, mailbox: string): string => {
    const client = new ClientConnection()
    client.receive(asBytes(`* PREAUTH [CAPABILITY IMAP4rev1 ${capability}] hi\r\n`))
    client.nextEvent()
    client.send({ verb: 'getmetadata', mailbox, entries: ['/shared/x'] })
    return client.takeOutput().map(asChars).join('')
  }

  it('METADATA-SERVER is enough for entries of the server, and for no others', () => {
    expect(send('METADATA-SERVER', '')).toBe('A1 GETMETADATA "" /shared/x\r\n')
    expect(send('METADATA', '')).toBe('A1 GETMETADATA "" /shared/x\r\n')
    expect(caught(() => send('METADATA-SERVER', 'a'))).toMatchObject({ code: 'not-offered' })
    expect(caught(() => send('ACL', ''))).toMatchObject({ code: 'not-offered' })
  })
})
