/** What a transaction makes of each event, and what it refuses to begin with (RFC 5321 3.3, RFC 3030 2). */
import { asBytes, asChars, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type ClientEvent,
  type CommandInit,
  type Envelope,
  type Reply,
  SmtpError,
  Transaction,
  type TransactionOptions,
  type TransactionStep,
} from '../../src/all.js'
import { at, content, end, ready } from '../support.js'

const [a, b] = [at('a', 'x'), at('b', 'x')]
const grouped = '250-PIPELINING\r\n'
const reply = (code: number): Reply => ({ code, enhanced: undefined, lines: ['no'] })
const noop: CommandInit = { verb: 'noop', argument: undefined }
const wait: TransactionStep = { type: 'wait' }

/** A transaction with two recipients, and what it makes of replies. */
function begin(keywords: string, options: TransactionOptions = {}, envelope: Partial<Envelope> = {}) {
  const client = ready(keywords)
  const transaction = new Transaction(client, { sender: null, recipients: [a, b], ...envelope }, options)
  const hear = (...replies: string[]): TransactionStep[] =>
    replies.flatMap(line => drive(client, [asBytes(`${line}\r\n`)]).map(event => transaction.handle(event)))
  const written = (): string => asChars(client.takeOutput())
  return { client, transaction, hear, written, started: written() }
}

const types = (steps: readonly TransactionStep[]): string => steps.map(({ type }) => type).join(' ')

describe('a transaction is not begun', () => {
  it.each<[string, unknown, unknown, unknown, string]>([
    ['without a connection', undefined, {}, {}, 'send a message: an object expected, not undefined'],
    ['with another object', { send: () => undefined }, {}, {}, 'send a message: a ClientConnection expected'],
    ['with another object', { check: () => undefined }, {}, {}, 'send a message: a ClientConnection expected'],
    ['without an envelope', ready(), undefined, {}, 'send a message: an object expected, not undefined'],
    [
      'with options that are no object',
      ready(),
      { sender: null, recipients: [a] },
      'x',
      'send a message: an object expected, not a string',
    ],
    [
      'without a list of recipients',
      ready(),
      { sender: null, recipients: 'a' },
      {},
      'send a message: an array expected, not a string',
    ],
    [
      'with parameters that are no object',
      ready(),
      { sender: null, recipients: [a], mailParameters: 'x' },
      {},
      'send a message: an object expected, not a string',
    ],
  ])('%s', (_name, connection, envelope, options, message) => {
    const run = (): unknown =>
      new Transaction(connection as ClientConnection, envelope as Envelope, options as TransactionOptions)
    expect(caught(run)).toMatchObject({ name: 'SmtpError', code: 'bad-value', message })
  })

  it('without recipients', () => {
    expect(caught(() => new Transaction(ready(), { sender: null, recipients: [] }))).toMatchObject({
      code: 'invalid-state',
      message: 'send a message: at least one recipient is needed',
    })
  })
})

describe('what is written at the start', () => {
  it.each<[string, string, TransactionOptions, Partial<Envelope>, string]>([
    ['one command', '', {}, {}, 'MAIL FROM:<>\r\n'],
    ['a group', grouped, {}, {}, 'MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n'],
    [
      'a group without DATA, for chunks',
      `${grouped}250-CHUNKING\r\n`,
      { chunking: true },
      {},
      'MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\n',
    ],
    [
      'DATA, where chunks are offered and not asked for',
      `${grouped}250-CHUNKING\r\n`,
      {},
      { recipients: [a] },
      'MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n',
    ],
    [
      'DATA, where chunks are not offered',
      grouped,
      { chunking: true },
      { recipients: [a] },
      'MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n',
    ],
    [
      'parameters',
      `${grouped}250-SIZE\r\n250-DSN\r\n`,
      {},
      { recipients: [a], mailParameters: { size: 5 }, rcptParameters: { notify: ['NEVER'] } },
      'MAIL FROM:<> SIZE=5\r\nRCPT TO:<a@x> NOTIFY=NEVER\r\nDATA\r\n',
    ],
  ])('is %s', (_name, keywords, options, envelope, expected) => {
    expect(begin(keywords, options, envelope).started).toBe(expected)
  })
})

