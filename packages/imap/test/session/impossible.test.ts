/** Faults of the first engine, each with its outcome now: by construction none of them can come back. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  decodeCommand,
  decodeResponse,
  encodeCommandWhole,
  encodeResponse,
  formatDateTime,
  formatSequenceSet,
  type ImapQuirk,
  isImapError,
  parseDateTime,
  type Response,
  ResponseDecoder,
  type ResponseInit,
  type ResponseOptions,
  ServerConnection,
  type ServerEvent,
  type ServerSend,
  type Strictness,
} from '../../src/index.js'

const line = (text: string): Uint8Array => asBytes(`${text}\r\n`)
const decode = (text: string, strict: Strictness = false): Response => decodeResponse(line(text), { strict })
const nils = (count: number): string => Array.from({ length: count }, () => 'NIL').join(' ')
const fetchOf = (items: string): string => `* 1 FETCH (${items})`
const structure = (text: string): string => fetchOf(`BODYSTRUCTURE (${text})`)
const ok = (tag?: string): ResponseInit => ({ type: 'ok', tag, code: undefined, text: 'x' })

describe('only OK, NO and BAD complete a command (RFC 9051 9, response-tagged)', () => {
  it.each(['BYE', 'PREAUTH', 'bye', 'OKAY', 'X'])('a tagged %s is an error at its word, and not a status', word => {
    for (const strict of [false, true])
      expect(caught(() => decode(`A1 ${word} x`, strict))).toMatchObject({ code: 'bad-syntax', offset: 3, fault: 'remote' })
  })

  it.each(['BYE', 'PREAUTH'])('A1 %s x ends the session, and the command stays without an answer', word => {
    const client = new ClientConnection()
    client.send({ verb: 'noop' })
    expect(drive(client, [asBytes(`* OK hi\r\nA1 ${word} x\r\nA1 OK x\r\n`)]).slice(1)).toMatchObject([
      { type: 'unanswered', command: { tag: 'A1' }, sent: true },
      { type: 'protocol-error', fatal: true, error: { code: 'bad-syntax' } },
    ])
    expect(client.waiting).toBe('closed')
  })
})

/** A server whose client is logged in and sends this; it does with a literal what `decide` says. */
function serving(text: string, decide?: ServerSend): { events: ServerEvent[]; output: string } {
  const server = new ServerConnection()
  const events = drive(server, [asBytes(text)], event => {
    if (event.type === 'command' && event.command.verb === 'connect')
      server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
    else if (event.type === 'literal') server.send(decide ?? event.suggestedReply)
    else if ('suggestedReply' in event) server.send(event.suggestedReply)
  })
  return { events: events.slice(1), output: asChars(server.takeOutput()).split('\r\n').slice(1).join('\r\n') }
}

describe('a large message at a server (RFC 9051 6.3.12, RFC 7888 4)', () => {
  const noop = { type: 'command', command: { verb: 'noop', tag: 'z' } }

  it('is refused by a tagged NO, without +, and the session goes on', () => {
    const refusal: ResponseInit = {
      type: 'no',
      tag: 'a',
      code: { name: 'unknown', code: 'TOOBIG', value: undefined },
      text: 'too large',
    }
    const { events, output } = serving('a APPEND x {70000}\r\nz NOOP\r\n', refusal)
    expect(events).toMatchObject([{ type: 'literal', size: 70_000, append: { mailbox: 'x' } }, noop])
    expect(output).toBe('a NO [TOOBIG] too large\r\nz OK NOOP done\r\n')
  })

  it('or streams', () => {
    const message = 'x'.repeat(70_000)
    const { events } = serving(`a APPEND x {70000}\r\n${message}\r\nz NOOP\r\n`, { type: 'continuation', text: 'go on' })
    expect(events).toMatchObject([
      { type: 'literal', size: 70_000 },
      { type: 'body-start', size: 70_000 },
      { type: 'body-chunk', bytes: asBytes(message) },
      { type: 'body-end' },
      { type: 'command', command: { verb: 'append', mailbox: 'x', messages: [{ content: { size: 70_000 } }] } },
      noop,
    ])
  })

  it('of a client that does not wait it is skipped: nothing of it is a command', () => {
    const message = 'z LOGOUT\r\n'.repeat(7000)
    const refusal: ResponseInit = { type: 'no', tag: 'a', code: undefined, text: 'no' }
    const { events, output } = serving(`a APPEND x {70000+}\r\n${message}\r\nz NOOP\r\n`, refusal)
    expect(events).toMatchObject([{ type: 'literal', nonSynchronizing: true }, noop])
    expect(output).toBe('a NO no\r\nz OK NOOP done\r\n')
  })
})

