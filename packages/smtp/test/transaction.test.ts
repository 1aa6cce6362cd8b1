/** One message over a session: who got it, who did not, and in what state the session is left (RFC 5321 3.3, RFC 2033, RFC 3030). */
import { asBytes, asChars, backToBack, caught, drive } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  ClientConnection,
  type CommandInit,
  type Envelope,
  type Extensions,
  isTooManyRecipients,
  type RcptParameters,
  ServerConnection,
  type ServerEvent,
  type ServerOptions,
  type ServerSend,
  Transaction,
  type TransactionOptions,
  type TransactionResult,
} from '../src/all.js'
import { answer, at, content, ehlo, end, ready } from './support.js'

const jones = at('Jones', 'foo.com')
const green = at('Green', 'foo.com')
const brown = at('Brown', 'foo.com')
const chunking: Extensions = { chunking: true }

interface Setting extends Partial<ServerOptions> {
  readonly envelope?: Partial<Envelope>
  readonly transaction?: TransactionOptions
  readonly reply?: (event: ServerEvent) => ServerSend | undefined
  readonly text?: string
}

/** Sends a message to a server, and then another to Brown alone, so that the session must be fit for it. */
function deliver({ envelope = {}, transaction = {}, reply = answer, text = 'Hi\r\n', ...options }: Setting) {
  const client = new ClientConnection({ lmtp: options.lmtp })
  const server = new ServerConnection({ hostname: 'foo.com', ...options })
  const results: TransactionResult[] = []
  const received: string[] = []
  let current: Transaction | undefined
  const log = backToBack({
    client,
    server,
    onServer: event => {
      if (event.type === 'body-chunk') received.push(asChars(event.bytes))
      const output = reply(event)
      if (output !== undefined) server.send(output)
    },
    onClient: event => {
      if (event.type === 'greeting') client.send(options.lmtp === true ? { verb: 'lhlo', domain: 'bar.com' } : ehlo)
      else if (event.type === 'reply' && client.extensions !== undefined && current === undefined)
        current = new Transaction(client, { sender: null, recipients: [jones, green], ...envelope }, transaction)
      else {
        const step = current?.handle(event)
        if (step?.type === 'content') {
          client.send(content(text))
          client.send(end)
        } else if (step?.type === 'done') {
          results.push(step.result)
          if (client.state === 'ended' || transaction.quit === true || results.length > 1) return
          current = new Transaction(client, { sender: null, recipients: [brown] }, { quit: true })
        }
      }
    },
  })
  return { client, log, result: results[0]!, second: results[1], received, current: current! }
}

const ways: [string, Setting][] = [
  ['one by one', {}],
  ['in groups', { extensions: { pipelining: true } }],
  ['in chunks', { extensions: chunking, transaction: { chunking: true } }],
  ['in groups and chunks', { extensions: { ...chunking, pipelining: true }, transaction: { chunking: true } }],
  ['where chunks are asked for and not offered', { transaction: { chunking: true } }],
  ['in LMTP', { lmtp: true }],
  ['in LMTP and chunks', { lmtp: true, extensions: chunking, transaction: { chunking: true } }],
]

/** The suggested reply, but for a verb and perhaps a recipient. */
const refusing =
  (verb: string, code: number, localPart?: string) =>
  (event: ServerEvent): ServerSend | undefined => {
    const found = event.type === 'command' ? event.command.verb : event.type
    const whom =
      event.type === 'body-end'
        ? event.recipient?.forwardPath.localPart
        : event.type === 'command' && event.command.verb === 'rcpt'
          ? event.command.forwardPath.localPart
          : undefined
    return found === verb && (localPart === undefined || whom === localPart) ? { code, lines: ['no'] } : answer(event)
  }

