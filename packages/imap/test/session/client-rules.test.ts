import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import { ClientConnection, type ClientEvent } from '../../src/index.js'
import { Pipeline } from '../../src/session/pipeline.js'

describe('the tag of ESEARCH (RFC 9051 7.3.4)', () => {
  it('completes nothing: the response is data', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    client.send({ verb: 'select', mailbox: 'x', tag: 's' })
    drive(client, [asBytes('s OK x\r\n')])
    client.send({ verb: 'search', uid: false, returnOptions: [{ name: 'COUNT' }], keys: [{ key: 'ALL' }], tag: 'a' })
    const events = drive(client, [asBytes('* ESEARCH (TAG "a") COUNT 3\r\n* ESEARCH (TAG "b") COUNT 4\r\na OK done\r\n')])
    expect(events).toMatchObject([
      { type: 'response', response: { type: 'esearch', tag: 'a', count: 3 } },
      { type: 'response', response: { type: 'esearch', tag: 'b', count: 4 } },
      { type: 'completed', command: { verb: 'search' }, response: { type: 'ok' } },
    ])
  })
})

describe('AUTHENTICATE (RFC 9051 6.2.2)', () => {
  const begin = (): ClientConnection => {
    const client = new ClientConnection()
    client.send({ verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined })
    drive(client, [asBytes('* OK hi\r\n')])
    client.takeOutput()
    return client
  }

  it.each(['+ not base64!\r\n', '+ AAA\r\n', '+ =\r\n'])('a challenge that is not base 64 is cancelled: %j', line => {
    const client = begin()
    expect(drive(client, [asBytes(line)])).toMatchObject([
      { type: 'protocol-error', fatal: false, error: { code: 'bad-base64' } },
    ])
    expect([asChars(client.takeOutput()), client.waiting]).toEqual(['*\r\n', 'input'])
    expect(drive(client, [asBytes('A1 BAD cancelled\r\n')])).toMatchObject([{ type: 'completed', response: { type: 'bad' } }])
    expect(client.send({ verb: 'login', username: 'a', password: 'b' })).toBe('A2')
  })

  it.each(['+\r\n', '+ \r\n'])('%j is a challenge of nothing', line => {
    expect(drive(begin(), [asBytes(line)])).toEqual([{ type: 'challenge', data: asBytes('') }])
  })

  it('a second + before the answer, or behind the cancellation, is not a challenge', () => {
    const client = begin()
    const unexpected = { type: 'protocol-error', fatal: false, error: { code: 'unexpected-continuation' } }
    expect(drive(client, [asBytes('+ \r\n+ \r\n')])).toMatchObject([{ type: 'challenge' }, unexpected])
    client.send({ type: 'auth-cancel' })
    expect(drive(client, [asBytes('+ \r\n')])).toMatchObject([unexpected])
  })

  it('the tap sees neither challenges nor answers', () => {
    let seen = ''
    const client = new ClientConnection({ tap: (_, bytes) => void (seen += asChars(bytes)) })
    client.send({ verb: 'authenticate', mechanism: 'PLAIN', initialResponse: undefined })
    drive(client, [asBytes('* OK hi\r\n+ c2VzYW1l\r\n')], event => {
      if (event.type === 'challenge') client.send({ type: 'auth-response', data: event.data })
    })
    expect(seen).toContain('+ ***\r\n***\r\n')
    expect(seen).not.toContain('c2VzYW1l')
  })
})

describe('after STARTTLS everything is forgotten (RFC 9051 6.2.1)', () => {
  it('capabilities, and the state of an exchange', () => {
    const client = new ClientConnection()
    client.send({ verb: 'starttls' })
    drive(client, [asBytes('* OK [CAPABILITY IMAP4REV1 STARTTLS SASL-IR AUTH=PLAIN LITERAL+] hi\r\nA1 OK go\r\n')])
    expect(client.waiting).toBe('upgrade')
    client.upgraded()
    expect([client.capabilities, client.state]).toEqual([undefined, 'not-authenticated'])
    const early = { verb: 'authenticate', mechanism: 'PLAIN', initialResponse: asBytes('x') } as const
    expect(caught(() => client.send(early))).toMatchObject({ code: 'not-offered' })
  })

  it.each(['A1 OK go\r\n\n', 'A1 OK go\r\nA2 OK fake\r\n', 'A1 OK go\r\n*'])('bytes behind the OK are fatal: %j', text => {
    const client = new ClientConnection()
    client.send({ verb: 'starttls' })
    client.send({ verb: 'noop' })
    expect(drive(client, [asBytes(`* OK hi\r\n${text}`)]).at(-1)).toMatchObject({
      fatal: true,
      error: { code: 'plaintext-after-upgrade' },
    })
  })
})