describe('an event', () => {
  const closed: ClientEvent = { type: 'closed' }
  const error = (fatal: boolean): ClientEvent => ({
    type: 'protocol-error',
    fatal,
    error: new SmtpError('bad-reply', 0, 'receive: x'),
  })
  const ended = (line: string) => {
    const lost = { code: 451, enhanced: '4.4.2', lines: [line] }
    const rejected = [a, b].map(recipient => ({ recipient, reply: lost, temporary: true }))
    return { type: 'done', result: { delivered: false, accepted: [], rejected, reply: lost } }
  }

  it('that ends the session ends the transaction, and nothing follows', () => {
    for (const [event, line] of [
      [closed, 'the session ended'],
      [error(true), 'receive: x'],
    ] as const) {
      const { transaction } = begin(grouped)
      expect(transaction.handle(event)).toEqual(ended(line))
      for (const other of [closed, error(true), { type: 'reply', command: noop, reply: reply(421) } as const])
        expect(transaction.handle(other)).toEqual(wait)
    }
  })

  it('that is none of its own changes nothing', () => {
    const { transaction, client } = begin(grouped)
    const others: ClientEvent[] = [
      error(false),
      { type: 'greeting', reply: reply(220) },
      { type: 'challenge', data: asBytes('') },
      { type: 'upgrade', layer: 'tls' },
      { type: 'reply', command: noop, reply: reply(550) },
      { type: 'reply', command: undefined, reply: reply(250) },
      { type: 'unanswered', command: noop, sent: false },
      { type: 'unanswered', command: { verb: 'mail', reversePath: null, parameters: {} }, sent: false },
      { type: 'unanswered', command: { verb: 'rcpt', forwardPath: a }, sent: false },
    ]
    for (const event of others) expect(transaction.handle(event)).toEqual(wait)
    expect(client.awaiting).toBe('mail')
  })

  it.each<[unknown, string]>([
    [undefined, 'handle: an object expected, not undefined'],
    [{ type: 'reply', command: 'x', reply: reply(250) }, 'handle: an object expected, not a string'],
    [{ type: 'reply', command: noop, reply: undefined }, 'handle: an object expected, not undefined'],
    [{ type: 'protocol-error', fatal: true, error: undefined }, 'handle: an object expected, not undefined'],
    [{ type: 'unanswered', command: undefined }, 'handle: an object expected, not undefined'],
  ])('that is no event is refused: %j', (event, message) => {
    expect(caught(() => begin('').transaction.handle(event as ClientEvent))).toMatchObject({ code: 'bad-value', message })
  })

  it('that is its own RCPT without a reply ends it, where the session goes on', () => {
    const { transaction, client } = begin(grouped)
    const [, answered] = drive(client, [asBytes('250 ok\r\n250 ok\r\n')])
    const command = answered?.type === 'reply' ? answered.command! : noop
    expect(transaction.handle({ type: 'unanswered', command, sent: false })).toMatchObject({
      type: 'done',
      result: { delivered: false, reply: { code: 451, enhanced: '4.5.0' } },
    })
  })

  it('that comes before the replies to RCPT delivers nothing', () => {
    for (const [command, code] of [
      [{ verb: 'data' }, 550],
      [{ verb: 'body-end' }, 250],
    ] as const) {
      const { transaction } = begin(grouped)
      expect(transaction.handle({ type: 'reply', command, reply: reply(code) })).toMatchObject({
        type: 'done',
        result: { delivered: false, accepted: [], rejected: [{ recipient: a }, { recipient: b }], reply: { code } },
      })
    }
  })

  it('421 ends it at once, whatever it answers', () => {
    const { transaction, client } = begin(grouped)
    expect(transaction.handle({ type: 'reply', command: undefined, reply: reply(421) })).toMatchObject({
      type: 'done',
      result: { delivered: false, accepted: [], rejected: [{ recipient: a }, { recipient: b }], reply: { code: 421 } },
    })
    expect(client.waiting).not.toBe('closed')
  })

  it('of a command behind a refused one: not sent, for all recipients', () => {
    const client = ready(`${grouped}250-AUTH PLAIN\r\n`, { verb: 'auth', mechanism: 'PLAIN', initialResponse: undefined })
    const transaction = new Transaction(client, { sender: null, recipients: [a, b] })
    const steps = drive(client, [asBytes('535 no\r\n')]).map(event => transaction.handle(event))
    const lost = { code: 451, enhanced: '4.5.0', lines: ['not sent: the command before the message was refused'] }
    expect(steps.find(({ type }) => type === 'done')).toEqual({
      type: 'done',
      result: {
        delivered: false,
        accepted: [],
        rejected: [a, b].map(recipient => ({ recipient, reply: lost, temporary: true })),
        reply: lost,
      },
    })
    expect(types(steps)).toBe('wait done wait wait wait')
  })
})