describe.each(ways)('a message %s', (name, setting) => {
  const lmtp = setting.lmtp === true
  const chunks = name.endsWith('chunks')

  it('reaches the accepted recipients, and lists the others', () => {
    const { result, second, received, log } = deliver(setting)
    expect(result).toEqual({
      delivered: true,
      accepted: [jones],
      rejected: [{ recipient: green, reply: { code: 550, enhanced: '5.1.1', lines: ['no such user here'] }, temporary: false }],
      reply: { code: 250, enhanced: '2.0.0', lines: ['message accepted'] },
    })
    expect(received).toEqual(['Hi\r\n', 'Hi\r\n'])
    expect(log.includes('C: BDAT 4 LAST')).toBe(chunks)
    expect(second?.delivered).toBe(true)
    expect(log.at(-1)).toBe('S: 221 2.0.0 foo.com says goodbye')
  })

  it('is not sent if no recipient is accepted; RSET ends the transaction', () => {
    const { result, second, received, log } = deliver({ ...setting, envelope: { recipients: [green] } })
    expect(result).toMatchObject({ delivered: false, accepted: [], rejected: [{ recipient: green }], reply: { code: 550 } })
    expect([received, second?.delivered, log.includes('C: RSET')]).toEqual([['Hi\r\n'], true, true])
  })

  it('is not sent when the sender is refused: for all, by that reply', () => {
    let first = true
    const reply = (event: ServerEvent): ServerSend | undefined => {
      if (!first || event.type !== 'command' || event.command.verb !== 'mail') return answer(event)
      first = false
      return { code: 451, lines: ['later'] }
    }
    const { result, second } = deliver({ ...setting, reply })
    expect(result).toMatchObject({
      delivered: false,
      accepted: [],
      rejected: [
        { recipient: jones, temporary: true, reply: { code: 451 } },
        { recipient: green, temporary: true, reply: { code: 451 } },
      ],
      reply: { code: 451 },
    })
    expect(second?.delivered).toBe(true)
  })

  it('that is refused as a whole is refused for all recipients', () => {
    const { result, second, log } = deliver({ ...setting, reply: refusing('body-end', 554) })
    // RSET clears what a refused chunk has left, also the last (RFC 3030 2).
    expect(log.includes('C: RSET')).toBe(log.some(line => line.startsWith('C: BDAT')) && !lmtp)
    expect(result).toMatchObject({ delivered: false, accepted: [], reply: { code: 554 } })
    expect(result.rejected.map(({ recipient, reply }) => [recipient.localPart, reply.code])).toEqual(
      expect.arrayContaining([
        ['Jones', 554],
        ['Green', 550],
      ]),
    )
    expect(second?.delivered).toBe(false)
  })

  it('that a 421 cuts short is refused for now, and the session is over', () => {
    for (const verb of ['mail', 'rcpt', chunks ? 'body-end' : 'data', 'body-end']) {
      const { result, client } = deliver({ ...setting, reply: refusing(verb, 421) })
      expect(result).toMatchObject({ delivered: false, accepted: [], reply: { code: 421 } })
      expect(result.rejected.map(one => one.recipient.localPart).sort()).toEqual(['Green', 'Jones'])
      expect(client.waiting).toBe('closed')
    }
  })

  it('that a broken session leaves open ends with the replies received so far', () => {
    const lost = { code: 451, enhanced: '4.4.2', lines: ['the line is dead'] }
    /** Refuses at one verb, and says nothing from another on; who was refused by which code. */
    const broken = (refused: string, silent: string) => {
      const reply = refusing(refused, 554)
      const { result, current } = deliver({
        ...setting,
        reply: event =>
          event.type === silent || (event.type === 'command' && event.command.verb === silent) ? undefined : reply(event),
      })
      const { delivered, rejected, reply: decisive } = result ?? current.breakOff(lost)
      return [delivered, decisive.code, ...rejected.map(one => `${one.recipient.localPart} ${one.reply.code}`).sort()]
    }
    expect(broken('none', 'mail')).toEqual([false, 451, 'Green 451', 'Jones 451'])
    expect(broken('none', 'rcpt')).toEqual([false, 451, 'Green 451', 'Jones 451'])
    expect(broken('none', 'body-end')).toEqual([false, 451, 'Green 550', 'Jones 451'])
    expect(broken('mail', 'rcpt')).toEqual([false, 554, 'Green 554', 'Jones 554'])
  })

  it('ends the session when asked to', () => {
    const { log, result } = deliver({ ...setting, transaction: { ...setting.transaction, quit: true } })
    expect(result.delivered).toBe(true)
    expect(log.filter(line => line === 'C: QUIT')).toHaveLength(1)
  })

  it(`has ${lmtp ? 'a result for each recipient' : 'one result'}`, () => {
    const { result } = deliver({
      ...setting,
      envelope: { recipients: [jones, brown, green] },
      reply: refusing('body-end', 452, 'Brown'),
    })
    expect([
      result.accepted.map(one => one.localPart),
      result.rejected.map(one => [one.recipient.localPart, one.temporary]),
    ]).toEqual(
      lmtp
        ? [
            ['Jones'],
            [
              ['Green', false],
              ['Brown', true],
            ],
          ]
        : [['Jones', 'Brown'], [['Green', false]]],
    )
  })
})