describe('a challenge that is not base 64 (RFC 9051 6.2.2)', () => {
  it('is cancelled by *, and costs its command alone', () => {
    const client = new ClientConnection()
    client.send({ verb: 'authenticate', mechanism: 'X', initialResponse: undefined })
    client.send({ verb: 'logout' })
    const events = drive(client, [asBytes('* OK hi\r\n'), asBytes('+ not base64!\r\n'), asBytes('A1 BAD cancelled\r\n')])
    expect(events.slice(1)).toMatchObject([
      { type: 'protocol-error', fatal: false, error: { code: 'bad-base64' } },
      { type: 'completed', command: { verb: 'authenticate' }, response: { type: 'bad' } },
    ])
    expect(asChars(client.takeOutput())).toBe('A1 AUTHENTICATE X\r\n*\r\nA2 LOGOUT\r\n')
  })
})

describe('damage costs itself', () => {
  it('120 damaged envelopes in one response are 120 damaged items: depth is restored', () => {
    const found = decode(fetchOf(`${'ENVELOPE ("a" (x)) '.repeat(120)}UID 5`))
    expect(found).toMatchObject({ type: 'fetch', items: { uid: 5, envelope: undefined } })
    expect(found.damaged).toHaveLength(120)
    for (const { name, bytes, error } of found.damaged)
      expect([name, asChars(bytes), error.code]).toEqual(['ENVELOPE', 'ENVELOPE ("a" (x))', 'bad-syntax'])
    expect(found.warnings.map(({ code }) => code)).toEqual(Array.from({ length: 120 }, () => 'damaged-item'))
  })

  it.each<[string, object, string | undefined]>([
    ['* LIST () "/" foo (CHILDINFO ("SUBSCRIBED"))', { mailbox: 'foo', extended: [{ options: ['SUBSCRIBED'] }] }, undefined],
    ['* LIST () "/" foo (X-A (b "c" (1)))', { mailbox: 'foo', extended: [{ tag: 'X-A' }] }, undefined],
    ['* LIST () "/" foo (X-A)', { mailbox: 'foo', damaged: [{ section: '' }] }, 'damaged-list'],
    ['* SEARCH 1 (MODSEQ 5)', { numbers: Uint32Array.of(1), modseq: 5n }, undefined],
    ['* STATUS a (X-ID (x) MESSAGES 1)', { items: { messages: 1 }, unknown: [{ name: 'X-ID' }] }, 'unknown-item'],
    [fetchOf('BODY[1] foo UID 5'), { items: { uid: 5 }, damaged: [{ name: 'BODY', section: '[1]' }] }, 'damaged-item'],
    [fetchOf(`ENVELOPE ("a"b" ${nils(9)}) UID 5`), { items: { uid: 5, envelope: { date: 'a"b' } } }, 'quote-in-string'],
    [fetchOf('UID FLAGS (\\Seen)'), { items: { flags: ['\\Seen'] }, damaged: [{ name: 'UID' }] }, 'damaged-item'],
    [fetchOf('X-A UID 5'), { items: { uid: 5 }, damaged: [{ name: 'X-A' }] }, 'damaged-item'],
    [fetchOf('BODY[1 UID 5 BODY[2] "x"'), { items: { uid: 5, sections: [{ data: asBytes('x') }] } }, 'damaged-item'],
  ])('%s', (text, expected, warning) => {
    const found = decode(text)
    const { damaged, ...others } = expected as { readonly damaged?: readonly object[] }
    expect(found).toMatchObject(others)
    if (damaged === undefined) expect(found.damaged.length).toBeLessThanOrEqual(1)
    else expect(found.damaged).toHaveLength(damaged.length)
    if (warning === undefined) expect(decode(text, true)).toMatchObject({ warnings: [] })
    else {
      expect(found.warnings).toMatchObject([{ code: warning }])
      expect(caught(() => decode(text, true))).toMatchObject({ name: 'ImapError', code: 'bad-syntax' })
    }
  })
})