describe('the steps', () => {
  it('one by one: each command follows the reply to the one before', () => {
    const { hear, written, client } = begin('')
    for (const line of ['RCPT TO:<a@x>', 'RCPT TO:<b@x>', 'DATA']) {
      expect(hear('250 ok')).toEqual([wait])
      expect(written()).toBe(`${line}\r\n`)
    }
    expect(hear('354 go')).toEqual([{ type: 'content' }])
    client.send(end)
    expect(hear('250 ok')).toMatchObject([{ type: 'done', result: { delivered: true, accepted: [a, b], rejected: [] } }])
    expect(written()).toBe('.\r\n')
  })

  it('in a group: the content follows 354', () => {
    const { hear, written, client } = begin(grouped)
    expect(types(hear('250 ok', '250 ok', '550 no', '354 go'))).toBe('wait wait wait content')
    client.send(end)
    expect(hear('250 ok')).toMatchObject([
      { type: 'done', result: { delivered: true, accepted: [a], rejected: [{ recipient: b }] } },
    ])
    expect(written()).toBe('.\r\n')
  })

  it('in chunks: the content follows the last reply to RCPT, and only if one was accepted', () => {
    for (const keywords of ['', grouped]) {
      const { hear, written } = begin(`${keywords}250-CHUNKING\r\n`, { chunking: true })
      expect(types(hear('250 ok', '550 no', '250 ok'))).toBe('wait wait content')
      expect(written()).not.toContain('DATA')
      const none = begin(`${keywords}250-CHUNKING\r\n`, { chunking: true })
      expect(types(hear())).toBe('')
      expect(none.hear('250 ok', '550 no', '450 no').at(-1)).toMatchObject({ type: 'done', result: { reply: { code: 550 } } })
      expect(none.written()).toMatch(/RSET\r\n$/)
    }
  })

  it('a refused MAIL ends it at once, or with the refusal of DATA, by its reply', () => {
    const single = begin('')
    expect(single.hear('450 no')).toMatchObject([
      { type: 'done', result: { reply: { code: 450 }, rejected: [{ temporary: true }, { temporary: true }] } },
    ])
    expect(single.written()).toBe('')
    const group = begin(grouped)
    expect(types(group.hear('550 no', '503 no', '503 no'))).toBe('wait wait wait')
    expect(group.hear('503 no')).toMatchObject([
      { type: 'done', result: { reply: { code: 550 }, rejected: [{ temporary: false }, { temporary: false }] } },
    ])
  })

  it('a refused DATA refuses the message by its own reply, and RSET follows', () => {
    const { hear, written } = begin(grouped)
    expect(hear('250 ok', '250 ok', '550 no', '554 no').at(-1)).toMatchObject({
      type: 'done',
      result: {
        delivered: false,
        reply: { code: 554 },
        rejected: [
          { recipient: b, reply: { code: 550 } },
          { recipient: a, reply: { code: 554 } },
        ],
      },
    })
    expect(written()).toBe('RSET\r\n')
  })

  it('with `quit` QUIT follows, and instead of RSET', () => {
    const { hear, written } = begin(grouped, { quit: true })
    hear('250 ok', '250 ok', '550 no', '451 no')
    expect(written()).toBe('QUIT\r\n')
    const over = begin(grouped, { quit: true })
    over.hear('250 ok', '421 bye')
    expect(over.written()).toBe('')
  })

  it('a refused last chunk is the refusal of the message, and RSET follows (RFC 3030 2)', () => {
    const { hear, written, client } = begin(`${grouped}250-CHUNKING\r\n`, { chunking: true })
    hear('250 ok', '250 ok', '250 ok')
    client.send(content('x\r\n'))
    client.send(end)
    expect(written()).toBe('BDAT 3 LAST\r\nx\r\n')
    expect(hear('554 no')).toMatchObject([{ type: 'done', result: { delivered: false, reply: { code: 554 } } }])
    expect(written()).toBe('RSET\r\n')
  })

  it('an accepted last chunk needs no RSET', () => {
    const { hear, written, client } = begin(`${grouped}250-CHUNKING\r\n`, { chunking: true })
    hear('250 ok', '250 ok', '250 ok')
    client.send(content('x\r\n'))
    client.takeOutput()
    expect(hear('250 ok')).toEqual([wait])
    client.send(end)
    written()
    expect(hear('250 ok')).toMatchObject([{ type: 'done', result: { delivered: true, accepted: [a, b] } }])
    expect(written()).toBe('')
  })

  it('a refused chunk decides at once where no other was sent, whatever else waits for its reply', () => {
    const { hear, client } = begin(`${grouped}250-CHUNKING\r\n`, { chunking: true })
    hear('250 ok', '250 ok', '250 ok')
    client.send(content('x\r\n'))
    client.takeOutput()
    client.send(noop)
    client.takeOutput()
    expect(hear('452 full')).toMatchObject([{ type: 'done', result: { delivered: false, reply: { code: 452 } } }])
  })

  it('the first refused chunk decides, and those already sent are waited for', () => {
    const { hear, written, client } = begin(`${grouped}250-CHUNKING\r\n`, { chunking: true })
    hear('250 ok', '250 ok', '250 ok')
    for (const text of ['x\r\n', 'y\r\n']) {
      client.send(content(text))
      client.takeOutput()
    }
    client.send(end)
    client.takeOutput()
    expect(types(hear('452 full', '503 no'))).toBe('wait wait')
    expect(hear('554 no')).toMatchObject([
      { type: 'done', result: { delivered: false, reply: { code: 452 }, rejected: [{ temporary: true }, { temporary: true }] } },
    ])
    expect(written()).toBe('RSET\r\n')
  })
})