describe('Transaction', () => {
  it('sends nothing at all where one of the recipients cannot be written', () => {
    for (const keywords of ['', '250-PIPELINING\r\n']) {
      const client = ready(keywords)
      expect(caught(() => new Transaction(client, { sender: null, recipients: [jones, at('a\r\nb', 'c')] }))).toMatchObject({
        code: 'bad-path',
      })
      expect(caught(() => new Transaction(client, { sender: null, recipients: [] }))).toMatchObject({ code: 'invalid-state' })
      expect([client.takeOutput(), client.state]).toEqual([[], 'ready'])
    }
  })

  it('copies the recipients: later changes of the array have no effect (RFC 5321 3.3)', () => {
    const recipients = [{ ...jones }, { ...at('alice', 'foo.com') }]
    const client = ready('')
    const transaction = new Transaction(client, { sender: null, recipients })
    recipients[1] = at('mallory', 'foo.com')
    Object.assign(recipients[0]!, { localPart: 'mallory' })
    const step = transaction.breakOff({ code: 451, enhanced: undefined, lines: ['no'] })
    expect(step.rejected.map(({ recipient }) => recipient.localPart)).toEqual(['mallory', 'alice'])
    const sent = ready('')
    const addresses = [{ ...jones }]
    new Transaction(sent, { sender: null, recipients: addresses })
    Object.assign(addresses[0]!, { localPart: 'mallory' })
    expect(asChars(sent.takeOutput())).not.toContain('mallory')
  })

  it('sends more recipients than the window holds', () => {
    const recipients = Array.from({ length: 455 }, (_, n) => at(`u${n}`, 'foo.com'))
    const { result } = deliver({ extensions: { pipelining: true }, envelope: { recipients }, limits: { recipients: 450 } })
    expect([result.accepted.length, result.rejected.length, result.rejected[0]?.temporary]).toEqual([450, 5, true])
  })

  it('gives each recipient parameters of its own (RFC 3461 4)', () => {
    const parameters = (_: unknown, index: number): RcptParameters => ({ notify: [index === 0 ? 'NEVER' : 'SUCCESS'] })
    const { log } = deliver({ extensions: { dsn: true }, envelope: { rcptParameters: parameters } })
    expect(log).toContain('C: RCPT TO:<Jones@foo.com> NOTIFY=NEVER')
    expect(log).toContain('C: RCPT TO:<Green@foo.com> NOTIFY=SUCCESS')
  })

  it('sends binary content in chunks without being asked to (RFC 3030 3)', () => {
    const { log, received } = deliver({
      extensions: { ...chunking, binarymime: true },
      envelope: { mailParameters: { body: 'BINARYMIME' } },
      text: '\0\n',
      transaction: { quit: true },
    })
    expect([log.includes('C: BDAT 2 LAST'), received]).toEqual([true, ['\0\n']])
  })

  it('chunks sent before one was refused are waited for, and then RSET (RFC 3030 2)', () => {
    const client = ready('250-PIPELINING\r\n250-CHUNKING\r\n')
    const transaction = new Transaction(client, { sender: null, recipients: [jones] }, { chunking: true })
    const steps: string[] = []
    const say = (text: string): string => {
      drive(client, [asBytes(text)], event => {
        const step = transaction.handle(event)
        steps.push(step.type)
      })
      return asChars(client.takeOutput())
    }
    expect(say('')).toBe('MAIL FROM:<>\r\nRCPT TO:<Jones@foo.com>\r\n')
    say('250 ok\r\n250 ok\r\n')
    for (const piece of ['one\r\n', 'two\r\n']) {
      client.send(content(piece))
      client.takeOutput()
    }
    client.send(content('three\r\n'))
    expect(say('452 full\r\n')).toBe('')
    expect(say('503 no\r\n')).toBe('RSET\r\n')
    expect(steps).toEqual(['wait', 'content', 'wait', 'done'])
  })

  it.each([
    [552, undefined, true],
    [552, '5.5.3', true],
    [452, '4.5.3', true],
    [552, '5.2.2', false],
    [550, '5.5.3', false],
  ])(
    'a recipient refused by %i %s: that a further message may go to it is %s (RFC 5321 4.5.3.1.10)',
    (code, enhanced, tooMany) => {
      const reply = (event: ServerEvent) =>
        event.type === 'command' && event.command.verb === 'rcpt' && event.command.forwardPath.localPart === 'Brown'
          ? { code, enhanced, lines: ['no'] }
          : answer(event)
      const { result } = deliver({ envelope: { recipients: [jones, brown] }, reply })
      expect(result).toMatchObject({ delivered: true, rejected: [{ recipient: brown, temporary: tooMany }] })
      expect(isTooManyRecipients(result.rejected[0]!.reply)).toBe(tooMany)
    },
  )

  it('unknown reply codes count by their first digit, whatever their text (RFC 5321 4.2, 4.3.2)', () => {
    const code = { ok: 259, later: 459, never: 559 }
    const reply = (event: ServerEvent): ServerSend | undefined => {
      if (event.type === 'body-end') return { code: code.ok, lines: ['550 no'] }
      if (event.type !== 'command' || (event.command.verb !== 'mail' && event.command.verb !== 'rcpt')) return answer(event)
      const whom = event.command.verb === 'rcpt' ? event.command.forwardPath.localPart : 'Jones'
      return { code: whom === 'Jones' ? code.ok : whom === 'Green' ? code.later : code.never, lines: ['250 ok'] }
    }
    const { result } = deliver({ envelope: { recipients: [jones, green, brown] }, reply })
    expect(result).toMatchObject({
      delivered: true,
      accepted: [jones],
      rejected: [
        { recipient: green, temporary: true },
        { recipient: brown, temporary: false },
      ],
    })
  })

  it.each<[string, string, boolean]>([
    ['one by one', '', false],
    ['in groups', '250-PIPELINING\r\n', false],
    ['one by one in LMTP', '', true],
    ['in groups in LMTP', '250-PIPELINING\r\n', true],
  ])('DATA answered by 250 or 220 delivers nothing: QUIT follows (RFC 5321 4.3.2), %s', (_name, keywords, lmtp) => {
    for (const code of [220, 250]) {
      const client = new ClientConnection({ lmtp })
      client.send({ verb: lmtp ? 'lhlo' : 'ehlo', domain: 'bar.com' })
      drive(client, [asBytes(`220 x\r\n250-x\r\n${keywords}250 HELP\r\n`)])
      const transaction = new Transaction(client, { sender: null, recipients: [jones, brown] })
      const results: TransactionResult[] = []
      for (const line of ['250 ok', '250 ok', '250 ok', `${code} ok`])
        drive(client, [asBytes(`${line}\r\n`)], event => {
          const step = transaction.handle(event)
          expect(step.type).not.toBe('content')
          if (step.type === 'done') results.push(step.result)
        })
      const reply = { code: 451, enhanced: '4.5.0', lines: [`DATA was answered with ${code} ok`] }
      const rejected = [jones, brown].map(recipient => ({ recipient, reply, temporary: true }))
      expect(results).toEqual([{ delivered: false, accepted: [], rejected, reply }])
      expect(asChars(client.takeOutput()).endsWith('DATA\r\nQUIT\r\n')).toBe(true)
    }
  })

  it('a reply that cannot answer its command, and the end of the session, refuse the remaining recipients (RFC 5321 4.3.2)', () => {
    for (const [line, message] of [
      ['354 go\r\n', 'receive: 354 is not a valid reply to rcpt'],
      ['nonsense\r\n', 'decode reply: reply code expected'],
    ] as const) {
      const client = ready('250-PIPELINING\r\n')
      const transaction = new Transaction(client, { sender: null, recipients: [jones, brown] })
      const steps = drive(client, [asBytes(`250 ok\r\n250 ok\r\n${line}`)]).map(event => transaction.handle(event))
      expect(steps.at(-1)).toMatchObject({
        type: 'done',
        result: {
          delivered: false,
          accepted: [],
          rejected: [{ recipient: jones }, { recipient: brown }],
          reply: { code: 451, lines: [message] },
        },
      })
    }
  })

  it('13: MAIL is refused, and yet RCPT and DATA are accepted: nothing is sent, and nothing delivered', () => {
    const client = ready('250-PIPELINING\r\n')
    const transaction = new Transaction(client, { sender: null, recipients: [jones] })
    let result: TransactionResult | undefined
    const react = (event: Parameters<Transaction['handle']>[0]): void => {
      const step = transaction.handle(event)
      expect(step.type).not.toBe('content')
      if (step.type === 'done') result = step.result
    }
    drive(client, [asBytes('550 no\r\n250 ok\r\n354 go\r\n')], react)
    client.takeOutput()
    drive(client, [asBytes('250 queued\r\n')], react)
    expect(result).toMatchObject({
      delivered: false,
      accepted: [],
      rejected: [{ recipient: jones, reply: { code: 550 } }],
      reply: { code: 550 },
    })
  })

  it('two in a row share a group: the envelope of the second follows the content of the first (RFC 2920 3.1)', () => {
    const second: CommandInit = { verb: 'mail', reversePath: null }
    const client = ready('250-PIPELINING\r\n')
    new Transaction(client, { sender: null, recipients: [jones] })
    client.send(second)
    client.takeOutput()
    drive(client, [asBytes('250 ok\r\n250 ok\r\n354 go\r\n')])
    client.send(content('Hi\r\n'))
    client.send(end)
    expect(asChars(client.takeOutput())).toBe('Hi\r\n.\r\nMAIL FROM:<>\r\n')
  })
})
