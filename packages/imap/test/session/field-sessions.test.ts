/** Cases from the field that are of a session or of what is written: what the two sides make of each other, with the numbers of the collection. */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type ClientOptions,
  type CommandBodyInit,
  decodeCommand,
  encodeCommandWhole,
  encodeResponse,
  isInSequenceSet,
  parseSequenceSet,
  ServerConnection,
} from '../../src/index.js'

/** A client, what it said, and what it made of the answers. */
class Talk {
  readonly client: ClientConnection
  readonly events: ClientEvent[] = []
  readonly answer: (event: ClientEvent) => void

  constructor(greeting: string, options: ClientOptions = {}, answer: (event: ClientEvent) => void = () => {}) {
    this.client = new ClientConnection(options)
    this.answer = answer
    this.says(greeting)
    this.events.length = 0
  }

  /** What the server says; the events of it. */
  says(...lines: string[]): ClientEvent[] {
    const found = drive(this.client, [asBytes(lines.map(line => `${line}\r\n`).join(''))], this.answer)
    this.events.push(...found)
    return found
  }

  get said(): string {
    return asChars(this.client.takeOutput())
  }
}

const preauth = (announced = 'IMAP4REV1') => new Talk(`* PREAUTH [CAPABILITY ${announced}] hi`)
const greeted = (announced = 'IMAP4REV1 AUTH=PLAIN') => new Talk(`* OK [CAPABILITY ${announced}] hi`)
const append = (size: number) =>
  ({ verb: 'append', mailbox: 'x', messages: [{ content: { type: 'message', binary: false, size, bytes: undefined } }] }) as const
const login = { verb: 'login', username: 'a', password: 'b' } as const
const authenticate = (initialResponse?: string) =>
  ({
    verb: 'authenticate',
    mechanism: 'PLAIN',
    initialResponse: initialResponse === undefined ? undefined : asBytes(initialResponse),
  }) as const
const written = (command: CommandBodyInit): string => asChars(encodeCommandWhole({ tag: 'a', ...command }))
const read = (line: string) => decodeCommand(asBytes(`a ${line}\r\n`))

describe('APPEND and literals', () => {
  it('11: a refusal in place of + completes the command, and no byte of the message is written (RFC 9051 4.3)', () => {
    const talk = preauth()
    talk.client.send(append(22))
    talk.client.send({ type: 'body-chunk', bytes: asBytes('0123456789012345678901') })
    talk.client.send({ type: 'body-end' })
    expect(talk.said).toBe('A1 APPEND x {22}\r\n')
    expect(talk.says('A1 NO [TRYCREATE] no such mailbox')).toMatchObject([
      { type: 'completed', command: { verb: 'append' }, response: { type: 'no', code: { name: 'TRYCREATE' } } },
    ])
    expect(talk.client.send({ verb: 'noop' })).toBe('A2')
    expect(talk.said).toBe('A2 NOOP\r\n')
  })

  it('12: with LITERAL+ nothing waits for a + (RFC 7888 4)', () => {
    const talk = preauth('IMAP4REV1 LITERAL+')
    talk.client.send(append(310))
    talk.client.send({ type: 'body-chunk', bytes: asBytes('x'.repeat(310)) })
    talk.client.send({ type: 'body-end' })
    expect(talk.said).toBe(`A1 APPEND x {310+}\r\n${'x'.repeat(310)}\r\n`)
    expect(talk.says('A1 OK done').at(-1)).toMatchObject({ type: 'completed', response: { type: 'ok', code: undefined } })
  })

  it.each<[string, number, string]>([
    ['IMAP4REV1', 1, '{1}'],
    ['IMAP4REV1 LITERAL-', 4096, '{4096+}'],
    ['IMAP4REV1 LITERAL-', 4097, '{4097}'],
    ['IMAP4REV1 LITERAL+', 4097, '{4097+}'],
  ])('13: %s: a literal of %i bytes is %s (RFC 7888 5)', (announced, size, marker) => {
    const talk = preauth(announced)
    talk.client.send(append(size))
    expect(talk.said).toBe(`A1 APPEND x ${marker}\r\n`)
  })

  it('13: the same of a name that fits no quotes', () => {
    for (const [announced, marker] of [
      ['IMAP4REV1', '{2}'],
      ['IMAP4REV1 LITERAL-', '{2+}'],
    ] as const) {
      const talk = preauth(announced)
      talk.client.send({ verb: 'select', mailbox: 'é', wireName: 'é' })
      expect(talk.said).toMatch(`A1 SELECT ${marker}\r\n`)
    }
  })

  it('14: the limit of a message is not that of the strings of a command (RFC 9051 6.3.12)', () => {
    const server = new ServerConnection({ limits: { literal: 1024 } })
    const found = drive(server, [asBytes('A1 APPEND "x" {3046592}\r\n')], event => {
      if (event.type === 'command' && event.command.verb === 'connect')
        server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
    })
    expect(found.at(-1)).toMatchObject({ type: 'literal', size: 3046592, error: undefined, append: { flags: [] } })
  })

  it('40: OK without APPENDUID is an answer like others', () => {
    const talk = preauth('IMAP4REV1 UIDPLUS LITERAL+')
    talk.client.send(append(0))
    talk.client.send({ type: 'body-end' })
    expect(talk.says('A1 OK APPEND completed').at(-1)).toMatchObject({
      type: 'completed',
      response: { type: 'ok', code: undefined, warnings: [] },
    })
  })
})

