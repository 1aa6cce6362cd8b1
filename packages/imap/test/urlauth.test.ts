/** GENURLAUTH, URLFETCH and RESETKEY (RFC 4467), with what RFC 5524 adds to URLFETCH. */
import { asBytes, asChars, caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandBodyInit,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  type ResponseInit,
} from '../src/index.js'

const read = (line: string, strict = true) => decodeResponse(asBytes(`* ${line}\r\n`), { strict })
const command = (line: string) => decodeCommand(asBytes(`a ${line}\r\n`), { strict: true })
const url = 'imap://x/y/;uid=20;urlauth=anonymous:internal:91354a473744909de610943775f92038'

describe('responses (RFC 4467 8, RFC 5524 3.2)', () => {
  it.each<[string, ResponseInit]>([
    [`GENURLAUTH ${url} "a b"`, { type: 'genurlauth', urls: [url, 'a b'] }],
    [
      `URLFETCH ${url} {2}\r\nhi b NIL c {0}\r\n`,
      {
        type: 'urlfetch',
        urls: [
          { url, data: asBytes('hi'), metadata: undefined },
          { url: 'b', data: null, metadata: undefined },
          { url: 'c', data: asBytes(''), metadata: undefined },
        ],
      },
    ],
    [
      'URLFETCH u (BODYPARTSTRUCTURE ("image" "png" NIL NIL NIL "binary" 3)) (BINARY ~{3}\r\n\0\r\n) v (BODY NIL)',
      {
        type: 'urlfetch',
        urls: [
          {
            url: 'u',
            data: undefined,
            metadata: [
              { name: 'BODYPARTSTRUCTURE', structure: expect.objectContaining({ kind: 'basic', subtype: 'png', size: 3 }) },
              { name: 'BINARY', data: asBytes('\0\r\n') },
            ],
          },
          { url: 'v', data: undefined, metadata: [{ name: 'BODY', data: null }] },
        ],
      },
    ],
  ])('%j', (line, expected) => {
    const found = read(line)
    expect(found).toEqual({ ...expected, warnings: [], damaged: [] })
    expect(asChars(encodeResponse(found))).toBe(`* ${line}\r\n`)
  })

  it('data in quotes is the same as in a literal', () => {
    expect(read('URLFETCH u "h\\"i"')).toMatchObject({ urls: [{ data: asBytes('h"i') }] })
  })

  it('metadata that is not known is kept as it came', () => {
    const found = read('URLFETCH u (X-Y (a {1}\r\n))) (BODY "z")', false)
    expect(found).toMatchObject({
      urls: [{ metadata: [{ name: 'unknown', item: 'X-Y', bytes: asBytes('(a {1}\r\n))') }, { name: 'BODY' }] }],
      warnings: [{ code: 'unknown-item', offset: 14 }],
    })
    expect(asChars(encodeResponse(found))).toContain('(X-Y (a {1}\r\n)))')
    expect(caught(() => read('URLFETCH u (X-Y 1)'))).toMatchObject({ code: 'bad-syntax' })
  })

  it('metadata in one pair of parentheses, as Dovecot sends them, are as many, and are written each in its own', () => {
    const line = 'URLFETCH u (BODYPARTSTRUCTURE ("image" "png" NIL NIL NIL "binary" 3) BINARY ~{3}\r\n\0\r\n BODY NIL) v NIL'
    const found = read(line, false)
    expect(found).toMatchObject({
      urls: [
        { url: 'u', metadata: [{ name: 'BODYPARTSTRUCTURE' }, { name: 'BINARY', data: asBytes('\0\r\n') }, { name: 'BODY' }] },
        { url: 'v', data: null },
      ],
      warnings: [
        { code: 'joined-metadata', offset: 2 + line.indexOf(' BINARY') },
        { code: 'joined-metadata', offset: 2 + line.indexOf(' BODY NIL') },
      ],
    })
    expect(asChars(encodeResponse(found))).toBe(`* ${line.replace(/ (?=BINARY|BODY )/g, ') (')}\r\n`)
    expect(caught(() => read(line))).toMatchObject({ code: 'bad-syntax' })
  })

  it.each([
    'GENURLAUTH',
    'URLFETCH',
    'URLFETCH u',
    'URLFETCH u x',
    'URLFETCH u ()',
    'URLFETCH u (BODY "a" "b")',
    'URLFETCH u "x" (BODY NIL)',
  ])('%j is invalid, also by default', line => {
    expect(caught(() => read(line, false))).toMatchObject({ name: 'ImapError', fault: 'remote' })
  })

  it('a URL has data or metadata, and one of them', () => {
    for (const one of [
      { url },
      { url, data: null, metadata: [] },
      { url, metadata: [] },
      { url, data: { streamed: true, size: 1 } },
    ])
      expect(caught(() => encodeResponse({ type: 'urlfetch', urls: [one as never] }))).toMatchObject({
        code: 'bad-value',
        fault: 'local',
      })
  })
})