describe('breakOff', () => {
  it('rejects those without a reply by the reply that is given, and the others by their own', () => {
    const { transaction, hear } = begin('')
    hear('250 ok', '550 no')
    expect(transaction.breakOff(reply(451))).toEqual({
      delivered: false,
      accepted: [],
      rejected: [
        { recipient: a, reply: { code: 550, enhanced: undefined, lines: ['no'] }, temporary: false },
        { recipient: b, reply: reply(451), temporary: true },
      ],
      reply: reply(451),
    })
    expect(transaction.handle({ type: 'closed' })).toEqual(wait)
  })

  it('after every recipient was refused, or MAIL was, goes by that reply', () => {
    const none = begin(grouped)
    none.hear('250 ok', '550 no', '450 no')
    expect(none.transaction.breakOff(reply(451)).reply.code).toBe(550)
    const sender = begin(grouped)
    sender.hear('553 no')
    expect(sender.transaction.breakOff(reply(451))).toMatchObject({
      reply: { code: 553 },
      rejected: [{ temporary: false }, { temporary: false }],
    })
  })

  it('after a refused chunk goes by that reply', () => {
    const { transaction, hear, client } = begin(`${grouped}250-CHUNKING\r\n`, { chunking: true })
    hear('250 ok', '250 ok', '250 ok')
    for (const text of ['x\r\n', 'y\r\n']) {
      client.send(content(text))
      client.takeOutput()
    }
    hear('452 full')
    expect(transaction.breakOff(reply(451)).reply.code).toBe(452)
  })

  it('takes a reply only', () => {
    expect(caught(() => begin('').transaction.breakOff(undefined as unknown as Reply))).toMatchObject({
      code: 'bad-value',
      message: 'breakOff: an object expected, not undefined',
    })
  })

  it('in LMTP those with a positive reply to the message have it (RFC 2033 4.2)', () => {
    const client = new ClientConnection({ lmtp: true })
    client.send({ verb: 'lhlo', domain: 'a' })
    drive(client, [asBytes('220 x\r\n250-x\r\n250 PIPELINING\r\n')])
    const transaction = new Transaction(client, { sender: null, recipients: [a, b] })
    const hear = (text: string) => drive(client, [asBytes(text)]).map(event => transaction.handle(event))
    client.takeOutput()
    hear('250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n')
    client.send(end)
    hear('250 ok\r\n')
    expect(transaction.breakOff(reply(451))).toEqual({
      delivered: true,
      accepted: [a],
      rejected: [{ recipient: b, reply: reply(451), temporary: true }],
      reply: reply(451),
    })
  })
})
