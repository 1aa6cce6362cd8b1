/** What a server does with the literals of commands (RFC 9051 4.3, RFC 7888): read on, or decided by the caller, and never kept beyond the limits. */
import { fc, test } from '@fast-check/vitest'
import { asBytes, asChars, byteByByte, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { type ResponseInit, ServerConnection, type ServerEvent, type ServerOptions, type ServerSend } from '../../src/index.js'

type Literal = ServerEvent & { readonly type: 'literal' }
type Decide = (event: Literal) => ServerSend | undefined

const status = (type: 'ok' | 'no' | 'bad' | 'preauth', tag?: string): ResponseInit => ({ type, tag, code: undefined, text: 'x' })
const accept: ServerSend = { type: 'continuation', text: 'go on' }
const discard: ServerSend = { type: 'discard' }
const no: Decide = ({ tag }) => status('no', tag)
const cuts = [(bytes: Uint8Array) => [bytes], byteByByte]

/** The events of a client that is logged in, from the server's side; it answers literals by `decide`, or as is suggested. */
function events(
  text: string,
  decide: Decide = () => undefined,
  options: ServerOptions = {},
): { server: ServerConnection; all: ServerEvent[]; output: string[] } {
  const runs = cuts.map(cut => {
    const server = new ServerConnection(options)
    const all = drive(server, cut(asBytes(text)), event => {
      if (event.type === 'literal') server.send(decide(event) ?? event.suggestedReply)
      else if (event.type === 'command' && event.command.verb === 'connect') server.send(status('preauth'))
      else if ('suggestedReply' in event) server.send(event.suggestedReply)
    })
    return { server, all: all.slice(1), output: asChars(server.takeOutput()).split('\r\n').slice(1, -1) }
  })
  expect(runs[1]!.all).toEqual(runs[0]!.all)
  expect(runs[1]!.output).toEqual(runs[0]!.output)
  return runs[0]!
}

const limits = { literal: 10 }
const invalid = (tag: string | undefined, code: string) => ({
  type: 'command',
  command: { verb: 'invalid', tag, error: { code } },
})
const noop = { type: 'command', command: { verb: 'noop', tag: 'z' } }

describe('which literals are asked about', () => {
  it.each<[number, ServerOptions['limits'], boolean]>([
    [9, { literal: 10 }, false],
    [10, { literal: 10 }, false],
    [11, { literal: 10 }, true],
    [5, { literal: 10, inlineLiteral: 5 }, false],
    [6, { literal: 10, inlineLiteral: 5 }, true],
    [65_536, {}, false],
    [65_537, {}, true],
  ])('%i bytes under %j: %s', (size, given, asks) => {
    for (const mark of ['', '+']) {
      const { all, output } = events(`a XSET {${size}${mark}}\r\n`, undefined, { limits: given })
      expect(all.map(({ type }) => type)).toEqual(asks ? ['literal'] : [])
      expect(output.includes('+ go on')).toBe(!asks && mark === '')
    }
  })

  it.each<[string, string | undefined, string | undefined]>([
    ['a SETMETADATA x (y {11}', 'a', 'SETMETADATA'],
    ['a login {11}', 'a', 'LOGIN'],
    ['a  uid  search {11}', 'a', 'UID SEARCH'],
    ['a UID {11}', 'a', 'UID'],
  ])('%j: tag %s, name %s', (line, tag, name) => {
    const { all, output } = events(`${line}\r\nz NOOP\r\n`, undefined, { limits })
    expect(all).toMatchObject([
      { type: 'literal', tag, name, size: 11, nonSynchronizing: false, append: undefined, error: undefined },
      noop,
    ])
    expect(output).toEqual([`${tag ?? '*'} BAD [TOOBIG] a literal of 11 bytes is too large`, 'z OK NOOP done'])
  })

  it.each([
    ['a {11}', 'a'],
    ['a{11}', 'a'],
    ['({11}', '*'],
    ['{11}', '*'],
  ])('%j is no command: it is refused at once, and its literal is not asked for', (line, tag) => {
    const refused = { type: 'command', command: { verb: 'invalid', error: { code: 'bad-syntax' } } }
    const waiting = events(`${line}\r\nz NOOP\r\n`)
    expect(waiting.all).toMatchObject([refused, noop])
    expect(waiting.output).toEqual([expect.stringMatching(new RegExp(`^[${tag}] BAD `)), 'z OK NOOP done'])
    // Who does not wait sends it all the same.
    const going = events(`${line.replace('}', '+}')}\r\na LOGIN b c \r\nz NOOP\r\n`)
    expect(going.all).toMatchObject([refused, noop])
  })

  it('each literal of APPEND is, however small; only the message is told of', () => {
    const { all, output } = events('a APPEND {1}\r\nx (\\Seen) {1}\r\n')
    expect(all).toMatchObject([
      { type: 'literal', size: 1, append: undefined, suggestedReply: [{ type: 'continuation' }] },
      {
        type: 'literal',
        append: { mailbox: 'x', flags: ['\\Seen'], internalDate: undefined, binary: false, size: 1 },
        suggestedReply: [{ type: 'no' }],
      },
    ])
    expect(output).toEqual(['+ go on', 'a NO [NONEXISTENT] no such mailbox'])
  })
})

describe('the answer', () => {
  const pending = (text: string, options: ServerOptions = { limits }): ServerConnection => {
    const server = new ServerConnection(options)
    drive(server, [asBytes(text)], event => event.type === 'command' && server.send(status('preauth')))
    server.takeOutput()
    return server
  }

  it('is waited for, and what follows is not read before', () => {
    const server = pending('a XSET {11}\r\nz NOOP\r\n')
    expect([server.waiting, server.nextEvent(), server.takeOutput()]).toEqual(['reply', undefined, []])
  })

  it.each<[string, ServerSend]>([
    ['OK', status('ok', 'a')],
    ['the completion of another command', status('no', 'b')],
    ['a challenge', { type: 'challenge', data: asBytes('') }],
    ['two decisions', [accept, discard] as never],
    ['a refusal and a decision', [status('no', 'a'), accept] as never],
    ['a second refusal', [status('no', 'a'), status('no', 'a')]],
    ['CR and LF', { type: 'continuation', text: 'a\r\nb' }],
  ])('is not %s', (_name, output) => {
    const server = pending('a XSET {11}\r\n')
    expect(caught(() => server.send(output))).toMatchObject({ name: 'ImapError' })
    expect([server.waiting, server.takeOutput()]).toEqual(['reply', []])
    server.send(accept)
    expect(asChars(server.takeOutput())).toBe('+ go on\r\n')
  })

  it('is only given where a literal waits', () => {
    for (const output of [accept, discard]) {
      const server = pending('')
      expect(caught(() => server.send(output))).toMatchObject({ code: 'invalid-state' })
      drive(server, [asBytes('a NOOP\r\n')])
      expect(caught(() => server.send(output))).toMatchObject({ code: 'invalid-state' })
    }
  })

  it('untagged data may be sent before it', () => {
    const server = pending('a XSET {11}\r\n')
    server.send({ type: 'list', attributes: [], delimiter: '/', mailbox: 'x' })
    expect(server.waiting).toBe('reply')
  })

  it('to one that waits: + where it is accepted or discarded, and no + where it is refused', () => {
    for (const [output, expected] of [
      [accept, '+ go on\r\n'],
      [discard, '+ go on\r\n'],
      [status('bad', 'a'), 'a BAD x\r\n'],
    ] as const) {
      const server = pending('a XSET {11}\r\n')
      server.send(output)
      expect([asChars(server.takeOutput()), server.waiting]).toEqual([expected, 'input'])
    }
  })

  it('to one that does not wait: nothing but a refusal is written', () => {
    for (const [output, expected] of [
      [accept, ''],
      [discard, ''],
      [status('bad', 'a'), 'a BAD x\r\n'],
    ] as const) {
      const server = pending('a XSET {11+}\r\n')
      server.send(output)
      expect([asChars(server.takeOutput()), server.waiting]).toEqual([expected, 'input'])
    }
  })
})

describe('a literal that is accepted', () => {
  it.each(['', '+'])('streams, and the command follows without it (%j)', mark => {
    const { all } = events(`a XSET (x {11${mark}}\r\nhello\r\nyou! y)\r\nz NOOP\r\n`, () => accept, { limits })
    expect(all).toMatchObject([
      { type: 'literal' },
      { type: 'body-start', tag: 'a', name: 'XSET', size: 11, append: undefined },
      { type: 'body-chunk', bytes: asBytes('hello\r\nyou!') },
      { type: 'body-end' },
      { type: 'command', command: { verb: 'unknown', name: 'XSET', bytes: asBytes(' (x {11}\r\n y)') } },
      noop,
    ])
  })

  it('is too large where text belongs', () => {
    const { all } = events('a LOGIN {11}\r\nhello world x\r\nz NOOP\r\n', () => accept, { limits })
    expect(all.slice(4)).toMatchObject([invalid('a', 'literal-too-large'), noop])
  })
})

describe('a literal that is refused', () => {
  it('and waits: the next line is a command', () => {
    const { all, output } = events('a XSET {11}\r\nz NOOP\r\n', no, { limits })
    expect(all).toMatchObject([{ type: 'literal' }, noop])
    expect(output).toEqual(['a NO x', 'z OK NOOP done'])
  })

  it.each([
    'a XSET {11+}\r\nz DELETE xx rest',
    'a XSET {11+}\r\nz DELETE xx {9+}\r\ny DELETE  {0+}\r\n',
    'a XSET {11+}\r\nz DELETE xx {9}',
  ])('and does not wait: it is skipped with all that belongs to its command: %j', text => {
    const { all, output } = events(`${text}\r\nz NOOP\r\n`, no, { limits })
    expect(all).toMatchObject([{ type: 'literal' }, noop])
    expect(output).toEqual(['a NO x', 'z OK NOOP done'])
  })

  it('behind one that holds NUL: the next command is none the worse', () => {
    const decide: Decide = event => (event.size === 11 ? accept : status('no', event.tag))
    const { all } = events('a XSET {11+}\r\nhello\0world {12}\r\nz NOOP\r\n', decide, { limits })
    expect(all.at(-1)).toMatchObject(noop)
  })

  it('is seen by a tap as what is no command', () => {
    let seen = ''
    const server = new ServerConnection({ limits, tap: (way, bytes) => void (way === 'received' && (seen += asChars(bytes))) })
    drive(server, [asBytes('a XSET {11}\r\nz NOOP\r\n')], event => 'suggestedReply' in event && server.send(event.suggestedReply))
    expect(seen).toBe('(not a command)\r\nz NOOP\r\n')
  })

  it('counts as a bad command when it gets BAD', () => {
    const { all } = events('a XSET {11}\r\n'.repeat(30), undefined, { limits: { ...limits, badCommands: 3 } })
    expect(all.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'too-many-errors' } })
  })
})