describe('commands (RFC 4467 7, RFC 5524 3.1)', () => {
  it.each<[string, CommandBodyInit]>([
    [
      'GENURLAUTH imap://x/y;urlauth=user+tim INTERNAL "a b" X.1-Y',
      {
        verb: 'genurlauth',
        requests: [
          { url: 'imap://x/y;urlauth=user+tim', mechanism: 'INTERNAL' },
          { url: 'a b', mechanism: 'X.1-Y' },
        ],
      },
    ],
    [
      `URLFETCH ${url} ("a b" BINARY BODYPARTSTRUCTURE X-Y) (c)`,
      {
        verb: 'urlfetch',
        urls: [
          { url, parameters: undefined },
          { url: 'a b', parameters: ['BINARY', 'BODYPARTSTRUCTURE', 'X-Y'] },
          { url: 'c', parameters: [] },
        ],
      },
    ],
    ['RESETKEY', { verb: 'resetkey', mailbox: undefined, wireName: undefined, mechanisms: [] }],
    ['RESETKEY &AOk- INTERNAL', { verb: 'resetkey', mailbox: 'é', wireName: '&AOk-', mechanisms: ['INTERNAL'] }],
  ])('%s', (line, expected) => {
    expect(command(line)).toEqual({ tag: 'a', ...expected, warnings: [] })
    expect(asChars(encodeCommandWhole({ tag: 'a', ...expected }))).toBe(`a ${line}\r\n`)
  })

  it('the name of a mechanism is letters, digits, dashes and dots', () => {
    expect(command('GENURLAUTH x internal')).toMatchObject({ requests: [{ mechanism: 'INTERNAL' }] })
    expect(caught(() => command('GENURLAUTH x a_b'))).toMatchObject({ code: 'bad-syntax', offset: 15 })
    const requests = [{ url, mechanism: 'a_b' }]
    expect(caught(() => encodeCommandWhole({ tag: 'a', verb: 'genurlauth', requests }))).toMatchObject({ code: 'bad-value' })
    expect(caught(() => encodeCommandWhole({ tag: 'a', verb: 'resetkey', mechanisms: ['X'] }))).toMatchObject({
      code: 'bad-value',
    })
  })
})

describe('a client', () => {
  const talk = (capabilities: string) => {
    let seen = ''
    const client = new ClientConnection({ tap: (_, bytes) => void (seen += asChars(bytes)) })
    client.receive(asBytes(`* PREAUTH [CAPABILITY IMAP4rev1 ${capabilities}] hi\r\n`))
    client.nextEvent()
    return { client, seen: () => seen }
  }

  it('shows no URL that gives access', () => {
    const { client, seen } = talk('URLAUTH')
    client.send({ verb: 'urlfetch', urls: [{ url }] })
    expect(client.takeOutput().map(asChars).join('')).toBe(`A1 URLFETCH ${url}\r\n`)
    expect(seen()).toContain('A1 URLFETCH ***\r\n')
    expect(seen()).not.toContain('91354a47')
  })

  it('asks for parts of a URL only where URLAUTH=BINARY is announced (RFC 5524 3)', () => {
    const extended = { verb: 'urlfetch', urls: [{ url, parameters: ['BINARY'] }] } as const
    expect(caught(() => talk('URLAUTH').client.send(extended))).toMatchObject({ code: 'not-offered' })
    const { client } = talk('URLAUTH URLAUTH=BINARY')
    client.send(extended)
    expect(client.takeOutput().map(asChars).join('')).toBe(`A1 URLFETCH (${url} BINARY)\r\n`)
  })
})