describe('what was queued behind a refusal that changes where it would be said (RFC 9051 6.2.1, 6.3.2)', () => {
  it.each([
    ['a login behind STARTTLS', { verb: 'starttls' }],
    ['a login behind AUTHENTICATE', { verb: 'authenticate', mechanism: 'EXTERNAL', initialResponse: undefined }],
  ] as const)('%s: it is not sent, and LOGOUT is', (_name, refused) => {
    const client = new ClientConnection()
    client.send(refused)
    if (refused.verb === 'starttls') client.send({ verb: 'login', username: 'tim', password: 'secret' })
    else client.send({ verb: 'select', mailbox: 'INBOX' })
    client.send({ verb: 'logout' })
    expect(drive(client, [asBytes('* OK hi\r\nA1 NO not now\r\n')])).toMatchObject([
      { type: 'greeting' },
      { type: 'completed', command: { tag: 'A1' } },
      { type: 'unanswered', command: { tag: 'A2' }, sent: false },
    ])
    const written = asChars(client.takeOutput())
    expect(written).toMatch(/^A1 .*\r\nA3 LOGOUT\r\n$/)
    expect(written).not.toContain('secret')
  })

  it('FETCH behind a SELECT', () => {
    const client = new ClientConnection()
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    client.send({ verb: 'select', mailbox: 'x' })
    client.send({ verb: 'fetch', uid: false, set: [{ start: 1, end: 1 }], items: 'ALL' })
    client.send({ verb: 'close' })
    expect(drive(client, [asBytes('A1 NO none\r\n')])).toMatchObject([
      { type: 'completed' },
      { type: 'unanswered', command: { verb: 'fetch' }, sent: false },
      { type: 'unanswered', command: { verb: 'close' }, sent: false },
    ])
    expect([asChars(client.takeOutput()), client.state]).toEqual(['A1 SELECT x\r\n', 'authenticated'])
    expect(client.send({ verb: 'noop' })).toBe('A4')
  })
})

describe('a command never waits for a completion that came damaged (RFC 9051 7.1)', () => {
  const lines = [
    'A1 FOO',
    'A1',
    'A1 ',
    'A1 OKAY x',
    'A1 BYE x',
    'A1 PREAUTH x',
    '\0A1 FOO',
    'A1 1 FETCH ()',
    'A1OK x',
    'A1OK',
    'A1ok done',
    'A1: OK x',
    'A1\tOK x',
    'A1BAD[x] y',
  ]

  it.each(lines)('a line with its tag that is not OK, NO or BAD is fatal: %j', line => {
    const client = new ClientConnection()
    client.send({ verb: 'noop' })
    const events = drive(client, [asBytes(`* OK hi\r\n${line}\r\n`)])
    expect(events.slice(1)).toMatchObject([
      { type: 'unanswered', command: { tag: 'A1', verb: 'noop' }, sent: true },
      { type: 'protocol-error', fatal: true, error: { name: 'ImapError' } },
    ])
    expect(client.waiting).toBe('closed')
  })

  it.each(['* 1 FETCH (', 'A2 FOO'])('a damaged line without its tag is not: %j', line => {
    const client = new ClientConnection()
    client.send({ verb: 'noop' })
    const events = drive(client, [asBytes(`* OK hi\r\n${line}\r\nA1 OK x\r\n`)])
    expect(events.slice(1)).toMatchObject([{ type: 'protocol-error', fatal: false }, { type: 'completed' }])
  })
})

describe('limits', () => {
  it.each([
    [2, 'response'],
    [3, 'response'],
    [4, 'protocol-error'],
  ])('untagged: %i of 3', (count, type) => {
    const client = new ClientConnection({ limits: { untagged: 3 } })
    client.send({ verb: 'noop' })
    client.send({ verb: 'noop' })
    const events = drive(client, [asBytes(`* OK hi\r\n* 1 EXISTS\r\nA1 OK x\r\n${'* 1 EXISTS\r\n'.repeat(count)}`)])
    expect(events.at(-1)).toMatchObject({ type })
    if (type !== 'response') expect(events.at(-1)).toMatchObject({ fatal: true, error: { code: 'limit' } })
  })
})

describe('many commands', () => {
  it('each step touches a bounded number of them', () => {
    const queue = new Pipeline()
    const parts = [asBytes('x')]
    for (let tag = 0; tag < 50_000; tag++)
      queue.push({ command: { tag: String(tag), verb: 'noop' }, parts, message: undefined, otherParts: undefined, utf8: false })
    for (let tag = 0; tag < 50_000; tag++) queue.start()!.written++
    expect(queue.start()).toBeUndefined()
    for (let tag = 49_999; tag >= 0; tag--) expect(queue.complete(String(tag), 'ok')?.command.tag).toBe(String(tag))
    expect([queue.size, queue.last]).toEqual([0, undefined])
  })

  it('20,000 NOOP, each refused', () => {
    const client = new ClientConnection()
    for (let sent = 0; sent < 20_000; sent++) client.send({ verb: 'noop' })
    const answers = Array.from({ length: 20_000 }, (_, at) => `A${at + 1} NO x\r\n`).join('')
    const count = (events: ClientEvent[]): number => events.filter(event => event.type === 'completed').length
    expect(count(drive(client, [asBytes(`* OK hi\r\n${answers}`)]))).toBe(20_000)
  })

  it('a command of 20,000 literals, each asked for', () => {
    const client = new ClientConnection()
    const fields = Array.from({ length: 20_000 }, () => 'é')
    const section = { part: [], text: 'HEADER.FIELDS', fields } as const
    const items = [{ item: 'BODY[]', section, peek: true, partial: undefined } as const]
    drive(client, [asBytes('* PREAUTH hi\r\n')])
    client.send({ verb: 'select', mailbox: 'x' })
    drive(client, [asBytes('A1 OK x\r\n')])
    client.send({ verb: 'fetch', uid: false, set: [{ start: 1, end: 1 }], items })
    drive(client, [asBytes('+ \r\n'.repeat(20_000))])
    expect(drive(client, [asBytes('A2 OK x\r\n')])).toMatchObject([{ type: 'completed' }])
  })

  it('a tag of the caller is not given again', () => {
    const client = new ClientConnection()
    client.send({ tag: 'A1', verb: 'noop' })
    expect(client.send({ verb: 'noop' })).toBe('A2')
  })
})

it.each([undefined, null, 5, 'NOOP'])('send(%j) throws an ImapError', input => {
  expect(caught(() => new ClientConnection().send(input as never))).toMatchObject({ name: 'ImapError', code: 'bad-value' })
})