describe('a literal that is discarded', () => {
  it.each(['', '+'])('leaves a command that can only be refused (%j)', mark => {
    const { all, output } = events(`a XSET {11${mark}}\r\nz DELETE xx y\r\nz NOOP\r\n`, () => discard, { limits })
    expect(all).toMatchObject([
      { type: 'literal' },
      { command: { verb: 'invalid', tag: 'a', error: { code: 'discarded' }, command: { verb: 'unknown', name: 'XSET' } } },
      noop,
    ])
    expect(output.filter(line => !line.startsWith('+'))).toEqual([
      'a NO a literal of the command was discarded',
      'z OK NOOP done',
    ])
  })

  it('with others behind it: they are skipped, and who waits learns that the command is over', () => {
    const { output } = events('a XSET {11+}\r\nz DELETE xx {5+}\r\nhello {5}\r\nz NOOP\r\n', () => discard, { limits })
    expect(output).toEqual(['a NO a literal of the command was discarded', 'z OK NOOP done'])
  })

  it('OK never answers', () => {
    const server = new ServerConnection({ limits })
    drive(server, [asBytes('a XSET {1+}\r\nx {11+}\r\nhello world\r\n')], event => {
      if (event.type === 'literal') server.send(discard)
      if (event.type === 'command' && event.command.verb === 'connect') server.send(status('preauth'))
    })
    expect(caught(() => server.send(status('ok', 'a')))).toMatchObject({ code: 'invalid-state' })
  })
})