describe('a text may be empty (RFC 9051 9, resp-text)', () => {
  it.each<[string, object]>([
    ['* OK ', { type: 'ok', code: undefined, text: '' }],
    ['* OK [UIDVALIDITY 213] ', { code: { name: 'UIDVALIDITY', value: 213 }, text: '' }],
    ['a OK ', { tag: 'a', text: '' }],
    ['a OK [READ-WRITE] ', { code: { name: 'READ-WRITE' }, text: '' }],
  ])('%j', (text, expected) => {
    for (const strict of [false, true, 'rev2'] as const) expect(decode(text, strict)).toMatchObject({ ...expected, warnings: [] })
  })

  it('RFC 3501 9 has a text behind a status, without a code', () => {
    expect(caught(() => decode('* OK ', 'rev1'))).toMatchObject({ code: 'bad-syntax' })
  })
})

describe('nothing outside the grammar is read in silence', () => {
  const part = '"a" "b" NIL NIL NIL "7bit" 5'

  it.each<[string, ImapQuirk, string, object]>([
    ['* SEARCH 0', 'zero-number', '0', { numbers: Uint32Array.of(0) }],
    ['* 0 EXPUNGE', 'zero-number', '0', { number: 0 }],
    [fetchOf('UID 0'), 'zero-number', '0', { items: { uid: 0 } }],
    ['* LIST () "//" x', 'bad-delimiter', '"//"', { delimiter: null }],
    [structure('NIL "b" NIL NIL NIL "7bit" 5'), 'nil-for-string', 'NIL', { items: { bodyStructure: { type: 'application' } } }],
    [structure('"a" "b" NIL NIL NIL NIL 5'), 'nil-for-string', 'NIL 5', { items: { bodyStructure: { encoding: null } } }],
    [
      fetchOf(`ENVELOPE (NIL NIL (("n" NIL "m")) ${nils(7)})`),
      'field-count',
      ') NIL',
      { items: { envelope: { from: [{ name: 'n', mailbox: 'm', host: null }] } } },
    ],
    [structure(`${part} NIL (NIL NIL)`), 'nil-for-string', 'NIL NIL)', { items: { bodyStructure: { disposition: null } } }],
    [fetchOf('BODY[] {3}\r\na\0b'), 'nul-in-literal', '{3}', { items: { sections: [{ data: asBytes('a\0b') }] } }],
    [fetchOf('BODY[]<0.100> "x"'), 'partial-length', '.100', { items: { sections: [{ origin: 0 }] } }],
    ['* FLAGS (\\Seen \\*)', 'wildcard-flag', '\\*', { flags: ['\\Seen', '\\*'] }],
    [fetchOf('FLAGS (\\*)'), 'wildcard-flag', '\\*', { items: { flags: ['\\*'] } }],
    ['* 1 FETCH ()', 'empty-list', '()', { items: { uid: undefined } }],
    [fetchOf(`ENVELOPE (NIL "\xe9" ${nils(8)})`), 'not-utf8', '\xe9', { items: { envelope: { subject: '\udce9' } } }],
    [fetchOf('FLAGS () FLAGS (\\Seen)'), 'repeated-item', 'FLAGS (\\', { items: { flags: ['\\Seen'] } }],
  ])('%s: %s', (text, quirk, place, expected) => {
    const found = decode(text)
    expect(found).toMatchObject(expected)
    expect(found.warnings).toEqual([{ code: quirk, offset: text.indexOf(place) }])
    // What only the prose forbids is a warning in both modes (RFC 9051 7.5.2).
    if (quirk === 'repeated-item') expect(decode(text, true).warnings).toEqual(found.warnings)
    else expect(caught(() => decode(text, true))).toMatchObject({ code: 'bad-syntax', offset: found.warnings[0]!.offset })
  })
})

describe('capabilities between LOGIN and its OK (RFC 9051 6.2.3)', () => {
  it('are taken for those of the session', () => {
    const client = new ClientConnection()
    client.send({ verb: 'login', username: 'a', password: 'b' })
    drive(client, [asBytes('* OK [CAPABILITY IMAP4rev1] hi\r\n* CAPABILITY IMAP4rev1 MOVE\r\nA1 OK x\r\n')])
    expect([...client.capabilities!]).toEqual(['IMAP4REV1', 'MOVE'])
  })

  it.each(['A1 OK [CAPABILITY IMAP4rev1 MOVE] x', '* OK [CAPABILITY IMAP4rev1 MOVE] x\r\nA1 OK x'])('also in %j', lines => {
    const client = new ClientConnection()
    client.send({ verb: 'login', username: 'a', password: 'b' })
    drive(client, [asBytes(`* OK hi\r\n${lines}\r\n`)])
    expect(client.capabilities?.has('MOVE')).toBe(true)
  })

  it('those from before it are forgotten', () => {
    const client = new ClientConnection()
    client.send({ verb: 'login', username: 'a', password: 'b' })
    drive(client, [asBytes('* OK [CAPABILITY IMAP4rev1] hi\r\nA1 OK x\r\n')])
    expect(client.capabilities).toBeUndefined()
  })
})