describe('what is written', () => {
  it('18: a mailbox is selected by the name that the server gave', () => {
    const talk = preauth()
    const [event] = talk.says('* LIST () "/" "A & B"')
    if (event?.type !== 'response' || event.response.type !== 'list') throw new Error('no LIST')
    const { mailbox, wireName } = event.response
    talk.client.send({ verb: 'select', mailbox, wireName })
    expect(talk.said).toBe('A1 SELECT "A & B"\r\n')
    expect(written({ verb: 'select', mailbox })).toBe('a SELECT "A &- B"\r\n')
  })

  it('26: SEARCH ON has a date, and no time (RFC 9051 9, date)', () => {
    const on = (date: string) => written({ verb: 'search', uid: false, keys: [{ key: 'ON', date }] })
    expect(on('24-Jul-2012')).toBe('a SEARCH ON 24-Jul-2012\r\n')
    expect(caught(() => on('24-Jul-2012 10:00:00 +0000'))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
    expect(caught(() => read('SEARCH ON "24-Jul-2012 10:00:00"'))).toMatchObject({ code: 'bad-syntax' })
  })

  it('27: a text that is not ASCII is a literal, and not modified UTF-7', () => {
    expect(written({ verb: 'search', uid: false, charset: 'UTF-8', keys: [{ key: 'TEXT', text: 'é' }] })).toBe(
      'a SEARCH CHARSET UTF-8 TEXT {2+}\r\n\xc3\xa9\r\n',
    )
  })

  it('31: a set that ends in * has the largest message (RFC 9051 9)', () => {
    const set = parseSequenceSet('35:*')
    expect(isInSequenceSet(set, 20, 20)).toBe(true)
    expect(isInSequenceSet(set, 19, 20)).toBe(false)
    expect(written({ verb: 'fetch', uid: true, set, items: [{ item: 'FLAGS' }] })).toMatch(/ 35:\* /)
  })

  it('32: whether a body is marked as read is said each time', () => {
    const section = { part: [], text: undefined, fields: [] }
    const item = (peek: boolean) => ({ item: 'BODY[]', section, peek, partial: undefined }) as const
    const set = parseSequenceSet('1')
    expect(written({ verb: 'fetch', uid: false, set, items: [item(true)] })).toBe('a FETCH 1 (BODY.PEEK[])\r\n')
    expect(written({ verb: 'fetch', uid: false, set, items: [item(false)] })).toBe('a FETCH 1 (BODY[])\r\n')
  })

  it('36: CHANGEDSINCE 0 is read with a warning, and refused in strict mode (RFC 7162 7, mod-sequence-value)', () => {
    const command = read('FETCH 1 FLAGS (CHANGEDSINCE 0)')
    expect(command.warnings).toMatchObject([{ code: 'zero-number' }])
    expect(caught(() => decodeCommand(asBytes('a FETCH 1 FLAGS (CHANGEDSINCE 0)\r\n'), { strict: true }))).toMatchObject({
      code: 'bad-syntax',
    })
  })

  it('36: of a server in strict mode zero is BAD, and by default the command has the warning', () => {
    for (const line of ['SELECT x (QRESYNC (1 0))', 'SELECT x (QRESYNC (0 1))']) {
      expect(read(line).warnings).toMatchObject([{ code: 'zero-number' }])
      const server = new ServerConnection({ strict: true })
      drive(server, [asBytes(`A1 ${line}\r\n`)], event => {
        if (event.type !== 'command') return
        const greeting = { type: 'preauth', tag: undefined, code: undefined, text: 'hi' } as const
        server.send(event.command.verb === 'connect' ? greeting : event.suggestedReply)
      })
      expect(asChars(server.takeOutput())).toMatch(/^\* PREAUTH hi\r\nA1 BAD /)
    }
  })

  it('61: the ID of a server is an atom, and its fields are strings (RFC 2971 4)', () => {
    const fields = [
      { name: 'name', value: 'Quince' },
      { name: 'support-url', value: null },
    ]
    expect(asChars(encodeResponse({ type: 'id', fields }))).toBe('* ID ("name" "Quince" "support-url" NIL)\r\n')
    expect(asChars(encodeResponse({ type: 'id', fields: null }))).toBe('* ID NIL\r\n')
  })

  it('60: ID without fields is ID NIL (RFC 2971 3.1)', () => {
    for (const fields of [null, []]) expect(written({ verb: 'id', fields })).toBe('a ID NIL\r\n')
    expect(read('ID NIL')).toMatchObject({ verb: 'id', fields: null })
  })
})

describe('STARTTLS and capabilities', () => {
  it('46: an answer behind the OK to STARTTLS is never that to a later command (RFC 9051 6.2.1)', () => {
    const talk = greeted('IMAP4REV1 STARTTLS')
    talk.client.send({ verb: 'starttls' })
    expect(talk.said).toBe('A1 STARTTLS\r\n')
    const found = talk.says('A1 OK begin', 'A2 OK fake')
    expect(found.filter(({ type }) => type === 'completed')).toMatchObject([
      { command: { tag: 'A1' }, response: { text: 'begin' } },
    ])
    expect(found.find(({ type }) => type === 'protocol-error')).toMatchObject({ fatal: true })
  })

  it('47: capabilities that come unasked, and those that answer: the last ones count (RFC 9051 7.2.2)', () => {
    const talk = greeted('IMAP4REV1')
    talk.client.send({ verb: 'capability' })
    talk.says('* CAPABILITY IMAP4rev1 IDLE', '* CAPABILITY IMAP4rev1 MOVE', 'A1 OK done')
    expect([...(talk.client.capabilities ?? [])]).toEqual(['IMAP4REV1', 'MOVE'])
  })

  it('48: nothing of what was announced is left after STARTTLS (RFC 9051 6.2.1)', () => {
    const talk = new Talk('* OK [CAPABILITY IMAP4REV1 STARTTLS LOGINDISABLED] hi', {}, event => {
      if (event.type === 'upgrade') talk.client.upgraded()
    })
    expect(caught(() => talk.client.send(login))).toMatchObject({ code: 'not-offered' })
    talk.client.send({ verb: 'starttls' })
    talk.says('A1 OK begin')
    expect([talk.client.secure, talk.client.capabilities]).toEqual([true, undefined])
    talk.client.send(login)
    expect(talk.said).toContain('LOGIN')
  })

  it('49: STARTTLS that is not announced is an error, and no login in the clear', () => {
    const talk = greeted()
    expect(caught(() => talk.client.send({ verb: 'starttls' }))).toMatchObject({ code: 'not-offered' })
    expect(talk.said).toBe('')
  })

  it('50: capabilities between LOGIN and its OK are those after the login', () => {
    const talk = greeted()
    talk.client.send(login)
    talk.says('* CAPABILITY IMAP4rev1 IDLE', 'A1 OK done')
    expect([...(talk.client.capabilities ?? [])]).toEqual(['IMAP4REV1', 'IDLE'])
  })

  it('20: NAMESPACE that is announced and refused: the session goes on (189.cn)', () => {
    const talk = preauth('IMAP4REV1 NAMESPACE')
    talk.client.send({ verb: 'namespace' })
    expect(talk.says('A1 BAD command not supported')).toMatchObject([{ type: 'completed', response: { type: 'bad' } }])
    expect(talk.client.send({ verb: 'noop' })).toBe('A2')
  })

  it('28: FETCH of another message is an event, and completes nothing', () => {
    const talk = preauth()
    talk.client.send({ verb: 'select', mailbox: 'x' })
    talk.says('A1 OK done')
    talk.client.send({ verb: 'fetch', uid: true, set: parseSequenceSet('7'), items: [{ item: 'FLAGS' }] })
    expect(talk.says('* 350602 FETCH (UID 402782 MODSEQ (10000934) FLAGS (\\Seen))')).toMatchObject([
      { type: 'response', response: { type: 'fetch', sequence: 350602, items: { uid: 402782 } } },
    ])
    expect(talk.says('A2 OK done')).toMatchObject([{ type: 'completed', command: { verb: 'fetch' } }])
  })
})

/** A client that has a mailbox selected; its next tag is A2. */
const selected = (announced?: string): Talk => {
  const talk = preauth(announced)
  talk.client.send({ verb: 'select', mailbox: 'x' })
  talk.says('A1 OK done')
  expect(talk.said).toBe('A1 SELECT x\r\n')
  return talk
}

describe('what comes while a command runs', () => {
  const search = { verb: 'search', uid: false, keys: [{ key: 'TEXT', text: 'é' }] } as const

  it('21: every line of an answer is told before its completion (mox, EIMS)', () => {
    const talk = selected()
    talk.client.send({ verb: 'search', uid: false, keys: [{ key: 'ALL' }] })
    expect(talk.says('* SEARCH 1 2', '* SEARCH 3 4', 'A2 OK done')).toMatchObject([
      { type: 'response', response: { type: 'search', numbers: Uint32Array.of(1, 2) } },
      { type: 'response', response: { type: 'search', numbers: Uint32Array.of(3, 4) } },
      { type: 'completed', command: { verb: 'search' } },
    ])
  })

  it('25: EXISTS behind SEARCH is an event of its own (RFC 9051 7)', () => {
    const talk = selected()
    talk.client.send({ verb: 'search', uid: false, keys: [{ key: 'ALL' }] })
    expect(talk.says('* SEARCH 1 2', '* 5 EXISTS', 'A2 OK done')).toMatchObject([
      { type: 'response', response: { type: 'search', numbers: Uint32Array.of(1, 2), warnings: [] } },
      { type: 'response', response: { type: 'exists', number: 5, warnings: [] } },
      { type: 'completed', response: { type: 'ok' } },
    ])
  })

  it('27: BADCHARSET names the charsets to try again with (RFC 3501 6.4.4)', () => {
    const talk = selected('IMAP4REV1 LITERAL+')
    talk.client.send({ ...search, charset: 'UTF-8' })
    expect(talk.said).toBe('A2 SEARCH CHARSET UTF-8 TEXT {2+}\r\n\xc3\xa9\r\n')
    expect(talk.says('A2 NO [BADCHARSET (US-ASCII)] not that')).toMatchObject([
      { type: 'completed', response: { type: 'no', code: { name: 'BADCHARSET', charsets: ['US-ASCII'] } } },
    ])
    talk.client.send({ verb: 'search', uid: false, charset: 'US-ASCII', keys: [{ key: 'TEXT', text: 'e' }] })
    expect(talk.said).toBe('A3 SEARCH CHARSET US-ASCII TEXT e\r\n')
  })

  it('27: after ENABLE UTF8=ACCEPT the text needs no CHARSET (RFC 6855 3)', () => {
    const talk = preauth('IMAP4REV1 LITERAL+ ENABLE UTF8=ACCEPT')
    talk.client.send({ verb: 'enable', capabilities: ['UTF8=ACCEPT'] })
    talk.says('* ENABLED UTF8=ACCEPT', 'A1 OK done')
    talk.client.send({ verb: 'select', mailbox: 'x' })
    talk.says('A2 OK done')
    expect(talk.said).toBe('A1 ENABLE UTF8=ACCEPT\r\nA2 SELECT x\r\n')
    talk.client.send(search)
    expect(talk.said).toBe('A3 SEARCH TEXT "\xc3\xa9"\r\n')
  })

  it('30: EXPUNGE may come during UID FETCH, and not during FETCH (RFC 9051 7.5.1)', () => {
    const expunge = { type: 'expunge', number: 2 } as const
    const talk = selected()
    talk.client.send({ verb: 'fetch', uid: true, set: parseSequenceSet('7'), items: [{ item: 'FLAGS' }] })
    expect(talk.says('* 2 EXPUNGE', '* 5 FETCH (UID 7 FLAGS ())', 'A2 OK done')).toMatchObject([
      { type: 'response', response: { ...expunge, warnings: [] } },
      { type: 'response', response: { type: 'fetch', sequence: 5 } },
      { type: 'completed' },
    ])
    for (const [line, isAllowed] of [
      ['UID FETCH 7 FLAGS', true],
      ['FETCH 7 FLAGS', false],
    ] as const) {
      const server = new ServerConnection()
      const seen: unknown[] = []
      drive(server, [asBytes(`A1 SELECT x\r\nA2 ${line}\r\n`)], event => {
        if (event.type !== 'command') return
        if (event.command.verb === 'connect') server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
        else if (event.command.verb === 'select') server.send({ type: 'ok', tag: 'A1', code: undefined, text: 'done' })
        else if (isAllowed) server.send(expunge)
        else seen.push(caught(() => server.send(expunge)))
      })
      expect(asChars(server.takeOutput()).endsWith('* 2 EXPUNGE\r\n')).toBe(isAllowed)
      expect(seen).toMatchObject(isAllowed ? [] : [{ code: 'invalid-state' }])
    }
  })

  it('37: what is announced can be switched off, and ENABLE without ENABLED is complete (iCloud)', () => {
    const without = (announced: ReadonlySet<string>): ReadonlySet<string> =>
      new Set([...announced].filter(name => name !== 'QRESYNC'))
    const talk = new Talk('* PREAUTH [CAPABILITY IMAP4REV1 ENABLE QRESYNC] hi', { capabilities: without })
    expect([...(talk.client.capabilities ?? [])]).toEqual(['IMAP4REV1', 'ENABLE'])
    talk.client.send({ verb: 'enable', capabilities: ['CONDSTORE'] })
    expect(talk.says('A1 OK done')).toMatchObject([{ type: 'completed', response: { type: 'ok' } }])
  })
})

describe('IDLE', () => {
  const idling = (...lines: string[]) => {
    const talk = selected('IMAP4REV1 IDLE')
    talk.client.send({ verb: 'idle' })
    expect(talk.said).toBe('A2 IDLE\r\n')
    return { talk, found: talk.says(...lines) }
  }

  it('41: EXISTS before + is an event, and idling begins with + (RFC 2177 3)', () => {
    const { talk, found } = idling('* 3 EXISTS')
    expect(found).toMatchObject([{ type: 'response', response: { type: 'exists', number: 3 } }])
    expect(caught(() => talk.client.send({ type: 'done' }))).toMatchObject({ code: 'invalid-state' })
    expect(talk.says('+ idling')).toMatchObject([{ type: 'continuation', command: { verb: 'idle' }, text: 'idling' }])
    talk.client.send({ type: 'done' })
    expect(talk.said).toBe('DONE\r\n')
  })

  it.each([
    ['+ entering idle mode', 'entering idle mode'],
    ['+ OK idling', 'OK idling'],
    ['+', ''],
  ])('42: %j begins it, whatever it says (Courier)', (line, text) => {
    expect(idling(line).found).toMatchObject([{ type: 'continuation', command: { verb: 'idle' }, text }])
  })

  it('43: commands that are queued meanwhile need one DONE, and go behind the tagged OK', () => {
    const { talk } = idling()
    talk.client.send({ verb: 'noop' })
    talk.client.send({ verb: 'check' })
    talk.says('+ idling')
    expect(talk.said).toBe('')
    talk.client.send({ type: 'done' })
    expect(caught(() => talk.client.send({ type: 'done' }))).toMatchObject({ code: 'invalid-state' })
    expect(talk.said).toBe('DONE\r\n')
    talk.says('A2 OK done')
    expect(talk.said).toBe('A3 NOOP\r\nA4 CHECK\r\n')
  })

  it('44: a tagged OK before DONE ends it, and no DONE is sent', () => {
    const { talk, found } = idling('+ idling', 'A2 OK timeout')
    expect(found.at(-1)).toMatchObject({ type: 'completed', command: { verb: 'idle' } })
    expect(caught(() => talk.client.send({ type: 'done' }))).toMatchObject({ code: 'invalid-state' })
    talk.client.send({ verb: 'noop' })
    expect(talk.said).toBe('A3 NOOP\r\n')
  })

  it('45: it needs no mailbox, on either side (James, Cyrus, Gmail)', () => {
    const talk = preauth('IMAP4REV1 IDLE')
    talk.client.send({ verb: 'idle' })
    expect(talk.said).toBe('A1 IDLE\r\n')
    const server = new ServerConnection({ capabilities: ['IMAP4REV1', 'IDLE'] })
    const found = drive(server, [asBytes('A1 IDLE\r\n')], event => {
      if (event.type === 'command' && event.command.verb === 'connect')
        server.send({ type: 'preauth', tag: undefined, code: undefined, text: 'hi' })
    })
    expect(found.at(-1)).toMatchObject({
      type: 'command',
      command: { verb: 'idle', warnings: [] },
      suggestedReply: [{ type: 'continuation' }],
    })
  })
})

describe('AUTHENTICATE', () => {
  it('51: SASL-IR that is announced need not be used (Coremail)', () => {
    const talk = greeted('IMAP4REV1 SASL-IR AUTH=PLAIN')
    talk.client.send(authenticate('\0a\0b'))
    talk.says('A1 BAD invalid command')
    talk.client.send(authenticate())
    expect(talk.said).toBe('A1 AUTHENTICATE PLAIN AGEAYg==\r\nA2 AUTHENTICATE PLAIN\r\n')
  })

  it('52, 88: without SASL-IR the response waits for +, and is one line of base 64 (RFC 4959 3, RFC 9051 6.2.2)', () => {
    const talk = greeted()
    expect(caught(() => talk.client.send(authenticate('\0a\0b')))).toMatchObject({ code: 'not-offered' })
    talk.client.send(authenticate())
    expect(talk.said).toBe('A1 AUTHENTICATE PLAIN\r\n')
    talk.says('+ ')
    talk.client.send({ type: 'auth-response', data: asBytes(`\0a\0${'b'.repeat(90)}`) })
    expect(talk.said).toBe(`AGEA${btoa('b'.repeat(90))}\r\n`)
  })

  it('53: BAD in place of + ends the command, and LOGIN may follow (RFC 9051 6.2.2)', () => {
    const talk = greeted()
    talk.client.send(authenticate())
    expect(talk.says('A1 BAD no')).toMatchObject([{ type: 'completed', response: { type: 'bad' } }])
    expect(talk.client.send(login)).toBe('A2')
  })

  it('54: a + alone is an empty challenge (Yandex)', () => {
    const talk = greeted()
    talk.client.send(authenticate())
    expect(talk.says('+')).toEqual([{ type: 'challenge', data: asBytes('') }])
  })

  it('55: an untagged response inside the exchange is an event, and not a challenge (RFC 9051 6.2.2)', () => {
    const talk = greeted()
    talk.client.send(authenticate())
    expect(talk.says('* CAPABILITY IMAP4rev1', '+ ')).toMatchObject([
      { type: 'response', response: { type: 'capability' } },
      { type: 'challenge' },
    ])
  })
})

describe('the end', () => {
  it('57: a farewell that is not BYE is kept, and then the end (mailo.com)', () => {
    const talk = preauth('IMAP4REV1 IDLE')
    talk.client.send({ verb: 'idle' })
    talk.says('+ idling')
    expect(talk.says('* Goodbye : idle timeout expired')).toMatchObject([
      { type: 'response', response: { type: 'unknown', name: 'GOODBYE', bytes: asBytes(' : idle timeout expired') } },
    ])
    talk.client.receiveEnd()
    expect(drive(talk.client, []).map(({ type }) => type)).toContain('unanswered')
    expect(talk.client.waiting).toBe('closed')
  })

  it('58: BYE and the end without the OK to LOGOUT is a session that ended as it should (wp.pl)', () => {
    const talk = preauth()
    talk.client.send({ verb: 'logout' })
    expect(talk.says('* BYE bye')).toMatchObject([{ type: 'response', response: { type: 'bye', text: 'bye' } }])
    talk.client.receiveEnd()
    const found = drive(talk.client, [])
    expect(found.filter(({ type }) => type === 'protocol-error')).toEqual([])
    expect(found.at(-1)).toMatchObject({ type: 'closed' })
  })
})