describe('several literals in one command', () => {
  it('small ones are read on, with a + for each that waits', () => {
    const { all, output } = events('a RENAME {1}\r\na {2+}\r\nbc\r\n')
    expect(all).toMatchObject([{ command: { verb: 'rename', mailbox: 'a', newName: 'bc' } }])
    expect(output[0]).toBe('+ go on')
    expect(output).toHaveLength(2)
  })

  it('LOGIN by literals', () => {
    const server = new ServerConnection()
    const all = drive(
      server,
      [asBytes('a LOGIN {3}\r\ntim {6}\r\nsesame\r\n')],
      event => 'suggestedReply' in event && server.send(event.suggestedReply),
    )
    expect(all.at(-1)).toMatchObject({ command: { verb: 'login', username: 'tim', password: 'sesame' } })
  })

  it('a large one behind a small one, and another', () => {
    const { all } = events('a XSET {2}\r\nxy {11}\r\nhello world {12+}\r\nhello world!\r\n', () => accept, { limits })
    expect(all.map(({ type }) => type)).toEqual([
      'literal',
      'body-start',
      'body-chunk',
      'body-end',
      'literal',
      'body-start',
      'body-chunk',
      'body-end',
      'command',
    ])
    expect(all.at(-1)).toMatchObject({ command: { bytes: asBytes(' {2}\r\nxy {11}\r\n {12}\r\n') } })
  })
})