describe('a connection that closes with commands outstanding', () => {
  const begin = (): ClientConnection => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    for (const verb of ['noop', 'capability', 'noop'] as const) client.send({ verb })
    return client
  }
  const outcomes = (events: readonly ClientEvent[]): unknown[] =>
    events.map(event => ('command' in event && event.type !== 'response' ? `${event.type} ${event.command.tag}` : event.type))

  it('gives an outcome for each, and then the end', () => {
    const client = begin()
    const events = drive(client, [asBytes('A1 OK x\r\n')])
    client.receiveEnd()
    events.push(...drive(client, []))
    expect(outcomes(events)).toEqual(['completed A1', 'unanswered A2', 'unanswered A3', 'protocol-error'])
    expect(events.at(-1)).toMatchObject({ fatal: true, error: { code: 'unexpected-end' } })
  })

  it('hands out BYE and its text first (RFC 9051 7.1.5)', () => {
    const client = begin()
    const events = drive(client, [asBytes('* BYE [UNAVAILABLE] going down\r\n')])
    client.receiveEnd()
    events.push(...drive(client, []))
    expect(events[0]).toMatchObject({
      type: 'response',
      response: { type: 'bye', code: { name: 'UNAVAILABLE' }, text: 'going down' },
    })
    expect(outcomes(events).slice(1, 4)).toEqual(['unanswered A1', 'unanswered A2', 'unanswered A3'])
  })

  it('is an end like any other where LOGOUT was answered', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    client.send({ verb: 'logout' })
    expect(outcomes(drive(client, [asBytes('* BYE x\r\nA1 OK x\r\n')]))).toEqual(['response', 'completed A1', 'closed'])
  })
})

describe('a greeting (RFC 9051 7.1)', () => {
  it.each(['NO', 'BAD'])('cannot be %s: the server sends neither, and a client takes neither', type => {
    const client = new ClientConnection()
    client.send({ verb: 'noop' })
    const events = drive(client, [asBytes(`* ${type} x\r\n`)])
    expect(events.at(-1)).toMatchObject({ type: 'protocol-error', fatal: true, error: { code: 'bad-syntax' } })
    const server = new ServerConnection()
    server.nextEvent()
    const status = { ...ok(), type: type.toLowerCase() as 'no' | 'bad' } as ResponseInit
    expect(isImapError(caught(() => server.send(status)))).toBe(true)
  })
})

describe('what was read of a list that is damaged goes with it', () => {
  it.each<[string, string]>([
    ['((BODYSTRUCTURE ((x)("a" "b" NIL NIL NIL "x" 1) "m") Z))', 'a structure with a damaged part'],
    ['((UID 0 FLAGS (NIL) Z) FLAGS ())', 'a number that is zero'],
    ['((X 1 Y 2 Z) W 3)', 'unknown items'],
  ])('%s: %s', text => {
    const found = decode(`* 1 FETCH ${text}`)
    if (found.type !== 'fetch') throw new Error('no FETCH')
    const { uid, bodyStructure, unknown } = found.items
    expect([uid, bodyStructure]).toEqual([undefined, undefined])
    expect(unknown.map(({ name }) => name)).toEqual(text.includes('W') ? ['W'] : [])
    expect(found.damaged).toHaveLength(1)
    expect(decodeResponse(encodeResponse(found))).toMatchObject({ items: found.items })
  })
})