describe('LITERAL- (RFC 7888 5)', () => {
  it.each<[readonly string[], number, boolean]>([
    [['LITERAL-'], 4096, true],
    [['literal-'], 4097, false],
    [['IMAP4rev2'], 4096, true],
    [['IMAP4rev2'], 4097, false],
    [['IMAP4rev2', 'LITERAL+'], 4097, true],
    [['LITERAL+'], 65_536, true],
    [['IMAP4REV1'], 65_536, true],
  ])('%j: %i bytes that do not wait are read: %s', (capabilities, size, isRead) => {
    const text = `a XSET {${size}+}\r\n${'x'.repeat(size)}\r\nz NOOP\r\n`
    const { all, output } = events(text, undefined, { capabilities })
    expect(all.at(-1)).toMatchObject(noop)
    if (isRead) expect(all[0]).toMatchObject({ type: 'command', command: { verb: 'unknown' } })
    else {
      expect(all[0]).toMatchObject({ type: 'literal', size, error: { code: 'literal-too-large' } })
      expect(output[0]).toMatch(/^a BAD \[TOOBIG\] /)
    }
    const waits = events(text.replace('+', ''), undefined, { capabilities })
    expect(waits.all[0]).toMatchObject({ type: 'command', command: { verb: 'unknown' } })
  })

  it('such a literal cannot be accepted, also in APPEND, and may be discarded', () => {
    for (const name of ['XSET', 'APPEND x']) {
      const server = new ServerConnection({ capabilities: ['LITERAL-'] })
      drive(server, [asBytes(`a ${name} {4097+}\r\n`)], event => event.type === 'command' && server.send(status('preauth')))
      expect(caught(() => server.send(accept))).toMatchObject({ code: 'invalid-state' })
      server.send(discard)
      expect(server.waiting).toBe('input')
    }
  })

  it('LITERAL+ and LITERAL- are not announced together', () => {
    expect(caught(() => new ServerConnection({ capabilities: ['LITERAL-', 'literal+'] }))).toMatchObject({ code: 'bad-value' })
  })
})

describe('hostile clients', () => {
  it('4 GiB and more: what is announced costs nothing', () => {
    for (const size of ['4294967296', '9007199254740991'])
      for (const name of ['LOGIN', 'APPEND x']) {
        const { all } = events(`a ${name} {${size}}\r\nz NOOP\r\n`, no)
        expect(all).toMatchObject([{ type: 'literal', size: Number(size) }, noop])
      }
  })

  it.each(['9007199254740992', '99999999999999999999', '9'.repeat(30)])('%s bytes are no size', size => {
    for (const name of ['LOGIN', 'APPEND x'])
      expect(events(`a ${name} {${size}}\r\n`, no).all.at(-1)).toMatchObject({
        fatal: true,
        error: { code: 'literal-too-large' },
      })
  })

  it.each(['', '+'])('ten thousand {0%s}: one + for each that waits, and one command', mark => {
    const { all, output } = events(`a XSET${` {0${mark}}\r\n`.repeat(10_000)}\r\nz NOOP\r\n`)
    expect(all).toMatchObject([{ command: { verb: 'unknown' } }, noop])
    expect(output.filter(line => line === '+ go on')).toHaveLength(mark === '' ? 10_000 : 0)
  })

  it.each(['', '+'])('ten thousand {0%s} of APPEND behind a long tag', mark => {
    const { all } = events(`${'a'.repeat(60_000)} APPEND${` {0${mark}}\r\n`.repeat(10_000)}\r\nz NOOP\r\n`, () => accept, {
      capabilities: ['IMAP4rev1', 'LITERAL+', 'MULTIAPPEND'],
    })
    // The mailbox, and messages behind it (RFC 3502).
    expect(all.filter(({ type }) => type === 'literal')).toHaveLength(10_000)
    expect(all.filter(({ type }) => type === 'body-start')).toHaveLength(9999)
    expect(all.at(-1)).toMatchObject(noop)
  })

  it('sixteen literals of CATENATE, and a message behind them that streams no more (RFC 4469 3)', () => {
    const of = (texts: number) => {
      const text = `a APPEND x CATENATE (${Array.from({ length: texts }, () => 'TEXT {1+}\r\ny').join(' ')}) {1+}\r\nz\r\n`
      return events(text, () => accept, { capabilities: ['IMAP4rev1', 'LITERAL+', 'MULTIAPPEND', 'CATENATE'] }).all.filter(
        ({ type }) => type === 'body-start',
      ).length
    }
    expect([of(15), of(16)]).toEqual([1, 0])
  })

  it('literals without end are bounded by the size of a command', () => {
    const { all } = events(`a XSET${' {9+}\r\nxxxxxxxxx'.repeat(20)}\r\n`, undefined, { limits: { message: 200 } })
    expect(all.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'limit' } })
  })

  it.each<[string, Decide | undefined]>([
    ['a XSET {5}\r\nab', undefined],
    ['a XSET {11+}\r\nab', () => accept],
    ['a XSET {11+}\r\nab', no],
    ['a XSET {11+}\r\nab', () => discard],
    ['a XSET {11+}\r\nhello world', () => accept],
  ])('one that closes in the middle: %j', (text, decide) => {
    const { server } = events(text, decide, { limits })
    server.receiveEnd()
    expect(server.nextEvent()).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'unexpected-end' } })
  })

  it('one that closes behind a refusal has ended well', () => {
    const { server } = events('a XSET {11}\r\n', no, { limits })
    server.receiveEnd()
    expect(server.nextEvent()).toEqual({ type: 'closed' })
  })
})

describe('the tap shows nothing of a literal that is a secret, or may be one', () => {
  const secret = 'sesame sesame'
  it.each<[string, Decide]>([
    [`a LOGIN tim {13+}\r\n${secret}\r\n`, () => accept],
    [`a LOGIN tim {13+}\r\n${secret}\r\n`, no],
    [`a LOGIN tim {13+}\r\n${secret}\r\n`, () => discard],
    [`a LOGIN sesame {13}\r\n${secret}\r\n`, no],
    [`a LOGIN {13}\r\n${secret} sesame\r\n`, no],
    [`a XSET {13+}\r\n${secret}\r\n`, () => accept],
    [`a XSET sesame {13}\r\n${secret} x\r\n${secret}\r\n`, no],
    [`sesame {13}\r\n${secret}\r\n`, no],
    [`PASS sesame {13}\r\n${secret}\r\n`, no],
    [`LOGIN APPEND sesame {13}\r\n${secret}\r\n`, no],
    [`LOGINsesame APPEND x {13}\r\nz NOOP\r\n`, no],
  ])('%j', (text, decide) => {
    for (const cut of cuts) {
      let seen = ''
      const server = new ServerConnection({ limits, tap: (_, bytes) => void (seen += asChars(bytes)) })
      drive(server, cut(asBytes(`${text}z NOOP\r\n`)), event => {
        if (event.type === 'literal') server.send(event.error === undefined ? decide(event)! : event.suggestedReply)
        else if ('suggestedReply' in event) server.send(event.suggestedReply)
      })
      expect(seen).not.toContain('sesame')
      expect(seen).toContain('z NOOP\r\n')
    }
  })
})

describe('any cut', () => {
  const words = ['a APPEND x {3}\r\n', 'a APPEND x ~{3+}\r\n', 'b XSET {5}\r\n', ' {4+}\r\n', 'abc', '\r\n', '\r', '\n', 'i IDLE\r\n', 'DONE\r\n', '{0+}\r\n', 'z NOOP\r\n', ' (a)'] // biome-ignore format: one line
  const policy: Record<number, Decide> = { 0: () => accept, 3: () => accept, 4: no, 5: () => discard }
  test.prop([fc.array(fc.constantFrom(...words))])('gives the same events', parts => {
    events(parts.join(''), event => (event.error === undefined ? policy[event.size]?.(event) : undefined), {
      limits: { literal: 3 },
      capabilities: ['IMAP4REV1', 'IDLE'],
    })
  })
})