describe('what is written is read as the same', () => {
  it('an item does not begin with a digit: it would be the value of the one before it', () => {
    const found = decode('* 1 FETCH (44 RFC822.SIZE MODSEQ (5) 5 X)')
    expect(found).toMatchObject({ items: { modseq: 5n, size: undefined, unknown: [] } })
    const unknown = [{ name: '5', section: undefined, bytes: asBytes('X') }]
    expect(caught(() => encodeResponse({ type: 'fetch', sequence: 1, items: { unknown } }))).toMatchObject({ code: 'bad-value' })
  })

  it.each(['(]\\* \\Seen)] x', '([a]\\* \\Seen)] x', '([a]\\*)]'])(
    '[PERMANENTFLAGS %s is text: a space behind it would make it a code',
    value => {
      const text = `[PERMANENTFLAGS ${value}`
      const found = decode(`* OK ${text}`)
      expect(found).toMatchObject({ code: undefined, text, warnings: [{ code: 'bad-code' }] })
      expect(decodeResponse(encodeResponse(found as ResponseInit))).toEqual(found)
    },
  )

  it.each(['12', '1', '[ALERT', '[', '5X'])('%j is no name of an unknown response: EXPUNGE could be behind it', name => {
    const bytes = asBytes(' EXPUNGE')
    expect(caught(() => encodeResponse({ type: 'unknown', name, number: undefined, bytes }))).toMatchObject({ code: 'bad-value' })
  })

  it('a quote is no hierarchy delimiter', () => {
    expect(decode('* LIST () """ a')).toMatchObject({ delimiter: '"', warnings: [{ code: 'quote-in-string' }] })
    for (const strict of [true, 'rev1', 'rev2'] as const)
      expect(caught(() => decode('* LIST () """ a', strict))).toMatchObject({ code: 'bad-syntax' })
  })

  it.each([Object.create(null), 'sesame', {}, [], Symbol('x')])('an invalid number: %#', number => {
    const error = caught(() => encodeResponse({ type: 'exists', number } as never))
    expect(error).toMatchObject({ name: 'ImapError', code: 'bad-value' })
    expect(String(error)).not.toContain('sesame')
    expect(caught(() => formatSequenceSet([{ start: number as never, end: 1 }]))).toMatchObject({ code: 'bad-value' })
  })

  it('an extension of NAMESPACE has a value', () => {
    const one = { prefix: '', wirePrefix: '', delimiter: '/', extensions: [{ name: 'X', values: [] }] }
    const response: ResponseInit = { type: 'namespace', personal: [one], otherUsers: null, shared: null }
    expect(caught(() => encodeResponse(response))).toMatchObject({ code: 'bad-value' })
  })

  it('as many levels of search keys as are read', () => {
    const text = (depth: number): Uint8Array => asBytes(`a SEARCH ${'NOT '.repeat(depth)}SEEN\r\n`)
    const command = decodeCommand(text(1000), { limits: { depth: 1000 } })
    expect(encodeCommandWhole(command)).toEqual(text(1000))
  })
})

describe('what broke the framing is not read on', () => {
  it.each<[string, ResponseOptions]>([
    ['* 1 FETCH (BODY[] {32}\r\nA1 OK [READ-WRITE] forged by mail\r\n)\r\n', { limits: { literal: 10 } }],
    [`* OK ${'x'.repeat(50)}\r\n* OK forged\r\n`, { limits: { line: 40 } }],
    ['* OK a\n* OK b\r\n', { strict: true }],
  ])('%#', (text, options) => {
    const decoder = new ResponseDecoder(options)
    decoder.push(asBytes(text))
    const first = caught(() => decoder.next())
    expect(first).toMatchObject({ name: 'ImapError' })
    decoder.push(asBytes('* OK later\r\n'))
    expect(caught(() => decoder.next())).toBe(first)
  })
})

describe('dates that there are not', () => {
  it.each(['31-Feb-2024', '29-Feb-2023', '29-Feb-1900', '31-Apr-2020', '00-Jan-2020'])('%s', day => {
    const text = `${day} 10:00:00 +0000`
    expect(parseDateTime(text)).toBeUndefined()
    expect(decode(`* 1 FETCH (INTERNALDATE "${text}")`)).toMatchObject({ warnings: [{ code: 'no-such-date' }] })
  })

  it.each(['29-Feb-2024', '29-Feb-2000', ' 1-Jan-0050', '31-Dec-9999'])('%s there is', day => {
    const text = `${day} 10:00:00 +0000`
    expect(formatDateTime(parseDateTime(text)!)).toBe(text)
    expect(decode(`* 1 FETCH (INTERNALDATE "${text}")`)).toMatchObject({ warnings: [] })
  })

  it('nor a zone of 99 minutes', () => {
    expect(parseDateTime('01-Jan-2020 10:00:00 -0799')).toBeUndefined()
    expect(decode('* 1 FETCH (INTERNALDATE "01-Jan-2020 10:00:00 -0799")')).toMatchObject({
      warnings: [{ code: 'no-such-date' }],
    })
  })
})

describe('runs of spaces are one deviation', () => {
  it.each(['* SEARCH 1{}2', '* CAPABILITY IMAP4rev1{}X', '* OK [CAPABILITY IMAP4rev1{}X] x', '* FLAGS (a{}b)'])('%s', text => {
    const found = decode(text.replace('{}', ' '.repeat(200_000)))
    expect('warnings' in found && found.warnings.map(({ code }) => code)).toEqual(['extra-space'])
  })
})
